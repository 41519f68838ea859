//! The operators of conditions, by name.

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Text(Likeness),
    Number(Order),
    Date(Order),
    Bool,
    Bytes,
    Address,
    Arn,
    Null,
}

/// How texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    Exact,
    IgnoreCase,
    Pattern,
}

/// How the request's value has to stand to the document's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Whether a match or the lack of one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Polarity {
    Plain,
    Negated,
}

/// How the several values of a key count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    One,
    ForAll,
    ForAny,
}

/// What a missing key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// What the operator makes of it.
    AsUsual,
    /// `…IfExists`: the condition holds.
    Holds,
}

/// An operator with its prefix and suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) family: Family,
    pub(crate) polarity: Polarity,
    pub(crate) quantity: Quantity,
    pub(crate) missing: Missing,
}

use Polarity::{Negated, Plain};

/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: &[(&str, Family, Polarity)] = &[
    ("StringEquals", Family::Text(Likeness::Exact), Plain),
    ("StringNotEquals", Family::Text(Likeness::Exact), Negated),
    ("StringEqualsIgnoreCase", Family::Text(Likeness::IgnoreCase), Plain),
    ("StringNotEqualsIgnoreCase", Family::Text(Likeness::IgnoreCase), Negated),
    ("StringLike", Family::Text(Likeness::Pattern), Plain),
    ("StringNotLike", Family::Text(Likeness::Pattern), Negated),
    ("NumericEquals", Family::Number(Order::Equal), Plain),
    ("NumericNotEquals", Family::Number(Order::Equal), Negated),
    ("NumericLessThan", Family::Number(Order::Less), Plain),
    ("NumericLessThanEquals", Family::Number(Order::LessOrEqual), Plain),
    ("NumericGreaterThan", Family::Number(Order::Greater), Plain),
    ("NumericGreaterThanEquals", Family::Number(Order::GreaterOrEqual), Plain),
    ("DateEquals", Family::Date(Order::Equal), Plain),
    ("DateNotEquals", Family::Date(Order::Equal), Negated),
    ("DateLessThan", Family::Date(Order::Less), Plain),
    ("DateLessThanEquals", Family::Date(Order::LessOrEqual), Plain),
    ("DateGreaterThan", Family::Date(Order::Greater), Plain),
    ("DateGreaterThanEquals", Family::Date(Order::GreaterOrEqual), Plain),
    ("Bool", Family::Bool, Plain),
    ("BinaryEquals", Family::Bytes, Plain),
    ("IpAddress", Family::Address, Plain),
    ("NotIpAddress", Family::Address, Negated),
    ("ArnEquals", Family::Arn, Plain),
    ("ArnLike", Family::Arn, Plain),
    ("ArnNotEquals", Family::Arn, Negated),
    ("ArnNotLike", Family::Arn, Negated),
    ("Null", Family::Null, Plain),
];

impl Operator {
    /// Reads the name of an operator; nothing if there is none of that name.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (quantity, name) = match text.split_once(':') {
            None => (Quantity::One, text),
            Some(("ForAllValues", name)) => (Quantity::ForAll, name),
            Some(("ForAnyValue", name)) => (Quantity::ForAny, name),
            Some(_) => return None,
        };
        let (missing, name) = match name.strip_suffix("IfExists") {
            Some(name) => (Missing::Holds, name),
            None => (Missing::AsUsual, name),
        };
        let (_, family, polarity) = OPERATORS.iter().find(|(own, ..)| *own == name)?;
        let is_bare = quantity == Quantity::One && missing == Missing::AsUsual;
        if *family == Family::Null && !is_bare {
            return None;
        }
        Some(Self { family: *family, polarity: *polarity, quantity, missing })
    }

    /// Returns the name that was probably meant.
    pub(crate) fn nearest(text: &str) -> Option<String> {
        let (prefix, name) = text.rsplit_once(':').unwrap_or(("", text));
        let lower = name.to_ascii_lowercase();
        let (stem, suffix) = match lower.strip_suffix("ifexists") {
            Some(stem) => (stem, "IfExists"),
            None => (lower.as_str(), ""),
        };
        let prefix = match prefix.to_ascii_lowercase().as_str() {
            "" => "",
            "forallvalues" | "forallvalue" => "ForAllValues:",
            "foranyvalue" | "foranyvalues" => "ForAnyValue:",
            _ => return None,
        };
        let (own, ..) = OPERATORS.iter().find(|(own, ..)| own.eq_ignore_ascii_case(stem))?;
        let meant = format!("{prefix}{own}{suffix}");
        Self::parse(&meant).map(|_| meant)
    }
}

impl Order {
    /// Tells whether a comparison of the request's value with the document's is as asked.
    pub(crate) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_takes_prefix_and_suffix_but_null() {
        for (name, family, _) in OPERATORS {
            assert!(Operator::parse(name).is_some(), "{name}");
            let bare = *family == Family::Null;
            for text in [format!("{name}IfExists"), format!("ForAnyValue:{name}")] {
                assert_eq!(Operator::parse(&text).is_none(), bare, "{text}");
            }
        }
    }

    #[test]
    fn suggests_what_was_meant() {
        for (text, meant) in [
            ("stringequals", Some("StringEquals")),
            ("foranyvalues:stringlikeifexists", Some("ForAnyValue:StringLikeIfExists")),
            ("NullIfExists", None),
            ("StringMatches", None),
            ("ForSome:StringLike", None),
        ] {
            assert_eq!(Operator::nearest(text).as_deref(), meant, "{text}");
        }
    }
}

//! Conditions of a statement, read and evaluated.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::context::Context;
use crate::moment::Moment;
use crate::network::Network;
use crate::operator::{Family, Likeness, Missing, Operator, Order, Polarity, Quantity};
use crate::pattern::{Token, matches};
use crate::template::Template;

/// One operator on one key.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) operator: Operator,
    pub(crate) key: String,
    pub(crate) test: Test,
}

/// What a value of the request is compared with: it matches if it matches any of these.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Text(Likeness, Vec<Template>),
    Number(Order, Vec<f64>),
    Date(Order, Vec<Moment>),
    Bool(Vec<Template>),
    Bytes(Vec<Vec<u8>>),
    Address(Vec<Network>),
    Arn(Vec<Template>),
    Null(Vec<bool>),
}

impl Test {
    /// Reads the values of an operator; the error is the place of the value that does not fit and what it should be.
    pub(crate) fn parse(
        family: Family,
        values: &[(String, Template)],
    ) -> Result<Self, (usize, &'static str)> {
        let texts = || values.iter().map(|(_, template)| template.clone()).collect();
        match family {
            Family::Text(likeness) => Ok(Self::Text(likeness, texts())),
            Family::Number(order) => Ok(Self::Number(order, each(values, "a number", number)?)),
            Family::Date(order) => {
                let kind = "a date such as `2026-11-27T08:30:00Z`, or seconds since 1970";
                Ok(Self::Date(order, each(values, kind, Moment::parse)?))
            }
            Family::Bool => {
                let fits = |(text, template): &(String, Template)| {
                    template.has_keys() || truth(text).is_some()
                };
                match values.iter().position(|value| !fits(value)) {
                    None => Ok(Self::Bool(texts())),
                    Some(at) => Err((at, "`true` or `false`")),
                }
            }
            Family::Bytes => {
                let bytes = |text: &str| BASE64.decode(text).ok();
                Ok(Self::Bytes(each(values, "bytes in base64", bytes)?))
            }
            Family::Address => {
                let kind = "an address or a range such as `203.0.113.0/24`";
                Ok(Self::Address(each(values, kind, Network::parse)?))
            }
            Family::Arn => {
                let fits = |(text, template): &(String, Template)| {
                    template.has_keys() || text == "*" || text.splitn(6, ':').count() == 6
                };
                match values.iter().position(|value| !fits(value)) {
                    None => Ok(Self::Arn(texts())),
                    Some(at) => Err((at, "an ARN with its six parts")),
                }
            }
            Family::Null => Ok(Self::Null(each(values, "`true` or `false`", truth)?)),
        }
    }
}

impl Condition {
    /// Tells whether the condition holds.
    ///
    /// A key without a value is missing; for the set operators and `Null`, so is one with empty values alone. The several
    /// values of a key without a set operator match if any does, and a negated operator holds if none does.
    ///
    /// Sources: IAM User Guide, "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context keys".
    pub(crate) fn holds(&self, context: &Context) -> bool {
        let values = context.values(&self.key).unwrap_or_default();
        let is_empty = values.iter().all(String::is_empty);
        if let Test::Null(expected) = &self.test {
            return expected.contains(&is_empty);
        }
        let negated = self.operator.polarity == Polarity::Negated;
        let is_like = |value: &String| self.test.matches(value, context);
        let is_missing = values.is_empty() || (self.operator.quantity != Quantity::One && is_empty);
        if is_missing && self.operator.missing == Missing::Holds {
            return true;
        }
        match (self.operator.quantity, is_missing) {
            (Quantity::One, true) => negated,
            (Quantity::One, false) => values.iter().any(is_like) != negated,
            (Quantity::ForAll, missing) => {
                missing || values.iter().all(|value| is_like(value) != negated)
            }
            (Quantity::ForAny, missing) => {
                !missing && values.iter().any(|value| is_like(value) != negated)
            }
        }
    }
}

impl Test {
    /// Tells whether a value of the request matches; one that is not of the operator's kind matches nothing.
    fn matches(&self, value: &str, context: &Context) -> bool {
        match self {
            Self::Text(likeness, texts) => {
                texts.iter().any(|text| is_like(*likeness, text, value, context))
            }
            Self::Number(order, numbers) => number(value).is_some_and(|value| {
                numbers
                    .iter()
                    .filter_map(|own| value.partial_cmp(own))
                    .any(|ordering| order.holds(ordering))
            }),
            Self::Date(order, moments) => Moment::parse(value)
                .is_some_and(|value| moments.iter().any(|own| order.holds(value.cmp(own)))),
            Self::Bool(texts) => truth(value).is_some_and(|value| {
                let own = |text: &Template| truth(&text.expand_literally(context)?);
                texts.iter().any(|text| own(text) == Some(value))
            }),
            Self::Bytes(bytes) => BASE64.decode(value).is_ok_and(|value| bytes.contains(&value)),
            Self::Address(networks) => value
                .parse::<IpAddr>()
                .is_ok_and(|value| networks.iter().any(|own| own.contains(value))),
            Self::Arn(texts) => texts
                .iter()
                .filter_map(|text| text.expand(context))
                .any(|pattern| arn_matches(&pattern, value)),
            Self::Null(_) => false,
        }
    }
}

fn is_like(likeness: Likeness, text: &Template, value: &str, context: &Context) -> bool {
    match likeness {
        Likeness::Exact => text.expand_literally(context).is_some_and(|own| own == value),
        Likeness::IgnoreCase => text
            .expand_literally(context)
            .is_some_and(|own| own.to_lowercase() == value.to_lowercase()),
        Likeness::Pattern => text
            .expand(context)
            .is_some_and(|pattern| matches(&pattern, &value.chars().collect::<Vec<_>>())),
    }
}

/// Matches each of the six parts of an ARN by itself, so that a wildcard ends at a colon but for the last part.
fn arn_matches(pattern: &[Token], value: &str) -> bool {
    let value: Vec<char> = value.chars().collect();
    let own: Vec<&[Token]> = pattern.splitn(6, |token| *token == Token::Char(':')).collect();
    let parts: Vec<&[char]> = value.splitn(6, |character| *character == ':').collect();
    if pattern == [Token::Many] {
        return true;
    }
    own.len() == 6
        && parts.len() == 6
        && own.iter().zip(parts).all(|(own, part)| matches(own, part))
}

fn each<T>(
    values: &[(String, Template)],
    kind: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, (usize, &'static str)> {
    values.iter().enumerate().map(|(at, (text, _))| read(text).ok_or((at, kind))).collect()
}

/// Reads a whole or decimal number.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|one| one.is_ascii_digit() || one == b'.');
    if plain { text.parse().ok() } else { None }
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::tokens;

    #[test]
    fn arns_match_part_by_part() {
        for (pattern, value, expected) in [
            ("arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:role/a/b", true),
            ("arn:aws:iam::*:role/a", "arn:aws:iam::111111111111:role/a", true),
            ("arn:aws:x:*:1:f/*", "arn:aws:x:us-east-2:9:store/abc:1:f/d", false),
            ("arn:aws:logs:*:*:*", "arn:aws:logs:eu-west-1:1:log-group:a:*", true),
            ("arn:aws:*", "arn:aws:s3:::b", false),
            ("*", "arn:aws:s3:::b", true),
            ("arn:aws:s3:::B", "arn:aws:s3:::b", false),
            ("arn:aws:s3:::?", "arn:aws:s3:::b", true),
            ("arn:aws:s3:::*", "not an arn", false),
        ] {
            assert_eq!(arn_matches(&tokens(pattern), value), expected, "{pattern} {value}");
        }
    }

    #[test]
    fn reads_plain_numbers() {
        for (text, expected) in [
            ("10", Some(10.0)),
            ("-1.5", Some(-1.5)),
            ("", None),
            (".", None),
            ("1e3", None),
            ("NaN", None),
            ("inf", None),
            ("--1", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}

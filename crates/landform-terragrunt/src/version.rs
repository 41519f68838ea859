//! Versions, and the constraints that a configuration puts on its tools.

use std::cmp::Ordering;

/// A version such as `1.9.0` or `1.10.0-rc1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    pre_release: Option<String>,
}

impl Version {
    /// Reads a version; missing numbers are 0, a leading `v` and build metadata do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, _) = split_numbers(text)?;
        Some(text)
    }

    fn numbers(&self) -> [u64; 3] {
        self.numbers
    }
}

/// Reads a version and how many numbers it is written with.
fn split_numbers(text: &str) -> Option<(Version, usize)> {
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    let (numbers, pre_release) = match text.split_once('-') {
        Some((numbers, pre)) if !pre.is_empty() => (numbers, Some(pre.to_owned())),
        Some(_) => return None,
        None => (text, None),
    };
    let parts: Vec<u64> =
        numbers.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    if parts.len() > 3 {
        return None;
    }
    let at = |index: usize| parts.get(index).copied().unwrap_or(0);
    Some((Version { numbers: [at(0), at(1), at(2)], pre_release }, parts.len()))
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (&self.pre_release, &other.pre_release) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(a), Some(b)) => compare_pre_releases(a, b),
            }
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares part by part: numbers by value and before words.
fn compare_pre_releases(a: &str, b: &str) -> Ordering {
    let key = |part: &str| match part.parse::<u64>() {
        Ok(number) => (0, number, String::new()),
        Err(_) => (1, 0, part.to_owned()),
    };
    a.split('.').map(key).cmp(b.split('.').map(key))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Pessimistic,
}

const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("~>", Operator::Pessimistic),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

/// Clauses such as `>= 1.9, < 2.0` that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    text: String,
    clauses: Vec<(Operator, Version, usize)>,
}

impl Constraint {
    /// Reads a constraint.
    pub fn parse(text: &str) -> Option<Self> {
        let clause = |clause: &str| {
            let clause = clause.trim();
            let (operator, version) = OPERATORS
                .iter()
                .find_map(|(sign, operator)| Some((*operator, clause.strip_prefix(sign)?)))
                .unwrap_or((Operator::Equal, clause));
            let (version, written) = split_numbers(version)?;
            Some((operator, version, written))
        };
        let clauses = text.split(',').map(clause).collect::<Option<_>>()?;
        Some(Self { text: text.to_owned(), clauses })
    }

    /// Returns the constraint as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether all clauses hold for a version.
    pub fn allows(&self, version: &Version) -> bool {
        self.clauses.iter().all(|(operator, bound, written)| match operator {
            Operator::Equal => version == bound,
            Operator::NotEqual => version != bound,
            Operator::Greater => version > bound,
            Operator::GreaterOrEqual => version >= bound,
            Operator::Less => version < bound,
            Operator::LessOrEqual => version <= bound,
            Operator::Pessimistic => {
                let fixed = written.saturating_sub(1).max(1);
                let head =
                    |one: &Version| one.numbers().into_iter().take(fixed).collect::<Vec<_>>();
                version >= bound && head(version) == head(bound)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_hold_or_not() {
        for (constraint, version, holds) in [
            (">= 1.9, < 2.0", "1.9.0", true),
            (">= 1.9, < 2.0", "2.0.0", false),
            ("~> 1.9", "1.10.3", true),
            ("~> 1.9", "2.0.0", false),
            ("~> 1.9.1", "1.9.9", true),
            ("~> 1.9.1", "1.10.0", false),
            ("~> 1", "1.5.0", true),
            ("~> 1", "2.0.0", false),
            ("1.2.3", "v1.2.3", true),
            ("= 1.2", "1.2.0", true),
            ("!= 1.2.0", "1.2.0", false),
            ("> 1.2.0", "1.2.0", false),
            ("<= 1.2.0", "1.2.0+build", true),
            (">= 1.2.0", "1.2.0-rc1", false),
            (">= 1.2.0-rc1", "1.2.0-rc2", true),
            (">= 1.2.0-rc.2", "1.2.0-rc.10", true),
        ] {
            let version = Version::parse(version).unwrap();
            let constraint = Constraint::parse(constraint).unwrap();
            assert_eq!(constraint.allows(&version), holds, "{constraint:?} {version:?}");
        }
        for text in ["", ">=", "1.2.3.4", ">= x", "1.2-", "1.2,"] {
            assert_eq!(Constraint::parse(text), None, "{text}");
        }
    }
}

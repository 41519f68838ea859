//! In which account and region a unit lives, as far as its locals and its path tell.

use std::collections::VecDeque;

use landform_value::Value;

use crate::config::Config;
use crate::path::UnitPath;

/// How deep the values of locals are searched.
const DEPTH: usize = 4;

/// Returns the name of the account.
pub(crate) fn account(config: &Config, path: &UnitPath) -> Option<String> {
    named(config, &["account_name", "account"]).or_else(|| {
        // A unit at the top, or below a region, says nothing about its account.
        let mut parts = path.parts();
        let first = parts.next()?;
        parts.next()?;
        (!is_region(first) && first != "..").then(|| first.to_owned())
    })
}

/// Returns the number of the account.
pub(crate) fn account_id(config: &Config) -> Option<String> {
    named(config, &["account_id", "aws_account_id"])
}

/// Returns the region.
pub(crate) fn region(config: &Config, path: &UnitPath) -> Option<String> {
    named(config, &["aws_region", "region"])
        .or_else(|| path.parts().find(|part| is_region(part)).map(str::to_owned))
}

/// Returns the first string under one of the names in the locals, the unit's own file first, outer values before inner ones.
fn named(config: &Config, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        config.files().find_map(|config| {
            let top = config.locals.get(*name).and_then(Value::as_str);
            top.map(str::to_owned)
                .or_else(|| config.locals.values().find_map(|one| inside(one, name)))
        })
    })
}

/// Returns the first string under a name inside a value, level by level.
fn inside(value: &Value, name: &str) -> Option<String> {
    let mut open = VecDeque::from([(value, 0)]);
    while let Some((value, depth)) = open.pop_front() {
        let Some(entries) = value.as_entries() else { continue };
        if let Some(text) = entries.get(name).and_then(Value::as_str) {
            return Some(text.to_owned());
        }
        if depth < DEPTH {
            open.extend(entries.values().map(|inner| (inner, depth + 1)));
        }
    }
    None
}

/// Tells whether a word has the form of a region: `us-east-1`, `us-gov-west-1`.
fn is_region(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|one| one.is_ascii_lowercase());
    match parts.as_slice() {
        [area, middle @ .., number] => {
            area.len() == 2
                && letters(area)
                && (1..=2).contains(&middle.len())
                && middle.iter().all(|part| letters(part))
                && number.len() == 1
                && number.bytes().all(|one| one.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_form_of_regions() {
        for (word, region) in [
            ("us-east-1", true),
            ("us-gov-west-1", true),
            ("ap-southeast-2", true),
            ("eu-1", false),
            ("my-service-1", true),
            ("vpc", false),
            ("us-east-12", false),
            ("dev-east-1", false),
            ("", false),
        ] {
            assert_eq!(is_region(word), region, "{word}");
        }
    }
}

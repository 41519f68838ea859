//! Filters: the `filter` blocks by which data sources of EC2 and others choose.

use landform_value::Value;

/// What must hold of an object.
#[derive(Debug, Default)]
pub(crate) struct Filters(Vec<(String, Vec<String>)>);

impl Filters {
    /// Returns the filters of a configuration.
    pub(crate) fn of(config: &Value) -> Self {
        let blocks = config.get("filter").and_then(Value::as_items).unwrap_or_default();
        let filter = |block: &Value| {
            let values = block.get("values").and_then(Value::as_items).unwrap_or_default();
            let values = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            Some((block.get("name")?.as_str()?.to_owned(), values))
        };
        Self(blocks.iter().filter_map(filter).collect())
    }

    /// Tells whether all filters hold; one about something that is not known holds.
    pub(crate) fn all(&self, value: impl Fn(&str) -> Option<String>) -> bool {
        self.0.iter().all(|(name, wanted)| {
            value(name).is_none_or(|value| wanted.iter().any(|pattern| matches(pattern, &value)))
        })
    }

    /// Returns the first value of a filter.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        let (_, values) = self.0.iter().find(|(known, _)| known == name)?;
        values.first().map(String::as_str)
    }
}

/// Tells whether a text fits a pattern with `*` for anything and `?` for any one character.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = pattern.get(1..).unwrap_or_default();
            let ends = text.char_indices().map(|(index, _)| index).chain([text.len()]);
            ends.filter_map(|index| text.get(index..)).any(|tail| matches(rest, tail))
        }
        Some(first) => {
            let mut letters = text.chars();
            let next = letters.next();
            let fits = next.is_some_and(|letter| first == '?' || letter == first);
            fits && matches(pattern.get(first.len_utf8()..).unwrap_or_default(), letters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abb", false),
            ("?é*", "aéb", true),
            ("*private*", "dev-private-a", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}

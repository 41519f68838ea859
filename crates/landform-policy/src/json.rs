//! JSON values with their places: names keep their order, and one that is given twice is seen.

use std::fmt;

use landform_diag::{Diagnostic, Source, Span};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value inside a source.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    source: &'a Source,
    raw: &'a RawValue,
}

/// A name in an object, and what it has.
pub(crate) struct Entry<'a> {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) value: Node<'a>,
}

impl<'a> Node<'a> {
    /// Reads a whole source.
    pub(crate) fn root(source: &'a Source) -> Result<Self, Diagnostic> {
        match serde_json::from_str(source.text()) {
            Ok(raw) => Ok(Self { source, raw }),
            Err(error) => {
                let at = offset(source.text(), error.line(), error.column());
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                Err(Diagnostic::error(format!("this is not JSON: {message}"))
                    .at(source.span(at..at)))
            }
        }
    }

    /// Returns where the value is.
    pub(crate) fn span(&self) -> Span {
        let text = self.raw.get();
        let start = text.as_ptr().addr().saturating_sub(self.source.text().as_ptr().addr());
        self.source.span(start..start + text.len())
    }

    /// Says in a word what the value is.
    pub(crate) fn kind(&self) -> &'static str {
        match self.raw.get().as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// Returns the text of a string.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(self.raw.get()).ok()
    }

    /// Returns the text of a string, a number or a boolean.
    pub(crate) fn scalar(&self) -> Option<String> {
        match self.kind() {
            "a string" => self.text(),
            "a number" | "a boolean" => Some(self.raw.get().to_owned()),
            _ => None,
        }
    }

    /// Returns the items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.raw.get()).ok()?;
        Some(items.into_iter().map(|raw| self.inner(raw)).collect())
    }

    /// Returns the items of a list, or the value itself if it is none.
    pub(crate) fn one_or_more(&self) -> Vec<Self> {
        self.items().unwrap_or_else(|| vec![*self])
    }

    /// Returns what an object has, in the order of the text.
    pub(crate) fn entries(&self) -> Option<Vec<Entry<'a>>> {
        let pairs: Pairs<'a> = serde_json::from_str(self.raw.get()).ok()?;
        let entry = |(name, value): (&'a RawValue, &'a RawValue)| {
            let name = self.inner(name);
            let text = name.text().unwrap_or_else(|| name.raw.get().to_owned());
            Entry { name: text, span: name.span(), value: self.inner(value) }
        };
        Some(pairs.0.into_iter().map(entry).collect())
    }

    fn inner(&self, raw: &'a RawValue) -> Self {
        Self { source: self.source, raw }
    }
}

struct Pairs<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

/// Returns the byte offset of a line and a column that are counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    lines + column.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_names_and_values() {
        let source = Source::new("p", "{\"a\": [1, true],\n \"a\": {\"b\\u0041\": \"x\"}}");
        let entries = Node::root(&source).unwrap().entries().unwrap();
        let places: Vec<String> =
            entries.iter().map(|one| format!("{} {}", one.span, one.value.span())).collect();
        assert_eq!(places, ["p:1:2 p:1:7", "p:2:2 p:2:7"]);
        assert_eq!(entries[0].value.items().unwrap()[1].scalar().unwrap(), "true");
        let inner = entries[1].value.entries().unwrap();
        assert_eq!((inner[0].name.as_str(), inner[0].value.kind()), ("bA", "a string"));
    }

    #[test]
    fn places_a_fault_of_the_syntax() {
        let fault = |text: &str| Node::root(&Source::new("p", text)).err().unwrap().to_string();
        assert_eq!(
            fault("{\"a\": 1,\n x}"),
            "p:2:2: error: this is not JSON: key must be a string"
        );
        assert_eq!(fault(""), "p:1:1: error: this is not JSON: EOF while parsing a value");
        assert_eq!(fault("{} {}"), "p:1:4: error: this is not JSON: trailing characters");
    }
}

//! JSON text as Go's encoder writes it: HTML characters escaped, two spaces of indentation.

use std::fmt::Write as _;

/// A JSON value whose object keys keep their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GoJson {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
}

impl GoJson {
    /// Returns the value without any white space.
    pub(crate) fn compact(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// Returns the value over several lines.
    pub(crate) fn indented(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    fn write(&self, out: &mut String, depth: Option<usize>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(out, text),
            Self::Array(items) => {
                let items = items.iter().map(|item| (None, item));
                write_all(out, depth, ['[', ']'], items);
            }
            Self::Object(entries) => {
                let entries = entries.iter().map(|(key, item)| (Some(key.as_str()), item));
                write_all(out, depth, ['{', '}'], entries);
            }
        }
    }
}

impl From<&serde_json::Value> for GoJson {
    fn from(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(truth) => Self::Bool(*truth),
            Json::Number(number) => Self::Number(number.to_string()),
            Json::String(text) => Self::String(text.clone()),
            Json::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Json::Object(entries) => {
                // Go sorts the keys of maps; whether serde_json does depends on its features.
                let mut entries: Vec<_> =
                    entries.iter().map(|(key, item)| (key.clone(), Self::from(item))).collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Self::Object(entries)
            }
        }
    }
}

fn write_all<'a>(
    out: &mut String,
    depth: Option<usize>,
    [open, close]: [char; 2],
    items: impl Iterator<Item = (Option<&'a str>, &'a GoJson)>,
) {
    let inner = depth.map(|depth| depth + 1);
    let mut empty = true;
    out.push(open);
    for (key, item) in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        break_line(out, inner);
        if let Some(key) = key {
            write_string(out, key);
            out.push_str(if depth.is_some() { ": " } else { ":" });
        }
        item.write(out, inner);
    }
    if !empty {
        break_line(out, depth);
    }
    out.push(close);
}

fn break_line(out: &mut String, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for one in text.chars() {
        match one {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(one));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

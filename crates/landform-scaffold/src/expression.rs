//! Expressions of the files that are written, laid out as `terraform fmt` does.

use std::fmt::Write as _;

/// How long a line may be before a list or map goes over several.
const WIDTH: usize = 100;
/// How long a map on one line may be.
const SHORT: usize = 60;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A string, taken literally.
    Text(String),
    /// Anything that is written as it is: a reference, a number, a call.
    Raw(String),
    /// A list.
    List(Vec<Self>),
    /// A map or object, in the order in which it is written.
    Map(Vec<(String, Self)>),
    /// A call of a function with one argument.
    Call(&'static str, Box<Self>),
}

/// Returns a literal string.
pub(crate) fn text(text: impl Into<String>) -> Expression {
    Expression::Text(text.into())
}

/// Returns a reference, number or other expression as it is written.
pub(crate) fn raw(text: impl ToString) -> Expression {
    Expression::Raw(text.to_string())
}

/// Returns a list of literal strings.
pub(crate) fn texts<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Expression {
    Expression::List(items.into_iter().map(text).collect())
}

/// Returns a map.
pub(crate) fn map<K: Into<String>>(
    entries: impl IntoIterator<Item = (K, Expression)>,
) -> Expression {
    Expression::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// Returns a string as the language writes it.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted.replace("${", "$${").replace("%{", "%%{")
}

/// Writes the lines `name = value`, their equals signs aligned over each run of values that take one line.
pub(crate) fn assignments(page: &mut String, depth: usize, entries: &[(String, Expression)]) {
    let indent = "  ".repeat(depth);
    let laid: Vec<(String, String)> = entries
        .iter()
        .map(|(name, value)| {
            let name = key(name);
            let room = WIDTH.saturating_sub(indent.len() + name.len() + 3);
            let value = value.laid(depth, room);
            (name, value)
        })
        .collect();
    let mut rest = laid.as_slice();
    while let Some((first, _)) = rest.split_first() {
        // A heredoc counts by its first line.
        let takes_one = |value: &str| !value.contains('\n') || value.starts_with("<<");
        let run = rest.iter().take_while(|(_, value)| takes_one(value)).count();
        let width = rest.iter().take(run).map(|(name, _)| name.chars().count()).max();
        let (lines, after) = rest.split_at(run.max(1));
        for (name, value) in lines {
            let width = width.unwrap_or_else(|| first.0.chars().count());
            let _ = writeln!(page, "{indent}{name:width$} = {value}");
        }
        rest = after;
    }
}

/// Returns a key of a map, in quotes unless it is a name.
fn key(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { name.to_owned() } else { quote(name) }
}

impl Expression {
    fn is_scalar(&self) -> bool {
        match self {
            Self::Text(_) | Self::Raw(_) => true,
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Call(_, argument) => argument.is_scalar(),
        }
    }

    /// Returns the expression on one line.
    fn line(&self) -> String {
        match self {
            Self::Text(text) => quote(text),
            Self::Raw(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(name, value)| format!("{} = {}", key(name), value.line()))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            Self::Call(name, argument) => format!("{name}({})", argument.line()),
        }
    }

    /// Returns the expression, over several lines if one does not take it.
    fn laid(&self, depth: usize, room: usize) -> String {
        let line = self.line();
        let indent = "  ".repeat(depth);
        match self {
            Self::List(items) if line.len() > room || items.iter().any(|one| !one.is_scalar()) => {
                let mut page = String::from("[\n");
                for item in items {
                    let item = item.laid(depth + 1, room);
                    let _ = writeln!(page, "{indent}  {item},");
                }
                format!("{page}{indent}]")
            }
            Self::Map(entries)
                if entries.len() > 2
                    || line.len() > room.min(SHORT)
                    || entries.iter().any(|(_, value)| !value.is_scalar()) =>
            {
                let mut page = String::from("{\n");
                assignments(&mut page, depth + 1, entries);
                format!("{page}{indent}}}")
            }
            Self::Call(name, argument) => {
                let room = room.saturating_sub(name.len() + 2);
                format!("{name}({})", argument.laid(depth, room))
            }
            Self::Text(_) | Self::Raw(_) | Self::List(_) | Self::Map(_) => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligns_runs_of_single_lines() {
        let mut page = String::new();
        let object = map([("a", raw(1)), ("bcd", raw(2)), ("e.f", text("${x}"))]);
        let entries = [
            ("name", text("x")),
            ("long_name", raw("y")),
            ("object", object),
            ("z", texts(["p", "q"])),
            ("short", map([("k", raw("true"))])),
        ];
        let entries: Vec<_> = entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        assignments(&mut page, 1, &entries);
        assert_eq!(
            page,
            "  name      = \"x\"\n  long_name = y\n  object = {\n    a     = 1\n    bcd   = 2\n    \
             \"e.f\" = \"$${x}\"\n  }\n  z     = [\"p\", \"q\"]\n  short = { k = true }\n"
        );
    }
}

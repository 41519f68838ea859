//! Writes a value as YAML, byte for byte as Terraform does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use landform_value::{Data, Value};

/// Columns after which a quoted string goes on in the next line, at its next space.
const WIDTH: usize = 80;

/// Bytes of the longest key that stands before its `:` in one line.
const LONGEST_KEY: usize = 128;

const STEP: usize = 2;

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the document.
    Root,
    /// After a key and `:`.
    Value,
    /// After `-`, `?`, or a `:` that has a line of its own.
    Inline,
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Characters in the current line.
    column: usize,
}

/// Returns the value as a YAML document; `None` if any part is unknown.
pub(super) fn encode(value: &Value) -> Option<String> {
    let mut writer = Writer::default();
    writer.value(value, Place::Root, 0)?;
    writer.fresh_line(0);
    // What follows a plain scalar could be taken for its next line.
    if matches!(value.data(), Data::Null(_) | Data::Bool(_) | Data::Number(_)) {
        writer.push("...\n");
    }
    Some(writer.text)
}

fn is_break(one: char) -> bool {
    matches!(one, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Tells whether a character is written as it is.
fn is_printable(one: char) -> bool {
    let refused = ('\u{7f}'..='\u{9f}').contains(&one) || one == '\u{feff}' || one > '\u{fffd}';
    one == '\n' || (one >= ' ' && !refused)
}

/// Tells whether a string is written as a block of lines.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && text.chars().all(is_printable)
        && !text.ends_with(' ')
        && !text.chars().zip(text.chars().skip(1)).any(|(one, next)| one == ' ' && is_break(next))
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    fn line_break(&mut self, one: char) {
        self.text.push(one);
        self.column = 0;
    }

    fn pad(&mut self, indent: usize) {
        let missing = indent.saturating_sub(self.column);
        self.push(&" ".repeat(missing));
    }

    /// Goes to an indentation, in a new line unless this one is empty.
    fn fresh_line(&mut self, indent: usize) {
        if self.column > 0 {
            self.line_break('\n');
        }
        self.pad(indent);
    }

    /// Sets a value off from the key or sign before it.
    fn space(&mut self, place: Place) {
        if place == Place::Value {
            self.push(" ");
        }
    }

    /// Writes a value; `indent` is that of the collection it is in.
    fn value(&mut self, value: &Value, place: Place, indent: usize) -> Option<()> {
        let text = match value.data() {
            Data::Unknown(_) => return None,
            Data::Null(_) => "null".to_owned(),
            Data::Bool(truth) => truth.to_string(),
            Data::Number(number) => number.to_string(),
            Data::String(text) => {
                self.space(place);
                self.string(text, if place == Place::Root { STEP } else { indent + STEP });
                return Some(());
            }
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
                return self.sequence(items, place, indent);
            }
            Data::Map(_, entries) | Data::Object(entries) => {
                return self.mapping(entries, place, indent);
            }
        };
        self.space(place);
        self.push(&text);
        Some(())
    }

    fn sequence(&mut self, items: &[Value], place: Place, indent: usize) -> Option<()> {
        if items.is_empty() {
            self.space(place);
            self.push("[]");
            return Some(());
        }
        let indent = if place == Place::Inline { indent + STEP } else { indent };
        for (index, item) in items.iter().enumerate() {
            if index > 0 || place == Place::Value {
                self.fresh_line(indent);
            }
            self.push("- ");
            self.value(item, Place::Inline, indent)?;
        }
        Some(())
    }

    fn mapping(
        &mut self,
        entries: &BTreeMap<String, Value>,
        place: Place,
        indent: usize,
    ) -> Option<()> {
        if entries.is_empty() {
            self.space(place);
            self.push("{}");
            return Some(());
        }
        let indent = if place == Place::Root { 0 } else { indent + STEP };
        for (index, (key, item)) in entries.iter().enumerate() {
            if index > 0 || place == Place::Value {
                self.fresh_line(indent);
            }
            if key.len() <= LONGEST_KEY && !key.contains(is_break) {
                self.quoted(key, None);
                self.push(":");
                self.value(item, Place::Value, indent)?;
                continue;
            }
            self.push("? ");
            self.string(key, indent + STEP);
            self.fresh_line(indent);
            self.push(": ");
            self.value(item, Place::Inline, indent)?;
        }
        Some(())
    }

    /// Writes a string; `indent` is that of its further lines.
    fn string(&mut self, text: &str, indent: usize) {
        if is_block(text) { self.block(text, indent) } else { self.quoted(text, Some(indent)) }
    }

    fn block(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with(|one| one == ' ' || is_break(one)) {
            self.push(&STEP.to_string());
        }
        let mut ends = text.chars().rev().map(is_break);
        match (ends.next(), ends.next()) {
            (Some(true), Some(false)) => {}
            (Some(true), _) => self.push("+"),
            _ => self.push("-"),
        }
        self.line_break('\n');
        for one in text.chars() {
            if is_break(one) {
                self.line_break(one);
                continue;
            }
            self.pad(if self.column == 0 { indent } else { 0 });
            self.text.push(one);
            self.column += 1;
        }
    }

    /// Writes a string in quotes; without an indentation for further lines, in one line.
    fn quoted(&mut self, text: &str, indent: Option<usize>) {
        // Nothing is written as it is after a byte order mark.
        let all = text.starts_with('\u{feff}');
        let mut after_space = false;
        self.push("\"");
        for (at, one) in text.char_indices() {
            let space = one == ' ' && !all;
            let inside = at > 0 && at + 1 < text.len();
            match indent {
                Some(indent) if space && !after_space && self.column > WIDTH && inside => {
                    self.fresh_line(indent);
                    if text.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')) {
                        self.push("\\");
                    }
                }
                _ if all || !is_printable(one) || is_break(one) || matches!(one, '"' | '\\') => {
                    self.escape(one);
                }
                _ => {
                    self.text.push(one);
                    self.column += 1;
                }
            }
            after_space = space;
        }
        self.push("\"");
    }

    fn escape(&mut self, one: char) {
        let code = u32::from(one);
        let name = match one {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' | '\\' => one,
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let mut escaped = String::new();
                // Writing to a string cannot fail.
                let _ = match code {
                    0..=0xff => write!(escaped, "\\x{code:02X}"),
                    0x100..=0xffff => write!(escaped, "\\u{code:04X}"),
                    _ => write!(escaped, "\\U{code:08X}"),
                };
                return self.push(&escaped);
            }
        };
        self.push(&format!("\\{name}"));
    }
}

//! Values: known, null or unknown, each with marks that say how it may be used.

use std::collections::BTreeMap;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::{Number, ObjectType, Type};

/// A value with its marks.
///
/// Equality and order compare marks too; [`Value::equals`] compares as the language does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    data: Data,
    marks: Marks,
}

/// What a value holds. Elements carry their own marks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Data {
    /// Absent, of a type.
    Null(Type),
    /// Not known yet, of a type.
    Unknown(Type),
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string in Unicode normal form C.
    String(String),
    /// Elements of one type.
    List(Type, Vec<Value>),
    /// Distinct elements of one type, sorted.
    Set(Type, Vec<Value>),
    /// Values of one type by key.
    Map(Type, BTreeMap<String, Value>),
    /// Elements, each of its own type.
    Tuple(Vec<Value>),
    /// Values by attribute name, each of its own type.
    Object(BTreeMap<String, Value>),
}

/// How a value may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marks {
    /// The value must not be shown.
    pub sensitive: bool,
    /// The value stands for one that is not real (simulated or made up); it must never reach a real apply.
    pub placeholder: bool,
}

impl Marks {
    /// No marks.
    pub const NONE: Self = Self { sensitive: false, placeholder: false };
    /// Only sensitive.
    pub const SENSITIVE: Self = Self { sensitive: true, placeholder: false };
    /// Only placeholder.
    pub const PLACEHOLDER: Self = Self { sensitive: false, placeholder: true };

    /// Returns the marks of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            sensitive: self.sensitive || other.sensitive,
            placeholder: self.placeholder || other.placeholder,
        }
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Self { data, marks: Marks::NONE }
    }
}

impl Value {
    /// Returns the null of a type.
    pub fn null(ty: Type) -> Self {
        Data::Null(ty).into()
    }

    /// Returns the unknown of a type.
    pub fn unknown(ty: Type) -> Self {
        Data::Unknown(ty).into()
    }

    /// Returns a string value, normalised to Unicode NFC.
    pub fn string(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        // Most texts are ASCII, which is in normal form already.
        let text = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
        Data::String(text).into()
    }

    /// Returns a tuple.
    pub fn tuple(items: impl IntoIterator<Item = Self>) -> Self {
        Data::Tuple(items.into_iter().collect()).into()
    }

    /// Returns an object.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Self)>) -> Self {
        Data::Object(attributes.into_iter().map(|(key, value)| (key.into(), value)).collect())
            .into()
    }

    /// Returns a list. The items must be of the element type.
    pub fn list(element: Type, items: impl IntoIterator<Item = Self>) -> Self {
        Data::List(element, items.into_iter().collect()).into()
    }

    /// Returns a set: sorted, without duplicates. The items must be of the element type; their marks move to the set.
    ///
    /// Items that are not wholly known are all kept: they may turn out to differ.
    pub fn set(element: Type, items: impl IntoIterator<Item = Self>) -> Self {
        let mut marks = Marks::NONE;
        let mut items: Vec<Self> = items
            .into_iter()
            .map(|item| {
                let (item, inner) = item.unmark_deep();
                marks = marks.union(inner);
                item
            })
            .collect();
        items.sort();
        items.dedup_by(|a, b| a == b && a.is_wholly_known());
        Self { data: Data::Set(element, items), marks }
    }

    /// Returns a map. The values must be of the element type.
    pub fn map<K: Into<String>>(element: Type, items: impl IntoIterator<Item = (K, Self)>) -> Self {
        let items = items.into_iter().map(|(key, value)| (key.into(), value)).collect();
        Data::Map(element, items).into()
    }

    /// Returns what the value holds.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Returns what the value holds, without its own marks.
    pub fn into_data(self) -> Data {
        self.data
    }

    /// Returns the value's own marks (not those of its elements).
    pub fn marks(&self) -> Marks {
        self.marks
    }

    /// Adds marks.
    #[must_use]
    pub fn with_marks(mut self, marks: Marks) -> Self {
        self.marks = self.marks.union(marks);
        self
    }

    /// Sets the marks, dropping those that it had.
    #[must_use]
    pub fn replace_marks(mut self, marks: Marks) -> Self {
        self.marks = marks;
        self
    }

    /// Marks the value as sensitive.
    #[must_use]
    pub fn sensitive(self) -> Self {
        self.with_marks(Marks::SENSITIVE)
    }

    /// Returns the value without any mark at any depth, and the union of those that were there.
    pub fn unmark_deep(self) -> (Self, Marks) {
        let mut marks = self.marks;
        let mut strip = |value: Self| {
            let (value, inner) = value.unmark_deep();
            marks = marks.union(inner);
            value
        };
        let data = match self.data {
            Data::List(ty, items) => Data::List(ty, items.into_iter().map(strip).collect()),
            Data::Set(ty, items) => Data::Set(ty, items.into_iter().map(strip).collect()),
            Data::Tuple(items) => Data::Tuple(items.into_iter().map(strip).collect()),
            Data::Map(ty, items) => {
                Data::Map(ty, items.into_iter().map(|(key, value)| (key, strip(value))).collect())
            }
            Data::Object(items) => {
                Data::Object(items.into_iter().map(|(key, value)| (key, strip(value))).collect())
            }
            leaf @ (Data::Null(_)
            | Data::Unknown(_)
            | Data::Bool(_)
            | Data::Number(_)
            | Data::String(_)) => leaf,
        };
        (data.into(), marks)
    }

    /// Returns the union of the marks at all depths.
    pub fn marks_deep(&self) -> Marks {
        self.children().fold(self.marks, |marks, child| marks.union(child.marks_deep()))
    }

    /// Iterates over the direct elements, in order.
    pub fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.data {
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
                Box::new(items.iter())
            }
            Data::Map(_, items) | Data::Object(items) => Box::new(items.values()),
            Data::Null(_)
            | Data::Unknown(_)
            | Data::Bool(_)
            | Data::Number(_)
            | Data::String(_) => Box::new(std::iter::empty()),
        }
    }

    /// Returns the type.
    pub fn ty(&self) -> Type {
        match &self.data {
            Data::Null(ty) | Data::Unknown(ty) => ty.clone(),
            Data::Bool(_) => Type::Bool,
            Data::Number(_) => Type::Number,
            Data::String(_) => Type::String,
            Data::List(element, _) => Type::list(element.clone()),
            Data::Set(element, _) => Type::set(element.clone()),
            Data::Map(element, _) => Type::map(element.clone()),
            Data::Tuple(items) => Type::Tuple(items.iter().map(Self::ty).collect()),
            Data::Object(items) => Type::Object(ObjectType {
                attributes: items.iter().map(|(key, value)| (key.clone(), value.ty())).collect(),
                ..ObjectType::default()
            }),
        }
    }

    /// Tells whether the value is null.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null(_))
    }

    /// Tells whether the value itself is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown(_))
    }

    /// Tells whether the value and everything in it is known.
    pub fn is_wholly_known(&self) -> bool {
        !self.is_unknown() && self.children().all(Self::is_wholly_known)
    }

    /// Returns the string, if the value is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Data::String(text) = &self.data { Some(text) } else { None }
    }

    /// Returns the truth value, if the value is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(truth) = &self.data { Some(*truth) } else { None }
    }

    /// Returns the number, if the value is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Data::Number(number) = &self.data { Some(number) } else { None }
    }

    /// Returns the items of a list, set or tuple.
    pub fn as_items(&self) -> Option<&[Self]> {
        if let Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) = &self.data {
            Some(items)
        } else {
            None
        }
    }

    /// Returns the entries of a map or object.
    pub fn as_entries(&self) -> Option<&BTreeMap<String, Self>> {
        if let Data::Map(_, entries) | Data::Object(entries) = &self.data {
            Some(entries)
        } else {
            None
        }
    }

    /// Returns the entry of a map or object under a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_entries()?.get(key)
    }

    /// Compares as `==` does: the types must be equal, marks do not count; `None` where an unknown decides.
    pub fn equals(&self, other: &Self) -> Option<bool> {
        match (&self.data, &other.data) {
            (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
            (Data::Null(_), Data::Null(_)) => Some(true),
            (Data::Null(_), _) | (_, Data::Null(_)) => Some(false),
            (Data::List(a, x), Data::List(b, y)) | (Data::Set(a, x), Data::Set(b, y)) => {
                if a == b {
                    equal_items(x, y)
                } else {
                    Some(false)
                }
            }
            (Data::Tuple(x), Data::Tuple(y)) => equal_items(x, y),
            (Data::Map(a, x), Data::Map(b, y)) if a == b => equal_entries(x, y),
            (Data::Object(x), Data::Object(y)) => equal_entries(x, y),
            (a, b) => Some(a == b),
        }
    }
}

fn equal_items(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    all(a.iter().zip(b).map(|(x, y)| x.equals(y)))
}

fn equal_entries(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> Option<bool> {
    if !a.keys().eq(b.keys()) {
        return Some(false);
    }
    all(a.values().zip(b.values()).map(|(x, y)| x.equals(y)))
}

/// Returns false if any is false, otherwise unknown if any is unknown.
fn all(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut outcome = Some(true);
    for result in results {
        match result {
            Some(false) => return Some(false),
            None => outcome = None,
            Some(true) => {}
        }
    }
    outcome
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Data::Bool(truth).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::string(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Data::Number(number.into()).into()
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Data::Number(number).into()
    }
}

/// Shows the value in the language's syntax, on one line, sensitive parts as `(sensitive value)`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.marks.sensitive {
            return f.write_str("(sensitive value)");
        }
        match &self.data {
            Data::Null(_) => f.write_str("null"),
            Data::Unknown(_) => f.write_str("(known after apply)"),
            Data::Bool(truth) => write!(f, "{truth}"),
            Data::Number(number) => write!(f, "{number}"),
            Data::String(text) => write!(f, "{}", quoted(text)),
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Data::Map(_, entries) | Data::Object(entries) if entries.is_empty() => {
                f.write_str("{}")
            }
            Data::Map(_, entries) | Data::Object(entries) => {
                f.write_str("{ ")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    let separator = if index > 0 { ", " } else { "" };
                    if is_identifier(key) {
                        write!(f, "{separator}{key} = {value}")?;
                    } else {
                        write!(f, "{separator}{} = {value}", quoted(key))?;
                    }
                }
                f.write_str(" }")
            }
        }
    }
}

/// Tells whether the text can stand as a bare key.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|one| one.is_alphanumeric() || matches!(one, '_' | '-'))
}

/// Returns the text as a quoted template without interpolations.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut chars = text.chars().peekable();
    while let Some(one) = chars.next() {
        match one {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => {
                quoted.push(one);
                quoted.push(one);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_drops_equal_items_but_keeps_those_that_may_differ() {
        let known = Value::set(Type::String, ["b".into(), "a".into(), "b".into()]);
        assert_eq!(known.to_string(), r#"["a", "b"]"#);
        let unknown = || Value::unknown(Type::String);
        let open = Value::set(Type::String, [unknown(), "a".into(), unknown(), "a".into()]);
        assert_eq!(open.as_items().map(<[Value]>::len), Some(3));
    }

    #[test]
    fn values_show_themselves_in_the_languages_syntax() {
        for (value, shown) in [
            (Value::from("a\"${b}\n"), r#""a\"$${b}\n""#),
            (
                Value::object([("a-b", 1.into()), ("c d", Value::null(Type::Bool))]),
                r#"{ a-b = 1, "c d" = null }"#,
            ),
            (
                Value::tuple([Value::from("s").sensitive(), true.into()]),
                "[(sensitive value), true]",
            ),
        ] {
            assert_eq!(value.to_string(), shown);
        }
    }
}

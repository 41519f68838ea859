//! Types: what a value may be, and what a variable or schema attribute asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A type of the Terraform language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Any type, not known yet.
    Dynamic,
    /// `true` or `false`.
    Bool,
    /// A number of arbitrary precision.
    Number,
    /// A Unicode string.
    String,
    /// A sequence of one element type.
    List(Box<Self>),
    /// An unordered collection of distinct elements of one type.
    Set(Box<Self>),
    /// String keys with values of one type.
    Map(Box<Self>),
    /// A sequence with a type for each position.
    Tuple(Vec<Self>),
    /// Named attributes, each with its type.
    Object(ObjectType),
}

/// The attributes of an object type.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectType {
    /// The type of each attribute.
    pub attributes: BTreeMap<String, Type>,
    /// The attributes that may be left out (they are then null).
    pub optional: BTreeSet<String>,
}

impl Type {
    /// Returns the list type of an element type.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// Returns the set type of an element type.
    pub fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// Returns the map type of an element type.
    pub fn map(element: Self) -> Self {
        Self::Map(Box::new(element))
    }

    /// Returns the object type of the given attributes, none of them optional.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(ObjectType {
            attributes: attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect(),
            optional: BTreeSet::new(),
        })
    }

    /// Returns the element type of a list, set or map.
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => Some(element),
            Self::Dynamic
            | Self::Bool
            | Self::Number
            | Self::String
            | Self::Tuple(_)
            | Self::Object(_) => None,
        }
    }

    /// Tells whether the type is bool, number or string.
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }
}

/// Shows the type as Terraform's messages name it: `list of string`, `object`.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(element) => write!(f, "list of {element}"),
            Self::Set(element) => write!(f, "set of {element}"),
            Self::Map(element) => write!(f, "map of {element}"),
            Self::Tuple(_) => f.write_str("tuple"),
            Self::Object(_) => f.write_str("object"),
        }
    }
}

//! Conversions between types, and the one type that several values can share, as Terraform does both.

use std::collections::BTreeMap;
use std::fmt;

use crate::{Data, Number, ObjectType, Type, Value};

/// Why a value cannot have a type: a path into the value and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvertError {
    /// The steps from the value to the part at fault, outermost first, for example `.tags` or `[0]`.
    pub path: Vec<String>,
    /// What is wrong there, for example `string required, but have bool`.
    pub message: String,
}

impl ConvertError {
    fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    fn mismatch(wanted: &Type, found: &Value) -> Self {
        Self::new(format!("{wanted} required, but have {}", found.ty()))
    }

    fn below(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path.concat().trim_start_matches('.'))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConvertError {}

/// Returns the value converted to a type. Marks stay; nulls and unknowns become those of the type.
///
/// # Errors
/// Names the first part of the value that cannot have its type.
pub fn convert(value: &Value, wanted: &Type) -> Result<Value, ConvertError> {
    let marks = value.marks();
    let converted = match (value.data(), wanted) {
        (_, Type::Dynamic) => return Ok(value.clone()),
        (Data::Null(from), _) if may_convert(from, wanted) => Value::null(wanted.clone()),
        (Data::Null(_), _) => return Err(ConvertError::mismatch(wanted, value)),
        (Data::Unknown(from), _) => {
            if !may_convert(from, wanted) {
                return Err(ConvertError::mismatch(wanted, value));
            }
            Value::unknown(wanted.clone())
        }
        (data, Type::Bool | Type::Number | Type::String) => {
            primitive(data, wanted).ok_or_else(|| primitive_error(value, wanted))?.into()
        }
        (_, Type::List(element)) => {
            let (element, items) = sequence(value, wanted, element)?;
            Value::list(element, items)
        }
        (_, Type::Set(element)) => {
            let (element, items) = sequence(value, wanted, element)?;
            Value::set(element, items)
        }
        (_, Type::Map(element)) => mapping(value, wanted, element)?,
        (_, Type::Tuple(types)) => tuple(value, wanted, types)?,
        (_, Type::Object(object)) => to_object(value, wanted, object)?,
    };
    Ok(converted.with_marks(marks))
}

fn primitive(data: &Data, wanted: &Type) -> Option<Data> {
    match (data, wanted) {
        (Data::Bool(_), Type::Bool)
        | (Data::Number(_), Type::Number)
        | (Data::String(_), Type::String) => Some(data.clone()),
        (Data::Bool(truth), Type::String) => Some(Data::String(truth.to_string())),
        (Data::Number(number), Type::String) => Some(Data::String(number.to_string())),
        (Data::String(text), Type::Number) => Number::parse(text).map(Data::Number),
        (Data::String(text), Type::Bool) => match text.as_str() {
            "true" | "1" => Some(Data::Bool(true)),
            "false" | "0" => Some(Data::Bool(false)),
            _ => None,
        },
        _ => None,
    }
}

fn primitive_error(value: &Value, wanted: &Type) -> ConvertError {
    match (value.as_str(), wanted) {
        (Some(_), Type::Number) => ConvertError::new("a number is required"),
        (Some(text), Type::Bool) if matches!(text.to_lowercase().as_str(), "true" | "false") => {
            ConvertError::new(format!(
                "a bool is required; to convert from string, use lowercase `{}`",
                text.to_lowercase()
            ))
        }
        (Some(_), Type::Bool) => ConvertError::new("a bool is required"),
        _ => ConvertError::mismatch(wanted, value),
    }
}

/// Returns the element type and the converted items of a list, set or tuple.
fn sequence(
    value: &Value,
    wanted: &Type,
    element: &Type,
) -> Result<(Type, Vec<Value>), ConvertError> {
    let items = value.as_items().ok_or_else(|| ConvertError::mismatch(wanted, value))?;
    let element = element_type(element, items.iter(), value)?;
    let items = items
        .iter()
        .enumerate()
        .map(|(index, item)| convert(item, &element).map_err(|e| e.below(format!("[{index}]"))))
        .collect::<Result<_, _>>()?;
    Ok((element, items))
}

fn mapping(value: &Value, wanted: &Type, element: &Type) -> Result<Value, ConvertError> {
    let entries = value.as_entries().ok_or_else(|| ConvertError::mismatch(wanted, value))?;
    let element = element_type(element, entries.values(), value)?;
    let entries = entries
        .iter()
        .map(|(key, item)| {
            let item = convert(item, &element).map_err(|e| e.below(format!("[\"{key}\"]")))?;
            Ok((key.clone(), item))
        })
        .collect::<Result<BTreeMap<_, _>, ConvertError>>()?;
    Ok(Value::map(element, entries))
}

/// Returns the element type itself, or what the items have in common where it is not given.
fn element_type<'a>(
    element: &Type,
    items: impl Iterator<Item = &'a Value>,
    value: &Value,
) -> Result<Type, ConvertError> {
    if *element != Type::Dynamic {
        return Ok(element.clone());
    }
    if let Some(own) = value.ty().element() {
        return Ok(own.clone());
    }
    let types: Vec<_> = items.map(Value::ty).collect();
    if types.is_empty() {
        return Ok(Type::Dynamic);
    }
    unify(&types).ok_or_else(|| ConvertError::new("all elements must have the same type"))
}

fn tuple(value: &Value, wanted: &Type, types: &[Type]) -> Result<Value, ConvertError> {
    let Data::Tuple(items) = value.data() else {
        return Err(ConvertError::mismatch(wanted, value));
    };
    if items.len() != types.len() {
        return Err(ConvertError::mismatch(wanted, value));
    }
    let items =
        items.iter().zip(types).enumerate().map(|(index, (item, ty))| {
            convert(item, ty).map_err(|e| e.below(format!("[{index}]")))
        });
    Ok(Data::Tuple(items.collect::<Result<_, _>>()?).into())
}

fn to_object(value: &Value, wanted: &Type, object: &ObjectType) -> Result<Value, ConvertError> {
    let entries = value.as_entries().ok_or_else(|| ConvertError::mismatch(wanted, value))?;
    let missing: Vec<_> = object
        .attributes
        .keys()
        .filter(|name| !entries.contains_key(*name) && !object.optional.contains(*name))
        .map(|name| format!("`{name}`"))
        .collect();
    match missing.as_slice() {
        [] => {}
        [one] => return Err(ConvertError::new(format!("attribute {one} is required"))),
        many => {
            return Err(ConvertError::new(format!("attributes {} are required", many.join(", "))));
        }
    }
    let mut attributes = BTreeMap::new();
    for (name, ty) in &object.attributes {
        let item = match entries.get(name) {
            Some(item) => convert(item, ty).map_err(|e| e.below(format!(".{name}")))?,
            None => Value::null(ty.clone()),
        };
        attributes.insert(name.clone(), item);
    }
    Ok(Data::Object(attributes).into())
}

/// Tells whether some value of one type can be converted to another.
fn may_convert(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Dynamic, _) | (_, Type::Dynamic) => true,
        (Type::Bool, Type::Number) | (Type::Number, Type::Bool) => false,
        (a, b) if a.is_primitive() && b.is_primitive() => true,
        (Type::List(a) | Type::Set(a), Type::List(b) | Type::Set(b))
        | (Type::Map(a), Type::Map(b)) => may_convert(a, b),
        (Type::Tuple(items), Type::List(b) | Type::Set(b)) => {
            items.iter().all(|item| may_convert(item, b))
        }
        (Type::Object(object), Type::Map(b)) => {
            object.attributes.values().all(|item| may_convert(item, b))
        }
        (Type::Map(a), Type::Object(object)) => {
            object.attributes.values().all(|item| may_convert(a, item))
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(x, y)| may_convert(x, y))
        }
        (Type::Object(a), Type::Object(b)) => {
            b.attributes.iter().all(|(name, ty)| match a.attributes.get(name) {
                Some(own) => may_convert(own, ty),
                None => b.optional.contains(name),
            })
        }
        _ => false,
    }
}

/// Returns the type that all the given types convert to, if there is one.
pub fn unify(types: &[Type]) -> Option<Type> {
    let (first, rest) = types.split_first()?;
    if rest.iter().all(|one| one == first) {
        return Some(first.clone());
    }
    if types.contains(&Type::Dynamic) {
        return Some(Type::Dynamic);
    }
    if types.iter().all(Type::is_primitive) {
        return types.contains(&Type::String).then_some(Type::String);
    }
    unify_objects(types)
        .or_else(|| unify_tuples(types))
        .or_else(|| {
            unify_elements(types, |ty| matches!(ty, Type::List(_) | Type::Tuple(_)), Type::list)
        })
        .or_else(|| {
            unify_elements(
                types,
                |ty| matches!(ty, Type::List(_) | Type::Set(_) | Type::Tuple(_)),
                Type::set,
            )
        })
        .or_else(|| {
            unify_elements(types, |ty| matches!(ty, Type::Map(_) | Type::Object(_)), Type::map)
        })
}

/// Unifies objects that have the same attribute names.
fn unify_objects(types: &[Type]) -> Option<Type> {
    let objects = types
        .iter()
        .map(|ty| if let Type::Object(object) = ty { Some(object) } else { None })
        .collect::<Option<Vec<_>>>()?;
    let (first, rest) = objects.split_first()?;
    if rest.iter().any(|one| !one.attributes.keys().eq(first.attributes.keys())) {
        return None;
    }
    let mut attributes = BTreeMap::new();
    for name in first.attributes.keys() {
        let own: Vec<_> =
            objects.iter().filter_map(|one| one.attributes.get(name).cloned()).collect();
        attributes.insert(name.clone(), unify(&own)?);
    }
    Some(Type::Object(ObjectType { attributes, ..ObjectType::default() }))
}

/// Unifies tuples of the same length.
fn unify_tuples(types: &[Type]) -> Option<Type> {
    let tuples = types
        .iter()
        .map(|ty| if let Type::Tuple(items) = ty { Some(items) } else { None })
        .collect::<Option<Vec<_>>>()?;
    let length = tuples.first()?.len();
    if tuples.iter().any(|one| one.len() != length) {
        return None;
    }
    let columns = (0..length).map(|index| {
        let own: Vec<_> = tuples.iter().filter_map(|one| one.get(index).cloned()).collect();
        unify(&own)
    });
    Some(Type::Tuple(columns.collect::<Option<_>>()?))
}

/// Unifies the elements of types that all pass a test, and wraps the result.
fn unify_elements(
    types: &[Type],
    accepts: impl Fn(&Type) -> bool,
    wrap: impl Fn(Type) -> Type,
) -> Option<Type> {
    if !types.iter().all(accepts) {
        return None;
    }
    let elements: Vec<_> = types
        .iter()
        .flat_map(|ty| match ty {
            Type::Tuple(items) => items.clone(),
            Type::Object(object) => object.attributes.values().cloned().collect(),
            Type::List(element) | Type::Set(element) | Type::Map(element) => {
                vec![(**element).clone()]
            }
            Type::Dynamic | Type::Bool | Type::Number | Type::String => Vec::new(),
        })
        .collect();
    if elements.is_empty() { Some(wrap(Type::Dynamic)) } else { unify(&elements).map(wrap) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, wanted: Type, expected: &str) {
        let shown = match convert(&value, &wanted) {
            Ok(value) => value.to_string(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{value} as {wanted}");
    }

    #[test]
    fn converts_primitives() {
        check("5".into(), Type::Number, "5");
        check("x".into(), Type::Number, "error: a number is required");
        check(true.into(), Type::String, "\"true\"");
        check("1".into(), Type::Bool, "true");
        check("yes".into(), Type::Bool, "error: a bool is required");
        check(1.into(), Type::Bool, "error: bool required, but have number");
        check(Value::null(Type::Dynamic), Type::String, "null");
        check(Value::null(Type::Number), Type::String, "null");
        check(
            Value::null(Type::String),
            Type::list(Type::String),
            "error: list of string required, but have string",
        );
        check(Value::unknown(Type::Number), Type::String, "(known after apply)");
    }

    #[test]
    fn converts_collections() {
        let mixed = Value::tuple([1.into(), "b".into(), "b".into()]);
        check(mixed.clone(), Type::list(Type::String), "[\"1\", \"b\", \"b\"]");
        check(mixed.clone(), Type::set(Type::Dynamic), "[\"1\", \"b\"]");
        check(mixed, Type::list(Type::Number), "error: `[1]`: a number is required");
        let object = Value::object([("a", 1.into()), ("b", true.into())]);
        check(object.clone(), Type::map(Type::String), "{ a = \"1\", b = \"true\" }");
        check(
            object.clone(),
            Type::map(Type::Dynamic),
            "error: all elements must have the same type",
        );
        check(object.clone(), Type::object([("a", Type::String)]), "{ a = \"1\" }");
        check(
            object,
            Type::object([("a", Type::Bool), ("c", Type::Bool)]),
            "error: attribute `c` is required",
        );
    }

    #[test]
    fn fills_optional_attributes_with_null() {
        let mut ty = ObjectType::default();
        ty.attributes.insert("a".into(), Type::String);
        ty.optional.insert("a".into());
        check(Value::object::<&str>([]), Type::Object(ty), "{ a = null }");
    }

    #[test]
    fn keeps_marks() {
        let secret = Value::tuple([Value::from("x").sensitive()]);
        let list = convert(&secret, &Type::list(Type::String)).unwrap();
        assert!(list.marks_deep().sensitive);
        assert_eq!(list.to_string(), "[(sensitive value)]");
        let set = convert(&secret, &Type::set(Type::String)).unwrap();
        assert!(set.marks().sensitive);
    }

    #[test]
    fn unifies_as_the_conditional_does() {
        let string = || Type::String;
        for (types, expected) in [
            (vec![Type::Number, string()], Some(string())),
            (vec![Type::Number, Type::Bool], None),
            (
                vec![Type::list(Type::Number), Type::Tuple(vec![string()])],
                Some(Type::list(string())),
            ),
            (vec![Type::Tuple(vec![]), Type::Tuple(vec![string()])], Some(Type::list(string()))),
            (
                vec![Type::object([("a", Type::Bool)]), Type::object([("a", string())])],
                Some(Type::object([("a", string())])),
            ),
            (
                vec![Type::object([("a", string())]), Type::object([("b", string())])],
                Some(Type::map(string())),
            ),
            (vec![Type::list(string()), Type::map(string())], None),
        ] {
            assert_eq!(unify(&types), expected, "{types:?}");
        }
    }
}

//! Stored states: reading one that may be of another version, with attributes missing or left over.

use landform_value::{ObjectType, Type, Value, from_json_as};
use serde_json::Value as Json;

/// Returns the value of a type that a stored state holds; what is missing or does not fit is null.
///
/// # Errors
/// The text is no JSON object.
pub(crate) fn stored(text: &[u8], ty: &Type) -> Result<Value, String> {
    let json: Json = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    match (&json, ty) {
        (Json::Null, _) => Ok(Value::null(ty.clone())),
        (Json::Object(_), Type::Object(_)) => Ok(lenient(&json, ty)),
        _ => Err("the state is no object".to_owned()),
    }
}

fn lenient(json: &Json, ty: &Type) -> Value {
    let null = || Value::null(ty.clone());
    match (ty, json) {
        (_, Json::Null) => null(),
        (Type::Object(ObjectType { attributes, .. }), Json::Object(entries)) => {
            Value::object(attributes.iter().map(|(name, ty)| {
                let value = entries.get(name).map(|json| lenient(json, ty));
                (name.clone(), value.unwrap_or_else(|| Value::null(ty.clone())))
            }))
        }
        (Type::List(element), Json::Array(items)) => {
            Value::list((**element).clone(), items.iter().map(|item| lenient(item, element)))
        }
        (Type::Set(element), Json::Array(items)) => {
            Value::set((**element).clone(), items.iter().map(|item| lenient(item, element)))
        }
        (Type::Map(element), Json::Object(entries)) => {
            let entries = entries.iter().map(|(key, item)| (key.clone(), lenient(item, element)));
            Value::map((**element).clone(), entries)
        }
        _ => from_json_as(json, ty).unwrap_or_else(|_| null()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_whatever_is_missing_or_left_over() {
        let ty = Type::object([
            ("a", Type::String),
            ("b", Type::list(Type::object([("c", Type::Number)]))),
            ("d", Type::map(Type::Bool)),
        ]);
        for (text, expected) in [
            ("{}", "{ a = null, b = null, d = null }"),
            (
                r#"{"a": "x", "b": [{"c": 1, "z": 2}], "d": {"k": true}, "old": 3}"#,
                "{ a = \"x\", b = [{ c = 1 }], d = { k = true } }",
            ),
            (r#"{"a": ["x"], "b": [{}]}"#, "{ a = null, b = [{ c = null }], d = null }"),
            ("null", "null"),
        ] {
            assert_eq!(stored(text.as_bytes(), &ty).unwrap().to_string(), expected, "{text}");
        }
        assert!(stored(b"[]", &ty).is_err() && stored(b"", &ty).is_err());
    }
}

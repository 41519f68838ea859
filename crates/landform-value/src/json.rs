//! JSON: values as `jsonencode`, state files and `TF_VAR_*` write them, and types as the protocol writes them.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::{ConvertError, Data, Number, ObjectType, Type, Value, convert};

/// Returns the value that `jsondecode` gives: objects, tuples, strings, numbers, bools, nulls.
pub fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::null(Type::Dynamic),
        Json::Bool(truth) => (*truth).into(),
        Json::Number(number) => Number::parse(&number.to_string())
            .map_or_else(|| Value::null(Type::Number), Value::from),
        Json::String(text) => Value::string(text),
        Json::Array(items) => Value::tuple(items.iter().map(from_json)),
        Json::Object(entries) => {
            Value::object(entries.iter().map(|(key, item)| (key.clone(), from_json(item))))
        }
    }
}

/// Returns the value of a type that a JSON text stands for.
///
/// # Errors
/// Names the first part that cannot have its type.
pub fn from_json_as(json: &Json, ty: &Type) -> Result<Value, ConvertError> {
    convert(&from_json(json), ty)
}

/// Returns the value as JSON, sensitive parts included; `None` if any part is unknown.
pub fn to_json(value: &Value) -> Option<Json> {
    Some(match value.data() {
        Data::Unknown(_) => return None,
        Data::Null(_) => Json::Null,
        Data::Bool(truth) => Json::Bool(*truth),
        Data::Number(number) => Json::Number(number.to_string().parse().ok()?),
        Data::String(text) => Json::String(text.clone()),
        Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
            Json::Array(items.iter().map(to_json).collect::<Option<_>>()?)
        }
        Data::Map(_, entries) | Data::Object(entries) => Json::Object(
            entries
                .iter()
                .map(|(key, item)| Some((key.clone(), to_json(item)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// Returns the type that a JSON type description such as `["list", "string"]` stands for.
pub fn type_from_json(json: &Json) -> Option<Type> {
    match json {
        Json::String(name) => match name.as_str() {
            "bool" => Some(Type::Bool),
            "number" => Some(Type::Number),
            "string" => Some(Type::String),
            "dynamic" => Some(Type::Dynamic),
            _ => None,
        },
        Json::Array(parts) => {
            let kind = parts.first()?.as_str()?;
            let inner = parts.get(1)?;
            match kind {
                "list" => type_from_json(inner).map(Type::list),
                "set" => type_from_json(inner).map(Type::set),
                "map" => type_from_json(inner).map(Type::map),
                "tuple" => {
                    let items = inner.as_array()?.iter().map(type_from_json);
                    items.collect::<Option<_>>().map(Type::Tuple)
                }
                "object" => object_from_json(inner, parts.get(2)),
                _ => None,
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => None,
    }
}

fn object_from_json(attributes: &Json, optional: Option<&Json>) -> Option<Type> {
    let attributes = attributes
        .as_object()?
        .iter()
        .map(|(name, ty)| Some((name.clone(), type_from_json(ty)?)))
        .collect::<Option<BTreeMap<_, _>>>()?;
    let optional = match optional {
        Some(names) => names
            .as_array()?
            .iter()
            .map(|name| name.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        None => Default::default(),
    };
    Some(Type::Object(ObjectType { attributes, optional }))
}

/// Returns the JSON description of a type, as schemas and state files write it.
pub fn type_to_json(ty: &Type) -> Json {
    let pair = |kind: &str, inner: Json| Json::Array(vec![kind.into(), inner]);
    match ty {
        Type::Dynamic => "dynamic".into(),
        Type::Bool => "bool".into(),
        Type::Number => "number".into(),
        Type::String => "string".into(),
        Type::List(element) => pair("list", type_to_json(element)),
        Type::Set(element) => pair("set", type_to_json(element)),
        Type::Map(element) => pair("map", type_to_json(element)),
        Type::Tuple(items) => pair("tuple", items.iter().map(type_to_json).collect()),
        Type::Object(object) => {
            let attributes = object
                .attributes
                .iter()
                .map(|(name, ty)| (name.clone(), type_to_json(ty)))
                .collect::<serde_json::Map<_, _>>();
            let mut parts = vec!["object".into(), Json::Object(attributes)];
            if !object.optional.is_empty() {
                parts.push(object.optional.iter().cloned().collect());
            }
            Json::Array(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_values() {
        for text in [
            "null",
            "true",
            "12345678901234567890123",
            "0.1",
            r#""ä\n""#,
            r#"[1,"a",[],{}]"#,
            r#"{"a":{"b":null}}"#,
        ] {
            let json: Json = serde_json::from_str(text).unwrap();
            assert_eq!(to_json(&from_json(&json)).unwrap().to_string(), text);
        }
        assert_eq!(to_json(&Value::tuple([Value::unknown(Type::Bool)])), None);
    }

    #[test]
    fn reads_and_writes_types() {
        for text in [
            r#""string""#,
            r#"["list",["map","number"]]"#,
            r#"["tuple",["bool","dynamic"]]"#,
            r#"["object",{"a":"string","b":["set","bool"]},["b"]]"#,
        ] {
            let json: Json = serde_json::from_str(text).unwrap();
            assert_eq!(type_to_json(&type_from_json(&json).unwrap()).to_string(), text);
        }
        for text in ["null", "[]", r#"["list"]"#, r#""text""#, r#"["object",[]]"#] {
            let json: Json = serde_json::from_str(text).unwrap();
            assert_eq!(type_from_json(&json), None, "{text}");
        }
    }
}

//! Checks answers against the published schema: the part of JSON Schema that the schema uses.

use serde_json::Value as Json;

use crate::landform::repository;

/// Fails unless a plan is as `docs/plan-json.schema.json` says.
#[track_caller]
pub(super) fn check(plan: &Json) {
    let text = std::fs::read(repository("docs/plan-json.schema.json")).unwrap();
    let schema: Json = serde_json::from_slice(&text).unwrap();
    let faults = faults(&schema, &schema, plan, "$");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults(root: &Json, schema: &Json, value: &Json, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name}"));
        return faults(root, target, value, at);
    }
    for key in schema.as_object().unwrap().keys() {
        let known = [
            "$defs",
            "$schema",
            "additionalProperties",
            "const",
            "enum",
            "items",
            "properties",
            "required",
            "title",
            "type",
        ];
        assert!(known.contains(&key.as_str()), "`{key}` is not checked");
    }
    let mut found = Vec::new();
    if let Some(wanted) = schema.get("const").filter(|wanted| *wanted != value) {
        found.push(format!("{at}: {value} is not {wanted}"));
    }
    if let Some(all) = schema["enum"].as_array().filter(|all| !all.contains(value)) {
        found.push(format!("{at}: {value} is not among {all:?}"));
    }
    let ty = &schema["type"];
    let one = if ty.is_null() { Vec::new() } else { vec![ty.clone()] };
    let types = ty.as_array().cloned().unwrap_or(one);
    if !types.is_empty() && !types.iter().any(|ty| is(value, ty.as_str().unwrap())) {
        found.push(format!("{at}: {value} is not of {types:?}"));
    }
    if let Json::Object(entries) = value {
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Json::as_str).filter(|name| !entries.contains_key(*name)) {
            found.push(format!("{at}: `{name}` is missing"));
        }
        for (name, entry) in entries {
            let at = format!("{at}.{name}");
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(own), _) => found.extend(faults(root, own, entry, &at)),
                (None, Json::Bool(false)) => found.push(format!("{at}: is not in the schema")),
                (None, Json::Null | Json::Bool(true)) => {}
                (None, others) => found.extend(faults(root, others, entry, &at)),
            }
        }
    }
    if let (Json::Array(items), Some(schema)) = (value, schema.get("items")) {
        for (number, item) in items.iter().enumerate() {
            found.extend(faults(root, schema, item, &format!("{at}[{number}]")));
        }
    }
    found
}

fn is(value: &Json, ty: &str) -> bool {
    match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is not checked"),
    }
}

#[test]
fn a_plan_of_another_shape_is_refused() {
    let text = std::fs::read(repository("docs/plan-json.schema.json")).unwrap();
    let schema: Json = serde_json::from_slice(&text).unwrap();
    let counts = schema.pointer("/$defs/output").unwrap();
    for (value, fault) in [
        (r#"{"name": "a", "actions": ["create"], "unknown": true}"#, None),
        (r#"{"name": "a", "actions": [], "unknown": 1}"#, Some("$.unknown: 1 is not of")),
        (
            r#"{"name": "a", "actions": ["x"], "unknown": true}"#,
            Some("$.actions[0]: \"x\" is not among"),
        ),
        (r#"{"actions": [], "unknown": true}"#, Some("$: `name` is missing")),
        (
            r#"{"name": "a", "actions": [], "unknown": true, "b": 1}"#,
            Some("$.b: is not in the schema"),
        ),
    ] {
        let value: Json = serde_json::from_str(value).unwrap();
        let found = faults(&schema, counts, &value, "$").join("\n");
        assert_eq!(found.is_empty(), fault.is_none(), "{found}");
        assert!(found.starts_with(fault.unwrap_or_default()), "{found}");
    }
}

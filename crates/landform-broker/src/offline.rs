//! Configurations of a real AWS provider that are not quite the user's: that of one which can reach no account, and that of one before an emulator.

use landform_plugin::message::DynamicValue;
use landform_plugin::{CodecError, Schema};
use landform_value::{Type, Value};

/// What replaces the user's own settings, where the schema has such an argument.
const TEXTS: [(&str, &str); 2] =
    [("access_key", "AKIAIOSFODNN7EXAMPLE"), ("secret_key", "not-a-secret")];

/// How often a call to an emulator is tried again: its faults do not go away, but it does drop connections.
const EMULATOR_RETRIES: i64 = 5;

/// The checks that are left out, because they ask AWS.
const SKIPPED: [&str; 4] = [
    "skip_credentials_validation",
    "skip_metadata_api_check",
    "skip_region_validation",
    "skip_requesting_account_id",
];

/// What is taken out: everything that leads to credentials, to an account or to a network.
const REMOVED: [&str; 18] = [
    "allowed_account_ids",
    "assume_role",
    "assume_role_with_web_identity",
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "endpoints",
    "forbidden_account_ids",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "profile",
    "shared_config_files",
    "shared_credentials_files",
    "sts_region",
    "token",
    "token_bucket_rate_limiter_capacity",
    "retry_mode",
];

/// Returns the user's configuration with the settings of an offline provider laid over it.
pub(crate) fn offline(config: &DynamicValue, schema: &Schema) -> Result<DynamicValue, CodecError> {
    laid(config, schema, |name, given| unreachable(name, &given.ty()))
}

/// Returns the user's configuration with what makes a fault of an emulator known soon: a provider retries for many minutes by itself.
pub(crate) fn emulated(config: &DynamicValue, schema: &Schema) -> Result<DynamicValue, CodecError> {
    laid(config, schema, |name, given| match name {
        "max_retries" => Some(Value::from(EMULATOR_RETRIES)),
        "skip_metadata_api_check" if given.ty() == Type::String => Some(Value::string("true")),
        _ => None,
    })
}

/// Returns a configuration with some arguments replaced.
fn laid(
    config: &DynamicValue,
    schema: &Schema,
    over: impl Fn(&str, &Value) -> Option<Value>,
) -> Result<DynamicValue, CodecError> {
    let ty = schema.ty();
    let given = config.value(&ty)?;
    let entries = given.as_entries().cloned().unwrap_or_default();
    let laid = entries.into_iter().map(|(name, value)| {
        let value = over(&name, &value).unwrap_or(value);
        (name, value)
    });
    DynamicValue::of(&Value::object(laid.collect::<Vec<_>>()), &ty)
}

/// Returns what an argument is set to, if it does not keep the user's value.
fn unreachable(name: &str, ty: &Type) -> Option<Value> {
    if let Some((_, text)) = TEXTS.iter().find(|(known, _)| *known == name) {
        return Some(Value::string(text));
    }
    if SKIPPED.contains(&name) {
        // The check of the metadata service is a text, because it has three settings.
        return Some(if *ty == Type::String { Value::string("true") } else { true.into() });
    }
    if name == "max_retries" {
        return Some(Value::from(1i64));
    }
    let is_block = |element: &Type| matches!(element, Type::Object(_));
    // Blocks: none of them is an empty list, not null.
    REMOVED.contains(&name).then(|| {
        if let Type::List(element) = ty
            && is_block(element)
        {
            Value::list((**element).clone(), [])
        } else if let Type::Set(element) = ty
            && is_block(element)
        {
            Value::set((**element).clone(), [])
        } else {
            Value::null(ty.clone())
        }
    })
}

#[cfg(test)]
mod tests {
    use landform_value::from_json_as;
    use serde_json::Value as Json;

    use super::*;

    /// Adds nulls for what an object lacks of its type.
    fn completed(json: Json, ty: &Type) -> Json {
        match (json, ty) {
            (Json::Object(mut entries), Type::Object(object)) => {
                for (name, ty) in &object.attributes {
                    let given = entries.remove(name).unwrap_or(Json::Null);
                    entries.insert(name.clone(), completed(given, ty));
                }
                Json::Object(entries)
            }
            (Json::Array(items), Type::List(element) | Type::Set(element)) => {
                Json::Array(items.into_iter().map(|item| completed(item, element)).collect())
            }
            (json, _) => json,
        }
    }

    #[test]
    fn before_an_emulator_little_is_retried_and_the_rest_stays() {
        let recorded = landform_simulator::recording().expect("a recording");
        let schema = &recorded.schema.provider;
        let ty = schema.ty();
        let config = serde_json::json!({
            "region": "eu-west-1", "allowed_account_ids": ["111111111111"],
            "assume_role": [{ "role_arn": "arn:aws:iam::111111111111:role/x" }],
        });
        let config = from_json_as(&completed(config, &ty), &ty).expect("a configuration");
        let given = DynamicValue::of(&config, &ty).expect("a message");
        let laid = emulated(&given, schema).expect("a configuration").value(&ty).expect("a value");
        for (name, value) in laid.as_entries().expect("an object") {
            let expected = match name.as_str() {
                "max_retries" => "5".to_owned(),
                "skip_metadata_api_check" => "\"true\"".to_owned(),
                name => config.get(name).expect("an argument").to_string(),
            };
            assert_eq!(value.to_string(), expected, "{name}");
        }
    }

    #[test]
    fn nothing_that_leads_to_an_account_is_left() {
        let recorded = landform_simulator::recording().expect("a recording");
        let schema = &recorded.schema.provider;
        let ty = schema.ty();
        let config = serde_json::json!({
            "region": "eu-west-1", "profile": "prod", "token": "t", "max_retries": 25,
            "allowed_account_ids": ["111111111111"], "https_proxy": "http://proxy:1",
            "access_key": "AKIAREAL", "shared_credentials_files": ["/home/me/.aws/credentials"],
            "assume_role": [{ "role_arn": "arn:aws:iam::111111111111:role/x" }],
            "endpoints": [{ "s3": "https://s3.example.com" }],
            "default_tags": [{ "tags": { "a": "b" } }],
        });
        let config = from_json_as(&completed(config, &ty), &ty).expect("a configuration");
        let config = DynamicValue::of(&config, &ty).expect("a message");
        let laid = offline(&config, schema).expect("a configuration").value(&ty).expect("a value");
        let shown = |name: &str| laid.get(name).expect("an argument").to_string();
        for (name, expected) in [
            ("region", "\"eu-west-1\""),
            ("default_tags", "[{ tags = { a = \"b\" } }]"),
            ("access_key", "\"AKIAIOSFODNN7EXAMPLE\""),
            ("max_retries", "1"),
            ("skip_credentials_validation", "true"),
            ("skip_metadata_api_check", "\"true\""),
            ("assume_role", "[]"),
            ("endpoints", "[]"),
            ("profile", "null"),
            ("token", "null"),
            ("allowed_account_ids", "null"),
            ("https_proxy", "null"),
            ("shared_credentials_files", "null"),
        ] {
            assert_eq!(shown(name), expected, "{name}");
        }
    }
}

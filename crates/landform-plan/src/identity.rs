//! Identities: what tells an object from others of its type, by its attributes alone.

use serde_json::Value as Json;

/// Returns what tells an object from others of its type: its id, else its ARN, else all that is known of it.
pub fn identity_of(attributes: &Json) -> String {
    let text = |name: &str| attributes.get(name)?.as_str().filter(|text| !text.is_empty());
    let own = text("id").or_else(|| text("arn"));
    own.map_or_else(|| attributes.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_first_then_an_arn_then_everything() {
        for (attributes, identity) in [
            (r#"{"arn": "arn:x", "id": "vpc-1"}"#, "vpc-1"),
            (r#"{"arn": "arn:x", "id": ""}"#, "arn:x"),
            (r#"{"b": null, "id": null, "a": 1}"#, r#"{"a":1,"b":null,"id":null}"#),
        ] {
            assert_eq!(identity_of(&serde_json::from_str(attributes).unwrap()), identity);
        }
    }
}

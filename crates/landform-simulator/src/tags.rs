//! Tags: the provider's default tags together with an object's own.

use std::collections::BTreeMap;

use landform_value::{Data, Type, Value};

/// Returns all tags of an object; its own win. Unknown if any of its own are.
pub(crate) fn all_tags(defaults: &BTreeMap<String, String>, own: &Value) -> Value {
    if !own.is_wholly_known() {
        return Value::unknown(Type::map(Type::String));
    }
    let mut all: BTreeMap<String, Value> =
        defaults.iter().map(|(key, tag)| (key.clone(), Value::string(tag))).collect();
    if let Data::Map(_, tags) = own.data() {
        for (key, tag) in tags {
            let tag = if tag.is_null() { Value::string("") } else { tag.clone() };
            all.insert(key.clone(), tag);
        }
    }
    Value::map(Type::String, all)
}

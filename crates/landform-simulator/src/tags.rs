//! Tags: the provider's default tags together with an object's own, less those that the provider ignores.

use std::collections::BTreeMap;

use landform_value::{Data, Type, Value};

/// What a provider's configuration says of tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagRules {
    /// The tags that every object gets.
    pub defaults: BTreeMap<String, String>,
    /// The keys that the provider leaves alone.
    pub ignored_keys: Vec<String>,
    /// What keys that the provider leaves alone start with.
    pub ignored_prefixes: Vec<String>,
}

impl TagRules {
    /// Returns all tags of an object; its own win. Unknown if any of its own are.
    pub(crate) fn all_tags(&self, own: &Value) -> Value {
        if !own.is_wholly_known() {
            return Value::unknown(Type::map(Type::String));
        }
        let mut all: BTreeMap<String, Value> =
            self.defaults.iter().map(|(key, tag)| (key.clone(), Value::string(tag))).collect();
        if let Data::Map(_, tags) = own.data() {
            for (key, tag) in tags {
                let tag = if tag.is_null() { Value::string("") } else { tag.clone() };
                all.insert(key.clone(), tag);
            }
        }
        all.retain(|key, _| !self.ignores(key));
        Value::map(Type::String, all)
    }

    fn ignores(&self, key: &str) -> bool {
        self.ignored_keys.iter().any(|ignored| ignored == key)
            || self.ignored_prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
    }
}

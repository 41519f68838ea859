//! The context of a request: keys and their values.

use std::collections::BTreeMap;

/// What is known about a request, by key; names of keys are the same in upper and lower case.
///
/// A key that is not here is missing from the request, which conditions can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// Adds a key with one value.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<String>) -> Self {
        self.with_all(key, [value.into()])
    }

    /// Adds a key with several values, or with none.
    #[must_use]
    pub fn with_all(mut self, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.0.insert(key.to_ascii_lowercase(), values.into_iter().collect());
        self
    }

    /// Returns the values of a key, if the request has it.
    #[must_use]
    pub fn values(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// Returns the value of a key that has exactly one.
    #[must_use]
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.values(key) {
            Some([value]) => Some(value),
            _ => None,
        }
    }

    /// Adds a key unless it is there.
    pub(crate) fn add(&mut self, key: &str, value: String) {
        self.0.entry(key.to_ascii_lowercase()).or_insert_with(|| vec![value]);
    }
}

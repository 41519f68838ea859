//! Sensitive values, put out of sight: hidden by a word, or by a keyed hash that still tells equal from different.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::shown::has_true;

/// The word that stands for a sensitive value where people and programs read.
pub const SENSITIVE: &str = "(sensitive value)";

/// The key of the object that stands for a sensitive value in a saved plan.
const HIDDEN: &str = "landform_hidden";

/// The bytes that a hash block has.
const BLOCK: usize = 64;

/// Hides values behind a keyed hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Hiding {
    key: Vec<u8>,
}

impl std::fmt::Debug for Hiding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hiding { .. }")
    }
}

impl Hiding {
    /// Creates a way of hiding with a key, which must be random.
    pub fn new(key: impl Into<Vec<u8>>) -> Self {
        Self { key: key.into() }
    }

    /// Returns what stands for a value: equal for equal values, and it does not lead back to them without the key.
    pub fn hide(&self, value: &Json) -> Json {
        let hash = hex::encode(self.hash(value.to_string().as_bytes()));
        Json::Object(Map::from_iter([(HIDDEN.to_owned(), Json::String(hash))]))
    }

    /// Tells whether `hidden` stands for the value; `None` if it stands for nothing.
    pub fn stands_for(&self, hidden: &Json, value: &Json) -> Option<bool> {
        is_hidden(hidden).then(|| self.hide(value) == *hidden)
    }

    /// HMAC with SHA-256 (RFC 2104).
    fn hash(&self, text: &[u8]) -> Vec<u8> {
        let mut key = if self.key.len() > BLOCK {
            Sha256::digest(&self.key).to_vec()
        } else {
            self.key.clone()
        };
        key.resize(BLOCK, 0);
        let padded = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
        let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
        Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
    }
}

/// Tells whether a value only stands for a sensitive one.
pub fn is_hidden(value: &Json) -> bool {
    value.as_object().is_some_and(|entries| {
        entries.len() == 1 && entries.get(HIDDEN).is_some_and(Json::is_string)
    })
}

/// Returns the value with everything hidden that any of the trees of marks has.
///
/// A sensitive value that is known in part keeps its shape, so that what becomes known later can be told from what was known.
pub fn masked(value: &Json, marks: &[&Json], unknown: &Json, hide: &dyn Fn(&Json) -> Json) -> Json {
    if marks.iter().any(|mark| **mark == Json::Bool(true)) {
        return hidden(value, unknown, hide);
    }
    if !marks.iter().any(|mark| has_true(mark)) {
        return value.clone();
    }
    let inside = |step: &dyn Fn(&Json) -> Option<Json>, part: &Json, open: Option<&Json>| {
        let marks: Vec<Json> = marks.iter().filter_map(|mark| step(mark)).collect();
        let marks: Vec<&Json> = marks.iter().collect();
        masked(part, &marks, open.unwrap_or(&Json::Null), hide)
    };
    match value {
        Json::Object(entries) => entries
            .iter()
            .map(|(key, part)| {
                let step = |mark: &Json| mark.get(key.as_str()).cloned();
                (key.clone(), inside(&step, part, unknown.get(key.as_str())))
            })
            .collect::<Map<_, _>>()
            .into(),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, part)| inside(&|mark| mark.get(at).cloned(), part, unknown.get(at)))
            .collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.clone(),
    }
}

/// Hides a whole value, or each part of it where some of it is unknown.
fn hidden(value: &Json, unknown: &Json, hide: &dyn Fn(&Json) -> Json) -> Json {
    if !has_true(unknown) {
        return hide(value);
    }
    match value {
        Json::Object(entries) => entries
            .iter()
            .map(|(key, part)| {
                (key.clone(), hidden(part, unknown.get(key.as_str()).unwrap_or(&Json::Null), hide))
            })
            .collect::<Map<_, _>>()
            .into(),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, part)| hidden(part, unknown.get(at).unwrap_or(&Json::Null), hide))
            .collect(),
        // Nothing is there yet.
        Json::Null => Json::Null,
        Json::Bool(_) | Json::Number(_) | Json::String(_) => hide(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hides_what_is_marked_and_nothing_else() {
        let word = |_: &Json| Json::from("X");
        for (value, marks, unknown, shown) in [
            (json!({"a": 1, "b": 2}), json!({"a": true}), json!({}), json!({"a": "X", "b": 2})),
            (
                json!({"a": [1, {"p": 2}]}),
                json!({"a": [false, {"p": true}]}),
                json!({}),
                json!({"a": [1, {"p": "X"}]}),
            ),
            (json!({"a": {"k": 1}}), json!({"a": true}), json!({}), json!({"a": "X"})),
            (
                json!({"a": {"k": 1, "l": [null, "s"]}}),
                json!({"a": true}),
                json!({"a": {"l": [true, false]}}),
                json!({"a": {"k": "X", "l": [null, "X"]}}),
            ),
            (json!({"a": null}), json!({"a": true}), json!({}), json!({"a": "X"})),
            (json!({"a": null}), json!({"a": true}), json!({"a": true}), json!({"a": null})),
            (json!("s"), json!(true), json!(false), json!("X")),
            (json!({"a": 1}), json!(false), json!({}), json!({"a": 1})),
        ] {
            assert_eq!(masked(&value, &[&marks], &unknown, &word), shown, "{value} {marks}");
        }
        let (before, after) = (json!({"p": true}), json!({}));
        assert_eq!(
            masked(&json!({"p": 1}), &[&before, &after], &json!({}), &word),
            json!({"p": "X"})
        );
    }

    #[test]
    fn hashes_as_rfc_4231_has_it() {
        for (key, text, hash) in [
            (
                vec![0x0b; 20],
                "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe".to_vec(),
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ] {
            assert_eq!(hex::encode(Hiding::new(key).hash(text.as_bytes())), hash, "{text}");
        }
    }

    #[test]
    fn tells_equal_from_different() {
        let hiding = Hiding::new(b"key");
        let hidden = hiding.hide(&json!({"a": 1.50}));
        assert!(is_hidden(&hidden) && !hidden.to_string().contains("1.5"));
        assert_eq!(hiding.stands_for(&hidden, &json!({"a": 1.50})), Some(true));
        assert_eq!(hiding.stands_for(&hidden, &json!({"a": 2})), Some(false));
        assert_eq!(hiding.stands_for(&json!("plain"), &json!("plain")), None);
        assert_ne!(Hiding::new(b"other").hide(&json!({"a": 1.50})), hidden);
        assert_eq!(format!("{hiding:?}"), "Hiding { .. }");
    }
}

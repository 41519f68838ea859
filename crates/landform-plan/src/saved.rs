//! Reviewed plans as files: what was planned for each unit, without secrets, sealed against changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::changes::Action;
use crate::mask::{Hiding, masked};
use crate::shown::{Mode, ResourceChange};

/// The version of the format that this version writes.
pub const SAVED_FORMAT: &str = "1.0";

/// A plan of an estate that was reviewed and may be applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedPlan {
    /// The version of the format.
    pub format_version: String,
    /// The version of Landform that made the plan.
    pub landform_version: String,
    /// What tells the live repo from others.
    pub live_repo: String,
    /// The cloud that the plan is about, such as `aws`.
    pub cloud: String,
    /// The engine that planned, such as `OpenTofu 1.10.0`.
    pub engine: String,
    /// The key that sensitive values are hidden with, in hexadecimal digits.
    pub key: String,
    /// What becomes of each unit.
    pub units: BTreeMap<String, SavedUnit>,
    /// The SHA-256 of everything else.
    pub seal: String,
}

/// What a saved plan says of a unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedUnit {
    /// How far the plan of the unit went.
    pub status: SavedStatus,
    /// Why it went no further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The state that was planned against: lineage and serial; absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<(String, u64)>,
    /// The changes, in the engine's order.
    pub changes: Vec<SavedChange>,
    /// The outputs that change.
    pub outputs: Vec<String>,
}

/// How far the plan of a unit went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedStatus {
    /// It was planned.
    #[default]
    Planned,
    /// It can only be planned after others are applied.
    AfterUpstream,
    /// It could not be planned.
    Failed,
}

/// What becomes of a resource instance; sensitive values are hidden.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedChange {
    /// The address inside the unit.
    pub address: String,
    /// Where it was before it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_address: Option<String>,
    /// Whether it is managed or read.
    pub mode: Mode,
    /// The resource type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The key of an object that an earlier replacement has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposed: Option<String>,
    /// The one word for what happens.
    pub action: Action,
    /// The actions in their order.
    pub actions: Vec<String>,
    /// What is taken into the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importing: Option<Json>,
    /// The paths of the values because of which the instance is replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replace_paths: Vec<Vec<Json>>,
    /// The values before.
    pub before: Json,
    /// The values after, as far as they are known.
    pub after: Json,
    /// True where a value after is known only after apply.
    pub after_unknown: Json,
}

/// Why a file cannot be used as a saved plan.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The text is no JSON, or not of a saved plan's shape.
    #[error("the plan file is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
    /// Another version of Landform wrote it.
    #[error("the plan file has format version `{0}`; only {SAVED_FORMAT} is known")]
    Version(String),
    /// It was changed after it was written.
    #[error("the plan file was changed after it was written")]
    Seal,
    /// The key is no key.
    #[error("the key in the plan file is damaged")]
    Key,
}

impl SavedChange {
    /// Returns a change in the form that is saved.
    pub fn of(change: &ResourceChange, hiding: &Hiding) -> Self {
        // What is sensitive on one side is hidden on both: it may be the same secret.
        let marks = [&change.before_sensitive, &change.after_sensitive];
        let hide = |value: &Json| hiding.hide(value);
        Self {
            address: change.address.clone(),
            previous_address: change.previous_address.clone(),
            mode: change.mode,
            type_name: change.type_name.clone(),
            deposed: change.deposed.clone(),
            action: change.action(),
            actions: change.actions.clone(),
            importing: change.importing.clone(),
            replace_paths: change.replace_paths.clone(),
            before: masked(&change.before, &marks, &Json::Null, &hide),
            after: masked(&change.after, &marks, &change.after_unknown, &hide),
            after_unknown: change.after_unknown.clone(),
        }
    }
}

impl SavedPlan {
    /// Returns how sensitive values of the plan are hidden.
    ///
    /// # Errors
    /// Says that the key is damaged.
    pub fn hiding(&self) -> Result<Hiding, SavedError> {
        match hex::decode(&self.key) {
            Ok(key) if !key.is_empty() => Ok(Hiding::new(key)),
            _ => Err(SavedError::Key),
        }
    }

    /// Returns the plan as text, sealed.
    ///
    /// # Errors
    /// Says why it has no text.
    pub fn write(&self) -> Result<Vec<u8>, SavedError> {
        let mut plan = self.clone();
        plan.seal = self.digest()?;
        let mut text = serde_json::to_vec_pretty(&plan)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads a saved plan, and checks that nobody has changed it.
    ///
    /// # Errors
    /// Says why the text is no usable plan.
    pub fn read(text: &[u8]) -> Result<Self, SavedError> {
        #[derive(Deserialize)]
        struct Versioned {
            format_version: String,
        }
        let versioned: Versioned = serde_json::from_slice(text)?;
        if versioned.format_version != SAVED_FORMAT {
            return Err(SavedError::Version(versioned.format_version));
        }
        let plan: Self = serde_json::from_slice(text)?;
        if plan.digest()? != plan.seal {
            return Err(SavedError::Seal);
        }
        plan.hiding()?;
        Ok(plan)
    }

    /// Returns the SHA-256 of everything but the seal.
    ///
    /// # Errors
    /// Says why the plan has no text.
    pub fn digest(&self) -> Result<String, SavedError> {
        let mut plan = self.clone();
        plan.seal = String::new();
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(&plan)?)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change() -> ResourceChange {
        ResourceChange {
            address: "aws_db_instance.this".to_owned(),
            type_name: "aws_db_instance".to_owned(),
            actions: vec!["update".to_owned()],
            before: json!({"password": "old secret", "size": 1, "tags": {"a": "b"}}),
            after: serde_json::from_str(r#"{"password": "new secret", "size": 2.50}"#).unwrap(),
            after_unknown: json!({"tags": true}),
            before_sensitive: json!({}),
            after_sensitive: json!({"password": true}),
            ..ResourceChange::default()
        }
    }

    fn plan() -> SavedPlan {
        let unit = SavedUnit {
            state: Some(("a-b".to_owned(), 3)),
            changes: vec![SavedChange::of(&change(), &Hiding::new([7; 32]))],
            ..SavedUnit::default()
        };
        SavedPlan {
            format_version: SAVED_FORMAT.to_owned(),
            cloud: "aws".to_owned(),
            key: hex::encode([7; 32]),
            units: BTreeMap::from([("dev/vpc".to_owned(), unit)]),
            ..SavedPlan::default()
        }
    }

    #[test]
    fn is_read_as_it_was_written_and_holds_no_secret() {
        let text = plan().write().unwrap();
        assert_eq!(text, plan().write().unwrap());
        assert!(!String::from_utf8_lossy(&text).contains("secret"));
        let read = SavedPlan::read(&text).unwrap();
        assert_eq!(SavedPlan { seal: String::new(), ..read.clone() }, plan());
        let change = &read.units["dev/vpc"].changes[0];
        assert_eq!(
            (change.action, change.after["size"].to_string()),
            (Action::Update, "2.50".to_owned())
        );
        let hiding = read.hiding().unwrap();
        assert_eq!(hiding.stands_for(&change.after["password"], &json!("new secret")), Some(true));
        assert_eq!(
            hiding.stands_for(&change.before["password"], &json!("new secret")),
            Some(false)
        );
    }

    #[test]
    fn refuses_what_was_changed() {
        let text = String::from_utf8(plan().write().unwrap()).unwrap();
        for (from, to, message) in [
            ("2.50", "2.51", "the plan file was changed after it was written"),
            ("\"aws\"", "\"moto\"", "the plan file was changed after it was written"),
            ("\"1.0\"", "\"2.0\"", "the plan file has format version `2.0`; only 1.0 is known"),
            (
                "\"status\": \"planned\"",
                "\"status\": \"x\"",
                "the plan file is damaged: unknown variant `x`",
            ),
            (
                "\"outputs\": []",
                "\"outputs\": [], \"more\": 1",
                "the plan file is damaged: unknown field `more`",
            ),
            ("{", "", "the plan file is damaged: "),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            let error = SavedPlan::read(changed.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
        let keyless = SavedPlan { key: "x".to_owned(), ..plan() };
        let error = SavedPlan::read(&keyless.write().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "the key in the plan file is damaged");
    }
}

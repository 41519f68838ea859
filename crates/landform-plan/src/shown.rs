//! Plans as an engine shows them (`show -json PLAN`): each change with its values before and after.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::changes::Action;

/// A plan as `show -json` writes it; prior state and configuration are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShownPlan {
    /// The version of the format, such as `1.2`.
    #[serde(default)]
    pub format_version: String,
    /// The version of the engine.
    #[serde(default)]
    pub terraform_version: String,
    /// The resource instances of the plan, those without a change too, in the engine's order.
    #[serde(default)]
    pub resource_changes: Vec<ResourceChange>,
    /// What changed outside of the engine since the last apply.
    #[serde(default)]
    pub resource_drift: Vec<ResourceChange>,
    /// The outputs of the root module, those without a change too.
    #[serde(default)]
    pub output_changes: BTreeMap<String, OutputChange>,
    /// Whether planning failed before its end.
    #[serde(default)]
    pub errored: bool,
}

/// Why the text of a plan cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShownError {
    /// The text is no JSON, or not of a plan's shape.
    #[error("the plan cannot be read: {0}")]
    Damaged(#[from] serde_json::Error),
    /// The major version of the format is not known.
    #[error("the plan has format version `{0}`; only version 1 is known")]
    Version(String),
}

/// What a resource is to the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It is managed.
    #[default]
    Managed,
    /// It is only read.
    Data,
}

/// What becomes of one resource instance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "RawChange", into = "RawChange")]
pub struct ResourceChange {
    /// The whole address of the instance.
    pub address: String,
    /// Where it was before it moved.
    pub previous_address: Option<String>,
    /// The module that it is in.
    pub module_address: Option<String>,
    /// Whether it is managed or read.
    pub mode: Mode,
    /// The resource type.
    pub type_name: String,
    /// The name of the resource.
    pub name: String,
    /// The key among the instances of the resource.
    pub index: Option<Json>,
    /// The key of the object that an earlier replacement has left, if the change is about that.
    pub deposed: Option<String>,
    /// The source address of the provider.
    pub provider: String,
    /// The actions in their order, such as `["delete", "create"]`.
    pub actions: Vec<String>,
    /// The values before; null where nothing exists.
    pub before: Json,
    /// The values after, as far as they are known; null where nothing will exist.
    pub after: Json,
    /// True where a value after is known only after apply.
    pub after_unknown: Json,
    /// True where a value before is sensitive.
    pub before_sensitive: Json,
    /// True where a value after is sensitive.
    pub after_sensitive: Json,
    /// The paths of the values because of which the instance is replaced.
    pub replace_paths: Vec<Vec<Json>>,
    /// Why the action was chosen, in the engine's word.
    pub action_reason: Option<String>,
    /// What is taken into the state, such as `{"id": "vpc-1"}`.
    pub importing: Option<Json>,
}

/// What becomes of an output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputChange {
    /// The actions in their order.
    #[serde(default)]
    pub actions: Vec<String>,
    /// The value before.
    #[serde(default)]
    pub before: Json,
    /// The value after, as far as it is known.
    #[serde(default)]
    pub after: Json,
    /// True where the value after is known only after apply.
    #[serde(default)]
    pub after_unknown: Json,
    /// True where the value before is sensitive.
    #[serde(default)]
    pub before_sensitive: Json,
    /// True where the value after is sensitive.
    #[serde(default)]
    pub after_sensitive: Json,
}

/// A change as the format has it.
#[derive(Serialize, Deserialize)]
struct RawChange {
    address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous_address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    module_address: Option<String>,
    #[serde(default)]
    mode: Mode,
    #[serde(rename = "type", default)]
    type_name: String,
    #[serde(default)]
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deposed: Option<String>,
    #[serde(default)]
    provider_name: String,
    change: RawValues,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action_reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RawValues {
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default)]
    before: Json,
    #[serde(default)]
    after: Json,
    #[serde(default)]
    after_unknown: Json,
    #[serde(default)]
    before_sensitive: Json,
    #[serde(default)]
    after_sensitive: Json,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replace_paths: Vec<Vec<Json>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    importing: Option<Json>,
}

impl From<RawChange> for ResourceChange {
    fn from(raw: RawChange) -> Self {
        Self {
            address: raw.address,
            previous_address: raw.previous_address,
            module_address: raw.module_address,
            mode: raw.mode,
            type_name: raw.type_name,
            name: raw.name,
            index: raw.index,
            deposed: raw.deposed,
            provider: raw.provider_name,
            actions: raw.change.actions,
            before: raw.change.before,
            after: raw.change.after,
            after_unknown: raw.change.after_unknown,
            before_sensitive: raw.change.before_sensitive,
            after_sensitive: raw.change.after_sensitive,
            replace_paths: raw.change.replace_paths,
            action_reason: raw.action_reason,
            importing: raw.change.importing,
        }
    }
}

impl From<ResourceChange> for RawChange {
    fn from(own: ResourceChange) -> Self {
        Self {
            address: own.address,
            previous_address: own.previous_address,
            module_address: own.module_address,
            mode: own.mode,
            type_name: own.type_name,
            name: own.name,
            index: own.index,
            deposed: own.deposed,
            provider_name: own.provider,
            action_reason: own.action_reason,
            change: RawValues {
                actions: own.actions,
                before: own.before,
                after: own.after,
                after_unknown: own.after_unknown,
                before_sensitive: own.before_sensitive,
                after_sensitive: own.after_sensitive,
                replace_paths: own.replace_paths,
                importing: own.importing,
            },
        }
    }
}

impl ShownPlan {
    /// Reads what `show -json PLAN` writes; numbers keep their digits.
    ///
    /// # Errors
    /// Says why the text is no usable plan.
    pub fn read(text: &[u8]) -> Result<Self, ShownError> {
        let plan: Self = serde_json::from_slice(text)?;
        if plan.format_version.split('.').next() != Some("1") {
            return Err(ShownError::Version(plan.format_version));
        }
        Ok(plan)
    }
}

impl ResourceChange {
    /// Returns the one word for what happens; an import or a move counts only where nothing else happens.
    pub fn action(&self) -> Action {
        let otherwise = || match (&self.importing, &self.previous_address) {
            (Some(_), _) => Action::Import,
            (None, Some(_)) => Action::Move,
            (None, None) => Action::Noop,
        };
        summary(&self.actions).unwrap_or_else(otherwise)
    }

    /// Tells whether anything happens; what is read while applying does not count.
    pub fn is_change(&self) -> bool {
        !matches!(self.action(), Action::Noop | Action::Read)
    }
}

impl OutputChange {
    /// Tells whether the output changes.
    pub fn is_change(&self) -> bool {
        summary(&self.actions).is_some()
    }

    /// Tells whether any part of the value is known only after apply.
    pub fn is_unknown(&self) -> bool {
        has_true(&self.after_unknown)
    }
}

/// Returns the word for a list of actions; `None` if nothing happens.
fn summary(actions: &[String]) -> Option<Action> {
    let has = |word: &str| actions.iter().any(|action| action == word);
    if has("create") && has("delete") || has("create") && has("forget") {
        return Some(Action::Replace);
    }
    [
        ("create", Action::Create),
        ("update", Action::Update),
        ("delete", Action::Delete),
        ("forget", Action::Forget),
        ("read", Action::Read),
    ]
    .into_iter()
    .find_map(|(word, action)| has(word).then_some(action))
}

/// Tells whether a tree of marks (`after_unknown`, `after_sensitive`) has any mark.
pub fn has_true(marks: &Json) -> bool {
    match marks {
        Json::Bool(truth) => *truth,
        Json::Array(items) => items.iter().any(has_true),
        Json::Object(entries) => entries.values().any(has_true),
        Json::Null | Json::Number(_) | Json::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "format_version": "1.2", "terraform_version": "1.11.4", "prior_state": {"a": 1},
        "resource_changes": [
            {"address": "module.m.aws_db_instance.this[\"a\"]", "previous_address": "aws_db_instance.old", "module_address": "module.m",
             "mode": "managed", "type": "aws_db_instance", "name": "this", "index": "a", "deposed": "0123abcd",
             "provider_name": "registry.terraform.io/hashicorp/aws", "action_reason": "replace_because_cannot_update",
             "change": {"actions": ["delete", "create"], "before": {"n": 1.50, "big": 12345678901234567890123}, "after": {"n": 2.0},
                "after_unknown": {"id": true}, "before_sensitive": {"p": true}, "after_sensitive": {}, "replace_paths": [["engine"], ["a", 0]]}},
            {"address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc", "name": "a",
             "change": {"actions": ["no-op"], "importing": {"id": "vpc-1"}}}
        ],
        "output_changes": {"id": {"actions": ["create"], "before": null, "after_unknown": {"a": [false, true]}},
            "x": {"actions": ["no-op"], "before": 1, "after": 1, "after_unknown": false}}
    }"#;

    #[test]
    fn reads_changes_and_writes_them_again() {
        let plan = ShownPlan::read(TEXT.as_bytes()).unwrap();
        let [first, second] = plan.resource_changes.as_slice() else { panic!() };
        assert_eq!(first.action(), Action::Replace);
        assert_eq!(first.before.to_string(), r#"{"big":12345678901234567890123,"n":1.50}"#);
        assert_eq!(serde_json::to_string(&first.replace_paths).unwrap(), r#"[["engine"],["a",0]]"#);
        assert_eq!(
            (first.deposed.as_deref(), first.previous_address.as_deref()),
            (Some("0123abcd"), Some("aws_db_instance.old"))
        );
        assert_eq!(second.action(), Action::Import);
        let (id, x) = (&plan.output_changes["id"], &plan.output_changes["x"]);
        assert!(id.is_change() && id.is_unknown() && !x.is_change() && !x.is_unknown());
        let again = serde_json::to_vec(&plan).unwrap();
        assert_eq!(ShownPlan::read(&again).unwrap(), plan);
    }

    #[test]
    fn has_one_word_for_each_change() {
        let change = |actions: &[&str], moved: bool, imported: bool| ResourceChange {
            actions: actions.iter().map(|one| (*one).to_owned()).collect(),
            previous_address: moved.then(String::new),
            importing: imported.then_some(Json::Null),
            ..ResourceChange::default()
        };
        for (actions, moved, imported, word) in [
            (&["no-op"][..], false, false, Action::Noop),
            (&["no-op"], true, false, Action::Move),
            (&["no-op"], false, true, Action::Import),
            (&["update"], true, true, Action::Update),
            (&["create"], false, false, Action::Create),
            (&["create", "delete"], true, false, Action::Replace),
            (&["delete", "create"], false, false, Action::Replace),
            (&["create", "forget"], false, false, Action::Replace),
            (&["delete"], false, false, Action::Delete),
            (&["forget"], false, false, Action::Forget),
            (&["read"], false, false, Action::Read),
            (&[], false, false, Action::Noop),
        ] {
            assert_eq!(change(actions, moved, imported).action(), word, "{actions:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_plan() {
        for (text, message) in [
            ("", "the plan cannot be read: EOF while parsing a value at line 1 column 0"),
            ("{}", "the plan has format version ``; only version 1 is known"),
            (
                r#"{"format_version": "2.0"}"#,
                "the plan has format version `2.0`; only version 1 is known",
            ),
        ] {
            assert_eq!(ShownPlan::read(text.as_bytes()).unwrap_err().to_string(), message);
        }
    }
}

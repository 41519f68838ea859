//! The machine-readable log of an engine (`-json`): planned changes, applied counts and diagnostics.

use serde::{Deserialize, Serialize};

/// What a plan does to a resource instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is created.
    Create,
    /// It is changed in place.
    Update,
    /// It is destroyed and created anew.
    Replace,
    /// It is destroyed.
    Delete,
    /// It moves to another address.
    Move,
    /// It is taken into the state.
    Import,
    /// It leaves the state without being destroyed.
    #[serde(rename = "remove", alias = "forget")]
    Forget,
    /// It is read while applying.
    Read,
    /// Nothing happens.
    #[serde(rename = "noop", alias = "no-op")]
    Noop,
}

impl Action {
    /// Returns the word for the action.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Delete => "delete",
            Self::Move => "move",
            Self::Import => "import",
            Self::Forget => "forget",
            Self::Read => "read",
            Self::Noop => "no-op",
        }
    }
}

/// One planned change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChange {
    /// The whole address of the instance.
    pub address: String,
    /// What happens to it.
    pub action: Action,
}

/// What an engine reported while it ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UiLog {
    /// The planned changes, in the engine's order; reads are left out.
    pub changes: Vec<PlannedChange>,
    /// The outputs that change.
    pub changed_outputs: Vec<String>,
    /// The errors, each with its detail and place.
    pub errors: Vec<String>,
    /// The warnings.
    pub warnings: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type", default)]
    kind: String,
    change: Option<Change>,
    outputs: Option<std::collections::BTreeMap<String, OutputChange>>,
    diagnostic: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Change {
    resource: Resource,
    action: Action,
}

#[derive(Deserialize)]
struct Resource {
    addr: String,
}

#[derive(Deserialize)]
struct OutputChange {
    action: Option<Action>,
}

#[derive(Deserialize)]
struct Diagnostic {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    address: Option<String>,
    range: Option<Range>,
}

#[derive(Deserialize)]
struct Range {
    filename: String,
    start: Position,
}

#[derive(Deserialize)]
struct Position {
    line: u64,
}

/// Reads the lines that an engine wrote with `-json`. Lines that are no JSON are passed over: providers write some.
pub fn read_ui_log(text: &str) -> UiLog {
    let mut log = UiLog::default();
    for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
        match (line.kind.as_str(), line.change, line.outputs, line.diagnostic) {
            ("planned_change", Some(change), _, _) if change.action != Action::Read => {
                let Change { resource, action } = change;
                log.changes.push(PlannedChange { address: resource.addr, action });
            }
            ("outputs", _, Some(outputs), _) => {
                let changed = outputs
                    .into_iter()
                    .filter(|(_, change)| !matches!(change.action, None | Some(Action::Noop)));
                log.changed_outputs.extend(changed.map(|(name, _)| name));
            }
            ("diagnostic", _, _, Some(diagnostic)) => {
                let text = show(&diagnostic);
                let list = if diagnostic.severity == "error" {
                    &mut log.errors
                } else {
                    &mut log.warnings
                };
                list.push(text);
            }
            _ => {}
        }
    }
    log
}

fn show(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.summary.clone();
    if !diagnostic.detail.is_empty() {
        text.push_str(": ");
        text.push_str(&diagnostic.detail.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let mut places = Vec::new();
    places.extend(diagnostic.address.clone());
    places.extend(diagnostic.range.as_ref().map(|at| format!("{}:{}", at.filename, at.start.line)));
    if !places.is_empty() {
        text.push_str(&format!(" ({})", places.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_changes_outputs_and_errors() {
        let log = read_ui_log(
            r#"{"type":"version","terraform":"1.11.4"}
not json
{"type":"planned_change","change":{"resource":{"addr":"aws_vpc.this"},"action":"replace"}}
{"type":"planned_change","change":{"resource":{"addr":"data.aws_x.y"},"action":"read"}}
{"type":"outputs","outputs":{"a":{"action":"update","sensitive":false},"b":{"action":"noop"},"c":{"value":1}}}
{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Bad","detail":"too\nbad","address":"aws_vpc.this","range":{"filename":"main.tf","start":{"line":3,"column":1,"byte":0},"end":{"line":3,"column":1,"byte":0}}}}"#,
        );
        assert_eq!(
            log.changes,
            [PlannedChange { address: "aws_vpc.this".into(), action: Action::Replace }]
        );
        assert_eq!(log.changed_outputs, ["a"]);
        assert_eq!(log.errors, ["Bad: too bad (aws_vpc.this, main.tf:3)"]);
    }
}

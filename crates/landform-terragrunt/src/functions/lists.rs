//! Fixed lists: which commands of the engine accept which flags.

use landform_value::{Type, Value};

const LISTS: [(&str, &[&str]); 4] = [
    ("get_terraform_commands_that_need_input", &["apply", "import", "init", "plan", "refresh"]),
    (
        "get_terraform_commands_that_need_locking",
        &["apply", "destroy", "import", "plan", "refresh", "taint", "untaint"],
    ),
    ("get_terraform_commands_that_need_parallelism", &["apply", "plan", "destroy"]),
    (
        "get_terraform_commands_that_need_vars",
        &["apply", "console", "destroy", "import", "plan", "push", "refresh"],
    ),
];

/// Returns the list that a function gives.
pub(super) fn list(function: &str) -> Option<Value> {
    let (_, words) = LISTS.iter().find(|(name, _)| *name == function)?;
    Some(Value::list(Type::String, words.iter().map(Value::string)))
}

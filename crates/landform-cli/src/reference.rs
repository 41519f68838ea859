//! The reference of all commands, written from the same description that the parser uses.

use clap::{Arg, Command, CommandFactory};

use crate::Arguments;
use crate::error::EXIT_CODES;
use crate::settings::VARIABLES;

/// Returns the reference as Markdown.
pub fn reference() -> String {
    let mut command = Arguments::command();
    command.build();
    let mut page = String::from("# Commands\n\n");
    page.push_str(&about(&command));
    for sub in
        command.get_subcommands().filter(|sub| sub.get_name() != "help" && !sub.is_hide_set())
    {
        page.push_str(&section(sub));
    }
    page.push_str(&format!("\n## Exit codes\n\n```text\n{EXIT_CODES}\n```\n"));
    page.push_str("\n## Environment variables\n\n| variable | meaning |\n|---|---|\n");
    for (name, meaning) in VARIABLES {
        page.push_str(&format!("| `{name}` | {meaning} |\n"));
    }
    page
}

fn about(command: &Command) -> String {
    let text = command.get_long_about().or_else(|| command.get_about());
    text.map_or_else(String::new, |text| format!("{text}\n"))
}

fn section(command: &Command) -> String {
    let mut text = format!("\n## landform {}\n\n{}", command.get_name(), about(command));
    text.push_str("\n| argument | meaning |\n|---|---|\n");
    for argument in command.get_arguments().filter(|one| !one.is_hide_set() && !is_everywhere(one))
    {
        text.push_str(&format!("| `{}` | {} |\n", usage(argument), meaning(argument)));
    }
    text
}

/// Tells whether every command has the argument.
fn is_everywhere(argument: &Arg) -> bool {
    matches!(argument.get_id().as_str(), "help" | "version")
}

fn usage(argument: &Arg) -> String {
    let values: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| name.as_str().to_owned())
        .collect();
    let value = values.join(" ");
    let takes_value = argument.get_action().takes_values();
    match (argument.get_long(), argument.get_short()) {
        (Some(long), short) => {
            let short = short.map_or_else(String::new, |short| format!("-{short}, "));
            let value = if takes_value { format!(" {value}") } else { String::new() };
            format!("{short}--{long}{value}")
        }
        (None, _) => value,
    }
}

fn meaning(argument: &Arg) -> String {
    let mut text = argument.get_help().map_or_else(String::new, ToString::to_string);
    let defaults: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        text.push_str(&format!(" (default: `{}`)", defaults.join(" ")));
    }
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !choices.is_empty() {
        text.push_str(&format!("; one of {}", choices.join(", ")));
    }
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_command_and_no_argument_is_unexplained() {
        let page = reference();
        for command in
            ["init", "generate", "find", "list", "graph", "rehearse", "plan", "show", "completion"]
        {
            assert!(page.contains(&format!("\n## landform {command}\n")), "{command}");
        }
        assert!(!page.contains("|  |\n"), "{page}");
    }

    #[test]
    fn the_description_of_the_arguments_is_sound() {
        Arguments::command().debug_assert();
    }
}

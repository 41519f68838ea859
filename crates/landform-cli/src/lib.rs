//! The `landform` command: reads the arguments, runs one command, shows how it ended.

mod accounts;
mod cloud;
mod commands;
mod error;
mod keeper;
mod loading;
mod private;
mod prompt;
mod providers;
mod reference;
mod rehearsed;
mod run_view;
mod settings;
mod signals;
mod states;
mod ui;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::settings::Global;
use crate::ui::Ui;

pub use reference::reference;

/// One company file becomes a complete AWS infrastructure
///
/// Landform turns `landform.hcl` into a live repo of plain Terragrunt units and OpenTofu/Terraform modules that the
/// company owns, and rehearses the whole estate offline with an unmodified engine.
#[derive(Parser)]
#[command(name = "landform", version, after_help = error::EXIT_CODES, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are data; anything else is a wrong call.
            let code = if error.use_stderr() { error::Kind::Usage as u8 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let mut ui = Ui::new(arguments.global.quiet);
    match commands::run(&arguments.command, &mut ui) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            ui.error(&error);
            ExitCode::from(error.kind as u8)
        }
    }
}

//! The repository's own chores: `cargo xtask <command>`.
#![expect(clippy::print_stderr, reason = "the chores talk to whoever runs them")]

mod bench;
mod ci;
mod r#gen;
mod module;
mod record_bindings;
mod record_schema;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "The repository's own chores")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Bench(bench::Args),
    /// Check everything that must hold before a change lands
    Ci,
    Gen(r#gen::Args),
    Module(module::Args),
    RecordBindings(record_bindings::Args),
    RecordSchema(record_schema::Args),
    /// Check the house rules that no lint knows
    Tidy,
}

/// What a chore ends with; the message is shown to whoever runs it.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Ci => ci::run(),
        Command::Tidy => tidy::run(),
        Command::Gen(arguments) => r#gen::run(&arguments),
        Command::Module(arguments) => module::run(&arguments),
        Command::RecordBindings(arguments) => record_bindings::run(&arguments),
        Command::RecordSchema(arguments) => record_schema::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the top folder of the repository.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Returns the message for a file or folder that cannot be read or written.
fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("`{}`: {error}", path.display())
}

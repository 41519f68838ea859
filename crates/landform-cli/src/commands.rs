//! The commands: one file each.

mod apply;
mod completion;
mod destroy;
mod find;
mod generate;
mod graph;
mod init;
mod learn;
mod list;
mod plan;
mod rehearse;
mod show;

use clap::Subcommand;

use crate::error::CommandError;
use crate::keeper;
use crate::ui::Ui;

/// What a command ends with: an exit code, or why it failed.
pub(crate) type Outcome = Result<u8, CommandError>;

/// All commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    Init(init::Args),
    Generate(generate::Args),
    Find(find::Args),
    List(list::Args),
    Graph(graph::Args),
    Rehearse(rehearse::Args),
    Plan(plan::Args),
    Apply(apply::Args),
    Destroy(destroy::Args),
    Learn(learn::Args),
    Show(show::Args),
    Completion(completion::Args),
    #[command(hide = true)]
    Keeper(keeper::Args),
}

/// Runs a command.
pub(crate) fn run(command: &Command, ui: &mut Ui) -> Outcome {
    match command {
        Command::Init(args) => init::run(args, ui),
        Command::Generate(args) => generate::run(args, ui),
        Command::Find(args) => find::run(args, ui),
        Command::List(args) => list::run(args, ui),
        Command::Graph(args) => graph::run(args, ui),
        Command::Rehearse(args) => rehearse::run(args, ui),
        Command::Plan(args) => plan::run(args, ui),
        Command::Apply(args) => apply::run(args, ui),
        Command::Destroy(args) => destroy::run(args, ui),
        Command::Learn(args) => learn::run(args, ui),
        Command::Show(args) => show::run(args, ui),
        Command::Completion(args) => completion::run(args, ui),
        Command::Keeper(args) => keeper::run(args),
    }
}

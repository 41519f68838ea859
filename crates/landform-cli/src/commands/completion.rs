//! `landform completion`: the completion script of a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Outcome;
use crate::Arguments;
use crate::ui::Ui;

/// Print the completion script of a shell
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "landform", &mut script);
    ui.data(&String::from_utf8_lossy(&script));
    Ok(0)
}

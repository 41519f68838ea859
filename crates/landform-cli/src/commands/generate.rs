//! `landform generate`: the live repo of a company file.

use std::path::PathBuf;

use landform_os::OsWorld;
use landform_scaffold::{
    Action, ApplyError, Changes, HandEdits, PlanError, apply, plan_write, render,
};
use serde::Serialize;

use super::Outcome;
use crate::error::{CHANGES, CommandError, Kind};
use crate::loading;
use crate::ui::Ui;

/// Write the live repo of a company file
///
/// The live repo is plain Terragrunt and OpenTofu/Terraform. The same company file gives the same bytes.
/// Changes made by hand stay: what is new is merged with them, line by line. Where both are in the same lines nothing at all is written,
/// unless --mark or --force is given. Files that Landform did not write are never deleted.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The company file, or the folder that holds it
    #[arg(default_value = loading::COMPANY_FILE)]
    company: PathBuf,
    /// The root folder of the live repo [default: the folder of the company file]
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Show what would be written; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show what would be written as a diff; write nothing
    #[arg(long)]
    diff: bool,
    /// Write nothing; end with exit code 2 if something would be written
    #[arg(long)]
    check: bool,
    /// Where changes made by hand and new ones are in the same lines, write both with marks between them, as git does
    #[arg(long)]
    mark: bool,
    /// Overwrite files that were changed by hand
    #[arg(long, conflicts_with = "mark")]
    force: bool,
    /// Print the files and what happens to them as a JSON array
    #[arg(long)]
    json: bool,
}

impl Args {
    fn hand_edits(&self) -> HandEdits {
        match (self.mark, self.force) {
            (true, _) => HandEdits::Mark,
            (false, true) => HandEdits::Overwrite,
            (false, false) => HandEdits::Keep,
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    action: &'static str,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let file = loading::company_file(&world, &args.company)?;
    let company = loading::company(&world, &file, ui)?;
    let beside = file.parent().map_or_else(PathBuf::new, PathBuf::from);
    let root = args.into.as_ref().map_or(Ok(beside), |folder| loading::absolute(folder))?;
    let changes = plan_write(&world, &root, &render(&company)).map_err(cannot_plan)?;
    show(args, ui, &changes);
    let only_looks = args.dry_run || args.diff || args.check;
    if !only_looks {
        apply(&world, &root, &changes, args.hand_edits()).map_err(cannot_apply)?;
    }
    let count = |action| changes.count(action);
    let conflicts = count(Action::Conflict);
    let overwritten = if args.hand_edits() == HandEdits::Keep { 0 } else { conflicts };
    ui.status(
        if only_looks { "would be" } else { "generated" },
        &format!(
            "{} created, {} changed, {} deleted, {} unchanged in {}",
            count(Action::Create),
            count(Action::Change) + count(Action::Merge) + overwritten,
            count(Action::Delete),
            count(Action::Unchanged) + count(Action::Kept),
            root.display(),
        ),
    );
    Ok(if args.check && !changes.is_empty() { CHANGES } else { 0 })
}

fn show(args: &Args, ui: &Ui, changes: &Changes) {
    let happens = changes.files.iter().filter(|file| file.action != Action::Unchanged);
    if args.json {
        let rows: Vec<Row<'_>> =
            happens.map(|file| Row { path: &file.path, action: name(file.action) }).collect();
        ui.json(&rows);
        return;
    }
    for file in happens {
        if args.diff {
            ui.data(&file.diff());
        } else if args.dry_run
            || matches!(file.action, Action::Conflict | Action::Kept | Action::Merge)
        {
            ui.status(name(file.action), &file.path);
        }
    }
}

fn name(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Change => "change",
        Action::Delete => "delete",
        Action::Unchanged => "unchanged",
        Action::Kept => "kept",
        Action::Merge => "merge",
        Action::Conflict => "conflict",
    }
}

fn cannot_plan(error: PlanError) -> CommandError {
    let hint = match &error {
        PlanError::Read { .. } => "make the file readable",
        PlanError::Manifest { .. } => {
            "restore it from version control, or delete it: files then count as changed by hand"
        }
        PlanError::Accounts { .. } => "restore it from version control",
        PlanError::AccountId { .. } => "correct the one that is wrong",
    };
    CommandError::new(Kind::Input, chain(&error)).hint(hint)
}

fn cannot_apply(error: ApplyError) -> CommandError {
    if let ApplyError::Conflicts(paths) = &error {
        let message = format!("{} files were changed by hand; nothing was written", paths.len());
        return CommandError::new(Kind::Input, message)
            .hint("`landform generate --diff` shows what would be lost; --mark writes both with marks, --force overwrites");
    }
    CommandError::new(Kind::Failed, chain(&error))
}

/// Returns an error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        text.push_str(&format!(": {one}"));
        cause = one.source();
    }
    text
}

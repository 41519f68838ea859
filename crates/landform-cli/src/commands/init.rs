//! `landform init`: writes a company file from flags or, on a terminal, from questions.

use std::path::PathBuf;

use landform_company::{Answers, Question, company_file, questions};
use landform_os::OsWorld;
use landform_world::{Access, Cancel, EntryKind, World};

use super::Outcome;
use crate::error::{CommandError, Kind};
use crate::loading;
use crate::prompt::{confirmed, is_attended, prompt};
use crate::ui::Ui;

/// Write a company file from flags or, on a terminal, from questions
///
/// What a flag does not say is asked for on a terminal and takes its default otherwise.
/// An existing file is never overwritten without being asked to.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to write
    #[arg(default_value = loading::COMPANY_FILE)]
    file: PathBuf,
    /// Short name of the company, the prefix of every name
    #[arg(long)]
    name: Option<String>,
    /// Domain of the company
    #[arg(long)]
    domain: Option<String>,
    /// Region of AWS [default: us-east-1]
    #[arg(long)]
    region: Option<String>,
    /// Address of the owner of each account; {account} stands for its name [default: aws+{account}@DOMAIN]
    #[arg(long, value_name = "PATTERN")]
    account_email: Option<String>,
    /// Repository of the generated code [default: NAME/infrastructure-live]
    #[arg(long, value_name = "OWNER/NAME")]
    repository: Option<String>,
    /// Addresses that get every alarm, separated by commas [default: platform@DOMAIN]
    #[arg(long, value_name = "ADDRESSES")]
    alert_emails: Option<String>,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
    /// Ask nothing, even on a terminal
    #[arg(long)]
    no_input: bool,
}

impl Args {
    fn flags(&self) -> Answers {
        [
            ("name", &self.name),
            ("domain", &self.domain),
            ("region", &self.region),
            ("account_email", &self.account_email),
            ("repository", &self.repository),
            ("alert_emails", &self.alert_emails),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)))
        .collect()
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let world = OsWorld::default();
    let file = loading::absolute(&args.file)?;
    let interactive = !args.no_input && is_attended();
    let mut answers = args.flags();
    if world.kind(&file) == Some(EntryKind::Folder) {
        let shown = args.file.display();
        return Err(CommandError::new(Kind::Usage, format!("`{shown}` is a folder"))
            .hint(format!("name the file to write, such as `{shown}/{}`", loading::COMPANY_FILE)));
    }
    if world.kind(&file).is_some() && !args.force {
        let shown = args.file.display();
        let refused = || {
            CommandError::new(Kind::Input, format!("`{shown}` is there already"))
                .hint("--force overwrites it")
        };
        if !interactive
            || !confirmed(&format!("{shown} is there already. Overwrite it?"), &Cancel::default())?
        {
            return Err(refused());
        }
    }
    if interactive {
        for question in questions() {
            ask(ui, question, &mut answers)?;
        }
    }
    let text = company_file(&answers).map_err(wrong_answers)?;
    let folder = file.parent().unwrap_or(&file);
    world
        .create_folder(folder, Access::Shared)
        .map_err(|error| CommandError::file("create the folder", folder, &error))?;
    world
        .write(&file, text.as_bytes(), Access::Shared)
        .map_err(|error| CommandError::file("write", &file, &error))?;
    ui.status("wrote", &args.file.display().to_string());
    ui.hint("`landform rehearse` shows what it gives, `landform generate` writes the live repo");
    Ok(0)
}

fn wrong_answers(faults: Vec<(&'static str, String, &'static str)>) -> CommandError {
    let mut error = CommandError::new(Kind::Usage, "the company file cannot be written");
    for (key, fault, cure) in faults {
        error.message.push_str(&format!("\n  --{}: {fault} ({cure})", key.replace('_', "-")));
    }
    error
}

/// Asks until the answer fits; a flag is not asked for again.
fn ask(ui: &Ui, question: &Question, answers: &mut Answers) -> Result<(), CommandError> {
    if answers.contains_key(question.key) {
        return Ok(());
    }
    let default = question.default(answers);
    loop {
        let offer = default.as_ref().map_or_else(String::new, |default| format!(" [{default}]"));
        let line = prompt(&format!("{}{offer}: ", question.text), &Cancel::default())?;
        let answer = match (line.trim(), &default) {
            ("", Some(default)) => default.clone(),
            (text, _) => text.to_owned(),
        };
        match question.check(&answer) {
            Ok(()) => {
                answers.insert(question.key.to_owned(), answer);
                return Ok(());
            }
            Err((fault, cure)) => ui.warning(&format!("{fault}; {cure}")),
        }
    }
}

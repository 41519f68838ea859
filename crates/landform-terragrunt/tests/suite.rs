//! Runs the cases of `tests/suite/*.txt`: files in, what was read out. `UPDATE=1` rewrites what is expected.
//!
//! A case starts with `=== name`, holds files below `//- /path` lines, and then sections that each start with `--- what`:
//! `units`, `faults`, `reads <unit>`, `settings <unit>`, `inputs <unit>` (outputs come from the file `/outputs/<target>.json`),
//! `preview <unit>` (all outputs unknown), and `open <unit>` (inputs as text, outputs being names).
//! What is read with outputs is compared with the open inputs, evaluated with these outputs.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the cases are read from disk, and faulty ones must be seen"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use landform_diag::Source;
use landform_hcl::{Context, NoFunctions, Scope, Step, evaluate, parse_expression, steps_text};
use landform_terragrunt::{
    Dependency, Estate, Location, OpenInput, Options, Settings, Unit, UnitPath, load,
};
use landform_value::{Value, from_json};
use landform_world::{MemoryWorld, World};

const ROOT: &str = "/live";

struct Case {
    name: String,
    files: String,
    sections: Vec<(String, String)>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            let (files, sections) = (String::new(), Vec::new());
            cases.push(Case { name: name.to_owned(), files, sections });
            continue;
        }
        let case = cases.last_mut().expect("the first line names a case");
        if let Some(what) = line.strip_prefix("--- ") {
            case.sections.push((what.to_owned(), String::new()));
        } else {
            let part = case.sections.last_mut().map_or(&mut case.files, |(_, text)| text);
            part.push_str(line);
            part.push('\n');
        }
    }
    cases
}

fn options() -> Options {
    Options {
        features: BTreeMap::from([("given".to_owned(), "5".to_owned())]),
        arguments: vec!["plan".to_owned(), "-input=false".to_owned()],
        ..Options::default()
    }
}

fn outputs(world: &MemoryWorld, unit: &Unit) -> BTreeMap<String, Value> {
    let read = |target: &UnitPath| {
        let text = world.read_text(&PathBuf::from(format!("/outputs/{target}.json"))).ok()?;
        Some(from_json(&serde_json::from_str(&text).expect("outputs are JSON")))
    };
    let found = unit.dependencies.iter().map(|one| (one.label.clone(), read(&one.target)));
    found.filter_map(|(label, value)| Some((label, value?))).collect()
}

fn units(estate: &Estate) -> String {
    let mut text = String::new();
    for unit in estate.units.values() {
        let _ = write!(text, "{}", unit.path);
        for dependency in &unit.dependencies {
            let off = if dependency.enabled { "" } else { " (off)" };
            let _ = write!(text, " {}={}{off}", dependency.label, dependency.target);
        }
        for after in &unit.settings.after {
            let _ = write!(text, " after={}", after.target);
        }
        for (name, value) in [("account", &unit.account), ("region", &unit.region)] {
            if let Some(value) = value {
                let _ = write!(text, " {name}:{value}");
            }
        }
        text.push('\n');
    }
    text
}

fn settings(settings: &Settings) -> String {
    let mut text = String::new();
    if let Some(source) = &settings.terraform.source {
        let _ = match &source.location {
            Location::Local { root, subfolder } => {
                writeln!(text, "source: {} in {}", subfolder.display(), root.display())
            }
            Location::Remote { address, subfolder, query } => {
                writeln!(text, "source: {subfolder} in {address} {query:?}")
            }
        };
    }
    for extra in &settings.terraform.extra_arguments {
        let _ = writeln!(
            text,
            "extra {}: {:?} {:?} {:?} {:?} {:?}",
            extra.name,
            extra.commands,
            extra.arguments,
            extra.env_vars,
            extra.required_var_files,
            extra.optional_var_files
        );
    }
    for hook in &settings.terraform.hooks {
        let _ = writeln!(
            text,
            "{} {}: {:?} {:?} in {:?}, on error {} {:?}, {}",
            hook.kind.block(),
            hook.name,
            hook.commands,
            hook.execute,
            hook.working_dir,
            hook.run_on_error,
            hook.on_errors,
            if hook.enabled { "on" } else { "off" }
        );
    }
    for (name, list) in [
        ("include_in_copy", &settings.terraform.include_in_copy),
        ("exclude_from_copy", &settings.terraform.exclude_from_copy),
    ] {
        if !list.is_empty() {
            let _ = writeln!(text, "{name}: {list:?}");
        }
    }
    if let Some(state) = &settings.remote_state {
        let _ = writeln!(text, "state: {} {}", state.backend, state.config);
        if let Some(file) = state.backend_file() {
            let _ = writeln!(text, "> {} ({})", file.path, file.if_exists.as_str());
            let _ = writeln!(
                text,
                "{}",
                file.text().unwrap_or_else(|| "(unknown)".to_owned()).trim_end()
            );
        }
    }
    for file in &settings.generate {
        let _ = writeln!(text, "> {}: {} ({})", file.name, file.path, file.if_exists.as_str());
        let _ =
            writeln!(text, "{}", file.text().unwrap_or_else(|| "(unknown)".to_owned()).trim_end());
    }
    for (name, value) in [
        ("exclude", settings.exclude.as_ref().map(|one| format!("{one:?}"))),
        ("errors", settings.errors.as_ref().map(|one| format!("{one:?}"))),
        ("prevent_destroy", settings.prevent_destroy.map(|one| one.to_string())),
        ("download_dir", settings.download_dir.clone()),
        ("terraform_binary", settings.terraform_binary.clone()),
        ("iam_role", settings.iam_role.clone()),
        ("iam_assume_role_duration", settings.iam_assume_role_duration.map(|one| one.to_string())),
        (
            "terraform_version_constraint",
            settings.terraform_version_constraint.as_ref().map(|one| one.as_str().to_owned()),
        ),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name}: {value}");
        }
    }
    text
}

fn shown_inputs(result: Result<Value, landform_diag::Diagnostics>) -> String {
    match result {
        Ok(value) => value
            .as_entries()
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name} = {value}{}\n", marks(value)))
            .collect(),
        Err(faults) => format!("{faults}\n"),
    }
}

fn marks(value: &Value) -> &'static str {
    if value.marks_deep().placeholder { " (made up)" } else { "" }
}

fn written_output(dependency: &Dependency, steps: &[Step]) -> String {
    format!("dependency.{}{}", dependency.label, steps_text(steps))
}

fn shown_open((name, input): (&String, &OpenInput)) -> String {
    let reads = input.reads.iter().map(|(label, output)| format!(" <- {label}.{output}"));
    format!("{name} = {}{}\n", input.text, reads.collect::<String>())
}

/// The outputs of dependencies by label.
struct Given<'a>(&'a BTreeMap<String, Value>);

impl Scope for Given<'_> {
    fn lookup(
        &self,
        _: &str,
        steps: &[Step],
    ) -> Option<Result<(Value, usize), landform_diag::Diagnostics>> {
        let Some(Step::Attribute(label)) = steps.first() else { return None };
        Some(Ok((self.0.get(label)?.clone(), 1)))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Evaluates the open inputs with the outputs; nothing if they cannot be left open.
fn open_inputs(
    world: &MemoryWorld,
    unit: &Unit,
    outputs: &BTreeMap<String, Value>,
) -> Option<Value> {
    let inputs = unit.open_inputs(world, &written_output).ok()?;
    let values = inputs.into_iter().map(|(name, input)| {
        let source = Source::new("open", input.text);
        let scope = Given(outputs);
        let context = Context { source: &source, scope: &scope, functions: &NoFunctions };
        let value = parse_expression(&source).and_then(|parsed| evaluate(&parsed, &context));
        (name, value.expect("open inputs have a value"))
    });
    Some(Value::object(values))
}

/// Answers the sections of a case.
fn answers(case: &Case) -> Vec<(String, String)> {
    let world = MemoryWorld::from_fixture(&case.files).with_env("SET", "from the environment");
    let (estate, faults) = load(&world, Path::new(ROOT), &options());
    let unit = |path: &str| estate.units.get(&UnitPath::from(path));
    let mut answers: Vec<(String, String)> = Vec::new();
    for (what, _) in &case.sections {
        let (kind, path) = what.split_once(' ').unwrap_or((what, ""));
        let answer = match (kind, unit(path)) {
            ("units", _) => units(&estate),
            ("faults", _) => continue,
            (_, None) => "there is no such unit\n".to_owned(),
            ("inputs", Some(unit)) => {
                let outputs = outputs(&world, unit);
                let direct = unit.inputs(&world, &outputs);
                if let Ok(direct) = &direct
                    && let Some(open) = open_inputs(&world, unit, &outputs)
                {
                    // A made-up value is not marked in a text.
                    let direct = direct.clone().unmark_deep().0;
                    assert_eq!(
                        open.unmark_deep().0,
                        direct,
                        "{}: open inputs of {path}",
                        case.name
                    );
                }
                shown_inputs(direct)
            }
            ("open", Some(unit)) => match unit.open_inputs(&world, &written_output) {
                Ok(inputs) => inputs.iter().map(shown_open).collect(),
                Err(faults) => format!("{faults}\n"),
            },
            ("preview", Some(unit)) => shown_inputs(unit.inputs(&world, &unit.unknown_outputs())),
            ("settings", Some(unit)) => settings(&unit.settings),
            ("settled", Some(unit)) => match unit.settle(&world, &outputs(&world, unit)) {
                Ok(settled) => settings(&settled),
                Err(faults) => format!("{faults}\n"),
            },
            ("reads", Some(unit)) => {
                unit.read_files.iter().map(|path| format!("{}\n", path.display())).collect()
            }
            (other, _) => panic!("`{other}` is no section"),
        };
        answers.push((what.clone(), answer));
    }
    // Faults are always shown, so that none goes unseen.
    if !faults.is_empty() || answers.is_empty() {
        answers.push(("faults".to_owned(), format!("{faults}\n")));
    }
    answers
}

fn written(case: &Case, sections: &[(String, String)]) -> String {
    let mut text = format!("=== {}\n{}", case.name, case.files);
    for (what, answer) in sections {
        let _ = write!(text, "--- {what}\n{}\n", answer.trim_end());
        if answer.trim_end().is_empty() {
            text.pop();
        }
    }
    text.push('\n');
    text
}

#[test]
fn suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failed = Vec::new();
    let mut count = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut now = String::new();
        for case in cases(&text) {
            count += 1;
            let case = Case { files: format!("{}\n", case.files.trim_end()), ..case };
            let answers = answers(&case);
            let (expected, actual) = (written(&case, &case.sections), written(&case, &answers));
            if expected != actual {
                failed.push(format!("{}: {actual}", path.display()));
            }
            now.push_str(&actual);
        }
        if std::env::var_os("UPDATE").is_some() && now != text {
            std::fs::write(&path, now).unwrap();
        }
    }
    assert!(count > 60, "only {count} cases were found");
    assert!(
        failed.is_empty() || std::env::var_os("UPDATE").is_some(),
        "run with UPDATE=1 to accept:\n{}",
        failed.join("\n")
    );
}

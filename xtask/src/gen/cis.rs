//! `docs/cis.md`: the recommendations of CIS AWS Foundations 3.0, and what meets each of them.
//!
//! The list is `xtask/data/cis-3.0.json`. A recommendation that code meets names a module, a resource type of it, and a run of the
//! module's tests that asserts something of that resource: all three must be there.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::Output;
use crate::{Outcome, failed};

/// The list.
const LIST: &str = "xtask/data/cis-3.0.json";
/// The page.
const PAGE: &str = "docs/cis.md";
/// How many recommendations there are.
const ALL: usize = 62;
/// How many of them code must meet.
const LEAST: usize = 55;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recommendation {
    id: String,
    title: String,
    /// What meets it.
    #[serde(default)]
    met: Vec<Evidence>,
    /// What is only with `cis = true`, or what an option must be; empty if it is always met.
    #[serde(default)]
    when: String,
    /// What a person does.
    #[serde(default)]
    person: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    module: String,
    resource: String,
    /// `<file of the tests without its ending>:<run>`.
    test: String,
}

/// Adds the page; fails where the list says what is not so.
pub(super) fn generate(root: &Path, output: &mut Output) -> Outcome {
    let file = root.join(LIST);
    let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
    let all: Vec<Recommendation> =
        serde_json::from_str(&text).map_err(|error| format!("{LIST}: {error}"))?;
    let mut faults: Vec<String> = all
        .iter()
        .flat_map(|one| one.met.iter().map(move |evidence| (one, evidence)))
        .filter_map(|(one, evidence)| {
            let fault = fault(root, evidence)?;
            Some(format!("{LIST}: {}: {fault}", one.id))
        })
        .collect();
    let nobody = all.iter().filter(|one| one.met.is_empty() && one.person.is_empty());
    faults.extend(nobody.map(|one| format!("{LIST}: {}: neither code nor a person", one.id)));
    let met = all.iter().filter(|one| !one.met.is_empty()).count();
    if all.len() != ALL || met < LEAST {
        faults.push(format!("{LIST}: {met} of {} recommendations are met by code", all.len()));
    }
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    output.files.insert(PAGE.into(), page(&all, met).into_bytes());
    Ok(())
}

/// Returns what is wrong with a piece of evidence.
fn fault(root: &Path, evidence: &Evidence) -> Option<String> {
    let Evidence { module, resource, test } = evidence;
    let folder = root.join("catalog/modules").join(module);
    let declared = format!("resource \"{resource}\"");
    let files = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let mut texts = files
        .filter(|path| path.extension().is_some_and(|one| one == "tf"))
        .filter_map(|path| std::fs::read_to_string(path).ok());
    if !texts.any(|text| text.contains(&declared)) {
        return Some(format!("module `{module}` has no resource `{resource}`"));
    }
    let (file, run) = test.split_once(':')?;
    let path = folder.join("tests").join(format!("{file}.tftest.hcl"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let opening = format!("run \"{run}\" {{");
    let Some((_, rest)) = text.split_once(&opening) else {
        return Some(format!("module `{module}` has no test `{test}`"));
    };
    let own = rest.split_once("\nrun \"").map_or(rest, |(own, _)| own);
    (!own.contains(resource.as_str()))
        .then(|| format!("the test `{test}` of `{module}` asserts nothing of `{resource}`"))
}

fn page(all: &[Recommendation], met: usize) -> String {
    let mut page = format!(
        "# CIS AWS Foundations Benchmark 3.0\n\n<!-- generated: cargo xtask gen -->\n\n\
         Of {} recommendations, code meets {met}; for the others this page says what a person does.\n\
         Each line names the module and the resource that meet it, and the test that asserts it on planned values.\n\
         The titles are shortened; the benchmark itself is the Center for Internet Security's.\n\n\
         | | recommendation | met by | tested by | further |\n|---|---|---|---|---|\n",
        all.len()
    );
    for one in all {
        let by = joined(one, |evidence| format!("`{}`: `{}`", evidence.module, evidence.resource));
        let tests = joined(one, |evidence| {
            let (file, run) = evidence.test.split_once(':').unwrap_or_default();
            format!("`{}/tests/{file}.tftest.hcl`: `{run}`", evidence.module)
        });
        let person = match (one.person.as_str(), one.met.is_empty()) {
            ("", _) => String::new(),
            (text, true) => format!("by a person: {text}"),
            (text, false) => format!("a person: {text}"),
        };
        let further = [one.when.as_str(), &person];
        let further: Vec<&str> = further.into_iter().filter(|text| !text.is_empty()).collect();
        let further = further.join("; ");
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| {} | {} | {by} | {tests} | {further} |", one.id, one.title);
    }
    page
}

fn joined(one: &Recommendation, text: impl Fn(&Evidence) -> String) -> String {
    let mut texts: Vec<String> = one.met.iter().map(text).collect();
    texts.dedup();
    texts.join("<br>")
}

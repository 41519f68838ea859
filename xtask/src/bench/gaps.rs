//! The gap list of moto, checked in both directions: every type on it fails, every other type that the catalog uses works.
//!
//! The roots in `xtask/data/gaps` use the catalog's modules. Each is applied by an ordinary engine with the real provider,
//! planned again, which must give nothing, and destroyed. Who fails where is told by the engine's own words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use landform_testkit::{MOTO_VERSION, Mode, Moto};
use serde_json::{Value as Json, json};

use super::Setting;
use super::engine::{Engine, type_of};
use super::report::Report;
use super::roots;
use crate::{Outcome, failed, root};

/// The list, as the command has it inside.
const LIST: &str = "crates/landform-cli/data/gaps/moto.json";
/// How often what cannot be read is taken out of a state before a root is given up.
const ATTEMPTS: usize = 6;
/// Marks a type that fails in place of another: `# blame aws_x for aws_y`.
const BLAME: &str = "# blame ";

const PROVIDER: &str = r#"provider "aws" {
  region                      = "us-east-1"
  max_retries                 = 2
  skip_metadata_api_check     = true

  default_tags {
    tags = { owner = "landform", purpose = "gaps" }
  }
}
"#;

/// What became of the types of one or all roots: those that were tried, and the first fault of each that failed.
#[derive(Default)]
struct Outcomes {
    tried: BTreeSet<String>,
    faults: BTreeMap<String, String>,
}

/// An entry of the list.
struct Gap {
    type_name: String,
    /// A type that it depends on: while that one is simulated, this one must be too, whatever moto does.
    needs: Option<String>,
}

/// Applies, plans and destroys all roots and compares what failed with the list.
pub(super) fn run(setting: &Setting<'_>) -> Outcome<Report> {
    let mut gaps = gaps()?;
    let wanted = |name: &String| setting.only.is_none_or(|only| only == name);
    let names: Vec<String> = roots::names()?.into_iter().filter(wanted).collect();
    let done = roots::each(names, |name| {
        let since = Instant::now();
        let outcomes = on_moto(setting, name);
        let said = match &outcomes {
            Ok(one) => format!("{} types, {} fail", one.tried.len(), one.faults.len()),
            Err(error) => error.clone(),
        };
        eprintln!("  {name}: {said}, {:.0} s", since.elapsed().as_secs_f64());
        outcomes
    });
    let (mut all, mut faults) = (Outcomes::default(), Vec::new());
    for (name, outcomes) in done {
        let outcomes = match outcomes {
            Ok(outcomes) => outcomes,
            Err(error) => {
                faults.push(format!("{name}: {error}"));
                continue;
            }
        };
        all.tried.extend(outcomes.tried);
        for (type_name, fault) in outcomes.faults {
            all.faults.entry(type_name).or_insert(fault);
        }
    }
    let mut report =
        Report::new("gaps", format!("the gap list of moto {MOTO_VERSION} with what moto does"));
    report.none_of("roots that cannot be judged", &faults);
    if setting.only.is_some() {
        // What fails elsewhere only is not expected to fail here.
        gaps.retain(|gap| all.faults.contains_key(&gap.type_name));
    }
    judge(&mut report, &gaps, &all, setting.only.is_none())?;
    Ok(report)
}

/// Tries one root on an emulator of its own.
fn on_moto(setting: &Setting<'_>, name: &str) -> Outcome<Outcomes> {
    let moto = Moto::start(Mode::Proxy).map_err(|skip| skip.to_string())?;
    let folder = setting.folder.join(name);
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    let engine = Engine::find(&folder, &moto.env())?;
    let file = root().join(roots::FOLDER).join(format!("{name}.tf"));
    let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
    try_root(&engine, &folder.join("root"), &text)
}

/// Compares in both directions.
fn judge(report: &mut Report, gaps: &[Gap], all: &Outcomes, whole: bool) -> Outcome {
    let fails =
        |type_name: &str| all.faults.contains_key(type_name) || !all.tried.contains(type_name);
    let listed: BTreeSet<&str> = gaps.iter().map(|gap| gap.type_name.as_str()).collect();
    let works = gaps.iter().filter(|gap| {
        let excused =
            gap.needs.as_deref().is_some_and(|needed| fails(needed) && listed.contains(needed));
        all.tried.contains(&gap.type_name) && !all.faults.contains_key(&gap.type_name) && !excused
    });
    let works: Vec<String> = works.map(|gap| gap.type_name.clone()).collect();
    report.none_of("listed types that work", &works);
    let new = all.faults.iter().filter(|(name, _)| !listed.contains(name.as_str()));
    let new: Vec<String> = new.map(|(name, fault)| format!("{name}: {fault}")).collect();
    report.none_of("types that fail and are not listed", &new);
    if whole {
        let used = super::catalog_types(&root())?;
        let untried = used
            .into_iter()
            .filter(|name| !listed.contains(name.as_str()) && !all.tried.contains(name));
        report.none_of("types of the catalog that were not reached", &untried.collect::<Vec<_>>());
        let unknown = gaps.iter().filter(|gap| {
            !all.tried.contains(&gap.type_name) && !all.faults.contains_key(&gap.type_name)
        });
        report.detail(
            "listed types that were not reached",
            unknown.map(|gap| gap.type_name.clone()).collect::<Vec<_>>(),
        );
    }
    report.detail("faults", json!(all.faults));
    Ok(())
}

fn gaps() -> Outcome<Vec<Gap>> {
    let file = root().join(LIST);
    let text = std::fs::read_to_string(&file).map_err(|error| failed(&file, &error))?;
    let list: Json = serde_json::from_str(&text).map_err(|error| format!("{LIST}: {error}"))?;
    let version = list.get("version").and_then(Json::as_str);
    if version != Some(MOTO_VERSION) {
        return Err(format!("{LIST} is for moto {version:?}, and this is moto {MOTO_VERSION}"));
    }
    let text = |entry: &Json, name: &str| entry.get(name)?.as_str().map(str::to_owned);
    let entries = list.get("gaps").and_then(Json::as_array).into_iter().flatten();
    Ok(entries
        .filter_map(|entry| {
            Some(Gap { type_name: text(entry, "type")?, needs: text(entry, "needs") })
        })
        .collect())
}

/// Applies, plans and destroys one root.
fn try_root(engine: &Engine, folder: &Path, text: &str) -> Outcome<Outcomes> {
    let catalog = root().join("catalog/modules").display().to_string();
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for (name, text) in
        [("main.tf", text.replace(roots::CATALOG, &catalog)), ("provider.tf", PROVIDER.to_owned())]
    {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(|error| failed(&file, &error))?;
    }
    engine.must(folder, &["init", "-input=false", "-no-color"])?;
    let mut trial = Trial { engine, folder, blame: blame(text), outcomes: Outcomes::default() };
    trial.create()?;
    trial.read_again()?;
    trial.destroy()?;
    Ok(trial.outcomes)
}

/// Returns which type answers for the faults of which.
fn blame(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(BLAME)?.split_once(" for "));
    lines.map(|(culprit, victim)| (victim.trim().to_owned(), culprit.trim().to_owned())).collect()
}

/// One root on its way.
struct Trial<'a> {
    engine: &'a Engine,
    folder: &'a Path,
    blame: BTreeMap<String, String>,
    outcomes: Outcomes,
}

impl Trial<'_> {
    fn create(&mut self) -> Outcome {
        let log =
            self.engine.log(self.folder, &["apply", "-auto-approve", "-input=false", "-json"])?;
        let made = log.completed();
        self.outcomes.tried.extend(made.iter().map(|address| type_of(address)));
        let errors = log.errors();
        self.note("create", &errors)?;
        self.drop_from_state(&errors)
    }

    /// Plans again: whatever was made must be there, and as it was asked for.
    fn read_again(&mut self) -> Outcome {
        for _ in 0..ATTEMPTS {
            let log =
                self.engine.log(self.folder, &["plan", "-input=false", "-json", "-out=again"])?;
            let errors = log.errors();
            if errors.is_empty() {
                return self.note_drift();
            }
            self.note("read", &errors)?;
            self.drop_from_state(&errors)?;
        }
        Err(format!(
            "`{}` cannot be planned, whatever is taken out of its state",
            self.folder.display()
        ))
    }

    fn note_drift(&mut self) -> Outcome {
        let text = self.engine.must(self.folder, &["show", "-json", "again"])?;
        let plan: Json = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let changes = plan.get("resource_changes").and_then(Json::as_array);
        for change in changes.into_iter().flatten() {
            let address = change.get("address").and_then(Json::as_str).unwrap_or_default();
            let actions = change.pointer("/change/actions").cloned().unwrap_or_default();
            let existed = !change.pointer("/change/before").is_none_or(Json::is_null);
            let managed = change.get("mode").and_then(Json::as_str) == Some("managed");
            if existed && managed && actions != json!(["no-op"]) {
                let names = differing(change);
                self.fault("drift", address, &format!("differs in {}", names.join(", ")));
            }
        }
        Ok(())
    }

    /// Destroys; what is left after each attempt could not be destroyed.
    fn destroy(&mut self) -> Outcome {
        for _ in 0..ATTEMPTS {
            let log = self.engine.log(
                self.folder,
                &["apply", "-destroy", "-auto-approve", "-input=false", "-json"],
            )?;
            if log.success {
                return Ok(());
            }
            let errors = log.errors();
            self.note("destroy", &errors)?;
            if errors.iter().any(|(address, _)| address.is_some()) {
                self.drop_from_state(&errors)?;
                continue;
            }
            // Faults of a destruction name no resource: those are to blame that nothing else in the state stands on.
            let said = errors.into_iter().map(|(_, said)| said).next().unwrap_or_default();
            let left = self.engine.must(self.folder, &["state", "list"])?;
            let left: Vec<&str> =
                left.lines().filter(|line| !type_of(line).starts_with("data.")).collect();
            let text = self.engine.must(self.folder, &["state", "pull"])?;
            let state: Json = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            let needed = needed(&state);
            let guilty: Vec<_> =
                left.iter().filter(|address| !needed.contains(&type_and_name(address))).collect();
            for address in &guilty {
                self.fault("destroy", address, &said);
                self.engine.must(self.folder, &["state", "rm", address])?;
            }
            if guilty.is_empty() {
                return Err(format!("`{}` cannot be destroyed: {said}", self.folder.display()));
            }
        }
        Err(format!(
            "`{}` cannot be destroyed, whatever is taken out of its state",
            self.folder.display()
        ))
    }

    fn note(&mut self, phase: &str, errors: &[(Option<String>, String)]) -> Outcome {
        for (address, said) in errors {
            match address {
                Some(address) => self.fault(phase, address, said),
                None if phase == "destroy" => {}
                None => return Err(format!("`{}`: {said}", self.folder.display())),
            }
        }
        Ok(())
    }

    fn fault(&mut self, phase: &str, address: &str, said: &str) {
        let type_name = type_of(address);
        let type_name = self.blame.get(&type_name).cloned().unwrap_or(type_name);
        let said: String = said.chars().take(300).collect();
        self.outcomes.faults.entry(type_name).or_insert(format!("{phase}: {said}"));
    }

    /// Forgets what failed, so that it does not stand in the way of the rest.
    fn drop_from_state(&self, errors: &[(Option<String>, String)]) -> Outcome {
        for address in errors.iter().filter_map(|(address, _)| address.as_ref()) {
            // What could not be created at all is in no state.
            self.engine.run(self.folder, &["state", "rm", address])?;
        }
        Ok(())
    }
}

/// Returns the attributes that a change changes.
fn differing(change: &Json) -> Vec<String> {
    let part = |name: &str| change.pointer(&format!("/change/{name}")).and_then(Json::as_object);
    let (Some(before), Some(after)) = (part("before"), part("after")) else { return Vec::new() };
    let names = after.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    names.map(|(name, _)| name.clone()).collect()
}

/// Returns the resources of a state that others depend on, as `module.x.type.name` without indexes.
fn needed(state: &Json) -> BTreeSet<String> {
    let resources = state.get("resources").and_then(Json::as_array).into_iter().flatten();
    let instances = resources
        .flat_map(|one| one.get("instances").and_then(Json::as_array).into_iter().flatten());
    let all = instances
        .flat_map(|one| one.get("dependencies").and_then(Json::as_array).into_iter().flatten());
    all.filter_map(Json::as_str).map(type_and_name).collect()
}

/// Returns an address without indexes.
fn type_and_name(address: &str) -> String {
    let (mut text, mut depth) = (String::new(), 0);
    for one in address.chars() {
        match one {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => text.push(one),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_are_checked() {
        let gap = |type_name: &str, needs: Option<&str>| Gap {
            type_name: type_name.to_owned(),
            needs: needs.map(str::to_owned),
        };
        let gaps = [
            gap("aws_fails", None),
            gap("aws_works_now", None),
            gap("aws_not_reached", None),
            gap("aws_above", Some("aws_fails")),
            gap("aws_above_nothing", Some("aws_works_now")),
        ];
        let tried = ["aws_clean", "aws_drifts", "aws_works_now", "aws_above", "aws_above_nothing"];
        let faults = [("aws_fails", "create: no"), ("aws_drifts", "drift: x")];
        let all = Outcomes {
            tried: tried.map(str::to_owned).into(),
            faults: faults.map(|(name, fault)| (name.to_owned(), fault.to_owned())).into(),
        };
        let mut report = Report::new("gaps", "a list with what moto does");
        judge(&mut report, &gaps, &all, false).unwrap();
        let report: Json = serde_json::from_str(&report.text()).unwrap();
        let details = &report["details"];
        assert_eq!(
            details["listed types that work"],
            json!(["aws_works_now", "aws_above_nothing"])
        );
        assert_eq!(details["types that fail and are not listed"], json!(["aws_drifts: drift: x"]));
    }

    #[test]
    fn the_list_is_sorted_and_each_gap_stands_on_listed_ones() {
        let gaps = gaps().unwrap();
        let names: Vec<&str> = gaps.iter().map(|gap| gap.type_name.as_str()).collect();
        assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
        for needed in gaps.iter().filter_map(|gap| gap.needs.as_deref()) {
            assert!(names.contains(&needed), "{needed}");
        }
    }

    #[test]
    fn what_stands_on_nothing_is_to_blame() {
        let state = json!({"resources": [
            {"instances": [{"dependencies": ["module.a.aws_vpc.this"]}]},
            {"instances": [{}]},
        ]});
        assert_eq!(needed(&state), BTreeSet::from(["module.a.aws_vpc.this".to_owned()]));
        assert_eq!(type_and_name("module.a[\"x\"].aws_vpc.this[0]"), "module.a.aws_vpc.this");
    }
}

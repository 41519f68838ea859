//! A rehearsed estate, read from its states once and shared by all tests.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use landform_diag::Source;
use landform_policy::{Policy, PolicyKind, read_policy};
use serde_json::Value as Json;

use crate::landform::{Landform, engine_or_skip, repository};

/// The states of all units of an estate.
pub(super) struct Estate {
    /// The state of each unit, by its folder.
    units: BTreeMap<String, Json>,
    /// The id of each account, by its name.
    pub(super) accounts: BTreeMap<String, String>,
}

/// A resource that a unit made.
pub(super) struct Resource<'a> {
    /// The folder of the unit.
    pub(super) unit: &'a str,
    /// Its type, such as `aws_iam_role`.
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) attributes: &'a Json,
}

/// Returns the estate of the example company, rehearsed as a whole.
pub(super) fn whole(test: &str) -> Option<&'static Estate> {
    static ESTATE: OnceLock<Estate> = OnceLock::new();
    engine_or_skip(test)?;
    Some(ESTATE.get_or_init(|| {
        let example = repository("examples/acme");
        rehearsed(&Landform::new(), example.to_str().unwrap())
    }))
}

/// Returns what decides about rights in the example company if its people are IAM users: the organization, roles and users.
pub(super) fn with_users(test: &str) -> Option<&'static Estate> {
    static ESTATE: OnceLock<Estate> = OnceLock::new();
    engine_or_skip(test)?;
    Some(ESTATE.get_or_init(|| {
        let example = std::fs::read_to_string(repository("examples/acme/landform.hcl")).unwrap();
        let landform = Landform::new().file("landform.hcl", &format!("{example}{USERS}"));
        landform.run(&["generate", "--into", "live"]).expect(0);
        keep_units(
            &landform.at("live"),
            &["access-roles", "ci-roles", "iam-users", "organization"],
        );
        rehearsed(&landform, "live")
    }))
}

/// One user in each group.
const USERS: &str = r#"
access {
  type = "iam-users"
  users = {
    "ada"   = ["administrators"]
    "bill"  = ["billing"]
    "dave"  = ["developers"]
    "rita"  = ["read-only"]
    "sally" = ["support"]
  }
}
"#;

/// Removes all units of a live repo but those that are named.
fn keep_units(folder: &Path, names: &[&str]) {
    for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.join("terragrunt.hcl").is_file() && !names.contains(&name) {
            std::fs::remove_dir_all(path).unwrap();
        } else if path.is_dir() && name != "modules" {
            keep_units(&path, names);
        }
    }
}

fn rehearsed(landform: &Landform, subject: &str) -> Estate {
    landform.run(&["rehearse", subject, "--keep=kept", "--quiet"]).expect(0);
    let mut units = BTreeMap::new();
    read_states(&landform.at("kept/state"), "", &mut units);
    let mut estate = Estate { units, accounts: BTreeMap::new() };
    for unit in estate.units_called("ci-roles").map(str::to_owned).collect::<Vec<_>>() {
        let id = estate.output(&unit, "plan_role_arn").as_str().unwrap().split(':').nth(4).unwrap();
        estate.accounts.insert(account_of(&unit).to_owned(), id.to_owned());
    }
    assert_eq!(estate.accounts.len(), 7, "{:?}", estate.accounts);
    estate
}

fn read_states(folder: &Path, unit: &str, units: &mut BTreeMap<String, Json>) {
    for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            read_states(&path, format!("{unit}/{name}").trim_start_matches('/'), units);
        } else if name == "terraform.tfstate" {
            let state = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            units.insert(unit.to_owned(), state);
        }
    }
}

/// Returns the account in which a unit is.
pub(super) fn account_of(unit: &str) -> &str {
    unit.split('/').next().unwrap()
}

/// Reads a document and fails if there is anything to be said about it.
#[track_caller]
pub(super) fn policy(name: &str, text: &str, kind: PolicyKind) -> Policy {
    let (policy, faults) = read_policy(&Source::new(name, text), kind);
    assert!(faults.is_empty(), "{name}:\n{faults}\n{text}");
    policy.unwrap()
}

impl Estate {
    /// Creates an estate of one account in which nothing was made.
    pub(super) fn bare(account: &str, id: &str) -> Self {
        let accounts = BTreeMap::from([(account.to_owned(), id.to_owned())]);
        Self { units: BTreeMap::new(), accounts }
    }

    /// Returns the folders of all units of a name.
    pub(super) fn units_called(&self, name: &str) -> impl Iterator<Item = &str> {
        let end = format!("/{name}");
        self.units.keys().map(String::as_str).filter(move |unit| unit.ends_with(&end))
    }

    /// Returns the folder of the unit of a name in an account.
    pub(super) fn unit(&self, account: &str, name: &str) -> &str {
        let mut units = self.units_called(name).filter(|unit| account_of(unit) == account);
        units.next().unwrap_or_else(|| panic!("`{account}` has no unit `{name}`"))
    }

    pub(super) fn output(&self, unit: &str, name: &str) -> &Json {
        &self.units[unit]["outputs"][name]["value"]
    }

    /// Returns a document of the output `documents` of a unit.
    pub(super) fn document(
        &self,
        account: &str,
        unit: &str,
        name: &str,
        kind: PolicyKind,
    ) -> Policy {
        let output = if kind == PolicyKind::ServiceControl || kind == PolicyKind::ResourceControl {
            "policy_documents"
        } else {
            "documents"
        };
        let text = self.output(self.unit(account, unit), output)[name].as_str();
        let text = text.unwrap_or_else(|| panic!("`{unit}` of `{account}` has no `{name}`"));
        policy(&format!("{name} of {account}"), text, kind)
    }

    /// Returns the id of an account.
    pub(super) fn id(&self, account: &str) -> &str {
        &self.accounts[account]
    }

    /// Returns the ARN of a role.
    pub(super) fn role(&self, account: &str, name: &str) -> String {
        format!("arn:aws:iam::{}:role/{name}", self.id(account))
    }

    /// Returns everything that the units made.
    pub(super) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        self.units.iter().flat_map(|(unit, state)| {
            let managed = state["resources"].as_array().into_iter().flatten();
            let managed = managed.filter(|one| one["mode"] == "managed");
            managed.flat_map(move |one| {
                one["instances"].as_array().into_iter().flatten().map(move |instance| Resource {
                    unit,
                    kind: one["type"].as_str().unwrap(),
                    name: one["name"].as_str().unwrap(),
                    attributes: &instance["attributes"],
                })
            })
        })
    }

    /// Returns the outputs of all units, with the unit and the name of each.
    pub(super) fn outputs(&self) -> impl Iterator<Item = (&str, &str, &Json)> {
        self.units.iter().flat_map(|(unit, state)| {
            let outputs = state["outputs"].as_object().into_iter().flatten();
            outputs.map(move |(name, output)| (unit.as_str(), name.as_str(), &output["value"]))
        })
    }
}

impl Resource<'_> {
    /// Returns a text of the resource, empty if it has none.
    pub(super) fn text(&self, attribute: &str) -> &str {
        self.attributes[attribute].as_str().unwrap_or_default()
    }

    /// Returns a name for messages.
    pub(super) fn address(&self) -> String {
        format!("{}: {}.{}", self.unit, self.kind, self.name)
    }
}

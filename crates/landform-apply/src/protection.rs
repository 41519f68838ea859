//! What refuses to be destroyed: units, resources and accounts that somebody has protected.

use std::collections::BTreeSet;

use landform_engine::{ByFolder, GUARDS};
use landform_plan::{Action, Instance, ResourceChange, State};
use landform_terragrunt::Unit;
use serde_json::Value as Json;

/// The words for production that names of accounts and folders have.
const PRODUCTION: [&str; 4] = ["live", "prd", "prod", "production"];

/// Returns why a unit is not to be destroyed without being asked for; empty if nothing protects it.
///
/// `guarded` are the resources of its module that have `prevent_destroy`.
pub fn protections(unit: &Unit, state: &State, guarded: &ByFolder) -> Vec<String> {
    let mut found = Vec::new();
    if unit.settings.prevent_destroy == Some(true) {
        found.push("`prevent_destroy = true` in its terragrunt.hcl".to_owned());
    }
    let names: BTreeSet<&(String, String)> = guarded.values().flatten().collect();
    for instance in &state.instances {
        if names.iter().any(|(ty, name)| is_of(instance, ty, name)) {
            found.push(format!("{} (`prevent_destroy` in the module)", instance.address));
        }
        if let Some(guard) = guard_of(instance) {
            found.push(format!("{} (`{guard} = true`)", instance.address));
        }
    }
    found
}

/// Returns the attribute by which an instance refuses to be destroyed.
pub(crate) fn guard_of(instance: &Instance) -> Option<&'static str> {
    let is_on = |name: &&str| instance.attributes.get(*name) == Some(&Json::Bool(true));
    GUARDS.into_iter().find(|name| is_on(name))
}

/// Tells whether a change is none, or turns protection off and does nothing else that is known.
pub(crate) fn only_unprotects(change: &ResourceChange) -> bool {
    if !change.is_change() {
        return true;
    }
    let (Some(before), Some(after)) = (change.before.as_object(), change.after.as_object()) else {
        return false;
    };
    let is_guard = |name: &String| GUARDS.contains(&name.as_str());
    change.action() == Action::Update
        && after
            .iter()
            .all(|(name, value)| is_guard(name) || before.get(name).unwrap_or(&Json::Null) == value)
}

/// Tells whether an instance is one of a resource, in whatever module.
pub(crate) fn is_of(instance: &Instance, ty: &str, name: &str) -> bool {
    let Some(rest) = instance.address.rsplit_once(&format!("{ty}.{name}")) else { return false };
    let (before, after) = rest;
    (before.is_empty() || before.ends_with('.')) && (after.is_empty() || after.starts_with('['))
}

/// Tells whether a unit belongs to production, by the name of its account or of a folder above it.
pub fn is_production(unit: &Unit) -> bool {
    let account = unit.account.as_deref().unwrap_or_default();
    let words = |text: &str| {
        text.split(['-', '_', '.']).any(|word| PRODUCTION.contains(&word.to_lowercase().as_str()))
    };
    words(account) || unit.path.as_str().split('/').any(words)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use landform_terragrunt::{Estate, Options, load};
    use landform_world::MemoryWorld;

    use super::*;

    fn estate() -> Estate {
        let world = MemoryWorld::from_fixture(
            "//- /l/prod/vpc/terragrunt.hcl\nlocals {\n  account_name = \"acme\"\n}\n\
             //- /l/dev/vpc/terragrunt.hcl\nprevent_destroy = true\n\
             //- /l/eu/product/terragrunt.hcl\n//- /l/x/eu-prod/y/terragrunt.hcl\n",
        );
        load(&world, Path::new("/l"), &Options::default()).0
    }

    #[test]
    fn production_is_known_by_its_names() {
        let production: Vec<String> = estate()
            .units
            .values()
            .filter(|unit| is_production(unit))
            .map(|unit| unit.path.to_string())
            .collect();
        assert_eq!(production, ["prod/vpc", "x/eu-prod/y"]);
    }

    #[test]
    fn turning_protection_off_is_all_that_may_happen() {
        let change = |action: &str, before: &str, after: &str| ResourceChange {
            actions: vec![action.to_owned()],
            before: serde_json::from_str(before).unwrap(),
            after: serde_json::from_str(after).unwrap(),
            ..ResourceChange::default()
        };
        let on = r#"{"deletion_protection": true, "n": 1}"#;
        for (action, before, after, fine) in [
            ("update", on, r#"{"deletion_protection": false, "n": 1}"#, true),
            ("update", on, r#"{"deletion_protection": false, "n": 2}"#, false),
            ("update", on, r#"{"deletion_protection": false, "n": 1, "m": 1}"#, false),
            ("no-op", on, on, true),
            ("delete", on, "null", false),
            ("create", "null", on, false),
        ] {
            assert_eq!(only_unprotects(&change(action, before, after)), fine, "{action} {after}");
        }
    }

    #[test]
    fn names_everything_that_protects_a_unit() {
        let state = State::read(
            br#"{"version": 4, "resources": [
            {"module": "module.m[\"a.b\"]", "mode": "managed", "type": "aws_db", "name": "x", "provider": "p",
             "instances": [{"index_key": "k", "attributes": {"deletion_protection": true}}]},
            {"mode": "managed", "type": "aws_lb", "name": "y", "provider": "p",
             "instances": [{"attributes": {"enable_deletion_protection": false}}]},
            {"mode": "managed", "type": "aws_lb", "name": "yy", "provider": "p", "instances": [{"attributes": {}}]}
        ]}"#,
        )
        .unwrap();
        let estate = estate();
        let names = [("aws_lb".to_owned(), "y".to_owned()), ("aws_db".to_owned(), "x".to_owned())];
        let guarded = ByFolder::from([(PathBuf::from("/m"), names.into())]);
        let found = |path: &str, guarded: &ByFolder| {
            let unit = estate.units.values().find(|unit| unit.path.as_str() == path).unwrap();
            protections(unit, &state, guarded)
        };
        assert_eq!(
            found("prod/vpc", &guarded),
            [
                "module.m[\"a.b\"].aws_db.x[\"k\"] (`prevent_destroy` in the module)",
                "module.m[\"a.b\"].aws_db.x[\"k\"] (`deletion_protection = true`)",
                "aws_lb.y (`prevent_destroy` in the module)",
            ]
        );
        let own = found("dev/vpc", &ByFolder::new());
        assert_eq!(own.first().unwrap(), "`prevent_destroy = true` in its terragrunt.hcl");
        assert_eq!(own.len(), 2);
    }
}

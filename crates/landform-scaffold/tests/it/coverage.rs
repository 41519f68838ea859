//! The page that says what is built, held against the catalog and the units of companies.

use std::collections::BTreeSet;
use std::fs;

use landform_catalog::modules;
use landform_scaffold::FileTree;

use crate::wiring::units;
use crate::{root, trees};

/// What stands behind a module that no unit uses.
const UNUSED: &str = " (module only)";

/// A line of a table.
struct Row {
    system: String,
    /// The modules, each with whether it is said that no unit uses it.
    modules: Vec<(String, bool)>,
    /// Patterns of folders, such as `<account>/<region>/alarms`.
    units: Vec<String>,
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let lines =
        page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| system "));
    let rows = lines.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 4, "{line}");
        let modules = quoted(cells[1]);
        Row {
            system: cells[0].trim().to_owned(),
            modules: modules.map(|(name, rest)| (name, rest.starts_with(UNUSED))).collect(),
            units: quoted(cells[2]).map(|(pattern, _)| pattern).collect(),
        }
    });
    rows.collect()
}

/// Returns what is between backticks, each with the text behind it.
fn quoted(text: &str) -> impl Iterator<Item = (String, &str)> {
    let mut parts = text.split('`').skip(1);
    std::iter::from_fn(move || Some((parts.next()?.to_owned(), parts.next()?)))
}

/// Tells whether a folder is one that a pattern means: the first part may be the role of an account, `<account>` is any.
fn matches(tree: &FileTree, pattern: &str, path: &str) -> bool {
    let (wanted, found): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    let account = &tree.files[&format!("{}/account.hcl", found[0])];
    let role = wanted[0].trim_matches(['<', '>']);
    let is_its_role = role == "account" || account.contains(&format!("account_role = \"{role}\""));
    let mut rest = wanted.iter().zip(&found).skip(1);
    let same = rest.all(|(wanted, found)| wanted.starts_with('<') || wanted == found);
    is_its_role && wanted.len() == found.len() && same
}

#[test]
fn every_module_is_in_the_page_and_every_module_of_the_page_exists() {
    let rows = rows();
    let named: BTreeSet<&str> =
        rows.iter().flat_map(|row| row.modules.iter().map(|(name, _)| name.as_str())).collect();
    let existing: BTreeSet<&str> = modules().iter().map(|module| module.name).collect();
    assert_eq!(named, existing, "docs/coverage.md names the modules of the catalog");
}

#[test]
fn every_unit_of_the_page_exists_and_every_unit_is_in_the_page() {
    let (rows, trees) = (rows(), trees());
    let trees: Vec<_> = trees.iter().map(|(name, tree)| (name, tree, units(tree))).collect();
    let used: BTreeSet<&str> = trees
        .iter()
        .flat_map(|(_, _, units)| units.values().map(|unit| unit.module.as_str()))
        .collect();
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    for row in &rows {
        let mut made = BTreeSet::new();
        for pattern in &row.units {
            let mut found = false;
            for (name, tree, units) in &trees {
                for (path, unit) in units.iter().filter(|(path, _)| matches(tree, pattern, path)) {
                    // A folder can hold a unit of one module or of another: a service of tasks, or one of servers.
                    if row.modules.iter().any(|(module, _)| *module == unit.module) {
                        found = true;
                        made.insert(unit.module.as_str());
                        seen.insert((**name, path.as_str()));
                    }
                }
            }
            if !found {
                faults.push(format!("{}: no unit of these modules is {pattern}", row.system));
            }
        }
        for (module, is_unused) in &row.modules {
            if used.contains(module.as_str()) == *is_unused {
                let not = if *is_unused { "" } else { "not " };
                faults.push(format!("{}: {module} is {not}used by a unit", row.system));
            } else if !is_unused && !made.contains(module.as_str()) {
                faults.push(format!("{}: which units are of {module}?", row.system));
            }
        }
    }
    for (name, _, units) in &trees {
        let unseen = units.keys().filter(|path| !seen.contains(&(**name, path.as_str())));
        faults.extend(unseen.map(|path| format!("{name}: {path} is in no row")));
    }
    assert!(faults.is_empty(), "docs/coverage.md:\n{}", faults.join("\n"));
}

//! The live repo as its reader sees it: every unit is understood before a single account exists.

use std::path::Path;

use landform_terragrunt::{Options, load};
use landform_world::MemoryWorld;

use crate::trees;

#[test]
fn the_reader_understands_every_unit() {
    for (name, tree) in trees() {
        let files = tree.files.iter().map(|(path, text)| (format!("/live/{path}"), text.clone()));
        let world = MemoryWorld::new(files);
        let (estate, faults) = load(&world, Path::new("/live"), &Options::default());
        assert_eq!(faults.to_string(), "", "{name}");
        let written = tree.files.keys().filter(|path| path.ends_with("/terragrunt.hcl")).count();
        assert_eq!(estate.units.len(), written, "{name}");
        for (path, unit) in &estate.units {
            let place: Vec<&str> = tree
                .files
                .keys()
                .find_map(|file| {
                    file.strip_suffix("/terragrunt.hcl").filter(|one| *one == path.to_string())
                })
                .unwrap()
                .split('/')
                .collect();
            assert_eq!(unit.account.as_deref(), Some(place[0]), "{path}");
            assert_eq!(unit.region.as_deref(), Some(place[1]), "{path}");
            let inputs = unit.inputs(&world, &unit.unknown_outputs());
            let inputs = inputs.unwrap_or_else(|faults| panic!("{path}: {faults}"));
            assert!(inputs.as_entries().is_some_and(|entries| !entries.is_empty()), "{path}");
        }
    }
}

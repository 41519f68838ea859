//! How much memory an engine may use before it tidies up: collecting garbage is a third of what a large plan costs.

use std::collections::BTreeMap;

use landform_world::World;

/// The variables by which a user decides.
const OWN: [&str; 3] = ["GOGC", "GOMEMLIMIT", "GOMAXPROCS"];

/// What an engine needs anyway, in mebibytes.
const BASE: usize = 140;

/// What each unit needs besides, in mebibytes.
const UNIT: usize = 2;

/// Where it ends: an engine that has less than is alive spends half of its time looking for garbage, one that has more is a burden.
const MOST: usize = 340;

/// Returns the settings for an engine that plans so many units; what the user has set is left as it is.
pub fn heap_settings(world: &dyn World, units: usize) -> BTreeMap<String, String> {
    let own: BTreeMap<String, String> = OWN
        .iter()
        .filter_map(|name| world.env(name).map(|value| ((*name).to_owned(), value)))
        .collect();
    if !own.is_empty() {
        return own;
    }
    let limit = (BASE + units * UNIT).min(MOST);
    // The heap may grow to five times what is alive, but not beyond the limit unless that much is alive.
    BTreeMap::from([
        ("GOGC".to_owned(), "400".to_owned()),
        ("GOMEMLIMIT".to_owned(), format!("{limit}MiB")),
    ])
}

#[cfg(test)]
mod tests {
    use landform_world::MemoryWorld;

    use super::*;

    #[test]
    fn grows_with_the_estate() {
        let world = MemoryWorld::default();
        let limits = [1, 40, 300].map(|units| heap_settings(&world, units)["GOMEMLIMIT"].clone());
        assert_eq!(limits, ["142MiB", "220MiB", "340MiB"]);
        let own = MemoryWorld::default().with_env("GOGC", "50");
        assert_eq!(
            heap_settings(&own, 300),
            BTreeMap::from([("GOGC".to_owned(), "50".to_owned())])
        );
    }
}

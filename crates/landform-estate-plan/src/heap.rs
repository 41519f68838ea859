//! How much memory an engine may use before it tidies up: collecting garbage is a third of what a large plan costs.

use std::collections::BTreeMap;

use landform_world::World;

/// The variables by which a user decides.
const OWN: [&str; 3] = ["GOGC", "GOMEMLIMIT", "GOMAXPROCS"];

/// What an engine needs anyway, in mebibytes.
const BASE: usize = 240;

/// What a unit adds to that, in mebibytes.
const PER_UNIT: f64 = 0.8;

/// Returns the settings for an engine that plans so many units; what the user has set is left as it is.
pub(crate) fn settings(world: &dyn World, units: usize) -> BTreeMap<String, String> {
    let own: BTreeMap<String, String> = OWN
        .iter()
        .filter_map(|name| world.env(name).map(|value| ((*name).to_owned(), value)))
        .collect();
    if !own.is_empty() {
        return own;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rough size of a small number of units"
    )]
    let limit = BASE + (units as f64 * PER_UNIT) as usize;
    // Up to the limit nothing is collected; beyond it the ordinary rule holds again, with more room.
    BTreeMap::from([
        ("GOGC".to_owned(), "400".to_owned()),
        ("GOMEMLIMIT".to_owned(), format!("{limit}MiB")),
    ])
}

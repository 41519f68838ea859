//! Which units a command is about.

use std::collections::BTreeSet;

use landform_terragrunt::{Estate, Unit};

use crate::error::{CommandError, Kind};

/// Returns the units that any of the filters names; all that do not exclude themselves if there is no filter.
pub(crate) fn chosen(
    estate: &Estate,
    filters: &[String],
) -> Result<BTreeSet<String>, CommandError> {
    let excluded =
        |unit: &Unit| unit.settings.exclude.as_ref().is_some_and(|one| one.applies_to("apply"));
    let units = || estate.units.values().filter(|unit| !excluded(unit));
    if let Some(useless) = filters.iter().find(|filter| !units().any(|unit| fits(unit, filter))) {
        let message = format!("no unit fits `--filter {useless}`");
        return Err(CommandError::new(Kind::Usage, message)
            .hint("`landform list` shows all units with their accounts, regions and modules"));
    }
    let wanted = |unit: &&Unit| filters.is_empty() || filters.iter().any(|one| fits(unit, one));
    Ok(units().filter(wanted).map(|unit| unit.path.to_string()).collect())
}

/// Tells whether a filter names a unit: `account:x`, `region:x`, `module:x`, a path, the folder above it, or a pattern with `*`.
fn fits(unit: &Unit, filter: &str) -> bool {
    if let Some(account) = filter.strip_prefix("account:") {
        return unit.account.as_deref() == Some(account);
    }
    if let Some(region) = filter.strip_prefix("region:") {
        return unit.region.as_deref() == Some(region);
    }
    if let Some(module) = filter.strip_prefix("module:") {
        return unit.module_name() == Some(module);
    }
    let (path, filter) = (unit.path.as_str(), filter.trim_end_matches('/'));
    let below =
        path.strip_prefix(filter).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    below || matches(path.as_bytes(), filter.as_bytes())
}

/// Tells whether a pattern, in which `*` stands for any text, is the whole of a text.
fn matches(text: &[u8], pattern: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => {
            (0..=text.len()).any(|at| text.get(at..).is_some_and(|tail| matches(tail, rest)))
        }
        Some((one, rest)) => {
            text.split_first().is_some_and(|(first, tail)| first == one && matches(tail, rest))
        }
    }
}

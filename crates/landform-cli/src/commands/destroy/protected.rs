//! What refuses to be destroyed, and whose name must be confirmed.

use std::collections::{BTreeMap, BTreeSet};

use landform_apply::{is_production, protections};
use landform_engine::{ByFolder, read_module};
use landform_plan::State;
use landform_terragrunt::{Estate, Unit};
use landform_world::{Cancel, World};

use super::going::units;
use super::{Args, SENTENCE};
use crate::commands::apply::Stage;
use crate::error::{CommandError, Kind};
use crate::prompt::{is_attended, prompt};

/// How many protections a message lists.
const LISTED: usize = 20;

/// Refuses to destroy what is protected, unless the sentence is given.
pub(super) fn refuse_protected(
    args: &Args,
    stage: &Stage<'_>,
    states: &BTreeMap<String, State>,
    going: &BTreeSet<String>,
) -> Result<(), CommandError> {
    if args.protected.is_some() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for unit in units(stage.estate, going) {
        let guarded = guarded(stage.world, unit);
        let Some(state) = states.get(unit.path.as_str()) else { continue };
        let own = protections(unit, state, &guarded);
        lines.extend(own.into_iter().map(|one| format!("\n  {}: {one}", unit.path)));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let count = lines.len();
    let rest = count.saturating_sub(LISTED);
    lines.truncate(LISTED);
    if rest > 0 {
        lines.push(format!("\n  and {rest} more"));
    }
    let message = format!("{count} things are protected; nothing was changed:{}", lines.concat());
    Err(CommandError::new(Kind::Failed, message).hint(format!(
        "take the protection away where it is set, or give `--protected \"{SENTENCE}\"`"
    )))
}

/// Returns the resources of a unit's module that refuse to be destroyed, as far as the module is on this machine.
fn guarded(world: &dyn World, unit: &Unit) -> ByFolder {
    let folder = match unit.source() {
        Some(source) => source.local_folder(),
        None => Some(unit.folder.clone()),
    };
    let module = folder.and_then(|folder| read_module(world, &folder).ok());
    module.map(|module| module.guarded).unwrap_or_default()
}

/// Has the name of each account with production confirmed.
pub(super) fn confirm_accounts(
    args: &Args,
    estate: &Estate,
    going: &BTreeSet<String>,
    cancel: &Cancel,
) -> Result<(), CommandError> {
    let production = units(estate, going).filter(|unit| is_production(unit));
    let accounts: BTreeSet<String> =
        production.map(|unit| unit.account.clone().unwrap_or_default()).collect();
    for account in accounts {
        if args.confirm_account.contains(&account) {
            continue;
        }
        let refusal = |kind, message: String| {
            CommandError::new(kind, message)
                .hint(format!("`--confirm-account {account}` confirms it without being asked"))
        };
        if !is_attended() {
            let message = format!(
                "account `{account}` has production, and nobody is there to confirm its name"
            );
            return Err(refusal(Kind::Usage, message));
        }
        let answer = prompt(&format!("Account {account} has production. Type its name: "), cancel)?;
        if answer.trim() != account {
            let message = "that is not its name; nothing was changed".to_owned();
            return Err(refusal(Kind::Interrupted, message));
        }
    }
    Ok(())
}

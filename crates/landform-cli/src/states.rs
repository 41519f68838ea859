//! The states of a live repo and the buckets that they are in, as a cloud has them.

use std::collections::BTreeMap;

use landform_aws::{
    AccountQuestion, AwsFault, Created, Environment, States, account_table, check_accounts,
    create_bucket_if_missing,
};
use landform_plan::Backend;
use landform_world::World;

use crate::cloud::Cloud;
use crate::error::{CommandError, Kind};

/// Returns what reads and locks states in a cloud without an engine; nothing is asked yet.
pub(crate) fn states<'w>(cloud: &Cloud, world: &'w dyn World) -> States<'w> {
    States::new(Environment::new(cloud.variables(world), world))
}

/// Creates the buckets of back ends that are missing, and tells by place what became of each.
///
/// Emulators do not heed conditions in policies: a policy that allows TLS alone would lock everybody out.
pub(crate) fn create_buckets<'b>(
    states: &States<'_>,
    cloud: &Cloud,
    backends: impl IntoIterator<Item = &'b Backend>,
) -> Result<BTreeMap<String, Created>, CommandError> {
    let mut created = BTreeMap::new();
    for backend in backends {
        let Some(bucket) = backend.text("bucket").filter(|_| backend.kind == "s3") else {
            continue;
        };
        let place = format!("s3://{bucket}");
        if !created.contains_key(&place) {
            let heeds_conditions = !cloud.is_emulated();
            let done = create_bucket_if_missing(states.aws(), backend, heeds_conditions)?;
            created.insert(place, done);
        }
    }
    Ok(created)
}

/// Refuses to go on where credentials are missing, or lead to an account that is not the expected one: all accounts in one table.
pub(crate) fn refuse_wrong_accounts(
    states: &States<'_>,
    questions: &[AccountQuestion],
) -> Result<(), CommandError> {
    let answers = check_accounts(states.aws(), questions);
    let Some((table, hints)) = account_table(&answers) else { return Ok(()) };
    let message = format!("not all accounts can be used; nothing was changed\n{table}");
    Err(hints.into_iter().fold(CommandError::new(Kind::Failed, message), CommandError::hint))
}

impl From<AwsFault> for CommandError {
    fn from(fault: AwsFault) -> Self {
        let error = Self::new(Kind::Failed, fault.message);
        fault.hint.into_iter().fold(error, Self::hint)
    }
}

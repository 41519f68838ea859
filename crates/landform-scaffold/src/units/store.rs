//! The units of databases and caches.

use landform_company::{Bucket, Cache, Capacity, Database, Environment, names};

use super::Place;
use super::account::account_id;
use super::logs::keeper_of_copies;
use crate::expression::{Expression, map, raw, text};
use crate::unit::Unit;

/// The user of a database as which services connect, without a password.
pub(super) const DATABASE_USER: &str = "app";

pub(super) fn units(place: &Place<'_>) -> Vec<Unit> {
    let databases = place.environment.databases.iter().map(|one| database(place, one));
    let caches = place.environment.caches.iter().map(|one| cache(place, one));
    let buckets = place.environment.buckets.iter().map(|one| bucket(place, one));
    let secrets = (!place.environment.secrets.is_empty()).then(|| secrets(place));
    databases.chain(caches).chain(buckets).chain(secrets).collect()
}

/// Returns the folder of the secrets of an environment.
pub(super) fn secrets_path(place: &Place<'_>) -> String {
    place.path("secrets")
}

fn secrets(place: &Place<'_>) -> Unit {
    let Environment { secrets, name, protect, .. } = place.environment;
    let secrets = secrets.iter().map(|one| {
        let mut entries = vec![("description", text(&one.description))];
        if !protect {
            entries.push(("recovery_window_days", raw(7)));
        }
        (&one.name, map(entries))
    });
    let comment = format!("The secrets of {}, whose values are put by a person.", place.of());
    Unit::new(secrets_path(place), "shared-secret", comment)
        .text("name", format!("{}/{name}", place.company.name))
        .set("secrets", map(secrets))
}

fn bucket(place: &Place<'_>, bucket: &Bucket) -> Unit {
    let Bucket { name, expire_days } = bucket;
    let (company, environment) = (place.company, place.environment);
    // Names of buckets are unique in all of AWS.
    let full = format!("{}-{}-{name}", company.bucket_prefix, environment.name);
    let rules = expire_days.map(|days| {
        let old = map([("noncurrent_days", raw(days.min(90)))]);
        map([("expiry", map([("expire_days", raw(days))])), ("old-versions", old)])
    });
    let comment = format!("The bucket {name} of {}.", place.of());
    Unit::new(place.path(&format!("buckets/{name}")), "bucket", comment)
        .text("name", full)
        .set_some("lifecycle_rules", rules)
        .raw("force_destroy", !environment.protect)
}

fn database(place: &Place<'_>, database: &Database) -> Unit {
    let environment = place.environment;
    let comment = format!("The database {} of {}.", database.name, place.of());
    let name = names::database(place.company, environment, &database.name);
    let path = place.path(&format!("databases/{}", database.name));
    let unit = base(place, Unit::new(path, "aurora", comment), name)
        .text("engine", &database.engine)
        .set_some("engine_version", database.version.as_ref().map(text))
        .text("database_name", &database.database_name)
        .text("iam_database_user", DATABASE_USER);
    let unit = match &database.capacity {
        Capacity::Class(class) => unit.text("instance_class", class),
        Capacity::Serverless { min_halves, max_halves } => {
            let bounds =
                [("min_capacity", halves(*min_halves)), ("max_capacity", halves(*max_halves))];
            unit.set("serverless", map(bounds))
        }
    };
    let mut backups = vec![("retention_days", raw(environment.backup_retention_days))];
    if let Some(keeper) = keeper_of_copies(place.company) {
        let id = raw(account_id(&keeper.name));
        backups.push(("copy_account_ids", Expression::List(vec![id])));
    }
    unit.raw("instances", database.instances)
        .raw("data_api", database.data_api)
        .set("backups", map(backups))
        .raw("deletion_protection", environment.protect)
        .raw("log_retention_days", environment.log_retention_days)
        .alarms()
}

fn cache(place: &Place<'_>, cache: &Cache) -> Unit {
    let environment = place.environment;
    let comment = format!("The cache {} of {}.", cache.name, place.of());
    let name = names::cache(place.company, environment, &cache.name);
    let path = place.path(&format!("caches/{}", cache.name));
    base(place, Unit::new(path, "redis", comment), name)
        .text("engine", &cache.engine)
        .set_some("engine_version", cache.version.as_ref().map(text))
        .text("node_type", &cache.node_type)
        .raw("replicas_per_shard", cache.replicas)
        .raw("log_retention_days", environment.log_retention_days)
        .alarms()
}

/// Returns a unit in the tier of data, up to its network.
fn base(place: &Place<'_>, unit: Unit, name: String) -> Unit {
    unit.needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"))
        .text("name", name)
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.data_subnet_ids")
}

/// Returns a capacity, which is counted in halves.
fn halves(number: u32) -> crate::expression::Expression {
    raw(if number.is_multiple_of(2) {
        (number / 2).to_string()
    } else {
        format!("{}.5", number / 2)
    })
}

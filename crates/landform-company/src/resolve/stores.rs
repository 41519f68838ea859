//! Databases and caches, in each of their environments.

use landform_diag::{Diagnostic, Diagnostics, Span};

use super::{Blocks, missing, wanted_environments};
use crate::section::Section;
use crate::{Bucket, Cache, Capacity, Database, Environment, Size};

pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    for section in &blocks.databases {
        check_database(section, faults);
        let wanted = wanted_environments(section, &all, faults);
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            let database = database(section, environment);
            environment.databases.push(database);
        }
    }
    for section in &blocks.buckets {
        let wanted = wanted_environments(section, &all, faults);
        let (name, expire_days) = (section.name.clone(), section.whole("expire_days"));
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            environment.buckets.push(Bucket { name: name.clone(), expire_days });
        }
    }
    for section in &blocks.caches {
        let wanted = wanted_environments(section, &all, faults);
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            environment.caches.push(cache(section, environment.size));
        }
    }
}

fn database(section: &Section, environment: &Environment) -> Database {
    let profile = environment.size.profile();
    let capacity = match section.text("instance_class") {
        Some(class) => Capacity::Class(class),
        None => {
            let (least, most) = profile.database_halves;
            let (min, max) = bounds(section, least, most);
            Capacity::Serverless { min_halves: min, max_halves: max }
        }
    };
    Database {
        name: section.name.clone(),
        engine: section.text("engine").unwrap_or_default(),
        version: section.text("version"),
        database_name: section
            .text("database_name")
            .unwrap_or_else(|| section.name.replace('-', "_")),
        capacity,
        instances: section.whole("instances").unwrap_or(profile.database_instances),
        data_api: section.truth("data_api").unwrap_or_else(|| {
            let small = section.text("instance_class").is_some_and(|one| one.starts_with("db.t"));
            !small && environment.region.partition() == "aws"
        }),
    }
}

/// Returns the bounds of capacity; the one that is written moves the one that is not.
fn bounds(section: &Section, least: u32, most: u32) -> (u32, u32) {
    match (section.halves("min_capacity"), section.halves("max_capacity")) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, most.max(min)),
        (None, Some(max)) => (least.min(max), max),
        (None, None) => (least, most),
    }
}

fn cache(section: &Section, size: Size) -> Cache {
    let profile = size.profile();
    Cache {
        name: section.name.clone(),
        engine: section.text("engine").unwrap_or_default(),
        version: section.text("version"),
        node_type: section.text("node_type").unwrap_or_else(|| profile.cache_node.to_owned()),
        replicas: section.whole("replicas").unwrap_or(profile.cache_replicas),
    }
}

fn check_database(section: &Section, faults: &mut Diagnostics) {
    let name = &section.name;
    let (min, max) = (section.halves("min_capacity"), section.halves("max_capacity"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let fault = Diagnostic::error(format!(
            "`min_capacity` of database `{name}` is above its `max_capacity`"
        ));
        faults.push(fault.at(section.at("min_capacity")));
    }
    let class = section.text("instance_class").filter(|class| class.starts_with("db.t"));
    if let Some(class) = class.filter(|_| section.truth("data_api") == Some(true)) {
        let fault = Diagnostic::error(format!(
            "database `{name}` wants `data_api`, which AWS has not for `{class}`"
        ));
        faults.push(fault.at(section.at("data_api")).hint("leave it out, or choose another class"));
    }
    if max.is_some_and(|max| max < 2) {
        let fault =
            Diagnostic::error(format!("`max_capacity` of database `{name}` must be at least 1"));
        faults.push(fault.at(section.at("max_capacity")));
    }
    for bound in ["min_capacity", "max_capacity"] {
        if section.has(bound) && section.has("instance_class") {
            let fault = Diagnostic::error(format!(
                "database `{name}` has both `instance_class` and `{bound}`"
            ));
            faults.push(
                fault
                    .at(section.at(bound))
                    .hint("capacity is for serverless instances; remove one of the two"),
            );
        }
    }
    let Some(version) = section.text("version") else { return };
    let engine = section.text("engine").unwrap_or_default();
    let major = version.split('.').next().unwrap_or_default();
    let (fits, hint) = match engine.as_str() {
        "mysql" => {
            (major == "8" && version.contains('.'), "Aurora MySQL has versions such as `8.0`")
        }
        _ => (major.len() == 2, "Aurora PostgreSQL has versions such as `17` or `16.6`"),
    };
    if !fits {
        let fault = Diagnostic::error(format!("there is no version `{version}` of `{engine}`"));
        faults.push(fault.at(section.at("version")).hint(hint));
    }
}

/// Tells whether an environment has what a block uses there: a database, cache, bucket or secret, with where it is named.
pub(super) fn is_there(
    section: &Section,
    kind: &str,
    (name, span): (&str, &Span),
    (blocks, environment): (&Blocks, &Environment),
    faults: &mut Diagnostics,
) -> bool {
    let (declared, present) = match kind {
        "database" => (&blocks.databases, environment.databases.iter().any(|one| one.name == name)),
        "cache" => (&blocks.caches, environment.caches.iter().any(|one| one.name == name)),
        "secret" => (&blocks.secrets, environment.secrets.iter().any(|one| one.name == name)),
        _ => (&blocks.buckets, environment.buckets.iter().any(|one| one.name == name)),
    };
    // A sample takes what there is.
    if present || section.is_default() {
        return present;
    }
    if declared.iter().any(|one| one.name == name) {
        let (user, word, environment) = (&section.name, section.schema.name, &environment.name);
        let fault = Diagnostic::error(format!(
            "{word} `{user}` runs in `{environment}`, but {kind} `{name}` does not"
        ));
        faults.push(fault.at(span.clone()).hint(format!(
            "add `{environment}` to the environments of the {kind}, or take it from those of the {word}"
        )));
    } else {
        let names = declared.iter().map(|one| one.name.as_str());
        faults.push(missing(kind, name, span.clone(), names));
    }
    false
}

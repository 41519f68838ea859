//! What is promised of every company, whatever its file says, and of every module.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Block;
use landform_catalog::{module, modules};
use landform_company::Cidr;
use landform_diag::Source;
use landform_hcl::{Document, parse};
use landform_scaffold::{FileTree, render};

use crate::speed::large;
use crate::wiring::{Unit, units};
use crate::{FULL, company, root, trees};

/// Returns path and text of the files of a live repo that are not modules.
fn live(tree: &FileTree) -> impl Iterator<Item = (&String, &String)> {
    tree.files.iter().filter(|(path, _)| !path.starts_with("modules/"))
}

/// Returns an input of a unit as it is written.
fn input(unit: &Unit, name: &str) -> Option<String> {
    entries(&unit.document.body().get_attribute("inputs")?.value).remove(name)
}

/// Returns the values of an object as they are written, by their keys.
fn entries(object: &Expression) -> BTreeMap<String, String> {
    let entries = object.as_object().unwrap().iter().map(|(key, value)| {
        let key = match key {
            ObjectKey::Ident(name) => name.as_str(),
            ObjectKey::Expression(text) => text.as_str().unwrap(),
        };
        (key.to_owned(), value.expr().to_string().trim().to_owned())
    });
    entries.collect()
}

/// The files of all modules, each with the name of its module.
static FILES: LazyLock<Vec<(&str, Document)>> = LazyLock::new(|| {
    let files = modules().iter().flat_map(|module| {
        let files = module.files.iter();
        let files = files.filter(|(path, _)| path.ends_with(".tf") && !path.contains('/'));
        files.map(|(path, text)| (module.name, parse(&Source::new(*path, *text)).unwrap()))
    });
    files.collect()
});

/// Returns the blocks of a kind in all modules, each with its module.
fn blocks(kind: &'static str) -> impl Iterator<Item = (&'static str, &'static Block)> {
    let files = FILES.iter();
    files.flat_map(move |(name, file)| file.body().get_blocks(kind).map(|block| (*name, block)))
}

/// Returns the resources of a type in all modules, each with its module.
fn resources(ty: &str) -> Vec<(&'static str, &'static Block)> {
    let found: Vec<_> =
        blocks("resource").filter(|(_, block)| block.labels[0].as_str() == ty).collect();
    assert!(!found.is_empty(), "no module makes {ty}");
    found
}

/// Returns a part of a variable of a module as it is written, on one line.
fn variable(module: &str, name: &str, part: &str) -> Option<String> {
    let mut variables = blocks("variable");
    let (_, block) =
        variables.find(|(one, block)| *one == module && block.labels[0].as_str() == name)?;
    Some(attribute(block, part)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns an attribute of a block as it is written.
fn attribute(block: &Block, name: &str) -> Option<String> {
    Some(block.body.get_attribute(name)?.value.to_string().trim().to_owned())
}

/// Returns the default of a variable.
fn default(module: &str, name: &str) -> String {
    variable(module, name, "default").unwrap_or_else(|| panic!("{module}.{name}"))
}

fn account(path: &str) -> &str {
    path.split('/').next().unwrap()
}

#[test]
fn no_unit_has_mock_outputs() {
    for (name, tree) in trees() {
        for (path, text) in live(&tree) {
            assert!(!text.contains("mock_outputs"), "{name}: {path}");
        }
        for (path, unit) in units(&tree) {
            for block in unit.document.body().get_blocks("dependency") {
                let settings: Vec<_> =
                    block.body.attributes().map(|one| one.key.as_str()).collect();
                assert_eq!(settings, ["config_path"], "{name}: {path}");
            }
        }
    }
}

#[test]
fn no_id_or_arn_of_another_account_is_written_out() {
    let acme = fs::read_to_string(root().join("examples/acme/landform.hcl")).unwrap();
    for ((name, tree), file) in trees().into_iter().zip([acme.as_str(), FULL]) {
        for (path, text) in live(&tree).filter(|(path, _)| path.ends_with(".hcl")) {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
                let is_account = word.len() == 12 && word.bytes().all(|one| one.is_ascii_digit());
                assert!(!is_account, "{name}: {path}: {word}");
                // What only AWS can say comes from outputs, or was said in the company file.
                assert!(!is_id(word) || file.contains(word), "{name}: {path}: {word}");
            }
            for (at, _) in text.match_indices("\"arn:") {
                let owner = text[at..].split(':').nth(4).unwrap();
                // Buckets have no account in their ARN.
                let is_looked_up = owner.starts_with("${include.root.locals.account")
                    || owner.starts_with("${local.");
                assert!(owner.is_empty() || is_looked_up, "{name}: {path}: {owner}");
            }
        }
    }
}

/// Tells whether a word is an id that AWS gives, such as `vpc-0a1b2c3d`.
fn is_id(word: &str) -> bool {
    word.rsplit_once('-').is_some_and(|(kind, id)| {
        kind.bytes().all(|one| one.is_ascii_lowercase())
            && id.len() >= 8
            && id.bytes().all(|one| one.is_ascii_hexdigit())
            && id.bytes().any(|one| one.is_ascii_digit())
    })
}

#[test]
fn edges_order_what_accounts_use_of_each_other() {
    for (name, tree) in trees() {
        let units = units(&tree);
        let mut crossed: BTreeMap<&str, usize> = BTreeMap::new();
        let archives: Vec<(&String, String)> = units
            .iter()
            .filter(|(_, unit)| unit.module == "log-archive")
            .map(|(path, unit)| (path, input(unit, "name").unwrap().trim_matches('"').to_owned()))
            .collect();
        for (path, unit) in &units {
            let text = unit.document.source().text();
            let before: Vec<&String> =
                unit.after.iter().chain(unit.dependencies.values()).collect();
            for (archive, prefix) in &archives {
                let kinds = ["alb", "cloudtrail", "config", "flow-logs"];
                if kinds.iter().any(|kind| text.contains(&format!("{prefix}-{kind}\""))) {
                    assert!(before.contains(archive), "{name}: {path} is not after {archive}");
                    *crossed.entry("log-archive").or_default() += 1;
                }
            }
            // Trust in a role that is not there yet is no edge: the roles of pipelines trust each other.
            for (at, _) in text.match_indices("\"arn:") {
                let mut parts = text[at..].splitn(6, ':').skip(2);
                let (service, owner) = (parts.next().unwrap(), parts.nth(1).unwrap());
                let Some(owner) = owner.split('"').nth(1).filter(|_| service != "iam") else {
                    continue;
                };
                let has_edge = before.iter().any(|one| account(one) == owner);
                assert!(has_edge, "{name}: {path} uses {service} of {owner}");
                *crossed.entry(service).or_default() += 1;
            }
        }
        assert!(crossed["log-archive"] > 10 && crossed["logs"] >= 3, "{name}: {crossed:?}");
    }
}

#[test]
fn a_unit_has_one_region_and_a_baseline_few_resources() {
    for (name, tree) in trees() {
        let text = &tree.files["root.hcl"];
        assert_eq!(text.matches("provider \"aws\"").count(), 1, "{name}");
        assert!(!text.contains("alias "), "{name}");
        let units = units(&tree);
        for path in units.keys() {
            let mut folders = path.split('/');
            let (account, region) = (folders.next().unwrap(), folders.next().unwrap());
            assert!(tree.files.contains_key(&format!("{account}/{region}/region.hcl")), "{path}");
        }
        for folder in tree.files.keys().filter_map(|path| path.strip_suffix("/region.hcl")) {
            for unit in ["account-baseline", "alarms", "config"] {
                assert!(units.contains_key(&format!("{folder}/{unit}")), "{name}: {folder}");
            }
        }
    }
    assert_eq!(blocks("provider").count(), 0);
    for (name, block) in blocks("terraform") {
        for block in block.body.get_blocks("required_providers") {
            for one in block.body.attributes() {
                let text = one.value.to_string();
                assert!(!text.contains("configuration_aliases"), "{name}");
            }
        }
    }
    let baseline = blocks("resource").filter(|(module, _)| *module == "account-baseline");
    let types: Vec<&str> = baseline.map(|(_, block)| block.labels[0].as_str()).collect();
    assert!((5..=20).contains(&types.len()), "{types:?}");
    // What takes long has units of its own.
    for slow in ["aws_cloudtrail", "aws_config_", "aws_guardduty_", "aws_securityhub_"] {
        assert!(!types.iter().any(|one| one.starts_with(slow)), "{types:?}");
    }
}

#[test]
fn production_is_larger_and_protected() {
    let (_, tree) = trees().remove(0);
    let units = units(&tree);
    let of = |environment: &str, unit: &str, name: &str| {
        let path = format!("{environment}/us-east-1/{environment}/{unit}");
        input(&units[&path], name)
    };
    let number = |environment: &str, unit: &str, name: &str| -> f64 {
        let text = of(environment, unit, name).unwrap();
        text.trim_start_matches(|c: char| !c.is_ascii_digit())
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    assert_eq!(of("prod", "vpc", "nat").unwrap(), "\"per_zone\"");
    assert_eq!(of("dev", "vpc", "nat").unwrap(), "\"single\"");
    assert!(number("prod", "vpc", "zone_count") >= 3.0);
    for (unit, name, least) in [
        ("databases/main", "instances", 2.0),
        ("databases/main", "serverless", 1.0),
        ("databases/main", "backups", 30.0),
        ("databases/main", "log_retention_days", 365.0),
        ("caches/main", "replicas_per_shard", 2.0),
        ("caches/main", "log_retention_days", 365.0),
        ("services/web", "desired", 3.0),
        ("services/api", "desired", 3.0),
        ("services/api", "logs", 365.0),
        ("vpc", "flow_logs", 365.0),
        ("backup", "plans", 30.0),
    ] {
        let (dev, prod) = (number("dev", unit, name), number("prod", unit, name));
        assert!(prod >= least && prod > dev, "{unit} {name}: {dev} and {prod}");
    }
    for (unit, name) in [
        ("databases/main", "deletion_protection"),
        ("alb-public", "deletion_protection"),
        ("alb-internal", "deletion_protection"),
    ] {
        assert_eq!(of("prod", unit, name).unwrap(), "true", "{unit}");
        assert_eq!(of("dev", unit, name).unwrap(), "false", "{unit}");
    }
    // Left out, the lock of backups is on.
    assert_eq!(of("prod", "backup", "lock"), None);
    assert_ne!(default("backup", "lock"), "null");
    assert_eq!(of("prod", "openvpn-server", "force_destroy").unwrap(), "false");
    let classes = ["dev", "prod"].map(|one| of(one, "caches/main", "node_type").unwrap());
    assert_ne!(classes[0], classes[1]);
    for (name, block) in resources("aws_elasticache_replication_group") {
        for (key, condition) in [
            ("automatic_failover_enabled", "var.replicas_per_shard > 0"),
            ("multi_az_enabled", "var.replicas_per_shard > 0"),
        ] {
            assert!(attribute(block, key).unwrap().contains(condition), "{name}: {key}");
        }
    }
}

#[test]
fn no_two_networks_share_an_address() {
    let mut trees = trees();
    trees.push(("large", render(&company(&large(70)))));
    for (name, tree) in trees {
        let mut ranges: Vec<(String, Cidr)> = Vec::new();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (path, unit) in units(&tree) {
            for (module, key) in [("vpc", "cidr"), ("openvpn-server", "client_cidr")] {
                if unit.module == module {
                    let text = input(&unit, key).unwrap();
                    ranges.push((path.clone(), Cidr::parse(text.trim_matches('"')).unwrap()));
                    *kinds.entry(module).or_default() += 1;
                }
            }
        }
        for (at, (path, range)) in ranges.iter().enumerate() {
            assert!(range.is_private(), "{name}: {path} {range}");
            for (other, second) in &ranges[at + 1..] {
                assert!(!range.overlaps(*second), "{name}: {path} {range}, {other} {second}");
            }
        }
        let mut paths = ranges.iter().map(|(path, _)| path);
        let has_management = paths.any(|path| path.split('/').count() == 3);
        let has_clients = kinds.get("openvpn-server").is_some_and(|count| *count >= 2);
        assert!(name == "large" || has_management && has_clients, "{name}: {kinds:?}");
        assert!(kinds["vpc"] >= 4, "{name}: {kinds:?}");
    }
}

#[test]
fn every_resource_is_tagged_by_default() {
    for ((name, tree), own) in trees().into_iter().zip([&[][..], &["owner", "cost center"], &[]]) {
        let text = &tree.files["root.hcl"];
        let document = parse(&Source::new("root.hcl", text)).unwrap();
        let locals = document.body().get_blocks("locals").next().unwrap();
        let tags = entries(&locals.body.get_attribute("tags").unwrap().value);
        for key in ["account", "company", "repository"].iter().chain(own) {
            assert!(tags.contains_key(*key), "{name}: {tags:?} lacks {key}");
        }
        let provider = text.split_once("provider \"aws\" {").unwrap().1;
        let defaults = provider.split_once("default_tags {").unwrap().1;
        assert!(defaults.trim_start().starts_with("tags = ${jsonencode(local.tags)}"), "{name}");
    }
    // The provider cannot reach what other services start.
    for (name, block) in resources("aws_launch_template") {
        let text = block.body.to_string();
        assert!(text.contains("\"instance\"") && text.contains("\"volume\""), "{name}");
        assert!(text.contains("merge(data.aws_default_tags.this.tags,"), "{name}");
    }
    for (name, block) in resources("aws_ecs_service") {
        assert_eq!(attribute(block, "propagate_tags").unwrap(), "\"SERVICE\"", "{name}");
    }
}

#[test]
fn every_alarm_goes_to_a_topic() {
    // Modules that make alarms only where a feature of theirs is on, and the input that turns it on.
    let on_demand = [("dns-root", "dnssec"), ("dns-zone", "certificate")];
    for (name, tree) in trees() {
        let mut count = 0;
        for (path, unit) in units(&tree) {
            // Of alarms that are made of others, that of the whole tells.
            let of_all = unit.module == "composite-alarms";
            let key = if of_all { "environment_topic_arn" } else { "alarms_topic_arn" };
            if variable(&unit.module, key, "type").is_none() {
                continue;
            }
            let feature = on_demand.iter().find(|(module, _)| *module == unit.module);
            if feature.is_some_and(|(_, feature)| input(&unit, feature).is_none()) {
                continue;
            }
            let topic = input(&unit, key).unwrap_or_else(|| panic!("{name}: {path} has no topic"));
            assert!(topic.starts_with("dependency.") && topic.ends_with(".topic_arn"), "{path}");
            let label = topic.split('.').nth(1).unwrap();
            assert!(unit.dependencies[label].ends_with("/alarms"), "{name}: {path}");
            count += 1;
        }
        assert!(count > 40, "{name}: {count}");
    }
    for ty in ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"] {
        for (name, block) in resources(ty) {
            assert!(
                block.body.has_attribute("alarm_actions"),
                "{name}: {}",
                block.labels[1].as_str()
            );
        }
    }
}

#[test]
fn the_pipeline_may_hand_roles_to_the_services_that_take_them_on() {
    let passed = default("ci-roles", "passed_to_services");
    let mut found = 0;
    for (name, block) in blocks("data") {
        let text = block.body.to_string();
        if block.labels[0].as_str() != "aws_iam_policy_document"
            || !text.contains("sts:AssumeRole\"")
        {
            continue;
        }
        for line in text.lines().filter(|line| line.trim_start().starts_with("identifiers")) {
            for service in line.split('"').filter(|one| one.ends_with(".amazonaws.com")) {
                found += 1;
                assert!(passed.contains(&format!("\"{service}\"")), "{name}: {service}");
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn silence_is_failure() {
    let mut breaching: Vec<&str> = Vec::new();
    for (name, block) in resources("aws_cloudwatch_metric_alarm") {
        let label = block.labels[1].as_str();
        let missing = attribute(block, "treat_missing_data");
        let missing = missing.unwrap_or_else(|| panic!("{name}: {label}"));
        // Where the alarms of a module are a map, the map says it of each.
        let text = module(name).unwrap().files.iter().map(|(_, text)| *text).collect::<String>();
        if missing.contains("\"breaching\"")
            || (missing == "each.value.missing" && text.contains("\"breaching\""))
        {
            breaching.push(name);
        }
    }
    for name in [
        "asg-service",
        "aurora",
        "backup",
        "cis-alarms",
        "ecs-service",
        "log-destination",
        "openvpn-server",
        "redis",
        "scheduled-task",
        "service-health",
        "synthetic-checks",
    ] {
        assert!(breaching.contains(&name), "{name}: {breaching:?}");
    }
}

#[test]
fn every_environment_is_watched_in_one_place() {
    for (name, tree) in trees() {
        let units = units(&tree);
        let mut environments = 0;
        for place in units.keys().filter_map(|path| path.strip_suffix("/vpc")) {
            // The management network is no environment.
            if place.split('/').count() < 3 {
                continue;
            }
            environments += 1;
            assert_eq!(units[&format!("{place}/dashboard")].module, "dashboard", "{name}: {place}");
            let region = place.rsplit_once('/').unwrap().0;
            let shipping = &units[&format!("{region}/log-shipping")];
            let destination = shipping.after.iter().find(|one| one.ends_with("/log-destination"));
            let destination = destination.unwrap_or_else(|| panic!("{name}: {region}"));
            assert_ne!(account(destination), account(place), "{name}: {region}");
        }
        assert!(environments >= 3, "{name}");
        for module in ["cis-alarms", "cost-guard", "log-queries", "service-health"] {
            assert!(units.values().any(|unit| unit.module == module), "{name}: {module}");
        }
    }
}

#[test]
fn states_are_versioned_and_locked() {
    for (name, tree) in trees() {
        let document = parse(&Source::new("root.hcl", &tree.files["root.hcl"])).unwrap();
        let state = document.body().get_blocks("remote_state").next().unwrap();
        let settings = entries(&state.body.get_attribute("config").unwrap().value);
        assert_eq!(settings["use_lockfile"], "true", "{name}");
        assert_eq!(settings["encrypt"], "true", "{name}");
        for account_and_region in ["local.account.account_name", "local.region.aws_region"] {
            assert!(settings["bucket"].contains(account_and_region), "{name}");
        }
        // Buckets get versions unless a setting says otherwise.
        assert!(!settings.keys().any(|key| key.starts_with("skip_")), "{name}: {settings:?}");
    }
    let versions = resources("aws_s3_bucket_versioning");
    let versions = versions.iter().filter(|(module, _)| *module == "state-backend");
    for (_, block) in versions.clone() {
        let settings = block.body.get_blocks("versioning_configuration").next().unwrap();
        assert_eq!(attribute(settings, "status").unwrap(), "\"Enabled\"");
    }
    assert!(versions.count() >= 1);
}

#[test]
fn defaults_are_strict() {
    for (name, block) in resources("aws_launch_template") {
        let metadata = block.body.get_blocks("metadata_options").next().unwrap();
        assert_eq!(attribute(metadata, "http_tokens").unwrap(), "\"required\"", "{name}");
    }
    for (name, block) in resources("aws_ecr_repository") {
        let tags = attribute(block, "image_tag_mutability").unwrap();
        assert!(tags.contains("each.value.mutable_tags ?"), "{name}: {tags}");
        let scan = block.body.get_blocks("image_scanning_configuration").next().unwrap();
        assert_eq!(attribute(scan, "scan_on_push").unwrap(), "true", "{name}");
    }
    let repositories = variable("ecr", "repositories", "type").unwrap();
    assert!(repositories.contains("mutable_tags = optional(bool, false)"));
    for (name, block) in resources("aws_lb") {
        assert_eq!(attribute(block, "drop_invalid_header_fields").unwrap(), "true", "{name}");
    }
    assert_eq!(default("alb", "deletion_protection"), "true");
    assert!(default("alb", "ssl_policy").starts_with("\"ELBSecurityPolicy-TLS13-1-2"));
    for (name, block) in resources("aws_rds_cluster_instance") {
        assert_eq!(attribute(block, "performance_insights_enabled").unwrap(), "true", "{name}");
    }
    for (name, block) in resources("aws_rds_cluster") {
        assert_eq!(attribute(block, "storage_encrypted").unwrap(), "true", "{name}");
        assert!(!block.body.has_attribute("master_password"), "{name}");
    }
    assert_eq!(default("aurora", "deletion_protection"), "true");
    for (name, block) in resources("aws_elasticache_replication_group") {
        assert_eq!(attribute(block, "transit_encryption_mode").unwrap(), "\"required\"", "{name}");
        assert!(!block.body.has_attribute("auth_token"), "{name}");
    }
    for (name, block) in resources("aws_kms_key") {
        let rotates = attribute(block, "enable_key_rotation");
        // Keys of pairs cannot rotate.
        let is_pair = block.body.has_attribute("key_usage");
        assert!(is_pair || rotates.as_deref() == Some("true"), "{name}");
    }
    let closed = resources("aws_s3_bucket_public_access_block");
    let encrypted = resources("aws_s3_bucket_server_side_encryption_configuration");
    for (name, block) in resources("aws_s3_bucket") {
        let label = block.labels[1].as_str();
        for other in [&closed, &encrypted] {
            let mut same = other.iter().filter(|(module, _)| *module == name);
            assert!(same.any(|(_, one)| one.labels[1].as_str() == label), "{name}: {label}");
        }
        let text = module(name).unwrap().files.iter().map(|(_, text)| *text).collect::<String>();
        assert!(text.contains("aws:SecureTransport"), "{name}");
    }
}

#[test]
fn logs_are_encrypted_and_end_some_day() {
    for (name, block) in resources("aws_cloudwatch_log_group") {
        let label = block.labels[1].as_str();
        let days = attribute(block, "retention_in_days");
        let days = days.unwrap_or_else(|| panic!("{name}: {label} stays for ever"));
        assert!(block.body.has_attribute("kms_key_id"), "{name}: {label}");
        let Some(way) = days.strip_prefix("var.") else {
            assert!(days.parse::<u32>().unwrap() > 0, "{name}: {label}");
            continue;
        };
        let (key, _) = way.split_once('.').unwrap_or((way, ""));
        let of_object = variable(name, key, "type").unwrap();
        let number = match of_object.split_once("retention_days = optional(number, ") {
            Some((_, rest)) => rest.split(')').next().unwrap().to_owned(),
            None => default(name, key),
        };
        assert!(number.parse::<u32>().unwrap() > 0, "{name}: {key} {number}");
    }
}

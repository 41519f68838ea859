//! Behaviour: what a schema does not say of a resource type, though planning needs it.

use std::collections::{BTreeMap, BTreeSet};

use landform_plugin::recorded::{Behaviour as Observed, JsonForm};
use landform_plugin::{Block, Schema};
use landform_value::{Type, Value, from_json_as};
use serde_json::Value as Json;

/// What a resource type does beyond its schema.
///
/// A place is the attribute names from the root joined with dots: `rule.action`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// The values that attributes get at a place when configuration leaves them out.
    pub defaults: BTreeMap<String, Value>,
    /// The places that cannot change without replacing the object; a block's place stands for the number of its blocks.
    pub force_new: BTreeSet<String>,
    /// By computed attribute: the attributes whose change in place gives it a new value; `*` for any.
    pub recomputed: BTreeMap<String, BTreeSet<String>>,
    /// The places that accept a list of values only.
    pub one_of: BTreeMap<String, Vec<String>>,
    /// The places of blocks that the provider fills in when configuration has none.
    pub computed_blocks: BTreeSet<String>,
    /// The places of JSON text and how it is planned.
    pub json: BTreeMap<String, JsonForm>,
}

impl Behaviour {
    /// Returns what was recorded of a resource type.
    pub fn recorded(observed: &Observed, ty: &str, schema: &Schema) -> Self {
        let read = |(place, json): (&str, &Json)| {
            let ty = type_at(&schema.block, place)?;
            Some((place.to_owned(), from_json_as(json, &ty).ok()?))
        };
        let more = MORE_DEFAULTS.iter().filter(|(own, ..)| *own == ty);
        let more: Vec<_> = more
            .filter_map(|(_, at, json)| Some((*at, serde_json::from_str(json).ok()?)))
            .collect();
        let known = observed.defaults.get(ty).into_iter().flatten();
        let known = known.map(|(place, json)| (place.as_str(), json));
        let defaults =
            known.chain(more.iter().map(|(place, json)| (*place, json))).filter_map(read);
        let force_new = observed.force_new.get(ty).into_iter().flatten();
        let recomputed = observed.recomputed.get(ty).into_iter().flatten();
        Self {
            defaults: defaults.collect(),
            force_new: force_new.cloned().collect(),
            recomputed: recomputed
                .map(|(name, causes)| (name.clone(), causes.iter().cloned().collect()))
                .collect(),
            one_of: observed.one_of.get(ty).cloned().unwrap_or_default(),
            computed_blocks: observed.computed_blocks.get(ty).cloned().unwrap_or_default(),
            json: observed.json.get(ty).cloned().unwrap_or_default(),
        }
    }

    /// Returns the attributes of a type that a change in place makes unknown, given how to tell whether an attribute changes.
    pub(crate) fn renewed(&self, ty: &str, changes: impl Fn(&str) -> bool) -> BTreeSet<String> {
        let observed = self
            .recomputed
            .iter()
            .filter(|(_, causes)| causes.iter().any(|cause| cause == "*" || changes(cause)));
        if self.recomputed.is_empty() {
            return renewed(ty, changes).into_iter().map(str::to_owned).collect();
        }
        observed.map(|(name, _)| name.clone()).collect()
    }
}

/// Returns the type of the attribute at a place.
fn type_at(block: &Block, place: &str) -> Option<Type> {
    match place.split_once('.') {
        Some((name, rest)) => type_at(&block.blocks.get(name)?.block, rest),
        None => Some(block.attributes.get(place)?.ty()),
    }
}

/// Defaults that probing does not find, because what they stand beside goes with other things only.
const MORE_DEFAULTS: &[(&str, &str, &str)] = &[
    ("aws_lb_listener", "default_action.redirect.host", r##""#{host}""##),
    ("aws_lb_listener", "default_action.redirect.path", r##""/#{path}""##),
    ("aws_lb_listener", "default_action.redirect.port", r##""#{port}""##),
    ("aws_lb_listener", "default_action.redirect.protocol", r##""#{protocol}""##),
    ("aws_lb_listener", "default_action.redirect.query", r##""#{query}""##),
    ("aws_lb_listener_rule", "action.redirect.host", r##""#{host}""##),
    ("aws_lb_listener_rule", "action.redirect.path", r##""/#{path}""##),
    ("aws_lb_listener_rule", "action.redirect.port", r##""#{port}""##),
    ("aws_lb_listener_rule", "action.redirect.protocol", r##""#{protocol}""##),
    ("aws_lb_listener_rule", "action.redirect.query", r##""#{query}""##),
    (LIFECYCLE, "rule.expiration.expired_object_delete_marker", "false"),
    (LIFECYCLE, "rule.filter.object_size_greater_than", "null"),
    (LIFECYCLE, "rule.filter.object_size_less_than", "null"),
    (LIFECYCLE, "rule.filter.prefix", r#""""#),
    (LIFECYCLE, "rule.noncurrent_version_expiration.newer_noncurrent_versions", "null"),
    (LIFECYCLE, "rule.prefix", r#""""#),
];

const LIFECYCLE: &str = "aws_s3_bucket_lifecycle_configuration";

/// Attributes that get a new value whenever anything else of the object changes.
const VOLATILE: &[(&str, &[&str])] = &[
    ("aws_appconfig_deployment", &["state"]),
    ("aws_cloudfront_distribution", &["etag", "last_modified_time"]),
    ("aws_cloudfront_function", &["etag"]),
    ("aws_cloudfront_cache_policy", &["etag"]),
    ("aws_cloudfront_origin_request_policy", &["etag"]),
    ("aws_cloudfront_response_headers_policy", &["etag"]),
    ("aws_glue_schema", &["latest_schema_version", "next_schema_version"]),
    ("aws_imagebuilder_component", &["version"]),
    ("aws_iot_policy", &["default_version_id"]),
    ("aws_iot_thing", &["version"]),
    ("aws_launch_template", &["latest_version"]),
    ("aws_lex_bot", &["checksum", "last_updated_date", "version"]),
    ("aws_lex_intent", &["checksum", "last_updated_date", "version"]),
    ("aws_lex_slot_type", &["checksum", "last_updated_date", "version"]),
    ("aws_mskconnect_connector", &["version"]),
    ("aws_networkfirewall_firewall", &["update_token"]),
    ("aws_networkfirewall_firewall_policy", &["update_token"]),
    ("aws_networkfirewall_rule_group", &["update_token"]),
    ("aws_s3_object", &["etag", "version_id"]),
    ("aws_schemas_schema", &["last_modified", "version", "version_created_date"]),
    ("aws_sfn_state_machine", &["revision_id", "state_machine_version_arn"]),
    ("aws_ssm_document", &["default_version", "document_version", "hash", "latest_version"]),
    ("aws_ssm_parameter", &["version"]),
    ("aws_wafv2_ip_set", &["lock_token"]),
    ("aws_wafv2_regex_pattern_set", &["lock_token"]),
    ("aws_wafv2_rule_group", &["lock_token"]),
    ("aws_wafv2_web_acl", &["lock_token"]),
];

/// Attributes of a type that get a new value when any of certain others changes.
const DERIVED: &[(&str, &[&str], &[&str])] = &[
    (
        "aws_lambda_function",
        &["filename", "image_uri", "s3_bucket", "s3_key", "s3_object_version", "source_code_hash"],
        &["last_modified", "qualified_arn", "qualified_invoke_arn", "version"],
    ),
    ("aws_ec2_managed_prefix_list", &["entry", "name"], &["version"]),
    ("aws_acm_certificate", &["certificate_body"], &["not_after", "not_before"]),
    ("aws_eks_cluster", &["version"], &["platform_version"]),
    ("aws_eks_node_group", &["release_version", "version"], &["release_version"]),
    ("aws_rds_cluster", &["engine_version"], &["engine_version_actual"]),
    ("aws_rds_cluster_instance", &["engine_version"], &["engine_version_actual"]),
    ("aws_db_instance", &["engine_version"], &["engine_version_actual"]),
    ("aws_rds_global_cluster", &["engine_version"], &["engine_version_actual"]),
    ("aws_elasticache_cluster", &["engine_version"], &["engine_version_actual"]),
    ("aws_elasticache_replication_group", &["engine_version"], &["engine_version_actual"]),
    ("aws_elasticache_replication_group", &["num_cache_clusters"], &["member_clusters"]),
    ("aws_mq_configuration", &["data", "description"], &["latest_revision"]),
    ("aws_msk_configuration", &["description", "server_properties"], &["latest_revision"]),
];

/// Returns the attributes of a type that a change makes unknown, given how to tell whether an attribute changes.
fn renewed(ty: &str, changes: impl Fn(&str) -> bool) -> BTreeSet<&'static str> {
    let volatile = VOLATILE.iter().filter(|(name, _)| *name == ty).flat_map(|(_, names)| *names);
    let derived = DERIVED
        .iter()
        .filter(|(name, causes, _)| *name == ty && causes.iter().any(|cause| changes(cause)))
        .flat_map(|(_, _, names)| *names);
    volatile.chain(derived).copied().collect()
}

/// Iterates over the tables: each type and the attributes that they name.
#[cfg(test)]
pub(crate) fn tables() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let volatile = VOLATILE.iter().map(|(ty, names)| (*ty, names.to_vec()));
    let derived = DERIVED.iter().map(|(ty, causes, names)| (*ty, [*causes, *names].concat()));
    let more = MORE_DEFAULTS
        .iter()
        .map(|(ty, place, _)| (*ty, vec![place.split('.').next().unwrap_or_default()]));
    volatile.chain(derived).chain(more)
}

//! Every resource type: made, unchanged and gone, with configuration made from the schema alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use landform_plugin::{Attribute, Block, NestedBlock, Nesting};
use landform_simulator::{Simulator, recording};
use landform_value::Type;
use serde_json::{Map, Value as Json, json};

use crate::harness::{Root, engine};

/// How many types share a root module.
const ROOT_SIZE: usize = 100;

/// Attributes that name an object, and the attribute of which type they take.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("allocation_id", "aws_eip", "id"),
    ("autoscaling_group_name", "aws_autoscaling_group", "name"),
    ("backup_vault_name", "aws_backup_vault", "name"),
    ("bucket", "aws_s3_bucket", "id"),
    ("cluster_name", "aws_eks_cluster", "name"),
    ("customer_gateway_id", "aws_customer_gateway", "id"),
    ("default_network_acl_id", "aws_vpc", "default_network_acl_id"),
    ("default_route_table_id", "aws_vpc", "default_route_table_id"),
    ("detector_id", "aws_guardduty_detector", "id"),
    ("file_system_id", "aws_efs_file_system", "id"),
    ("function_name", "aws_lambda_function", "function_name"),
    ("group", "aws_iam_group", "name"),
    ("instance_id", "aws_instance", "id"),
    ("internet_gateway_id", "aws_internet_gateway", "id"),
    ("listener_arn", "aws_lb_listener", "arn"),
    ("load_balancer_arn", "aws_lb", "arn"),
    ("log_group_name", "aws_cloudwatch_log_group", "name"),
    ("network_acl_id", "aws_network_acl", "id"),
    ("network_interface_id", "aws_network_interface", "id"),
    ("plan_id", "aws_backup_plan", "id"),
    ("queue_url", "aws_sqs_queue", "id"),
    ("repository", "aws_ecr_repository", "name"),
    ("role", "aws_iam_role", "name"),
    ("route_table_id", "aws_route_table", "id"),
    ("rule", "aws_cloudwatch_event_rule", "name"),
    ("secret_id", "aws_secretsmanager_secret", "id"),
    ("security_group_id", "aws_security_group", "id"),
    ("security_group_ids", "aws_security_group", "id"),
    ("security_groups", "aws_security_group", "id"),
    ("subnet_id", "aws_subnet", "id"),
    ("subnet_ids", "aws_subnet", "id"),
    ("subnets", "aws_subnet", "id"),
    ("target_key_id", "aws_kms_key", "arn"),
    ("topic_arn", "aws_sns_topic", "arn"),
    ("transit_gateway_id", "aws_ec2_transit_gateway", "id"),
    ("user", "aws_iam_user", "name"),
    ("vpc_id", "aws_vpc", "id"),
    ("vpn_gateway_id", "aws_vpn_gateway", "id"),
    ("web_acl_arn", "aws_wafv2_web_acl", "arn"),
    ("zone_id", "aws_route53_zone", "zone_id"),
];

/// The same, where it depends on the type.
const OWN_REFERENCES: &[(&str, &str, &str, &str)] = &[
    (
        "aws_config_configuration_recorder_status",
        "name",
        "aws_config_configuration_recorder",
        "name",
    ),
    ("aws_ecs_cluster_capacity_providers", "cluster_name", "aws_ecs_cluster", "name"),
    ("aws_kms_alias", "target_key_id", "aws_kms_key", "arn"),
    ("aws_organizations_policy_attachment", "policy_id", "aws_organizations_policy", "id"),
    ("aws_rds_cluster_endpoint", "cluster_identifier", "aws_rds_cluster", "id"),
    ("aws_rds_cluster_instance", "cluster_identifier", "aws_rds_cluster", "id"),
];

/// Makes configuration and notes the types that it refers to.
struct Writer<'a> {
    ty: &'a str,
    label: &'a str,
    /// Which of several blocks of one name is written; they must differ.
    turn: u64,
    /// The names of the blocks around, each with a dot.
    place: String,
    needs: BTreeSet<&'static str>,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) -> Map<String, Json> {
        let mut body = Map::new();
        for (name, attribute) in &block.attributes {
            if attribute.required {
                body.insert(name.clone(), self.attribute(name, attribute));
            }
        }
        for (name, nested) in &block.blocks {
            if nested.min_items > 0 {
                let outside = self.place.len();
                self.place.push_str(&format!("{name}."));
                body.insert(name.clone(), self.nested(nested));
                self.place.truncate(outside);
            }
        }
        body
    }

    fn nested(&mut self, nested: &NestedBlock) -> Json {
        let before = self.turn;
        let bodies: Vec<Json> = (0..nested.min_items)
            .map(|turn| {
                self.turn = before + turn;
                Json::Object(self.block(&nested.block))
            })
            .collect();
        self.turn = before;
        match nested.nesting {
            Nesting::Map => json!({ "key": bodies.first() }),
            Nesting::Single | Nesting::Group | Nesting::List | Nesting::Set => bodies.into(),
        }
    }

    fn attribute(&mut self, name: &str, attribute: &Attribute) -> Json {
        self.value(name, &attribute.ty())
    }

    fn value(&mut self, name: &str, ty: &Type) -> Json {
        match ty {
            Type::Bool => json!(true),
            Type::Number => json!(1 + self.turn),
            Type::String => json!(self.text(name)),
            Type::List(element) | Type::Set(element) => json!([self.value(name, element)]),
            Type::Map(element) => json!({ "key": self.value(name, element) }),
            Type::Tuple(items) => items.iter().map(|item| self.value(name, item)).collect(),
            Type::Object(object) => {
                let parts = object.attributes.iter();
                parts.map(|(name, ty)| (name.clone(), self.value(name, ty))).collect()
            }
            Type::Dynamic => json!("any"),
        }
    }

    fn text(&mut self, name: &str) -> String {
        let one_of = recording().unwrap().behaviour.one_of.get(self.ty);
        let accepted = one_of.and_then(|places| places.get(&format!("{}{name}", self.place)));
        let turn = usize::try_from(self.turn).unwrap();
        if let Some(accepted) = accepted.and_then(|list| list.iter().cycle().nth(turn)) {
            return accepted.clone();
        }
        let own = OWN_REFERENCES.iter().find(|(ty, known, ..)| *ty == self.ty && *known == name);
        let own = own.map(|(_, _, target, attribute)| (*target, *attribute));
        let any = REFERENCES.iter().find(|(known, ..)| *known == name);
        let target = own.or(any.map(|(_, target, attribute)| (*target, *attribute)));
        if let Some((target, attribute)) = target.filter(|(target, _)| *target != self.ty) {
            self.needs.insert(target);
            return format!("${{{target}.x.{attribute}}}");
        }
        match name {
            name if name.contains("cidr") => "10.0.0.0/24".to_owned(),
            name if name.ends_with("_arn") || name.ends_with("_arns") || name == "arn" => {
                format!("arn:aws:iam::aws:policy/{}", self.label)
            }
            name if name.contains("policy") || name.contains("json") => "{}".to_owned(),
            name if name.contains("email") => format!("{}@example.com", self.label),
            _ => {
                let turn = if self.turn == 0 { String::new() } else { self.turn.to_string() };
                format!("{}-{}{turn}", self.label, name.replace('_', "-"))
            }
        }
    }
}

/// Returns the configuration of some types and of those that they need.
fn configuration(types: &[&String], number: usize) -> (BTreeMap<String, Json>, Json) {
    let schema = &recording().unwrap().schema;
    let mut resources = BTreeMap::new();
    let mut open: Vec<String> = types.iter().map(|ty| (*ty).clone()).collect();
    while let Some(ty) = open.pop() {
        if resources.contains_key(&ty) {
            continue;
        }
        let label = format!("x{number}");
        let mut writer = Writer {
            ty: &ty,
            label: &label,
            turn: 0,
            place: String::new(),
            needs: BTreeSet::new(),
        };
        let body = writer.block(&schema.resources.get(&ty).unwrap().block);
        open.extend(writer.needs.into_iter().map(str::to_owned));
        resources.insert(ty, json!({ "x": body }));
    }
    let root = json!({
        "terraform": { "required_providers": { "aws": { "source": "hashicorp/aws" } } },
        "provider": { "aws": {
            "region": "eu-west-1",
            "allowed_account_ids": [format!("{:012}", 100_000_000_000u64 + number as u64)],
            "default_tags": { "tags": { "all": "yes" } },
        } },
        "resource": resources,
    });
    (resources, root)
}

#[test]
fn every_type_is_made_stays_and_goes() {
    let Some(engine) = engine() else { return };
    let start = Instant::now();
    let all: Vec<&String> = recording().unwrap().schema.resources.keys().collect();
    let simulator = Simulator::new();
    let roots: Vec<_> = all.chunks(ROOT_SIZE).enumerate().collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((number, types)) = roots.get(next.fetch_add(1, Ordering::Relaxed)) {
                    every_type_of(engine, &simulator, types, *number);
                }
            });
        }
    });
    assert!(simulator.is_empty(), "{:?}", simulator.snapshot());
    println!("{} types made, unchanged and gone in {:.1?}", all.len(), start.elapsed());
    assert!(all.len() >= 1_500, "{}", all.len());
}

fn every_type_of(
    engine: &'static str,
    simulator: &std::sync::Arc<Simulator>,
    types: &[&String],
    number: usize,
) {
    let (resources, config) = configuration(types, number);
    let served = resources.keys().cloned().collect();
    let root = Root::new(engine, simulator, Some(served), "every");
    root.write("main.tf.json", &config.to_string());
    root.expect(&["init", "-no-color", "-input=false"], 0, &[]);
    let count = resources.len();
    root.apply(&[&format!("{count} added, 0 changed, 0 destroyed")]);
    root.is_settled();
    root.destroy();
}

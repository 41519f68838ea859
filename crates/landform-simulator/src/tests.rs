//! The tables against the recorded schema, and plans and objects of random shape.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use landform_plugin::message::Diagnostic;
use landform_plugin::{Attribute, AttributeType, Block, NestedBlock, Nesting, Schema};
use landform_value::{Data, Type, Value, from_json_as};
use proptest::prelude::*;

use crate::account::Account;
use crate::behaviour::Behaviour;
use crate::data::{self, Reading};
use crate::objects::{self, Creator, Kind};
use crate::place::Place;
use crate::plan::{PlanInput, Planned, plan};
use crate::recording::recording;
use crate::tags::TagRules;
use crate::world::World;

fn schema(ty: &str) -> &'static Schema {
    &recording().unwrap().schema.resources[ty]
}

#[test]
fn the_tables_name_what_there_is() {
    let resources = &recording().unwrap().schema.resources;
    let mut wrong = Vec::new();
    for (ty, attribute) in crate::kinds::entries() {
        let known = resources.get(ty).and_then(|schema| schema.block.attributes.get(attribute));
        if !known.is_some_and(|attribute| attribute.computed) {
            wrong.push(format!("kinds: {ty}.{attribute}"));
        }
    }
    for (ty, attribute) in crate::duplicates::unique_attributes() {
        if !resources[ty].block.attributes.contains_key(attribute) {
            wrong.push(format!("duplicates: {ty}.{attribute}"));
        }
    }
    for ty in crate::dependents::types() {
        if !resources.contains_key(ty) {
            wrong.push(format!("dependents: {ty}"));
        }
    }
    for (pattern, attribute, target) in crate::references::named_attributes() {
        let fits = |ty: &&String| crate::references::fits(pattern, ty);
        let has = |ty: &String| resources[ty].block.attributes.contains_key(attribute);
        if !resources.keys().filter(fits).any(has) {
            wrong.push(format!("references: {pattern}.{attribute}"));
        }
        if !resources.keys().any(|ty| crate::references::fits(target, ty)) {
            wrong.push(format!("references: {target}"));
        }
    }
    for (ty, names) in crate::behaviour::tables() {
        for name in names {
            let block = &resources[ty].block;
            if !block.attributes.contains_key(name) && !block.blocks.contains_key(name) {
                wrong.push(format!("behaviour: {ty}.{name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One object of a type, planned and applied as an engine does it.
struct Life {
    ty: &'static str,
    behaviour: Behaviour,
    tags: TagRules,
    place: Place,
    world: Arc<Mutex<World>>,
    state: Value,
}

impl Life {
    fn new(ty: &'static str) -> Self {
        let behaviour = Behaviour::recorded(&recording().unwrap().behaviour, ty, schema(ty));
        let defaults = BTreeMap::from([("team".to_owned(), "a".to_owned())]);
        Self {
            ty,
            behaviour,
            tags: TagRules { defaults, ..TagRules::default() },
            place: Place::new("111111111111", "eu-west-1"),
            world: Arc::default(),
            state: Value::null(schema(ty).ty()),
        }
    }

    fn config(&self, json: &str) -> Value {
        Self::filled(schema(self.ty), json)
    }

    fn filled(schema: &Schema, json: &str) -> Value {
        let given: serde_json::Value = serde_json::from_str(json).unwrap();
        let mut object = given.as_object().cloned().unwrap();
        let Type::Object(ty) = schema.ty() else { panic!("no object") };
        for (name, ty) in &ty.attributes {
            let blocks = matches!(ty, Type::List(_) | Type::Set(_))
                && schema.block.blocks.contains_key(name);
            let empty = if blocks { serde_json::json!([]) } else { serde_json::Value::Null };
            object.entry(name.clone()).or_insert(empty);
        }
        from_json_as(&object.into(), &schema.ty()).unwrap()
    }

    fn plan(&self, config: &Value) -> Planned {
        let proposed = proposed(&schema(self.ty).block, &self.state, config);
        plan(PlanInput {
            ty: self.ty,
            schema: schema(self.ty),
            behaviour: &self.behaviour,
            prior: &self.state,
            proposed: &proposed,
            config,
            tags: &self.tags,
        })
    }

    fn apply(&mut self, config: &Value) {
        let planned = self.plan(config).state;
        let kind = Kind { ty: self.ty, schema: schema(self.ty) };
        let mut world = self.world.lock().unwrap();
        world.settle(&self.place);
        self.state = if self.state.is_null() {
            objects::create(
                &mut world,
                kind,
                &self.place,
                (&planned, config),
                Creator { salt: "", known: None },
            )
            .unwrap()
        } else {
            let all = (&self.state, &planned, config);
            objects::update(&mut world, kind, &self.place, all)
        };
        assert!(self.state.is_wholly_known());
        assert_eq!(kept(&planned, &self.state), None, "a planned value changes");
    }
}

/// Returns what the engine proposes, as far as attributes of the root go.
fn proposed(block: &Block, prior: &Value, config: &Value) -> Value {
    let entries = config.as_entries().unwrap().iter().map(|(name, value)| {
        let computed = block.attributes.get(name).is_some_and(|attribute| attribute.computed);
        let before = prior.get(name).filter(|_| computed && value.is_null());
        (name.clone(), before.unwrap_or(value).clone())
    });
    Value::object(entries.collect::<Vec<_>>())
}

/// Returns where a known planned value is another one after apply.
fn kept(planned: &Value, state: &Value) -> Option<String> {
    match (planned.data(), state.data()) {
        (Data::Unknown(_), _) => None,
        (Data::List(_, a), Data::List(_, b)) if a.len() == b.len() => {
            a.iter().zip(b).find_map(|(a, b)| kept(a, b))
        }
        (Data::Object(a), Data::Object(b)) => {
            a.iter().find_map(|(name, a)| kept(a, b.get(name)?).map(|at| format!("{name}.{at}")))
        }
        (Data::Set(_, a), Data::Set(_, b)) if !planned.is_wholly_known() => {
            (a.len() < b.len()).then(|| "set".to_owned())
        }
        _ => (planned != state).then(|| format!(": {planned} became {state}")),
    }
}

#[test]
fn plans_are_those_of_the_real_provider() {
    let mut vpc = Life::new("aws_vpc");
    let one = vpc.config(r#"{"cidr_block": "10.0.0.0/16", "tags": {"Name": "one"}}"#);
    let planned = vpc.plan(&one);
    assert!(planned.replace.is_empty());
    let shown = |value: &Value, name: &str| value.get(name).unwrap().to_string();
    for (name, expected) in [
        ("id", "(known after apply)"),
        ("arn", "(known after apply)"),
        ("enable_dns_support", "true"),
        ("instance_tenancy", "\"default\""),
        ("tags_all", "{ Name = \"one\", team = \"a\" }"),
        ("ipv4_ipam_pool_id", "null"),
    ] {
        assert_eq!(shown(&planned.state, name), expected, "{name}");
    }
    vpc.apply(&one);
    assert_eq!(vpc.plan(&one), Planned { state: vpc.state.clone(), replace: Vec::new() });
    let id = shown(&vpc.state, "id");
    assert!(id.starts_with("\"vpc-") && id.len() == 23, "{id}");

    let renamed = vpc.config(r#"{"cidr_block": "10.0.0.0/16", "tags": {"Name": "two"}}"#);
    let planned = vpc.plan(&renamed);
    assert!(planned.replace.is_empty());
    assert_eq!(shown(&planned.state, "tags_all"), "{ Name = \"two\", team = \"a\" }");
    vpc.apply(&renamed);
    assert_eq!(shown(&vpc.state, "id"), id);
    let moved = vpc.config(r#"{"cidr_block": "10.1.0.0/16", "tags": {"Name": "two"}}"#);
    let paths: Vec<_> = vpc.plan(&moved).replace.iter().map(ToString::to_string).collect();
    assert_eq!(paths, ["cidr_block"]);
}

#[test]
fn configurations_are_read_as_the_real_provider_reads_them() {
    for (ty, config, name, expected) in [
        ("aws_sns_topic", r#"{"name": ""}"#, "name", OPEN),
        (
            "aws_cloudwatch_metric_alarm",
            r#"{"threshold": 0.01666666666666666666666}"#,
            "threshold",
            "0.016666666666666666",
        ),
        ("aws_cloudwatch_metric_alarm", r#"{"alarm_actions": []}"#, "alarm_actions", "null"),
        ("aws_rds_cluster", r#"{"vpc_security_group_ids": []}"#, "vpc_security_group_ids", OPEN),
        ("aws_s3_bucket", "{}", "cors_rule", OPEN),
        ("aws_route53_zone", "{}", "vpc", "[]"),
        (
            "aws_security_group",
            r#"{"egress": [{"from_port": 1, "to_port": 1, "protocol": "tcp", "cidr_blocks": null,
                "description": null, "ipv6_cidr_blocks": null, "prefix_list_ids": null,
                "security_groups": null, "self": null}]}"#,
            "egress",
            r#"[{ cidr_blocks = [], description = "", from_port = 1, ipv6_cidr_blocks = [], prefix_list_ids = [], protocol = "tcp", security_groups = [], self = false, to_port = 1 }]"#,
        ),
        (
            "aws_iam_role",
            r#"{"assume_role_policy": "{ \"Version\": \"2012-10-17\", \"Statement\": [] }"}"#,
            "assume_role_policy",
            r#""{\"Statement\":[],\"Version\":\"2012-10-17\"}""#,
        ),
        (
            "aws_iam_role_policy",
            r#"{"policy": "{ \"Statement\": [], \"Version\": \"2012-10-17\" }"}"#,
            "policy",
            r#""{\"Version\":\"2012-10-17\",\"Statement\":[]}""#,
        ),
        (
            "aws_cloudwatch_event_rule",
            r#"{"event_pattern": "{\"b\": [\"<&>\"], \"a\": []}"}"#,
            "event_pattern",
            r#""{\"a\":[],\"b\":[\"<&>\"]}""#,
        ),
        (
            "aws_acm_certificate",
            r#"{"domain_name": "a.com", "subject_alternative_names": ["b.com"]}"#,
            "subject_alternative_names",
            r#"["a.com", "b.com"]"#,
        ),
        (
            "aws_acm_certificate",
            r#"{"domain_name": "a.com"}"#,
            "subject_alternative_names",
            r#"["a.com"]"#,
        ),
        (
            "aws_acm_certificate",
            r#"{"domain_name": "a.com", "subject_alternative_names": []}"#,
            "subject_alternative_names",
            r#"["a.com"]"#,
        ),
    ] {
        let mut life = Life::new(ty);
        let config = life.config(config);
        let planned = life.plan(&config).state.get(name).unwrap().to_string();
        assert_eq!(planned, expected, "{ty} {name}");
        life.apply(&config);
        let again = Planned { state: life.state.clone(), replace: Vec::new() };
        assert_eq!(life.plan(&config), again, "{ty} {name}");
    }
}

#[test]
fn values_that_are_not_listed_are_refused() {
    let faults = |ty: &'static str, config: &str| {
        let life = Life::new(ty);
        let config = life.config(config);
        let faults = crate::validate::faults(&schema(ty).block, &life.behaviour, &config);
        let said = |one: &Diagnostic| {
            format!("{}: {}", one.attribute.clone().unwrap_or_default(), one.summary)
        };
        faults.iter().map(said).collect::<Vec<_>>()
    };
    let tenancy = r#"expected instance_tenancy to be one of ["default" "dedicated"], got"#;
    let none = Vec::<String>::new();
    assert_eq!(faults("aws_vpc", r#"{"instance_tenancy": "Default"}"#), none);
    assert_eq!(faults("aws_vpc", "{}"), none);
    for given in ["", "shared"] {
        let config = format!(r#"{{"instance_tenancy": "{given}"}}"#);
        assert_eq!(faults("aws_vpc", &config), [format!("instance_tenancy: {tenancy} {given}")]);
    }
    let cluster = r#"{"setting": [{"name": "any", "value": "enabled"}]}"#;
    let expected =
        r#"setting.name: expected setting.name to be one of ["containerInsights"], got any"#;
    assert_eq!(faults("aws_ecs_cluster", cluster), [expected]);
}

/// What is shown for a value that only applying tells.
const OPEN: &str = "(known after apply)";

#[test]
fn versions_count_up_when_what_they_count_changes() {
    let mut template = Life::new("aws_launch_template");
    let one = template.config(r#"{"name": "x", "image_id": "ami-1"}"#);
    template.apply(&one);
    let number = |life: &Life| life.state.get("latest_version").unwrap().to_string();
    assert_eq!(number(&template), "1");
    template.apply(&one);
    assert_eq!(number(&template), "1");
    let two = template.config(r#"{"name": "x", "image_id": "ami-2"}"#);
    template.apply(&two);
    assert_eq!(number(&template), "2");
    assert_eq!(template.plan(&two).state, template.state);
}

#[test]
fn certificates_are_proven_once_for_each_name() {
    let mut certificate = Life::new("aws_acm_certificate");
    let config = certificate.config(
        r#"{"domain_name": "a.com", "subject_alternative_names": ["*.a.com", "b.a.com"], "validation_method": "DNS"}"#,
    );
    certificate.apply(&config);
    let options = certificate.state.get("domain_validation_options").unwrap().as_items().unwrap();
    let record = |option: &Value| option.get("resource_record_name").unwrap().to_string();
    let names: BTreeSet<String> = options.iter().map(record).collect();
    assert_eq!((options.len(), names.len()), (3, 2), "{options:?}");
}

#[test]
fn equal_objects_get_ids_of_their_own_and_the_same_each_time() {
    let ids = |count: usize| {
        let world: Arc<Mutex<World>> = Arc::default();
        let made = (0..count).map(|_| {
            let mut eip = Life { world: Arc::clone(&world), ..Life::new("aws_eip") };
            let config = eip.config(r#"{"domain": "vpc"}"#);
            eip.apply(&config);
            eip.state.get("id").unwrap().to_string()
        });
        made.collect::<Vec<_>>()
    };
    let five = ids(5);
    assert_eq!(five.iter().collect::<BTreeSet<_>>().len(), 5);
    assert_eq!(five, ids(5));
}

#[test]
fn what_others_need_stays() {
    let mut vpc = Life::new("aws_vpc");
    let config = vpc.config(r#"{"cidr_block": "10.0.0.0/16"}"#);
    vpc.apply(&config);
    let id = vpc.state.get("id").unwrap().as_str().unwrap().to_owned();
    let mut subnet = Life { world: Arc::clone(&vpc.world), ..Life::new("aws_subnet") };
    let config = subnet.config(&format!(r#"{{"vpc_id": "{id}", "cidr_block": "10.0.1.0/24"}}"#));
    subnet.apply(&config);
    let mut world = vpc.world.lock().unwrap();
    let mut delete = |life: &Life| {
        let kind = Kind { ty: life.ty, schema: schema(life.ty) };
        objects::delete(&mut world, kind, &life.place, &life.state).map_err(|error| error.code)
    };
    assert_eq!(delete(&vpc), Err("DependencyViolation".to_owned()));
    assert_eq!((delete(&subnet), delete(&vpc)), (Ok(()), Ok(())));
    assert!(world.is_empty());
}

/// Returns a configuration of a data source with nothing but what is required.
fn least(block: &Block) -> Value {
    let attributes = block.attributes.iter().map(|(name, attribute)| {
        let ty = attribute.ty();
        let set = attribute.required.then(|| some_value(&ty, &mut || 1));
        (name.clone(), set.unwrap_or_else(|| Value::null(ty)))
    });
    let blocks = block.blocks.iter().map(|(name, nested)| {
        let bodies = (0..nested.min_items).map(|_| least(&nested.block));
        let element = nested.block.ty();
        let value = match nested.nesting {
            Nesting::Set => Value::set(element, bodies),
            Nesting::List => Value::list(element, bodies),
            Nesting::Single | Nesting::Group | Nesting::Map => Value::null(element),
        };
        (name.clone(), value)
    });
    Value::object(attributes.chain(blocks).collect::<Vec<_>>())
}

#[test]
fn every_data_source_answers_or_says_what_is_missing() {
    let mut world = World::default();
    let place = Place::new("111111111111", "eu-west-1");
    world.settle(&place);
    let account = Account { place, tags: TagRules::default() };
    let recorded = recording().unwrap();
    let (mut answered, mut strict) = (0, 0);
    for (ty, schema) in &recorded.schema.data_sources {
        let config = least(&schema.block);
        let twin = recorded.schema.resources.contains_key(ty);
        let reading = Reading { world: &world, account: &account, twin, strict: false };
        match data::read(reading, (ty, schema), &config) {
            Ok(state) => {
                assert!(state.is_wholly_known(), "{ty}: {state}");
                let bytes = landform_plugin::encode(&state, &schema.ty());
                assert!(bytes.is_ok(), "{ty}: {bytes:?}");
                answered += 1;
            }
            Err(fault) => assert!(!fault.is_empty() && (twin || fault.contains(' ')), "{ty}"),
        }
        strict += u32::from(
            data::read(Reading { strict: true, ..reading }, (ty, schema), &config).is_ok(),
        );
    }
    assert!(answered >= 250 && strict < answered, "{answered} {strict}");
}

#[test]
fn data_sources_find_what_is_in_the_world() {
    let mut vpc = Life::new("aws_vpc");
    let config = vpc.config(r#"{"cidr_block": "10.0.0.0/16", "tags": {"Name": "main"}}"#);
    vpc.apply(&config);
    let world = vpc.world.lock().unwrap();
    let account = Account { place: vpc.place.clone(), tags: TagRules::default() };
    let recorded = recording().unwrap();
    let read = |ty: &str, config: &str| {
        let schema = &recorded.schema.data_sources[ty];
        let config = Life::filled(schema, config);
        let twin = recorded.schema.resources.contains_key(ty);
        let reading = Reading { world: &world, account: &account, twin, strict: true };
        data::read(reading, (ty, schema), &config)
    };
    let text = |value: &Value, name: &str| value.get(name).unwrap().to_string();
    let filter = |name: &str, value: &str| {
        format!(r#"{{"filter": [{{"name": "{name}", "values": ["{value}"]}}]}}"#)
    };
    for (ty, config, name, expected) in [
        ("aws_vpc", r#"{"tags": {"Name": "main"}}"#.to_owned(), "cidr_block", "\"10.0.0.0/16\""),
        ("aws_vpc", filter("tag:Name", "ma*"), "cidr_block", "\"10.0.0.0/16\""),
        ("aws_vpc", r#"{"default": true}"#.to_owned(), "cidr_block", "\"172.31.0.0/16\""),
        ("aws_kms_alias", r#"{"name": "alias/aws/s3"}"#.to_owned(), "name", "\"alias/aws/s3\""),
        (
            "aws_iam_policy",
            r#"{"name": "ReadOnlyAccess"}"#.to_owned(),
            "arn",
            "\"arn:aws:iam::aws:policy/ReadOnlyAccess\"",
        ),
        (
            "aws_vpc_endpoint_service",
            r#"{"service": "s3"}"#.to_owned(),
            "service_type",
            "\"Gateway\"",
        ),
        ("aws_rds_engine_version", r#"{"engine": "postgres"}"#.to_owned(), "version", "\"17.4\""),
        ("aws_security_groups", filter("group-name", "none"), "ids", "[]"),
    ] {
        let state = read(ty, &config).unwrap();
        assert_eq!(text(&state, name), expected, "{ty} {config}");
    }
    let image =
        r#"{"name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"}"#;
    assert!(text(&read("aws_ssm_parameter", image).unwrap(), "value").starts_with("\"ami-"));
    let subnets = read("aws_subnets", &filter("default-for-az", "true")).unwrap();
    assert_eq!(subnets.get("ids").unwrap().as_items().unwrap().len(), 3);
    for (ty, config, fault) in [
        ("aws_vpc", r#"{"tags": {"Name": "none"}}"#, "no matching vpc found"),
        ("aws_vpc", "{}", "multiple vpcs matched"),
        ("aws_iam_role", r#"{"name": "nobody"}"#, "NoSuchEntity"),
        ("aws_ssm_parameter", r#"{"name": "/x"}"#, "ParameterNotFound"),
        ("aws_polly_voices", "{}", "does not know what `aws_polly_voices` would answer"),
    ] {
        let error = read(ty, config).unwrap_err();
        assert!(error.contains(fault), "{ty}: {error}");
    }
}

fn any_type() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String)];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::btree_map("[a-d]", inner, 1..3).prop_map(Type::object),
        ]
    })
}

fn any_attribute() -> impl Strategy<Value = Attribute> {
    (any_type(), 0..4u8).prop_map(|(ty, role)| Attribute {
        ty: AttributeType::Plain(ty),
        required: role == 0,
        optional: role == 1 || role == 3,
        computed: role >= 2,
        sensitive: false,
        write_only: false,
        deprecated: false,
    })
}

fn any_block() -> impl Strategy<Value = Block> {
    let names = "(id|arn|name|vpc_id|tags|tags_all|dns_name|version|created_at|[a-z_]{1,8})";
    let attributes = prop::collection::btree_map(names, any_attribute(), 0..6).boxed();
    let flat = attributes.clone().prop_map(|attributes| Block { attributes, ..Block::default() });
    flat.prop_recursive(2, 8, 2, move |inner| {
        let nesting = prop_oneof![Just(Nesting::Single), Just(Nesting::List), Just(Nesting::Set)];
        let nested = (nesting, inner).prop_map(|(nesting, block)| NestedBlock {
            nesting,
            min_items: 0,
            max_items: 0,
            block,
        });
        (attributes.clone(), prop::collection::btree_map("B[a-c]", nested, 0..3))
            .prop_map(|(attributes, blocks)| Block { attributes, blocks, deprecated: false })
    })
}

/// Returns a configuration of a block: what `pick` says, attribute by attribute.
fn configured(block: &Block, pick: &mut impl FnMut() -> u8) -> Value {
    let attributes = block.attributes.iter().map(|(name, attribute)| {
        let ty = attribute.ty();
        let set = attribute.required || (attribute.optional && pick().is_multiple_of(2));
        (name.clone(), if set { some_value(&ty, pick) } else { Value::null(ty) })
    });
    let attributes: Vec<_> = attributes.collect();
    let blocks = block.blocks.iter().map(|(name, nested)| {
        let mut bodies = (0..pick() % 3).map(|_| configured(&nested.block, pick));
        let element = nested.block.ty();
        let value = match nested.nesting {
            Nesting::Set => Value::set(element, bodies),
            Nesting::List => Value::list(element, bodies),
            Nesting::Single | Nesting::Group | Nesting::Map => {
                bodies.next().unwrap_or_else(|| Value::null(element))
            }
        };
        (name.clone(), value)
    });
    let blocks: Vec<_> = blocks.collect();
    Value::object(attributes.into_iter().chain(blocks))
}

fn some_value(ty: &Type, pick: &mut impl FnMut() -> u8) -> Value {
    let turn = pick();
    match ty {
        Type::Bool => turn.is_multiple_of(2).into(),
        Type::Number => i64::from(turn).into(),
        Type::String => format!("text{}", turn % 4).into(),
        Type::List(element) => {
            let items = (0..turn % 3).map(|_| some_value(element, pick));
            Value::list((**element).clone(), items.collect::<Vec<_>>())
        }
        Type::Set(element) => {
            let items = (0..turn % 3).map(|_| some_value(element, pick));
            Value::set((**element).clone(), items.collect::<Vec<_>>())
        }
        Type::Map(element) => {
            let items = (0..turn % 3).map(|index| (format!("k{index}"), some_value(element, pick)));
            Value::map((**element).clone(), items.collect::<Vec<_>>())
        }
        Type::Object(object) => {
            let parts = object.attributes.iter();
            let parts = parts.map(|(name, ty)| (name.clone(), some_value(ty, pick)));
            Value::object(parts.collect::<Vec<_>>())
        }
        Type::Tuple(_) | Type::Dynamic => Value::null(ty.clone()),
    }
}

/// Returns what the engine proposes when nothing changed: what is configured, and before what is not.
fn unchanged(block: &Block, prior: &Value, config: &Value) -> Value {
    let (Some(before), Some(entries)) = (prior.as_entries(), config.as_entries()) else {
        return config.clone();
    };
    let entries = entries.iter().map(|(name, value)| {
        let old = &before[name];
        let value = match (block.attributes.get(name), block.blocks.get(name)) {
            (Some(attribute), _) if attribute.computed && value.is_null() => old.clone(),
            (_, Some(nested)) if nested.nesting == Nesting::Single => {
                unchanged(&nested.block, old, value)
            }
            (_, Some(nested)) if nested.nesting == Nesting::List => {
                let pairs = old.as_items().unwrap().iter().zip(value.as_items().unwrap());
                let items = pairs.map(|(old, new)| unchanged(&nested.block, old, new));
                Value::list(nested.block.ty(), items.collect::<Vec<_>>())
            }
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::object(entries.collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_schema_is_planned_and_applied(block in any_block(), picks in prop::collection::vec(any::<u8>(), 40)) {
        let schema = Schema { version: 0, block };
        let mut turns = picks.iter().copied().cycle();
        let config = configured(&schema.block, &mut || turns.next().unwrap_or(0));
        let (behaviour, tags) = (Behaviour::default(), TagRules::default());
        let null = Value::null(schema.ty());
        let input = PlanInput {
            ty: "aws_random_thing", schema: &schema, behaviour: &behaviour,
            prior: &null, proposed: &config, config: &config, tags: &tags,
        };
        let planned = plan(input);
        prop_assert!(planned.replace.is_empty());
        prop_assert_eq!(&plan(input), &planned);
        let kind = Kind { ty: "aws_random_thing", schema: &schema };
        let place = Place::new("111111111111", "eu-west-1");
        let make = || {
            let mut world = World::default();
            world.settle(&place);
            objects::create(&mut world, kind, &place, (&planned.state, &config), Creator { salt: "", known: None })
        };
        let state = make().unwrap();
        prop_assert_eq!(&state, &make().unwrap());
        prop_assert!(state.is_wholly_known());
        prop_assert_eq!(kept(&planned.state, &state), None);
        let proposed = unchanged(&schema.block, &state, &config);
        let again = plan(PlanInput { prior: &state, proposed: &proposed, ..input });
        prop_assert_eq!(again.state, state);
    }
}

#[test]
fn types_with_very_many_blocks_are_listed() {
    fn count(block: &Block) -> usize {
        block.blocks.values().map(|nested| 1 + count(&nested.block)).sum()
    }
    let all = crate::library().unwrap().schema(None).unwrap();
    let vast = all.resources.iter().filter(|(_, schema)| count(&schema.block) > 500);
    let vast: Vec<&str> = vast.map(|(ty, _)| ty.as_str()).collect();
    assert_eq!(vast, crate::VAST);
}

#[test]
fn of_a_type_with_very_many_blocks_those_in_use_are_served() {
    let ty = "aws_wafv2_web_acl".to_owned();
    let used = ["rule", "statement", "geo_match_statement"].map(str::to_owned);
    let session = crate::Session {
        types: Some(BTreeSet::from([ty.clone()])),
        blocks: BTreeMap::from([(ty.clone(), BTreeSet::from(used))]),
        ..crate::Session::default()
    };
    let factory = crate::Simulator::new().factory(session).unwrap();
    let schema = factory.schema();
    let rule = &schema.resources[&ty].block.blocks["rule"].block;
    let names: Vec<&String> = rule.blocks.keys().collect();
    assert_eq!(names, ["statement", "visibility_config"], "what must be there stays");
    let statement = &rule.blocks["statement"].block;
    assert!(statement.blocks.keys().eq(["geo_match_statement"]));
}

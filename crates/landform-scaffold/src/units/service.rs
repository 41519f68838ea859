//! The unit of a service.

mod servers;

use std::collections::BTreeMap;

use landform_company::{Compute, Image, Service, Task};

use super::account::account_id;
use super::store::{DATABASE_USER, secrets_path};
use super::{Place, registry, registry_account};
use crate::expression::{Expression, map, raw, text, texts};
use crate::unit::Unit;

/// Returns the unit of a service: tasks in a cluster, or servers of its own.
pub(super) fn unit(place: &Place<'_>, service: &Service) -> Unit {
    match &place.environment.compute {
        Compute::Fargate | Compute::Instances { .. } => tasks(place, service),
        Compute::Groups { instance_type } => servers::unit(place, service, instance_type),
    }
}

/// Returns a unit that knows what a service stands behind and what it connects to.
fn begun(place: &Place<'_>, service: &Service, module: &'static str) -> Unit {
    let side = if service.public { "public" } else { "internal" };
    let alb = alb(service);
    let reach = if service.public { "from the internet" } else { "inside its network only" };
    let comment = format!("The service {}, reachable {reach}.", service.name);
    let unit = Unit::new(place.path(&format!("services/{}", service.name)), module, comment)
        .needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"))
        .needs(&alb, place.path(&format!("alb-{side}")));
    with_stores(place, service, unit)
}

/// Returns a unit that knows the stores of a service, and comes after the registry of its image.
fn with_stores(place: &Place<'_>, service: &Service, mut unit: Unit) -> Unit {
    for name in &service.databases {
        unit = unit.needs(&label("database", name), place.path(&format!("databases/{name}")));
    }
    for name in &service.caches {
        unit = unit.needs(&label("cache", name), place.path(&format!("caches/{name}")));
    }
    for name in &service.buckets {
        unit = unit.needs(&label("bucket", name), place.path(&format!("buckets/{name}")));
    }
    if !service.secrets.is_empty() {
        unit = unit.needs("secrets", secrets_path(place));
    }
    if matches!(service.image, Image::Own { .. }) {
        unit = unit.after(registry(place.company));
    }
    unit
}

/// Returns the secrets whose values a container gets, by variable.
fn secrets(service: &Service) -> Vec<(String, Expression)> {
    let arn = |name: &String| raw(format!("dependency.secrets.outputs.secret_arns[\"{name}\"]"));
    service.secrets.iter().map(|(variable, name)| (variable.clone(), arn(name))).collect()
}

fn tasks(place: &Place<'_>, service: &Service) -> Unit {
    let unit = begun(place, service, "ecs-service").needs("ecs_cluster", place.path("ecs-cluster"));
    let bounds = [("min", raw(service.min)), ("max", raw(service.max))];
    let (targets, policies) = connections(service);
    let retention = [("retention_days", raw(place.environment.log_retention_days))];
    unit.text("name", place.name(&service.name))
        .raw("cluster_arn", "dependency.ecs_cluster.outputs.cluster_arn")
        .raw("cluster_name", "dependency.ecs_cluster.outputs.cluster_name")
        .raw("capacity_provider_name", "dependency.ecs_cluster.outputs.capacity_provider_name")
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.app_subnet_ids")
        .set("image", image(place, &service.image))
        .raw("port", service.port)
        .raw("cpu", service.cpu)
        .raw("memory", service.memory)
        .set("desired", map(bounds))
        .set("container", container(place, service))
        .set("load_balancer", load_balancer(service))
        .set_some("environment", some(environment(service)))
        .set_some("secrets", some(secrets(service)))
        .set_some("connects_to", some(targets))
        .set_some("task_role_policies", some(policies))
        .set("logs", map(retention))
        .alarms()
}

/// Returns the name of the dependency on the load balancer.
fn alb(service: &Service) -> String {
    format!("alb_{}", if service.public { "public" } else { "internal" })
}

/// Returns the name of a dependency on a database or cache.
fn label(kind: &str, name: &str) -> String {
    format!("{kind}_{}", name.replace('-', "_"))
}

fn some(entries: Vec<(String, Expression)>) -> Option<Expression> {
    (!entries.is_empty()).then(|| map(entries))
}

fn image(place: &Place<'_>, image: &Image) -> Expression {
    match image {
        Image::Elsewhere(name) => text(name),
        Image::Own { repository, tag } => {
            let company = place.company;
            let id = account_id(registry_account(company));
            let (region, suffix) = (company.region.name, company.region.dns_suffix());
            let host = format!("${{{id}}}.dkr.ecr.{region}.{suffix}");
            raw(format!("\"{host}/{}/{repository}:{tag}\"", company.name))
        }
    }
}

fn container(place: &Place<'_>, service: &Service) -> Expression {
    let mut entries = vec![("writable_paths", texts(&service.writable_paths))];
    if place.environment.compute != Compute::Fargate {
        entries
            .push(("architecture", text(place.environment.compute.architecture().to_uppercase())));
    }
    map(entries)
}

fn load_balancer(service: &Service) -> Expression {
    let alb = alb(service);
    let output = |name: &str| raw(format!("dependency.{alb}.outputs.{name}"));
    let mut entries = vec![
        ("listener_arn", output("https_listener_arn")),
        ("security_group_id", output("security_group_id")),
        ("arn_suffix", output("arn_suffix")),
        ("priority", raw(service.priority)),
        ("paths", texts(&service.paths)),
    ];
    if !service.hosts.is_empty() {
        entries.push(("hosts", texts(&service.hosts)));
    }
    entries.push(("health_check_path", text(&service.health_check_path)));
    map(entries)
}

/// Returns the environment variables: those that say where databases and caches are, under the company's own.
fn environment(service: &Service) -> Vec<(String, Expression)> {
    let mut variables: BTreeMap<String, Expression> = BTreeMap::new();
    let upper = |name: &str| name.replace('-', "_").to_ascii_uppercase();
    for name in &service.databases {
        let output =
            |output: &str| raw(format!("dependency.{}.outputs.{output}", label("database", name)));
        let prefix = format!("DATABASE_{}", upper(name));
        variables.insert(format!("{prefix}_HOST"), output("endpoint"));
        variables.insert(format!("{prefix}_PORT"), output("port"));
        variables.insert(format!("{prefix}_NAME"), output("database_name"));
        variables.insert(format!("{prefix}_USER"), text(DATABASE_USER));
    }
    for name in &service.caches {
        let output =
            |output: &str| raw(format!("dependency.{}.outputs.{output}", label("cache", name)));
        let prefix = format!("CACHE_{}", upper(name));
        variables.insert(format!("{prefix}_HOST"), output("primary_endpoint"));
        variables.insert(format!("{prefix}_PORT"), output("port"));
        variables.insert(format!("{prefix}_USER"), output("user_name"));
    }
    for name in &service.buckets {
        let output = format!("dependency.{}.outputs.bucket_name", label("bucket", name));
        variables.insert(format!("BUCKET_{}", upper(name)), raw(output));
    }
    for (name, value) in &service.environment {
        variables.insert(name.clone(), text(value));
    }
    variables.retain(|name, _| !service.secrets.contains_key(name));
    variables.into_iter().collect()
}

/// What a service may reach: network targets, and policies of its role.
type Connections = (Vec<(String, Expression)>, Vec<(String, Expression)>);

fn connections(service: &Service) -> Connections {
    let databases = service.databases.iter().map(|name| ("database", name));
    let caches = service.caches.iter().map(|name| ("cache", name));
    let mut connections = (Vec::new(), Vec::new());
    for (kind, name) in databases.chain(caches) {
        let output =
            |output: &str| raw(format!("dependency.{}.outputs.{output}", label(kind, name)));
        let target = [("security_group_id", output("security_group_id")), ("port", output("port"))];
        let key = format!("{kind}-{name}");
        connections.0.push((key.clone(), map(target)));
        connections.1.push((key, output("connect_policy_json")));
    }
    let buckets = service.buckets.iter().map(|name| (format!("bucket-{name}"), objects(name)));
    connections.1.extend(buckets);
    connections
}

/// Returns the policy by which a service reads and writes the objects of a bucket.
fn objects(bucket: &str) -> Expression {
    let outputs = format!("dependency.{}.outputs", label("bucket", bucket));
    let statement = |actions: &[&str], resource: Expression| {
        map([
            ("Effect", text("Allow")),
            ("Action", texts(actions.iter().copied())),
            ("Resource", resource),
        ])
    };
    let statements = vec![
        statement(
            &["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            raw(format!("\"${{{outputs}.bucket_arn}}/*\"")),
        ),
        statement(&["s3:ListBucket"], raw(format!("{outputs}.bucket_arn"))),
        statement(&["kms:Decrypt", "kms:GenerateDataKey"], raw(format!("{outputs}.kms_key_arn"))),
    ];
    let document =
        map([("Version", text("2012-10-17")), ("Statement", Expression::List(statements))]);
    Expression::Call("jsonencode", Box::new(document))
}

/// Returns the unit of a task that runs by the clock.
pub(super) fn task(place: &Place<'_>, task: &Task) -> Unit {
    let Task { schedule, command, container: service } = task;
    let comment = format!("The task {}, which runs by the clock.", service.name);
    let unit = Unit::new(place.path(&format!("tasks/{}", service.name)), "scheduled-task", comment)
        .needs("alarms", place.alarms())
        .needs("vpc", place.path("vpc"))
        .needs("ecs_cluster", place.path("ecs-cluster"));
    let (targets, policies) = connections(service);
    let command = (!command.is_empty()).then(|| map([("command", texts(command))]));
    with_stores(place, service, unit)
        .text("name", place.name(&service.name))
        .raw("cluster_arn", "dependency.ecs_cluster.outputs.cluster_arn")
        .raw("vpc_id", "dependency.vpc.outputs.vpc_id")
        .raw("subnet_ids", "dependency.vpc.outputs.app_subnet_ids")
        .set("image", image(place, &service.image))
        .set("schedule", map([("expression", text(schedule))]))
        .raw("cpu", service.cpu)
        .raw("memory", service.memory)
        .set_some("container", command)
        .set_some("environment", some(environment(service)))
        .set_some("secrets", some(secrets(service)))
        .set_some("connects_to", some(targets))
        .set_some("task_role_policies", some(policies))
        .raw("log_retention_days", place.environment.log_retention_days)
        .alarms()
}

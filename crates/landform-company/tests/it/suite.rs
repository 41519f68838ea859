//! Cases of `tests/suite`: a company file and, below a line `>>>`, what Landform says about it; `UPDATE=1` rewrites that.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use landform_company::{
    Capacity, Certificate, Check, Company, Compute, Environment, Organization, Service, Task,
    parse_company,
};
use landform_diag::Source;

/// Added below each case that has no company of its own.
const COMPANY: &str = r#"
company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
"#;

fn run(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let mut rewritten = String::new();
    let mut cases = 0;
    for case in text.split("\n--- ").map(|case| case.trim_start_matches("--- ")) {
        let (name, rest) = case.split_once(" ---\n").expect("a case begins with `--- name ---`");
        let (input, expected) = rest.split_once(">>>\n").expect("a case has a line `>>>`");
        let actual = outcome(input);
        assert!(
            std::env::var_os("UPDATE").is_some() || actual.trim() == expected.trim(),
            "{file}: {name}\n\nexpected:\n{}\n\nactual:\n{}",
            expected.trim(),
            actual.trim()
        );
        write!(rewritten, "--- {name} ---\n{}\n>>>\n{}\n\n", input.trim_end(), actual.trim())
            .unwrap();
        cases += 1;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{}\n", rewritten.trim_end())).unwrap();
    }
    assert!(cases > 5, "{file} has cases");
}

fn outcome(input: &str) -> String {
    let text = if input.contains("company \"") || input.contains("# no company") {
        input.to_owned()
    } else {
        format!("{}\n{COMPANY}", input.trim_end())
    };
    let (company, faults) = parse_company(&Source::new("landform.hcl", text));
    assert_eq!(company.is_none(), faults.has_errors());
    let mut outcome = String::new();
    if !faults.is_empty() {
        writeln!(outcome, "{faults}").unwrap();
    }
    outcome + &company.map_or_else(String::new, |company| summary(&company))
}

/// Adds the lines for what is in an environment beside services, databases and caches.
fn besides(page: &mut String, one: &Environment) {
    for task in &one.tasks {
        let Task { schedule, command, container } = task;
        let Service { name, image, cpu, memory, databases, buckets, secrets, .. } = container;
        writeln!(
            page,
            "  task {name} {image:?} {schedule} {command:?} cpu={cpu} memory={memory} -> {databases:?} {buckets:?} {secrets:?}"
        )
        .unwrap();
    }
    for bucket in &one.buckets {
        writeln!(page, "  bucket {} expires={:?}", bucket.name, bucket.expire_days).unwrap();
    }
    for secret in &one.secrets {
        writeln!(page, "  secret {}: {}", secret.name, secret.description).unwrap();
    }
    for Certificate { name, hosts, cloudfront } in &one.certificates {
        writeln!(page, "  certificate {name} {hosts:?} cloudfront={cloudfront}").unwrap();
    }
    for Check { name, bucket, key, handler, every_minutes } in &one.checks {
        writeln!(page, "  check {name} {bucket}/{key} {handler} every {every_minutes} minutes")
            .unwrap();
    }
    if one.vpc_id.is_some() || one.peering_id.is_some() || one.private_zone_id.is_some() {
        let ids = (&one.vpc_id, &one.peering_id, &one.private_zone_id);
        writeln!(page, "  known {ids:?}").unwrap();
    }
    if let Some(vpn) = &one.vpn {
        writeln!(page, "  vpn from {:?} clients {}", vpn.allow, vpn.clients).unwrap();
    }
}

/// Returns what the suite shows of a company: a line for each thing in it.
fn summary(company: &Company) -> String {
    let mut page = String::new();
    for one in &company.accounts {
        let id = one.id.as_deref().map_or(String::new(), |id| format!(" {id}"));
        writeln!(page, "account {} {} {}{id}", one.name, one.role, one.email).unwrap();
    }
    let Organization { manage, id, regions, monthly_budget } = &company.organization;
    writeln!(
        page,
        "organization manage={manage} id={id:?} {regions:?} budget={monthly_budget} access={:?} branch={} cis={} management={}",
        company.access,
        company.deploy_branch,
        company.cis,
        company.management_cidr.map_or_else(|| "none".to_owned(), |cidr| cidr.to_string()),
    )
    .unwrap();
    let shared = (&company.slack, &company.private_ca, &company.repository_ids);
    if shared != (&None, &None, &None) {
        writeln!(page, "shared {shared:?}").unwrap();
    }
    for secret in &company.shared_secrets {
        let readers = &secret.readers;
        writeln!(page, "shared secret {}: {} {readers:?}", secret.name, secret.description)
            .unwrap();
    }
    for one in &company.environments {
        let compute = match &one.compute {
            Compute::Fargate => "fargate".to_owned(),
            Compute::Instances { instance_type, min, max } => {
                format!("{min}..{max} {instance_type} {}", one.compute.architecture())
            }
            Compute::Groups { instance_type } => {
                format!("groups of {instance_type} {}", one.compute.architecture())
            }
        };
        writeln!(
            page,
            "environment {} in {} {} {:?} {} {} zones={} nat={} protect={} logs={} backups={} {compute}",
            one.name,
            one.account,
            one.region.name,
            one.size,
            one.domain,
            one.cidr,
            one.zones,
            one.nat,
            one.protect,
            one.log_retention_days,
            one.backup_retention_days,
        )
        .unwrap();
        besides(&mut page, one);
        for service in &one.services {
            writeln!(
                page,
                "  service {} {:?} public={} {:?} {:?} #{} cpu={} memory={} {}..{} -> {:?} {:?}",
                service.name,
                service.image,
                service.public,
                service.hosts,
                service.paths,
                service.priority,
                service.cpu,
                service.memory,
                service.min,
                service.max,
                service.databases,
                service.caches
            )
            .unwrap();
        }
        for database in &one.databases {
            let capacity = match &database.capacity {
                Capacity::Class(class) => class.clone(),
                Capacity::Serverless { min_halves, max_halves } => {
                    format!("{}..{}", f64::from(*min_halves) / 2.0, f64::from(*max_halves) / 2.0)
                }
            };
            writeln!(
                page,
                "  database {} {} {:?} {} {capacity} x{}",
                database.name,
                database.engine,
                database.version,
                database.database_name,
                database.instances
            )
            .unwrap();
        }
        for cache in &one.caches {
            writeln!(
                page,
                "  cache {} {} {:?} {} +{}",
                cache.name, cache.engine, cache.version, cache.node_type, cache.replicas
            )
            .unwrap();
        }
    }
    page
}

#[test]
fn understands() {
    run("understood.hcl");
}

#[test]
fn refuses_blocks_and_values() {
    run("values.hcl");
}

#[test]
fn refuses_what_does_not_fit_together() {
    run("rules.hcl");
}

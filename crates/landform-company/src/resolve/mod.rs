//! From blocks to a company: defaults, references between blocks, and the rules that span several of them.

mod accounts;
mod certificates;
mod checks;
mod environments;
mod listeners;
mod names;
mod organization;
mod secrets;
mod services;
mod stores;
mod vpn;

use std::collections::BTreeMap;

use landform_diag::{Diagnostic, Diagnostics, Source, Span};
use landform_hcl::nearest;

use crate::region::{Region, region};
use crate::section::Section;
use crate::{Company, schema};

/// What a file without blocks of a kind gets: the architecture that Landform builds by default.
pub const DEFAULTS: &str = r#"environment "dev" {}
environment "stage" {}
environment "prod" {}

service "web" {
  image          = "public.ecr.aws/nginx/nginx:1.27"
  port           = 80
  public         = true
  writable_paths = ["/tmp", "/var/cache/nginx", "/var/run"]
}

service "api" {
  image          = "public.ecr.aws/nginx/nginx:1.27"
  port           = 80
  writable_paths = ["/tmp", "/var/cache/nginx", "/var/run"]
  databases      = ["main"]
  caches         = ["main"]
}

database "main" {}

cache "main" {}
"#;

/// The blocks of a file, by kind, in its order.
struct Blocks {
    company: Section,
    organization: Section,
    access: Section,
    pipeline: Section,
    security_contact: Option<Section>,
    vpn: Option<Section>,
    network: Section,
    compute: Section,
    accounts: Vec<Section>,
    environments: Vec<Section>,
    services: Vec<Section>,
    databases: Vec<Section>,
    caches: Vec<Section>,
    buckets: Vec<Section>,
    tasks: Vec<Section>,
    secrets: Vec<Section>,
    certificates: Vec<Section>,
    checks: Vec<Section>,
    shared_secrets: Vec<Section>,
    slack: Option<Section>,
    private_ca: Option<Section>,
}

/// Returns the company that the blocks describe, as far as they do.
pub(crate) fn resolve(
    sections: Vec<Section>,
    source: &Source,
    faults: &mut Diagnostics,
) -> Option<Company> {
    let blocks = sort(sections, source, faults);
    let company = &blocks.company;
    let text = |name: &str| company.text(name).unwrap_or_default();
    // A stand-in, so that the rest of a file without a right region is checked too.
    let home = region(&text("region")).or_else(|| region("us-east-1"))?;
    let tags = company.map("tags");
    check_tags(company, &tags, faults);

    let mut environments = environments::resolve(&blocks, home, faults);
    let accounts = accounts::resolve(&blocks, &mut environments, faults);
    vpn::resolve(&blocks, &mut environments, faults);
    stores::resolve(&blocks, &mut environments, faults);
    secrets::resolve(&blocks, &mut environments, faults);
    certificates::resolve(&blocks, &mut environments, faults);
    checks::resolve(&blocks, &mut environments, faults);
    services::resolve(&blocks, &mut environments, faults);
    listeners::check(&blocks, &environments, faults);

    let resolved = Company {
        name: company.name.clone(),
        domain: text("domain"),
        region: home,
        repository: text("repository"),
        alert_emails: company.words("alert_emails"),
        bucket_prefix: company.text("bucket_prefix").unwrap_or_else(|| company.name.clone()),
        tags,
        shared_secrets: secrets::shared(&blocks, &accounts, faults),
        private_ca: organization::authority(&blocks),
        slack: organization::slack(&blocks),
        accounts,
        image_repositories: services::repositories(&environments),
        cis: company.truth("cis").unwrap_or(false),
        organization: organization::organization(&blocks, home, &environments, faults),
        access: organization::access(&blocks, faults),
        deploy_branch: blocks.pipeline.text("branch").unwrap_or_default(),
        repository_ids: organization::repository_ids(&blocks, faults),
        security_contact: organization::contact(&blocks),
        management_cidr: vpn::management_cidr(&blocks, &environments, faults),
        connection: vpn::connection(&blocks),
        management_vpc_id: blocks.network.text("management_vpc_id"),
        transit_gateway_id: blocks.network.text("transit_gateway_id"),
        environments,
    };
    names::check(&resolved, &blocks, faults);
    certificates::check(&resolved, &blocks, faults);
    Some(resolved)
}

/// Sorts blocks by kind, reports repetitions, and fills in what a file without blocks of a kind gets.
fn sort(sections: Vec<Section>, source: &Source, faults: &mut Diagnostics) -> Blocks {
    let mut by_kind: BTreeMap<&str, Vec<Section>> = BTreeMap::new();
    for section in sections {
        let kind = by_kind.entry(section.schema.name).or_default();
        if let Some(first) = kind.iter().find(|other| other.name == section.name) {
            faults.push(repeated(&section, first));
        } else {
            kind.push(section);
        }
    }
    let mut companies = by_kind.remove("company").unwrap_or_default().into_iter();
    let company = companies.next().unwrap_or_else(|| {
        let fault = Diagnostic::error("there is no block `company`").at(source.start());
        faults.push(fault.hint("begin the file with `company \"<name>\" { … }`"));
        Section::silent(schema::company(), "x", source.start())
    });
    for other in companies {
        faults.push(
            Diagnostic::error(format!("there is a second company `{}`", other.name))
                .at(other.span.clone())
                .note(company.span.clone(), "the first one is here")
                .hint("a file describes one company"),
        );
    }
    let defaults = defaults(&company);
    let mut take = |kind: &str| by_kind.remove(kind).unwrap_or_default();
    let single = |found: Vec<Section>, kind: &str| {
        let silent = || {
            let schema = schema::block(kind).unwrap_or(company.schema);
            Section::silent(schema, "", company.span.clone())
        };
        found.into_iter().next().unwrap_or_else(silent)
    };
    let mut many = |kind: &'static str| {
        let found = take(kind);
        let wanted = kind == "environment" || company.truth("samples").unwrap_or(true);
        if found.is_empty() && wanted {
            defaults.iter().filter(|one| one.schema.name == kind).cloned().collect()
        } else {
            found
        }
    };
    let (environments, services) = (many("environment"), many("service"));
    let (databases, caches) = (many("database"), many("cache"));
    let (buckets, tasks) = (many("bucket"), many("task"));
    let (secrets, shared_secrets) = (many("secret"), many("shared_secret"));
    let (certificates, checks) = (many("certificate"), many("check"));
    Blocks {
        organization: single(take("organization"), "organization"),
        access: single(take("access"), "access"),
        pipeline: single(take("pipeline"), "pipeline"),
        security_contact: take("security_contact").into_iter().next(),
        vpn: take("vpn").into_iter().next(),
        network: single(take("network"), "network"),
        compute: single(take("compute"), "compute"),
        accounts: take("account"),
        environments,
        services,
        databases,
        caches,
        buckets,
        tasks,
        secrets,
        certificates,
        checks,
        shared_secrets,
        slack: take("slack").into_iter().next(),
        private_ca: take("private_ca").into_iter().next(),
        company,
    }
}

/// Returns the default blocks, placed where the company is, because their faults stem from it.
fn defaults(company: &Section) -> Vec<Section> {
    let source = Source::new("defaults", DEFAULTS);
    let Ok(document) = landform_hcl::parse(&source) else { return Vec::new() };
    let mut sections = crate::section::read(&source, document.body(), &mut Diagnostics::default());
    for section in &mut sections {
        section.place(&company.span);
    }
    sections
}

fn repeated(section: &Section, first: &Section) -> Diagnostic {
    let kind = section.schema.name;
    let message = match section.name.as_str() {
        "" => format!("there is a second block `{kind}`"),
        name => format!("there is a second {kind} `{name}`"),
    };
    Diagnostic::error(message)
        .at(section.span.clone())
        .note(first.span.clone(), "the first one is here")
        .hint(match section.schema.label {
            Some(_) if kind != "company" => "give one of the two another name",
            _ => "merge the two",
        })
}

fn check_tags(company: &Section, tags: &BTreeMap<String, String>, faults: &mut Diagnostics) {
    for key in ["company", "account", "repository"] {
        if tags.contains_key(key) {
            let fault = Diagnostic::error(format!("tag `{key}` is set by Landform"));
            faults.push(fault.at(company.at("tags")).hint("give the tag another name"));
        }
    }
    if tags.len() > 40 {
        let fault = Diagnostic::error(format!("`tags` has {} entries", tags.len()));
        faults.push(
            fault
                .at(company.at("tags"))
                .hint("a resource takes 50 tags, and modules add some; keep at most 40"),
        );
    }
}

/// Returns the fault of a word that should be the name of a block.
fn missing<'a>(
    kind: &str,
    name: &str,
    span: Span,
    candidates: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let names: Vec<&str> = candidates.collect();
    let fault = Diagnostic::error(format!("there is no {kind} `{name}`")).at(span);
    match nearest(name, names.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("declare it: `{kind} \"{name}\" {{ … }}`")),
    }
}

/// Returns the names of the environments that a block wants to be in.
fn wanted_environments(section: &Section, all: &[String], faults: &mut Diagnostics) -> Vec<String> {
    if !section.has("environments") {
        return if section.is_broken("environments") { Vec::new() } else { all.to_vec() };
    }
    let mut wanted = Vec::new();
    for (name, span) in section.list("environments") {
        if all.contains(&name) {
            wanted.push(name);
        } else {
            faults.push(missing("environment", &name, span, all.iter().map(String::as_str)));
        }
    }
    wanted
}

/// Returns the region of an attribute.
fn region_of(section: &Section, name: &str) -> Option<&'static Region> {
    region(&section.text(name)?)
}

//! Services, in each of their environments.

use std::collections::{BTreeMap, BTreeSet};

use landform_diag::{Diagnostic, Diagnostics};

use super::{Blocks, missing, stores, wanted_environments};
use crate::section::Section;
use crate::{Compute, Environment, Image, Service, Task};

pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    for (index, section) in blocks.services.iter().enumerate() {
        check(section, faults);
        check_images(section, &all, faults);
        let wanted = wanted_environments(section, &all, faults);
        let mut fargate = false;
        let mut strange = BTreeSet::new();
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            let uses = uses(section, blocks, environment, faults);
            fargate |= environment.compute == Compute::Fargate;
            let mut service = service(section, environment, uses);
            service.priority = priority(section, &service, index, environment);
            check_hosts(section, &service, environment, &mut strange, faults);
            check_way_out(section, &service, environment, faults);
            environment.services.push(service);
        }
        if fargate {
            check_task(section, faults);
        }
    }
    for section in &blocks.tasks {
        check_task(section, faults);
        let wanted = wanted_environments(section, &all, faults);
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            let uses = uses(section, blocks, environment, faults);
            let container = service(section, environment, uses);
            check_way_out(section, &container, environment, faults);
            let schedule = section.text("schedule").unwrap_or_default();
            let command = section.words("command");
            environment.tasks.push(Task { schedule, command, container });
        }
    }
}

/// The databases, caches, buckets and secrets that something uses.
struct Uses {
    databases: Vec<String>,
    caches: Vec<String>,
    buckets: Vec<String>,
    secrets: BTreeMap<String, String>,
}

fn uses(
    section: &Section,
    blocks: &Blocks,
    environment: &Environment,
    faults: &mut Diagnostics,
) -> Uses {
    let mut of = |kind: &str| {
        let mut names = section.list(&format!("{kind}s"));
        names.retain(|(name, span)| {
            let place = (blocks, environment);
            stores::is_there(section, kind, (name, span), place, faults)
        });
        names.into_iter().map(|(name, _)| name).collect()
    };
    let (databases, caches, buckets) = (of("database"), of("cache"), of("bucket"));
    let mut secrets = section.map("secrets");
    secrets.retain(|_, name| {
        let span = section.at("secrets");
        stores::is_there(section, "secret", (name, &span), (blocks, environment), faults)
    });
    check_variables(section, &secrets, environment, faults);
    Uses { databases, caches, buckets, secrets }
}

/// Returns the repositories of the registry: one for each service, and those that images name.
pub(super) fn repositories(environments: &[Environment]) -> Vec<String> {
    let mut names = BTreeSet::new();
    let tasks = environments.iter().flat_map(|environment| &environment.tasks);
    let services = environments.iter().flat_map(|environment| &environment.services);
    for service in services.chain(tasks.map(|task| &task.container)) {
        names.insert(service.name.clone());
        if let Image::Own { repository, .. } = &service.image {
            names.insert(repository.clone());
        }
    }
    names.into_iter().collect()
}

fn service(section: &Section, environment: &Environment, uses: Uses) -> Service {
    let Uses { databases, caches, buckets, secrets } = uses;
    let name = section.name.clone();
    let public = section.truth("public").unwrap_or(false);
    let (least, most) = environment.size.profile().tasks;
    let (min, max) = match (section.whole("min"), section.whole("max")) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, most.max(min)),
        (None, Some(max)) => (least.min(max), max),
        (None, None) => (least, most),
    };
    let hosts = if section.has("hosts") {
        let written = section.words("hosts").into_iter();
        written.map(|host| host.replace("{domain}", &environment.domain)).collect()
    } else if public {
        Vec::new()
    } else {
        vec![format!("{name}.{}", environment.internal_domain())]
    };
    let image = section.map("images").remove(&environment.name);
    let image = image.or_else(|| section.text("image")).unwrap_or_default();
    let cpu = section.whole("cpu").unwrap_or(256);
    Service {
        image: image_of(&image),
        port: section.whole("port").and_then(|port| u16::try_from(port).ok()).unwrap_or(8080),
        public,
        paths: section.words("paths"),
        hosts,
        priority: 0,
        health_check_path: section.text("health_check_path").unwrap_or_default(),
        cpu,
        memory: section.whole("memory").unwrap_or(cpu * 2),
        min,
        max,
        environment: section.map("environment"),
        secrets,
        writable_paths: section.words("writable_paths"),
        databases,
        caches,
        buckets,
        name,
    }
}

fn image_of(text: &str) -> Image {
    match text.strip_prefix("ecr:").and_then(|own| own.split_once(':')) {
        Some((repository, tag)) => {
            Image::Own { repository: repository.to_owned(), tag: tag.to_owned() }
        }
        None => Image::Elsewhere(text.to_owned()),
    }
}

/// Returns a place among the rules of the listener: narrow rules before wide ones, each in the order of the file.
fn priority(section: &Section, service: &Service, index: usize, environment: &Environment) -> u32 {
    if let Some(written) = section.whole("priority") {
        return written;
    }
    let everything = service.paths.is_empty() || service.paths.iter().any(|path| path == "/*");
    let tier = match (everything, service.hosts.is_empty()) {
        (false, false) => 1_000,
        (false, true) => 10_000,
        (true, false) => 20_000,
        (true, true) => 40_000,
    };
    let mut free = tier + 10 * u32::try_from(index).unwrap_or(0);
    let taken = |priority: u32| {
        environment
            .services
            .iter()
            .any(|other| other.public == service.public && other.priority == priority)
    };
    while taken(free) {
        free += 1;
    }
    free
}

/// Checks that variables have one value each, and that secrets can be given to what runs here.
fn check_variables(
    section: &Section,
    secrets: &BTreeMap<String, String>,
    environment: &Environment,
    faults: &mut Diagnostics,
) {
    let (word, name) = (section.schema.name, &section.name);
    let variables = section.map("environment");
    for variable in secrets.keys().filter(|one| variables.contains_key(*one)) {
        let fault = Diagnostic::error(format!(
            "{word} `{name}` has `{variable}` both as a variable and as a secret"
        ));
        faults.push(fault.at(section.at("secrets")).hint("leave one of the two out"));
    }
    let on_servers = word == "service" && matches!(environment.compute, Compute::Groups { .. });
    if on_servers && !secrets.is_empty() {
        let fault = Diagnostic::error(format!(
            "service `{name}` runs on servers in `{}`, which put no secrets into variables",
            environment.name
        ));
        faults.push(fault.at(section.at("secrets")).hint(
            "run it in ECS there (`compute` of the environment), or let the program read the secret itself",
        ));
    }
}

fn check(section: &Section, faults: &mut Diagnostics) {
    let name = &section.name;
    if let (Some(min), Some(max)) = (section.whole("min"), section.whole("max"))
        && min > max
    {
        let fault =
            Diagnostic::error(format!("`min` {min} of service `{name}` is above its `max` {max}"));
        faults.push(fault.at(section.at("min")));
    }
    let conditions = section.words("paths").len() + section.words("hosts").len();
    if conditions > 5 {
        let fault = Diagnostic::error(format!(
            "service `{name}` has {conditions} paths and hosts, but a rule of a load balancer takes 5"
        ));
        let at = if section.has("paths") { "paths" } else { "hosts" };
        faults.push(fault.at(section.at(at)).hint("use `*` in paths and hosts"));
    }
    if conditions == 0 {
        let fault = Diagnostic::error(format!("service `{name}` answers neither path nor host"));
        faults.push(fault.at(section.at("paths")).hint("leave out `paths` to answer all"));
    }
}

fn check_images(section: &Section, all: &[String], faults: &mut Diagnostics) {
    for name in section.map("images").keys().filter(|name| !all.contains(name)) {
        let at = section.at("images");
        faults.push(missing("environment", name, at, all.iter().map(String::as_str)));
    }
}

/// Checks that hosts lie in the zone of the environment, because only there can they get records and certificates.
fn check_hosts(
    section: &Section,
    service: &Service,
    environment: &Environment,
    reported: &mut BTreeSet<usize>,
    faults: &mut Diagnostics,
) {
    let internal = environment.internal_domain();
    for ((_, span), host) in section.list("hosts").into_iter().zip(&service.hosts) {
        let inside = |zone: &str| host == zone || host.ends_with(&format!(".{zone}"));
        let (fits, zone) = if service.public {
            (inside(&environment.domain) && !inside(&internal), environment.domain.as_str())
        } else {
            (inside(&internal), internal.as_str())
        };
        // What is wrong in one environment is mostly wrong in all.
        if !fits && reported.insert(span.range().start) {
            let sort = if service.public { "public" } else { "internal" };
            let place = if service.public { "{domain}" } else { "internal.{domain}" };
            let fault = Diagnostic::error(format!(
                "host `{host}` of the {sort} service `{}` is not in the zone `{zone}`",
                service.name
            ));
            faults.push(fault.at(span).hint(format!("write `<label>.{place}`")));
        }
    }
}

/// Checks that an image can be pulled where no gateway leads to the internet.
fn check_way_out(
    section: &Section,
    service: &Service,
    environment: &Environment,
    faults: &mut Diagnostics,
) {
    let Image::Elsewhere(image) = &service.image else { return };
    if environment.nat == "none" && !image.is_empty() {
        let fault = Diagnostic::error(format!(
            "{} `{}` cannot pull `{image}` in `{}`, whose `nat` is `none`",
            section.schema.name, service.name, environment.name
        ));
        faults.push(fault.at(section.at("image")).hint(
            "copy the image into the company's own registry and write `ecr:<repository>:<tag>`",
        ));
    }
}

/// Checks that Fargate has tasks of this size.
fn check_task(section: &Section, faults: &mut Diagnostics) {
    let cpu = section.whole("cpu").unwrap_or(256);
    let memory = section.whole("memory").unwrap_or(cpu * 2);
    let (least, most, step) = match cpu {
        256 => (512, 2048, 512),
        512 => (1024, 4096, 1024),
        1024 => (2048, 8192, 1024),
        2048 => (4096, 16_384, 1024),
        4096 => (8192, 30_720, 1024),
        8192 => (16_384, 61_440, 4096),
        _ => (32_768, 122_880, 8192),
    };
    let odd = cpu == 256 && memory == 1536;
    if (least..=most).contains(&memory) && memory.is_multiple_of(step) && !odd {
        return;
    }
    let at = if section.has("memory") { "memory" } else { "cpu" };
    let hint = match cpu {
        256 => "with 256 units it is 512, 1024 or 2048".to_owned(),
        _ => format!("with {cpu} units it is {least} to {most} in steps of {step}"),
    };
    let fault = Diagnostic::error(format!(
        "Fargate has no task with {cpu} processor units and {memory} MiB, as {} `{}` wants",
        section.schema.name, section.name
    ));
    faults.push(fault.at(section.at(at)).hint(hint));
}

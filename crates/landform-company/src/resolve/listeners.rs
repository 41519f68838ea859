//! The rules of each load balancer: no two services may answer the same requests, or stand in the same place.

use std::collections::BTreeSet;

use landform_diag::{Diagnostic, Diagnostics};

use super::Blocks;
use crate::section::Section;
use crate::{Environment, Service};

/// How many rules AWS permits on a listener.
const RULES: usize = 100;

pub(super) fn check(blocks: &Blocks, environments: &[Environment], faults: &mut Diagnostics) {
    let section = |name: &str| blocks.services.iter().find(|section| section.name == name);
    // Each pair of services is reported once, not once in each environment.
    let mut reported = BTreeSet::new();
    for environment in environments {
        check_count(blocks, environment, faults);
        for (index, service) in environment.services.iter().enumerate() {
            let rivals = environment.services.iter().take(index);
            for rival in rivals.filter(|rival| rival.public == service.public) {
                let (Some(first), Some(second)) = (section(&rival.name), section(&service.name))
                else {
                    continue;
                };
                let found = clash(rival, service, first, second);
                let pair = (rival.name.clone(), service.name.clone());
                if let Some(fault) = found.filter(|_| reported.insert(pair)) {
                    faults.push(fault);
                }
            }
        }
    }
}

/// Checks that the rules of each load balancer fit in.
fn check_count(blocks: &Blocks, environment: &Environment, faults: &mut Diagnostics) {
    for (side, public) in [("public", true), ("internal", false)] {
        let mut beyond = environment.services.iter().filter(|one| one.public == public).skip(RULES);
        let Some(first) = beyond.next() else { continue };
        let section = blocks.services.iter().find(|section| section.name == first.name);
        let at = section.map_or_else(|| blocks.company.span.clone(), |one| one.span.clone());
        let fault = Diagnostic::error(format!(
            "the {side} load balancer of `{}` would have more than {RULES} rules, from service `{}` on",
            environment.name, first.name
        ));
        faults.push(fault.at(at).hint("spread the services over several environments"));
    }
}

fn clash(
    rival: &Service,
    service: &Service,
    first: &Section,
    second: &Section,
) -> Option<Diagnostic> {
    let (a, b) = (&rival.name, &service.name);
    if rival.priority == service.priority {
        let fault = Diagnostic::error(format!(
            "services `{a}` and `{b}` both have the priority {}",
            service.priority
        ))
        .at(second.at("priority"))
        .note(first.at("priority"), "the other one is here");
        return Some(fault.hint("leave out `priority` to get a free one"));
    }
    let host = shared(&rival.hosts, &service.hosts)?;
    let path = shared(&rival.paths, &service.paths)?;
    let path = path.unwrap_or_else(|| "/*".to_owned());
    let place = host.map_or("any host".to_owned(), |host| format!("host `{host}`"));
    let at = if second.has("paths") { "paths" } else { "hosts" };
    Some(
        Diagnostic::error(format!("services `{a}` and `{b}` both answer `{path}` of {place}"))
            .at(second.at(at))
            .note(first.span.clone(), "the other service is here")
            .hint("give one of them `hosts` or `paths` of its own"),
    )
}

/// Returns what two lists share: `Some(None)` if both are empty and so permit everything.
fn shared(a: &[String], b: &[String]) -> Option<Option<String>> {
    if a.is_empty() && b.is_empty() {
        return Some(None);
    }
    a.iter().find(|one| b.contains(one)).cloned().map(Some)
}

//! The certificates of environments beside those of load balancers.

use std::collections::BTreeSet;

use landform_diag::{Diagnostic, Diagnostics};

use super::{Blocks, wanted_environments};
use crate::region::GLOBAL;
use crate::{Certificate, Company, Environment};

pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    for section in &blocks.certificates {
        let name = section.name.clone();
        if section.has("hosts") && section.list("hosts").is_empty() {
            let fault = Diagnostic::error(format!("certificate `{name}` has no name in it"));
            faults.push(fault.at(section.at("hosts")).hint("write `hosts = [\"cdn.{domain}\"]`"));
        }
        let cloudfront = section.truth("cloudfront").unwrap_or(false);
        let wanted = wanted_environments(section, &all, faults);
        let mut told = BTreeSet::new();
        for environment in environments.iter_mut().filter(|one| wanted.contains(&one.name)) {
            let domain = environment.domain.clone();
            let mut hosts = Vec::new();
            for (host, span) in section.list("hosts") {
                let host = host.replace("{domain}", &domain);
                let inside = host == domain || host.ends_with(&format!(".{domain}"));
                // What is wrong in one environment is mostly wrong in all.
                let fault = if !inside {
                    let message = format!(
                        "name `{host}` of certificate `{name}` is not in the zone `{domain}`"
                    );
                    Some(Diagnostic::error(message).hint("write `<label>.{domain}`"))
                } else if host.len() > 64 && hosts.is_empty() {
                    let message = format!(
                        "name `{host}` has {} characters, but the first name of a certificate takes 64",
                        host.len()
                    );
                    Some(Diagnostic::error(message).hint("put a shorter name first"))
                } else {
                    None
                };
                let fault = fault.filter(|_| told.insert(span.range().start));
                faults.extend(fault.map(|fault| fault.at(span)));
                hosts.push(host);
            }
            environment.certificates.push(Certificate { name: name.clone(), hosts, cloudfront });
        }
    }
}

/// Checks that certificates for CloudFront can be where it looks for them.
pub(super) fn check(company: &Company, blocks: &Blocks, faults: &mut Diagnostics) {
    let mut sections = blocks.certificates.iter();
    let section = sections.find(|section| section.truth("cloudfront") == Some(true));
    if let Some(section) = section.filter(|_| !company.uses_global()) {
        let fault = Diagnostic::error(format!(
            "CloudFront takes certificates of {GLOBAL}, where this company may do nothing"
        ));
        faults.push(fault.at(section.at("cloudfront")).hint(format!(
            "add `{GLOBAL}` to `regions` of `organization`, or leave out `cloudfront`"
        )));
    }
}

//! The ways into networks: OpenVPN servers, and the management network.

use landform_diag::{Diagnostic, Diagnostics};

use super::{Blocks, wanted_environments};
use crate::{Cidr, Connection, Environment, Vpn};

/// The prefix length of what the clients of one environment get.
const CLIENTS: u8 = 22;
/// The prefix length of the management network.
const MANAGEMENT: u8 = 20;

/// Gives environments their OpenVPN servers.
pub(super) fn resolve(blocks: &Blocks, environments: &mut [Environment], faults: &mut Diagnostics) {
    let Some(section) = &blocks.vpn else { return };
    let all: Vec<String> = environments.iter().map(|one| one.name.clone()).collect();
    let wanted = wanted_environments(section, &all, faults);
    let Some(pool) = section.text("clients").and_then(|text| Cidr::parse(&text)) else { return };
    if !pool.is_private() {
        let fault = Diagnostic::error(format!("range `{pool}` is not private address space"));
        faults.push(fault.at(section.at("clients")));
    }
    if let Some(other) = environments.iter().find(|one| one.cidr.overlaps(pool)) {
        let fault = Diagnostic::error(format!(
            "range `{pool}` of clients overlaps the network of environment `{}`",
            other.name
        ));
        faults.push(fault.at(section.at("clients")).hint("choose a range outside `network`"));
    }
    let mut taken = Vec::new();
    for environment in environments {
        // Each environment has its part, whether it has a server or not: so none moves when another gets one.
        let Some(clients) = pool.allocate(CLIENTS, &taken) else {
            let fault = Diagnostic::error(format!(
                "`{pool}` has no room for the clients of environment `{}`",
                environment.name
            ));
            faults.push(fault.at(section.at("clients")).hint("widen `clients` of `vpn`"));
            return;
        };
        taken.push(clients);
        if wanted.contains(&environment.name) {
            let image = section.text("image");
            let image_key_id = section.text("image_key_id");
            environment.vpn =
                Some(Vpn { allow: section.words("allow"), clients, image, image_key_id });
        }
    }
}

/// Returns how networks reach the management network.
pub(super) fn connection(blocks: &Blocks) -> Connection {
    match blocks.network.text("connect").as_deref() {
        Some("peering") => Connection::Peering,
        Some("transit-gateway") => Connection::TransitGateway,
        _ => Connection::None,
    }
}

/// Returns the range of the management network: the last of the space, so that it never moves.
pub(super) fn management_cidr(
    blocks: &Blocks,
    environments: &[Environment],
    faults: &mut Diagnostics,
) -> Option<Cidr> {
    let network = &blocks.network;
    // The images of VPN servers are made there.
    if blocks.vpn.is_none() && connection(blocks) == Connection::None {
        return None;
    }
    let range = Cidr::parse(&network.text("cidr")?)?.last(MANAGEMENT)?;
    if let Some(other) = environments.iter().find(|one| one.cidr.overlaps(range)) {
        let fault = Diagnostic::error(format!(
            "range `{range}` of the management network overlaps that of environment `{}`",
            other.name
        ));
        faults.push(fault.at(network.at("cidr")).hint("widen `cidr` of `network`"));
    }
    Some(range)
}

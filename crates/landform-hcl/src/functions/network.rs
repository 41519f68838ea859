//! IP networks.

use std::net::{Ipv4Addr, Ipv6Addr};

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use landform_value::{Type, Value};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new(
        "cidrhost",
        &[param("prefix", Kind::String), param("hostnum", Kind::Number)],
        Gives::String,
        host,
    ),
    Function::new("cidrnetmask", &[param("prefix", Kind::String)], Gives::String, netmask),
    Function::new(
        "cidrsubnet",
        &[
            param("prefix", Kind::String),
            param("newbits", Kind::Number),
            param("netnum", Kind::Number),
        ],
        Gives::String,
        subnet,
    ),
    Function::new("cidrsubnets", &[param("prefix", Kind::String)], Gives::Strings, subnets)
        .rest("newbits", Kind::Number),
];

/// A network; the address is cut to the prefix.
#[derive(Clone, Copy)]
struct Network {
    address: u128,
    prefix: u32,
    /// 32 or 128.
    width: u32,
}

impl Network {
    fn parse(text: &str) -> Result<Self, Fault> {
        let bad = || {
            Fault::at(0, format!("`{text}` is no address range"))
                .hint("write an address and a prefix length, for example `10.0.0.0/16`")
        };
        let (address, prefix) = text.split_once('/').ok_or_else(bad)?;
        let prefix_is_plain = !prefix.is_empty() && prefix.bytes().all(|one| one.is_ascii_digit());
        let prefix: u32 = prefix.parse().ok().filter(|_| prefix_is_plain).ok_or_else(bad)?;
        let (address, width) = parse_address(address).ok_or_else(bad)?;
        if prefix > width {
            return Err(bad());
        }
        Ok(Self { address, prefix, width }.cut(prefix))
    }

    /// Returns the network of another prefix that holds this one's address.
    fn cut(self, prefix: u32) -> Self {
        let host_bits = self.width - prefix;
        let address = self.address.checked_shr(host_bits).unwrap_or(0);
        Self { address: address.checked_shl(host_bits).unwrap_or(0), prefix, width: self.width }
    }

    fn host_bits(self) -> u32 {
        self.width - self.prefix
    }

    /// Returns the last address.
    fn last(self) -> u128 {
        match 1u128.checked_shl(self.host_bits()) {
            Some(size) => self.address | (size - 1),
            None => u128::MAX,
        }
    }

    fn show(self, address: u128) -> String {
        if self.width == 32 {
            Ipv4Addr::from(u32::try_from(address).unwrap_or(u32::MAX)).to_string()
        } else {
            Ipv6Addr::from(address).to_string()
        }
    }

    fn text(self) -> String {
        format!("{}/{}", self.show(self.address), self.prefix)
    }
}

/// Reads an address; octets with leading zeros count as decimal, as Terraform has always read them.
fn parse_address(text: &str) -> Option<(u128, u32)> {
    if text.contains(':') {
        return Some((text.parse::<Ipv6Addr>().ok()?.into(), 128));
    }
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() != 4 {
        return None;
    }
    let mut address = 0u128;
    for part in parts {
        let plain = !part.is_empty() && part.bytes().all(|one| one.is_ascii_digit());
        let octet: u8 = part.parse().ok().filter(|_| plain)?;
        address = (address << 8) | u128::from(octet);
    }
    Some((address, 32))
}

fn host(input: &Input<'_>) -> Result<Value, Fault> {
    let network = Network::parse(input.text(0))?;
    let number = input.number(1);
    if !number.is_integer() {
        return Err(Fault::at(1, format!("a whole number is required, not {number}")));
    }
    let size = BigInt::from(1u32) << network.host_bits();
    let number = number.truncate();
    let offset = if number < BigInt::from(0u32) { &size + &number } else { number.clone() };
    let fits = offset >= BigInt::from(0u32) && offset < size;
    let Some(offset) = offset.to_u128().filter(|_| fits) else {
        let prefix = network.prefix;
        return Err(Fault::at(1, format!("a prefix of {prefix} bits has no host number {number}")));
    };
    Ok(network.show(network.address | offset).into())
}

fn netmask(input: &Input<'_>) -> Result<Value, Fault> {
    let network = Network::parse(input.text(0))?;
    if network.width != 32 {
        return Err(Fault::at(0, "IPv6 addresses have no netmask"));
    }
    let mask = Network { address: u128::from(u32::MAX), ..network }.cut(network.prefix);
    Ok(network.show(mask.address).into())
}

fn subnet(input: &Input<'_>) -> Result<Value, Fault> {
    let network = Network::parse(input.text(0))?;
    let prefix = longer(network, input, 1)?;
    let new_bits = prefix - network.prefix;
    let number = input.number(2);
    if !number.is_integer() || number.is_negative() {
        return Err(Fault::at(
            2,
            format!("a whole number of at least 0 is required, not {number}"),
        ));
    }
    let number = number.truncate();
    let Some(index) = number.to_u128().filter(|_| number < BigInt::from(1u32) << new_bits) else {
        return Err(Fault::at(
            2,
            format!("{new_bits} new bits do not have the subnet number {number}"),
        ));
    };
    let shifted = index.checked_shl(network.width - prefix).unwrap_or(0);
    Ok(Network { address: network.address | shifted, prefix, ..network }.text().into())
}

/// Returns the prefix length with the new bits of an argument added.
fn longer(network: Network, input: &Input<'_>, arg: usize) -> Result<u32, Fault> {
    let bits = input.count(arg)?;
    let prefix = u32::try_from(bits).ok().and_then(|bits| network.prefix.checked_add(bits));
    prefix.filter(|prefix| *prefix <= network.width).ok_or_else(|| {
        let (prefix, width) = (network.prefix, network.width);
        Fault::at(
            arg,
            format!("a prefix of {prefix} bits cannot get {bits} more: {width} is the limit"),
        )
    })
}

/// Places networks of the given sizes one behind the other, each at the next place where it can start.
fn subnets(input: &Input<'_>) -> Result<Value, Fault> {
    let network = Network::parse(input.text(0))?;
    let mut next = Some(network.address);
    let mut found = Vec::new();
    for arg in 1..input.args.len() {
        let prefix = longer(network, input, arg)?;
        if prefix == network.prefix {
            return Err(Fault::at(arg, "at least one new bit is required"));
        }
        let fresh = next.and_then(|start| {
            let candidate = Network { address: start, ..network }.cut(prefix);
            let start =
                if candidate.address == start { start } else { candidate.last().checked_add(1)? };
            Some(Network { address: start, prefix, ..network })
                .filter(|fresh| fresh.last() <= network.last())
        });
        let Some(fresh) = fresh else {
            return Err(Fault::at(
                arg,
                format!("not enough addresses are left for a prefix of {prefix} bits"),
            ));
        };
        next = fresh.last().checked_add(1);
        found.push(Value::from(fresh.text()));
    }
    Ok(Value::list(Type::String, found))
}

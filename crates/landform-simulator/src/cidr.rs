//! Address ranges: what is inside what.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    address: u128,
    bits: u32,
    prefix: u32,
}

impl Cidr {
    /// Reads a range such as `10.0.0.0/16`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let prefix: u32 = prefix.parse().ok()?;
        let (address, bits) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        if prefix > bits {
            return None;
        }
        let network = Self { address, bits, prefix };
        Some(Self { address: address & !network.host_mask(), ..network })
    }

    fn host_mask(self) -> u128 {
        let hosts = self.bits - self.prefix;
        if hosts == 128 { u128::MAX } else { (1u128 << hosts) - 1 }
    }

    /// Tells whether all of another range is in this one.
    pub(crate) fn contains(self, other: Self) -> bool {
        self.bits == other.bits
            && self.prefix <= other.prefix
            && other.address & !self.host_mask() == self.address
    }

    /// Tells whether the ranges share an address.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Returns how many addresses the range has, at most as many as fit.
    pub(crate) fn size(self) -> u64 {
        u64::try_from(self.host_mask()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// Returns the address at a position.
    pub(crate) fn host(self, position: u64) -> String {
        let address = self.address | (u128::from(position) & self.host_mask());
        if self.bits == 32 {
            Ipv4Addr::from(u32::try_from(address).unwrap_or(0)).to_string()
        } else {
            Ipv6Addr::from(address).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_contain_and_overlap() {
        for (a, b, contains, overlaps) in [
            ("10.0.0.0/16", "10.0.1.0/24", true, true),
            ("10.0.1.0/24", "10.0.0.0/16", false, true),
            ("10.0.0.0/24", "10.0.1.0/24", false, false),
            ("0.0.0.0/0", "10.0.1.0/24", true, true),
            ("::/0", "10.0.1.0/24", false, false),
            ("2600::/56", "2600:0:0:1::/64", true, true),
        ] {
            let (a, b) = (Cidr::parse(a).unwrap(), Cidr::parse(b).unwrap());
            assert_eq!((a.contains(b), a.overlaps(b)), (contains, overlaps), "{a:?} {b:?}");
        }
        for wrong in ["10.0.0.0", "10.0.0.0/33", "x/8", "10.0.0/8", ""] {
            assert_eq!(Cidr::parse(wrong), None, "{wrong}");
        }
        let range = Cidr::parse("10.1.2.3/24").unwrap();
        assert_eq!((range.size(), range.host(5).as_str()), (256, "10.1.2.5"));
        assert_eq!(Cidr::parse("2600::/64").unwrap().host(9), "2600::9");
    }
}

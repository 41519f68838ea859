//! IPv4 ranges, and the allocation of ranges without overlap from a pool.

use std::fmt;
use std::net::Ipv4Addr;

/// An IPv4 range such as `10.0.0.0/16`, written with its first address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr {
    first: u32,
    prefix: u8,
}

/// Address space that is not routed on the internet.
const PRIVATE: [(&str, u8); 4] =
    [("10.0.0.0", 8), ("172.16.0.0", 12), ("192.168.0.0", 16), ("100.64.0.0", 10)];

impl Cidr {
    /// All addresses.
    pub const ALL: Self = Self { first: 0, prefix: 0 };

    /// Parses `a.b.c.d/n`; `None` unless the address is the first of the range.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        if prefix.is_empty() || prefix.len() > 2 || !prefix.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let range = Self { first: address.to_bits(), prefix: prefix.parse().ok()? };
        (range.prefix <= 32 && u64::from(range.first) % range.size() == 0).then_some(range)
    }

    /// Returns the range of the same prefix length that holds the address, for hints.
    pub fn enclosing(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
        let offset = u64::from(address.to_bits()) % (1 << (32 - prefix));
        let first = u64::from(address.to_bits()) - offset;
        Some(Self { first: u32::try_from(first).ok()?, prefix })
    }

    /// Returns the prefix length.
    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Returns the number of addresses.
    pub fn size(self) -> u64 {
        1 << (32 - u32::from(self.prefix))
    }

    /// Tells whether the two ranges share an address.
    pub fn overlaps(self, other: Self) -> bool {
        u64::from(self.first) < other.end() && u64::from(other.first) < self.end()
    }

    /// Tells whether the other range lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.end() <= self.end()
    }

    /// Tells whether the range lies in private address space.
    pub fn is_private(self) -> bool {
        PRIVATE.iter().any(|(first, prefix)| {
            first.parse().is_ok_and(|first: Ipv4Addr| {
                Self { first: first.to_bits(), prefix: *prefix }.contains(self)
            })
        })
    }

    /// Returns the first range of the given prefix length in the pool that overlaps none of the taken ones.
    pub fn allocate(self, prefix: u8, taken: &[Self]) -> Option<Self> {
        if prefix < self.prefix || prefix > 32 {
            return None;
        }
        let step = 1_u64 << (32 - u32::from(prefix));
        let mut at = u64::from(self.first);
        while at + step <= self.end() {
            let candidate = Self { first: u32::try_from(at).ok()?, prefix };
            match taken.iter().filter(|other| candidate.overlaps(**other)).map(|o| o.end()).max() {
                None => return Some(candidate),
                // Skips to the first aligned address behind what is in the way.
                Some(end) => at = end.div_ceil(step) * step,
            }
        }
        None
    }

    /// Returns the last range of the given prefix length inside; `None` if it is too small.
    pub fn last(self, prefix: u8) -> Option<Self> {
        if prefix < self.prefix || prefix > 32 {
            return None;
        }
        let step = 1_u64 << (32 - u32::from(prefix));
        Some(Self { first: u32::try_from(self.end() - step).ok()?, prefix })
    }

    /// Returns the address behind the last one.
    fn end(self) -> u64 {
        u64::from(self.first) + self.size()
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.first), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn the_last_range_ends_where_the_whole_ends() {
        assert_eq!(cidr("10.0.0.0/8").last(20), Some(cidr("10.255.240.0/20")));
        assert_eq!(cidr("10.1.0.0/20").last(20), Some(cidr("10.1.0.0/20")));
        assert_eq!(cidr("10.1.0.0/22").last(20), None);
    }

    #[test]
    fn parses_only_whole_ranges() {
        for (text, ok) in [
            ("10.0.0.0/8", true),
            ("0.0.0.0/0", true),
            ("10.1.2.3/32", true),
            ("10.0.1.0/16", false),
            ("10.0.0.0", false),
            ("10.0.0.0/33", false),
            ("10.0.0.0/", false),
            ("10.0.0.0/+8", false),
            ("10.0.0/8", false),
            ("10.0.0.256/8", false),
            ("fd00::/8", false),
            ("", false),
        ] {
            assert_eq!(Cidr::parse(text).map(|range| range.to_string()), ok.then(|| text.into()));
        }
        assert_eq!(Cidr::enclosing("10.0.1.0/16"), Some(cidr("10.0.0.0/16")));
    }

    #[test]
    fn knows_private_space() {
        for (text, private) in [
            ("10.200.0.0/16", true),
            ("172.31.0.0/16", true),
            ("172.32.0.0/16", false),
            ("192.168.0.0/16", true),
            ("100.64.0.0/16", true),
            ("11.0.0.0/8", false),
            ("0.0.0.0/0", false),
        ] {
            assert_eq!(cidr(text).is_private(), private, "{text}");
        }
    }

    #[test]
    fn allocates_around_what_is_taken() {
        let pool = cidr("10.0.0.0/8");
        for (taken, prefix, expected) in [
            (vec![], 16, Some("10.0.0.0/16")),
            (vec!["10.0.0.0/16", "10.1.0.0/16"], 16, Some("10.2.0.0/16")),
            (vec!["10.0.0.0/20"], 16, Some("10.1.0.0/16")),
            (vec!["10.0.0.0/9"], 16, Some("10.128.0.0/16")),
            (vec!["10.1.0.0/16"], 16, Some("10.0.0.0/16")),
            (vec!["10.0.0.0/8"], 16, None),
            (vec![], 7, None),
        ] {
            let taken: Vec<_> = taken.into_iter().map(cidr).collect();
            let got = pool.allocate(prefix, &taken).map(|range| range.to_string());
            assert_eq!(got.as_deref(), expected);
        }
    }

    #[test]
    fn never_allocates_an_overlap() {
        let pool = cidr("192.168.0.0/16");
        let mut taken = vec![cidr("192.168.64.0/18")];
        while let Some(next) = pool.allocate(20, &taken) {
            assert!(pool.contains(next) && taken.iter().all(|other| !other.overlaps(next)));
            taken.push(next);
        }
        assert_eq!(taken.len(), 1 + 12);
    }
}

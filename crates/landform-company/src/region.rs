//! The regions of AWS.

/// The region of services that have none.
pub(crate) const GLOBAL: &str = "us-east-1";

/// A region: its name, where it is, and what differs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The name, for example `eu-central-1`.
    pub name: &'static str,
    /// Where it is.
    pub place: &'static str,
    /// How many availability zones every account can use.
    pub zones: u8,
    /// Whether an account must be opted in before it can use the region.
    pub opt_in: bool,
}

impl Region {
    /// Returns the partition, the second part of every ARN.
    pub fn partition(&self) -> &'static str {
        match self.name {
            name if name.starts_with("cn-") => "aws-cn",
            name if name.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// Returns the domain under which AWS services of the region are found.
    pub fn dns_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }
}

/// Returns the region of that name.
pub fn region(name: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.name == name)
}

const fn standard(name: &'static str, place: &'static str, zones: u8) -> Region {
    Region { name, place, zones, opt_in: false }
}

const fn opt_in(name: &'static str, place: &'static str) -> Region {
    Region { name, place, zones: 3, opt_in: true }
}

/// All regions, by name.
pub const REGIONS: &[Region] = &[
    opt_in("af-south-1", "Cape Town"),
    opt_in("ap-east-1", "Hong Kong"),
    opt_in("ap-east-2", "Taipei"),
    standard("ap-northeast-1", "Tokyo", 3),
    standard("ap-northeast-2", "Seoul", 4),
    standard("ap-northeast-3", "Osaka", 3),
    standard("ap-south-1", "Mumbai", 3),
    opt_in("ap-south-2", "Hyderabad"),
    standard("ap-southeast-1", "Singapore", 3),
    standard("ap-southeast-2", "Sydney", 3),
    opt_in("ap-southeast-3", "Jakarta"),
    opt_in("ap-southeast-4", "Melbourne"),
    opt_in("ap-southeast-5", "Malaysia"),
    opt_in("ap-southeast-6", "New Zealand"),
    opt_in("ap-southeast-7", "Thailand"),
    standard("ca-central-1", "Central Canada", 3),
    opt_in("ca-west-1", "Calgary"),
    standard("cn-north-1", "Beijing", 3),
    standard("cn-northwest-1", "Ningxia", 3),
    standard("eu-central-1", "Frankfurt", 3),
    opt_in("eu-central-2", "Zurich"),
    standard("eu-north-1", "Stockholm", 3),
    opt_in("eu-south-1", "Milan"),
    opt_in("eu-south-2", "Spain"),
    standard("eu-west-1", "Ireland", 3),
    standard("eu-west-2", "London", 3),
    standard("eu-west-3", "Paris", 3),
    opt_in("il-central-1", "Tel Aviv"),
    opt_in("me-central-1", "United Arab Emirates"),
    opt_in("me-south-1", "Bahrain"),
    opt_in("mx-central-1", "Central Mexico"),
    standard("sa-east-1", "São Paulo", 3),
    standard("us-east-1", "Northern Virginia", 6),
    standard("us-east-2", "Ohio", 3),
    standard("us-gov-east-1", "GovCloud, East", 3),
    standard("us-gov-west-1", "GovCloud, West", 3),
    standard("us-west-1", "Northern California", 2),
    standard("us-west-2", "Oregon", 4),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sorted_and_knows_partitions() {
        assert!(REGIONS.is_sorted_by(|a, b| a.name < b.name));
        for (name, partition) in
            [("us-east-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
        {
            assert_eq!(region(name).unwrap().partition(), partition);
        }
        assert_eq!(region("us-east-9"), None);
    }
}

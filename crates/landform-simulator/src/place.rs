//! Places: an account in a region, and what differs between regions and partitions.

use std::sync::OnceLock;

/// Where an object lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The account, twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
}

/// What is known of a region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    /// The name, such as `eu-west-1`.
    pub(crate) name: &'static str,
    /// What the ids of the region's zones start with.
    pub(crate) zone_prefix: &'static str,
    /// The last letters of the region's zones.
    pub(crate) zone_letters: &'static str,
    /// The account that writes access logs of load balancers.
    pub(crate) elb_account: Option<&'static str>,
    /// The hosted zone of application and classic load balancers.
    pub(crate) elb_zone: Option<&'static str>,
    /// The hosted zone of network load balancers.
    pub(crate) nlb_zone: Option<&'static str>,
    /// The account that writes trails.
    pub(crate) cloudtrail_account: Option<&'static str>,
    /// The account that writes Redshift audit logs.
    pub(crate) redshift_account: Option<&'static str>,
    /// The hosted zone of Elastic Beanstalk environments.
    pub(crate) beanstalk_zone: Option<&'static str>,
    /// The hosted zone of App Runner services.
    pub(crate) apprunner_zone: Option<&'static str>,
    /// The name for people.
    pub(crate) description: &'static str,
}

impl Region {
    /// Returns the region of a name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        Self::all().iter().find(|region| region.name == name)
    }

    /// Returns every region, by name.
    pub(crate) fn all() -> &'static [Self] {
        static REGIONS: OnceLock<Vec<Region>> = OnceLock::new();
        REGIONS.get_or_init(|| {
            let lines = include_str!("../data/regions.tsv").lines();
            lines.filter(|line| !line.starts_with('#')).filter_map(Self::read).collect()
        })
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut required = || cells.next();
        let (name, zone_prefix, zone_letters) = (required()?, required()?, required()?);
        let mut known = || cells.next().filter(|cell| *cell != "-");
        Some(Self {
            name,
            zone_prefix,
            zone_letters,
            elb_account: known(),
            elb_zone: known(),
            nlb_zone: known(),
            cloudtrail_account: known(),
            redshift_account: known(),
            beanstalk_zone: known(),
            apprunner_zone: known(),
            description: known()?,
        })
    }

    /// Returns the names and ids of the region's availability zones.
    pub(crate) fn zones(&self) -> Vec<(String, String)> {
        let zone = |(index, letter): (usize, char)| {
            (format!("{}{letter}", self.name), format!("{}-az{}", self.zone_prefix, index + 1))
        };
        self.zone_letters.chars().enumerate().map(zone).collect()
    }
}

/// Returns the partition of a region.
pub(crate) fn partition_of(region: &str) -> &'static str {
    match region.split_once('-') {
        Some(("cn", _)) => "aws-cn",
        Some(("us", rest)) if rest.starts_with("gov-") => "aws-us-gov",
        Some(("us", rest)) if rest.starts_with("iso-") => "aws-iso",
        Some(("us", rest)) if rest.starts_with("isob-") => "aws-iso-b",
        _ => "aws",
    }
}

/// Returns the domain of a partition's services.
pub(crate) fn suffix_of(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        _ => "amazonaws.com",
    }
}

impl Place {
    /// Returns the place of an account and a region.
    pub fn new(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { account: account.into(), region: region.into() }
    }

    /// Returns the partition.
    pub fn partition(&self) -> &'static str {
        partition_of(&self.region)
    }

    /// Returns the domain of the partition's services.
    pub fn suffix(&self) -> &'static str {
        suffix_of(self.partition())
    }

    /// Returns the names and ids of the availability zones.
    pub(crate) fn zones(&self) -> Vec<(String, String)> {
        match Region::find(&self.region) {
            Some(region) => region.zones(),
            None => ["a", "b", "c"]
                .iter()
                .zip(1..)
                .map(|(letter, number)| {
                    (format!("{}{letter}", self.region), format!("{}-az{number}", self.region))
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_zones_and_partitions() {
        assert_eq!(Region::all().len(), 36);
        let zones = |region: &str| {
            let zones = Place::new("1", region).zones();
            zones.iter().map(|(name, id)| format!("{name}={id}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            zones("eu-west-1"),
            "eu-west-1a=euw1-az1 eu-west-1b=euw1-az2 eu-west-1c=euw1-az3"
        );
        assert_eq!(zones("us-east-1").split(' ').count(), 6);
        assert_eq!(zones("xx-north-9").split(' ').count(), 3);
        for (region, partition, suffix) in [
            ("eu-west-1", "aws", "amazonaws.com"),
            ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
            ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
            ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
            ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ] {
            let place = Place::new("1", region);
            assert_eq!((place.partition(), place.suffix()), (partition, suffix), "{region}");
        }
    }
}

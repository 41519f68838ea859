//! What a unit is mainly about, from the types of its resources: gives its node a colour.

use std::collections::BTreeMap;

/// What a unit is mainly about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Networks, DNS, load balancing, delivery.
    Network,
    /// Containers, instances, functions.
    Compute,
    /// Databases, caches, buckets, registries.
    Data,
    /// Identities, keys, guard rails, audit.
    Security,
    /// Alarms, topics, queues, events.
    Signals,
    /// Everything else.
    Other,
}

impl Family {
    /// All families in the order of the legend.
    pub(super) const ALL: [Self; 6] =
        [Self::Network, Self::Compute, Self::Data, Self::Security, Self::Signals, Self::Other];

    /// Returns the class of the page's style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Network => "net",
            Self::Compute => "cpu",
            Self::Data => "dat",
            Self::Security => "sec",
            Self::Signals => "sig",
            Self::Other => "etc",
        }
    }

    /// Returns the text of the legend.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Compute => "compute",
            Self::Data => "data",
            Self::Security => "security",
            Self::Signals => "alarms and events",
            Self::Other => "other",
        }
    }
}

/// The families by the beginning of a type without `aws_`; the longest match wins.
const PREFIXES: [(&str, Family); 69] = [
    ("accessanalyzer", Family::Security),
    ("account", Family::Security),
    ("acm", Family::Network),
    ("api_gateway", Family::Network),
    ("apigateway", Family::Network),
    ("appautoscaling", Family::Compute),
    ("athena", Family::Data),
    ("autoscaling", Family::Compute),
    ("backup", Family::Data),
    ("batch", Family::Compute),
    ("budgets", Family::Signals),
    ("cloudfront", Family::Network),
    ("cloudtrail", Family::Security),
    ("cloudwatch", Family::Signals),
    ("cognito", Family::Security),
    ("config_", Family::Security),
    ("db_", Family::Data),
    ("default_", Family::Network),
    ("detective", Family::Security),
    ("docdb", Family::Data),
    ("dynamodb", Family::Data),
    ("ebs", Family::Data),
    ("ebs_default", Family::Security),
    ("ebs_encryption", Family::Security),
    ("ebs_snapshot_block", Family::Security),
    ("ec2_", Family::Security),
    ("ec2_client_vpn", Family::Network),
    ("ec2_managed_prefix", Family::Network),
    ("ec2_transit_gateway", Family::Network),
    ("ecr", Family::Data),
    ("ecs", Family::Compute),
    ("efs", Family::Data),
    ("eip", Family::Network),
    ("eks", Family::Compute),
    ("elasticache", Family::Data),
    ("flow_log", Family::Network),
    ("glue", Family::Data),
    ("guardduty", Family::Security),
    ("iam", Family::Security),
    ("inspector", Family::Security),
    ("instance", Family::Compute),
    ("internet_gateway", Family::Network),
    ("kinesis", Family::Data),
    ("kms", Family::Security),
    ("lambda", Family::Compute),
    ("launch_template", Family::Compute),
    ("lb", Family::Network),
    ("macie", Family::Security),
    ("memorydb", Family::Data),
    ("msk", Family::Data),
    ("nat_gateway", Family::Network),
    ("neptune", Family::Data),
    ("network", Family::Network),
    ("opensearch", Family::Data),
    ("organizations", Family::Security),
    ("ram", Family::Security),
    ("rds", Family::Data),
    ("redshift", Family::Data),
    ("route", Family::Network),
    ("s3", Family::Data),
    ("s3_account", Family::Security),
    ("secretsmanager", Family::Security),
    ("securityhub", Family::Security),
    ("sns", Family::Signals),
    ("sqs", Family::Signals),
    ("ssoadmin", Family::Security),
    ("subnet", Family::Network),
    ("vpc", Family::Network),
    ("waf", Family::Security),
];

/// The beginnings of types that nearly every unit has beside what it is about.
const SUPPORT: [&str; 6] =
    ["iam_", "kms_", "cloudwatch_", "security_group", "vpc_security_group", "db_subnet"];

/// Returns the family with the most types of the unit; types that are mere support count only where there is nothing else.
pub(super) fn family(types: &BTreeMap<String, usize>) -> Family {
    let mut scores: BTreeMap<Family, usize> = BTreeMap::new();
    for name in types.keys() {
        let name = name.strip_prefix("aws_").unwrap_or(name);
        let support = SUPPORT.iter().any(|start| name.starts_with(start));
        *scores.entry(family_of(name)).or_default() += if support { 1 } else { 1000 };
    }
    scores
        .into_iter()
        .filter(|(family, _)| *family != Family::Other)
        // The first of equals, for `max_by_key` gives the last.
        .rev()
        .max_by_key(|(_, score)| *score)
        .map_or(Family::Other, |(family, _)| family)
}

fn family_of(name: &str) -> Family {
    PREFIXES
        .iter()
        .filter(|(prefix, _)| name.starts_with(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map_or(Family::Other, |(_, family)| *family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_about_what_most_of_their_types_are_about() {
        let cases = [
            ("aws_vpc aws_subnet aws_flow_log aws_kms_key aws_iam_role", Family::Network),
            ("aws_ecs_cluster aws_autoscaling_group aws_iam_role aws_kms_key", Family::Compute),
            ("aws_rds_cluster aws_db_subnet_group aws_kms_key aws_kms_alias", Family::Data),
            ("aws_iam_account_alias aws_ebs_encryption_by_default", Family::Security),
            ("aws_s3_account_public_access_block", Family::Security),
            ("aws_sns_topic aws_kms_key aws_kms_alias", Family::Signals),
            ("aws_kms_key aws_kms_alias", Family::Security),
            ("aws_cloudwatch_metric_alarm", Family::Signals),
            ("null_resource", Family::Other),
            ("", Family::Other),
        ];
        for (types, expected) in cases {
            let types = types.split_whitespace().map(|name| (name.to_owned(), 1)).collect();
            assert_eq!(family(&types), expected, "{types:?}");
        }
    }
}

//! Kinds: the table of what AWS makes up for objects of well-known types, and rules for all others.

use std::collections::BTreeMap;
use std::sync::OnceLock;

type Table = BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>;

/// Returns the template of an attribute of a type, if the table has it.
pub(crate) fn template(ty: &str, attribute: &str) -> Option<&'static str> {
    table().get(ty)?.get(attribute).copied()
}

/// Tells whether the table has the type.
pub(crate) fn is_known(ty: &str) -> bool {
    table().contains_key(ty)
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::new();
        let mut current = "";
        for line in include_str!("../data/kinds.txt").lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                current = name;
                table.entry(current).or_default();
            } else if line.starts_with('#') {
            } else if let Some((name, template)) = line.split_once(" =") {
                table.entry(current).or_default().insert(name, template.trim_start());
            }
        }
        table
    })
}

/// Iterates over the types and attributes of the table.
#[cfg(test)]
pub(crate) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    table().iter().flat_map(|(ty, names)| names.keys().map(|name| (*ty, *name)))
}

/// The service in ARNs where it is not the first word of the type's name.
const SERVICES: &[(&str, &str)] = &[
    ("alb", "elasticloadbalancing"),
    ("ami", "ec2"),
    ("api_gateway", "apigateway"),
    ("apigatewayv2", "apigateway"),
    ("appautoscaling", "application-autoscaling"),
    ("appintegrations", "app-integrations"),
    ("accessanalyzer", "access-analyzer"),
    ("acmpca", "acm-pca"),
    ("app_cookie", "elasticloadbalancing"),
    ("bedrockagent", "bedrock"),
    ("chimesdkvoice", "chime"),
    ("chimesdkmediapipelines", "chime"),
    ("cloudcontrolapi", "cloudformation"),
    ("cloudfrontkeyvaluestore", "cloudfront"),
    ("cloudwatch_event", "events"),
    ("cloudwatch_log", "logs"),
    ("cloudwatch_query", "logs"),
    ("codestarconnections", "codestar-connections"),
    ("codestarnotifications", "codestar-notifications"),
    ("cognito_identity", "cognito-identity"),
    ("cognito", "cognito-idp"),
    ("codegurureviewer", "codeguru-reviewer"),
    ("codeguruprofiler", "codeguru-profiler"),
    ("customer_gateway", "ec2"),
    ("customerprofiles", "profile"),
    ("db", "rds"),
    ("default", "ec2"),
    ("directory_service", "ds"),
    ("docdbelastic", "docdb-elastic"),
    ("docdb", "rds"),
    ("dx", "directconnect"),
    ("ebs", "ec2"),
    ("ecrpublic", "ecr-public"),
    ("efs", "elasticfilesystem"),
    ("egress", "ec2"),
    ("eip", "ec2"),
    ("elastic_beanstalk", "elasticbeanstalk"),
    ("elasticsearch", "es"),
    ("elb", "elasticloadbalancing"),
    ("emrcontainers", "emr-containers"),
    ("emrserverless", "emr-serverless"),
    ("emr", "elasticmapreduce"),
    ("flow", "ec2"),
    ("inspector2", "inspector2"),
    ("instance", "ec2"),
    ("internet", "ec2"),
    ("internetmonitor", "internetmonitor"),
    ("keyspaces", "cassandra"),
    ("key", "ec2"),
    ("kinesis_analytics", "kinesisanalytics"),
    ("kinesis_firehose", "firehose"),
    ("kinesis_video", "kinesisvideo"),
    ("kinesisanalyticsv2", "kinesisanalytics"),
    ("launch_configuration", "autoscaling"),
    ("launch", "ec2"),
    ("lb", "elasticloadbalancing"),
    ("lexv2models", "lex"),
    ("licensemanager", "license-manager"),
    ("location", "geo"),
    ("media_convert", "mediaconvert"),
    ("media_package", "mediapackage"),
    ("media_store", "mediastore"),
    ("mskconnect", "kafkaconnect"),
    ("msk", "kafka"),
    ("mwaa", "airflow"),
    ("nat", "ec2"),
    ("neptunegraph", "neptune-graph"),
    ("neptune", "rds"),
    ("network_acl", "ec2"),
    ("network_interface", "ec2"),
    ("networkfirewall", "network-firewall"),
    ("opensearchserverless", "aoss"),
    ("opensearch", "es"),
    ("paymentcryptography", "payment-cryptography"),
    ("pinpoint", "mobiletargeting"),
    ("pinpointsmsvoicev2", "sms-voice"),
    ("placement", "ec2"),
    ("prometheus", "aps"),
    ("redshiftserverless", "redshift-serverless"),
    ("resourceexplorer2", "resource-explorer-2"),
    ("resourcegroups", "resource-groups"),
    ("route53_resolver", "route53resolver"),
    ("route53recoverycontrolconfig", "route53-recovery-control"),
    ("route53recoveryreadiness", "route53-recovery-readiness"),
    ("route", "ec2"),
    ("s3control", "s3"),
    ("s3outposts", "s3-outposts"),
    ("security_group", "ec2"),
    ("service_discovery", "servicediscovery"),
    ("serverlessapplicationrepository", "serverlessrepo"),
    ("servicecatalogappregistry", "servicecatalog"),
    ("sesv2", "ses"),
    ("sfn", "states"),
    ("snapshot", "ec2"),
    ("spot", "ec2"),
    ("ssmcontacts", "ssm-contacts"),
    ("ssmincidents", "ssm-incidents"),
    ("ssmquicksetup", "ssm-quicksetup"),
    ("ssoadmin", "sso"),
    ("subnet", "ec2"),
    ("timestreaminfluxdb", "timestream-influxdb"),
    ("timestreamquery", "timestream"),
    ("timestreamwrite", "timestream"),
    ("verifiedaccess", "ec2"),
    ("volume", "ec2"),
    ("vpclattice", "vpc-lattice"),
    ("vpc", "ec2"),
    ("vpn", "ec2"),
    ("wafregional", "waf-regional"),
    ("workspacesweb", "workspaces-web"),
];

/// The services whose ARNs carry no region.
const REGIONLESS: &[&str] = &[
    "account",
    "budgets",
    "ce",
    "cloudfront",
    "globalaccelerator",
    "iam",
    "organizations",
    "route53",
    "shield",
    "waf",
];

/// Returns the service that ARNs of a type name, and the rest of the type's name.
pub(crate) fn service(ty: &str) -> (&str, &str) {
    let name = ty.strip_prefix("aws_").unwrap_or(ty);
    let starts =
        |word: &str| name == word || name.strip_prefix(word).is_some_and(|r| r.starts_with('_'));
    let longest =
        SERVICES.iter().filter(|(word, _)| starts(word)).max_by_key(|(word, _)| word.len());
    let (first, rest) = name.split_once('_').unwrap_or((name, name));
    match longest {
        Some((word, service)) => {
            let rest = name.strip_prefix(word).unwrap_or_default().trim_start_matches('_');
            // Where the first word belongs to the thing (`aws_nat_gateway`), the thing is the whole name.
            let whole = rest.is_empty() || *service == "ec2";
            (service, if whole { name } else { rest })
        }
        None => (first, rest),
    }
}

/// Returns the template of the ARNs of a type that the table does not have.
pub(crate) fn arn_template(ty: &str) -> String {
    let (service, thing) = service(ty);
    let thing = thing.replace('_', "-");
    let head = if REGIONLESS.contains(&service) { "global" } else { "arn" };
    format!("{{${head}:{service}}}:{thing}/{{#label}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_services() {
        for (ty, expected) in [
            ("aws_vpc_ipam", ("ec2", "vpc_ipam")),
            ("aws_nat_gateway", ("ec2", "nat_gateway")),
            ("aws_route53_resolver_rule", ("route53resolver", "rule")),
            ("aws_cloudwatch_log_group", ("logs", "group")),
            ("aws_cloudwatch_metric_alarm", ("cloudwatch", "metric_alarm")),
            ("aws_glue_job", ("glue", "job")),
            ("aws_elb", ("elasticloadbalancing", "elb")),
            ("aws_instance", ("ec2", "instance")),
            ("aws_db_proxy", ("rds", "proxy")),
            ("aws_dbx", ("dbx", "dbx")),
        ] {
            assert_eq!(service(ty), expected, "{ty}");
        }
        assert_eq!(arn_template("aws_glue_job"), "{$arn:glue}:job/{#label}");
        assert_eq!(arn_template("aws_waf_rule"), "{$global:waf}:rule/{#label}");
    }

    #[test]
    fn the_table_is_read() {
        assert_eq!(template("aws_vpc", "id"), Some("vpc-{#hex17}"));
        assert_eq!(template("aws_eip", "ptr_record"), Some(""));
        assert_eq!(template("aws_vpc", "nothing"), None);
        assert!(is_known("aws_lb") && !is_known("aws_nothing"));
    }
}

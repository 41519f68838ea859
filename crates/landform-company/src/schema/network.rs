//! Environments and their networks.

use super::Default::{Bool, Derived, List, Required, Text, Whole};
use super::{BlockSchema, ENVIRONMENTS, Kind, NAME, SIZES, attribute};
use crate::grammar;

const TYPES: &[&str] = &["ecs-fargate", "ecs-ec2", "asg"];

pub(super) static VPN: BlockSchema = BlockSchema {
    name: "vpn",
    label: None,
    required: false,
    doc: "An OpenVPN server in each environment. Without the block there is none: Session Manager reaches hosts without one.",
    attributes: &[
        attribute(
            "allow",
            Kind::List(&Kind::Text(&grammar::CIDR)),
            Required,
            r#"["203.0.113.0/24"]"#,
            "Addresses from which clients connect; `0.0.0.0/0` lets anyone knock.",
        ),
        attribute(
            "clients",
            Kind::Text(&grammar::CIDR),
            Text("172.16.0.0/16"),
            r#""172.20.0.0/16""#,
            "Range from which clients get their addresses, a part of it in each environment.",
        ),
        attribute(
            "image",
            Kind::Text(&grammar::MACHINE_IMAGE),
            Derived("the newest `openvpn-server-*` of the shared account, at every plan"),
            r#""ami-0123456789abcdef0""#,
            "Machine image of the servers.",
        ),
        attribute(
            "image_key_id",
            Kind::Text(&grammar::KEY_ID),
            Derived("not known"),
            r#""1234abcd-12ab-34cd-56ef-1234567890ab""#,
            "Key of the shared account that encrypts the image, once it exists (end of the output `kms_key_arn` of `image-pipeline`): then Auto Scaling of the environment's account may use it. Without it, no server starts from an encrypted image of another account.",
        ),
        ENVIRONMENTS,
    ],
};

pub(super) static NETWORK: BlockSchema = BlockSchema {
    name: "network",
    label: None,
    required: false,
    doc: "The address space from which environments get their ranges, in the order of the file and around those that name one.",
    attributes: &[
        attribute(
            "cidr",
            Kind::Text(&grammar::CIDR),
            Text("10.0.0.0/8"),
            r#""10.64.0.0/10""#,
            "The whole space.",
        ),
        attribute(
            "environment_bits",
            Kind::Whole(16, 22),
            Whole(16),
            "18",
            "Prefix length of the range of one environment.",
        ),
        attribute(
            "connect",
            Kind::Choice(&["none", "peering", "transit-gateway"]),
            Text("none"),
            r#""transit-gateway""#,
            "How networks and the management network in the shared account reach each other: not at all, by a peering each, or through one transit gateway. Networks of environments never reach each other.",
        ),
        attribute(
            "transit_gateway_id",
            Kind::Text(&grammar::TRANSIT_GATEWAY),
            Derived("not known"),
            r#""tgw-0123456789abcdef0""#,
            "Its id, once it exists: then the networks of the environments are attached to it.",
        ),
        attribute(
            "management_vpc_id",
            Kind::Text(&grammar::VPC),
            Derived("not known"),
            r#""vpc-0123456789abcdef0""#,
            "Id of the management network, once it exists: then the private zones of the environments let it in.",
        ),
    ],
};

pub(super) static COMPUTE: BlockSchema = BlockSchema {
    name: "compute",
    label: None,
    required: false,
    doc: "What containers run on.",
    attributes: &[
        attribute(
            "type",
            Kind::Choice(TYPES),
            Text("ecs-fargate"),
            r#""ecs-ec2""#,
            "`ecs-fargate`: no machines to look after; `ecs-ec2`: containers on instances of the company's own; `asg`: each service on instances of its own, without ECS.",
        ),
        attribute(
            "instance_type",
            Kind::Text(&grammar::INSTANCE_TYPE),
            Text("m7i.large"),
            r#""m7i.xlarge""#,
            "Type of the instances (x86-64).",
        ),
        attribute("min", Kind::Whole(0, 1000), Whole(2), "3", "Fewest instances of a cluster."),
        attribute("max", Kind::Whole(1, 1000), Whole(6), "12", "Most instances of a cluster."),
    ],
};

pub(super) static ENVIRONMENT: BlockSchema = BlockSchema {
    name: "environment",
    label: Some(&grammar::NAME),
    required: false,
    doc: "A network with everything that runs in it. Without any block there are `dev`, `stage` and `prod`; with one, exactly those that are declared.",
    attributes: &[
        attribute(
            "account",
            NAME,
            Derived("the account of the same name"),
            r#""dev""#,
            "Account of role `workload` that it lives in.",
        ),
        attribute(
            "region",
            Kind::Text(&grammar::REGION),
            Derived("`region` of the company"),
            r#""eu-central-1""#,
            "Region that it lives in.",
        ),
        attribute(
            "size",
            Kind::Choice(SIZES),
            Derived(
                "by its name: `prod`, `production`, `live` are `production`; `dev`, `development`, `test`, `sandbox` are `small`; else `standard`",
            ),
            r#""production""#,
            "How much it can bear: gateways, instances, replicas, protection, retention and the bounds of scaling.",
        ),
        attribute(
            "domain",
            Kind::Text(&grammar::DOMAIN),
            Derived("`<name>.<domain of the company>`"),
            r#""acme.example""#,
            "Domain of its public zone.",
        ),
        attribute(
            "name_servers",
            Kind::List(&Kind::Text(&grammar::DOMAIN)),
            List(&[]),
            r#"["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"]"#,
            "Name servers of that zone, once it exists: then the zone of the company delegates to it.",
        ),
        attribute(
            "transit_gateway_attachment_id",
            Kind::Text(&grammar::ATTACHMENT),
            Derived("not known"),
            r#""tgw-attach-0123456789abcdef0""#,
            "Attachment of its network to the transit gateway, once it exists: then it is accepted and has routes.",
        ),
        attribute(
            "vpc_id",
            Kind::Text(&grammar::VPC),
            Derived("not known"),
            r#""vpc-0123456789abcdef0""#,
            "Id of its network, once it exists: with `connect = \"peering\"`, the management network then asks for the peering.",
        ),
        attribute(
            "peering_id",
            Kind::Text(&grammar::PEERING),
            Derived("not known"),
            r#""pcx-0123456789abcdef0""#,
            "Its peering with the management network, once it exists: then it is accepted and has routes.",
        ),
        attribute(
            "private_zone_id",
            Kind::Text(&grammar::ZONE),
            Derived("not known"),
            r#""Z0123456789ABCDEFGHIJ""#,
            "Id of its private zone, once it exists: then the zone also answers in the management network.",
        ),
        attribute(
            "cidr",
            Kind::Text(&grammar::CIDR),
            Derived("the first free range of `network`"),
            r#""10.4.0.0/16""#,
            "IPv4 range of its network, from /16 to /22.",
        ),
        attribute(
            "zones",
            Kind::Whole(2, 6),
            Derived("3, or as many as the region has"),
            "2",
            "Availability zones in use.",
        ),
        attribute(
            "nat",
            Kind::Choice(&["single", "per_zone", "none"]),
            Derived("by size: `single`, `single`, `per_zone`"),
            r#""per_zone""#,
            "Gateways to the internet. With `none`, services need interface endpoints to start.",
        ),
        attribute(
            "protect",
            Kind::Bool,
            Derived("by size: `false`, `true`, `true`"),
            "true",
            "Whether load balancers and databases refuse to be deleted.",
        ),
        attribute(
            "log_retention_days",
            Kind::Choice(&["30", "60", "90", "120", "150", "180", "365", "400", "545", "731"]),
            Derived("by size: 30, 90, 365"),
            "180",
            "Days that logs are kept in CloudWatch.",
        ),
        attribute(
            "dns_query_logs",
            Kind::Bool,
            Derived("by size: `false`, `false`, `true`"),
            "true",
            "Whether every name that machines look up is recorded, so that data which leaves through DNS leaves a trace.",
        ),
        attribute(
            "waf",
            Kind::Bool,
            Bool(true),
            "false",
            "Whether a firewall with the rules of AWS stands before the public load balancer; without it every request reaches the services.",
        ),
        attribute(
            "compute",
            Kind::Choice(TYPES),
            Derived("`type` of `compute`"),
            r#""ecs-ec2""#,
            "What its containers run on.",
        ),
    ],
};

pub(super) static CERTIFICATE: BlockSchema = BlockSchema {
    name: "certificate",
    label: Some(&grammar::NAME),
    required: false,
    doc: "A further certificate of each environment, beside the one that its load balancers have.",
    attributes: &[
        attribute(
            "hosts",
            Kind::List(&Kind::Text(&grammar::HOST)),
            Required,
            r#"["cdn.{domain}"]"#,
            "Names in it, in the zone of the environment; `{domain}` stands for its domain.",
        ),
        attribute(
            "cloudfront",
            Kind::Bool,
            Bool(false),
            "true",
            "Whether it is for CloudFront, which takes certificates of us-east-1 only.",
        ),
        ENVIRONMENTS,
    ],
};

//! The blocks and attributes of the company file as data: the reader, the reference page and the JSON schema all come from here.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use crate::grammar::{self, Grammar};

/// One kind of block.
#[derive(Debug)]
pub struct BlockSchema {
    /// The word that opens the block.
    pub name: &'static str,
    /// The grammar of its label; `None` if it has none.
    pub label: Option<&'static Grammar>,
    /// Whether the file must have one, and may have only one.
    pub required: bool,
    /// What it describes.
    pub doc: &'static str,
    /// Its attributes, in the order in which they are best written.
    pub attributes: &'static [AttributeSchema],
}

impl BlockSchema {
    /// Returns the attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&'static AttributeSchema> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// One attribute.
#[derive(Debug)]
pub struct AttributeSchema {
    /// The name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What stands in for it when it is left out.
    pub default: Default,
    /// A value as it would be written.
    pub example: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string of a grammar.
    Text(&'static Grammar),
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A number between two bounds, in steps of one half.
    Halves(i64, i64),
    /// `true` or `false`.
    Bool,
    /// A list of values of one kind, without repetition.
    List(&'static Self),
    /// Values of one kind by keys of a grammar.
    Map(&'static Grammar, &'static Self),
}

/// What stands in for an attribute that is left out.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// Nothing: it must be written.
    Required,
    /// What the text says, decided from the rest of the file.
    Derived(&'static str),
    /// A string.
    Text(&'static str),
    /// A whole number.
    Whole(i64),
    /// A truth value.
    Bool(bool),
    /// A list of strings.
    List(&'static [&'static str]),
    /// An empty map.
    Empty,
}

use self::Default::{Bool, Derived, Empty, List, Required, Text, Whole};

const fn attribute(
    name: &'static str,
    kind: Kind,
    default: Default,
    example: &'static str,
    doc: &'static str,
) -> AttributeSchema {
    AttributeSchema { name, kind, default, example, doc }
}

/// The roles that an account may have.
pub const ROLES: &[&str] = &["management", "security", "logs", "shared", "workload"];
/// The groups that people can be in.
pub const USER_GROUPS: [&str; 5] =
    ["administrators", "billing", "developers", "read-only", "support"];
/// The ways in which people get in.
pub const ACCESS: &[&str] = &["identity-center", "iam-users", "none"];
/// The sizes of an environment.
pub const SIZES: &[&str] = &["small", "standard", "production"];

const COMPUTE: &[&str] = &["ecs-fargate", "ecs-ec2", "asg"];
const NAME: Kind = Kind::Text(&grammar::NAME);
const NAMES: Kind = Kind::List(&NAME);
const CAPACITY: Kind = Kind::Halves(0, 256);
const CPU: Kind = Kind::Choice(&["256", "512", "1024", "2048", "4096", "8192", "16384"]);
const BUCKETS: AttributeSchema = attribute(
    "buckets",
    NAMES,
    List(&[]),
    r#"["uploads"]"#,
    "Buckets whose objects it reads and writes.",
);
const ENVIRONMENTS: AttributeSchema =
    attribute("environments", NAMES, Derived("all"), r#"["prod"]"#, "Environments that have it.");

/// All blocks, in the order in which they are best written.
pub(crate) static SCHEMA: [BlockSchema; 15] = [
    BlockSchema {
        name: "company",
        label: Some(&grammar::COMPANY_NAME),
        required: true,
        doc: "The company. Its label is the prefix of every name in AWS.",
        attributes: &[
            attribute(
                "domain",
                Kind::Text(&grammar::DOMAIN),
                Required,
                r#""acme.example""#,
                "Domain under which each environment gets a zone of its own.",
            ),
            attribute(
                "region",
                Kind::Text(&grammar::REGION),
                Required,
                r#""us-east-1""#,
                "Region of everything that names no other.",
            ),
            attribute(
                "account_email",
                Kind::Text(&grammar::EMAIL_PATTERN),
                Required,
                r#""aws+{account}@acme.example""#,
                "Address of the owner of each account; `{account}` stands for its name. No two accounts in AWS can share one.",
            ),
            attribute(
                "repository",
                Kind::Text(&grammar::REPOSITORY),
                Required,
                r#""acme/infrastructure-live""#,
                "Repository that holds the generated code.",
            ),
            attribute(
                "alert_emails",
                Kind::List(&Kind::Text(&grammar::EMAIL)),
                Required,
                r#"["platform@acme.example"]"#,
                "Addresses that get every alarm.",
            ),
            attribute(
                "bucket_prefix",
                Kind::Text(&grammar::COMPANY_NAME),
                Derived("the name of the company"),
                r#""acme-example""#,
                "Prefix of bucket names, which are unique in all of AWS: for a name that somebody else has taken.",
            ),
            attribute(
                "samples",
                Kind::Bool,
                Bool(true),
                "false",
                "Whether a file without any `service`, `database` or `cache` gets the sample ones.",
            ),
            attribute(
                "tags",
                Kind::Map(&grammar::TAG_KEY, &Kind::Text(&grammar::TAG_VALUE)),
                Empty,
                r#"{ owner = "platform" }"#,
                "Tags of every resource, beside `company`, `account` and `repository`.",
            ),
            attribute(
                "cis",
                Kind::Bool,
                Bool(false),
                "true",
                "Whether all of CIS AWS Foundations 3.0 that code can meet is on: also what costs more, such as the recording of every change in every account and of reads and writes of objects.",
            ),
        ],
    },
    BlockSchema {
        name: "account",
        label: Some(&grammar::NAME),
        required: false,
        doc: "An account of AWS. Those of the roles `management`, `security`, `logs` and `shared` exist without a block (`management`, `security`, `logs`, `shared-services`); a block with such a role replaces the one that has it. Each environment has a `workload` account of its own name unless it names another.",
        attributes: &[
            attribute(
                "role",
                Kind::Choice(ROLES),
                Derived("by its name; else `workload`"),
                r#""workload""#,
                "What the account is for.",
            ),
            attribute(
                "email",
                Kind::Text(&grammar::EMAIL),
                Derived("`account_email` of the company"),
                r#""root@acme.example""#,
                "Address of its owner.",
            ),
            attribute(
                "id",
                Kind::Text(&grammar::ACCOUNT_ID),
                Derived("kept in `accounts.json` once the account exists"),
                r#""123456789012""#,
                "Its number, for an account that exists already.",
            ),
        ],
    },
    BlockSchema {
        name: "organization",
        label: None,
        required: false,
        doc: "The organization of the accounts: what no account may do, and what may be spent.",
        attributes: &[
            attribute(
                "manage",
                Kind::Bool,
                Bool(true),
                "false",
                "Whether the organization, its accounts and its guardrails are units of the live repo; with `false` they are somebody else's.",
            ),
            attribute(
                "id",
                Kind::Text(&grammar::ORGANIZATION_ID),
                Derived("not known"),
                r#""o-a1b2c3d4e5""#,
                "Its id, once it exists: then the logs of its trail can be queried, and what is shared is narrowed to its members.",
            ),
            attribute(
                "regions",
                Kind::List(&Kind::Text(&grammar::REGION)),
                Derived("the regions in use, and that of global services"),
                r#"["eu-central-1", "us-east-1"]"#,
                "Regions in which accounts may do anything; in all others everything is denied.",
            ),
            attribute(
                "monthly_budget",
                Kind::Whole(1, 100_000_000),
                Whole(3000),
                "5000",
                "US dollars that all accounts together are expected to cost in a month: `alert_emails` hear of it before it is reached, and of unusual costs at once.",
            ),
        ],
    },
    BlockSchema {
        name: "security_contact",
        label: None,
        required: false,
        doc: "Whom AWS calls about the security of any account, beside the owner of its address.",
        attributes: &[
            attribute("name", Kind::Text(&grammar::TEXT), Required, r#""Security Team""#, "Name."),
            attribute("title", Kind::Text(&grammar::TEXT), Text("Security"), r#""CISO""#, "Title."),
            attribute(
                "email",
                Kind::Text(&grammar::EMAIL),
                Required,
                r#""security@acme.example""#,
                "Address.",
            ),
            attribute(
                "phone",
                Kind::Text(&grammar::PHONE),
                Required,
                r#""+1 555 0100""#,
                "Telephone number.",
            ),
        ],
    },
    BlockSchema {
        name: "access",
        label: None,
        required: false,
        doc: "How people get in.",
        attributes: &[
            attribute(
                "type",
                Kind::Choice(ACCESS),
                Text("identity-center"),
                r#""iam-users""#,
                "`identity-center`: groups and permission sets of IAM Identity Center, which must be enabled once by hand; `iam-users`: users and groups in the security account, which take on roles of the other accounts with a second factor; `none`: somebody else's.",
            ),
            attribute(
                "users",
                Kind::Map(&grammar::USER_NAME, &Kind::List(&Kind::Choice(&USER_GROUPS))),
                Empty,
                r#"{ "ada.lovelace" = ["developers"] }"#,
                "With `iam-users`: the users, and the groups of each, which are the same as the permission sets of `identity-center`.",
            ),
        ],
    },
    BlockSchema {
        name: "pipeline",
        label: None,
        required: false,
        doc: "What GitHub Actions may do: plan for every pull request, and apply from one branch, with roles that need no keys.",
        attributes: &[attribute(
            "branch",
            Kind::Text(&grammar::BRANCH),
            Text("main"),
            r#""main""#,
            "Branch of `repository` from which changes are applied; no other branch and no fork can.",
        )],
    },
    BlockSchema {
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
            ENVIRONMENTS,
        ],
    },
    BlockSchema {
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
                Kind::Choice(&["none", "transit-gateway"]),
                Text("none"),
                r#""transit-gateway""#,
                "Whether there is a transit gateway in the shared account, through which networks reach the management network there, but not each other.",
            ),
            attribute(
                "transit_gateway_id",
                Kind::Text(&grammar::TRANSIT_GATEWAY),
                Derived("not known"),
                r#""tgw-0123456789abcdef0""#,
                "Its id, once it exists: then the networks of the environments are attached to it.",
            ),
        ],
    },
    BlockSchema {
        name: "compute",
        label: None,
        required: false,
        doc: "What containers run on.",
        attributes: &[
            attribute(
                "type",
                Kind::Choice(COMPUTE),
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
    },
    BlockSchema {
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
                "waf",
                Kind::Bool,
                Bool(true),
                "false",
                "Whether a firewall with the rules of AWS stands before the public load balancer; without it every request reaches the services.",
            ),
            attribute(
                "compute",
                Kind::Choice(COMPUTE),
                Derived("`type` of `compute`"),
                r#""ecs-ec2""#,
                "What its containers run on.",
            ),
        ],
    },
    BlockSchema {
        name: "service",
        label: Some(&grammar::NAME),
        required: false,
        doc: "A container that runs behind a load balancer. Without any block there are the samples `web` (public) and `api` (internal, with the database and cache `main`).",
        attributes: &[
            attribute(
                "image",
                Kind::Text(&grammar::IMAGE),
                Required,
                r#""ecr:shop:v1.4.2""#,
                "Image with tag or digest; `ecr:<repository>:<tag>` is one in the company's own registry.",
            ),
            attribute(
                "images",
                Kind::Map(&grammar::NAME, &Kind::Text(&grammar::IMAGE)),
                Empty,
                r#"{ prod = "ecr:shop:v1.4.1" }"#,
                "Image by environment, where it differs.",
            ),
            attribute(
                "port",
                Kind::Whole(1, 65535),
                Whole(8080),
                "3000",
                "Port on which the container listens.",
            ),
            attribute(
                "public",
                Kind::Bool,
                Bool(false),
                "true",
                "Whether it is reachable from the internet, or inside its network only.",
            ),
            attribute(
                "paths",
                Kind::List(&Kind::Text(&grammar::PATH)),
                List(&["/*"]),
                r#"["/api/*"]"#,
                "Paths of requests that it answers.",
            ),
            attribute(
                "hosts",
                Kind::List(&Kind::Text(&grammar::HOST)),
                Derived("public: any; internal: `<name>.internal.{domain}`"),
                r#"["shop.{domain}"]"#,
                "Hosts of requests that it answers; `{domain}` stands for the domain of the environment. Each gets its DNS record.",
            ),
            attribute(
                "priority",
                Kind::Whole(1, 50000),
                Derived("in the order of the file, those that answer everything last"),
                "10",
                "Place among the rules of the load balancer; the lowest number is asked first.",
            ),
            attribute(
                "health_check_path",
                Kind::Text(&grammar::PATH),
                Text("/"),
                r#""/health""#,
                "Path that answers 2xx when the container is well.",
            ),
            attribute(
                "cpu",
                CPU,
                Text("256"),
                "1024",
                "Processor units of one task; 1024 are one virtual processor.",
            ),
            attribute(
                "memory",
                Kind::Whole(512, 122_880),
                Derived("twice `cpu`"),
                "2048",
                "Memory of one task in MiB.",
            ),
            attribute(
                "min",
                Kind::Whole(0, 1000),
                Derived("by size: 1, 2, 3"),
                "2",
                "Fewest tasks.",
            ),
            attribute(
                "max",
                Kind::Whole(1, 1000),
                Derived("by size: 2, 6, 12, and not below `min`"),
                "20",
                "Most tasks.",
            ),
            attribute(
                "environment",
                Kind::Map(&grammar::VARIABLE, &Kind::Text(&grammar::TEXT)),
                Empty,
                r#"{ LOG_LEVEL = "info" }"#,
                "Environment variables. Nothing secret: whoever may look at a task reads them.",
            ),
            attribute(
                "writable_paths",
                Kind::List(&Kind::Text(&grammar::FOLDER)),
                List(&["/tmp"]),
                r#"["/tmp", "/var/cache"]"#,
                "Folders that the container may write to; the rest of its file system is read-only.",
            ),
            attribute(
                "databases",
                NAMES,
                List(&[]),
                r#"["main"]"#,
                "Databases that it connects to.",
            ),
            attribute("caches", NAMES, List(&[]), r#"["main"]"#, "Caches that it connects to."),
            BUCKETS,
            ENVIRONMENTS,
        ],
    },
    BlockSchema {
        name: "task",
        label: Some(&grammar::NAME),
        required: false,
        doc: "A container that runs by the clock, on Fargate.",
        attributes: &[
            attribute(
                "image",
                Kind::Text(&grammar::IMAGE),
                Required,
                r#""ecr:report:v1.0.0""#,
                "Image with tag or digest, as for a service.",
            ),
            attribute(
                "schedule",
                Kind::Text(&grammar::SCHEDULE),
                Required,
                r#""cron(0 3 * * ? *)""#,
                "When it runs, in UTC; once a day at least, or its absence raises an alarm.",
            ),
            attribute(
                "command",
                Kind::List(&Kind::Text(&grammar::TEXT)),
                List(&[]),
                r#"["report", "--daily"]"#,
                "What the container runs instead of its own command.",
            ),
            attribute(
                "cpu",
                CPU,
                Text("256"),
                "1024",
                "Processor units; 1024 are one virtual processor.",
            ),
            attribute(
                "memory",
                Kind::Whole(512, 122_880),
                Derived("twice `cpu`"),
                "2048",
                "Memory in MiB.",
            ),
            attribute(
                "environment",
                Kind::Map(&grammar::VARIABLE, &Kind::Text(&grammar::TEXT)),
                Empty,
                r#"{ LOG_LEVEL = "info" }"#,
                "Environment variables. Nothing secret.",
            ),
            attribute(
                "databases",
                NAMES,
                List(&[]),
                r#"["main"]"#,
                "Databases that it connects to.",
            ),
            attribute("caches", NAMES, List(&[]), r#"["main"]"#, "Caches that it connects to."),
            BUCKETS,
            ENVIRONMENTS,
        ],
    },
    BlockSchema {
        name: "bucket",
        label: Some(&grammar::NAME),
        required: false,
        doc: "A bucket for objects, one in each environment: encrypted, versioned, closed to the public.",
        attributes: &[
            attribute(
                "expire_days",
                Kind::Whole(1, 36_500),
                Derived("never"),
                "90",
                "Days after which objects are deleted.",
            ),
            ENVIRONMENTS,
        ],
    },
    BlockSchema {
        name: "database",
        label: Some(&grammar::NAME),
        required: false,
        doc: "An Aurora cluster, one in each environment. Without any block there is the sample `main`.",
        attributes: &[
            attribute(
                "engine",
                Kind::Choice(&["postgresql", "mysql"]),
                Text("postgresql"),
                r#""mysql""#,
                "Engine.",
            ),
            attribute(
                "version",
                Kind::Text(&grammar::VERSION),
                Derived("the newest that the module knows"),
                r#""17""#,
                "Version of the engine.",
            ),
            attribute(
                "database_name",
                Kind::Text(&grammar::DATABASE_NAME),
                Derived("its name, with `_` for `-`"),
                r#""shop""#,
                "Database that is made with the cluster.",
            ),
            attribute(
                "min_capacity",
                CAPACITY,
                Derived("by size: 0.5, 0.5, 1"),
                "2",
                "Least capacity in units of about 2 GB; with 0 it sleeps when idle.",
            ),
            attribute(
                "max_capacity",
                CAPACITY,
                Derived("by size: 2, 4, 16, and not below `min_capacity`"),
                "32",
                "Most capacity.",
            ),
            attribute(
                "instance_class",
                Kind::Text(&grammar::DATABASE_CLASS),
                Derived("serverless"),
                r#""db.r7g.large""#,
                "Class of the instances, instead of serverless capacity.",
            ),
            attribute(
                "instances",
                Kind::Whole(1, 16),
                Derived("by size: 1, 2, 2"),
                "3",
                "Instances; the first one writes.",
            ),
            ENVIRONMENTS,
        ],
    },
    BlockSchema {
        name: "cache",
        label: Some(&grammar::NAME),
        required: false,
        doc: "An ElastiCache replication group, one in each environment. Without any block there is the sample `main`.",
        attributes: &[
            attribute(
                "engine",
                Kind::Choice(&["valkey", "redis"]),
                Text("valkey"),
                r#""redis""#,
                "Engine.",
            ),
            attribute(
                "version",
                Kind::Text(&grammar::VERSION),
                Derived("the newest that the module knows"),
                r#""8.0""#,
                "Version of the engine.",
            ),
            attribute(
                "node_type",
                Kind::Text(&grammar::CACHE_TYPE),
                Derived("by size: `cache.t4g.micro`, `cache.t4g.small`, `cache.r7g.large`"),
                r#""cache.r7g.large""#,
                "Type of the nodes.",
            ),
            attribute(
                "replicas",
                Kind::Whole(0, 5),
                Derived("by size: 0, 1, 2"),
                "1",
                "Replicas beside the primary node.",
            ),
            ENVIRONMENTS,
        ],
    },
];

/// Returns the blocks of the company file.
pub fn schema() -> &'static [BlockSchema] {
    &SCHEMA
}

/// Returns the block that every file has.
pub(crate) fn company() -> &'static BlockSchema {
    let [company, ..] = &SCHEMA;
    company
}

/// Returns the block of that name.
pub(crate) fn block(name: &str) -> Option<&'static BlockSchema> {
    SCHEMA.iter().find(|block| block.name == name)
}

impl Kind {
    /// Returns the kind in words: `list of regions`.
    pub fn words(&self) -> String {
        match self {
            Self::Text(grammar) => grammar.noun.to_owned(),
            Self::Choice(words) => one_of(words),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Self::Halves(least, most) => {
                format!("a number from {least} to {most} in steps of 0.5")
            }
            Self::Bool => "`true` or `false`".to_owned(),
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Map(key, item) => {
                format!("a map, each key {}, each value {}", key.noun, item.words())
            }
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(grammar) => json!({ "type": "string", "pattern": grammar.pattern }),
            // Numbers among the words may be written without quotes.
            Self::Choice(words) if words.iter().all(|word| word.parse::<i64>().is_ok()) => {
                let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
                json!({ "enum": numbers })
            }
            Self::Choice(words) => json!({ "enum": words }),
            Self::Whole(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Self::Halves(least, most) => {
                json!({ "type": "number", "minimum": least, "maximum": most, "multipleOf": 0.5 })
            }
            Self::Bool => json!({ "type": "boolean" }),
            Self::List(item) => {
                json!({ "type": "array", "items": item.json(), "uniqueItems": true })
            }
            Self::Map(key, item) => json!({
                "type": "object",
                "propertyNames": { "pattern": key.pattern },
                "additionalProperties": item.json(),
            }),
        }
    }
}

/// Returns the words as "`a`, `b` or `c`".
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

impl Default {
    /// Returns the string that it is.
    pub(crate) fn text(self) -> Option<&'static str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the default as the reference shows it; `None` if the attribute must be written.
    pub fn words(&self) -> Option<String> {
        Some(match self {
            Self::Required => return None,
            Self::Derived(text) => (*text).to_owned(),
            Self::Text(text) => format!("`\"{text}\"`"),
            Self::Whole(number) => format!("`{number}`"),
            Self::Bool(truth) => format!("`{truth}`"),
            Self::List(items) => {
                let quoted: Vec<_> = items.iter().map(|item| format!("\"{item}\"")).collect();
                format!("`[{}]`", quoted.join(", "))
            }
            Self::Empty => "`{}`".to_owned(),
        })
    }
}

/// Returns the reference of the company file, as Markdown: a section for each block with a table of its attributes.
pub fn reference() -> String {
    let mut page = String::new();
    for block in &SCHEMA {
        let label = block.label.map_or(String::new(), |_| " \"<name>\"".to_owned());
        let _ = writeln!(page, "## `{}{label}`\n\n{}\n", block.name, block.doc);
        page.push_str(
            "| attribute | value | default | example | meaning |\n|---|---|---|---|---|\n",
        );
        for attribute in block.attributes {
            let default = attribute.default.words().unwrap_or_else(|| "required".to_owned());
            let _ = writeln!(
                page,
                "| `{}` | {} | {default} | `{}` | {} |",
                attribute.name,
                attribute.kind.words(),
                attribute.example,
                attribute.doc
            );
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// Returns the JSON schema of the company file in its JSON form, for editors.
pub fn json_schema() -> Json {
    let blocks: Map<String, Json> =
        SCHEMA.iter().map(|block| (block.name.to_owned(), block_json(block))).collect();
    let required: Vec<_> = SCHEMA.iter().filter(|b| b.required).map(|b| b.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Landform company file",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": blocks,
    })
}

fn block_json(block: &BlockSchema) -> Json {
    let attribute = |one: &AttributeSchema| {
        let mut json = one.kind.json();
        if let Some(object) = json.as_object_mut() {
            object.insert("description".to_owned(), one.doc.into());
        }
        (one.name.to_owned(), json)
    };
    let properties: Map<String, Json> = block.attributes.iter().map(attribute).collect();
    let required: Vec<_> = block
        .attributes
        .iter()
        .filter(|one| matches!(one.default, Default::Required))
        .map(|one| one.name)
        .collect();
    let body = json!({
        "type": "object",
        "description": block.doc,
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    });
    match block.label {
        None => body,
        Some(grammar) => json!({
            "type": "object",
            "description": block.doc,
            "propertyNames": { "pattern": grammar.pattern },
            "maxProperties": if block.required { json!(1) } else { json!(1000) },
            "additionalProperties": body,
        }),
    }
}

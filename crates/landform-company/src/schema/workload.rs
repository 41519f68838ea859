//! What runs in environments, and where it keeps things.

use super::Default::{Bool, Derived, Empty, List, Required, Text, Whole};
use super::{AttributeSchema, BlockSchema, ENVIRONMENTS, Kind, NAME, NAMES, attribute};
use crate::grammar;

const CAPACITY: Kind = Kind::Halves(0, 256);
const CPU: Kind = Kind::Choice(&["256", "512", "1024", "2048", "4096", "8192", "16384"]);
const BUCKETS: AttributeSchema = attribute(
    "buckets",
    NAMES,
    List(&[]),
    r#"["uploads"]"#,
    "Buckets whose objects it reads and writes.",
);

pub(super) static SERVICE: BlockSchema = BlockSchema {
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
        attribute("min", Kind::Whole(0, 1000), Derived("by size: 1, 2, 3"), "2", "Fewest tasks."),
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
            "secrets",
            Kind::Map(&grammar::VARIABLE, &NAME),
            Empty,
            r#"{ PAYMENT_KEY = "payment-key" }"#,
            "Environment variables that hold the values of secrets.",
        ),
        attribute(
            "writable_paths",
            Kind::List(&Kind::Text(&grammar::FOLDER)),
            List(&["/tmp"]),
            r#"["/tmp", "/var/cache"]"#,
            "Folders that the container may write to; the rest of its file system is read-only.",
        ),
        attribute("databases", NAMES, List(&[]), r#"["main"]"#, "Databases that it connects to."),
        attribute("caches", NAMES, List(&[]), r#"["main"]"#, "Caches that it connects to."),
        BUCKETS,
        ENVIRONMENTS,
    ],
};

pub(super) static TASK: BlockSchema = BlockSchema {
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
            "secrets",
            Kind::Map(&grammar::VARIABLE, &NAME),
            Empty,
            r#"{ PAYMENT_KEY = "payment-key" }"#,
            "Environment variables that hold the values of secrets.",
        ),
        attribute("databases", NAMES, List(&[]), r#"["main"]"#, "Databases that it connects to."),
        attribute("caches", NAMES, List(&[]), r#"["main"]"#, "Caches that it connects to."),
        BUCKETS,
        ENVIRONMENTS,
    ],
};

pub(super) static CHECK: BlockSchema = BlockSchema {
    name: "check",
    label: Some(&grammar::CHECK_NAME),
    required: false,
    doc: "A script that tries an environment from outside again and again, as a user would (CloudWatch Synthetics). Put its zip file into the bucket before the check is applied.",
    attributes: &[
        attribute(
            "bucket",
            NAME,
            Required,
            r#""check-code""#,
            "Bucket with the code; all checks of an environment have the same one.",
        ),
        attribute(
            "key",
            Kind::Text(&grammar::ZIP_KEY),
            Required,
            r#""login.zip""#,
            "Zip file in the bucket.",
        ),
        attribute(
            "handler",
            Kind::Text(&grammar::HANDLER),
            Text("index.handler"),
            r#""login.handler""#,
            "What is called in it.",
        ),
        attribute(
            "every_minutes",
            Kind::Whole(1, 60),
            Whole(5),
            "15",
            "Minutes from one run to the next; a run may take a minute.",
        ),
        ENVIRONMENTS,
    ],
};

pub(super) static SECRET: BlockSchema = BlockSchema {
    name: "secret",
    label: Some(&grammar::NAME),
    required: false,
    doc: "A secret, one in each environment, for the services and tasks that name it. Its value is put by a person, never by code; until then nothing that names it starts.",
    attributes: &[
        attribute(
            "description",
            Kind::Text(&grammar::TEXT),
            Required,
            r#""key of the payment provider""#,
            "What it is for.",
        ),
        ENVIRONMENTS,
    ],
};

pub(super) static BUCKET: BlockSchema = BlockSchema {
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
};

pub(super) static DATABASE: BlockSchema = BlockSchema {
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
            "data_api",
            Kind::Bool,
            Derived("`true`; `false` for classes `db.t` and outside the partition `aws`"),
            "false",
            "Whether administrators can send statements through the API of AWS, with their role and the administrator's secret: so the first user of a database is made without a way into its network.",
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
};

pub(super) static CACHE: BlockSchema = BlockSchema {
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
};

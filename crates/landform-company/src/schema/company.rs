//! What there is once: the company, its accounts, and the ways in.

use super::Default::{Bool, Derived, Empty, Required, Text, Whole};
use super::{BlockSchema, Kind, NAMES, ROLES, USER_GROUPS, attribute};
use crate::grammar;

pub(super) static COMPANY: BlockSchema = BlockSchema {
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
};

pub(super) static ACCOUNT: BlockSchema = BlockSchema {
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
};

pub(super) static ORGANIZATION: BlockSchema = BlockSchema {
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
};

pub(super) static SECURITY_CONTACT: BlockSchema = BlockSchema {
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
};

pub(super) static ACCESS: BlockSchema = BlockSchema {
    name: "access",
    label: None,
    required: false,
    doc: "How people get in.",
    attributes: &[
        attribute(
            "type",
            Kind::Choice(super::ACCESS),
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
};

pub(super) static PIPELINE: BlockSchema = BlockSchema {
    name: "pipeline",
    label: None,
    required: false,
    doc: "What GitHub Actions may do: plan for every pull request, and apply from one branch, with roles that need no keys.",
    attributes: &[
        attribute(
            "branch",
            Kind::Text(&grammar::BRANCH),
            Text("main"),
            r#""main""#,
            "Branch of `repository` from which changes are applied; no other branch and no fork can.",
        ),
        attribute(
            "owner_id",
            Kind::Text(&grammar::NUMBER),
            Derived("not known"),
            r#""1234567""#,
            "Number of the owner of `repository`, which `gh api repos/<owner>/<name> --jq .owner.id` tells. GitHub names it in the tokens of repositories made since July 2026; so nobody else can pass for the owner after a change of name.",
        ),
        attribute(
            "repository_id",
            Kind::Text(&grammar::NUMBER),
            Derived("not known"),
            r#""7654321""#,
            "Number of `repository`, which `gh api repos/<owner>/<name> --jq .id` tells. Both numbers or none.",
        ),
    ],
};

pub(super) static SLACK: BlockSchema = BlockSchema {
    name: "slack",
    label: None,
    required: false,
    doc: "A channel that gets the alarms of every account, beside `alert_emails`. The workspace is connected once by hand, in the console of AWS Chatbot of each account.",
    attributes: &[
        attribute(
            "workspace_id",
            Kind::Text(&grammar::SLACK_ID),
            Required,
            r#""T012ABCDEFG""#,
            "Id of the workspace.",
        ),
        attribute(
            "channel_id",
            Kind::Text(&grammar::SLACK_ID),
            Required,
            r#""C012ABCDEFG""#,
            "Id of the channel, which stands at the end of its link.",
        ),
    ],
};

pub(super) static SHARED_SECRET: BlockSchema = BlockSchema {
    name: "shared_secret",
    label: Some(&grammar::NAME),
    required: false,
    doc: "A secret in the shared account that other accounts read. Its value is put by a person, never by code.",
    attributes: &[
        attribute(
            "description",
            Kind::Text(&grammar::TEXT),
            Required,
            r#""token of the package registry""#,
            "What it is for.",
        ),
        attribute(
            "readers",
            NAMES,
            Derived("all accounts of role `workload`"),
            r#"["dev", "prod"]"#,
            "Accounts that may read it, as far as policies of their roles say so.",
        ),
    ],
};

pub(super) static PRIVATE_CA: BlockSchema = BlockSchema {
    name: "private_ca",
    label: None,
    required: false,
    doc: "A private certificate authority in the shared account, for TLS inside networks: ACM of every workload account issues and renews certificates from it. AWS charges some hundred dollars a month for one.",
    attributes: &[
        attribute(
            "common_name",
            Kind::Text(&grammar::SUBJECT),
            Derived("`<company> internal`"),
            r#""Acme Internal CA""#,
            "Name in its certificate. Nothing of the subject can be changed later.",
        ),
        attribute(
            "organization",
            Kind::Text(&grammar::SUBJECT),
            Derived("none"),
            r#""Acme Corp""#,
            "Organization in its certificate.",
        ),
        attribute(
            "country",
            Kind::Text(&grammar::COUNTRY),
            Derived("none"),
            r#""US""#,
            "Country in its certificate.",
        ),
    ],
};

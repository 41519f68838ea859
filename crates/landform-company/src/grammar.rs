//! The grammars of the strings in a company file: what a domain, a name or an image looks like.

use std::fmt;

use crate::Cidr;
use crate::region::region;

/// A kind of string: how it is called, how it is checked, and what cures a fault.
#[derive(Clone, Copy)]
pub struct Grammar {
    /// What the string is, with its article: `a domain`.
    pub noun: &'static str,
    /// What it must look like.
    pub hint: &'static str,
    /// A regular expression for editors; it may permit more than `check`.
    pub pattern: &'static str,
    check: fn(&str) -> bool,
}

impl Grammar {
    /// Tells whether the text is of this kind.
    pub fn accepts(&self, text: &str) -> bool {
        (self.check)(text)
    }
}

impl fmt::Debug for Grammar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun)
    }
}

macro_rules! grammars {
    ($($(#[$doc:meta])* $name:ident: $noun:literal, $pattern:literal, $check:expr, $hint:literal;)*) => {
        $($(#[$doc])* pub(crate) static $name: Grammar =
            Grammar { noun: $noun, hint: $hint, pattern: $pattern, check: $check };)*
    };
}

grammars! {
    /// The name of a company: the prefix of every other name.
    COMPANY_NAME: "a company name", "^[a-z][a-z0-9-]{1,19}$",
        |text| (2..=20).contains(&text.len()) && is_name(text) && free_prefix(text),
        "use 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, but not with `aws`, `ecs`, `fargate` or `internal`";
    /// The name of an account, environment, service, database or cache.
    NAME: "a name", "^[a-z][a-z0-9-]{0,29}$",
        |text| text.len() <= 30 && is_name(text),
        "use at most 30 lower-case letters, digits and single hyphens, beginning with a letter";
    /// A domain.
    DOMAIN: "a domain", r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$",
        is_domain,
        "write it like `acme.example`: lower case, without `https://` and without a dot at the end";
    /// An e-mail address.
    EMAIL: "an e-mail address", r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        is_email,
        "write it like `platform@acme.example`";
    /// A pattern of e-mail addresses, one for each account.
    EMAIL_PATTERN: "a pattern of e-mail addresses", r"^[^@\s]*\{account\}[^@\s]*@[^@\s]+\.[^@\s]+$",
        |text| text.contains("{account}") && is_email(&text.replace("{account}", "a")),
        "write it like `aws+{account}@acme.example`: `{account}` makes the address of each account its own";
    /// A repository as `owner/name`.
    REPOSITORY: "a repository", "^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$",
        is_repository,
        "write it like `acme/infrastructure-live`: owner and name, without the host";
    /// An IPv4 range.
    CIDR: "an IPv4 range", r"^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/[0-9]+$",
        |text| Cidr::parse(text).is_some(),
        "write it like `10.1.0.0/16`: the first address and the number of fixed bits";
    /// A region of AWS.
    REGION: "a region of AWS", "^[a-z]{2}(-[a-z]+)+-[0-9]$",
        |text| region(text).is_some(),
        "regions are named like `eu-central-1` or `us-east-1`";
    /// A container image with its tag or digest, or `ecr:<repository>:<tag>`.
    IMAGE: "a container image", r"^[a-zA-Z0-9][^\s]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$",
        is_image,
        "write `ecr:<repository>:<tag>` for an image in the company's own registry, or an image with a tag or digest such as `public.ecr.aws/nginx/nginx:1.27`; `latest` says nothing about what runs";
    /// The number of an AWS account.
    ACCOUNT_ID: "an account id", "^[0-9]{12}$",
        |text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()),
        "account ids have twelve digits and are quoted, because they may begin with 0";
    /// A path of a URL.
    PATH: "a path", r"^/[^\s]{0,127}$",
        |text| text.starts_with('/') && text.len() <= 128 && text.chars().all(|c| c.is_ascii_graphic()),
        "paths begin with `/`; `*` and `?` stand for any characters and any one character";
    /// A host name, in which `{domain}` stands for the environment's domain.
    HOST: "a host name", r"^[a-z0-9{*][a-z0-9{}*.-]*$",
        |text| is_domain(text.strip_prefix("*.").unwrap_or(text).replace("{domain}", "a.b").as_str()),
        "write it like `shop.{domain}`, where `{domain}` stands for the domain of the environment";
    /// A path inside a container.
    FOLDER: "a folder", "^/.+$",
        |text| text.len() > 1 && text.starts_with('/') && !text.chars().any(|c| c.is_whitespace() || c.is_control()),
        "write an absolute path such as `/tmp`";
    /// The version of a database or cache engine.
    VERSION: "a version", r"^[0-9]+(\.[0-9a-z_]+)*$",
        |text| text.starts_with(|c: char| c.is_ascii_digit())
            && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')),
        "write it like `17` or `16.6`";
    /// The class of a database instance.
    DATABASE_CLASS: "a class of database instances", r"^db\.[a-z0-9]+\.[a-z0-9]+$",
        |text| text.strip_prefix("db.").is_some_and(is_class),
        "write it like `db.r7g.large`; leave it out for serverless capacity";
    /// The type of a cache node.
    CACHE_TYPE: "a type of cache nodes", r"^cache\.[a-z0-9]+\.[a-z0-9]+$",
        |text| text.strip_prefix("cache.").is_some_and(is_class),
        "write it like `cache.t4g.small`";
    /// The type of an EC2 instance.
    INSTANCE_TYPE: "an instance type", r"^[a-z0-9-]+\.[a-z0-9-]+$",
        is_class,
        "write it like `m7g.large`";
    /// The name of a database inside a cluster.
    DATABASE_NAME: "the name of a database", "^[a-z][a-z0-9_]{0,62}$",
        |text| text.len() <= 63 && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
        "use at most 63 lower-case letters, digits and underscores, beginning with a letter";
    /// The key of a tag.
    TAG_KEY: "the key of a tag", r"^[\w +=.:/@-]{1,128}$",
        |text| !text.is_empty() && is_tag(text, 128) && !text.to_ascii_lowercase().starts_with("aws:"),
        "use at most 128 letters, digits, spaces and `_.:/=+-@`, not beginning with `aws:`";
    /// The value of a tag.
    TAG_VALUE: "the value of a tag", r"^[\w +=.:/@-]{0,256}$",
        |text| is_tag(text, 256),
        "use at most 256 letters, digits, spaces and `_.:/=+-@`";
    /// The name of an environment variable.
    VARIABLE: "the name of an environment variable", "^[a-zA-Z_][a-zA-Z0-9_]*$",
        |text| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
        "use letters, digits and underscores, not beginning with a digit";
    /// A telephone number.
    PHONE: "a telephone number", r"^\+?[0-9][0-9 ()-]{3,23}$",
        |text| (4..=25).contains(&text.len())
            && text.strip_prefix('+').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
            && text.chars().skip(1).all(|c| c.is_ascii_digit() || " ()-".contains(c)),
        "write it like `+1 555 0100`";
    /// A schedule of EventBridge.
    SCHEDULE: "a schedule", r"^(cron\([^()]+\)|rate\([1-9][0-9]* (minutes?|hours?|days?)\))$",
        is_schedule,
        "write it like `cron(0 3 * * ? *)` (minute, hour, day, month, weekday, year) or `rate(1 hour)`";
    /// The id of a machine image.
    MACHINE_IMAGE: "the id of a machine image", "^ami-[0-9a-f]{8,17}$",
        |text| is_id(text, "ami-"),
        "it looks like `ami-0123456789abcdef0`";
    /// The id of a transit gateway.
    TRANSIT_GATEWAY: "the id of a transit gateway", "^tgw-[0-9a-f]{8,17}$",
        |text| is_id(text, "tgw-"),
        "it looks like `tgw-0123456789abcdef0`";
    /// The id of an attachment to a transit gateway.
    ATTACHMENT: "the id of an attachment", "^tgw-attach-[0-9a-f]{8,17}$",
        |text| is_id(text, "tgw-attach-"),
        "it looks like `tgw-attach-0123456789abcdef0`";
    /// The id of a network.
    VPC: "the id of a VPC", "^vpc-[0-9a-f]{8,17}$",
        |text| is_id(text, "vpc-"),
        "it looks like `vpc-0123456789abcdef0`";
    /// The id of a peering of networks.
    PEERING: "the id of a peering", "^pcx-[0-9a-f]{8,17}$",
        |text| is_id(text, "pcx-"),
        "it looks like `pcx-0123456789abcdef0`";
    /// The id of a key.
    KEY_ID: "the id of a key", "^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        |text| {
            let hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            let lengths: Vec<usize> = text.split('-').map(str::len).collect();
            text.strip_prefix("mrk-").is_some_and(|rest| rest.len() == 32 && hex(rest))
                || lengths == [8, 4, 4, 4, 12] && text.split('-').all(hex)
        },
        "it looks like `1234abcd-12ab-34cd-56ef-1234567890ab`, and is neither an ARN nor an alias";
    /// The id of a zone of Route 53.
    ZONE: "the id of a zone", "^Z[A-Z0-9]{3,31}$",
        |text| text.starts_with('Z') && (4..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
        "it looks like `Z0123456789ABCDEFGHIJ`, without `/hostedzone/`";
    /// The id of a workspace or channel of Slack.
    SLACK_ID: "an id of Slack", "^[A-Z][A-Z0-9]{8,254}$",
        |text| (9..=255).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
        "it looks like `T012ABCDEFG` (a workspace) or `C012ABCDEFG` (a channel), and is not a name";
    /// A number of GitHub, written as a string.
    NUMBER: "a number in quotes", "^[1-9][0-9]{0,18}$",
        |text| (1..=19).contains(&text.len()) && !text.starts_with('0')
            && text.bytes().all(|b| b.is_ascii_digit()),
        "write it like `\"1234567\"`";
    /// A part of the subject of a certificate.
    SUBJECT: "a name in a certificate", "^.{1,64}$",
        |text| (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control),
        "use at most 64 characters";
    /// A country.
    COUNTRY: "a country", "^[A-Z]{2}$",
        |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
        "write its two upper-case letters, like `US`";
    /// The name of a check.
    CHECK_NAME: "the name of a check", "^[a-z][a-z0-9-]{0,25}$",
        |text| text.len() <= 26 && is_name(text),
        "use at most 26 lower-case letters, digits and single hyphens, beginning with a letter";
    /// The name of a zip file in a bucket.
    ZIP_KEY: "a zip file", r"^[A-Za-z0-9_./-]+\.zip$",
        |text| text.len() <= 1024 && text.strip_suffix(".zip").is_some_and(|rest| !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./-".contains(&b))),
        "write it like `login.zip`";
    /// What is called in the code of a check.
    HANDLER: "a handler", r"^[A-Za-z0-9_/-]+\.[A-Za-z0-9_.-]+$",
        |text| text.split_once('.').is_some_and(|(file, rest)| !file.is_empty() && !rest.is_empty())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_/.-".contains(&b)),
        "write it like `index.handler`: the file without its ending, and what it exports";
    /// The id of an organization.
    ORGANIZATION_ID: "the id of an organization", "^o-[a-z0-9]{10,32}$",
        |text| text.strip_prefix("o-").is_some_and(|rest| (10..=32).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())),
        "it looks like `o-a1b2c3d4e5`: `aws organizations describe-organization` tells it";
    /// The name of an IAM user.
    USER_NAME: "the name of a user", r"^[\w+=,.@-]{1,64}$",
        |text| (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b)),
        "use at most 64 letters, digits and `_+=,.@-`";
    /// A branch of a repository.
    BRANCH: "a branch", r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$",
        |text| (1..=100).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b)),
        "write it like `main`, without wildcards";
    /// Any text.
    TEXT: "a text", "^.*$",
        |text| !text.chars().any(char::is_control),
        "leave out line breaks and other control characters";
}

/// Tells whether the text is `cron(<six fields>)` or `rate(<number> <unit>)`.
fn is_schedule(text: &str) -> bool {
    let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(fields) = inside("cron") {
        return fields.split(' ').count() == 6
            && fields.split(' ').all(|field| {
                !field.is_empty()
                    && field.bytes().all(|b| b.is_ascii_alphanumeric() || b"*?,-/#".contains(&b))
            });
    }
    let Some((number, unit)) = inside("rate").and_then(|rest| rest.split_once(' ')) else {
        return false;
    };
    let units = ["minute", "minutes", "hour", "hours", "day", "days"];
    number.parse::<u32>().is_ok_and(|number| number > 0) && units.contains(&unit)
}

/// Tells whether the text is an id of EC2.
fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        (8..=17).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

/// Tells whether the text is lower-case letters, digits and single inner hyphens.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Tells whether names with this prefix are free: AWS keeps some to itself.
fn free_prefix(text: &str) -> bool {
    !["aws", "ecs", "fargate", "internal"].iter().any(|reserved| text.starts_with(reserved))
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let top = text.rsplit('.').next().unwrap_or("");
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && top.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let permitted = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(permitted)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && is_domain(&domain.to_ascii_lowercase())
}

fn is_repository(text: &str) -> bool {
    let Some((owner, name)) = text.split_once('/') else { return false };
    let fits = |part: &str, more: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric())
            && part.len() <= 100
            && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    fits(owner, "-") && fits(name, "-_.")
}

fn is_image(text: &str) -> bool {
    if !text.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\$%{}".contains(&b)) {
        return false;
    }
    if let Some(own) = text.strip_prefix("ecr:") {
        return own
            .split_once(':')
            .is_some_and(|(name, tag)| is_name(name) && is_tag_of_image(tag));
    }
    if let Some((name, digest)) = text.split_once("@sha256:") {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        return is_image_name(name) && digest.len() == 64 && digest.bytes().all(hex);
    }
    // A colon before the last slash belongs to a port.
    text.rsplit_once(':')
        .is_some_and(|(name, tag)| is_image_name(name) && is_tag_of_image(tag) && tag != "latest")
}

fn is_image_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric()) && !text.ends_with('/')
}

fn is_tag_of_image(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn is_class(text: &str) -> bool {
    text.split_once('.').is_some_and(|(family, size)| {
        [family, size].iter().all(|part| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
    })
}

fn is_tag(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit
        && text.chars().all(|c| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_right_from_wrong() {
        let table: &[(&Grammar, &[&str], &[&str])] = &[
            (&COMPANY_NAME, &["ab", "acme", "a1-b2"], &["a", "Acme", "-a", "a-", "a--b", "awsome"]),
            (&NAME, &["a", "shared-services"], &["", "1a", "a_b", "a.b", "ä"]),
            (
                &DOMAIN,
                &["a.b", "dev.acme.example", "xn--bcher-kva.example"],
                &["a", "a.b.", ".a.b", "A.b", "https://a.b", "a..b", "a.-b", "1.2.3.4"],
            ),
            (&EMAIL, &["a@b.c", "a+b@B.c"], &["a", "a@b", "@b.c", "a b@c.d", "a@b@c.d", ".a@b.c"]),
            (&EMAIL_PATTERN, &["aws+{account}@a.b"], &["aws@a.b", "{account}", "{account}@a"]),
            (&REPOSITORY, &["a/b", "acme/x.y_z"], &["a", "a/b/c", "/b", "a/", "git@h:a/b"]),
            (&CIDR, &["10.0.0.0/8"], &["10.0.0.1/8", "10.0.0.0"]),
            (&REGION, &["eu-west-1"], &["eu-west-9", ""]),
            (
                &IMAGE,
                &["ecr:web:v1", "nginx:1.27", "host:5000/a/b:1", "public.ecr.aws/nginx/nginx:1.27"],
                &["nginx", "nginx:latest", "ecr:web", "host:5000/a", "a b:1", "${x}:1", "a:", ":1"],
            ),
            (&ACCOUNT_ID, &["012345678901"], &["1", "12345678901x"]),
            (&PATH, &["/", "/*", "/api/*"], &["", "api", "/a b"]),
            (&HOST, &["shop.{domain}", "{domain}", "*.{domain}", "a.b"], &["shop", "A.b", "*"]),
            (&VERSION, &["17", "8.0.mysql_aurora.3.08.0"], &["", "v1", "1."]),
            (&DATABASE_CLASS, &["db.r7g.large"], &["r7g.large", "db.large"]),
            (&CACHE_TYPE, &["cache.t4g.micro"], &["t4g.micro"]),
            (&TAG_KEY, &["cost center"], &["", "aws:x", "a$b"]),
            (&TAG_VALUE, &["", "x@y"], &["${x}"]),
            (&VARIABLE, &["A_1", "_a"], &["1A", "A-B", ""]),
            (&VPC, &["vpc-0123456789abcdef0"], &["vpc-1", "main", "vpc-0123456789abcdeg0"]),
            (&PEERING, &["pcx-0a1b2c3d"], &["vpc-0a1b2c3d", ""]),
            (&ZONE, &["Z0123456789ABCDEFGHIJ"], &["Z1", "/hostedzone/Z012345", "z0123456"]),
            (
                &KEY_ID,
                &["1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab"],
                &["alias/x", "1234abcd12ab", "1234abcg-12ab-34cd-56ef-1234567890ab"],
            ),
            (&SLACK_ID, &["T012ABCDEFG"], &["#alarms", "T01", "t012abcdefg"]),
            (&NUMBER, &["1234567"], &["", "0123", "1e3"]),
            (&SUBJECT, &["Acme Internal CA"], &["", "a\nb"]),
            (&COUNTRY, &["US"], &["us", "USA"]),
            (&CHECK_NAME, &["login"], &["a-name-of-a-check-that-is-too-long", "Login"]),
            (&ZIP_KEY, &["login.zip", "v1/login.zip"], &[".zip", "login", "a b.zip"]),
            (&HANDLER, &["index.handler"], &["index", ".handler", "a b.c"]),
        ];
        for (grammar, right, wrong) in table {
            for text in *right {
                assert!(grammar.accepts(text), "`{text}` is {grammar:?}");
            }
            for text in *wrong {
                assert!(!grammar.accepts(text), "`{text}` is not {grammar:?}");
            }
        }
    }
}

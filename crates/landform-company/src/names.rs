//! The names of things in AWS, each composed in one place.

use crate::{Company, Environment};

/// The folders that units of an account take beside its environments, in each of its regions.
pub const ACCOUNT_UNITS: [&str; 37] = [
    "access-analyzer",
    "access-roles",
    "account-baseline",
    "alarms",
    "alerts-chat",
    "alternate-contacts",
    "backup-vault",
    "ci-roles",
    "cis-alarms",
    "config",
    "config-aggregator",
    "cost-guard",
    "dashboard",
    "dns-root",
    "ecr",
    "guardduty",
    "iam-users",
    "identity-center",
    "image-pipeline",
    "internal-tls",
    "log-archive",
    "log-destination",
    "log-queries",
    "log-shipping",
    "metrics-sharing",
    "organization",
    "organization-trail",
    "security-delegation",
    "security-hub",
    "session-access",
    "shared-keys",
    "shared-secrets",
    "transit-gateway",
    "transit-gateway-attachment",
    "transit-gateway-routing",
    "vpc",
    "zone-association",
];

/// How many accounts one archive of logs serves: a bucket policy holds at most 20 KB.
pub const ACCOUNTS_PER_ARCHIVE: usize = 60;

/// Returns the name of an account's own things: `acme-dev`.
pub fn account(company: &Company, account: &str) -> String {
    format!("{}-{account}", company.name)
}

/// Returns the name of something in an environment: `acme-dev-web`.
pub fn of(company: &Company, environment: &Environment, suffix: &str) -> String {
    format!("{}-{suffix}", environment_prefix(company, environment))
}

/// Returns the name of an environment's own things: `acme-dev`.
pub fn environment_prefix(company: &Company, environment: &Environment) -> String {
    format!("{}-{}", company.name, environment.name)
}

/// Returns the name of a database: `acme-dev-main-db`.
pub fn database(company: &Company, environment: &Environment, name: &str) -> String {
    of(company, environment, &format!("{name}-db"))
}

/// Returns the name of a cache: `acme-dev-main-cache`.
pub fn cache(company: &Company, environment: &Environment, name: &str) -> String {
    of(company, environment, &format!("{name}-cache"))
}

/// Returns the bucket of an account's states in a region: `acme-dev-us-east-1-tfstate`.
pub fn state_bucket(company: &Company, account: &str, region: &str) -> String {
    format!("{}-{account}-{region}-tfstate", company.bucket_prefix)
}

/// Returns the prefix of an archive's buckets in a region: `acme-logs-us-east-1`; archives are counted from 1.
pub fn log_archive(company: &Company, region: &str, number: usize) -> String {
    let account = company.account_of(crate::Role::Logs).map_or("logs", |one| one.name.as_str());
    let prefix = format!("{}-{account}-{region}", company.bucket_prefix);
    if number <= 1 { prefix } else { format!("{prefix}-{number}") }
}

/// Returns the number of the archive that an account writes to: accounts are served in their order.
pub fn archive_of(company: &Company, account: &str) -> usize {
    let place = company.accounts.iter().position(|one| one.name == account).unwrap_or(0);
    place / ACCOUNTS_PER_ARCHIVE + 1
}

/// Returns the bucket of a kind of logs to which an account writes.
pub fn log_bucket(company: &Company, account: &str, region: &str, kind: &str) -> String {
    format!("{}-{kind}", log_archive(company, region, archive_of(company, account)))
}

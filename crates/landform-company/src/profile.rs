//! What the size of an environment decides.

use crate::Size;

/// The values that a size stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    pub(crate) nat: &'static str,
    pub(crate) protect: bool,
    pub(crate) log_retention_days: u32,
    pub(crate) backup_retention_days: u32,
    pub(crate) dns_query_logs: bool,
    pub(crate) tasks: (u32, u32),
    pub(crate) database_halves: (u32, u32),
    pub(crate) database_instances: u32,
    pub(crate) cache_node: &'static str,
    pub(crate) cache_replicas: u32,
}

const SMALL: Profile = Profile {
    nat: "single",
    protect: false,
    log_retention_days: 30,
    backup_retention_days: 7,
    dns_query_logs: false,
    tasks: (1, 2),
    database_halves: (1, 4),
    database_instances: 1,
    cache_node: "cache.t4g.micro",
    cache_replicas: 0,
};

const STANDARD: Profile = Profile {
    nat: "single",
    protect: true,
    log_retention_days: 90,
    backup_retention_days: 14,
    dns_query_logs: false,
    tasks: (2, 6),
    database_halves: (1, 8),
    database_instances: 2,
    cache_node: "cache.t4g.small",
    cache_replicas: 1,
};

const PRODUCTION: Profile = Profile {
    nat: "per_zone",
    protect: true,
    log_retention_days: 365,
    backup_retention_days: 35,
    dns_query_logs: true,
    tasks: (3, 12),
    database_halves: (2, 32),
    database_instances: 2,
    cache_node: "cache.r7g.large",
    cache_replicas: 2,
};

impl Size {
    /// Returns what the size stands for.
    pub(crate) fn profile(self) -> &'static Profile {
        match self {
            Self::Small => &SMALL,
            Self::Standard => &STANDARD,
            Self::Production => &PRODUCTION,
        }
    }

    /// Returns the size of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "small" => Self::Small,
            "standard" => Self::Standard,
            "production" => Self::Production,
            _ => return None,
        })
    }

    /// Returns the size that the name of an environment suggests.
    pub fn of_name(name: &str) -> Self {
        match name {
            "prod" | "production" | "live" => Self::Production,
            "dev" | "development" | "test" | "sandbox" => Self::Small,
            _ => Self::Standard,
        }
    }
}

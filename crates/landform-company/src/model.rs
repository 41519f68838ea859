//! The company as plain values: everything that the file leaves out is filled in.

use std::collections::BTreeMap;
use std::fmt;

use crate::Cidr;
use crate::region::{GLOBAL, Region, region};

/// A company and all that it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The prefix of all names.
    pub name: String,
    /// The domain above those of the environments.
    pub domain: String,
    /// The region of everything that names no other.
    pub region: &'static Region,
    /// The repository of the live repo, as `owner/name`.
    pub repository: String,
    /// The addresses that get alarms.
    pub alert_emails: Vec<String>,
    /// The prefix of bucket names.
    pub bucket_prefix: String,
    /// Tags of every resource.
    pub tags: BTreeMap<String, String>,
    /// The accounts: those of the company first, then those of environments, in the order of the file.
    pub accounts: Vec<Account>,
    /// The environments, in the order of the file.
    pub environments: Vec<Environment>,
    /// The repositories of the registry.
    pub image_repositories: Vec<String>,
    /// Whether all of CIS that code can meet is on.
    pub cis: bool,
    /// The organization.
    pub organization: Organization,
    /// How people get in.
    pub access: Access,
    /// The branch from which changes are applied.
    pub deploy_branch: String,
    /// The numbers of the repository's owner and of the repository, if the file says them.
    pub repository_ids: Option<(String, String)>,
    /// The channel that gets alarms.
    pub slack: Option<Slack>,
    /// Secrets that accounts share, in the order of the file.
    pub shared_secrets: Vec<SharedSecret>,
    /// The private certificate authority.
    pub private_ca: Option<PrivateCa>,
    /// Whom AWS calls about security.
    pub security_contact: Option<Contact>,
    /// The range of the management network, if there is one.
    pub management_cidr: Option<Cidr>,
    /// How networks reach the management network.
    pub connection: Connection,
    /// The id of the management network, if the file says it.
    pub management_vpc_id: Option<String>,
    /// The id of the transit gateway, if the file says it.
    pub transit_gateway_id: Option<String>,
}

/// The organization of the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Whether it is managed here.
    pub manage: bool,
    /// Its id, if the file says it.
    pub id: Option<String>,
    /// The regions in which accounts may do anything, sorted.
    pub regions: Vec<String>,
    /// US dollars that are expected to be spent in a month.
    pub monthly_budget: u32,
}

/// A channel of Slack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slack {
    /// The id of its workspace.
    pub workspace_id: String,
    /// Its own id.
    pub channel_id: String,
}

/// A secret that accounts share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSecret {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The accounts that may read it.
    pub readers: Vec<String>,
}

/// A private certificate authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateCa {
    /// The name in its certificate.
    pub common_name: String,
    /// The organization in its certificate.
    pub organization: Option<String>,
    /// The country in its certificate, as two letters.
    pub country: Option<String>,
}

/// How the networks of environments and the management network reach each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Not at all.
    None,
    /// By a peering for each network.
    Peering,
    /// Through a transit gateway.
    TransitGateway,
}

/// Whom AWS calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// The address.
    pub email: String,
    /// The telephone number.
    pub phone: String,
}

/// How people get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// IAM Identity Center.
    IdentityCenter,
    /// Users in the security account, with their groups.
    IamUsers(BTreeMap<String, Vec<String>>),
    /// Somebody else's.
    None,
}

/// An OpenVPN server of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpn {
    /// The ranges from which clients connect.
    pub allow: Vec<String>,
    /// The range from which clients get their addresses.
    pub clients: Cidr,
    /// The machine image, if the file says it.
    pub image: Option<String>,
    /// The key that encrypts the image, if the file says it.
    pub image_key_id: Option<String>,
}

/// An account of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The address of its owner.
    pub email: String,
    /// Its number, if the file says it.
    pub id: Option<String>,
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The organization and its bill.
    Management,
    /// Identities and security services.
    Security,
    /// The archive of logs.
    Logs,
    /// What all accounts use: the registry of images.
    Shared,
    /// Environments.
    Workload,
}

impl Role {
    /// Returns the role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "management" => Self::Management,
            "security" => Self::Security,
            "logs" => Self::Logs,
            "shared" => Self::Shared,
            "workload" => Self::Workload,
            _ => return None,
        })
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Security => "security",
            Self::Logs => "logs",
            Self::Shared => "shared",
            Self::Workload => "workload",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How much an environment can bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Cheap, and may fail: for development.
    Small,
    /// Survives the loss of an instance: for rehearsing production.
    Standard,
    /// Survives the loss of a zone.
    Production,
}

/// What containers run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compute {
    /// Fargate.
    Fargate,
    /// Instances of the company's own.
    Instances {
        /// Their type.
        instance_type: String,
        /// The fewest of them.
        min: u32,
        /// The most of them.
        max: u32,
    },
    /// Instances of each service's own, without ECS.
    Groups {
        /// Their type.
        instance_type: String,
    },
}

impl Compute {
    /// Returns the processor that containers must be made for: `x86_64` or `arm64`.
    pub fn architecture(&self) -> &'static str {
        let (Self::Instances { instance_type, .. } | Self::Groups { instance_type }) = self else {
            return "x86_64";
        };
        let family = instance_type.split('.').next().unwrap_or_default();
        // The letters behind the generation name the processor: `m7g`, `c7gn`, `im4gn`.
        let options = family.trim_start_matches(|c: char| !c.is_ascii_digit());
        let options = options.trim_start_matches(|c: char| c.is_ascii_digit());
        if family == "a1" || options.starts_with('g') { "arm64" } else { "x86_64" }
    }
}

/// A network with everything that runs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The name.
    pub name: String,
    /// The account that it lives in.
    pub account: String,
    /// The region that it lives in.
    pub region: &'static Region,
    /// How much it can bear.
    pub size: Size,
    /// The domain of its public zone.
    pub domain: String,
    /// The name servers of that zone, if the file says them.
    pub name_servers: Vec<String>,
    /// The attachment of its network to the transit gateway, if the file says it.
    pub attachment_id: Option<String>,
    /// The id of its network, if the file says it.
    pub vpc_id: Option<String>,
    /// The peering of its network with the management network, if the file says it.
    pub peering_id: Option<String>,
    /// The id of its private zone, if the file says it.
    pub private_zone_id: Option<String>,
    /// The range of its network.
    pub cidr: Cidr,
    /// How many zones it uses.
    pub zones: u32,
    /// Gateways to the internet: `single`, `per_zone` or `none`.
    pub nat: String,
    /// Whether its load balancers and databases refuse to be deleted.
    pub protect: bool,
    /// Days that logs are kept.
    pub log_retention_days: u32,
    /// Days that backups are kept.
    pub backup_retention_days: u32,
    /// Whether a firewall stands before its public load balancer.
    pub waf: bool,
    /// Whether questions to DNS are recorded.
    pub dns_query_logs: bool,
    /// Its OpenVPN server.
    pub vpn: Option<Vpn>,
    /// What its containers run on.
    pub compute: Compute,
    /// What runs in it, in the order of the file.
    pub services: Vec<Service>,
    /// Its databases, in the order of the file.
    pub databases: Vec<Database>,
    /// Its caches, in the order of the file.
    pub caches: Vec<Cache>,
    /// Its buckets, in the order of the file.
    pub buckets: Vec<Bucket>,
    /// What runs in it by the clock, in the order of the file.
    pub tasks: Vec<Task>,
    /// Its secrets, in the order of the file.
    pub secrets: Vec<Secret>,
    /// Its further certificates, in the order of the file.
    pub certificates: Vec<Certificate>,
    /// What tries it from outside, in the order of the file.
    pub checks: Vec<Check>,
}

impl Environment {
    /// Returns the domain of its private zone.
    pub fn internal_domain(&self) -> String {
        format!("internal.{}", self.domain)
    }
}

/// Where an image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// The company's own registry.
    Own {
        /// The repository, without the prefix of the company.
        repository: String,
        /// The tag.
        tag: String,
    },
    /// Anywhere else, with tag or digest.
    Elsewhere(String),
}

/// A container behind a load balancer, in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name.
    pub name: String,
    /// The image.
    pub image: Image,
    /// The port of the container.
    pub port: u16,
    /// Whether it is reachable from the internet.
    pub public: bool,
    /// Paths of requests that it answers.
    pub paths: Vec<String>,
    /// Hosts of requests that it answers; none means any.
    pub hosts: Vec<String>,
    /// Its place among the rules of the load balancer.
    pub priority: u32,
    /// The path that tells whether it is well.
    pub health_check_path: String,
    /// Processor units of a task.
    pub cpu: u32,
    /// MiB of memory of a task.
    pub memory: u32,
    /// The fewest tasks.
    pub min: u32,
    /// The most tasks.
    pub max: u32,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Secrets of the environment by the variable that holds the value.
    pub secrets: BTreeMap<String, String>,
    /// Folders that it may write to.
    pub writable_paths: Vec<String>,
    /// Databases of the environment that it connects to.
    pub databases: Vec<String>,
    /// Caches of the environment that it connects to.
    pub caches: Vec<String>,
    /// Buckets of the environment whose objects it reads and writes.
    pub buckets: Vec<String>,
}

/// A container that runs by the clock, in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// When it runs.
    pub schedule: String,
    /// What it runs instead of the image's own command.
    pub command: Vec<String>,
    /// What else it is, as if it were a service: name, image, size, variables and what it connects to.
    pub container: Service,
}

/// A secret in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// A certificate of one environment, beside that of its load balancers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The name.
    pub name: String,
    /// The names in it.
    pub hosts: Vec<String>,
    /// Whether it lies where CloudFront looks for it.
    pub cloudfront: bool,
}

/// A script that tries an environment from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The name.
    pub name: String,
    /// The bucket of the environment with its code.
    pub bucket: String,
    /// The zip file in the bucket.
    pub key: String,
    /// What is called in it.
    pub handler: String,
    /// Minutes from one run to the next.
    pub every_minutes: u32,
}

/// A bucket in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The name.
    pub name: String,
    /// Days after which objects are deleted.
    pub expire_days: Option<u32>,
}

/// What the instances of a database are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// Serverless, between two bounds in half units.
    Serverless {
        /// The least capacity, in halves of a unit.
        min_halves: u32,
        /// The most capacity, in halves of a unit.
        max_halves: u32,
    },
    /// Instances of a class.
    Class(String),
}

/// A database cluster in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// The name.
    pub name: String,
    /// `postgresql` or `mysql`.
    pub engine: String,
    /// The version, if the file says it.
    pub version: Option<String>,
    /// The database that is made with the cluster.
    pub database_name: String,
    /// What the instances are.
    pub capacity: Capacity,
    /// How many instances there are.
    pub instances: u32,
    /// Whether the API of AWS takes statements for it.
    pub data_api: bool,
}

/// A cache in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// The name.
    pub name: String,
    /// `valkey` or `redis`.
    pub engine: String,
    /// The version, if the file says it.
    pub version: Option<String>,
    /// The type of the nodes.
    pub node_type: String,
    /// Replicas beside the primary node.
    pub replicas: u32,
}

impl Company {
    /// Returns the account of a role that only one account has.
    pub fn account_of(&self, role: Role) -> Option<&Account> {
        self.accounts.iter().find(|account| account.role == role)
    }

    /// Returns the regions that an account uses, the company's own first; every region is watched, and its logs are kept there.
    pub fn regions_of(&self, account: &str) -> Vec<&'static Region> {
        let role = self.accounts.iter().find(|one| one.name == account).map(|one| one.role);
        match role {
            Some(Role::Management | Role::Security | Role::Logs) => self.regions(),
            Some(Role::Shared | Role::Workload) | None => {
                self.regions_where(|environment| environment.account == account)
            }
        }
    }

    /// Tells whether the public services of an environment are called from outside, to see whether they answer.
    pub fn is_called(&self, environment: &Environment) -> bool {
        self.uses_global() && environment.services.iter().any(|service| service.public)
    }

    /// Tells whether something of an environment is in the region of global services.
    fn needs_global(&self, environment: &Environment) -> bool {
        self.is_called(environment) || environment.certificates.iter().any(|one| one.cloudfront)
    }

    /// Tells whether things may be in the region of global services.
    pub(crate) fn uses_global(&self) -> bool {
        self.region.partition() == "aws"
            && self.organization.regions.iter().any(|one| one == GLOBAL)
    }

    /// Returns all regions in use, the company's own first.
    pub fn regions(&self) -> Vec<&'static Region> {
        self.regions_where(|_| true)
    }

    fn regions_where(&self, uses: impl Fn(&Environment) -> bool) -> Vec<&'static Region> {
        let mut regions = vec![self.region];
        for environment in self.environments.iter().filter(|one| uses(one)) {
            if !regions.iter().any(|region| region.name == environment.region.name) {
                regions.push(environment.region);
            }
        }
        // Calls from outside are counted in the region of global services, and CloudFront takes certificates from there.
        let mut inside = self.environments.iter().filter(|one| uses(one));
        let global = region(GLOBAL).filter(|_| inside.any(|one| self.needs_global(one)));
        regions.extend(global.filter(|global| regions.iter().all(|one| one.name != global.name)));
        regions
    }
}

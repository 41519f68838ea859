//! What only AWS knows and the company file can say once it exists: which output of which unit tells it.

use landform_company::{Company, Connection, Environment, Role};
use serde_json::{Value as Json, json};

use crate::units::{Place, in_account, is_opened, organization_path};

/// Something to learn from an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The folder of the unit, from the root of the live repo.
    pub unit: String,
    /// The output.
    pub output: &'static str,
    /// What it tells.
    pub subject: LessonSubject,
}

/// What an output tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonSubject {
    /// The numbers of accounts by name, for `accounts.json`.
    Accounts,
    /// An attribute of the company file.
    Attribute {
        /// The kind of its block.
        block: &'static str,
        /// The label of its block, if it has one.
        label: Option<String>,
        /// The name.
        name: &'static str,
        /// What the file says now; null if nothing.
        said: Json,
    },
}

impl Lesson {
    /// Returns what an output tells in the form in which it is written down; nothing if it tells nothing.
    pub fn told(&self, output: &Json) -> Option<Json> {
        let LessonSubject::Attribute { name, .. } = &self.subject else {
            return output.is_object().then(|| output.clone());
        };
        match output {
            Json::String(text) if *name == "image_key_id" => Some(json!(text.rsplit('/').next()?)),
            Json::String(text) if !text.is_empty() => Some(output.clone()),
            // The servers of a zone come in any order.
            Json::Array(items) if !items.is_empty() => {
                let mut texts: Vec<&str> = items.iter().filter_map(Json::as_str).collect();
                texts.sort_unstable();
                Some(json!(texts))
            }
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::Array(_)
            | Json::Object(_) => None,
        }
    }
}

/// Returns all that a company can learn, in the order in which it becomes known.
pub fn lessons(company: &Company) -> Vec<Lesson> {
    let mut lessons = Vec::new();
    let mut learn = |unit: String, output, block, label: Option<&String>, name, said: Json| {
        let subject = LessonSubject::Attribute { block, label: label.cloned(), name, said };
        lessons.push(Lesson { unit, output, subject });
    };
    let shared = company.account_of(Role::Shared).map_or("shared-services", |one| &one.name);
    if company.organization.manage {
        let said = json!(company.organization.id);
        let unit = organization_path(company);
        learn(unit, "organization_id", "organization", None, "id", said);
    }
    let keys = company.environments.iter().find_map(|one| one.vpn.as_ref());
    if let Some(vpn) = keys.filter(|_| company.management_cidr.is_some()) {
        let unit = in_account(company, shared, "image-pipeline");
        learn(unit, "kms_key_arn", "vpn", None, "image_key_id", json!(vpn.image_key_id));
    }
    if company.connection != Connection::None {
        let unit = in_account(company, shared, "vpc");
        let said = json!(company.management_vpc_id);
        learn(unit, "vpc_id", "network", None, "management_vpc_id", said);
    }
    if company.connection == Connection::TransitGateway {
        let unit = in_account(company, shared, "transit-gateway");
        let said = json!(company.transit_gateway_id);
        learn(unit, "id", "network", None, "transit_gateway_id", said);
    }
    for environment in &company.environments {
        let place = Place { company, environment };
        let label = Some(&environment.name);
        let mut of = |unit: String, output, name, said: Json| {
            learn(unit, output, "environment", label, name, said);
        };
        if is_delegated(company, environment) {
            let mut said = environment.name_servers.clone();
            said.sort_unstable();
            let said = if said.is_empty() { Json::Null } else { json!(said) };
            of(place.path("dns-public"), "name_servers", "name_servers", said);
        }
        if is_opened(company, environment) {
            let said = json!(environment.private_zone_id);
            of(place.path("dns-private"), "zone_id", "private_zone_id", said);
        }
        match company.connection {
            Connection::Peering => {
                of(place.path("vpc"), "vpc_id", "vpc_id", json!(environment.vpc_id));
                let folder = format!("vpc-peering/{}", environment.name);
                let unit = in_account(company, shared, &folder);
                of(unit, "connection_id", "peering_id", json!(environment.peering_id));
            }
            Connection::TransitGateway => {
                let name = "transit_gateway_attachment_id";
                let unit = place.path("transit-gateway-attachment");
                of(unit, "attachment_id", name, json!(environment.attachment_id));
            }
            Connection::None => {}
        }
    }
    if company.organization.manage {
        let unit = organization_path(company);
        let subject = LessonSubject::Accounts;
        lessons.insert(0, Lesson { unit, output: "account_ids", subject });
    }
    lessons
}

/// Tells whether the zone of the company delegates to that of an environment.
fn is_delegated(company: &Company, environment: &Environment) -> bool {
    let has_zone = !company.environments.iter().any(|one| one.domain == company.domain);
    has_zone && environment.domain.ends_with(&format!(".{}", company.domain))
}

//! All policy documents of the whole estate.

use std::collections::BTreeSet;

use landform_policy::PolicyKind;
use serde_json::Value as Json;

use super::estate::{Estate, account_of, policy, whole};

/// A policy document, and where it was found.
pub(super) struct Document {
    /// The folder of the unit, and the resource or output.
    pub(super) address: String,
    /// The folder of the unit.
    pub(super) unit: String,
    /// The type of the resource; `output` for an output.
    pub(super) of: String,
    /// The name of the role, bucket or the like that has it, as far as it is told.
    pub(super) owner: String,
    pub(super) kind: PolicyKind,
    pub(super) text: String,
    pub(super) json: Json,
}

/// Returns what a document in an attribute of a resource is attached to.
fn kind_of(resource: &str, attribute: &str) -> Option<PolicyKind> {
    Some(match (resource, attribute) {
        ("aws_iam_role", "assume_role_policy") => PolicyKind::Trust,
        ("aws_iam_policy" | "aws_iam_role_policy" | "aws_iam_group_policy", "policy")
        | ("aws_ssoadmin_permission_set_inline_policy", "inline_policy") => PolicyKind::Identity,
        ("aws_cloudwatch_log_destination_policy", "access_policy")
        | ("aws_cloudwatch_log_resource_policy", "policy_document")
        | (
            "aws_backup_vault_policy"
            | "aws_ecr_repository_policy"
            | "aws_kms_key"
            | "aws_kms_key_policy"
            | "aws_s3_bucket_policy"
            | "aws_sns_topic"
            | "aws_sns_topic_policy"
            | "aws_sqs_queue_policy"
            | "aws_vpc_endpoint",
            "policy",
        ) => PolicyKind::Resource,
        _ => return None,
    })
}

/// Returns every policy document that a unit gave to a resource or tells in an output.
pub(super) fn documents(estate: &Estate) -> Vec<Document> {
    let mut documents = Vec::new();
    for resource in estate.resources() {
        for (attribute, value) in resource.attributes.as_object().unwrap() {
            let mut texts = Vec::new();
            collect(value, &mut texts);
            for text in texts {
                let kind = match resource.text("type") {
                    "SERVICE_CONTROL_POLICY" => Some(PolicyKind::ServiceControl),
                    "RESOURCE_CONTROL_POLICY" => Some(PolicyKind::ResourceControl),
                    _ => kind_of(resource.kind, attribute),
                };
                let address = format!("{}.{attribute}", resource.address());
                let owners = ["role", "group", "bucket", "repository", "name", "arn"];
                let owner = owners.iter().map(|name| resource.text(name)).find(|it| !it.is_empty());
                documents.push(Document {
                    kind: kind.unwrap_or_else(|| panic!("what is the document of {address} for?")),
                    address,
                    unit: resource.unit.to_owned(),
                    of: resource.kind.to_owned(),
                    owner: owner.unwrap_or_default().to_owned(),
                    json: serde_json::from_str(text).unwrap(),
                    text: text.to_owned(),
                });
            }
        }
    }
    documents.extend(told(estate));
    documents
}

/// Returns the documents in outputs that no resource of the same unit has, which other units give to their roles.
fn told(estate: &Estate) -> Vec<Document> {
    let mut documents = Vec::new();
    for (unit, name, value) in
        estate.outputs().filter(|(_, name, _)| name.ends_with("_policy_json"))
    {
        let mut texts = Vec::new();
        collect(value, &mut texts);
        documents.extend(texts.into_iter().map(|text| Document {
            address: format!("{unit}: output {name}"),
            unit: unit.to_owned(),
            of: "output".to_owned(),
            owner: name.to_owned(),
            kind: PolicyKind::Identity,
            json: serde_json::from_str(text).unwrap(),
            text: text.to_owned(),
        }));
    }
    documents
}

fn collect<'a>(value: &'a Json, texts: &mut Vec<&'a str>) {
    match value {
        Json::String(text)
            if text.trim_start().starts_with('{') && text.contains("\"Statement\"") =>
        {
            texts.push(text);
        }
        Json::Array(items) => items.iter().for_each(|one| collect(one, texts)),
        Json::Object(entries) => entries.values().for_each(|one| collect(one, texts)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Returns the statements of an effect.
pub(super) fn statements<'a>(
    document: &'a Json,
    effect: &'a str,
) -> impl Iterator<Item = &'a Json> {
    let statements = one_or_more(&document["Statement"]);
    statements.into_iter().filter(move |one| one["Effect"] == effect)
}

/// Returns the items of a list, or the one that stands alone.
pub(super) fn one_or_more(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Null => Vec::new(),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => vec![value],
    }
}

#[test]
fn every_document_of_the_estate_can_be_read() {
    let Some(estate) = whole("the documents of the whole estate") else { return };
    let documents = documents(estate);
    for document in &documents {
        policy(&document.address, &document.text, document.kind);
    }
    let count = |kind: PolicyKind| documents.iter().filter(|one| one.kind == kind).count();
    assert!(count(PolicyKind::Identity) >= 60, "{}", count(PolicyKind::Identity));
    assert!(count(PolicyKind::Trust) >= 60, "{}", count(PolicyKind::Trust));
    assert!(count(PolicyKind::Resource) >= 100, "{}", count(PolicyKind::Resource));
    assert_eq!(count(PolicyKind::ServiceControl), 2);
    assert_eq!(count(PolicyKind::ResourceControl), 1);
}

/// Tells whether a statement of a document allows everything, whatever its condition.
fn allows_everything(document: &Json) -> bool {
    let is_all = |value: &Json| {
        one_or_more(value)
            .iter()
            .any(|one| ["*", "*:*"].contains(&one.as_str().unwrap_or_default()))
    };
    statements(document, "Allow").any(|one| {
        let everything = is_all(&one["Action"]) || !one["NotAction"].is_null();
        let everywhere = is_all(&one["Resource"]) || !one["NotResource"].is_null();
        everything && everywhere
    })
}

#[test]
fn nobody_but_break_glass_roles_and_administrators_can_do_everything() {
    let Some(estate) = whole("who can do everything") else { return };
    let identities = documents(estate).into_iter().filter(|one| one.kind == PolicyKind::Identity);
    for document in identities.filter(|one| allows_everything(&one.json)) {
        // A boundary grants nothing.
        assert_eq!(document.owner, "landform-boundary", "{}", document.address);
    }
    let mut strong = BTreeSet::new();
    for resource in estate.resources() {
        let arn = [resource.text("policy_arn"), resource.text("managed_policy_arn")].concat();
        let name = arn.rsplit('/').next().unwrap_or_default();
        // Of the managed policies of AWS, these write in many services.
        let is_strong = name.ends_with("FullAccess") || name.ends_with("Administrator");
        if is_strong
            || ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "SystemAdministrator"]
                .contains(&name)
        {
            let owner = match resource.kind {
                "aws_ssoadmin_managed_policy_attachment" => {
                    permission_set(estate, resource.text("permission_set_arn"))
                }
                _ => resource.text("role"),
            };
            strong.insert((name.to_owned(), owner.to_owned()));
        }
    }
    let strong: Vec<(&str, &str)> =
        strong.iter().map(|(one, two)| (one.as_str(), two.as_str())).collect();
    assert_eq!(
        strong,
        [
            ("AdministratorAccess", "administrator"),
            ("AdministratorAccess", "break-glass"),
            ("AdministratorAccess", "break-glass-full-access"),
            ("PowerUserAccess", "landform-apply"),
            ("PowerUserAccess", "power-user"),
        ]
    );
}

/// Returns the name of a permission set.
fn permission_set<'a>(estate: &'a Estate, arn: &str) -> &'a str {
    let name = estate.resources().find_map(|one| {
        let is_it = one.kind == "aws_ssoadmin_permission_set" && one.text("arn") == arn;
        is_it.then(|| one.attributes["name"].as_str().unwrap())
    });
    name.unwrap_or_else(|| panic!("there is no permission set {arn}"))
}

#[test]
fn there_are_no_users_and_no_keys_that_last() {
    let Some(estate) = whole("who has keys that last") else { return };
    for resource in estate.resources() {
        let lasts =
            resource.kind.starts_with("aws_iam_user") || resource.kind == "aws_iam_access_key";
        assert!(!lasts, "{}", resource.address());
    }
}

/// Roles that the pipeline does not make, and that its boundary therefore does not limit; an administrator applies these units.
const OF_ADMINISTRATORS: [&str; 2] = ["access-roles", "ci-roles"];

#[test]
fn every_role_that_the_pipeline_makes_carries_the_boundary() {
    let Some(estate) = whole("which roles carry the boundary") else { return };
    let mut count = 0;
    for resource in estate.resources().filter(|one| one.kind == "aws_iam_role") {
        let id = estate.id(account_of(resource.unit));
        let boundary = format!("arn:aws:iam::{id}:policy/landform-boundary");
        let name = resource.text("name");
        let by_hand = OF_ADMINISTRATORS.iter().any(|unit| resource.unit.ends_with(unit));
        if !by_hand || name == "landform-apply" {
            assert_eq!(resource.text("permissions_boundary"), boundary, "{}", resource.address());
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

//! `aws_iam_policy_document`: the policy that statements and other documents make together, byte for byte as the real data source.

use std::collections::{BTreeMap, BTreeSet};

use landform_ledger::crc32;
use landform_value::Value;
use serde_json::Value as Json;

use crate::go_json::GoJson;

const VERSION: &str = "2012-10-17";
const OLD_VERSION: &str = "2008-10-17";

/// The texts that the data source gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PolicyDocument {
    /// The policy over several lines.
    pub(crate) json: String,
    /// The policy on one line.
    pub(crate) minified_json: String,
    /// The checksum of the policy, which is the data source's id.
    pub(crate) id: String,
}

#[derive(Default)]
struct Policy {
    version: String,
    id: String,
    statements: Vec<Statement>,
}

#[derive(Clone, Default)]
struct Statement {
    sid: String,
    effect: String,
    action: Option<GoJson>,
    not_action: Option<GoJson>,
    resource: Option<GoJson>,
    not_resource: Option<GoJson>,
    principal: Option<GoJson>,
    not_principal: Option<GoJson>,
    condition: Option<GoJson>,
}

/// Returns the document that a configuration of the data source describes.
///
/// # Errors
/// Says what the real data source would refuse.
pub(crate) fn policy_document(config: &Value) -> Result<PolicyDocument, String> {
    let version = text(config, "version").unwrap_or(VERSION);
    if ![VERSION, OLD_VERSION].contains(&version) {
        return Err(format!(
            "expected version to be one of [\"{OLD_VERSION}\" \"{VERSION}\"], got {version}"
        ));
    }
    let own = own_policy(config, version)?;
    let mut policy = merged_sources(config)?;
    policy.merge(own);
    for (index, document) in documents(config, "override_policy_documents") {
        let wrap = |error| {
            format!("writing IAM Policy Document: merging override document {index}: {error}")
        };
        policy.merge(read_policy(document, "override_policy_documents", index).map_err(wrap)?);
    }
    let json = policy.into_json();
    let indented = json.indented();
    let id = crc32(indented.as_bytes()).to_string();
    Ok(PolicyDocument { minified_json: json.compact(), json: indented, id })
}

fn own_policy(config: &Value, version: &str) -> Result<Policy, String> {
    let mut policy = Policy {
        version: version.to_owned(),
        id: text(config, "policy_id").unwrap_or_default().to_owned(),
        statements: Vec::new(),
    };
    for (index, block) in items(config, "statement").iter().enumerate() {
        let statement = read_block(block, version, index)?;
        let duplicate = !statement.sid.is_empty()
            && policy.statements.iter().any(|other| other.sid == statement.sid);
        if duplicate {
            return Err(format!(
                "writing IAM Policy Document: duplicate Sid ({}). Remove the Sid or ensure the Sid is unique.",
                statement.sid
            ));
        }
        policy.statements.push(statement);
    }
    Ok(policy)
}

/// Returns the union of the source documents, whose statements must not share names.
fn merged_sources(config: &Value) -> Result<Policy, String> {
    let mut merged = Policy::default();
    for (index, document) in documents(config, "source_policy_documents") {
        let wrap = |error| {
            format!("writing IAM Policy Document: merging source document {index}: {error}")
        };
        let source = read_policy(document, "source_policy_documents", index).map_err(wrap)?;
        for (position, statement) in source.statements.iter().enumerate() {
            let seen = merged.statements.iter().chain(source.statements.iter().take(position));
            let duplicate =
                !statement.sid.is_empty() && seen.into_iter().any(|o| o.sid == statement.sid);
            if duplicate {
                return Err(wrap(format!(
                    "duplicate Sid ({}) in source_policy_documents (statement {position}). Remove the Sid or ensure Sids are unique.",
                    statement.sid
                )));
            }
        }
        merged.merge(source);
    }
    Ok(merged)
}

impl Policy {
    fn merge(&mut self, other: Self) {
        if !other.id.is_empty() {
            self.id = other.id;
        }
        if other.version > self.version {
            self.version = other.version;
        }
        for statement in other.statements {
            let named = |existing: &&mut Statement| {
                !statement.sid.is_empty() && existing.sid == statement.sid
            };
            match self.statements.iter_mut().find(named) {
                Some(existing) => *existing = statement,
                None => self.statements.push(statement),
            }
        }
    }

    fn into_json(self) -> GoJson {
        let mut entries = Vec::new();
        push_text(&mut entries, "Version", self.version);
        push_text(&mut entries, "Id", self.id);
        if !self.statements.is_empty() {
            let statements = self.statements.into_iter().map(Statement::into_json).collect();
            entries.push(("Statement".to_owned(), GoJson::Array(statements)));
        }
        GoJson::Object(entries)
    }
}

impl Statement {
    fn into_json(self) -> GoJson {
        let mut entries = Vec::new();
        push_text(&mut entries, "Sid", self.sid);
        push_text(&mut entries, "Effect", self.effect);
        for (key, value) in [
            ("Action", self.action),
            ("NotAction", self.not_action),
            ("Resource", self.resource),
            ("NotResource", self.not_resource),
            ("Principal", self.principal),
            ("NotPrincipal", self.not_principal),
            ("Condition", self.condition),
        ] {
            entries.extend(value.map(|value| (key.to_owned(), value)));
        }
        GoJson::Object(entries)
    }
}

fn push_text(entries: &mut Vec<(String, GoJson)>, key: &str, text: String) {
    if !text.is_empty() {
        entries.push((key.to_owned(), GoJson::String(text)));
    }
}

/// Returns a statement given as a block.
fn read_block(block: &Value, version: &str, index: usize) -> Result<Statement, String> {
    let effect = text(block, "effect").unwrap_or("Allow");
    if !["Allow", "Deny"].contains(&effect) {
        return Err(format!(
            "expected statement.{index}.effect to be one of [\"Allow\" \"Deny\"], got {effect}"
        ));
    }
    let plain = |name: &str| one_or_many(reversed(distinct(block, name)));
    let with_variables = |name: &str, what: &str| {
        let strings = reversed(distinct(block, name));
        let replaced = strings.into_iter().map(|text| interpolate(&text, version));
        let replaced: Result<Vec<_>, _> = replaced.collect();
        replaced.map(one_or_many).map_err(|error| format!("reading {what}: {error}"))
    };
    Ok(Statement {
        sid: text(block, "sid").unwrap_or_default().to_owned(),
        effect: effect.to_owned(),
        action: plain("actions"),
        not_action: plain("not_actions"),
        resource: with_variables("resources", "resources")?,
        not_resource: with_variables("not_resources", "not_resources")?,
        principal: read_principals(block, "principals", version)?,
        not_principal: read_principals(block, "not_principals", version)?,
        condition: read_conditions(block, version)?,
    })
}

/// Returns the text with `&{x}` written as the policy variable `${x}`.
fn interpolate(text: &str, version: &str) -> Result<String, String> {
    if version == OLD_VERSION && text.contains("&{") {
        return Err(format!(
            "found &{{ sequence in ({text}), which is not supported in document version {version}"
        ));
    }
    Ok(text.replace("&{", "${"))
}

fn read_principals(block: &Value, name: &str, version: &str) -> Result<Option<GoJson>, String> {
    let mut principals: Vec<(u32, &Value)> =
        items(block, name).iter().map(|item| (principal_hash(item), item)).collect();
    principals.sort_by_key(|(hash, _)| hash.to_string());
    principals.dedup_by_key(|(hash, _)| *hash);
    let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, principal) in principals {
        let kind = text(principal, "type").unwrap_or_default();
        for identifier in reversed(distinct(principal, "identifiers")) {
            let identifier = interpolate(&identifier, version)
                .map_err(|error| format!("reading {name}: {error}"))?;
            by_kind.entry(kind.to_owned()).or_default().push(identifier);
        }
    }
    Ok(principal_json(by_kind))
}

fn principal_json(by_kind: BTreeMap<String, Vec<String>>) -> Option<GoJson> {
    let star = |list: &Vec<String>| list.len() == 1 && list.first().is_some_and(|id| id == "*");
    if by_kind.len() == 1 && by_kind.get("*").is_some_and(star) {
        return Some(GoJson::String("*".to_owned()));
    }
    let entries: Vec<_> = by_kind
        .into_iter()
        .filter_map(|(kind, identifiers)| Some((kind, one_or_many(identifiers)?)))
        .collect();
    if entries.is_empty() { None } else { Some(GoJson::Object(entries)) }
}

fn read_conditions(block: &Value, version: &str) -> Result<Option<GoJson>, String> {
    let mut conditions: Vec<(u32, &Value)> =
        items(block, "condition").iter().map(|item| (condition_hash(item), item)).collect();
    conditions.sort_by_key(|(hash, _)| hash.to_string());
    conditions.dedup_by_key(|(hash, _)| *hash);
    let mut tests: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (_, condition) in conditions {
        let test = tests.entry(text(condition, "test").unwrap_or_default().to_owned()).or_default();
        let values = test.entry(text(condition, "variable").unwrap_or_default().to_owned());
        let values = values.or_default();
        for value in strings(condition, "values") {
            values.push(
                interpolate(&value, version)
                    .map_err(|error| format!("reading condition: {error}"))?,
            );
        }
    }
    if tests.is_empty() {
        return Ok(None);
    }
    let variables = |variables: BTreeMap<String, Vec<String>>| {
        let entries = variables.into_iter().map(|(variable, values)| {
            (variable, one_or_many(values).unwrap_or(GoJson::Array(Vec::new())))
        });
        GoJson::Object(entries.collect())
    };
    let tests = tests.into_iter().map(|(test, inner)| (test, variables(inner)));
    Ok(Some(GoJson::Object(tests.collect())))
}

/// Returns a policy given as JSON.
fn read_policy(document: &str, name: &str, index: usize) -> Result<Policy, String> {
    let json: Json = serde_json::from_str(document)
        .map_err(|error| format!("\"{name}.{index}\" contains an invalid JSON: {error}"))?;
    let Json::Object(entries) = &json else {
        return Err(format!(
            "json: cannot unmarshal {} into Go value of type iam.IAMPolicyDoc",
            kind_of(&json)
        ));
    };
    let statements = match entries.get("Statement") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(statements)) => {
            statements.iter().map(read_statement).collect::<Result<_, _>>()?
        }
        Some(other) => {
            return Err(format!(
                "json: cannot unmarshal {} into Go struct field IAMPolicyDoc.Statement of type []*iam.IAMPolicyStatement",
                kind_of(other)
            ));
        }
    };
    Ok(Policy { version: json_text(&json, "Version")?, id: json_text(&json, "Id")?, statements })
}

fn read_statement(json: &Json) -> Result<Statement, String> {
    if !json.is_object() {
        return Err(format!(
            "json: cannot unmarshal {} into Go value of type iam.IAMPolicyStatement",
            kind_of(json)
        ));
    }
    let given = |key: &str| json.get(key).filter(|value| !value.is_null()).map(GoJson::from);
    Ok(Statement {
        sid: json_text(json, "Sid")?,
        effect: json_text(json, "Effect")?,
        action: given("Action"),
        not_action: given("NotAction"),
        resource: given("Resource"),
        not_resource: given("NotResource"),
        principal: given_principal(json.get("Principal")),
        not_principal: given_principal(json.get("NotPrincipal")),
        condition: given("Condition"),
    })
}

/// Returns principals given as JSON: lists come out sorted backwards.
fn given_principal(json: Option<&Json>) -> Option<GoJson> {
    let Some(Json::Object(entries)) = json else {
        return json.filter(|value| !value.is_null()).map(GoJson::from);
    };
    let mut principals: Vec<_> = entries
        .iter()
        .map(|(kind, identifiers)| {
            let identifiers = if let Json::Array(list) = identifiers {
                let texts = list.iter().filter_map(Json::as_str).map(str::to_owned).collect();
                GoJson::Array(reversed(texts).into_iter().map(GoJson::String).collect())
            } else {
                GoJson::from(identifiers)
            };
            (kind.clone(), identifiers)
        })
        .collect();
    principals.sort_by(|a, b| a.0.cmp(&b.0));
    Some(GoJson::Object(principals))
}

fn json_text(json: &Json, key: &str) -> Result<String, String> {
    match json.get(key) {
        None | Some(Json::Null) => Ok(String::new()),
        Some(Json::String(text)) => Ok(text.clone()),
        Some(other) => Err(format!(
            "json: cannot unmarshal {} into Go struct field {key} of type string",
            kind_of(other)
        )),
    }
}

fn kind_of(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

fn documents<'a>(config: &'a Value, name: &str) -> impl Iterator<Item = (usize, &'a str)> {
    let texts = items(config, name).iter().map(|item| item.as_str().unwrap_or_default());
    texts.enumerate().filter(|(_, document)| !document.is_empty())
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_items).unwrap_or_default()
}

fn strings(value: &Value, name: &str) -> Vec<String> {
    let texts = items(value, name).iter().map(|item| item.as_str().unwrap_or_default().to_owned());
    texts.collect()
}

/// Returns the elements of a set of strings.
fn distinct(value: &Value, name: &str) -> Vec<String> {
    let set: BTreeSet<String> = strings(value, name).into_iter().collect();
    set.into_iter().collect()
}

fn reversed(mut list: Vec<String>) -> Vec<String> {
    list.sort_unstable_by(|a, b| b.cmp(a));
    list
}

/// Returns one string as a string and several as a list.
fn one_or_many(mut list: Vec<String>) -> Option<GoJson> {
    match list.len() {
        0 => None,
        1 => list.pop().map(GoJson::String),
        _ => Some(GoJson::Array(list.into_iter().map(GoJson::String).collect())),
    }
}

/// Returns the hash that orders principals in the real provider's sets.
fn principal_hash(principal: &Value) -> u32 {
    let mut identifiers = strings(principal, "identifiers");
    identifiers.sort_by_key(|text| crc32(format!("{text};").as_bytes()).to_string());
    identifiers.dedup();
    let identifiers: String = identifiers.iter().map(|text| format!("{text};")).collect();
    let kind = text(principal, "type").unwrap_or_default();
    crc32(format!("identifiers:{{{identifiers}}};type:{kind};").as_bytes())
}

/// Returns the hash that orders conditions in the real provider's sets.
fn condition_hash(condition: &Value) -> u32 {
    let values: String =
        strings(condition, "values").iter().map(|text| format!("{text};")).collect();
    let test = text(condition, "test").unwrap_or_default();
    let variable = text(condition, "variable").unwrap_or_default();
    crc32(format!("test:{test};values:({values});variable:{variable};").as_bytes())
}

#[cfg(test)]
mod tests {
    use landform_value::from_json;

    use super::*;

    /// The answers of the real provider; the file says which version.
    fn golden() -> Json {
        serde_json::from_str(include_str!("../tests/golden/policy_documents.json")).unwrap()
    }

    #[test]
    fn documents_are_the_real_ones_byte_for_byte() {
        for case in golden()["cases"].as_array().unwrap() {
            let document = policy_document(&from_json(&case["config"])).unwrap();
            let name = &case["name"];
            assert_eq!(case["minified_json"], document.minified_json, "{name}");
            assert_eq!(case["json"], document.json, "{name}");
            assert_eq!(case["id"], document.id, "{name}");
        }
    }

    #[test]
    fn what_the_real_provider_refuses_is_refused_in_its_words() {
        for case in golden()["errors"].as_array().unwrap() {
            let error = policy_document(&from_json(&case["config"])).unwrap_err();
            assert_eq!(case["error"], error, "{}", case["name"]);
        }
    }

    #[test]
    fn values_that_validation_refuses_are_errors() {
        for (config, error) in [
            (r#"{"version": "2020-01-01"}"#, "expected version to be one of"),
            (r#"{"statement": [{"effect": "Maybe"}]}"#, "expected statement.0.effect to be one of"),
            (r#"{"source_policy_documents": ["no"]}"#, "contains an invalid JSON"),
            (r#"{"source_policy_documents": ["{\"Statement\": [1]}"]}"#, "cannot unmarshal number"),
            (r#"{"source_policy_documents": ["{\"Version\": 1}"]}"#, "of type string"),
        ] {
            let config = from_json(&serde_json::from_str(config).unwrap());
            let actual = policy_document(&config).unwrap_err();
            assert!(actual.contains(error), "{actual}");
        }
    }
}

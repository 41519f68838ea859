//! The blocks and attributes of the company file as data: the reader, the reference page and the JSON schema all come from here.

mod company;
mod network;
mod workload;

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

use self::Default::Derived;

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

const NAME: Kind = Kind::Text(&grammar::NAME);
const NAMES: Kind = Kind::List(&NAME);
const ENVIRONMENTS: AttributeSchema =
    attribute("environments", NAMES, Derived("all"), r#"["prod"]"#, "Environments that have it.");

/// All blocks, in the order in which they are best written.
pub(crate) static SCHEMA: [&BlockSchema; 21] = [
    &company::COMPANY,
    &company::ACCOUNT,
    &company::ORGANIZATION,
    &company::SECURITY_CONTACT,
    &company::ACCESS,
    &company::PIPELINE,
    &company::SLACK,
    &network::VPN,
    &network::NETWORK,
    &network::COMPUTE,
    &network::ENVIRONMENT,
    &network::CERTIFICATE,
    &workload::SERVICE,
    &workload::TASK,
    &workload::CHECK,
    &workload::SECRET,
    &workload::BUCKET,
    &workload::DATABASE,
    &workload::CACHE,
    &company::SHARED_SECRET,
    &company::PRIVATE_CA,
];

/// Returns the blocks of the company file.
pub fn schema() -> &'static [&'static BlockSchema] {
    &SCHEMA
}

/// Returns the block that every file has.
pub(crate) fn company() -> &'static BlockSchema {
    &company::COMPANY
}

/// Returns the block of that name.
pub(crate) fn block(name: &str) -> Option<&'static BlockSchema> {
    SCHEMA.iter().copied().find(|block| block.name == name)
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

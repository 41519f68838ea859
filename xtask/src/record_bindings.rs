//! `record-bindings`: the schema of a provider version that no binary is at hand of, read out of generated language bindings.
//!
//! The bindings carry their own TypeScript source, in which every attribute has a comment with what may set it and a typed getter, and
//! every argument a record that tells blocks from attributes. Lost are sensitivity, deprecation and exact numbers of blocks: enough to
//! see whether the modules are valid, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use landform_plugin::recorded::Recorded;
use landform_plugin::{
    Attribute, AttributeType, Block, NestedBlock, Nesting, ProviderSchema, Schema,
};
use landform_value::type_from_json;
use regex::Regex;
use serde_json::{Value as Json, json};

use crate::{Outcome, failed, root};

const DATA: &str = "crates/landform-testkit/data";

const NOTICE: &str = "\
The files `aws-*.json.zst` beside this one are read out of the package @cdktn/provider-aws
(https://www.npmjs.com/package/@cdktn/provider-aws), which is under the Mozilla Public License,
version 2.0 (https://mozilla.org/MPL/2.0/) and made from the schema of hashicorp/aws: the names
and types of what the catalog uses, without descriptions. `cargo xtask record-bindings` makes them.
";

/// Record the schema of a newer AWS provider, as far as the catalog uses it, from its bindings for cdktn
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The unpacked package `@cdktn/provider-aws`: the folder with `package.json`
    package: PathBuf,
}

pub(crate) fn run(arguments: &Args) -> Outcome {
    let package = read(&arguments.package.join("package.json"))?;
    let package: Json = serde_json::from_str(&package).map_err(|error| error.to_string())?;
    let version = package.pointer("/cdktn/provider/version").and_then(Json::as_str);
    let version =
        version.ok_or("the package does not say which version of the provider it is for")?;
    let now = &landform_simulator::recording()?.schema;
    let mut schema = ProviderSchema::default();
    for ty in crate::bench::catalog_types(&root())? {
        let (kind, name) = match ty.strip_prefix("data.") {
            Some(name) => ("data-", name),
            None => ("", ty.as_str()),
        };
        let folder = name.replace('_', "-");
        let folder = if kind.is_empty() {
            folder.trim_start_matches("aws-").to_owned()
        } else {
            format!("{kind}{folder}")
        };
        let source = source(&arguments.package.join("lib").join(&folder))?;
        let bindings = Bindings::of(&source)?;
        let known = match kind {
            "" => now.resources.get(name),
            _ => now.data_sources.get(name),
        };
        let block = bindings.top(known.map(|known| &known.block));
        let block = block.ok_or_else(|| format!("{folder}: there is no such type"))?;
        let one = Schema { version: 0, block };
        match kind {
            "" => schema.resources.insert(name.to_owned(), one),
            _ => schema.data_sources.insert(name.to_owned(), one),
        };
    }
    let recorded = Recorded {
        provider: "registry.terraform.io/hashicorp/aws".to_owned(),
        version: version.to_owned(),
        schema,
        ..Recorded::default()
    };
    let folder = root().join(DATA);
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    let bytes = recorded.write().map_err(|error| error.to_string())?;
    let file = folder.join("aws-6.json.zst");
    std::fs::write(&file, &bytes).map_err(|error| failed(&file, &error))?;
    let notice = folder.join("NOTICE");
    std::fs::write(&notice, NOTICE).map_err(|error| failed(&notice, &error))?;
    let Recorded { schema, .. } = recorded;
    eprintln!(
        "hashicorp/aws {version}: {} resource types, {} data sources, {} bytes",
        schema.resources.len(),
        schema.data_sources.len(),
        bytes.len()
    );
    Ok(())
}

fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(|error| failed(file, &error))
}

/// Returns the TypeScript source that a generated file carries in its source map.
fn source(folder: &Path) -> Outcome<String> {
    let text = read(&folder.join("index.js"))?;
    let mark = "sourceMappingURL=data:application/json;base64,";
    let lacks = || format!("`{}` carries no source", folder.display());
    let map = text.rsplit_once(mark).ok_or_else(lacks)?.1.trim();
    let map = base64::engine::general_purpose::STANDARD.decode(map).map_err(|_| lacks())?;
    let map: Json = serde_json::from_slice(&map).map_err(|_| lacks())?;
    let source = map.pointer("/sourcesContent/0").and_then(Json::as_str);
    source.map(str::to_owned).ok_or_else(lacks)
}

/// A class of the bindings: the attributes of a type or of a block.
#[derive(Default)]
struct Class {
    members: Vec<Member>,
}

/// An attribute or block as the source has it.
struct Member {
    name: String,
    computed: bool,
    optional: bool,
    required: bool,
    /// What the getter reads: `String`, `List` and so on.
    getter: Option<String>,
    /// Whether the getter turns a set into a list.
    is_set: bool,
    /// The class of what is inside, with the ending that says how many there are.
    inside: Option<String>,
}

impl Member {
    /// Tells whether the source says what it holds.
    fn is_plain(&self) -> bool {
        self.getter.is_some()
    }
}

/// The classes of a file, and what its arguments are.
struct Bindings {
    top: Option<String>,
    classes: BTreeMap<String, Class>,
    /// By class (of the top or of a struct) and argument: whether it is a block, and of which sort.
    arguments: BTreeMap<(String, String), (bool, String)>,
}

impl Bindings {
    fn of(source: &str) -> Outcome<Self> {
        let compiled = |text: &str| Regex::new(text).map_err(|error| error.to_string());
        let opening = compiled(
            r"(?m)^export (?:class (\w+) extends cdktn\.(\w+)|function (\w+)ToHclTerraform)",
        )?;
        let comment = compiled(
            r"// (\w+) - computed: (true|false), optional: (true|false), required: (true|false)",
        )?;
        let getter = compiled(
            r"return (cdktn\.Fn\.tolist\()?this\.(?:get(\w+)Attribute|(interpolationForAttribute))\('",
        )?;
        let inside = compiled(r#"new (\w+)\(this, "\w+"(?:, (?:true|false))?\)"#)?;
        let argument = compiled(
            r#"(?m)^\s+(\w+): \{\n\s+value: [^\n]*\n\s+isBlock: (true|false),\n\s+type: "(\w+)""#,
        )?;
        let mut found = Self { top: None, classes: BTreeMap::new(), arguments: BTreeMap::new() };
        let starts: Vec<_> = opening.captures_iter(source).collect();
        for (index, start) in starts.iter().enumerate() {
            let from = start.get(0).map_or(0, |all| all.start());
            let to = starts.get(index + 1).and_then(|next| next.get(0));
            let body = source.get(from..to.map_or(source.len(), |next| next.start()));
            let body = body.unwrap_or_default();
            let owner = match (start.get(1), start.get(2), start.get(3)) {
                (Some(class), Some(base), _) => {
                    let name = class.as_str().to_owned();
                    if ["TerraformResource", "TerraformDataSource"].contains(&base.as_str()) {
                        found.top = Some(name.clone());
                    }
                    let class = Class { members: members(body, &comment, &getter, &inside) };
                    found.classes.insert(name.clone(), class);
                    name
                }
                (_, _, Some(function)) => capital(function.as_str()),
                _ => continue,
            };
            for one in argument.captures_iter(body) {
                let key = (owner.clone(), one[1].to_owned());
                found.arguments.insert(key, (&one[2] == "true", one[3].to_owned()));
            }
        }
        Ok(found)
    }

    fn top(&self, known: Option<&Block>) -> Option<Block> {
        let top = self.top.as_ref()?;
        Some(self.block(top, top, known))
    }

    /// Returns the body of a class, whose arguments are recorded under a name.
    ///
    /// Bindings call attributes that hold objects blocks too, and leave out what nests too deep: there counts what the version that is
    /// known has of the same name.
    fn block(&self, class: &str, arguments: &str, known: Option<&Block>) -> Block {
        let mut block = Block::default();
        for member in self.classes.get(class).into_iter().flat_map(|class| &class.members) {
            let key = (arguments.to_owned(), member.name.clone());
            let argument = self.arguments.get(&key);
            let is_attribute =
                known.is_some_and(|known| known.attributes.contains_key(&member.name));
            let same = known.and_then(|known| known.blocks.get(&member.name));
            match (&member.inside, argument) {
                (None, _) if same.is_some() && !member.is_plain() => {
                    block.blocks.extend(same.map(|same| (member.name.clone(), same.clone())));
                }
                (Some(inside), Some((true, sort))) if !is_attribute => {
                    let (inner, one) = inner(inside);
                    let nesting = match sort.as_str() {
                        "struct" => Nesting::Single,
                        "set" => Nesting::Set,
                        "map" => Nesting::Map,
                        _ => Nesting::List,
                    };
                    let nested = NestedBlock {
                        nesting,
                        min_items: u64::from(member.required),
                        max_items: u64::from(one && nesting != Nesting::Single),
                        block: self.block(
                            &format!("{inner}OutputReference"),
                            &inner,
                            same.map(|same| &same.block),
                        ),
                    };
                    block.blocks.insert(member.name.clone(), nested);
                }
                _ => {
                    block.attributes.insert(member.name.clone(), self.attribute(member, argument));
                }
            }
        }
        block
    }

    fn attribute(&self, member: &Member, argument: Option<&(bool, String)>) -> Attribute {
        let ty = type_from_json(&self.type_of(member, argument, 0));
        let fallback = || landform_value::Type::Dynamic;
        Attribute {
            ty: AttributeType::Plain(ty.unwrap_or_else(fallback)),
            required: member.required,
            optional: member.optional,
            computed: member.computed,
            sensitive: false,
            write_only: false,
            deprecated: false,
        }
    }

    fn type_of(&self, member: &Member, argument: Option<&(bool, String)>, depth: usize) -> Json {
        let many = |item: Json| json!([if member.is_set { "set" } else { "list" }, item]);
        if let Some(inside) = member.inside.as_ref().filter(|_| depth < 12) {
            let (inner, one) = inner(inside);
            let class = self.classes.get(&format!("{inner}OutputReference"));
            let fields = class.into_iter().flat_map(|class| &class.members).map(|field| {
                let argument = self.arguments.get(&(inner.clone(), field.name.clone()));
                (field.name.clone(), self.type_of(field, argument, depth + 1))
            });
            let object = json!(["object", fields.collect::<serde_json::Map<_, _>>()]);
            return match argument.map(|(_, sort)| sort.as_str()) {
                Some("set") => json!(["set", object]),
                Some("map") => json!(["map", object]),
                Some("struct") if one => object,
                _ => json!(["list", object]),
            };
        }
        match member.getter.as_deref() {
            Some("String") => json!("string"),
            Some("Number") => json!("number"),
            Some("Boolean") => json!("bool"),
            Some("List") => many(json!("string")),
            Some("NumberList") => many(json!("number")),
            Some("StringMap") => json!(["map", "string"]),
            Some("NumberMap") => json!(["map", "number"]),
            Some("BooleanMap") => json!(["map", "bool"]),
            _ => json!("dynamic"),
        }
    }
}

/// Returns the struct that a class is about, and whether there is one of it at most.
fn inner(class: &str) -> (String, bool) {
    for ending in ["OutputReference", "List", "Map"] {
        if let Some(inner) = class.strip_suffix(ending) {
            return (inner.to_owned(), ending == "OutputReference");
        }
    }
    (class.to_owned(), true)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// Returns the attributes and blocks of a class, each once.
fn members(body: &str, comment: &Regex, getter: &Regex, inside: &Regex) -> Vec<Member> {
    let starts: Vec<_> = comment.captures_iter(body).collect();
    let mut seen = BTreeSet::new();
    let mut members = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let from = start.get(0).map_or(0, |all| all.end());
        let to = starts.get(index + 1).and_then(|next| next.get(0));
        let own = body.get(from..to.map_or(body.len(), |next| next.start())).unwrap_or_default();
        let read = getter.captures(own);
        let is = |at: usize| start.get(at).is_some_and(|one| one.as_str() == "true");
        if !seen.insert(start[1].to_owned()) {
            continue;
        }
        members.push(Member {
            name: start[1].to_owned(),
            computed: is(2),
            optional: is(3),
            required: is(4),
            is_set: read.as_ref().is_some_and(|read| read.get(1).is_some()),
            getter: read.and_then(|read| Some(read.get(2)?.as_str().to_owned())),
            inside: inside.captures(own).map(|one| one[1].to_owned()),
        });
    }
    members
}

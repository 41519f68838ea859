//! The files of a module folder, parsed once: what they declare, and how they are changed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::{Visit, visit_func_call};
use landform_diag::Source;
use landform_hcl::{Context, Document, NoFunctions, NoScope, evaluate, parse, references};
use landform_value::{Value, from_json};
use landform_world::{Access, EntryKind, World};
use serde_json::Value as Json;

/// A file in the native syntax.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    pub(crate) document: Document,
    /// What is to stand in the place of parts of the text.
    edits: Vec<(Range<usize>, String)>,
}

/// The files of a module folder.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) native: Vec<File>,
    pub(crate) json: Vec<(PathBuf, Json)>,
    /// The files that set variables, in the order in which an engine reads them.
    pub(crate) settings: Vec<PathBuf>,
}

/// A variable that a module declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variable {
    /// The default, if it is known.
    pub(crate) default: Option<Value>,
    /// Whether a value on the command line is text as it stands, and no expression.
    pub(crate) is_text: bool,
}

/// What is to stand in the place of a name.
#[derive(Clone, Debug)]
pub(crate) struct Replacement {
    /// The name, such as `path.root`.
    pub(crate) word: String,
    /// The text where files may be read by it; nothing if the name stays.
    pub(crate) read: Option<String>,
    /// The text where it only shows in the values of a resource.
    pub(crate) shown: Option<String>,
}

/// A call of another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Child {
    pub(crate) name: String,
    pub(crate) source: String,
}

impl Files {
    /// Reads a module folder.
    pub(crate) fn read(world: &dyn World, folder: &Path) -> Result<Self, String> {
        let fault = |error: std::io::Error| format!("cannot read the module: {error}");
        let mut files = Self::default();
        let mut first = Vec::new();
        for entry in world.list(folder).map_err(fault)? {
            let (name, path) = (entry.name.as_str(), folder.join(&entry.name));
            if entry.kind == EntryKind::Folder {
                continue;
            }
            if matches!(name, "terraform.tfvars" | "terraform.tfvars.json") {
                first.push(path);
            } else if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") {
                files.settings.push(path);
            } else if name.ends_with(".tf.json") || name.ends_with(".tofu.json") {
                let json = serde_json::from_slice(&world.read(&path).map_err(fault)?)
                    .map_err(|error| format!("`{name}` is no JSON: {error}"))?;
                files.json.push((path, json));
            } else if name.ends_with(".tf") || name.ends_with(".tofu") {
                let source = Source::new(name, world.read_text(&path).map_err(fault)?);
                let document = parse(&source).map_err(|all| all.to_string())?;
                files.native.push(File { path, source, document, edits: Vec::new() });
            }
        }
        first.append(&mut files.settings);
        files.settings = first;
        Ok(files)
    }

    /// Iterates over the blocks of one kind, each with the number of its file.
    pub(crate) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (usize, &'a Block)> {
        self.native.iter().enumerate().flat_map(move |(at, file)| {
            let own = file.document.body().blocks();
            own.filter(move |block| block.ident.as_str() == kind).map(move |block| (at, block))
        })
    }

    fn json_entries<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a String, &'a Json)> {
        let objects = self.json.iter().filter_map(move |(_, json)| json.get(kind));
        objects.filter_map(Json::as_object).flatten()
    }

    /// Returns the variables by name.
    pub(crate) fn variables(&self) -> BTreeMap<String, Variable> {
        let mut all = BTreeMap::new();
        for (at, block) in self.blocks("variable") {
            let (Some(name), Some(file)) = (label(block), self.native.get(at)) else { continue };
            let context = constants(&file.source);
            let default = block.body.get_attribute("default");
            let default = default.and_then(|one| evaluate(&one.value, &context).ok());
            let ty = block.body.get_attribute("type");
            let is_text = ty.is_none_or(|ty| is_primitive(&ty.value));
            all.insert(name, Variable { default, is_text });
        }
        for (name, body) in self.json_entries("variable") {
            let ty = body.get("type");
            let is_text = ty.is_none_or(|ty| ty.as_str().is_some_and(is_primitive_name));
            let default = body.get("default").map(from_json);
            all.insert(name.clone(), Variable { default, is_text });
        }
        all
    }

    /// Returns the names of the outputs.
    pub(crate) fn outputs(&self) -> BTreeSet<String> {
        let native = self.blocks("output").filter_map(|(_, block)| label(block));
        native.chain(self.json_entries("output").map(|(name, _)| name.clone())).collect()
    }

    /// Returns the calls of other modules.
    pub(crate) fn children(&self) -> Vec<Child> {
        let native = self.blocks("module").filter_map(|(_, block)| {
            let source = block.body.get_attribute("source")?.value.as_str()?;
            Some(Child { name: label(block)?, source: source.to_owned() })
        });
        let json = self.json_entries("module").filter_map(|(name, body)| {
            Some(Child { name: name.clone(), source: body.get("source")?.as_str()?.to_owned() })
        });
        native.chain(json).collect()
    }

    /// Returns the source addresses of providers by local name.
    pub(crate) fn sources(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (at, block) in self.blocks("terraform") {
            let Some(file) = self.native.get(at) else { continue };
            for required in block.body.get_blocks("required_providers") {
                sources_in(&constants(&file.source), &required.body, &mut found);
            }
        }
        for (_, json) in &self.json {
            let all = json.pointer("/terraform/required_providers").and_then(Json::as_object);
            for (local, body) in all.into_iter().flatten() {
                let source = body.get("source").and_then(Json::as_str);
                found.extend(source.map(|source| (local.clone(), source.to_owned())));
            }
        }
        found
    }

    /// Returns the references of provider configurations (`aws`, `aws.us`) that JSON files have.
    pub(crate) fn json_providers(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (local, bodies) in self.json_entries("provider") {
            for body in bodies.as_array().map_or(std::slice::from_ref(bodies), Vec::as_slice) {
                found.insert(match body.get("alias").and_then(Json::as_str) {
                    Some(alias) => format!("{local}.{alias}"),
                    None => local.clone(),
                });
            }
        }
        found
    }

    /// Tells whether any text has a word in it.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        self.native.iter().any(|file| file.source.text().contains(word))
            || self.json.iter().any(|(_, json)| json.to_string().contains(word))
    }

    /// Takes a block out of its file.
    pub(crate) fn take_out(&mut self, gaps: Vec<(usize, Range<usize>)>) {
        for (at, gap) in gaps {
            if let Some(file) = self.native.get_mut(at) {
                file.edits.push((gap, String::new()));
            }
        }
    }

    /// Puts text in the place of names such as `path.root`.
    pub(crate) fn replace_names(&mut self, names: &[Replacement]) {
        for file in &mut self.native {
            let text = file.source.text();
            if !names.iter().any(|one| text.contains(&one.word)) {
                continue;
            }
            let mut found = Vec::new();
            for structure in file.document.body() {
                let is_aws = structure.as_block().is_some_and(is_aws_resource);
                let mut each = |expression: &Expression| {
                    let reading = readings(expression);
                    for reference in references(expression) {
                        let reads = reading.iter().any(|call| call.contains(&reference.span.start));
                        found.extend(names.iter().find_map(|one| {
                            let own = format!("{}.", reference.root);
                            let written = text.get(reference.span.clone())?;
                            let from =
                                one.word.starts_with(&own).then(|| written.find(&one.word))??;
                            let from = reference.span.start + from;
                            let with = if is_aws && !reads { &one.shown } else { &one.read };
                            Some((from..from + one.word.len(), with.clone()?))
                        }));
                    }
                };
                match structure {
                    Structure::Attribute(attribute) => each(&attribute.value),
                    Structure::Block(block) => each_expression(&block.body, &mut each),
                }
            }
            file.edits.extend(found);
        }
        for (_, json) in &mut self.json {
            replace_in_json(json, names);
        }
    }

    /// Writes the files that were changed.
    pub(crate) fn write(self, world: &dyn World) -> Result<(), String> {
        let put = |path: &Path, text: &str| {
            world
                .write(path, text.as_bytes(), Access::Private)
                .map_err(|error| format!("cannot write the module: {error}"))
        };
        for mut file in self.native {
            if !file.edits.is_empty() {
                put(&file.path, &edited(file.source.text(), &mut file.edits))?;
            }
        }
        for (path, json) in &self.json {
            put(path, &json.to_string())?;
        }
        Ok(())
    }
}

/// Returns the text with parts of it replaced; of parts that overlap the outer one counts.
fn edited(text: &str, edits: &mut [(Range<usize>, String)]) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut made = String::new();
    let mut from = 0;
    for (range, with) in edits.iter().filter(|(range, _)| !range.is_empty()) {
        if range.start >= from {
            made.push_str(text.get(from..range.start).unwrap_or_default());
            made.push_str(with);
            from = range.end;
        }
    }
    made.push_str(text.get(from..).unwrap_or_default());
    made
}

/// Calls `then` for every expression of a body and of the blocks in it.
fn each_expression(body: &Body, then: &mut dyn FnMut(&Expression)) {
    for attribute in body.attributes() {
        then(&attribute.value);
    }
    for block in body.blocks() {
        each_expression(&block.body, then);
    }
}

/// Tells whether a block is a resource whose provider reads no files while planning.
fn is_aws_resource(block: &Block) -> bool {
    block.ident.as_str() == "resource" && label(block).is_some_and(|ty| ty.starts_with("aws_"))
}

/// Returns where functions are called that read files.
fn readings(expression: &Expression) -> Vec<Range<usize>> {
    struct Calls(Vec<Range<usize>>);
    impl Visit for Calls {
        fn visit_func_call(&mut self, call: &FuncCall) {
            let name = call.name.name.as_str();
            if name.starts_with("file") || matches!(name, "abspath" | "templatefile") {
                let spans = call.args.iter().filter_map(hcl_edit::Span::span);
                self.0.extend(spans);
            }
            visit_func_call(self, call);
        }
    }
    let mut calls = Calls(Vec::new());
    calls.visit_expr(expression);
    calls.0
}

fn replace_in_json(json: &mut Json, names: &[Replacement]) {
    match json {
        Json::String(text) => {
            for one in names {
                if let Some(with) = &one.read {
                    *text = text.replace(&format!("${{{}}}", one.word), with.trim_matches('"'));
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| replace_in_json(item, names)),
        Json::Object(entries) => {
            entries.iter_mut().for_each(|(_, item)| replace_in_json(item, names));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn sources_in(context: &Context<'_>, body: &Body, found: &mut BTreeMap<String, String>) {
    for attribute in body.attributes() {
        // `configuration_aliases` has names in it: only the source counts.
        let Expression::Object(object) = &attribute.value else { continue };
        for (key, value) in object {
            let is_source = key.as_ident().is_some_and(|name| name.as_str() == "source");
            if is_source
                && let Ok(address) = evaluate(value.expr(), context)
                && let Some(address) = address.as_str()
            {
                found.insert(attribute.key.as_str().to_owned(), address.to_owned());
            }
        }
    }
}

/// Tells whether a type is one whose values are given as text.
fn is_primitive(ty: &Expression) -> bool {
    match ty {
        Expression::Variable(name) => is_primitive_name(name.as_str()),
        Expression::String(name) => is_primitive_name(name.as_str()),
        Expression::Null(_)
        | Expression::Bool(_)
        | Expression::Number(_)
        | Expression::Array(_)
        | Expression::Object(_)
        | Expression::StringTemplate(_)
        | Expression::HeredocTemplate(_)
        | Expression::Parenthesis(_)
        | Expression::Conditional(_)
        | Expression::FuncCall(_)
        | Expression::Traversal(_)
        | Expression::UnaryOp(_)
        | Expression::BinaryOp(_)
        | Expression::ForExpr(_) => false,
    }
}

fn is_primitive_name(ty: &str) -> bool {
    matches!(ty, "string" | "number" | "bool")
}

/// Returns a context without any names.
pub(crate) fn constants(source: &Source) -> Context<'_> {
    Context { source, scope: &NoScope, functions: &NoFunctions }
}

/// Returns the first label of a block.
pub(crate) fn label(block: &Block) -> Option<String> {
    block.labels.first().map(|label| label.as_str().to_owned())
}

/// Returns where a block stands.
pub(crate) fn place(block: &Block) -> Range<usize> {
    block.span().unwrap_or_default()
}

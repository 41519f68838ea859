//! One configuration file: parsed once, its blocks and attributes checked against what is known.

use std::collections::BTreeMap;
use std::path::Path;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use landform_diag::{Diagnostic, Diagnostics, Source, Span};
use landform_graph::Graph;
use landform_hcl::{Document, Step, nearest, parse, references, span_of};

use crate::path::folder_of;

/// The attributes that may stand at the top of a file.
const ATTRIBUTES: [&str; 12] = [
    "download_dir",
    "generate",
    "iam_assume_role_duration",
    "iam_assume_role_session_name",
    "iam_role",
    "iam_web_identity_token",
    "inputs",
    "prevent_destroy",
    "remote_state",
    "terraform_binary",
    "terraform_version_constraint",
    "terragrunt_version_constraint",
];

/// A kind of block: its name, how many labels it has, and whether it may stand only once.
struct BlockKind {
    name: &'static str,
    labels: std::ops::RangeInclusive<usize>,
    once: bool,
}

const fn one(name: &'static str) -> BlockKind {
    BlockKind { name, labels: 0..=0, once: true }
}

const fn labelled(name: &'static str) -> BlockKind {
    BlockKind { name, labels: 1..=1, once: false }
}

/// The blocks that may stand at the top of a file.
const BLOCKS: [BlockKind; 11] = [
    one("catalog"),
    one("dependencies"),
    labelled("dependency"),
    one("errors"),
    one("exclude"),
    labelled("feature"),
    labelled("generate"),
    BlockKind { name: "include", labels: 0..=1, once: false },
    one("locals"),
    one("remote_state"),
    one("terraform"),
];

/// What people may write that is known but refused, and what to do instead.
const REFUSED: [(&str, &str); 7] = [
    ("engine", "remove it: the engine is the `tofu` or `terraform` binary"),
    ("skip", "use an `exclude` block"),
    ("retryable_errors", "use an `errors` block with `retry`"),
    ("retry_max_attempts", "use an `errors` block with `retry`"),
    ("retry_sleep_interval_sec", "use an `errors` block with `retry`"),
    ("unit", "units of stacks are not supported: write a folder with a `terragrunt.hcl`"),
    ("stack", "stacks are not supported: write out their units"),
];

/// A parsed and checked file.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    document: Document,
    /// The names of the locals in an order in which each comes after those it refers to.
    locals: Vec<String>,
}

impl ConfigFile {
    /// Parses and checks a text.
    pub(crate) fn parse(path: &Path, text: String) -> Result<Self, Diagnostics> {
        let document = parse(&Source::new(path, text))?;
        let mut file = Self { document, locals: Vec::new() };
        let mut diagnostics = Diagnostics::default();
        file.check_structures(&mut diagnostics);
        file.check_twice(&mut diagnostics);
        if let Some(locals) = diagnostics.keep(file.local_order()) {
            file.locals = locals;
        }
        diagnostics.into_result(file)
    }

    pub(crate) fn source(&self) -> &Source {
        self.document.source()
    }

    pub(crate) fn path(&self) -> &Path {
        self.source().path()
    }

    pub(crate) fn folder(&self) -> &Path {
        folder_of(self.path())
    }

    pub(crate) fn body(&self) -> &Body {
        self.document.body()
    }

    /// Returns the whole file's place.
    pub(crate) fn start(&self) -> Span {
        self.source().start()
    }

    pub(crate) fn span(&self, node: &impl hcl_edit::Span) -> Span {
        span_of(self.source(), node)
    }

    /// Returns the place of a block's head: its name and labels.
    pub(crate) fn head(&self, block: &Block) -> Span {
        let start = block.ident.span().unwrap_or_default();
        let end = block.labels.iter().filter_map(hcl_edit::Span::span).map(|range| range.end).max();
        self.source().span(start.start..end.unwrap_or(start.end))
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.body().get_attribute(name)
    }

    pub(crate) fn blocks<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Block> {
        self.body().get_blocks(name)
    }

    /// Returns the names of the locals, each after those that it refers to.
    pub(crate) fn local_names(&self) -> &[String] {
        &self.locals
    }

    /// Returns the attributes of the `locals` block.
    pub(crate) fn local(&self, name: &str) -> Option<&Attribute> {
        self.blocks("locals").find_map(|block| block.body.get_attribute(name))
    }

    fn check_structures(&self, diagnostics: &mut Diagnostics) {
        for structure in self.body() {
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key.as_str();
                    if !ATTRIBUTES.contains(&name) {
                        diagnostics.push(unknown("attribute", name, self.span(&attribute.key)));
                    }
                }
                Structure::Block(block) => self.check_block(block, diagnostics),
            }
        }
        for block in self.blocks("locals") {
            for nested in block.body.blocks() {
                let name = nested.ident.as_str();
                diagnostics.push(
                    Diagnostic::error(format!(
                        "`locals` holds the block `{name}`, but only attributes belong there"
                    ))
                    .at(self.head(nested))
                    .hint(format!("write `{name} = {{ … }}`")),
                );
            }
        }
    }

    fn check_block(&self, block: &Block, diagnostics: &mut Diagnostics) {
        let name = block.ident.as_str();
        let Some(kind) = BLOCKS.iter().find(|kind| kind.name == name) else {
            diagnostics.push(unknown("block", name, self.head(block)));
            return;
        };
        let count = block.labels.len();
        if !kind.labels.contains(&count) {
            let fault = if *kind.labels.end() == 0 {
                Diagnostic::error(format!("the block `{name}` takes no label"))
                    .hint(format!("write `{name} {{`"))
            } else {
                Diagnostic::error(format!("the block `{name}` takes one label, but has {count}"))
                    .hint(format!("write `{name} \"<name>\" {{`"))
            };
            diagnostics.push(fault.at(self.head(block)));
        }
    }

    /// Reports attributes and blocks that stand twice where once is meant.
    fn check_twice(&self, diagnostics: &mut Diagnostics) {
        let mut seen: BTreeMap<(String, String), Span> = BTreeMap::new();
        for block in self.body().blocks() {
            let name = block.ident.as_str();
            let Some(kind) = BLOCKS.iter().find(|kind| kind.name == name) else { continue };
            let label = block.labels.first().map_or("", |label| label.as_str());
            let shown = if kind.once || label.is_empty() {
                format!("`{name}`")
            } else {
                format!("`{name}` `{label}`")
            };
            let head = self.head(block);
            let key = (name.to_owned(), if kind.once { String::new() } else { label.to_owned() });
            if let Some(first) = seen.insert(key, head.clone()) {
                diagnostics.push(
                    Diagnostic::error(format!("the block {shown} is there twice"))
                        .at(head)
                        .note(first, "first here"),
                );
            }
        }
        twice(self, self.body(), diagnostics);
    }

    /// Sorts the locals by what they refer to.
    fn local_order(&self) -> Result<Vec<String>, Diagnostics> {
        let attributes: BTreeMap<&str, &Attribute> = self
            .blocks("locals")
            .flat_map(|block| block.body.attributes())
            .map(|attribute| (attribute.key.as_str(), attribute))
            .collect();
        let edges = attributes.iter().flat_map(|(name, attribute)| {
            locals_used(&attribute.value)
                .into_iter()
                .filter_map(|used| attributes.get_key_value(used.as_str()))
                .map(|(used, _)| (*name, *used))
        });
        let graph = Graph::new(attributes.keys().copied(), edges);
        let cycle = match graph.order() {
            Ok(order) => return Ok(order.into_iter().map(|name| (*name).to_owned()).collect()),
            Err(cycle) => cycle,
        };
        let spans: Vec<Span> = cycle
            .iter()
            .filter_map(|name| attributes.get(name))
            .map(|attribute| self.span(&attribute.key))
            .collect();
        let round: Vec<String> =
            cycle.iter().chain(cycle.first()).map(|name| format!("`local.{name}`")).collect();
        let mut fault = Diagnostic::error(format!(
            "locals refer to one another in a circle: {}",
            round.join(" -> ")
        ));
        let mut spans = spans.into_iter();
        fault = fault.at(spans.next().unwrap_or_else(|| self.start()));
        for (span, name) in spans.zip(cycle.iter().skip(1)) {
            fault = fault.note(span, format!("`local.{name}` is in the circle"));
        }
        Err(fault.into())
    }
}

/// Returns the names of the locals that an expression refers to.
fn locals_used(expression: &Expression) -> Vec<String> {
    references(expression)
        .into_iter()
        .filter(|reference| reference.root == "local")
        .filter_map(|reference| match reference.steps.into_iter().next() {
            Some(Step::Attribute(name)) => Some(name),
            Some(Step::Index(key)) => key.as_str().map(str::to_owned),
            None => None,
        })
        .collect()
}

/// Reports attributes that are set twice in a body or in one inside it.
fn twice(file: &ConfigFile, body: &Body, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, &Attribute> = BTreeMap::new();
    for attribute in body.attributes() {
        let name = attribute.key.as_str();
        if let Some(first) = seen.insert(name, attribute) {
            diagnostics.push(
                Diagnostic::error(format!("attribute `{name}` is set twice"))
                    .at(file.span(&attribute.key))
                    .note(file.span(&first.key), "first set here"),
            );
        }
    }
    for block in body.blocks() {
        twice(file, &block.body, diagnostics);
    }
}

fn unknown(kind: &str, name: &str, span: Span) -> Diagnostic {
    if let Some((_, hint)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Diagnostic::error(format!("the {kind} `{name}` is not supported"))
            .at(span)
            .hint(*hint);
    }
    let fault = Diagnostic::error(format!("unknown {kind} `{name}`")).at(span);
    let blocks = || BLOCKS.iter().map(|known| known.name);
    if kind == "attribute" && blocks().any(|known| known == name) {
        return fault.hint(format!("`{name}` is a block: write `{name} {{ … }}`"));
    }
    if kind == "block" && ATTRIBUTES.contains(&name) {
        return fault.hint(format!("`{name}` is an attribute: write `{name} = …`"));
    }
    let near = if kind == "block" {
        nearest(name, blocks())
    } else {
        nearest(name, ATTRIBUTES.into_iter())
    };
    match near {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None if kind == "attribute" => {
            fault.hint("values of your own belong in `locals` or `inputs`")
        }
        None => fault,
    }
}

/// Why a file could not be used.
#[derive(Clone, Debug)]
pub(crate) enum FileFault {
    /// It is not there.
    Missing,
    /// It cannot be read.
    Unreadable(String),
    /// Its text is at fault.
    Faulty(Diagnostics),
}

impl FileFault {
    /// Returns the diagnostics, a file that is no text being reported where it is named.
    pub(crate) fn into_diagnostics(self, shown: &str, named: &Span) -> Diagnostics {
        let message = match self {
            Self::Faulty(diagnostics) => return diagnostics,
            Self::Missing => format!("there is no file `{shown}`"),
            Self::Unreadable(reason) => format!("cannot read `{shown}`: {reason}"),
        };
        Diagnostic::error(message).at(named.clone()).into()
    }
}

//! One block of a company file, read with its schema: values of the right kind, and the faults of the others.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Structure};
use landform_diag::{Diagnostic, Diagnostics, Source, Span};
use landform_hcl::{Context, NoFunctions, NoScope, evaluate, nearest, span_of};
use landform_value::{Data, Value};

use crate::grammar::Grammar;
use crate::schema::{AttributeSchema, BlockSchema, Default, Kind, SCHEMA, one_of};

/// A block with its values.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) schema: &'static BlockSchema,
    /// The label; empty if the block has none.
    pub(crate) name: String,
    /// Where the label is, or the word that opens the block.
    pub(crate) span: Span,
    /// The values that were written and are of the right kind.
    fields: BTreeMap<&'static str, Field>,
    /// Attributes that were written, right or wrong.
    written: BTreeSet<&'static str>,
    /// Whether it stands for blocks that the file does not have.
    default: bool,
}

#[derive(Clone, Debug)]
struct Field {
    value: Value,
    span: Span,
    /// Where each item of a list is, as far as they are written out.
    items: Vec<Span>,
}

impl Section {
    /// Returns a block that says nothing.
    pub(crate) fn silent(schema: &'static BlockSchema, name: &str, span: Span) -> Self {
        let (fields, written) = (BTreeMap::new(), BTreeSet::new());
        Self { schema, name: name.to_owned(), span, fields, written, default: false }
    }

    /// Makes this a block that stands for some that the file does not have; its faults are shown at `span`.
    pub(crate) fn place(&mut self, span: &Span) {
        self.default = true;
        self.span = span.clone();
        for field in self.fields.values_mut() {
            field.span = span.clone();
            field.items.fill(span.clone());
        }
    }

    /// Tells whether the block stands for some that the file does not have.
    pub(crate) fn is_default(&self) -> bool {
        self.default
    }

    /// Returns where an attribute's value is; the block's own place if it is not written.
    pub(crate) fn at(&self, name: &str) -> Span {
        self.fields.get(name).map_or_else(|| self.span.clone(), |field| field.span.clone())
    }

    /// Tells whether an attribute is written and right.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Tells whether an attribute is written but wrong, so that nothing may be concluded from its absence.
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.written.contains(name) && !self.has(name)
    }

    fn default(&self, name: &str) -> Option<Default> {
        self.schema.attribute(name).map(|attribute| attribute.default)
    }

    /// Returns a string, from the file or from the schema.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.fields.get(name) {
            Some(field) => word(&field.value),
            None => self.default(name)?.text().map(str::to_owned),
        }
    }

    /// Returns a truth value, from the file or from the schema.
    pub(crate) fn truth(&self, name: &str) -> Option<bool> {
        match self.fields.get(name) {
            Some(field) => field.value.as_bool(),
            None => match self.default(name)? {
                Default::Bool(truth) => Some(truth),
                Default::Required
                | Default::Derived(_)
                | Default::Text(_)
                | Default::Whole(_)
                | Default::List(_)
                | Default::Empty => None,
            },
        }
    }

    /// Returns a whole number, from the file or from the schema.
    pub(crate) fn whole(&self, name: &str) -> Option<u32> {
        match self.fields.get(name) {
            // A choice between numbers may be written in quotes.
            Some(field) => word(&field.value)?.parse().ok(),
            None => match self.default(name)? {
                Default::Whole(number) => u32::try_from(number).ok(),
                Default::Text(text) => text.parse().ok(),
                Default::Required
                | Default::Derived(_)
                | Default::Bool(_)
                | Default::List(_)
                | Default::Empty => None,
            },
        }
    }

    /// Returns a number in halves, from the file alone.
    pub(crate) fn halves(&self, name: &str) -> Option<u32> {
        let doubled = self.fields.get(name)?.value.as_number()?.to_f64() * 2.0;
        u32::try_from(landform_value::Number::from_f64(doubled)?.to_i64()?).ok()
    }

    /// Returns a list of strings with the place of each, from the file or from the schema.
    pub(crate) fn list(&self, name: &str) -> Vec<(String, Span)> {
        let Some(field) = self.fields.get(name) else {
            let Some(Default::List(items)) = self.default(name) else { return Vec::new() };
            return items.iter().map(|item| ((*item).to_owned(), self.span.clone())).collect();
        };
        let items = field.value.as_items().unwrap_or_default().iter().filter_map(Value::as_str);
        let places = field.items.iter().chain(std::iter::repeat(&field.span));
        items.map(str::to_owned).zip(places.cloned()).collect()
    }

    /// Returns the strings of a list.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        self.list(name).into_iter().map(|(word, _)| word).collect()
    }

    /// Returns a map of lists of strings.
    pub(crate) fn lists(&self, name: &str) -> BTreeMap<String, Vec<String>> {
        let entries = self.fields.get(name).and_then(|field| field.value.as_entries());
        let words = |value: &Value| {
            let items = value.as_items().unwrap_or_default();
            items.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
        };
        entries.into_iter().flatten().map(|(key, value)| (key.clone(), words(value))).collect()
    }

    /// Returns a map of strings.
    pub(crate) fn map(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.fields.get(name).and_then(|field| field.value.as_entries());
        entries
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}

/// Reads all blocks of a file, in its order.
pub(crate) fn read(
    source: &Source,
    body: &hcl_edit::structure::Body,
    faults: &mut Diagnostics,
) -> Vec<Section> {
    let mut sections = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => faults.push(stray_attribute(source, attribute)),
            Structure::Block(block) => sections.extend(section(source, block, faults)),
        }
    }
    sections
}

fn stray_attribute(source: &Source, attribute: &Attribute) -> Diagnostic {
    let name = attribute.key.as_str();
    let holder = SCHEMA.iter().find(|block| block.attribute(name).is_some());
    Diagnostic::error(format!("`{name}` stands outside of any block"))
        .at(span_of(source, &attribute.key))
        .hint(match holder {
            Some(block) => format!("move it into the block `{}`", block.name),
            None => "everything in a company file belongs to a block such as `company`".to_owned(),
        })
}

fn section(source: &Source, block: &Block, faults: &mut Diagnostics) -> Option<Section> {
    let word = block.ident.as_str();
    let at = span_of(source, &block.ident);
    let names = || SCHEMA.iter().map(|block| block.name);
    let Some(schema) = SCHEMA.iter().find(|schema| schema.name == word) else {
        let hint = match nearest(word, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("blocks are {}", one_of(&names().collect::<Vec<_>>())),
        };
        faults.push(Diagnostic::error(format!("there is no block `{word}`")).at(at).hint(hint));
        return None;
    };
    let (name, span) = label(source, block, schema, &at, faults)?;
    let mut section = Section::silent(schema, &name, span);
    for structure in &block.body {
        match structure {
            Structure::Attribute(attribute) => section.read(source, attribute, faults),
            Structure::Block(inner) => {
                let word = inner.ident.as_str();
                let mut fault =
                    Diagnostic::error(format!("`{}` takes no block `{word}`", schema.name))
                        .at(span_of(source, &inner.ident));
                if SCHEMA.iter().any(|schema| schema.name == word) {
                    fault = fault.hint(format!("write `{word}` beside it, not in it"));
                } else if schema.attribute(word).is_some() {
                    fault = fault.hint(format!("write `{word} = …`"));
                }
                faults.push(fault);
            }
        }
    }
    section.require(faults);
    Some(section)
}

fn label(
    source: &Source,
    block: &Block,
    schema: &BlockSchema,
    at: &Span,
    faults: &mut Diagnostics,
) -> Option<(String, Span)> {
    let word = schema.name;
    let mut labels = block.labels.iter();
    let (first, second) = (labels.next(), labels.next());
    let place = |label: &BlockLabel| span_of(source, label);
    match (schema.label, first, second) {
        (None, None, _) => Some((String::new(), at.clone())),
        (None, Some(extra), _) => {
            let fault = Diagnostic::error(format!("`{word}` takes no label"));
            faults.push(fault.at(place(extra)).hint(format!("write `{word} {{ … }}`")));
            Some((String::new(), at.clone()))
        }
        (Some(_), None, _) => {
            let fault = Diagnostic::error(format!("`{word}` lacks its name"));
            faults.push(fault.at(at.clone()).hint(format!("write `{word} \"<name>\" {{ … }}`")));
            None
        }
        (Some(grammar), Some(name), extra) => {
            if let Some(extra) = extra {
                let fault = Diagnostic::error(format!("`{word}` takes one name only"));
                faults.push(fault.at(place(extra)));
            }
            let (text, at) = (name.as_str(), place(name));
            if !grammar.accepts(text) {
                faults.push(unlike(text, grammar).at(at.clone()));
            }
            Some((text.to_owned(), at))
        }
    }
}

/// Returns a string, or a number as it would be written.
fn word(value: &Value) -> Option<String> {
    match value.as_number() {
        Some(number) => Some(number.to_string()),
        None => value.as_str().map(str::to_owned),
    }
}

/// Returns the fault of a string that is not of a grammar.
fn unlike(text: &str, grammar: &Grammar) -> Diagnostic {
    Diagnostic::error(format!("`{text}` is not {}", grammar.noun)).hint(grammar.hint)
}

impl Section {
    fn read(&mut self, source: &Source, attribute: &Attribute, faults: &mut Diagnostics) {
        let name = attribute.key.as_str();
        let Some(known) = self.schema.attribute(name) else {
            faults.push(self.unknown(name).at(span_of(source, &attribute.key)));
            return;
        };
        self.written.insert(known.name);
        let context = Context { source, scope: &NoScope, functions: &NoFunctions };
        let Some(value) = faults.keep(evaluate(&attribute.value, &context)) else { return };
        if value.is_null() {
            self.written.remove(known.name);
            return;
        }
        let span = span_of(source, &attribute.value);
        let items = attribute.value.as_array().into_iter().flatten();
        let items: Vec<Span> = items.map(|item| span_of(source, item)).collect();
        let place = Place { source, expression: &attribute.value, span: &span, items: &items };
        let before = faults.len();
        check(&known.kind, known.name, &value, &place, faults);
        if faults.len() == before {
            self.fields.insert(known.name, Field { value, span, items });
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let names: Vec<_> = self.schema.attributes.iter().map(|one| one.name).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let other = SCHEMA.iter().find(|block| block.attribute(name).is_some());
                match other {
                    Some(block) => format!("it belongs to `{}`", block.name),
                    None => format!("attributes are {}", one_of(&names)),
                }
            }
        };
        Diagnostic::error(format!("`{}` has no attribute `{name}`", self.schema.name)).hint(hint)
    }

    fn require(&self, faults: &mut Diagnostics) {
        for attribute in self.schema.attributes {
            let AttributeSchema { name, default, example, .. } = attribute;
            if matches!(default, Default::Required) && !self.written.contains(name) {
                let what = match self.name.as_str() {
                    "" => format!("`{}`", self.schema.name),
                    name => format!("{} `{name}`", self.schema.name),
                };
                let fault = Diagnostic::error(format!("{what} lacks `{name}`"));
                faults.push(fault.at(self.span.clone()).hint(format!("add `{name} = {example}`")));
            }
        }
    }
}

/// Where a value and its parts are.
struct Place<'a> {
    source: &'a Source,
    expression: &'a Expression,
    span: &'a Span,
    items: &'a [Span],
}

impl Place<'_> {
    /// Returns where the value of a key is.
    fn entry(&self, key: &str) -> Span {
        let Expression::Object(object) = self.expression else { return self.span.clone() };
        let found = object.iter().find(|(candidate, _)| match candidate {
            ObjectKey::Ident(ident) => ident.as_str() == key,
            ObjectKey::Expression(Expression::String(text)) => text.as_str() == key,
            ObjectKey::Expression(Expression::Variable(name)) => name.as_str() == key,
            ObjectKey::Expression(_) => false,
        });
        found.map_or_else(|| self.span.clone(), |(_, value)| span_of(self.source, value.expr()))
    }
}

fn check(kind: &Kind, name: &str, value: &Value, place: &Place<'_>, faults: &mut Diagnostics) {
    match kind {
        Kind::List(item) => {
            let Some(items) = value.as_items() else {
                faults.push(mistyped(kind, name, value).at(place.span.clone()));
                return;
            };
            let mut seen = BTreeSet::new();
            for (index, one) in items.iter().enumerate() {
                let at = place.items.get(index).unwrap_or(place.span);
                if let Err(fault) = check_one(item, name, one) {
                    faults.push(fault.at(at.clone()));
                } else if !seen.insert(one.to_string()) {
                    let shown = one.to_string();
                    let shown = shown.trim_matches('"');
                    let fault = Diagnostic::error(format!("`{name}` lists `{shown}` twice"));
                    faults.push(fault.at(at.clone()).hint("remove one of the two"));
                }
            }
            if items.is_empty() && name == "alert_emails" {
                let fault = Diagnostic::error(format!("`{name}` is empty"));
                faults.push(fault.at(place.span.clone()).hint("somebody must hear the alarms"));
            }
        }
        Kind::Map(grammar, item) => {
            let Some(entries) = value.as_entries() else {
                faults.push(mistyped(kind, name, value).at(place.span.clone()));
                return;
            };
            for (key, one) in entries {
                if !grammar.accepts(key) {
                    faults.push(unlike(key, grammar).at(place.entry(key)));
                }
                if let Err(fault) = check_one(item, &format!("{name}.{key}"), one) {
                    faults.push(fault.at(place.entry(key)));
                }
            }
        }
        Kind::Text(_) | Kind::Choice(_) | Kind::Whole(..) | Kind::Halves(..) | Kind::Bool => {
            if let Err(fault) = check_one(kind, name, value) {
                faults.push(fault.at(place.span.clone()));
            }
        }
    }
}

fn check_one(kind: &Kind, name: &str, value: &Value) -> Result<(), Diagnostic> {
    match (kind, value.data()) {
        (Kind::Text(grammar), Data::String(text)) => {
            if grammar.accepts(text) {
                return Ok(());
            }
            let mut fault = unlike(text, grammar);
            if grammar.noun == crate::grammar::REGION.noun
                && let Some(near) = nearest(text, crate::region::REGIONS.iter().map(|r| r.name))
            {
                fault = fault.hint(format!("did you mean `{near}`?"));
            }
            if let Some(range) = crate::Cidr::enclosing(text).filter(|_| text.contains('.')) {
                fault = fault.hint(format!("the range begins at `{range}`"));
            }
            Err(fault)
        }
        (Kind::Choice(words), Data::String(_) | Data::Number(_)) => {
            let text = word(value).unwrap_or_default();
            if words.contains(&text.as_str()) {
                return Ok(());
            }
            let options = one_of(words);
            let fault = Diagnostic::error(format!("`{name}` must be {options}, not `{text}`"));
            Err(match nearest(&text, words.iter().copied()) {
                Some(near) if text.parse::<f64>().is_err() => {
                    fault.hint(format!("did you mean `{near}`?"))
                }
                _ => fault,
            })
        }
        (Kind::Whole(least, most), Data::Number(number)) => {
            let fits = number.is_integer()
                && number.to_i64().is_some_and(|number| (*least..=*most).contains(&number));
            if fits { Ok(()) } else { Err(out_of_bounds(kind, name, value)) }
        }
        (Kind::Halves(least, most), Data::Number(number)) => {
            let doubled = number.to_f64() * 2.0;
            let bounds = (*least as f64) * 2.0..=(*most as f64) * 2.0;
            let fits = bounds.contains(&doubled) && doubled.fract() == 0.0;
            if fits { Ok(()) } else { Err(out_of_bounds(kind, name, value)) }
        }
        (Kind::Bool, Data::Bool(_)) => Ok(()),
        (Kind::List(item), Data::List(..) | Data::Set(..) | Data::Tuple(_)) => {
            let mut items = value.as_items().unwrap_or_default().iter();
            items.try_for_each(|one| check_one(item, name, one))
        }
        _ => Err(mistyped(kind, name, value)),
    }
}

fn out_of_bounds(kind: &Kind, name: &str, value: &Value) -> Diagnostic {
    Diagnostic::error(format!("`{name}` must be {}, not `{value}`", kind.words()))
}

fn mistyped(kind: &Kind, name: &str, value: &Value) -> Diagnostic {
    let fault =
        Diagnostic::error(format!("`{name}` must be {}, not {}", kind.words(), type_words(value)));
    match (kind, value.data()) {
        (Kind::List(_), Data::String(text)) => fault.hint(format!("write `[\"{text}\"]`")),
        (Kind::Whole(..) | Kind::Halves(..) | Kind::Bool, Data::String(_)) => {
            fault.hint("leave out the quotes")
        }
        (Kind::Text(_), Data::Number(_) | Data::Bool(_)) => fault.hint("put it in quotes"),
        _ => fault,
    }
}

fn type_words(value: &Value) -> &'static str {
    match value.data() {
        Data::Null(_) => "null",
        Data::Unknown(_) => "an unknown value",
        Data::Bool(_) => "a truth value",
        Data::Number(_) => "a number",
        Data::String(_) => "a string",
        Data::List(..) | Data::Set(..) | Data::Tuple(_) => "a list",
        Data::Map(..) | Data::Object(_) => "a map",
    }
}

//! The evaluated attributes of a block or object, taken out one by one with their types checked.

use std::collections::BTreeMap;

use hcl_edit::structure::Block;
use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_hcl::nearest;
use landform_value::{Type, Value, convert};

use crate::evaluator::Evaluator;

/// Attributes with their places.
pub(crate) struct Fields {
    what: String,
    span: Span,
    entries: BTreeMap<String, (Value, Span)>,
    /// Attributes that are there, but at fault.
    faulty: Vec<String>,
    /// Whether a value was not known yet.
    pub(crate) incomplete: bool,
}

impl Fields {
    /// Evaluates the attributes of a block; attributes that are not `known`, and all nested blocks, are faults.
    pub(crate) fn of_block(
        evaluator: &Evaluator<'_>,
        block: &Block,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let file = &evaluator.config.file;
        let fields = Self::of_attributes(evaluator, block, known, diagnostics);
        for nested in block.body.blocks() {
            let name = nested.ident.as_str();
            let fault = Diagnostic::error(format!("{} takes no block `{name}`", fields.what))
                .at(file.head(nested));
            diagnostics.push(if known.contains(&name) {
                fault.hint(format!("write `{name} = {{ … }}`"))
            } else {
                fault
            });
        }
        fields
    }

    /// Evaluates the attributes of a block and leaves nested blocks to the caller.
    pub(crate) fn of_attributes(
        evaluator: &Evaluator<'_>,
        block: &Block,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let file = &evaluator.config.file;
        let what = match block.labels.first() {
            Some(label) => format!("`{}` `{}`", block.ident.as_str(), label.as_str()),
            None => format!("`{}`", block.ident.as_str()),
        };
        let mut fields = Self {
            what,
            span: file.head(block),
            entries: BTreeMap::new(),
            faulty: Vec::new(),
            incomplete: false,
        };
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            if !known.contains(&name) {
                diagnostics.push(fields.unknown(name, known, file.span(&attribute.key)));
                continue;
            }
            match diagnostics.keep(evaluator.value(&attribute.value)) {
                Some(value) => {
                    let span = file.span(&attribute.value);
                    fields.entries.insert(name.to_owned(), (value, span));
                }
                None => fields.faulty.push(name.to_owned()),
            }
        }
        fields
    }

    /// Takes the entries of an object as attributes.
    pub(crate) fn of_value(
        what: String,
        value: &Value,
        span: &Span,
        known: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut fields = Self {
            what,
            span: span.clone(),
            entries: BTreeMap::new(),
            faulty: Vec::new(),
            incomplete: value.is_unknown(),
        };
        match value.as_entries() {
            Some(entries) => {
                for (name, value) in entries {
                    if known.contains(&name.as_str()) {
                        fields.entries.insert(name.clone(), (value.clone(), span.clone()));
                    } else {
                        diagnostics.push(fields.unknown(name, known, span.clone()));
                    }
                }
            }
            None if value.is_unknown() => {}
            None => diagnostics.push(fields.mismatch("an object", value, span)),
        }
        fields
    }

    fn unknown(&self, name: &str, known: &[&str], span: Span) -> Diagnostic {
        let fault =
            Diagnostic::error(format!("unknown attribute `{name}` in {}", self.what)).at(span);
        match nearest(name, known.iter().copied()) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        }
    }

    fn mismatch(&self, wanted: &str, value: &Value, span: &Span) -> Diagnostic {
        Diagnostic::error(format!("{} must be {wanted}, not {}", self.what, named(value)))
            .at(span.clone())
    }

    /// Returns the place of the block or object.
    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Takes an attribute; a null counts as not set.
    pub(crate) fn value(&mut self, name: &str) -> Option<(Value, Span)> {
        let (value, span) = self.entries.remove(name)?;
        if value.is_null() {
            return None;
        }
        self.incomplete |= !value.is_wholly_known();
        Some((value, span))
    }

    /// Takes an attribute that must be there.
    pub(crate) fn required(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Value, Span)> {
        let taken = self.value(name);
        if taken.is_none() && !self.faulty.iter().any(|faulty| faulty == name) && !self.incomplete {
            diagnostics.push(
                Diagnostic::error(format!("{} needs `{name}`", self.what)).at(self.span.clone()),
            );
        }
        taken
    }

    fn converted(
        &mut self,
        name: &str,
        (value, span): (Value, Span),
        wanted: &Type,
        described: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Value, Span)> {
        if !value.is_wholly_known() {
            return None;
        }
        match convert(&value, wanted) {
            Ok(value) => Some((value, span)),
            Err(_) => {
                let what = &self.what;
                diagnostics.push(
                    Diagnostic::error(format!(
                        "`{name}` in {what} must be {described}, not {}",
                        named(&value)
                    ))
                    .at(span),
                );
                None
            }
        }
    }

    /// Takes a string and its place; an unknown one counts as not set.
    pub(crate) fn placed_string(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(String, Span)> {
        let taken = self.value(name)?;
        let (value, span) = self.converted(name, taken, &Type::String, "a string", diagnostics)?;
        value.as_str().map(|text| (text.to_owned(), span))
    }

    /// Takes a string.
    pub(crate) fn string(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        self.placed_string(name, diagnostics).map(|(text, _)| text)
    }

    /// Takes a string that must be there.
    pub(crate) fn required_string(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(String, Span)> {
        let taken = self.required(name, diagnostics)?;
        let (value, span) = self.converted(name, taken, &Type::String, "a string", diagnostics)?;
        value.as_str().map(|text| (text.to_owned(), span))
    }

    /// Takes a truth value.
    pub(crate) fn bool(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<bool> {
        let taken = self.value(name)?;
        let (value, _) = self.converted(name, taken, &Type::Bool, "true or false", diagnostics)?;
        value.as_bool()
    }

    /// Takes a truth value that must be there.
    pub(crate) fn required_bool(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<bool> {
        let taken = self.required(name, diagnostics)?;
        let (value, _) = self.converted(name, taken, &Type::Bool, "true or false", diagnostics)?;
        value.as_bool()
    }

    /// Takes a whole number that is not negative.
    pub(crate) fn count(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<usize> {
        let taken = self.value(name)?;
        let span = taken.1.clone();
        let (value, _) = self.converted(name, taken, &Type::Number, "a number", diagnostics)?;
        let count = value.as_number()?.to_usize();
        if count.is_none() {
            let what = &self.what;
            diagnostics.push(
                Diagnostic::error(format!(
                    "`{name}` in {what} must be a whole number of at least 0"
                ))
                .at(span),
            );
        }
        count
    }

    /// Takes a list of strings, with the place of the whole list.
    pub(crate) fn placed_strings(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Vec<String>, Span)> {
        let taken = self.value(name)?;
        self.listed(name, taken, diagnostics)
    }

    /// Takes a list of strings that must be there.
    pub(crate) fn required_strings(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<String>> {
        let taken = self.required(name, diagnostics)?;
        self.listed(name, taken, diagnostics).map(|(items, _)| items)
    }

    fn listed(
        &mut self,
        name: &str,
        taken: (Value, Span),
        diagnostics: &mut Diagnostics,
    ) -> Option<(Vec<String>, Span)> {
        let wanted = Type::list(Type::String);
        let (value, span) =
            self.converted(name, taken, &wanted, "a list of strings", diagnostics)?;
        let items = value.as_items()?;
        Some((items.iter().filter_map(Value::as_str).map(str::to_owned).collect(), span))
    }

    /// Takes a list of strings; an absent one is empty.
    pub(crate) fn strings(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
        self.placed_strings(name, diagnostics).map(|(items, _)| items).unwrap_or_default()
    }

    /// Takes a map of strings; an absent one is empty.
    pub(crate) fn string_map(
        &mut self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<String, String> {
        let wanted = Type::Map(Box::new(Type::String));
        let taken = self.value(name).and_then(|taken| {
            self.converted(name, taken, &wanted, "a map of strings", diagnostics)
        });
        let Some((value, _)) = taken else { return BTreeMap::new() };
        let entries = value.as_entries().into_iter().flatten();
        entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    }
}

/// Returns what a value is, for messages.
pub(crate) fn named(value: &Value) -> String {
    if value.is_null() { "null".to_owned() } else { value.ty().to_string() }
}

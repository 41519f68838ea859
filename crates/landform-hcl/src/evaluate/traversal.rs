//! Traversals: names, attributes, indexes and splats.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::{Decorated, Ident};
use landform_diag::{Diagnostic, Diagnostics, Span, bail};
use landform_value::{Data, Number, Type, Value, convert};

use super::Evaluator;
use crate::{Step, nearest};

type Operators = [Decorated<TraversalOperator>];

/// How many splats may follow each other.
const SPLAT_LIMIT: usize = 16;

/// How many names a message lists at most.
const LISTED: usize = 12;

impl Evaluator<'_> {
    pub(super) fn traversal(&self, traversal: &Traversal) -> Result<Value, Diagnostics> {
        if let Expression::Variable(name) = &traversal.expr {
            return self.name(name, &traversal.operators, &self.span(traversal));
        }
        let value = self.expression(&traversal.expr)?;
        self.operators(value, &traversal.operators)
    }

    /// Returns what a name with the operators behind it stands for.
    pub(super) fn name(
        &self,
        name: &Decorated<Ident>,
        operators: &Operators,
        span: &Span,
    ) -> Result<Value, Diagnostics> {
        if let Some(value) = self.local(name.as_str()) {
            return self.operators(value.clone(), operators);
        }
        let mut steps = Vec::new();
        for operator in operators {
            match self.as_step(operator.value())? {
                Some(step) => steps.push(step),
                None => break,
            }
        }
        let Some(found) = self.context.scope.lookup(name.as_str(), &steps) else {
            return Err(self.unknown_name(name));
        };
        let (mut value, taken) = found.map_err(|faults| placed(faults, span))?;
        for (step, operator) in steps.iter().zip(operators).skip(taken) {
            value = take_step(value, step, &self.span(operator.value()))?;
        }
        self.operators(value, operators.get(steps.len().max(taken)..).unwrap_or_default())
    }

    fn local(&self, name: &str) -> Option<&Value> {
        let mut scope = self.locals;
        while let Some(locals) = scope {
            if let Some((_, value)) = locals.bindings.iter().find(|(bound, _)| *bound == name) {
                return Some(value);
            }
            scope = locals.parent;
        }
        None
    }

    fn unknown_name(&self, name: &Decorated<Ident>) -> Diagnostics {
        let mut names = self.context.scope.names();
        let mut scope = self.locals;
        while let Some(locals) = scope {
            names.extend(locals.bindings.iter().map(|(bound, _)| (*bound).to_owned()));
            scope = locals.parent;
        }
        names.sort();
        names.dedup();
        let word = name.as_str();
        let diagnostic =
            Diagnostic::error(format!("there is no name `{word}` here")).at(self.span(name));
        let diagnostic = match nearest(word, names.iter().map(String::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None if names.is_empty() => diagnostic,
            None => diagnostic.hint(format!("known are {}", listed(names.iter()))),
        };
        diagnostic.into()
    }

    /// Returns the step of an operator; `None` for a splat.
    pub(super) fn as_step(
        &self,
        operator: &TraversalOperator,
    ) -> Result<Option<Step>, Diagnostics> {
        Ok(Some(match operator {
            TraversalOperator::GetAttr(name) => Step::Attribute(name.as_str().to_owned()),
            TraversalOperator::LegacyIndex(index) => {
                Step::Index(Number::from(*index.value()).into())
            }
            TraversalOperator::Index(index) => Step::Index(self.expression(index)?),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => return Ok(None),
        }))
    }

    fn operators(&self, mut value: Value, operators: &Operators) -> Result<Value, Diagnostics> {
        let mut rest = operators;
        while let Some((first, behind)) = rest.split_first() {
            let span = self.span(first.value());
            rest = behind;
            if let Some(step) = self.as_step(first.value())? {
                value = take_step(value, &step, &span)?;
                continue;
            }
            // A full splat takes all that follows, the other one only attributes.
            let count = if let TraversalOperator::FullSplat(_) = first.value() {
                behind.len()
            } else {
                behind.iter().take_while(|operator| is_plain(operator.value())).count()
            };
            let (inner, after) = behind.split_at(count);
            value = self.splat(value, inner, &span)?;
            rest = after;
        }
        Ok(value)
    }

    /// Applies operators to each item; a value that is no sequence counts as one item, null as none.
    fn splat(&self, value: Value, inner: &Operators, span: &Span) -> Result<Value, Diagnostics> {
        let splat = |one: &&Decorated<TraversalOperator>| {
            matches!(one.value(), TraversalOperator::FullSplat(_))
        };
        if inner.iter().filter(splat).count() > SPLAT_LIMIT {
            bail!(span, "more than {SPLAT_LIMIT} splats are nested here");
        }
        let marks = value.marks();
        let each = |items: &[Value]| -> Result<Vec<Value>, Diagnostics> {
            items.iter().map(|item| self.operators(item.clone(), inner)).collect()
        };
        let outcome = match value.data() {
            Data::Null(ty @ (Type::List(_) | Type::Set(_) | Type::Tuple(_))) => {
                bail!(span, "a splat cannot go over a null {ty}");
            }
            Data::Null(_) => Value::tuple([]),
            Data::Unknown(Type::List(element) | Type::Set(element)) => {
                let item = self.operators(Value::unknown((**element).clone()), inner)?;
                Value::unknown(Type::list(item.ty()))
            }
            Data::Unknown(_) => Value::unknown(Type::Dynamic),
            Data::Set(_, items) if !items.iter().all(Value::is_wholly_known) => {
                Value::unknown(Type::Dynamic)
            }
            Data::List(element, items) | Data::Set(element, items) => {
                let items = each(items)?;
                let element = match items.first() {
                    Some(first) => first.ty(),
                    None => self
                        .operators(Value::unknown(element.clone()), inner)
                        .map_or(Type::Dynamic, |item| item.ty()),
                };
                if items.iter().all(|item| item.ty() == element) {
                    Value::list(element, items)
                } else {
                    Value::tuple(items)
                }
            }
            Data::Tuple(items) => Value::tuple(each(items)?),
            Data::Bool(_) | Data::Number(_) | Data::String(_) | Data::Map(..) | Data::Object(_) => {
                Value::tuple([self.operators(value, inner)?])
            }
        };
        Ok(outcome.with_marks(marks))
    }
}

fn is_plain(operator: &TraversalOperator) -> bool {
    matches!(operator, TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_))
}

/// Returns the part of a value that a step leads to, with the marks of the way.
pub(crate) fn take_step(value: Value, step: &Step, span: &Span) -> Result<Value, Diagnostics> {
    let marks = value.marks();
    let part = match step {
        Step::Attribute(name) => attribute(&value, name, span)?,
        Step::Index(index) => self::index(&value, index, span)?.with_marks(index.marks_deep()),
    };
    Ok(part.with_marks(marks))
}

fn attribute(value: &Value, name: &str, span: &Span) -> Result<Value, Diagnostics> {
    match value.data() {
        Data::Object(entries) | Data::Map(_, entries) => {
            entries.get(name).cloned().ok_or_else(|| no_entry(entries, name, value, span))
        }
        Data::Null(_) => bail!(span, "a null value has no attribute `{name}`"),
        Data::Unknown(Type::Dynamic) => Ok(Value::unknown(Type::Dynamic)),
        Data::Unknown(Type::Map(element)) => Ok(Value::unknown((**element).clone())),
        Data::Unknown(Type::Object(object)) => match object.attributes.get(name) {
            Some(ty) => Ok(Value::unknown(ty.clone())),
            None => Err(missing(object.attributes.keys(), "attribute", name, span)),
        },
        Data::List(..) | Data::Tuple(_) | Data::Set(..) => {
            let ty = value.ty();
            bail!(span, "a {ty} has no attribute `{name}`"; hint: "write `[*].{name}` for that of every item, or choose one with `[0]`")
        }
        Data::Unknown(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => {
            let ty = value.ty();
            bail!(span, "a {ty} has no attribute `{name}`")
        }
    }
}

fn no_entry(
    entries: &BTreeMap<String, Value>,
    name: &str,
    value: &Value,
    span: &Span,
) -> Diagnostics {
    let what = if matches!(value.data(), Data::Map(..)) { "key" } else { "attribute" };
    // The keys of a sensitive map may be as secret as what they lead to.
    let keys = if value.marks().sensitive { None } else { Some(entries.keys()) };
    missing(keys.into_iter().flatten(), what, name, span)
}

fn missing<'a>(
    keys: impl Iterator<Item = &'a String>,
    what: &str,
    name: &str,
    span: &Span,
) -> Diagnostics {
    let keys: Vec<&String> = keys.collect();
    let message = format!("there is no {what} `{name}`");
    let diagnostic = Diagnostic::error(message).at(span.clone());
    let near = nearest(name, keys.iter().map(|key| key.as_str()));
    let diagnostic = match near {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None if keys.is_empty() => diagnostic,
        None => diagnostic.hint(format!("there is {}", listed(keys.into_iter()))),
    };
    diagnostic.into()
}

/// Lists names for a message, the first ones if there are many.
fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let shown = names.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn index(value: &Value, key: &Value, span: &Span) -> Result<Value, Diagnostics> {
    let found = find(value, key, span);
    if key.marks_deep().sensitive && found.is_err() {
        bail!(span, "there is no item for this index, whose value is sensitive");
    }
    found
}

fn find(value: &Value, key: &Value, span: &Span) -> Result<Value, Diagnostics> {
    if key.is_null() {
        bail!(span, "an index must not be null");
    }
    match value.data() {
        Data::Null(_) => bail!(span, "a null value has no items"),
        Data::List(_, items) | Data::Tuple(items) => {
            let Some(number) = index_number(key, span)? else {
                return Ok(Value::unknown(element_of(value)));
            };
            match number.to_usize().and_then(|position| items.get(position)) {
                Some(item) => Ok(item.clone()),
                None => Err(out_of_range(&number, items.len(), span)),
            }
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            let text = convert(key, &Type::String).map_err(|error| {
                Diagnostic::error(format!("unsuitable index: {error}")).at(span.clone())
            })?;
            match text.as_str() {
                Some(text) => {
                    entries.get(text).cloned().ok_or_else(|| no_entry(entries, text, value, span))
                }
                None => Ok(Value::unknown(element_of(value))),
            }
        }
        Data::Unknown(Type::Dynamic) => Ok(Value::unknown(Type::Dynamic)),
        Data::Unknown(Type::List(element) | Type::Map(element)) => {
            Ok(Value::unknown((**element).clone()))
        }
        Data::Unknown(Type::Tuple(types)) => {
            let known = index_number(key, span)?;
            let Some(number) = known else { return Ok(Value::unknown(Type::Dynamic)) };
            match number.to_usize().and_then(|position| types.get(position)) {
                Some(ty) => Ok(Value::unknown(ty.clone())),
                None => Err(out_of_range(&number, types.len(), span)),
            }
        }
        Data::Unknown(Type::Object(_)) => match key.as_str() {
            Some(name) => attribute(value, name, span),
            None => Ok(Value::unknown(Type::Dynamic)),
        },
        Data::Set(..) | Data::Unknown(Type::Set(_)) => {
            bail!(span, "the items of a set have no index"; hint: "make it a list with `tolist`, or go over it with `for`")
        }
        Data::Unknown(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => {
            let ty = value.ty();
            bail!(span, "a {ty} has no items")
        }
    }
}

fn element_of(value: &Value) -> Type {
    value.ty().element().cloned().unwrap_or(Type::Dynamic)
}

/// Returns the number of an index, or nothing if it is unknown.
fn index_number(key: &Value, span: &Span) -> Result<Option<Number>, Diagnostics> {
    let number = convert(key, &Type::Number).map_err(|error| {
        Diagnostic::error(format!("unsuitable index: {error}")).at(span.clone())
    })?;
    Ok(number.as_number().cloned())
}

fn out_of_range(index: &Number, length: usize, span: &Span) -> Diagnostics {
    let items = match length {
        0 => "there are no items".to_owned(),
        1 => "there is 1 item".to_owned(),
        many => format!("there are {many} items"),
    };
    let hint = "the first item has the index 0";
    Diagnostic::error(format!("index {index} is out of range: {items}"))
        .at(span.clone())
        .hint(hint)
        .into()
}

/// Gives a place to those diagnostics that have none.
pub(super) fn placed(faults: Diagnostics, span: &Span) -> Diagnostics {
    faults.into_iter().map(|fault| fault.at_if_unplaced(span)).collect()
}

//! `for`: the pairs that a collection gives, and the two forms of the expression.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ForExpr};
use landform_diag::{Diagnostics, Span, bail};
use landform_value::{Data, Marks, Number, Type, Value};

use super::{Evaluator, Locals};

/// What a collection gives to a `for`.
pub(super) enum Pairs {
    /// The pairs of key and value.
    Known(Vec<(Value, Value)>),
    /// The collection is unknown.
    Unknown,
}

/// What the condition and the key of one round came to.
enum Round<T> {
    Keep(T),
    Skip,
    Unknown,
}

impl Evaluator<'_> {
    /// Returns the pairs of a collection, and its own marks.
    pub(super) fn pairs(&self, collection: &Expression) -> Result<(Pairs, Marks), Diagnostics> {
        let value = self.expression(collection)?;
        let marks = value.marks();
        let span = self.span(collection);
        let pairs = match value.data() {
            Data::Null(_) => {
                bail!(span, "`for` cannot go over null"; hint: "a default such as `coalesce(..., [])` may be missing")
            }
            Data::Unknown(ty) if !is_iterable(ty) => {
                bail!(span, "`for` cannot go over a {ty}"; hint: "it goes over lists, sets, tuples, maps and objects")
            }
            Data::Unknown(_) => return Ok((Pairs::Unknown, marks)),
            Data::List(_, items) | Data::Tuple(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (Number::from(index).into(), item.clone()))
                .collect(),
            Data::Set(_, items) if items.iter().all(Value::is_wholly_known) => {
                items.iter().map(|item| (item.clone(), item.clone())).collect()
            }
            Data::Set(..) => return Ok((Pairs::Unknown, marks)),
            Data::Map(_, entries) | Data::Object(entries) => {
                entries.iter().map(|(key, item)| (Value::string(key), item.clone())).collect()
            }
            Data::Bool(_) | Data::Number(_) | Data::String(_) => {
                let ty = value.ty();
                bail!(span, "`for` cannot go over a {ty}"; hint: "it goes over lists, sets, tuples, maps and objects");
            }
        };
        Ok((Pairs::Known(pairs), marks))
    }

    /// Evaluates something with the variables of one round of a `for`.
    pub(super) fn round<T>(
        &self,
        key_name: Option<&str>,
        value_name: &str,
        (key, value): (Value, Value),
        run: impl FnOnce(Evaluator<'_>) -> T,
    ) -> T {
        let mut bindings = vec![(value_name, value)];
        if let Some(name) = key_name {
            bindings.push((name, key));
        }
        let locals = Locals { parent: self.locals, bindings };
        run(Evaluator { context: self.context, locals: Some(&locals) })
    }

    pub(super) fn for_expression(&self, each: &ForExpr) -> Result<Value, Diagnostics> {
        let (pairs, marks) = self.pairs(&each.intro.collection_expr)?;
        let Pairs::Known(pairs) = pairs else {
            return Ok(Value::unknown(Type::Dynamic).with_marks(marks));
        };
        match &each.key_expr {
            None => self.for_tuple(each, pairs, marks),
            Some(key) => self.for_object(each, key, pairs, marks),
        }
    }

    fn for_tuple(
        &self,
        each: &ForExpr,
        pairs: Vec<(Value, Value)>,
        mut marks: Marks,
    ) -> Result<Value, Diagnostics> {
        let mut items = Vec::new();
        let mut unknown = false;
        for pair in pairs {
            let outcome = self.for_round(each, pair, |inner| {
                let (chosen, marks) = inner.for_condition(each)?;
                Ok((
                    match chosen {
                        Some(true) => Round::Keep(inner.expression(&each.value_expr)?),
                        Some(false) => Round::Skip,
                        None => Round::Unknown,
                    },
                    marks,
                ))
            });
            let (round, round_marks) = outcome?;
            marks = marks.union(round_marks);
            match round {
                Round::Keep(item) => items.push(item),
                Round::Skip => {}
                Round::Unknown => unknown = true,
            }
        }
        let outcome = if unknown { Value::unknown(Type::Dynamic) } else { Value::tuple(items) };
        Ok(outcome.with_marks(marks))
    }

    fn for_object(
        &self,
        each: &ForExpr,
        key: &Expression,
        pairs: Vec<(Value, Value)>,
        mut marks: Marks,
    ) -> Result<Value, Diagnostics> {
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut unknown = false;
        let span = self.span(key);
        for pair in pairs {
            let (round, round_marks) =
                self.for_round(each, pair, |inner| inner.for_entry(each, key, &span))?;
            marks = marks.union(round_marks);
            match round {
                Round::Keep((name, item)) => {
                    let group = groups.entry(name.clone()).or_default();
                    if !group.is_empty() && !each.grouping {
                        let name = if round_marks.sensitive { "(sensitive value)" } else { &name };
                        bail!(span, "two items of the `for` have the key `{name}`"; hint: "put `...` behind the value to collect the items of a key in a list");
                    }
                    group.push(item);
                }
                Round::Skip => {}
                Round::Unknown => unknown = true,
            }
        }
        let outcome =
            if unknown {
                Value::unknown(Type::Dynamic)
            } else if each.grouping {
                Value::object(groups.into_iter().map(|(name, group)| (name, Value::tuple(group))))
            } else {
                Value::object(groups.into_iter().flat_map(|(name, group)| {
                    group.into_iter().map(move |item| (name.clone(), item))
                }))
            };
        Ok(outcome.with_marks(marks))
    }

    /// Evaluates condition, key and value of one round of a `for` that makes an object.
    fn for_entry(
        &self,
        each: &ForExpr,
        key: &Expression,
        span: &Span,
    ) -> Result<(Round<(String, Value)>, Marks), Diagnostics> {
        let (chosen, marks) = self.for_condition(each)?;
        match chosen {
            Some(true) => {}
            Some(false) => return Ok((Round::Skip, marks)),
            None => return Ok((Round::Unknown, marks)),
        }
        let (name, key_marks) = self.key_text(&self.expression(key)?, span)?;
        let item = self.expression(&each.value_expr)?;
        let marks = marks.union(key_marks);
        Ok((name.map_or(Round::Unknown, |name| Round::Keep((name, item))), marks))
    }

    fn for_round<T>(
        &self,
        each: &ForExpr,
        pair: (Value, Value),
        run: impl FnOnce(Evaluator<'_>) -> Result<T, Diagnostics>,
    ) -> Result<T, Diagnostics> {
        let key_name = each.intro.key_var.as_ref().map(|name| name.as_str());
        self.round(key_name, each.intro.value_var.as_str(), pair, run)
    }

    pub(super) fn for_condition(
        &self,
        each: &ForExpr,
    ) -> Result<(Option<bool>, Marks), Diagnostics> {
        match &each.cond {
            Some(condition) => self.truth(&condition.expr, "the condition of a `for`"),
            None => Ok((Some(true), Marks::NONE)),
        }
    }
}

fn is_iterable(ty: &Type) -> bool {
    !ty.is_primitive()
}

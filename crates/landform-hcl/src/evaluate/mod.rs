//! The value of an expression: literals, constructors and conditionals; the other forms have their own files.

mod call;
mod each;
mod emit;
mod operator;
mod template;
mod traversal;

use std::collections::BTreeMap;

use hcl_edit::expr::{Array, Conditional, Expression, Object, ObjectKey};
use hcl_edit::template::Template;
use landform_diag::{Diagnostic, Diagnostics, Span, bail};
use landform_value::{Data, Marks, Number, Type, Value, convert, unify};

use crate::{Context, span_of};

pub use emit::{emit, evaluate_open, literal, steps_text};

/// Evaluates an expression.
///
/// # Errors
/// Reports the faults of the expression, each with its place.
pub fn evaluate(expression: &Expression, context: &Context<'_>) -> Result<Value, Diagnostics> {
    Evaluator { context, locals: None }.expression(expression)
}

/// Evaluates a template that was parsed from the context's source by [`crate::parse_template`].
///
/// # Errors
/// Reports the faults of the template, each with its place.
pub fn evaluate_template(template: &Template, context: &Context<'_>) -> Result<Value, Diagnostics> {
    Evaluator { context, locals: None }.file_template(template)
}

/// The variables of the `for` expressions around an expression.
struct Locals<'a> {
    parent: Option<&'a Self>,
    bindings: Vec<(&'a str, Value)>,
}

/// Evaluates expressions with a context and the variables around them.
#[derive(Clone, Copy)]
struct Evaluator<'a> {
    context: &'a Context<'a>,
    locals: Option<&'a Locals<'a>>,
}

impl Evaluator<'_> {
    fn expression(&self, expression: &Expression) -> Result<Value, Diagnostics> {
        match expression {
            Expression::Null(_) => Ok(Value::null(Type::Dynamic)),
            Expression::Bool(truth) => Ok(Value::from(*truth.value())),
            Expression::Number(number) => self.number(expression, *number.value()),
            Expression::String(text) => Ok(Value::string(text.as_str())),
            Expression::Array(items) => self.array(items),
            Expression::Object(object) => self.object(object),
            Expression::StringTemplate(template) => self.quoted_template(template),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc),
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Variable(name) => self.name(name, &[], &self.span(expression)),
            Expression::Conditional(conditional) => self.conditional(conditional),
            Expression::FuncCall(call) => self.call(call, &self.span(expression)),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::UnaryOp(operation) => self.unary(operation),
            Expression::BinaryOp(operation) => self.binary(operation),
            Expression::ForExpr(each) => self.for_expression(each),
        }
    }

    /// Returns the span of a node in the context's source.
    fn span(&self, node: &impl hcl_edit::Span) -> Span {
        span_of(self.context.source, node)
    }

    /// Reads a number from the text itself, because the tree keeps only the nearest float.
    fn number(
        &self,
        expression: &Expression,
        nearest: hcl_edit::Number,
    ) -> Result<Value, Diagnostics> {
        let span = self.span(expression);
        let written = span.text();
        let (negative, digits) = match written.strip_prefix('-') {
            Some(rest) => (true, skip_space(rest)),
            None => (false, written),
        };
        if !digits.starts_with(|first: char| first.is_ascii_digit()) {
            // The expression was not parsed from this source.
            return Ok(
                Number::parse(&nearest.to_string()).map_or(Value::null(Type::Number), Value::from)
            );
        }
        match Number::parse(digits) {
            Some(number) if negative => Ok(number.negate().into()),
            Some(number) => Ok(number.into()),
            None => bail!(span, "number `{written}` is out of range"),
        }
    }

    fn array(&self, items: &Array) -> Result<Value, Diagnostics> {
        let mut faults = Diagnostics::default();
        let values: Vec<Value> =
            items.iter().filter_map(|item| faults.keep(self.expression(item))).collect();
        faults.into_result(Value::tuple(values))
    }

    fn object(&self, object: &Object) -> Result<Value, Diagnostics> {
        let mut faults = Diagnostics::default();
        let mut attributes = BTreeMap::new();
        let mut marks = Marks::NONE;
        let mut unknown = false;
        for (key, value) in object {
            let key = faults.keep(self.object_key(key));
            let value = faults.keep(self.expression(value.expr()));
            let (Some((key, key_marks)), Some(value)) = (key, value) else { continue };
            marks = marks.union(key_marks);
            match key {
                Some(key) => {
                    attributes.insert(key, value);
                }
                None => unknown = true,
            }
        }
        let object =
            if unknown { Value::unknown(Type::Dynamic) } else { Value::object(attributes) };
        faults.into_result(object.with_marks(marks))
    }

    /// Returns the key's text, or nothing if it is unknown, and its marks.
    fn object_key(&self, key: &ObjectKey) -> Result<(Option<String>, Marks), Diagnostics> {
        let expression = match key {
            ObjectKey::Ident(name) => return Ok((Some(name.as_str().to_owned()), Marks::NONE)),
            ObjectKey::Expression(Expression::Null(_)) => {
                return Ok((Some("null".to_owned()), Marks::NONE));
            }
            ObjectKey::Expression(expression) => expression,
        };
        if let Expression::Traversal(_) = expression {
            let span = self.span(expression);
            let written = span.text().to_owned();
            bail!(span, "`{written}` is not clear as a key"; hint: "write `({written})` for its value, or put it in double quotes");
        }
        let value = self.expression(expression)?;
        self.key_text(&value, &self.span(expression))
    }

    /// Returns the text of a value that is used as a key, or nothing if it is unknown, and its marks.
    fn key_text(&self, key: &Value, span: &Span) -> Result<(Option<String>, Marks), Diagnostics> {
        if key.is_null() {
            bail!(span, "the key of an object must not be null");
        }
        let text = convert(key, &Type::String).map_err(|error| {
            Diagnostic::error(format!("the key of an object must be a string: {error}"))
                .at(span.clone())
        })?;
        Ok((text.as_str().map(str::to_owned), key.marks_deep()))
    }

    /// Evaluates both branches, because the type of the result depends on both; only the faults of the chosen one count.
    fn conditional(&self, conditional: &Conditional) -> Result<Value, Diagnostics> {
        let (condition, marks) =
            self.truth(&conditional.cond_expr, "the condition of `?` and `:`")?;
        let chosen = self.expression(&conditional.true_expr);
        let other = self.expression(&conditional.false_expr);
        let wanted = match (&chosen, &other) {
            (Ok(a), Ok(b)) => Some(self.common_type(a, b, conditional)?),
            _ => None,
        };
        // The marks of the branch not taken stay, as the engines keep them.
        let both = [&chosen, &other].into_iter().flatten();
        let marks = both.fold(marks, |marks, value| marks.union(value.marks()));
        let outcome = match condition {
            Some(true) => chosen?,
            Some(false) => other?,
            None => {
                let inner = [chosen, other].into_iter().flatten();
                let marks = inner.fold(marks, |marks, value| marks.union(value.marks_deep()));
                return Ok(Value::unknown(wanted.unwrap_or(Type::Dynamic)).with_marks(marks));
            }
        };
        let outcome = match wanted {
            Some(wanted) => convert(&outcome, &wanted).map_err(|error| {
                Diagnostic::error(format!(
                    "the results of `?` and `:` have no common type: {error}"
                ))
                .at(self.span(conditional))
            })?,
            None => outcome,
        };
        Ok(outcome.with_marks(marks))
    }

    fn common_type(
        &self,
        a: &Value,
        b: &Value,
        conditional: &Conditional,
    ) -> Result<Type, Diagnostics> {
        let untyped = |value: &Value| matches!(value.data(), Data::Null(Type::Dynamic));
        if untyped(a) {
            return Ok(b.ty());
        }
        if untyped(b) {
            return Ok(a.ty());
        }
        let (first, second) = (a.ty(), b.ty());
        if first == second {
            return Ok(first);
        }
        if let Some(common) = unify(&[first.clone(), second.clone()]) {
            return Ok(common);
        }
        bail!(self.span(conditional), "the results of `?` and `:` have no common type: {first} and {second}"; hint: "make both results the same type")
    }

    /// Returns a condition's truth, or nothing if it is unknown, and its marks.
    fn truth(
        &self,
        expression: &Expression,
        what: &str,
    ) -> Result<(Option<bool>, Marks), Diagnostics> {
        let value = self.expression(expression)?;
        let span = self.span(expression);
        if value.is_null() {
            bail!(span, "{what} must not be null");
        }
        let truth = convert(&value, &Type::Bool).map_err(|error| {
            Diagnostic::error(format!("{what} must be a bool: {error}")).at(span)
        })?;
        Ok((truth.as_bool(), value.marks_deep()))
    }
}

/// Returns the text behind blanks and comments.
fn skip_space(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) {
        Some((_, rest)) => skip_space(rest),
        None => text,
    }
}

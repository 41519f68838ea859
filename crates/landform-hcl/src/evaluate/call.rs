//! Function calls: argument expansion, and `try` and `can`, which see their arguments unevaluated.

use hcl_edit::expr::FuncCall;
use landform_diag::{Diagnostic, Diagnostics, Span, bail};
use landform_value::{Data, Type, Value};

use super::Evaluator;
use super::traversal::placed;
use crate::{Call, functions, nearest};

/// Arguments and their places.
type Arguments = (Vec<Value>, Vec<Span>);

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &FuncCall, span: &Span) -> Result<Value, Diagnostics> {
        let name = full_name(call);
        match name.as_str() {
            "try" if !call.args.expand_final() => return self.attempt(call, span),
            "can" if !call.args.expand_final() => return self.can(call, span),
            _ => {}
        }
        let Some((args, arg_spans)) = self.arguments(call)? else {
            return Ok(Value::unknown(Type::Dynamic));
        };
        let call = Call { name: &name, args, span: span.clone(), arg_spans };
        let outcome = match self.context.functions.call(&call) {
            Some(outcome) => outcome,
            None => match functions::call_without_world(&call) {
                Some(outcome) => outcome,
                None => return Err(self.unknown_function(&name, span)),
            },
        };
        outcome.map_err(|faults| placed(faults, span))
    }

    /// Evaluates the arguments and expands the last one if asked to; nothing if that one is unknown.
    fn arguments(&self, call: &FuncCall) -> Result<Option<Arguments>, Diagnostics> {
        let mut faults = Diagnostics::default();
        let mut args = Vec::new();
        let mut spans = Vec::new();
        for arg in call.args.iter() {
            if let Some(value) = faults.keep(self.expression(arg)) {
                args.push(value);
                spans.push(self.span(arg));
            }
        }
        faults.into_result(())?;
        if !call.args.expand_final() {
            return Ok(Some((args, spans)));
        }
        let (Some(last), Some(span)) = (args.pop(), spans.pop()) else {
            return Ok(Some((args, spans)));
        };
        let marks = last.marks();
        match last.data() {
            Data::Unknown(_) => return Ok(None),
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
                for item in items {
                    args.push(item.clone().with_marks(marks));
                    spans.push(span.clone());
                }
            }
            Data::Null(_)
            | Data::Bool(_)
            | Data::Number(_)
            | Data::String(_)
            | Data::Map(..)
            | Data::Object(_) => {
                let ty = if last.is_null() { "null".to_owned() } else { last.ty().to_string() };
                bail!(span, "`...` expands a list, set or tuple, not a {ty}");
            }
        }
        Ok(Some((args, spans)))
    }

    fn unknown_function(&self, name: &str, span: &Span) -> Diagnostics {
        if functions::NOT_HERE.contains(&name) {
            let message = format!("the function `{name}` cannot be evaluated here");
            return Diagnostic::error(message).at(span.clone()).into();
        }
        let own = self.context.functions.names();
        let mut names: Vec<&str> = functions::names().collect();
        names.extend(own.iter().map(String::as_str).chain(["try", "can"]));
        let diagnostic =
            Diagnostic::error(format!("there is no function `{name}`")).at(span.clone());
        match nearest(name, names.into_iter()) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")).into(),
            None => diagnostic.into(),
        }
    }

    /// Returns the first argument that evaluates.
    fn attempt(&self, call: &FuncCall, span: &Span) -> Result<Value, Diagnostics> {
        if call.args.is_empty() {
            bail!(span, "`try` needs at least one argument");
        }
        let mut faults = Diagnostics::default();
        for arg in call.args.iter() {
            match self.expression(arg) {
                Ok(value) => return Ok(settled(value)),
                Err(fault) => faults.extend(fault),
            }
        }
        let mut all = Diagnostics::default();
        all.push(Diagnostic::error("no argument of `try` could be evaluated").at(span.clone()));
        all.extend(faults);
        Err(all)
    }

    fn can(&self, call: &FuncCall, span: &Span) -> Result<Value, Diagnostics> {
        let mut args = call.args.iter();
        let (Some(arg), None) = (args.next(), args.next()) else {
            bail!(span, "`can` takes exactly one argument");
        };
        Ok(match self.expression(arg) {
            Ok(value) if value.is_wholly_known() => true.into(),
            Ok(value) => Value::unknown(Type::Bool).with_marks(value.marks_deep()),
            Err(_) => false.into(),
        })
    }
}

/// Returns the value, or an unknown one if it is not wholly known: it may still fail once it is.
fn settled(value: Value) -> Value {
    if value.is_wholly_known() {
        return value;
    }
    let marks = value.marks_deep();
    Value::unknown(Type::Dynamic).with_marks(marks)
}

/// Returns the name with its namespace.
pub(super) fn full_name(call: &FuncCall) -> String {
    let mut parts: Vec<&str> = call.name.namespace.iter().map(|part| part.as_str()).collect();
    parts.push(call.name.name.as_str());
    parts.join("::")
}

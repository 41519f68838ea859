//! What a function takes and gives: kinds of parameters, the checked arguments, and faults.

use std::path::Path;

use landform_diag::{Diagnostic, Diagnostics};
use landform_value::{Marks, Number, Type, Value};
use landform_world::World;

use crate::Call;

/// One parameter.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// Returns a parameter of a kind.
pub(super) const fn param(name: &'static str, kind: Kind) -> Param {
    Param { name, kind }
}

/// What a parameter takes; arguments are converted to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any value but null.
    Any,
    /// Any value.
    AnyOrNull,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// A list of numbers.
    Numbers,
    /// A list of bools.
    Bools,
    /// A list of anything.
    List,
    /// A set of anything.
    Set,
}

impl Kind {
    pub(super) fn ty(self) -> Type {
        match self {
            Self::Any | Self::AnyOrNull => Type::Dynamic,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::Strings => Type::list(Type::String),
            Self::Numbers => Type::list(Type::Number),
            Self::Bools => Type::list(Type::Bool),
            Self::List => Type::list(Type::Dynamic),
            Self::Set => Type::set(Type::Dynamic),
        }
    }

    pub(super) fn nullable(self) -> bool {
        self == Self::AnyOrNull
    }
}

/// How deep a function looks into its arguments; marks and unknowns down to there count for the result as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Everything in them decides.
    Whole,
    /// Only the arguments themselves decide; what is in them is passed on.
    Surface,
    /// The function itself deals with marks and unknowns.
    Bare,
}

impl Reach {
    pub(super) fn unmark(self, value: Value) -> (Value, Marks) {
        match self {
            Self::Whole => value.unmark_deep(),
            Self::Surface => {
                let marks = value.marks();
                (value.replace_marks(Marks::NONE), marks)
            }
            Self::Bare => (value, Marks::NONE),
        }
    }

    pub(super) fn is_unknown(self, value: &Value) -> bool {
        match self {
            Self::Whole => !value.is_wholly_known(),
            Self::Surface => value.is_unknown(),
            Self::Bare => false,
        }
    }
}

/// The type of a function's result, as far as it is known without computing it.
#[derive(Clone, Copy)]
pub(super) enum Gives {
    /// It depends on the values.
    Anything,
    /// That of the first argument.
    Same,
    /// The element type of the first argument.
    Element,
    Bool,
    Number,
    String,
    Strings,
    StringSet,
}

impl Gives {
    pub(super) fn ty(self, args: &[Value]) -> Type {
        match self {
            Self::Anything => Type::Dynamic,
            Self::Same => args.first().map_or(Type::Dynamic, Value::ty),
            Self::Element => {
                args.first().and_then(|arg| arg.ty().element().cloned()).unwrap_or(Type::Dynamic)
            }
            Self::Bool => Type::Bool,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::Strings => Type::list(Type::String),
            Self::StringSet => Type::set(Type::String),
        }
    }
}

/// Where functions read files.
pub(super) struct Place<'a> {
    pub(super) world: &'a dyn World,
    pub(super) folder: &'a Path,
}

/// The checked and converted arguments of a call.
pub(super) struct Input<'a> {
    pub(super) args: Vec<Value>,
    pub(super) place: Option<&'a Place<'a>>,
    pub(super) call: &'a Call<'a>,
}

/// Stands for an argument that is not there; the count is checked before a function runs.
static ABSENT: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| Value::null(Type::Dynamic));
static ZERO: std::sync::LazyLock<Number> = std::sync::LazyLock::new(|| Number::from(0i64));

impl Input<'_> {
    pub(super) fn value(&self, index: usize) -> &Value {
        self.args.get(index).unwrap_or(&ABSENT)
    }

    pub(super) fn text(&self, index: usize) -> &str {
        self.value(index).as_str().unwrap_or("")
    }

    pub(super) fn number(&self, index: usize) -> &Number {
        self.value(index).as_number().unwrap_or(&ZERO)
    }

    pub(super) fn items(&self, index: usize) -> &[Value] {
        self.value(index).as_items().unwrap_or(&[])
    }

    /// Returns the strings of a list of strings; null items are refused.
    pub(super) fn texts(&self, index: usize) -> Result<Vec<&str>, Fault> {
        self.items(index)
            .iter()
            .enumerate()
            .map(|(at, item)| {
                item.as_str().ok_or_else(|| Fault::at(index, format!("item {at} is null")))
            })
            .collect()
    }

    /// Returns a whole number.
    pub(super) fn whole(&self, index: usize) -> Result<i64, Fault> {
        let number = self.number(index);
        number
            .to_i64()
            .ok_or_else(|| Fault::at(index, format!("a whole number is required, not {number}")))
    }

    /// Returns a whole number that is not negative.
    pub(super) fn count(&self, index: usize) -> Result<usize, Fault> {
        let number = self.number(index);
        number.to_usize().ok_or_else(|| {
            Fault::at(index, format!("a whole number of at least 0 is required, not {number}"))
        })
    }

    /// Returns the arguments from an index on.
    pub(super) fn from(&self, index: usize) -> &[Value] {
        self.args.get(index..).unwrap_or_default()
    }
}

/// Why a function cannot give a result.
#[derive(Debug)]
pub(super) enum Fault {
    /// A reason, and the argument at fault.
    Reason { arg: Option<usize>, message: String, hint: Option<String> },
    /// Diagnostics from inside, for example from a template file.
    Inside(Diagnostics),
}

impl Fault {
    /// Blames an argument.
    pub(super) fn at(arg: usize, message: impl Into<String>) -> Self {
        Self::Reason { arg: Some(arg), message: message.into(), hint: None }
    }

    /// Blames the call as a whole.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Reason { arg: None, message: message.into(), hint: None }
    }

    /// Sets the hint.
    pub(super) fn hint(self, text: impl Into<String>) -> Self {
        match self {
            Self::Reason { arg, message, .. } => {
                Self::Reason { arg, message, hint: Some(text.into()) }
            }
            Self::Inside(faults) => Self::Inside(faults),
        }
    }

    /// Drops the words of a fault that may quote a sensitive argument.
    pub(super) fn veiled(self, marks: Marks) -> Self {
        match self {
            Self::Reason { arg, .. } if marks.sensitive => {
                let message = "an argument is sensitive, so the reason is not shown".to_owned();
                Self::Reason { arg, message, hint: None }
            }
            Self::Reason { .. } | Self::Inside(_) => self,
        }
    }

    pub(super) fn into_diagnostics(
        self,
        function: &str,
        call: &Call<'_>,
        param: impl Fn(usize) -> &'static str,
    ) -> Diagnostics {
        let (arg, message, hint) = match self {
            Self::Reason { arg, message, hint } => (arg, message, hint),
            Self::Inside(faults) => return faults,
        };
        let diagnostic = match arg {
            Some(arg) => {
                let span = call.arg_spans.get(arg).unwrap_or(&call.span);
                let name = param(arg);
                Diagnostic::error(format!(
                    "unsuitable argument `{name}` of `{function}`: {message}"
                ))
                .at(span.clone())
            }
            None => {
                Diagnostic::error(format!("`{function}` failed: {message}")).at(call.span.clone())
            }
        };
        match hint {
            Some(hint) => diagnostic.hint(hint).into(),
            None => diagnostic.into(),
        }
    }
}

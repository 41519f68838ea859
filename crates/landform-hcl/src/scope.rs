//! Where the names and functions of an expression come from.

use landform_diag::{Diagnostics, Source, Span};
use landform_value::Value;

/// One step of a traversal: `.name` or `[key]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Attribute(String),
    /// `[key]` or `.0`
    Index(Value),
}

/// The names that an expression may use.
pub trait Scope {
    /// Returns the value that the longest known prefix of a traversal stands for, and how many of its steps that took; `None` for an unknown name.
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>>;

    /// Returns the names that exist, for suggestions.
    fn names(&self) -> Vec<String>;
}

/// A call of a function, its arguments evaluated.
pub struct Call<'a> {
    /// The name of the function.
    pub name: &'a str,
    /// The arguments.
    pub args: Vec<Value>,
    /// Where the call is.
    pub span: Span,
    /// Where each argument is; those that a `...` expanded share one place.
    pub arg_spans: Vec<Span>,
}

/// Functions beyond the standard ones, or instead of them.
pub trait Functions {
    /// Calls a function; `None` if it is not one of these, then the standard ones are tried.
    fn call(&self, call: &Call<'_>) -> Option<Result<Value, Diagnostics>>;

    /// Returns the names that exist, for suggestions.
    fn names(&self) -> Vec<String>;
}

/// What an expression is evaluated with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The text that the expression was parsed from.
    pub source: &'a Source,
    /// The names that it may use.
    pub scope: &'a dyn Scope,
    /// The functions that it may call.
    pub functions: &'a dyn Functions,
}

/// A scope without any name.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoScope;

impl Scope for NoScope {
    fn lookup(&self, _root: &str, _steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// No function beyond the standard ones that need no world.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFunctions;

impl Functions for NoFunctions {
    fn call(&self, _call: &Call<'_>) -> Option<Result<Value, Diagnostics>> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

//! Expressions and functions of the Terraform language, evaluated over one spanned tree.

mod document;
mod evaluate;
mod functions;
mod nearest;
mod reference;
mod scan;
mod scope;

pub use document::{Document, parse, parse_expression, parse_template, span_of};
pub use evaluate::{emit, evaluate, evaluate_open, evaluate_template, literal, steps_text};
pub use functions::StandardFunctions;
pub use nearest::nearest;
pub use reference::{Reference, references};
pub use scope::{Call, Context, Functions, NoFunctions, NoScope, Scope, Step};

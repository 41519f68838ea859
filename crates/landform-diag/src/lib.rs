//! Source files, spans and diagnostics: the words in which every layer reports a fault in a user's file.

mod diagnostic;
mod source;

pub use diagnostic::{Diagnostic, Diagnostics, Note, Severity};
pub use source::{Position, Source, Span};

/// Returns early with an error at a span: `bail!(span, "message {x}"; hint: "cure {y}")`, the hint being optional.
#[macro_export]
macro_rules! bail {
    ($span:expr, $message:literal; hint: $hint:literal) => {
        return Err($crate::Diagnostic::error(format!($message))
            .at($span.clone())
            .hint(format!($hint))
            .into())
    };
    ($span:expr, $message:literal) => {
        return Err($crate::Diagnostic::error(format!($message)).at($span.clone()).into())
    };
}

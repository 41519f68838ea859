//! One fault (or warning) in a user's file, and lists of them.

use std::fmt;

use crate::Span;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input cannot be used.
    Error,
    /// The input can be used, but is probably not what was meant.
    Warning,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it is.
    pub span: Span,
    /// What it says, for example `first defined here`.
    pub message: String,
}

/// A message about a place in a file, with the cure where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The fault: lower case, no final period, the user's words in backticks.
    pub message: String,
    /// Where the fault is, if it is in a file.
    pub span: Option<Span>,
    /// How to mend it.
    pub hint: Option<String>,
    /// Other places that matter.
    pub notes: Vec<Note>,
}

impl Diagnostic {
    /// Creates an error.
    pub fn error(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span: None,
            hint: None,
            notes: Vec::new(),
        }
    }

    /// Creates a warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Sets the place unless one is set.
    #[must_use]
    pub fn at_if_unplaced(mut self, span: &Span) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }

    /// Sets the hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn note(mut self, span: Span, message: impl Into<String>) -> Self {
        self.notes.push(Note { span, message: message.into() });
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = &self.span {
            write!(f, "{span}: ")?;
        }
        let label = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{label}: {}", self.message)?;
        for note in &self.notes {
            write!(f, "\n  {}: {}", note.span, note.message)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// Diagnostics in the order of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds the error of a result and returns its value, if it has one.
    pub fn keep<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.extend(error.into().0);
                None
            }
        }
    }

    /// Tells whether there is at least one error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|one| one.severity == Severity::Error)
    }

    /// Tells whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of diagnostics.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Iterates in the order of insertion.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Sorts by file, place and message, and drops repetitions.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let place = |one: &Diagnostic| {
            one.span.as_ref().map(|span| (span.source().path().to_path_buf(), span.range().start))
        };
        self.0.sort_by(|a, b| (place(a), &a.message).cmp(&(place(b), &b.message)));
        self.0.dedup();
        self
    }

    /// Returns the value if nothing was an error, otherwise all diagnostics, sorted.
    ///
    /// # Errors
    /// Returns `self`, sorted, if it holds an error.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() { Err(self.sorted()) } else { Ok(value) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.0.extend(iter);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, one) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{one}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, bail};

    #[test]
    fn shows_place_hint_and_notes() {
        let source = Source::new("a.hcl", "x = 1\nx = 2\n");
        let fault = Diagnostic::error("attribute `x` is set twice")
            .at(source.span(6..7))
            .note(source.span(0..1), "first set here")
            .hint("remove one");
        assert_eq!(
            fault.to_string(),
            "a.hcl:2:1: error: attribute `x` is set twice\n  a.hcl:1:1: first set here\n  hint: remove one"
        );
    }

    #[test]
    fn sorts_by_place_and_drops_repetitions() {
        let source = Source::new("a.hcl", "abc");
        let at = |start: usize| Diagnostic::error(format!("at {start}")).at(source.span(start..3));
        let all: Diagnostics =
            [at(2), at(1), at(2), Diagnostic::warning("w")].into_iter().collect();
        let shown: Vec<_> = all.sorted().iter().map(|one| one.message.clone()).collect();
        assert_eq!(shown, ["w", "at 1", "at 2"]);
    }

    #[test]
    fn a_warning_alone_is_no_failure() {
        let warnings: Diagnostics = Diagnostic::warning("w").into();
        assert_eq!(warnings.into_result(7), Ok(7));
    }

    #[test]
    fn bail_returns_a_placed_error() {
        fn fail(span: &Span) -> Result<(), Diagnostic> {
            let name = "a";
            bail!(span, "unit `{name}` depends on itself"; hint: "remove `{name}`");
        }
        let error = fail(&Source::new("u.hcl", "a").start()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "u.hcl:1:1: error: unit `a` depends on itself\n  hint: remove `a`"
        );
    }
}

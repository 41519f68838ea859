//! A parsed file, and how a syntax error becomes a diagnostic.

use hcl_edit::expr::Expression;
use hcl_edit::parser::{self, Error};
use hcl_edit::structure::Body;
use hcl_edit::template::Template;
use landform_diag::{Diagnostic, Diagnostics, Source, Span};

use crate::scan::prepare;

/// A parsed file: its text and its tree, whose spans point into the text.
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    body: Body,
}

impl Document {
    /// Returns the text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the tree.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

/// Parses a file.
///
/// # Errors
/// Names the first place where the text is not the language.
pub fn parse(source: &Source) -> Result<Document, Diagnostics> {
    let text = prepared(source, false)?;
    let body = parser::parse_body(&text).map_err(|error| fault(source, &error))?;
    Ok(Document { source: source.clone(), body })
}

/// Parses a text that is one expression.
///
/// # Errors
/// Names the first place where the text is not an expression.
pub fn parse_expression(source: &Source) -> Result<Expression, Diagnostics> {
    parser::parse_expr(&prepared(source, false)?).map_err(|error| fault(source, &error))
}

/// Parses a text that is a template, as `templatefile` reads it.
///
/// # Errors
/// Names the first place where the text is not a template.
pub fn parse_template(source: &Source) -> Result<Template, Diagnostics> {
    parser::parse_template(&prepared(source, true)?).map_err(|error| fault(source, &error))
}

/// Returns the span of a node of the tree.
pub fn span_of(source: &Source, node: &impl hcl_edit::Span) -> Span {
    node.span().map_or_else(|| source.start(), |range| source.span(range))
}

/// Returns the text for the parser.
fn prepared(source: &Source, template: bool) -> Result<String, Diagnostics> {
    prepare(source.text(), template).map_err(|fault| {
        let diagnostic = Diagnostic::error(fault.message).at(source.span(fault.range));
        match fault.hint {
            Some(hint) => diagnostic.hint(hint).into(),
            None => diagnostic.into(),
        }
    })
}

fn fault(source: &Source, error: &Error) -> Diagnostics {
    let text = source.text();
    let offset = error.location().offset().min(text.len());
    let rest = text.get(offset..).unwrap_or("");
    // The parser stops before the blanks in front of what it does not understand.
    let start = offset + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let rest = text.get(start..).unwrap_or("");
    let word: usize = rest
        .chars()
        .take_while(|one| one.is_alphanumeric() || matches!(one, '_' | '-'))
        .map(char::len_utf8)
        .sum();
    let first = rest.chars().next();
    let length = if word > 0 { word } else { first.map_or(0, char::len_utf8) };
    let span = source.span(start..start + length);
    let shown = match first {
        None | Some('\n' | '\r') => "the end of the line".to_owned(),
        Some(_) => format!("`{}`", span.text()),
    };
    let diagnostic = Diagnostic::error(explained(error.message(), &shown)).at(span);
    match first {
        Some('\'') => diagnostic.hint("write strings in double quotes").into(),
        _ => diagnostic.into(),
    }
}

/// Turns the parser's words into ours.
fn explained(message: &str, shown: &str) -> String {
    if message.contains("found redefined attribute") {
        return format!("attribute {shown} is set twice");
    }
    if message.contains("found redefined object key") {
        return format!("key {shown} is there twice");
    }
    if message.starts_with("invalid expression;") {
        return format!("an expression is required here, not {shown}");
    }
    match message.split_once("expected ").filter(|_| !message.contains("unexpected token")) {
        Some((_, "newline or eof")) => format!("{shown} does not belong on this line"),
        Some((_, expected)) => format!("{shown} does not belong here; expected is {expected}"),
        None => format!("{shown} does not belong here"),
    }
}

//! How an expression is shown in a table: on one line, in full or as its outer shape.

use hcl_edit::expr::{Expression, ObjectKey};
use landform_diag::{Diagnostics, Source};
use landform_hcl::{parse_expression, span_of};

/// The most characters of an expression in a table; of a longer one the table has the outer shape.
const LIMIT: usize = 60;

/// Stands for what the outer shape leaves out.
const ELLIPSIS: &str = "…";

/// An expression as a table shows it.
pub(crate) struct Shown {
    /// What stands in the table.
    pub(crate) line: String,
    /// Whether the line is less than the whole.
    pub(crate) shortened: bool,
}

/// Returns how a table shows an expression.
///
/// # Errors
/// Reports what is not an expression.
pub(crate) fn shown(text: &str) -> Result<Shown, Diagnostics> {
    let source = Source::new("expression", text);
    let tree = parse_expression(&source)?;
    let full = Layout { source: &source, depth: Depth::Full }.line(&tree);
    if let Some(line) = full.filter(|line| line.chars().count() <= LIMIT) {
        return Ok(Shown { line, shortened: false });
    }
    let shape = Layout { source: &source, depth: Depth::Shape }.line(&tree);
    Ok(Shown { line: shape.unwrap_or_else(|| ELLIPSIS.to_owned()), shortened: true })
}

/// Returns an expression as it is written, moved to the left margin.
pub(crate) fn dedented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let below = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let margin = below.map(indent).min().unwrap_or(0);
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| if index == 0 { line } else { line.get(margin..).unwrap_or("") });
    lines.collect::<Vec<_>>().join("\n")
}

/// How much of an expression is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Full,
    /// Lists and objects are only hinted at.
    Shape,
}

struct Layout<'a> {
    source: &'a Source,
    depth: Depth,
}

impl Layout<'_> {
    /// Returns an expression without comments and line breaks; `None` if it cannot be had on one line.
    fn line(&self, expression: &Expression) -> Option<String> {
        if let Expression::Array(array) = expression {
            return Some(format!("[{}]", self.items(array.iter(), array.is_empty())?));
        }
        if let Expression::Object(object) = expression {
            if object.is_empty() {
                return Some("{}".to_owned());
            }
            if self.depth == Depth::Shape {
                return Some(format!("{{ {ELLIPSIS} }}"));
            }
            let entries = object.iter().map(|(key, value)| {
                Some(format!("{} = {}", self.key(key)?, self.line(value.expr())?))
            });
            return Some(format!("{{ {} }}", entries.collect::<Option<Vec<_>>>()?.join(", ")));
        }
        if let Expression::FuncCall(call) = expression {
            let arguments = call.args.iter().map(|argument| self.line(argument));
            let arguments = arguments.collect::<Option<Vec<_>>>()?.join(", ");
            let rest = if call.args.expand_final() { "..." } else { "" };
            let namespace = call.name.namespace.iter().map(|part| format!("{}::", part.as_str()));
            let name = namespace.collect::<String>() + call.name.name.as_str();
            return Some(format!("{name}({arguments}{rest})"));
        }
        if let Expression::Parenthesis(inner) = expression {
            return Some(format!("({})", self.line(inner.inner())?));
        }
        if let Expression::UnaryOp(operation) = expression {
            let operand = self.line(&operation.expr)?;
            return Some(format!("{}{operand}", operation.operator.as_str()));
        }
        if let Expression::BinaryOp(operation) = expression {
            let (left, right) = (self.line(&operation.lhs_expr)?, self.line(&operation.rhs_expr)?);
            return Some(format!("{left} {} {right}", operation.operator.as_str()));
        }
        // The rest has no inner line breaks, or keeps them: strings, names, templates.
        let written = span_of(self.source, expression);
        let text = written.text();
        let long = self.depth == Depth::Shape && text.chars().count() > LIMIT;
        (!long && !text.contains('\n')).then(|| text.to_owned())
    }

    fn items<'e>(
        &self,
        items: impl Iterator<Item = &'e Expression>,
        empty: bool,
    ) -> Option<String> {
        if self.depth == Depth::Shape && !empty {
            return Some(ELLIPSIS.to_owned());
        }
        let items = items.map(|item| self.line(item));
        Some(items.collect::<Option<Vec<_>>>()?.join(", "))
    }

    fn key(&self, key: &ObjectKey) -> Option<String> {
        match key {
            ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(expression) => self.line(expression),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let long = "\"".to_owned() + &"x ".repeat(40) + "\"";
        let cases = [
            ("string", "string"),
            ("map( string )", "map(string)"),
            ("-1", "-1"),
            ("60*60", "60 * 60"),
            ("( 1\n  + 2 # two\n)", "(1 + 2)"),
            ("[]", "[]"),
            ("[\n]", "[]"),
            ("{\n}", "{}"),
            ("[\n  \"a  b\", # one\n  \"c\",\n]", "[\"a  b\", \"c\"]"),
            ("\"a # b\"", "\"a # b\""),
            ("\"a  ${ b }  c\"", "\"a  ${ b }  c\""),
            (
                "object({\n  # above\n  a = string // behind\n  \"b\" : optional(number, 1), /* c */\n})",
                "object({ a = string, \"b\" = optional(number, 1) })",
            ),
            ("optional(list(string), [\n  \"a,\"\n])", "optional(list(string), [\"a,\"])"),
            ("f(a...)", "f(a...)"),
            ("a::f(1)", "a::f(1)"),
            // Too long, or of several lines.
            ("<<EOT\n  a\nEOT", "… (shortened)"),
            (long.as_str(), "… (shortened)"),
            (
                "map(object({\n  first_attribute = string\n  second_attribute = optional(number, 1)\n}))",
                "map(object({ … })) (shortened)",
            ),
            (
                "tuple([string, string, string, string, string, string, string, string])",
                "tuple([…]) (shortened)",
            ),
        ];
        for (text, expected) in cases {
            let shown = shown(text).unwrap();
            let mark = if shown.shortened { " (shortened)" } else { "" };
            assert_eq!(format!("{}{mark}", shown.line), expected, "{text}");
        }
    }

    #[test]
    fn margins() {
        let cases = [
            ("a", "a"),
            ("object({\n    a = b\n\n      c = d\n  })", "object({\n  a = b\n\n    c = d\n})"),
            ("{\n}", "{\n}"),
        ];
        for (text, expected) in cases {
            assert_eq!(dedented(text), expected, "{text}");
        }
    }
}

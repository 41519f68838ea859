//! Texts of a document that can have wildcards and policy variables.

use crate::context::Context;
use crate::pattern::Token;

/// A text with wildcards and variables.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Token(Token),
    Variable { key: String, default: Option<String> },
}

/// Why a text is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("a policy variable has no end")]
    Unclosed,
    #[error("a policy variable has no name")]
    Unnamed,
    #[error("the default of a policy variable must be in single quotes")]
    Default,
}

impl Template {
    /// Reads a text in which `${…}` means nothing.
    pub(crate) fn without_variables(text: &str) -> Self {
        Self(text.chars().map(|one| Part::Token(Token::of(one))).collect())
    }

    /// Reads a text in which `${key}`, `${key, 'default'}`, `${*}`, `${?}` and `${$}` are variables.
    pub(crate) fn with_variables(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(inside) = rest.strip_prefix("${") {
                let (part, after) = variable(inside)?;
                parts.push(part);
                rest = after;
            } else {
                parts.push(Part::Token(Token::of(first)));
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        Ok(Self(parts))
    }

    /// Tells whether a key of the context is named.
    pub(crate) fn has_keys(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Variable { .. }))
    }

    /// Returns the text before the first variable, wildcards standing for themselves.
    pub(crate) fn start(&self) -> String {
        let token = |part: &Part| match part {
            Part::Token(token) => Some(token.literal()),
            Part::Variable { .. } => None,
        };
        self.0.iter().map_while(token).collect()
    }

    /// Returns the pattern; nothing if a variable has no value, for then nothing is equal to it or like it.
    ///
    /// Wildcards in the value of a variable stand for themselves.
    pub(crate) fn expand(&self, context: &Context) -> Option<Vec<Token>> {
        let mut tokens = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            match part {
                Part::Token(token) => tokens.push(*token),
                Part::Variable { key, default } => {
                    let value = context.single(key).or(default.as_deref())?;
                    tokens.extend(value.chars().map(Token::Char));
                }
            }
        }
        Some(tokens)
    }

    /// Returns the text with wildcards standing for themselves; nothing if a variable has no value.
    pub(crate) fn expand_literally(&self, context: &Context) -> Option<String> {
        Some(self.expand(context)?.into_iter().map(Token::literal).collect())
    }
}

fn variable(inside: &str) -> Result<(Part, &str), TemplateError> {
    for (name, character) in [("*}", '*'), ("?}", '?'), ("$}", '$')] {
        if let Some(after) = inside.strip_prefix(name) {
            return Ok((Part::Token(Token::Char(character)), after));
        }
    }
    let end = inside.find(['}', '\'']).ok_or(TemplateError::Unclosed)?;
    let (name, rest) = inside.split_at(end);
    let (name, default, after) = if let Some(after) = rest.strip_prefix('}') {
        if name.contains(',') {
            return Err(TemplateError::Default);
        }
        (name, None, after)
    } else {
        let name = name.trim_end().strip_suffix(',').ok_or(TemplateError::Default)?;
        let quoted = rest.strip_prefix('\'').unwrap_or(rest);
        let (default, after) = quoted.split_once('\'').ok_or(TemplateError::Unclosed)?;
        let after = after.trim_start().strip_prefix('}').ok_or(TemplateError::Default)?;
        (name, Some(default.to_owned()), after)
    };
    let key = name.trim();
    if key.is_empty() || key.contains("${") {
        return Err(TemplateError::Unnamed);
    }
    Ok((Part::Variable { key: key.to_owned(), default }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_values_in() {
        let context = Context::default()
            .with("aws:username", "a*b")
            .with_all("aws:TagKeys", ["x".to_owned(), "y".to_owned()]);
        for (text, expected) in [
            ("plain", Some("plain")),
            ("${aws:username}/*", Some("a*b/*")),
            ("${AWS:UserName}", Some("a*b")),
            ("${*}${?}${$}{x}", Some("*?${x}")),
            ("${aws:userid, 'no }one'}!", Some("no }one!")),
            ("${aws:userid,'x'}", Some("x")),
            ("${aws:username, 'x'}", Some("a*b")),
            ("${aws:userid}", None),
            ("${aws:TagKeys}", None),
            ("$x $", Some("$x $")),
        ] {
            let template = Template::with_variables(text).unwrap();
            assert_eq!(template.expand_literally(&context).as_deref(), expected, "{text}");
        }
        let tokens = Template::with_variables("${aws:username}").unwrap().expand(&context).unwrap();
        assert_eq!(tokens.get(1), Some(&Token::Char('*')), "a value has no wildcards");
    }

    #[test]
    fn refuses_broken_variables() {
        for (text, error) in [
            ("${", TemplateError::Unclosed),
            ("${a", TemplateError::Unclosed),
            ("${a, 'b}", TemplateError::Unclosed),
            ("${}", TemplateError::Unnamed),
            ("${ }", TemplateError::Unnamed),
            ("${${a}}", TemplateError::Unnamed),
            ("${a, b}", TemplateError::Default),
            ("${a 'b'}", TemplateError::Default),
            ("${a, 'b' c}", TemplateError::Default),
        ] {
            assert_eq!(Template::with_variables(text), Err(error), "{text}");
        }
    }
}

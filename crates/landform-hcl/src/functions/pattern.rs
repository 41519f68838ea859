//! Regular expressions, and `replace`, which may use one.

use regex::{Captures, Regex, RegexBuilder};

use landform_value::{Type, Value};

use super::input::{Fault, Gives, Input, Kind, param};
use super::{Function, common};

pub(super) const TABLE: &[Function] = &[
    Function::new(
        "regex",
        &[param("pattern", Kind::String), param("string", Kind::String)],
        Gives::Anything,
        first,
    ),
    Function::new(
        "regexall",
        &[param("pattern", Kind::String), param("string", Kind::String)],
        Gives::Anything,
        all,
    ),
    Function::new(
        "replace",
        &[
            param("str", Kind::String),
            param("substr", Kind::String),
            param("replace", Kind::String),
        ],
        Gives::String,
        replace,
    ),
];

fn first(input: &Input<'_>) -> Result<Value, Fault> {
    let pattern = compile(input.text(0), 0)?;
    match pattern.captures(input.text(1)) {
        Some(captures) => Ok(matched(&pattern, &captures)),
        None => Err(Fault::new("the pattern does not match the string")
            .hint("`regexall` gives an empty list instead, `can` tells whether it matches")),
    }
}

fn all(input: &Input<'_>) -> Result<Value, Fault> {
    let pattern = compile(input.text(0), 0)?;
    let found: Vec<Value> =
        pattern.captures_iter(input.text(1)).map(|captures| matched(&pattern, &captures)).collect();
    Ok(Value::list(common(&found).unwrap_or(Type::Dynamic), found))
}

/// Returns the whole match, or its unnamed groups as a tuple, or its named ones as an object.
fn matched(pattern: &Regex, captures: &Captures<'_>) -> Value {
    let text = |at: usize| match captures.get(at) {
        Some(group) => Value::from(group.as_str()),
        None => Value::null(Type::String),
    };
    if captures.len() == 1 {
        return text(0);
    }
    let names: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
    if names.iter().all(Option::is_none) {
        return Value::tuple((1..captures.len()).map(text));
    }
    Value::object(names.iter().enumerate().filter_map(|(at, name)| Some(((*name)?, text(at + 1)))))
}

fn replace(input: &Input<'_>) -> Result<Value, Fault> {
    let (text, wanted, with) = (input.text(0), input.text(1), input.text(2));
    let inside = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    match inside {
        Some(pattern) => Ok(compile(pattern, 1)?.replace_all(text, with).into_owned().into()),
        None => Ok(text.replace(wanted, with).into()),
    }
}

/// Compiles a pattern written for Terraform's dialect.
fn compile(pattern: &str, arg: usize) -> Result<Regex, Fault> {
    let translated = translate(pattern).map_err(|message| Fault::at(arg, message))?;
    let regex = RegexBuilder::new(&translated).octal(true).build().map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
        Fault::at(arg, format!("invalid pattern: {reason}"))
    })?;
    let named = regex.capture_names().flatten().count();
    if named != 0 && named + 1 != regex.captures_len() {
        return Err(Fault::at(arg, "named and unnamed groups cannot be mixed"));
    }
    Ok(regex)
}

/// Rewrites what the two dialects read differently: ASCII classes, `\Q…\E`, lone braces, and signs inside `[…]`.
fn translate(pattern: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut in_class = false;
    let mut rest = pattern;
    while let Some(one) = rest.chars().next() {
        let after = rest.get(one.len_utf8()..).unwrap_or("");
        rest = after;
        match one {
            '\\' => rest = escape(after, in_class, &mut out)?,
            '[' if in_class => match named_class(after) {
                Some(name) => {
                    out.push('[');
                    out.push_str(name);
                    rest = after.get(name.len()..).unwrap_or("");
                }
                None => out.push_str("\\["),
            },
            '[' => {
                in_class = true;
                out.push('[');
                let open = after.strip_prefix('^').unwrap_or(after);
                if open.len() != after.len() {
                    out.push('^');
                }
                rest = open;
                // A bracket that comes first is an ordinary member.
                if let Some(behind) = open.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = behind;
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => out.extend(['\\', one]),
            '{' if !in_class && !is_repetition(after) => out.push_str("\\{"),
            '}' if !in_class && !out_has_open_repetition(&out) => out.push_str("\\}"),
            other => out.push(other),
        }
    }
    Ok(out)
}

/// Writes what stands behind a backslash, and returns the text after it.
fn escape<'a>(after: &'a str, in_class: bool, out: &mut String) -> Result<&'a str, String> {
    let Some(kind) = after.chars().next() else {
        return Err("invalid pattern: a backslash at the end".to_owned());
    };
    let rest = after.get(kind.len_utf8()..).unwrap_or("");
    let class = match kind {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => "\\t\\n\\f\\r ",
        'D' => "^0-9",
        'W' => "^0-9A-Za-z_",
        'S' => "^\\t\\n\\f\\r ",
        'b' if !in_class => {
            out.push_str("(?-u:\\b)");
            return Ok(rest);
        }
        'Q' => {
            let (literal, behind) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(literal));
            return Ok(behind);
        }
        'E' => return Ok(rest),
        'C' => return Err("invalid pattern: `\\C` is not supported".to_owned()),
        '<' | '>' => {
            out.push(kind);
            return Ok(rest);
        }
        'p' | 'P' | 'x' if rest.starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            out.extend(['\\', kind]);
            out.push_str(rest.get(..end).unwrap_or(""));
            return Ok(rest.get(end..).unwrap_or(""));
        }
        other => {
            out.extend(['\\', other]);
            return Ok(rest);
        }
    };
    if in_class && !class.starts_with('^') {
        out.push_str(class);
    } else {
        out.push_str(&format!("[{class}]"));
    }
    Ok(rest)
}

/// Returns `:alpha:]` if that is what follows a bracket.
fn named_class(after: &str) -> Option<&str> {
    let inside = after.strip_prefix(':')?;
    let end = inside.find(":]")?;
    let name = inside.get(..end)?;
    let plain = name.trim_start_matches('^').chars().all(|one| one.is_ascii_lowercase());
    if plain { after.get(..end + 3) } else { None }
}

/// Tells whether `3}`, `3,}` or `3,5}` follows.
fn is_repetition(after: &str) -> bool {
    let Some((inside, _)) = after.split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

/// Tells whether a closing brace ends a repetition that was written out.
fn out_has_open_repetition(out: &str) -> bool {
    out.rfind('{').is_some_and(|at| {
        let escaped = out.get(..at).is_some_and(|before| before.ends_with('\\'));
        let inside = out.get(at + 1..).unwrap_or("");
        !escaped && inside.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
    })
}

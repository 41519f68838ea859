//! String functions; characters are grapheme clusters, as a reader sees them.

use unicode_segmentation::UnicodeSegmentation;

use landform_value::{Type, Value};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("chomp", &[param("str", Kind::String)], Gives::String, chomp),
    Function::new(
        "endswith",
        &[param("str", Kind::String), param("suffix", Kind::String)],
        Gives::Bool,
        ends_with,
    ),
    Function::new(
        "indent",
        &[param("spaces", Kind::Number), param("str", Kind::String)],
        Gives::String,
        indent,
    ),
    Function::new(
        "join",
        &[param("separator", Kind::String), param("lists", Kind::Strings)],
        Gives::String,
        join,
    )
    .rest("lists", Kind::Strings),
    Function::new("lower", &[param("str", Kind::String)], Gives::String, lower),
    Function::new(
        "split",
        &[param("separator", Kind::String), param("str", Kind::String)],
        Gives::Strings,
        split,
    ),
    Function::new(
        "startswith",
        &[param("str", Kind::String), param("prefix", Kind::String)],
        Gives::Bool,
        starts_with,
    ),
    Function::new(
        "strcontains",
        &[param("str", Kind::String), param("substr", Kind::String)],
        Gives::Bool,
        contains,
    ),
    Function::new("strrev", &[param("str", Kind::String)], Gives::String, reverse),
    Function::new(
        "substr",
        &[param("str", Kind::String), param("offset", Kind::Number), param("length", Kind::Number)],
        Gives::String,
        substring,
    ),
    Function::new("title", &[param("str", Kind::String)], Gives::String, title),
    Function::new(
        "trim",
        &[param("str", Kind::String), param("cutset", Kind::String)],
        Gives::String,
        trim,
    ),
    Function::new(
        "trimprefix",
        &[param("str", Kind::String), param("prefix", Kind::String)],
        Gives::String,
        trim_prefix,
    ),
    Function::new("trimspace", &[param("str", Kind::String)], Gives::String, trim_space),
    Function::new(
        "trimsuffix",
        &[param("str", Kind::String), param("suffix", Kind::String)],
        Gives::String,
        trim_suffix,
    ),
    Function::new("upper", &[param("str", Kind::String)], Gives::String, upper),
];

fn chomp(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).trim_end_matches(['\r', '\n']).into())
}

fn ends_with(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).ends_with(input.text(1)).into())
}

fn starts_with(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).starts_with(input.text(1)).into())
}

fn contains(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).contains(input.text(1)).into())
}

/// Indents all lines but the first.
fn indent(input: &Input<'_>) -> Result<Value, Fault> {
    let spaces = input.count(0)?;
    if spaces > 10_000 {
        return Err(Fault::at(0, "that is too far"));
    }
    Ok(input.text(1).replace('\n', &format!("\n{}", " ".repeat(spaces))).into())
}

fn join(input: &Input<'_>) -> Result<Value, Fault> {
    let mut all = Vec::new();
    for index in 1..input.args.len() {
        all.extend(input.texts(index)?);
    }
    Ok(all.join(input.text(0)).into())
}

fn split(input: &Input<'_>) -> Result<Value, Fault> {
    let (separator, text) = (input.text(0), input.text(1));
    let parts: Vec<Value> = if separator.is_empty() {
        text.chars().map(|one| Value::from(one.to_string())).collect()
    } else {
        text.split(separator).map(Value::from).collect()
    };
    Ok(Value::list(Type::String, parts))
}

/// Turns each character on its own, and only where one character comes of it.
fn map_case<I: Iterator<Item = char>>(text: &str, turn: impl Fn(char) -> I) -> String {
    text.chars()
        .map(|one| {
            let mut turned = turn(one);
            match (turned.next(), turned.next()) {
                (Some(only), None) => only,
                _ => one,
            }
        })
        .collect()
}

fn lower(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(map_case(&input.text(0).replace('İ', "i"), char::to_lowercase).into())
}

fn upper(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(map_case(input.text(0), char::to_uppercase).into())
}

/// Turns the first letter of each word.
fn title(input: &Input<'_>) -> Result<Value, Fault> {
    let mut before = ' ';
    let mut titled = String::new();
    for one in input.text(0).chars() {
        if is_separator(before) {
            titled.push_str(&map_case(one.encode_utf8(&mut [0; 4]), char::to_uppercase));
        } else {
            titled.push(one);
        }
        before = one;
    }
    Ok(titled.into())
}

/// Tells whether a word may start behind the character.
fn is_separator(one: char) -> bool {
    if one.is_ascii() {
        !one.is_ascii_alphanumeric() && one != '_'
    } else {
        !one.is_alphanumeric() && one.is_whitespace()
    }
}

fn reverse(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).graphemes(true).rev().collect::<String>().into())
}

/// A negative offset counts from the end; the length -1 means up to the end.
fn substring(input: &Input<'_>) -> Result<Value, Fault> {
    let clusters: Vec<&str> = input.text(0).graphemes(true).collect();
    let (offset, length) = (input.whole(1)?, input.whole(2)?);
    let start = if offset < 0 {
        let back = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        clusters.len().saturating_sub(back)
    } else {
        usize::try_from(offset).unwrap_or(usize::MAX)
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(clusters.into_iter().skip(start).take(length).collect::<String>().into())
}

fn trim(input: &Input<'_>) -> Result<Value, Fault> {
    let cut: Vec<char> = input.text(1).chars().collect();
    Ok(input.text(0).trim_matches(cut.as_slice()).into())
}

fn trim_prefix(input: &Input<'_>) -> Result<Value, Fault> {
    let text = input.text(0);
    Ok(text.strip_prefix(input.text(1)).unwrap_or(text).into())
}

fn trim_suffix(input: &Input<'_>) -> Result<Value, Fault> {
    let text = input.text(0);
    Ok(text.strip_suffix(input.text(1)).unwrap_or(text).into())
}

fn trim_space(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.text(0).trim().into())
}

//! Resolves a YAML scalar: which words, digits and dates are bools, nulls, numbers and timestamps.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use landform_value::{Number, Type, Value};
use num_bigint::BigInt;

use crate::functions::date::days_in_month;

/// What the tags of the standard schema start with.
pub(super) const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// Binary exponents beyond this are refused, as decimal ones are.
const MAX_BINARY_EXPONENT: u64 = 100_000;

/// The type that a scalar says it has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Unsaid,
    String,
    Bool,
    Number,
    Null,
    Timestamp,
    Binary,
}

impl Tag {
    fn of(tag: Option<&str>) -> Result<Self, String> {
        let Some(tag) = tag else { return Ok(Self::Unsaid) };
        Ok(match tag.strip_prefix(TAG_PREFIX) {
            Some("str") => Self::String,
            Some("bool") => Self::Bool,
            Some("int" | "float") => Self::Number,
            Some("null") => Self::Null,
            Some("timestamp") => Self::Timestamp,
            Some("binary") => Self::Binary,
            _ => return Err(format!("the tag `{tag}` is not supported")),
        })
    }
}

/// Returns the value of a scalar.
///
/// # Errors
/// Says why the text has no value, or not that of its tag.
pub(super) fn resolve(tag: Option<&str>, text: &str, quoted: bool) -> Result<Value, String> {
    let tag = Tag::of(tag)?;
    let first = text.chars().next();
    let telling = first.is_none_or(|one| one.is_ascii_digit() || "+-yYnNtTfFoO~.".contains(one));
    if telling && !matches!(tag, Tag::String | Tag::Binary) {
        if quoted {
            return Ok(Value::string(text));
        }
        if let Some(value) = implied(tag, text)? {
            return Ok(value);
        }
    }
    let wrong = || format!("`{text}` does not suit its tag");
    match tag {
        Tag::Unsaid | Tag::String => Ok(Value::string(text)),
        Tag::Binary => STANDARD.decode(text).map(|_| Value::string(text)).map_err(|_| wrong()),
        Tag::Null => Ok(Value::null(Type::Dynamic)),
        Tag::Number => numeric(text).map(Value::from).ok_or_else(wrong),
        Tag::Timestamp => timestamp(text).map(Value::from).ok_or_else(wrong),
        Tag::Bool => Err(wrong()),
    }
}

/// Returns what a text stands for by its looks alone. Looks count for more than most tags.
fn implied(tag: Tag, text: &str) -> Result<Option<Value>, String> {
    if let Some(value) = word(text) {
        return Ok(Some(value));
    }
    if let ".inf" | ".Inf" | ".INF" = text.strip_prefix(['+', '-']).unwrap_or(text) {
        return Err(format!("`{text}` is infinite; only finite numbers are supported"));
    }
    if tag == Tag::Unsaid && matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(format!("`{text}` is not supported"));
    }
    if text.starts_with('.') {
        return Ok(number(text).map(Value::from));
    }
    if let (Tag::Unsaid | Tag::Timestamp, Some(time)) = (tag, timestamp(text)) {
        return Ok(Some(time.into()));
    }
    if !is_numeral(text) {
        return Ok(None);
    }
    let number = numeric(text).ok_or_else(|| format!("the number `{text}` is too large"))?;
    Ok(Some(number.into()))
}

fn word(text: &str) -> Option<Value> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::null(Type::Dynamic),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            true.into()
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            false.into()
        }
        _ => return None,
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a text is written as a number: decimal with any sign, or octal or hexadecimal without one.
fn is_numeral(text: &str) -> bool {
    let in_base = |prefix: &str, radix: u32| {
        let digits = text.strip_prefix(prefix).unwrap_or("");
        !digits.is_empty() && digits.chars().all(|one| one.is_digit(radix))
    };
    if in_base("0o", 8) || in_base("0x", 16) {
        return true;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let decimal = match digits.split_once('.') {
        Some((whole, "")) => is_digits(whole),
        Some((whole, fraction)) => (whole.is_empty() || is_digits(whole)) && is_digits(fraction),
        None => is_digits(digits),
    };
    decimal && is_digits(exponent)
}

/// Reads a number in any base, with `_` between the digits.
fn numeric(text: &str) -> Option<Number> {
    let plain = text.replace('_', "");
    if let Some(number) = number(&plain) {
        return Some(number);
    }
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let radix = match unsigned.get(..2)? {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    let digits =
        unsigned.get(2..).filter(|digits| digits.chars().all(|one| one.is_digit(radix)))?;
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if unsigned.len() == plain.len() {
        return Some(magnitude.into());
    }
    let sign = if plain.starts_with('-') { -1 } else { 1 };
    i64::try_from(sign * i128::from(magnitude)).ok().map(Number::from)
}

/// Reads a decimal number; besides `e`, the exponent may be `p` for a power of two.
fn number(text: &str) -> Option<Number> {
    let Some((digits, exponent)) = text.split_once(['p', 'P']) else { return Number::parse(text) };
    let exponent: i64 = exponent.parse().ok()?;
    if digits.contains(['e', 'E']) || exponent.unsigned_abs() > MAX_BINARY_EXPONENT {
        return None;
    }
    let power = Number::from(BigInt::from(1) << exponent.unsigned_abs());
    let digits = Number::parse(digits)?;
    if exponent < 0 { digits.div(&power) } else { Some(digits.mul(&power)) }
}

/// Returns the RFC 3339 form of a date, or of a date and time; seconds lose their fraction.
fn timestamp(text: &str) -> Option<String> {
    let (year, rest) =
        text.split_once('-').filter(|(year, _)| year.len() == 4 && is_digits(year))?;
    let (month, rest) = short(rest)?;
    let (day, rest) = short(rest.strip_prefix('-')?)?;
    let days = days_in_month(year.parse().ok()?, month.into());
    if !(1..=12).contains(&month) || day == 0 || i64::from(day) > days {
        return None;
    }
    let date = format!("{year}-{month:02}-{day:02}");
    if rest.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let zoned = rest.starts_with(['T', 't']);
    let rest = if zoned { rest.get(1..)? } else { rest.strip_prefix(' ')?.trim_start_matches(' ') };
    let (hour, rest) = short(rest)?;
    let (minute, rest) = short(rest.strip_prefix(':')?)?;
    let (second, rest) = short(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = without_fraction(rest);
    let zone = if zoned { zone(rest)? } else { "Z".to_owned() };
    let end = zoned || rest.is_empty();
    end.then(|| format!("{date}T{hour:02}:{minute:02}:{second:02}{zone}"))
}

/// Reads one or two digits.
fn short(text: &str) -> Option<(u8, &str)> {
    let length = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    Some((digits.parse().ok()?, rest))
}

fn without_fraction(text: &str) -> &str {
    let Some(fraction) = text.strip_prefix(['.', ',']) else { return text };
    let rest = fraction.trim_start_matches(|one: char| one.is_ascii_digit());
    if rest.len() == fraction.len() { text } else { rest }
}

/// Reads `Z` or an offset such as `+02:00`, which may be up to 24 hours and 60 minutes.
fn zone(text: &str) -> Option<String> {
    if text == "Z" {
        return Some("Z".to_owned());
    }
    let offset = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = offset.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 || !is_digits(hours) || !is_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    if hours > 24 || minutes > 60 {
        return None;
    }
    let sign = if text.starts_with('-') { '-' } else { '+' };
    Some(match total {
        0 => "Z".to_owned(),
        _ => format!("{sign}{:02}:{:02}", total / 60, total % 60),
    })
}

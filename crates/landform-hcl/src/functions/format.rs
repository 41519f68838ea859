//! `format` and `formatlist`: verbs, flags, width and precision.

use num_bigint::{BigInt, Sign};
use unicode_segmentation::UnicodeSegmentation;

use landform_value::{Data, Marks, Number, Type, Value, convert};

use super::Function;
use super::encoding::json_text;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("format", &[param("format", Kind::String)], Gives::String, format_one)
        .rest("args", Kind::AnyOrNull),
    Function::new("formatlist", &[param("format", Kind::String)], Gives::Strings, format_list)
        .rest("args", Kind::AnyOrNull)
        .surface(),
];

/// Widths and precisions beyond this are refused.
const WIDTH_LIMIT: usize = 10_000;

fn format_one(input: &Input<'_>) -> Result<Value, Fault> {
    let args: Vec<&Value> = input.from(1).iter().collect();
    Ok(formatted(input.text(0), &args)?.into())
}

/// Formats once for each item of the lists; what is no list is the same each time.
fn format_list(input: &Input<'_>) -> Result<Value, Fault> {
    let args = input.from(1);
    let mut length = None;
    for (index, arg) in args.iter().enumerate() {
        let Some(items) = arg.as_items() else { continue };
        if *length.get_or_insert(items.len()) != items.len() {
            return Err(Fault::at(
                index + 1,
                format!("it has {} items, an earlier list {}", items.len(), length.unwrap_or(0)),
            ));
        }
    }
    let mut texts = Vec::new();
    for round in 0..length.unwrap_or(1) {
        let row: Vec<&Value> = args
            .iter()
            .map(|arg| arg.as_items().and_then(|items| items.get(round)).unwrap_or(arg))
            .collect();
        texts.push(if row.iter().all(|arg| arg.is_wholly_known()) {
            Value::from(formatted(input.text(0), &row)?)
        } else {
            Value::unknown(Type::String)
        });
    }
    let marks = args.iter().fold(Marks::NONE, |marks, arg| marks.union(arg.marks_deep()));
    Ok(Value::list(Type::String, texts).with_marks(marks))
}

/// One verb with its flags, as written: `%-5.2[1]f`.
#[derive(Debug, Default)]
struct Verb {
    raw: String,
    plus: bool,
    minus: bool,
    space: bool,
    sharp: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
    arg: usize,
    letter: char,
}

fn formatted(format: &str, args: &[&Value]) -> Result<String, Fault> {
    let mut out = String::new();
    let mut next = 0;
    let mut highest = 0;
    let mut rest = format;
    while let Some((literal, after)) = rest.split_once('%') {
        out.push_str(literal);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (verb, after) = parse_verb(after, next)?;
        next = verb.arg + 1;
        highest = highest.max(next);
        let raw = &verb.raw;
        let Some(arg) = args.get(verb.arg) else {
            return Err(Fault::new(format!(
                "not enough arguments for `{raw}`: there is no argument {next}"
            )));
        };
        out.push_str(&show(&verb, arg).map_err(|reason| {
            Fault::at(verb.arg + 1, format!("it does not suit `{raw}`: {reason}"))
        })?);
        rest = after;
    }
    out.push_str(rest);
    if highest < args.len() {
        return Err(Fault::at(highest + 1, "the format has no verb for it"));
    }
    Ok(out)
}

/// Reads a verb behind its `%`, and returns the text after it.
fn parse_verb(text: &str, next: usize) -> Result<(Verb, &str), Fault> {
    let mut verb = Verb { arg: next, ..Verb::default() };
    let mut chars = text.char_indices().peekable();
    let bad = |reason: &str| Fault::at(0, reason.to_owned());
    while let Some((_, one)) = chars.peek() {
        match one {
            '+' => verb.plus = true,
            '-' => verb.minus = true,
            ' ' => verb.space = true,
            '#' => verb.sharp = true,
            '0' => verb.zero = true,
            _ => break,
        }
        chars.next();
    }
    let number = |chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>| {
        let mut digits = String::new();
        while let Some((_, one)) = chars.next_if(|(_, one)| one.is_ascii_digit()) {
            digits.push(one);
        }
        if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(usize::MAX)) }
    };
    verb.width = number(&mut chars);
    if chars.next_if(|(_, one)| *one == '.').is_some() {
        verb.precision = Some(number(&mut chars).unwrap_or(0));
    }
    if chars.next_if(|(_, one)| *one == '[').is_some() {
        let index = number(&mut chars);
        let closed = chars.next_if(|(_, one)| *one == ']').is_some();
        match index {
            Some(index) if closed && index > 0 => verb.arg = index - 1,
            _ => return Err(bad("an argument number such as `[1]` is required in the brackets")),
        }
    }
    let too_wide = |size: Option<usize>| size.is_some_and(|size| size > WIDTH_LIMIT);
    if too_wide(verb.width) || too_wide(verb.precision) {
        return Err(bad("a width of the format is too large"));
    }
    let Some((at, letter)) = chars.next() else {
        return Err(bad("the format ends within a verb").hint("write `%%` for a percent sign"));
    };
    let end = at + letter.len_utf8();
    verb.letter = letter;
    verb.raw = format!("%{}", text.get(..end).unwrap_or(""));
    Ok((verb, text.get(end..).unwrap_or("")))
}

fn show(verb: &Verb, arg: &Value) -> Result<String, String> {
    match verb.letter {
        'v' => show_any(verb, arg),
        't' => {
            let truth = typed(arg, &Type::Bool)?;
            Ok(pad(verb, truth.as_bool().unwrap_or(false).to_string()))
        }
        's' => Ok(pad(verb, cut(verb, typed(arg, &Type::String)?.as_str().unwrap_or("")))),
        'q' => {
            let text = typed(arg, &Type::String)?;
            let text = Value::from(cut(verb, text.as_str().unwrap_or("")));
            Ok(pad(verb, json_text(&text).map_err(|_| "it is no string".to_owned())?))
        }
        'b' | 'd' | 'o' | 'x' | 'X' => show_integer(verb, arg),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let number = typed(arg, &Type::Number)?;
            number.as_number().map(|number| show_float(verb, number)).ok_or_else(String::new)
        }
        other => Err(format!("there is no verb `{other}`")),
    }
}

/// Converts an argument to the type that a verb needs.
fn typed(arg: &Value, ty: &Type) -> Result<Value, String> {
    if arg.is_null() {
        return Err("null cannot be formatted".to_owned());
    }
    convert(arg, ty).map_err(|error| error.to_string())
}

fn show_any(verb: &Verb, arg: &Value) -> Result<String, String> {
    let json = || json_text(arg).map_err(|_| "it cannot be written as JSON".to_owned());
    if verb.sharp {
        return Ok(pad(verb, json()?));
    }
    match arg.data() {
        Data::String(text) => Ok(pad(verb, cut(verb, text))),
        Data::Number(number) => Ok(show_float(verb, number)),
        Data::Null(_)
        | Data::Unknown(_)
        | Data::Bool(_)
        | Data::List(..)
        | Data::Set(..)
        | Data::Map(..)
        | Data::Tuple(_)
        | Data::Object(_) => Ok(pad(verb, json()?)),
    }
}

/// Cuts a text to the precision.
fn cut(verb: &Verb, text: &str) -> String {
    match verb.precision {
        Some(most) => text.graphemes(true).take(most).collect(),
        None => text.to_owned(),
    }
}

/// Fills a text up to the width with blanks, or with zeros on the left.
fn pad(verb: &Verb, text: String) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(text.graphemes(true).count());
    if verb.minus {
        text + &" ".repeat(missing)
    } else if verb.zero {
        "0".repeat(missing) + &text
    } else {
        " ".repeat(missing) + &text
    }
}

/// Puts sign and digits together and fills up to the width; zeros go between the two.
fn pad_number(verb: &Verb, negative: bool, digits: &str) -> String {
    let sign = match (negative, verb.plus, verb.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    };
    let missing = verb.width.unwrap_or(0).saturating_sub(sign.len() + digits.chars().count());
    if verb.minus {
        format!("{sign}{digits}{}", " ".repeat(missing))
    } else if verb.zero {
        format!("{sign}{}{digits}", "0".repeat(missing))
    } else {
        format!("{}{sign}{digits}", " ".repeat(missing))
    }
}

fn show_integer(verb: &Verb, arg: &Value) -> Result<String, String> {
    let number = typed(arg, &Type::Number)?;
    let number = number.as_number().filter(|number| number.is_integer());
    let Some(number) = number.map(Number::truncate) else {
        return Err("a whole number is required".to_owned());
    };
    let negative = number.sign() == Sign::Minus;
    let (radix, prefix) = match verb.letter {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut digits = number.magnitude().to_str_radix(radix);
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    if let Some(least) = verb.precision {
        digits = "0".repeat(least.saturating_sub(digits.len())) + &digits;
    }
    if verb.sharp {
        digits.insert_str(0, prefix);
    }
    Ok(pad_number(verb, negative, &digits))
}

/// Decimal digits and the place of the point: `0.digits * 10^point`.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Returns the shortest digits that read back as the number.
    fn shortest(number: &Number) -> Self {
        let text = number.to_string();
        let text = text.trim_start_matches('-');
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
        Self { digits, point: i64::try_from(whole.len()).unwrap_or(0) }.trimmed()
    }

    /// Returns all digits of the number.
    fn exact(number: &Number) -> Self {
        let two = Number::from(2i64);
        let mut whole = number.clone();
        let mut halvings = 0u32;
        while !whole.is_integer() {
            whole = whole.mul(&two);
            halvings += 1;
        }
        // m / 2^k is m * 5^k / 10^k.
        let scaled = whole.truncate() * BigInt::from(5u32).pow(halvings);
        let digits: Vec<u8> =
            scaled.magnitude().to_string().bytes().map(|digit| digit - b'0').collect();
        let point = i64::try_from(digits.len()).unwrap_or(0) - i64::from(halvings);
        Self { digits, point }.trimmed()
    }

    /// Drops zeros on both sides.
    fn trimmed(mut self) -> Self {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= i64::try_from(zeros).unwrap_or(0);
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    /// Rounds half to even so that at most so many digits stay.
    fn rounded(mut self, kept: i64) -> Self {
        let Ok(kept) = usize::try_from(kept) else {
            return Self { digits: Vec::new(), point: 0 };
        };
        let Some(first) = self.digits.get(kept).copied() else { return self };
        let more = self.digits.iter().skip(kept + 1).any(|digit| *digit != 0);
        let odd = kept
            .checked_sub(1)
            .and_then(|at| self.digits.get(at))
            .is_some_and(|last| last % 2 == 1);
        self.digits.truncate(kept);
        if first > 5 || (first == 5 && (more || odd)) {
            let mut at = kept;
            loop {
                if at == 0 {
                    self.digits.insert(0, 1);
                    self.point += 1;
                    break;
                }
                at -= 1;
                match self.digits.get_mut(at) {
                    Some(digit) if *digit < 9 => {
                        *digit += 1;
                        break;
                    }
                    Some(digit) => *digit = 0,
                    None => break,
                }
            }
        }
        self.trimmed()
    }

    fn digit(&self, at: i64) -> char {
        let digit = usize::try_from(at).ok().and_then(|at| self.digits.get(at)).copied();
        char::from(b'0' + digit.unwrap_or(0))
    }

    fn fixed(&self, places: i64) -> String {
        let whole: String = (0..self.point).map(|at| self.digit(at)).collect();
        let fraction: String = (0..places).map(|at| self.digit(self.point + at)).collect();
        let whole = if whole.is_empty() { "0".to_owned() } else { whole };
        if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
    }

    fn scientific(&self, places: i64, letter: char) -> String {
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let fraction: String = (1..=places).map(|at| self.digit(at)).collect();
        let point = if fraction.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}{point}{fraction}{letter}{sign}{:02}", self.digit(0), exponent.abs())
    }

    fn count(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX)
    }
}

fn show_float(verb: &Verb, number: &Number) -> String {
    let precision = verb.precision.map(|most| i64::try_from(most).unwrap_or(0));
    let digits = match verb.letter {
        'f' | 'F' => {
            let places = precision.unwrap_or(6);
            let exact = Decimal::exact(number);
            let kept = exact.point + places;
            exact.rounded(kept).fixed(places)
        }
        'e' | 'E' => {
            let places = precision.unwrap_or(6);
            Decimal::exact(number).rounded(places + 1).scientific(places, verb.letter)
        }
        _ => show_general(verb, number, precision),
    };
    pad_number(verb, number.is_negative(), &digits)
}

/// Writes a number with or without exponent, whichever is usual for its size.
fn show_general(verb: &Verb, number: &Number, precision: Option<i64>) -> String {
    if verb.letter == 'v' && precision.is_none() {
        return number.to_string().trim_start_matches('-').to_owned();
    }
    let decimal = match precision {
        Some(most) => Decimal::exact(number).rounded(most.max(1)),
        None => Decimal::shortest(number),
    };
    let exponent = decimal.point - 1;
    let limit = match precision {
        Some(most) if most.max(1) > decimal.count() && decimal.count() >= decimal.point => {
            decimal.count()
        }
        Some(most) => most.max(1),
        None => 6,
    };
    if !decimal.digits.is_empty() && (exponent < -4 || exponent >= limit) {
        let letter = if verb.letter == 'G' { 'E' } else { 'e' };
        return decimal.scientific(decimal.count() - 1, letter);
    }
    decimal.fixed((decimal.count() - decimal.point).max(0))
}

//! Numeric functions.

use num_bigint::BigInt;

use landform_value::{Number, Value};

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new("abs", &[param("num", Kind::Number)], Gives::Number, abs),
    Function::new("ceil", &[param("num", Kind::Number)], Gives::Number, ceil),
    Function::new("floor", &[param("num", Kind::Number)], Gives::Number, floor),
    Function::new(
        "log",
        &[param("num", Kind::Number), param("base", Kind::Number)],
        Gives::Number,
        log,
    ),
    Function::new("max", &[param("numbers", Kind::Number)], Gives::Number, max)
        .rest("numbers", Kind::Number),
    Function::new("min", &[param("numbers", Kind::Number)], Gives::Number, min)
        .rest("numbers", Kind::Number),
    Function::new(
        "parseint",
        &[param("number", Kind::Any), param("base", Kind::Number)],
        Gives::Number,
        parse_int,
    ),
    Function::new(
        "pow",
        &[param("num", Kind::Number), param("power", Kind::Number)],
        Gives::Number,
        pow,
    ),
    Function::new("signum", &[param("num", Kind::Number)], Gives::Number, signum),
    Function::new("sum", &[param("list", Kind::Numbers)], Gives::Number, sum),
];

fn abs(input: &Input<'_>) -> Result<Value, Fault> {
    let number = input.number(0);
    Ok(if number.is_negative() { number.negate() } else { number.clone() }.into())
}

fn ceil(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.number(0).ceil().into())
}

fn floor(input: &Input<'_>) -> Result<Value, Fault> {
    Ok(input.number(0).floor().into())
}

/// Goes through floats, as Terraform does.
fn log(input: &Input<'_>) -> Result<Value, Fault> {
    float(input.number(0).to_f64().ln() / input.number(1).to_f64().ln())
}

/// Goes through floats, as Terraform does.
fn pow(input: &Input<'_>) -> Result<Value, Fault> {
    float(input.number(0).to_f64().powf(input.number(1).to_f64()))
}

fn float(result: f64) -> Result<Value, Fault> {
    // The shortest digits of the float, not all digits of its binary value, are what Terraform shows.
    let number = Number::parse(&result.to_string());
    number.map(Value::from).ok_or_else(|| Fault::new("the result is not a finite number"))
}

fn max(input: &Input<'_>) -> Result<Value, Fault> {
    let most = input.args.iter().filter_map(Value::as_number).max();
    Ok(most.cloned().unwrap_or_else(|| Number::from(0i64)).into())
}

fn min(input: &Input<'_>) -> Result<Value, Fault> {
    let least = input.args.iter().filter_map(Value::as_number).min();
    Ok(least.cloned().unwrap_or_else(|| Number::from(0i64)).into())
}

fn parse_int(input: &Input<'_>) -> Result<Value, Fault> {
    let Some(text) = input.value(0).as_str() else {
        return Err(Fault::at(0, format!("a string is required, not a {}", input.value(0).ty())));
    };
    let base = input.number(1).to_i64().and_then(|base| u32::try_from(base).ok());
    let Some(base @ 2..=62) = base else {
        return Err(Fault::at(1, "the base must be a whole number from 2 to 62"));
    };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut number = BigInt::from(0u32);
    for one in digits.chars() {
        let digit = digit_value(one, base).filter(|digit| *digit < base);
        let Some(digit) = digit else {
            return Err(Fault::at(0, format!("`{text}` is no number in base {base}")));
        };
        number = number * base + digit;
    }
    if digits.is_empty() {
        return Err(Fault::at(0, format!("`{text}` is no number in base {base}")));
    }
    Ok(Number::from(if text.starts_with('-') { -number } else { number }).into())
}

/// Returns what a digit counts; letters of both cases are the same up to base 36.
fn digit_value(one: char, base: u32) -> Option<u32> {
    match one {
        '0'..='9' | 'a'..='z' => one.to_digit(36),
        'A'..='Z' if base <= 36 => one.to_digit(36),
        'A'..='Z' => one.to_digit(36).map(|digit| digit + 26),
        _ => None,
    }
}

fn signum(input: &Input<'_>) -> Result<Value, Fault> {
    let number = Number::from(input.whole(0)?);
    let sign = match (number.is_zero(), number.is_negative()) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    Ok(Value::from(sign))
}

fn sum(input: &Input<'_>) -> Result<Value, Fault> {
    let items = input.items(0);
    if items.is_empty() {
        return Err(Fault::at(0, "the list must not be empty"));
    }
    let mut total = Number::from(0i64);
    for (index, item) in items.iter().enumerate() {
        match item.as_number() {
            Some(number) => total = total.add(number),
            None => return Err(Fault::at(0, format!("item {index} is null"))),
        }
    }
    Ok(total.into())
}

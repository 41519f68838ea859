//! Dates and times; the clock itself is not read here.

use landform_value::Value;

use super::Function;
use super::input::{Fault, Gives, Input, Kind, param};

pub(super) const TABLE: &[Function] = &[
    Function::new(
        "formatdate",
        &[param("format", Kind::String), param("time", Kind::String)],
        Gives::String,
        format,
    ),
    Function::new(
        "timeadd",
        &[param("timestamp", Kind::String), param("duration", Kind::String)],
        Gives::String,
        add,
    ),
    Function::new(
        "timecmp",
        &[param("timestamp_a", Kind::String), param("timestamp_b", Kind::String)],
        Gives::Number,
        compare,
    ),
];

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// A moment as its clock shows it.
#[derive(Clone, Copy)]
struct Time {
    /// Nanoseconds since 1970 in UTC.
    nanos: i128,
    /// Seconds that the clock is ahead of UTC.
    offset: i64,
}

/// The parts of a date and time.
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: i64,
}

impl Time {
    /// Reads an RFC 3339 timestamp.
    fn parse(text: &str) -> Option<Self> {
        let digits = |from: usize, to: usize| -> Option<i64> {
            let part = text.get(from..to)?;
            part.bytes().all(|one| one.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let signs = [(4, '-'), (7, '-'), (10, 'T'), (13, ':'), (16, ':')];
        for (at, sign) in signs {
            if text.get(at..)?.chars().next()? != sign {
                return None;
            }
        }
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
        let in_range = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let mut rest = text.get(19..)?;
        let mut nanos = 0i128;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let kept = fraction.get(..length.min(9))?;
            nanos = format!("{kept:0<9}").parse().ok().filter(|_| length > 0)?;
            rest = fraction.get(length..)?;
        }
        let offset = zone(rest)?;
        let seconds =
            days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        let nanos = i128::from(seconds - offset) * NANOS_PER_SECOND + nanos;
        in_range.then_some(Self { nanos, offset })
    }

    fn parts(self) -> Parts {
        let local = self.nanos + i128::from(self.offset) * NANOS_PER_SECOND;
        let seconds = i64::try_from(local.div_euclid(NANOS_PER_SECOND)).unwrap_or(0);
        let (days, in_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        Parts {
            year,
            month,
            day,
            hour: in_day / 3600,
            minute: in_day / 60 % 60,
            second: in_day % 60,
            weekday: (days + 4).rem_euclid(7),
        }
    }

    /// Writes an RFC 3339 timestamp, without the fraction of the second.
    fn show(self) -> String {
        let Parts { year, month, day, hour, minute, second, .. } = self.parts();
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.zone(":") };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }

    /// Writes the offset of the zone.
    fn zone(self, separator: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60)
    }
}

/// Reads `Z` or `+02:00`.
fn zone(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|one| one.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970 of a date of the Gregorian calendar; years start in March, so that the leap day is last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Returns year, month and day of a number of days since 1970.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

fn time(input: &Input<'_>, arg: usize) -> Result<Time, Fault> {
    let text = input.text(arg);
    Time::parse(text).ok_or_else(|| {
        Fault::at(arg, format!("`{text}` is no timestamp"))
            .hint("write it as in RFC 3339, for example `2025-06-30T12:00:00Z`")
    })
}

fn compare(input: &Input<'_>) -> Result<Value, Fault> {
    let order = time(input, 0)?.nanos.cmp(&time(input, 1)?.nanos);
    Ok(Value::from(i64::from(order as i8)))
}

fn add(input: &Input<'_>) -> Result<Value, Fault> {
    let start = time(input, 0)?;
    let text = input.text(1);
    let Some(length) = duration(text) else {
        return Err(Fault::at(1, format!("`{text}` is no duration"))
            .hint("write it as for example `10m`, `-1h30m` or `72h`"));
    };
    let end = Time { nanos: start.nanos + length, ..start };
    let year = end.parts().year;
    if !(0..=9999).contains(&year) {
        return Err(Fault::new(format!("the result would lie in the year {year}")));
    }
    Ok(end.show().into())
}

/// Reads a duration such as `-1h30m` as nanoseconds.
fn duration(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned == "0" {
        return Some(0);
    }
    let mut total = 0i128;
    let mut rest = unsigned;
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|one| one.is_ascii_digit() || *one == b'.').count();
        let (number, after) = (rest.get(..length)?, rest.get(length..)?);
        let unit_length =
            after.chars().take_while(|one| one.is_alphabetic()).map(char::len_utf8).sum();
        let unit: i128 = match after.get(..unit_length)? {
            "ns" => 1,
            "us" | "µs" | "μs" => 1000,
            "ms" => 1_000_000,
            "s" => NANOS_PER_SECOND,
            "m" => 60 * NANOS_PER_SECOND,
            "h" => 3600 * NANOS_PER_SECOND,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |part: &str| part.bytes().all(|one| one.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let kept = fraction.get(..fraction.len().min(15))?;
        let fraction: i128 = format!("{kept:0<15}").parse().ok()?;
        let part = whole.checked_mul(unit)?.checked_add(fraction * unit / 1_000_000_000_000_000)?;
        total = total.checked_add(part)?;
        rest = after.get(unit_length..)?;
    }
    // The longest duration of the original is that of 64 bits of nanoseconds.
    let fits = !unsigned.is_empty() && i64::try_from(total).is_ok();
    fits.then_some(if text.starts_with('-') { -total } else { total })
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn format(input: &Input<'_>) -> Result<Value, Fault> {
    let time = time(input, 1)?;
    let parts = time.parts();
    let mut shown = String::new();
    let mut rest = input.text(0);
    while let Some(one) = rest.chars().next() {
        if one == '\'' {
            let (literal, after) =
                quoted(rest).ok_or_else(|| Fault::at(0, "a quote of the format is not closed"))?;
            shown.push_str(&literal);
            rest = after;
            continue;
        }
        let length = rest.chars().take_while(|next| *next == one).map(char::len_utf8).sum();
        let token = rest.get(..length).unwrap_or("");
        rest = rest.get(length..).unwrap_or("");
        if one.is_ascii_alphabetic() {
            shown.push_str(&field(token, &parts, time).ok_or_else(|| {
                Fault::at(0, format!("`{token}` means nothing in a format"))
                    .hint("put literal letters in single quotes")
            })?);
        } else {
            shown.push_str(token);
        }
    }
    Ok(shown.into())
}

/// Reads a quoted literal, in which a doubled quote stands for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut literal = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (inside, after) = rest.split_once('\'')?;
        literal.push_str(inside);
        match after.strip_prefix('\'') {
            Some(more) => {
                literal.push('\'');
                rest = more;
            }
            None => return Some((literal, after)),
        }
    }
}

fn field(token: &str, parts: &Parts, time: Time) -> Option<String> {
    let Parts { year, month, day, hour, minute, second, weekday, .. } = parts;
    let name = |names: &[&str], index: i64, cut: bool| -> Option<String> {
        let name = names.get(usize::try_from(index).ok()?)?;
        Some(if cut { name.get(..3)?.to_owned() } else { (*name).to_owned() })
    };
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let half = if *hour < 12 { "AM" } else { "PM" };
    Some(match token {
        "YYYY" => format!("{year:04}"),
        "YY" => format!("{:02}", year.rem_euclid(100)),
        "MMMM" => name(&MONTHS, month - 1, false)?,
        "MMM" => name(&MONTHS, month - 1, true)?,
        "MM" => format!("{month:02}"),
        "M" => month.to_string(),
        "DD" => format!("{day:02}"),
        "D" => day.to_string(),
        "EEEE" => name(&WEEKDAYS, *weekday, false)?,
        "EEE" => name(&WEEKDAYS, *weekday, true)?,
        "hh" => format!("{hour:02}"),
        "h" => hour.to_string(),
        "HH" => format!("{hour12:02}"),
        "H" => hour12.to_string(),
        "AA" => half.to_owned(),
        "aa" => half.to_lowercase(),
        "mm" => format!("{minute:02}"),
        "m" => minute.to_string(),
        "ss" => format!("{second:02}"),
        "s" => second.to_string(),
        "ZZZZZ" => time.zone(":"),
        "ZZZZ" => time.zone(""),
        "ZZZ" if time.offset == 0 => "UTC".to_owned(),
        "ZZZ" => time.zone(""),
        "Z" if time.offset == 0 => "Z".to_owned(),
        "Z" => time.zone(":"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-800_000..3_000_000).step_by(97) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
            assert!((1..=days_in_month(year, month)).contains(&day), "{year}-{month}-{day}");
        }
        assert_eq!(civil_from_days(0), (1970, 1, 1));
        assert_eq!(civil_from_days(11_016), (2000, 2, 29));
    }

    #[test]
    fn timestamps_keep_their_zone() {
        for text in
            ["2024-02-29T23:59:59Z", "1999-12-31T00:00:00+05:30", "2000-01-01T00:00:00-08:00"]
        {
            assert_eq!(Time::parse(text).map(Time::show).as_deref(), Some(text));
        }
        for text in [
            "2023-02-29T00:00:00Z",
            "2024-01-01",
            "2024-01-01T24:00:00Z",
            "x",
            "2024-01-01T00:00:00",
        ] {
            assert!(Time::parse(text).is_none(), "{text}");
        }
    }
}

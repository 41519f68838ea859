//! Points in time, as the W3C's profile of ISO 8601 or as seconds since 1970.

/// A point in time, in seconds and nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// Reads `2026`, `2026-11`, `2026-11-27`, `2026-11-27T08:30Z`, `2026-11-27T08:30:15.5+01:00` or seconds since 1970.
    ///
    /// Four digits alone are a year.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.len() != 4 && !digits.is_empty() && digits.bytes().all(|one| one.is_ascii_digit())
        {
            return Some(Self { seconds: text.parse().ok()?, nanoseconds: 0 });
        }
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map_or(Some(1), |part| number(part, 2))?;
        let day = parts.next().map_or(Some(1), |part| number(part, 2))?;
        let whole = parts.next().is_none() && (time.is_none() || date.len() == 10);
        if !whole || !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
            return None;
        }
        let (second, nanoseconds) = time.map_or(Some((0, 0)), clock)?;
        Some(Self { seconds: days_since_1970(year, month, day) * 86_400 + second, nanoseconds })
    }
}

/// Reads a time of day with its zone, as seconds of the day in UTC and nanoseconds.
fn clock(text: &str) -> Option<(i64, u32)> {
    let (time, shift) = match text.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            let sign = match zone.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            (time, sign * (below(hours, 24)? * 3_600 + below(minutes, 60)? * 60))
        }
    };
    let mut parts = time.split(':');
    let (hour, minute) = (below(parts.next()?, 24)?, below(parts.next()?, 60)?);
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(part) => match part.split_once('.') {
            None => (below(part, 61)?, 0),
            Some((second, fraction)) => (below(second, 61)?, nanoseconds(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    Some((hour * 3_600 + minute * 60 + second - shift, fraction))
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let fits = text.len() == digits && text.bytes().all(|one| one.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn below(text: &str, limit: i64) -> Option<i64> {
    number(text, 2).filter(|value| *value < limit)
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    let fits =
        (1..=9).contains(&fraction.len()) && fraction.bytes().all(|one| one.is_ascii_digit());
    if fits { format!("{fraction:0<9}").parse().ok() } else { None }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let years = year * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    // 1970-01-01 is the day 719,527 of this count.
    years + months + day - 1 - 719_527
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_and_epochs() {
        for (text, seconds, nanoseconds) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1970", 0, 0),
            ("1970-02", 2_678_400, 0),
            ("2000-03-01", 951_868_800, 0),
            ("2020-02-29T12:30Z", 1_582_979_400, 0),
            ("2020-02-29T12:30:15.5+01:00", 1_582_975_815, 500_000_000),
            ("2020-02-29T12:30:15-00:30", 1_582_981_215, 0),
            ("1582979400", 1_582_979_400, 0),
            ("-1", -1, 0),
            ("0000-03-01", -62_162_035_200, 0),
        ] {
            assert_eq!(Moment::parse(text), Some(Moment { seconds, nanoseconds }), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "-",
            "2020-13",
            "2020-00",
            "2021-02-29",
            "2020-1-1",
            "2020-01-01T",
            "x",
            "2020-01T00:00Z",
            "2020-01-01T24:00Z",
            "2020-01-01T00:00",
            "2020-01-01T00:00:00.Z",
            "2020-01-01 00:00Z",
            "2020-01-01T00:00:00:00Z",
            "2020-01-01T00:00ä+01:00",
            "2020-01-01-01",
        ] {
            assert!(Moment::parse(text).is_none(), "{text}");
        }
    }
}

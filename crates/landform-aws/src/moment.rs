//! Moments in time, as signatures, credentials and locks write them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// A moment after 1970, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    seconds: u64,
}

impl Moment {
    /// Returns the moment of a clock; one before 1970 is 1970.
    pub fn of(time: SystemTime) -> Self {
        Self::of_seconds(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
    }

    /// Returns the moment so many seconds after the start of 1970.
    pub(crate) fn of_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// Returns a later moment.
    pub(crate) fn after(self, time: Duration) -> Self {
        Self { seconds: self.seconds.saturating_add(time.as_secs()) }
    }

    /// Returns the form of signatures, `20150830T123600Z`.
    pub(crate) fn basic(self) -> String {
        let [year, month, day, hour, minute, second] = self.parts();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// Reads a moment as RFC 3339 has it (fractions of a second are dropped), or with `UTC` for `Z`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_once(['T', ' '])?;
        let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let clock = time.get(..8)?;
        let mut clock = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
        let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
        let rest = time.get(8..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match rest {
            "Z" | "UTC" | "" => 0,
            _ => read_offset(rest)?,
        };
        let days = days_of(year, month, day)?;
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset;
        u64::try_from(seconds).ok().map(Self::of_seconds)
    }

    /// Year, month, day, hour, minute, second.
    fn parts(self) -> [u64; 6] {
        let (days, rest) = (self.seconds / DAY, self.seconds % DAY);
        // Years that start in March have their leap day at the end; 400 of them have 146,097 days.
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        [year, month, day, rest / 3600, rest / 60 % 60, rest % 60]
    }
}

impl fmt::Display for Moment {
    /// Writes the moment as RFC 3339 has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Reads `+01:00`, in seconds.
fn read_offset(text: &str) -> Option<i64> {
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// Days from the start of 1970.
fn days_of(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    Some(365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_moments() {
        for (seconds, text, basic) in [
            (0, "1970-01-01T00:00:00Z", "19700101T000000Z"),
            (951_782_399, "2000-02-28T23:59:59Z", "20000228T235959Z"),
            (951_782_400, "2000-02-29T00:00:00Z", "20000229T000000Z"),
            (1_440_938_160, "2015-08-30T12:36:00Z", "20150830T123600Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "21000301T000000Z"),
        ] {
            let moment = Moment::of_seconds(seconds);
            assert_eq!(moment.to_string(), text);
            assert_eq!(moment.basic(), basic);
            assert_eq!(Moment::read(text), Some(moment));
        }
    }

    #[test]
    fn reads_what_others_write() {
        let moment = Some(Moment::of_seconds(1_440_938_160));
        for (text, expected) in [
            ("2015-08-30T12:36:00.123456789Z", moment),
            ("2015-08-30T14:36:00+02:00", moment),
            ("2015-08-30T07:06:00-05:30", moment),
            ("2015-08-30T12:36:00UTC", moment),
            ("2015-08-30 12:36:00.5 ", moment),
            ("2015-08-30", None),
            ("2015-13-30T12:36:00Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("2015-08-30T12:36:00 noon", None),
            ("", None),
        ] {
            assert_eq!(Moment::read(text), expected, "{text}");
        }
    }
}

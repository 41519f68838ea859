//! Who runs, where and when, as locks and journals say it.

use std::fs::File;
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use landform_apply::Identity;
use landform_world::World;

/// Returns who runs this process.
pub(crate) fn identity(world: &dyn World) -> Identity<'static> {
    let user = ["USER", "LOGNAME"].iter().find_map(|name| world.env(name));
    let user = user.unwrap_or_else(|| landform_os::user_id().to_string());
    let host = world.read_text("/proc/sys/kernel/hostname".as_ref());
    let host = host.ok().or_else(|| world.read_text("/etc/hostname".as_ref()).ok());
    let host = host.map_or_else(|| "unknown".to_owned(), |name| name.trim().to_owned());
    Identity {
        who: format!("{user}@{host}"),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: &now,
        new_id: &new_id,
    }
}

/// Returns the time in UTC, as in RFC 3339.
pub(crate) fn now() -> String {
    rfc3339(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// Returns a name for a run: later ones come after earlier ones.
pub(crate) fn run_name() -> String {
    let time: String = now().chars().filter(char::is_ascii_alphanumeric).collect();
    let id = new_id();
    format!("{}-{}", time.to_lowercase(), id.get(..6).unwrap_or(&id))
}

/// Returns a random UUID of version 4.
fn new_id() -> String {
    let mut bytes = [0; 16];
    let filled = File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    let mut number = u128::from_be_bytes(bytes);
    if filled.is_err() {
        // Without a source of randomness, the time and the process are still nobody else's.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        number = (since.as_nanos() << 32) | u128::from(std::process::id());
    }
    number = (number & !(0xf << 76)) | (0x4 << 76);
    number = (number & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Returns seconds since 1970 as date and time; the calendar by Howard Hinnant's `civil_from_days`.
fn rfc3339(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_210_096, "2024-02-29T12:34:56Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(rfc3339(seconds), text);
        }
    }

    #[test]
    fn ids_are_uuids_and_differ() {
        let (one, two) = (new_id(), new_id());
        assert_ne!(one, two);
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{one}");
        assert_eq!(one.as_bytes()[14], b'4', "{one}");
    }
}

//! Text that is safe and short enough to show: escaping, shortening, numbers and units of measure.

/// Returns a text for an element's content or a quoted attribute; what XML forbids or what could reorder the line becomes `\u{fffd}`.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(letter),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {
                safe.push('\u{fffd}');
            }
            _ if letter.is_control() => safe.push('\u{fffd}'),
            _ => safe.push(letter),
        }
    }
    safe
}

/// Returns the text with its middle left out, so that it is at most so many columns wide in a monospaced font.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if text.chars().map(columns_of).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(1);
    let head = taken(text.chars(), room.div_ceil(2));
    let tail = taken(text.chars().rev(), room / 2);
    let mut short: String = head.into_iter().collect();
    short.push('…');
    short.extend(tail.into_iter().rev());
    short
}

fn taken(letters: impl Iterator<Item = char>, columns: usize) -> Vec<char> {
    let mut used = 0;
    letters
        .take_while(|letter| {
            used += columns_of(*letter);
            used <= columns
        })
        .collect()
}

/// Returns how wide a letter is; wide scripts and pictograms take two columns, and nothing takes none.
fn columns_of(letter: char) -> usize {
    if ('\u{1100}'..'\u{fff0}').contains(&letter) && !('\u{2010}'..'\u{2027}').contains(&letter)
        || letter >= '\u{10000}'
    {
        2
    } else {
        1
    }
}

/// Returns a count with its noun: `1 unit`, `12 units`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// Returns a number with its thousands set apart: `12,345`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a duration as a person reads it: `0.42 s`, `38.2 s`, `2 min 5 s`.
pub(super) fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".to_owned();
    }
    if seconds < 9.995 {
        // An empty sum is -0.
        return format!("{:.2} s", seconds.abs());
    }
    if seconds < 99.95 {
        return format!("{seconds:.1} s");
    }
    let whole = format!("{seconds:.0}").parse::<u64>().unwrap_or(u64::MAX);
    match (whole / 60, whole % 60) {
        (minutes, 0) => format!("{minutes} min"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

/// Returns a size as a person reads it: `812 MB`, `1.24 GB`.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    if bytes < 1_000_000_000 {
        return format!("{} MB", bytes / 1_000_000);
    }
    format!("{}.{:02} GB", bytes / 1_000_000_000, bytes % 1_000_000_000 / 10_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_letters_are_made_harmless() {
        let cases = [
            ("plain", "plain"),
            ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;"),
            ("two\nlines", "two\nlines"),
            ("\u{1b}[31m\0", "\u{fffd}[31m\u{fffd}"),
            ("a\u{202e}b", "a\u{fffd}b"),
        ];
        for (text, safe) in cases {
            assert_eq!(escaped(text), safe);
        }
    }

    #[test]
    fn long_texts_lose_their_middle() {
        let cases = [
            ("short", 5, "short"),
            ("databases/main", 9, "data…main"),
            ("databases/main", 8, "data…ain"),
            ("漢字漢字漢字", 7, "漢…字"),
            ("abc", 1, "…"),
            ("abc", 0, "…"),
            ("", 0, ""),
        ];
        for (text, columns, short) in cases {
            assert_eq!(shortened(text, columns), short, "{text} {columns}");
        }
    }

    #[test]
    fn numbers_read_well() {
        let durations = [
            (0.0, "0.00 s"),
            (-0.0, "0.00 s"),
            (-1.0, "–"),
            (9.994, "9.99 s"),
            (9.996, "10.0 s"),
            (38.21, "38.2 s"),
            (119.7, "2 min"),
            (125.0, "2 min 5 s"),
            (f64::NAN, "–"),
            (f64::INFINITY, "–"),
        ];
        for (seconds, text) in durations {
            assert_eq!(duration(seconds), text);
        }
        for (bytes, text) in [(1, "1 kB"), (812_345_678, "812 MB"), (1_240_000_000, "1.24 GB")] {
            assert_eq!(size(bytes), text);
        }
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "unit"), "1 unit");
        assert_eq!(counted(0, "unit"), "0 units");
    }
}

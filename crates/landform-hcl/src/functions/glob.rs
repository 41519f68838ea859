//! File name patterns: `*`, `**`, `?`, `[a-z]` and `{a,b}`.

/// The most alternatives that the braces of one pattern may give.
const ALTERNATIVES_LIMIT: usize = 1000;

/// A pattern, its braces written out.
pub(super) struct Glob(Vec<Vec<Vec<Piece>>>);

/// A part of the pattern of one path segment.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Char(char),
    AnyChar,
    AnyText,
    /// `**`: any number of whole segments.
    AnyDepth,
    OneOf {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Glob {
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let mut alternatives = Vec::new();
        for plain in spread(pattern)? {
            let segments: Result<Vec<_>, _> =
                plain.trim_start_matches("./").split('/').map(segment).collect();
            alternatives.push(segments?);
        }
        Ok(Self(alternatives))
    }

    /// Tells whether the pattern matches a path.
    pub(super) fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        self.0.iter().any(|segments| path_matches(segments, &names))
    }

    /// Tells whether something below a folder may match.
    pub(super) fn may_match_below(&self, folder: &str) -> bool {
        let names: Vec<&str> = folder.split('/').collect();
        self.0.iter().any(|segments| {
            for (at, segment) in segments.iter().enumerate() {
                if *segment == [Piece::AnyDepth] {
                    return true;
                }
                match names.get(at) {
                    Some(name) if name_matches(segment, &name.chars().collect::<Vec<_>>()) => {}
                    Some(_) => return false,
                    None => return true,
                }
            }
            false
        })
    }

    /// Tells whether the pattern has come to `**` at the depth of a path.
    pub(super) fn is_open_at(&self, path: &str) -> bool {
        let depth = path.split('/').count();
        let open = |segment: &Vec<Piece>| *segment == [Piece::AnyDepth];
        self.0.iter().any(|segments| segments.iter().take(depth).any(open))
    }
}

/// Returns the patterns that the braces of one pattern stand for.
fn spread(pattern: &str) -> Result<Vec<String>, String> {
    let mut open = None;
    let mut depth = 0usize;
    let mut commas = Vec::new();
    let mut escaped = false;
    for (at, one) in pattern.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match one {
            '\\' => escaped = true,
            '{' => {
                if depth == 0 {
                    open = Some(at);
                }
                depth += 1;
            }
            ',' if depth == 1 => commas.push(at),
            '}' if depth == 1 => {
                let start = open.unwrap_or(0);
                let mut borders = vec![start];
                borders.extend(&commas);
                borders.push(at);
                let mut all = Vec::new();
                for pair in borders.windows(2) {
                    let [from, to] = pair else { continue };
                    let before = pattern.get(..start).unwrap_or("");
                    let middle = pattern.get(from + 1..*to).unwrap_or("");
                    let after = pattern.get(at + 1..).unwrap_or("");
                    all.extend(spread(&format!("{before}{middle}{after}"))?);
                    if all.len() > ALTERNATIVES_LIMIT {
                        return Err("the pattern has too many alternatives".to_owned());
                    }
                }
                return Ok(all);
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if depth > 0 {
        return Err("a `{` of the pattern is not closed".to_owned());
    }
    Ok(vec![pattern.to_owned()])
}

fn segment(text: &str) -> Result<Vec<Piece>, String> {
    if text == "**" {
        return Ok(vec![Piece::AnyDepth]);
    }
    let mut pieces = Vec::new();
    let mut chars = text.chars();
    while let Some(one) = chars.next() {
        pieces.push(match one {
            '*' => Piece::AnyText,
            '?' => Piece::AnyChar,
            '\\' => match chars.next() {
                Some(next) => Piece::Char(next),
                None => return Err("a backslash at the end of a name".to_owned()),
            },
            '[' => one_of(&mut chars)?,
            other => Piece::Char(other),
        });
    }
    Ok(pieces)
}

fn one_of(chars: &mut std::str::Chars<'_>) -> Result<Piece, String> {
    let unclosed = || "a `[` of the pattern is not closed".to_owned();
    let mut negated = false;
    let mut ranges: Vec<(char, char)> = Vec::new();
    let mut first = true;
    loop {
        let mut one = chars.next().ok_or_else(unclosed)?;
        if first && matches!(one, '^' | '!') && !negated {
            negated = true;
            continue;
        }
        if one == ']' && !first {
            return Ok(Piece::OneOf { negated, ranges });
        }
        first = false;
        if one == '\\' {
            one = chars.next().ok_or_else(unclosed)?;
        }
        let mut ahead = chars.clone();
        let to = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(to)) if to != ']' => {
                *chars = ahead;
                to
            }
            _ => one,
        };
        ranges.push((one, to));
    }
}

fn path_matches(segments: &[Vec<Piece>], names: &[&str]) -> bool {
    let Some((segment, later)) = segments.split_first() else { return names.is_empty() };
    if *segment == [Piece::AnyDepth] {
        return (0..=names.len())
            .any(|skipped| path_matches(later, names.get(skipped..).unwrap_or_default()));
    }
    match names.split_first() {
        Some((name, below)) => {
            name_matches(segment, &name.chars().collect::<Vec<_>>()) && path_matches(later, below)
        }
        None => false,
    }
}

fn name_matches(pieces: &[Piece], name: &[char]) -> bool {
    let Some((piece, later)) = pieces.split_first() else { return name.is_empty() };
    if matches!(piece, Piece::AnyText | Piece::AnyDepth) {
        return (0..=name.len())
            .any(|skipped| name_matches(later, name.get(skipped..).unwrap_or_default()));
    }
    let Some((one, rest)) = name.split_first() else { return false };
    let fits = match piece {
        Piece::Char(wanted) => wanted == one,
        Piece::OneOf { negated, ranges } => {
            ranges.iter().any(|(from, to)| from <= one && one <= to) != *negated
        }
        Piece::AnyChar | Piece::AnyText | Piece::AnyDepth => true,
    };
    fits && name_matches(later, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_paths() {
        for (pattern, path, expected) in [
            ("*.json", "a.json", true),
            ("*.json", "a/b.json", false),
            ("**", "a/b/c.txt", true),
            ("**/*.json", "b.json", true),
            ("**/*.json", "a/b/c.json", true),
            ("a/**/c", "a/c", true),
            ("a/**/c", "a/b/b/c", true),
            ("a/**/c", "a/b/d", false),
            ("{a,b}/?.tf", "b/x.tf", true),
            ("{a,b}/?.tf", "c/x.tf", false),
            ("x{1,{2,3}}", "x3", true),
            ("[a-c]*", "beta", true),
            ("[^a-c]*", "beta", false),
            ("[]]", "]", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("**x", "aax", true),
        ] {
            let glob = Glob::parse(pattern).unwrap();
            assert_eq!(glob.matches(path), expected, "{pattern} {path}");
        }
        for pattern in ["{a", "[a", "a\\"] {
            assert!(Glob::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn goes_only_where_something_may_match() {
        for (pattern, folder, expected) in [
            ("*.json", "a", false),
            ("a/*.json", "a", true),
            ("a/*.json", "b", false),
            ("a/**", "a/b/c", true),
            ("a/b", "a/b", false),
        ] {
            let glob = Glob::parse(pattern).unwrap();
            assert_eq!(glob.may_match_below(folder), expected, "{pattern} {folder}");
        }
    }
}

//! Patterns with `*` and `?`, matched over a whole text.

/// One step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// This very character.
    Char(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, also none.
    Many,
}

impl Token {
    /// Reads a character of a pattern.
    pub(crate) fn of(character: char) -> Self {
        match character {
            '*' => Self::Many,
            '?' => Self::One,
            other => Self::Char(other),
        }
    }

    /// Returns the character, wildcards standing for themselves.
    pub(crate) fn literal(self) -> char {
        match self {
            Self::Char(character) => character,
            Self::One => '?',
            Self::Many => '*',
        }
    }

    fn takes(self, character: char) -> bool {
        match self {
            Self::Char(own) => own == character,
            Self::One => true,
            Self::Many => false,
        }
    }
}

/// Reads a pattern that has no variables.
pub(crate) fn tokens(pattern: &str) -> Vec<Token> {
    pattern.chars().map(Token::of).collect()
}

/// Tells whether the pattern matches the whole text.
pub(crate) fn matches(pattern: &[Token], text: &[char]) -> bool {
    walk(pattern, text, |token, character| token.takes(*character))
}

/// Tells whether everything that `narrow` matches is matched by `wide` too; if in doubt, it is not.
pub(crate) fn covers(wide: &[Token], narrow: &[Token]) -> bool {
    walk(wide, narrow, |token, other| match (token, other) {
        (Token::Char(own), Token::Char(character)) => own == *character,
        (Token::One, Token::Char(_) | Token::One) => true,
        (Token::Char(_) | Token::One, _) | (Token::Many, _) => false,
    })
}

/// Tells whether there is a text that both patterns match.
pub(crate) fn overlap(one: &[Token], other: &[Token]) -> bool {
    // The states of `other` that can be reached together with the current state of `one`.
    let mut reached = vec![false; other.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    spread(&mut reached, other);
    for token in one {
        let mut next = vec![false; other.len() + 1];
        for (at, _) in reached.iter().enumerate().filter(|(_, flag)| **flag) {
            if *token == Token::Many {
                next.iter_mut().skip(at).for_each(|flag| *flag = true);
                break;
            }
            let Some(theirs) = other.get(at) else { continue };
            let (step, fits) = match (token, theirs) {
                (_, Token::Many) => (at, true),
                (Token::Char(a), Token::Char(b)) => (at + 1, a == b),
                (Token::Char(_) | Token::One | Token::Many, _) => (at + 1, true),
            };
            if let Some(flag) = next.get_mut(step) {
                *flag |= fits;
            }
        }
        spread(&mut next, other);
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Adds the states behind a `*`, which can match nothing.
fn spread(reached: &mut [bool], pattern: &[Token]) {
    for (at, token) in pattern.iter().enumerate() {
        if *token == Token::Many
            && reached.get(at) == Some(&true)
            && let Some(next) = reached.get_mut(at + 1)
        {
            *next = true;
        }
    }
}

fn walk<T>(pattern: &[Token], text: &[T], takes: impl Fn(Token, &T) -> bool) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(at), text.get(from)) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                retry = Some((at + 1, from));
                at += 1;
            }
            (Some(token), Some(part)) if takes(*token, part) => {
                at += 1;
                from += 1;
            }
            _ => match retry {
                Some((after, tried)) if tried < text.len() => {
                    retry = Some((after, tried + 1));
                    at = after;
                    from = tried + 1;
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(pattern: &str, text: &str) -> bool {
        matches(&tokens(pattern), &text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn matches_the_whole_text() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("*", "anything:at/all"),
            ("a*c", "abc"),
            ("a*c", "ac"),
            ("a*bc*d", "abcbcd"),
            ("a?c", "aäc"),
            ("**", "x"),
            ("*a", "aaa"),
            ("repo:acme/*", "repo:acme/live:ref:refs/heads/main"),
        ] {
            assert!(matched(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", "A"), ("a?", "a"), ("a*b", "abc"), ("?", ""), ("a*c?", "abc")]
        {
            assert!(!matched(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_are_no_trap() {
        assert!(!matched(&format!("{}c", "a*".repeat(60)), &"a".repeat(5_000)));
    }

    #[test]
    fn covers_only_what_is_surely_inside() {
        for (wide, narrow, expected) in [
            ("*", "ec2:*", true),
            ("ec2:*", "ec2:run*", true),
            ("ec2:run*", "ec2:*", false),
            ("ec2:?", "ec2:*", false),
            ("ec2:*", "ec2:?", true),
            ("a?c", "abc", true),
            ("a?c", "a?c", true),
            ("abc", "a?c", false),
        ] {
            assert_eq!(covers(&tokens(wide), &tokens(narrow)), expected, "{wide} {narrow}");
        }
    }

    #[test]
    fn finds_whether_patterns_overlap() {
        for (one, other, expected) in [
            ("a*", "*b", true),
            ("a", "a", true),
            ("a", "b", false),
            ("s3:get*", "s3:*object", true),
            ("s3:get*", "s3:put*", false),
            ("??", "*", true),
            ("??", "a", false),
            ("*", "", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(overlap(&tokens(one), &tokens(other)), expected, "{one} {other}");
            assert_eq!(overlap(&tokens(other), &tokens(one)), expected, "{other} {one}");
        }
    }
}

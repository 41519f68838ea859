//! Seeds: where made-up values come from, so that the same input always makes the same ones.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// What the made-up values of one object depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Seed([u8; 32]);

impl Seed {
    /// Returns the seed of some parts, whose order and borders count.
    pub(crate) fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }

    /// Returns the seed of a part of what this one stands for.
    pub(crate) fn part(&self, label: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(label.as_bytes());
        Self(hash.finalize().into())
    }

    /// Returns a number below a bound.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        let number = self.0.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        number % bound.max(1)
    }

    /// Returns a text of a length over an alphabet, which has at most 256 letters.
    pub(crate) fn text(&self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut text = String::new();
        let mut round = self.clone();
        while text.chars().count() < length && !letters.is_empty() {
            for byte in round.0 {
                text.extend(letters.get(usize::from(byte) % letters.len()));
            }
            round = round.part("");
        }
        text.chars().take(length).collect()
    }

    /// Returns lower-case hexadecimal digits.
    pub(crate) fn hex(&self, length: usize) -> String {
        self.text("0123456789abcdef", length)
    }

    /// Returns decimal digits that do not start with zero.
    pub(crate) fn digits(&self, length: usize) -> String {
        let first = self.part("first").text("123456789", length.min(1));
        format!("{first}{}", self.text("0123456789", length.saturating_sub(1)))
    }

    /// Returns capital letters and digits.
    pub(crate) fn upper(&self, length: usize) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", length)
    }

    /// Returns small letters and digits.
    pub(crate) fn lower(&self, length: usize) -> String {
        self.text("abcdefghijklmnopqrstuvwxyz0123456789", length)
    }

    /// Returns letters and digits.
    pub(crate) fn mixed(&self, length: usize) -> String {
        self.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", length)
    }

    /// Returns a version 4 UUID.
    pub(crate) fn uuid(&self) -> String {
        let mut text = String::new();
        for (index, digit) in self.hex(32).chars().enumerate() {
            if [8, 12, 16, 20].contains(&index) {
                text.push('-');
            }
            // Writing to a string cannot fail.
            let _ = match index {
                12 => write!(text, "4"),
                16 => write!(text, "{}", self.part("variant").text("89ab", 1)),
                _ => write!(text, "{digit}"),
            };
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_values_have_their_shape_and_stay() {
        let seed = Seed::new(["123456789012", "aws_vpc"]);
        assert_eq!(seed, Seed::new(["123456789012", "aws_vpc"]));
        assert_ne!(seed, Seed::new(["123456789012a", "ws_vpc"]));
        assert_ne!(seed.hex(17), seed.part("other").hex(17));
        let uuid = seed.uuid();
        let shape: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(shape, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(uuid.chars().nth(14), Some('4'));
        assert!(!seed.digits(10).starts_with('0'));
        assert_eq!((seed.hex(40).len(), seed.mixed(0).len(), seed.upper(14).len()), (40, 0, 14));
        assert!(seed.below(5) < 5 && seed.below(0) == 0);
    }
}

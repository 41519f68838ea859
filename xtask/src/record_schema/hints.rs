//! Hints: what the provider's own validation says about the values that it would accept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use landform_plugin::Block;
use landform_plugin::message::{AttributePath, Diagnostic};
use landform_value::Type;
use regex::Regex;

use super::sample::{POLICY_A, POLICY_B};

/// A value that no list has, as text and as number.
pub(super) const MARK: &str = "987654";

/// Two different values that an attribute accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair(pub(super) String, pub(super) String);

/// What is known of the values of a resource type, by path of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// Values to use in samples.
    pub(super) values: BTreeMap<String, Pair>,
    /// All values that are accepted, where the provider lists them.
    pub(super) one_of: BTreeMap<String, Vec<String>>,
}

impl Hints {
    /// Learns from what the provider complains about at once; tells whether there was news.
    pub(super) fn learn(&mut self, block: &Block, complaints: &[Diagnostic]) -> bool {
        let attributes = attributes(block, "");
        let mut by_path: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for complaint in complaints {
            let text = format!("{} {}", complaint.summary, complaint.detail);
            if let Some(path) = place(&attributes, complaint, &text) {
                by_path.entry(path).or_default().push(text);
            }
        }
        let mut news = false;
        for (path, texts) in by_path {
            // Several complaints about one value are alternatives, none of them complete.
            let alone = texts.len() == 1;
            for text in texts {
                news |= self.learn_one(&path, &text, alone);
            }
        }
        news
    }

    fn learn_one(&mut self, path: &str, text: &str, alone: bool) -> bool {
        if let Some((list, complete)) = listed(text) {
            let pair = pair_of(&list);
            if complete && alone {
                self.one_of.insert(path.to_owned(), list);
            }
            return self.add(path, pair);
        }
        let pair = bounds(text).or_else(|| {
            let known = KINDS.iter().find(|(words, _, _)| text.contains(words));
            known.map(|(_, a, b)| Pair((*a).to_owned(), (*b).to_owned()))
        });
        pair.is_some_and(|pair| self.add(path, pair))
    }

    /// Tells whether complaints show that the listed values are those of an attribute that held [`MARK`].
    pub(super) fn confirmed(list: &[String], complaints: &[Diagnostic]) -> bool {
        complaints.iter().any(|complaint| {
            let text = format!("{} {}", complaint.summary, complaint.detail);
            text.contains(MARK) && listed(&text).is_some_and(|(listed, _)| listed == list)
        })
    }

    /// Keeps the first pair for a path: two complaints about one value must not take turns.
    fn add(&mut self, path: &str, pair: Pair) -> bool {
        let news = !self.values.contains_key(path);
        self.values.entry(path.to_owned()).or_insert(pair);
        news
    }
}

/// Returns the paths of all attributes, those inside objects included.
fn attributes(block: &Block, prefix: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (name, attribute) in &block.attributes {
        let path = format!("{prefix}{name}");
        inside(&attribute.ty(), &path, &mut paths);
        paths.push(path);
    }
    for (name, nested) in &block.blocks {
        paths.extend(attributes(&nested.block, &format!("{prefix}{name}.")));
    }
    paths
}

fn inside(ty: &Type, path: &str, paths: &mut Vec<String>) {
    if let Some(element) = ty.element() {
        return inside(element, path, paths);
    }
    if let Type::Object(object) = ty {
        for (name, ty) in &object.attributes {
            let path = format!("{path}.{name}");
            inside(ty, &path, paths);
            paths.push(path);
        }
    }
}

/// Returns a path such as `rule.0.action` or `rule[0].action` without its indexes.
fn names(path: &str) -> String {
    let parts = path.split(['.', '[', ']']);
    let names = parts.filter(|part| part.starts_with(|first: char| !first.is_ascii_digit()));
    names.collect::<Vec<_>>().join(".")
}

/// Returns the attribute that a complaint is about.
///
/// Paths end where sets begin, and their last step may be that of a sibling, so the name in the text wins.
fn place(attributes: &[String], complaint: &Diagnostic, text: &str) -> Option<String> {
    let from_path: Vec<_> = complaint.attribute.iter().flat_map(AttributePath::names).collect();
    let from_path = match from_path.as_slice() {
        [] => names(first(&PATH, text).unwrap_or_default()),
        names => names.join("."),
    };
    let from_text = names(first(&NAMED, text).unwrap_or_default());
    let known = |path: &String| attributes.contains(path).then(|| path.clone());
    if from_text.is_empty() {
        return known(&from_path);
    }
    let ends = |path: &str| path == from_text || path.ends_with(&format!(".{from_text}"));
    if ends(&from_path) {
        return known(&from_path);
    }
    if from_path.is_empty() || from_text.contains('.') {
        return known(&from_text);
    }
    let sibling = || {
        let parent = from_path.rsplit_once('.').map(|(parent, _)| format!("{parent}."));
        known(&format!("{}{from_text}", parent.unwrap_or_default()))
    };
    if attributes.contains(&from_path) {
        return sibling();
    }
    let within = format!("{from_path}.");
    let mut under = attributes.iter().filter(|path| path.starts_with(&within) && ends(path));
    match (under.next(), under.next()) {
        (Some(only), None) => Some(only.clone()),
        (None, _) => sibling(),
        (Some(_), Some(_)) => None,
    }
}

/// What a complaint says when the value must be of a kind: words, and two values of that kind.
const KINDS: [(&str, &str, &str); 17] = [
    ("invalid ARN", ARN_A, ARN_B),
    ("Invalid ARN", ARN_A, ARN_B),
    ("parsed as an ARN", ARN_A, ARN_B),
    ("CIDR", "10.0.0.0/16", "10.1.0.0/16"),
    ("IPv6", "2001:db8::1", "2001:db8::2"),
    ("IPv4", "10.0.0.4", "10.0.0.5"),
    ("IP address", "10.0.0.4", "10.0.0.5"),
    ("JSON", POLICY_A, POLICY_B),
    ("Account ID", "123456789012", "210987654321"),
    ("account ID", "123456789012", "210987654321"),
    ("RFC3339", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
    ("RFC 3339", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
    ("ParseBool", "true", "false"),
    ("ParseInt", "1", "2"),
    ("ParseFloat", "1", "2"),
    ("UUID", "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"),
    ("url", "https://a.example.com", "https://b.example.com"),
];

const ARN_A: &str = "arn:aws:iam::123456789012:role/a";
const ARN_B: &str = "arn:aws:iam::123456789012:role/b";

/// Compiles a pattern of this file; one that is wrong matches nothing, which its test notices.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"expected (?:length of )?([A-Za-z_][\w.]*)"));
static PATH: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"Path: ([A-Za-z_][\w.\[\]]*)"));
static ONE_OF: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r#"(?:to be one of|must be one of:?) \[(.*?)\](?:,|$)"#));
static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r#""([^"]*)""#));
static VALID: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"Valid Values: \[(.*?)\]"));
static LENGTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"length.*?(?:in the range \(|between |at least \(?)(\d+)(?:(?: - | and )(\d+))?")
});
static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?:in the range \(|between |at least \(?)(-?\d+)(?:(?: - | and )(-?\d+))?")
});
static MOST: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"at most \(?(-?\d+)"));

/// Returns the first group of a pattern in a text.
fn first<'a>(pattern: &LazyLock<Option<Regex>>, text: &'a str) -> Option<&'a str> {
    let captures = pattern.as_ref()?.captures(text)?;
    captures.get(1).map(|found| found.as_str())
}

/// Returns the values that a complaint lists, and whether they are all and exact.
fn listed(text: &str) -> Option<(Vec<String>, bool)> {
    if let Some(list) = first(&ONE_OF, text) {
        let plain = list.replace("\\\"", "");
        let quoted: Vec<_> = QUOTED
            .as_ref()?
            .captures_iter(&plain)
            .filter_map(|one| one.get(1))
            .map(|one| one.as_str().to_owned())
            .collect();
        let items = if quoted.is_empty() {
            plain.split_whitespace().map(str::to_owned).collect()
        } else {
            quoted
        };
        return (!items.is_empty()).then_some((items, true));
    }
    // Here a space may end a value or be part of it; words in capitals have none.
    let items: Vec<_> = first(&VALID, text)?.split_whitespace().map(str::to_owned).collect();
    let capital = |one: char| one.is_ascii_uppercase() || one.is_ascii_digit() || one == '_';
    let complete = items.iter().all(|item| item.chars().all(capital));
    (!items.is_empty()).then_some((items, complete))
}

/// Returns two of the values; the empty one only if there is no other.
fn pair_of(list: &[String]) -> Pair {
    let mut items = list.iter().filter(|item| !item.is_empty());
    let a = items.next().cloned().unwrap_or_default();
    let b = items.next().cloned().unwrap_or_else(|| a.clone());
    Pair(a, b)
}

/// Returns two numbers within bounds, or two texts of a length.
fn bounds(text: &str) -> Option<Pair> {
    let numbers = |pattern: &LazyLock<Option<Regex>>| {
        let captures = pattern.as_ref()?.captures(text)?;
        let number = |index| captures.get(index).and_then(|one| one.as_str().parse::<i64>().ok());
        Some((number(1)?, number(2)))
    };
    if let Some((least, _)) = numbers(&LENGTH) {
        let length = usize::try_from(least.clamp(1, 512)).unwrap_or(1);
        return Some(Pair("a".repeat(length), "b".repeat(length)));
    }
    if let Some((least, most)) = numbers(&RANGE) {
        let next = if most == Some(least) { least } else { least + 1 };
        return Some(Pair(least.to_string(), next.to_string()));
    }
    let (most, _) = numbers(&MOST)?;
    Some(Pair(most.to_string(), (most - 1).to_string()))
}

#[cfg(test)]
mod tests {
    use landform_plugin::{Attribute, AttributeType, NestedBlock, Nesting};

    use super::*;

    fn block(attributes: &[&str], blocks: &[(&str, Block)]) -> Block {
        let attribute = Attribute {
            ty: AttributeType::Plain(Type::String),
            required: false,
            optional: true,
            computed: false,
            sensitive: false,
            write_only: false,
            deprecated: false,
        };
        let attributes = attributes.iter().map(|name| ((*name).to_owned(), attribute.clone()));
        let blocks = blocks.iter().map(|(name, block)| {
            let block = block.clone();
            let nested = NestedBlock { nesting: Nesting::Set, min_items: 0, max_items: 0, block };
            ((*name).to_owned(), nested)
        });
        Block { attributes: attributes.collect(), blocks: blocks.collect(), deprecated: false }
    }

    /// Checks what complaints, as (text, path), teach.
    fn check(complaints: &[(&str, &str)], expected: &str) {
        let step = block(&["unit"], &[]);
        let rule = block(&["action", "mode"], &[("step", step)]);
        let names = ["mode", "size", "scope", "days", "key", "role", "platform"];
        let block = block(&names, &[("rule", rule)]);
        let complaints: Vec<_> = complaints
            .iter()
            .map(|(text, path)| {
                let names = path.split('.').filter(|name| !name.is_empty());
                let path = names.fold(AttributePath::default(), AttributePath::attribute);
                Diagnostic::error(*text, "").at(path)
            })
            .collect();
        let mut hints = Hints::default();
        let news = hints.learn(&block, &complaints);
        assert!(!hints.learn(&block, &complaints), "no news the second time: {complaints:?}");
        let values = hints.values.iter().map(|(path, Pair(a, b))| {
            let all = if hints.one_of.contains_key(path) { ", all" } else { "" };
            format!("{path}: {a}, {b}{all}")
        });
        assert_eq!(values.collect::<String>(), expected, "{complaints:?}");
        assert_eq!(news, !expected.is_empty(), "{complaints:?}");
    }

    #[test]
    fn complaints_teach_what_is_accepted() {
        let cases = [
            ("expected size to be one of [1 3 5], got 2", "size", "size: 1, 3, all"),
            (
                "Attribute mode value must be one of: [\"\\\"ON\\\"\" \"\\\"OFF\\\"\"], got: \"x\"",
                "mode",
                "mode: ON, OFF, all",
            ),
            (
                "Invalid String Enum Value Path: scope Given Value: x Valid Values: [CLOUDFRONT REGIONAL ]",
                "",
                "scope: CLOUDFRONT, REGIONAL, all",
            ),
            ("Valid Values: [Red Hat ]", "platform", "platform: Red, Hat"),
            ("expected days to be in the range (7 - 30), got 1", "days", "days: 7, 8"),
            ("expected days to be at least (60), got 1", "", "days: 60, 61"),
            ("expected days to be at most (0), got 1", "", "days: 0, -1"),
            ("expected length of key to be in the range (3 - 9), got x", "", "key: aaa, bbb"),
            ("\"days\" must not be in JSON", "elsewhere", ""),
            (
                "\"role\" (x) is an invalid ARN",
                "role",
                "role: arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b",
            ),
            ("something else", "role", ""),
        ];
        for (text, path, expected) in cases {
            check(&[(text, path)], expected);
        }
    }

    #[test]
    fn complaints_are_about_one_attribute() {
        let cases = [
            (
                "expected rule.0.action to be one of [\"a\" \"b\"], got x",
                "",
                "rule.action: a, b, all",
            ),
            (
                "expected rule.12.action to be one of [\"a\"], got x",
                "rule",
                "rule.action: a, a, all",
            ),
            ("expected mode to be one of [\"a\"], got x", "rule.mode", "rule.mode: a, a, all"),
            ("expected mode to be one of [\"a\"], got x", "rule", "rule.mode: a, a, all"),
            ("expected unit to be one of [\"a\"], got x", "rule", "rule.step.unit: a, a, all"),
            ("Path: rule[0].mode Given Value: x Valid Values: [A B ]", "", "rule.mode: A, B, all"),
            (
                "Path: rule[Value({})].mode Given Value: x Valid Values: [A B ]",
                "rule.mode",
                "rule.mode: A, B, all",
            ),
            ("expected mode to be one of [\"a\"], got x", "rule.action", "rule.mode: a, a, all"),
            ("expected size to be one of [\"a\"], got x", "days", "size: a, a, all"),
            ("expected nothing to be one of [\"a\"], got x", "rule", ""),
        ];
        for (text, path, expected) in cases {
            check(&[(text, path)], expected);
        }
    }

    #[test]
    fn a_list_is_confirmed_by_a_complaint_about_the_mark() {
        let list = ["a".to_owned(), "b".to_owned()];
        let cases = [
            ("expected x to be one of [\"a\" \"b\"], got 987654", true),
            ("expected x to be one of [\"a\" \"b\"], got probe-a", false),
            ("expected x to be one of [\"a\" \"c\"], got 987654", false),
        ];
        for (text, expected) in cases {
            let complaints = [Diagnostic::error(text, "")];
            assert_eq!(Hints::confirmed(&list, &complaints), expected, "{text}");
        }
    }

    #[test]
    fn alternatives_are_not_complete() {
        let complaints = [
            ("expected days to be one of [7 731], got 1", "days"),
            ("expected days to be divisible by 31, got 1", "days"),
        ];
        check(&complaints, "days: 7, 731");
    }
}

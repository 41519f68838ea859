//! Builds a value from the events of a YAML document: anchors, merge keys, and limits to both.
//!
//! The parser is one of YAML 1.2, that of the engine one of 1.1. Where the two read a text differently, it is refused
//! if that is cheap to see; what remains are oddities such as tabs between tokens and `[a:]`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use landform_value::{Type, Value, convert};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};

use super::scalar::{self, TAG_PREFIX};

/// Collections within collections, aliases unfolded. JSON has the same limit.
const MAX_DEPTH: usize = 128;

/// Bytes, roughly, that anchored values and their aliases may add to a document.
const MAX_COPIED: usize = 1 << 25;

/// Bytes, roughly, that a value takes besides its text.
const NODE_COST: usize = 64;

const BREAKS: [char; 2] = ['\n', '\r'];

/// A part of the document.
#[derive(Clone)]
struct Node {
    value: Value,
    /// Bytes, roughly, that the value takes.
    cost: usize,
    /// Levels of collections from here down.
    height: usize,
}

struct Builder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// How many characters there are, if the last of them is no line break.
    open_end: Option<usize>,
    /// Anchored values by the numbers that the parser gives them, from 1 on; `None` while a value is being read.
    anchors: BTreeMap<usize, Option<Node>>,
    copied: usize,
    depth: usize,
}

/// Returns the value of the one document in a text.
///
/// # Errors
/// Says what is wrong, and in which line.
pub(super) fn decode(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_characters(text)?;
    check_head(text)?;
    // Spaces alone are no line.
    let bare = text.trim_end_matches(' ');
    let text = if bare.ends_with(BREAKS) { bare } else { text };
    let open_end = (!text.ends_with(BREAKS)).then(|| text.chars().count());
    let parser = Parser::new_from_str(text);
    let mut builder = Builder { parser, open_end, anchors: BTreeMap::new(), copied: 0, depth: 0 };
    builder.document()
}

/// Refuses what is no part of YAML, and the line breaks that only YAML 1.1 knows.
fn check_characters(text: &str) -> Result<(), String> {
    let refused = |one: char| {
        let control = one.is_control() && !matches!(one, '\t' | '\n' | '\r');
        control || matches!(one, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
    };
    match text.chars().find(|one| refused(*one)) {
        Some(one) => Err(format!("the character U+{:04X} is not supported", u32::from(one))),
        None => Ok(()),
    }
}

/// Refuses what the parser lets pass before the content but the engine does not: tabs, and most directives.
fn check_head(text: &str) -> Result<(), String> {
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.trim_start_matches(' ').starts_with('\t') {
            return Err("a tab cannot indent a line".to_owned());
        }
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("%YAML"), Some("1.1")) | (Some("%TAG"), _) | (Some("---"), None) => {}
            _ if line.starts_with('%') => {
                return Err(format!("the directive `{line}` is not supported"));
            }
            _ => break,
        }
    }
    Ok(())
}

fn at(mark: Marker, reason: impl std::fmt::Display) -> String {
    format!("line {}: {reason}", mark.line())
}

/// Returns a tag in full.
fn tag_name(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    tag.map(|tag| format!("{}{}", tag.handle, tag.suffix))
}

fn is_tag(tag: Option<Cow<'_, Tag>>, name: &str) -> bool {
    tag_name(tag).is_none_or(|tag| tag.strip_prefix(TAG_PREFIX) == Some(name))
}

impl<'t> Builder<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Marker), String> {
        match self.parser.next_event() {
            Some(Ok((mut event, span))) => {
                // The parser ends the last line of a block even if the text does not.
                if let Event::Scalar(value, style, ..) = &mut event
                    && is_block(*style)
                    && self.open_end.is_some_and(|end| span.end.index() >= end)
                    && value.ends_with('\n')
                {
                    value.to_mut().pop();
                }
                Ok((event, span.start))
            }
            Some(Err(error)) => {
                Err(at(*error.marker(), format!("the text is not YAML: {}", error.info())))
            }
            None => Err("the text ends too early".to_owned()),
        }
    }

    fn document(&mut self) -> Result<Value, String> {
        self.next()?;
        if !matches!(self.next()?.0, Event::DocumentStart(_)) {
            return Err("there is no document in the text".to_owned());
        }
        let first = self.next()?;
        let node = self.node(first)?;
        self.next()?;
        match self.next()? {
            (Event::StreamEnd, _) => Ok(node.value),
            (_, mark) => Err(at(mark, "a second document starts, but only one is allowed")),
        }
    }

    fn node(&mut self, (event, mark): (Event<'t>, Marker)) -> Result<Node, String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar_value(tag, &text, style).map_err(|reason| at(mark, reason))?;
                let cost = NODE_COST + value.as_str().map_or(0, str::len);
                self.anchored(anchor, mark, Node { value, cost, height: 0 })
            }
            Event::Alias(anchor) => self.alias(anchor, mark),
            Event::SequenceStart(anchor, tag) => {
                self.enter(anchor, is_tag(tag, "seq"), mark)?;
                let node = self.sequence()?;
                self.leave(anchor, mark, node)
            }
            Event::MappingStart(anchor, tag) => {
                self.enter(anchor, is_tag(tag, "map"), mark)?;
                let node = self.mapping()?;
                self.leave(anchor, mark, node)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => Err(at(mark, "a value is missing")),
        }
    }

    /// Starts a collection; until its end, an alias of it would be endless.
    fn enter(&mut self, anchor: usize, known_tag: bool, mark: Marker) -> Result<(), String> {
        if !known_tag {
            return Err(at(mark, "the tag does not suit a collection"));
        }
        self.depth += 1;
        self.check_depth(0, mark)?;
        self.anchors.insert(anchor, None);
        Ok(())
    }

    fn leave(&mut self, anchor: usize, mark: Marker, node: Node) -> Result<Node, String> {
        self.depth = self.depth.saturating_sub(1);
        self.anchored(anchor, mark, node)
    }

    fn anchored(&mut self, anchor: usize, mark: Marker, node: Node) -> Result<Node, String> {
        if anchor > 0 {
            self.copy(node.cost, mark)?;
            self.anchors.insert(anchor, Some(node.clone()));
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, mark: Marker) -> Result<Node, String> {
        let (cost, height) = match self.anchors.get(&anchor) {
            Some(Some(node)) => (node.cost, node.height),
            Some(None) => return Err(at(mark, "an alias stands within the value that it repeats")),
            None => return Err(at(mark, "there is no such anchor before this alias")),
        };
        self.copy(cost, mark)?;
        self.check_depth(height, mark)?;
        let node = self.anchors.get(&anchor).cloned().flatten();
        node.ok_or_else(|| at(mark, "a value is missing"))
    }

    fn copy(&mut self, cost: usize, mark: Marker) -> Result<(), String> {
        self.copied = self.copied.saturating_add(cost);
        if self.copied > MAX_COPIED {
            return Err(at(mark, "anchors and aliases make the document too large"));
        }
        Ok(())
    }

    fn check_depth(&self, below: usize, mark: Marker) -> Result<(), String> {
        if self.depth.saturating_add(below) > MAX_DEPTH {
            return Err(at(mark, format!("the values nest deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let (mut items, mut cost, mut height) = (Vec::new(), NODE_COST, 0);
        loop {
            let event = self.next()?;
            if matches!(event.0, Event::SequenceEnd) {
                return Ok(Node { value: Value::tuple(items), cost, height: height + 1 });
            }
            let item = self.node(event)?;
            cost = cost.saturating_add(item.cost);
            height = height.max(item.height);
            items.push(item.value);
        }
    }

    fn mapping(&mut self) -> Result<Node, String> {
        let (mut entries, mut cost, mut height) = (BTreeMap::new(), NODE_COST, 0);
        loop {
            let (event, mark) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(Node { value: Value::object(entries), cost, height: height + 1 });
            }
            let key = key(event, mark)?;
            let first = self.next()?;
            let item = self.node(first)?;
            cost = cost.saturating_add(item.cost);
            match key {
                Key::Name(name) => {
                    cost = cost.saturating_add(NODE_COST + name.len());
                    height = height.max(item.height);
                    // The last of equal keys counts.
                    entries.insert(name, item.value);
                }
                Key::Merge => {
                    let Some(merged) = item.value.as_entries() else {
                        return Err(at(mark, "only a mapping can be merged into a mapping"));
                    };
                    height = height.max(item.height.saturating_sub(1));
                    entries
                        .extend(merged.iter().map(|(name, value)| (name.clone(), value.clone())));
                }
            }
        }
    }
}

enum Key {
    Name(String),
    /// `<<`, however it is quoted.
    Merge,
}

fn key(event: Event<'_>, mark: Marker) -> Result<Key, String> {
    let Event::Scalar(text, style, _, tag) = event else {
        return Err(at(mark, "a key must be a string"));
    };
    if tag.is_none() && text == "<<" {
        return Ok(Key::Merge);
    }
    let value = scalar_value(tag, &text, style).map_err(|reason| at(mark, reason))?;
    let name = convert(&value, &Type::String).map_err(|error| at(mark, error))?;
    match name.as_str() {
        Some(name) => Ok(Key::Name(name.to_owned())),
        None => Err(at(mark, "a key must not be null")),
    }
}

fn is_block(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
}

/// Returns what a scalar stands for. In a block it is resolved as if it were plain, but then is a string.
fn scalar_value(
    tag: Option<Cow<'_, Tag>>,
    text: &str,
    style: ScalarStyle,
) -> Result<Value, String> {
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let tag = tag_name(tag);
    let value = scalar::resolve(tag.as_deref(), text, quoted)?;
    if is_block(style) && tag.is_none() {
        return convert(&value, &Type::String).map_err(|error| error.to_string());
    }
    Ok(value)
}

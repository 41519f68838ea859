//! One source text with its path, and ranges inside it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file's path and text. Cloning shares the text.
#[derive(Clone)]
pub struct Source(Arc<Inner>);

struct Inner {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Wraps the text of the file at `path`; the byte order mark that some editors write is no part of it.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self(Arc::new(Inner { path: path.into(), text, line_starts }))
    }

    /// Returns the path that the text was read from.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Returns the span of `range` (bytes), cut to the text and to character borders.
    pub fn span(&self, range: Range<usize>) -> Span {
        let text = self.text();
        let end = text.floor_char_boundary(range.end.min(text.len()));
        let start = text.floor_char_boundary(range.start.min(end));
        Span { source: self.clone(), start, end }
    }

    /// Returns the span of the first character, for faults of the file as a whole.
    pub fn start(&self) -> Span {
        self.span(0..0)
    }

    /// Returns the line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.0.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.0.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.text().get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Position { line, column }
    }

    /// Returns the text of a line (counted from 1) without its line break.
    pub fn line(&self, line: usize) -> &str {
        self.text().lines().nth(line.saturating_sub(1)).unwrap_or("")
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.path().display())
    }
}

/// A line and column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A byte range of one source.
#[derive(Clone)]
pub struct Span {
    source: Source,
    start: usize,
    end: usize,
}

impl Span {
    /// Returns the source that the span points into.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the byte range.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the text that the span covers.
    pub fn text(&self) -> &str {
        self.source.text().get(self.range()).unwrap_or("")
    }

    /// Returns where the span starts.
    pub fn position(&self) -> Position {
        self.source.position(self.start)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position();
        write!(f, "{}:{line}:{column}", self.source.path().display())
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.range() == other.range() && self.source.path() == other.source.path()
    }
}

impl Eq for Span {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_columns_in_characters() {
        let source = Source::new("a.hcl", "ä = 1\nbee = 2\n");
        for (offset, line, column) in [(0, 1, 1), (3, 1, 3), (7, 2, 1), (13, 2, 7), (99, 3, 1)] {
            assert_eq!(source.position(offset), Position { line, column }, "offset {offset}");
        }
        assert_eq!(source.line(2), "bee = 2");
    }

    #[test]
    fn leaves_a_byte_order_mark_out() {
        let source = Source::new("a.hcl", "\u{feff}a = 1\n");
        assert_eq!(source.text(), "a = 1\n");
        assert_eq!(source.position(4), Position { line: 1, column: 5 });
    }

    #[test]
    fn cuts_a_span_to_the_text_and_to_characters() {
        let source = Source::new("a.hcl", "ä");
        assert_eq!(source.span(1..2).text(), "ä");
        assert_eq!(source.span(5..9).text(), "");
        assert_eq!(source.start().to_string(), "a.hcl:1:1");
    }
}

//! A first look at the text, before it is parsed: what is left open, what is nested too deeply, and what the parser cannot read as it stands.
//!
//! The parser gets a text of the same length, in which a few things are written differently:
//! numbers too large for it are shortened (the evaluator reads them from the source),
//! line breaks inside `{ for … }` and `%{ … }` are blanks, and an empty heredoc is an empty string.

use std::ops::Range;

/// How deeply brackets, strings and templates may be nested.
///
/// The parser is recursive; this keeps it within half of the stack that a thread usually has.
const DEPTH_LIMIT: usize = 36;

/// A fault of the text, with its place.
#[derive(Debug)]
pub(crate) struct ScanFault {
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: Option<&'static str>,
}

/// What the text is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Brace { each: bool },
    Bracket,
    Parenthesis,
    Quote,
    Interpolation,
    Directive,
}

impl Frame {
    /// Returns how many levels the frame counts for; a `for` takes the parser through two.
    fn levels(self) -> usize {
        if self == (Self::Brace { each: true }) { 2 } else { 1 }
    }
}

/// Something that is open, and where it began.
#[derive(Clone, Debug)]
struct Open<'t> {
    frame: Frame,
    start: usize,
    /// The delimiter, if it is a heredoc; the frame is then that of a string.
    heredoc: Option<&'t str>,
    /// Where the directives inside that await their end began.
    directives: Vec<usize>,
}

/// Returns the text for the parser; `template` says that the text is a template, not a body or expression.
pub(crate) fn prepare(text: &str, template: bool) -> Result<String, ScanFault> {
    let mut scan =
        Scan { text, out: text.as_bytes().to_vec(), at: 0, open: Vec::new(), depth: 0, template };
    scan.run()?;
    // Only whole ASCII characters, or whole comments, are ever replaced by ASCII.
    Ok(String::from_utf8(scan.out).unwrap_or_else(|_| text.to_owned()))
}

struct Scan<'t> {
    text: &'t str,
    out: Vec<u8>,
    at: usize,
    open: Vec<Open<'t>>,
    /// The levels of all that is open, and of the directives that await their end.
    depth: usize,
    template: bool,
}

impl<'t> Scan<'t> {
    fn run(&mut self) -> Result<(), ScanFault> {
        while let Some(one) = self.rest().chars().next() {
            let top = self.open.last();
            match top {
                Some(Open { heredoc: Some(_), .. }) => self.template_char(one, None)?,
                Some(Open { frame: Frame::Quote, start, .. }) => {
                    let start = *start;
                    self.template_char(one, Some(start))?;
                }
                None if self.template => self.template_char(one, None)?,
                _ => self.code_char(one)?,
            }
        }
        match self.open.first() {
            Some(_) => Err(self.unclosed()),
            None => Ok(()),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, frame: Frame, length: usize) -> Result<(), ScanFault> {
        self.depth += frame.levels();
        if self.depth > DEPTH_LIMIT {
            return Err(ScanFault {
                range: self.at..self.at + length,
                message: format!("more than {DEPTH_LIMIT} levels are nested here"),
                hint: Some("move an inner part to a value of its own"),
            });
        }
        self.open.push(Open { frame, start: self.at, heredoc: None, directives: Vec::new() });
        self.at += length;
        Ok(())
    }

    fn pop(&mut self) {
        if let Some(open) = self.open.pop() {
            self.depth = self.depth.saturating_sub(open.frame.levels());
        }
    }

    /// Reads one character of a string, heredoc or template.
    fn template_char(&mut self, one: char, quote: Option<usize>) -> Result<(), ScanFault> {
        let rest = self.rest();
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            self.at += 3;
        } else if rest.starts_with("${") {
            self.push(Frame::Interpolation, 2)?;
        } else if rest.starts_with("%{") {
            self.directive()?;
        } else if let Some(start) = quote {
            match one {
                '"' => {
                    self.complete()?;
                    self.pop();
                    self.at += 1;
                }
                '\\' => self.at += rest.chars().take(2).map(char::len_utf8).sum::<usize>(),
                '\n' => {
                    return Err(ScanFault {
                        range: start..start + 1,
                        message: "the string is not closed on its line".to_owned(),
                        hint: Some("add a `\"`, or write a text of several lines as `<<EOT`"),
                    });
                }
                other => self.at += other.len_utf8(),
            }
        } else {
            self.at += one.len_utf8();
            if one == '\n' {
                self.end_heredoc()?;
            }
        }
        Ok(())
    }

    /// Closes the heredoc if the line that starts here is its end.
    fn end_heredoc(&mut self) -> Result<(), ScanFault> {
        let Some(Open { heredoc: Some(delimiter), .. }) = self.open.last() else { return Ok(()) };
        if let Some(length) = end_line(self.rest(), delimiter) {
            self.complete()?;
            self.at += length;
            self.pop();
        }
        Ok(())
    }

    /// Enters a directive, and counts those that have a part of the template inside.
    fn directive(&mut self) -> Result<(), ScanFault> {
        let behind = self.rest().get(2..).unwrap_or("");
        if let Some(opens) = opens_part(behind) {
            let at = self.at;
            if let Some(open) = self.open.last_mut() {
                if opens {
                    open.directives.push(at);
                } else {
                    open.directives.pop();
                }
            }
            self.depth = if opens { self.depth + 1 } else { self.depth.saturating_sub(1) };
        }
        self.push(Frame::Directive, 2)
    }

    /// Refuses to end a string or heredoc in which a directive still awaits its end.
    fn complete(&self) -> Result<(), ScanFault> {
        match self.open.last().and_then(|open| open.directives.last()) {
            Some(start) => Err(ScanFault {
                range: *start..start + 2,
                message: "the directive has no end".to_owned(),
                hint: Some("add `%{ endif }` or `%{ endfor }`"),
            }),
            None => Ok(()),
        }
    }

    /// Reads a token, or a part of one, outside of strings.
    fn code_char(&mut self, one: char) -> Result<(), ScanFault> {
        let rest = self.rest();
        match one {
            '#' => self.comment(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("//") => self.comment(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => self.comment(end + 2),
                None => {
                    return Err(ScanFault {
                        range: self.at..self.at + 2,
                        message: "the comment is not closed".to_owned(),
                        hint: Some("add `*/`"),
                    });
                }
            },
            '"' => self.push(Frame::Quote, 1)?,
            '<' if rest.starts_with("<<") => self.heredoc()?,
            '{' => {
                let each = starts_for(rest.get(1..).unwrap_or(""));
                self.push(Frame::Brace { each }, 1)?;
            }
            '[' => self.push(Frame::Bracket, 1)?,
            '(' => self.push(Frame::Parenthesis, 1)?,
            '}' | ']' | ')' => self.close(one)?,
            '\n' | '\r' => {
                if self.joins_lines() {
                    self.blank(1);
                }
                self.at += 1;
            }
            '0'..='9' => self.number(),
            _ if is_word(one) && one != '-' => self.at += word_length(rest),
            other => self.at += other.len_utf8(),
        }
        Ok(())
    }

    /// Tells whether line breaks are to be blanks here.
    fn joins_lines(&self) -> bool {
        let frame = self.open.last().map(|open| open.frame);
        matches!(frame, Some(Frame::Brace { each: true } | Frame::Directive))
    }

    fn comment(&mut self, length: usize) {
        if self.joins_lines() {
            self.blank(length);
        }
        self.at += length;
    }

    fn blank(&mut self, length: usize) {
        for byte in self.out.iter_mut().skip(self.at).take(length) {
            *byte = b' ';
        }
    }

    fn close(&mut self, closer: char) -> Result<(), ScanFault> {
        let fits = |frame: Frame| match frame {
            Frame::Brace { .. } | Frame::Interpolation | Frame::Directive => closer == '}',
            Frame::Bracket => closer == ']',
            Frame::Parenthesis => closer == ')',
            Frame::Quote => false,
        };
        match self.open.last() {
            Some(open) if fits(open.frame) => {
                self.pop();
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.unclosed()),
            None => Err(ScanFault {
                range: self.at..self.at + 1,
                message: format!("this `{closer}` closes nothing"),
                hint: None,
            }),
        }
    }

    /// Returns the fault that the innermost open thing is not closed.
    fn unclosed(&self) -> ScanFault {
        let Some(open) = self.open.last() else {
            return ScanFault { range: 0..0, message: String::new(), hint: None };
        };
        let (written, hint) = match (open.heredoc, open.frame) {
            (Some(delimiter), _) => {
                return ScanFault {
                    range: open.start..open.start + 2,
                    message: format!("the heredoc is not closed by a line `{delimiter}`"),
                    hint: None,
                };
            }
            (_, Frame::Brace { .. }) => ("{", "add a `}`"),
            (_, Frame::Bracket) => ("[", "add a `]`"),
            (_, Frame::Parenthesis) => ("(", "add a `)`"),
            (_, Frame::Quote) => ("\"", "add a `\"`"),
            (_, Frame::Interpolation) => ("${", "add a `}`, or write `$${` for the plain signs"),
            (_, Frame::Directive) => ("%{", "add a `}`, or write `%%{` for the plain signs"),
        };
        ScanFault {
            range: open.start..open.start + written.len(),
            message: format!("this `{written}` is not closed"),
            hint: Some(hint),
        }
    }

    fn heredoc(&mut self) -> Result<(), ScanFault> {
        let rest = self.rest();
        let behind = rest.get(2..).unwrap_or("");
        let behind = behind.strip_prefix('-').unwrap_or(behind);
        let delimiter = behind.get(..word_length(behind)).unwrap_or("");
        let Some(line) = rest.find('\n').filter(|_| !delimiter.is_empty()) else {
            self.at += 2;
            return Ok(());
        };
        let first = rest.get(line + 1..).unwrap_or("");
        if let Some(length) = end_line(first, delimiter) {
            self.blank(line + 1 + length);
            for byte in self.out.iter_mut().skip(self.at).take(2) {
                *byte = b'"';
            }
            self.at += line + 1 + length;
            return Ok(());
        }
        self.push(Frame::Quote, line + 1)?;
        if let Some(open) = self.open.last_mut() {
            open.heredoc = Some(delimiter);
        }
        Ok(())
    }

    /// Shortens a number that the parser could not hold.
    fn number(&mut self) {
        let rest = self.rest().as_bytes();
        let digits =
            |from: usize| rest.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
        let mut length = digits(0);
        let whole = length;
        if rest.get(length) == Some(&b'.') && digits(length + 1) > 0 {
            length += 1 + digits(length + 1);
        }
        if matches!(rest.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(rest.get(length + 1), Some(b'+' | b'-')));
            if digits(length + 1 + sign) > 0 {
                length += 1 + sign + digits(length + 1 + sign);
            }
        }
        let written = self.rest().get(..length).unwrap_or("");
        let held = if length == whole {
            written.parse::<u64>().is_ok()
        } else {
            written.parse::<f64>().is_ok_and(f64::is_finite)
        };
        // `1.000` is a number of any length from three characters on.
        if !held && length >= 3 {
            let short = std::iter::once(b'1').chain([b'.']).chain(std::iter::repeat(b'0'));
            for (byte, new) in self.out.iter_mut().skip(self.at).take(length).zip(short) {
                *byte = new;
            }
        }
        self.at += length;
    }
}

/// Returns the length of the line's beginning up to the delimiter's end, if the line ends a heredoc.
fn end_line(line: &str, delimiter: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let behind = line.get(indent..)?.strip_prefix(delimiter)?;
    let ends = !behind.chars().next().is_some_and(is_word);
    ends.then_some(indent + delimiter.len())
}

/// Tells whether a directive begins (or ends) a part of a template.
fn opens_part(text: &str) -> Option<bool> {
    let text = text.strip_prefix('~').unwrap_or(text).trim_start();
    match text.get(..word_length(text))? {
        "if" | "for" => Some(true),
        "endif" | "endfor" => Some(false),
        _ => None,
    }
}

/// Tells whether `for` comes next, blanks and comments left out.
fn starts_for(text: &str) -> bool {
    let text = text.trim_start();
    for (intro, end) in [("#", "\n"), ("//", "\n"), ("/*", "*/")] {
        if text.starts_with(intro) {
            return text.split_once(end).is_some_and(|(_, behind)| starts_for(behind));
        }
    }
    text.strip_prefix("for")
        .is_some_and(|behind| behind.starts_with([' ', '\t', '#', '/', '\n', '\r']))
}

fn is_word(one: char) -> bool {
    one.is_alphanumeric() || matches!(one, '_' | '-')
}

fn word_length(text: &str) -> usize {
    text.chars().take_while(|one| is_word(*one)).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match prepare(text, false) {
            Ok(prepared) => prepared,
            Err(fault) => format!("{:?} {}", fault.range, fault.message),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn keeps_what_the_parser_reads() {
        for text in ["a = 1\n", "x = \"a${\"b}\"}\"", "a = <<E\n}]\n E\n", "a-1b", "x = 1.5e3 # }"]
        {
            check(text, text);
        }
    }

    #[test]
    fn rewrites_at_the_same_length() {
        check("123456789012345678901", "1.0000000000000000000");
        check("-123456789012345678901", "-1.0000000000000000000");
        check("1e400", "1.000");
        check("{ for a in b :\n a => c # }\n}", "{ for a in b :  a => c     }");
        check("<<EOT\n EOT\n", "\"\"        \n");
        check("{ a = 1 # x\n}", "{ a = 1 # x\n}");
    }

    #[test]
    fn finds_what_is_open() {
        check("[1, {", "4..5 this `{` is not closed");
        check("[1 }", "0..1 this `[` is not closed");
        check("a)", "1..2 this `)` closes nothing");
        check("\"a\n\"", "0..1 the string is not closed on its line");
        check("\"a", "0..1 this `\"` is not closed");
        check("<<E\nx", "0..2 the heredoc is not closed by a line `E`");
        check("/* x", "0..2 the comment is not closed");
        check("\"${a", "1..3 this `${` is not closed");
        check("\"%{ if a }x\"", "1..3 the directive has no end");
    }
}

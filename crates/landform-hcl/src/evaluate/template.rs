//! Templates: quoted strings, heredocs and template files.

use hcl_edit::expr::Expression;
use hcl_edit::template::{
    Directive, Element, ForDirective, ForTemplateExpr, HeredocTemplate, IfDirective,
    StringTemplate, Strip, Template,
};
use landform_diag::{Diagnostic, Diagnostics, bail};
use landform_value::{Marks, Type, Value, convert};

use super::Evaluator;
use super::each::Pairs;

/// A template as a flat row, in which trimming and the removal of indentation are simple.
pub(super) enum Part<'t> {
    Literal(String),
    Interpolation(&'t Expression),
    If(&'t Expression),
    Else,
    EndIf,
    For(&'t ForTemplateExpr),
    EndFor,
}

/// Text that a template gave; `None` if it is unknown.
pub(super) struct Rendered {
    pub(super) text: Option<String>,
    pub(super) marks: Marks,
}

/// How the literals of a template are cut before trimming.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// A literal is one piece.
    Whole,
    /// Each line is one piece.
    Lines,
}

impl Evaluator<'_> {
    pub(super) fn quoted_template(&self, template: &StringTemplate) -> Result<Value, Diagnostics> {
        // A template that is nothing but one interpolation gives its value as it is.
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.expression(&only.expr);
        }
        self.finish(&self.quoted_parts(template))
    }

    /// Returns the parts of a quoted template, trimmed.
    pub(super) fn quoted_parts<'t>(&self, template: &'t StringTemplate) -> Vec<Part<'t>> {
        Row::flatten(template, Cut::Whole, Some(self.context.source.text())).parts
    }

    pub(super) fn heredoc(&self, heredoc: &HeredocTemplate) -> Result<Value, Diagnostics> {
        self.finish(&self.heredoc_parts(heredoc))
    }

    /// Returns the parts of a heredoc, trimmed and without the indentation that is not meant.
    pub(super) fn heredoc_parts<'t>(&self, heredoc: &'t HeredocTemplate) -> Vec<Part<'t>> {
        let indented = self.span(heredoc).text().starts_with("<<-");
        let mut row = Row::flatten(&heredoc.template, Cut::Lines, Some(self.context.source.text()));
        if indented {
            row.dedent();
        }
        row.parts
    }

    pub(super) fn file_template(&self, template: &Template) -> Result<Value, Diagnostics> {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return self.expression(&only.expr);
        }
        self.finish(&Row::flatten(template, Cut::Lines, None).parts)
    }

    fn finish(&self, parts: &[Part<'_>]) -> Result<Value, Diagnostics> {
        let Rendered { text, marks } = self.render(parts)?;
        let value = text.map_or_else(|| Value::unknown(Type::String), Value::string);
        Ok(value.with_marks(marks))
    }

    fn render(&self, parts: &[Part<'_>]) -> Result<Rendered, Diagnostics> {
        let mut all = Rendered { text: Some(String::new()), marks: Marks::NONE };
        let mut faults = Diagnostics::default();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let after = parts.get(at + 1..).unwrap_or_default();
            let (rendered, used) = match part {
                Part::Literal(text) => {
                    (Ok(Rendered { text: Some(text.clone()), marks: Marks::NONE }), 0)
                }
                Part::Interpolation(expression) => (self.interpolation(expression), 0),
                Part::If(condition) => {
                    let block = Block::of(after);
                    (self.branch(condition, &block), block.used)
                }
                Part::For(each) => {
                    let block = Block::of(after);
                    (self.repeat(each, block.inside), block.used)
                }
                Part::Else | Part::EndIf | Part::EndFor => {
                    (Ok(Rendered { text: Some(String::new()), marks: Marks::NONE }), 0)
                }
            };
            if let Some(rendered) = faults.keep(rendered) {
                all = all.followed_by(rendered);
            }
            at += 1 + used;
        }
        faults.into_result(all)
    }

    pub(super) fn interpolation(&self, expression: &Expression) -> Result<Rendered, Diagnostics> {
        let value = self.expression(expression)?;
        let span = self.span(expression);
        if value.is_null() {
            bail!(span, "null cannot be put into a string"; hint: "give a default, for example with `coalesce`");
        }
        let text = convert(&value, &Type::String).map_err(|_| {
            let ty = value.ty();
            Diagnostic::error(format!("a {ty} cannot be put into a string"))
                .at(span)
                .hint("turn it into a string first, for example with `join` or `jsonencode`")
        })?;
        Ok(Rendered { text: text.as_str().map(str::to_owned), marks: value.marks_deep() })
    }

    fn branch(
        &self,
        condition: &Expression,
        block: &Block<'_, '_>,
    ) -> Result<Rendered, Diagnostics> {
        let (truth, marks) = self.truth(condition, "the condition of an `if` directive")?;
        let mut rendered = match truth {
            Some(true) => self.render(block.inside)?,
            Some(false) => self.render(block.otherwise)?,
            None => Rendered { text: None, marks: Marks::NONE },
        };
        rendered.marks = rendered.marks.union(marks);
        Ok(rendered)
    }

    fn repeat(&self, each: &ForTemplateExpr, inside: &[Part<'_>]) -> Result<Rendered, Diagnostics> {
        let (pairs, marks) = self.pairs(&each.collection_expr)?;
        let Pairs::Known(pairs) = pairs else { return Ok(Rendered { text: None, marks }) };
        let key_name = each.key_var.as_ref().map(|name| name.as_str());
        let mut all = Rendered { text: Some(String::new()), marks };
        for pair in pairs {
            let rendered =
                self.round(key_name, each.value_var.as_str(), pair, |inner| inner.render(inside))?;
            all = all.followed_by(rendered);
        }
        Ok(all)
    }
}

impl Rendered {
    fn followed_by(self, next: Self) -> Self {
        let text = match (self.text, next.text) {
            (Some(mut text), Some(more)) => {
                text.push_str(&more);
                Some(text)
            }
            _ => None,
        };
        Self { text, marks: self.marks.union(next.marks) }
    }
}

/// The parts of a directive: up to `else`, from there to the end, and how many parts that is with the end itself.
pub(super) struct Block<'p, 't> {
    pub(super) inside: &'p [Part<'t>],
    pub(super) otherwise: &'p [Part<'t>],
    pub(super) used: usize,
}

impl<'p, 't> Block<'p, 't> {
    /// Returns the block whose opening part lies directly before these parts.
    pub(super) fn of(parts: &'p [Part<'t>]) -> Self {
        let mut depth = 0usize;
        let mut middle = None;
        let mut end = parts.len();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::If(_) | Part::For(_) => depth += 1,
                Part::EndIf | Part::EndFor if depth == 0 => {
                    end = at;
                    break;
                }
                Part::EndIf | Part::EndFor => depth -= 1,
                Part::Else if depth == 0 => middle = Some(at),
                Part::Else | Part::Literal(_) | Part::Interpolation(_) => {}
            }
        }
        let split = middle.unwrap_or(end);
        Self {
            inside: parts.get(..split).unwrap_or_default(),
            otherwise: parts.get(split + 1..end).unwrap_or_default(),
            used: (end + 1).min(parts.len()),
        }
    }
}

/// Collects the parts of a template and trims the literals beside `~`.
struct Row<'t, 'r> {
    parts: Vec<Part<'t>>,
    cut: Cut,
    /// The text of the source, if the literals of the tree are not to be trusted.
    raw: Option<&'r str>,
    trim_next: bool,
}

impl<'t, 'r> Row<'t, 'r> {
    fn flatten(template: &'t Template, cut: Cut, raw: Option<&'r str>) -> Self {
        let mut row = Self { parts: Vec::new(), cut, raw, trim_next: false };
        row.template(template);
        row
    }

    fn template(&mut self, template: &'t Template) {
        for element in template {
            match element {
                Element::Literal(literal) => self.literal(literal),
                Element::Interpolation(one) => {
                    self.control(Part::Interpolation(&one.expr), one.strip);
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(branch) => self.branch(branch),
                    Directive::For(each) => self.each(each),
                },
            }
        }
    }

    fn branch(&mut self, branch: &'t IfDirective) {
        self.control(Part::If(&branch.if_expr.cond_expr), branch.if_expr.strip);
        self.template(&branch.if_expr.template);
        if let Some(other) = &branch.else_expr {
            self.control(Part::Else, other.strip);
            self.template(&other.template);
        }
        self.control(Part::EndIf, branch.endif_expr.strip);
    }

    fn each(&mut self, each: &'t ForDirective) {
        self.control(Part::For(&each.for_expr), each.for_expr.strip);
        self.template(&each.for_expr.template);
        self.control(Part::EndFor, each.endfor_expr.strip);
    }

    fn literal(&mut self, literal: &hcl_edit::Spanned<String>) {
        // The parser has removed indentation by another rule than the language's, and has left escapes inside directives.
        let raw = hcl_edit::Span::span(literal).and_then(|range| self.raw?.get(range));
        let raw = raw.map(|text| match self.cut {
            Cut::Whole => unescape(text),
            Cut::Lines => text.replace("$${", "${").replace("%%{", "%{"),
        });
        let text = raw.as_deref().unwrap_or(literal.as_str());
        match self.cut {
            Cut::Whole => self.piece(text),
            Cut::Lines => text.split_inclusive('\n').for_each(|line| self.piece(line)),
        }
    }

    fn piece(&mut self, text: &str) {
        let text = if self.trim_next { text.trim_start() } else { text };
        self.trim_next = false;
        self.parts.push(Part::Literal(text.to_owned()));
    }

    fn control(&mut self, part: Part<'t>, strip: Strip) {
        if strip.strip_start()
            && let Some(Part::Literal(before)) = self.parts.last_mut()
        {
            before.truncate(before.trim_end().len());
        }
        self.parts.push(part);
        self.trim_next = strip.strip_end();
    }

    /// Removes the indentation that all lines share.
    fn dedent(&mut self) {
        let mut line_start = true;
        let mut least = usize::MAX;
        let mut starts = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let literal = if let Part::Literal(text) = part { Some(text) } else { None };
            if line_start {
                let indent = literal.map_or(0, |text| leading_spaces(text));
                let blank =
                    literal.is_some_and(|text| text.trim().is_empty() && text.ends_with('\n'));
                if !blank {
                    least = least.min(indent);
                    starts.push(at);
                }
            }
            line_start = literal.is_some_and(|text| text.ends_with('\n'));
        }
        for at in starts {
            if let Some(Part::Literal(text)) = self.parts.get_mut(at) {
                *text = text.chars().skip(least.min(leading_spaces(text))).collect();
            }
        }
    }
}

/// Returns what a piece of a quoted string stands for.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(one) = rest.chars().next() {
        let (character, length) = if rest.starts_with("$${") || rest.starts_with("%%{") {
            plain.push(one);
            ('{', 3)
        } else if one == '\\' {
            escaped(rest).unwrap_or((one, 1))
        } else {
            (one, one.len_utf8())
        };
        plain.push(character);
        rest = rest.get(length..).unwrap_or("");
    }
    plain
}

/// Returns the character of an escape sequence, and its length; `None` if it is none.
fn escaped(text: &str) -> Option<(char, usize)> {
    let kind = text.chars().nth(1)?;
    let digits = match kind {
        'n' => return Some(('\n', 2)),
        'r' => return Some(('\r', 2)),
        't' => return Some(('\t', 2)),
        'b' => return Some(('\u{8}', 2)),
        'f' => return Some(('\u{c}', 2)),
        '"' | '\\' | '/' => return Some((kind, 2)),
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let code = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
    Some((char::from_u32(code)?, 2 + digits))
}

fn leading_spaces(text: &str) -> usize {
    text.chars().take_while(|one| one.is_whitespace()).count()
}

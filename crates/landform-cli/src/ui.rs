//! The only printer: data to standard output, talk to standard error, colours where they are wanted.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use landform_diag::{Diagnostic, Severity};

use crate::error::CommandError;

/// Where a label's colour comes from; the only table of colours.
fn style(label: &str) -> Style {
    let colour = match label {
        "error" | "failed" | "delete" | "destroy" => AnsiColor::Red,
        "warning" | "skipped" | "change" | "update" | "replace" | "conflict" => AnsiColor::Yellow,
        "hint" | "note" | "plan" => AnsiColor::Cyan,
        _ => AnsiColor::Green,
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

/// The channels to the user.
pub(crate) struct Ui {
    quiet: bool,
    bar: ProgressBar,
}

impl Ui {
    /// Creates the channels; `quiet` leaves out status lines and progress.
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, bar: ProgressBar::hidden() }
    }

    /// Writes data. A closed pipe is no fault: the reader has what it wanted.
    pub(crate) fn data(&self, text: &str) {
        let _ = anstream::stdout().write_all(text.as_bytes());
    }

    /// Writes data as JSON, indented, with a line break at the end.
    pub(crate) fn json(&self, data: &impl serde::Serialize) {
        // Rows of strings and numbers always have a JSON form.
        let text = serde_json::to_string_pretty(data).unwrap_or_default();
        self.data(&format!("{text}\n"));
    }

    /// Writes a status line: a right-aligned label and a sentence.
    pub(crate) fn status(&self, label: &str, text: &str) {
        if !self.quiet {
            let style = style(label);
            self.talk(&format!("{style}{label:>10}{style:#} {text}"));
        }
    }

    /// Writes a warning.
    pub(crate) fn warning(&self, text: &str) {
        let style = style("warning");
        self.talk(&format!("{style}warning{style:#}: {text}"));
    }

    /// Writes a hint.
    pub(crate) fn hint(&self, text: &str) {
        let style = style("hint");
        self.talk(&format!("{style}hint{style:#}: {text}"));
    }

    /// Writes a fault in a file, with the excerpt.
    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) {
        let shown = render(diagnostic);
        self.talk(&shown);
    }

    /// Writes why a command failed.
    pub(crate) fn error(&self, error: &CommandError) {
        for diagnostic in &error.diagnostics {
            self.diagnostic(diagnostic);
        }
        if !error.message.is_empty() {
            let style = style("error");
            self.talk(&format!("{style}error{style:#}: {}", error.message));
        }
        for hint in &error.hints {
            self.hint(hint);
        }
    }

    /// Shows a live bar of `length` steps, on a terminal only.
    pub(crate) fn start_progress(&mut self, length: u64) {
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        self.bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{prefix:>10.cyan.bold} [{bar:30}] {pos}/{len} {wide_msg}")
        {
            self.bar.set_style(style.progress_chars("=> "));
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    /// Returns the live bar.
    pub(crate) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// Takes the live bar away.
    pub(crate) fn end_progress(&mut self) {
        self.bar.finish_and_clear();
        self.bar = ProgressBar::hidden();
    }

    fn talk(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(anstream::stderr(), "{text}");
        });
    }
}

/// Returns a diagnostic with its excerpts, in colours; the stream drops the colours where they are not wanted.
fn render(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let paths: Vec<String> = std::iter::once(diagnostic.span.as_ref())
        .chain(diagnostic.notes.iter().map(|note| Some(&note.span)))
        .map(|span| {
            span.map_or_else(String::new, |span| span.source().path().display().to_string())
        })
        .collect();
    let title = level.primary_title(diagnostic.message.as_str());
    let mut group = match (&diagnostic.span, paths.first()) {
        (Some(span), Some(path)) => title.element(
            Snippet::source(span.source().text())
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(span.range())),
        ),
        _ => Group::with_title(title),
    };
    for (note, path) in diagnostic.notes.iter().zip(paths.iter().skip(1)) {
        group = group.element(
            Snippet::source(note.span.source().text()).path(path.as_str()).annotation(
                AnnotationKind::Context.span(note.span.range()).label(note.message.as_str()),
            ),
        );
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    Renderer::styled().render(&[group])
}

#[cfg(test)]
mod tests {
    use landform_diag::Source;

    use super::*;

    #[test]
    fn shows_file_line_excerpt_and_hint() {
        let source = Source::new("landform.hcl", "company \"acme\" {\n  regoin = \"x\"\n}\n");
        let fault = Diagnostic::error("unknown attribute `regoin`")
            .at(source.span(19..25))
            .hint("did you mean `region`?");
        let shown = anstream::adapter::strip_str(&render(&fault)).to_string();
        insta::assert_snapshot!(shown, @r#"
        error: unknown attribute `regoin`
         --> landform.hcl:2:3
          |
        2 |   regoin = "x"
          |   ^^^^^^
          |
          = hint: did you mean `region`?
        "#);
    }
}

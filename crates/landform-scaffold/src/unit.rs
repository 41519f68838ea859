//! A unit of the live repo as a value, and its text.

use std::fmt::Write as _;

use crate::expression::{Expression, assignments, raw, text};

/// A unit: one module, one state.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// The folder, from the root of the live repo.
    pub(crate) path: String,
    /// The one line that says what it is.
    comment: String,
    /// The module that it applies.
    pub(crate) module: &'static str,
    /// The units whose outputs it reads: the name that it gives them, and their folder.
    dependencies: Vec<(String, String)>,
    /// The units that must only be there before it.
    after: Vec<String>,
    /// What it sets, in the order in which it is written.
    inputs: Vec<(String, Expression)>,
}

impl Unit {
    /// Creates a unit without inputs.
    pub(crate) fn new(path: String, module: &'static str, comment: impl Into<String>) -> Self {
        Self {
            path,
            comment: comment.into(),
            module,
            dependencies: Vec::new(),
            after: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// Sets an input.
    #[must_use]
    pub(crate) fn set(mut self, name: &str, value: Expression) -> Self {
        self.inputs.push((name.to_owned(), value));
        self
    }

    /// Sets an input if there is a value.
    #[must_use]
    pub(crate) fn set_some(self, name: &str, value: Option<Expression>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Sets an input to a literal string.
    #[must_use]
    pub(crate) fn text(self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, text(value))
    }

    /// Sets an input to something that is written as it is.
    #[must_use]
    pub(crate) fn raw(self, name: &str, value: impl ToString) -> Self {
        self.set(name, raw(value))
    }

    /// Reads the outputs of another unit under a name.
    #[must_use]
    pub(crate) fn needs(mut self, name: &str, path: impl Into<String>) -> Self {
        self.dependencies.push((name.to_owned(), path.into()));
        self
    }

    /// Comes after another unit without reading its outputs.
    #[must_use]
    pub(crate) fn after(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        if !self.after.contains(&path) {
            self.after.push(path);
        }
        self
    }

    /// Returns the text of its `terragrunt.hcl`.
    pub(crate) fn render(&self) -> String {
        let mut page = format!(
            "# {}\ninclude \"root\" {{\n  path   = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}}\n\n\
             terraform {{\n  source = \"${{include.root.locals.modules}}//{}\"\n}}\n",
            self.comment, self.module
        );
        for (name, path) in &self.dependencies {
            let path = relative(&self.path, path);
            let _ = write!(page, "\ndependency \"{name}\" {{\n  config_path = \"{path}\"\n}}\n");
        }
        if !self.after.is_empty() {
            let paths = self.after.iter().map(|path| text(relative(&self.path, path)));
            let paths = ("paths".to_owned(), Expression::List(paths.collect()));
            page.push_str("\ndependencies {\n");
            assignments(&mut page, 1, &[paths]);
            page.push_str("}\n");
        }
        page.push_str("\ninputs = {\n");
        assignments(&mut page, 1, &self.inputs);
        page.push_str("}\n");
        page
    }
}

/// Returns the way from one folder to another.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.split('/').collect(), to.split('/').collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(shared).map(|_| "..");
    up.chain(to.iter().skip(shared).copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_way() {
        for (from, to, expected) in [
            ("dev/r/dev/alb", "dev/r/dev/vpc", "../vpc"),
            ("dev/r/dev/services/web", "dev/r/dev/vpc", "../../vpc"),
            ("dev/r/dev/vpc", "logs/r/log-archive", "../../../../logs/r/log-archive"),
            ("dev/r/dev/databases/a", "dev/r/dev/databases/b", "../b"),
        ] {
            assert_eq!(relative(from, to), expected);
        }
    }
}

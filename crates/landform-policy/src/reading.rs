//! Reading a policy document.

use landform_diag::{Diagnostic, Diagnostics, Source};

use crate::document::{
    ActionPattern, Effect, Mode, Policy, PolicyKind, Selection, Statement, StatementId,
};
use crate::elements::{actions, conditions, principals, resources};
use crate::json::{Entry, Node};
use crate::template::Template;
use crate::trusted::Trusted;

/// The version of the language, which decides whether there are variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `2008-10-17`, also where none is given: `${…}` is plain text.
    Old,
    /// `2012-10-17`.
    Current,
}

/// What the reading of a document carries along.
pub(crate) struct Reader {
    pub(crate) kind: PolicyKind,
    pub(crate) version: Version,
    pub(crate) faults: Diagnostics,
}

/// Reads a policy document: a value if it has no error, and everything that is to be said about it.
///
/// The source's path names the document, so give a document that comes from a plan the address of its resource.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
#[must_use]
pub fn read_policy(source: &Source, kind: PolicyKind) -> (Option<Policy>, Diagnostics) {
    let mut reader = Reader { kind, version: Version::Old, faults: Diagnostics::default() };
    let name = source.path().display().to_string();
    let statements = match Node::root(source) {
        Ok(root) => reader.document(&root, &name),
        Err(fault) => {
            reader.faults.push(fault);
            Vec::new()
        }
    };
    let policy = Policy { name, kind, statements };
    ((!reader.faults.has_errors()).then_some(policy), reader.faults.sorted())
}

const ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl Reader {
    pub(crate) fn error(&mut self, node: &Node<'_>, message: String) {
        self.faults.push(Diagnostic::error(message).at(node.span()));
    }

    pub(crate) fn warn(&mut self, node: &Node<'_>, message: String, hint: &str) {
        self.faults.push(Diagnostic::warning(message).at(node.span()).hint(hint));
    }

    fn document(&mut self, root: &Node<'_>, name: &str) -> Vec<Statement> {
        let Some(entries) = self.object(root, "a policy", &ELEMENTS) else { return Vec::new() };
        if let Some(version) = find(&entries, "Version") {
            self.version = self.version(version);
        }
        if let Some(id) = find(&entries, "Id")
            && id.text().is_none()
        {
            self.error(id, format!("`Id` must be a string, not {}", id.kind()));
        }
        let Some(list) = find(&entries, "Statement") else {
            self.error(root, "a policy needs `Statement`".to_owned());
            return Vec::new();
        };
        let mut statements: Vec<Statement> = Vec::new();
        for (number, node) in (1..).zip(list.one_or_more()) {
            let id = StatementId { policy: name.to_owned(), number, sid: None };
            let Some(statement) = self.statement(&node, id) else { continue };
            let sid = statement.id.sid.as_ref();
            if let Some(sid) = sid
                && statements.iter().any(|other| other.id.sid.as_ref() == Some(sid))
            {
                self.error(&node, format!("`Sid` `{sid}` is given twice"));
            }
            statements.push(statement);
        }
        statements
    }

    fn version(&mut self, node: &Node<'_>) -> Version {
        match node.text().as_deref() {
            Some("2012-10-17") => return Version::Current,
            Some("2008-10-17") => {}
            _ => self.error(node, "`Version` must be `2012-10-17` or `2008-10-17`".to_owned()),
        }
        Version::Old
    }

    fn statement(&mut self, node: &Node<'_>, mut id: StatementId) -> Option<Statement> {
        let entries = self.object(node, "a statement", &STATEMENT_ELEMENTS)?;
        id.sid = find(&entries, "Sid").and_then(|sid| self.sid(sid));
        let effect = match find(&entries, "Effect") {
            Some(effect) => self.effect(effect),
            None => {
                self.error(node, "a statement needs `Effect`".to_owned());
                None
            }
        };
        let principals = self.principal_element(node, &entries, effect);
        let actions = self.action_element(node, &entries);
        let resources = self.resource_element(node, &entries);
        let conditions =
            find(&entries, "Condition").map(|one| conditions(self, one)).unwrap_or_default();
        let (effect, actions) = (effect?, actions?);
        Some(Statement {
            id,
            effect,
            span: node.span(),
            principals,
            actions,
            resources,
            conditions,
        })
    }

    fn sid(&mut self, node: &Node<'_>) -> Option<String> {
        let Some(sid) = node.text() else {
            self.error(node, format!("`Sid` must be a string, not {}", node.kind()));
            return None;
        };
        let plain = sid.bytes().all(|one| one.is_ascii_alphanumeric());
        if !plain && self.kind != PolicyKind::Resource {
            self.error(node, format!("`Sid` `{sid}` has other characters than letters and digits"));
        }
        Some(sid).filter(|sid| !sid.is_empty())
    }

    fn effect(&mut self, node: &Node<'_>) -> Option<Effect> {
        match node.text().as_deref() {
            Some("Allow") => Some(Effect::Allow),
            Some("Deny") => Some(Effect::Deny),
            _ => {
                self.error(node, "`Effect` must be `Allow` or `Deny`".to_owned());
                None
            }
        }
    }

    fn principal_element(
        &mut self,
        statement: &Node<'_>,
        entries: &[Entry<'_>],
        effect: Option<Effect>,
    ) -> Option<Selection<Trusted>> {
        let found = self.either(entries, "Principal", "NotPrincipal");
        match (self.kind, found) {
            (PolicyKind::Identity | PolicyKind::ServiceControl, Some((_, node))) => {
                let message = "a policy of this kind has no `Principal`: it counts for whom it is attached to";
                self.error(node, message.to_owned());
                None
            }
            (PolicyKind::Identity | PolicyKind::ServiceControl, None) => None,
            (PolicyKind::Resource | PolicyKind::Trust | PolicyKind::ResourceControl, None) => {
                self.error(statement, "a statement of this policy needs `Principal`".to_owned());
                None
            }
            (PolicyKind::Trust, Some((Mode::AllBut, node))) => {
                self.error(node, "a trust policy has no `NotPrincipal`".to_owned());
                None
            }
            (
                PolicyKind::Resource | PolicyKind::Trust | PolicyKind::ResourceControl,
                Some((mode, node)),
            ) => {
                if mode == Mode::AllBut && effect == Some(Effect::Allow) {
                    let message =
                        "`NotPrincipal` with `Allow` allows everybody else, also strangers";
                    let hint = "name those who are allowed in `Principal`";
                    self.warn(node, message.to_owned(), hint);
                }
                Some(Selection { mode, items: principals(self, node) })
            }
        }
    }

    fn action_element(
        &mut self,
        statement: &Node<'_>,
        entries: &[Entry<'_>],
    ) -> Option<Selection<ActionPattern>> {
        let Some((mode, node)) = self.either(entries, "Action", "NotAction") else {
            self.error(statement, "a statement needs `Action` or `NotAction`".to_owned());
            return None;
        };
        Some(Selection { mode, items: actions(self, node) })
    }

    fn resource_element(
        &mut self,
        statement: &Node<'_>,
        entries: &[Entry<'_>],
    ) -> Option<Selection<Template>> {
        let found = self.either(entries, "Resource", "NotResource");
        match (self.kind, found) {
            (PolicyKind::Trust, Some((_, node))) => {
                let message = "a trust policy has no `Resource`: it counts for its own role";
                self.error(node, message.to_owned());
                None
            }
            // The documents of some services, such as repositories of images, count for the resource they are attached to.
            (PolicyKind::Trust | PolicyKind::Resource, None) => None,
            (
                PolicyKind::Identity | PolicyKind::ServiceControl | PolicyKind::ResourceControl,
                None,
            ) => {
                self.error(statement, "a statement needs `Resource` or `NotResource`".to_owned());
                None
            }
            (_, Some((mode, node))) => Some(Selection { mode, items: resources(self, node) }),
        }
    }

    fn either<'e, 'a>(
        &mut self,
        entries: &'e [Entry<'a>],
        name: &str,
        opposite: &str,
    ) -> Option<(Mode, &'e Node<'a>)> {
        match (find(entries, name), find(entries, opposite)) {
            (Some(_), Some(node)) => {
                self.error(node, format!("a statement has `{name}` or `{opposite}`, not both"));
                Some((Mode::AllBut, node))
            }
            (Some(node), None) => Some((Mode::Only, node)),
            (None, Some(node)) => Some((Mode::AllBut, node)),
            (None, None) => None,
        }
    }

    fn object<'a>(
        &mut self,
        node: &Node<'a>,
        what: &str,
        known: &[&str],
    ) -> Option<Vec<Entry<'a>>> {
        let entries = self.entries(node, what)?;
        for entry in &entries {
            if known.contains(&entry.name.as_str()) {
                continue;
            }
            let fault = Diagnostic::error(format!("{what} has no element `{}`", entry.name));
            let meant = known.iter().find(|own| own.eq_ignore_ascii_case(&entry.name));
            self.faults.push(match meant {
                Some(meant) => {
                    fault.at(entry.span.clone()).hint(format!("did you mean `{meant}`?"))
                }
                None => fault.at(entry.span.clone()),
            });
        }
        Some(entries)
    }

    /// Returns what an object has; each name may be there once.
    pub(crate) fn entries<'a>(&mut self, node: &Node<'a>, what: &str) -> Option<Vec<Entry<'a>>> {
        let Some(entries) = node.entries() else {
            self.error(node, format!("{what} must be an object, not {}", node.kind()));
            return None;
        };
        for (at, entry) in entries.iter().enumerate() {
            if entries.iter().take(at).any(|other| other.name == entry.name) {
                let message = format!("`{}` is given twice", entry.name);
                self.faults.push(Diagnostic::error(message).at(entry.span.clone()));
            }
        }
        Some(entries)
    }
}

fn find<'e, 'a>(entries: &'e [Entry<'a>], name: &str) -> Option<&'e Node<'a>> {
    entries.iter().find(|entry| entry.name == name).map(|entry| &entry.value)
}

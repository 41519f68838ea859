//! A policy document as values, and which of its statements speak about a request.

use std::fmt;

use landform_diag::Span;

use crate::condition::Condition;
use crate::context::Context;
use crate::pattern::{Token, matches, tokens};
use crate::principal::Principal;
use crate::template::Template;
use crate::trusted::{Grant, Trusted, is_left_out};

/// What a document is attached to, which decides what may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// A user, group or role; also a permissions boundary and a session's policy.
    Identity,
    /// A resource, such as a bucket, a key or a queue.
    Resource,
    /// A role, saying who may assume it.
    Trust,
    /// A root, unit or account of an organization, limiting its principals (SCP).
    ServiceControl,
    /// A root, unit or account of an organization, limiting access to its resources (RCP).
    ResourceControl,
}

/// Whether a statement allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows, if nothing denies.
    Allow,
    /// It denies, whatever allows.
    Deny,
}

/// A policy document that was read.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Where it comes from: the path of its source.
    pub name: String,
    /// What it is attached to.
    pub kind: PolicyKind,
    /// Its statements, in the order of the text.
    pub statements: Vec<Statement>,
}

/// One statement of a document.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Which statement it is.
    pub id: StatementId,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Where it is.
    pub span: Span,
    pub(crate) principals: Option<Selection<Trusted>>,
    pub(crate) actions: Selection<ActionPattern>,
    pub(crate) resources: Option<Selection<Template>>,
    pub(crate) conditions: Vec<Condition>,
}

/// Which statement of which document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementId {
    /// The name of the document.
    pub policy: String,
    /// The number of the statement, counted from 1.
    pub number: usize,
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sid {
            Some(sid) => write!(f, "`{sid}` of {}", self.policy),
            None => write!(f, "statement {} of {}", self.number, self.policy),
        }
    }
}

/// The elements that come with and without `Not`.
#[derive(Clone, Debug)]
pub(crate) struct Selection<T> {
    pub(crate) mode: Mode,
    pub(crate) items: Vec<T>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Only,
    AllBut,
}

impl<T> Selection<T> {
    fn has(&self, is_it: impl Fn(&T) -> bool) -> bool {
        self.items.iter().any(is_it) == (self.mode == Mode::Only)
    }
}

/// An action with wildcards; case does not count.
#[derive(Clone, Debug)]
pub(crate) struct ActionPattern {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
}

impl ActionPattern {
    pub(crate) fn new(text: String) -> Self {
        let tokens = tokens(&text.to_ascii_lowercase());
        Self { text, tokens }
    }
}

/// A request in the form in which statements are compared with it.
pub(crate) struct Asked<'a> {
    pub(crate) principal: &'a Principal,
    /// The action in lower case.
    pub(crate) action: Vec<char>,
    pub(crate) resource: Vec<char>,
    pub(crate) context: Context,
    /// Whether the principal has a permissions boundary.
    pub(crate) bounded: Bounded,
}

/// Whether a principal has a permissions boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounded {
    Yes,
    No,
}

impl Statement {
    /// Returns how directly the statement speaks about a request, if it does.
    pub(crate) fn applies(&self, asked: &Asked<'_>) -> Option<Grant> {
        let grant = self.covers(asked)?;
        let is_action = |own: &ActionPattern| matches(&own.tokens, &asked.action);
        let is_resource = |own: &Template| {
            own.expand(&asked.context).is_some_and(|pattern| matches(&pattern, &asked.resource))
        };
        let fits = self.actions.has(is_action)
            && self.resources.as_ref().is_none_or(|own| own.has(is_resource))
            && self.conditions.iter().all(|one| one.holds(&asked.context));
        fits.then_some(grant)
    }

    fn covers(&self, asked: &Asked<'_>) -> Option<Grant> {
        let Some(principals) = &self.principals else { return Some(Grant::Direct) };
        if principals.mode == Mode::AllBut {
            // A denial of this form always hits those who have a boundary ("Permissions boundaries for IAM entities").
            let hit_anyway = self.effect == Effect::Deny && asked.bounded == Bounded::Yes;
            let spared = is_left_out(&principals.items, asked.principal);
            return (hit_anyway || !spared).then_some(Grant::Direct);
        }
        let covered = principals.items.iter();
        covered.filter_map(|one| one.covers(asked.principal, self.effect)).max()
    }
}

impl Policy {
    /// Returns the statements of an effect that speak about a request, with how directly they do.
    pub(crate) fn speaking<'a>(
        &'a self,
        effect: Effect,
        asked: &'a Asked<'_>,
    ) -> impl Iterator<Item = (&'a Statement, Grant)> {
        self.statements
            .iter()
            .filter(move |one| one.effect == effect)
            .filter_map(|one| Some((one, one.applies(asked)?)))
    }
}

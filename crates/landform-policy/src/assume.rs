//! Who can assume which role.

use crate::context::Context;
use crate::decision::{
    Caller, Decision, Layer, Level, Request, ResourceRule, Standing, Target, decide,
};
use crate::document::Policy;
use crate::name::{Action, Arn};
use crate::principal::Principal;

/// A role as somebody meets it who wants to assume it.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name.
    pub arn: Arn,
    /// Who may assume it.
    pub trust: Policy,
    /// What its account is to the organization.
    pub standing: Standing,
    /// The RCPs from the root down to its account.
    pub resource_control: Vec<Level>,
}

/// Somebody who may want to assume a role.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// What to call it.
    pub name: String,
    /// Who it is.
    pub principal: Principal,
    /// Its own policies.
    pub caller: Caller<'a>,
    /// What it comes with, such as the claims of its token.
    pub context: Context,
}

/// The answer for one role and one candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The role.
    pub role: Arn,
    /// The name of the candidate.
    pub candidate: String,
    /// Whether it can assume the role.
    pub decision: Decision,
}

/// Returns for each role and each candidate, in their order, whether the candidate can assume the role.
#[must_use]
pub fn who_can_assume(roles: &[Role], candidates: &[Candidate<'_>]) -> Vec<Assumption> {
    let pairs = roles.iter().flat_map(|role| candidates.iter().map(move |one| (role, one)));
    pairs
        .map(|(role, one)| Assumption {
            role: role.arn.clone(),
            candidate: one.name.clone(),
            decision: can_assume(role, one),
        })
        .collect()
}

/// Decides whether a candidate can assume a role. A root user cannot, whatever the documents say.
///
/// Sources: IAM User Guide, "IAM roles", "Methods to assume a role"; AWS STS API Reference, "AssumeRole".
#[must_use]
pub fn can_assume(role: &Role, candidate: &Candidate<'_>) -> Decision {
    if matches!(candidate.principal, Principal::Root(_)) {
        return Decision::ImplicitDeny { layer: Layer::Identity };
    }
    let request = Request {
        principal: candidate.principal.clone(),
        action: assuming(&candidate.principal),
        resource: role.arn.to_string(),
        context: candidate.context.clone(),
    };
    let target = Target {
        account: role.arn.account(),
        standing: role.standing,
        resource_control: &role.resource_control,
        policies: std::slice::from_ref(&role.trust),
        rule: ResourceRule::Required,
    };
    decide(&request, &candidate.caller, &target)
}

/// Returns the action by which a principal assumes a role.
#[must_use]
pub fn assuming(principal: &Principal) -> Action {
    match principal {
        Principal::Federated(provider) if provider.contains(":saml-provider/") => {
            Action::named("sts:AssumeRoleWithSAML")
        }
        Principal::Federated(_) => Action::named("sts:AssumeRoleWithWebIdentity"),
        Principal::Anonymous
        | Principal::Root(_)
        | Principal::User(_)
        | Principal::Session { .. }
        | Principal::Service(_) => Action::named("sts:AssumeRole"),
    }
}

/// What a workflow of GitHub Actions runs for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkflowTrigger {
    /// A push to a branch.
    Branch(String),
    /// A push of a tag.
    Tag(String),
    /// A pull request, whoever opened it.
    PullRequest,
    /// A job that names an environment, whatever started it.
    Environment(String),
}

/// Returns the claims of a token that GitHub gives to a workflow of a repository (`owner/name`) for an audience.
///
/// Source: GitHub documentation, "OpenID Connect reference", its default subjects.
#[must_use]
pub fn github_claims(repository: &str, trigger: &WorkflowTrigger, audience: &str) -> Context {
    let what = match trigger {
        WorkflowTrigger::Branch(name) => format!("ref:refs/heads/{name}"),
        WorkflowTrigger::Tag(name) => format!("ref:refs/tags/{name}"),
        WorkflowTrigger::PullRequest => "pull_request".to_owned(),
        // A colon in the name would forge the rest of the subject, so GitHub writes it as `%3A`.
        WorkflowTrigger::Environment(name) => format!("environment:{}", name.replace(':', "%3A")),
    };
    Context::default()
        .with("token.actions.githubusercontent.com:sub", format!("repo:{repository}:{what}"))
        .with("token.actions.githubusercontent.com:aud", audience)
}

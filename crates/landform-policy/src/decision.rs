//! Whether a request is allowed, and by which document it is or is not.

use std::fmt;

use crate::context::Context;
use crate::document::{Asked, Bounded, Effect, Policy, StatementId};
use crate::name::{AccountId, Action, Arn};
use crate::principal::Principal;
use crate::trusted::Grant;

/// A request: who wants to do what to which resource.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who makes it.
    pub principal: Principal,
    /// What is to be done.
    pub action: Action,
    /// To what: an ARN, or `*` for actions that are about no resource.
    pub resource: String,
    /// What else is known; keys that follow from principal and resource are added where they are not given.
    pub context: Context,
}

/// What an account is to its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in none.
    Outside,
    /// It is a member, which the organization's policies limit.
    Member,
    /// It manages the organization, whose policies do not limit it.
    Management,
}

/// The policies that are attached to a root, a unit or an account of an organization.
#[derive(Clone, Debug)]
pub struct Level {
    /// What they are attached to.
    pub name: String,
    /// The policies.
    pub policies: Vec<Policy>,
}

/// The policies on the side of whoever makes the request.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// What the caller's account is to its organization.
    pub standing: Standing,
    /// The SCPs from the root down to the account; none if the organization has not enabled them.
    pub service_control: &'a [Level],
    /// The policies of the user with its groups, or of the role.
    pub identity: &'a [Policy],
    /// The permissions boundary.
    pub boundary: Option<&'a Policy>,
    /// The policies that were given when the session was made; `None` if none were.
    pub session: Option<&'a [Policy]>,
}

/// What a resource's document is for principals of its own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceRule {
    /// One of two ways to be allowed; most services.
    OrIdentity,
    /// Without it nothing is allowed: trust policies and key policies.
    Required,
}

/// The policies on the side of the resource.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The account of the resource; `None` takes the one in its ARN, or else the caller's.
    pub account: Option<AccountId>,
    /// What that account is to its organization.
    pub standing: Standing,
    /// The RCPs from the root down to the account; leave them out for a service that has none.
    pub resource_control: &'a [Level],
    /// The documents of the resource itself.
    pub policies: &'a [Policy],
    /// What they are for principals of the same account.
    pub rule: ResourceRule,
}

/// A kind of policy that takes part in a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The SCPs of a level.
    ServiceControl(String),
    /// The RCPs of a level.
    ResourceControl(String),
    /// The documents of the resource.
    Resource,
    /// The policies of the user or role.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// The policies of the session.
    Session,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is allowed.
    Allowed {
        /// The statement that grants it; `None` for an account's root user, who needs none.
        by: Option<StatementId>,
    },
    /// A statement denies it.
    ExplicitDeny {
        /// Where the statement is.
        layer: Layer,
        /// Which it is.
        by: StatementId,
    },
    /// Something that had to allow it does not.
    ImplicitDeny {
        /// What does not.
        layer: Layer,
    },
}

impl Decision {
    /// Tells whether the request is allowed.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

/// Decides about a request.
///
/// A denial anywhere wins. Then each level of the SCPs has to allow; RCPs only ever deny, as the policy that allows everything
/// cannot be detached from any level. Within one account the documents of the resource and of the identity count as one; a
/// document that names a user, a session or everybody allows by itself, whatever boundary and session policies leave out; one
/// that names the role is limited by these; one that names the account leaves the decision to the identity's policies.
/// Across accounts both sides have to allow. Where AWS says that something may happen, the answer is the one that allows, since
/// the question is who could get in.
///
/// Sources: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access", "Cross-account policy
/// evaluation logic", "Permissions boundaries for IAM entities"; AWS Organizations User Guide, "SCP evaluation", "RCP evaluation".
#[must_use]
pub fn decide(request: &Request, caller: &Caller<'_>, target: &Target<'_>) -> Decision {
    let own = request.principal.account();
    let account = target.account.clone().or_else(|| {
        request.resource.parse::<Arn>().ok().and_then(|arn| arn.account()).or_else(|| own.clone())
    });
    let asked = asked(request, caller, account.as_ref());
    let case = Case { asked: &asked, caller, target };
    if let Some(denied) = case.denial() {
        return denied;
    }
    if let Some(level) = case.service_control().find(|level| !case.is_allowed(&level.policies)) {
        return Decision::ImplicitDeny { layer: Layer::ServiceControl(level.name.clone()) };
    }
    match (&own, &account) {
        (None, _) => case.by_resource_alone(),
        (Some(own), Some(account)) if own == account => case.within_account(),
        (Some(_), _) => case.across_accounts(),
    }
}

fn asked<'a>(request: &'a Request, caller: &Caller<'_>, account: Option<&AccountId>) -> Asked<'a> {
    let mut context = request.context.clone();
    request.principal.add_keys(&mut context);
    if let Some(account) = account {
        context.add("aws:ResourceAccount", account.to_string());
    }
    Asked {
        principal: &request.principal,
        action: request.action.as_str().to_ascii_lowercase().chars().collect(),
        resource: request.resource.chars().collect(),
        context,
        bounded: if caller.boundary.is_some() { Bounded::Yes } else { Bounded::No },
    }
}

struct Case<'a> {
    asked: &'a Asked<'a>,
    caller: &'a Caller<'a>,
    target: &'a Target<'a>,
}

impl<'a> Case<'a> {
    /// Returns the SCPs that count: those of a member's own principals.
    fn service_control(&self) -> impl Iterator<Item = &'a Level> {
        let principal = self.asked.principal;
        let counts = self.caller.standing == Standing::Member
            && principal.account().is_some()
            && !principal.is_service_linked();
        self.caller.service_control.iter().filter(move |_| counts)
    }

    /// Returns the RCPs that count: those of a member's resources.
    fn resource_control(&self) -> impl Iterator<Item = &'a Level> {
        let counts =
            self.target.standing == Standing::Member && !self.asked.principal.is_service_linked();
        self.target.resource_control.iter().filter(move |_| counts)
    }

    /// Returns the first denial.
    fn denial(&self) -> Option<Decision> {
        let scps = self.service_control().flat_map(|level| {
            level.policies.iter().map(|one| (Layer::ServiceControl(level.name.clone()), one))
        });
        let rcps = self.resource_control().flat_map(|level| {
            level.policies.iter().map(|one| (Layer::ResourceControl(level.name.clone()), one))
        });
        let session = self.caller.session.unwrap_or_default();
        let rest = (self.target.policies.iter().map(|one| (Layer::Resource, one)))
            .chain(self.caller.identity.iter().map(|one| (Layer::Identity, one)))
            .chain(self.caller.boundary.map(|one| (Layer::Boundary, one)))
            .chain(session.iter().map(|one| (Layer::Session, one)));
        scps.chain(rcps).chain(rest).find_map(|(layer, policy)| {
            let (statement, _) = policy.speaking(Effect::Deny, self.asked).next()?;
            Some(Decision::ExplicitDeny { layer, by: statement.id.clone() })
        })
    }

    fn allowing(&self, policies: &[Policy]) -> Option<(StatementId, Grant)> {
        let allowing = policies.iter().flat_map(|one| one.speaking(Effect::Allow, self.asked));
        // The first of the most direct ones: `max_by_key` would return the last.
        let strongest = allowing.reduce(|best, one| if one.1 > best.1 { one } else { best });
        strongest.map(|(statement, grant)| (statement.id.clone(), grant))
    }

    fn is_allowed(&self, policies: &[Policy]) -> bool {
        self.allowing(policies).is_some()
    }

    /// Decides for those who have no policies of their own.
    fn by_resource_alone(&self) -> Decision {
        match self.allowing(self.target.policies) {
            Some((by, _)) => Decision::Allowed { by: Some(by) },
            None => Decision::ImplicitDeny { layer: Layer::Resource },
        }
    }

    fn within_account(&self) -> Decision {
        let granted = self.allowing(self.target.policies);
        match (granted, self.target.rule) {
            (Some((by, Grant::Direct)), _) => Decision::Allowed { by: Some(by) },
            (Some((by, Grant::Role)), _) => self.limited(Some(by)),
            (None, ResourceRule::Required) => Decision::ImplicitDeny { layer: Layer::Resource },
            (Some((_, Grant::Account)) | None, _) => self.by_identity(),
        }
    }

    fn across_accounts(&self) -> Decision {
        match self.allowing(self.target.policies) {
            Some(_) => self.by_identity(),
            None => Decision::ImplicitDeny { layer: Layer::Resource },
        }
    }

    /// Decides by what the caller's own account grants.
    fn by_identity(&self) -> Decision {
        if matches!(self.asked.principal, Principal::Root(_)) {
            return self.limited(None);
        }
        match self.allowing(self.caller.identity) {
            Some((by, _)) => self.limited(Some(by)),
            None => Decision::ImplicitDeny { layer: Layer::Identity },
        }
    }

    /// Decides about a grant that boundary and session limit.
    fn limited(&self, by: Option<StatementId>) -> Decision {
        let is_inside = |policies: &[Policy]| self.is_allowed(policies);
        if !self.caller.boundary.is_none_or(|one| is_inside(std::slice::from_ref(one))) {
            return Decision::ImplicitDeny { layer: Layer::Boundary };
        }
        if !self.caller.session.is_none_or(is_inside) {
            return Decision::ImplicitDeny { layer: Layer::Session };
        }
        Decision::Allowed { by }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServiceControl(level) => write!(f, "the service control policies of {level}"),
            Self::ResourceControl(level) => write!(f, "the resource control policies of {level}"),
            Self::Resource => f.write_str("the resource's policies"),
            Self::Identity => f.write_str("the identity's policies"),
            Self::Boundary => f.write_str("the permissions boundary"),
            Self::Session => f.write_str("the session's policies"),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed { by: Some(by) } => write!(f, "allowed by {by}"),
            Self::Allowed { by: None } => f.write_str("allowed to the account's root"),
            Self::ExplicitDeny { layer, by } => write!(f, "denied by {by}, in {layer}"),
            Self::ImplicitDeny { layer } => write!(f, "not allowed by {layer}"),
        }
    }
}

//! Requests, and the parties on both sides of them.

use landform_policy::{
    Caller, Context, Decision, Level, Policy, PolicyKind, Principal, Request, ResourceRule,
    Standing, Target, decide,
};

use super::estate::policy;

/// Somebody with policies, who can ask for things of the own account.
pub(super) struct Party {
    pub(super) arn: String,
    pub(super) standing: Standing,
    pub(super) service_control: Vec<Level>,
    pub(super) identity: Vec<Policy>,
    pub(super) boundary: Option<Policy>,
}

impl Party {
    /// Creates a party in an account that no organization limits.
    pub(super) fn new(arn: &str, identity: Vec<Policy>) -> Self {
        Self {
            arn: arn.to_owned(),
            standing: Standing::Outside,
            service_control: Vec::new(),
            identity,
            boundary: None,
        }
    }

    /// Creates a party that may do everything that nobody else forbids.
    pub(super) fn administrator(arn: &str) -> Self {
        Self::new(arn, vec![everything()])
    }

    pub(super) fn principal(&self) -> Principal {
        principal(&self.arn)
    }

    pub(super) fn caller(&self) -> Caller<'_> {
        Caller {
            standing: self.standing,
            service_control: &self.service_control,
            identity: &self.identity,
            boundary: self.boundary.as_ref(),
            session: None,
        }
    }

    /// Decides about a request to a resource of the own account that has no document.
    pub(super) fn asks(&self, action: &str, resource: &str, context: &Context) -> Decision {
        let target = Target {
            account: self.principal().account(),
            standing: self.standing,
            resource_control: &[],
            policies: &[],
            rule: ResourceRule::OrIdentity,
        };
        decide(&request(self.principal(), action, resource, context), &self.caller(), &target)
    }
}

/// Reads the ARN of somebody.
pub(super) fn principal(arn: &str) -> Principal {
    Principal::from_arn(&arn.parse().unwrap()).unwrap()
}

pub(super) fn request(
    principal: Principal,
    action: &str,
    resource: &str,
    context: &Context,
) -> Request {
    Request {
        principal,
        action: action.parse().unwrap(),
        resource: resource.to_owned(),
        context: context.clone(),
    }
}

/// Returns what AWS's own `AdministratorAccess` and `FullAWSAccess` say.
pub(super) fn everything() -> Policy {
    statements("everything", r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#)
}

/// Returns what AWS's own `PowerUserAccess` says.
pub(super) fn power_user() -> Policy {
    statements(
        "PowerUserAccess",
        r#"{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
           {"Effect": "Allow", "Action": ["account:GetAccountInformation", "account:GetPrimaryEmail", "account:ListRegions",
            "iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization"], "Resource": "*"}"#,
    )
}

fn statements(name: &str, text: &str) -> Policy {
    let document = format!(r#"{{"Version": "2012-10-17", "Statement": [{text}]}}"#);
    policy(name, &document, PolicyKind::Identity)
}

/// Fails unless a statement denies the request, whatever else is granted.
#[track_caller]
pub(super) fn assert_denied(decision: &Decision, what: &str) {
    assert!(matches!(decision, Decision::ExplicitDeny { .. }), "{what}: {decision}");
}

#[track_caller]
pub(super) fn assert_refused(decision: &Decision, what: &str) {
    assert!(!decision.is_allowed(), "{what}: {decision}");
}

#[track_caller]
pub(super) fn assert_allowed(decision: &Decision, what: &str) {
    assert!(decision.is_allowed(), "{what}: {decision}");
}

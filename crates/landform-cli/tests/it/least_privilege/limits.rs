//! What the boundary keeps the apply role, and all roles that it makes, from.

use landform_policy::Context;

use super::estate::{Estate, with_users};
use super::pipeline::session;
use super::requests::{Party, assert_allowed, assert_denied, assert_refused, everything};

const BOUNDARY_KEY: &str = "iam:PermissionsBoundary";

/// Returns the apply role of an account, once as it is and once as if it had been given every right.
fn apply_roles(estate: &Estate, account: &str) -> [Party; 2] {
    let plain = session(estate, account, "landform-apply", "apply");
    let mut swollen = session(estate, account, "landform-apply", "apply");
    swollen.identity = vec![everything()];
    [plain, swollen]
}

fn boundary_arn(estate: &Estate, account: &str) -> String {
    format!("arn:aws:iam::{}:policy/landform-boundary", estate.id(account))
}

#[test]
fn the_apply_role_makes_and_strengthens_roles_only_within_the_boundary() {
    let Some(estate) = with_users("which roles the apply role makes") else { return };
    for account in estate.accounts.keys() {
        let role = estate.role(account, "acme-app-task");
        let own = Context::default().with(BOUNDARY_KEY, boundary_arn(estate, account));
        let weaker =
            Context::default().with(BOUNDARY_KEY, "arn:aws:iam::aws:policy/ReadOnlyAccess");
        let none = Context::default();
        for party in apply_roles(estate, account) {
            for action in [
                "iam:CreateRole",
                "iam:AttachRolePolicy",
                "iam:PutRolePolicy",
                "iam:PutRolePermissionsBoundary",
            ] {
                let what = format!("{account}: {action}");
                assert_allowed(&party.asks(action, &role, &own), &what);
                assert_denied(&party.asks(action, &role, &none), &what);
                assert_denied(&party.asks(action, &role, &weaker), &what);
            }
            let removal = party.asks("iam:DeleteRolePermissionsBoundary", &role, &own);
            assert_denied(&removal, account);
        }
    }
}

#[test]
fn the_apply_role_cannot_change_the_roles_that_are_stronger_than_itself() {
    let Some(estate) = with_users("which roles the apply role changes") else { return };
    for account in estate.accounts.keys() {
        let own = Context::default().with(BOUNDARY_KEY, boundary_arn(estate, account));
        for name in [
            "landform-plan",
            "landform-apply",
            "landform-new",
            "OrganizationAccountAccessRole",
            "break-glass-full-access",
        ] {
            let role = estate.role(account, name);
            for action in [
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:PassRole",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
            ] {
                for party in apply_roles(estate, account) {
                    assert_denied(&party.asks(action, &role, &own), &format!("{action} {role}"));
                }
            }
        }
    }
}

#[test]
fn the_apply_role_cannot_loosen_the_boundary_or_choose_whose_tokens_count() {
    let Some(estate) = with_users("what the apply role does about its own limits") else { return };
    for account in estate.accounts.keys() {
        let id = estate.id(account);
        let boundary = boundary_arn(estate, account);
        let provider =
            format!("arn:aws:iam::{id}:oidc-provider/token.actions.githubusercontent.com");
        for (action, resource) in [
            ("iam:CreatePolicyVersion", &boundary),
            ("iam:DeletePolicy", &boundary),
            ("iam:DeletePolicyVersion", &boundary),
            ("iam:SetDefaultPolicyVersion", &boundary),
            ("iam:AddClientIDToOpenIDConnectProvider", &provider),
            ("iam:CreateOpenIDConnectProvider", &provider),
            ("iam:DeleteOpenIDConnectProvider", &provider),
            ("iam:UpdateOpenIDConnectProviderThumbprint", &provider),
        ] {
            for party in apply_roles(estate, account) {
                let decision = party.asks(action, resource, &Context::default());
                assert_denied(&decision, &format!("{account}: {action}"));
            }
        }
    }
}

#[test]
fn the_apply_role_cannot_make_credentials() {
    let Some(estate) = with_users("which credentials the apply role makes") else { return };
    for account in estate.accounts.keys() {
        let keeps_users = account == "security";
        let user = format!("arn:aws:iam::{}:user/people/ada", estate.id(account));
        for party in apply_roles(estate, account) {
            let ask = |action: &str| party.asks(action, &user, &Context::default());
            for action in [
                "iam:AttachUserPolicy",
                "iam:CreateAccessKey",
                "iam:CreateServiceSpecificCredential",
                "iam:DeleteUserPermissionsBoundary",
                "iam:PutUserPermissionsBoundary",
                "iam:PutUserPolicy",
                "iam:UpdateAccessKey",
                "iam:UpdateLoginProfile",
            ] {
                assert_denied(&ask(action), &format!("{account}: {action}"));
            }
            // The account that keeps people as users has them made by the pipeline.
            for action in ["iam:AddUserToGroup", "iam:CreateLoginProfile", "iam:CreateUser"] {
                let what = format!("{account}: {action}");
                match keeps_users {
                    true => assert_allowed(&ask(action), &what),
                    false => assert_denied(&ask(action), &what),
                }
            }
        }
    }
}

#[test]
fn the_apply_role_hands_roles_to_known_services_alone() {
    let Some(estate) = with_users("to whom the apply role hands roles") else { return };
    let party = session(estate, "dev", "landform-apply", "apply");
    let role = estate.role("dev", "acme-dev-api-task");
    let pass = |service: &str| {
        let context = Context::default().with("iam:PassedToService", service);
        party.asks("iam:PassRole", &role, &context)
    };
    assert_allowed(&pass("ecs-tasks.amazonaws.com"), "tasks");
    assert_refused(&pass("sagemaker.amazonaws.com"), "another service");
    assert_refused(&party.asks("iam:PassRole", &role, &Context::default()), "no service");
}

#[test]
fn the_apply_role_assumes_only_its_counterparts_and_leaves_no_organization() {
    let Some(estate) = with_users("whom the apply role becomes") else { return };
    for account in estate.accounts.keys() {
        for party in apply_roles(estate, account) {
            let ask = |action: &str, what: &str| party.asks(action, what, &Context::default());
            for other in estate.accounts.keys() {
                for name in ["OrganizationAccountAccessRole", "break-glass-full-access", "admin"] {
                    let role = estate.role(other, name);
                    assert_denied(&ask("sts:AssumeRole", &role), &format!("{account}: {role}"));
                }
                let counterpart = estate.role(other, "landform-apply");
                if account != "management" && account != other {
                    let what = format!("{account}: {counterpart}");
                    assert_denied(&ask("sts:AssumeRole", &counterpart), &what);
                }
            }
            for action in [
                "account:CloseAccount",
                "organizations:CloseAccount",
                "organizations:DeleteOrganization",
                "organizations:LeaveOrganization",
                "organizations:RemoveAccountFromOrganization",
                "sts:AssumeRoot",
            ] {
                assert_denied(&ask(action, "*"), &format!("{account}: {action}"));
            }
            if account != "management" {
                assert_refused(&ask("organizations:AttachPolicy", "*"), account);
            }
        }
    }
}

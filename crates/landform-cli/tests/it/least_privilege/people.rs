//! What people get as IAM users, who take on roles with a second factor.

use std::collections::BTreeSet;

use landform_policy::{
    Candidate, Context, Decision, PolicyKind, Role, Standing, WriteGrant, can_assume, writes,
};

use super::estate::{Estate, with_users};
use super::requests::{Party, assert_allowed, assert_denied, assert_refused, everything};

/// The users and their groups.
const PEOPLE: [(&str, &str); 5] = [
    ("ada", "administrators"),
    ("bill", "billing"),
    ("dave", "developers"),
    ("rita", "read-only"),
    ("sally", "support"),
];

const PRESENT: &str = "aws:MultiFactorAuthPresent";
const AGE: &str = "aws:MultiFactorAuthAge";

/// Returns a user with the policies of its groups.
fn user(estate: &Estate, name: &str, group: &str) -> Party {
    let arn = &estate.output(estate.unit("security", "iam-users"), "user_arns")[name];
    let document =
        |name: &str| estate.document("security", "iam-users", name, PolicyKind::Identity);
    let policies = vec![document("self_management"), document(&format!("{group}_roles"))];
    Party::new(arn.as_str().unwrap(), policies)
}

/// Returns all roles for people, with the account and kind of each.
fn roles(estate: &Estate) -> Vec<(String, Role)> {
    let mut roles = Vec::new();
    for account in estate.accounts.keys() {
        let arns = estate.output(estate.unit(account, "access-roles"), "role_arns");
        for (kind, arn) in arns.as_object().unwrap() {
            let trust = format!("{kind}_trust");
            let role = Role {
                arn: arn.as_str().unwrap().parse().unwrap(),
                trust: estate.document(account, "access-roles", &trust, PolicyKind::Trust),
                standing: Standing::Member,
                resource_control: Vec::new(),
            };
            roles.push((format!("{account} {kind}"), role));
        }
    }
    assert!(roles.len() >= 7 * 3 + 5, "{}", roles.len());
    roles
}

fn assumes(party: &Party, role: &Role, context: &Context) -> Decision {
    let candidate = Candidate {
        name: party.arn.clone(),
        principal: party.principal(),
        caller: party.caller(),
        context: context.clone(),
    };
    can_assume(role, &candidate)
}

/// Returns a context with a second factor that was shown some seconds ago.
fn shown(seconds: u32) -> Context {
    Context::default().with(PRESENT, "true").with(AGE, seconds.to_string())
}

/// Returns what a request looks like whose second factor is missing in one way or another.
fn not_shown() -> [(&'static str, Context); 4] {
    [
        ("key absent, as with an access key", Context::default()),
        ("key false", Context::default().with(PRESENT, "false")),
        ("age alone", Context::default().with(AGE, "1")),
        ("false, with an age", Context::default().with(PRESENT, "false").with(AGE, "1")),
    ]
}

#[test]
fn each_group_takes_on_its_roles_and_no_others() {
    let Some(estate) = with_users("which roles people take on") else { return };
    let everywhere = |kind: &str| {
        estate.accounts.keys().map(|account| format!("{account} {kind}")).collect::<BTreeSet<_>>()
    };
    let developer = ["dev", "stage", "prod"].map(|account| format!("{account} developer"));
    let roles = roles(estate);
    for (name, group) in PEOPLE {
        let person = user(estate, name, group);
        let reached =
            roles.iter().filter(|(_, role)| assumes(&person, role, &shown(60)).is_allowed());
        let reached: BTreeSet<String> = reached.map(|(name, _)| name.clone()).collect();
        let expected = match group {
            "administrators" => everywhere("full-access"),
            "billing" => BTreeSet::from(["management billing".to_owned()]),
            "developers" => &everywhere("read-only") | &BTreeSet::from(developer.clone()),
            "read-only" => everywhere("read-only"),
            _ => everywhere("support"),
        };
        assert_eq!(reached, expected, "{name}");
    }
}

#[test]
fn no_role_opens_without_a_second_factor() {
    let Some(estate) = with_users("who needs a second factor") else { return };
    let id = estate.id("security");
    let mut parties: Vec<Party> =
        PEOPLE.iter().map(|(name, group)| user(estate, name, group)).collect();
    parties.push(Party::administrator(&format!("arn:aws:iam::{id}:user/people/anybody")));
    // Sessions of roles carry no proof of a second factor.
    parties.push(Party::administrator(&estate.role("security", "admin")));
    parties.push(Party::administrator(&estate.role("security", "landform-apply")));
    for (name, role) in roles(estate) {
        for party in &parties {
            for (why, context) in not_shown() {
                let decision = assumes(party, &role, &context);
                assert_refused(&decision, &format!("{} as {name}: {why}", party.arn));
            }
            let without_age = Context::default().with(PRESENT, "true");
            assert_refused(&assumes(party, &role, &without_age), &format!("{name}: no age"));
            let day = assumes(party, &role, &shown(24 * 3600));
            assert_refused(&day, &format!("{} as {name}: shown a day ago", party.arn));
        }
    }
}

#[test]
fn full_access_needs_a_second_factor_of_the_last_quarter_of_an_hour() {
    let Some(estate) = with_users("how old a second factor may be") else { return };
    let ada = user(estate, "ada", "administrators");
    for (name, role) in roles(estate).iter().filter(|(name, _)| name.ends_with(" full-access")) {
        assert_allowed(&assumes(&ada, role, &shown(899)), name);
        assert_refused(&assumes(&ada, role, &shown(900)), name);
    }
}

#[test]
fn roles_open_to_the_account_that_keeps_the_users_alone() {
    let Some(estate) = with_users("whose users take on roles") else { return };
    let outside = ["999999999999".to_owned()];
    let others = estate.accounts.iter().filter(|(name, _)| *name != "security");
    let others: Vec<&String> = others.map(|(_, id)| id).chain(&outside).collect();
    for (name, role) in roles(estate) {
        for id in &others {
            for who in ["user/people/ada", "role/admin"] {
                let party = Party::administrator(&format!("arn:aws:iam::{id}:{who}"));
                let decision = assumes(&party, &role, &shown(60));
                assert_refused(&decision, &format!("{} as {name}", party.arn));
            }
        }
    }
}

/// What users may do about themselves; `own` and `device` are their own, `second` is a further device of theirs.
const ABOUT_ONESELF: [(&str, &str); 19] = [
    ("iam:ChangePassword", "own"),
    ("iam:GetLoginProfile", "own"),
    ("iam:GetUser", "own"),
    ("iam:GetAccountPasswordPolicy", "*"),
    ("iam:ListVirtualMFADevices", "*"),
    ("iam:CreateVirtualMFADevice", "device"),
    ("iam:DeleteVirtualMFADevice", "device"),
    ("iam:EnableMFADevice", "own"),
    ("iam:GetMFADevice", "own"),
    ("iam:ListMFADevices", "own"),
    ("iam:ResyncMFADevice", "own"),
    ("iam:CreateVirtualMFADevice", "second"),
    ("iam:DeleteVirtualMFADevice", "second"),
    ("iam:DeactivateMFADevice", "own"),
    ("iam:CreateAccessKey", "own"),
    ("iam:DeleteAccessKey", "own"),
    ("iam:GetAccessKeyLastUsed", "own"),
    ("iam:ListAccessKeys", "own"),
    ("iam:UpdateAccessKey", "own"),
];

/// The part of it that is there before a second factor is.
const ENROLMENT: [(&str, &str); 10] = [
    ("iam:ChangePassword", "own"),
    ("iam:GetUser", "own"),
    ("iam:GetAccountPasswordPolicy", "*"),
    ("iam:ListVirtualMFADevices", "*"),
    ("iam:CreateVirtualMFADevice", "device"),
    ("iam:DeleteVirtualMFADevice", "device"),
    ("iam:EnableMFADevice", "own"),
    ("iam:GetMFADevice", "own"),
    ("iam:ListMFADevices", "own"),
    ("iam:ResyncMFADevice", "own"),
];

/// Returns the ARN of something of a user.
fn thing(estate: &Estate, what: &str, name: &str) -> String {
    let id = estate.id("security");
    match what {
        "own" => format!("arn:aws:iam::{id}:user/people/{name}"),
        "device" => format!("arn:aws:iam::{id}:mfa/{name}"),
        "second" => format!("arn:aws:iam::{id}:mfa/{name}--phone"),
        other => other.to_owned(),
    }
}

#[test]
fn a_user_without_a_second_factor_can_only_enrol_one() {
    let Some(estate) = with_users("what users do before a second factor") else { return };
    for (name, group) in PEOPLE {
        let person = user(estate, name, group);
        for (why, context) in not_shown() {
            for (action, what) in ABOUT_ONESELF {
                let decision = person.asks(action, &thing(estate, what, name), &context);
                let is_enrolment = ENROLMENT.contains(&(action, what));
                assert_eq!(decision.is_allowed(), is_enrolment, "{name} {action} {what}: {why}");
            }
        }
        for (action, what) in ABOUT_ONESELF {
            let decision = person.asks(action, &thing(estate, what, name), &shown(60));
            assert_allowed(&decision, &format!("{name} {action} {what}"));
        }
    }
}

#[test]
fn a_user_without_a_second_factor_is_denied_even_what_somebody_else_grants() {
    let Some(estate) = with_users("what grants are worth without a second factor") else { return };
    let mut person = user(estate, "dave", "developers");
    person.identity.push(everything());
    for action in [
        "iam:CreateAccessKey",
        "iam:DeactivateMFADevice",
        "iam:AttachUserPolicy",
        "s3:GetObject",
        "sts:AssumeRole",
    ] {
        // An age alone is not a request that AWS makes, and is no proof either.
        let ways = not_shown().into_iter().filter(|(why, _)| *why != "age alone");
        for (why, context) in ways {
            assert_denied(&person.asks(action, "*", &context), &format!("{action}: {why}"));
        }
        assert_allowed(&person.asks(action, "*", &shown(60)), action);
    }
}

#[test]
fn a_user_can_change_nobody_else() {
    let Some(estate) = with_users("whom users change") else { return };
    let person = user(estate, "dave", "developers");
    for context in [shown(60), Context::default()] {
        for (action, what) in ABOUT_ONESELF.into_iter().filter(|(_, what)| *what != "*") {
            for other in ["ada", "dave2", "dav"] {
                let decision = person.asks(action, &thing(estate, what, other), &context);
                assert_refused(&decision, &format!("{action} {what} of {other}"));
            }
        }
        for action in
            ["iam:AddUserToGroup", "iam:AttachUserPolicy", "iam:CreateUser", "s3:GetObject"]
        {
            assert_refused(&person.asks(action, "*", &context), action);
        }
    }
}

#[test]
fn the_roles_of_people_cannot_raise_themselves() {
    let Some(estate) = with_users("what the roles of people write") else { return };
    for account in ["dev", "stage", "prod"] {
        let own = |name: &str| estate.document(account, "access-roles", name, PolicyKind::Identity);
        let developer = Party::new(
            &estate.role(account, "access-developer"),
            vec![own("developer_permissions")],
        );
        for action in [
            "account:CloseAccount",
            "cloudtrail:StopLogging",
            "ec2:DisableEbsEncryptionByDefault",
            "ec2:ModifySnapshotAttribute",
            "iam:CreateRole",
            "iam:PassRole",
            "kms:Decrypt",
            "organizations:LeaveOrganization",
            "secretsmanager:GetSecretValue",
            "sts:AssumeRole",
        ] {
            let decision = developer.asks(action, "*", &Context::default());
            assert_refused(&decision, &format!("{account}: {action}"));
        }
        let none: Vec<WriteGrant> = Vec::new();
        assert_eq!(writes(&own("read-only_permissions")), none, "{account}");
        let reader = Party::new(
            &estate.role(account, "access-read-only"),
            vec![own("read-only_permissions"), everything()],
        );
        for action in ["secretsmanager:GetSecretValue", "ssm:GetParameter"] {
            assert_denied(&reader.asks(action, "*", &Context::default()), action);
        }
    }
}

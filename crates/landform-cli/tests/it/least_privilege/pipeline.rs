//! The roles with which workflows plan and apply.

use std::collections::BTreeSet;

use landform_policy::{
    Caller, Candidate, Context, Granted, PolicyKind, Principal, Role, Standing, WorkflowTrigger,
    can_assume, github_claims, who_can_assume, writes,
};

use super::estate::{Estate, with_users};
use super::requests::{
    Party, assert_allowed, assert_denied, assert_refused, everything, power_user,
};

const REPOSITORY: &str = "acme/infrastructure-live";
const AUDIENCE: &str = "sts.amazonaws.com";
const ISSUER: &str = "token.actions.githubusercontent.com";
const ROLES: [(&str, &str); 2] = [("landform-plan", "plan"), ("landform-apply", "apply")];

/// Returns one of the two roles of an account.
fn role(estate: &Estate, account: &str, name: &str, document: &str) -> Role {
    let document = format!("{document}_trust");
    Role {
        arn: estate.role(account, name).parse().unwrap(),
        trust: estate.document(account, "ci-roles", &document, PolicyKind::Trust),
        standing: Standing::Member,
        resource_control: Vec::new(),
    }
}

/// Returns a session of one of the two roles with all of its policies; those of AWS are taken to allow as much as they may.
pub(super) fn session(estate: &Estate, account: &str, name: &str, document: &str) -> Party {
    let own = format!("{document}_permissions");
    let own = estate.document(account, "ci-roles", &own, PolicyKind::Identity);
    let is_apply = document == "apply";
    let managed = if is_apply { power_user() } else { everything() };
    let boundary =
        is_apply.then(|| estate.document(account, "ci-roles", "boundary", PolicyKind::Identity));
    Party { boundary, ..Party::new(&estate.role(account, name), vec![own, managed]) }
}

/// Somebody with a token, who comes without policies.
fn bearer<'a>(name: &str, provider: &str, context: Context) -> Candidate<'a> {
    let caller = Caller {
        standing: Standing::Outside,
        service_control: &[],
        identity: &[],
        boundary: None,
        session: None,
    };
    let principal = Principal::Federated(provider.to_owned());
    Candidate { name: name.to_owned(), principal, caller, context }
}

fn subject(text: &str) -> Context {
    let (subject, audience) = (format!("{ISSUER}:sub"), format!("{ISSUER}:aud"));
    Context::default().with(&subject, text).with(&audience, AUDIENCE)
}

/// Returns every token that somebody may come with, of the repository itself and of others.
fn tokens(estate: &Estate, account: &str) -> Vec<Candidate<'static>> {
    use WorkflowTrigger::{Branch, Environment, PullRequest, Tag};
    let provider = format!("arn:aws:iam::{}:oidc-provider/{ISSUER}", estate.id(account));
    let mut tokens = Vec::new();
    let triggers = [
        Branch("main".into()),
        Branch("main2".into()),
        Branch("feature/main".into()),
        Branch("Main".into()),
        Tag("main".into()),
        Tag("v1.0.0".into()),
        PullRequest,
        Environment("production".into()),
        // GitHub escapes the colons of such a name.
        Environment("x:ref:refs/heads/main".into()),
    ];
    let repositories = [
        REPOSITORY,
        "mallory/infrastructure-live",
        "acme/infrastructure-live-fork",
        "acme/other",
        "acme2/infrastructure-live",
        "ACME/infrastructure-live",
    ];
    for repository in repositories {
        for trigger in &triggers {
            let claims = github_claims(repository, trigger, AUDIENCE);
            tokens.push(bearer(&format!("{repository} {trigger:?}"), &provider, claims));
        }
    }
    for forged in [
        "repo:acme/infrastructure-live:ref:refs/heads/*",
        "repo:acme/infrastructure-live:environment:x:ref:refs/heads/main",
        "repo:mallory/x:ref:refs/heads/main:repo:acme/infrastructure-live:ref:refs/heads/main",
        " repo:acme/infrastructure-live:ref:refs/heads/main",
        "repo:acme/infrastructure-live:ref:refs/heads/main\n",
        "repo:acme/*:ref:refs/heads/main",
        "*",
        "",
    ] {
        tokens.push(bearer(&format!("forged {forged:?}"), &provider, subject(forged)));
    }
    let deploy = || github_claims(REPOSITORY, &Branch("main".into()), AUDIENCE);
    let audience = format!("{ISSUER}:aud");
    let meant_for_others = deploy().with(&audience, "https://github.com/acme");
    tokens.push(bearer("another audience", &provider, meant_for_others));
    let claims = deploy();
    let subject = claims.single(&format!("{ISSUER}:sub")).unwrap();
    let lacking = Context::default().with(&format!("{ISSUER}:sub"), subject);
    tokens.push(bearer("no audience", &provider, lacking));
    tokens.push(bearer("no subject", &provider, Context::default().with(&audience, AUDIENCE)));
    let elsewhere = format!("arn:aws:iam::999999999999:oidc-provider/{ISSUER}");
    tokens.push(bearer("the provider of another account", &elsewhere, deploy()));
    let other = provider.replace(ISSUER, "gitlab.example.com");
    tokens.push(bearer("another provider", &other, deploy()));
    tokens
}

/// Returns the names of the tokens that open a role.
fn opening(estate: &Estate, account: &str, name: &str, document: &str) -> Vec<String> {
    let role = role(estate, account, name, document);
    let tokens = tokens(estate, account);
    assert!(tokens.len() >= 60);
    let opens = |one: &Candidate<'_>| can_assume(&role, one).is_allowed();
    tokens.into_iter().filter(opens).map(|one| one.name).collect()
}

/// The accounts that workflows enter directly: one to plan and apply all, one to build images of machines.
const ENTRIES: [&str; 2] = ["management", "shared-services"];

#[test]
fn the_apply_role_opens_to_the_deploy_branch_of_the_one_repository_alone() {
    let Some(estate) = with_users("who can apply") else { return };
    for account in ENTRIES {
        assert_eq!(
            opening(estate, account, "landform-apply", "apply"),
            ["acme/infrastructure-live Branch(\"main\")"],
            "{account}"
        );
    }
}

#[test]
fn the_plan_role_opens_to_pull_requests_and_the_deploy_branch_of_the_one_repository_alone() {
    let Some(estate) = with_users("who can plan") else { return };
    for account in ENTRIES {
        assert_eq!(
            opening(estate, account, "landform-plan", "plan"),
            ["acme/infrastructure-live Branch(\"main\")", "acme/infrastructure-live PullRequest"],
            "{account}"
        );
    }
}

#[test]
fn no_token_opens_a_role_of_another_account() {
    let Some(estate) = with_users("which accounts trust tokens") else { return };
    let others = estate.accounts.keys().filter(|one| !ENTRIES.contains(&one.as_str()));
    for account in others {
        for (name, document) in ROLES {
            let none: [&str; 0] = [];
            assert_eq!(opening(estate, account, name, document), none, "{account}");
        }
    }
}

#[test]
fn the_roles_of_an_account_open_to_the_same_roles_of_the_management_account_and_to_themselves() {
    let Some(estate) = with_users("which roles assume which") else { return };
    let accounts: Vec<&str> = estate.accounts.keys().map(String::as_str).collect();
    let pairs: Vec<(&str, (&str, &str))> = accounts
        .iter()
        .flat_map(|account| ROLES.into_iter().map(move |role| (*account, role)))
        .collect();
    let roles: Vec<Role> = pairs
        .iter()
        .map(|(account, (name, document))| role(estate, account, name, document))
        .collect();
    let mut parties: Vec<Party> = pairs
        .iter()
        .map(|(account, (name, document))| session(estate, account, name, document))
        .collect();
    for account in &accounts {
        for name in ["admin", "x/landform-apply", "break-glass-full-access", "landform-apply2"] {
            parties.push(Party::administrator(&estate.role(account, name)));
        }
        let id = estate.id(account);
        parties.push(Party::administrator(&format!("arn:aws:iam::{id}:user/landform-apply")));
        parties.push(Party::administrator(&format!("arn:aws:iam::{id}:root")));
    }
    parties.push(Party::administrator("arn:aws:iam::999999999999:role/landform-apply"));
    let candidates: Vec<Candidate<'_>> = parties
        .iter()
        .map(|party| Candidate {
            name: party.arn.clone(),
            principal: party.principal(),
            caller: party.caller(),
            context: Context::default(),
        })
        .collect();
    let management = estate.id("management");
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    let mut allowed = 0;
    for one in who_can_assume(&roles, &candidates) {
        let role = one.role.as_str();
        let same = last(&one.candidate) == last(role) && one.candidate.contains(management);
        let expected = same || one.candidate == role;
        assert_eq!(one.decision.is_allowed(), expected, "{} as {role}", one.candidate);
        allowed += usize::from(expected);
    }
    assert_eq!(allowed, 2 * (7 + 6), "each role by itself, and by that of the management account");
}

/// What the plan role may do that is not plain reading, by action and statement.
const NOT_PLAIN_READING: [(&str, &str); 2] = [
    // From the management account into the others, where it is the plan role again.
    ("sts:AssumeRole", "AssumeRoles"),
    // `GetRoleCredentials` is among these, which takes a person's own token; policies do not decide about it.
    ("sso:Get*", "Look"),
];

#[test]
fn the_plan_role_has_no_write_action() {
    let Some(estate) = with_users("what the plan role writes") else { return };
    for account in estate.accounts.keys() {
        let own = estate.document(account, "ci-roles", "plan_permissions", PolicyKind::Identity);
        for grant in writes(&own) {
            let Granted::Action(action) = &grant.what else { panic!("{account}: {grant:?}") };
            let sid = grant.by.sid.as_deref().unwrap_or_default();
            let is_known = NOT_PLAIN_READING.contains(&(action.as_str(), sid));
            assert!(is_known, "{account}: {grant:?}");
        }
        let party = Party::new(&estate.role(account, "landform-plan"), vec![own]);
        let state = format!("arn:aws:s3:::acme-{account}-us-east-1-tfstate/x/tofu.tfstate");
        for (action, resource) in [
            ("s3:PutObject", state.as_str()),
            ("s3:PutObject", &format!("{state}.tflock")),
            ("s3:DeleteObject", &state),
            ("sts:AssumeRole", &estate.role(account, "landform-apply")),
            ("sts:AssumeRole", &estate.role("prod", "landform-apply")),
            ("sts:AssumeRole", &estate.role("prod", "OrganizationAccountAccessRole")),
            ("iam:PassRole", &estate.role(account, "landform-plan")),
            ("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/a"),
        ] {
            let decision = party.asks(action, resource, &Context::default());
            assert_refused(&decision, &format!("{account}: {action} {resource}"));
        }
    }
}

#[test]
fn the_plan_role_reads_states_and_no_other_data_whatever_managed_policies_allow() {
    let Some(estate) = with_users("what the plan role reads") else { return };
    for account in estate.accounts.keys() {
        let party = session(estate, account, "landform-plan", "plan");
        let state = format!("arn:aws:s3:::acme-{account}-us-east-1-tfstate/x/tofu.tfstate");
        let ask = |action: &str, resource: &str| party.asks(action, resource, &Context::default());
        assert_allowed(&ask("s3:GetObject", &state), account);
        let newest = "arn:aws:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest/x";
        assert_allowed(&ask("ssm:GetParameter", newest), account);
        for (action, resource) in [
            ("s3:GetObject", "arn:aws:s3:::acme-logs-us-east-1-cloudtrail/x"),
            ("s3:GetObject", "arn:aws:s3:::acme-tfstate/x"),
            ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:1:secret:x"),
            ("ssm:GetParameter", "arn:aws:ssm:us-east-1:111111111111:parameter/x"),
            ("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/x"),
            ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111111111111:table/x"),
            ("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111111111111:x"),
            ("logs:GetLogEvents", "arn:aws:logs:us-east-1:111111111111:log-group:x"),
            ("logs:StartQuery", "arn:aws:logs:us-east-1:111111111111:log-group:x"),
            ("ec2:GetPasswordData", "arn:aws:ec2:us-east-1:111111111111:instance/x"),
            ("ecr:BatchGetImage", "arn:aws:ecr:us-east-1:111111111111:repository/x"),
        ] {
            assert_denied(&ask(action, resource), &format!("{account}: {action} {resource}"));
        }
    }
}

#[test]
fn the_roles_of_workflows_have_no_other_managed_policies() {
    let Some(estate) = with_users("which managed policies the roles of workflows have") else {
        return;
    };
    let attached: BTreeSet<(&str, &str)> = estate
        .resources()
        .filter(|one| one.kind == "aws_iam_role_policy_attachment")
        .filter(|one| one.text("role").starts_with("landform-"))
        .map(|one| (one.attributes["role"].as_str(), one.attributes["policy_arn"].as_str()))
        .map(|(role, arn)| (role.unwrap(), arn.unwrap().strip_prefix("arn:aws:iam::aws:").unwrap()))
        .collect();
    let expected = [
        ("landform-apply", "policy/PowerUserAccess"),
        ("landform-plan", "policy/SecurityAudit"),
        ("landform-plan", "policy/job-function/ViewOnlyAccess"),
    ];
    assert_eq!(attached, BTreeSet::from(expected));
}

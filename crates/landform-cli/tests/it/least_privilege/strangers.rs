//! What the resources and roles of the whole estate say to everybody outside of it.

use landform_policy::{
    Caller, Candidate, Context, Decision, PolicyKind, Principal, ResourceRule, Role, Standing,
    Target, WorkflowTrigger, can_assume, decide, github_claims,
};
use serde_json::Value as Json;

use super::documents::{Document, documents, one_or_more, statements};
use super::estate::{Estate, account_of, policy, whole};
use super::requests::{Party, assert_allowed, assert_refused, request};

/// An account that does not belong to the estate.
const STRANGER: &str = "999999999999";

/// Statements that are open to a service whomever it acts for, with the reason why nothing is lost.
const OPEN_TO_SERVICES: [(&str, &str); 1] = [
    // A service looks at a key before it uses it, and does not say for whom.
    ("kms:DescribeKey", "ServicesDescribe"),
];

/// Returns a text that a pattern matches.
fn example(pattern: &str) -> String {
    pattern.replace(['*', '?'], "x")
}

/// Returns a text in which every account of the estate is another one's.
fn estranged(estate: &Estate, text: &str) -> String {
    estate.accounts.values().fold(text.to_owned(), |text, id| text.replace(id.as_str(), STRANGER))
}

/// Returns the context that makes a statement's conditions hold; what AWS tells about a stranger is the stranger's.
fn context(estate: &Estate, statement: &Json, is_stranger: bool) -> Context {
    let mut context = Context::default().with("aws:SecureTransport", "true");
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().unwrap() {
            let value =
                one_or_more(values).first().and_then(|one| one.as_str()).unwrap_or_default();
            let value = match (operator.as_str(), is_stranger) {
                ("Null", _) => continue,
                (_, true) if key.to_lowercase().ends_with(":principalorgid") => {
                    "o-stranger".to_owned()
                }
                (_, true) => estranged(estate, &example(value)),
                (_, false) => example(value),
            };
            context = context.with(key, value);
        }
    }
    context
}

/// Returns the decision about what a statement of a resource's document is about.
fn asked(
    estate: &Estate,
    document: &Document,
    (action, resource): (&str, &str),
    party: (&Principal, &Caller<'_>),
    context: &Context,
) -> Decision {
    let own = policy(&document.address, &document.text, document.kind);
    let target = Target {
        account: Some(estate.id(account_of(&document.unit)).parse().unwrap()),
        standing: Standing::Member,
        resource_control: &[],
        policies: &[own],
        rule: match document.of.as_str() {
            "aws_iam_role" | "aws_kms_key" | "aws_kms_key_policy" => ResourceRule::Required,
            _ => ResourceRule::OrIdentity,
        },
    };
    decide(&request(party.0.clone(), action, resource, context), party.1, &target)
}

/// Returns an action and a resource for each that a statement names.
fn about(statement: &Json) -> Vec<(String, String)> {
    let texts = |value: &Json| {
        let items = one_or_more(value);
        items.into_iter().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // What is meant by all but some things is not asked about here, so no document may say it.
    assert!(!statement["Action"].is_null() && statement["NotResource"].is_null(), "{statement}");
    let resources = texts(&statement["Resource"]);
    let mut pairs = Vec::new();
    for action in texts(&statement["Action"]) {
        let action = if action == "*" { "s3:GetObject".to_owned() } else { example(&action) };
        // A repository's document names no resource: it is about the repository.
        for resource in resources
            .iter()
            .map(|one| example(one))
            .chain(resources.is_empty().then(|| "x".to_owned()))
        {
            pairs.push((action.clone(), resource));
        }
    }
    pairs
}

/// Returns the services that a statement names.
fn services(statement: &Json) -> Vec<String> {
    let named = one_or_more(&statement["Principal"]["Service"]);
    named.into_iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Returns the documents of resources; those of endpoints are about what is behind them, not about themselves.
fn of_resources(estate: &Estate) -> Vec<Document> {
    let all = documents(estate).into_iter();
    all.filter(|one| one.kind == PolicyKind::Resource && one.of != "aws_vpc_endpoint").collect()
}

/// Returns what a document lets principals of another account do, or anybody.
fn open_to_strangers(estate: &Estate, document: &Document) -> Vec<String> {
    let stranger = Party::administrator(&format!("arn:aws:iam::{STRANGER}:role/stranger"));
    let principals = [
        stranger.principal(),
        Principal::Root(STRANGER.parse().unwrap()),
        Principal::User(format!("arn:aws:iam::{STRANGER}:user/stranger").parse().unwrap()),
        Principal::Anonymous,
    ];
    let mut open = Vec::new();
    for statement in statements(&document.json, "Allow") {
        let context = context(estate, statement, true);
        for (action, resource) in about(statement) {
            for principal in &principals {
                let party = (principal, &stranger.caller());
                let about = (action.as_str(), resource.as_str());
                if asked(estate, document, about, party, &context).is_allowed() {
                    open.push(format!("{}: {principal} {action}", document.address));
                }
            }
        }
    }
    open
}

/// Returns what a document lets services do for another account, and how much it lets them do for the estate.
fn open_to_services(estate: &Estate, document: &Document) -> (Vec<String>, usize) {
    let nobody = Party::new(&format!("arn:aws:iam::{STRANGER}:role/none"), Vec::new());
    let (mut open, mut count) = (Vec::new(), 0);
    for statement in statements(&document.json, "Allow") {
        let sid = statement["Sid"].as_str().unwrap_or_default();
        for principal in services(statement).into_iter().map(Principal::Service) {
            for (action, resource) in about(statement) {
                let party = (&principal, &nobody.caller());
                let what = format!("{}: {principal} {action} by {sid}", document.address);
                let ask = |is_stranger: bool| {
                    let context = context(estate, statement, is_stranger);
                    asked(estate, document, (action.as_str(), resource.as_str()), party, &context)
                };
                assert_allowed(&ask(false), &what);
                count += 1;
                let is_known = OPEN_TO_SERVICES.contains(&(action.as_str(), sid));
                if ask(true).is_allowed() && !is_known {
                    open.push(what);
                }
            }
        }
    }
    (open, count)
}

#[test]
fn no_resource_lets_an_account_outside_the_estate_in() {
    let Some(estate) = whole("what resources let strangers do") else { return };
    let documents = of_resources(estate);
    for kind in [
        "aws_ecr_repository_policy",
        "aws_s3_bucket_policy",
        "aws_kms_key",
        "aws_backup_vault_policy",
    ] {
        assert!(documents.iter().any(|one| one.of == kind), "{kind}");
    }
    let open: Vec<String> =
        documents.iter().flat_map(|one| open_to_strangers(estate, one)).collect();
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn no_service_reaches_a_resource_on_behalf_of_another_account() {
    let Some(estate) = whole("what services do for strangers") else { return };
    let mut checked = 0;
    for document in of_resources(estate) {
        let (open, count) = open_to_services(estate, &document);
        assert!(open.is_empty(), "{open:#?}");
        checked += count;
    }
    assert!(checked >= 100, "{checked}");
}

#[test]
fn a_document_that_is_open_is_seen_to_be() {
    let estate = Estate::bare("logs", "111111111111");
    let trail = r#"{"Service": "cloudtrail.amazonaws.com"}"#;
    let own_account = r#"{"StringEquals": {"aws:SourceAccount": "111111111111"}}"#;
    let any_trail = r#"{"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}}"#;
    let own_trail =
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111111111111:trail/*"}}"#;
    let organization = r#"{"StringEquals": {"aws:PrincipalOrgID": "o-acme000000"}}"#;
    for (principal, condition, to_strangers, to_services) in [
        (r#"{"AWS": "*"}"#, "{}", true, false),
        (r#"{"AWS": "*"}"#, organization, false, false),
        (r#"{"AWS": "999999999999"}"#, "{}", true, false),
        (r#"{"AWS": "111111111111"}"#, "{}", false, false),
        (trail, "{}", false, true),
        (trail, any_trail, false, true),
        (trail, own_trail, false, false),
        (trail, own_account, false, false),
    ] {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {principal},
            "Action": "s3:Put*", "Resource": "arn:aws:s3:::bucket/*", "Condition": {condition}}}}}"#
        );
        let document = Document {
            address: text.clone(),
            unit: "logs/us-east-1/archive".to_owned(),
            of: "aws_s3_bucket_policy".to_owned(),
            owner: "bucket".to_owned(),
            kind: PolicyKind::Resource,
            json: serde_json::from_str(&text).unwrap(),
            text,
        };
        let open = !open_to_strangers(&estate, &document).is_empty();
        assert_eq!(open, to_strangers, "{}", document.text);
        let (open, _) = open_to_services(&estate, &document);
        assert_eq!(!open.is_empty(), to_services, "{}", document.text);
    }
}

#[test]
fn accounts_that_a_resource_names_are_let_in() {
    let Some(estate) = whole("whom resources let in") else { return };
    let mut checked = 0;
    for document in of_resources(estate) {
        for statement in statements(&document.json, "Allow") {
            for named in one_or_more(&statement["Principal"]["AWS"]) {
                let named = named.as_str().unwrap();
                let Some(id) = estate.accounts.values().find(|id| named.contains(id.as_str()))
                else {
                    assert_eq!(named, "*", "{}", document.address);
                    continue;
                };
                let member = Party::administrator(&format!("arn:aws:iam::{id}:role/member"));
                let context = context(estate, statement, false);
                for (action, resource) in about(statement) {
                    let about = (action.as_str(), resource.as_str());
                    let party = (&member.principal(), &member.caller());
                    let decision = asked(estate, &document, about, party, &context);
                    assert_allowed(&decision, &format!("{}: {id} {action}", document.address));
                    checked += 1;
                }
            }
        }
    }
    assert!(checked >= 50, "{checked}");
}

/// Repositories and branches whose workflows open no role.
const FOREIGN_TOKENS: [(&str, Option<&str>); 3] = [
    ("mallory/infrastructure-live", Some("main")),
    ("acme/other", Some("main")),
    ("acme/infrastructure-live", Some("feature")),
];

/// The pull requests of the repository itself, which open no role but that which plans.
const PULL_REQUEST: (&str, Option<&str>) = ("acme/infrastructure-live", None);

#[test]
fn no_service_takes_on_a_role_on_behalf_of_another_account() {
    let Some(estate) = whole("for whom services take on roles") else { return };
    let mut checked = 0;
    for document in documents(estate).iter().filter(|one| one.kind == PolicyKind::Trust) {
        let (open, count) = open_to_services(estate, document);
        // An instance is in the account of its role, and whoever starts it must be allowed to hand that over.
        let open: Vec<&String> =
            open.iter().filter(|one| !one.contains(": ec2.amazonaws.com ")).collect();
        assert!(open.is_empty(), "{open:#?}");
        checked += count;
    }
    assert!(checked >= 20, "{checked}");
}

#[test]
fn nobody_outside_the_estate_can_assume_any_of_its_roles() {
    let Some(estate) = whole("who assumes the roles of the estate") else { return };
    let mut parties: Vec<Party> =
        ["role/landform-apply", "role/landform-plan", "role/admin", "user/people/ada"]
            .map(|who| Party::administrator(&format!("arn:aws:iam::{STRANGER}:{who}")))
            .into();
    parties.push(Party::new(&format!("arn:aws:iam::{STRANGER}:role/none"), Vec::new()));
    let shown = Context::default()
        .with("aws:MultiFactorAuthPresent", "true")
        .with("aws:MultiFactorAuthAge", "1")
        .with("sts:ExternalId", "x");
    let mut count = 0;
    for document in documents(estate).iter().filter(|one| one.kind == PolicyKind::Trust) {
        let id = estate.id(account_of(&document.unit));
        let role = Role {
            arn: format!("arn:aws:iam::{id}:role/{}", document.owner).parse().unwrap(),
            trust: policy(&document.address, &document.text, document.kind),
            standing: Standing::Member,
            resource_control: Vec::new(),
        };
        let provider =
            format!("arn:aws:iam::{id}:oidc-provider/token.actions.githubusercontent.com");
        let tokens = FOREIGN_TOKENS
            .iter()
            .chain((document.owner != "landform-plan").then_some(&PULL_REQUEST));
        let foreign = tokens.map(|(repository, branch)| {
            let trigger = branch.map(|one| WorkflowTrigger::Branch(one.to_owned()));
            let trigger = trigger.unwrap_or(WorkflowTrigger::PullRequest);
            let claims = github_claims(repository, &trigger, "sts.amazonaws.com");
            (Principal::Federated(provider.clone()), claims)
        });
        let known = parties.iter().map(|one| (one.principal(), shown.clone()));
        let anybody = [(Principal::Anonymous, shown.clone())];
        let all = known.chain(anybody).chain(foreign);
        for (principal, context) in all {
            let caller = parties[0].caller();
            let name = principal.to_string();
            let decision = can_assume(&role, &Candidate { name, principal, caller, context });
            assert_refused(&decision, &document.address);
        }
        count += 1;
    }
    assert!(count >= 60, "{count}");
}

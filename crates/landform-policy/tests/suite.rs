//! Runs the cases of `tests/suite/*.txt`: documents and requests in, decisions out. `UPDATE=1` rewrites what is decided.
//!
//! A case starts with `=== name` and has sections that start with `--- what`:
//! `identity`, `boundary`, `session`, `resource`, `trust`, `scp <level>` and `rcp <level>` are documents (a list is taken for the
//! statements of one of version 2012-10-17; more words only name the document);
//! `parties` says what else is so: `caller management`, `target outside`, `account <id>`, `rule required`, `role <arn>`;
//! `requests` has lines `principal action resource key=value key=[a,b]`, each with its decision in the line below;
//! `assume` has lines `principal key=value` or `github owner/name branch main key=value` about the trust document's role;
//! `writes` shows what the identity's documents allow that writes; `faults` what is said about all documents.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "the cases are read from disk, and faulty ones must be seen"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use landform_diag::{Diagnostics, Source};
use landform_policy::{
    Caller, Candidate, Context, Granted, Level, Policy, PolicyKind, Principal, Request,
    ResourceRule, Role, Standing, Target, WorkflowTrigger, can_assume, decide, github_claims,
    read_policy, writes,
};

const PROVIDER: &str =
    "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";

struct Case {
    name: String,
    sections: Vec<(String, String)>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_owned(), sections: Vec::new() });
            continue;
        }
        let case = cases.last_mut().expect("the first line names a case");
        if let Some(what) = line.strip_prefix("--- ") {
            case.sections.push((what.to_owned(), String::new()));
        } else if let Some((_, text)) = case.sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

#[derive(Default)]
struct Documents {
    identity: Vec<Policy>,
    boundary: Option<Policy>,
    session: Option<Vec<Policy>>,
    resource: Vec<Policy>,
    trust: Option<Policy>,
    service_control: Vec<Level>,
    resource_control: Vec<Level>,
    faults: Diagnostics,
}

fn documents(case: &Case) -> Documents {
    let mut documents = Documents::default();
    for (what, text) in &case.sections {
        let (kind, rest) = what.split_once(' ').unwrap_or((what, ""));
        let kind_of = match kind {
            "identity" | "boundary" | "session" => PolicyKind::Identity,
            "resource" => PolicyKind::Resource,
            "trust" => PolicyKind::Trust,
            "scp" => PolicyKind::ServiceControl,
            "rcp" => PolicyKind::ResourceControl,
            _ => continue,
        };
        let text = match text.starts_with('[') {
            true => format!("{{\"Version\": \"2012-10-17\", \"Statement\":\n{text}}}"),
            false => text.clone(),
        };
        let (policy, faults) = read_policy(&Source::new(what, text), kind_of);
        documents.faults.extend(faults);
        let Some(policy) = policy else { continue };
        match kind {
            "identity" => documents.identity.push(policy),
            "boundary" => documents.boundary = Some(policy),
            "session" => documents.session.get_or_insert_default().push(policy),
            "resource" => documents.resource.push(policy),
            "trust" => documents.trust = Some(policy),
            "scp" => add(&mut documents.service_control, rest, policy),
            _ => add(&mut documents.resource_control, rest, policy),
        }
    }
    documents
}

fn add(levels: &mut Vec<Level>, name: &str, policy: Policy) {
    let name = name.split_whitespace().next().unwrap_or(name);
    match levels.last_mut().filter(|level| level.name == name) {
        Some(level) => level.policies.push(policy),
        None => levels.push(Level { name: name.to_owned(), policies: vec![policy] }),
    }
}

fn party<'a>(case: &'a Case, name: &str) -> Option<&'a str> {
    let (_, text) = case.sections.iter().find(|(what, _)| what == "parties")?;
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

fn standing(case: &Case, name: &str, levels: &[Level]) -> Standing {
    match party(case, name) {
        Some("management") => Standing::Management,
        Some("member") => Standing::Member,
        Some("outside") => Standing::Outside,
        Some(other) => panic!("`{other}` is no standing"),
        None if levels.is_empty() => Standing::Outside,
        None => Standing::Member,
    }
}

fn principal(text: &str) -> Principal {
    if text == "anybody" {
        return Principal::Anonymous;
    }
    if let Some(name) = text.strip_prefix("service:") {
        return Principal::Service(name.to_owned());
    }
    if let Some(name) = text.strip_prefix("federated:") {
        return Principal::Federated(name.to_owned());
    }
    Principal::from_arn(&text.parse().expect("a principal is an ARN")).expect("it is a principal's")
}

fn with_keys<'a>(context: Context, words: impl Iterator<Item = &'a str>) -> Context {
    words.fold(context, |context, word| {
        let (key, value) = word.split_once('=').expect("a key has a value");
        match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some("") => context.with_all(key, []),
            Some(list) => context.with_all(key, list.split(',').map(str::to_owned)),
            None => context.with(key, value),
        }
    })
}

/// Returns the lines that ask something, each with what `answer` says.
fn answered(text: &str, answer: impl Fn(&str) -> String) -> String {
    let asking = text.lines().filter(|line| !line.is_empty() && !line.starts_with("  "));
    asking.map(|line| format!("{line}\n  {}\n", answer(line))).collect()
}

fn caller<'a>(case: &Case, documents: &'a Documents) -> Caller<'a> {
    Caller {
        standing: standing(case, "caller", &documents.service_control),
        service_control: &documents.service_control,
        identity: &documents.identity,
        boundary: documents.boundary.as_ref(),
        session: documents.session.as_deref(),
    }
}

fn requested(case: &Case, documents: &Documents, line: &str) -> String {
    let mut words = line.split_whitespace();
    let mut next = || words.next().expect("a request has three words");
    let (who, action, resource) = (principal(next()), next(), next());
    let request = Request {
        principal: who,
        action: action.parse().expect("it is an action"),
        resource: resource.to_owned(),
        context: with_keys(Context::default(), words),
    };
    let target = Target {
        account: party(case, "account").map(|id| id.parse().expect("it is an account")),
        standing: standing(case, "target", &documents.resource_control),
        resource_control: &documents.resource_control,
        policies: &documents.resource,
        rule: match party(case, "rule") {
            Some("required") => ResourceRule::Required,
            _ => ResourceRule::OrIdentity,
        },
    };
    decide(&request, &caller(case, documents), &target).to_string()
}

fn assumed(case: &Case, documents: &Documents, line: &str) -> String {
    let Some(trust) = &documents.trust else { return "there is no trust policy".to_owned() };
    let role = party(case, "role").unwrap_or("arn:aws:iam::111111111111:role/deploy");
    let role = Role {
        arn: role.parse().expect("a role is an ARN"),
        trust: trust.clone(),
        standing: standing(case, "target", &documents.resource_control),
        resource_control: documents.resource_control.clone(),
    };
    let mut words = line.split_whitespace();
    let who = words.next().expect("a line is not empty");
    let (principal, context) = if who == "github" {
        let mut next = || words.next().unwrap_or_default().to_owned();
        let repository = next();
        let trigger = match next().as_str() {
            "branch" => WorkflowTrigger::Branch(next()),
            "tag" => WorkflowTrigger::Tag(next()),
            "environment" => WorkflowTrigger::Environment(next()),
            _ => WorkflowTrigger::PullRequest,
        };
        let claims = github_claims(&repository, &trigger, "sts.amazonaws.com");
        (Principal::Federated(PROVIDER.to_owned()), claims)
    } else {
        (principal(who), Context::default())
    };
    let candidate = Candidate {
        name: line.to_owned(),
        principal,
        caller: caller(case, documents),
        context: with_keys(context, words),
    };
    can_assume(&role, &candidate).to_string()
}

fn written_by(documents: &Documents) -> String {
    let grants = documents.identity.iter().flat_map(writes);
    let shown = grants.map(|grant| match grant.what {
        Granted::Action(action) => format!("{action}, by {}\n", grant.by),
        Granted::AllBut(actions) => format!("all but {}, by {}\n", actions.join(" "), grant.by),
    });
    shown.collect()
}

/// Answers the sections of a case.
fn answers(case: &Case) -> Vec<(String, String)> {
    let documents = documents(case);
    let mut answers = Vec::new();
    for (what, text) in &case.sections {
        let answer = match what.as_str() {
            "faults" => continue,
            "requests" => answered(text, |line| requested(case, &documents, line)),
            "assume" => answered(text, |line| assumed(case, &documents, line)),
            "writes" => written_by(&documents),
            _ => text.clone(),
        };
        answers.push((what.clone(), answer));
    }
    // Faults are always shown, so that none goes unseen.
    if !documents.faults.is_empty() {
        answers.push(("faults".to_owned(), documents.faults.to_string()));
    }
    answers
}

fn written(case: &Case, sections: &[(String, String)]) -> String {
    let mut text = format!("=== {}\n", case.name);
    for (what, answer) in sections {
        let _ = writeln!(text, "--- {what}");
        let _ = match answer.trim_end() {
            "" => Ok(()),
            answer => writeln!(text, "{answer}"),
        };
    }
    text.push('\n');
    text
}

#[test]
fn suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut failed = Vec::new();
    let mut count = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut now = String::new();
        for case in cases(&text) {
            count += 1;
            let (expected, actual) =
                (written(&case, &case.sections), written(&case, &answers(&case)));
            if expected != actual {
                failed.push(format!("{}: {actual}", path.display()));
            }
            now.push_str(&actual);
        }
        if std::env::var_os("UPDATE").is_some() && now != text {
            std::fs::write(&path, now).unwrap();
        }
    }
    assert!(count >= 120, "only {count} cases were found");
    assert!(
        failed.is_empty() || std::env::var_os("UPDATE").is_some(),
        "run with UPDATE=1 to accept:\n{}",
        failed.join("\n")
    );
}

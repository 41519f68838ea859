//! No document and no request makes the evaluator panic, and none is decided twice differently.

#![expect(clippy::unwrap_used, reason = "the names of the requests are fixed")]

use landform_diag::Source;
use landform_policy::{
    Caller, Context, Decision, Level, Policy, PolicyKind, Principal, Request, ResourceRule,
    Standing, Target, decide, may_write, read_policy, writes,
};
use proptest::prelude::*;

const KINDS: [PolicyKind; 5] = [
    PolicyKind::Identity,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
];

/// Pieces of JSON from which faulty documents are put together.
const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"Version\"",
    "\"2012-10-17\"",
    "\"Statement\"",
    "\"Sid\"",
    "\"A\"",
    "\"Effect\"",
    "\"Allow\"",
    "\"Deny\"",
    "\"Principal\"",
    "\"NotPrincipal\"",
    "\"AWS\"",
    "\"Federated\"",
    "\"*\"",
    "\"Action\"",
    "\"NotAction\"",
    "\"s3:Get*\"",
    "\"Resource\"",
    "\"arn:aws:s3:::${aws:username}/*\"",
    "\"${\"",
    "\"Condition\"",
    "\"StringLike\"",
    "\"ForAllValues:StringNotLikeIfExists\"",
    "\"NumericLessThan\"",
    "\"IpAddress\"",
    "\"DateLessThan\"",
    "\"Null\"",
    "\"aws:SourceIp\"",
    "\"10.0.0.0/8\"",
    "\"\\ud800\"",
    "null",
    "true",
    "1e999",
    "-1",
    "\"ä:ö\"",
];

const SOUND: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["111111111111", "*"]}, "Action": ["s3:Get*", "s3:?ut*"],
   "Resource": ["arn:aws:s3:::b/${aws:username, 'x'}/*", "*"],
   "Condition": {"StringLike": {"a:x": ["a*", "${a:y}"]}, "NumericLessThan": {"a:n": 10},
     "DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
     "ArnLike": {"a:arn": "arn:aws:iam::*:role/${a:y}"}, "ForAnyValue:StringNotEquals": {"a:z": ["1"]}}},
  {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111111111111:role/r"}, "NotAction": "s3:*", "NotResource": "*"}]}"#;

fn decided(
    policies: &[Policy],
    principal: Principal,
    resource: &str,
    context: Context,
) -> Decision {
    let levels = [Level { name: "root".to_owned(), policies: policies.to_vec() }];
    let caller = Caller {
        standing: Standing::Member,
        service_control: &levels,
        identity: policies,
        boundary: policies.first(),
        session: Some(policies),
    };
    let target = Target {
        account: None,
        standing: Standing::Member,
        resource_control: &levels,
        policies,
        rule: ResourceRule::OrIdentity,
    };
    let action = "s3:GetObject".parse().unwrap();
    let request = Request { principal, action, resource: resource.to_owned(), context };
    decide(&request, &caller, &target)
}

fn principals() -> Vec<Principal> {
    let arn = |text: &str| Principal::from_arn(&text.parse().unwrap()).unwrap();
    vec![
        Principal::Anonymous,
        arn("arn:aws:iam::111111111111:root"),
        arn("arn:aws:iam::111111111111:user/alice"),
        arn("arn:aws:iam::111111111111:role/r"),
        arn("arn:aws:sts::111111111111:assumed-role/r/s"),
        Principal::Service("ec2.amazonaws.com".to_owned()),
        Principal::Federated("x.example".to_owned()),
    ]
}

/// Reads a text as every kind of document and decides about a request of everybody.
fn answers(text: &str, value: &str) -> String {
    let mut answers = String::new();
    for kind in KINDS {
        let (policy, faults) = read_policy(&Source::new("p", text), kind);
        assert_eq!(policy.is_none(), faults.has_errors());
        answers.push_str(&faults.to_string());
        let policies: Vec<Policy> = policy.into_iter().collect();
        for principal in principals() {
            let keys = ["a:x", "a:y", "a:n", "a:arn", "aws:CurrentTime", "aws:SourceIp"];
            let context =
                keys.iter().fold(Context::default(), |context, key| context.with(key, value));
            answers.push_str(&decided(&policies, principal, value, context).to_string());
        }
        answers.push_str(&format!("{:?}", policies.iter().map(writes).collect::<Vec<_>>()));
    }
    answers
}

fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(at.min(text.len())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        answers(&text, &text);
    }

    #[test]
    fn any_pieces_are_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40),
        value in ".{0,20}",
    ) {
        let text = pieces.concat();
        prop_assert_eq!(answers(&text, &value), answers(&text, &value));
    }

    #[test]
    fn any_statement_of_a_sound_shape_is_decided(
        action in "[a-zA-Z*?:${}',]{0,12}",
        resource in "(arn:aws:s3:::)?[a-z*?:${}', ]{0,16}",
        operator in prop::sample::select(vec!["StringLike", "ArnLike", "Bool", "DateLessThan", "NumericEquals", "IpAddress", "BinaryEquals", "Null"]),
        wanted in "[a-z0-9*?:${}'./TZ-]{0,16}",
        value in "[a-z0-9*?:${}'./TZ-]{0,16}",
    ) {
        let text = serde_json::json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": action, "Resource": resource, "Condition": {operator: {"a:x": wanted}},
        }});
        answers(&text.to_string(), &value);
        let _ = may_write(&action);
    }

    #[test]
    fn a_sound_document_with_a_piece_cut_out(from in 0usize..900, length in 0usize..30) {
        let (start, rest) = cut(SOUND, from);
        let (_, end) = cut(rest, length);
        answers(&format!("{start}{end}"), "a");
    }

    #[test]
    fn a_sound_document_with_a_piece_put_in(at in 0usize..900, piece in prop::sample::select(&PIECES[..])) {
        let (start, end) = cut(SOUND, at);
        answers(&format!("{start}{piece}{end}"), "10.0.0.1");
    }
}

#[test]
fn the_sound_document_is_sound() {
    let (policy, faults) = read_policy(&Source::new("p", SOUND), PolicyKind::Resource);
    assert!(policy.is_some() && faults.is_empty(), "{faults}");
}

#[test]
fn deep_nesting_does_not_overflow() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        answers(&deep, "");
        let inside = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": {deep}, "Resource": {deep}, "Condition": {{"Bool": {{"a:x": {deep}}}}}}}}}"#
        );
        answers(&inside, "");
    }
}

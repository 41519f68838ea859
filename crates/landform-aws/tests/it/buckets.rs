//! Buckets that are created where they are missing.

use std::sync::Mutex;

use landform_aws::{Created, FaultKind, create_bucket_if_missing};
use landform_os::OsWorld;
use serde_json::{Value as Json, json};

use crate::server::{Answer, Asked, Server, answer, backend, store, with_key};

/// A bucket in some condition, which fails at one resource.
fn bucket(
    exists: bool,
    versions: bool,
    content: bool,
    fails_at: &'static str,
) -> impl Fn(&Asked) -> Answer {
    let exists = Mutex::new(exists);
    move |asked| {
        let mut exists = exists.lock().unwrap();
        let resource = asked.target.split_once('?').map_or("", |(_, resource)| resource);
        let resource = resource.trim_end_matches('=');
        match (asked.method.as_str(), resource) {
            ("HEAD", _) => answer(if *exists { 200 } else { 404 }, ""),
            ("GET", "versioning") if versions => answer(200, "<Status>Enabled</Status>"),
            ("GET", "max-keys=1") if content => answer(200, "<Contents><Key>k</Key></Contents>"),
            ("GET", _) => answer(200, "<VersioningConfiguration/>"),
            ("PUT", "") => {
                *exists = true;
                answer(200, "")
            }
            ("PUT", resource) if resource == fails_at => {
                answer(403, "<Error><Code>AccessDenied</Code></Error>")
            }
            _ => answer(200, ""),
        }
    }
}

#[test]
fn creates_completes_and_leaves_alone() {
    const SECURED: [&str; 4] = ["publicAccessBlock", "encryption", "policy", "versioning"];
    let world = OsWorld::default();
    for (condition, more, tls, expected, set) in [
        ((false, false, false), json!({}), true, Created::Now, SECURED.to_vec()),
        ((true, true, false), json!({}), true, Created::Before, vec![]),
        ((true, false, true), json!({}), true, Created::Before, vec![]),
        ((true, false, false), json!({}), true, Created::Completed, SECURED.to_vec()),
        (
            (false, false, false),
            json!({}),
            false,
            Created::Now,
            vec!["publicAccessBlock", "encryption", "versioning"],
        ),
        (
            (false, false, false),
            json!({
                "skip_bucket_enforced_tls": true, "skip_bucket_ssencryption": true, "skip_bucket_versioning": true,
                "skip_bucket_public_access_blocking": true, "s3_bucket_tags": {"a": "b"}
            }),
            true,
            Created::Now,
            vec!["tagging"],
        ),
    ] {
        let (exists, versions, content) = condition;
        let server = Server::start(bucket(exists, versions, content, "nothing"));
        let store = store(&world, with_key(&server));
        let created = create_bucket_if_missing(store.aws(), &backend(&more), tls).unwrap();
        assert_eq!(created, expected, "{condition:?}");
        let puts: Vec<_> =
            server.asked().into_iter().filter(|asked| asked.method == "PUT").collect();
        let found: Vec<_> =
            puts.iter().filter_map(|put| put.target.strip_prefix("/states?")).collect();
        let found: Vec<_> = found.iter().map(|resource| resource.trim_end_matches('=')).collect();
        assert_eq!(found, set, "{condition:?} {more}");
        if created == Created::Now {
            assert!(puts[0].body.contains("<LocationConstraint>eu-west-1</LocationConstraint>"));
        }
        if let Some(policy) = puts.iter().find(|put| put.target.ends_with("policy=")) {
            let policy: Json = serde_json::from_str(&policy.body).unwrap();
            let statement = &policy["Statement"][0];
            assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], "false");
            assert_eq!(statement["Resource"][1], "arn:aws:s3:::states/*");
        }
    }
}

#[test]
fn an_interrupted_creation_is_completed_by_the_next() {
    let world = OsWorld::default();
    let server = Server::start(bucket(false, false, false, "encryption"));
    let store = store(&world, with_key(&server));
    let create = || create_bucket_if_missing(store.aws(), &backend(&json!({})), true);
    for _ in 0..2 {
        let fault = create().unwrap_err();
        assert_eq!(fault.kind, FaultKind::Denied);
        assert!(fault.message.starts_with("cannot encrypt the bucket `states`"), "{fault}");
    }
    let lines = server.lines();
    assert_eq!(lines.iter().filter(|line| *line == "PUT /states").count(), 1, "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.ends_with("encryption=")).count(), 2, "{lines:?}");
    assert!(!lines.iter().any(|line| line == "PUT /states?versioning="), "{lines:?}");
}

#[test]
fn the_first_region_is_not_named_and_other_owners_are() {
    let world = OsWorld::default();
    let first = backend(&json!({"region": "us-east-1"}));
    let server = Server::start(bucket(false, false, false, "nothing"));
    create_bucket_if_missing(store(&world, with_key(&server)).aws(), &first, true).unwrap();
    let put = server.asked().into_iter().find(|asked| asked.line() == "PUT /states").unwrap();
    assert_eq!(put.body, "");
    for (head, put, hint) in [
        (403, 200, "somebody else's"),
        (404, 409, "somebody else's: choose another name"),
        (301, 200, "region"),
    ] {
        let server = Server::start(move |asked: &Asked| match asked.method.as_str() {
            "HEAD" => answer(head, ""),
            _ => answer(put, "<Error><Code>BucketAlreadyExists</Code></Error>"),
        });
        let store = store(&world, with_key(&server));
        let fault = create_bucket_if_missing(store.aws(), &first, true).unwrap_err();
        assert!(fault.hint.as_ref().unwrap().contains(hint), "{head}: {fault:?}");
    }
}

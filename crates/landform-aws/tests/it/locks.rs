//! States and locks in a bucket: what is asked, and what each answer means.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use landform_os::OsWorld;
use landform_plan::{Backend, FaultKind, LockInfo, StateError, StateStore};
use serde_json::json;

use crate::server::{Answer, Asked, Server, answer, backend, store, variables, with_key};

const LOCK: &str = r#"{"ID":"theirs","Operation":"OperationTypeApply","Info":"","Who":"eve@laptop","Version":"1.11.4","Created":"2026-01-02T03:04:05Z","Path":"states/a/unit.tfstate"}"#;

fn lock(id: &str) -> LockInfo {
    LockInfo { id: id.to_owned(), who: "me@here".to_owned(), ..LockInfo::default() }
}

/// A bucket that keeps what it is given.
fn bucket() -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    let objects: Mutex<BTreeMap<String, String>> = Mutex::default();
    move |asked| {
        let mut objects = objects.lock().unwrap();
        match asked.method.as_str() {
            "GET" => match objects.get(&asked.target) {
                Some(body) => answer(200, body.clone()),
                None => answer(404, "<Error><Code>NoSuchKey</Code></Error>"),
            },
            "PUT"
                if asked.headers.contains_key("if-none-match")
                    && objects.contains_key(&asked.target) =>
            {
                answer(412, "<Error><Code>PreconditionFailed</Code></Error>")
            }
            "PUT" => {
                objects.insert(asked.target.clone(), asked.body.clone());
                answer(200, "")
            }
            "DELETE" => {
                objects.remove(&asked.target);
                answer(204, "")
            }
            _ => answer(405, ""),
        }
    }
}

#[test]
fn takes_shows_and_releases_a_lock() {
    let server = Server::start(bucket());
    let world = OsWorld::default();
    let (store, backend) = (store(&world, with_key(&server)), backend(&json!({"encrypt": true})));
    assert!(store.supports_locking(&backend));
    assert!(matches!(store.lock_holder(&backend), Ok(None)));
    assert!(matches!(store.release(&backend, "a"), Ok(false)));
    store.acquire(&backend, &lock("a")).unwrap();
    // The answer of the first attempt may have been lost: ours is ours.
    store.acquire(&backend, &lock("a")).unwrap();
    for error in [
        store.acquire(&backend, &lock("b")).unwrap_err(),
        store.release(&backend, "b").unwrap_err(),
    ] {
        let StateError::Held(holder) = error else { panic!("{error}") };
        assert_eq!((holder.id.as_str(), holder.who.as_str()), ("a", "me@here"));
    }
    assert_eq!(store.lock_holder(&backend).unwrap().unwrap().path, "states/a/unit.tfstate");
    assert!(store.release(&backend, "a").unwrap());
    store.acquire(&backend, &lock("b")).unwrap();
    let put = server.asked().into_iter().find(|asked| asked.method == "PUT").unwrap();
    assert_eq!(put.target, "/states/a/unit.tfstate.tflock");
    assert_eq!(put.key(), "AKIA");
    for (header, expected) in [
        ("if-none-match", Some("*")),
        ("content-type", Some("application/json")),
        ("x-amz-server-side-encryption", Some("AES256")),
        ("content-md5", Some("3B3S7fFpVn0tFjKtQSsgrQ==")),
        ("x-amz-acl", None),
    ] {
        let found = put.headers.get(header).map(String::as_str);
        if header == "content-md5" {
            assert_eq!(found.map(str::len), expected.map(str::len));
        } else {
            assert_eq!(found, expected, "{header}");
        }
    }
}

#[test]
fn one_of_sixteen_wins() {
    let server = Server::start(bucket());
    let world = OsWorld::default();
    let (store, backend) = (store(&world, with_key(&server)), backend(&json!({})));
    let won = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for number in 0..16 {
            let (store, backend, won) = (&store, &backend, &won);
            scope.spawn(move || match store.acquire(backend, &lock(&format!("n{number}"))) {
                Ok(()) => drop(won.fetch_add(1, Ordering::Relaxed)),
                Err(StateError::Held(holder)) => assert!(holder.id.starts_with('n')),
                Err(other) => panic!("{other}"),
            });
        }
    });
    assert_eq!(won.into_inner(), 1);
}

#[test]
fn each_answer_to_a_reader_has_its_meaning() {
    const GOOD: &str = r#"{"version": 4, "serial": 1}"#;
    let world = OsWorld::default();
    for (status, body, expected) in [
        (200, GOOD, "Ok(28)"),
        (200, "", "Ok(none)"),
        (404, "<Error><Code>NoSuchKey</Code></Error>", "Ok(none)"),
        (200, r#"{"version": 5}"#, "the state has format version 5; only version 4 is known"),
        (200, r#"{"version": 4, "#, "the state is damaged: "),
        (200, r#"{"encrypted_data": "x", "serial": 1}"#, "the state is encrypted"),
        (
            404,
            "<Error><Code>NoSuchBucket</Code></Error>",
            "NoPlace: cannot read `s3://states/a/unit.tfstate`: `URL` answers NoSuchBucket, status 404",
        ),
        (403, "<Error><Code>AccessDenied</Code></Error>", "Denied: "),
        (400, "<Error><Code>ExpiredToken</Code></Error>", "Credentials: "),
        (301, "<Error><Code>PermanentRedirect</Code></Error>", "Settings: "),
        (503, "<Error><Code>SlowDown</Code></Error>", "Unavailable: "),
    ] {
        let server = Server::start(move |_| answer(status, body));
        let mut variables = with_key(&server);
        variables.insert("AWS_MAX_ATTEMPTS".to_owned(), "2".to_owned());
        let store = store(&world, variables);
        let found = match store.read(&backend(&json!({}))) {
            Ok(state) => {
                format!("Ok({})", state.map_or("none".to_owned(), |s| (s.len() + 1).to_string()))
            }
            Err(StateError::Failed(fault)) => {
                assert!(fault.hint.is_some(), "{fault}");
                format!("{:?}: {fault}", fault.kind).replace(&server.url(), "URL")
            }
            Err(other) => other.to_string(),
        };
        assert!(found.starts_with(expected), "{status} {body}: {found}");
        let passing = status == 503;
        assert_eq!(server.asked().len(), if passing { 2 } else { 1 }, "{status} {body}");
    }
}

#[test]
fn tries_again_where_that_helps() {
    let world = OsWorld::default();
    for (first, code) in
        [(500, "InternalError"), (503, "SlowDown"), (409, "ConditionalRequestConflict")]
    {
        let count = AtomicUsize::new(0);
        let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
            0 => answer(first, format!("<Error><Code>{code}</Code></Error>")),
            _ => answer(200, ""),
        });
        let store = store(&world, with_key(&server));
        store.acquire(&backend(&json!({})), &lock("a")).unwrap();
        assert_eq!(server.asked().len(), 2, "{code}");
    }
}

#[test]
fn a_foreign_lock_says_who_has_it_and_since_when() {
    let world = OsWorld::default();
    for (found, shown, hint) in [
        (
            LOCK,
            "the state is locked by `eve@laptop` since 2026-01-02T03:04:05Z (OperationTypeApply, lock ID `theirs`)",
            "force-unlock theirs",
        ),
        (
            "garbage",
            "the state is locked by `somebody` since an unknown time",
            "look at the lock file",
        ),
    ] {
        let server = Server::start(move |asked| match asked.method.as_str() {
            "GET" => answer(200, found),
            _ => answer(412, ""),
        });
        let store = store(&world, with_key(&server));
        let error = store.acquire(&backend(&json!({})), &lock("mine")).unwrap_err();
        assert!(error.to_string().starts_with(shown), "{error}");
        assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
    }
}

#[test]
fn a_lock_that_comes_and_goes_is_held() {
    let server = Server::start(|asked| match asked.method.as_str() {
        "GET" => answer(404, ""),
        _ => answer(412, ""),
    });
    let world = OsWorld::default();
    let store = store(&world, with_key(&server));
    let error = store.acquire(&backend(&json!({})), &lock("mine")).unwrap_err();
    assert!(matches!(error, StateError::Held(_)), "{error}");
    assert_eq!(server.lines().len(), 6);
}

#[test]
fn an_endpoint_that_is_down_is_named() {
    let world = OsWorld::default();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let url = format!("http://127.0.0.1:{closed}");
    let all = variables(&[
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_ENDPOINT_URL_S3", &url),
        ("AWS_MAX_ATTEMPTS", "2"),
    ]);
    let error = store(&world, all).read(&backend(&json!({}))).unwrap_err();
    let StateError::Failed(fault) = error else { panic!("{error}") };
    assert_eq!(fault.kind, FaultKind::Unavailable);
    let expected = format!("cannot read `s3://states/a/unit.tfstate`: no answer from `{url}`: ");
    assert!(fault.message.starts_with(&expected), "{fault}");
    assert!(fault.message.ends_with("(tried 2 times)"), "{fault}");
}

#[test]
fn leaves_to_the_engine_what_it_alone_knows() {
    let world = OsWorld::default();
    let nowhere = || variables(&[("AWS_ENDPOINT_URL", "http://127.0.0.1:9")]);
    let plain = store(&world, nowhere());
    let other = Backend { kind: "gcs".to_owned(), config: serde_json::Map::new() };
    let in_table = backend(&json!({"dynamodb_table": "locks"}));
    let without = backend(&json!({"use_lockfile": false}));
    for (error, expected) in [
        (plain.read(&other).unwrap_err(), "the backend `gcs` is known to the engine alone"),
        (
            plain.acquire(&other, &lock("a")).unwrap_err(),
            "the backend `gcs` is known to the engine alone",
        ),
        (
            plain.acquire(&in_table, &lock("a")).unwrap_err(),
            "a lock in a DynamoDB table is known to the engine alone",
        ),
        (
            plain.lock_holder(&without).unwrap_err(),
            "a backend without `use_lockfile` is known to the engine alone",
        ),
    ] {
        assert_eq!(error.to_string(), expected);
        assert!(error.is_for_engine());
    }
    for (backend, expected) in
        [(&other, false), (&in_table, false), (&without, false), (&backend(&json!({})), true)]
    {
        assert_eq!(plain.supports_locking(backend), expected);
    }
    let mut variables = nowhere();
    variables.insert("TF_WORKSPACE".to_owned(), "other".to_owned());
    let elsewhere = store(&world, variables);
    let error = elsewhere.read(&backend(&json!({}))).unwrap_err();
    assert_eq!(error.to_string(), "the workspace `other` is known to the engine alone");
    assert!(!elsewhere.supports_locking(&backend(&json!({}))));
}

#[test]
fn refuses_accounts_that_the_backend_does_not_allow() {
    let server = Server::start(|asked| match asked.parameter("Action") {
        Some("GetCallerIdentity") => answer(200, "<Account>222</Account><Arn>arn</Arn>"),
        _ => answer(404, "<Error><Code>NoSuchKey</Code></Error>"),
    });
    let world = OsWorld::default();
    let store = store(&world, with_key(&server));
    for (more, is_right) in [
        (json!({"allowed_account_ids": ["222"]}), true),
        (json!({"allowed_account_ids": ["111"]}), false),
        (json!({"forbidden_account_ids": ["222"]}), false),
    ] {
        let found = store.read(&backend(&more));
        assert_eq!(found.is_ok(), is_right, "{more}: {found:?}");
    }
    let questions = server.lines().iter().filter(|line| line.starts_with("POST")).count();
    assert_eq!(questions, 1, "asked once for all");
}

//! How requests leave: proxies, names of buckets, encryption by keys of the caller.

use landform_os::OsWorld;
use landform_plan::{StateError, StateStore};
use serde_json::json;

use crate::server::{Asked, Server, answer, backend, store, variables, with_key};

#[test]
fn goes_through_the_proxy_that_was_given_and_not_past_no_proxy() {
    let world = OsWorld::default();
    let reply = |_: &Asked| answer(404, "<Error><Code>NoSuchKey</Code></Error>");
    let (proxy, direct) = (Server::start(reply), Server::start(reply));
    let of = |pairs: &[(&str, &str)]| {
        let mut all = with_key(&direct);
        all.extend(variables(pairs));
        all
    };
    let url = proxy.url();
    let far = "http://s3.example.com";
    for (pairs, more, through, connect) in [
        (
            vec![("HTTP_PROXY", url.as_str()), ("AWS_ENDPOINT_URL", far)],
            json!({}),
            true,
            "CONNECT states.s3.example.com:80",
        ),
        (
            vec![("AWS_ENDPOINT_URL", far)],
            json!({"http_proxy": url}),
            true,
            "CONNECT states.s3.example.com:80",
        ),
        (
            vec![("http_proxy", url.as_str())],
            json!({"endpoints": {"s3": far}, "use_path_style": true}),
            true,
            "CONNECT s3.example.com:80",
        ),
        // This machine itself is never behind a proxy.
        (vec![("HTTP_PROXY", url.as_str())], json!({}), false, ""),
    ] {
        let before = proxy.lines().len();
        store(&world, of(&pairs)).read(&backend(&more)).unwrap();
        let lines = proxy.lines();
        assert_eq!(lines.len() > before, through, "{pairs:?}");
        if through {
            assert_eq!(lines[before], connect);
        }
    }
    let past = of(&[
        ("HTTP_PROXY", &url),
        ("NO_PROXY", "example.com"),
        ("AWS_ENDPOINT_URL", "http://s3.example.com.invalid"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ]);
    let before = proxy.lines().len();
    store(&world, past.clone()).read(&backend(&json!({}))).unwrap();
    assert_eq!(proxy.lines().len(), before + 2, "another name is behind it");
    let mut past = past;
    past.insert("NO_PROXY".to_owned(), "x.org, .com.invalid".to_owned());
    store(&world, past).read(&backend(&json!({}))).unwrap_err();
    assert_eq!(proxy.lines().len(), before + 2);
}

#[test]
fn faulty_proxies_and_certificates_are_named() {
    let world = OsWorld::default();
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").unwrap();
    let empty = empty.display().to_string();
    for (name, value, message) in [
        ("HTTPS_PROXY", "http://user:hush@:x", "a proxy is set whose address cannot be used"),
        ("AWS_CA_BUNDLE", "/no/where.pem", "cannot trust the certificates in `/no/where.pem`"),
        ("AWS_CA_BUNDLE", &empty, "there is none"),
    ] {
        let all = variables(&[
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            (name, value),
        ]);
        let error = store(&world, all).read(&backend(&json!({}))).unwrap_err();
        assert!(error.to_string().contains(message), "{name}: {error}");
        assert!(error.hint().is_some());
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[test]
fn a_proxy_that_is_down_is_named_without_its_password() {
    let world = OsWorld::default();
    let all = variables(&[
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("HTTPS_PROXY", "http://user:hush@127.0.0.1:9"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ]);
    let error = store(&world, all).read(&backend(&json!({}))).unwrap_err();
    let StateError::Failed(fault) = &error else { panic!("{error}") };
    assert!(fault.message.contains("(through the proxy `http://127.0.0.1:9`)"), "{fault}");
    assert!(!format!("{fault:?}").contains("hush"), "{fault:?}");
}

#[test]
fn keys_of_the_caller_go_with_reading_and_writing() {
    let world = OsWorld::default();
    let server = Server::start(|asked: &Asked| match asked.method.as_str() {
        "GET" => answer(404, ""),
        _ => answer(200, ""),
    });
    let store = store(&world, with_key(&server));
    let own = json!({"encrypt": true, "sse_customer_key": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="});
    let kms = json!({"encrypt": true, "kms_key_id": "alias/k", "acl": "bucket-owner-full-control"});
    for more in [own, kms] {
        store.read(&backend(&more)).unwrap();
        store.acquire(&backend(&more), &landform_plan::LockInfo::default()).unwrap();
    }
    let asked = server.asked();
    let header = |number: usize, name: &str| {
        asked[number].headers.get(&format!("x-amz-{name}")).map(String::as_str)
    };
    const OWN: &str = "server-side-encryption-customer-key-md5";
    for (number, name, expected) in [
        (0, OWN, Some("KYvwGXoFFJ42a2u2GDWhwQ==")),
        (1, OWN, Some("KYvwGXoFFJ42a2u2GDWhwQ==")),
        (1, "server-side-encryption", None),
        (2, OWN, None),
        (2, "server-side-encryption", None),
        (3, "server-side-encryption", Some("aws:kms")),
        (3, "server-side-encryption-aws-kms-key-id", Some("alias/k")),
        (3, "acl", Some("bucket-owner-full-control")),
    ] {
        assert_eq!(header(number, name), expected, "{number} {name}");
    }
}

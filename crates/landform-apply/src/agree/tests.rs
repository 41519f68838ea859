//! Tables of plans that agree, and of plans that do not.

use landform_plan::{Hiding, ResourceChange, SavedChange};
use serde_json::{Value as Json, json};

use super::*;

/// One change: actions, before, after, unknown after, paths that force replacement.
fn change(
    actions: &[&str],
    before: Json,
    after: Json,
    unknown: Json,
    replace: Json,
) -> SavedChange {
    let change = ResourceChange {
        address: "a.b".to_owned(),
        type_name: "a".to_owned(),
        actions: actions.iter().map(|one| (*one).to_owned()).collect(),
        before,
        after,
        after_unknown: unknown,
        after_sensitive: json!({"secret": true}),
        replace_paths: serde_json::from_value(replace).unwrap(),
        ..ResourceChange::default()
    };
    SavedChange::of(&change, &Hiding::new([7; 32]))
}

fn create(after: Json, unknown: Json) -> SavedChange {
    change(&["create"], Json::Null, after, unknown, json!([]))
}

fn update(before: Json, after: Json, unknown: Json) -> SavedChange {
    change(&["update"], before, after, unknown, json!([]))
}

fn replace(after: Json, unknown: Json, paths: Json) -> SavedChange {
    change(&["delete", "create"], json!({"n": 1}), after, unknown, paths)
}

fn texts(reviewed: &[SavedChange], fresh: &[SavedChange], leeway: Leeway) -> Vec<String> {
    agree(reviewed, fresh, leeway).iter().map(ToString::to_string).collect()
}

#[test]
fn a_plan_agrees_with_itself() {
    let all = [
        create(json!({"n": 1.50, "l": [{"x": null}], "secret": "s"}), json!({"id": true})),
        SavedChange { address: "a.c".to_owned(), ..replace(json!({}), json!({}), json!([["n"]])) },
    ];
    assert_eq!(texts(&all, &all, Leeway::None), [""; 0]);
}

#[test]
fn what_was_unknown_may_become_anything() {
    let none = || json!({});
    for (old, open, new, still_open) in [
        (json!({"n": 1}), json!({"id": true}), json!({"n": 1, "id": "x"}), none()),
        (json!({"n": 1}), json!({"id": true}), json!({"n": 1}), json!({"id": true})),
        (json!({"n": 1}), json!({"id": true}), json!({"n": 1, "id": null}), none()),
        (json!({}), json!({"m": true}), json!({"m": {"k": ["v"]}}), none()),
        (json!({"m": {"k": 1}}), json!({"m": {"l": true}}), json!({"m": {"k": 1, "l": 2}}), none()),
        (json!({"l": [null, "b"]}), json!({"l": [true, false]}), json!({"l": ["a", "b"]}), none()),
        // A set, in another order once it is known, and one in which two members turn out to be one.
        (json!({"l": [null, "b"]}), json!({"l": [true, false]}), json!({"l": ["b", "z"]}), none()),
        (json!({"l": [null, "b"]}), json!({"l": [true, false]}), json!({"l": ["b"]}), none()),
        (
            json!({"l": [{"p": 1}, {"p": 2}]}),
            json!({"l": [{"id": true}, {"id": true}]}),
            json!({"l": [{"p": 2, "id": "y"}, {"p": 1, "id": "x"}]}),
            none(),
        ),
    ] {
        let (reviewed, fresh) = (create(old, open), create(new, still_open));
        assert_eq!(texts(&[reviewed], &[fresh], Leeway::None), [""; 0]);
    }
}

#[test]
fn every_known_value_must_stay() {
    let none = || json!({});
    for (old, open, new, still_open, message) in [
        (json!({"n": 1}), none(), json!({"n": 2}), none(), "a.b n: reviewed `1`, now `2`"),
        (json!({"n": 1}), none(), none(), none(), "a.b n: reviewed `1`, now `null`"),
        (none(), none(), json!({"n": 1}), none(), "a.b n: reviewed `null`, now `1`"),
        (
            json!({"n": 1}),
            none(),
            none(),
            json!({"n": true}),
            "a.b n: reviewed `1`, now known only after apply",
        ),
        (
            none(),
            none(),
            none(),
            json!({"id": true}),
            "a.b id: reviewed `null`, now known only after apply",
        ),
        (
            json!({"m": {"k": [1, 2]}}),
            none(),
            json!({"m": {"k": [1, 3]}}),
            none(),
            "a.b m.k.1: reviewed `2`, now `3`",
        ),
        (
            json!({"l": [1, 2]}),
            none(),
            json!({"l": [1]}),
            none(),
            "a.b l: reviewed `[1,2]`, now `[1]`",
        ),
        (
            json!({"l": [null, "b"]}),
            json!({"l": [true, false]}),
            json!({"l": ["x", "c"]}),
            none(),
            "a.b l: reviewed `[null,\"b\"]`, now `[\"x\",\"c\"]`",
        ),
        (
            json!({"l": [null, "b"]}),
            json!({"l": [true, false]}),
            json!({"l": ["b", "x", "y"]}),
            none(),
            "a.b l: reviewed `[null,\"b\"]`, now `[\"b\",\"x\",\"y\"]`",
        ),
        (
            json!({"secret": "one"}),
            none(),
            json!({"secret": "two"}),
            none(),
            "a.b secret: reviewed `\"(sensitive value)\"`, now `\"(sensitive value)\"`",
        ),
        (
            json!({"n": 1.0}),
            none(),
            json!({"n": "1.0"}),
            none(),
            "a.b n: reviewed `1.0`, now `\"1.0\"`",
        ),
    ] {
        let (reviewed, fresh) = (create(old, open), create(new, still_open));
        assert_eq!(texts(&[reviewed], &[fresh], Leeway::None), [message]);
    }
}

#[test]
fn the_same_instances_must_change_in_the_same_way() {
    let one = || json!({"n": 1});
    let none = || json!({});
    let gone = || change(&["delete"], one(), Json::Null, none(), json!([]));
    let same = || change(&["no-op"], one(), one(), none(), json!([]));
    for (reviewed, fresh, message) in [
        (vec![], vec![create(one(), none())], Some("a.b: reviewed `no-op`, now `create`")),
        (vec![create(one(), none())], vec![], Some("a.b: reviewed `create`, now `no-op`")),
        (vec![same()], vec![gone()], Some("a.b: reviewed `no-op`, now `delete`")),
        (vec![same()], vec![], None),
        (
            vec![update(none(), one(), none())],
            vec![replace(one(), none(), json!([["n"]]))],
            Some("a.b: reviewed `update`, now `replace`"),
        ),
        (
            vec![replace(one(), none(), json!([["n"]]))],
            vec![update(none(), one(), none())],
            Some("a.b: reviewed `replace`, now `update`"),
        ),
        (
            vec![replace(one(), none(), json!([["n"]]))],
            vec![replace(one(), none(), json!([["n"], ["m"]]))],
            Some("a.b m: reviewed no reason to replace, now forces replacement"),
        ),
        // Whatever was only a change because a value was unknown may turn out to be none.
        (
            vec![replace(none(), json!({"n": true}), json!([["n"]]))],
            vec![update(json!({"n": 1, "t": 1}), json!({"n": 1, "t": 2}), none())],
            Some("a.b t: reviewed `null`, now `2`"),
        ),
        (vec![replace(none(), json!({"n": true}), json!([["n"]]))], vec![same()], None),
        (vec![update(one(), none(), json!({"n": true}))], vec![same()], None),
        (
            vec![update(json!({"n": 1, "t": 1}), json!({"t": 2}), json!({"n": true}))],
            vec![same()],
            Some("a.b: reviewed `update`, now `no-op`"),
        ),
    ] {
        let found = texts(&reviewed, &fresh, Leeway::None);
        assert_eq!(found.first().map(String::as_str), message, "{reviewed:?}");
    }
}

#[test]
fn a_resumed_run_may_find_things_done() {
    let one = || json!({"n": 1});
    let none = || json!({});
    let gone = || change(&["delete"], one(), Json::Null, none(), json!([]));
    let left = || SavedChange { deposed: Some("0a".to_owned()), ..gone() };
    let anew = || replace(one(), none(), json!([["n"]]));
    let adopted = |read: Json, actions: &[&str]| {
        let change = ResourceChange {
            address: "a.b".to_owned(),
            actions: actions.iter().map(|one| (*one).to_owned()).collect(),
            before: read.clone(),
            after: read,
            importing: Some(json!({"id": "a-1"})),
            ..ResourceChange::default()
        };
        SavedChange::of(&change, &Hiding::new([7; 32]))
    };
    // As the cloud tells it: with values where nothing was asked for.
    let read = || json!({"n": 1, "tags": {}, "pool": "", "policy": "{}"});
    for (reviewed, fresh, agrees) in [
        (vec![create(one(), none())], vec![], true),
        (vec![gone()], vec![], true),
        (vec![update(none(), one(), none())], vec![], true),
        (vec![anew()], vec![create(one(), none())], true),
        (vec![anew()], vec![left()], true),
        (vec![create(one(), none())], vec![anew()], true),
        (vec![create(one(), none())], vec![create(json!({"n": 2}), none())], false),
        (vec![], vec![gone()], false),
        (vec![], vec![left()], false),
        (vec![create(one(), none())], vec![gone()], false),
        (vec![update(none(), one(), none())], vec![anew()], false),
        (vec![create(one(), none())], vec![adopted(read(), &["no-op"])], true),
        (vec![anew()], vec![adopted(read(), &["no-op"])], true),
        (vec![create(one(), none())], vec![adopted(read(), &["update"])], false),
        (vec![update(none(), one(), none())], vec![adopted(read(), &["no-op"])], false),
    ] {
        let found = texts(&reviewed, &fresh, Leeway::Done);
        assert_eq!(found.is_empty(), agrees, "{found:?}");
    }
}

#[test]
fn destroying_does_nothing_else() {
    let gone = || change(&["delete"], json!({"n": 1}), Json::Null, json!({}), json!([]));
    let left = || SavedChange { deposed: Some("0a".to_owned()), ..gone() };
    let other = || SavedChange { address: "a.c".to_owned(), ..gone() };
    for (fresh, message) in [
        (vec![gone()], None),
        (vec![], None),
        (vec![left()], None),
        (vec![other()], Some("a.c: reviewed `no-op`, now `delete`")),
        (
            vec![update(json!({}), json!({}), json!({}))],
            Some("a.b: reviewed `delete`, now `update`"),
        ),
    ] {
        let found = agree_to_destroy(&[gone()], &fresh);
        assert_eq!(found.first().map(ToString::to_string).as_deref(), message);
    }
}

#[test]
fn long_values_are_cut() {
    let reviewed = create(json!({"n": "é".repeat(500)}), json!({}));
    let [line] = &texts(&[reviewed], &[create(json!({"n": 1}), json!({}))], Leeway::None)[..]
    else {
        panic!()
    };
    assert!(line.chars().count() < 200, "{line}");
}

//! The writing of a tree into a folder: what is written, what stays, and what is refused.

use std::collections::BTreeMap;
use std::path::Path;

use landform_scaffold::{
    ApplyError, BASE, Changes, FileTree, HandEdits, MANIFEST, PlanError, apply, plan_write,
};
use landform_world::{Access, MemoryWorld, World};

const FOLDER: &str = "/live";

fn tree(files: &[(&str, &str)]) -> FileTree {
    let files: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    FileTree { files, company: "c".to_owned() }
}

fn plan(world: &MemoryWorld, tree: &FileTree) -> Changes {
    plan_write(world, Path::new(FOLDER), tree).unwrap()
}

fn put(world: &MemoryWorld, path: &str, text: &str) {
    world.write(&Path::new(FOLDER).join(path), text.as_bytes(), Access::Shared).unwrap();
}

fn get(world: &MemoryWorld, path: &str) -> Option<String> {
    world.read_text(&Path::new(FOLDER).join(path)).ok()
}

fn shown(changes: &Changes) -> Vec<String> {
    changes.files.iter().map(|file| format!("{} {:?}", file.path, file.action)).collect()
}

/// Returns a world in which a first tree was written.
fn written(first: &FileTree) -> MemoryWorld {
    let world = MemoryWorld::default();
    apply(&world, Path::new(FOLDER), &plan(&world, first), HandEdits::Keep).unwrap();
    world
}

#[test]
fn a_second_run_changes_nothing() {
    for (_, tree) in crate::trees() {
        let world = written(&tree);
        let before = world.files();
        assert_eq!(before.len(), tree.files.len() + 2);
        let changes = plan(&world, &tree);
        assert!(changes.is_empty());
        apply(&world, Path::new(FOLDER), &changes, HandEdits::Keep).unwrap();
        assert_eq!(world.files(), before);
    }
}

#[test]
fn tells_what_happens_to_each_file() {
    let world = written(&tree(&[
        ("changed", "1"),
        ("deleted/x", "1"),
        ("edited", "1"),
        ("edited-and-changed", "1"),
        ("edited-and-deleted", "1"),
        ("gone", "1"),
        ("gone-and-deleted", "1"),
        ("same", "1"),
    ]));
    for path in ["edited", "edited-and-changed", "edited-and-deleted"] {
        put(&world, path, "by hand");
    }
    put(&world, "foreign", "by hand");
    put(&world, "adopted", "2");
    for path in ["gone", "gone-and-deleted"] {
        world.remove_file(&Path::new(FOLDER).join(path)).unwrap();
    }
    let next = tree(&[
        ("adopted", "2"),
        ("changed", "2"),
        ("edited", "1"),
        ("edited-and-changed", "2"),
        ("foreign", "2"),
        ("gone", "1"),
        ("new/x", "2"),
        ("same", "1"),
    ]);
    let changes = plan(&world, &next);
    assert_eq!(
        shown(&changes),
        [
            "adopted Unchanged",
            "changed Change",
            "deleted/x Delete",
            "edited Kept",
            "edited-and-changed Conflict",
            "edited-and-deleted Conflict",
            "foreign Conflict",
            "gone Create",
            "new/x Create",
            "same Unchanged",
        ]
    );

    let before = world.files();
    let refused = apply(&world, Path::new(FOLDER), &changes, HandEdits::Keep).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "3 files were changed by hand: `edited-and-changed`, `edited-and-deleted`, `foreign`"
    );
    assert_eq!(world.files(), before, "nothing was written");

    apply(&world, Path::new(FOLDER), &changes, HandEdits::Overwrite).unwrap();
    for (path, text) in &next.files {
        assert_eq!(get(&world, path).as_ref(), Some(text), "{path}");
    }
    assert_eq!(get(&world, "deleted/x"), None);
    assert_eq!(get(&world, "edited-and-deleted"), None);
    assert!(plan(&world, &next).is_empty());
}

#[test]
fn a_change_by_hand_survives_until_it_is_in_the_way() {
    let first = tree(&[("a", "1"), ("b", "1")]);
    let world = written(&first);
    put(&world, "a", "by hand");
    let second = tree(&[("a", "1"), ("b", "2")]);
    apply(&world, Path::new(FOLDER), &plan(&world, &second), HandEdits::Keep).unwrap();
    assert_eq!(
        (get(&world, "a").as_deref(), get(&world, "b").as_deref()),
        (Some("by hand"), Some("2"))
    );
    let third = tree(&[("a", "3"), ("b", "2")]);
    assert_eq!(shown(&plan(&world, &third)), ["a Conflict", "b Unchanged"]);
}

#[test]
fn changes_made_by_hand_are_merged_with_new_texts() {
    // base, by hand, new, what happens, what is written
    let table = [
        ("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n", "x Merge", "A\nb\nc\nD\n"),
        ("a\nb\n", "a\nb\nmine\n", "new\na\nb\n", "x Merge", "new\na\nb\nmine\n"),
        ("a\nb\n", "a\nB\n", "a\nB\n", "x Unchanged", "a\nB\n"),
        ("a\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nb\nc\nd\n", "x Kept", "A\nb\nc\nD\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "x Merge", "a\nc\nd\n"),
        ("a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n", "x Conflict", "a\nX\nc\n"),
    ];
    for (base, by_hand, new, expected, text) in table {
        let world = written(&tree(&[("x", base)]));
        put(&world, "x", by_hand);
        let next = tree(&[("x", new)]);
        let changes = plan(&world, &next);
        assert_eq!(shown(&changes), [expected], "{base:?} {by_hand:?} {new:?}");
        let applied = apply(&world, Path::new(FOLDER), &changes, HandEdits::Keep);
        assert_eq!(applied.is_err(), expected == "x Conflict");
        assert_eq!(get(&world, "x").as_deref(), Some(text));
        // What was merged stays, however often the same company is written.
        if applied.is_ok() {
            assert!(plan(&world, &next).is_empty(), "{expected}");
        }
    }
}

#[test]
fn the_same_lines_are_marked_where_that_is_asked_for() {
    let world = written(&tree(&[("x", "a\nb\nc\n"), ("gone", "1\n")]));
    put(&world, "x", "a\nmine\nc\n");
    let next = tree(&[("x", "a\nnew\nc\n"), ("gone", "1\n")]);
    let changes = plan(&world, &next);
    apply(&world, Path::new(FOLDER), &changes, HandEdits::Mark).unwrap();
    assert_eq!(
        get(&world, "x").as_deref(),
        Some("a\n<<<<<<< ours\nmine\n=======\nnew\n>>>>>>> theirs\nc\n")
    );
    put(&world, "gone", "mine\n");
    let changes = plan(&world, &tree(&[("x", "a\nnew\nc\n")]));
    let refused = apply(&world, Path::new(FOLDER), &changes, HandEdits::Mark).unwrap_err();
    assert_eq!(refused.to_string(), "1 file was changed by hand: `gone`", "nothing to merge with");
}

#[test]
fn without_the_texts_of_the_last_time_every_change_is_in_the_way() {
    for damage in [None, Some("no archive")] {
        let world = written(&tree(&[("x", "a\nb\nc\n")]));
        put(&world, "x", "A\nb\nc\n");
        match damage {
            None => world.remove_file(&Path::new(FOLDER).join(BASE)).unwrap(),
            Some(text) => put(&world, BASE, text),
        }
        assert_eq!(shown(&plan(&world, &tree(&[("x", "a\nb\nC\n")]))), ["x Conflict"]);
    }
}

#[test]
fn leaves_files_alone_that_it_did_not_write() {
    let world = written(&tree(&[("a/x", "1")]));
    put(&world, "a/mine", "mine");
    let changes = plan(&world, &tree(&[("b", "1")]));
    apply(&world, Path::new(FOLDER), &changes, HandEdits::Overwrite).unwrap();
    assert_eq!(get(&world, "a/mine").as_deref(), Some("mine"));
    assert_eq!(get(&world, "a/x"), None);
}

#[test]
fn refuses_to_write_over_what_changed_meanwhile() {
    let world = written(&tree(&[("a", "1"), ("b", "1")]));
    let changes = plan(&world, &tree(&[("a", "2"), ("b", "2")]));
    put(&world, "b", "by hand");
    let refused = apply(&world, Path::new(FOLDER), &changes, HandEdits::Overwrite).unwrap_err();
    assert!(matches!(refused, ApplyError::Moved(path) if path == "b"));
    assert_eq!(get(&world, "a").as_deref(), Some("1"));
}

#[test]
fn numbers_of_accounts_stay() {
    let table = [
        // on disk, rendered, expected
        (None, r#"{"dev":{"email":"d","id":""}}"#, r#"{"dev":{"email":"d","id":""}}"#),
        (
            Some(r#"{"dev":{"email":"d","id":"1"}}"#),
            r#"{"dev":{"email":"d","id":""}}"#,
            r#"{"dev":{"email":"d","id":"1"}}"#,
        ),
        (
            Some(r#"{"dev":{"email":"d","id":""}}"#),
            r#"{"dev":{"email":"e","id":"2"}}"#,
            r#"{"dev":{"email":"e","id":"2"}}"#,
        ),
        (
            Some(
                r#"{"dev":{"email":"d","id":"1","note":"n"},"old":{"email":"o","id":"3"},"never":{"email":"n","id":""}}"#,
            ),
            r#"{"dev":{"email":"d","id":"1"},"new":{"email":"n","id":""}}"#,
            r#"{"dev":{"email":"d","id":"1","note":"n"},"new":{"email":"n","id":""},"old":{"email":"o","id":"3"}}"#,
        ),
    ];
    for (old, rendered, expected) in table {
        let world = MemoryWorld::default();
        if let Some(old) = old {
            put(&world, "accounts.json", old);
        }
        let tree = tree(&[("accounts.json", rendered)]);
        apply(&world, Path::new(FOLDER), &plan(&world, &tree), HandEdits::Overwrite).unwrap();
        let written: serde_json::Value =
            serde_json::from_str(&get(&world, "accounts.json").unwrap()).unwrap();
        assert_eq!(written.to_string(), expected);
        assert!(plan(&world, &tree).is_empty());
    }
}

#[test]
fn says_why_records_cannot_be_used() {
    let table = [
        (
            MANIFEST,
            "{",
            "`.landform/manifest.json` cannot be used: EOF while parsing an object at line 1 column 1",
        ),
        (
            MANIFEST,
            r#"{"format":9,"landform":"9","company":"","files":{}}"#,
            "`.landform/manifest.json` cannot be used: format 9 is not known",
        ),
        (
            MANIFEST,
            r#"{"format":1,"landform":"9","company":"","files":{"../x":""}}"#,
            "`.landform/manifest.json` cannot be used: `../x` leads out of the live repo",
        ),
        (
            "accounts.json",
            "[]",
            "`accounts.json` cannot be used: invalid type: sequence, expected a map at line 1 column 0",
        ),
        ("accounts.json", r#"{"dev":1}"#, "`accounts.json` cannot be used: `dev` is not an object"),
        (
            "accounts.json",
            r#"{"dev":{"id":"1"}}"#,
            "account `dev` has the id `1` in `accounts.json`, but `2` in the company file",
        ),
    ];
    for (path, text, expected) in table {
        let world = MemoryWorld::default();
        put(&world, path, text);
        let tree = tree(&[("accounts.json", r#"{"dev":{"email":"d","id":"2"}}"#)]);
        let fault: PlanError = plan_write(&world, Path::new(FOLDER), &tree).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn shows_each_change_as_a_diff() {
    let world = written(&tree(&[("a", "x\ny\n"), ("d", "1\n")]));
    let changes = plan(&world, &tree(&[("a", "x\nz\n"), ("n", "1\n")]));
    let diffs: Vec<String> = changes.files.iter().map(|file| file.diff()).collect();
    assert_eq!(
        diffs,
        [
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n",
            "--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n",
            "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+1\n",
        ]
    );
}

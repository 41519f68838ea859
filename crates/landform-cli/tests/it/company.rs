//! Writing company files and generating from them.

use crate::landform::Landform;

#[test]
fn init_writes_a_file_that_generate_takes() {
    let landform = Landform::new();
    landform
        .run(&[
            "init",
            "--name",
            "acme",
            "--domain",
            "acme.example",
            "--alert-emails",
            "a@acme.example",
        ])
        .expect(0);
    landform.run(&["generate", "--into", "live"]).expect(0);
    let again = landform.run(&["generate", "--into", "live"]).expect(0);
    assert!(again.stderr.contains("0 created, 0 changed, 0 deleted"), "{}", again.stderr);
}

#[test]
fn init_never_overwrites_without_being_asked() {
    let landform = Landform::new().file("landform.hcl", "mine");
    let flags = ["init", "--name", "acme", "--domain", "acme.example"];
    let answer = landform.run(&flags).expect(3);
    insta::assert_snapshot!(answer.stderr, @r#"
    error: `landform.hcl` is there already
    hint: --force overwrites it
    "#);
    assert_eq!(std::fs::read_to_string(landform.at("landform.hcl")).unwrap(), "mine");
    landform.run(&[&flags[..], &["--force"]].concat()).expect(0);
}

#[test]
fn changes_made_by_hand_survive_a_new_company_file() {
    let landform = Landform::new();
    let flags =
        ["--name", "acme", "--domain", "acme.example", "--alert-emails", "one@acme.example"];
    landform.run(&[&["init"], &flags[..]].concat()).expect(0);
    landform.run(&["generate", "--into", "live"]).expect(0);
    let (root, company) = (landform.at("live/root.hcl"), landform.at("landform.hcl"));
    let edit = |file: &std::path::Path, from: &str, to: &str| {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(file, text.replace(from, to)).unwrap();
    };
    edit(&root, "encrypt      = true", "encrypt      = true # by hand");
    edit(&company, "\"one@acme.example\"", "\"two@acme.example\"");
    let looked = landform.run(&["generate", "--into", "live", "--diff"]).expect(0);
    assert!(looked.stdout.contains("+  alert_emails"), "{}", looked.stdout);
    assert!(!looked.stdout.contains("by hand\n-"), "{}", looked.stdout);
    landform.run(&["generate", "--into", "live"]).expect(0);
    let merged = std::fs::read_to_string(&root).unwrap();
    assert!(merged.contains("# by hand") && merged.contains("two@acme.example"), "{merged}");

    edit(&root, "two@acme.example", "three@acme.example");
    edit(&company, "two@acme.example", "four@acme.example");
    let refused = landform.run(&["generate", "--into", "live"]).expect(3);
    assert!(refused.stderr.contains("--mark writes both with marks"), "{}", refused.stderr);
    landform.run(&["generate", "--into", "live", "--mark"]).expect(0);
    let marked = std::fs::read_to_string(&root).unwrap();
    assert!(marked.contains("<<<<<<<") && marked.contains("three@") && marked.contains("four@"));
}

#[test]
fn every_fault_is_shown_and_nothing_is_written() {
    let landform = Landform::new().file(
        "landform.hcl",
        "company \"acme\" {\n  domain = \"acme.example\"\n  regoin = \"us-east-1\"\n}\n",
    );
    let answer = landform.run(&["generate", "--into", "live"]).expect(3);
    insta::assert_snapshot!(answer.stderr, @r#"
    error: company `acme` lacks `account_email`
     --> [folder]/landform.hcl:1:9
      |
    1 | company "acme" {
      |         ^^^^^^
      |
      = hint: add `account_email = "aws+{account}@acme.example"`
    error: company `acme` lacks `alert_emails`
     --> [folder]/landform.hcl:1:9
      |
    1 | company "acme" {
      |         ^^^^^^
      |
      = hint: add `alert_emails = ["platform@acme.example"]`
    error: company `acme` lacks `region`
     --> [folder]/landform.hcl:1:9
      |
    1 | company "acme" {
      |         ^^^^^^
      |
      = hint: add `region = "us-east-1"`
    error: company `acme` lacks `repository`
     --> [folder]/landform.hcl:1:9
      |
    1 | company "acme" {
      |         ^^^^^^
      |
      = hint: add `repository = "acme/infrastructure-live"`
    error: `company` has no attribute `regoin`
     --> [folder]/landform.hcl:3:3
      |
    3 |   regoin = "us-east-1"
      |   ^^^^^^
      |
      = hint: did you mean `region`?
    "#);
    assert!(!landform.at("live").exists());
}

#[test]
fn init_makes_the_folder_of_the_file_and_refuses_to_be_one() {
    let landform = Landform::new();
    let names = ["--name", "acme", "--domain", "acme.example"];
    let init = |file| [&["init", file][..], &names].concat();
    landform.run(&init("a/b/landform.hcl")).expect(0);
    assert!(landform.at("a/b/landform.hcl").is_file());
    insta::assert_snapshot!(landform.run(&init("a/b")).expect(64).stderr, @r#"
    error: `a/b` is a folder
    hint: name the file to write, such as `a/b/landform.hcl`
    "#);
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_change_nothing() {
    let landform = Landform::new();
    landform.run(&["init", "--name", "acme", "--domain", "acme.example"]).expect(0);
    let text = std::fs::read_to_string(landform.at("landform.hcl")).unwrap();
    let landform =
        landform.file("w/landform.hcl", &format!("\u{feff}{}", text.replace('\n', "\r\n")));
    let plain = landform.run(&["generate", "--into", "one", "--json"]).expect(0).stdout;
    assert_eq!(landform.run(&["generate", "w", "--into", "two", "--json"]).expect(0).stdout, plain);
}

//! Live repos that are at fault or unusual.

use crate::landform::Landform;

#[test]
fn a_cycle_is_reported_with_its_whole_path() {
    let unit = |needs: &str| format!("dependencies {{\n  paths = [\"../{needs}\"]\n}}\n");
    let landform = Landform::new()
        .file("a/terragrunt.hcl", &unit("b"))
        .file("b/terragrunt.hcl", &unit("c"))
        .file("c/terragrunt.hcl", &unit("a"));
    let answer = landform.run(&["list"]).expect(3);
    insta::assert_snapshot!(answer.stderr, @r#"
    error: units depend on one another in a circle: `a` -> `b` -> `c` -> `a`
     --> [folder]/a/terragrunt.hcl:2:11
      |
    2 |   paths = ["../b"]
      |           ^^^^^^^^
      |
     ::: [folder]/b/terragrunt.hcl:2:11
      |
    2 |   paths = ["../c"]
      |           -------- `b` depends on `c`
      |
     ::: [folder]/c/terragrunt.hcl:2:11
      |
    2 |   paths = ["../a"]
      |           -------- `c` depends on `a`
      |
      = hint: remove one of these edges
    "#);
}

#[test]
fn an_empty_folder_is_no_live_repo() {
    let answer = Landform::new().run(&["list"]).expect(3);
    insta::assert_snapshot!(answer.stderr, @r#"
    error: `[folder]` holds no unit (no folder with a terragrunt.hcl)
    hint: `landform generate` writes a live repo from a company file
    "#);
}

#[test]
fn finding_reads_no_unit() {
    let landform =
        Landform::new().file("a/terragrunt.hcl", "this is {{{ no unit").file("b/x.tf", "");
    assert_eq!(landform.run(&["find"]).expect(0).stdout, "a\n");
}

//! Without an engine: a clear message, and everything that needs none still works.

use crate::landform::Landform;

const COMPANY: &str = r#"company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
"#;

#[test]
fn a_rehearsal_says_how_to_get_an_engine() {
    let answer = Landform::new()
        .without_engine()
        .file("landform.hcl", COMPANY)
        .run(&["rehearse", "--quiet"])
        .expect(4);
    insta::assert_snapshot!(answer.stderr, @r#"
    error: no engine found: neither `tofu` nor `terraform` is on PATH
    hint: install OpenTofu (https://opentofu.org/docs/intro/install: `brew install opentofu`, `snap install --classic opentofu`, or the deb and rpm packages) or Terraform 1.8 or later
    "#);
}

#[test]
fn generating_and_reading_need_no_engine() {
    let landform = Landform::new().without_engine().file("landform.hcl", COMPANY);
    landform.run(&["generate", "landform.hcl", "--into", "live"]).expect(0);
    let found = landform.run(&["find", "live"]).expect(0).stdout;
    let listed = landform.run(&["list", "live", "--json"]).expect(0).stdout;
    let drawn = landform.run(&["graph", "live", "--format", "svg"]).expect(0).stdout;
    let rows: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert!(found.lines().count() >= 40);
    assert_eq!(rows.as_array().unwrap().len(), found.lines().count());
    assert!(drawn.starts_with("<svg"));
}

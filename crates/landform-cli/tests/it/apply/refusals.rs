//! Everything that can be wrong: said with the next step, and nothing is changed.

use serde_json::Value as Json;

use super::{apply, files, no_lock_is_left, rewrite, says, state_file, unit, value};
use crate::landform::{Landform, engine_or_skip};

const LOCK: &str = r#"{"ID":"11111111-2222-3333-4444-555555555555","Operation":"OperationTypePlan","Info":"","Who":"eve@desk","Version":"1.11.4","Created":"2026-01-02T03:04:05Z","Path":"x"}"#;

/// A change of a state file's text.
type Damage = fn(String) -> String;

#[test]
fn a_lock_of_somebody_else_is_shown_and_respected() {
    let Some(_) = engine_or_skip("the lock of somebody else") else { return };
    let landform = files();
    let lock = landform.at("live/states/.a.tfstate.lock.info");
    std::fs::create_dir_all(lock.parent().unwrap()).unwrap();
    std::fs::write(&lock, LOCK).unwrap();
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(
        &answer,
        &[
            "`eve@desk` since 2026-01-02T03:04:05Z (OperationTypePlan, lock ID `11111111-2222-3333-4444-555555555555`)",
            "hint: wait until it is released",
            "b (needs a, which failed)",
        ],
    );
    assert_eq!(std::fs::read_to_string(&lock).unwrap(), LOCK);
    assert_eq!((value(&landform, "a"), value(&landform, "b")), (None, None));
    std::fs::remove_file(lock).unwrap();
    apply(&landform, &["--yes"]).expect(0);
}

#[test]
fn a_state_that_cannot_be_used_stops_its_unit() {
    let Some(_) = engine_or_skip("the unusable states") else { return };
    let landform = files();
    apply(&landform, &["--yes"]).expect(0);
    let good = std::fs::read_to_string(state_file(&landform, "a")).unwrap();
    rewrite(&landform, "live/a/terragrunt.hcl", &unit("", "value = \"two\""));
    let cases: [(Damage, &[&str]); 3] = [
        (
            |text| text[..text.len() / 2].to_owned(),
            &["the state is damaged", "bring back an older version"],
        ),
        (
            |text| text.replace("\"version\": 4", "\"version\": 5"),
            &["format version 5", "a newer engine has written it"],
        ),
        (
            |_| r#"{"encrypted_data": "x", "encryption_version": "v0"}"#.to_owned(),
            &["2 units cannot be planned, so nothing is applied"],
        ),
    ];
    for (damage, texts) in cases {
        let damaged = damage(good.clone());
        std::fs::write(state_file(&landform, "a"), &damaged).unwrap();
        let answer = apply(&landform, &["--yes"]);
        assert_eq!(answer.code, Some(1), "{}", answer.stderr);
        says(&answer, texts);
        assert_eq!(std::fs::read_to_string(state_file(&landform, "a")).unwrap(), damaged);
        no_lock_is_left(&landform);
    }
}

#[test]
fn a_plan_file_that_is_not_the_right_one_is_refused() {
    let Some(_) = engine_or_skip("the wrong plan files") else { return };
    let landform = files();
    landform.run(&["plan", "live", "--out", "good.json"]).expect(0);
    let good = std::fs::read_to_string(landform.at("good.json")).unwrap();
    let mut other: Json = serde_json::from_str(&good).unwrap();
    other["units"]["a"]["changes"] = Json::Array(Vec::new());
    std::fs::write(landform.at("changed.json"), other.to_string()).unwrap();
    std::fs::write(landform.at("broken.json"), &good[..good.len() / 2]).unwrap();
    std::fs::create_dir(landform.at("other")).unwrap();
    crate::landform::copy(&landform.at("live"), &landform.at("other/live"));
    landform.run(&["plan", "other/live", "--out", "other.json"]).expect(0);
    landform.run(&["plan", "live", "--cloud", "simulated", "--out", "simulated.json"]).expect(0);
    for (file, text) in [
        ("missing.json", "cannot read"),
        ("broken.json", "the plan file is damaged"),
        ("changed.json", "the plan file was changed after it was written"),
        ("other.json", "is a plan of another live repo"),
        ("simulated.json", "is a plan of another cloud: `simulated`, not `aws`"),
    ] {
        let answer = apply(&landform, &["--plan", file]).expect(3);
        says(&answer, &[text, "hint: `landform plan --out FILE` writes a new one"]);
    }
    assert_eq!(value(&landform, "a"), None);
    apply(&landform, &["--plan", "good.json"]).expect(0);
}

#[test]
fn wrong_calls_are_refused_before_anything_is_done() {
    let company = "company \"acme\" {}\n";
    let landform = files().file("landform.hcl", company);
    for (args, code, text) in [
        (&["apply", "live"][..], 64, "give `--yes`, or review a plan"),
        (&["apply", "landform.hcl", "--yes"], 64, "is a company file, not a live repo"),
        (&["apply", "live", "--yes", "--filter", "zzz"], 64, "no unit fits `--filter zzz`"),
        (&["apply", "live", "--resume"], 64, "there is no run of this live repo to resume"),
        (&["apply", "live", "--resume=x", "--yes"], 64, "there is no run `x`"),
        (&["apply", "live", "--abandon"], 64, "there is no run of this live repo to give up"),
        (&["destroy", "live", "--protected", "yes"], 64, "`--protected` needs its sentence"),
        (
            &[
                "apply",
                "live",
                "--cloud",
                "moto",
                "--cloud-url",
                "http://127.0.0.1:9",
                "--cloud-ca",
                "landform.hcl",
            ],
            1,
            "cannot reach moto at http://127.0.0.1:9",
        ),
        (&["apply", "live", "--cloud", "simulated", "--no-broker"], 64, "does not go with"),
    ] {
        if engine_or_skip("the wrong calls").is_none() {
            return;
        }
        let answer = landform.run(args);
        assert_eq!(answer.code, Some(code), "{args:?}: {}", answer.stderr);
        says(&answer, &[text]);
    }
    assert_eq!(value(&landform, "a"), None);
}

#[test]
fn an_engine_is_needed() {
    let landform = files().without_engine();
    for command in ["apply", "destroy"] {
        let answer = landform.run(&[command, "live", "--yes"]).expect(4);
        says(&answer, &["no engine found"]);
    }
}

/// A live repo whose state is in S3.
fn in_s3(account: &str) -> Landform {
    let root = format!(
        "remote_state {{\n  backend = \"s3\"\n  generate = {{\n    path = \"backend.tf\"\n    if_exists = \"overwrite\"\n  }}\n  \
         config = {{\n    bucket = \"some-bucket\"\n    key = \"${{path_relative_to_include()}}/x.tfstate\"\n    region = \"eu-west-1\"\n    use_lockfile = true\n  }}\n}}\n\
         generate \"provider\" {{\n  path = \"provider.tf\"\n  if_exists = \"overwrite\"\n  contents = <<-EOF\n    provider \"aws\" {{\n      region = \"eu-west-1\"\n      allowed_account_ids = [\"{account}\"]\n    }}\n  EOF\n}}\n"
    );
    let unit = format!(
        "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\nlocals {{\n  account_id = \"{account}\"\n}}\nterraform {{\n  source = \"../modules//thing\"\n}}\n"
    );
    Landform::new()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .file(
            "live/modules/thing/main.tf",
            "resource \"aws_vpc\" \"this\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n",
        )
        .file("live/root.hcl", &root)
        .file("live/a/terragrunt.hcl", &unit)
}

#[test]
fn missing_credentials_and_accounts_are_said_before_anything_is_done() {
    let Some(_) = engine_or_skip("the missing credentials") else { return };
    let answer = apply(&in_s3("111122223333"), &["--yes"]).expect(1);
    says(
        &answer,
        &[
            "not all accounts can be used; nothing was changed",
            "there are no AWS credentials",
            "hint: sign in",
        ],
    );
    let answer = apply(&in_s3(""), &["--yes"]).expect(3);
    says(&answer, &["the accounts `a` have no number yet", "write their numbers into"]);
}

/// So can the unit be applied that makes the other accounts.
#[test]
fn accounts_without_a_number_stop_only_what_is_in_them() {
    let Some(_) = engine_or_skip("the accounts without a number") else { return };
    let landform = in_s3("");
    let unit = std::fs::read_to_string(landform.at("live/a/terragrunt.hcl")).unwrap();
    let other = unit.replace("account_id = \"\"", "account_id = \"111122223333\"");
    let landform = landform.file("live/b/terragrunt.hcl", &other);
    let answer = apply(&landform, &["--yes", "--filter", "b"]).expect(1);
    says(&answer, &["there are no AWS credentials"]);
    let answer = apply(&landform, &["--yes"]).expect(3);
    says(&answer, &["the accounts `a` have no number yet"]);
}

#[test]
fn a_unit_that_does_not_say_where_its_state_is_stays_as_it_is() {
    let Some(_) = engine_or_skip("the unit without a back end") else { return };
    let landform = files();
    rewrite(&landform, "live/root.hcl", "");
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(
        &answer,
        &["its state would be lost with the working copy", "give it a `remote_state` block"],
    );
}

#[test]
fn a_provider_that_is_not_on_this_machine_is_named() {
    let Some(_) = engine_or_skip("the missing provider") else { return };
    let module = "variable \"value\" {\n  type = string\n}\nresource \"random_pet\" \"this\" {\n  prefix = var.value\n}\noutput \"value\" {\n  value = var.value\n}\n";
    let landform = files().file("live/modules/thing/main.tf", module);
    let mirror = landform.at("mirror");
    let config = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
        mirror.display()
    );
    let file = landform.at("engine.tfrc").display().to_string();
    let landform = landform.file("engine.tfrc", &config).env("TF_CLI_CONFIG_FILE", &file);
    let answer = apply(&landform, &["--yes"]).expect(1);
    says(&answer, &["hashicorp/random", "hint: "]);
    assert!(!landform.at("live/states").exists(), "nothing was locked or written");
}

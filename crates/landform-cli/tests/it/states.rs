//! States in the bucket of an emulator, met by the command: the first day, locks of others, faulty states, wrong accounts.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use landform_aws::{Environment, States};
use landform_os::OsWorld;
use landform_plan::{Backend, LockInfo, StateStore};
use landform_testkit::{Mode, Moto, engine};
use serde_json::{Map, json};

use crate::landform::{Answer, Landform};

const BUCKET: &str = "states-of-dev";

/// A signature of the right form.
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=0";

const ROLE: &str = "arn:aws:iam::111111111111:role/states";

/// The module needs no provider beside the engine's own, so everything here is about states.
const MODULE: &str = r#"variable "text" {
  type = string
}
resource "terraform_data" "this" {
  input = var.text
}
output "id" {
  value = terraform_data.this.id
}
"#;

fn root() -> String {
    format!(
        r#"remote_state {{
  backend  = "s3"
  generate = {{ path = "backend.tf", if_exists = "overwrite" }}
  config = {{
    bucket       = "{BUCKET}"
    key          = "${{path_relative_to_include()}}/tofu.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
    assume_role  = {{ role_arn = "{ROLE}" }}
  }}
}}
"#
    )
}

fn unit(rest: &str) -> String {
    format!(
        "include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n}}\n\
         terraform {{\n  source = \"../../modules//m\"\n}}\n{rest}"
    )
}

fn live_repo() -> Landform {
    let second = "dependency \"a\" {\n  config_path = \"../a\"\n}\n\
                  inputs = {\n  text = dependency.a.outputs.id\n}\n";
    Landform::new()
        .file("live/root.hcl", &root())
        .file("live/modules/m/main.tf", MODULE)
        .file("live/dev/a/terragrunt.hcl", &unit("inputs = {\n  text = \"a\"\n}\n"))
        .file("live/dev/b/terragrunt.hcl", &unit(second))
}

/// Returns the emulator, if all that it takes is there; otherwise says what is skipped.
fn moto_or_skip(test: &str) -> Option<Moto> {
    let found = engine().and_then(|_| Moto::start(Mode::Proxy));
    found.map_err(|reason| eprintln!("skipped {test}: {reason}")).ok()
}

fn run(landform: &Landform, moto: &Moto, args: &[&str]) -> Answer {
    let (url, authority) = (moto.url(), moto.authority().display().to_string());
    let cloud = ["--cloud", "moto", "--cloud-url", &url, "--cloud-ca", &authority];
    landform.run(&[args, cloud.as_slice()].concat())
}

fn backend(unit: &str) -> Backend {
    let config = json!({
        "bucket": BUCKET, "key": format!("{unit}/tofu.tfstate"), "region": "eu-west-1", "use_lockfile": true,
        "assume_role": {"role_arn": ROLE}
    });
    Backend { kind: "s3".to_owned(), config: config.as_object().cloned().unwrap_or_else(Map::new) }
}

#[track_caller]
fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        let said = answer.stderr.contains(word) || answer.stdout.contains(word);
        assert!(
            said,
            "`{word}` is missing\nstdout:\n{}\nstderr:\n{}",
            answer.stdout, answer.stderr
        );
    }
}

#[test]
fn the_first_day_the_lock_of_somebody_else_and_the_second_day() {
    let Some(moto) = moto_or_skip("states in a bucket") else { return };
    let landform = live_repo();
    let world = OsWorld::default();
    let store = States::new(Environment::new(moto.env(), &world));

    // The first day: there is not even a bucket, and the plan is one all the same.
    let first = run(&landform, &moto, &["plan", "live", "--detailed-exitcode"]).expect(2);
    says(&first, &["the bucket `states-of-dev` is not there yet", "dev/a", "dev/b", "2 create"]);
    // Without the bucket nothing can be locked, so nothing is applied.
    let refused = run(&landform, &moto, &["apply", "live", "--yes", "--allow-late"]).expect(1);
    says(&refused, &["NoSuchBucket", "--bootstrap"]);

    // Somebody else has a lock: they are named, and nothing is changed.
    let args = ["apply", "live", "--yes", "--allow-late", "--bootstrap"];
    let created =
        run(&landform, &moto, &["apply", "live", "--yes", "--bootstrap", "--filter", "dev/a"]);
    says(&created.expect(0), &["the bucket states-of-dev"]);
    let lock = LockInfo {
        id: "theirs".to_owned(),
        operation: "OperationTypeApply".to_owned(),
        who: "eve@laptop".to_owned(),
        created: "2026-01-02T03:04:05Z".to_owned(),
        ..LockInfo::default()
    };
    store.acquire(&backend("dev/b"), &lock).unwrap();
    let held = run(&landform, &moto, &args).expect(1);
    says(&held, &["eve@laptop", "2026-01-02T03:04:05Z", "force-unlock theirs"]);
    assert_eq!(store.read(&backend("dev/b")).unwrap(), None, "nothing was changed");
    assert!(store.release(&backend("dev/b"), "theirs").unwrap());

    // As soon as it is free the rest is applied, and then there is nothing left to do, and no lock.
    run(&landform, &moto, &["apply", "live", "--yes", "--allow-late"]).expect(0);
    run(&landform, &moto, &["plan", "live", "--detailed-exitcode"]).expect(0);
    for unit in ["dev/a", "dev/b"] {
        assert_eq!(store.lock_holder(&backend(unit)).unwrap(), None, "{unit}");
        assert!(store.read(&backend(unit)).unwrap().is_some(), "{unit}");
    }
}

#[test]
fn one_faulty_state_is_named_and_hides_no_other() {
    let Some(moto) = moto_or_skip("faulty states") else { return };
    let landform = live_repo();
    run(&landform, &moto, &["apply", "live", "--yes", "--allow-late", "--bootstrap"]).expect(0);
    for (text, words) in [
        (r#"{"version": 5}"#, ["format version 5", "a newer engine has written it"]),
        (r#"{"version": 4, "ser"#, ["the state is damaged", "bring back an older version"]),
    ] {
        put(&moto, "dev/b", text);
        let answer = run(&landform, &moto, &["plan", "live"]).expect(1);
        says(&answer, &["dev/b", "s3://states-of-dev/dev/b/tofu.tfstate"]);
        says(&answer, &words);
        assert!(!answer.stderr.contains("dev/a cannot"), "{}", answer.stderr);
        let answer = run(&landform, &moto, &["apply", "live", "--yes"]).expect(1);
        says(&answer, &["nothing is applied", words[0], words[1]]);
    }
}

/// Writes a state as an engine of another age would; the emulator believes every signature.
fn put(moto: &Moto, unit: &str, text: &str) {
    let address = moto.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).unwrap();
    let host = format!("{BUCKET}.s3.eu-west-1.amazonaws.com");
    write!(
        stream,
        "PUT http://{host}/{unit}/tofu.tfstate HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: {SIGNED}\r\ncontent-length: {}\r\n\r\n{text}",
        text.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 200 "), "{answer}");
}

#[test]
fn wrong_accounts_and_missing_credentials_are_one_table() {
    let provider = |id: &str| {
        format!(
            "generate \"provider\" {{\n  path = \"provider.tf\"\n  if_exists = \"overwrite\"\n  contents = <<-EOF\n    \
             provider \"aws\" {{\n      region = \"eu-west-1\"\n      allowed_account_ids = [\"{id}\"]\n    }}\n  EOF\n}}\n\
             inputs = {{\n  text = \"x\"\n}}\n"
        )
    };
    let landform = Landform::new()
        .file("live/root.hcl", &root())
        .file("live/modules/m/main.tf", MODULE)
        .file("live/dev/a/terragrunt.hcl", &unit(&provider("123456789012")))
        .file("live/prod/a/terragrunt.hcl", &unit(&provider("999999999999")));
    let Some(moto) = moto_or_skip("wrong accounts") else { return };
    let answer = run(&landform, &moto, &["apply", "live", "--yes"]).expect(1);
    says(
        &answer,
        &[
            "not all accounts can be used; nothing was changed",
            "is in account 123456789012, which is a wrong one",
        ],
    );
    let rows: BTreeMap<_, _> = answer
        .stderr
        .lines()
        .filter_map(|line| Some((line.split_whitespace().next()?, line)))
        .collect();
    assert!(rows["dev"].ends_with(" 123456789012"), "{}", answer.stderr);
    assert!(rows["prod"].contains("999999999999"), "{}", answer.stderr);

    // Nobody's credentials: AWS is never asked, because there is nothing to ask with.
    let nobody = landform
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    for (args, what) in [
        (&["apply", "live", "--yes"][..], "not all accounts can be used; nothing was changed"),
        (&["plan", "live"], "no account can be used"),
    ] {
        let answer = nobody.run(args).expect(1);
        says(&answer, &[what, "there are no AWS credentials", "aws sso login"]);
        assert_eq!(answer.stderr.matches("hint").count(), 1, "{}", answer.stderr);
    }
}

/// Keeps one state for each address, as the back end `http` of engines wants it; returns where it is.
fn state_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let (mut line, mut header, mut length) = (String::new(), String::new(), 0);
            reader.read_line(&mut line).unwrap();
            while reader.read_line(&mut header).unwrap() > 2 {
                if let Some((_, value)) = header.to_lowercase().split_once("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                header.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let place = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
            let (status, body) = if line.starts_with("POST") {
                kept.insert(place, String::from_utf8(body).unwrap());
                (200, String::new())
            } else {
                kept.get(&place).map_or((404, String::new()), |state| (200, state.clone()))
            };
            let length = body.len();
            let text = format!(
                "HTTP/1.1 {status} .\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            let _ = reader.get_mut().write_all(text.as_bytes());
        }
    });
    address
}

#[test]
fn engines_read_and_lock_what_is_in_other_back_ends() {
    if crate::landform::engine_or_skip("states in another back end").is_none() {
        return;
    }
    let root = format!(
        "remote_state {{\n  backend = \"http\"\n  generate = {{ path = \"backend.tf\", if_exists = \"overwrite\" }}\n  \
         config = {{\n    address = \"{}/${{path_relative_to_include()}}\"\n  }}\n}}\n",
        state_server()
    );
    let landform = live_repo().file("live/root.hcl", &root);
    let first = landform.run(&["plan", "live", "--detailed-exitcode"]).expect(2);
    says(&first, &["dev/a", "dev/b", "2 create"]);
    landform.run(&["apply", "live", "--yes", "--allow-late"]).expect(0);
    landform.run(&["plan", "live", "--detailed-exitcode"]).expect(0);
    // Whoever asks for a role of its own is not done as somebody else.
    let own =
        unit("iam_role = \"arn:aws:iam::111111111111:role/own\"\ninputs = {\n  text = \"a\"\n}\n");
    let landform = landform.file("live/dev/a/terragrunt.hcl", &own);
    let refused = landform.run(&["apply", "live", "--yes", "--filter", "dev/a"]).expect(1);
    says(&refused, &["dev/a", "it sets `iam_role`", "assume_role"]);
    // A change in the first is known to the second, whose state has the old value.
    let changed = unit("inputs = {\n  text = \"z\"\n}\n");
    let landform = landform.file("live/dev/a/terragrunt.hcl", &changed);
    let second = landform.run(&["plan", "live", "--detailed-exitcode"]).expect(2);
    says(&second, &["1 update"]);
}

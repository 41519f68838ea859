//! Real providers before moto, driven by an unmodified engine; skipped where one of them is missing.

use std::process::Command;

use landform_testkit::{Mode, Moto, Skip, engine, engine_config, provider};
use landform_world::World as _;
use serde_json::Value as Json;

use super::*;
use crate::cloud::CloudOptions;

const MODULE: &str = r#"
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.90"
    }
  }
}

variable "other" {
  type    = string
  default = "222222222222"
}

provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { owner = "us" }
  }
}

provider "aws" {
  alias               = "other"
  region              = "eu-west-1"
  allowed_account_ids = ["222222222222"]
  assume_role {
    role_arn = "arn:aws:iam::${var.other}:role/x"
  }
}

data "aws_caller_identity" "other" {
  provider = aws.other
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_s3_bucket" "other" {
  provider = aws.other
  bucket   = "bucket-of-${data.aws_caller_identity.other.account_id}"
}

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = "example"
}

output "analyzer" {
  value = aws_accessanalyzer_analyzer.this.arn
}

output "account" {
  value = data.aws_caller_identity.other.account_id
}
"#;

/// What the emulator lacks in these tests.
const GAPS: &str = r#"[{"type": "aws_accessanalyzer_analyzer", "reason": "no API"}]"#;

/// An engine in a working copy, before moto.
struct Fixture {
    folder: tempfile::TempDir,
    mode: Mode,
    moto: Moto,
    engine: PathBuf,
}

struct Answer {
    code: Option<i32>,
    text: String,
}

impl Fixture {
    /// Returns nothing, and says why, where the engine, the real provider or moto is missing.
    fn new(test: &str) -> Option<Self> {
        Self::before(Mode::Proxy, test)
    }

    fn before(mode: Mode, test: &str) -> Option<Self> {
        let made = || -> Result<Self, Skip> {
            provider()?;
            let (engine, moto) = (engine()?, Moto::start(mode)?);
            let folder = tempfile::tempdir_in("/tmp").map_err(|error| Skip(error.to_string()))?;
            Ok(Self { folder, mode, moto, engine })
        };
        let made = made().map_err(|skip| eprintln!("skipped {test}: {skip}")).ok()?;
        for name in ["work", "sockets"] {
            OsWorld::default()
                .create_folder(&made.at(name), landform_world::Access::Private)
                .unwrap();
        }
        std::fs::write(made.at("gaps.json"), GAPS).unwrap();
        made.module(MODULE);
        Some(made)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn module(&self, text: &str) {
        std::fs::write(self.at("work/main.tf"), text).unwrap();
    }

    fn cloud(&self) -> Cloud {
        let (kind, authority) = match self.mode {
            Mode::Proxy => (CloudKind::Moto, Some(self.moto.authority().clone())),
            Mode::Server => (CloudKind::Emulator, None),
        };
        let options = CloudOptions {
            cloud: Some(kind),
            cloud_url: Some(self.moto.url()),
            cloud_ca: authority,
            gaps: Some(self.at("gaps.json")),
            no_broker: false,
        };
        options.resolve(&OsWorld::default(), CloudKind::Aws).unwrap()
    }

    fn providers(&self, purpose: Purpose) -> CloudProviders {
        CloudProviders::new(&self.cloud(), self.at("sockets"), purpose).unwrap()
    }

    /// Runs the engine with providers, as a command of Landform does it.
    fn run(&self, providers: &dyn Providers, more: &[(&str, &str)], args: &[&str]) -> Answer {
        let folder = self.at("work");
        let (types, existing) = (BTreeSet::new(), BTreeSet::new());
        let (types, existing) = (&types, &existing);
        let wanted = Wanted { unit: "unit", types, folder: &folder, existing, replay: false };
        let served = providers.serve(&wanted).unwrap();
        let output = Command::new(&self.engine)
            .args(args)
            .current_dir(&folder)
            .env_clear()
            .envs(self.cloud().env)
            .env("TF_CLI_CONFIG_FILE", self.at("empty.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .envs(served.env())
            .envs(more.iter().copied())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        Answer { code: output.status.code(), text: String::from_utf8_lossy(&text).into_owned() }
    }
}

impl Answer {
    #[track_caller]
    fn expect(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}", self.text);
        self.text
    }
}

/// Returns what a plan means to do, as JSON.
fn planned(text: &str) -> [Json; 2] {
    let json: Json = serde_json::from_str(text).unwrap();
    ["resource_changes", "output_changes"].map(|name| json[name].clone())
}

#[test]
fn nothing_is_made_up_before_aws_whatever_a_list_says() {
    for (kind, expected) in [
        (CloudKind::Aws, false),
        (CloudKind::Moto, true),
        (CloudKind::Emulator, true),
        (CloudKind::Simulated, false),
    ] {
        let gaps = Gaps::parse(GAPS).unwrap();
        let cloud = Cloud { kind, env: BTreeMap::new(), gaps, broker: true };
        assert_eq!(Beside::of(&cloud).is_some(), expected, "{kind:?}");
        let folder = tempfile::tempdir().unwrap();
        let world = OsWorld::default();
        if landform_world::World::env(&world, "HOME").is_some() {
            let path = folder.path().to_path_buf();
            let providers = CloudProviders::new(&cloud, path, Purpose::Apply).unwrap();
            assert_eq!(providers.beside.is_some(), expected, "{kind:?}");
        }
    }
}

#[test]
fn a_working_copy_lives_through_its_life_before_moto() {
    let Some(fixture) = Fixture::new("the life of a working copy before moto") else { return };
    std::fs::write(fixture.at("empty.tfrc"), "").unwrap();
    let apply = fixture.providers(Purpose::Apply);
    fixture.run(&apply, &[], &["init", "-input=false"]).expect(0);
    let text = fixture.run(&apply, &[], &["apply", "-auto-approve", "-no-color"]).expect(0);
    assert!(text.contains("account = \"222222222222\""), "{text}");
    assert!(text.contains("analyzer = \"arn:aws:access-analyzer:eu-west-1:"), "{text}");
    // One for each configuration; what validated has become one of them.
    assert_eq!(apply.processes.started(), 2);
    let left: Vec<_> = apply.left().into_iter().map(|left| left.type_name).collect();
    assert_eq!(left, ["aws_accessanalyzer_analyzer"], "only what is a gap is simulated");
    drop(apply);
    let plan = fixture.providers(Purpose::Plan);
    fixture.run(&plan, &[], &["plan", "-detailed-exitcode", "-no-color"]).expect(0);
    assert_eq!(plan.processes.started(), 2);
    drop(plan);
    let destroy = fixture.providers(Purpose::Apply);
    fixture.run(&destroy, &[], &["destroy", "-auto-approve", "-no-color"]).expect(0);
    assert_eq!(destroy.left(), []);
}

#[test]
fn the_plan_is_the_same_as_without_a_broker() {
    let Some(fixture) = Fixture::new("the plan with and without a broker") else { return };
    std::fs::write(fixture.at("empty.tfrc"), "").unwrap();
    let config = fixture.at("mirror.tfrc");
    std::fs::write(&config, engine_config().unwrap()).unwrap();
    let plan = |providers: &dyn Providers, more: &[(&str, &str)]| {
        fixture.run(providers, more, &["init", "-input=false"]).expect(0);
        fixture.run(providers, more, &["plan", "-out=p", "-input=false"]).expect(0);
        planned(&fixture.run(providers, more, &["show", "-json", "p"]).expect(0))
    };
    let served = plan(&fixture.providers(Purpose::Plan), &[]);
    let own = plan(&OwnProviders, &[("TF_CLI_CONFIG_FILE", config.to_str().unwrap())]);
    assert_eq!(served, own);
    assert_eq!(served[0].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_wrong_account_is_refused_in_the_providers_own_words() {
    let Some(fixture) = Fixture::new("the refusal of a wrong account") else { return };
    std::fs::write(fixture.at("empty.tfrc"), "").unwrap();
    for purpose in [Purpose::Plan, Purpose::Apply] {
        let providers = fixture.providers(purpose);
        fixture.run(&providers, &[], &["init", "-input=false"]).expect(0);
        let args = ["plan", "-no-color", "-var=other=333333333333"];
        let text = fixture.run(&providers, &[], &args).expect(1);
        assert!(text.contains("AWS account ID not allowed: 333333333333"), "{purpose:?}: {text}");
        assert!(providers.processes.started() <= 3, "a refusal is not asked for again and again");
    }
}

#[test]
fn another_emulator_is_reached_at_its_one_endpoint() {
    let Some(fixture) = Fixture::before(Mode::Server, "an emulator at one endpoint") else {
        return;
    };
    std::fs::write(fixture.at("empty.tfrc"), "").unwrap();
    let providers = fixture.providers(Purpose::Apply);
    fixture.run(&providers, &[], &["init", "-input=false"]).expect(0);
    let text = fixture.run(&providers, &[], &["apply", "-auto-approve", "-no-color"]).expect(0);
    assert!(text.contains("account = \"222222222222\""), "{text}");
    fixture.run(&providers, &[], &["plan", "-detailed-exitcode", "-no-color"]).expect(0);
}

#[test]
fn a_provider_that_the_lock_file_does_not_know_is_refused() {
    let Some(fixture) = Fixture::new("a provider that is not the locked one") else { return };
    let version = provider().unwrap().version;
    let lock = format!(
        "provider \"registry.terraform.io/hashicorp/aws\" {{\n  version = \"{version}\"\n  hashes  = [\"h1:other=\"]\n}}\n"
    );
    std::fs::write(fixture.at("work").join(LOCK_FILE), lock).unwrap();
    let (types, existing, folder) = (BTreeSet::new(), BTreeSet::new(), fixture.at("work"));
    let (types, existing) = (&types, &existing);
    let wanted = Wanted { unit: "unit", types, folder: &folder, existing, replay: false };
    let providers = fixture.providers(Purpose::Plan);
    let fault = providers.serve(&wanted).err().unwrap();
    assert!(fault.contains("is not the one of the lock file: its hash is h1:"), "{fault}");
    assert!(fault.contains("but the lock file has h1:other="), "{fault}");
    assert_eq!(providers.processes.started(), 0);
}

//! States, locks and buckets in an emulator of AWS, with an unmodified engine beside us; left out where there is none.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use landform_aws::{
    AccountQuestion, Created, Settings, States, account_table, check_accounts,
    create_bucket_if_missing,
};
use landform_os::OsWorld;
use landform_plan::{Backend, LockInfo, State, StateError, StateStore};
use landform_testkit::{Mode, Moto};
use serde_json::{Value as Json, json};

use crate::server::{config, store};

/// The account of whoever has keys of nobody, in the emulator.
const OWN_ACCOUNT: &str = "123456789012";

/// How long an engine may take to reach a point.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts an emulator, or says why there is none.
fn emulator(mode: Mode) -> Option<Moto> {
    match Moto::start(mode) {
        Ok(moto) => Some(moto),
        Err(skip) => {
            eprintln!("skipped: {skip}");
            None
        }
    }
}

fn lock(id: &str) -> LockInfo {
    LockInfo {
        id: id.to_owned(),
        operation: "OperationTypeApply".to_owned(),
        who: format!("landform-test-{id}@here"),
        version: "0".to_owned(),
        created: "2026-01-02T03:04:05Z".to_owned(),
        ..LockInfo::default()
    }
}

fn backend(region: &str, more: &Json) -> Backend {
    let mut all = config(&json!({
        "bucket": "states.example", "key": "dev/unit.tfstate", "region": region, "encrypt": true, "use_lockfile": true
    }));
    all.extend(config(more));
    Backend { kind: "s3".to_owned(), config: all }
}

/// The whole way in both modes: bucket, 16 racing writers, a foreign lock, another account.
fn whole_way(mode: Mode) {
    let Some(moto) = emulator(mode) else { return };
    let world = OsWorld::default();
    let mut variables = moto.env();
    // The emulator takes five connections at a time, and 16 writers are more.
    variables.insert("AWS_MAX_ATTEMPTS".to_owned(), "6".to_owned());
    let store = store(&world, variables);
    let role = "arn:aws:iam::222222222222:role/states";
    for (region, more, account) in [
        ("us-east-1", json!({}), OWN_ACCOUNT),
        (
            "eu-west-1",
            json!({"bucket": "other", "assume_role": {"role_arn": role}, "allowed_account_ids": ["222222222222"]}),
            "222222222222",
        ),
    ] {
        let backend = backend(region, &more);
        let create = || create_bucket_if_missing(store.aws(), &backend, false).unwrap();
        assert_eq!((create(), create()), (Created::Now, Created::Before));
        assert_eq!(store.read(&backend).unwrap(), None);
        let settings = Settings::of(&backend.config);
        assert_eq!(store.aws().caller(&settings).unwrap().account, account);
        let winner = race(&store, &backend);
        let holder = store.lock_holder(&backend).unwrap().unwrap();
        assert_eq!((&holder.id, holder.who), (&winner, format!("landform-test-{winner}@here")));
        assert!(matches!(store.release(&backend, "other"), Err(StateError::Held(_))));
        assert!(store.release(&backend, &winner).unwrap());
        assert!(!store.release(&backend, &winner).unwrap());
        // A deleted object of a bucket with versions is no object.
        store.acquire(&backend, &lock("again")).unwrap();
        assert!(store.release(&backend, "again").unwrap());
    }
    let error = store.read(&backend("us-east-1", &json!({"bucket": "nobody-has-it"}))).unwrap_err();
    assert!(error.to_string().contains("NoSuchBucket"), "{error}");
    wrong_accounts(&store, role);
}

/// Returns who won.
fn race(store: &States<'_>, backend: &Backend) -> String {
    let (winners, losers) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let won = std::sync::Mutex::new(String::new());
    std::thread::scope(|scope| {
        for number in 0..16 {
            let (winners, losers, won) = (&winners, &losers, &won);
            scope.spawn(move || match store.acquire(backend, &lock(&format!("w{number}"))) {
                Ok(()) => {
                    winners.fetch_add(1, Ordering::Relaxed);
                    *won.lock().unwrap() = format!("w{number}");
                }
                Err(StateError::Held(_)) => drop(losers.fetch_add(1, Ordering::Relaxed)),
                Err(other) => panic!("{other}"),
            });
        }
    });
    assert_eq!((winners.into_inner(), losers.into_inner()), (1, 15));
    won.into_inner().unwrap()
}

fn wrong_accounts(store: &States<'_>, role: &str) {
    let question = |name: &str, account: &str| AccountQuestion {
        name: name.to_owned(),
        settings: Settings::of(&config(&json!({
            "region": "us-east-1", "assume_role": [{"role_arn": role}], "allowed_account_ids": [account]
        }))),
    };
    let right = [question("dev", "222222222222")];
    assert_eq!(account_table(&check_accounts(store.aws(), &right)), None);
    let questions = [question("dev", "222222222222"), question("production", "333333333333")];
    let (table, hints) = account_table(&check_accounts(store.aws(), &questions)).unwrap();
    assert!(table.contains("is in account 222222222222, which is a wrong one"), "{table}");
    assert_eq!(hints.len(), 1);
}

#[test]
fn the_whole_way_behind_a_proxy_with_tls() {
    whole_way(Mode::Proxy);
}

#[test]
fn the_whole_way_at_an_endpoint() {
    whole_way(Mode::Server);
}

/// A unit with a back end in the emulator, and an engine that knows nothing of us.
struct Engine {
    program: PathBuf,
    folder: tempfile::TempDir,
    env: BTreeMap<String, String>,
}

impl Engine {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        let home = self.folder.path().display().to_string();
        command.args(args).current_dir(self.folder.path()).env_clear().envs(&self.env);
        command.env("HOME", home).env("CHECKPOINT_DISABLE", "1").env("TF_IN_AUTOMATION", "1");
        command.env("PATH", std::env::var("PATH").unwrap_or_default()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn succeeds(&self, args: &[&str]) {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", said(&output));
    }
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// The resource waits while a file is there, so that the engine holds the lock for as long as a test wants.
fn unit(folder: &Path, backend: &Backend) {
    let settings: Vec<_> = backend
        .config
        .iter()
        .filter(|(_, value)| !value.is_object())
        .map(|(name, value)| format!("    {name} = {value}\n"))
        .collect();
    let text = format!(
        r#"terraform {{
  backend "s3" {{
{}  }}
}}
variable "size" {{
  type    = number
  default = 1
}}
resource "terraform_data" "this" {{
  triggers_replace = var.size
  provisioner "local-exec" {{
    command = "touch started; while test -e wait; do sleep 0.05; done"
  }}
}}
output "size" {{
  value = var.size
}}
"#,
        settings.concat()
    );
    fs::write(folder.join("main.tf"), text).unwrap();
}

fn wait_for(path: &Path) {
    let start = Instant::now();
    while !path.exists() {
        assert!(start.elapsed() < PATIENCE, "{} did not come", path.display());
        std::thread::yield_now();
    }
}

#[test]
fn engines_respect_our_lock_and_we_respect_theirs() {
    let Some(moto) = emulator(Mode::Proxy) else { return };
    let program = match landform_testkit::engine() {
        Ok(program) => program,
        Err(skip) => return eprintln!("skipped: {skip}"),
    };
    let world = OsWorld::default();
    let store = store(&world, moto.env());
    let backend = backend("us-east-1", &json!({"skip_credentials_validation": true}));
    create_bucket_if_missing(store.aws(), &backend, false).unwrap();
    let engine = Engine { program, folder: tempfile::tempdir().unwrap(), env: moto.env() };
    let folder = engine.folder.path();
    unit(folder, &backend);
    engine.succeeds(&["init", "-input=false", "-no-color"]);

    // We have the lock: the engine is refused, says that it is ours, and works as soon as it is free.
    store.acquire(&backend, &lock("ours")).unwrap();
    let refused = engine.run(&["plan", "-input=false", "-no-color"]);
    assert!(!refused.status.success());
    let words = said(&refused);
    for word in ["Error acquiring the state lock", "landform-test-ours@here", "OperationTypeApply"]
    {
        assert!(words.contains(word), "{word}: {words}");
    }
    // Under our lock the engine works without its own.
    engine.succeeds(&["apply", "-input=false", "-no-color", "-auto-approve", "-lock=false"]);
    assert!(store.release(&backend, "ours").unwrap());
    engine.succeeds(&["plan", "-input=false", "-no-color", "-detailed-exitcode"]);

    // What we read is what the engine wrote.
    let state = State::read(&store.read(&backend).unwrap().unwrap()).unwrap();
    assert_eq!(state.outputs_object().to_string(), "{ size = 1 }");
    assert_eq!(state.instances[0].address, "terraform_data.this");

    // The engine has the lock: we are refused, and say whose it is.
    fs::remove_file(folder.join("started")).unwrap();
    fs::write(folder.join("wait"), "").unwrap();
    let mut running = engine
        .command(&["apply", "-input=false", "-no-color", "-auto-approve", "-var", "size=2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&folder.join("started"));
    let error = store.acquire(&backend, &lock("ours")).unwrap_err();
    fs::remove_file(folder.join("wait")).unwrap();
    let status = running.wait().unwrap();
    let StateError::Held(holder) = &error else { panic!("{error}") };
    assert_eq!(holder.operation, "OperationTypeApply");
    assert!(
        !holder.who.is_empty() && holder.path == "states.example/dev/unit.tfstate",
        "{holder:?}"
    );
    assert!(error.to_string().contains(&holder.created), "{error}");
    assert!(status.success());
    store.acquire(&backend, &lock("ours")).unwrap();
    assert!(store.release(&backend, "ours").unwrap());
    let state = State::read(&store.read(&backend).unwrap().unwrap()).unwrap();
    assert_eq!(state.outputs_object().to_string(), "{ size = 2 }");
}

//! Processes and schemas of a provider, with a small real process in its place.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use landform_broker::{
    Connection, Connections, Described, Launch, Limits, Processes, SchemaCache, Setup,
};
use landform_plugin::message::{ConfigureRequest, ValidateResourceRequest};
use landform_plugin::{Provider, SchemaResponse, Status};

/// Returns the example that stands in for a provider's binary.
fn fake() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let built = test.parent().and_then(Path::parent).expect("the folder of what is built");
    built.join("examples/fake_provider")
}

struct Fixture {
    folder: tempfile::TempDir,
    processes: Arc<Processes>,
}

impl Fixture {
    fn new(idle: Duration, count: usize) -> Self {
        Self::within(Limits { idle, count, gate: None, calls: None, patience: None })
    }

    fn gated(places: usize) -> Self {
        Self::within(Limits {
            idle: LONG,
            count: 10,
            gate: Some(places),
            calls: Some(3),
            patience: None,
        })
    }

    fn within(limits: Limits) -> Self {
        let folder = tempfile::tempdir_in("/tmp").expect("a folder");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))
            .expect("a mode");
        let processes = Processes::new(folder.path().to_path_buf(), limits);
        Self { folder, processes }
    }

    fn launch(&self, variables: &[(&str, &str)]) -> Launch {
        let environment: BTreeMap<_, _> = variables
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value)))
            .collect();
        Launch { binary: fake(), hash: "fake".to_owned(), environment }
    }

    fn connections(&self, variables: &[(&str, &str)]) -> Connections {
        Connections {
            processes: Arc::clone(&self.processes),
            launch: Arc::new(self.launch(variables)),
            schema: SchemaResponse::default(),
            setup: Setup::default(),
            verdicts: Arc::default(),
        }
    }
}

/// Configures a connection and returns what the process said: its id, or its complaint.
async fn configure(connection: &Connection, version: &str) -> String {
    let request =
        ConfigureRequest { terraform_version: version.to_owned(), ..ConfigureRequest::default() };
    let answer = connection.configure(request).await.expect("an answer");
    answer.diagnostics.into_iter().map(|one| one.summary).collect()
}

/// Asks for a validation and returns the id of the process and the names of its variables.
async fn validate(connection: &Connection, ty: &str) -> Result<(String, String), Status> {
    let request =
        ValidateResourceRequest { type_name: ty.to_owned(), ..ValidateResourceRequest::default() };
    let answer = connection.validate_resource(request).await?;
    Ok(answer.diagnostics.into_iter().map(|one| (one.summary, one.detail)).next().expect("an id"))
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

const LONG: Duration = Duration::from_secs(600);

#[test]
fn one_process_for_each_configuration_and_environment() {
    let fixture = Fixture::new(LONG, 10);
    run(async {
        let plain = fixture.connections(&[]);
        let (a, again, b) = (plain.open(), plain.open(), plain.open());
        let first = configure(&a, "a").await;
        assert_eq!(configure(&again, "a").await, first, "answered without a second configuration");
        assert_eq!(configure(&a, "a").await, first);
        let second = configure(&b, "b").await;
        assert_ne!(first, second);
        let other = fixture.connections(&[("AWS_PROFILE", "other")]).open();
        let third = configure(&other, "a").await;
        assert!(![&first, &second].contains(&&third));
        assert_eq!(configure(&a, "b").await, "the provider is configured already");
        for (connection, id) in [(&a, &first), (&again, &first), (&b, &second), (&other, &third)] {
            assert_eq!(&validate(connection, "x").await.expect("an answer").0, id);
        }
        let variables = validate(&other, "x").await.expect("an answer").1;
        let mut names: Vec<_> = variables.split(' ').collect();
        names.sort_unstable();
        let expected = [
            "AWS_PROFILE",
            "PLUGIN_PROTOCOL_VERSIONS",
            "PLUGIN_UNIX_SOCKET_DIR",
            "TF_PLUGIN_MAGIC_COOKIE",
        ];
        assert_eq!(names, expected);
        assert_eq!((fixture.processes.running(), fixture.processes.started()), (3, 3));
    });
}

#[test]
fn many_at_once_get_one_process() {
    let fixture = Fixture::new(LONG, 10);
    run(async {
        let connections = fixture.connections(&[]);
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let connection = connections.open();
                tokio::spawn(async move { configure(&connection, "a").await })
            })
            .collect();
        let mut ids = BTreeSet::new();
        for task in tasks {
            ids.insert(task.await.expect("an answer"));
        }
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert_eq!(fixture.processes.started(), 1);
    });
}

#[test]
fn a_refused_configuration_leaves_the_connection_free() {
    let fixture = Fixture::new(LONG, 10);
    run(async {
        let connection = fixture.connections(&[]).open();
        assert_eq!(configure(&connection, "bad").await, "bad configuration");
        assert_eq!(fixture.processes.running(), 0);
        let id = configure(&connection, "good").await;
        assert_eq!(validate(&connection, "x").await.expect("an answer").0, id);
    });
}

#[test]
fn a_death_fails_the_calls_in_flight_with_the_last_words_and_no_others() {
    let fixture = Fixture::new(LONG, 10);
    run(async {
        let connections = fixture.connections(&[]);
        let (a, waiting, b) = (connections.open(), connections.open(), connections.open());
        let first = configure(&a, "a").await;
        configure(&waiting, "a").await;
        let second = configure(&b, "b").await;
        let in_flight = tokio::spawn(async move { validate(&waiting, "wait").await });
        let elsewhere = {
            let connection = connections.open();
            configure(&connection, "b").await;
            tokio::spawn(async move { validate(&connection, "wait").await })
        };
        tokio::time::sleep(Duration::from_millis(100)).await;
        let expected = "the provider `fake_provider` ended in the middle of a call, exit status: 3:\npanic: out of patience";
        let died = validate(&a, "die").await.expect_err("a death");
        assert_eq!(died.message(), expected);
        let cut = in_flight.await.expect("an end").expect_err("a death");
        assert_eq!(cut.message(), expected);
        assert_eq!(elsewhere.await.expect("an end").expect("an answer").0, second);
        let complaint = validate(&b, "complain").await.expect_err("a complaint");
        assert_eq!(complaint.message(), "no such thing");
        assert_eq!(validate(&b, "x").await.expect("an answer").0, second, "still the same");
        let restarted = validate(&a, "x").await.expect("an answer of a new process").0;
        assert!(![first, second].contains(&restarted));
    });
}

#[test]
fn idle_processes_are_ended_and_come_back_when_needed() {
    let fixture = Fixture::new(Duration::from_millis(200), 10);
    run(async {
        let connection = fixture.connections(&[]).open();
        let first = configure(&connection, "a").await;
        // A call that takes longer than the limit is not cut off.
        assert_eq!(validate(&connection, "wait").await.expect("an answer").0, first);
        let since = Instant::now();
        while fixture.processes.running() > 0 {
            assert!(since.elapsed() < Duration::from_secs(20), "the process was never ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let second = validate(&connection, "x").await.expect("an answer").0;
        assert_ne!(first, second);
    });
}

#[test]
fn above_the_limit_the_longest_unused_is_ended() {
    let fixture = Fixture::new(LONG, 2);
    run(async {
        let connections = fixture.connections(&[]);
        let [a, b, c] = ["a", "b", "c"].map(|name| (connections.open(), name));
        let mut ids = Vec::new();
        for (connection, name) in [&a, &b, &c] {
            ids.push(configure(connection, name).await);
        }
        assert_eq!(fixture.processes.running(), 2);
        assert_eq!(validate(&b.0, "x").await.expect("an answer").0, ids[1], "kept");
        assert_eq!(validate(&c.0, "x").await.expect("an answer").0, ids[2], "kept");
        assert_ne!(validate(&a.0, "x").await.expect("an answer").0, ids[0], "started again");
    });
}

#[test]
fn a_schema_is_asked_for_once_and_served_trimmed() {
    let fixture = Fixture::new(LONG, 2);
    let count = fixture.folder.path().join("count");
    let folder = fixture.folder.path().join("cache");
    let cache = SchemaCache::open(folder.clone()).expect("a cache");
    let mode = std::fs::metadata(&folder).expect("a folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let hash = cache.hash(&fake()).expect("a hash");
    assert_eq!((hash.len(), cache.hash(&fake()).expect("a hash")), (64, hash.clone()));
    let launch = Launch { hash, ..fixture.launch(&[("FAKE_COUNT", &count.display().to_string())]) };
    let asked = || std::fs::read_to_string(&count).expect("a count").len();
    run(async {
        let first = cache.describe(&launch, fixture.folder.path()).await.expect("a schema");
        let second = cache.describe(&launch, fixture.folder.path()).await.expect("a schema");
        assert_eq!(asked(), 1);
        let whole = |described: &Described| described.trimmed(None).expect("a schema").schema;
        assert_eq!(whole(&first), whole(&second));
        assert_eq!(whole(&second).resources.len(), 2);
        let types = BTreeSet::from(["fake_two".to_owned(), "other".to_owned()]);
        let trimmed = second.trimmed(Some(&types)).expect("a schema").schema;
        assert_eq!(trimmed.resources.keys().collect::<Vec<_>>(), ["fake_two"]);
        let path = folder.join(format!("{}.schema.zst", launch.hash));
        std::fs::write(&path, "damaged").expect("a file");
        cache.describe(&launch, fixture.folder.path()).await.expect("a schema");
        assert_eq!(asked(), 2, "a damaged file is made again");
    });
}

#[test]
fn what_has_validated_is_configured_instead_of_a_new_process() {
    let fixture = Fixture::new(LONG, 10);
    run(async {
        let connections = fixture.connections(&[]);
        let connection = connections.open();
        let first = validate(&connection, "x").await.expect("an answer").0;
        assert_eq!(configure(&connection, "a").await, first);
        assert_eq!(validate(&connections.open(), "x").await.expect("an answer").0, first);
        assert_ne!(configure(&connections.open(), "b").await, first);
        assert_eq!(fixture.processes.started(), 2);
    });
}

#[test]
fn behind_a_gate_configurations_take_turns_and_each_starts_once() {
    let fixture = Fixture::gated(2);
    run(async {
        let connections = fixture.connections(&[]);
        validate(&connections.open(), "x").await.expect("an answer");
        let (mut calls, mut most) = (Vec::new(), 0);
        for number in 0..30 {
            let connection = connections.open();
            let version = format!("v{}", number % 5);
            assert_eq!(configure(&connection, &version).await, "", "nothing is asked yet");
            calls.push(tokio::spawn(async move {
                // Some calls follow others of the same configuration, as in an engine.
                let first = validate(&connection, "wait").await.expect("an answer").0;
                let second = validate(&connection, "x").await.expect("an answer").0;
                (version, first, second)
            }));
        }
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        while let Some(call) = calls.pop() {
            while !call.is_finished() {
                most = most.max(fixture.processes.running());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let (version, first, second) = call.await.expect("an end");
            ids.entry(version).or_default().extend([first, second]);
        }
        assert_eq!(most, 2);
        assert!(ids.values().all(|ids| ids.len() == 1), "{ids:?}");
        let different: BTreeSet<_> = ids.values().flatten().collect();
        assert_eq!((ids.len(), different.len()), (5, 5));
        assert_eq!(fixture.processes.started(), 5, "what has validated has become the first");
    });
}

#[test]
fn behind_a_gate_a_refusal_is_the_answer_of_each_call_and_costs_one_start() {
    let fixture = Fixture::gated(1);
    run(async {
        let connections = fixture.connections(&[]);
        let (bad, good) = (connections.open(), connections.open());
        assert_eq!(configure(&bad, "bad").await, "");
        configure(&good, "good").await;
        for _ in 0..3 {
            let answer = validate(&bad, "x").await.expect("an answer");
            assert_eq!(answer, ("bad configuration".to_owned(), "try another".to_owned()));
        }
        assert_eq!(fixture.processes.started(), 1);
        validate(&good, "x").await.expect("an answer");
        assert_eq!(fixture.processes.started(), 2);
    });
}

#[test]
fn a_call_without_an_end_is_given_up() {
    let limits = Limits {
        idle: LONG,
        count: 10,
        gate: None,
        calls: None,
        patience: Some(Duration::from_millis(50)),
    };
    let fixture = Fixture::within(limits);
    run(async {
        let connection = fixture.connections(&[]).open();
        let id = validate(&connection, "x").await.expect("an answer").0;
        let fault = validate(&connection, "wait").await.expect_err("a fault");
        assert_eq!(fault.message(), "the provider did not answer within 0.05 seconds");
        assert_eq!(validate(&connection, "x").await.expect("an answer").0, id, "it lives on");
    });
}

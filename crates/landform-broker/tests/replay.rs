//! Recorded changes, and what they are for when everything was killed: nothing is lost, nothing is doubled.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use landform_broker::{
    CallLog, ChangeKind, Object, RecordedFactory, Recorder, Replay, Replayed, Uncertain,
};
use landform_plugin::message::{
    ApplyRequest, ApplyResponse, ConfigureRequest, ConfigureResponse, Diagnostic, DynamicValue,
    ImportRequest, ImportResponse, PlanRequest, PlanResponse, ReadDataRequest, ReadDataResponse,
    ReadRequest, ReadResponse, UpgradeRequest, UpgradeResponse, ValidateDataRequest,
    ValidateDataResponse, ValidateProviderRequest, ValidateProviderResponse,
    ValidateResourceRequest, ValidateResourceResponse,
};
use landform_plugin::{
    Attribute, AttributeType, Provider, ProviderFactory, ProviderSchema, Schema, SchemaResponse,
    Status, async_trait,
};
use landform_value::{Type, Value};
use tokio::sync::Notify;

/// A cloud of things with a name and an id: it makes a new one whenever it is asked.
#[derive(Default)]
struct Cloud {
    things: Mutex<BTreeSet<String>>,
    made: Mutex<u32>,
    /// Whether creates wait for the word.
    slow: AtomicBool,
    /// Whether reads fail.
    throttled: AtomicBool,
    word: Notify,
    begun: Notify,
}

impl Cloud {
    fn ids(&self) -> String {
        let things = self.things.lock().expect("a lock");
        things.iter().cloned().collect::<Vec<_>>().join(" ")
    }
}

struct CloudProvider(Arc<Cloud>);

fn thing_type() -> Type {
    Type::object([("id", Type::String), ("name", Type::String)])
}

fn thing(id: Value, name: &str) -> Option<DynamicValue> {
    let value = Value::object([("id", id), ("name", name.into())]);
    Some(DynamicValue::of(&value, &thing_type()).expect("a message"))
}

fn nothing() -> Option<DynamicValue> {
    Some(DynamicValue::of(&Value::null(thing_type()), &thing_type()).expect("a message"))
}

fn attribute(state: Option<&DynamicValue>, name: &str) -> Option<String> {
    let value = state?.value(&thing_type()).expect("a value");
    value.get(name)?.as_str().map(str::to_owned)
}

#[async_trait]
impl Provider for CloudProvider {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        let mut schema = Schema::default();
        for name in ["id", "name"] {
            let attribute = Attribute {
                ty: AttributeType::Plain(Type::String),
                optional: true,
                computed: true,
                required: false,
                sensitive: false,
                write_only: false,
                deprecated: false,
            };
            schema.block.attributes.insert(name.to_owned(), attribute);
        }
        let resources = [("cloud_thing".to_owned(), schema)].into();
        let schema = Arc::new(ProviderSchema { resources, ..ProviderSchema::default() });
        Ok(SchemaResponse { schema, ..SchemaResponse::default() })
    }

    async fn validate_provider(
        &self,
        _request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        Ok(ValidateProviderResponse::default())
    }

    async fn configure(&self, _request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        Ok(ConfigureResponse::default())
    }

    async fn validate_resource(
        &self,
        _request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        Ok(ValidateResourceResponse::default())
    }

    async fn upgrade_state(&self, _request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        Ok(UpgradeResponse::default())
    }

    async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status> {
        let id = attribute(request.current_state.as_ref(), "id").unwrap_or_default();
        if self.0.throttled.load(Ordering::SeqCst) {
            let diagnostics = vec![Diagnostic::error("throttled", "try later")];
            return Ok(ReadResponse { diagnostics, ..ReadResponse::default() });
        }
        let exists = self.0.things.lock().expect("a lock").contains(&id);
        let new_state = if exists { request.current_state } else { nothing() };
        Ok(ReadResponse { new_state, private: request.private, ..ReadResponse::default() })
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        let planned_state = request.proposed_new_state;
        Ok(PlanResponse { planned_state, ..PlanResponse::default() })
    }

    async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
        let name = attribute(request.planned_state.as_ref(), "name");
        if self.0.slow.load(Ordering::SeqCst) {
            self.0.begun.notify_one();
            self.0.word.notified().await;
        }
        let Some(name) = name else {
            let id = attribute(request.prior_state.as_ref(), "id").unwrap_or_default();
            self.0.things.lock().expect("a lock").remove(&id);
            return Ok(ApplyResponse { new_state: nothing(), ..ApplyResponse::default() });
        };
        match name.as_str() {
            "refused" => {
                let diagnostics = vec![Diagnostic::error("not that name", "")];
                return Ok(ApplyResponse {
                    new_state: nothing(),
                    diagnostics,
                    ..Default::default()
                });
            }
            "fatal" => return Err(Status::aborted("the provider ended")),
            _ => {}
        }
        let mut made = self.0.made.lock().expect("a lock");
        *made += 1;
        let id = format!("{name}-{made}");
        self.0.things.lock().expect("a lock").insert(id.clone());
        let half = name == "half";
        Ok(ApplyResponse {
            new_state: thing(id.into(), &name),
            private: b"private".to_vec(),
            diagnostics: half.then(|| Diagnostic::error("half done", "")).into_iter().collect(),
            ..ApplyResponse::default()
        })
    }

    async fn import(&self, _request: ImportRequest) -> Result<ImportResponse, Status> {
        Ok(ImportResponse::default())
    }

    async fn validate_data_source(
        &self,
        _request: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status> {
        Ok(ValidateDataResponse::default())
    }

    async fn read_data_source(
        &self,
        _request: ReadDataRequest,
    ) -> Result<ReadDataResponse, Status> {
        Ok(ReadDataResponse::default())
    }
}

/// One process of a run: it opens the log, and knows what the unit's state holds.
struct Process {
    log: Arc<CallLog>,
    replay: Arc<Replay>,
    provider: Arc<dyn Provider>,
}

fn existing(ids: &[&str]) -> BTreeSet<(String, String)> {
    ids.iter().map(|id| ("cloud_thing".to_owned(), (*id).to_owned())).collect()
}

impl Process {
    async fn start(folder: &Path, cloud: &Arc<Cloud>, region: &str, state: &[&str]) -> Self {
        let log = Arc::new(CallLog::open(&folder.join("calls.log")).expect("a log"));
        let replay = Arc::new(Replay::of(log.past(), "unit", &existing(state)));
        let unit = "unit".to_owned();
        let recorder = Recorder { log: Arc::clone(&log), unit, replay: Arc::clone(&replay) };
        let cloud = Arc::clone(cloud);
        let inner = move || -> Arc<dyn Provider> { Arc::new(CloudProvider(Arc::clone(&cloud))) };
        let provider = RecordedFactory { inner: Box::new(inner), recorder }.connect();
        let config = DynamicValue { msgpack: region.as_bytes().to_vec(), json: Vec::new() };
        let request = ConfigureRequest { config: Some(config), ..ConfigureRequest::default() };
        provider.configure(request).await.expect("an answer");
        Self { log, replay, provider }
    }

    /// Creates a thing; returns its id, or what is wrong.
    async fn create(&self, name: &str) -> String {
        let request = ApplyRequest {
            type_name: "cloud_thing".to_owned(),
            planned_state: thing(Value::unknown(Type::String), name),
            config: thing(Value::null(Type::String), name),
            ..ApplyRequest::default()
        };
        match self.provider.apply(request).await {
            Err(status) => status.message().to_owned(),
            Ok(answer) => {
                let faults = answer.diagnostics.iter().map(|one| one.summary.clone());
                attribute(answer.new_state.as_ref(), "id")
                    .into_iter()
                    .chain(faults)
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        }
    }

    /// Imports a thing; returns its id and name, or what is wrong.
    async fn import(&self, id: &str) -> String {
        let request = ImportRequest {
            type_name: "cloud_thing".to_owned(),
            id: id.to_owned(),
            ..ImportRequest::default()
        };
        let answer = self.provider.import(request).await.expect("an answer");
        let one = answer.imported_resources.first();
        let state = one.and_then(|one| one.state.as_ref());
        let text = |name: &str| attribute(state, name).unwrap_or_default();
        format!("{} {}", text("id"), text("name"))
    }

    async fn delete(&self, id: &str) {
        let request = ApplyRequest {
            type_name: "cloud_thing".to_owned(),
            prior_state: thing(id.into(), "x"),
            planned_state: nothing(),
            ..ApplyRequest::default()
        };
        self.provider.apply(request).await.expect("an answer");
    }

    fn replayed(&self, state: &[&str]) -> Replayed {
        self.replay.replayed(&existing(state))
    }
}

fn object(id: &str) -> Object {
    Object { type_name: "cloud_thing".to_owned(), identity: id.to_owned() }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

#[test]
fn a_lost_state_gets_what_was_created_and_no_second_one() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert!(first.replay.is_empty());
        for (name, id) in [("a", "a-1"), ("a", "a-2"), ("b", "b-3"), ("half", "half-4, half done")]
        {
            assert_eq!(first.create(name).await, id);
        }
        assert_eq!(first.create("refused").await, "not that name");
        drop(first);
        // The state has one of the two equal ones.
        let second = Process::start(folder.path(), &cloud, "eu", &["a-1"]).await;
        assert_eq!(second.create("a").await, "a-2");
        assert_eq!(second.create("half").await, "half-4, half done");
        assert_eq!(cloud.ids(), "a-1 a-2 b-3 half-4");
        // There is no third one: it is made.
        assert_eq!(second.create("a").await, "a-5");
        let expected = Replayed {
            claimed: vec![object("a-2"), object("half-4")],
            unclaimed: vec![object("b-3")],
            uncertain: Vec::new(),
        };
        assert_eq!(second.replayed(&["a-1", "a-2", "half-4", "a-5"]), expected);
        drop(second);
        // The state was lost again.
        let third = Process::start(folder.path(), &cloud, "eu", &["a-1"]).await;
        for (name, id) in [("a", "a-2"), ("b", "b-3"), ("a", "a-5")] {
            assert_eq!(third.create(name).await, id);
        }
        assert_eq!(cloud.ids(), "a-1 a-2 a-5 b-3 half-4");
    });
}

#[test]
fn only_the_same_create_of_the_same_configuration_is_answered() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert_eq!(first.create("a").await, "a-1");
        drop(first);
        let elsewhere = Process::start(folder.path(), &cloud, "us", &[]).await;
        assert_eq!(elsewhere.create("a").await, "a-2");
        drop(elsewhere);
        let here = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert_eq!(here.create("b").await, "b-3");
        assert_eq!(here.create("a").await, "a-1");
        let other = Replay::of(here.log.past(), "another unit", &existing(&[]));
        assert!(other.is_empty());
    });
}

#[test]
fn what_was_deleted_since_is_created_anew() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        for name in ["a", "b", "c"] {
            first.create(name).await;
        }
        // By the run itself, and by somebody else.
        first.delete("a-1").await;
        cloud.things.lock().expect("a lock").remove("b-2");
        drop(first);
        let second = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert_eq!(second.create("a").await, "a-4");
        assert_eq!(second.create("b").await, "b-5");
        assert_eq!(second.create("c").await, "c-3");
        assert_eq!(second.replayed(&["a-4", "b-5", "c-3"]).unclaimed, []);
        assert_eq!(cloud.ids(), "a-4 b-5 c-3");
    });
}

#[test]
fn an_import_of_what_was_created_needs_no_help_of_the_provider_and_claims_it() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        for name in ["a", "a", "b"] {
            first.create(name).await;
        }
        cloud.things.lock().expect("a lock").remove("b-3");
        drop(first);
        let second = Process::start(folder.path(), &cloud, "eu", &[]).await;
        // Two plans ask for it; the provider itself imports nothing.
        assert_eq!(second.import("a-2").await, "a-2 a");
        assert_eq!(second.import("a-2").await, "a-2 a");
        assert_eq!(second.import("b-3").await, " ", "it is gone");
        assert_eq!(second.import("x").await, " ");
        assert_eq!(second.create("a").await, "a-1");
        assert_eq!(second.create("a").await, "a-4");
    });
}

#[test]
fn what_cannot_be_read_is_neither_believed_nor_made_again() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        first.create("a").await;
        drop(first);
        let second = Process::start(folder.path(), &cloud, "eu", &[]).await;
        cloud.throttled.store(true, Ordering::SeqCst);
        assert_eq!(
            second.create("a").await,
            "`cloud_thing` `a-1` was created before the run was cut short, and cannot be read now: throttled: try later"
        );
        assert_eq!(cloud.ids(), "a-1");
        cloud.throttled.store(false, Ordering::SeqCst);
        assert_eq!(second.create("a").await, "a-1");
    });
}

#[test]
fn a_call_without_an_answer_is_uncertain() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert_eq!(first.create("fatal").await, "the provider ended");
        cloud.slow.store(true, Ordering::SeqCst);
        let provider = Arc::clone(&first.provider);
        let request = ApplyRequest {
            type_name: "cloud_thing".to_owned(),
            planned_state: thing(Value::unknown(Type::String), "a"),
            ..ApplyRequest::default()
        };
        let call = tokio::spawn(async move { provider.apply(request).await });
        cloud.begun.notified().await;
        assert_eq!(first.log.under_way(), 1);
        // The file as it is when everything is killed now.
        let killed = tempfile::tempdir().expect("a folder");
        let name = "calls.log";
        std::fs::copy(folder.path().join(name), killed.path().join(name)).expect("a copy");
        let second = Process::start(killed.path(), &cloud, "eu", &[]).await;
        let uncertain = |failure: Option<&str>| Uncertain {
            type_name: "cloud_thing".to_owned(),
            kind: ChangeKind::Create,
            failure: failure.map(str::to_owned),
        };
        let expected = [uncertain(None), uncertain(Some("the provider ended"))];
        assert_eq!(second.replayed(&[]).uncertain, expected);
        cloud.word.notify_one();
        call.await.expect("a task").expect("an answer");
    });
}

#[test]
fn a_change_ends_and_is_noted_even_when_its_engine_is_gone() {
    run(async {
        let (folder, cloud) = (tempfile::tempdir().expect("a folder"), Arc::new(Cloud::default()));
        let first = Process::start(folder.path(), &cloud, "eu", &[]).await;
        cloud.slow.store(true, Ordering::SeqCst);
        {
            let mut creating = std::pin::pin!(first.create("a"));
            tokio::select! {
                id = &mut creating => unreachable!("{id} was created without the word"),
                () = cloud.begun.notified() => {}
            }
            // The engine is gone: nobody waits for the answer any more.
        }
        assert_eq!((first.log.under_way(), first.log.connections()), (1, 1));
        // From now on nothing new begins.
        first.log.close();
        assert_eq!(first.create("b").await, "nothing is changed: the run has ended");
        cloud.word.notify_one();
        while first.log.under_way() > 0 {
            tokio::task::yield_now().await;
        }
        cloud.slow.store(false, Ordering::SeqCst);
        let Process { log, replay, provider } = first;
        drop((replay, provider));
        drop(Arc::into_inner(log).expect("the last one"));
        let second = Process::start(folder.path(), &cloud, "eu", &[]).await;
        assert_eq!(second.create("a").await, "a-1");
        assert_eq!(cloud.ids(), "a-1");
    });
}

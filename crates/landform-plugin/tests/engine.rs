//! A real engine meets a provider that is served by reattaching: plan, apply, plan again, destroy.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, ConfigureRequest, ConfigureResponse, Diagnostic, DynamicValue,
    ImportRequest, ImportResponse, PlanRequest, PlanResponse, ReadDataRequest, ReadDataResponse,
    ReadRequest, ReadResponse, ServerCapabilities, UpgradeRequest, UpgradeResponse,
    ValidateDataRequest, ValidateDataResponse, ValidateProviderRequest, ValidateProviderResponse,
    ValidateResourceRequest, ValidateResourceResponse, value_of,
};
use landform_plugin::{
    Attribute, AttributeType, Block, Code, Protocol, Provider, ProviderSchema, REATTACH_VARIABLE,
    Schema, SchemaResponse, Status, async_trait, connect, reattach_value, serve,
};
use landform_value::{Type, Value};

/// A provider with one resource type, `tiny_thing`, that remembers which instance made it.
#[derive(Default)]
struct Tiny {
    region: Mutex<Option<Value>>,
}

fn attribute(required: bool, computed: bool) -> Attribute {
    Attribute {
        ty: AttributeType::Plain(Type::String),
        required,
        optional: false,
        computed,
        sensitive: false,
        write_only: false,
        deprecated: false,
    }
}

fn schema(attributes: &[(&str, Attribute)]) -> Schema {
    let attributes =
        attributes.iter().map(|(name, attribute)| ((*name).to_owned(), attribute.clone()));
    let block = Block { attributes: attributes.collect(), ..Block::default() };
    Schema { version: 0, block }
}

fn thing() -> Schema {
    schema(&[
        ("name", attribute(true, false)),
        ("id", attribute(false, true)),
        ("region", attribute(false, true)),
    ])
}

fn provider() -> Schema {
    schema(&[("region", attribute(true, false))])
}

fn invalid(error: impl ToString) -> Status {
    Status::invalid_argument(error.to_string())
}

fn read(field: Option<&DynamicValue>) -> Result<Value, Status> {
    value_of(field, &thing().ty()).map_err(invalid)
}

fn write(value: &Value) -> Result<Option<DynamicValue>, Status> {
    DynamicValue::of(value, &thing().ty()).map(Some).map_err(invalid)
}

/// Returns the value with other values for what is unknown.
fn with(value: &Value, replace: impl Fn(&str, &Value) -> Option<Value>) -> Value {
    let entries = value.as_entries().into_iter().flatten();
    Value::object(
        entries.map(|(name, held)| {
            (name.clone(), replace(name, held).unwrap_or_else(|| held.clone()))
        }),
    )
}

#[async_trait]
impl Provider for Tiny {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        let schema = ProviderSchema {
            provider: provider(),
            resources: BTreeMap::from([("tiny_thing".to_owned(), thing())]),
            ..ProviderSchema::default()
        };
        let capabilities =
            ServerCapabilities { get_provider_schema_optional: true, ..Default::default() };
        Ok(SchemaResponse { schema: schema.into(), capabilities, diagnostics: Vec::new() })
    }

    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        Ok(ValidateProviderResponse { prepared_config: request.config, diagnostics: Vec::new() })
    }

    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        let config = value_of(request.config.as_ref(), &provider().ty()).map_err(invalid)?;
        let mut region = self.region.lock().expect("no panic before");
        let mut diagnostics = Vec::new();
        if region.is_some() {
            diagnostics.push(Diagnostic::error("configured twice", "instances are shared"));
        }
        *region = config.get("region").cloned();
        Ok(ConfigureResponse { diagnostics })
    }

    async fn validate_resource(
        &self,
        request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        let config = read(request.config.as_ref())?;
        let bad = config.get("name").and_then(Value::as_str) == Some("bad");
        let diagnostics = bad.then(|| Diagnostic::error("bad name", "it is called bad"));
        Ok(ValidateResourceResponse { diagnostics: diagnostics.into_iter().collect() })
    }

    async fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        let json = request.raw_state.unwrap_or_default().json;
        let upgraded_state = Some(DynamicValue { msgpack: Vec::new(), json });
        Ok(UpgradeResponse { upgraded_state, diagnostics: Vec::new() })
    }

    async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status> {
        Ok(ReadResponse {
            new_state: request.current_state,
            private: request.private,
            ..Default::default()
        })
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        let prior = read(request.prior_state.as_ref())?;
        let proposed = read(request.proposed_new_state.as_ref())?;
        let planned = if proposed.is_null() {
            proposed
        } else {
            with(&proposed, |name, held| {
                (prior.is_null() && name != "name" && held.is_null())
                    .then(|| Value::unknown(Type::String))
            })
        };
        Ok(PlanResponse { planned_state: write(&planned)?, ..Default::default() })
    }

    async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
        let planned = read(request.planned_state.as_ref())?;
        let region = self
            .region
            .lock()
            .expect("no panic before")
            .clone()
            .ok_or_else(|| invalid("not configured"))?;
        let new = if planned.is_null() {
            planned
        } else {
            with(&planned, |name, held| match (name, held.is_unknown()) {
                ("id", true) => Some("thing-1".into()),
                ("region", true) => Some(region.clone()),
                _ => None,
            })
        };
        Ok(ApplyResponse { new_state: write(&new)?, ..Default::default() })
    }

    async fn import(&self, _request: ImportRequest) -> Result<ImportResponse, Status> {
        Err(Status::unimplemented("no import"))
    }

    async fn validate_data_source(
        &self,
        _request: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status> {
        Err(Status::unimplemented("no data sources"))
    }

    async fn read_data_source(
        &self,
        _request: ReadDataRequest,
    ) -> Result<ReadDataResponse, Status> {
        Err(Status::unimplemented("no data sources"))
    }
}

const MAIN: &str = r#"
terraform {
  required_providers {
    tiny = { source = "example.com/test/tiny" }
  }
}
provider "tiny" {
  region = "one"
}
provider "tiny" {
  alias  = "two"
  region = "two"
}
resource "tiny_thing" "a" {
  name = "NAME"
}
resource "tiny_thing" "b" {
  provider = tiny.two
  name     = tiny_thing.a.id
}
output "things" {
  value = [tiny_thing.a, tiny_thing.b]
}
"#;

/// Makes a folder of a mode.
fn folder(mode: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).expect("a mode");
    folder
}

/// Returns the engine's exit code and all that it said.
fn run(engine: &str, folder: &Path, reattach: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(engine)
        .args(arguments)
        .current_dir(folder)
        .env(REATTACH_VARIABLE, reattach)
        .env("TF_IN_AUTOMATION", "1")
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .expect("the engine starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn an_engine_plans_and_applies_with_a_served_provider() {
    let found = ["tofu", "terraform"].into_iter().filter(|engine| {
        Command::new(engine).arg("version").output().is_ok_and(|output| output.status.success())
    });
    let engines: Vec<_> = found.collect();
    if engines.is_empty() {
        println!("skipped: neither `tofu` nor `terraform` is on PATH");
    }
    for engine in engines {
        for protocol in [Protocol::Five, Protocol::Six] {
            check(engine, protocol);
        }
    }
}

fn check(engine: &str, protocol: Protocol) {
    let folder = folder(0o700);
    let folder = folder.path();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    let socket = folder.join("tiny.sock");
    let factory = || Arc::new(Tiny::default()) as Arc<dyn Provider>;
    let server = serve(&socket, protocol, factory).expect("a socket");
    let address = "example.com/test/tiny";
    let reattach = reattach_value(&[(address, protocol, server.socket())], std::process::id());
    let configure = |name: &str| {
        fs::write(folder.join("main.tf"), MAIN.replace("NAME", name)).expect("a file");
    };
    let run = |arguments: &[&str]| run(engine, folder, &reattach, arguments);
    let expect = |arguments: &[&str], code: i32, words: &[&str]| {
        let (actual, said) = run(arguments);
        assert_eq!(actual, Some(code), "{engine} {arguments:?} said {said}");
        for word in words {
            assert!(said.contains(word), "no `{word}` in {said}");
        }
    };

    configure("first");
    expect(&["init", "-no-color"], 0, &[]);
    expect(&["plan", "-no-color", "-detailed-exitcode"], 2, &["2 to add", "(known after apply)"]);
    expect(&["apply", "-no-color", "-auto-approve"], 0, &["2 added"]);
    let things = "[{\"id\":\"thing-1\",\"name\":\"first\",\"region\":\"one\"},\
                  {\"id\":\"thing-1\",\"name\":\"thing-1\",\"region\":\"two\"}]";
    expect(&["output", "-json", "things"], 0, &[things]);
    expect(&["plan", "-no-color", "-detailed-exitcode"], 0, &["No changes"]);
    configure("second");
    expect(
        &["plan", "-no-color", "-detailed-exitcode"],
        2,
        &["1 to change", "\"first\" -> \"second\""],
    );
    configure("bad");
    expect(&["validate", "-no-color"], 1, &["bad name", "it is called bad"]);
    configure("first");
    expect(&["apply", "-no-color", "-auto-approve", "-destroy"], 0, &["2 destroyed"]);

    drop(server);
    assert!(!socket.exists(), "the socket is left");
}

#[test]
fn a_socket_in_a_folder_that_others_can_read_is_refused() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    let folder = folder(0o750);
    let factory = || Arc::new(Tiny::default()) as Arc<dyn Provider>;
    let refused = serve(&folder.path().join("tiny.sock"), Protocol::Five, factory);
    let error = refused.expect_err("a shared folder").to_string();
    assert!(error.ends_with("is open to other users"), "{error}");
}

#[test]
fn the_reattach_value_is_what_engines_read() {
    let value = reattach_value(
        &[
            ("registry.terraform.io/hashicorp/aws", Protocol::Five, Path::new("/run/a.sock")),
            ("example.com/x/y", Protocol::Six, Path::new("/run/b.sock")),
        ],
        7,
    );
    let expected = concat!(
        r#"{"example.com/x/y":{"Addr":{"Network":"unix","String":"/run/b.sock"},"Pid":7,"#,
        r#""Protocol":"grpc","ProtocolVersion":6,"Test":true},"#,
        r#""registry.terraform.io/hashicorp/aws":{"Addr":{"Network":"unix","String":"/run/a.sock"},"Pid":7,"#,
        r#""Protocol":"grpc","ProtocolVersion":5,"Test":true}}"#,
    );
    assert_eq!(value, expected);
}

#[test]
fn a_client_reaches_the_instance_of_its_own_connection() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for protocol in [Protocol::Five, Protocol::Six] {
        runtime.block_on(meet(protocol));
    }
}

async fn meet(protocol: Protocol) {
    let folder = folder(0o700);
    let factory = || Arc::new(Tiny::default()) as Arc<dyn Provider>;
    let server = serve(&folder.path().join("tiny.sock"), protocol, factory).expect("a socket");
    let one = connect(server.socket(), protocol).await.expect("a connection");
    let two = connect(server.socket(), protocol).await.expect("a connection");
    let schema = one.schema().await.expect("a schema");
    assert_eq!(schema.schema, Tiny::default().schema().await.expect("a schema").schema);
    assert!(schema.capabilities.get_provider_schema_optional);

    for (provider, region) in [(&one, "one"), (&two, "two")] {
        let config = Value::object([("region", region.into())]);
        let config = DynamicValue::of(&config, &provider_ty()).expect("a configuration");
        let request = ConfigureRequest { config: Some(config), ..Default::default() };
        let answer = provider.configure(request).await.expect("an answer");
        assert_eq!(answer.diagnostics, []);
    }
    for (provider, region) in [(&one, "one"), (&two, "two")] {
        let unknown = || Value::unknown(Type::String);
        let planned = [("name", "n".into()), ("id", unknown()), ("region", unknown())];
        let planned_state = write(&Value::object(planned)).expect("a state");
        let request = ApplyRequest { planned_state, ..Default::default() };
        let answer = provider.apply(request).await.expect("an answer");
        let new = read(answer.new_state.as_ref()).expect("a state");
        assert_eq!(new.get("region").and_then(Value::as_str), Some(region));
    }
    let status = one.import(ImportRequest::default()).await.expect_err("no import");
    assert_eq!((status.code(), status.message()), (Code::Unimplemented, "no import"));
    let status = one.move_state(Default::default()).await.expect_err("no moves");
    assert_eq!(status.code(), Code::Unimplemented);
    assert_eq!(one.identity_schemas().await.expect("an answer").identity_schemas.len(), 0);
    assert_eq!(one.stop().await.expect("an answer").error, "");
}

fn provider_ty() -> Type {
    provider().ty()
}

//! The hybrid of a provider that notes what it is asked and the simulator.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use landform_broker::{Fallbacks, HybridFactory};
use landform_plugin::message::{
    ApplyRequest, ApplyResponse, ConfigureRequest, ConfigureResponse, Diagnostic, DynamicValue,
    ImportRequest, ImportResponse, PlanRequest, PlanResponse, ReadDataRequest, ReadDataResponse,
    ReadRequest, ReadResponse, ResourceIdentityData, UpgradeRequest, UpgradeResponse,
    ValidateDataRequest, ValidateDataResponse, ValidateProviderRequest, ValidateProviderResponse,
    ValidateResourceRequest, ValidateResourceResponse,
};
use landform_plugin::{
    Provider, ProviderFactory, ProviderSchema, SchemaResponse, Status, async_trait,
};
use landform_simulator::{Session, Simulator};
use landform_value::{Type, Value};

/// The real provider's part: plans what the engine proposes with a cidr of its own, and must do nothing else to resources.
struct Noting {
    schema: Arc<ProviderSchema>,
    configured: Arc<Mutex<Option<ConfigureRequest>>>,
    unreachable: bool,
}

fn never<T>(call: &str) -> Result<T, Status> {
    Err(Status::internal(format!("the real provider was asked to {call}")))
}

#[async_trait]
impl Provider for Noting {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        Ok(SchemaResponse { schema: Arc::clone(&self.schema), ..SchemaResponse::default() })
    }

    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        Ok(ValidateProviderResponse { prepared_config: request.config, diagnostics: Vec::new() })
    }

    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        *self.configured.lock().expect("a lock") = Some(request);
        Ok(ConfigureResponse::default())
    }

    async fn validate_resource(
        &self,
        _request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        let said = Diagnostic::warning("the real provider", "");
        Ok(ValidateResourceResponse { diagnostics: vec![said] })
    }

    async fn upgrade_state(&self, _request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        Ok(UpgradeResponse::default())
    }

    async fn read_resource(&self, _request: ReadRequest) -> Result<ReadResponse, Status> {
        never("read")
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        assert_eq!(request.prior_identity, None);
        if self.unreachable {
            let text = "Post \"http://127.0.0.1:9/\": connect: connection refused";
            let diagnostics = vec![Diagnostic::error("listing things", text)];
            return Ok(PlanResponse { diagnostics, ..PlanResponse::default() });
        }
        let planned = vpc(&self.schema, &[("cidr_block", "10.9.0.0/16"), ("id", "?")]);
        Ok(PlanResponse {
            planned_state: Some(planned),
            planned_private: b"real".to_vec(),
            planned_identity: Some(ResourceIdentityData::default()),
            ..PlanResponse::default()
        })
    }

    async fn apply(&self, _request: ApplyRequest) -> Result<ApplyResponse, Status> {
        never("apply")
    }

    async fn import(&self, _request: ImportRequest) -> Result<ImportResponse, Status> {
        never("import")
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
        never("read data")
    }
}

/// Returns an object of a type with some texts set, `?` for unknown, and nothing else.
fn object(ty: &Type, texts: &[(&str, &str)]) -> DynamicValue {
    let Type::Object(object) = ty else { unreachable!("a schema is of an object") };
    let is_block = |element: &Type| matches!(element, Type::Object(_));
    let value = |name: &str, ty: &Type| match (texts.iter().find(|(known, _)| *known == name), ty) {
        (Some((_, "?")), ty) => Value::unknown(ty.clone()),
        (Some((_, text)), _) => Value::string(text),
        (None, Type::List(element)) if is_block(element) => Value::list((**element).clone(), []),
        (None, Type::Set(element)) if is_block(element) => Value::set((**element).clone(), []),
        (None, ty) => Value::null(ty.clone()),
    };
    let entries: BTreeMap<_, _> =
        object.attributes.iter().map(|(name, ty)| (name.clone(), value(name, ty))).collect();
    DynamicValue::of(&Value::object(entries), ty).expect("a message")
}

fn vpc(schema: &ProviderSchema, texts: &[(&str, &str)]) -> DynamicValue {
    object(&schema.resources.get("aws_vpc").expect("a type").ty(), texts)
}

struct Fixture {
    schema: Arc<ProviderSchema>,
    configured: Arc<Mutex<Option<ConfigureRequest>>>,
    fallbacks: Fallbacks,
    provider: Arc<dyn Provider>,
}

async fn fixture(unreachable: bool) -> Fixture {
    let schema = landform_simulator::recording().expect("a recording").schema.clone();
    let schema = Arc::new(schema);
    let configured = Arc::default();
    let fallbacks = Fallbacks::default();
    let types = BTreeSet::from(["aws_vpc".to_owned(), "aws_caller_identity".to_owned()]);
    let session =
        Session { types: Some(types), schema: Some(Arc::clone(&schema)), ..Session::default() };
    let simulated = Simulator::new().factory(session).expect("a factory");
    let real = {
        let (schema, configured) = (Arc::clone(&schema), Arc::clone(&configured));
        move || -> Arc<dyn Provider> {
            let (schema, configured) = (Arc::clone(&schema), Arc::clone(&configured));
            Arc::new(Noting { schema, configured, unreachable })
        }
    };
    let factory = HybridFactory {
        real: Box::new(real),
        simulated: Box::new(simulated),
        fallbacks: fallbacks.clone(),
    };
    let provider = factory.connect();
    let texts = [("region", "eu-west-1"), ("profile", "prod"), ("token", "secret")];
    let config = Some(object(&schema.provider.ty(), &texts));
    let request = ConfigureRequest { config, ..ConfigureRequest::default() };
    let answer = provider.configure(request).await.expect("an answer");
    assert_eq!(answer.diagnostics, []);
    Fixture { schema, configured, fallbacks, provider }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

impl Fixture {
    fn creation(&self) -> PlanRequest {
        PlanRequest {
            type_name: "aws_vpc".to_owned(),
            proposed_new_state: Some(vpc(&self.schema, &[("cidr_block", "10.0.0.0/16")])),
            config: Some(vpc(&self.schema, &[("cidr_block", "10.0.0.0/16")])),
            prior_identity: Some(ResourceIdentityData::default()),
            ..PlanRequest::default()
        }
    }

    /// Applies a plan and returns the attributes of what is made.
    async fn applied(&self, planned: PlanResponse) -> Value {
        let request = ApplyRequest {
            type_name: "aws_vpc".to_owned(),
            planned_state: planned.planned_state,
            config: self.creation().config,
            ..ApplyRequest::default()
        };
        let made = self.provider.apply(request).await.expect("an answer");
        assert_eq!(made.diagnostics, []);
        let ty = self.schema.resources.get("aws_vpc").expect("a type").ty();
        made.new_state.expect("a state").value(&ty).expect("a value")
    }
}

#[test]
fn the_real_provider_plans_and_the_simulator_fills_in_what_is_unknown() {
    run(async {
        let fixture = fixture(false).await;
        let request = ValidateResourceRequest {
            type_name: "aws_vpc".to_owned(),
            ..ValidateResourceRequest::default()
        };
        let validated = fixture.provider.validate_resource(request).await.expect("an answer");
        assert_eq!(validated.diagnostics, [Diagnostic::warning("the real provider", "")]);
        let planned = fixture.provider.plan(fixture.creation()).await.expect("an answer");
        assert_eq!(planned.planned_private, b"real");
        assert_eq!(planned.planned_identity, None);
        let made = fixture.applied(planned).await;
        let text = |name: &str| made.get(name).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(text("cidr_block"), "10.9.0.0/16", "what the plan knows is kept");
        assert!(text("id").starts_with("vpc-"), "{made}");
        assert!(made.is_wholly_known());
        assert!(fixture.fallbacks.counts().is_empty());
    });
}

#[test]
fn the_real_provider_is_configured_without_credentials() {
    run(async {
        let fixture = fixture(false).await;
        let request = fixture.configured.lock().expect("a lock").clone().expect("a configuration");
        let config = request.config.expect("a configuration").value(&fixture.schema.provider.ty());
        let config = config.expect("a value");
        assert_eq!(config.get("region"), Some(&"eu-west-1".into()));
        assert_eq!(config.get("access_key"), Some(&"AKIAIOSFODNN7EXAMPLE".into()));
        assert_eq!(config.get("skip_requesting_account_id"), Some(&true.into()));
        for name in ["profile", "token"] {
            assert!(config.get(name).is_some_and(Value::is_null), "{name}");
        }
    });
}

#[test]
fn a_plan_that_needs_aws_is_the_simulators_and_counted() {
    run(async {
        let fixture = fixture(true).await;
        let planned = fixture.provider.plan(fixture.creation()).await.expect("an answer");
        assert_eq!(planned.diagnostics, []);
        let made = fixture.applied(planned).await;
        assert_eq!(made.get("cidr_block"), Some(&"10.0.0.0/16".into()));
        let expected = BTreeMap::from([("aws_vpc".to_owned(), 1)]);
        assert_eq!(fixture.fallbacks.counts(), expected);
    });
}

//! The routed provider: a real one that only says so, and the simulator for what an emulator lacks.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use landform_broker::{Fallbacks, Gaps, RoutedFactory};
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

const GAPS: &str = r#"[
  {"type": "aws_vpc", "reason": "for the test"},
  {"type": "data.aws_region", "reason": "for the test"}
]"#;

/// Says of everything that the real provider was asked.
struct Real {
    schema: Arc<ProviderSchema>,
    /// What it complains of when it plans.
    complaint: Option<&'static str>,
}

fn asked() -> Vec<Diagnostic> {
    vec![Diagnostic::warning("the real provider", "")]
}

#[async_trait]
impl Provider for Real {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        Ok(SchemaResponse { schema: Arc::clone(&self.schema), ..SchemaResponse::default() })
    }

    async fn validate_provider(
        &self,
        _: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        Ok(ValidateProviderResponse { diagnostics: asked(), ..Default::default() })
    }

    async fn configure(&self, _: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        Ok(ConfigureResponse { diagnostics: asked() })
    }

    async fn validate_resource(
        &self,
        _: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        Ok(ValidateResourceResponse { diagnostics: asked() })
    }

    async fn upgrade_state(&self, _: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        Ok(UpgradeResponse { diagnostics: asked(), ..Default::default() })
    }

    async fn read_resource(&self, _: ReadRequest) -> Result<ReadResponse, Status> {
        Ok(ReadResponse { diagnostics: asked(), ..Default::default() })
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        let error = |text: &&str| Diagnostic::error("planning", *text);
        let diagnostics = self.complaint.iter().map(error).chain(asked()).collect();
        Ok(PlanResponse {
            planned_state: request.proposed_new_state,
            planned_identity: Some(ResourceIdentityData::default()),
            diagnostics,
            ..Default::default()
        })
    }

    async fn apply(&self, _: ApplyRequest) -> Result<ApplyResponse, Status> {
        Ok(ApplyResponse { diagnostics: asked(), ..Default::default() })
    }

    async fn import(&self, _: ImportRequest) -> Result<ImportResponse, Status> {
        Ok(ImportResponse { diagnostics: asked(), ..Default::default() })
    }

    async fn validate_data_source(
        &self,
        _: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status> {
        Ok(ValidateDataResponse { diagnostics: asked() })
    }

    async fn read_data_source(&self, _: ReadDataRequest) -> Result<ReadDataResponse, Status> {
        Ok(ReadDataResponse { diagnostics: asked(), ..Default::default() })
    }
}

/// Returns an object of a type with some attributes set; every block is empty.
fn object(ty: &Type, texts: &[(&str, &str)]) -> DynamicValue {
    let Type::Object(object) = ty else { return DynamicValue::default() };
    let entries = object.attributes.iter().map(|(name, ty)| {
        let text = texts.iter().find(|(known, _)| known == name);
        let value = match (text, ty) {
            (Some((_, text)), _) => Value::string(*text),
            (None, Type::List(element)) if matches!(**element, Type::Object(_)) => {
                Value::list((**element).clone(), [])
            }
            (None, Type::Set(element)) if matches!(**element, Type::Object(_)) => {
                Value::set((**element).clone(), [])
            }
            (None, ty) => Value::null(ty.clone()),
        };
        (name.clone(), value)
    });
    DynamicValue::of(&Value::object(entries.collect::<Vec<_>>()), ty).expect("a message")
}

struct Fixture {
    provider: Arc<dyn Provider>,
    schema: Arc<ProviderSchema>,
    simulator: Arc<Simulator>,
    fallbacks: Fallbacks,
}

async fn fixture(complaint: Option<&'static str>) -> Fixture {
    let types = ["aws_vpc", "aws_sqs_queue", "aws_region", "aws_caller_identity"];
    let types: BTreeSet<String> = types.map(str::to_owned).into();
    let library = landform_simulator::library().expect("a recording");
    let schema = Arc::new(library.schema(Some(&types)).expect("a schema"));
    let (simulator, fallbacks) = (Simulator::new(), Fallbacks::default());
    let session = Session {
        types: Some(types),
        schema: Some(Arc::clone(&schema)),
        trust_references: true,
        ..Session::default()
    };
    let real = {
        let schema = Arc::clone(&schema);
        move || -> Arc<dyn Provider> { Arc::new(Real { schema: Arc::clone(&schema), complaint }) }
    };
    let factory = RoutedFactory {
        real: Box::new(real),
        simulated: Box::new(simulator.factory(session).expect("a factory")),
        gaps: Arc::new(Gaps::parse(GAPS).expect("a list")),
        fallbacks: fallbacks.clone(),
    };
    let provider = factory.connect();
    let config = Some(object(&schema.provider.ty(), &[("region", "eu-west-1")]));
    let request = ConfigureRequest { config, ..ConfigureRequest::default() };
    assert_eq!(provider.configure(request).await.expect("an answer").diagnostics, asked());
    Fixture { provider, schema, simulator, fallbacks }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(future)
}

impl Fixture {
    fn ty(&self, type_name: &str) -> Type {
        self.schema.resources.get(type_name).expect("a type").ty()
    }

    async fn planned(&self, type_name: &str, texts: &[(&str, &str)]) -> PlanResponse {
        let ty = self.ty(type_name);
        let request = PlanRequest {
            type_name: type_name.to_owned(),
            proposed_new_state: Some(object(&ty, texts)),
            config: Some(object(&ty, texts)),
            ..PlanRequest::default()
        };
        self.provider.plan(request).await.expect("an answer")
    }

    async fn applied(&self, type_name: &str, texts: &[(&str, &str)]) -> ApplyResponse {
        let planned_state = self.planned(type_name, texts).await.planned_state;
        let config = Some(object(&self.ty(type_name), texts));
        let type_name = type_name.to_owned();
        let request = ApplyRequest { type_name, planned_state, config, ..ApplyRequest::default() };
        self.provider.apply(request).await.expect("an answer")
    }

    async fn read(&self, data_source: &str) -> ReadDataResponse {
        let ty = self.schema.data_sources.get(data_source).expect("a type").ty();
        let request = ReadDataRequest {
            type_name: data_source.to_owned(),
            config: Some(object(&ty, &[])),
            ..ReadDataRequest::default()
        };
        self.provider.read_data_source(request).await.expect("an answer")
    }
}

#[test]
fn only_what_is_a_gap_is_simulated() {
    run(async {
        let fixture = fixture(None).await;
        let queue = fixture.applied("aws_sqs_queue", &[("name", "a")]).await;
        assert_eq!((queue.diagnostics, queue.new_state), (asked(), None));
        assert!(fixture.simulator.is_empty());
        let network = fixture.applied("aws_vpc", &[("cidr_block", "10.0.0.0/16")]).await;
        assert_eq!(network.diagnostics, []);
        assert_eq!(fixture.simulator.snapshot().len(), 1);
        assert_eq!(fixture.read("aws_caller_identity").await.diagnostics, asked());
        assert_eq!(fixture.read("aws_region").await.diagnostics, []);
        for (type_name, is_real) in [("aws_sqs_queue", true), ("aws_vpc", false)] {
            let request = ImportRequest { type_name: type_name.to_owned(), ..Default::default() };
            let answer = fixture.provider.import(request).await.expect("an answer");
            assert_eq!(answer.diagnostics == asked(), is_real, "{type_name}");
            let request = ReadRequest {
                type_name: type_name.to_owned(),
                current_state: Some(object(&fixture.ty(type_name), &[])),
                ..ReadRequest::default()
            };
            let answer = fixture.provider.read_resource(request).await.expect("an answer");
            assert_eq!(answer.diagnostics == asked(), is_real, "{type_name}");
        }
    });
}

#[test]
fn gaps_are_planned_by_the_real_provider_as_long_as_it_asks_nobody() {
    run(async {
        let texts = [("cidr_block", "10.0.0.0/16")];
        let plain = fixture(None).await;
        let planned = plain.planned("aws_vpc", &texts).await;
        assert_eq!((planned.diagnostics, planned.planned_identity), (asked(), None));
        assert!(plain.planned("aws_sqs_queue", &[]).await.planned_identity.is_some());
        // What is wrong with the configuration stays wrong.
        let wrong = fixture(Some("expected a CIDR")).await;
        assert!(
            wrong.planned("aws_vpc", &texts).await.diagnostics.iter().any(Diagnostic::is_error)
        );
        assert!(wrong.fallbacks.counts().is_empty());
        let cut_off = fixture(Some("operation error EC2: DescribeVpcs, StatusCode: 501")).await;
        assert_eq!(cut_off.planned("aws_vpc", &texts).await.diagnostics, []);
        assert_eq!(cut_off.fallbacks.counts().get("aws_vpc"), Some(&1));
        let queue = cut_off.planned("aws_sqs_queue", &[]).await;
        assert!(queue.diagnostics.iter().any(Diagnostic::is_error), "it is no gap");
    });
}

//! The hybrid: the real provider validates and plans, the simulator does everything that would touch AWS.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, Diagnostic, FunctionsResponse,
    ImportRequest, ImportResponse, MoveRequest, MoveResponse, OpenEphemeralRequest,
    OpenEphemeralResponse, PlanRequest, PlanResponse, ReadDataRequest, ReadDataResponse,
    ReadRequest, ReadResponse, RenewEphemeralRequest, RenewEphemeralResponse, UpgradeRequest,
    UpgradeResponse, ValidateDataRequest, ValidateDataResponse, ValidateEphemeralRequest,
    ValidateEphemeralResponse, ValidateProviderRequest, ValidateProviderResponse,
    ValidateResourceRequest, ValidateResourceResponse,
};
use landform_plugin::{Provider, ProviderFactory, SchemaResponse, Status, async_trait};

use crate::launch::NOWHERE;
use crate::offline::offline;

/// How often plans of each resource type were the simulator's, because the real provider wanted to ask AWS.
#[derive(Clone, Debug, Default)]
pub struct Fallbacks(Arc<Mutex<BTreeMap<String, usize>>>);

impl Fallbacks {
    /// Returns the number of plans by resource type.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn count(&self, type_name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(type_name.to_owned()).or_default() += 1;
    }
}

/// Makes hybrid providers out of real and simulated ones.
pub struct HybridFactory {
    /// Makes the real ones.
    pub real: Box<dyn ProviderFactory>,
    /// Makes the simulated ones, with the schema of the real ones.
    pub simulated: Box<dyn ProviderFactory>,
    /// Where plans that the real ones cannot make are counted.
    pub fallbacks: Fallbacks,
}

impl ProviderFactory for HybridFactory {
    fn connect(&self) -> Arc<dyn Provider> {
        Arc::new(Hybrid {
            real: self.real.connect(),
            simulated: self.simulated.connect(),
            fallbacks: self.fallbacks.clone(),
        })
    }
}

/// A real and a simulated provider as one.
pub struct Hybrid {
    real: Arc<dyn Provider>,
    simulated: Arc<dyn Provider>,
    fallbacks: Fallbacks,
}

/// Tells whether a complaint is about AWS being out of reach.
fn is_unreachable(one: &Diagnostic) -> bool {
    let address = NOWHERE.trim_start_matches("http://");
    one.is_error() && [&one.summary, &one.detail].iter().any(|text| text.contains(address))
}

#[async_trait]
impl Provider for Hybrid {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        self.real.schema().await
    }

    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        let simulated = self.simulated.validate_provider(request.clone()).await?;
        let real = self.real.validate_provider(request).await?;
        let mut diagnostics = real.diagnostics;
        // The simulator says what the real provider says only when it is configured.
        if !diagnostics.iter().any(Diagnostic::is_error) {
            diagnostics.extend(simulated.diagnostics);
        }
        Ok(ValidateProviderResponse { diagnostics, ..real })
    }

    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        let simulated = self.simulated.configure(request.clone()).await?;
        if simulated.diagnostics.iter().any(Diagnostic::is_error) {
            return Ok(simulated);
        }
        let schema = self.real.schema().await?.schema;
        let config = offline(&request.config.clone().unwrap_or_default(), &schema.provider)
            .map_err(|error| Status::invalid_argument(error.to_string()))?;
        self.real.configure(ConfigureRequest { config: Some(config), ..request }).await
    }

    async fn validate_resource(
        &self,
        request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        self.real.validate_resource(request).await
    }

    async fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        self.real.upgrade_state(request).await
    }

    async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status> {
        self.simulated.read_resource(request).await
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        // The simulator knows no identities, and engines are told of none.
        let asked = PlanRequest { prior_identity: None, ..request.clone() };
        let planned = self.real.plan(asked).await?;
        if planned.diagnostics.iter().any(is_unreachable) {
            self.fallbacks.count(&request.type_name);
            return self.simulated.plan(request).await;
        }
        Ok(PlanResponse { planned_identity: None, ..planned })
    }

    async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
        self.simulated.apply(request).await
    }

    async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Status> {
        self.simulated.import(request).await
    }

    async fn move_state(&self, request: MoveRequest) -> Result<MoveResponse, Status> {
        self.real.move_state(request).await
    }

    async fn validate_data_source(
        &self,
        request: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status> {
        self.real.validate_data_source(request).await
    }

    async fn read_data_source(&self, request: ReadDataRequest) -> Result<ReadDataResponse, Status> {
        self.simulated.read_data_source(request).await
    }

    async fn functions(&self) -> Result<FunctionsResponse, Status> {
        self.real.functions().await
    }

    async fn call_function(
        &self,
        request: CallFunctionRequest,
    ) -> Result<CallFunctionResponse, Status> {
        self.real.call_function(request).await
    }

    async fn validate_ephemeral(
        &self,
        request: ValidateEphemeralRequest,
    ) -> Result<ValidateEphemeralResponse, Status> {
        self.real.validate_ephemeral(request).await
    }

    async fn open_ephemeral(
        &self,
        request: OpenEphemeralRequest,
    ) -> Result<OpenEphemeralResponse, Status> {
        self.simulated.open_ephemeral(request).await
    }

    async fn renew_ephemeral(
        &self,
        request: RenewEphemeralRequest,
    ) -> Result<RenewEphemeralResponse, Status> {
        self.simulated.renew_ephemeral(request).await
    }

    async fn close_ephemeral(
        &self,
        request: CloseEphemeralRequest,
    ) -> Result<CloseEphemeralResponse, Status> {
        self.simulated.close_ephemeral(request).await
    }
}

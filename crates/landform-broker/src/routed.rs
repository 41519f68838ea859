//! Routed: a real provider before an emulator, and the simulator for the types that the emulator lacks, in one run.

use std::sync::Arc;

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, Diagnostic, FunctionsResponse,
    IdentitySchemasResponse, ImportRequest, ImportResponse, MoveRequest, MoveResponse,
    OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse, ReadDataRequest,
    ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest, RenewEphemeralResponse,
    StopResponse, UpgradeIdentityRequest, UpgradeIdentityResponse, UpgradeRequest, UpgradeResponse,
    ValidateDataRequest, ValidateDataResponse, ValidateEphemeralRequest, ValidateEphemeralResponse,
    ValidateProviderRequest, ValidateProviderResponse, ValidateResourceRequest,
    ValidateResourceResponse,
};
use landform_plugin::{Provider, ProviderFactory, SchemaResponse, Status, async_trait};

use crate::gaps::Gaps;
use crate::hybrid::Fallbacks;

/// What an AWS client says when the other side did not do what it was asked.
const CALL_FAULTS: [&str; 4] =
    ["operation error", "StatusCode:", "api error", "exceeded maximum number of attempts"];

/// Makes routed providers out of real and simulated ones.
pub struct RoutedFactory {
    /// Makes the real ones, which work with the emulator.
    pub real: Box<dyn ProviderFactory>,
    /// Makes the simulated ones, with the schema of the real ones.
    pub simulated: Box<dyn ProviderFactory>,
    /// What the emulator lacks.
    pub gaps: Arc<Gaps>,
    /// Where plans are counted that the real ones cannot make of what the emulator lacks.
    pub fallbacks: Fallbacks,
}

impl ProviderFactory for RoutedFactory {
    fn connect(&self) -> Arc<dyn Provider> {
        Arc::new(Routed {
            real: self.real.connect(),
            simulated: self.simulated.connect(),
            gaps: Arc::clone(&self.gaps),
            fallbacks: self.fallbacks.clone(),
        })
    }
}

/// A real and a simulated provider; the type decides which of them answers.
///
/// Of a type that the emulator lacks, the real provider still validates and plans; everything that would ask AWS is the simulator's.
struct Routed {
    real: Arc<dyn Provider>,
    simulated: Arc<dyn Provider>,
    gaps: Arc<Gaps>,
    fallbacks: Fallbacks,
}

impl Routed {
    /// Returns who keeps the resources of a type.
    fn keeper(&self, type_name: &str) -> &Arc<dyn Provider> {
        match self.gaps.resource(type_name) {
            Some(_) => &self.simulated,
            None => &self.real,
        }
    }

    /// Returns who reads the data sources of a type.
    fn reader(&self, type_name: &str) -> &Arc<dyn Provider> {
        match self.gaps.data_source(type_name) {
            Some(_) => &self.simulated,
            None => &self.real,
        }
    }
}

/// Tells whether a complaint is about a call to AWS.
fn is_of_a_call(one: &Diagnostic) -> bool {
    let says = |part: &str| one.summary.contains(part) || one.detail.contains(part);
    one.is_error() && CALL_FAULTS.iter().any(|part| says(part))
}

/// Writes the methods that are the real provider's whatever the type.
macro_rules! real {
    ($($method:ident($request:ident) -> $response:ident;)*) => {
        #[async_trait]
        impl Provider for Routed {
            async fn schema(&self) -> Result<SchemaResponse, Status> {
                self.real.schema().await
            }

            async fn configure(
                &self,
                request: ConfigureRequest,
            ) -> Result<ConfigureResponse, Status> {
                let simulated = self.simulated.configure(request.clone()).await?;
                if simulated.diagnostics.iter().any(Diagnostic::is_error) {
                    return Ok(simulated);
                }
                self.real.configure(request).await
            }

            async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status> {
                self.keeper(&request.type_name).read_resource(request).await
            }

            async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
                if self.gaps.resource(&request.type_name).is_none() {
                    return self.real.plan(request).await;
                }
                // The simulator knows no identities, and engines are told of none.
                let asked = PlanRequest { prior_identity: None, ..request.clone() };
                let planned = self.real.plan(asked).await?;
                if planned.diagnostics.iter().any(is_of_a_call) {
                    self.fallbacks.count(&request.type_name);
                    return self.simulated.plan(request).await;
                }
                Ok(PlanResponse { planned_identity: None, ..planned })
            }

            async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
                self.keeper(&request.type_name).apply(request).await
            }

            async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Status> {
                self.keeper(&request.type_name).import(request).await
            }

            async fn read_data_source(
                &self,
                request: ReadDataRequest,
            ) -> Result<ReadDataResponse, Status> {
                self.reader(&request.type_name).read_data_source(request).await
            }

            async fn identity_schemas(&self) -> Result<IdentitySchemasResponse, Status> {
                self.real.identity_schemas().await
            }

            async fn functions(&self) -> Result<FunctionsResponse, Status> {
                self.real.functions().await
            }

            async fn stop(&self) -> Result<StopResponse, Status> {
                self.real.stop().await
            }

            $(async fn $method(&self, request: $request) -> Result<$response, Status> {
                self.real.$method(request).await
            })*
        }
    };
}

real! {
    validate_provider(ValidateProviderRequest) -> ValidateProviderResponse;
    validate_resource(ValidateResourceRequest) -> ValidateResourceResponse;
    upgrade_state(UpgradeRequest) -> UpgradeResponse;
    upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse;
    move_state(MoveRequest) -> MoveResponse;
    validate_data_source(ValidateDataRequest) -> ValidateDataResponse;
    call_function(CallFunctionRequest) -> CallFunctionResponse;
    validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse;
    open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse;
    renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse;
    close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse;
}

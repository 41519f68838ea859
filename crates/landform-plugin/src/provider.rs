//! Providers: what an engine can ask, whoever answers (the simulator, a real provider's process, the broker between).

use std::sync::Arc;

use tonic::Status;

use crate::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, Diagnostic, FunctionsResponse,
    IdentitySchemasResponse, ImportRequest, ImportResponse, MoveRequest, MoveResponse,
    OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse, ReadDataRequest,
    ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest, RenewEphemeralResponse,
    ServerCapabilities, StopResponse, UpgradeIdentityRequest, UpgradeIdentityResponse,
    UpgradeRequest, UpgradeResponse, ValidateDataRequest, ValidateDataResponse,
    ValidateEphemeralRequest, ValidateEphemeralResponse, ValidateProviderRequest,
    ValidateProviderResponse, ValidateResourceRequest, ValidateResourceResponse,
};
use crate::schema::ProviderSchema;

/// The answer to the question for the schema.
#[derive(Clone, Debug, Default)]
pub struct SchemaResponse {
    /// All that the provider offers.
    pub schema: Arc<ProviderSchema>,
    /// What the provider can do beyond the first version of the protocol.
    pub capabilities: ServerCapabilities,
    /// Problems with making the schema.
    pub diagnostics: Vec<Diagnostic>,
}

/// One provider instance: it is configured once, then serves one engine over one connection.
///
/// Problems that the user should see are diagnostics of the response. A [`Status`] says that the call itself failed;
/// methods that a provider need not have answer "unimplemented" unless they are written.
#[tonic::async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Returns the schema. Can be asked before `configure`.
    async fn schema(&self) -> Result<SchemaResponse, Status>;

    /// Checks the provider's configuration, and fills it in where version 5 asks for that.
    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status>;

    /// Takes the configuration that all later calls work with.
    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status>;

    /// Asks for all running operations to end soon.
    async fn stop(&self) -> Result<StopResponse, Status> {
        Ok(StopResponse::default())
    }

    /// Checks the configuration of a managed resource.
    async fn validate_resource(
        &self,
        request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status>;

    /// Brings a stored state into the shape of the schema of today.
    async fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse, Status>;

    /// Reads what a managed resource is now.
    async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status>;

    /// Says what a change of configuration would do.
    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status>;

    /// Does what was planned.
    async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status>;

    /// Finds an existing resource by its id.
    async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Status>;

    /// Brings the state of a resource of another type into the shape of this one.
    async fn move_state(&self, _request: MoveRequest) -> Result<MoveResponse, Status> {
        Err(unimplemented("MoveResourceState"))
    }

    /// Returns the schemas of resource identities.
    async fn identity_schemas(&self) -> Result<IdentitySchemasResponse, Status> {
        Ok(IdentitySchemasResponse::default())
    }

    /// Brings a stored identity into the shape of the schema of today.
    async fn upgrade_identity(
        &self,
        _request: UpgradeIdentityRequest,
    ) -> Result<UpgradeIdentityResponse, Status> {
        Err(unimplemented("UpgradeResourceIdentity"))
    }

    /// Checks the configuration of a data source.
    async fn validate_data_source(
        &self,
        request: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status>;

    /// Reads a data source.
    async fn read_data_source(&self, request: ReadDataRequest) -> Result<ReadDataResponse, Status>;

    /// Returns the functions; they are in the schema too.
    async fn functions(&self) -> Result<FunctionsResponse, Status> {
        let functions = crate::wire::functions_to(&self.schema().await?.schema.functions);
        Ok(FunctionsResponse { functions, diagnostics: Vec::new() })
    }

    /// Calls a function.
    async fn call_function(
        &self,
        _request: CallFunctionRequest,
    ) -> Result<CallFunctionResponse, Status> {
        Err(unimplemented("CallFunction"))
    }

    /// Checks the configuration of an ephemeral resource.
    async fn validate_ephemeral(
        &self,
        _request: ValidateEphemeralRequest,
    ) -> Result<ValidateEphemeralResponse, Status> {
        Err(unimplemented("ValidateEphemeralResourceConfig"))
    }

    /// Opens an ephemeral resource.
    async fn open_ephemeral(
        &self,
        _request: OpenEphemeralRequest,
    ) -> Result<OpenEphemeralResponse, Status> {
        Err(unimplemented("OpenEphemeralResource"))
    }

    /// Keeps an ephemeral resource open.
    async fn renew_ephemeral(
        &self,
        _request: RenewEphemeralRequest,
    ) -> Result<RenewEphemeralResponse, Status> {
        Err(unimplemented("RenewEphemeralResource"))
    }

    /// Closes an ephemeral resource.
    async fn close_ephemeral(
        &self,
        _request: CloseEphemeralRequest,
    ) -> Result<CloseEphemeralResponse, Status> {
        Err(unimplemented("CloseEphemeralResource"))
    }
}

/// Makes provider instances.
pub trait ProviderFactory: Send + Sync + 'static {
    /// Returns the instance for a new connection. Called once per connection, before its first request.
    fn connect(&self) -> Arc<dyn Provider>;
}

impl<F> ProviderFactory for F
where
    F: Fn() -> Arc<dyn Provider> + Send + Sync + 'static,
{
    fn connect(&self) -> Arc<dyn Provider> {
        self()
    }
}

fn unimplemented(call: &str) -> Status {
    Status::unimplemented(format!("the provider has no `{call}`"))
}

//! Connections: a provider that passes everything on to the process of its configuration.

use std::sync::{Arc, OnceLock};

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, Diagnostic, FunctionError,
    FunctionsResponse, IdentitySchemasResponse, ImportRequest, ImportResponse, MoveRequest,
    MoveResponse, OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse,
    ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest,
    RenewEphemeralResponse, StopResponse, UpgradeIdentityRequest, UpgradeIdentityResponse,
    UpgradeRequest, UpgradeResponse, ValidateDataRequest, ValidateDataResponse,
    ValidateEphemeralRequest, ValidateEphemeralResponse, ValidateProviderRequest,
    ValidateProviderResponse, ValidateResourceRequest, ValidateResourceResponse,
};
use landform_plugin::{Provider, ProviderFactory, SchemaResponse, Status, async_trait};

use crate::launch::Launch;
use crate::offline::emulated;
use crate::processes::{Processes, Unready};
use crate::verdicts::Verdicts;

/// Makes connections to one provider.
#[derive(Clone)]
pub struct Connections {
    /// The processes.
    pub processes: Arc<Processes>,
    /// What they are started from.
    pub launch: Arc<Launch>,
    /// What engines get for a schema: the processes are never asked.
    pub schema: SchemaResponse,
    /// What the processes are configured with.
    pub setup: Setup,
    /// What was said of configurations before.
    pub verdicts: Arc<Verdicts>,
}

/// What processes are configured with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setup {
    /// What the engine says.
    #[default]
    AsGiven,
    /// What the engine says, but faults are not tried again for long: an emulator of AWS is at the other end.
    Emulated,
}

impl Connections {
    /// Returns a new connection, not yet configured.
    pub fn open(&self) -> Connection {
        Connection { to: self.clone(), configured: OnceLock::new() }
    }
}

impl ProviderFactory for Connections {
    fn connect(&self) -> Arc<dyn Provider> {
        Arc::new(self.open())
    }
}

/// One connection: what it is configured with decides which process answers.
pub struct Connection {
    to: Connections,
    configured: OnceLock<ConfigureRequest>,
}

impl Connection {
    async fn ask<T, F>(&self, ask: impl FnOnce(Arc<dyn Provider>) -> F) -> Result<T, Status>
    where
        T: Answer,
        F: Future<Output = Result<T, Status>>,
    {
        let asked = self.to.processes.call(&self.to.launch, self.configured.get(), ask).await;
        match asked {
            Ok(answer) => Ok(answer),
            // The engine shows it as it would have shown it when it configured the provider.
            Err(Unready::Refused(diagnostics)) => Ok(T::refused(diagnostics)),
            Err(Unready::Failed(status)) => Err(status),
        }
    }

    /// Returns the configuration that the process gets.
    fn laid(&self, mut request: ConfigureRequest) -> Result<ConfigureRequest, Status> {
        // An engine says another thing when it plans and when it applies; what it configures is the same.
        if let Some(capabilities) = &mut request.client_capabilities {
            capabilities.deferral_allowed = false;
        }
        match self.to.setup {
            Setup::AsGiven => Ok(request),
            Setup::Emulated => {
                let config = request.config.clone().unwrap_or_default();
                let laid = emulated(&config, &self.to.schema.schema.provider)
                    .map_err(|error| Status::invalid_argument(error.to_string()))?;
                Ok(ConfigureRequest { config: Some(laid), ..request })
            }
        }
    }

    fn refused() -> ConfigureResponse {
        let error = Diagnostic::error(
            "the provider is configured already",
            "One connection works with one configuration; another configuration needs another connection.",
        );
        ConfigureResponse { diagnostics: vec![error] }
    }
}

/// An answer that can say that the provider refuses its configuration.
trait Answer {
    fn refused(diagnostics: Vec<Diagnostic>) -> Self;
}

/// Writes the answers that have diagnostics.
macro_rules! answers {
    ($($response:ident)*) => {
        $(impl Answer for $response {
            fn refused(diagnostics: Vec<Diagnostic>) -> Self {
                let mut answer = Self::default();
                answer.diagnostics = diagnostics;
                answer
            }
        })*
    };
}

answers! {
    ValidateProviderResponse ValidateResourceResponse UpgradeResponse UpgradeIdentityResponse ReadResponse PlanResponse ApplyResponse
    ImportResponse MoveResponse ValidateDataResponse ReadDataResponse ValidateEphemeralResponse OpenEphemeralResponse
    RenewEphemeralResponse CloseEphemeralResponse IdentitySchemasResponse FunctionsResponse
}

impl Answer for CallFunctionResponse {
    fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        let text = |one: Diagnostic| format!("{}: {}", one.summary, one.detail);
        let text = diagnostics.into_iter().filter(Diagnostic::is_error).map(text);
        let text = text.collect::<Vec<_>>().join("; ");
        Self { error: Some(FunctionError { text, ..FunctionError::default() }), ..Self::default() }
    }
}

/// Writes the methods that are passed on as they are.
macro_rules! passed_on {
    ($($method:ident($request:ident) -> $response:ident;)*) => {
        #[async_trait]
        impl Provider for Connection {
            async fn schema(&self) -> Result<SchemaResponse, Status> {
                Ok(self.to.schema.clone())
            }

            async fn configure(
                &self,
                request: ConfigureRequest,
            ) -> Result<ConfigureResponse, Status> {
                let request = self.laid(request)?;
                if self.configured.get().is_some_and(|known| *known != request) {
                    return Ok(Self::refused());
                }
                let answer = self.to.processes.configure(&self.to.launch, &request).await?;
                if answer.diagnostics.iter().any(Diagnostic::is_error) {
                    return Ok(answer);
                }
                // Another request of the same connection may have come first.
                if *self.configured.get_or_init(|| request.clone()) == request {
                    Ok(answer)
                } else {
                    Ok(Self::refused())
                }
            }

            async fn validate_provider(
                &self,
                request: ValidateProviderRequest,
            ) -> Result<ValidateProviderResponse, Status> {
                let Connections { verdicts, launch, .. } = &self.to;
                if let Some(answer) = verdicts.of(launch, &request) {
                    return Ok(answer);
                }
                let asked = request.clone();
                let answer =
                    self.ask(|provider| async move { provider.validate_provider(asked).await });
                let answer = answer.await?;
                verdicts.keep(launch, &request, &answer);
                Ok(answer)
            }

            async fn identity_schemas(&self) -> Result<IdentitySchemasResponse, Status> {
                self.ask(|provider| async move { provider.identity_schemas().await }).await
            }

            async fn functions(&self) -> Result<FunctionsResponse, Status> {
                self.ask(|provider| async move { provider.functions().await }).await
            }

            /// Others work with the same process, so it is not stopped for one connection.
            async fn stop(&self) -> Result<StopResponse, Status> {
                Ok(StopResponse::default())
            }

            $(async fn $method(&self, request: $request) -> Result<$response, Status> {
                self.ask(|provider| async move { provider.$method(request).await }).await
            })*
        }
    };
}

passed_on! {
    validate_resource(ValidateResourceRequest) -> ValidateResourceResponse;
    upgrade_state(UpgradeRequest) -> UpgradeResponse;
    upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse;
    read_resource(ReadRequest) -> ReadResponse;
    plan(PlanRequest) -> PlanResponse;
    apply(ApplyRequest) -> ApplyResponse;
    import(ImportRequest) -> ImportResponse;
    move_state(MoveRequest) -> MoveResponse;
    validate_data_source(ValidateDataRequest) -> ValidateDataResponse;
    read_data_source(ReadDataRequest) -> ReadDataResponse;
    call_function(CallFunctionRequest) -> CallFunctionResponse;
    validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse;
    open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse;
    renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse;
    close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse;
}

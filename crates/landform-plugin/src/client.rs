//! Talking to a provider over its socket, as an engine does.

use std::path::Path;
use std::sync::Arc;

use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use crate::generated::{tfplugin, tfplugin5, tfplugin6};
use crate::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, FunctionsResponse,
    IdentitySchemasResponse, ImportRequest, ImportResponse, MoveRequest, MoveResponse,
    OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse, ReadDataRequest,
    ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest, RenewEphemeralResponse,
    StopResponse, UpgradeIdentityRequest, UpgradeIdentityResponse, UpgradeRequest, UpgradeResponse,
    ValidateDataRequest, ValidateDataResponse, ValidateEphemeralRequest, ValidateEphemeralResponse,
    ValidateProviderRequest, ValidateProviderResponse, ValidateResourceRequest,
    ValidateResourceResponse,
};
use crate::provider::{Provider, SchemaResponse};
use crate::server::{MAX_MESSAGE, Protocol};
use crate::wire;

/// Connects to a provider that listens on a unix socket. Call it inside a tokio runtime.
///
/// # Errors
///
/// Nobody listens there.
pub async fn connect(
    socket: &Path,
    protocol: Protocol,
) -> Result<Arc<dyn Provider>, tonic::transport::Error> {
    Ok(over(channel("unix", &socket.to_string_lossy()).await?, protocol))
}

/// Connects to the address that a provider names in its handshake.
pub(crate) async fn channel(
    network: &str,
    address: &str,
) -> Result<Channel, tonic::transport::Error> {
    let uri = match network {
        "unix" => format!("unix://{address}"),
        _ => format!("http://{address}"),
    };
    Endpoint::from_shared(uri)?.connect().await
}

/// Returns the provider at the other end of a channel.
pub(crate) fn over(channel: Channel, protocol: Protocol) -> Arc<dyn Provider> {
    match protocol {
        Protocol::Five => {
            let client = tfplugin5::provider_client::ProviderClient::new(channel)
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE);
            Arc::new(Five(client))
        }
        Protocol::Six => {
            let client = tfplugin6::provider_client::ProviderClient::new(channel)
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE);
            Arc::new(Six(client))
        }
    }
}

/// A provider that speaks version 5.
struct Five(tfplugin5::provider_client::ProviderClient<Channel>);

/// A provider that speaks version 6.
struct Six(tfplugin6::provider_client::ProviderClient<Channel>);

/// Writes the client of one version: which method of [`Provider`] is which of its calls.
macro_rules! client {
    (
        $client:ident, $wire:ident, $schema:ident, $stop:ident;
        $($method:ident($request:ident) -> $response:ident => $call:ident;)*
    ) => {
        #[tonic::async_trait]
        impl Provider for $client {
            async fn schema(&self) -> Result<SchemaResponse, Status> {
                let request = Request::new(tfplugin::SchemaRequest {});
                let message = self.0.clone().$schema(request).await?.into_inner();
                wire::$wire::response_from(message).map_err(|error| {
                    Status::internal(format!("the provider's schema is broken: {error}"))
                })
            }

            async fn identity_schemas(&self) -> Result<IdentitySchemasResponse, Status> {
                let request = Request::new(tfplugin::IdentitySchemasRequest {});
                let answer = self.0.clone().get_resource_identity_schemas(request).await?;
                Ok(answer.into_inner())
            }

            async fn functions(&self) -> Result<FunctionsResponse, Status> {
                let request = Request::new(tfplugin::FunctionsRequest {});
                Ok(self.0.clone().get_functions(request).await?.into_inner())
            }

            async fn stop(&self) -> Result<StopResponse, Status> {
                let request = Request::new(tfplugin::StopRequest {});
                Ok(self.0.clone().$stop(request).await?.into_inner())
            }

            $(async fn $method(&self, request: $request) -> Result<$response, Status> {
                Ok(self.0.clone().$call(Request::new(request)).await?.into_inner())
            })*
        }
    };
}

client! {
    Five, v5, get_schema, stop;
    validate_provider(ValidateProviderRequest) -> ValidateProviderResponse => prepare_provider_config;
    configure(ConfigureRequest) -> ConfigureResponse => configure;
    validate_resource(ValidateResourceRequest) -> ValidateResourceResponse => validate_resource_type_config;
    upgrade_state(UpgradeRequest) -> UpgradeResponse => upgrade_resource_state;
    upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse => upgrade_resource_identity;
    read_resource(ReadRequest) -> ReadResponse => read_resource;
    plan(PlanRequest) -> PlanResponse => plan_resource_change;
    apply(ApplyRequest) -> ApplyResponse => apply_resource_change;
    import(ImportRequest) -> ImportResponse => import_resource_state;
    move_state(MoveRequest) -> MoveResponse => move_resource_state;
    validate_data_source(ValidateDataRequest) -> ValidateDataResponse => validate_data_source_config;
    read_data_source(ReadDataRequest) -> ReadDataResponse => read_data_source;
    validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse => validate_ephemeral_resource_config;
    open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse => open_ephemeral_resource;
    renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse => renew_ephemeral_resource;
    close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse => close_ephemeral_resource;
    call_function(CallFunctionRequest) -> CallFunctionResponse => call_function;
}

client! {
    Six, v6, get_provider_schema, stop_provider;
    validate_provider(ValidateProviderRequest) -> ValidateProviderResponse => validate_provider_config;
    configure(ConfigureRequest) -> ConfigureResponse => configure_provider;
    validate_resource(ValidateResourceRequest) -> ValidateResourceResponse => validate_resource_config;
    upgrade_state(UpgradeRequest) -> UpgradeResponse => upgrade_resource_state;
    upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse => upgrade_resource_identity;
    read_resource(ReadRequest) -> ReadResponse => read_resource;
    plan(PlanRequest) -> PlanResponse => plan_resource_change;
    apply(ApplyRequest) -> ApplyResponse => apply_resource_change;
    import(ImportRequest) -> ImportResponse => import_resource_state;
    move_state(MoveRequest) -> MoveResponse => move_resource_state;
    validate_data_source(ValidateDataRequest) -> ValidateDataResponse => validate_data_resource_config;
    read_data_source(ReadDataRequest) -> ReadDataResponse => read_data_source;
    validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse => validate_ephemeral_resource_config;
    open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse => open_ephemeral_resource;
    renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse => renew_ephemeral_resource;
    close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse => close_ephemeral_resource;
    call_function(CallFunctionRequest) -> CallFunctionResponse => call_function;
}

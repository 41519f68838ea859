//! Serving providers to an engine: a unix socket that an unmodified terraform or tofu finds through `TF_REATTACH_PROVIDERS`.

use std::convert::Infallible;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::oneshot;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::transport::server::Connected;
use tonic::{Request, Response, Status};

use crate::generated::plugin::grpc_controller_server::{GrpcController, GrpcControllerServer};
use crate::generated::{plugin, tfplugin, tfplugin5, tfplugin6};
use crate::provider::{Provider, ProviderFactory};
use crate::wire;

/// The largest message in either direction; the schema of a large provider alone takes tens of megabytes.
pub(crate) const MAX_MESSAGE: usize = 256 << 20;

/// The variable that tells an engine which providers run already, in the form of [`reattach_value`].
pub const REATTACH_VARIABLE: &str = "TF_REATTACH_PROVIDERS";

/// A version of the provider protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Version 5, which most providers speak.
    Five,
    /// Version 6, which knows attributes inside attributes.
    Six,
}

impl Protocol {
    /// Returns the version as a number.
    pub fn number(self) -> u8 {
        match self {
            Self::Five => 5,
            Self::Six => 6,
        }
    }
}

/// A provider being served; dropping it stops it and removes the socket.
#[derive(Debug)]
pub struct Server {
    socket: PathBuf,
    stop: Option<oneshot::Sender<()>>,
}

impl Server {
    /// Returns where the server listens.
    pub fn socket(&self) -> &Path {
        &self.socket
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Neither can be helped if it fails: the server has ended, or the socket is gone already.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = std::fs::remove_file(&self.socket);
    }
}

/// Serves providers on a new unix socket, one instance per connection. Call it inside a tokio runtime.
///
/// # Errors
///
/// The socket's folder is open to other users, or the socket cannot be made.
pub fn serve(
    socket: &Path,
    protocol: Protocol,
    factory: impl ProviderFactory,
) -> io::Result<Server> {
    refuse_shared_folder(socket.parent().unwrap_or(Path::new(".")))?;
    let listener = UnixListener::bind(socket)?;
    let (stop, stopped) = oneshot::channel();
    let connections = UnixListenerStream::new(listener).map(move |stream| {
        stream.map(|stream| Connection { stream, instance: Instance(factory.connect()) })
    });
    let until = async {
        // A dropped sender means the same as a sent word.
        let _ = stopped.await;
    };
    let server = tonic::transport::Server::builder();
    match protocol {
        Protocol::Five => {
            let provider = tfplugin5::provider_server::ProviderServer::new(Adapter)
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE);
            let services = Services::new(provider);
            tokio::spawn(server.serve_with_incoming_shutdown(services, connections, until));
        }
        Protocol::Six => {
            let provider = tfplugin6::provider_server::ProviderServer::new(Adapter)
                .max_decoding_message_size(MAX_MESSAGE)
                .max_encoding_message_size(MAX_MESSAGE);
            let services = Services::new(provider);
            tokio::spawn(server.serve_with_incoming_shutdown(services, connections, until));
        }
    }
    Ok(Server { socket: socket.to_path_buf(), stop: Some(stop) })
}

/// Whoever can reach the socket can use the provider's credentials, so its folder must be closed to others.
pub(crate) fn refuse_shared_folder(folder: &Path) -> io::Result<()> {
    let mode = std::fs::metadata(folder)?.mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let message = format!("folder `{}` is open to other users", folder.display());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
}

/// Returns the value of [`REATTACH_VARIABLE`] for providers served by the process `pid`: (provider address, protocol, socket).
pub fn reattach_value(servers: &[(&str, Protocol, &Path)], pid: u32) -> String {
    let entries = servers.iter().map(|(provider, protocol, socket)| {
        let server = json!({
            "Protocol": "grpc",
            "ProtocolVersion": protocol.number(),
            "Pid": pid,
            // Keeps the engine from ending our process when it is done.
            "Test": true,
            "Addr": { "Network": "unix", "String": socket.to_string_lossy() },
        });
        ((*provider).to_owned(), server)
    });
    serde_json::Value::Object(entries.collect()).to_string()
}

/// A connection and the instance that serves it.
struct Connection {
    stream: UnixStream,
    instance: Instance,
}

/// The provider instance of a connection, found in each of its requests.
#[derive(Clone)]
struct Instance(Arc<dyn Provider>);

impl Connected for Connection {
    type ConnectInfo = Instance;

    fn connect_info(&self) -> Instance {
        self.instance.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The services of one socket: the provider's, and the one that hosts call at the end.
#[derive(Clone)]
struct Services<P> {
    provider: P,
    controller: GrpcControllerServer<Controller>,
}

impl<P> Services<P> {
    fn new(provider: P) -> Self {
        Self { provider, controller: GrpcControllerServer::new(Controller) }
    }
}

impl<P> Service<http::Request<Body>> for Services<P>
where
    P: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>,
    P::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.provider.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        // A path that neither knows is answered by the provider's service with "unimplemented".
        if request.uri().path().starts_with("/plugin.GRPCController/") {
            Box::pin(self.controller.call(request))
        } else {
            Box::pin(self.provider.call(request))
        }
    }
}

/// Answers hosts that end the plugin they are done with: ours lives as long as its handle.
struct Controller;

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(
        &self,
        _request: Request<plugin::Empty>,
    ) -> Result<Response<plugin::Empty>, Status> {
        Ok(Response::new(plugin::Empty {}))
    }
}

/// Hands each request to the instance of its connection.
struct Adapter;

fn instance<T>(request: &Request<T>) -> Result<Arc<dyn Provider>, Status> {
    let instance = request.extensions().get::<Instance>();
    instance
        .map(|instance| Arc::clone(&instance.0))
        .ok_or_else(|| Status::internal("a connection without a provider instance"))
}

/// Writes the service of one version: which of its calls is which method of [`Provider`].
macro_rules! service {
    (
        $version:ident, $wire:ident, $schema:ident, $stop:ident;
        $($call:ident => $method:ident($request:ident) -> $response:ident;)*
    ) => {
        #[tonic::async_trait]
        impl $version::provider_server::Provider for Adapter {
            async fn $schema(
                &self,
                request: Request<tfplugin::SchemaRequest>,
            ) -> Result<Response<$version::SchemaResponse>, Status> {
                let answer = instance(&request)?.schema().await?;
                Ok(Response::new(wire::$wire::response_to(&answer)))
            }

            async fn get_resource_identity_schemas(
                &self,
                request: Request<tfplugin::IdentitySchemasRequest>,
            ) -> Result<Response<tfplugin::IdentitySchemasResponse>, Status> {
                instance(&request)?.identity_schemas().await.map(Response::new)
            }

            async fn get_functions(
                &self,
                request: Request<tfplugin::FunctionsRequest>,
            ) -> Result<Response<tfplugin::FunctionsResponse>, Status> {
                instance(&request)?.functions().await.map(Response::new)
            }

            async fn $stop(
                &self,
                request: Request<tfplugin::StopRequest>,
            ) -> Result<Response<tfplugin::StopResponse>, Status> {
                instance(&request)?.stop().await.map(Response::new)
            }

            $(async fn $call(
                &self,
                request: Request<tfplugin::$request>,
            ) -> Result<Response<tfplugin::$response>, Status> {
                let instance = instance(&request)?;
                instance.$method(request.into_inner()).await.map(Response::new)
            })*
        }
    };
}

service! {
    tfplugin5, v5, get_schema, stop;
    prepare_provider_config => validate_provider(ValidateProviderRequest) -> ValidateProviderResponse;
    configure => configure(ConfigureRequest) -> ConfigureResponse;
    validate_resource_type_config => validate_resource(ValidateResourceRequest) -> ValidateResourceResponse;
    upgrade_resource_state => upgrade_state(UpgradeRequest) -> UpgradeResponse;
    upgrade_resource_identity => upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse;
    read_resource => read_resource(ReadRequest) -> ReadResponse;
    plan_resource_change => plan(PlanRequest) -> PlanResponse;
    apply_resource_change => apply(ApplyRequest) -> ApplyResponse;
    import_resource_state => import(ImportRequest) -> ImportResponse;
    move_resource_state => move_state(MoveRequest) -> MoveResponse;
    validate_data_source_config => validate_data_source(ValidateDataRequest) -> ValidateDataResponse;
    read_data_source => read_data_source(ReadDataRequest) -> ReadDataResponse;
    validate_ephemeral_resource_config => validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse;
    open_ephemeral_resource => open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse;
    renew_ephemeral_resource => renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse;
    close_ephemeral_resource => close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse;
    call_function => call_function(CallFunctionRequest) -> CallFunctionResponse;
}

service! {
    tfplugin6, v6, get_provider_schema, stop_provider;
    validate_provider_config => validate_provider(ValidateProviderRequest) -> ValidateProviderResponse;
    configure_provider => configure(ConfigureRequest) -> ConfigureResponse;
    validate_resource_config => validate_resource(ValidateResourceRequest) -> ValidateResourceResponse;
    upgrade_resource_state => upgrade_state(UpgradeRequest) -> UpgradeResponse;
    upgrade_resource_identity => upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse;
    read_resource => read_resource(ReadRequest) -> ReadResponse;
    plan_resource_change => plan(PlanRequest) -> PlanResponse;
    apply_resource_change => apply(ApplyRequest) -> ApplyResponse;
    import_resource_state => import(ImportRequest) -> ImportResponse;
    move_resource_state => move_state(MoveRequest) -> MoveResponse;
    validate_data_resource_config => validate_data_source(ValidateDataRequest) -> ValidateDataResponse;
    read_data_source => read_data_source(ReadDataRequest) -> ReadDataResponse;
    validate_ephemeral_resource_config => validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse;
    open_ephemeral_resource => open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse;
    renew_ephemeral_resource => renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse;
    close_ephemeral_resource => close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse;
    call_function => call_function(CallFunctionRequest) -> CallFunctionResponse;
}

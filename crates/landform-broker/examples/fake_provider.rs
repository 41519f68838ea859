//! A provider process for tests: it says who it is, insists on one configuration, and dies or waits when told to.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a provider says on its standard output where it listens, and on the other one why it dies"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use landform_plugin::message::{
    ApplyRequest, ApplyResponse, ConfigureRequest, ConfigureResponse, Diagnostic, ImportRequest,
    ImportResponse, PlanRequest, PlanResponse, ReadDataRequest, ReadDataResponse, ReadRequest,
    ReadResponse, UpgradeRequest, UpgradeResponse, ValidateDataRequest, ValidateDataResponse,
    ValidateProviderRequest, ValidateProviderResponse, ValidateResourceRequest,
    ValidateResourceResponse,
};
use landform_plugin::{
    Protocol, Provider, ProviderSchema, Schema, SchemaResponse, Status, async_trait, serve,
};

#[derive(Default)]
struct Fake {
    configured: AtomicBool,
}

#[async_trait]
impl Provider for Fake {
    /// Offers two resource types, and writes down that it was asked.
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        if let Some(path) = std::env::var_os("FAKE_COUNT") {
            let before = std::fs::read_to_string(&path).unwrap_or_default();
            std::fs::write(path, before + "x")
                .map_err(|error| Status::internal(error.to_string()))?;
        }
        let names = ["fake_one", "fake_two"];
        let resources = names.map(|name| (name.to_owned(), Schema::default())).into();
        let schema = Arc::new(ProviderSchema { resources, ..ProviderSchema::default() });
        Ok(SchemaResponse { schema, ..SchemaResponse::default() })
    }

    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        Ok(ValidateProviderResponse { prepared_config: request.config, diagnostics: Vec::new() })
    }

    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        let mut diagnostics = Vec::new();
        if request.terraform_version == "bad" {
            diagnostics.push(Diagnostic::error("bad configuration", "try another"));
        } else if self.configured.swap(true, Ordering::SeqCst) {
            diagnostics.push(Diagnostic::error("configured twice", ""));
        } else {
            diagnostics.push(Diagnostic::warning(std::process::id().to_string(), ""));
        }
        Ok(ConfigureResponse { diagnostics })
    }

    async fn validate_resource(
        &self,
        request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        match request.type_name.as_str() {
            "die" => {
                eprintln!("panic: out of patience");
                std::process::exit(3);
            }
            "wait" => tokio::time::sleep(Duration::from_millis(700)).await,
            "complain" => return Err(Status::internal("no such thing")),
            _ => {}
        }
        let variables = std::env::vars().map(|(name, _)| name).collect::<Vec<_>>().join(" ");
        let id = Diagnostic::warning(std::process::id().to_string(), variables);
        Ok(ValidateResourceResponse { diagnostics: vec![id] })
    }

    async fn upgrade_state(&self, _request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        Ok(UpgradeResponse::default())
    }

    async fn read_resource(&self, _request: ReadRequest) -> Result<ReadResponse, Status> {
        Ok(ReadResponse::default())
    }

    async fn plan(&self, _request: PlanRequest) -> Result<PlanResponse, Status> {
        Ok(PlanResponse::default())
    }

    async fn apply(&self, _request: ApplyRequest) -> Result<ApplyResponse, Status> {
        Ok(ApplyResponse::default())
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

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let folder = std::env::var_os("PLUGIN_UNIX_SOCKET_DIR").unwrap_or_default();
    let socket = std::path::Path::new(&folder).join(format!("fake-{}", std::process::id()));
    // One provider for the whole process, as in real ones: what one connection configures, all have.
    let provider: Arc<dyn Provider> = Arc::new(Fake::default());
    runtime.block_on(async move {
        let _server = serve(&socket, Protocol::Five, move || Arc::clone(&provider))?;
        println!("1|5|unix|{}|grpc", socket.display());
        std::future::pending::<std::io::Result<()>>().await
    })
}

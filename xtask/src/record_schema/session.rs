//! A real provider that is asked many questions, and started again when one of them kills it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use landform_plugin::message::{
    ConfigureRequest, Diagnostic, DynamicValue, PlanRequest, PlanResponse, ValidateResourceRequest,
};
use landform_plugin::{ProviderProcess, ProviderSchema, Schema, start};
use landform_value::{Type, Value};
use tempfile::TempDir;

use crate::Outcome;

/// How long one question may take: a plan that calls AWS in spite of all waits for it.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Nobody listens there: a plan that calls AWS fails at once instead of asking the network.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The provider's arguments that let it plan without an account.
const SETTINGS: [(&str, &str); 8] = [
    ("region", "us-east-1"),
    ("access_key", "AKIAIOSFODNN7EXAMPLE"),
    ("secret_key", "not-a-secret"),
    ("skip_credentials_validation", "true"),
    ("skip_requesting_account_id", "true"),
    ("skip_metadata_api_check", "true"),
    ("skip_region_validation", "true"),
    ("max_retries", "1"),
];

/// A running, configured provider.
pub(super) struct Session {
    path: PathBuf,
    folder: TempDir,
    process: ProviderProcess,
    schema: Arc<ProviderSchema>,
}

impl Session {
    /// Starts a provider, asks for its schema and configures it.
    pub(super) async fn start(path: &Path) -> Outcome<Self> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o700))
            .map_err(|error| error.to_string())?;
        let process = launch(path, folder.path()).await?;
        let answer = process.provider().schema().await.map_err(|status| status.to_string())?;
        if let Some(error) = answer.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            return Err(error.summary.clone());
        }
        let session = Self { path: path.to_path_buf(), folder, process, schema: answer.schema };
        session.configure().await?;
        Ok(session)
    }

    /// Returns the provider's schema.
    pub(super) fn schema(&self) -> Arc<ProviderSchema> {
        Arc::clone(&self.schema)
    }

    async fn configure(&self) -> Outcome {
        let config = configuration(&self.schema.provider).map_err(|error| error.to_string())?;
        let request = ConfigureRequest { config: Some(config), ..Default::default() };
        let answer = self.process.provider().configure(request).await;
        let answer = answer.map_err(|status| status.to_string())?;
        match answer.diagnostics.into_iter().find(|diagnostic| diagnostic.is_error()) {
            Some(error) => Err(format!("{}: {}", error.summary, error.detail)),
            None => Ok(()),
        }
    }

    /// Asks for a plan; the error is what the provider complains about, or how it broke.
    pub(super) async fn plan(&mut self, request: PlanRequest) -> Result<PlanResponse, Diagnostic> {
        let provider = self.process.provider();
        let problem = match tokio::time::timeout(TIMEOUT, provider.plan(request)).await {
            Ok(Ok(answer)) => {
                let error = answer.diagnostics.iter().find(|one| one.is_error());
                return error.map_or_else(|| Ok(answer.clone()), |error| Err(error.clone()));
            }
            Ok(Err(status)) => status.message().to_owned(),
            Err(_) => "no answer in time".to_owned(),
        };
        self.restart().await?;
        Err(Diagnostic::error(problem, ""))
    }

    /// Asks for what is wrong with a configuration.
    pub(super) async fn validate(
        &mut self,
        request: ValidateResourceRequest,
    ) -> Result<Vec<Diagnostic>, Diagnostic> {
        let provider = self.process.provider();
        match tokio::time::timeout(TIMEOUT, provider.validate_resource(request)).await {
            Ok(Ok(answer)) => Ok(answer.diagnostics),
            Ok(Err(_)) | Err(_) => self.restart().await.map(|()| Vec::new()),
        }
    }

    async fn restart(&mut self) -> Result<(), Diagnostic> {
        let broken = |problem| Diagnostic::error(problem, "");
        self.process = launch(&self.path, self.folder.path()).await.map_err(broken)?;
        self.configure().await.map_err(broken)
    }
}

async fn launch(path: &Path, folder: &Path) -> Outcome<ProviderProcess> {
    let environment = [
        ("HOME", folder.as_os_str().to_owned()),
        ("TMPDIR", folder.as_os_str().to_owned()),
        ("AWS_ENDPOINT_URL", OsString::from(NOWHERE)),
        ("AWS_EC2_METADATA_DISABLED", OsString::from("true")),
    ];
    let environment: BTreeMap<_, _> =
        environment.into_iter().map(|(name, value)| (OsString::from(name), value)).collect();
    start(path, &environment, folder).await.map_err(|error| error.to_string())
}

/// Returns the provider's configuration: the settings, and nothing else.
fn configuration(schema: &Schema) -> Result<DynamicValue, landform_plugin::CodecError> {
    let attributes = schema.block.attributes.iter().map(|(name, attribute)| {
        let ty = attribute.ty();
        let setting = SETTINGS.iter().find(|(setting, _)| setting == name);
        let value = match (setting, &ty) {
            (Some((_, text)), Type::Bool) => Value::from(*text == "true"),
            (Some((_, text)), Type::Number) => Value::from(text.parse::<i64>().unwrap_or(0)),
            (Some((_, text)), _) => Value::string(text),
            (None, _) => Value::null(ty),
        };
        (name.clone(), value)
    });
    let blocks = schema.block.blocks.iter().map(|(name, nested)| {
        let ty = nested.ty();
        let value = if let Type::List(element) = &ty {
            Value::list((**element).clone(), [])
        } else if let Type::Set(element) = &ty {
            Value::set((**element).clone(), [])
        } else {
            Value::null(ty)
        };
        (name.clone(), value)
    });
    DynamicValue::of(&Value::object(attributes.chain(blocks)), &schema.ty())
}

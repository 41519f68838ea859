//! Recorded providers: each change goes through the call log, and ends even when its engine is gone.

use std::sync::{Arc, OnceLock};

use landform_plan::identity_of;
use landform_plugin::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, DynamicValue, FunctionsResponse,
    IdentitySchemasResponse, ImportRequest, ImportResponse, ImportedResource, MoveRequest,
    MoveResponse, OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse,
    ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest,
    RenewEphemeralResponse, StopResponse, UpgradeIdentityRequest, UpgradeIdentityResponse,
    UpgradeRequest, UpgradeResponse, ValidateDataRequest, ValidateDataResponse,
    ValidateEphemeralRequest, ValidateEphemeralResponse, ValidateProviderRequest,
    ValidateProviderResponse, ValidateResourceRequest, ValidateResourceResponse,
};
use landform_plugin::{Provider, ProviderFactory, SchemaResponse, Status, async_trait};
use sha2::{Digest, Sha256};

use crate::call_log::{Asker, CallLog, ChangeKind, OpenConnection, Outcome, is_null};
use crate::replay::Replay;

/// What the recorded providers of one unit have in common.
#[derive(Clone)]
pub struct Recorder {
    /// Where changes are noted.
    pub log: Arc<CallLog>,
    /// The unit's path.
    pub unit: String,
    /// What an earlier process of the run has done for the unit.
    pub replay: Arc<Replay>,
}

/// Makes recorded providers out of others.
pub struct RecordedFactory {
    /// Makes the others.
    pub inner: Box<dyn ProviderFactory>,
    /// What they have in common.
    pub recorder: Recorder,
}

impl ProviderFactory for RecordedFactory {
    fn connect(&self) -> Arc<dyn Provider> {
        Arc::new(Recorded {
            inner: self.inner.connect(),
            recorder: self.recorder.clone(),
            configuration: OnceLock::new(),
            _open: self.recorder.log.connect(),
        })
    }
}

/// A provider whose changes are noted.
struct Recorded {
    inner: Arc<dyn Provider>,
    recorder: Recorder,
    configuration: OnceLock<String>,
    _open: OpenConnection,
}

impl Recorded {
    fn asker(&self) -> Asker {
        Asker {
            unit: self.recorder.unit.clone(),
            configuration: self.configuration.get().cloned().unwrap_or_default(),
        }
    }
}

/// Makes a change and notes it, before and after.
async fn change(
    inner: Arc<dyn Provider>,
    recorder: Recorder,
    asker: Asker,
    request: ApplyRequest,
) -> Result<ApplyResponse, Status> {
    let create = ChangeKind::of(&request) == ChangeKind::Create;
    if create && let Some(answer) = recorder.replay.answer(&asker, &request, &*inner).await? {
        return Ok(answer);
    }
    let refused = |error| Status::failed_precondition(format!("nothing is changed: {error}"));
    let call = recorder.log.begin(&asker, &request).await.map_err(refused)?;
    let (type_name, prior) = (request.type_name.clone(), request.prior_state.clone());
    let answer = inner.apply(request).await;
    let outcome = match &answer {
        Ok(answer) => {
            let object = if create { answer.new_state.as_ref() } else { prior.as_ref() };
            let identity = identity(&*inner, &type_name, object).await;
            Outcome::Answered { answer: answer.clone(), identity }
        }
        Err(status) => Outcome::Failed(status.message().to_owned()),
    };
    // The change is made: the engine must hear of it all the more if it cannot be noted. The next one will not begin.
    let _ = recorder.log.end(&call, outcome).await;
    answer
}

/// Returns what tells an object from others of its type.
async fn identity(
    provider: &dyn Provider,
    type_name: &str,
    object: Option<&DynamicValue>,
) -> Option<String> {
    let object = object.filter(|object| !is_null(Some(object)))?;
    let schema = provider.schema().await.ok()?.schema;
    let value = object.value(&schema.resources.get(type_name)?.ty()).ok()?;
    Some(identity_of(&landform_value::to_json(&value)?))
}

/// Returns the answer of an import that gives what was said when the object was created.
fn imported(type_name: String, answer: ApplyResponse) -> ImportResponse {
    let resource = ImportedResource {
        type_name,
        state: answer.new_state,
        private: answer.private,
        identity: answer.new_identity,
    };
    ImportResponse { imported_resources: vec![resource], ..ImportResponse::default() }
}

/// Writes the methods that are passed on as they are.
macro_rules! passed_on {
    ($($method:ident($request:ident) -> $response:ident;)*) => {
        #[async_trait]
        impl Provider for Recorded {
            async fn schema(&self) -> Result<SchemaResponse, Status> {
                self.inner.schema().await
            }

            async fn configure(
                &self,
                request: ConfigureRequest,
            ) -> Result<ConfigureResponse, Status> {
                let config = request.config.clone().unwrap_or_default();
                let hash = Sha256::new().chain_update(config.msgpack).chain_update(config.json);
                // A second configuration is refused, if it is another one.
                self.configuration.get_or_init(|| hex::encode(hash.finalize()));
                self.inner.configure(request).await
            }

            async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
                let (inner, recorder) = (Arc::clone(&self.inner), self.recorder.clone());
                // As a task of its own: it must not end because nobody waits for it any more.
                let change = tokio::spawn(change(inner, recorder, self.asker(), request));
                change.await.unwrap_or_else(|error| Err(Status::internal(error.to_string())))
            }

            async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Status> {
                let replay = &self.recorder.replay;
                let (asker, inner) = (self.asker(), &*self.inner);
                // What this run has created is known whole, also of types that cannot be imported.
                match replay.found(&asker, &request.type_name, &request.id, inner).await? {
                    Some(answer) => Ok(imported(request.type_name, answer)),
                    None => self.inner.import(request).await,
                }
            }

            async fn identity_schemas(&self) -> Result<IdentitySchemasResponse, Status> {
                self.inner.identity_schemas().await
            }

            async fn functions(&self) -> Result<FunctionsResponse, Status> {
                self.inner.functions().await
            }

            async fn stop(&self) -> Result<StopResponse, Status> {
                self.inner.stop().await
            }

            $(async fn $method(&self, request: $request) -> Result<$response, Status> {
                self.inner.$method(request).await
            })*
        }
    };
}

passed_on! {
    validate_provider(ValidateProviderRequest) -> ValidateProviderResponse;
    validate_resource(ValidateResourceRequest) -> ValidateResourceResponse;
    upgrade_state(UpgradeRequest) -> UpgradeResponse;
    upgrade_identity(UpgradeIdentityRequest) -> UpgradeIdentityResponse;
    read_resource(ReadRequest) -> ReadResponse;
    plan(PlanRequest) -> PlanResponse;
    move_state(MoveRequest) -> MoveResponse;
    validate_data_source(ValidateDataRequest) -> ValidateDataResponse;
    read_data_source(ReadDataRequest) -> ReadDataResponse;
    call_function(CallFunctionRequest) -> CallFunctionResponse;
    validate_ephemeral(ValidateEphemeralRequest) -> ValidateEphemeralResponse;
    open_ephemeral(OpenEphemeralRequest) -> OpenEphemeralResponse;
    renew_ephemeral(RenewEphemeralRequest) -> RenewEphemeralResponse;
    close_ephemeral(CloseEphemeralRequest) -> CloseEphemeralResponse;
}

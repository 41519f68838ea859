//! One provider instance: the protocol's calls on a configured account in the shared world.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use landform_ledger::Ticket;
use landform_plugin::message::{
    ApplyRequest, ApplyResponse, CallFunctionRequest, CallFunctionResponse, CloseEphemeralRequest,
    CloseEphemeralResponse, ConfigureRequest, ConfigureResponse, Diagnostic, DynamicValue,
    FunctionError, ImportRequest, ImportResponse, ImportedResource, MoveRequest, MoveResponse,
    OpenEphemeralRequest, OpenEphemeralResponse, PlanRequest, PlanResponse, ReadDataRequest,
    ReadDataResponse, ReadRequest, ReadResponse, RenewEphemeralRequest, RenewEphemeralResponse,
    ServerCapabilities, UpgradeRequest, UpgradeResponse, ValidateDataRequest, ValidateDataResponse,
    ValidateEphemeralRequest, ValidateEphemeralResponse, ValidateProviderRequest,
    ValidateProviderResponse, ValidateResourceRequest, ValidateResourceResponse, value_of,
};
use landform_plugin::{
    CodecError, Provider, ProviderSchema, Schema, SchemaResponse, Status, async_trait,
};
use landform_value::{Type, Value};

use crate::account::{Account, configured};
use crate::behaviour::Behaviour;
use crate::data;
use crate::functions;
use crate::objects::{self, Creator, Kind};
use crate::plan::{PlanInput, plan};
use crate::references::check_references;
use crate::refusal::Refusal;
use crate::stored::stored;
use crate::validate::faults;
use crate::world::World;

/// What the instances of one session share.
pub(crate) struct Shared {
    pub(crate) schema: Arc<ProviderSchema>,
    pub(crate) behaviour: BTreeMap<String, Behaviour>,
    pub(crate) world: Arc<Mutex<World>>,
    /// Type and identity of what a session knows to exist that goes on with something.
    pub(crate) known: Option<Mutex<BTreeSet<(String, String)>>>,
    pub(crate) salt: String,
    pub(crate) strict: bool,
    pub(crate) trust_references: bool,
}

/// A provider instance: one connection's.
pub(crate) struct Instance {
    shared: Arc<Shared>,
    /// The configuration as it came, and what it means.
    account: OnceLock<(DynamicValue, Account)>,
}

impl Instance {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, account: OnceLock::new() }
    }

    fn account(&self) -> Result<&Account, Status> {
        let configured = self.account.get().map(|(_, account)| account);
        configured.ok_or_else(|| Status::failed_precondition("the provider is not configured"))
    }

    /// Locks the world, with the natives of the account in it.
    fn world(&self, account: &Account) -> MutexGuard<'_, World> {
        // A panic elsewhere leaves every object whole, so the world can still be used.
        let mut world = self.shared.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle(&account.place);
        world
    }

    fn resource<'a>(&'a self, ty: &'a str) -> Result<Kind<'a>, Status> {
        let schema = self.shared.schema.resources.get(ty).ok_or_else(|| unknown_type(ty))?;
        Ok(Kind { ty, schema })
    }

    /// Takes what a state knows of into the world; tells whether it exists.
    fn read_object(&self, kind: Kind<'_>, state: &Value) -> Result<(bool, Option<Ticket>), Status> {
        let account = self.account()?;
        if state.is_null() || !state.is_wholly_known() {
            return Ok((true, None));
        }
        let mut world = self.world(account);
        let exists = objects::read(&mut world, kind, &account.place, state);
        Ok((exists, world.commit()))
    }

    /// Applies a planned change.
    fn change(
        &self,
        kind: Kind<'_>,
        (prior, planned, config): (&Value, &Value, &Value),
    ) -> Result<(Result<Value, Diagnostic>, Option<Ticket>), Status> {
        let account = self.account()?;
        let place = &account.place;
        let mut world = self.world(account);
        if !planned.is_null() && !self.shared.trust_references {
            let verb = if prior.is_null() { "creating" } else { "updating" };
            if let Err(refusal) = check_references(&world, place, kind.ty, planned) {
                return Ok((Err(refused(verb, kind.ty, &refusal)), None));
            }
        }
        let (verb, outcome) = if planned.is_null() {
            let deleted = objects::delete(&mut world, kind, place, prior);
            ("deleting", deleted.map(|()| planned.clone()))
        } else if prior.is_null() {
            let known = self.shared.known.as_ref();
            let mut known = known.map(|known| known.lock().unwrap_or_else(PoisonError::into_inner));
            let creator = Creator { salt: &self.shared.salt, known: known.as_deref_mut() };
            let created = objects::create(&mut world, kind, place, (planned, config), creator);
            ("creating", created)
        } else {
            let all = (prior, planned, config);
            ("updating", Ok(objects::update(&mut world, kind, place, all)))
        };
        Ok((outcome.map_err(|refusal| refused(verb, kind.ty, &refusal)), world.commit()))
    }
}

impl Instance {
    /// Notes that whoever goes on knows an object: it is not what a create was cut off from.
    fn note_known(&self, ty: &str, state: &Value) {
        if let Some(known) = &self.shared.known {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert((ty.to_owned(), objects::plain_identity(state)));
        }
    }
}

/// Returns when what has changed is on the disk.
async fn written(ticket: Option<Ticket>) -> Result<(), Status> {
    let Some(ticket) = ticket else { return Ok(()) };
    let fault = |error| Status::internal(format!("cannot keep the simulated world: {error}"));
    ticket.written().await.map_err(fault)
}

fn refused(verb: &str, ty: &str, refusal: &Refusal) -> Diagnostic {
    Diagnostic::error(format!("{verb} {ty}: {refusal}"), "")
}

fn unknown_type(ty: &str) -> Status {
    Status::not_found(format!("the provider was started without the type `{ty}`"))
}

fn malformed(error: CodecError) -> Status {
    Status::invalid_argument(error.to_string())
}

fn value(field: Option<&DynamicValue>, ty: &Type) -> Result<Value, Status> {
    value_of(field, ty).map_err(malformed)
}

fn dynamic(value: &Value, ty: &Type) -> Result<Option<DynamicValue>, Status> {
    DynamicValue::of(value, ty).map(Some).map_err(malformed)
}

#[async_trait]
impl Provider for Instance {
    async fn schema(&self) -> Result<SchemaResponse, Status> {
        Ok(SchemaResponse {
            schema: Arc::clone(&self.shared.schema),
            capabilities: ServerCapabilities {
                plan_destroy: false,
                get_provider_schema_optional: true,
                move_resource_state: true,
            },
            diagnostics: Vec::new(),
        })
    }

    async fn validate_provider(
        &self,
        request: ValidateProviderRequest,
    ) -> Result<ValidateProviderResponse, Status> {
        let ty = self.shared.schema.provider.ty();
        let config = value(request.config.as_ref(), &ty)?;
        // A region may come from elsewhere until the provider is configured.
        let missing = config.get("region").is_none_or(Value::is_null);
        let fault = if missing { None } else { configured(&config).err() };
        let diagnostics = fault.map(|fault| Diagnostic::error(fault, "")).into_iter().collect();
        Ok(ValidateProviderResponse { prepared_config: request.config, diagnostics })
    }

    async fn configure(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        let raw = request.config.unwrap_or_default();
        let config = value(Some(&raw), &self.shared.schema.provider.ty())?;
        let mut response = ConfigureResponse::default();
        match configured(&config) {
            Ok(account) => {
                let (known, _) = self.account.get_or_init(|| (raw.clone(), account));
                if *known != raw {
                    response.diagnostics.push(Diagnostic::error(
                        "the provider is configured already",
                        "One provider instance works for one account and region; another configuration needs another instance.",
                    ));
                }
            }
            Err(fault) => response.diagnostics.push(Diagnostic::error(fault, "")),
        }
        Ok(response)
    }

    async fn validate_resource(
        &self,
        request: ValidateResourceRequest,
    ) -> Result<ValidateResourceResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let config = value(request.config.as_ref(), &kind.schema.ty())?;
        let behaviour = self.shared.behaviour.get(kind.ty);
        let diagnostics = behaviour.map(|one| faults(&kind.schema.block, one, &config));
        Ok(ValidateResourceResponse { diagnostics: diagnostics.unwrap_or_default() })
    }

    async fn upgrade_state(&self, request: UpgradeRequest) -> Result<UpgradeResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let ty = kind.schema.ty();
        let raw = request.raw_state.unwrap_or_default();
        let mut response = UpgradeResponse::default();
        match stored(&raw.json, &ty) {
            Ok(state) => response.upgraded_state = dynamic(&state, &ty)?,
            Err(fault) => response.diagnostics.push(Diagnostic::error(
                format!("cannot read the stored state of `{}`", request.type_name),
                fault,
            )),
        }
        Ok(response)
    }

    async fn read_resource(&self, request: ReadRequest) -> Result<ReadResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let state = value(request.current_state.as_ref(), &kind.schema.ty())?;
        let ty = kind.schema.ty();
        let (exists, ticket) = self.read_object(kind, &state)?;
        written(ticket).await?;
        if exists {
            self.note_known(kind.ty, &state);
        }
        let gone = Value::null(ty.clone());
        let new_state = if exists { request.current_state } else { dynamic(&gone, &ty)? };
        Ok(ReadResponse {
            new_state,
            private: request.private,
            new_identity: request.current_identity,
            ..ReadResponse::default()
        })
    }

    async fn plan(&self, request: PlanRequest) -> Result<PlanResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let ty = kind.schema.ty();
        let empty = Behaviour::default();
        let input = PlanInput {
            ty: kind.ty,
            schema: kind.schema,
            behaviour: self.shared.behaviour.get(kind.ty).unwrap_or(&empty),
            prior: &value(request.prior_state.as_ref(), &ty)?,
            proposed: &value(request.proposed_new_state.as_ref(), &ty)?,
            config: &value(request.config.as_ref(), &ty)?,
            tags: &self.account()?.tags,
        };
        let planned = plan(input);
        Ok(PlanResponse {
            planned_state: dynamic(&planned.state, &ty)?,
            requires_replace: planned.replace,
            planned_private: request.prior_private,
            planned_identity: request.prior_identity,
            legacy_type_system: true,
            ..PlanResponse::default()
        })
    }

    async fn apply(&self, request: ApplyRequest) -> Result<ApplyResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let ty = kind.schema.ty();
        let prior = value(request.prior_state.as_ref(), &ty)?;
        let planned = value(request.planned_state.as_ref(), &ty)?;
        let config = value(request.config.as_ref(), &ty)?;
        let mut response = ApplyResponse {
            private: request.planned_private,
            new_identity: request.planned_identity,
            legacy_type_system: true,
            ..ApplyResponse::default()
        };
        let (outcome, ticket) = self.change(kind, (&prior, &planned, &config))?;
        written(ticket).await?;
        match outcome {
            Ok(state) => response.new_state = dynamic(&state, &ty)?,
            Err(diagnostic) => {
                response.new_state = dynamic(&prior, &ty)?;
                response.diagnostics.push(diagnostic);
            }
        }
        Ok(response)
    }

    async fn import(&self, request: ImportRequest) -> Result<ImportResponse, Status> {
        let kind = self.resource(&request.type_name)?;
        let account = self.account()?;
        let found = objects::import(&self.world(account), kind, &account.place, &request.id);
        let mut response = ImportResponse::default();
        match found {
            Some(state) => response.imported_resources.push(ImportedResource {
                type_name: request.type_name.clone(),
                state: dynamic(&state, &kind.schema.ty())?,
                ..ImportedResource::default()
            }),
            None => response.diagnostics.push(Diagnostic::error(
                "Cannot import non-existent remote object",
                format!("there is no `{}` with the id `{}`", request.type_name, request.id),
            )),
        }
        Ok(response)
    }

    async fn move_state(&self, request: MoveRequest) -> Result<MoveResponse, Status> {
        let mut response = MoveResponse::default();
        let (source, target) = (&request.source_type_name, &request.target_type_name);
        if source != target {
            response.diagnostics.push(Diagnostic::error(
                format!("a `{source}` cannot become a `{target}`"),
                "Only objects of the same type can be moved.",
            ));
            return Ok(response);
        }
        let ty = self.resource(target)?.schema.ty();
        match stored(&request.source_state.unwrap_or_default().json, &ty) {
            Ok(state) => {
                response.target_state = dynamic(&state, &ty)?;
                response.target_private = request.source_private;
            }
            Err(fault) => response
                .diagnostics
                .push(Diagnostic::error(format!("cannot read the state of `{source}`"), fault)),
        }
        Ok(response)
    }

    async fn validate_data_source(
        &self,
        request: ValidateDataRequest,
    ) -> Result<ValidateDataResponse, Status> {
        let known = self.shared.schema.data_sources.contains_key(&request.type_name);
        if known {
            Ok(ValidateDataResponse::default())
        } else {
            Err(unknown_type(&request.type_name))
        }
    }

    async fn read_data_source(&self, request: ReadDataRequest) -> Result<ReadDataResponse, Status> {
        let ty = request.type_name.as_str();
        let schema = self.shared.schema.data_sources.get(ty).ok_or_else(|| unknown_type(ty))?;
        let config = value(request.config.as_ref(), &schema.ty())?;
        let mut response = ReadDataResponse::default();
        match self.read_data(ty, schema, &config)? {
            Ok(state) => response.state = dynamic(&state, &schema.ty())?,
            Err(fault) => response.diagnostics.push(Diagnostic::error(fault, "")),
        }
        Ok(response)
    }

    async fn call_function(
        &self,
        request: CallFunctionRequest,
    ) -> Result<CallFunctionResponse, Status> {
        let arguments =
            request.arguments.iter().map(|argument| value(Some(argument), &Type::String));
        let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
        let mut response = CallFunctionResponse::default();
        match functions::call(&request.name, &arguments) {
            Ok(result) => {
                response.result = dynamic(&result, &functions::result_type(&request.name))?;
            }
            Err((text, function_argument)) => {
                response.error = Some(FunctionError { text, function_argument });
            }
        }
        Ok(response)
    }

    async fn validate_ephemeral(
        &self,
        _request: ValidateEphemeralRequest,
    ) -> Result<ValidateEphemeralResponse, Status> {
        Ok(ValidateEphemeralResponse::default())
    }

    async fn open_ephemeral(
        &self,
        request: OpenEphemeralRequest,
    ) -> Result<OpenEphemeralResponse, Status> {
        let ty = request.type_name.as_str();
        let schema =
            self.shared.schema.ephemeral_resources.get(ty).ok_or_else(|| unknown_type(ty))?;
        let config = value(request.config.as_ref(), &schema.ty())?;
        let mut response = OpenEphemeralResponse::default();
        match self.read_data(ty, schema, &config)? {
            Ok(state) => response.result = dynamic(&state, &schema.ty())?,
            Err(fault) => response.diagnostics.push(Diagnostic::error(fault, "")),
        }
        Ok(response)
    }

    async fn renew_ephemeral(
        &self,
        request: RenewEphemeralRequest,
    ) -> Result<RenewEphemeralResponse, Status> {
        Ok(RenewEphemeralResponse { private: request.private, ..RenewEphemeralResponse::default() })
    }

    async fn close_ephemeral(
        &self,
        _request: CloseEphemeralRequest,
    ) -> Result<CloseEphemeralResponse, Status> {
        Ok(CloseEphemeralResponse::default())
    }
}

impl Instance {
    fn read_data(
        &self,
        ty: &str,
        schema: &Schema,
        config: &Value,
    ) -> Result<Result<Value, String>, Status> {
        let account = self.account()?;
        let world = self.world(account);
        let reading = data::Reading {
            world: &world,
            account,
            twin: crate::recording::has_resource(ty),
            strict: self.shared.strict,
        };
        Ok(data::read(reading, (ty, schema), config))
    }
}

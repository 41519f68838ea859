//! Replays: what an earlier process of the run has created, given to an engine that does not know of it, instead of a second one.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use landform_plugin::message::{ApplyRequest, ApplyResponse, Diagnostic, ReadRequest};
use landform_plugin::{Provider, Status};

use crate::call_log::{Asker, ChangeKind, Outcome, PastCall, is_null};

/// What the past of a run means for one unit that goes on.
#[derive(Debug, Default)]
pub struct Replay {
    /// The creates that nobody has claimed yet.
    creates: Mutex<Vec<Create>>,
    /// All creates, claimed or not: an engine may ask for the same object in several plans.
    all: Vec<Create>,
    claimed: Mutex<Vec<Object>>,
    uncertain: Vec<Uncertain>,
}

/// An object, as its provider knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// The resource type.
    pub type_name: String,
    /// What tells it from others of its type; its id, for most.
    pub identity: String,
}

/// A call of which nobody knows what it has done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncertain {
    /// The resource type.
    pub type_name: String,
    /// What was asked.
    pub kind: ChangeKind,
    /// Why there is no answer; nothing if everything ended while it was under way.
    pub failure: Option<String>,
}

/// What became of the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// What was given to the engine instead of a second one.
    pub claimed: Vec<Object>,
    /// What was created, and is neither in the state nor was asked for again.
    pub unclaimed: Vec<Object>,
    /// What may have happened or not.
    pub uncertain: Vec<Uncertain>,
}

/// A create that was answered.
#[derive(Clone, Debug)]
struct Create {
    asker: Asker,
    request: ApplyRequest,
    answer: ApplyResponse,
    object: Object,
}

impl Replay {
    /// Returns what the calls of a run mean for a unit whose state holds some objects.
    pub fn of(calls: &[PastCall], unit: &str, existing: &BTreeSet<(String, String)>) -> Self {
        let mut creates: Vec<Create> = Vec::new();
        let mut uncertain = Vec::new();
        for call in calls.iter().filter(|call| call.asker.unit == unit) {
            let (kind, type_name) = (ChangeKind::of(&call.request), &call.request.type_name);
            let failure = match &call.outcome {
                Outcome::Answered { answer, identity } => {
                    match (kind, identity) {
                        (ChangeKind::Create, Some(identity)) => {
                            creates.extend(created(call, answer, identity));
                        }
                        // A delete that failed has an answer that still shows the object.
                        (ChangeKind::Delete, Some(gone)) if is_null(answer.new_state.as_ref()) => {
                            creates.retain(|one| {
                                one.object.type_name != *type_name || one.object.identity != *gone
                            });
                        }
                        (ChangeKind::Create | ChangeKind::Update | ChangeKind::Delete, _) => {}
                    }
                    continue;
                }
                Outcome::Failed(failure) => Some(failure.clone()),
                Outcome::Open => None,
            };
            uncertain.push(Uncertain { type_name: type_name.clone(), kind, failure });
        }
        creates.retain(|one| {
            let key = (one.object.type_name.clone(), one.object.identity.clone());
            !existing.contains(&key)
        });
        Self {
            all: creates.clone(),
            creates: Mutex::new(creates),
            claimed: Mutex::default(),
            uncertain,
        }
    }

    /// Tells whether there is nothing that could be claimed.
    pub fn is_empty(&self) -> bool {
        locked(&self.creates).is_empty()
    }

    /// Returns the answer that a create has got already, if its object is still there.
    pub(crate) async fn answer(
        &self,
        asker: &Asker,
        request: &ApplyRequest,
        provider: &dyn Provider,
    ) -> Result<Option<ApplyResponse>, Status> {
        while let Some(create) = self.take(asker, request) {
            let found = provider.read_resource(reading(&create)).await?;
            if let Some(error) = found.diagnostics.iter().find(|one| one.is_error()) {
                let Object { type_name, identity } = &create.object;
                let message = format!(
                    "`{type_name}` `{identity}` was created before the run was cut short, and cannot be read now: {}: {}",
                    error.summary, error.detail
                );
                locked(&self.creates).push(create);
                return Err(Status::unavailable(message));
            }
            if is_null(found.new_state.as_ref()) {
                // Somebody has deleted it since.
                continue;
            }
            locked(&self.claimed).push(create.object);
            return Ok(Some(create.answer));
        }
        Ok(None)
    }

    /// Returns what the provider has said of an object that it has created, by its identity, if it is still there.
    pub(crate) async fn found(
        &self,
        asker: &Asker,
        type_name: &str,
        identity: &str,
        provider: &dyn Provider,
    ) -> Result<Option<ApplyResponse>, Status> {
        let is_it = |one: &Create| {
            one.asker == *asker
                && one.object.type_name == type_name
                && one.object.identity == identity
        };
        let Some(create) = self.all.iter().find(|one| is_it(one)) else { return Ok(None) };
        let found = provider.read_resource(reading(create)).await?;
        let is_there = !is_null(found.new_state.as_ref());
        if found.diagnostics.iter().any(Diagnostic::is_error) || !is_there {
            return Ok(None);
        }
        locked(&self.creates).retain(|one| !is_it(one));
        locked(&self.claimed).push(create.object.clone());
        Ok(Some(create.answer.clone()))
    }

    /// Takes out the first create that is exactly this one.
    fn take(&self, asker: &Asker, request: &ApplyRequest) -> Option<Create> {
        let mut creates = locked(&self.creates);
        let position = creates.iter().position(|one| {
            one.asker == *asker
                && one.request.type_name == request.type_name
                && one.request.planned_state == request.planned_state
        })?;
        Some(creates.remove(position))
    }

    /// Returns what became of the past, once the unit is done and its state holds some objects.
    pub fn replayed(&self, existing: &BTreeSet<(String, String)>) -> Replayed {
        let is_known = |object: &Object| {
            existing.contains(&(object.type_name.clone(), object.identity.clone()))
        };
        let left = locked(&self.creates).iter().map(|one| one.object.clone()).collect::<Vec<_>>();
        let mut unclaimed: Vec<_> = left.into_iter().filter(|one| !is_known(one)).collect();
        unclaimed.sort();
        let mut claimed = locked(&self.claimed).clone();
        claimed.sort();
        let mut uncertain = self.uncertain.clone();
        uncertain.sort();
        Replayed { claimed, unclaimed, uncertain }
    }
}

/// Returns the question whether a created object is still there.
fn reading(create: &Create) -> ReadRequest {
    ReadRequest {
        type_name: create.request.type_name.clone(),
        current_state: create.answer.new_state.clone(),
        private: create.answer.private.clone(),
        current_identity: create.answer.new_identity.clone(),
        ..ReadRequest::default()
    }
}

fn created(call: &PastCall, answer: &ApplyResponse, identity: &str) -> Option<Create> {
    let object =
        Object { type_name: call.request.type_name.clone(), identity: identity.to_owned() };
    // An error without an object has created nothing.
    (!is_null(answer.new_state.as_ref())).then(|| Create {
        asker: call.asker.clone(),
        request: call.request.clone(),
        answer: answer.clone(),
        object,
    })
}

/// Nothing that a panic could leave half done is kept under these locks.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

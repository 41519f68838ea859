//! Where the states of units are, and their outputs, read from there without an engine where that can be.

use std::collections::BTreeMap;

use landform_plan::{Backend, State, StateError, StateStore};
use landform_terragrunt::{Settings, Unit};
use landform_value::Value;
use landform_workbench::{BackEnd, Bench};

/// Returns where the state of a unit is, given its settings.
///
/// # Errors
/// Says why that cannot be told.
pub fn backend_of(bench: &Bench<'_>, unit: &Unit, settings: &Settings) -> Result<Backend, String> {
    if bench.footing.back_end == BackEnd::Local {
        return Ok(Backend::file(&bench.place.state(unit.path.as_str())));
    }
    if settings.iam_role.as_ref().is_some_and(|role| !role.is_empty()) {
        return Err("it sets `iam_role`, so it would be done as somebody else than it asks for\n\
                    hint: let the provider and the back end assume the role: `assume_role`"
            .to_owned());
    }
    let Some(remote) = &settings.remote_state else {
        return Err(
            "it does not say where its state is: its state would be lost with the working copy\n\
                    hint: give it a `remote_state` block, best in a file that all units include"
                .to_owned(),
        );
    };
    Backend::of(&remote.backend, &remote.engine_config(), &unit.folder).ok_or_else(|| {
        "where its state is depends on outputs that are not known\n\
         hint: let `remote_state` depend on locals alone"
            .to_owned()
    })
}

/// Reads the state of a unit; `None` inside if there is none yet, `None` outside if only an engine can read it.
///
/// # Errors
/// Says why it cannot be read, and what to do.
pub(crate) fn read(
    store: &dyn StateStore,
    backend: &Backend,
) -> Result<Option<Option<State>>, String> {
    match store.read(backend) {
        Ok(None) => Ok(Some(None)),
        Ok(Some(text)) => parse(&text).map(|state| Some(Some(state))),
        Err(error) if error.is_for_engine() => Ok(None),
        Err(error) => Err(in_words(&format!("its state ({backend}) cannot be used"), &error)),
    }
}

/// Reads the text of a state.
pub(crate) fn parse(text: &[u8]) -> Result<State, String> {
    State::read(text).map_err(|error| {
        let error = StateError::from(error);
        in_words("its state cannot be used", &error)
    })
}

/// Returns what a store complains about, with the cure on a line of its own.
pub(crate) fn in_words(what: &str, error: &StateError) -> String {
    let hint = error.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{what}: {error}{hint}")
}

/// The outputs of units that were read in a run, by path.
pub(crate) type Known = BTreeMap<String, Value>;

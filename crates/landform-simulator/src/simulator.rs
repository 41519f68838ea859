//! The simulator: a world that all sessions share, and the factories of providers that work in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use landform_plugin::{Block, Provider, ProviderFactory, ProviderSchema, Schema};

use crate::behaviour::Behaviour;
use crate::kept::{self, OpenError};
use crate::place::Place;
use crate::provider::{Instance, Shared};
use crate::recording::library;
use crate::world::World;

/// A simulated AWS.
#[derive(Debug, Default)]
pub struct Simulator {
    world: Arc<Mutex<World>>,
}

/// What the providers of one engine run are made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The resource types and data sources in use; all of them if there is no list. Serving few is much faster.
    pub types: Option<BTreeSet<String>>,
    /// What tells the objects of this session from equal ones of others, so that ids do not depend on the order of sessions.
    pub salt: String,
    /// Type and identity of what the state holds, where a session goes on with something that was cut short: an object that exists beyond
    /// that, and would be created the same, is given instead of a second one.
    pub existing: Option<BTreeSet<(String, String)>>,
    /// Refuse to read data sources whose answer can only be made up.
    pub strict: bool,
    /// Take references to objects that the world does not have for objects outside of it, instead of refusing them.
    pub trust_references: bool,
    /// The schema to serve, where it is not the recorded one: that of a real provider of some version.
    pub schema: Option<Arc<ProviderSchema>>,
    /// The nested blocks in use, by resource type: of a type that is listed, no others are served. For [`VAST`] types, whose thousands of
    /// blocks cost an engine minutes.
    pub blocks: BTreeMap<String, BTreeSet<String>>,
}

/// The resource types with more than 500 nested blocks.
pub const VAST: [&str; 6] = [
    "aws_lexv2models_intent",
    "aws_quicksight_analysis",
    "aws_quicksight_dashboard",
    "aws_quicksight_template",
    "aws_wafv2_rule_group",
    "aws_wafv2_web_acl",
];

/// What exists in one account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// The account and region.
    pub place: Place,
    /// Type and id of each object, sorted.
    pub objects: Vec<(String, String)>,
}

/// Makes providers that work in a simulator's world.
pub struct Factory {
    shared: Arc<Shared>,
}

#[cfg(test)]
impl Factory {
    pub(crate) fn schema(&self) -> &ProviderSchema {
        &self.shared.schema
    }
}

impl Simulator {
    /// Returns an empty world.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Opens the world that is kept in a folder; a new one if there is none. Its changes are on the disk before they are answered.
    ///
    /// # Errors
    /// The folder cannot be used, another process has it, or what it holds is damaged.
    pub fn open(folder: &Path) -> Result<Arc<Self>, OpenError> {
        Ok(Arc::new(Self { world: Arc::new(Mutex::new(kept::open(folder)?)) }))
    }

    /// Returns what exists in the world that is kept in a folder, also while another process works in it.
    ///
    /// # Errors
    /// The folder cannot be used, or what it holds is damaged.
    pub fn look(folder: &Path) -> Result<Vec<Inventory>, OpenError> {
        Ok(inventories(&kept::look(folder)?))
    }

    /// Returns a factory of providers for a session.
    ///
    /// # Errors
    /// The recording of the real provider cannot be read.
    pub fn factory(&self, session: Session) -> Result<Factory, &'static str> {
        let library = library()?;
        let types = session.types.as_ref();
        let mut schema = match session.schema.as_deref() {
            Some(whole) => served(whole, types),
            None => library.schema(types).map_err(|_| "the recording is damaged")?,
        };
        for (ty, used) in &session.blocks {
            if let Some(schema) = schema.resources.get_mut(ty) {
                keep_blocks(&mut schema.block, used);
            }
        }
        let behaviour = schema
            .resources
            .iter()
            .map(|(ty, schema)| (ty.clone(), Behaviour::recorded(library.behaviour(), ty, schema)));
        let shared = Shared {
            behaviour: behaviour.collect(),
            schema: Arc::new(schema),
            world: Arc::clone(&self.world),
            known: session.existing.map(Mutex::new),
            salt: session.salt,
            strict: session.strict,
            trust_references: session.trust_references,
        };
        Ok(Factory { shared: Arc::new(shared) })
    }

    /// Returns what exists, by account and region.
    pub fn snapshot(&self) -> Vec<Inventory> {
        let world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        inventories(&world)
    }

    /// Tells whether nothing exists.
    pub fn is_empty(&self) -> bool {
        self.world.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

fn inventories(world: &World) -> Vec<Inventory> {
    let listing: BTreeMap<_, _> = world.listing();
    listing.into_iter().map(|(place, objects)| Inventory { place, objects }).collect()
}

impl ProviderFactory for Factory {
    fn connect(&self) -> Arc<dyn Provider> {
        Arc::new(Instance::new(Arc::clone(&self.shared)))
    }
}

/// Takes out the nested blocks that nobody uses, at any depth; those that must be there stay.
fn keep_blocks(block: &mut Block, used: &BTreeSet<String>) {
    block.blocks.retain(|name, nested| nested.min_items > 0 || used.contains(name));
    for nested in block.blocks.values_mut() {
        keep_blocks(&mut nested.block, used);
    }
}

/// Returns a schema cut down to some types.
fn served(all: &ProviderSchema, types: Option<&BTreeSet<String>>) -> ProviderSchema {
    let Some(types) = types else { return all.clone() };
    let some = |schemas: &BTreeMap<String, Schema>| {
        let named = types.iter().filter_map(|ty| Some((ty.clone(), schemas.get(ty)?.clone())));
        named.collect::<BTreeMap<_, _>>()
    };
    ProviderSchema {
        provider: all.provider.clone(),
        provider_meta: all.provider_meta.clone(),
        resources: some(&all.resources),
        data_sources: some(&all.data_sources),
        ephemeral_resources: some(&all.ephemeral_resources),
        functions: all.functions.clone(),
    }
}

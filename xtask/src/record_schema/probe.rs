//! Probing: small plans of the real provider that show what its schema does not say.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use landform_plugin::message::{DynamicValue, PlanRequest, value_of};
use landform_plugin::recorded::Behaviour;
use landform_plugin::{Block, NestedBlock, Schema};
use landform_value::{Type, Value, to_json};
use serde_json::Value as Json;

use super::sample::{COMMON, Fill, Variant, missing, proposed, sample};
use super::session::Session;
use crate::Outcome;

/// How long the probing of one resource type may take; what is not known then stays unknown.
const BUDGET: Duration = Duration::from_secs(60);

/// Stands for all top-level names in the record of what makes an attribute unknown.
const ANY: &str = "*";

/// Adds what plans of a resource type show to the behaviour.
pub(super) async fn probe(
    session: &mut Session,
    name: &str,
    schema: &Schema,
    behaviour: &mut Behaviour,
) {
    let deadline = Instant::now() + BUDGET;
    let mut probe = Probe { session, name, block: &schema.block, ty: schema.ty(), deadline };
    let defaults = probe.defaults().await;
    let changes = probe.changes().await;
    if let (Err(problem), None) = (&defaults, &changes) {
        behaviour.unprobed.insert(name.to_owned(), problem.clone());
    }
    let defaults = defaults.unwrap_or_default();
    if !defaults.is_empty() {
        behaviour.defaults.insert(name.to_owned(), defaults);
    }
    let changes = changes.unwrap_or_default();
    if !changes.force_new.is_empty() {
        let paths = changes.force_new.into_iter().collect();
        behaviour.force_new.insert(name.to_owned(), paths);
    }
    if !changes.recomputed.is_empty() {
        behaviour.recomputed.insert(name.to_owned(), changes.recomputed);
    }
}

/// One resource type under probe.
struct Probe<'a> {
    session: &'a mut Session,
    name: &'a str,
    block: &'a Block,
    ty: Type,
    deadline: Instant,
}

/// What a plan shows.
struct Planned {
    state: Value,
    replace: BTreeSet<String>,
}

impl Planned {
    /// Returns the attributes that become unknown.
    fn unknown(&self) -> BTreeSet<String> {
        let entries = self.state.as_entries().into_iter().flatten();
        entries.filter(|(_, value)| value.is_unknown()).map(|(name, _)| name.clone()).collect()
    }
}

/// What changes of configuration show.
#[derive(Default)]
struct Changes {
    force_new: BTreeSet<String>,
    recomputed: BTreeMap<String, Vec<String>>,
}

/// A resource that exists, its configuration, and what a plan without changes shows: noise, to be left out of what others show.
struct Base {
    prior: Value,
    config: Value,
    replace: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

impl Probe<'_> {
    async fn plan(&mut self, prior: Option<&Value>, config: &Value) -> Outcome<Planned> {
        if Instant::now() > self.deadline {
            return Err("probing took too long".to_owned());
        }
        let nothing = Value::null(self.ty.clone());
        let dynamic = |value: &Value| {
            DynamicValue::of(value, &self.ty).map(Some).map_err(|error| error.to_string())
        };
        let request = PlanRequest {
            type_name: self.name.to_owned(),
            prior_state: dynamic(prior.unwrap_or(&nothing))?,
            proposed_new_state: dynamic(&proposed(self.block, config, prior))?,
            config: dynamic(config)?,
            ..PlanRequest::default()
        };
        let answer = self.session.plan(request).await?;
        let state = value_of(answer.planned_state.as_ref(), &self.ty);
        let paths = answer.requires_replace.iter();
        Ok(Planned {
            state: state.map_err(|error| error.to_string())?,
            replace: paths.map(|path| path.names().collect::<Vec<_>>().join(".")).collect(),
        })
    }

    /// Returns what is planned for a new resource where configuration is silent, and does not depend on what it says elsewhere.
    async fn defaults(&mut self) -> Outcome<BTreeMap<String, Json>> {
        let mut defaults = self.constant(Fill::Required, None).await?;
        let nested = match self.constant(Fill::Blocks, None).await {
            Ok(nested) => nested,
            Err(_) => self.defaults_by_block().await,
        };
        for (path, value) in nested {
            // What a block changes outside itself is no constant.
            if path.contains('.') {
                defaults.entry(path).or_insert(value);
            }
        }
        Ok(defaults)
    }

    async fn defaults_by_block(&mut self) -> BTreeMap<String, Json> {
        let mut defaults = BTreeMap::new();
        let names: Vec<_> = self.block.blocks.keys().cloned().collect();
        for name in names {
            if let Ok(found) = self.constant(Fill::Blocks, Some(&name)).await {
                defaults.extend(found);
            }
        }
        defaults
    }

    /// Returns what is planned alike for two different configurations of a new resource.
    async fn constant(
        &mut self,
        fill: Fill,
        only: Option<&str>,
    ) -> Outcome<BTreeMap<String, Json>> {
        let mut found = Vec::new();
        for variant in [Variant::A, Variant::B] {
            let mut config = sample(self.block, variant, fill);
            if let Some(only) = only {
                let required = sample(self.block, variant, Fill::Required);
                config = with(&required, only, config.get(only));
            }
            let planned = self.plan(None, &config).await?;
            let mut defaults = BTreeMap::new();
            collect_defaults(self.block, &config, &planned.state, "", &mut defaults);
            found.push(defaults);
        }
        let (second, first) = (found.pop().unwrap_or_default(), found.pop().unwrap_or_default());
        Ok(first.into_iter().filter(|(path, value)| second.get(path) == Some(value)).collect())
    }

    /// Changes each name on its own, in a resource with everything and in one with only what is required.
    async fn changes(&mut self) -> Option<Changes> {
        let mut changes = Changes::default();
        let mut triggers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut in_place = BTreeSet::new();
        let mut any = false;
        for (state, config) in [(Fill::All, Fill::Configured), (Fill::Lean, Fill::Required)] {
            let Ok(base) = self.base(state, config).await else { continue };
            any = true;
            for name in self.names() {
                for value in self.others(&base, &name) {
                    let config = with(&base.config, &name, Some(&value));
                    let Ok(planned) = self.plan(Some(&base.prior), &config).await else { continue };
                    let own = |path: &&String| path.split('.').next() == Some(&name);
                    let new = |path: &&String| own(path) || !base.replace.contains(*path);
                    changes.force_new.extend(planned.replace.iter().filter(new).cloned());
                    if !planned.replace.is_empty() || planned.state == base.prior {
                        continue;
                    }
                    in_place.insert(name.clone());
                    for attribute in planned.unknown().difference(&base.unknown) {
                        triggers.entry(attribute.clone()).or_default().insert(name.clone());
                    }
                }
            }
        }
        for (attribute, names) in triggers {
            let all = names == in_place && names.len() > 1;
            let names = if all { vec![ANY.to_owned()] } else { names.into_iter().collect() };
            changes.recomputed.insert(attribute, names);
        }
        any.then_some(changes)
    }

    async fn base(&mut self, state: Fill, config: Fill) -> Outcome<Base> {
        let prior = sample(self.block, Variant::A, state);
        let config = sample(self.block, Variant::A, config);
        let planned = self.plan(Some(&prior), &config).await?;
        let unknown = planned.unknown();
        Ok(Base { prior, config, replace: planned.replace, unknown })
    }

    /// Returns the top-level names that configuration may set.
    fn names(&self) -> Vec<String> {
        let attributes = self.block.attributes.iter();
        let attributes = attributes
            .filter(|(_, attribute)| attribute.settable() && !attribute.write_only)
            .map(|(name, _)| name);
        let names = attributes.chain(self.block.blocks.keys());
        names.filter(|name| !COMMON.contains(&name.as_str())).cloned().collect()
    }

    /// Returns the values to change a name to: another one, and for blocks none at all.
    fn others(&self, base: &Base, name: &str) -> Vec<Value> {
        let other = sample(self.block, Variant::B, Fill::Configured);
        let mut others: Vec<_> = other.get(name).cloned().into_iter().collect();
        if self.block.blocks.get(name).is_some_and(|nested| nested.min_items == 0) {
            others.push(missing(self.block, name));
        }
        others.retain(|value| base.config.get(name) != Some(value));
        others
    }
}

/// Returns the object with another value under one name.
fn with(object: &Value, name: &str, value: Option<&Value>) -> Value {
    let mut entries = object.as_entries().cloned().unwrap_or_default();
    if let Some(value) = value {
        entries.insert(name.to_owned(), value.clone());
    }
    Value::object(entries)
}

/// Collects what is planned and known where configuration has nothing.
fn collect_defaults(
    block: &Block,
    config: &Value,
    planned: &Value,
    prefix: &str,
    defaults: &mut BTreeMap<String, Json>,
) {
    for (name, held) in planned.as_entries().into_iter().flatten() {
        let path = format!("{prefix}{name}");
        let configured = config.get(name);
        if let Some(nested) = block.blocks.get(name) {
            if let Some(configured) = configured {
                collect_in_blocks(nested, configured, held, &path, defaults);
            }
        } else if configured.is_none_or(Value::is_null) && !held.is_null() {
            defaults.extend(to_json(held).map(|json| (path, json)));
        }
    }
}

fn collect_in_blocks(
    nested: &NestedBlock,
    config: &Value,
    planned: &Value,
    path: &str,
    defaults: &mut BTreeMap<String, Json>,
) {
    let prefix = format!("{path}.");
    match (config.as_items(), planned.as_items()) {
        (Some([config]), Some([planned])) => {
            collect_defaults(&nested.block, config, planned, &prefix, defaults);
        }
        // A block that appears unasked is a default as a whole.
        (Some([]), Some([_, ..])) => {
            defaults.extend(to_json(planned).map(|json| (path.to_owned(), json)));
        }
        _ => {}
    }
}

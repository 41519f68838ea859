//! Probing: small plans of the real provider that show what its schema does not say.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use landform_plugin::message::{
    Diagnostic, DynamicValue, PlanRequest, ValidateResourceRequest, value_of,
};
use landform_plugin::recorded::{Behaviour, JsonForm};
use landform_plugin::{Block, NestedBlock, Schema};
use landform_value::{Data, Type, Value, to_json};
use serde_json::Value as Json;

use super::hints::{Hints, MARK, Pair};
use super::sample::{COMMON, Fill, POLICY_A, POLICY_B, Sampler, Variant, missing, proposed};
use super::session::Session;

/// How long the probing of one resource type may take; what is not known then stays unknown.
const BUDGET: Duration = Duration::from_secs(60);

/// How often a configuration is validated and corrected.
const ROUNDS: usize = 6;

/// Two configurations that agree in nothing but their shape.
const BOTH: [Variant; 2] = [Variant::A, Variant::B];

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
    let sampler = Sampler::new(&schema.block);
    let ty = schema.ty();
    let mut probe = Probe { session, name, block: &schema.block, ty, deadline, sampler };
    probe.learn().await;
    let defaults = probe.defaults().await;
    let forms = probe.forms().await;
    let changes = probe.changes().await;
    let one_of = probe.sampler.hints.one_of;
    if let (Err(problem), None) = (&defaults, &changes) {
        behaviour.unprobed.insert(name.to_owned(), one_line(problem));
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
    if !one_of.is_empty() {
        behaviour.one_of.insert(name.to_owned(), one_of);
    }
    if !forms.computed_blocks.is_empty() {
        behaviour.computed_blocks.insert(name.to_owned(), forms.computed_blocks);
    }
    if !forms.json.is_empty() {
        behaviour.json.insert(name.to_owned(), forms.json);
    }
}

/// Returns the start of a complaint as one line.
fn one_line(problem: &Diagnostic) -> String {
    let text = format!("{} {}", problem.summary, problem.detail);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}

/// One resource type under probe.
struct Probe<'a> {
    session: &'a mut Session,
    name: &'a str,
    block: &'a Block,
    ty: Type,
    deadline: Instant,
    sampler: Sampler<'a>,
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

/// What plans of new resources make of blocks that are left out, and of JSON text.
#[derive(Default)]
struct Forms {
    computed_blocks: BTreeSet<String>,
    json: BTreeMap<String, JsonForm>,
}

impl Forms {
    fn collect(&mut self, block: &Block, config: &Value, planned: &Value, prefix: &str) {
        for (name, held) in planned.as_entries().into_iter().flatten() {
            let Some(configured) = config.get(name) else { continue };
            let path = format!("{prefix}{name}");
            let Some(nested) = block.blocks.get(name) else {
                if let (Some(given), Some(text)) = (configured.as_str(), held.as_str())
                    && is_json(given)
                    && given != text
                {
                    self.json.extend(json_form(text).map(|form| (path, form)));
                }
                continue;
            };
            match (configured.as_items(), held.as_items()) {
                (Some([]), _) if held.is_unknown() => {
                    self.computed_blocks.insert(path);
                }
                (Some([configured]), Some([held])) => {
                    self.collect(&nested.block, configured, held, &format!("{path}."));
                }
                _ => {}
            }
        }
    }
}

fn is_json(text: &str) -> bool {
    [POLICY_A, POLICY_B].contains(&text)
}

/// Returns how one of the sample policies is written; both have their keys in another order.
fn json_form(text: &str) -> Option<JsonForm> {
    if text.starts_with(r#"{"Statement":[{"Action":"#) {
        return Some(JsonForm::Sorted);
    }
    let versioned = text.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Action":"#);
    versioned.then_some(JsonForm::VersionFirst)
}

/// A resource that exists, its configuration, and what a plan without changes shows: noise, to be left out of what others show.
struct Base {
    prior: Value,
    config: Value,
    replace: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

impl Probe<'_> {
    fn message(&self, value: &Value) -> Result<Option<DynamicValue>, Diagnostic> {
        let message = DynamicValue::of(value, &self.ty);
        message.map(Some).map_err(|error| Diagnostic::error(error.to_string(), ""))
    }

    async fn plan(&mut self, prior: Option<&Value>, config: &Value) -> Result<Planned, Diagnostic> {
        if Instant::now() > self.deadline {
            return Err(Diagnostic::error("probing took too long", ""));
        }
        let nothing = Value::null(self.ty.clone());
        let request = PlanRequest {
            type_name: self.name.to_owned(),
            prior_state: self.message(prior.unwrap_or(&nothing))?,
            proposed_new_state: self.message(&proposed(self.block, config, prior))?,
            config: self.message(config)?,
            ..PlanRequest::default()
        };
        let answer = self.session.plan(request).await?;
        let state = value_of(answer.planned_state.as_ref(), &self.ty);
        let paths = answer.requires_replace.iter();
        Ok(Planned {
            state: state.map_err(|error| Diagnostic::error(error.to_string(), ""))?,
            // A rule over several attributes names none of them.
            replace: paths
                .map(|path| path.names().collect::<Vec<_>>().join("."))
                .filter(|path| !path.is_empty())
                .collect(),
        })
    }

    /// Corrects the samples until the provider's validation has nothing new to say.
    async fn learn(&mut self) {
        for _ in 0..ROUNDS {
            let mut news = false;
            for variant in BOTH {
                let Some(complaints) = self.complaints(variant).await else { return };
                news |= self.sampler.hints.learn(self.block, &complaints);
            }
            if !news {
                break;
            }
        }
        self.confirm().await;
    }

    /// Keeps only those lists of values that a wrong value at their own place brings up.
    async fn confirm(&mut self) {
        let lists = std::mem::take(&mut self.sampler.hints.one_of);
        for (path, list) in lists {
            let mark = Pair(MARK.to_owned(), MARK.to_owned());
            let held = self.sampler.hints.values.insert(path.clone(), mark);
            let complaints = self.complaints(Variant::A).await.unwrap_or_default();
            self.sampler.hints.values.extend(held.map(|held| (path.clone(), held)));
            if Hints::confirmed(&list, &complaints) {
                self.sampler.hints.one_of.insert(path, list);
            }
        }
    }

    /// Returns what the provider's validation says about a sample with everything.
    async fn complaints(&mut self, variant: Variant) -> Option<Vec<Diagnostic>> {
        if Instant::now() > self.deadline {
            return None;
        }
        let config = self.sampler.sample(variant, Fill::Configured);
        let config = self.message(&config).ok()?;
        let type_name = self.name.to_owned();
        let request = ValidateResourceRequest { type_name, config, ..Default::default() };
        self.session.validate(request).await.ok()
    }

    /// Returns what is planned for a new resource where configuration is silent, and does not depend on what it says elsewhere.
    async fn defaults(&mut self) -> Result<BTreeMap<String, Json>, Diagnostic> {
        let mut defaults = match self.constant_of(Fill::Required, &BOTH, Value::clone).await {
            Ok(defaults) => defaults,
            Err(problem) => self.defaults_by_leaving_out().await.ok_or(problem)?,
        };
        let nested = match self.constant_of(Fill::Blocks, &BOTH, Value::clone).await {
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

    /// Leaves out one name after the other, for types where what is optional is not optional in combination.
    async fn defaults_by_leaving_out(&mut self) -> Option<BTreeMap<String, Json>> {
        let mut defaults = None;
        for name in self.names() {
            if self.block.attributes.get(&name).is_none_or(|attribute| attribute.required) {
                continue;
            }
            let blank = missing(self.block, &name);
            let left_out = |sample: &Value| with(sample, &name, Some(&blank));
            // One combination that is accepted is enough: the rest of it hardly makes this value.
            let found = match self.constant_of(Fill::Configured, &BOTH, left_out).await {
                Ok(found) => Some(found),
                Err(_) => self.accepted(Fill::Configured, left_out).await,
            };
            if let Some(found) = found {
                let own = found.into_iter().filter(|(path, _)| *path == name);
                defaults.get_or_insert_with(BTreeMap::new).extend(own);
            }
        }
        defaults
    }

    /// Probes the blocks one by one, beside what is required or, where that is not enough, beside everything.
    async fn defaults_by_block(&mut self) -> BTreeMap<String, Json> {
        let mut defaults = BTreeMap::new();
        let names: Vec<_> = self.block.blocks.keys().cloned().collect();
        for name in names {
            for fill in [Fill::Required, Fill::Configured] {
                let blocks = self.sampler.sample(Variant::A, Fill::Blocks);
                let change = |sample: &Value| with(sample, &name, blocks.get(&name));
                let found = match self.constant_of(fill, &BOTH, change).await {
                    Ok(found) => Some(found),
                    Err(_) => self.accepted(fill, change).await,
                };
                if let Some(found) = found {
                    let prefix = format!("{name}.");
                    let own = found.into_iter().filter(|(path, _)| path.starts_with(&prefix));
                    defaults.extend(own);
                    break;
                }
            }
        }
        defaults
    }

    /// Returns what is planned for the first variant that is accepted.
    async fn accepted(
        &mut self,
        fill: Fill,
        change: impl Fn(&Value) -> Value,
    ) -> Option<BTreeMap<String, Json>> {
        for variant in BOTH {
            if let Ok(found) = self.constant_of(fill, &[variant], &change).await {
                return Some(found);
            }
        }
        None
    }

    /// Returns what is planned alike for different configurations of a new resource.
    async fn constant_of(
        &mut self,
        fill: Fill,
        variants: &[Variant],
        change: impl Fn(&Value) -> Value,
    ) -> Result<BTreeMap<String, Json>, Diagnostic> {
        let mut alike: Option<BTreeMap<String, Json>> = None;
        for variant in variants {
            let config = change(&self.sampler.sample(*variant, fill));
            let planned = self.plan(None, &config).await?;
            let mut defaults = BTreeMap::new();
            collect_defaults(self.block, &config, &planned.state, "", &mut defaults);
            alike = Some(match alike {
                Some(mut alike) => {
                    alike.retain(|path, value| defaults.get(path) == Some(value));
                    alike
                }
                None => defaults,
            });
        }
        Ok(alike.unwrap_or_default())
    }

    /// Plans new resources with each block and each JSON text, and without.
    async fn forms(&mut self) -> Forms {
        let mut forms = Forms::default();
        let bare = self.sampler.sample(Variant::A, Fill::Required);
        let blocks = self.sampler.sample(Variant::A, Fill::Blocks);
        let full = self.sampler.sample(Variant::A, Fill::Configured);
        let mut configs = vec![bare.clone(), blocks.clone(), full.clone()];
        for name in self.names() {
            let json = full.get(&name).and_then(Value::as_str).is_some_and(is_json);
            if self.block.blocks.contains_key(&name) {
                configs.push(with(&bare, &name, blocks.get(&name)));
                configs.push(with(&bare, &name, full.get(&name)));
                configs.push(with(&full, &name, Some(&missing(self.block, &name))));
            } else if json {
                configs.push(with(&bare, &name, full.get(&name)));
            }
        }
        for config in configs {
            if let Ok(planned) = self.plan(None, &config).await {
                forms.collect(self.block, &config, &planned.state, "");
            }
        }
        forms
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
                for planned in self.change(&base, &name).await {
                    let own = |path: &str| path.split('.').next() == Some(&name);
                    let common = |path: &str| COMMON.contains(&path);
                    let new = |path: &&String| {
                        own(path) || !base.replace.contains(*path) && !common(path)
                    };
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

    async fn base(&mut self, state: Fill, config: Fill) -> Result<Base, Diagnostic> {
        let prior = self.sampler.sample(Variant::A, state);
        let config = self.sampler.sample(Variant::A, config);
        let planned = self.plan(Some(&prior), &config).await?;
        let unknown = planned.unknown();
        Ok(Base { prior, config, replace: planned.replace, unknown })
    }

    /// Returns the plans for changes of one name: to another value, or step by step where that is refused, and for blocks to none at all.
    async fn change(&mut self, base: &Base, name: &str) -> Vec<Planned> {
        let mut plans = Vec::new();
        let held = base.config.get(name).cloned();
        let other = self.sampler.sample(Variant::B, Fill::Configured).get(name).cloned();
        if let (Some(held), Some(other)) = (&held, other)
            && *held != other
        {
            let at_once = self.changed(base, name, &other).await;
            if at_once.is_none() {
                for step in steps(held, &other) {
                    plans.extend(self.changed(base, name, &step).await);
                }
            }
            plans.extend(at_once);
        }
        let none = missing(self.block, name);
        let optional = self.block.blocks.get(name).is_some_and(|nested| nested.min_items == 0);
        if optional && held.as_ref() != Some(&none) {
            plans.extend(self.changed(base, name, &none).await);
        }
        plans
    }

    async fn changed(&mut self, base: &Base, name: &str, value: &Value) -> Option<Planned> {
        let config = with(&base.config, name, Some(value));
        self.plan(Some(&base.prior), &config).await.ok()
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
}

/// Returns the values between two: the first with one leaf of the second each.
fn steps(from: &Value, to: &Value) -> Vec<Value> {
    match (from.data(), to.data()) {
        (Data::Object(held), Data::Object(other)) => {
            let changed = other.iter().filter(|(name, value)| held.get(*name) != Some(value));
            let inner = changed.flat_map(|(name, value)| {
                let steps = held.get(name).map(|held| steps(held, value)).unwrap_or_default();
                steps.into_iter().map(move |step| with(from, name, Some(&step)))
            });
            inner.collect()
        }
        (Data::List(ty, held), Data::List(_, other)) => match (held.as_slice(), other.as_slice()) {
            ([held], [other]) => {
                let steps = steps(held, other).into_iter();
                steps.map(|step| Value::list(ty.clone(), [step])).collect()
            }
            _ => vec![to.clone()],
        },
        (Data::Set(ty, held), Data::Set(_, other)) => match (held.as_slice(), other.as_slice()) {
            ([held], [other]) => {
                let steps = steps(held, other).into_iter();
                steps.map(|step| Value::set(ty.clone(), [step])).collect()
            }
            _ => vec![to.clone()],
        },
        _ => vec![to.clone()],
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
        if prefix.is_empty() && COMMON.contains(&name.as_str()) {
            continue;
        }
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

//! Functions that read other files: whole configurations and variable files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use landform_diag::{Diagnostic, Diagnostics, Source, Span};
use landform_hcl::{Call, Context, NoFunctions, NoScope, evaluate, parse};
use landform_value::{Type, Value, from_json, to_json};
use landform_world::{EntryKind, World};

use super::{Answer, Answers, arguments, texts};
use crate::config::{Chain, Config, Visit};
use crate::discovery::UNIT_FILE;
use crate::evaluator::Evaluator;
use crate::path::normal;
use crate::settings::Reading;
use crate::shared::{Kept, keep, reuse};
use crate::trail::{ORIGINAL_FOLDER, Trail};

/// How many configurations may read one another in a row.
const DEPTH: usize = 32;

impl Evaluator<'_> {
    /// Reads another configuration as one object.
    pub(super) fn read_config(&self, call: &Call<'_>) -> Answer {
        arguments(call, 1..=2)?;
        let path = Call {
            name: call.name,
            args: call.args.iter().take(1).cloned().collect(),
            span: call.span.clone(),
            arg_spans: call.arg_spans.iter().take(1).cloned().collect(),
        };
        let Some(words) = texts(&path, 1..=1)? else { return Ok(Value::unknown(Type::Dynamic)) };
        let named = words.into_iter().next().unwrap_or_default();
        let (world, shared) = (self.visit.world, self.visit.shared);
        let mut target = normal(&self.config.place.folder.join(&named));
        if shared.kind(world, &target) == Some(EntryKind::Folder) {
            target.push(UNIT_FILE);
        }
        if shared.kind(world, &target).is_none() {
            return call.args.get(1).cloned().ok_or_else(|| {
                Diagnostic::error(format!("there is no file `{}`", shared.shown(&target)))
                    .at(path.arg_spans.first().unwrap_or(&call.span).clone())
                    .hint("create it, or give a default as second argument")
                    .into()
            });
        }
        self.check_chain(&target, &call.span)?;
        self.visit.trail.read(&target);
        let answers = Answers::new(*self);
        let kept = match reuse(&shared.configs, &target, |call| answers.still_hold(call)) {
            Some(kept) => kept,
            None => {
                let kept = Arc::new(self.read_now(&target, &call.span)?);
                keep(&shared.configs, &target, kept.clone());
                kept
            }
        };
        self.visit.trail.absorb(&kept.reads, &kept.calls);
        Ok(kept.result.clone())
    }

    fn read_now(&self, target: &Path, span: &Span) -> Result<Kept<Value>, Diagnostics> {
        let read_here = |faults: Diagnostics| -> Diagnostics {
            faults.into_iter().map(|one| one.note(span.clone(), "read here")).collect()
        };
        let trail = Trail::default();
        let chain = Chain { path: target, outer: Some(self.visit.chain) };
        let visit = Visit { trail: &trail, chain: &chain, ..self.visit };
        let file = visit.file(target).map_err(|fault| {
            read_here(fault.into_diagnostics(&self.visit.shared.shown(target), span))
        })?;
        let mut diagnostics = Diagnostics::default();
        let config = Config::read(visit, file, &self.config.place.original, &mut diagnostics);
        let reading = Reading::of(visit, &config, &mut diagnostics);
        diagnostics.into_result(()).map_err(read_here)?;
        let value = reading.exported(visit, &config).map_err(read_here)?;
        let (reads, mut calls) = trail.into_parts();
        // Where the files that the target includes are seen from is the same for every reader.
        calls.retain(|call| call.name == ORIGINAL_FOLDER);
        Ok(Kept { calls, reads, result: value })
    }

    /// Refuses a configuration that is being read already.
    fn check_chain(&self, target: &Path, span: &Span) -> Result<(), Diagnostics> {
        let shared = self.visit.shared;
        let chain: Vec<&Path> = self.visit.chain.iter().collect();
        if let Some(at) = chain.iter().position(|path| *path == target) {
            let round: Vec<String> = chain
                .iter()
                .take(at + 1)
                .rev()
                .copied()
                .chain([target])
                .map(|path| format!("`{}`", shared.shown(path)))
                .collect();
            return Err(Diagnostic::error(format!(
                "configurations read one another in a circle: {}",
                round.join(" -> ")
            ))
            .at(span.clone())
            .into());
        }
        if chain.len() >= DEPTH {
            return Err(Diagnostic::error(format!(
                "more than {DEPTH} configurations read one another in a row"
            ))
            .at(span.clone())
            .into());
        }
        Ok(())
    }

    /// Reads a variable file and gives it as JSON text.
    pub(super) fn read_tfvars(&self, call: &Call<'_>) -> Answer {
        let Some(words) = texts(call, 1..=1)? else { return Ok(Value::unknown(Type::String)) };
        let named = words.into_iter().next().unwrap_or_default();
        let path: PathBuf = normal(&self.config.place.folder.join(named));
        let shown = self.visit.shared.shown(&path);
        let text = self.visit.watched().read_text(&path).map_err(|error| {
            Diagnostic::error(format!("cannot read `{shown}`: {error}")).at(call.span.clone())
        })?;
        let value = if path.extension().is_some_and(|extension| extension == "json") {
            let json = serde_json::from_str(&text).map_err(|error| {
                Diagnostic::error(format!("`{shown}` is no JSON: {error}")).at(call.span.clone())
            })?;
            from_json(&json)
        } else {
            variables(&path, text)?
        };
        let json = to_json(&value).map(|json| json.to_string()).unwrap_or_default();
        Ok(Value::string(json))
    }
}

/// Returns the variables that a file in the language's syntax sets.
fn variables(path: &Path, text: String) -> Answer {
    let document = parse(&Source::new(path, text))?;
    let source = document.source();
    let context = Context { source, scope: &NoScope, functions: &NoFunctions };
    let mut diagnostics = Diagnostics::default();
    let mut entries = Vec::new();
    for attribute in document.body().attributes() {
        if let Some(value) = diagnostics.keep(evaluate(&attribute.value, &context)) {
            entries.push((attribute.key.as_str().to_owned(), value));
        }
    }
    for block in document.body().blocks() {
        let name = block.ident.as_str();
        diagnostics.push(
            Diagnostic::error(format!("a variable file holds no block such as `{name}`"))
                .at(landform_hcl::span_of(source, block)),
        );
    }
    diagnostics.into_result(Value::object(entries))
}

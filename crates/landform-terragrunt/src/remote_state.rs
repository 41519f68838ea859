//! Where the state of a unit is.

use std::fmt::Write;

use landform_diag::{Diagnostic, Diagnostics, Span};
use landform_value::{Type, Value};

use crate::evaluator::Evaluator;
use crate::fields::{Fields, named};
use crate::generate::{Generate, IfDisabled, IfExists};

const ATTRIBUTES: [&str; 6] = [
    "backend",
    "config",
    "disable_dependency_optimization",
    "disable_init",
    "encryption",
    "generate",
];

/// Keys of the S3 configuration that say how the bucket is created and that the engine does not know.
const BUCKET_KEYS: [&str; 20] = [
    "accesslogging_bucket_name",
    "accesslogging_bucket_tags",
    "accesslogging_target_object_partition_date_source",
    "accesslogging_target_prefix",
    "bucket_sse_algorithm",
    "bucket_sse_kms_key_id",
    "disable_bucket_update",
    "dynamodb_table_tags",
    "enable_lock_table_ssencryption",
    "s3_bucket_tags",
    "skip_accesslogging_bucket_acl",
    "skip_accesslogging_bucket_enforced_tls",
    "skip_accesslogging_bucket_public_access_blocking",
    "skip_accesslogging_bucket_ssencryption",
    "skip_bucket_accesslogging",
    "skip_bucket_enforced_tls",
    "skip_bucket_public_access_blocking",
    "skip_bucket_root_access",
    "skip_bucket_ssencryption",
    "skip_bucket_versioning",
];

/// The `remote_state` of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteState {
    /// The kind of backend, for example `s3`.
    pub backend: String,
    /// Its configuration, an object; parts may be unknown as long as outputs are.
    pub config: Value,
    /// The file into which the `backend` block is written, and what happens if it is there already.
    pub generate: Option<(String, IfExists)>,
    /// Whether nothing is created that the backend needs.
    pub disable_init: bool,
    /// Whether outputs must be read by the engine instead of from the state.
    pub disable_dependency_optimization: bool,
    /// Where it is set.
    pub span: Span,
}

impl RemoteState {
    /// Returns the configuration that the engine itself understands.
    pub fn engine_config(&self) -> Value {
        let entries = self.config.as_entries().into_iter().flatten();
        let kept = entries
            .filter(|(key, value)| {
                !value.is_null() && (self.backend != "s3" || !BUCKET_KEYS.contains(&key.as_str()))
            })
            .map(|(key, value)| (key.clone(), value.clone()));
        Value::object(kept)
    }

    /// Returns the file with the `backend` block, if there is to be one.
    pub fn backend_file(&self) -> Option<Generate> {
        let (path, if_exists) = self.generate.clone()?;
        Some(Generate {
            name: "backend".to_owned(),
            path,
            if_exists,
            if_disabled: IfDisabled::Skip,
            contents: self.config.is_wholly_known().then(|| self.backend_block()),
            comment_prefix: "# ".to_owned(),
            disable_signature: false,
            disable: false,
            span: self.span.clone(),
        })
    }

    fn backend_block(&self) -> String {
        let config = self.engine_config();
        let entries: Vec<_> = config.as_entries().into_iter().flatten().collect();
        let width = entries.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        let mut text = format!("terraform {{\n  backend \"{}\" {{\n", self.backend);
        for (key, value) in entries {
            // A sensitive setting must still reach the engine.
            let (value, _) = value.clone().unmark_deep();
            let _ = writeln!(text, "    {key:width$} = {value}");
        }
        text.push_str("  }\n}\n");
        text
    }

    /// Returns the block as another file sees it.
    pub(crate) fn exported(&self) -> Value {
        let generate = match &self.generate {
            Some((path, if_exists)) => Value::object([
                ("path", Value::string(path)),
                ("if_exists", Value::string(if_exists.as_str())),
            ]),
            None => Value::null(Type::Dynamic),
        };
        Value::object([
            ("backend", Value::string(&self.backend)),
            ("config", self.config.clone()),
            ("generate", generate),
            ("disable_init", self.disable_init.into()),
            ("disable_dependency_optimization", self.disable_dependency_optimization.into()),
        ])
    }
}

/// Reads the `remote_state` block, or the attribute of that name, of a file.
pub(crate) fn of_file(
    evaluator: &Evaluator<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<RemoteState> {
    let file = &evaluator.config.file;
    if let Some(block) = file.blocks("remote_state").next() {
        let fields = Fields::of_block(evaluator, block, &ATTRIBUTES, diagnostics);
        return of_fields(fields, diagnostics);
    }
    let attribute = file.attribute("remote_state")?;
    let value = diagnostics.keep(evaluator.value(&attribute.value))?;
    let span = file.span(&attribute.value);
    let what = "`remote_state`".to_owned();
    let fields = Fields::of_value(what, &value, &span, &ATTRIBUTES, diagnostics);
    of_fields(fields, diagnostics)
}

fn of_fields(mut fields: Fields, diagnostics: &mut Diagnostics) -> Option<RemoteState> {
    let span = fields.span().clone();
    let backend = fields.required_string("backend", diagnostics);
    let config = fields.value("config").map(|(value, span)| {
        if value.as_entries().is_none() && !value.is_unknown() {
            let found = named(&value);
            diagnostics.push(
                Diagnostic::error(format!(
                    "`config` in `remote_state` must be an object, not {found}"
                ))
                .at(span),
            );
        }
        value
    });
    if let Some((_, span)) = fields.value("encryption") {
        diagnostics.push(
            Diagnostic::error("`encryption` in `remote_state` is not supported")
                .at(span)
                .hint("encrypt the bucket: `encrypt = true` in `config`"),
        );
    }
    let generate = fields.value("generate").and_then(|(value, span)| {
        let what = "`generate` in `remote_state`".to_owned();
        let mut inner = Fields::of_value(what, &value, &span, &["path", "if_exists"], diagnostics);
        let path = inner.required_string("path", diagnostics);
        let if_exists = crate::generate::if_exists(&mut inner, diagnostics);
        Some((path?.0, if_exists?))
    });
    Some(RemoteState {
        backend: backend?.0,
        config: config.unwrap_or_else(|| Value::object(std::iter::empty::<(String, Value)>())),
        generate,
        disable_init: fields.bool("disable_init", diagnostics).unwrap_or(false),
        disable_dependency_optimization: fields
            .bool("disable_dependency_optimization", diagnostics)
            .unwrap_or(false),
        span,
    })
}

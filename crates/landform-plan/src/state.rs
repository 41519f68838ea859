//! State files, format version 4: what exists and which outputs it has.

use std::collections::BTreeMap;

use landform_value::{Value, from_json_as, type_from_json};
use serde::Deserialize;
use serde_json::Value as Json;

/// The content of a state file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Counts the changes of the file.
    pub serial: u64,
    /// Identifies the history that the file belongs to.
    pub lineage: String,
    /// The outputs of the root module.
    pub outputs: BTreeMap<String, Output>,
    /// The instances of managed resources, in the order of the file.
    pub instances: Vec<Instance>,
}

/// An output of the root module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The value; marked if it is sensitive.
    pub value: Value,
}

/// One instance of a managed resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The whole address, such as `module.a.aws_subnet.this["x"]`.
    pub address: String,
    /// The resource type.
    pub type_name: String,
    /// The address of the provider configuration.
    pub provider: String,
    /// Whether the instance is to be replaced.
    pub tainted: bool,
    /// The attributes, as stored.
    pub attributes: Json,
}

/// Why a state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DamagedState {
    /// The text is no JSON, or not of a state's shape.
    #[error("the state is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
    /// The format is not version 4.
    #[error("the state has format version {0}; only version 4 is known")]
    Version(u64),
    /// An output's value does not have the output's type.
    #[error("the state's output `{0}` does not have its own type")]
    Output(String),
}

#[derive(Deserialize)]
struct RawState {
    version: u64,
    #[serde(default)]
    serial: u64,
    #[serde(default)]
    lineage: String,
    #[serde(default)]
    outputs: BTreeMap<String, RawOutput>,
    #[serde(default)]
    resources: Vec<RawResource>,
}

#[derive(Deserialize)]
struct RawOutput {
    value: Json,
    #[serde(rename = "type")]
    ty: Json,
    #[serde(default)]
    sensitive: bool,
}

#[derive(Deserialize)]
struct RawResource {
    #[serde(default)]
    module: Option<String>,
    mode: String,
    #[serde(rename = "type")]
    type_name: String,
    name: String,
    #[serde(default)]
    provider: String,
    #[serde(default)]
    instances: Vec<RawInstance>,
}

#[derive(Deserialize)]
struct RawInstance {
    #[serde(default)]
    index_key: Option<Json>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    attributes: Json,
}

impl State {
    /// Reads a state file.
    ///
    /// # Errors
    /// Says why the text is no usable state.
    pub fn read(text: &[u8]) -> Result<Self, DamagedState> {
        let raw: RawState = serde_json::from_slice(text)?;
        if raw.version != 4 {
            return Err(DamagedState::Version(raw.version));
        }
        let outputs = raw
            .outputs
            .into_iter()
            .map(|(name, output)| {
                let output =
                    read_output(output).ok_or_else(|| DamagedState::Output(name.clone()))?;
                Ok((name, output))
            })
            .collect::<Result<_, DamagedState>>()?;
        let managed = raw.resources.into_iter().filter(|resource| resource.mode == "managed");
        let instances = managed.flat_map(read_instances).collect();
        Ok(Self { serial: raw.serial, lineage: raw.lineage, outputs, instances })
    }

    /// Returns the outputs as one object, as `dependency.x.outputs` has them.
    pub fn outputs_object(&self) -> Value {
        Value::object(
            self.outputs.iter().map(|(name, output)| (name.clone(), output.value.clone())),
        )
    }
}

fn read_output(raw: RawOutput) -> Option<Output> {
    let value = from_json_as(&raw.value, &type_from_json(&raw.ty)?).ok()?;
    Some(Output { value: if raw.sensitive { value.sensitive() } else { value } })
}

fn read_instances(resource: RawResource) -> Vec<Instance> {
    let RawResource { module, type_name, name, provider, instances, .. } = resource;
    let prefix = module.map_or_else(String::new, |module| format!("{module}."));
    instances
        .into_iter()
        .map(|instance| {
            let key = instance.index_key.map_or_else(String::new, |key| format!("[{key}]"));
            Instance {
                address: format!("{prefix}{type_name}.{name}{key}"),
                type_name: type_name.clone(),
                provider: provider.clone(),
                tainted: instance.status.as_deref() == Some("tainted"),
                attributes: instance.attributes,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "a-b",
        "outputs": {
            "ids": {"value": ["a"], "type": ["list", "string"]},
            "key": {"value": "k", "type": "string", "sensitive": true}
        },
        "resources": [
            {"mode": "data", "type": "aws_region", "name": "x", "provider": "p", "instances": [{"attributes": {}}]},
            {"module": "module.m[\"a\"]", "mode": "managed", "type": "aws_eip", "name": "nat", "provider": "p",
             "instances": [{"index_key": "z", "attributes": {"id": "e"}}, {"index_key": 1, "status": "tainted"}]}
        ]}"#;

    #[test]
    fn reads_outputs_and_managed_instances() {
        let state = State::read(TEXT.as_bytes()).unwrap();
        assert_eq!(
            state.outputs_object().to_string(),
            r#"{ ids = ["a"], key = (sensitive value) }"#
        );
        let shown: Vec<_> =
            state.instances.iter().map(|one| (one.address.as_str(), one.tainted)).collect();
        assert_eq!(
            shown,
            [
                (r#"module.m["a"].aws_eip.nat["z"]"#, false),
                (r#"module.m["a"].aws_eip.nat[1]"#, true)
            ]
        );
    }

    #[test]
    fn says_why_a_state_is_unusable() {
        for (text, message) in [
            ("", "the state is damaged: EOF while parsing a value at line 1 column 0"),
            (r#"{"version": 3}"#, "the state has format version 3; only version 4 is known"),
            (
                r#"{"version": 4, "outputs": {"a": {"value": [], "type": "string"}}}"#,
                "the state's output `a` does not have its own type",
            ),
        ] {
            assert_eq!(State::read(text.as_bytes()).unwrap_err().to_string(), message);
        }
    }
}

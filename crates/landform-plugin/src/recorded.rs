//! Recordings: a real provider's schema and what was observed of its plans, in one compressed file.

mod library;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use landform_value::{Type, type_from_json, type_to_json};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use crate::schema::{
    Attribute, AttributeType, Block, Function, NestedAttributes, NestedBlock, Nesting, Parameter,
    ProviderSchema, Schema,
};

pub use library::Library;

/// How hard the file is compressed: it is written rarely and carried by every binary.
const COMPRESSION: i32 = 19;

/// A recorded provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The provider's address, such as `registry.terraform.io/hashicorp/aws`.
    pub provider: String,
    /// The provider's version.
    pub version: String,
    /// What the provider offers.
    #[serde(with = "SchemaForm")]
    pub schema: ProviderSchema,
    /// What was observed of its plans.
    pub behaviour: Behaviour,
}

/// What a schema does not say, observed in plans of the real provider.
///
/// A path is the names of attributes and blocks, joined by dots, without keys and indexes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behaviour {
    /// By resource type and path: the value that is planned where configuration has none.
    pub defaults: BTreeMap<String, BTreeMap<String, Json>>,
    /// By resource type: the paths where a change makes a new resource. A block's path stands for the number of its blocks, in a set for all of them.
    pub force_new: BTreeMap<String, Vec<String>>,
    /// By resource type and path of a computed attribute: the top-level names whose change in place makes it unknown; `*` for any.
    pub recomputed: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By resource type and path of an attribute: the values that it accepts, where validation lists them.
    #[serde(default)]
    pub one_of: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// By resource type: the paths of blocks that the provider fills in where configuration has none of them.
    #[serde(default)]
    pub computed_blocks: BTreeMap<String, BTreeSet<String>>,
    /// By resource type and path of an attribute: how JSON text is planned, which is not as configured.
    #[serde(default)]
    pub json: BTreeMap<String, BTreeMap<String, JsonForm>>,
    /// The resource types that could not be planned, and what the provider said.
    pub unprobed: BTreeMap<String, String>,
}

/// How JSON text is written in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonForm {
    /// Without white space, keys sorted.
    Sorted,
    /// The same, but `Version` comes first in the document.
    VersionFirst,
}

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    /// The bytes are not compressed as expected.
    #[error("cannot decompress the recording")]
    Compression(#[from] std::io::Error),
    /// The content is not what is expected.
    #[error("cannot read the recording")]
    Content(#[from] serde_json::Error),
}

impl Recorded {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// The bytes are no recording.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordedError> {
        Ok(serde_json::from_slice(&zstd::decode_all(bytes)?)?)
    }

    /// Returns the recording's bytes; the same for the same content.
    ///
    /// # Errors
    ///
    /// Compression fails.
    pub fn write(&self) -> Result<Vec<u8>, RecordedError> {
        let text = serde_json::to_vec(self)?;
        Ok(zstd::encode_all(text.as_slice(), COMPRESSION)?)
    }
}

/// The form of a provider's schema in the file.
#[derive(Serialize, Deserialize)]
struct SchemaForm {
    provider: RootForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    meta: Option<RootForm>,
    resources: BTreeMap<String, RootForm>,
    data: BTreeMap<String, RootForm>,
    ephemeral: BTreeMap<String, RootForm>,
    functions: BTreeMap<String, FunctionForm>,
}

impl SchemaForm {
    fn serialize<S: Serializer>(schema: &ProviderSchema, serializer: S) -> Result<S::Ok, S::Error> {
        let form = Self {
            provider: (&schema.provider).into(),
            meta: schema.provider_meta.as_ref().map(Into::into),
            resources: forms(&schema.resources),
            data: forms(&schema.data_sources),
            ephemeral: forms(&schema.ephemeral_resources),
            functions: forms(&schema.functions),
        };
        Serialize::serialize(&form, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ProviderSchema, D::Error> {
        let form: Self = Deserialize::deserialize(deserializer)?;
        Ok(ProviderSchema {
            provider: form.provider.into(),
            provider_meta: form.meta.map(Into::into),
            resources: unforms(form.resources),
            data_sources: unforms(form.data),
            ephemeral_resources: unforms(form.ephemeral),
            functions: unforms(form.functions),
        })
    }
}

fn forms<'a, T, F: From<&'a T>>(items: &'a BTreeMap<String, T>) -> BTreeMap<String, F> {
    items.iter().map(|(name, item)| (name.clone(), item.into())).collect()
}

fn unforms<F: Into<T>, T>(forms: BTreeMap<String, F>) -> BTreeMap<String, T> {
    forms.into_iter().map(|(name, form)| (name, form.into())).collect()
}

fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

/// A schema or a nested block: a body and what belongs to it.
///
/// The forms have no flattened or untagged parts, which do not go together with numbers of arbitrary precision.
#[derive(Serialize, Deserialize)]
struct RootForm {
    #[serde(rename = "v", default, skip_serializing_if = "is_zero")]
    version: i64,
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, AttributeForm>,
    #[serde(rename = "b", default, skip_serializing_if = "BTreeMap::is_empty")]
    blocks: BTreeMap<String, BlockForm>,
    #[serde(rename = "d", default, skip_serializing_if = "is_zero")]
    deprecated: bool,
}

impl From<&Schema> for RootForm {
    fn from(schema: &Schema) -> Self {
        Self {
            version: schema.version,
            attributes: forms(&schema.block.attributes),
            blocks: forms(&schema.block.blocks),
            deprecated: schema.block.deprecated,
        }
    }
}

impl From<RootForm> for Schema {
    fn from(form: RootForm) -> Self {
        let block = Block {
            attributes: unforms(form.attributes),
            blocks: unforms(form.blocks),
            deprecated: form.deprecated,
        };
        Self { version: form.version, block }
    }
}

#[derive(Serialize, Deserialize)]
struct BlockForm {
    #[serde(rename = "n")]
    nesting: NestingForm,
    #[serde(rename = "l", default, skip_serializing_if = "is_zero")]
    min_items: u64,
    #[serde(rename = "m", default, skip_serializing_if = "is_zero")]
    max_items: u64,
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, AttributeForm>,
    #[serde(rename = "b", default, skip_serializing_if = "BTreeMap::is_empty")]
    blocks: BTreeMap<String, Self>,
    #[serde(rename = "d", default, skip_serializing_if = "is_zero")]
    deprecated: bool,
}

impl From<&NestedBlock> for BlockForm {
    fn from(nested: &NestedBlock) -> Self {
        Self {
            nesting: NestingForm(nested.nesting),
            min_items: nested.min_items,
            max_items: nested.max_items,
            attributes: forms(&nested.block.attributes),
            blocks: forms(&nested.block.blocks),
            deprecated: nested.block.deprecated,
        }
    }
}

impl From<BlockForm> for NestedBlock {
    fn from(form: BlockForm) -> Self {
        let block = Block {
            attributes: unforms(form.attributes),
            blocks: unforms(form.blocks),
            deprecated: form.deprecated,
        };
        Self {
            nesting: form.nesting.0,
            min_items: form.min_items,
            max_items: form.max_items,
            block,
        }
    }
}

/// A nesting, by its first letter; the group is the exception.
struct NestingForm(Nesting);

const NESTINGS: [(Nesting, &str); 5] = [
    (Nesting::Single, "1"),
    (Nesting::Group, "g"),
    (Nesting::List, "l"),
    (Nesting::Set, "s"),
    (Nesting::Map, "m"),
];

impl Serialize for NestingForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let found = NESTINGS.iter().find(|(nesting, _)| *nesting == self.0);
        serializer.serialize_str(found.map_or("", |(_, letter)| letter))
    }
}

impl<'de> Deserialize<'de> for NestingForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let letter = String::deserialize(deserializer)?;
        let found = NESTINGS.iter().find(|(_, known)| *known == letter);
        found
            .map(|(nesting, _)| Self(*nesting))
            .ok_or_else(|| D::Error::custom(format!("unknown nesting `{letter}`")))
    }
}

/// An attribute: what it holds, and a letter for each property that it has.
#[derive(Serialize, Deserialize)]
struct AttributeForm(HeldForm, String);

impl From<&Attribute> for AttributeForm {
    fn from(attribute: &Attribute) -> Self {
        let letters = [
            (attribute.required, 'r'),
            (attribute.optional, 'o'),
            (attribute.computed, 'c'),
            (attribute.sensitive, 's'),
            (attribute.write_only, 'w'),
            (attribute.deprecated, 'd'),
        ];
        let flags = letters.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect();
        let held = match &attribute.ty {
            AttributeType::Plain(ty) => HeldForm::Plain(TypeForm(ty.clone())),
            AttributeType::Nested(nested) => HeldForm::Nested(NestedForm {
                nesting: NestingForm(nested.nesting),
                attributes: forms(&nested.attributes),
            }),
        };
        Self(held, flags)
    }
}

impl From<AttributeForm> for Attribute {
    fn from(AttributeForm(held, flags): AttributeForm) -> Self {
        let ty = match held {
            HeldForm::Plain(ty) => AttributeType::Plain(ty.0),
            HeldForm::Nested(nested) => AttributeType::Nested(NestedAttributes {
                nesting: nested.nesting.0,
                attributes: unforms(nested.attributes),
            }),
        };
        Self {
            ty,
            required: flags.contains('r'),
            optional: flags.contains('o'),
            computed: flags.contains('c'),
            sensitive: flags.contains('s'),
            write_only: flags.contains('w'),
            deprecated: flags.contains('d'),
        }
    }
}

/// What an attribute holds: an object where there are attributes inside, otherwise a type.
enum HeldForm {
    Plain(TypeForm),
    Nested(NestedForm),
}

#[derive(Serialize, Deserialize)]
struct NestedForm {
    #[serde(rename = "n")]
    nesting: NestingForm,
    #[serde(rename = "a")]
    attributes: BTreeMap<String, AttributeForm>,
}

impl Serialize for HeldForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(ty) => ty.serialize(serializer),
            Self::Nested(nested) => nested.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for HeldForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HeldVisitor)
    }
}

/// Reads without a detour over JSON values: there are more than a hundred thousand attributes.
struct HeldVisitor;

impl<'de> Visitor<'de> for HeldVisitor {
    type Value = HeldForm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type or attributes")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<HeldForm, E> {
        TypeForm::of(&Json::from(name)).map(HeldForm::Plain).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<HeldForm, A::Error> {
        let json = Json::deserialize(SeqAccessDeserializer::new(parts))?;
        TypeForm::of(&json).map(HeldForm::Plain).map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<HeldForm, A::Error> {
        NestedForm::deserialize(MapAccessDeserializer::new(entries)).map(HeldForm::Nested)
    }
}

/// A type, as the protocol writes it in JSON.
struct TypeForm(Type);

impl TypeForm {
    fn of(json: &Json) -> Result<Self, String> {
        type_from_json(json).map(Self).ok_or_else(|| format!("`{json}` is no type"))
    }
}

impl Serialize for TypeForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        type_to_json(&self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TypeForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::of(&json).map_err(D::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
struct FunctionForm {
    parameters: Vec<ParameterForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    variadic: Option<ParameterForm>,
    result: TypeForm,
}

#[derive(Serialize, Deserialize)]
struct ParameterForm {
    name: String,
    ty: TypeForm,
    #[serde(default, skip_serializing_if = "is_zero")]
    null: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    unknown: bool,
}

impl From<&Function> for FunctionForm {
    fn from(function: &Function) -> Self {
        Self {
            parameters: function.parameters.iter().map(Into::into).collect(),
            variadic: function.variadic.as_ref().map(Into::into),
            result: TypeForm(function.result.clone()),
        }
    }
}

impl From<FunctionForm> for Function {
    fn from(form: FunctionForm) -> Self {
        Self {
            parameters: form.parameters.into_iter().map(Into::into).collect(),
            variadic: form.variadic.map(Into::into),
            result: form.result.0,
        }
    }
}

impl From<&Parameter> for ParameterForm {
    fn from(parameter: &Parameter) -> Self {
        Self {
            name: parameter.name.clone(),
            ty: TypeForm(parameter.ty.clone()),
            null: parameter.allow_null,
            unknown: parameter.allow_unknown,
        }
    }
}

impl From<ParameterForm> for Parameter {
    fn from(form: ParameterForm) -> Self {
        Self { name: form.name, ty: form.ty.0, allow_null: form.null, allow_unknown: form.unknown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
        "provider": "example.com/test/tiny",
        "version": "1.2.3",
        "schema": {
            "provider": {"a": {"region": ["string", "o"]}},
            "resources": {
                "tiny_thing": {
                    "v": 2,
                    "a": {
                        "id": ["string", "c"],
                        "key": ["string", "osw"],
                        "old": [["map", "string"], "rd"],
                        "rules": [{"n": "s", "a": {"port": ["number", "r"]}}, "o"]
                    },
                    "b": {
                        "part": {"n": "l", "l": 1, "m": 4, "a": {"x": ["bool", "oc"]}, "b": {"deep": {"n": "1"}}},
                        "some": {"n": "g", "d": true},
                        "many": {"n": "m"}
                    }
                }
            },
            "data": {"tiny_thing": {}},
            "ephemeral": {},
            "functions": {
                "f": {
                    "parameters": [{"name": "a", "ty": ["set", "string"], "null": true}],
                    "variadic": {"name": "b", "ty": "dynamic", "unknown": true},
                    "result": "bool"
                }
            }
        },
        "behaviour": {
            "defaults": {"tiny_thing": {"part.x": true, "size": 12}},
            "force_new": {"tiny_thing": ["part", "part.x"]},
            "recomputed": {"tiny_thing": {"id": ["*"]}},
            "one_of": {"tiny_thing": {"old": ["a", "b"]}},
            "computed_blocks": {"tiny_thing": ["part"]},
            "json": {"tiny_thing": {"key": "sorted", "part.x": "version_first"}},
            "unprobed": {"tiny_other": "no luck"}
        }
    }"#;

    #[test]
    fn a_recording_comes_back_as_it_went() {
        let recorded: Recorded = serde_json::from_str(TEXT).expect("a recording");
        let thing = &recorded.schema.resources["tiny_thing"];
        assert_eq!(thing.version, 2);
        let part = &thing.block.blocks["part"];
        assert_eq!((part.nesting, part.min_items, part.max_items), (Nesting::List, 1, 4));
        assert_eq!(part.block.blocks["deep"].nesting, Nesting::Single);
        assert!(thing.block.attributes["key"].write_only);
        let rules = Type::set(Type::object([("port", Type::Number)]));
        assert_eq!(thing.block.attributes["rules"].ty(), rules);
        assert_eq!(recorded.behaviour.defaults["tiny_thing"]["size"], Json::from(12));

        let bytes = recorded.write().expect("bytes");
        assert_eq!(Recorded::read(&bytes).expect("a recording"), recorded);
        let expected: Json = serde_json::from_str(TEXT).expect("JSON");
        assert_eq!(serde_json::to_value(&recorded).expect("JSON"), expected);
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        let cases = [
            (r#"["strong", "o"]"#, "`\"strong\"` is no type"),
            (r#"[{"n": "x", "a": {}}, "o"]"#, "unknown nesting `x`"),
        ];
        for (attribute, message) in cases {
            let text = TEXT.replace(r#"["string", "c"]"#, attribute);
            let error = serde_json::from_str::<Recorded>(&text).expect_err(attribute).to_string();
            assert!(error.contains(message), "{error}");
        }
        assert!(matches!(Recorded::read(b"no"), Err(RecordedError::Compression(_))));
    }
}

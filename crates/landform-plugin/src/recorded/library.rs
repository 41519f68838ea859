//! A recording as a library: its text is kept, and what is asked for is decoded. Decoded whole, a large provider takes hundreds of megabytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Behaviour, FunctionForm, RecordedError, RootForm, unforms};
use crate::schema::{ProviderSchema, Schema};

/// A recording that is decoded type by type.
#[derive(Debug)]
pub struct Library {
    text: String,
    /// What is not many: the provider's own configuration, and its functions.
    common: ProviderSchema,
    behaviour: Behaviour,
    resources: Places,
    data_sources: Places,
    ephemeral_resources: Places,
}

/// Where in the text each type is.
type Places = BTreeMap<String, Range<usize>>;

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    schema: RawSchema<'a>,
    behaviour: Behaviour,
}

#[derive(Deserialize)]
struct RawSchema<'a> {
    provider: RootForm,
    #[serde(default)]
    meta: Option<RootForm>,
    #[serde(borrow)]
    resources: BTreeMap<String, &'a RawValue>,
    #[serde(borrow)]
    data: BTreeMap<String, &'a RawValue>,
    #[serde(borrow)]
    ephemeral: BTreeMap<String, &'a RawValue>,
    functions: BTreeMap<String, FunctionForm>,
}

impl Library {
    /// Reads a recording, as [`super::Recorded::write`] writes it.
    ///
    /// # Errors
    ///
    /// The bytes are no recording.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordedError> {
        let text = String::from_utf8(zstd::decode_all(bytes)?);
        let text = text.map_err(|error| serde::de::Error::custom(error.to_string()));
        Self::of(text.map_err(RecordedError::Content)?)
    }

    /// Takes the JSON text of a recording.
    ///
    /// # Errors
    ///
    /// The text is no recording.
    pub fn of(text: String) -> Result<Self, RecordedError> {
        let raw: Raw<'_> = serde_json::from_str(&text)?;
        let start = text.as_ptr().addr();
        let places = |raws: BTreeMap<String, &RawValue>| -> Places {
            let range = |raw: &RawValue| {
                let from = raw.get().as_ptr().addr() - start;
                from..from + raw.get().len()
            };
            raws.into_iter().map(|(name, raw)| (name, range(raw))).collect()
        };
        let resources = places(raw.schema.resources);
        let data_sources = places(raw.schema.data);
        let ephemeral_resources = places(raw.schema.ephemeral);
        let common = ProviderSchema {
            provider: raw.schema.provider.into(),
            provider_meta: raw.schema.meta.map(Into::into),
            functions: unforms(raw.schema.functions),
            ..ProviderSchema::default()
        };
        let behaviour = raw.behaviour;
        Ok(Self { text, common, behaviour, resources, data_sources, ephemeral_resources })
    }

    /// Returns what the provider offers, cut down to some types; whole without a list. Functions are few and stay.
    ///
    /// # Errors
    ///
    /// A type cannot be decoded.
    pub fn schema(
        &self,
        types: Option<&BTreeSet<String>>,
    ) -> Result<ProviderSchema, RecordedError> {
        Ok(ProviderSchema {
            resources: self.some(&self.resources, types)?,
            data_sources: self.some(&self.data_sources, types)?,
            ephemeral_resources: self.some(&self.ephemeral_resources, types)?,
            ..self.common.clone()
        })
    }

    /// Returns what was observed of the provider's plans.
    pub fn behaviour(&self) -> &Behaviour {
        &self.behaviour
    }

    /// Tells whether the provider has a resource type.
    pub fn has_resource(&self, type_name: &str) -> bool {
        self.resources.contains_key(type_name)
    }

    /// Tells whether the provider has a data source.
    pub fn has_data_source(&self, type_name: &str) -> bool {
        self.data_sources.contains_key(type_name)
    }

    fn some(
        &self,
        places: &Places,
        types: Option<&BTreeSet<String>>,
    ) -> Result<BTreeMap<String, Schema>, RecordedError> {
        let one = |(name, range): (&String, &Range<usize>)| {
            let form: RootForm = self.decode(range)?;
            Ok((name.clone(), form.into()))
        };
        match types {
            None => places.iter().map(one).collect(),
            Some(types) => {
                types.iter().filter_map(|ty| places.get_key_value(ty)).map(one).collect()
            }
        }
    }

    fn decode<T: DeserializeOwned>(&self, range: &Range<usize>) -> Result<T, RecordedError> {
        // The ranges are those of parts of this text.
        Ok(serde_json::from_str(self.text.get(range.clone()).unwrap_or_default())?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Recorded;
    use super::*;
    use crate::schema::{Attribute, AttributeType, Block};

    fn schema(attribute: &str) -> Schema {
        let text = Attribute {
            ty: AttributeType::Plain(landform_value::Type::String),
            required: true,
            optional: false,
            computed: false,
            sensitive: false,
            write_only: false,
            deprecated: false,
        };
        let attributes = BTreeMap::from([(attribute.to_owned(), text)]);
        Schema { version: 3, block: Block { attributes, ..Block::default() } }
    }

    #[test]
    fn what_is_asked_for_is_what_was_recorded() {
        let named = |names: &[&str]| -> BTreeMap<String, Schema> {
            names
                .iter()
                .map(|name| ((*name).to_owned(), schema(&format!("{name} \"ä\""))))
                .collect()
        };
        let whole = ProviderSchema {
            provider: schema("region"),
            resources: named(&["aws_a", "aws_b"]),
            data_sources: named(&["aws_a", "aws_c"]),
            ephemeral_resources: named(&["aws_d"]),
            ..ProviderSchema::default()
        };
        let recorded = Recorded { schema: whole.clone(), ..Recorded::default() };
        let library = Library::read(&recorded.write().expect("bytes")).expect("a library");
        assert_eq!(library.schema(None).expect("a schema"), whole);
        let some = BTreeSet::from(["aws_a".to_owned(), "aws_x".to_owned()]);
        let some = library.schema(Some(&some)).expect("a schema");
        assert_eq!(some.resources, named(&["aws_a"]));
        assert_eq!(some.data_sources, named(&["aws_a"]));
        assert_eq!((some.ephemeral_resources.len(), &some.provider), (0, &whole.provider));
        assert!(library.has_resource("aws_b") && !library.has_resource("aws_c"));
        assert!(library.has_data_source("aws_c") && !library.has_data_source("aws_b"));
    }

    #[test]
    fn what_is_no_recording_is_refused() {
        assert!(Library::read(b"damaged").is_err());
        assert!(Library::of("{}".to_owned()).is_err());
        let bytes = zstd::encode_all([0xff].as_slice(), 1).expect("bytes");
        assert!(Library::read(&bytes).is_err());
    }
}

//! Schemas on the wire: the two versions write the same model in messages of their own.

use std::collections::BTreeMap;

use crate::codec::{CodecError, decode_type, encode_type};
use crate::generated::tfplugin;
use crate::provider::SchemaResponse;
use crate::schema::{
    Attribute, AttributeType, Block, Function, NestedAttributes, NestedBlock, Nesting, Parameter,
    ProviderSchema, Schema,
};

/// Writes the functions between our model and the messages of one version.
///
/// They call two of the module's own: `typed` gives the fields of an attribute that say what it holds, `held` reads them.
macro_rules! schema_messages {
    () => {
        use messages::SchemaResponse as Response;
        use messages::schema::nested_block::NestingMode;

        /// Returns the message of a schema answer.
        pub(crate) fn response_to(answer: &SchemaResponse) -> Response {
            let schema = &answer.schema;
            Response {
                provider: Some(schema_to(&schema.provider)),
                resource_schemas: map(&schema.resources, schema_to),
                data_source_schemas: map(&schema.data_sources, schema_to),
                diagnostics: answer.diagnostics.clone(),
                provider_meta: schema.provider_meta.as_ref().map(schema_to),
                server_capabilities: Some(answer.capabilities),
                functions: functions_to(&schema.functions),
                ephemeral_resource_schemas: map(&schema.ephemeral_resources, schema_to),
            }
        }

        /// Returns the schema answer of a message.
        pub(crate) fn response_from(message: Response) -> Result<SchemaResponse, CodecError> {
            let schemas = |schemas| try_map(schemas, schema_from);
            let schema = ProviderSchema {
                provider: schema_from(message.provider.unwrap_or_default())?,
                provider_meta: message.provider_meta.map(schema_from).transpose()?,
                resources: schemas(message.resource_schemas)?,
                data_sources: schemas(message.data_source_schemas)?,
                ephemeral_resources: schemas(message.ephemeral_resource_schemas)?,
                functions: try_map(message.functions, function_from)?,
            };
            Ok(SchemaResponse {
                schema: schema.into(),
                capabilities: message.server_capabilities.unwrap_or_default(),
                diagnostics: message.diagnostics,
            })
        }

        fn schema_to(schema: &Schema) -> messages::Schema {
            let block = block_to(&schema.block, schema.version);
            messages::Schema { version: schema.version, block: Some(block) }
        }

        fn schema_from(message: messages::Schema) -> Result<Schema, CodecError> {
            let block = block_from(message.block.unwrap_or_default())?;
            Ok(Schema { version: message.version, block })
        }

        fn block_to(block: &Block, version: i64) -> messages::schema::Block {
            messages::schema::Block {
                version,
                attributes: attributes_to(&block.attributes),
                block_types: block
                    .blocks
                    .iter()
                    .map(|(name, nested)| messages::schema::NestedBlock {
                        type_name: name.clone(),
                        block: Some(block_to(&nested.block, 0)),
                        nesting: nesting_to(nested.nesting).into(),
                        min_items: i64::try_from(nested.min_items).unwrap_or(i64::MAX),
                        max_items: i64::try_from(nested.max_items).unwrap_or(i64::MAX),
                    })
                    .collect(),
                deprecated: block.deprecated,
                ..Default::default()
            }
        }

        fn block_from(message: messages::schema::Block) -> Result<Block, CodecError> {
            let mut blocks = BTreeMap::new();
            for nested in message.block_types {
                let within = |error: CodecError| error.within(&nested.type_name);
                let block = block_from(nested.block.clone().unwrap_or_default()).map_err(within)?;
                let held = NestedBlock {
                    nesting: nesting_from(nested.nesting()).map_err(within)?,
                    min_items: u64::try_from(nested.min_items).unwrap_or(0),
                    max_items: u64::try_from(nested.max_items).unwrap_or(0),
                    block,
                };
                blocks.insert(nested.type_name, held);
            }
            let attributes = attributes_from(message.attributes)?;
            Ok(Block { attributes, blocks, deprecated: message.deprecated })
        }

        fn attributes_to(
            attributes: &BTreeMap<String, Attribute>,
        ) -> Vec<messages::schema::Attribute> {
            attributes
                .iter()
                .map(|(name, attribute)| messages::schema::Attribute {
                    name: name.clone(),
                    required: attribute.required,
                    optional: attribute.optional,
                    computed: attribute.computed,
                    sensitive: attribute.sensitive,
                    write_only: attribute.write_only,
                    deprecated: attribute.deprecated,
                    ..typed(attribute)
                })
                .collect()
        }

        fn attributes_from(
            messages: Vec<messages::schema::Attribute>,
        ) -> Result<BTreeMap<String, Attribute>, CodecError> {
            let mut attributes = BTreeMap::new();
            for mut message in messages {
                let ty = held(&mut message).map_err(|error| error.within(&message.name))?;
                let attribute = Attribute {
                    ty,
                    required: message.required,
                    optional: message.optional,
                    computed: message.computed,
                    sensitive: message.sensitive,
                    write_only: message.write_only,
                    deprecated: message.deprecated,
                };
                attributes.insert(message.name, attribute);
            }
            Ok(attributes)
        }

        fn nesting_to(nesting: Nesting) -> NestingMode {
            match nesting {
                Nesting::Single => NestingMode::Single,
                Nesting::Group => NestingMode::Group,
                Nesting::List => NestingMode::List,
                Nesting::Set => NestingMode::Set,
                Nesting::Map => NestingMode::Map,
            }
        }

        fn nesting_from(mode: NestingMode) -> Result<Nesting, CodecError> {
            match mode {
                NestingMode::Invalid => Err(CodecError::new("unknown nesting")),
                NestingMode::Single => Ok(Nesting::Single),
                NestingMode::Group => Ok(Nesting::Group),
                NestingMode::List => Ok(Nesting::List),
                NestingMode::Set => Ok(Nesting::Set),
                NestingMode::Map => Ok(Nesting::Map),
            }
        }
    };
}

/// Version 5: an attribute holds a value of a type.
pub(crate) mod v5 {
    use super::*;
    use crate::generated::tfplugin5 as messages;

    schema_messages!();

    fn typed(attribute: &Attribute) -> messages::schema::Attribute {
        messages::schema::Attribute { r#type: encode_type(&attribute.ty()), ..Default::default() }
    }

    fn held(message: &mut messages::schema::Attribute) -> Result<AttributeType, CodecError> {
        decode_type(&message.r#type).map(AttributeType::Plain)
    }
}

/// Version 6: an attribute may hold attributes.
pub(crate) mod v6 {
    use super::*;
    use crate::generated::tfplugin6 as messages;
    use messages::schema::Object;
    use messages::schema::object::NestingMode as ObjectNesting;

    schema_messages!();

    fn typed(attribute: &Attribute) -> messages::schema::Attribute {
        match &attribute.ty {
            AttributeType::Plain(ty) => {
                messages::schema::Attribute { r#type: encode_type(ty), ..Default::default() }
            }
            AttributeType::Nested(nested) => messages::schema::Attribute {
                nested_type: Some(object_to(nested)),
                ..Default::default()
            },
        }
    }

    fn held(message: &mut messages::schema::Attribute) -> Result<AttributeType, CodecError> {
        match message.nested_type.take() {
            Some(nested) => object_from(nested).map(AttributeType::Nested),
            None => decode_type(&message.r#type).map(AttributeType::Plain),
        }
    }

    fn object_to(nested: &NestedAttributes) -> Object {
        let nesting = match nested.nesting {
            Nesting::Single | Nesting::Group => ObjectNesting::Single,
            Nesting::List => ObjectNesting::List,
            Nesting::Set => ObjectNesting::Set,
            Nesting::Map => ObjectNesting::Map,
        };
        Object { attributes: attributes_to(&nested.attributes), nesting: nesting.into() }
    }

    fn object_from(message: Object) -> Result<NestedAttributes, CodecError> {
        let nesting = match message.nesting() {
            ObjectNesting::Invalid => return Err(CodecError::new("unknown nesting")),
            ObjectNesting::Single => Nesting::Single,
            ObjectNesting::List => Nesting::List,
            ObjectNesting::Set => Nesting::Set,
            ObjectNesting::Map => Nesting::Map,
        };
        let attributes = attributes_from(message.attributes)?;
        Ok(NestedAttributes { nesting, attributes })
    }
}

fn map<T, M>(items: &BTreeMap<String, T>, to: impl Fn(&T) -> M) -> BTreeMap<String, M> {
    items.iter().map(|(name, item)| (name.clone(), to(item))).collect()
}

fn try_map<M, T>(
    messages: BTreeMap<String, M>,
    from: impl Fn(M) -> Result<T, CodecError>,
) -> Result<BTreeMap<String, T>, CodecError> {
    messages
        .into_iter()
        .map(|(name, message)| match from(message) {
            Ok(item) => Ok((name, item)),
            Err(error) => Err(error.within(name)),
        })
        .collect()
}

/// Returns the messages of functions.
pub(crate) fn functions_to(
    functions: &BTreeMap<String, Function>,
) -> BTreeMap<String, tfplugin::Function> {
    let parameter = |parameter: &Parameter| tfplugin::function::Parameter {
        name: parameter.name.clone(),
        r#type: encode_type(&parameter.ty),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        ..Default::default()
    };
    map(functions, |function| tfplugin::Function {
        parameters: function.parameters.iter().map(parameter).collect(),
        variadic_parameter: function.variadic.as_ref().map(parameter),
        r#return: Some(tfplugin::function::Return { r#type: encode_type(&function.result) }),
        ..Default::default()
    })
}

fn function_from(message: tfplugin::Function) -> Result<Function, CodecError> {
    let parameter = |message: tfplugin::function::Parameter| {
        let ty = decode_type(&message.r#type).map_err(|error| error.within(&message.name))?;
        Ok(Parameter {
            name: message.name,
            ty,
            allow_null: message.allow_null_value,
            allow_unknown: message.allow_unknown_values,
        })
    };
    Ok(Function {
        parameters: message.parameters.into_iter().map(parameter).collect::<Result<_, _>>()?,
        variadic: message.variadic_parameter.map(parameter).transpose()?,
        result: decode_type(&message.r#return.unwrap_or_default().r#type)?,
    })
}

#[cfg(test)]
mod tests {
    use landform_value::Type;

    use super::*;

    fn attribute(ty: AttributeType, flags: &str) -> Attribute {
        let flag = |letter| flags.contains(letter);
        Attribute {
            ty,
            required: flag('r'),
            optional: flag('o'),
            computed: flag('c'),
            sensitive: flag('s'),
            write_only: flag('w'),
            deprecated: flag('d'),
        }
    }

    fn schema(plain: &[(&str, Type, &str)], blocks: &[(&str, Nesting)]) -> Schema {
        let attributes = plain.iter().map(|(name, ty, flags)| {
            ((*name).to_owned(), attribute(AttributeType::Plain(ty.clone()), flags))
        });
        let blocks = blocks.iter().map(|(name, nesting)| {
            let block = Block { deprecated: true, ..Block::default() };
            let nested = NestedBlock { nesting: *nesting, min_items: 1, max_items: 2, block };
            ((*name).to_owned(), nested)
        });
        let block =
            Block { attributes: attributes.collect(), blocks: blocks.collect(), deprecated: false };
        Schema { version: 4, block }
    }

    fn answer() -> SchemaResponse {
        let all = [
            ("single", Nesting::Single),
            ("group", Nesting::Group),
            ("list", Nesting::List),
            ("set", Nesting::Set),
            ("map", Nesting::Map),
        ];
        let thing = schema(
            &[
                ("id", Type::String, "c"),
                ("key", Type::list(Type::String), "ows"),
                ("n", Type::Number, "rd"),
            ],
            &all,
        );
        let parameter = |name: &str| Parameter {
            name: name.to_owned(),
            ty: Type::set(Type::Bool),
            allow_null: true,
            allow_unknown: false,
        };
        let function = Function {
            parameters: vec![parameter("a")],
            variadic: Some(parameter("rest")),
            result: Type::Dynamic,
        };
        let schema = ProviderSchema {
            provider: schema(&[("region", Type::String, "o")], &[]),
            provider_meta: Some(schema(&[("m", Type::String, "o")], &[])),
            resources: BTreeMap::from([("x_thing".to_owned(), thing.clone())]),
            data_sources: BTreeMap::from([("x_things".to_owned(), thing)]),
            ephemeral_resources: BTreeMap::from([("x_secret".to_owned(), Schema::default())]),
            functions: BTreeMap::from([("f".to_owned(), function)]),
        };
        let diagnostics = vec![tfplugin::Diagnostic::warning("old", "")];
        let capabilities =
            tfplugin::ServerCapabilities { plan_destroy: true, ..Default::default() };
        SchemaResponse { schema: schema.into(), capabilities, diagnostics }
    }

    #[test]
    fn a_schema_comes_back_as_it_went_in_both_versions() {
        let answer = answer();
        for back in [
            v5::response_from(v5::response_to(&answer)),
            v6::response_from(v6::response_to(&answer)),
        ] {
            let back = back.expect("a schema");
            assert_eq!(back.schema, answer.schema);
            assert_eq!(back.capabilities, answer.capabilities);
            assert_eq!(back.diagnostics, answer.diagnostics);
        }
    }

    #[test]
    fn attributes_in_attributes_stay_in_version_6_and_become_a_type_in_version_5() {
        let name = ("name".to_owned(), attribute(AttributeType::Plain(Type::String), "r"));
        let nested = NestedAttributes { nesting: Nesting::Set, attributes: BTreeMap::from([name]) };
        let ty = nested.ty();
        let mut resource = schema(&[], &[]);
        let rules = attribute(AttributeType::Nested(nested), "o");
        resource.block.attributes.insert("rules".to_owned(), rules.clone());
        let schema = ProviderSchema {
            resources: BTreeMap::from([("x".to_owned(), resource)]),
            ..ProviderSchema::default()
        };
        let answer = SchemaResponse { schema: schema.into(), ..SchemaResponse::default() };
        let six = v6::response_from(v6::response_to(&answer)).expect("a schema");
        assert_eq!(six.schema, answer.schema);
        let five = v5::response_from(v5::response_to(&answer)).expect("a schema");
        let flat = attribute(AttributeType::Plain(ty), "o");
        assert_eq!(five.schema.resources["x"].block.attributes["rules"], flat);
    }

    #[test]
    fn a_schema_with_a_bad_type_is_refused_with_its_place() {
        let mut message = v5::response_to(&answer());
        let thing = message.resource_schemas.get_mut("x_thing").expect("a resource");
        thing.block.as_mut().expect("a block").attributes[0].r#type = b"\"strong\"".to_vec();
        let error = v5::response_from(message).expect_err("a bad type");
        assert_eq!(error.to_string(), "at `x_thing.id`: no type");
    }
}

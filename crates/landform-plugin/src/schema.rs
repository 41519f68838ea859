//! Schemas: what a provider says about its configuration, resources, data sources and functions, whichever protocol it speaks.

use std::collections::BTreeMap;

use landform_value::Type;

/// Everything that a provider offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderSchema {
    /// The provider's own configuration.
    pub provider: Schema,
    /// The `provider_meta` block of a module, where the provider has one.
    pub provider_meta: Option<Schema>,
    /// The managed resource types.
    pub resources: BTreeMap<String, Schema>,
    /// The data sources.
    pub data_sources: BTreeMap<String, Schema>,
    /// The ephemeral resource types.
    pub ephemeral_resources: BTreeMap<String, Schema>,
    /// The functions.
    pub functions: BTreeMap<String, Function>,
}

/// The schema of one resource type, data source or provider configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The version that a stored state of this shape carries.
    pub version: i64,
    /// The body.
    pub block: Block,
}

/// The body of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The attributes by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// The nested blocks by block type name.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// Using the block draws a warning.
    pub deprecated: bool,
}

/// An attribute and who may set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What the attribute holds.
    pub ty: AttributeType,
    /// Configuration must set it.
    pub required: bool,
    /// Configuration may set it.
    pub optional: bool,
    /// The provider may set it.
    pub computed: bool,
    /// Its value must not be shown.
    pub sensitive: bool,
    /// Its value is never stored.
    pub write_only: bool,
    /// Using it draws a warning.
    pub deprecated: bool,
}

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A value of a type.
    Plain(Type),
    /// Objects whose attributes have properties of their own (protocol 6 only).
    Nested(NestedAttributes),
}

/// Attributes inside an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedAttributes {
    /// How many objects there are and how they are told apart. Never [`Nesting::Group`].
    pub nesting: Nesting,
    /// The attributes of each object.
    pub attributes: BTreeMap<String, Attribute>,
}

/// A block inside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedBlock {
    /// How many blocks there are and how they are told apart.
    pub nesting: Nesting,
    /// The least number of blocks.
    pub min_items: u64,
    /// The greatest number of blocks, 0 for no limit.
    pub max_items: u64,
    /// The body of each block.
    pub block: Block,
}

/// How nested blocks or objects are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nesting {
    /// At most one, null when absent.
    Single,
    /// Exactly one; when absent, one with nothing set.
    Group,
    /// Ordered.
    List,
    /// Unordered, each distinct.
    Set,
    /// By key.
    Map,
}

/// A function of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The parameters by position.
    pub parameters: Vec<Parameter>,
    /// The parameter that takes all further arguments.
    pub variadic: Option<Parameter>,
    /// The type of the result.
    pub result: Type,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name for people.
    pub name: String,
    /// The type of the argument.
    pub ty: Type,
    /// The argument may be null.
    pub allow_null: bool,
    /// The argument may be unknown.
    pub allow_unknown: bool,
}

impl Schema {
    /// Returns the type of a value of this schema.
    pub fn ty(&self) -> Type {
        self.block.ty()
    }
}

impl Block {
    /// Returns the object type of the block's value.
    pub fn ty(&self) -> Type {
        let attributes =
            self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty()));
        let blocks = self.blocks.iter().map(|(name, nested)| (name.clone(), nested.ty()));
        Type::object(attributes.chain(blocks))
    }
}

impl Attribute {
    /// Returns the type of the attribute's value.
    pub fn ty(&self) -> Type {
        match &self.ty {
            AttributeType::Plain(ty) => ty.clone(),
            AttributeType::Nested(nested) => nested.ty(),
        }
    }

    /// Tells whether configuration may set the attribute.
    pub fn settable(&self) -> bool {
        self.required || self.optional
    }
}

impl NestedAttributes {
    /// Returns the type of one of the objects.
    pub fn object_ty(&self) -> Type {
        Type::object(self.attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty())))
    }

    /// Returns the type of the attribute's value.
    pub fn ty(&self) -> Type {
        self.nesting.of(self.object_ty())
    }
}

impl NestedBlock {
    /// Returns the type of the value that holds all blocks of this name.
    ///
    /// Blocks of different shape cannot share a list or map, so these are dynamic where an attribute is.
    pub fn ty(&self) -> Type {
        let object = self.block.ty();
        match self.nesting {
            Nesting::List | Nesting::Map if has_dynamic(&object) => Type::Dynamic,
            Nesting::Single | Nesting::Group | Nesting::List | Nesting::Set | Nesting::Map => {
                self.nesting.of(object)
            }
        }
    }
}

impl Nesting {
    /// Returns the type that holds objects of a type in this way.
    pub fn of(self, object: Type) -> Type {
        match self {
            Self::Single | Self::Group => object,
            Self::List => Type::list(object),
            Self::Set => Type::set(object),
            Self::Map => Type::map(object),
        }
    }
}

/// Tells whether a part of the type is dynamic.
pub(crate) fn has_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_dynamic(element),
        Type::Tuple(items) => items.iter().any(has_dynamic),
        Type::Object(object) => object.attributes.values().any(has_dynamic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(ty: Type) -> Attribute {
        Attribute {
            ty: AttributeType::Plain(ty),
            required: false,
            optional: true,
            computed: false,
            sensitive: false,
            write_only: false,
            deprecated: false,
        }
    }

    fn nested(nesting: Nesting, ty: Type) -> NestedBlock {
        let attributes = BTreeMap::from([("a".to_owned(), attribute(ty))]);
        let block = Block { attributes, ..Block::default() };
        NestedBlock { nesting, min_items: 0, max_items: 0, block }
    }

    #[test]
    fn nested_blocks_have_the_type_of_their_nesting() {
        let object = |ty| Type::object([("a", ty)]);
        let cases = [
            (Nesting::Single, Type::String, object(Type::String)),
            (Nesting::Group, Type::String, object(Type::String)),
            (Nesting::List, Type::String, Type::list(object(Type::String))),
            (Nesting::Set, Type::String, Type::set(object(Type::String))),
            (Nesting::Map, Type::String, Type::map(object(Type::String))),
            (Nesting::List, Type::list(Type::Dynamic), Type::Dynamic),
            (Nesting::Map, Type::Dynamic, Type::Dynamic),
            (Nesting::Single, Type::Dynamic, object(Type::Dynamic)),
        ];
        for (nesting, ty, expected) in cases {
            assert_eq!(nested(nesting, ty.clone()).ty(), expected, "{nesting:?} of {ty}");
        }
    }

    #[test]
    fn a_block_is_an_object_of_its_attributes_and_blocks() {
        let inner = NestedAttributes {
            nesting: Nesting::Map,
            attributes: BTreeMap::from([("k".to_owned(), attribute(Type::Bool))]),
        };
        let settings = Attribute { ty: AttributeType::Nested(inner), ..attribute(Type::Bool) };
        let block = Block {
            attributes: BTreeMap::from([
                ("name".to_owned(), attribute(Type::String)),
                ("settings".to_owned(), settings),
            ]),
            blocks: BTreeMap::from([("rule".to_owned(), nested(Nesting::List, Type::Number))]),
            deprecated: false,
        };
        let expected = Type::object([
            ("name", Type::String),
            ("settings", Type::map(Type::object([("k", Type::Bool)]))),
            ("rule", Type::list(Type::object([("a", Type::Number)]))),
        ]);
        assert_eq!(Schema { version: 3, block }.ty(), expected);
    }
}

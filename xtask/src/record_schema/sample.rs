//! Plausible values: states and configurations of a resource type, made from its schema alone.

use landform_plugin::{Attribute, Block, NestedBlock, Nesting};
use landform_value::{Number, Type, Value};

use super::hints::{Hints, Pair};

/// Names that every resource treats alike, so that probing them would tell nothing.
pub(super) const COMMON: [&str; 3] = ["id", "tags_all", "timeouts"];

/// The most values in one sample; a few types have ten thousands, many levels down.
const MOST_VALUES: usize = 400;

/// Which of two different values a sample has everywhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    A,
    B,
}

/// What a sample fills in; the rest is null or absent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// All that has a value after apply if everything is configured.
    All,
    /// All that has a value after apply if only what is required is configured.
    Lean,
    /// All that can be configured.
    Configured,
    /// What must be configured.
    Required,
    /// What must be configured, in one block of each kind.
    Blocks,
}

impl Fill {
    fn attribute(self, attribute: &Attribute) -> bool {
        let wanted = match self {
            Self::All => true,
            Self::Lean => attribute.required || attribute.computed,
            Self::Configured => attribute.settable(),
            Self::Required | Self::Blocks => attribute.required,
        };
        // What is only written never shows in a state.
        wanted && !attribute.write_only
    }

    fn blocks(self, nested: &NestedBlock) -> u64 {
        match self {
            Self::All | Self::Configured | Self::Blocks => nested.min_items.max(1),
            Self::Lean | Self::Required => nested.min_items,
        }
    }
}

/// Makes the samples of one resource type.
pub(super) struct Sampler<'a> {
    block: &'a Block,
    /// What the provider said about values.
    pub(super) hints: Hints,
    depth: usize,
}

impl<'a> Sampler<'a> {
    /// Returns a sampler that knows the schema alone.
    pub(super) fn new(block: &'a Block) -> Self {
        let depth = (1..12).take_while(|depth| size(block, *depth) <= MOST_VALUES).last();
        Self { block, hints: Hints::default(), depth: depth.unwrap_or(0) }
    }

    /// Returns a value of the resource type's schema.
    pub(super) fn sample(&self, variant: Variant, fill: Fill) -> Value {
        let mut entries = self.body(self.block, variant, fill, self.depth, "");
        let absent = |name: &str| match fill {
            Fill::All | Fill::Lean => name == "timeouts",
            Fill::Configured | Fill::Required | Fill::Blocks => COMMON.contains(&name),
        };
        for (name, value) in &mut entries {
            if absent(name) {
                *value = missing(self.block, name);
            }
        }
        Value::object(entries)
    }

    fn body(
        &self,
        block: &Block,
        variant: Variant,
        fill: Fill,
        depth: usize,
        prefix: &str,
    ) -> Vec<(String, Value)> {
        let attributes = block.attributes.iter().map(|(name, attribute)| {
            let ty = attribute.ty();
            let value = if fill.attribute(attribute) {
                self.typed(&format!("{prefix}{name}"), &ty, variant)
            } else {
                Value::null(ty)
            };
            (name.clone(), value)
        });
        let blocks = block.blocks.iter().map(|(name, nested)| {
            // Below the depth only what cannot be left out.
            let (fill, count) = if depth > 0 {
                (fill, fill.blocks(nested))
            } else {
                (Fill::Required, nested.min_items)
            };
            let prefix = format!("{prefix}{name}.");
            let depth = depth.saturating_sub(1);
            let element = || Value::object(self.body(&nested.block, variant, fill, depth, &prefix));
            (name.clone(), wrap(nested, (0..count).map(|_| element()).collect()))
        });
        attributes.chain(blocks).collect()
    }

    fn typed(&self, path: &str, ty: &Type, variant: Variant) -> Value {
        let hint = self.hints.values.get(path);
        let hint = hint.map(|Pair(a, b)| if variant == Variant::A { a } else { b });
        match ty {
            Type::Bool => (variant == Variant::B).into(),
            Type::Number => {
                let plain: i64 = if variant == Variant::A { 1 } else { 2 };
                let hint = hint.and_then(|hint| Number::parse(hint));
                hint.unwrap_or_else(|| Number::from(plain)).into()
            }
            Type::String | Type::Dynamic => match hint {
                Some(hint) => Value::string(hint),
                None => text(path.rsplit('.').next().unwrap_or(path), variant).into(),
            },
            Type::List(element) => {
                Value::list((**element).clone(), [self.typed(path, element, variant)])
            }
            Type::Set(element) => {
                Value::set((**element).clone(), [self.typed(path, element, variant)])
            }
            Type::Map(element) => {
                Value::map((**element).clone(), [("key", self.typed(path, element, variant))])
            }
            Type::Tuple(types) => {
                Value::tuple(types.iter().map(|ty| self.typed(path, ty, variant)))
            }
            Type::Object(object) => Value::object(object.attributes.iter().map(|(name, ty)| {
                (name.clone(), self.typed(&format!("{path}.{name}"), ty, variant))
            })),
        }
    }
}

/// Returns what a name holds that is not configured.
pub(super) fn missing(block: &Block, name: &str) -> Value {
    match (block.attributes.get(name), block.blocks.get(name)) {
        (Some(attribute), _) => Value::null(attribute.ty()),
        (None, Some(nested)) => wrap(nested, Vec::new()),
        (None, None) => Value::null(Type::Dynamic),
    }
}

/// Returns a body with nothing in it.
fn nothing(block: &Block) -> Value {
    let names = block.attributes.keys().chain(block.blocks.keys());
    Value::object(names.map(|name| (name.clone(), missing(block, name))))
}

/// Returns the number of values in the body down to a depth.
fn size(block: &Block, depth: usize) -> usize {
    let nested = block.blocks.values().filter(|_| depth > 0);
    let inner: usize = nested.map(|nested| size(&nested.block, depth - 1)).sum();
    block.attributes.len() + block.blocks.len() + inner
}

/// Returns the value that holds blocks of one kind.
fn wrap(nested: &NestedBlock, elements: Vec<Value>) -> Value {
    let element = nested.block.ty();
    match nested.nesting {
        Nesting::List => Value::list(element, elements),
        Nesting::Set => Value::set(element, elements),
        Nesting::Map => {
            let keys = (0..).map(|index| format!("key{index}"));
            Value::map(element, keys.zip(elements))
        }
        Nesting::Single => elements.into_iter().next().unwrap_or_else(|| Value::null(element)),
        Nesting::Group => elements.into_iter().next().unwrap_or_else(|| nothing(&nested.block)),
    }
}

/// What strings look like by the name of their attribute: the first pattern that the name contains.
const TEXTS: [(&str, &str, &str); 21] = [
    ("container_definitions", r#"[{"name":"a","image":"a"}]"#, r#"[{"name":"b","image":"b"}]"#),
    ("cidr", "10.0.0.0/16", "10.1.0.0/16"),
    ("arn", "arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"),
    ("policy_type", "a", "b"),
    ("policy_name", "a", "b"),
    ("policy_id", "a", "b"),
    ("policy", POLICY_A, POLICY_B),
    ("document", POLICY_A, POLICY_B),
    ("definition", POLICY_A, POLICY_B),
    ("pattern", POLICY_A, POLICY_B),
    ("json", POLICY_A, POLICY_B),
    ("availability_zone", "us-east-1a", "us-east-1b"),
    ("region", "us-east-1", "us-west-2"),
    ("ip_address", "10.0.0.4", "10.0.0.5"),
    ("private_ip", "10.0.0.4", "10.0.0.5"),
    ("time", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
    ("date", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"),
    ("engine_version", "8.0.1", "8.0.2"),
    ("engine", "mysql", "postgres"),
    ("account", "123456789012", "210987654321"),
    ("", "probe-a", "probe-b"),
];

pub(super) const POLICY_A: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"a:A","Resource":"*"}]}"#;
pub(super) const POLICY_B: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"B","Effect":"Allow","Action":"b:B","Resource":"*"}]}"#;

fn text(name: &str, variant: Variant) -> &'static str {
    let found = TEXTS.iter().find(|(pattern, _, _)| name.contains(pattern));
    let (_, a, b) = found.unwrap_or(&("", "probe-a", "probe-b"));
    if variant == Variant::A { a } else { b }
}

/// Returns the proposal for a plan: the configuration, and the prior state where the provider decides.
pub(super) fn proposed(block: &Block, config: &Value, prior: Option<&Value>) -> Value {
    let entries = config.as_entries().into_iter().flatten().map(|(name, held)| {
        let before = prior.and_then(|prior| prior.get(name));
        let value = match (block.attributes.get(name), block.blocks.get(name)) {
            (Some(attribute), _) if attribute.computed && held.is_null() => {
                before.unwrap_or(held).clone()
            }
            (None, Some(nested)) => proposed_blocks(nested, held, before),
            (Some(_), _) | (None, None) => held.clone(),
        };
        (name.clone(), value)
    });
    Value::object(entries)
}

fn proposed_blocks(nested: &NestedBlock, config: &Value, prior: Option<&Value>) -> Value {
    let before = |index: usize| prior.and_then(Value::as_items).and_then(|items| items.get(index));
    match config.as_items() {
        Some(items) => {
            let items = items.iter().enumerate();
            let elements = items.map(|(index, item)| proposed(&nested.block, item, before(index)));
            wrap(nested, elements.collect())
        }
        None => config.clone(),
    }
}

#[cfg(test)]
mod tests {
    use landform_plugin::AttributeType;

    use super::*;

    fn attribute(flags: &str) -> Attribute {
        Attribute {
            ty: AttributeType::Plain(Type::String),
            required: flags.contains('r'),
            optional: flags.contains('o'),
            computed: flags.contains('c'),
            sensitive: false,
            write_only: flags.contains('w'),
            deprecated: false,
        }
    }

    fn thing() -> Block {
        let attributes = |list: &[(&str, &str)]| {
            list.iter().map(|(name, flags)| ((*name).to_owned(), attribute(flags))).collect()
        };
        let nested = |min_items| NestedBlock {
            nesting: Nesting::List,
            min_items,
            max_items: 1,
            block: Block { attributes: attributes(&[("r", "r"), ("c", "c")]), ..Block::default() },
        };
        Block {
            attributes: attributes(&[
                ("id", "oc"),
                ("o", "o"),
                ("oc", "oc"),
                ("r", "r"),
                ("w", "ow"),
            ]),
            blocks: [("must".to_owned(), nested(1)), ("can".to_owned(), nested(0))].into(),
            deprecated: false,
        }
    }

    #[test]
    fn samples_fill_what_they_say() {
        let a = "\"probe-a\"";
        let cases = [
            (
                Fill::All,
                format!(
                    "{{ can = [{{ c = {a}, r = {a} }}], id = {a}, must = [{{ c = {a}, r = {a} }}], o = {a}, oc = {a}, r = {a}, w = null }}"
                ),
            ),
            (
                Fill::Lean,
                format!(
                    "{{ can = [], id = {a}, must = [{{ c = {a}, r = {a} }}], o = null, oc = {a}, r = {a}, w = null }}"
                ),
            ),
            (
                Fill::Configured,
                format!(
                    "{{ can = [{{ c = null, r = {a} }}], id = null, must = [{{ c = null, r = {a} }}], o = {a}, oc = {a}, r = {a}, w = null }}"
                ),
            ),
            (
                Fill::Required,
                format!(
                    "{{ can = [], id = null, must = [{{ c = null, r = {a} }}], o = null, oc = null, r = {a}, w = null }}"
                ),
            ),
            (
                Fill::Blocks,
                format!(
                    "{{ can = [{{ c = null, r = {a} }}], id = null, must = [{{ c = null, r = {a} }}], o = null, oc = null, r = {a}, w = null }}"
                ),
            ),
        ];
        for (fill, expected) in cases {
            let block = thing();
            let sample = Sampler::new(&block).sample(Variant::A, fill);
            assert_eq!(sample.to_string(), expected);
        }
    }

    #[test]
    fn hints_win_over_guesses() {
        let block = thing();
        let mut sampler = Sampler::new(&block);
        let pair = Pair("x".to_owned(), "y".to_owned());
        sampler.hints.values.insert("must.r".to_owned(), pair);
        let b = "\"probe-b\"";
        let expected = format!(
            "{{ can = [], id = null, must = [{{ c = null, r = \"y\" }}], o = null, oc = null, r = {b}, w = null }}"
        );
        assert_eq!(sampler.sample(Variant::B, Fill::Required).to_string(), expected);
    }

    #[test]
    fn a_proposal_keeps_what_the_provider_decided() {
        let block = thing();
        let sampler = Sampler::new(&block);
        let prior = sampler.sample(Variant::A, Fill::All);
        let config = sampler.sample(Variant::B, Fill::Blocks);
        let expected = "{ can = [{ c = \"probe-a\", r = \"probe-b\" }], id = \"probe-a\", \
                        must = [{ c = \"probe-a\", r = \"probe-b\" }], o = null, oc = \"probe-a\", \
                        r = \"probe-b\", w = null }";
        assert_eq!(proposed(&block, &config, Some(&prior)).to_string(), expected);
        assert_eq!(proposed(&block, &config, None), config);
    }
}

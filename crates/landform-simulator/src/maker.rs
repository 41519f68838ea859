//! Making: what AWS answers for the attributes of an object that configuration leaves open.

use std::collections::BTreeMap;

use landform_plugin::{Block, Schema};
use landform_value::{Data, Number, Type, Value, convert, from_json_as};

use crate::guess::{guessed_bool, guessed_number};
use crate::kinds;
use crate::place::Place;
use crate::seed::Seed;
use crate::special::special;
use crate::template::{Attributes, expand};
use crate::world::World;

/// Makes the open attributes of one object, each at most once, in the order in which they need each other.
pub(crate) struct Maker<'a> {
    pub(crate) ty: &'a str,
    pub(crate) place: &'a Place,
    pub(crate) world: &'a World,
    pub(crate) seed: Seed,
    block: &'a Block,
    values: BTreeMap<String, Value>,
    /// The attributes in the making, outermost first: one that needs itself finds nothing.
    open: Vec<String>,
}

/// Returns an object with everything known: what was known stays.
pub(crate) fn complete(
    (ty, schema): (&str, &Schema),
    planned: &Value,
    place: &Place,
    world: &World,
    seed: Seed,
) -> Value {
    let block = &schema.block;
    let values = planned.as_entries().cloned().unwrap_or_default();
    let mut maker = Maker { ty, place, world, seed, block, values, open: Vec::new() };
    let names: Vec<String> = maker.values.keys().cloned().collect();
    for name in &names {
        maker.resolve(name);
    }
    Value::object(maker.values)
}

impl Maker<'_> {
    /// Returns an attribute of the object, made now if it is open.
    pub(crate) fn resolve(&mut self, name: &str) -> Option<Value> {
        let value = self.values.get(name)?.clone();
        if value.is_wholly_known() {
            return Some(value);
        }
        if self.open.iter().any(|open| open == name) {
            return None;
        }
        self.open.push(name.to_owned());
        // Plans know a certificate's names, but the records belong to them.
        let options = (self.ty, name) == ("aws_acm_certificate", "domain_validation_options");
        let made = if value.is_unknown() || options {
            self.top(name, &value.ty())
        } else {
            self.fill(&value, name, name)
        };
        self.open.pop();
        self.values.insert(name.to_owned(), made.clone());
        Some(made)
    }

    /// Returns an attribute that is known already, as text.
    pub(crate) fn known(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// Returns the object's attributes and blocks as they stand.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.values()
    }

    /// Returns an attribute or block as it stands.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Tells whether the object has an attribute that only the provider sets.
    pub(crate) fn provides(&self, name: &str) -> bool {
        self.block.attributes.get(name).is_some_and(|a| a.computed && !a.optional)
    }

    /// Makes a whole attribute of the object.
    fn top(&mut self, name: &str, ty: &Type) -> Value {
        if let Some(template) = kinds::template(self.ty, name) {
            let (place, seed) = (self.place, self.seed.clone());
            let text = expand(template, place, &seed, self);
            return read(&text, ty);
        }
        if let Some(value) = crate::special::structured(self, name, ty) {
            return value;
        }
        // Blocks that AWS would fill in stay out, but for those with a template.
        if self.block.blocks.contains_key(name) {
            return none_of(ty);
        }
        let optional = self.block.attributes.get(name).is_some_and(|a| a.optional);
        self.guess(name, name, ty, optional)
    }

    /// Fills what is unknown inside a value.
    fn fill(&mut self, value: &Value, name: &str, path: &str) -> Value {
        let marks = value.marks();
        let filled: Value = match value.data() {
            Data::Unknown(ty) if self.is_block(path) => none_of(ty),
            Data::Unknown(ty) => self.guess(name, path, ty, self.optional(path)),
            Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => {
                return value.clone();
            }
            Data::List(ty, items) => {
                let items = self.fill_items(items, name, path);
                Data::List(ty.clone(), items).into()
            }
            Data::Tuple(items) => Value::tuple(self.fill_items(items, name, path)),
            Data::Set(ty, items) => Value::set(ty.clone(), self.fill_items(items, name, path)),
            Data::Map(ty, entries) => {
                let filled: Vec<_> = entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.fill(item, key, &join(path, key))))
                    .collect();
                Value::map(ty.clone(), filled)
            }
            Data::Object(entries) => {
                let filled: Vec<_> = entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.fill(item, key, &join(path, key))))
                    .collect();
                Value::object(filled)
            }
        };
        filled.with_marks(marks)
    }

    fn fill_items(&mut self, items: &[Value], name: &str, path: &str) -> Vec<Value> {
        let fill =
            |(index, item): (usize, &Value)| self.fill(item, name, &join(path, &index.to_string()));
        items.iter().enumerate().map(fill).collect()
    }

    /// Tells whether there are blocks at a path.
    fn is_block(&self, path: &str) -> bool {
        let mut block = self.block;
        path.split('.').filter(|name| !name.bytes().all(|b| b.is_ascii_digit())).all(|name| {
            let nested = block.blocks.get(name);
            block = nested.map_or(block, |nested| &nested.block);
            nested.is_some()
        })
    }

    /// Tells whether the attribute at a path may be configured; paths inside plain attributes may not.
    fn optional(&self, path: &str) -> bool {
        let mut block = self.block;
        let mut names = path.split('.').filter(|name| !name.bytes().all(|b| b.is_ascii_digit()));
        while let Some(name) = names.next() {
            match block.blocks.get(name) {
                Some(nested) => block = &nested.block,
                None => {
                    let attribute = block.attributes.get(name);
                    return names.next().is_none() && attribute.is_some_and(|a| a.optional);
                }
            }
        }
        false
    }

    /// Makes a value by its name and type.
    fn guess(&mut self, name: &str, path: &str, ty: &Type, optional: bool) -> Value {
        match ty {
            Type::String => Value::string(crate::guess::guessed_text(self, name, path, optional)),
            Type::Number => Value::from(guessed_number(name)),
            Type::Bool => Value::from(guessed_bool(name)),
            Type::List(element) | Type::Set(element) => {
                let items = self.guess_items(name, path, element, optional);
                if matches!(ty, Type::Set(_)) {
                    Value::set((**element).clone(), items)
                } else {
                    Value::list((**element).clone(), items)
                }
            }
            Type::Map(element) => Value::map((**element).clone(), BTreeMap::<String, Value>::new()),
            Type::Object(object) => {
                let made = object.attributes.iter().map(|(key, ty)| {
                    (key.clone(), self.guess(key, &join(path, key), ty, optional))
                });
                Value::object(made.collect::<Vec<_>>())
            }
            Type::Tuple(items) => {
                let made = items.iter().map(|ty| self.guess(name, path, ty, optional));
                Value::tuple(made.collect::<Vec<_>>())
            }
            Type::Dynamic => Value::null(Type::Dynamic),
        }
    }

    /// Makes the items of a list: one object where code commonly takes `[0]`, otherwise none.
    fn guess_items(
        &mut self,
        name: &str,
        path: &str,
        element: &Type,
        optional: bool,
    ) -> Vec<Value> {
        let texts = crate::guess::guessed_texts(self, name);
        if let Some(texts) = texts.filter(|_| *element == Type::String) {
            return texts.into_iter().map(Value::string).collect();
        }
        let indexed = matches!(element, Type::Object(_)) && !optional;
        if indexed { vec![self.guess(name, &join(path, "0"), element, false)] } else { Vec::new() }
    }
}

impl Attributes for Maker<'_> {
    fn text(&mut self, name: &str) -> String {
        if let Some(name) = name.strip_prefix('#') {
            return special(self, name);
        }
        match self.resolve(name).map(Value::into_data) {
            Some(Data::String(text)) => text,
            Some(Data::Number(number)) => number.to_string(),
            Some(Data::Bool(truth)) => truth.to_string(),
            Some(
                Data::Null(_)
                | Data::Unknown(_)
                | Data::List(..)
                | Data::Set(..)
                | Data::Map(..)
                | Data::Tuple(_)
                | Data::Object(_),
            )
            | None => String::new(),
        }
    }
}

/// Returns no block at all.
fn none_of(ty: &Type) -> Value {
    if let Type::List(element) = ty {
        Value::list((**element).clone(), [])
    } else if let Type::Set(element) = ty {
        Value::set((**element).clone(), [])
    } else {
        Value::null(ty.clone())
    }
}

fn join(path: &str, name: &str) -> String {
    format!("{path}.{name}")
}

/// Returns the value of a type that a text stands for, null if it stands for none.
fn read(text: &str, ty: &Type) -> Value {
    if text == "null" {
        return Value::null(ty.clone());
    }
    let value = match ty {
        Type::String => return Value::string(text),
        Type::Number => Number::parse(text).map(Value::from),
        Type::Bool => convert(&Value::string(text), ty).ok(),
        Type::Dynamic
        | Type::List(_)
        | Type::Set(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Object(_) => {
            serde_json::from_str(text).ok().and_then(|json| from_json_as(&json, ty).ok())
        }
    };
    value.unwrap_or_else(|| Value::null(ty.clone()))
}

//! The world: what exists in every account and region, as far as the simulator has made it or has been told of it.

use std::collections::{BTreeMap, BTreeSet};

use landform_ledger::Ticket;
use landform_plugin::Schema;
use landform_value::Value;

use crate::kept::{Change, Kept};
use crate::place::Place;
use crate::seed::Seed;

/// An object that exists.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    /// The resource type.
    pub(crate) ty: String,
    /// What tells the object from others of its type.
    pub(crate) id: String,
    /// The object's attributes.
    pub(crate) state: Value,
    /// Ids that came into being with the object, such as that of a VPC's default security group.
    pub(crate) minted: BTreeSet<String>,
    /// What the object was created from, if it was created here.
    pub(crate) origin: Option<String>,
}

/// Everything that exists, by place, type and id.
#[derive(Debug, Default)]
pub(crate) struct World {
    places: BTreeMap<Place, BTreeMap<(String, String), Object>>,
    /// What every account has from the start; never listed.
    native: BTreeMap<Place, Vec<Object>>,
    /// What was deleted and has not been created again: a state that still names it is out of date.
    buried: BTreeSet<(Place, String, String)>,
    /// Where changes are kept, if they are.
    kept: Option<Kept>,
}

/// Where to look for an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// In the same account and region.
    Region,
    /// In the same account.
    Account,
    /// Everywhere.
    Global,
}

impl World {
    /// Makes an account's native objects known. Everything else works without.
    pub(crate) fn settle(&mut self, place: &Place) {
        self.native.entry(place.clone()).or_insert_with(|| natives(place));
    }

    /// Puts an object into the world, in place of one of the same type and id.
    pub(crate) fn put(&mut self, place: &Place, mut object: Object) {
        let key = (object.ty.clone(), object.id.clone());
        let before = self.places.get(place).and_then(|objects| objects.get(&key));
        if object.origin.is_none() {
            object.origin = before.and_then(|before| before.origin.clone());
        }
        if before.is_some_and(|before| *before == object) {
            return;
        }
        if let Some(kept) = &mut self.kept {
            kept.note(Change::put(place, &object));
        }
        self.buried.remove(&(place.clone(), object.ty.clone(), object.id.clone()));
        self.places.entry(place.clone()).or_default().insert(key, object);
    }

    /// Takes an object out of the world; it may come back under another id.
    pub(crate) fn remove(&mut self, place: &Place, ty: &str, id: &str) {
        self.take_out(place, ty, id, false);
    }

    /// Takes an object out of the world for good.
    pub(crate) fn bury(&mut self, place: &Place, ty: &str, id: &str) {
        self.take_out(place, ty, id, true);
        self.buried.insert((place.clone(), ty.to_owned(), id.to_owned()));
    }

    /// Tells whether an object was deleted, and has not been created again.
    pub(crate) fn is_buried(&self, place: &Place, ty: &str, id: &str) -> bool {
        self.buried.contains(&(place.clone(), ty.to_owned(), id.to_owned()))
    }

    fn take_out(&mut self, place: &Place, ty: &str, id: &str, deleted: bool) {
        if let Some(kept) = &mut self.kept {
            kept.note(Change::removed(place, ty, id, deleted));
        }
        if let Some(objects) = self.places.get_mut(place) {
            objects.remove(&(ty.to_owned(), id.to_owned()));
            if objects.is_empty() {
                self.places.remove(place);
            }
        }
    }

    /// Keeps all changes from now on.
    pub(crate) fn keep(&mut self, kept: Kept) {
        self.kept = Some(kept);
    }

    /// Sends the changes since the last time to the disk; nothing if there are none, or if they are not kept.
    pub(crate) fn commit(&mut self) -> Option<Ticket> {
        self.kept.as_mut()?.commit()
    }

    /// Returns the changes that make this world out of an empty one.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let buried = self.buried.iter();
        let buried = buried.map(|(place, ty, id)| Change::removed(place, ty, id, true));
        let objects = self.places.iter().flat_map(|(place, objects)| {
            objects.values().map(move |object| Change::put(place, object))
        });
        buried.chain(objects).collect()
    }

    /// Returns the object of a type and id in a place.
    pub(crate) fn get(&self, place: &Place, ty: &str, id: &str) -> Option<&Object> {
        self.places.get(place)?.get(&(ty.to_owned(), id.to_owned()))
    }

    /// Iterates over the objects within a scope around a place, natives last.
    pub(crate) fn within<'a>(
        &'a self,
        place: &'a Place,
        scope: Scope,
    ) -> impl Iterator<Item = (&'a Place, &'a Object)> {
        let inside = move |other: &Place| match scope {
            Scope::Region => other == place,
            Scope::Account => other.account == place.account,
            Scope::Global => true,
        };
        let made =
            self.places.iter().flat_map(|(at, objects)| objects.values().map(move |o| (at, o)));
        let native =
            self.native.iter().flat_map(|(at, objects)| objects.iter().map(move |o| (at, o)));
        made.chain(native).filter(move |(at, _)| inside(at))
    }

    /// Iterates over the objects of a type within a scope around a place.
    pub(crate) fn of_type<'a>(
        &'a self,
        place: &'a Place,
        scope: Scope,
        ty: &'a str,
    ) -> impl Iterator<Item = (&'a Place, &'a Object)> {
        self.within(place, scope).filter(move |(_, object)| object.ty == ty)
    }

    /// Returns the object whose id this is, or with which the id came into being.
    pub(crate) fn owner<'a>(
        &'a self,
        place: &'a Place,
        scope: Scope,
        id: &str,
    ) -> Option<&'a Object> {
        let own = self.within(place, scope).find(|(_, object)| object.id == id);
        own.or_else(|| self.within(place, scope).find(|(_, object)| object.minted.contains(id)))
            .map(|(_, object)| object)
    }

    /// Returns an attribute of the object whose id this is.
    pub(crate) fn attribute(&self, place: &Place, id: &str, name: &str) -> Option<String> {
        let object = self.within(place, Scope::Region).find(|(_, object)| object.id == id)?.1;
        Some(object.state.get(name)?.as_str()?.to_owned())
    }

    /// Returns type and id of everything that exists, by place.
    pub(crate) fn listing(&self) -> BTreeMap<Place, Vec<(String, String)>> {
        let list = |objects: &BTreeMap<(String, String), Object>| objects.keys().cloned().collect();
        self.places.iter().map(|(place, objects)| (place.clone(), list(objects))).collect()
    }

    /// Tells whether nothing exists.
    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// Returns what tells an object from others of its type.
pub(crate) fn identity(schema: &Schema, state: &Value) -> String {
    let text = |name: &str| state.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(id) = text("id").or_else(|| text("arn")) {
        return id.to_owned();
    }
    let required = schema.block.attributes.iter().filter(|(_, attribute)| attribute.required);
    let values: Vec<String> =
        required.filter_map(|(name, _)| state.get(name)).map(ToString::to_string).collect();
    if values.is_empty() { state.to_string() } else { values.join(",") }
}

/// Returns the ids among the values that the provider alone sets.
pub(crate) fn minted(schema: &Schema, state: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, attribute) in &schema.block.attributes {
        if let (true, false, Some(value)) =
            (attribute.computed, attribute.optional, state.get(name))
        {
            collect_ids(value, &mut found);
        }
    }
    found
}

fn collect_ids(value: &Value, found: &mut BTreeSet<String>) {
    let text = value.as_str().filter(|text| id_prefix(text).is_some());
    found.extend(text.map(str::to_owned));
    value.children().for_each(|child| collect_ids(child, found));
}

/// Returns the prefix of an id such as `vpc-0123456789abcdef0`.
pub(crate) fn id_prefix(text: &str) -> Option<&str> {
    let (prefix, number) = text.rsplit_once('-')?;
    let shaped = matches!(number.len(), 8 | 17)
        && number.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let plain = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (shaped && plain).then_some(prefix)
}

/// Returns what AWS puts into each region of an account: a default VPC with its subnets, groups and tables.
fn natives(place: &Place) -> Vec<Object> {
    let seed = Seed::new([place.account.as_str(), place.region.as_str(), "native"]);
    let id = |prefix: &str| format!("{prefix}-{}", seed.part(prefix).hex(17));
    let object = |ty: &str, id: &str, attributes: &[(&str, Value)]| Object {
        ty: ty.to_owned(),
        id: id.to_owned(),
        state: Value::object(
            [("id", Value::string(id)), ("owner_id", Value::string(&place.account))]
                .into_iter()
                .chain(attributes.iter().cloned()),
        ),
        minted: BTreeSet::new(),
        origin: None,
    };
    let vpc = id("vpc");
    let arn = |kind: &str, id: &str| {
        let Place { account, region } = place;
        Value::from(format!("arn:{}:ec2:{region}:{account}:{kind}/{id}", place.partition()))
    };
    let mut all = vec![
        object(
            "aws_vpc",
            &vpc,
            &[
                ("arn", arn("vpc", &vpc)),
                ("cidr_block", "172.31.0.0/16".into()),
                ("default", true.into()),
                ("enable_dns_support", true.into()),
                ("enable_dns_hostnames", true.into()),
                ("instance_tenancy", "default".into()),
                ("default_security_group_id", id("sg").into()),
                ("default_network_acl_id", id("acl").into()),
                ("default_route_table_id", id("rtb").into()),
                ("main_route_table_id", id("rtb").into()),
            ],
        ),
        object(
            "aws_security_group",
            &id("sg"),
            &[
                ("arn", arn("security-group", &id("sg"))),
                ("name", "default".into()),
                ("description", "default VPC security group".into()),
                ("vpc_id", vpc.clone().into()),
            ],
        ),
        object("aws_route_table", &id("rtb"), &[("vpc_id", vpc.clone().into())]),
        object("aws_network_acl", &id("acl"), &[("vpc_id", vpc.clone().into())]),
        object("aws_internet_gateway", &id("igw"), &[("vpc_id", vpc.clone().into())]),
    ];
    for (index, (zone, zone_id)) in place.zones().into_iter().enumerate() {
        let subnet = format!("subnet-{}", seed.part(&zone).hex(17));
        let cidr = format!("172.31.{}.0/20", index * 16);
        let attributes = [
            ("arn", arn("subnet", &subnet)),
            ("vpc_id", vpc.clone().into()),
            ("cidr_block", cidr.into()),
            ("availability_zone", zone.into()),
            ("availability_zone_id", zone_id.into()),
            ("default_for_az", true.into()),
            ("map_public_ip_on_launch", true.into()),
        ];
        all.push(object("aws_subnet", &subnet, &attributes));
    }
    all
}

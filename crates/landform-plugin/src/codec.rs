//! The wire form of values: MessagePack or JSON, both read and written by the type that the schema gives.
#![expect(clippy::wildcard_enum_match_arm, reason = "every marker that is not named is refused")]

use std::collections::BTreeMap;
use std::fmt;

use landform_value::{Data, Number, Type, Value, from_json_as, type_from_json, type_to_json};
use rmp::Marker;
use rmp::decode::{RmpRead, read_marker};
use rmp::encode;
use serde_json::Value as Json;

use crate::schema::has_dynamic;

/// Nesting beyond this is refused: only the `dynamic` type could reach it, and the stack is finite.
const MAX_DEPTH: usize = 128;

/// What is wrong with a value on the wire, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CodecError {
    message: String,
    /// The steps from the fault outwards.
    path: Vec<String>,
}

impl CodecError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: Vec::new() }
    }

    pub(crate) fn within(mut self, step: impl Into<String>) -> Self {
        self.path.push(step.into());
        self
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            f.write_str("at `")?;
            for (index, step) in self.path.iter().rev().enumerate() {
                write!(f, "{}{step}", if index > 0 { "." } else { "" })?;
            }
            f.write_str("`: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Returns the MessagePack form of a value of a type. Marks are not sent.
///
/// # Errors
///
/// The value is not of the type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, CodecError> {
    let mut out = Vec::new();
    write_value(&mut out, value, ty)?;
    Ok(out)
}

/// Returns the value of a type whose MessagePack form is given.
///
/// # Errors
///
/// The bytes are no value of the type.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut rest = bytes;
    let value = read_value(&mut rest, ty, 0)?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(CodecError::new(format!("{} more bytes after the value", rest.len())))
    }
}

/// Returns the value of a type whose JSON form is given.
///
/// # Errors
///
/// The text is no JSON, or no value of the type.
pub fn decode_json(text: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let json = serde_json::from_slice(text).map_err(|error| CodecError::new(error.to_string()))?;
    from_json(&json, ty)
}

/// Returns the type whose JSON form is given, as schemas carry it.
///
/// # Errors
///
/// The text is no JSON, or no type.
pub fn decode_type(text: &[u8]) -> Result<Type, CodecError> {
    let json = serde_json::from_slice(text).map_err(|error| CodecError::new(error.to_string()))?;
    type_from_json(&json).ok_or_else(|| CodecError::new("no type"))
}

/// Returns the JSON form of a type.
pub fn encode_type(ty: &Type) -> Vec<u8> {
    type_to_json(ty).to_string().into_bytes()
}

fn write_value(out: &mut Vec<u8>, value: &Value, ty: &Type) -> Result<(), CodecError> {
    if *ty == Type::Dynamic && value.ty() != Type::Dynamic {
        let actual = value.ty();
        write_array_len(out, 2)?;
        io(encode::write_bin(out, &encode_type(&actual)))?;
        return write_value(out, value, &actual);
    }
    match (value.data(), ty) {
        (Data::Null(_), _) => io(encode::write_nil(out)),
        // One byte of data under extension code 0.
        (Data::Unknown(_), _) => {
            out.extend_from_slice(&[0xd4, 0, 0]);
            Ok(())
        }
        (Data::Bool(truth), Type::Bool) => io(encode::write_bool(out, *truth)),
        (Data::Number(number), Type::Number) => write_number(out, number),
        (Data::String(text), Type::String) => io(encode::write_str(out, text)),
        (Data::List(_, items), Type::List(element)) | (Data::Set(_, items), Type::Set(element)) => {
            write_items(out, items.iter().map(|item| (item, &**element)), items.len())
        }
        (Data::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            write_items(out, items.iter().zip(types), items.len())
        }
        (Data::Map(_, entries), Type::Map(element)) => {
            write_map_len(out, entries.len())?;
            for (key, item) in entries {
                io(encode::write_str(out, key))?;
                write_value(out, item, element).map_err(|error| error.within(key))?;
            }
            Ok(())
        }
        (Data::Object(entries), Type::Object(object)) => {
            write_object(out, entries, &object.attributes)
        }
        _ => Err(CodecError::new(format!("a value of type {} is not of type {ty}", value.ty()))),
    }
}

fn write_items<'a>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = (&'a Value, &'a Type)>,
    count: usize,
) -> Result<(), CodecError> {
    write_array_len(out, count)?;
    for (index, (item, ty)) in items.enumerate() {
        write_value(out, item, ty).map_err(|error| error.within(index.to_string()))?;
    }
    Ok(())
}

fn write_object(
    out: &mut Vec<u8>,
    entries: &BTreeMap<String, Value>,
    attributes: &BTreeMap<String, Type>,
) -> Result<(), CodecError> {
    if let Some(extra) = entries.keys().find(|key| !attributes.contains_key(*key)) {
        return Err(CodecError::new(format!("attribute `{extra}` is not in the type")));
    }
    write_map_len(out, attributes.len())?;
    for (name, ty) in attributes {
        let Some(item) = entries.get(name) else {
            return Err(CodecError::new(format!("attribute `{name}` is missing")));
        };
        io(encode::write_str(out, name))?;
        write_value(out, item, ty).map_err(|error| error.within(name))?;
    }
    Ok(())
}

/// Writes the shortest of the forms that keep the number exact: integer, double, decimal text.
fn write_number(out: &mut Vec<u8>, number: &Number) -> Result<(), CodecError> {
    if let Some(integer) = number.to_i64() {
        return io(encode::write_sint(out, integer));
    }
    let float = number.to_f64();
    if Number::from_f64(float).as_ref() == Some(number) {
        io(encode::write_f64(out, float))
    } else {
        io(encode::write_str(out, &number.to_string()))
    }
}

fn write_array_len(out: &mut Vec<u8>, count: usize) -> Result<(), CodecError> {
    io(encode::write_array_len(out, length(count)?))
}

fn write_map_len(out: &mut Vec<u8>, count: usize) -> Result<(), CodecError> {
    io(encode::write_map_len(out, length(count)?))
}

fn length(count: usize) -> Result<u32, CodecError> {
    u32::try_from(count).map_err(|_| CodecError::new("too many elements"))
}

/// Writing into memory cannot fail, but its signature says that it can.
fn io<T, E: fmt::Display>(result: Result<T, E>) -> Result<(), CodecError> {
    result.map(|_| ()).map_err(|error| CodecError::new(error.to_string()))
}

fn read_value(input: &mut &[u8], ty: &Type, depth: usize) -> Result<Value, CodecError> {
    if depth > MAX_DEPTH {
        return Err(CodecError::new(format!("nested deeper than {MAX_DEPTH} levels")));
    }
    let start = *input;
    let marker = read_marker(input).map_err(|_| CodecError::new("the bytes end too early"))?;
    if skip_extension(input, marker)? {
        return Ok(Value::unknown(ty.clone()));
    }
    match (marker, ty) {
        (Marker::Null, _) => Ok(Value::null(ty.clone())),
        (_, Type::Dynamic) => read_dynamic(input, marker, depth),
        (Marker::True, Type::Bool) => Ok(true.into()),
        (Marker::False, Type::Bool) => Ok(false.into()),
        (_, Type::Number) => {
            *input = start;
            read_number(input).map(Value::from)
        }
        (_, Type::String) => read_text(input, marker).map(Value::string),
        (_, Type::List(element)) => {
            let items = read_items(input, marker, element, depth)?;
            Ok(Value::list(common_type(element, &items), items))
        }
        (_, Type::Set(element)) => {
            let items = read_items(input, marker, element, depth)?;
            Ok(Value::set(common_type(element, &items), items))
        }
        (_, Type::Tuple(types)) => read_tuple(input, marker, types, depth),
        (_, Type::Map(element)) => read_map(input, marker, element, depth),
        (_, Type::Object(object)) => read_object(input, marker, &object.attributes, depth),
        (_, Type::Bool) => Err(mismatch(marker, ty)),
    }
}

fn mismatch(marker: Marker, ty: &Type) -> CodecError {
    CodecError::new(format!("expected {ty}, found {marker:?}"))
}

/// Skips an extension, whatever its code: an unknown value, perhaps with hints on what it will be.
fn skip_extension(input: &mut &[u8], marker: Marker) -> Result<bool, CodecError> {
    let size = match marker {
        Marker::FixExt1 => 1,
        Marker::FixExt2 => 2,
        Marker::FixExt4 => 4,
        Marker::FixExt8 => 8,
        Marker::FixExt16 => 16,
        Marker::Ext8 => u32::from(data(input.read_data_u8())?),
        Marker::Ext16 => u32::from(data(input.read_data_u16())?),
        Marker::Ext32 => data(input.read_data_u32())?,
        _ => return Ok(false),
    };
    data(input.read_data_i8())?;
    take(input, size)?;
    Ok(true)
}

fn data<T, E>(result: Result<T, E>) -> Result<T, CodecError> {
    result.map_err(|_| CodecError::new("the bytes end too early"))
}

fn take<'a>(input: &mut &'a [u8], size: u32) -> Result<&'a [u8], CodecError> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let (taken, rest) =
        input.split_at_checked(size).ok_or_else(|| CodecError::new("the bytes end too early"))?;
    *input = rest;
    Ok(taken)
}

/// Reads `[type, value]`.
fn read_dynamic(input: &mut &[u8], marker: Marker, depth: usize) -> Result<Value, CodecError> {
    if array_len(input, marker)? != Some(2) {
        return Err(CodecError::new(format!("expected a type and a value, found {marker:?}")));
    }
    let marker = data(read_marker(input))?;
    let size = match marker {
        Marker::Bin8 => u32::from(data(input.read_data_u8())?),
        Marker::Bin16 => u32::from(data(input.read_data_u16())?),
        Marker::Bin32 => data(input.read_data_u32())?,
        _ => string_len(input, marker)?,
    };
    let ty = decode_type(take(input, size)?)?;
    read_value(input, &ty, depth + 1)
}

fn read_number(input: &mut &[u8]) -> Result<Number, CodecError> {
    let no_number = |marker| CodecError::new(format!("expected number, found {marker:?}"));
    let marker = data(read_marker(input))?;
    let integer = match marker {
        Marker::FixPos(small) => i64::from(small),
        Marker::FixNeg(small) => i64::from(small),
        Marker::U8 => i64::from(data(input.read_data_u8())?),
        Marker::U16 => i64::from(data(input.read_data_u16())?),
        Marker::U32 => i64::from(data(input.read_data_u32())?),
        Marker::U64 => return Ok(data(input.read_data_u64())?.into()),
        Marker::I8 => i64::from(data(input.read_data_i8())?),
        Marker::I16 => i64::from(data(input.read_data_i16())?),
        Marker::I32 => i64::from(data(input.read_data_i32())?),
        Marker::I64 => data(input.read_data_i64())?,
        Marker::F32 => {
            return Number::from_f64(f64::from(data(input.read_data_f32())?))
                .ok_or_else(|| no_number(marker));
        }
        Marker::F64 => {
            return Number::from_f64(data(input.read_data_f64())?).ok_or_else(|| no_number(marker));
        }
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
            let text = read_text(input, marker)?;
            return Number::parse(text)
                .ok_or_else(|| CodecError::new(format!("`{text}` is no number")));
        }
        _ => return Err(no_number(marker)),
    };
    Ok(integer.into())
}

fn read_text<'a>(input: &mut &'a [u8], marker: Marker) -> Result<&'a str, CodecError> {
    let size = string_len(input, marker)?;
    std::str::from_utf8(take(input, size)?).map_err(|_| CodecError::new("a string is not UTF-8"))
}

fn string_len(input: &mut &[u8], marker: Marker) -> Result<u32, CodecError> {
    match marker {
        Marker::FixStr(size) => Ok(u32::from(size)),
        Marker::Str8 => Ok(u32::from(data(input.read_data_u8())?)),
        Marker::Str16 => Ok(u32::from(data(input.read_data_u16())?)),
        Marker::Str32 => data(input.read_data_u32()),
        _ => Err(mismatch(marker, &Type::String)),
    }
}

fn array_len(input: &mut &[u8], marker: Marker) -> Result<Option<u32>, CodecError> {
    match marker {
        Marker::FixArray(count) => Ok(Some(u32::from(count))),
        Marker::Array16 => Ok(Some(u32::from(data(input.read_data_u16())?))),
        Marker::Array32 => data(input.read_data_u32()).map(Some),
        _ => Ok(None),
    }
}

fn map_len(input: &mut &[u8], marker: Marker) -> Result<u32, CodecError> {
    match marker {
        Marker::FixMap(count) => Ok(u32::from(count)),
        Marker::Map16 => Ok(u32::from(data(input.read_data_u16())?)),
        Marker::Map32 => data(input.read_data_u32()),
        _ => Err(CodecError::new(format!("expected keys and values, found {marker:?}"))),
    }
}

fn read_items(
    input: &mut &[u8],
    marker: Marker,
    element: &Type,
    depth: usize,
) -> Result<Vec<Value>, CodecError> {
    let Some(count) = array_len(input, marker)? else {
        return Err(CodecError::new(format!(
            "expected elements of type {element}, found {marker:?}"
        )));
    };
    // Grows by what is really there: a forged length must not reserve memory.
    let mut items = Vec::new();
    for index in 0..count {
        let item = read_value(input, element, depth + 1);
        items.push(item.map_err(|error| error.within(index.to_string()))?);
    }
    Ok(items)
}

fn read_tuple(
    input: &mut &[u8],
    marker: Marker,
    types: &[Type],
    depth: usize,
) -> Result<Value, CodecError> {
    let count = array_len(input, marker)?.and_then(|count| usize::try_from(count).ok());
    if count != Some(types.len()) {
        return Err(CodecError::new(format!(
            "expected {} elements, found {marker:?}",
            types.len()
        )));
    }
    let mut items = Vec::new();
    for (index, ty) in types.iter().enumerate() {
        let item = read_value(input, ty, depth + 1);
        items.push(item.map_err(|error| error.within(index.to_string()))?);
    }
    Ok(Value::tuple(items))
}

fn read_map(
    input: &mut &[u8],
    marker: Marker,
    element: &Type,
    depth: usize,
) -> Result<Value, CodecError> {
    let mut entries = BTreeMap::new();
    for _ in 0..map_len(input, marker)? {
        let key = read_key(input)?;
        let item = read_value(input, element, depth + 1).map_err(|error| error.within(&key))?;
        entries.insert(key, item);
    }
    Ok(Value::map(common_type(element, entries.values()), entries))
}

fn read_object(
    input: &mut &[u8],
    marker: Marker,
    attributes: &BTreeMap<String, Type>,
    depth: usize,
) -> Result<Value, CodecError> {
    let mut entries = BTreeMap::new();
    for _ in 0..map_len(input, marker)? {
        let key = read_key(input)?;
        let Some(ty) = attributes.get(&key) else {
            return Err(CodecError::new(format!("attribute `{key}` is not in the type")));
        };
        let item = read_value(input, ty, depth + 1).map_err(|error| error.within(&key))?;
        entries.insert(key, item);
    }
    match attributes.keys().find(|name| !entries.contains_key(*name)) {
        Some(missing) => Err(CodecError::new(format!("attribute `{missing}` is missing"))),
        None => Ok(Value::object(entries)),
    }
}

fn read_key(input: &mut &[u8]) -> Result<String, CodecError> {
    let marker = data(read_marker(input))?;
    Ok(read_text(input, marker)?.to_owned())
}

/// Returns the element type that the items really have, where the schema leaves it open.
fn common_type<'a>(element: &Type, items: impl IntoIterator<Item = &'a Value>) -> Type {
    if !has_dynamic(element) {
        return element.clone();
    }
    let mut items = items.into_iter().map(Value::ty);
    match items.next() {
        Some(first) if items.all(|other| other == first) => first,
        Some(_) | None => element.clone(),
    }
}

/// Reads JSON; its parser bounds the depth.
fn from_json(json: &Json, ty: &Type) -> Result<Value, CodecError> {
    let no_match = || CodecError::new(format!("expected {ty}, found `{json}`"));
    let inner = |step: &str, json: &Json, ty: &Type| {
        from_json(json, ty).map_err(|error| error.within(step))
    };
    let items = |element: &Type| {
        let items = json.as_array().ok_or_else(no_match)?.iter().enumerate();
        items
            .map(|(index, item)| inner(&index.to_string(), item, element))
            .collect::<Result<Vec<_>, _>>()
    };
    match ty {
        _ if json.is_null() => Ok(Value::null(ty.clone())),
        Type::Dynamic => {
            let ty = json.get("type").and_then(type_from_json).ok_or_else(no_match)?;
            from_json(json.get("value").ok_or_else(no_match)?, &ty)
        }
        Type::Bool | Type::Number | Type::String => from_json_as(json, ty).map_err(|_| no_match()),
        Type::List(element) => {
            let items = items(element)?;
            Ok(Value::list(common_type(element, &items), items))
        }
        Type::Set(element) => {
            let items = items(element)?;
            Ok(Value::set(common_type(element, &items), items))
        }
        Type::Tuple(types) => {
            let items = json.as_array().filter(|items| items.len() == types.len());
            let pairs = items.ok_or_else(no_match)?.iter().zip(types).enumerate();
            let values = pairs.map(|(index, (item, ty))| inner(&index.to_string(), item, ty));
            Ok(Value::tuple(values.collect::<Result<Vec<_>, _>>()?))
        }
        Type::Map(element) => {
            let entries = json.as_object().ok_or_else(no_match)?.iter();
            let entries = entries
                .map(|(key, item)| Ok((key.clone(), inner(key, item, element)?)))
                .collect::<Result<BTreeMap<_, _>, _>>()?;
            Ok(Value::map(common_type(element, entries.values()), entries))
        }
        Type::Object(object) => {
            let given = json.as_object().ok_or_else(no_match)?;
            if let Some(extra) = given.keys().find(|key| !object.attributes.contains_key(*key)) {
                return Err(CodecError::new(format!("attribute `{extra}` is not in the type")));
            }
            let entries = object.attributes.iter().map(|(name, ty)| {
                Ok((name.clone(), inner(name, given.get(name).unwrap_or(&Json::Null), ty)?))
            });
            Ok(Value::object(entries.collect::<Result<BTreeMap<_, _>, _>>()?))
        }
    }
}

#[cfg(test)]
mod tests;

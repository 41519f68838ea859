//! Values in known wire forms, random values there and back, and random bytes.

use std::collections::BTreeMap;

use landform_value::{Number, Type, Value};
use proptest::prelude::*;

use super::{decode, decode_json, decode_type, encode, encode_type};

fn ty(json: &str) -> Type {
    decode_type(json.as_bytes()).unwrap_or_else(|error| panic!("`{json}`: {error}"))
}

/// Reads hexadecimal digits; spaces and text in quotes stand for themselves.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, part) in text.split('\'').enumerate() {
        if index % 2 == 1 {
            out.extend_from_slice(part.as_bytes());
            continue;
        }
        let digits: Vec<u8> = part.bytes().filter(u8::is_ascii_hexdigit).collect();
        for pair in digits.chunks(2) {
            let pair = std::str::from_utf8(pair).expect("digits");
            out.push(u8::from_str_radix(pair, 16).expect("two digits"));
        }
    }
    out
}

#[test]
fn values_have_the_wire_form_that_engines_write() {
    let cases = [
        ("\"bool\"", "c3", Value::from(true)),
        ("\"string\"", "a2'hi'", "hi".into()),
        ("\"string\"", "c0", Value::null(Type::String)),
        ("\"string\"", "d4 00 00", Value::unknown(Type::String)),
        ("\"number\"", "05", 5.into()),
        ("\"number\"", "ff", (-1).into()),
        ("\"number\"", "cd 01 00", 256.into()),
        ("\"number\"", "cb 3f f8 00 00 00 00 00 00", Number::from_f64(1.5).unwrap().into()),
        ("\"number\"", "a3'0.1'", Number::parse("0.1").unwrap().into()),
        (
            "\"number\"",
            "b5'100000000000000000001'",
            Number::parse("100000000000000000001").unwrap().into(),
        ),
        (
            r#"["list","string"]"#,
            "92 a1'a' c0",
            Value::list(Type::String, ["a".into(), Value::null(Type::String)]),
        ),
        (r#"["set","number"]"#, "92 01 02", Value::set(Type::Number, [2.into(), 1.into()])),
        (r#"["map","bool"]"#, "81 a1'k' c2", Value::map(Type::Bool, [("k", false.into())])),
        (r#"["tuple",["bool","string"]]"#, "92 c2 a0", Value::tuple([false.into(), "".into()])),
        (
            r#"["object",{"a":"string","b":"number"}]"#,
            "82 a1'a' d4 00 00 a1'b' 01",
            Value::object([("a", Value::unknown(Type::String)), ("b", 1.into())]),
        ),
        ("\"dynamic\"", "c0", Value::null(Type::Dynamic)),
        ("\"dynamic\"", "d4 00 00", Value::unknown(Type::Dynamic)),
        ("\"dynamic\"", "92 c4 08 '\"string\"' a1'x'", "x".into()),
        ("\"dynamic\"", "92 c4 08 '\"number\"' d4 00 00", Value::unknown(Type::Number)),
        (
            r#"["list","dynamic"]"#,
            "91 92 c4 06 '\"bool\"' c3",
            Value::list(Type::Bool, [true.into()]),
        ),
    ];
    for (text, wire, value) in cases {
        let ty = ty(text);
        let sent = encode(&value, &ty).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(sent, bytes(wire), "{text} {value}");
        assert_eq!(decode(&bytes(wire), &ty).as_ref(), Ok(&value), "{text} {wire}");
    }
}

#[test]
fn other_wire_forms_are_read_too() {
    let cases = [
        // Unknown with the hint "not null".
        ("\"string\"", "c7 03 0c 81 01 c2", Value::unknown(Type::String)),
        ("\"number\"", "d9 03'1e3'", 1000.into()),
        ("\"number\"", "ca 3f c0 00 00", Number::from_f64(1.5).unwrap().into()),
        ("\"number\"", "d1 ff 00", (-256).into()),
        ("\"dynamic\"", "92 a8 '\"string\"' a1'x'", "x".into()),
        ("\"string\"", "da 00 01 'x'", "x".into()),
        (r#"["set","string"]"#, "93 a1'b' a1'a' a1'a'", {
            Value::set(Type::String, ["a".into(), "b".into()])
        }),
        (
            r#"["set",["object",{"a":"string"}]]"#,
            "c0",
            Value::null(Type::set(Type::object([("a", Type::String)]))),
        ),
    ];
    for (text, wire, value) in cases {
        assert_eq!(decode(&bytes(wire), &ty(text)), Ok(value), "{text} {wire}");
    }
}

#[test]
fn what_is_no_value_of_the_type_is_refused_with_its_place() {
    let cases = [
        ("\"string\"", "", "the bytes end too early"),
        ("\"string\"", "a5'hi'", "the bytes end too early"),
        ("\"string\"", "01", "expected string, found FixPos(1)"),
        ("\"string\"", "a1'x' 00", "1 more bytes after the value"),
        ("\"string\"", "a1 ff", "a string is not UTF-8"),
        ("\"number\"", "a1'x'", "`x` is no number"),
        ("\"number\"", "cb 7f f0 00 00 00 00 00 00", "expected number, found F64"),
        ("\"bool\"", "01", "expected bool, found FixPos(1)"),
        ("\"dynamic\"", "91 c0", "expected a type and a value, found FixArray(1)"),
        ("\"dynamic\"", "92 a3'foo' c0", "expected ident at line 1 column 2"),
        (r#"["list","string"]"#, "dd ff ff ff ff", "at `0`: the bytes end too early"),
        (
            r#"["map",["list","string"]]"#,
            "81 a1'k' 92 c0 01",
            "at `k.1`: expected string, found FixPos(1)",
        ),
        (r#"["object",{"a":"string"}]"#, "81 a1'b' c0", "attribute `b` is not in the type"),
        (r#"["object",{"a":"string"}]"#, "80", "attribute `a` is missing"),
        (r#"["tuple",["bool"]]"#, "92 c2 c2", "expected 1 elements, found FixArray(2)"),
    ];
    for (text, wire, message) in cases {
        let error = decode(&bytes(wire), &ty(text)).expect_err(wire);
        assert_eq!(error.to_string(), message, "{text} {wire}");
    }
}

#[test]
fn a_value_of_another_type_is_not_sent() {
    let cases = [
        ("\"string\"", Value::from(1), "a value of type number is not of type string"),
        (
            r#"["object",{"a":"string"}]"#,
            Value::object([("a", "x".into()), ("b", "y".into())]),
            "attribute `b` is not in the type",
        ),
        (
            r#"["object",{"a":["object",{"b":"string"}]}]"#,
            Value::object([("a", Value::object([("b", true.into())]))]),
            "at `a.b`: a value of type bool is not of type string",
        ),
        (r#"["object",{"a":"string"}]"#, Value::object::<String>([]), "attribute `a` is missing"),
    ];
    for (text, value, message) in cases {
        let error = encode(&value, &ty(text)).expect_err(message);
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn json_is_read_by_type() {
    let cases = [
        ("\"string\"", "\"x\"", Ok(Value::from("x"))),
        ("\"number\"", "\"12\"", Ok(12.into())),
        ("\"dynamic\"", r#"{"type":"bool","value":true}"#, Ok(true.into())),
        ("\"dynamic\"", "true", Err("expected any, found `true`")),
        (r#"["set","string"]"#, r#"["b","a"]"#, {
            Ok(Value::set(Type::String, ["a".into(), "b".into()]))
        }),
        (r#"["tuple",["bool"]]"#, "[false]", Ok(Value::tuple([false.into()]))),
        (r#"["map","number"]"#, r#"{"k":1}"#, Ok(Value::map(Type::Number, [("k", 1.into())]))),
        (
            r#"["object",{"a":"string","b":"bool"}]"#,
            r#"{"b":true}"#,
            Ok(Value::object([("a", Value::null(Type::String)), ("b", true.into())])),
        ),
        (r#"["object",{"a":"bool"}]"#, r#"{"z":1}"#, Err("attribute `z` is not in the type")),
        (r#"["list","bool"]"#, r#"[true,"x"]"#, Err("at `1`: expected bool, found `\"x\"`")),
        ("\"string\"", "{", Err("EOF while parsing an object at line 1 column 1")),
    ];
    for (text, json, expected) in cases {
        let read = decode_json(json.as_bytes(), &ty(text)).map_err(|error| error.to_string());
        assert_eq!(read, expected.map_err(str::to_owned), "{text} {json}");
    }
}

#[test]
fn nesting_through_the_dynamic_type_is_bounded() {
    let mut wire = Vec::new();
    for _ in 0..100_000 {
        wire.extend_from_slice(&bytes("92 a9 '\"dynamic\"'"));
    }
    let error = decode(&wire, &Type::Dynamic).expect_err("deep");
    assert_eq!(error.to_string(), "nested deeper than 128 levels");
}

fn any_type() -> impl Strategy<Value = Type> {
    let leaf =
        prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String), Just(Type::Dynamic),];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Type::Tuple),
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..3).prop_map(Type::object),
        ]
    })
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        "-?[1-9][0-9]{0,30}(\\.[0-9]{1,12})?"
            .prop_map(|text| Number::parse(&text).expect("a number")),
    ]
}

/// Returns values of the type. Where it is dynamic, elements of one collection all have one type.
fn any_value(ty: &Type) -> BoxedStrategy<Value> {
    let null = Just(Value::null(ty.clone()));
    let unknown = Just(Value::unknown(ty.clone()));
    let known: BoxedStrategy<Value> = match ty {
        Type::Dynamic => prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            prop::collection::vec(any::<String>().prop_map(Value::from), 0..3)
                .prop_map(|items| Value::list(Type::String, items)),
        ]
        .boxed(),
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => any_number().prop_map(Value::from).boxed(),
        Type::String => any::<String>().prop_map(Value::from).boxed(),
        Type::List(element) | Type::Set(element) | Type::Map(element) => {
            let most = if super::has_dynamic(element) { 1 } else { 3 };
            let items = prop::collection::btree_map(any::<String>(), any_value(element), 0..=most);
            let ty = ty.clone();
            items.prop_map(move |items| collection(&ty, items)).boxed()
        }
        Type::Tuple(types) => {
            types.iter().map(any_value).collect::<Vec<_>>().prop_map(Value::tuple).boxed()
        }
        Type::Object(object) => {
            let names: Vec<String> = object.attributes.keys().cloned().collect();
            let values: Vec<_> = object.attributes.values().map(any_value).collect();
            values.prop_map(move |values| Value::object(names.iter().cloned().zip(values))).boxed()
        }
    };
    prop_oneof![6 => known, 1 => null, 1 => unknown].boxed()
}

fn collection(ty: &Type, items: BTreeMap<String, Value>) -> Value {
    let element = ty.element().expect("a collection");
    let element = items.values().next().map_or_else(
        || element.clone(),
        |first| {
            if super::has_dynamic(element) { first.ty() } else { element.clone() }
        },
    );
    match ty {
        Type::List(_) => Value::list(element, items.into_values()),
        Type::Set(_) => Value::set(element, items.into_values()),
        _ => {
            let keys = items.into_iter().map(|(key, item)| {
                let key = Value::string(key).as_str().expect("a string").to_owned();
                (key, item)
            });
            Value::map(element, keys)
        }
    }
}

proptest! {
    #[test]
    fn values_come_back_as_they_went(
        (ty, value) in any_type().prop_flat_map(|ty| {
            let values = any_value(&ty);
            (Just(ty), values)
        })
    ) {
        let wire = encode(&value, &ty).expect("of its type");
        prop_assert_eq!(decode(&wire, &ty), Ok(value));
    }

    #[test]
    fn types_come_back_as_they_went(ty in any_type()) {
        prop_assert_eq!(decode_type(&encode_type(&ty)), Ok(ty));
    }

    #[test]
    fn random_bytes_never_panic(wire in prop::collection::vec(any::<u8>(), 0..64), ty in any_type()) {
        // Only that it returns matters; what it accepts must then be sendable.
        if let Ok(value) = decode(&wire, &ty) {
            prop_assert!(encode(&value, &ty).is_ok());
        }
        let _ = decode_json(&wire, &ty);
    }

    #[test]
    fn damaged_values_never_panic(
        (ty, value) in any_type().prop_flat_map(|ty| {
            let values = any_value(&ty);
            (Just(ty), values)
        }),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut wire = encode(&value, &ty).expect("of its type");
        let at = at.index(wire.len());
        wire[at] = byte;
        if let Ok(value) = decode(&wire, &ty) {
            prop_assert!(encode(&value, &ty).is_ok());
        }
        prop_assert!(decode(&wire[..at], &ty).is_err());
    }
}

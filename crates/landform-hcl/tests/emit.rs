//! Emitted expressions: their text, and that they have the value of what they were made from.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use landform_diag::{Diagnostics, Source};
use landform_hcl::{
    Context, NoFunctions, Reference, Scope, Step, emit, evaluate, parse_expression, steps_text,
};
use landform_value::{Type, Value};

/// Knows `local`, and `unit` under the name that is given.
struct Names {
    unit: &'static str,
}

fn value(text: &str) -> Value {
    let source = Source::new("value", text);
    let context =
        Context { source: &source, scope: &landform_hcl::NoScope, functions: &NoFunctions };
    parse_expression(&source).and_then(|parsed| evaluate(&parsed, &context)).unwrap()
}

fn locals() -> Value {
    value(
        r#"{ n = 3, yes = true, s = "a$", secret = sensitive("k"), list = tolist(["x", "y"]), map = { a = 1, b = 2 }, none = null, word = "${"$"}{q}\n\"" }"#,
    )
}

fn outputs() -> Value {
    value(
        r#"{ id = "vpc-1", ids = tolist(["s1", "s2"]), tags = tomap({ a = "1", b = "2" }), on = true, port = 5432, zones = [{ name = "z1", id = 1 }, { name = "z2", id = 2 }] }"#,
    )
}

impl Scope for Names {
    fn lookup(&self, root: &str, _: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        match root {
            "local" => Some(Ok((locals(), 0))),
            name if name == self.unit => Some(Ok((outputs(), 0))),
            "hidden" => Some(Ok((Value::unknown(Type::Dynamic), 0))),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

fn emitted(text: &str) -> Result<String, String> {
    let source = Source::new("case", text);
    let context =
        Context { source: &source, scope: &Names { unit: "none" }, functions: &NoFunctions };
    let claim = |reference: &Reference| {
        (reference.root == "unit").then(|| format!("module.m{}", steps_text(&reference.steps)))
    };
    parse_expression(&source)
        .and_then(|parsed| emit(&parsed, &context, &claim))
        .map_err(|faults| faults.to_string())
}

fn evaluated(text: &str, unit: &'static str) -> String {
    let text = text.replace("module.m", "module_m");
    let source = Source::new("case", text.as_str());
    let context = Context { source: &source, scope: &Names { unit }, functions: &NoFunctions };
    let value = parse_expression(&source).and_then(|parsed| evaluate(&parsed, &context));
    value.map_or_else(|faults| faults.to_string(), |value| format!("{value} {}", value.ty()))
}

#[test]
fn what_is_known_is_a_literal_and_what_is_claimed_another_name() {
    for (text, expected) in [
        ("local.n + 1", "4"),
        ("unit.id", "module.m.id"),
        ("unit.ids[local.n - 2]", "module.m.ids[1]"),
        ("{ a = unit.id, b = local.list }", r#"{ "a" = module.m.id, "b" = tolist(["x", "y"]) }"#),
        ("\"${local.s}-${unit.id}\"", r#""a${"$"}-${module.m.id}""#),
        ("\"${local.s}${unit.id}\"", r#""a${"$"}${module.m.id}""#),
        ("local.yes || unit.on", "true"),
        ("unit.on || local.yes", "true"),
        ("local.yes ? unit.id : \"x\"", r#"(true ? module.m.id : "x")"#),
        (
            "[for k in local.list : \"${k}-${unit.id}\"]",
            r#"["x-${module.m.id}", "y-${module.m.id}"]"#,
        ),
        ("[for k in unit.ids : upper(k)]", "[for k_0 in module.m.ids : upper(k_0)]"),
        ("try(unit.id, local.absent)", "try(module.m.id)"),
        ("merge(local.map, unit.tags)", r#"merge({ "a" = 1, "b" = 2 }, module.m.tags)"#),
        ("local.secret", r#"sensitive("k")"#),
        ("unit.zones[*].name", "module.m.zones[*].name"),
        ("<<-EOT\n    a ${unit.id}\n      b\n    EOT", "\"a ${module.m.id}\\n  b\\n\""),
    ] {
        assert_eq!(emitted(text).unwrap_or_else(|fault| fault), expected, "{text}");
    }
}

#[test]
fn what_is_neither_known_nor_claimed_is_named() {
    for (text, expected) in [
        ("[hidden.x]", "case:1:2: error: `hidden.x` is not known"),
        (
            "file(unit.id)",
            "case:1:1: error: `file` depends on a value that is not known yet\n  hint: call it with known values only",
        ),
        ("unit.id + nothing", "case:1:11: error: there is no name `nothing` here"),
    ] {
        assert_eq!(emitted(text).unwrap_err(), expected, "{text}");
    }
}

/// Expressions over `local`, `unit` and up to two others, which are put in for `A` and `B`.
const SHAPES: &[&str] = &[
    "A",
    "[A, B]",
    "{ k = A, \"${local.n}\" = B }",
    "{ (unit.id) = A, x = B }",
    "(local.yes ? [A] : [A])",
    "(unit.on ? \"${jsonencode(A)}\" : \"\")",
    "(!unit.on ? [] : [jsonencode(A)])",
    "\"${local.word}${jsonencode(A)}%%{x}$${y}${jsonencode(B)}$\"",
    "\"%{ if unit.on }${jsonencode(A)}%{ else }no%{ endif }%{ if local.yes ~} y %{ endif }\"",
    "\"%{ for k, v in unit.tags }${k}=${v}${jsonencode(A)};%{ endfor }\"",
    "\"%{ for k in local.list }${k}=${jsonencode(A)};%{ endfor }\"",
    "[for k, v in unit.tags : [k, v, A] if v != \"1\"]",
    "{ for k, v in unit.tags : \"${k}${local.n}\" => A }",
    "{ for v in unit.zones : v.name => [A, v.id]... }",
    "{ for k, v in local.map : k => [A, v, B] if v > 1 }",
    "[for v in [1, 2] : [for w in unit.ids : \"${v}${w}${local.list[0]}\"]]",
    "[for v in unit.ids : [for v in unit.zones : v.id]]",
    "[for unit in local.list : unit]",
    "try(A, B)",
    "try(local.absent, A)",
    "merge({ a = A }, { b = B })",
    "concat([A], [B], unit.ids)",
    "max(unit.port, [1, 2]...)",
    "max([unit.port, 2]...)",
    "[A, B][local.n - 2]",
    "{ a = A }.a",
    "[unit.zones[*].id, unit.zones.*.name, unit.zones[unit.port - 5432]]",
    "[local.map[unit.on ? \"a\" : \"b\"], local.list[unit.port - 5432]]",
    "(unit.port + local.n) * -unit.port % 7",
    "<<-EOT\n    %{ for z in unit.zones ~}\n    x ${z.name} ${jsonencode(A)}\n    %{ endfor ~}\n      end\n    EOT",
    "{ a = A, a2 = null, s = local.secret == \"k\" }",
    "tolist([unit.id, local.s])",
    "toset([unit.id, local.s])",
];

const LEAVES: &[&str] = &[
    "unit.id",
    "unit.ids",
    "unit.tags[\"a\"]",
    "unit.zones[1].name",
    "local.list",
    "local.none",
    "local.word",
    "1.50",
];

#[test]
fn an_emitted_expression_has_the_value_of_its_origin() {
    let mut cases = 0;
    for shape in SHAPES {
        for (at, a) in LEAVES.iter().enumerate() {
            for b in LEAVES.iter().skip(at) {
                let text = put(shape, a, b);
                cases += usize::from(check(&text));
            }
        }
        // One shape inside another; what is a heredoc cannot stand inside one.
        for inner in SHAPES.iter().filter(|inner| !inner.contains("EOT")) {
            cases +=
                usize::from(check(&put(shape, &put(inner, "unit.id", "local.list"), "unit.port")));
        }
    }
    assert!(cases > 1500, "only {cases} expressions have a value");
}

fn put(shape: &str, a: &str, b: &str) -> String {
    let parts: Vec<String> = shape.split('A').map(|part| part.replace('B', b)).collect();
    parts.join(a)
}

/// Compares, and tells whether the expression has a value at all.
#[track_caller]
fn check(text: &str) -> bool {
    let direct = evaluated(text, "unit");
    let again = emitted(text).map_or_else(|fault| fault, |text| evaluated(&text, "module_m"));
    let shown = || format!("{text}\n{:?}", emitted(text));
    // Places and words of faults may differ.
    if direct.contains("error: ") {
        assert!(again.contains("error: "), "{}: {again}", shown());
        return false;
    }
    assert_eq!(again, direct, "{}", shown());
    true
}

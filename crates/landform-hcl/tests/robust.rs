//! No input makes parser or evaluator panic, overflow the stack, or point outside of the text.

use std::path::Path;

use landform_diag::{Diagnostics, Source};
use landform_hcl::{
    Context, NoScope, StandardFunctions, evaluate, evaluate_template, parse, parse_expression,
    parse_template, references,
};
use landform_value::Value;
use landform_world::MemoryWorld;
use proptest::prelude::*;

/// Pieces of the language, from which nonsense is put together.
const TOKENS: &[&str] = &[
    "a",
    "b.c",
    "x",
    "1",
    "2.5",
    "99999999999999999999999",
    "1e999",
    "-",
    "!",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    "?",
    ":",
    "=",
    "=>",
    "...",
    ".",
    ".*",
    "[*]",
    "[0]",
    ".0",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    "\n",
    " ",
    "\"",
    "\"s\"",
    "\"${",
    "}\"",
    "${",
    "~}",
    "%{ if true }",
    "%{ else }",
    "%{ endif }",
    "%{ for x in [1] }",
    "%{ endfor }",
    "for x in",
    "for k, v in",
    "if",
    "null",
    "true",
    "<<E\n",
    "<<-E\n",
    "\nE\n",
    "$${",
    "%%{",
    "\\n",
    "\\u12",
    "\\",
    "#c\n",
    "/*",
    "*/",
    "//",
    "upper(",
    "try(",
    "can(",
    "max(",
    "é",
    "👨‍👩‍👧",
    "\u{0}",
    "\r\n",
    "'",
    "`",
    "provider::x::y(",
];

/// Arguments that functions may not expect.
const ARGUMENTS: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "3",
    "99999999999999999999",
    "1e300",
    "\"\"",
    "\"a\"",
    "\"é👨‍👩‍👧\"",
    "\"5\"",
    "\"[a-\"",
    "\"/(x)/\"",
    "\"%d %s %v\"",
    "\"%5.3f%\"",
    "\"{\"",
    "\"10.0.0.0/8\"",
    "\"::/0\"",
    "\"2024-01-31T00:00:00Z\"",
    "\"9999-12-31T23:59:59+00:00\"",
    "\"2562047h\"",
    "\"a,b\\n1\"",
    "\"../x\"",
    "\"**\"",
    "[]",
    "[1, 2]",
    "[\"b\", \"a\"]",
    "[[1], [2, [3]]]",
    "[null]",
    "{}",
    "{ a = 1 }",
    "{ b = [1], c = null }",
    "toset([\"x\"])",
    "tolist([1, 2])",
    "tomap({ k = \"v\" })",
    "sensitive(\"s\")",
    "[{ a = 1 }, { b = 2 }]",
    "\"UTF-16LE\"",
    "\"YYYY 'x\"",
];

fn run(text: &str) -> Result<Value, Diagnostics> {
    let source = Source::new("case", text);
    let world = MemoryWorld::from_fixture("//- /app/a\ntext ${x}\n");
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let context = Context { source: &source, scope: &NoScope, functions: &functions };
    let expression = parse_expression(&source)?;
    for reference in references(&expression) {
        assert!(text.get(reference.span.clone()).is_some(), "{:?} in {text:?}", reference.span);
    }
    evaluate(&expression, &context)
}

/// Tries a text as expression, file and template; shows whatever comes of it.
fn survive(text: &str) {
    let shown = match run(text) {
        Ok(value) => value.to_string(),
        Err(faults) => {
            assert!(!faults.is_empty(), "failed without a fault: {text:?}");
            faults.to_string()
        }
    };
    assert!(!shown.is_empty());
    let source = Source::new("case", text);
    let world = MemoryWorld::default();
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let context = Context { source: &source, scope: &NoScope, functions: &functions };
    if let Ok(document) = parse(&source) {
        for attribute in document.body().attributes() {
            let _ = evaluate(&attribute.value, &context);
        }
    }
    if let Ok(template) = parse_template(&source) {
        let _ = evaluate_template(&template, &context);
    }
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    let forms = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{ a = ", "1", " }"),
        ("\"${", "1", "}\""),
        ("upper(", "\"x\"", ")"),
        ("!", "true", ""),
        ("-", "a", ""),
        ("[for x in ", "[1]", " : x]"),
        ("{ for k, v in ", "{}", " : k => v }"),
        ("[for x in [1] : ", "x", "]"),
        ("a[", "0", "]"),
        ("true ? 1 : ", "2", ""),
        ("true ? ", "2", " : 1"),
        ("1 + ", "1", ""),
        ("true && ", "true", ""),
        ("try(", "1", ")"),
        ("[{ a = \"x${upper(", "\"y\"", ")}\" }]"),
        ("\"%{ if true }", "x", "%{ endif }\""),
        ("\"%{ if true }${\"", "x", "\"}%{ endif }\""),
        ("b {\n", "a = 1", "\n}\n"),
    ];
    let work = move || {
        for (open, middle, close) in forms {
            for depth in [10, 20, 30, 40, 48, 60, 100, 1000, 20_000] {
                survive(&format!("{}{middle}{}", open.repeat(depth), close.repeat(depth)));
                survive(&open.repeat(depth));
            }
        }
    };
    // Half of what a thread usually has.
    let small = std::thread::Builder::new().stack_size(1 << 20);
    small.spawn(work).unwrap().join().unwrap();
}

#[test]
fn long_inputs_are_no_trouble() {
    for (piece, times) in [("1, ", 20_000), ("\"a\",\n", 20_000), ("[1][0], ", 5000)] {
        let value = run(&format!("[{}]", piece.repeat(times))).unwrap();
        assert_eq!(value.as_items().map(<[Value]>::len), Some(times));
    }
    survive(&format!("a{}", ".b".repeat(5000)));
    survive(&format!("a{}", "[0]".repeat(5000)));
    for start in ["[]", "{}", "[1]", "jsondecode(\"{}\")"] {
        survive(&format!("{start}{}", "[*]".repeat(5000)));
        survive(&format!("{start}{}", ".*".repeat(5000)));
        survive(&format!("{start}{}", ".a".repeat(5000)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "(?s).{0,60}") {
        survive(&text);
    }

    #[test]
    fn any_tokens(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..25)) {
        survive(&tokens.concat());
    }

    #[test]
    fn any_call(
        pick in any::<prop::sample::Index>(),
        args in prop::collection::vec(prop::sample::select(ARGUMENTS), 0..5),
    ) {
        let world = MemoryWorld::default();
        let standard = StandardFunctions { world: &world, folder: Path::new("/") };
        let names = landform_hcl::Functions::names(&standard);
        survive(&format!("{}({})", pick.get(&names), args.join(", ")));
    }
}

#[test]
fn every_function_survives_every_pair_of_arguments() {
    let world = MemoryWorld::default();
    let standard = StandardFunctions { world: &world, folder: Path::new("/") };
    for name in landform_hcl::Functions::names(&standard) {
        for first in ARGUMENTS {
            let _ = run(&format!("{name}({first})"));
            for second in ARGUMENTS {
                let _ = run(&format!("{name}({first}, {second})"));
            }
        }
    }
}

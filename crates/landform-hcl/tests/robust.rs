//! No input makes parser or evaluator panic, overflow the stack, or point outside of the text.

use std::path::Path;

use landform_diag::{Diagnostics, Source};
use landform_hcl::{
    Call, Context, Functions, NoScope, StandardFunctions, evaluate, evaluate_template, parse,
    parse_expression, parse_template, references,
};
use landform_value::{Value, to_json};
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

/// Pieces of YAML.
const YAML: &[&str] = &[
    "a",
    "b",
    "5",
    "yes",
    "~",
    "a: ",
    "b:",
    "- ",
    "-",
    "? ",
    ": ",
    ":",
    "\n",
    "\n",
    "\n  ",
    "\n ",
    " ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ",",
    "|",
    "|-",
    "|2+",
    ">",
    "'",
    "\"",
    "\\",
    "\\u12",
    "&x ",
    "*x",
    "!!str ",
    "!!int ",
    "!",
    "!<",
    "%YAML 1.1",
    "%TAG ! x",
    "<<: ",
    " # c",
    "#",
    "---\n",
    "...\n",
    "%",
    "@",
    "\t",
    "\r\n",
    "\r",
    "é",
    "👨‍👩‍👧",
    "\u{85}",
    "\u{feff}",
    "\0",
    "2001-01-02",
    "T03:04:05Z",
    "0x1f",
    "1e999999999",
    ".5p9999999",
    ".inf",
    "!!timestamp ",
    "!!binary ",
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
    fn any_yaml(pieces in prop::collection::vec(prop::sample::select(YAML), 0..30)) {
        if let Ok(value) = decoded(&pieces.concat()) {
            let again = through_yaml(&value).map(|value| to_json(&value));
            prop_assert_eq!(again, Ok(to_json(&value)));
        }
    }

    #[test]
    fn any_string_comes_back_from_yaml(text in "[a-c \\n\\t\"'\\\\:#é👍\\u{1}-]{0,200}") {
        let value = Value::object([(text.clone(), Value::string(&text))]);
        prop_assert_eq!(through_yaml(&value), Ok(value));
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

/// Calls a function of one argument.
fn called(name: &str, arg: Value) -> Result<Value, String> {
    let source = Source::new("case", "");
    let world = MemoryWorld::default();
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let span = source.span(0..0);
    let call = Call { name, args: vec![arg], span: span.clone(), arg_spans: vec![span] };
    let outcome = functions.call(&call).ok_or("no such function")?;
    outcome.map_err(|faults| faults.to_string())
}

fn decoded(yaml: &str) -> Result<Value, String> {
    called("yamldecode", Value::string(yaml))
}

/// Returns what is left of a value after a way through YAML.
fn through_yaml(value: &Value) -> Result<Value, String> {
    decoded(called("yamlencode", value.clone())?.as_str().unwrap_or(""))
}

#[test]
fn yaml_is_bounded() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let ladder = |rungs: usize, width: usize| {
        let mut text = "- &a0 []\n".to_owned();
        for rung in 1..rungs {
            let below = vec![format!("*a{}", rung - 1); width].join(", ");
            text.push_str(&format!("- &a{rung} [{below}]\n"));
        }
        text
    };
    let wide = format!("a: &a {}\nb: [{}]", "x".repeat(1 << 20), vec!["*a"; 1000].join(", "));
    let (nested, large) =
        ("the values nest deeper", "anchors and aliases make the document too large");
    for (text, fault) in [
        (deep(128), None),
        (deep(129), Some(nested)),
        // The parser has a limit of its own and reads ahead.
        (deep(100_000), Some("recursion limit")),
        ("- ".repeat(100_000), Some(nested)),
        ("? ".repeat(100_000), Some("")),
        (ladder(127, 1), None),
        (ladder(128, 1), Some(nested)),
        (ladder(8, 4), None),
        (ladder(12, 9), Some(large)),
        (wide, Some(large)),
    ] {
        let shown: String = text.chars().take(40).collect();
        match (decoded(&text), fault) {
            (Ok(_), None) => {}
            (Err(said), Some(fault)) => assert!(said.contains(fault), "{shown}: {said}"),
            (outcome, _) => panic!("{shown}: {}", outcome.is_ok()),
        }
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

//! How names and functions of the caller meet the evaluator.

use landform_diag::{Diagnostic, Diagnostics, Source};
use landform_hcl::{Call, Context, Functions, Scope, Step, evaluate, parse_expression};
use landform_value::Value;

/// Knows `data.aws_x.y` as a whole, and nothing shorter.
struct Blocks;

impl Scope for Blocks {
    fn lookup(&self, root: &str, steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        match (root, steps) {
            ("data", [Step::Attribute(kind), Step::Attribute(name), ..])
                if (kind.as_str(), name.as_str()) == ("aws_x", "y") =>
            {
                let value = Value::object([("ids", Value::tuple(["a".into(), "b".into()]))]);
                Some(Ok((value, 2)))
            }
            ("data", _) => Some(Err(Diagnostic::error("no such data source").into())),
            ("counts", [Step::Index(key), ..]) => Some(Ok((key.clone(), 1))),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        vec!["data".to_owned(), "counts".to_owned()]
    }
}

/// Has one function of its own, and replaces a standard one.
struct Own;

impl Functions for Own {
    fn call(&self, call: &Call<'_>) -> Option<Result<Value, Diagnostics>> {
        match call.name {
            "find_in_parent_folders" => Some(Ok("../root.hcl".into())),
            "upper" => Some(Ok(format!("UP{}", call.args.len()).into())),
            "fails" => Some(Err(Diagnostic::error("it fails").into())),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        ["find_in_parent_folders", "upper", "fails"].map(str::to_owned).to_vec()
    }
}

fn shown(text: &str) -> String {
    let source = Source::new("case", text);
    let context = Context { source: &source, scope: &Blocks, functions: &Own };
    let value = parse_expression(&source).and_then(|parsed| evaluate(&parsed, &context));
    value.map_or_else(|faults| faults.to_string(), |value| value.to_string())
}

#[test]
fn a_scope_takes_as_many_steps_as_it_knows() {
    for (text, expected) in [
        ("data.aws_x.y.ids[1]", "\"b\""),
        ("data.aws_x.y.ids[*]", "[\"a\", \"b\"]"),
        ("data.aws_x.y", "{ ids = [\"a\", \"b\"] }"),
        ("data.aws_x.z.ids", "case:1:1: error: no such data source"),
        ("counts[1 + 1]", "2"),
        ("dat.aws_x", "case:1:1: error: there is no name `dat` here\n  hint: did you mean `data`?"),
        ("[for data in [1] : data]", "[1]"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn own_functions_come_before_the_standard_ones() {
    for (text, expected) in [
        ("find_in_parent_folders()", "\"../root.hcl\""),
        ("upper(1, 2)", "\"UP2\""),
        ("lower(\"X\")", "\"x\""),
        ("[fails()]", "case:1:2: error: it fails"),
        (
            "find_in_parent_folder()",
            "case:1:1: error: there is no function `find_in_parent_folder`\n  hint: did you mean `find_in_parent_folders`?",
        ),
        ("file(\"x\")", "case:1:1: error: `file` failed: files cannot be read here"),
        ("try(fails(), 1)", "1"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn a_number_is_read_from_the_source() {
    assert_eq!(shown("-/* five */12345678901234567890123.5"), "-12345678901234567890123.5");
}

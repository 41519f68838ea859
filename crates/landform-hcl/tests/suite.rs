//! Runs the suite files: each line `expression` is followed by `#> value` or `#! fault`; `UPDATE=1` rewrites them.
#![expect(clippy::disallowed_methods, reason = "the test reads and rewrites its own files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landform_diag::{Diagnostics, Source};
use landform_hcl::{Context, Scope, StandardFunctions, Step, evaluate, parse, parse_expression};
use landform_value::{Type, Value};
use landform_world::MemoryWorld;

/// The names that every case may use.
struct Names(BTreeMap<String, Value>);

impl Scope for Names {
    fn lookup(&self, root: &str, _steps: &[Step]) -> Option<Result<(Value, usize), Diagnostics>> {
        self.0.get(root).map(|value| Ok((value.clone(), 0)))
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

fn names() -> Names {
    let user = Value::object([("name", "ann".into()), ("age", 30.into())]);
    Names(BTreeMap::from([
        ("user".to_owned(), user),
        ("secret".to_owned(), Value::from("hush").sensitive()),
        ("fake".to_owned(), Value::from("i-0123").with_marks(landform_value::Marks::PLACEHOLDER)),
        ("later".to_owned(), Value::unknown(Type::String)),
        ("laters".to_owned(), Value::unknown(Type::list(Type::String))),
        ("numbers".to_owned(), Value::list(Type::Number, [3.into(), 1.into(), 2.into()])),
        ("empty_map".to_owned(), Value::map::<&str>(Type::String, [])),
        ("letters".to_owned(), Value::set(Type::String, ["b".into(), "a".into()])),
        (
            "tags".to_owned(),
            Value::map(Type::String, [("Team", "core".into()), ("Cost", "7".into())]),
        ),
        (
            "mixed".to_owned(),
            Value::list(Type::String, ["open".into(), Value::from("hidden").sensitive()]),
        ),
    ]))
}

fn world() -> MemoryWorld {
    MemoryWorld::from_fixture(
        "
//- /app/hello.txt
hello
//- /app/greeting.tftpl
Hello ${name}!
%{ for port in ports ~}
port ${port}
%{ endfor ~}
//- /app/broken.tftpl
${nobody}
//- /app/files/a.json
{}
//- /app/files/b.json
{}
//- /app/files/deep/c.json
{}
//- /app/files/d.txt
d
",
    )
}

/// Shows the outcome of one case: the value of an expression, or of every attribute of a body.
fn outcome(input: &str) -> Result<String, Diagnostics> {
    let world = world();
    let functions = StandardFunctions { world: &world, folder: Path::new("/app") };
    let scope = names();
    if input.lines().count() > 1 {
        let source = Source::new("case", input);
        let document = parse(&source)?;
        let context = Context { source: &source, scope: &scope, functions: &functions };
        let mut shown = Vec::new();
        for attribute in document.body().attributes() {
            let value = evaluate(&attribute.value, &context)?;
            shown.push(format!("{} = {}", attribute.key.as_str(), describe(&value)));
        }
        return Ok(shown.join("\n"));
    }
    let source = Source::new("case", input.trim());
    let expression = parse_expression(&source)?;
    let context = Context { source: &source, scope: &scope, functions: &functions };
    evaluate(&expression, &context).map(|value| describe(&value))
}

/// Shows a value with what its syntax alone would hide.
fn describe(value: &Value) -> String {
    let mut shown = value.to_string();
    if value.is_unknown() || value.is_null() {
        shown = format!("{shown} of {}", value.ty());
    } else if matches!(value.ty(), Type::Set(_) | Type::Map(_) | Type::List(_)) {
        shown = format!("{} {shown}", value.ty());
    }
    let marks = value.marks_deep();
    if marks.sensitive && value.marks().sensitive {
        let (bare, _) = value.clone().unmark_deep();
        shown = format!("sensitive {}", describe(&bare));
    }
    if marks.placeholder { format!("placeholder {shown}") } else { shown }
}

fn shown(input: &str) -> Vec<String> {
    match outcome(input) {
        Ok(text) => text.lines().map(|line| format!("#> {line}")).collect(),
        Err(faults) => {
            faults.to_string().lines().map(|line| format!("#! {}", line.trim_end())).collect()
        }
    }
}

/// Returns the file with the outcome of each of its cases.
fn rewrite(text: &str) -> String {
    let mut out = Vec::new();
    let mut case: Vec<&str> = Vec::new();
    let mut blocks = false;
    let flush = |case: &mut Vec<&str>, out: &mut Vec<String>| {
        while case.last().is_some_and(|line| line.trim().is_empty()) {
            case.pop();
        }
        if !case.is_empty() {
            out.extend(case.iter().map(|line| (*line).to_owned()));
            let mut input = case.join("\n");
            input.push('\n');
            out.extend(shown(&input));
            case.clear();
        }
    };
    for line in text.lines() {
        if line.starts_with("#>") || line.starts_with("#!") {
            continue;
        }
        if line.starts_with("--- ") {
            let had = !case.is_empty();
            flush(&mut case, &mut out);
            if had && blocks {
                out.push(String::new());
            }
            blocks = line.ends_with("(file) ---");
            out.push(line.to_owned());
        } else if blocks {
            case.push(line);
        } else if line.trim().is_empty() || line.starts_with("# ") {
            out.push(line.to_owned());
        } else {
            out.push(line.to_owned());
            out.extend(shown(line));
        }
    }
    flush(&mut case, &mut out);
    out.join("\n") + "\n"
}

#[test]
fn suite_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "there are no suite files in {}", folder.display());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let now = rewrite(&text);
        if now == text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &now).unwrap();
            continue;
        }
        for (line, (old, new)) in text.lines().zip(now.lines()).enumerate() {
            if old != new {
                let name = file.file_name().unwrap().to_string_lossy();
                wrong.push(format!("{name}:{}\n  expected {old}\n  got      {new}", line + 1));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} (UPDATE=1 rewrites)\n{}", wrong.len(), wrong.join("\n"));
}

//! Any text at all gets an answer.

use landform_company::{DEFAULTS, parse_company, schema};
use landform_diag::Source;
use proptest::prelude::*;

fn check(text: String) {
    let (company, faults) = parse_company(&Source::new("landform.hcl", text));
    assert_eq!(company.is_none(), faults.has_errors());
    for fault in &faults {
        assert!(fault.span.is_some(), "{fault}");
        assert!(!fault.message.ends_with('.'), "{fault}");
    }
}

/// Returns attributes and values that a company file might have, right or wrong.
fn soup() -> impl Strategy<Value = String> {
    let mut words: Vec<String> = schema()
        .iter()
        .flat_map(|block| block.attributes)
        .map(|attribute| format!("  {} = {}\n", attribute.name, attribute.example))
        .collect();
    words.extend(schema().iter().map(|block| match block.label {
        Some(_) => format!("}}\n{} \"dev\" {{\n", block.name),
        None => format!("}}\n{} {{\n", block.name),
    }));
    for value in [
        "null",
        "[]",
        "{}",
        "-1",
        "1e400",
        "\"\"",
        "[null]",
        "{ a = null }",
        "1 / 0",
        "x.y",
        "\"é${1}\"",
        "[[1]]",
    ] {
        words.extend(
            schema()
                .iter()
                .flat_map(|block| block.attributes)
                .map(|attribute| format!("  {} = {value}\n", attribute.name)),
        );
    }
    proptest::collection::vec(proptest::sample::select(words), 1..20)
        .prop_map(|lines| format!("company \"acme\" {{\n{}}}\n", lines.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics_on_random_text(text in "\\PC{0,200}") {
        check(text);
    }

    #[test]
    fn never_panics_on_text_like_a_company_file(text in soup()) {
        check(text);
    }

    #[test]
    fn never_panics_on_a_file_cut_anywhere(at in 0..DEFAULTS.len(), with in "[\"{}\\[\\]=a-z0-9 \n]{0,5}") {
        let company = "company \"acme\" {\n  domain = \"a.b\"\n  region = \"us-east-1\"\n}\n";
        let cut = DEFAULTS.get(..at).unwrap_or_default();
        check(format!("{company}{cut}{with}"));
    }
}

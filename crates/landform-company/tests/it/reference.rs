//! The schema as data: its examples are right, and its reference and JSON schema hold every attribute.

use landform_company::{Default, json_schema, parse_company, reference, schema};
use landform_diag::Source;

#[test]
fn every_example_is_of_its_kind() {
    for block in schema() {
        for attribute in block.attributes {
            let label = if block.label.is_some() { " \"acme\"" } else { "" };
            let text = format!(
                "{}{label} {{\n  {} = {}\n}}\n",
                block.name, attribute.name, attribute.example
            );
            let (_, faults) = parse_company(&Source::new("landform.hcl", &text));
            // Faults of other lines stem from what the example leaves out.
            let own: Vec<String> = faults
                .iter()
                .filter(|fault| fault.span.as_ref().is_some_and(|span| span.position().line == 2))
                .filter(|fault| {
                    fault.message.contains(" is not a") || fault.message.contains(" must be ")
                })
                .map(ToString::to_string)
                .collect();
            assert!(own.is_empty(), "{text}{own:?}");
        }
    }
}

#[test]
fn every_attribute_is_in_the_reference_and_the_json_schema() {
    let (page, json) = (reference(), json_schema());
    for block in schema() {
        let mut place = &json["properties"][block.name];
        if block.label.is_some() {
            place = &place["additionalProperties"];
        }
        for attribute in block.attributes {
            assert!(page.contains(&format!("| `{}` |", attribute.name)), "{}", attribute.name);
            assert!(place["properties"][attribute.name]["description"].is_string());
            let required = place["required"].as_array().unwrap();
            let listed = required.iter().any(|name| name == attribute.name);
            assert_eq!(
                listed,
                matches!(attribute.default, Default::Required),
                "{}",
                attribute.name
            );
        }
    }
}

//! What became known later, written into a company file; everything else in the file stays as it is.

use hcl_edit::Decorate as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use landform_diag::{Diagnostics, Source};
use serde_json::Value as Json;

use crate::{Company, parse_company};

/// A value that became known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The kind of its block.
    pub block: String,
    /// The label of its block, if it has one.
    pub label: Option<String>,
    /// The attribute.
    pub name: String,
    /// The value: a string, or a list of strings.
    pub value: Json,
}

/// Returns the text of a company file with what was learned in it.
///
/// A block that is missing is added; where the file has no environment at all, those that it gets are written out first,
/// because a file that names one has no other.
///
/// # Errors
/// Returns the faults that the file has, before or after.
pub fn with_learned(
    text: &str,
    company: &Company,
    learned: &[Learned],
) -> Result<String, Diagnostics> {
    let mut body = landform_hcl::parse(&Source::new("landform.hcl", text))?.body().clone();
    for one in learned {
        if one.block == "environment" && !body.has_blocks("environment") {
            for environment in &company.environments {
                add(&mut body, "environment", Some(&environment.name));
            }
        }
        let label = one.label.as_deref();
        if !body.get_blocks(&one.block).any(|block| has_label(block, label)) {
            add(&mut body, &one.block, label);
        }
        if let Some(block) = body.get_blocks_mut(&one.block).find(|block| has_label(block, label)) {
            set(block, &one.name, &one.value);
        }
    }
    let text = body.to_string();
    match parse_company(&Source::new("landform.hcl", text.as_str())) {
        (Some(_), _) => Ok(text),
        (None, faults) => Err(faults),
    }
}

fn has_label(block: &Block, label: Option<&str>) -> bool {
    block.labels.first().map(|label| label.as_str()) == label
}

/// Adds an empty block at the end.
fn add(body: &mut Body, kind: &str, label: Option<&str>) {
    let label = label.map_or_else(String::new, |label| format!(" \"{label}\""));
    for structure in parsed(&format!("\n{kind}{label} {{\n}}\n")) {
        body.push(structure);
    }
}

/// Sets an attribute of a block, on a line of its own where it is new.
fn set(block: &mut Block, name: &str, value: &Json) {
    if let Some(mut attribute) = block.body.get_attribute_mut(name) {
        let decor = attribute.get().value.decor().clone();
        if let Ok(mut value) = written(value).parse::<Expression>() {
            *value.decor_mut() = decor;
            *attribute.value_mut() = value;
        }
        return;
    }
    if block.body.prefer_oneline() {
        // There is one attribute at most.
        let old = std::mem::take(&mut block.body).to_string();
        for structure in parsed(&format!("  {}\n", old.trim())) {
            block.body.push(structure);
        }
    }
    for structure in parsed(&format!("  {name} = {}\n", written(value))) {
        block.body.push(structure);
    }
}

/// Returns a value as people write it.
fn written(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
            value.to_string()
        }
    }
}

/// Returns the parts of a text that is known to be right.
fn parsed(text: &str) -> impl Iterator<Item = hcl_edit::structure::Structure> {
    text.parse::<Body>().unwrap_or_default().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPANY: &str = "company \"acme\" {\n  domain        = \"acme.example\"\n  region        = \"us-east-1\"\n  \
        account_email = \"aws+{account}@acme.example\"\n  repository    = \"acme/live\"\n  alert_emails  = [\"a@acme.example\"]\n}\n";

    fn with(text: &str, learned: &[Learned]) -> String {
        let text = format!("{COMPANY}{text}");
        let (company, faults) = parse_company(&Source::new("landform.hcl", text.as_str()));
        let company = company.unwrap_or_else(|| panic!("{faults}"));
        let new =
            with_learned(&text, &company, learned).unwrap_or_else(|faults| panic!("{faults}"));
        new.strip_prefix(COMPANY).map(str::to_owned).unwrap_or(new)
    }

    fn id(block: &str, name: &str, value: &str) -> Learned {
        Learned { block: block.to_owned(), label: None, name: name.to_owned(), value: value.into() }
    }

    #[test]
    fn keeps_what_is_there() {
        let servers = Learned {
            label: Some("dev".to_owned()),
            value: serde_json::json!(["ns-1.example", "ns-2.example"]),
            ..id("environment", "name_servers", "")
        };
        for (text, learned, expected) in [
            (
                "",
                id("organization", "id", "o-a1b2c3d4e5"),
                "\norganization {\n  id = \"o-a1b2c3d4e5\"\n}\n",
            ),
            (
                "# ours\norganization {\n  monthly_budget = 5 # low\n}\n",
                id("organization", "id", "o-a1b2c3d4e5"),
                "# ours\norganization {\n  monthly_budget = 5 # low\n  id = \"o-a1b2c3d4e5\"\n}\n",
            ),
            (
                "organization {\n  id = \"o-0000000000\" # old\n}\n",
                id("organization", "id", "o-a1b2c3d4e5"),
                "organization {\n  id = \"o-a1b2c3d4e5\" # old\n}\n",
            ),
            (
                "network { connect = \"peering\" }\n",
                id("network", "management_vpc_id", "vpc-0123456789abcdef0"),
                "network {\n  connect = \"peering\"\n  management_vpc_id = \"vpc-0123456789abcdef0\"\n}\n",
            ),
            (
                "environment \"dev\" {}\n",
                servers.clone(),
                "environment \"dev\" {\n  name_servers = [\"ns-1.example\", \"ns-2.example\"]\n}\n",
            ),
            (
                "",
                servers,
                "\nenvironment \"dev\" {\n  name_servers = [\"ns-1.example\", \"ns-2.example\"]\n}\n\nenvironment \"stage\" {\n}\n\nenvironment \"prod\" {\n}\n",
            ),
        ] {
            assert_eq!(with(text, &[learned]), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_the_file_cannot_say() {
        let (company, _) = parse_company(&Source::new("landform.hcl", COMPANY));
        let wrong = id("organization", "id", "o-1");
        let faults = with_learned(COMPANY, &company.unwrap(), &[wrong]).unwrap_err();
        assert!(faults.to_string().contains("is not the id of an organization"), "{faults}");
    }
}

//! Gaps: the resource types and data sources that a cloud does not have, each with the reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What marks a data source in a gap list.
const DATA: &str = "data.";

/// A gap list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    resources: BTreeMap<String, String>,
    data_sources: BTreeMap<String, String>,
}

/// An entry of a gap list.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    type_name: String,
    reason: String,
}

impl Gaps {
    /// Reads a list: a JSON array of objects with `type` (`aws_x`, or `data.aws_x`) and `reason`, or an object that has it as `gaps`.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let list = json.get("gaps").cloned().unwrap_or(json);
        let entries: Vec<Entry> = serde_json::from_value(list)
            .map_err(|error| format!("expected a list of `type` and `reason`: {error}"))?;
        let mut gaps = Self::default();
        for Entry { type_name, reason } in entries {
            if reason.trim().is_empty() {
                return Err(format!("the gap `{type_name}` has no reason"));
            }
            let (map, name) = match type_name.strip_prefix(DATA) {
                Some(name) => (&mut gaps.data_sources, name.to_owned()),
                None => (&mut gaps.resources, type_name.clone()),
            };
            if map.insert(name, reason).is_some() {
                return Err(format!("the gap `{type_name}` is listed twice"));
            }
        }
        Ok(gaps)
    }

    /// Returns why the cloud does not have a resource type, if it does not.
    pub fn resource(&self, type_name: &str) -> Option<&str> {
        self.resources.get(type_name).map(String::as_str)
    }

    /// Returns why the cloud does not have a data source, if it does not.
    pub fn data_source(&self, type_name: &str) -> Option<&str> {
        self.data_sources.get(type_name).map(String::as_str)
    }

    /// Tells whether the cloud has everything.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.data_sources.is_empty()
    }

    /// Returns every gap with its reason, data sources marked, sorted.
    pub fn list(&self) -> Vec<(String, &str)> {
        let resources = self.resources.iter().map(|(name, why)| (name.clone(), why.as_str()));
        let data = self.data_sources.iter();
        let mut all: Vec<_> = resources
            .chain(data.map(|(name, why)| (format!("{DATA}{name}"), why.as_str())))
            .collect();
        all.sort();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_resources_and_data_sources() {
        let text =
            r#"[{"type": "aws_x", "reason": "none"}, {"type": "data.aws_y", "reason": "500"}]"#;
        for text in [text.to_owned(), format!(r#"{{"version": "1", "gaps": {text}}}"#)] {
            let gaps = Gaps::parse(&text).expect("a list");
            assert_eq!(gaps.resource("aws_x"), Some("none"));
            assert_eq!(gaps.resource("aws_y"), None);
            assert_eq!(gaps.data_source("aws_y"), Some("500"));
            let expected = [("aws_x".to_owned(), "none"), ("data.aws_y".to_owned(), "500")];
            assert_eq!(gaps.list(), expected);
        }
        assert!(Gaps::parse("[]").expect("a list").is_empty());
    }

    #[test]
    fn a_faulty_list_is_refused() {
        let cases = [
            ("{", "EOF"),
            ("{}", "expected a list of `type` and `reason`"),
            (r#"[{"type": "aws_x"}]"#, "missing field `reason`"),
            (r#"[{"type": "aws_x", "reason": " "}]"#, "the gap `aws_x` has no reason"),
            (
                r#"[{"type": "data.a", "reason": "x"}, {"type": "data.a", "reason": "y"}]"#,
                "the gap `data.a` is listed twice",
            ),
        ];
        for (text, expected) in cases {
            let fault = Gaps::parse(text).expect_err("a fault");
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }
}

//! The lock files of units merged into one: a root has one version of each provider.

use std::collections::BTreeMap;

use hcl_edit::Span as _;
use landform_diag::Source;
use landform_hcl::parse;

use crate::files::label;

/// The name of a lock file.
pub(crate) const LOCK_FILE: &str = ".terraform.lock.hcl";

/// The merged lock file.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    known: BTreeMap<String, Locked>,
}

#[derive(Debug)]
struct Locked {
    version: String,
    text: String,
    unit: String,
}

impl Locks {
    /// Adds the lock file of a unit; says which provider it has in another version than an earlier unit.
    pub(crate) fn add(&mut self, unit: &str, text: &str) -> Result<(), String> {
        let source = Source::new(LOCK_FILE, text);
        let document = parse(&source).map_err(|all| all.to_string())?;
        for block in document.body().blocks().filter(|block| block.ident.as_str() == "provider") {
            let version = block.body.get_attribute("version").and_then(|one| one.value.as_str());
            let (Some(address), Some(version)) = (label(block), version) else { continue };
            let text = block.span().and_then(|span| text.get(span)).unwrap_or_default();
            let own = Locked {
                version: version.to_owned(),
                text: text.trim().to_owned(),
                unit: unit.to_owned(),
            };
            let known = self.known.entry(address.clone()).or_insert(own);
            if known.version != version {
                return Err(format!(
                    "its lock file has `{address}` {version}, that of {} has {}: one plan has one version of a provider\nhint: lock the same version in both, or plan with --per-unit",
                    known.unit, known.version
                ));
            }
        }
        Ok(())
    }

    /// Returns the text of the merged file; empty if there is none.
    pub(crate) fn text(&self) -> String {
        let texts: Vec<&str> = self.known.values().map(|one| one.text.as_str()).collect();
        if texts.is_empty() { String::new() } else { format!("{}\n", texts.join("\n\n")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(name: &str, version: &str) -> String {
        format!(
            "# kept by the engine\nprovider \"registry.terraform.io/{name}\" {{\n  version = \"{version}\"\n  hashes = [\n    \"h1:{name}\",\n  ]\n}}\n"
        )
    }

    #[test]
    fn keeps_each_provider_once_and_names_who_differs() {
        let mut locks = Locks::default();
        assert_eq!(locks.text(), "");
        locks.add("a", &lock("hashicorp/aws", "5.1.0")).unwrap();
        locks
            .add("b", &(lock("hashicorp/aws", "5.1.0") + &lock("hashicorp/null", "3.2.0")))
            .unwrap();
        let error = locks.add("c", &lock("hashicorp/aws", "5.2.0")).unwrap_err();
        assert_eq!(
            error.lines().next(),
            Some(
                "its lock file has `registry.terraform.io/hashicorp/aws` 5.2.0, that of a has 5.1.0: one plan has one version of a provider"
            )
        );
        let text = locks.text();
        assert_eq!(text.matches("provider \"").count(), 2, "{text}");
        assert!(text.contains("h1:hashicorp/aws") && text.contains("3.2.0"), "{text}");
        assert!(locks.add("d", "provider {{{").is_err());
    }
}

//! Lock files: the version and the hashes that `.terraform.lock.hcl` holds a provider to.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Body, Structure};

/// What a lock file says of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Locked {
    /// The selected version.
    pub(crate) version: String,
    /// The hashes of the unpacked provider, for each system that the file was made for.
    pub(crate) h1: Vec<String>,
}

/// Returns what a lock file says of the first of some addresses that it names.
///
/// # Errors
///
/// The text is no lock file.
pub(crate) fn locked(text: &str, addresses: &[&str]) -> Result<Option<Locked>, String> {
    let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| {
        format!("cannot read the lock file: {}", error.message())
    })?;
    let blocks: Vec<_> = body
        .iter()
        .filter_map(Structure::as_block)
        .filter(|block| block.ident.as_str() == "provider")
        .collect();
    let of = |address: &&str| {
        let is = |label: &hcl_edit::structure::BlockLabel| label.as_str() == *address;
        blocks.iter().find(|block| block.labels.first().is_some_and(is))
    };
    let Some(block) = addresses.iter().find_map(of) else { return Ok(None) };
    let mut locked = Locked::default();
    for attribute in block.body.iter().filter_map(Structure::as_attribute) {
        match (attribute.key.as_str(), &attribute.value) {
            ("version", Expression::String(version)) => {
                locked.version = version.value().to_string();
            }
            ("hashes", Expression::Array(hashes)) => {
                let hashes = hashes.iter().filter_map(Expression::as_str);
                locked.h1 = hashes.filter(|hash| hash.starts_with("h1:")).map(Into::into).collect();
            }
            _ => {}
        }
    }
    Ok(Some(locked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_gives_version_and_hashes() {
        let text = "# This file is maintained automatically.\n\n\
            provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.100.0\"\n  constraints = \">= 5.90.0\"\n  \
            hashes = [\n    \"h1:abc=\",\n    \"h1:def=\",\n    \"zh:00\",\n  ]\n}\n";
        let expected = Locked {
            version: "5.100.0".to_owned(),
            h1: vec!["h1:abc=".to_owned(), "h1:def=".to_owned()],
        };
        let aws = ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"];
        assert_eq!(locked(text, &aws), Ok(Some(expected)));
        assert_eq!(locked(text, &["registry.terraform.io/hashicorp/null"]), Ok(None));
        assert_eq!(locked("", &aws), Ok(None));
        let fault = locked("provider \"x\" {", &aws).expect_err("a fault");
        assert!(fault.starts_with("cannot read the lock file: "), "{fault}");
    }
}

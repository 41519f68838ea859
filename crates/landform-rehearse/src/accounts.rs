//! Account numbers for a rehearsal: accounts that do not exist yet get one that is made up.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// Returns the text of an `accounts.json` in which every account has a number; `None` if the text has another shape.
///
/// The shape is an object of objects with an `id`. Numbers follow from the names, so that every rehearsal has the same.
pub fn with_account_ids(text: &str) -> Option<String> {
    let mut accounts: Json = serde_json::from_str(text).ok()?;
    let entries = accounts.as_object_mut()?;
    let mut taken: BTreeSet<String> = entries
        .values()
        .filter_map(|account| account.get("id")?.as_str().map(str::to_owned))
        .collect();
    for (name, account) in entries {
        let id = account.as_object_mut()?.get_mut("id")?;
        if id.as_str()?.is_empty() {
            let number =
                (0..).map(|attempt| number(name, attempt)).find(|one| !taken.contains(one))?;
            *id = Json::String(number.clone());
            taken.insert(number);
        }
    }
    Some(accounts.to_string())
}

/// Returns 12 digits that follow from a name; the first is never 0.
fn number(name: &str, attempt: u32) -> String {
    let hash = Sha256::digest(format!("{name}/{attempt}"));
    let seed = hash.iter().take(8).fold(0u64, |seed, byte| (seed << 8) | u64::from(*byte));
    (100_000_000_000 + seed % 900_000_000_000).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_empty_numbers_only() {
        let text = r#"{"dev": {"email": "a", "id": ""}, "prod": {"id": "123456789012"}}"#;
        let filled: Json = serde_json::from_str(&with_account_ids(text).unwrap()).unwrap();
        let dev = filled["dev"]["id"].as_str().unwrap();
        assert!(dev.len() == 12 && dev.bytes().all(|byte| byte.is_ascii_digit()), "{dev}");
        assert_eq!(filled["prod"]["id"], "123456789012");
        assert_eq!(with_account_ids(text), with_account_ids(text));
    }

    #[test]
    fn leaves_other_shapes_alone() {
        for text in ["", "[]", r#"{"dev": "123456789012"}"#, r#"{"dev": {"id": 5}}"#] {
            assert_eq!(with_account_ids(text), None, "{text}");
        }
    }
}

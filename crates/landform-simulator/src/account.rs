//! Configuration of the provider: which account and region an instance works in.

use landform_value::Value;

use crate::place::{Place, Region};
use crate::tags::TagRules;

/// The account where configuration names none, the one of AWS's own examples.
const EXAMPLE_ACCOUNT: &str = "123456789012";

/// A configured provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// The account and region.
    pub(crate) place: Place,
    /// What is said of tags.
    pub(crate) tags: TagRules,
}

/// Returns what a provider's configuration says.
///
/// # Errors
/// Says what is wrong with it, in the real provider's words.
pub(crate) fn configured(config: &Value) -> Result<Account, String> {
    let region = text(config, "region").unwrap_or_default();
    let unchecked = config.get("skip_region_validation").and_then(Value::as_bool) == Some(true);
    let region_unknown = config.get("region").is_some_and(Value::is_unknown);
    if region.is_empty() && !region_unknown {
        return Err("Missing region configuration: the `region` of the provider is not set".into());
    }
    if !unchecked && !region_unknown && Region::find(region).is_none() {
        return Err(format!("invalid AWS Region: {region}"));
    }
    let region = if region_unknown { "us-east-1" } else { region };
    let account = account_of(config)?;
    Ok(Account { place: Place::new(account, region), tags: tag_rules(config) })
}

/// Returns the account: that of the role to assume, else the only allowed one, else an example.
fn account_of(config: &Value) -> Result<String, String> {
    let allowed = texts(config.get("allowed_account_ids"));
    let forbidden = texts(config.get("forbidden_account_ids"));
    let roles = ["assume_role", "assume_role_with_web_identity"];
    let assumed = roles.iter().find_map(|block| {
        let blocks = config.get(block)?.as_items()?;
        // A chain of roles ends in the last one.
        blocks.last()?.get("role_arn")?.as_str()?.split(':').nth(4).map(str::to_owned)
    });
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(account) = assumed.as_ref().filter(|account| !is_account(account)) {
        return Err(format!("the role to assume names no account: `{account}`"));
    }
    let account = match (assumed, allowed.as_slice()) {
        (Some(account), _) => account,
        (None, [only]) => only.clone(),
        (None, _) => EXAMPLE_ACCOUNT.to_owned(),
    };
    let refused = forbidden.contains(&account);
    if refused || !(allowed.is_empty() || allowed.contains(&account)) {
        return Err(format!("AWS account ID not allowed: {account}"));
    }
    Ok(account)
}

fn tag_rules(config: &Value) -> TagRules {
    let block = |name: &str| config.get(name).and_then(Value::as_items).and_then(<[Value]>::first);
    let defaults = block("default_tags").and_then(|block| block.get("tags")?.as_entries());
    let defaults = defaults
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
    let ignored = |name: &str| texts(block("ignore_tags").and_then(|block| block.get(name)));
    TagRules {
        defaults: defaults.collect(),
        ignored_keys: ignored("keys"),
        ignored_prefixes: ignored("key_prefixes"),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_items).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use landform_value::from_json;

    use super::*;

    fn account(config: &str) -> Result<String, String> {
        let config = from_json(&serde_json::from_str(config).unwrap());
        configured(&config).map(|a| format!("{} {}", a.place.account, a.place.region))
    }

    #[test]
    fn configuration_decides_account_and_region() {
        const ROLE: &str = r#""assume_role": [{"role_arn": "arn:aws:iam::222222222222:role/x"}]"#;
        for (config, expected) in [
            (r#"{"region": "eu-west-1"}"#.to_owned(), Ok("123456789012 eu-west-1")),
            (
                r#"{"region": "eu-west-1", "allowed_account_ids": ["111111111111"]}"#.to_owned(),
                Ok("111111111111 eu-west-1"),
            ),
            (format!(r#"{{"region": "us-east-2", {ROLE}}}"#), Ok("222222222222 us-east-2")),
            (
                format!(r#"{{"region": "us-east-2", "allowed_account_ids": ["1"], {ROLE}}}"#),
                Err("AWS account ID not allowed: 222222222222"),
            ),
            (
                format!(
                    r#"{{"region": "us-east-2", "forbidden_account_ids": ["222222222222"], {ROLE}}}"#
                ),
                Err("AWS account ID not allowed: 222222222222"),
            ),
            (r#"{"region": "eu-west-9"}"#.to_owned(), Err("invalid AWS Region: eu-west-9")),
            (
                r#"{"region": "eu-west-9", "skip_region_validation": true}"#.to_owned(),
                Ok("123456789012 eu-west-9"),
            ),
            (
                r#"{"region": "eu-west-1", "assume_role": [{"role_arn": "role/x"}]}"#.to_owned(),
                Ok("123456789012 eu-west-1"),
            ),
            (
                r#"{"region": "eu-west-1", "assume_role": [{"role_arn": "a:b:c:d:e:f"}]}"#
                    .to_owned(),
                Err("the role to assume names no account: `e`"),
            ),
        ] {
            let actual = account(&config);
            assert_eq!(actual.as_deref().map_err(String::as_str), expected, "{config}");
        }
        assert!(account("{}").unwrap_err().starts_with("Missing region"));
    }

    #[test]
    fn tags_are_merged_and_ignored() {
        let config = r#"{"region": "eu-west-1", "default_tags": [{"tags": {"a": "1", "b": "2", "aws:x": "3"}}],
            "ignore_tags": [{"keys": ["c"], "key_prefixes": ["aws:"]}]}"#;
        let config = from_json(&serde_json::from_str(config).unwrap());
        let rules = configured(&config).unwrap().tags;
        let own =
            Value::map(landform_value::Type::String, [("b", "own".into()), ("c", "4".into())]);
        assert_eq!(rules.all_tags(&own).to_string(), "{ a = \"1\", b = \"own\" }");
    }
}

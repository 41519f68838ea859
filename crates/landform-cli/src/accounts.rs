//! Which accounts a live repo works in, as its generated provider blocks say, and whether the credentials lead there.

use std::collections::BTreeMap;

use landform_aws::{
    AccountAnswer, AccountQuestion, Settings, States, account_table, check_accounts,
};
use landform_diag::Source;
use landform_hcl::{Context, NoFunctions, NoScope, evaluate, parse};
use landform_terragrunt::{Estate, Unit};
use landform_value::to_json;
use serde_json::{Map, Value as Json};

use crate::error::{CommandError, Kind};

/// Refuses to go on where credentials are missing, or lead to an account that is not the expected one: all accounts in one table.
///
/// Each distinct provider configuration of the units is asked about once. Units that say nothing of their provider are left out.
pub(crate) fn refuse_wrong<'u>(
    states: &States<'_>,
    estate: &'u Estate,
    wants: impl Fn(&'u Unit) -> bool,
) -> Result<(), CommandError> {
    refuse(&answers(states, estate, wants), "not all accounts can be used; nothing was changed")
}

/// Refuses to go on if no account at all can be used, which is one fault and not one for each unit.
pub(crate) fn refuse_all_wrong<'u>(
    states: &States<'_>,
    estate: &'u Estate,
    wants: impl Fn(&'u Unit) -> bool,
) -> Result<(), CommandError> {
    let answers = answers(states, estate, wants);
    if answers.iter().any(|answer| answer.found.is_ok()) {
        return Ok(());
    }
    refuse(&answers, "no account can be used")
}

fn answers<'u>(
    states: &States<'_>,
    estate: &'u Estate,
    wants: impl Fn(&'u Unit) -> bool,
) -> Vec<AccountAnswer> {
    let units: Vec<&'u Unit> = estate.units.values().filter(|unit| wants(unit)).collect();
    check_accounts(states.aws(), &questions(&units))
}

fn refuse(answers: &[AccountAnswer], what: &str) -> Result<(), CommandError> {
    let Some((table, hints)) = account_table(answers) else { return Ok(()) };
    let error = CommandError::new(Kind::Failed, format!("{what}\n{table}"));
    Err(hints.into_iter().fold(error, CommandError::hint))
}

/// Returns one question for each account and distinct way to it; regions make no difference.
fn questions(units: &[&Unit]) -> Vec<AccountQuestion> {
    let mut found: BTreeMap<(String, Settings), AccountQuestion> = BTreeMap::new();
    for unit in units {
        let name = unit.account.clone().unwrap_or_else(|| unit.path.to_string());
        let texts = unit.settings.generate.iter().filter(|file| !file.disable);
        for settings in texts.filter_map(|file| file.contents.as_deref()).flat_map(providers) {
            let mut without_region = settings.clone();
            without_region.region = None;
            let question = AccountQuestion { name: name.clone(), settings };
            found.entry((name.clone(), without_region)).or_insert(question);
        }
    }
    found.into_values().collect()
}

/// Returns the settings of the blocks `provider "aws"` in a text; one that is not text alone is left to the engine.
fn providers(text: &str) -> Vec<Settings> {
    let source = Source::new("provider.tf", text);
    let Ok(document) = parse(&source) else { return Vec::new() };
    let blocks = document.body().get_blocks("provider");
    blocks
        .filter(|block| block.labels.first().is_some_and(|label| label.as_str() == "aws"))
        .filter_map(|block| object(&source, &block.body))
        .map(|config| Settings::of(&config))
        .collect()
}

/// Returns a body as JSON, its blocks as lists of objects; nothing if a value is not known from the text alone.
fn object(source: &Source, body: &hcl_edit::structure::Body) -> Option<Map<String, Json>> {
    let context = Context { source, scope: &NoScope, functions: &NoFunctions };
    let mut all = Map::new();
    for attribute in body.attributes() {
        let value = evaluate(&attribute.value, &context).ok()?;
        all.insert(attribute.key.to_string().trim().to_owned(), to_json(&value)?);
    }
    for block in body.blocks() {
        let name = block.ident.to_string().trim().to_owned();
        let inner = Json::Object(object(source, &block.body)?);
        match all.entry(name).or_insert_with(|| Json::Array(Vec::new())) {
            Json::Array(blocks) => blocks.push(inner),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
                return None;
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use landform_terragrunt::{Options, load};
    use landform_world::{Access, MemoryWorld, World};

    use super::*;

    const ROOT: &str = r#"
locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = basename(dirname(get_terragrunt_dir()))
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<-EOF
    provider "aws" {
      region              = "${local.region}"
      allowed_account_ids = ["${local.account.account_id}"]
      assume_role {
        role_arn = "arn:aws:iam::${local.account.account_id}:role/${local.account.role}"
      }
      default_tags {
        tags = { a = "b" }
      }
    }
    provider "aws" {
      alias  = "open"
      region = var.somewhere
    }
    provider "random" {}
  EOF
}
"#;

    #[test]
    fn asks_once_for_each_account_and_way_to_it() {
        let world = MemoryWorld::default();
        let write = |path: String, text: &str| {
            let path = Path::new(&path);
            world.create_folder(path.parent().unwrap(), Access::Shared).unwrap();
            world.write(path, text.as_bytes(), Access::Shared).unwrap();
        };
        write("/repo/root.hcl".to_owned(), ROOT);
        for (account, id) in [("dev", "111111111111"), ("logs", "222222222222")] {
            let locals = format!(
                "locals {{\n  account_name = \"{account}\"\n  account_id = \"{id}\"\n  role = \"x\"\n}}\n"
            );
            write(format!("/repo/{account}/account.hcl"), &locals);
            for unit in ["eu-west-1/vpc", "eu-west-1/db", "us-east-1/vpc"] {
                let text = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n";
                write(format!("/repo/{account}/{unit}/terragrunt.hcl"), text);
            }
        }
        let (estate, diagnostics) = load(&world, Path::new("/repo"), &Options::default());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let units: Vec<_> = estate.units.values().collect();
        let asked: Vec<_> = questions(&units)
            .into_iter()
            .map(|one| (one.name, one.settings.identity(), one.settings.allowed_accounts))
            .collect();
        let row = |name: &str, id: &str| {
            let role = format!("role `arn:aws:iam::{id}:role/x`");
            (name.to_owned(), role, vec![id.to_owned()])
        };
        assert_eq!(asked, [row("dev", "111111111111"), row("logs", "222222222222")]);
    }
}

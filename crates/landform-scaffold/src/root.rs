//! The files of the live repo that are not units: what all units share, and what people read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use landform_company::{Account, Company, Region, Role};
use serde_json::{Value as Json, json};

use crate::expression::{Expression, assignments, text, texts};

/// The file that holds the numbers of the accounts.
pub const ACCOUNTS: &str = "accounts.json";

/// Returns `root.hcl`: names, state and provider of all units.
pub(crate) fn root(company: &Company) -> String {
    let mut tags: BTreeMap<&str, Expression> =
        company.tags.iter().map(|(key, value)| (key.as_str(), text(value))).collect();
    tags.insert("company", text(&company.name));
    tags.insert("repository", text(&company.repository));
    tags.insert("account", Expression::Raw("local.account.account_name".to_owned()));
    let tags = tags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let mut tag_lines = String::new();
    assignments(&mut tag_lines, 1, &[("tags".to_owned(), Expression::Map(tags))]);
    let mut emails = String::new();
    assignments(&mut emails, 1, &[("alert_emails".to_owned(), texts(&company.alert_emails))]);
    ROOT.replace("COMPANY", &company.name)
        .replace("BUCKET_PREFIX", &company.bucket_prefix)
        .replace("PARTITION", company.region.partition())
        .replace("  EMAILS\n", &emails)
        .replace("  TAGS\n", &tag_lines)
}

const ROOT: &str = r#"# What all units of COMPANY share: names, state and provider.
locals {
  account = read_terragrunt_config(find_in_parent_folders("account.hcl")).locals
  region  = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals

  modules     = "${get_parent_terragrunt_dir()}/modules"
  account_ids = { for name, account in jsondecode(file("${get_parent_terragrunt_dir()}/accounts.json")) : name => account.id }

  role_arn = "arn:PARTITION:iam::${local.account.account_id}:role/${get_env("LANDFORM_ROLE", "landform-apply")}"

  EMAILS

  TAGS
}

remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = "BUCKET_PREFIX-${local.account.account_name}-${local.region.aws_region}-tfstate"
    key          = "${path_relative_to_include()}/tofu.tfstate"
    region       = local.region.aws_region
    encrypt      = true
    use_lockfile = true
    assume_role  = { role_arn = local.role_arn }
  }
}

# The provider depends on account and region alone, so that units of both can share one.
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<-EOF
    provider "aws" {
      region              = "${local.region.aws_region}"
      allowed_account_ids = ["${local.account.account_id}"]

      assume_role {
        role_arn = "${local.role_arn}"
      }

      default_tags {
        tags = ${jsonencode(local.tags)}
      }
    }
  EOF
}
"#;

/// Returns the `account.hcl` of an account.
pub(crate) fn account(account: &Account) -> String {
    format!(
        "# The account {name}.\nlocals {{\n  account_name = \"{name}\"\n  account_role = \"{}\"\n  \
         account_id   = jsondecode(file(find_in_parent_folders(\"{ACCOUNTS}\")))[\"{name}\"].id\n}}\n",
        account.role,
        name = account.name,
    )
}

/// Returns the `region.hcl` of a region.
pub(crate) fn region(region: &Region) -> String {
    format!("# {}.\nlocals {{\n  aws_region = \"{}\"\n}}\n", region.place, region.name)
}

/// Returns `accounts.json`: numbers that the company file does not say are empty until the accounts exist.
pub(crate) fn accounts(company: &Company) -> String {
    let accounts: BTreeMap<&str, Json> = company
        .accounts
        .iter()
        .map(|account| {
            let id = account.id.as_deref().unwrap_or_default();
            (account.name.as_str(), json!({ "email": account.email, "id": id }))
        })
        .collect();
    accounts_text(&json!(accounts))
}

/// Returns the text of `accounts.json`.
pub fn accounts_text(accounts: &Json) -> String {
    let mut text = serde_json::to_string_pretty(accounts).unwrap_or_default();
    text.push('\n');
    text
}

/// What is made while units run, and must not be committed.
pub(crate) const GITIGNORE: &str = "\
.terraform/
.terragrunt-cache/
*.tfstate
*.tfstate.*
*.tfplan
crash.log
.DS_Store
";

/// Returns the `README.md` of the live repo.
pub(crate) fn readme(company: &Company, units: usize) -> String {
    let name = &company.name;
    let mut page = format!(
        "# Infrastructure of {name}\n\n\
         {} accounts, {} environments, {units} units.\n\
         Landform wrote these files from `landform.hcl`; they run with plain `terragrunt` and `tofu` or `terraform`.\n\n\
         ## Accounts\n\n| account | role | what is in it |\n|---|---|---|\n",
        company.accounts.len(),
        company.environments.len(),
    );
    for account in &company.accounts {
        let _ = writeln!(
            page,
            "| [`{0}`]({0}) | {1} | {2} |",
            account.name,
            account.role,
            purpose(company, account)
        );
    }
    page.push_str("\n## Environments\n\n| environment | account | region | domain | network |\n|---|---|---|---|---|\n");
    for one in &company.environments {
        let _ = writeln!(
            page,
            "| [`{name}`]({account}/{region}/{name}) | `{account}` | `{region}` | `{}` | `{}` |",
            one.domain,
            one.cidr,
            name = one.name,
            account = one.account,
            region = one.region.name,
        );
    }
    page.push_str(README);
    page
}

fn purpose(company: &Company, account: &Account) -> String {
    match account.role {
        Role::Management => "the organization and its bill".to_owned(),
        Role::Security => "identities and security services".to_owned(),
        Role::Logs => "the archive of logs".to_owned(),
        Role::Shared => "the registry of images".to_owned(),
        Role::Workload => {
            let inside = company.environments.iter().filter(|one| one.account == account.name);
            let names: Vec<_> = inside.map(|one| format!("`{}`", one.name)).collect();
            match names.len() {
                0 => "nothing yet".to_owned(),
                1 => format!("the environment {}", names.concat()),
                _ => format!("the environments {}", names.join(", ")),
            }
        }
    }
}

const README: &str = r#"
## Layout

| path | content |
|---|---|
| `root.hcl` | state and provider of all units |
| `accounts.json` | the numbers of the accounts; Landform never changes a number |
| `<account>/account.hcl` | what holds for an account |
| `<account>/<region>/region.hcl` | what holds for a region |
| `<account>/<region>/<environment>/<unit>/terragrunt.hcl` | one unit: one module, one state |
| `modules` | the modules, as copies that belong to this repository |
| `.landform/manifest.json` | what Landform wrote, so that it never overwrites a change made by hand |

## Work

Change `landform.hcl`, then write the files again: `landform generate`.
Try all units without an account: `landform rehearse`.
Apply one unit: `terragrunt apply` in its folder; all of an environment: `terragrunt run --all apply` in its folder.

Units are applied with the role `landform-apply` of their account and planned by pull requests with `landform-plan`; `LANDFORM_ROLE` names another one.
The unit `ci-roles` makes both, so neither is there on the first day, and no workflow can change them later.

## The first day

1. Give the management account a role `OrganizationAccountAccessRole` with administrator rights that you may assume; new accounts get theirs from AWS.
2. Apply the unit `organization` with `LANDFORM_ROLE=OrganizationAccountAccessRole`, and write the ids of its output `account_ids` into `accounts.json`: `landform learn --write` does. Accounts and an organization that exist already are adopted by `import` blocks: see `modules/organization/README.md`.
3. Apply everything else with the same `LANDFORM_ROLE`. From then on the roles of `ci-roles` do.
4. Add to `landform.hcl` what only AWS knows, and generate again (`landform learn --write` finds it): `id` of `organization`, `name_servers` of environments, `image_key_id` of `vpn`, and, where networks are connected, the ids of networks, zones, peerings or attachments.
5. By hand, once: enable IAM Identity Center, confirm the subscriptions to alarms, secure the root users with a second factor.

## Good to know

The certificate of an environment is issued once the parent of its domain delegates to the zone: until then the apply of `dns-public` waits. `terragrunt output name_servers` in that folder says to which servers.
Each unit keeps its state in the bucket of its own account and reads no state of another account.

## Environment variables of services

A service finds each database that it connects to in `DATABASE_<NAME>_HOST`, `_PORT`, `_NAME` and `_USER`, and each cache in `CACHE_<NAME>_HOST`, `_PORT` and `_USER`.
There are no passwords: services log in with their IAM role. The user `app` of a new database must be created once, by the administrator whose password AWS keeps in Secrets Manager: in the query editor of RDS, or with `aws rds-data execute-statement`, neither of which needs a way into the network. `modules/aurora/README.md` has the statements.
"#;

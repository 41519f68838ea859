//! The live repo as a value: path and text of each file.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use landform_company::Company;
use sha2::{Digest, Sha256};

use crate::root::{self, ACCOUNTS};
use crate::units::units;

/// All files of a live repo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTree {
    /// The text of each file by its path, with `/` on every system.
    pub files: BTreeMap<String, String>,
    /// A hash of the company that the files were made from.
    pub company: String,
}

/// Returns the live repo of a company.
pub fn render(company: &Company) -> FileTree {
    let units = units(company);
    let mut files = BTreeMap::from([
        ("root.hcl".to_owned(), root::root(company)),
        (ACCOUNTS.to_owned(), root::accounts(company)),
        ("README.md".to_owned(), root::readme(company, units.len())),
        (".gitignore".to_owned(), root::GITIGNORE.to_owned()),
    ]);
    for account in &company.accounts {
        files.insert(format!("{}/account.hcl", account.name), root::account(account));
        for region in company.regions_of(&account.name) {
            let path = format!("{}/{}/region.hcl", account.name, region.name);
            files.insert(path, root::region(region));
        }
    }
    let mut modules = BTreeSet::new();
    for unit in &units {
        modules.insert(unit.module);
        files.insert(format!("{}/terragrunt.hcl", unit.path), unit.render());
    }
    for module in modules.into_iter().filter_map(landform_catalog::module) {
        for (path, text) in module.files {
            files.insert(format!("modules/{}/{path}", module.name), (*text).to_owned());
        }
    }
    FileTree { files, company: hash(format!("{company:?}").as_bytes()) }
}

/// Returns the SHA-256 of a text.
pub(crate) fn hash(text: &[u8]) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    })
}

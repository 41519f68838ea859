//! The text of every file, apart from the modules.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use landform_company::{Role, names};
use landform_scaffold::render;

use crate::speed::large;
use crate::{acme, company, trees};

#[test]
fn renders_the_recorded_text() {
    for (name, tree) in trees() {
        let mut text = String::new();
        for (path, content) in tree.files.iter().filter(|(path, _)| !path.starts_with("modules/")) {
            write!(text, "//- /{path}\n{content}").unwrap();
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
        }
        let recorded = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            text == recorded,
            "{name} differs from its record; UPDATE=1 rewrites it\n{}",
            similar::TextDiff::from_lines(&recorded, &text).unified_diff()
        );
    }
}

#[test]
fn the_example_is_the_whole_architecture() {
    let company = acme();
    let tree = render(&company);
    let units = tree.files.keys().filter(|path| path.ends_with("/terragrunt.hcl")).count();
    assert_eq!((company.accounts.len(), company.environments.len(), units), (7, 3, 113));
    let roles: Vec<_> = company.accounts.iter().map(|account| account.role).collect();
    let workload = Role::Workload;
    assert_eq!(
        roles,
        [Role::Management, Role::Security, Role::Logs, Role::Shared, workload, workload, workload]
    );
    for name in [
        names::state_bucket(&company, "dev", "us-east-1"),
        names::log_archive(&company, "us-east-1", 1),
    ] {
        assert!(name.starts_with("acme-"), "{name}");
    }
}

#[test]
fn a_large_company_has_several_archives() {
    let tree = render(&company(&large(70)));
    let archives: Vec<_> =
        tree.files.keys().filter(|path| path.starts_with("logs/us-east-1/log-archive")).collect();
    assert_eq!(
        archives,
        [
            "logs/us-east-1/log-archive-2/terragrunt.hcl",
            "logs/us-east-1/log-archive/terragrunt.hcl"
        ]
    );
    for (account, archive) in [("e59", "log-archive"), ("e60", "log-archive-2")] {
        let unit = &tree.files[&format!("logs/us-east-1/{archive}/terragrunt.hcl")];
        assert!(unit.contains(&format!("account_ids[\"{account}\"]")), "{account}");
        let vpc = &tree.files[&format!("{account}/us-east-1/{account}/vpc/terragrunt.hcl")];
        assert!(vpc.contains(&format!("/{archive}\"")), "{account}");
    }
}

/// A dashboard holds 500 charts, and a row has up to four.
#[test]
fn the_dashboard_of_a_large_company_holds_what_fits() {
    let tree = render(&company(&large(70)));
    let unit = &tree.files["logs/us-east-1/dashboard/terragrunt.hcl"];
    assert_eq!(unit.matches("account_id ").count(), 100);
    let watched = tree.files.keys().filter(|path| path.contains("/composite-alarms/"));
    assert_eq!(
        unit.matches("-unwell\"").count(),
        watched.filter(|path| path.ends_with("/terragrunt.hcl")).count()
    );
}

#[test]
fn renders_the_same_bytes_twice() {
    for ((_, first), (_, second)) in trees().into_iter().zip(trees()) {
        assert_eq!(first, second);
    }
}

#[test]
fn no_account_number_is_in_a_unit() {
    for (name, tree) in trees() {
        for (path, text) in tree.files.iter().filter(|(path, _)| path.ends_with("terragrunt.hcl")) {
            assert!(!text.contains("123456789012"), "{name} {path}");
            for word in ["mock_outputs", "get_aws_account_id", "TODO"] {
                assert!(!text.contains(word), "{name} {path} {word}");
            }
        }
    }
}

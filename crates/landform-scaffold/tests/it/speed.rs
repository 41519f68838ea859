//! How long it takes to go from a company file to a written tree: `cargo test --release -p landform-scaffold -- --nocapture speed`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use landform_scaffold::{HandEdits, apply, plan_write, render};
use landform_world::MemoryWorld;

use crate::company;

/// Returns a company of so many accounts, four of them without an environment.
pub(crate) fn large(accounts: usize) -> String {
    let mut text = String::from(
        r#"company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["a@acme.example"]
}
"#,
    );
    for index in 4..accounts {
        writeln!(text, "environment \"e{index}\" {{}}").unwrap();
    }
    text
}

#[test]
fn a_hundred_accounts_take_less_than_a_second() {
    for (accounts, limit) in [(7, Duration::from_millis(100)), (100, Duration::from_secs(1))] {
        let text = large(accounts);
        let start = Instant::now();
        let company = company(&text);
        let tree = render(&company);
        let (world, folder) = (MemoryWorld::default(), Path::new("/live"));
        let changes = plan_write(&world, folder, &tree).unwrap();
        apply(&world, folder, &changes, HandEdits::Keep).unwrap();
        let taken = start.elapsed();
        assert_eq!(company.accounts.len(), accounts);
        println!("{accounts} accounts, {} files: {taken:?}", tree.files.len());
        // An unoptimised build on a busy machine gets thirty times as long: the bar is that of the release build.
        let limit = if cfg!(debug_assertions) { limit * 30 } else { limit };
        assert!(taken < limit, "{accounts} accounts: {taken:?}");
        assert_eq!(tree, render(&company));
    }
}

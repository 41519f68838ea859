//! Which binary is chosen, and what is said when none can be.

use std::time::Duration;

use landform_world::{Access, Entry, Finished, MemoryWorld};

use super::*;

/// A world whose programs answer with a fixed text.
struct Answers(MemoryWorld, &'static str);

impl World for Answers {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }
    fn write(&self, path: &Path, contents: &[u8], access: Access) -> io::Result<()> {
        self.0.write(path, contents, access)
    }
    fn append_synced(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        self.0.append_synced(path, contents)
    }
    fn create_folder(&self, path: &Path, access: Access) -> io::Result<()> {
        self.0.create_folder(path, access)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.0.list(path)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.0.kind(path)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.0.remove_file(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.0.remove_folder(path)
    }
    fn env(&self, name: &str) -> Option<String> {
        self.0.env(name)
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn run(&self, command: &Command, _cancel: &Cancel) -> io::Result<Finished> {
        self.0.read(&command.program)?;
        let stdout = if command.args.len() == 1 { "OpenTofu v1.10.0\n" } else { self.1 };
        Ok(Finished { code: Some(0), stdout: stdout.into(), ..Finished::default() })
    }
}

fn check(files: &[&str], wanted: Option<&str>, answer: &'static str, expected: &str) {
    let world = MemoryWorld::new(files.iter().map(|file| (*file, ""))).with_env("PATH", "/a:/b");
    let shown = match find(&Answers(world, answer), wanted) {
        Ok(engine) => format!("{} {:?} {}", engine.program.display(), engine.kind, engine.version),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown, expected);
}

#[test]
fn chooses_tofu_first() {
    let new = r#"{"terraform_version":"1.11.4"}"#;
    check(&["/a/terraform", "/b/tofu"], None, new, "/b/tofu Tofu 1.11.4");
    check(&["/a/terraform"], None, new, "/a/terraform Terraform 1.11.4");
    check(&["/a/terraform", "/b/tofu"], Some("terraform"), new, "/a/terraform Terraform 1.11.4");
    check(&["/x/opentofu"], Some("/x/opentofu"), new, "/x/opentofu Tofu 1.11.4");
}

#[test]
fn says_why_there_is_none() {
    check(&["/c/tofu"], None, "", "no engine found: neither `tofu` nor `terraform` is on PATH");
    check(&[], Some("tofu"), "", "the engine `tofu` is not there or cannot be started");
    check(&[], Some("/x/tofu"), "", "the engine `/x/tofu` is not there or cannot be started");
    let old = r#"{"terraform_version":"1.5.7"}"#;
    check(&["/a/terraform"], None, old, "`/a/terraform` is version 1.5.7; at least 1.8 is needed");
    check(
        &["/a/tofu"],
        None,
        "hello",
        "`/a/tofu` does not answer `version -json` as an engine does: expected value at line 1 column 1",
    );
}

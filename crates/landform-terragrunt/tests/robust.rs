//! No text makes the reader panic, and no text is read twice differently.

use std::path::Path;

use landform_terragrunt::{Options, load};
use landform_world::MemoryWorld;
use proptest::prelude::*;

/// Words from which faulty units are put together.
const WORDS: [&str; 46] = [
    "include",
    "\"root\"",
    "{\n",
    "}\n",
    "=",
    "path",
    "expose",
    "true",
    "locals",
    "a",
    "b",
    "local.a",
    "local.b",
    "local",
    "dependency",
    "\"vpc\"",
    "config_path",
    "\"../vpc\"",
    "dependency.vpc.outputs.id",
    "inputs",
    "generate",
    "contents",
    "terraform",
    "source",
    "remote_state",
    "config",
    "backend",
    "\n",
    "[",
    "]",
    ",",
    "(",
    ")",
    "find_in_parent_folders",
    "\"root.hcl\"",
    "read_terragrunt_config",
    "\"${get_terragrunt_dir()}/x\"",
    "feature",
    "default",
    "exclude",
    "if",
    "1",
    "null",
    "\"${",
    "<<EOT\n",
    "EOT\n",
];

fn read(unit: &str, parent: &str) -> String {
    let world = MemoryWorld::new([
        ("/live/root.hcl", parent),
        ("/live/vpc/terragrunt.hcl", "inputs = { name = \"vpc\" }\n"),
        ("/live/app/terragrunt.hcl", unit),
    ]);
    let (estate, faults) = load(&world, Path::new("/live"), &Options::default());
    let mut text = faults.to_string();
    for unit in estate.units.values() {
        let inputs = unit.inputs(&world, &unit.unknown_outputs());
        let settled = unit.settle(&world, &Default::default()).is_ok();
        text.push_str(&format!("{} {inputs:?} {settled} {:?}\n", unit.path, unit.settings));
    }
    text
}

const SOUND: &str = r#"include "root" {
  path   = find_in_parent_folders("root.hcl")
  expose = true
}
locals {
  a = include.root.locals.a
  b = "${local.a}-b"
}
dependency "vpc" {
  config_path = "../vpc"
}
generate "p" {
  path      = "p.tf"
  if_exists = "skip"
  contents  = "x ${local.b}"
}
inputs = {
  id = dependency.vpc.outputs.id
  b  = local.b
}
"#;

const PARENT: &str = "locals {\n  a = path_relative_to_include()\n}\ninputs = { p = local.a }\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        read(&text, PARENT);
    }

    #[test]
    fn any_words_are_read_or_refused(
        unit in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..40),
        parent in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..20),
    ) {
        let (unit, parent) = (unit.join(" "), parent.join(" "));
        prop_assert_eq!(read(&unit, &parent), read(&unit, &parent));
    }

    #[test]
    fn a_sound_unit_with_a_piece_cut_out(from in 0usize..420, length in 0usize..30) {
        let end = (from + length).min(SOUND.len());
        let text = format!("{}{}", &SOUND[..from.min(end)], &SOUND[end..]);
        read(&text, PARENT);
    }

    #[test]
    fn a_sound_unit_with_a_word_put_in(at in 0usize..420, word in prop::sample::select(&WORDS[..])) {
        let at = at.min(SOUND.len());
        let text = format!("{} {word} {}", &SOUND[..at], &SOUND[at..]);
        read(&text, PARENT);
        read(SOUND, &text);
    }
}

#[test]
fn the_sound_unit_is_sound() {
    let text = read(SOUND, PARENT);
    assert!(!text.contains("error:"), "{text}");
}

#[test]
fn long_chains_and_deep_nesting_do_not_overflow() {
    let chain: String =
        (1..5000).map(|number| format!("  l{number} = local.l{}\n", number - 1)).collect();
    let text =
        read(&format!("locals {{\n  l0 = 1\n{chain}}}\ninputs = {{ x = local.l4999 }}\n"), "");
    assert!(!text.contains("error:"), "a chain of locals is no fault");
    let deep = format!("inputs = {}{}\n", "[".repeat(3000), "]".repeat(3000));
    read(&deep, "");
}

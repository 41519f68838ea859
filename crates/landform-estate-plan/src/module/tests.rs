//! Modules are taken apart for the root.

use std::path::Path;

use landform_value::{Type, Value};
use landform_world::{MemoryWorld, World};

use super::*;
use crate::files::Replacement;

/// Opens the module `/m`: `region` is known, `host` is an output of another unit.
fn opened(text: &str) -> (MemoryWorld, Result<Opened, String>) {
    let world = MemoryWorld::from_fixture(text);
    let input = |text: &str, value: Value| OpenInput {
        text: text.to_owned(),
        value,
        reads: BTreeSet::new(),
    };
    let inputs = BTreeMap::from([
        ("region".to_owned(), input("\"eu-west-1\"", Value::string("eu-west-1"))),
        ("host".to_owned(), input("module.eks.host", Value::unknown(Type::Dynamic))),
    ]);
    let mut files = Files::read(&world, Path::new("/m")).unwrap();
    let declared = files.variables();
    let opened = open(&mut files, &declared, &inputs);
    let replacement = |word: &str, read: Option<&str>, shown: &str| Replacement {
        word: word.to_owned(),
        read: read.map(str::to_owned),
        shown: Some(shown.to_owned()),
    };
    files.replace_names(&[
        replacement("path.root", Some("\"units/m\""), "\".\""),
        replacement("path.module", None, "\".\""),
        replacement("path.cwd", Some("\"/w/units/m\""), "\"/w/units/m\""),
    ]);
    files.write(&world).unwrap();
    (world, opened)
}

fn text(world: &MemoryWorld, path: &str) -> String {
    world.read_text(Path::new(path)).unwrap()
}

#[test]
fn takes_provider_blocks_out_with_their_values() {
    let (world, opened) = opened(
        r#"
//- /m/main.tf
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
variable "region" {}
variable "host" {}
variable "name" {
  default = "x"
}
locals {
  tags = { name = "${var.name}-1", here = terraform.workspace }
  url  = "https://${var.host}"
}
provider "aws" {
  region = var.region
  default_tags {
    tags = local.tags
  }
}
# behind
provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
provider "kubernetes" {
  host = local.url
}
provider "helm" {
  token = data.aws_eks_cluster_auth.this.token
}
output "id" {
  value = 1
}
"#,
    );
    let opened = opened.unwrap();
    let shown: Vec<String> =
        opened.providers.iter().map(|one| format!("{}\n{}", one.reference(), one.text)).collect();
    assert_eq!(
        shown,
        [
            "aws\n  region = \"eu-west-1\"\n  default_tags {\n    tags = { \"here\" = \"default\", \"name\" = \"x-1\" }\n  }\n",
            "aws.us\n  region = \"us-east-1\"\n",
            "kubernetes\n  host = (\"https://${(module.eks.host)}\")\n",
        ]
    );
    assert_eq!(opened.kept_providers, BTreeSet::from(["helm".to_owned()]));
    assert_eq!(opened.source_of("aws"), "hashicorp/aws");
    assert_eq!(opened.outputs, BTreeSet::from(["id".to_owned()]));
    let left = text(&world, "/m/main.tf");
    assert!(!left.contains("provider \"aws\"") && left.contains("# behind\n"), "{left}");
    assert!(left.contains("provider \"helm\""), "{left}");
}

#[test]
fn takes_imports_out_and_lets_folders_mean_the_same() {
    let (world, opened) = opened(
        r#"
//- /m/a.tf
variable "region" {}
import {
  for_each = { a = "vpc-1" }
  to       = aws_vpc.this[each.key]
  id       = "${each.value}/${var.region}"
  provider = aws.us
}
locals {
  a = file("${path.root}/x")
  b = path.cwd
  c = path.module
}
resource "aws_x" "y" {
  block {
    path = "${path.root} ${path.module} ${templatefile("${path.module}/t", { a = path.root })}"
  }
}
//- /m/b.tf.json
{"locals": {"d": "${path.root}/y"}, "output": {"j": {"value": 1}}, "provider": {"x": [{"alias": "y"}, {}]}}
"#,
    );
    let opened = opened.unwrap();
    let [import] = opened.imports.as_slice() else { panic!() };
    assert_eq!(
        (import.to.as_str(), import.provider.as_deref()),
        ("aws_vpc.this[each.key]", Some("aws.us"))
    );
    let rest: Vec<String> =
        import.rest.iter().map(|(name, text)| format!("{name} = {text}")).collect();
    assert_eq!(rest, ["for_each = { \"a\" = \"vpc-1\" }", "id = \"${each.value}/eu-west-1\""]);
    assert_eq!(opened.outputs, BTreeSet::from(["j".to_owned()]));
    assert_eq!(opened.kept_providers, BTreeSet::from(["x".to_owned(), "x.y".to_owned()]));
    let left = text(&world, "/m/a.tf");
    for part in [
        "a = file(\"${\"units/m\"}/x\")",
        "b = \"/w/units/m\"",
        "c = path.module",
        "path = \"${\".\"} ${\".\"} ${templatefile(\"${path.module}/t\", { a = \"units/m\" })}\"",
    ] {
        assert!(left.contains(part), "{left}");
    }
    assert!(!left.contains("import"), "{left}");
    assert!(text(&world, "/m/b.tf.json").contains("\"units/m/y\""));
}

#[test]
fn refuses_what_cannot_be_told_without_the_module() {
    for (text, reason) in [
        (
            "//- /m/a.tf\nimport {\n  to = a.b\n  id = aws_x.y.id\n}\n",
            "`a.tf` has an `import` block that needs more than inputs: ",
        ),
        ("//- /m/a.tf\nimport {\n  id = 1\n}\n", "`a.tf` has an `import` block without an address"),
        ("//- /m/a.tf.json\n{\"import\": []}\n", "an `import` in a JSON file is not taken apart"),
    ] {
        let error = opened(text).1.unwrap_err();
        assert!(error.starts_with(reason), "{error}");
    }
}

//! The Terragrunt reader: discovery, includes, dependencies, inputs.

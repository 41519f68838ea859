//! Values and types of the Terraform language.

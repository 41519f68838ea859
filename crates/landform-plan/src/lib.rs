//! State and plan files of OpenTofu and Terraform as values.

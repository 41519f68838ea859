//! OpenTofu and Terraform processes.

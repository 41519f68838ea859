//! Expressions and functions of the Terraform language, evaluated over one spanned tree.

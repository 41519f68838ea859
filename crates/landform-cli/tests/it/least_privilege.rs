//! Least privilege.

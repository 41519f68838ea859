//! Refusals: what AWS says no to, in its own words.

use std::fmt;

/// An error of an AWS service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, such as `InvalidVpcID.NotFound`.
    pub code: String,
    /// What the service says.
    pub message: String,
}

impl Refusal {
    /// Returns the error of a code and a message.
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "api error {}: {}", self.code, self.message)
    }
}

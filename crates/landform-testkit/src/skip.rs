//! The reason why something cannot be tested on this machine.

/// Why something cannot be tested on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Skip(pub String);

impl Skip {
    /// Creates a reason from what was tried and what came of it.
    pub(crate) fn because(tried: &str, error: &dyn std::fmt::Display) -> Self {
        Self(format!("{tried}: {error}"))
    }
}

//! The company file as its users see it: what is understood, what is refused, and in which words.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests read their own files and fail by panicking"
)]

mod random;
mod reference;
mod suite;

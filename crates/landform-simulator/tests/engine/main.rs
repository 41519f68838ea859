//! An unmodified engine against the simulator.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panics and say what they skip"
)]

mod catalog;
mod every_type;
mod fake_aws;
mod harness;
mod lifecycle;
mod plans;

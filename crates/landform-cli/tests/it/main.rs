//! The command as a user meets it: arguments in, output and files out.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]

mod apply;
mod catalog;
mod cloud;
mod company;
mod engine;
mod foreign;
mod hybrid;
mod kill;
mod landform;
mod learn;
mod least_privilege;
mod live;
mod moto;
mod plan;
mod rehearsal;
mod states;

//! The client of AWS against servers of this process, and against an emulator where there is one.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]

mod buckets;
mod chain;
mod emulator;
mod locks;
mod server;
mod transport;

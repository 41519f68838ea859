//! The messages and services of the protocol, made from `proto/` by `cargo xtask gen`.
#![expect(
    clippy::too_many_lines,
    missing_docs,
    unreachable_pub,
    reason = "the generator does not write in our style"
)]

#[rustfmt::skip]
pub mod plugin;
#[rustfmt::skip]
pub mod tfplugin;
#[rustfmt::skip]
pub mod tfplugin5;
#[rustfmt::skip]
pub mod tfplugin6;

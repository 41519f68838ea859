//! The command as a user meets it: arguments in, output and files out.

mod catalog;
mod company;
mod engine;
mod landform;
mod live;
mod rehearsal;

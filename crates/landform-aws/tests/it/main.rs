//! The client of AWS against servers of this process, and against an emulator where there is one.

mod buckets;
mod chain;
mod emulator;
mod locks;
mod server;
mod transport;

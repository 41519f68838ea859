//! An unmodified engine against the simulator.

mod every_type;
mod harness;
mod lifecycle;

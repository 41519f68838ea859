//! The rehearsal of a whole estate on the simulator.

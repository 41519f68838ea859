//! The scheduler of units and its event stream.

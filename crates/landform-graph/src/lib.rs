//! A generic directed acyclic graph with a stable order.

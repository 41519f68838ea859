//! The modules of the catalog, embedded in the binary.

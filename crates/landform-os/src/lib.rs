//! The real world: files, environment, processes and clock of the operating system.

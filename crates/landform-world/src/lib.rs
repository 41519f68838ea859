//! The one trait through which Landform sees files, environment, processes and clock.

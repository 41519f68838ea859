//! The company file: its schema, its defaults and its validation.

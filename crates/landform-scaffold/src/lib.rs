//! Company and catalog rendered as a live repo.

//! Company and catalog rendered as a live repo, and the writing of it.

mod apply;
mod base;
mod change;
mod expression;
mod lessons;
mod manifest;
mod root;
mod tree;
mod unit;
mod units;

pub use apply::{ApplyError, HandEdits, apply};
pub use base::BASE;
pub use change::{Action, Changes, FileChange, PlanError, plan_write, unified_diff};
pub use lessons::{Lesson, LessonSubject, lessons};
pub use manifest::MANIFEST;
pub use root::{ACCOUNTS, accounts_text};
pub use tree::{FileTree, render};

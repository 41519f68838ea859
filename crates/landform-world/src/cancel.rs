//! A wish to stop, shared between whoever has it and whoever must heed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// A shared flag with three steps: go on, stop gently, stop now.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicU8>);

impl Cancel {
    /// Asks to stop: nothing new starts, what runs may finish. Asked twice, what runs is ended.
    pub fn request(&self) {
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |step| {
            Some(step.saturating_add(1).min(2))
        });
    }

    /// Tells whether to stop.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Tells whether to stop at once.
    pub fn is_urgent(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 1
    }
}

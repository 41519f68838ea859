//! A wish to stop, shared between whoever has it and whoever must heed it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What repeated wishes to stop mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Manner {
    /// The first lets processes finish, the second interrupts them, and they have a limited time to end.
    #[default]
    Gentle,
    /// The first interrupts processes, which may take as long as they need; the third ends them.
    Patient,
}

/// A shared flag with a few steps: go on, stop gently, stop now.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    step: Arc<AtomicU8>,
    manner: Manner,
}

impl Cancel {
    /// Returns one for processes that must not be cut short: interrupted, they end what they have begun.
    pub fn patient() -> Self {
        Self { manner: Manner::Patient, ..Self::default() }
    }

    /// Asks to stop: nothing new starts, and what runs ends sooner or later. Asked again, it ends sooner.
    pub fn request(&self) {
        let _ = self.step.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |step| {
            Some(step.saturating_add(1).min(3))
        });
    }

    /// Tells whether to stop.
    pub fn is_requested(&self) -> bool {
        self.step() > 0
    }

    /// Tells whether processes are to be interrupted.
    pub fn is_urgent(&self) -> bool {
        self.step() > u8::from(self.manner == Manner::Gentle)
    }

    /// Tells whether processes are to be killed, given whether the time is over that they have after an interrupt.
    pub fn is_final(&self, is_time_over: bool) -> bool {
        match self.manner {
            Manner::Gentle => self.is_urgent() && is_time_over,
            Manner::Patient => self.step() > 2,
        }
    }

    fn step(&self) -> u8 {
        self.step.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_is_stronger() {
        let steps = |cancel: Cancel| {
            (0..4).map(move |_| {
                let now = (cancel.is_requested(), cancel.is_urgent(), cancel.is_final(true));
                cancel.request();
                now
            })
        };
        let (no, yes) = (false, true);
        let gentle = [(no, no, no), (yes, no, no), (yes, yes, yes), (yes, yes, yes)];
        assert!(steps(Cancel::default()).eq(gentle));
        let patient = [(no, no, no), (yes, yes, no), (yes, yes, no), (yes, yes, yes)];
        assert!(steps(Cancel::patient()).eq(patient));
        let cancel = Cancel::default();
        cancel.request();
        cancel.request();
        assert!(!cancel.is_final(false), "there is time left");
    }
}

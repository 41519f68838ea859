//! How a run is shown while it goes on: lines and a live bar for people, JSON lines for machines.

use std::collections::BTreeSet;

use landform_run::{Event, Phase, RunEvent};

use crate::ui::Ui;

/// Consumes the events of a run.
pub(crate) struct RunView<'a> {
    ui: &'a mut Ui,
    json: bool,
    running: BTreeSet<String>,
}

impl<'a> RunView<'a> {
    /// Creates a view; with `json` each event becomes a line of data.
    pub(crate) fn new(ui: &'a mut Ui, json: bool) -> Self {
        Self { ui, json, running: BTreeSet::new() }
    }

    /// Returns the channels to the user.
    pub(crate) fn ui(&self) -> &Ui {
        self.ui
    }

    /// Does something while nothing is drawn over it.
    pub(crate) fn pause<T>(&self, work: impl FnOnce() -> T) -> T {
        self.ui.bar().suspend(work)
    }

    /// Shows one event.
    pub(crate) fn show(&mut self, event: &Event) {
        if self.json {
            if let Ok(line) = serde_json::to_string(event) {
                self.ui.data(&format!("{line}\n"));
            }
            return;
        }
        match &event.event {
            RunEvent::PhaseStarted { phase, units, .. } => {
                self.ui.start_progress(u64::try_from(*units).unwrap_or(u64::MAX));
                self.ui.bar().set_prefix(phase.name());
            }
            RunEvent::UnitStarted { unit, .. } => {
                self.running.insert(unit.clone());
                self.refresh();
            }
            RunEvent::UnitFinished { phase, unit, seconds, resources, changes } => {
                self.ended(unit);
                let text = match phase {
                    Phase::Apply => format!("{unit} ({resources} resources, {seconds:.1} s)"),
                    Phase::Plan if *changes == 0 => format!("{unit} (no changes, {seconds:.1} s)"),
                    Phase::Plan => format!("{unit} ({changes} changes, {seconds:.1} s)"),
                    Phase::Destroy => format!("{unit} ({resources} left, {seconds:.1} s)"),
                };
                self.ui.status(phase.name(), &text);
            }
            RunEvent::UnitFailed { unit, message, .. } => {
                self.ended(unit);
                self.ui.status("failed", unit);
                for line in message.lines() {
                    self.ui.status("", line);
                }
            }
            RunEvent::UnitSkipped { unit, because, .. } => {
                let why = because.as_ref().map_or_else(
                    || "not reached: the run was stopped".to_owned(),
                    |failed| format!("needs {failed}, which failed"),
                );
                self.ui.status("skipped", &format!("{unit} ({why})"));
            }
            RunEvent::PhaseFinished { phase, succeeded, failed, skipped, seconds } => {
                self.ui.end_progress();
                self.ui.status(
                    phase.name(),
                    &format!("{succeeded} done, {failed} failed, {skipped} not reached, in {seconds:.1} s."),
                );
            }
        }
    }

    fn ended(&mut self, unit: &str) {
        self.running.remove(unit);
        self.ui.bar().inc(1);
        self.refresh();
    }

    fn refresh(&self) {
        let running: Vec<&str> = self.running.iter().map(String::as_str).collect();
        self.ui.bar().set_message(running.join(", "));
    }
}

//! What an import tells while it runs, and at its end.

use std::time::Duration;

use carrel_store::import::Tally;

/// A line that was refused. Never holds what the line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Its number in the file, from 1.
    pub line: u64,
    /// The field that is wrong, if it is one.
    pub field: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Bytes of the file that are done.
    pub bytes: u64,
    /// Size of the file; unknown for a pipe.
    pub total_bytes: Option<u64>,
    /// Lines that are done.
    pub lines: u64,
    /// Lines there are; unknown for a file.
    pub total_lines: Option<u64>,
    /// Rows compared or written since this start.
    pub rows: u64,
    /// Time since this start.
    pub elapsed: Duration,
}

impl Progress {
    /// Rows a second since this start.
    pub fn rate(&self) -> f64 {
        self.rows as f64 / self.elapsed.as_secs_f64().max(0.001)
    }
}

/// Someone who watches an import.
pub trait Observer: Send {
    /// The import goes on with a file that was begun before: so many lines are done already.
    fn resumed(&mut self, _lines: u64) {}
    /// Some more is done. Called after every batch.
    fn progress(&mut self, _progress: &Progress) {}
    /// A line was refused.
    fn rejected(&mut self, _rejection: &Rejection) {}
}

/// Nobody watches.
impl Observer for () {}

/// What an import did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Lines done before this start, when it went on with a file begun before.
    pub resumed_after: u64,
    /// Lines of the file.
    pub lines: u64,
    /// Lines refused.
    pub rejected: u64,
    /// Patrons and rows added, changed, left and removed, over all starts.
    pub tally: Tally,
    /// Time since this start.
    pub elapsed: Duration,
}

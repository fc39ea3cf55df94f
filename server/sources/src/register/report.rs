//! What a run did, or would do.

use std::collections::{BTreeMap, BTreeSet};

/// Samples and refusals of each kind that a report holds.
const MOST: usize = 20;
const SAMPLES: usize = 3;

/// A record that was refused. Never holds what the record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Line in the file, or number of the object.
    pub line: u64,
    /// The field that is wrong, if it is one.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub reason: String,
}

/// One person, for whoever checks a mapping: what they would get. Holds personal data: for the screen only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Line in the file, or number of the object.
    pub line: u64,
    /// Field, what it is and what it becomes.
    pub changes: Vec<(&'static str, String, String)>,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records in the file.
    pub records: u64,
    /// Records that the mapping leaves out.
    pub outside: u64,
    /// People who became patrons.
    pub added: u64,
    /// Patrons of whom a field changed.
    pub changed: u64,
    /// Patrons who are as the register says.
    pub left: u64,
    /// People who are no patrons, where the register adds none.
    pub unknown: u64,
    /// People who were erased here and are not brought back.
    pub erased: u64,
    /// Records refused.
    pub refused: u64,
    /// Patrons who are no longer in the register.
    pub leavers: u64,
    /// Whether nobody could be said to have left, because somebody could not be read.
    pub are_leavers_unknown: bool,
    /// The first refused ones.
    pub refusals: Vec<Refusal>,
    /// Columns of the file that the mapping does not use.
    pub unused: BTreeSet<String>,
    /// Columns of the mapping that no record has.
    pub missing: BTreeSet<String>,
    /// The first ones of those who are added and of those who are changed.
    pub samples: BTreeMap<&'static str, Vec<Sample>>,
}

impl Report {
    pub(super) fn refuse(&mut self, line: u64, field: Option<&'static str>, reason: impl Into<String>) {
        self.refused += 1;
        if self.refusals.len() < MOST {
            self.refusals.push(Refusal { line, field, reason: reason.into() });
        }
    }

    pub(super) fn sample(&mut self, kind: &'static str, line: u64, changes: Vec<(&'static str, String, String)>) {
        let samples = self.samples.entry(kind).or_default();
        if samples.len() < SAMPLES {
            samples.push(Sample { line, changes });
        }
    }

    /// The counts as JSON: nothing about anybody.
    pub fn to_json(&self) -> String {
        serde_json::json!({
            "records": self.records, "added": self.added, "changed": self.changed, "left": self.left,
            "refused": self.refused, "unknown": self.unknown, "leavers": self.leavers,
        })
        .to_string()
    }
}

//! What was proven so far: the hash tree as it grows, compared with every checkpoint on the way.

use super::{
    archive::Step,
    chain::Hash,
    merkle::Tree,
    stretch::{HEIGHT, Root, Stretch, add_erased},
    verify::{Expected, Fault, Verdict},
};

/// What was proven so far.
pub(super) struct Proof<'a> {
    /// What comes out.
    pub verdict: Verdict,
    /// Over the digests of all entries.
    pub tree: Tree,
    /// Those that are not compared yet.
    pub checkpoints: &'a [Expected],
    /// The first that does not fit.
    pub differs: Option<Fault>,
}

impl Proof<'_> {
    fn position(&self) -> i64 {
        i64::try_from(self.tree.len()).unwrap_or(i64::MAX)
    }

    /// Compares the tree as it is now.
    pub fn compare(&mut self) {
        let at = self.position();
        while let Some((checkpoint, rest)) = self.checkpoints.split_first()
            && checkpoint.position <= at
        {
            self.checkpoints = rest;
            if checkpoint.position == at && checkpoint.root != self.tree.root() {
                self.differs = self.differs.or(Some(Fault::Checkpoint(at)));
            }
        }
    }

    fn push(&mut self, height: u32, root: Hash) {
        self.tree.push_subtree(height, root);
        self.compare();
    }

    /// Whether something is wrong: the first that is counts.
    pub fn is_over(&mut self) -> bool {
        self.verdict.fault = self.verdict.fault.or(self.differs);
        self.verdict.fault.is_some()
    }

    /// Takes a stretch of the archive.
    pub fn take_archived(&mut self, step: Result<Step, Fault>) {
        match step {
            Ok(step) => {
                self.verdict.entries += step.count;
                self.verdict.bytes += step.bytes;
                add_erased(&mut self.verdict.erased, step.erased);
                self.verdict.fault = step.fault;
                if step.record.dropped_at.is_some() {
                    self.verdict.dropped += step.record.last - step.record.first + 1;
                    step.record.grow(&mut self.tree);
                    self.compare();
                }
                step.leaves.into_iter().for_each(|leaf| self.push(0, leaf));
            }
            Err(fault) => self.verdict.fault = Some(fault),
        }
    }

    /// Takes a stretch of the main database.
    pub fn take(&mut self, stretch: Stretch) {
        self.verdict.entries += stretch.count;
        self.verdict.bytes += stretch.bytes;
        add_erased(&mut self.verdict.erased, stretch.erased);
        match stretch.root {
            Root::Of(root) => self.push(HEIGHT, root),
            Root::Leaves(leaves) => leaves.into_iter().for_each(|leaf| self.push(0, leaf)),
        }
    }
}

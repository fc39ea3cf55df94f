//! Looking through the notes of all patrons in the background: those that changed since, a few at a time.
//!
//! A patron is looked through again when their document or the words changed. One node has the walk; each step is one
//! transaction that also says how far it is, so that it can be killed at any point and goes on there.

use std::{sync::Arc, time::Duration};

use carrel_minimization::{
    identity_number::{self, Confidence},
    special::Lexicon,
};
use carrel_store::{
    attribute_seal::SEALED,
    note_finding::{self, NewFinding},
    note_scan::{self, Note, Unread},
};

use super::advice::IDENTITY_NUMBER;
use crate::{ServiceError, Services, profile::Profile, token::opaque_id};

/// Patrons in one step.
const STEP: u32 = 100;
/// A claim holds for so long without a sign of life, in seconds.
const CLAIM_SECONDS: i64 = 60;
/// After a walk the next one begins so much later, in seconds.
const PAUSE_SECONDS: i64 = 10 * 60;
/// How often a node looks whether a walk is due.
const POLL: Duration = Duration::from_secs(20);

impl Services {
    pub(crate) async fn run_note_scan(&self) {
        if let Err(error) = self.seal_attributes().await {
            tracing::error!(%error, "identity numbers could not be sealed");
        }
        loop {
            match self.scan_notes().await {
                Ok(_) | Err(ServiceError::NotSetUp) => {}
                Err(error) => tracing::error!(%error, "notes could not be looked through"),
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// One walk through the patrons whose notes or words changed, if it is due and no other node has it. Answers how many
    /// were looked through.
    ///
    /// # Errors
    /// The database failed; what was done so far stays done.
    pub async fn scan_notes(&self) -> Result<u64, ServiceError> {
        let profile = self.profile().await?;
        let (store, node, organization) = (self.store(), self.inner.options.node.as_str(), profile.id);
        let now = self.clock().now();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(mut done_to) = note_scan::claim(store.writer(), organization, node, now, until).await? else {
            return Ok(0);
        };
        let (lexicon, words) = self.lexicon(&profile);
        let mut done = 0;
        loop {
            let patrons = note_scan::next(store.reader(), organization, done_to, &words, STEP).await?;
            let Some(last) = patrons.last() else { break };
            done_to = last.id;
            if !self.scan_step(&profile, &lexicon, &words, &patrons, done_to).await? {
                return Ok(done);
            }
            done += patrons.len() as u64;
        }
        let next_at = self.clock().now().plus_seconds(PAUSE_SECONDS);
        note_scan::finish(store.writer(), organization, node, next_at).await?;
        Ok(done)
    }

    /// Looks through the notes of some patrons; `false` if another node has the walk by now.
    async fn scan_step(
        &self,
        profile: &Profile,
        lexicon: &Arc<Lexicon>,
        words: &str,
        patrons: &[Unread],
        done_to: i64,
    ) -> Result<bool, ServiceError> {
        let notes = note_scan::notes(self.store().reader(), patrons).await?;
        let lexicon = Arc::clone(lexicon);
        let looked = tokio::task::spawn_blocking(move || {
            notes.into_iter().filter_map(|note| Some((codes(&lexicon, &note.text)?, note))).collect::<Vec<_>>()
        });
        let found = looked.await.map_err(|error| ServiceError::System(error.to_string()))?;
        let now = self.clock().now();
        let transaction = self.store().begin().await?;
        let ids: Vec<i64> = patrons.iter().map(|patron| patron.id).collect();
        let before = note_finding::of_patrons(&transaction, &ids).await?;
        let is_gone = |old: &note_finding::Finding| !found.iter().any(|(_, note)| is_at(old, note));
        let gone: Vec<i64> = before.iter().filter(|old| is_gone(old)).map(|old| old.id).collect();
        note_finding::forget(&transaction, &gone).await?;
        for (codes, note) in found {
            let digest = self.note_digest(&note.text);
            if before.iter().any(|old| is_at(old, &note) && old.digest == digest && old.codes == codes) {
                continue;
            }
            let Note { patron, place, row_key, field, .. } = note;
            let new = NewFinding { public_id: opaque_id()?, patron, place, row_key, field, digest, codes };
            note_finding::put(&transaction, profile.id, new, now).await?;
        }
        note_scan::done(&transaction, patrons, words).await?;
        let until = now.plus_seconds(CLAIM_SECONDS);
        if !note_scan::go_on(&transaction, profile.id, &self.inner.options.node, done_to, until).await? {
            return Ok(false);
        }
        transaction.commit().await.map_err(|error| ServiceError::Store(error.into()))?;
        Ok(true)
    }

    /// Tells a text from another without telling what it says.
    pub(super) fn note_digest(&self, text: &str) -> String {
        let hash = self.inner.keyring.keyed_hash(&format!("note\0{text}"));
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn is_at(old: &note_finding::Finding, note: &Note) -> bool {
    old.patron_id == note.patron && old.place == note.place && old.row_key == note.row_key && old.field == note.field
}

/// What a note seems to hold, with commas; nothing if it seems harmless.
fn codes(lexicon: &Lexicon, text: &str) -> Option<String> {
    if text.starts_with(SEALED) {
        // An identity number where it belongs.
        return None;
    }
    let mut found: Vec<_> = lexicon.find(text).into_iter().map(|finding| finding.category).collect();
    found.sort_unstable();
    found.dedup();
    let mut codes: Vec<&str> = found.into_iter().map(|category| category.code()).collect();
    if identity_number::find(text).iter().any(|number| number.confidence >= Confidence::Likely) {
        codes.push(IDENTITY_NUMBER);
    }
    (!codes.is_empty()).then(|| codes.join(","))
}

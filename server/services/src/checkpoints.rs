//! Checkpoints of the log: signed notes of what it was, small enough to be copied elsewhere, and proving the log by them.

use std::sync::atomic::{AtomicI64, Ordering};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use carrel_domain::{PatronScope, Timestamp};
use carrel_store::audit::{
    self, Expected, Fault, Verdict,
    checkpoint::{self, Checkpoint, State},
};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::{
    ServiceError, Services,
    audit::{Change, Entry, Event, Interface},
    vault::Keyring,
};

const TITLE: &str = "Carrel audit log checkpoint 1";
const DAY: i64 = 24 * 60 * 60;

/// A checkpoint as text: what is signed is everything before the line with the signature. Anybody can check it who knows
/// the key it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When it was made.
    pub made_at: Timestamp,
    /// The same as it is written, `2026-11-21T22:46:00Z`.
    pub at: String,
    /// How many entries there were.
    pub entries: i64,
    /// Root of the tree over their digests.
    root: [u8; 32],
    /// Link of the last one.
    link: [u8; 32],
    /// Ed25519 public key, in base64.
    pub key: String,
    signature: String,
}

impl Note {
    fn of(checkpoint: &Checkpoint) -> Self {
        Self {
            made_at: checkpoint.at,
            at: written(checkpoint.at),
            entries: checkpoint.position,
            root: checkpoint.root,
            link: checkpoint.link,
            key: checkpoint.key_id.clone(),
            signature: checkpoint.signature.clone(),
        }
    }

    fn signed_part(&self) -> String {
        let Self { at, entries, key, .. } = self;
        let (root, link) = (STANDARD_NO_PAD.encode(self.root), STANDARD_NO_PAD.encode(self.link));
        format!("{TITLE}\nat: {at}\nentries: {entries}\nroot: {root}\nlink: {link}\nkey: {key}\n")
    }

    /// Whether its key made its signature.
    pub fn is_signed(&self) -> bool {
        let (Ok(key), Ok(signature)) = (STANDARD_NO_PAD.decode(&self.key), STANDARD_NO_PAD.decode(&self.signature))
        else {
            return false;
        };
        UnparsedPublicKey::new(&ED25519, key).verify(self.signed_part().as_bytes(), &signature).is_ok()
    }

    /// Reads what its `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        if lines.next()? != TITLE {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned);
        let hash = |text: String| STANDARD_NO_PAD.decode(text).ok()?.try_into().ok();
        let at = field("at")?;
        Some(Self {
            made_at: Timestamp(at.parse::<jiff::Timestamp>().ok()?.as_second()),
            at,
            entries: field("entries")?.parse().ok()?,
            root: hash(field("root")?)?,
            link: hash(field("link")?)?,
            key: field("key")?,
            signature: field("signature")?,
        })
    }

    const fn expected(&self) -> Expected {
        Expected { position: self.entries, root: self.root }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}signature: {}", self.signed_part(), self.signature)
    }
}

/// A time in UTC, as checkpoints write it.
pub fn written(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at.0).map_or_else(|_| at.0.to_string(), |at| at.to_string())
}

fn signer(seed: &[u8; 32]) -> Result<Ed25519KeyPair, ServiceError> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| ServiceError::System(String::from("no signing key")))
}

fn public_keys(keyring: &Keyring) -> Result<Vec<String>, ServiceError> {
    keyring.signing_seeds().map(|seed| Ok(STANDARD_NO_PAD.encode(signer(&seed)?.public_key()))).collect()
}

/// What proving the log came to.
#[derive(Clone, Debug)]
pub struct Proof {
    /// About the entries.
    pub verdict: Verdict,
    /// Checkpoints in the database that are signed with a key of this installation.
    pub checkpoints: usize,
    /// Checkpoints in the database that are not: forged, or signed with a key that is no longer in the key file.
    pub unknown: usize,
}

impl Proof {
    /// Whether everything is as it was written.
    pub const fn is_whole(&self) -> bool {
        self.verdict.fault.is_none()
    }
}

impl Services {
    /// Makes and keeps a checkpoint of the log as it is now.
    ///
    /// # Errors
    /// The log cannot be read, or is not whole.
    pub async fn make_checkpoint(&self) -> Result<Note, ServiceError> {
        self.keep_checkpoint(None).await
    }

    /// Makes today's checkpoint, unless a node has made it.
    pub async fn make_daily_checkpoint(&self) -> Result<(), ServiceError> {
        // Days since 1970 that this process knows to have theirs.
        static KNOWN: AtomicI64 = AtomicI64::new(i64::MIN);
        let today = self.clock().now().0.div_euclid(DAY);
        if KNOWN.load(Ordering::Relaxed) == today {
            return Ok(());
        }
        let day = written(Timestamp(today * DAY)).chars().take(10).collect::<String>();
        if !checkpoint::has_day(self.store().reader(), &day).await? {
            self.keep_checkpoint(Some(&day)).await?;
        }
        KNOWN.store(today, Ordering::Relaxed);
        Ok(())
    }

    async fn keep_checkpoint(&self, day: Option<&str>) -> Result<Note, ServiceError> {
        let keys = public_keys(&self.inner.keyring)?;
        let latest = checkpoint::latest(self.store().reader()).await?;
        // Only from one of ours: the tree it goes on with is not checked again.
        let from = latest
            .filter(|latest| {
                let note = Note::of(latest);
                keys.contains(&note.key) && note.is_signed() && latest.tree.root() == latest.root
            })
            .map(|latest| State {
                head: audit::chain::Head { position: latest.position, link: latest.link },
                tree: latest.tree,
            });
        let state = checkpoint::state(self.store(), from).await?;
        let seed = self.inner.keyring.signing_seeds().next().unwrap_or_default();
        let pair = signer(&seed)?;
        let mut checkpoint = Checkpoint {
            at: self.clock().now(),
            position: state.head.position,
            root: state.tree.root(),
            link: state.head.link,
            tree: state.tree,
            key_id: STANDARD_NO_PAD.encode(pair.public_key()),
            signature: String::new(),
        };
        checkpoint.signature = STANDARD_NO_PAD.encode(pair.sign(Note::of(&checkpoint).signed_part().as_bytes()));
        checkpoint::add(self.store().writer(), &checkpoint, day).await?;
        Ok(Note::of(&checkpoint))
    }

    /// How many entries a checkpoint of this installation covers: the newest that is signed with one of its keys.
    pub(crate) async fn proven_position(&self) -> Result<i64, ServiceError> {
        let keys = public_keys(&self.inner.keyring)?;
        let latest = checkpoint::latest(self.store().reader()).await?;
        let is_ours = |note: &Note| keys.contains(&note.key) && note.is_signed();
        Ok(latest.as_ref().map(Note::of).filter(is_ours).map_or(0, |note| note.entries))
    }

    /// The newest checkpoint.
    pub async fn latest_checkpoint(&self) -> Result<Option<Note>, ServiceError> {
        Ok(checkpoint::latest(self.store().reader()).await?.as_ref().map(Note::of))
    }

    /// Proves the whole log, and that it still is what the checkpoints say: those in the database, and copies that were
    /// kept elsewhere. Whether it was whole is logged.
    pub async fn verify_log(&self, copies: &[Note], progress: impl FnMut(i64, i64)) -> Result<Proof, ServiceError> {
        let keys = public_keys(&self.inner.keyring)?;
        let mut expected: Vec<Expected> = copies.iter().map(Note::expected).collect();
        let (mut checkpoints, mut unknown) = (0, 0);
        let mut forged = None;
        for checkpoint in checkpoint::list(self.store().reader()).await? {
            let Ok(checkpoint) = checkpoint else {
                unknown += 1;
                continue;
            };
            let note = Note::of(&checkpoint);
            match (keys.contains(&note.key), note.is_signed()) {
                (true, true) => {
                    checkpoints += 1;
                    expected.push(note.expected());
                }
                (true, false) => forged = forged.or(Some(Fault::Checkpoint(note.entries))),
                (false, _) => unknown += 1,
            }
        }
        let mut verdict = audit::verify(self.store(), &expected, progress).await?;
        verdict.fault = verdict.fault.or(forged);
        let outcome = if verdict.fault.is_none() { "done" } else { "failed" };
        let event = Event { action: "audit-verified", category: None, purpose: "security", outcome };
        let change = Change { new: Some(verdict.entries.to_string()), ..Change::default() };
        if let Ok(profile) = self.read_profile().await {
            self.log_job(profile.id, None, event, change).await?;
        }
        Ok(Proof { verdict, checkpoints, unknown })
    }

    /// Erases from the log what could tell who a patron is, on a ground such as `GDPR 17(1)(b)`; the proof stays. Answers
    /// how many entries it cleared.
    pub async fn erase_from_log(&self, scope: PatronScope, ground: &str) -> Result<u64, ServiceError> {
        let now = self.clock().now();
        let entry = Entry {
            old_value: Some(ground.to_owned()),
            interface: Interface::Cli,
            ..Entry::of_system(now, scope.organization(), "audit-erased", "erasure")
        };
        Ok(audit::erase_patron(self.store(), scope, ground, None, now, entry).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        let pair = signer(&[3; 32]).unwrap();
        let mut note = Note {
            made_at: Timestamp(1_788_253_200),
            at: written(Timestamp(1_788_253_200)),
            entries: 42,
            root: [1; 32],
            link: [2; 32],
            key: STANDARD_NO_PAD.encode(pair.public_key()),
            signature: String::new(),
        };
        note.signature = STANDARD_NO_PAD.encode(pair.sign(note.signed_part().as_bytes()));
        note
    }

    #[test]
    fn a_note_comes_back_from_its_text_and_is_signed() {
        let text = note().to_string();
        assert_eq!(Note::parse(&text), Some(note()));
        assert_eq!(Note::parse(&text.replace('\n', "\r\n")), Some(note()), "also from a mail");
        assert!(note().is_signed());
        assert!(text.contains("at: 2026-09-01T09:00:00Z\nentries: 42\n"), "{text}");
    }

    #[test]
    fn a_changed_note_is_not_signed() {
        for changed in [
            Note { entries: 41, ..note() },
            Note { root: [9; 32], ..note() },
            Note { link: [9; 32], ..note() },
            Note { at: String::from("2026-09-02T09:00:00Z"), ..note() },
        ] {
            assert!(!changed.is_signed());
        }
        assert_eq!(Note::parse("Carrel audit log checkpoint 2\n"), None);
    }
}

//! How entries are tied together.
//!
//! - The **payload** of an entry is its columns in one unambiguous row of bytes: a version, then for each column 0 if it is
//!   missing, 1 and eight bytes of a number, or 2, four bytes of length and the text.
//! - Its **digest** is HMAC-SHA-256 of the payload with the entry's own random salt: once the salt is deleted, it says
//!   nothing about the payload any more, whatever is guessed.
//! - Its **link** is HMAC-SHA-256, with a key outside the database, of the link before, the position and the digest. Whoever
//!   writes into the database without the key cannot make one, for any entry.
//! - The **head** says how far the chain goes, and is authenticated with the same key: the end cannot be cut off.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::merkle::Tree;
use crate::import::Cell;

/// The form of the payload.
const VERSION: u8 = 1;
/// Bytes of a salt.
pub(crate) const SALT: usize = 16;
/// A SHA-256 value.
pub type Hash = [u8; 32];

type HmacSha256 = Hmac<Sha256>;

/// The keys that links are made with: the first one makes, all check.
#[derive(Clone)]
pub struct AuditKeys {
    first: AuditKey,
    older: Vec<AuditKey>,
}

/// One key, taken apart for its uses.
#[derive(Clone)]
pub(crate) struct AuditKey {
    link: HmacSha256,
    head: HmacSha256,
    erasure: HmacSha256,
    erased: HmacSha256,
    archive: HmacSha256,
}

impl AuditKeys {
    /// Keys derived from secrets of the installation; the first one makes links.
    pub fn new(first: &[u8; 32], older: &[[u8; 32]]) -> Self {
        Self { first: AuditKey::new(first), older: older.iter().map(AuditKey::new).collect() }
    }

    /// The hash work of proving so many entries with this payload, without any log: a yardstick.
    pub fn hash_only(&self, payload: &[u8], entries: u64) -> Hash {
        let mut head = Head::START;
        let mut tree = Tree::default();
        for _ in 0..entries {
            let digest = digest(&payload[..SALT.min(payload.len())], payload);
            head = head.and(&self.first, &digest);
            tree.push(&digest);
        }
        std::array::from_fn(|at| head.link[at] ^ tree.root()[at])
    }

    pub(crate) const fn first(&self) -> &AuditKey {
        &self.first
    }

    /// Every key there is, the first one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &AuditKey> {
        std::iter::once(&self.first).chain(&self.older)
    }

    pub(crate) fn any(&self, is_right: impl Fn(&AuditKey) -> bool) -> bool {
        is_right(&self.first) || self.older.iter().any(is_right)
    }
}

impl std::fmt::Debug for AuditKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditKeys({})", 1 + self.older.len())
    }
}

impl AuditKey {
    fn new(secret: &[u8; 32]) -> Self {
        let derived = |label: &str| keyed(&hmac(&keyed(secret), &[label.as_bytes()]));
        Self {
            link: derived("link"),
            head: derived("head"),
            erasure: derived("erasure"),
            erased: derived("erased"),
            archive: derived("archive"),
        }
    }

    /// The link of the entry at a position.
    pub(crate) fn link(&self, before: &Hash, position: i64, digest: &Hash) -> Hash {
        hmac(&self.link, &[before, &position.to_be_bytes(), digest])
    }

    /// What authenticates the head.
    pub(crate) fn head(&self, head: &Head) -> Hash {
        hmac(&self.head, &[&head.position.to_be_bytes(), &head.link])
    }

    /// What somebody who was erased is known by: a source's number, without the number.
    pub(crate) fn erased(&self, organization: i64, source_id: &str) -> Hash {
        hmac(&self.erased, &[&organization.to_be_bytes(), source_id.as_bytes()])
    }

    /// What authenticates where a stretch of the log lies in the archive, and what it is.
    pub(crate) fn archive(&self, stretch: &[u8]) -> Hash {
        hmac(&self.archive, &[stretch])
    }

    /// What authenticates that an entry was erased lawfully and what was left of it.
    pub(crate) fn erasure(&self, erasure: &[u8], rest: &[u8]) -> Hash {
        let length = u64::try_from(erasure.len()).unwrap_or(u64::MAX).to_be_bytes();
        hmac(&self.erasure, &[&length, erasure, rest])
    }
}

/// Where the chain has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Position of the last entry; 0 before the first.
    pub position: i64,
    /// Its link; zeros before the first.
    pub link: Hash,
}

impl Head {
    /// Before the first entry.
    pub const START: Self = Self { position: 0, link: [0; 32] };

    /// The head with one more entry.
    pub(crate) fn and(self, key: &AuditKey, digest: &Hash) -> Self {
        let position = self.position + 1;
        Self { position, link: key.link(&self.link, position, digest) }
    }
}

// HMAC takes keys of any length.
#[allow(clippy::expect_used)]
fn keyed(key: &[u8]) -> HmacSha256 {
    HmacSha256::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn hmac(key: &HmacSha256, parts: &[&[u8]]) -> Hash {
    let mut mac = key.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The digest of a payload.
pub(crate) fn digest(salt: &[u8], payload: &[u8]) -> Hash {
    hmac(&keyed(salt), &[payload])
}

/// Begins a payload.
pub(crate) fn begin(payload: &mut Vec<u8>) {
    payload.clear();
    payload.push(VERSION);
}

/// Adds a missing value.
pub(crate) fn add_nothing(payload: &mut Vec<u8>) {
    payload.push(0);
}

/// Adds a number.
pub(crate) fn add_number(payload: &mut Vec<u8>, number: i64) {
    payload.push(1);
    payload.extend_from_slice(&number.to_be_bytes());
}

/// Adds a text.
pub(crate) fn add_text(payload: &mut Vec<u8>, text: &str) {
    payload.push(2);
    payload.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    payload.extend_from_slice(text.as_bytes());
}

/// Writes the payload of these columns.
pub(crate) fn write_payload<'a>(payload: &mut Vec<u8>, cells: impl IntoIterator<Item = &'a Cell>) {
    begin(payload);
    for cell in cells {
        match cell {
            Cell::Number(None) | Cell::Text(None) => add_nothing(payload),
            Cell::Number(Some(number)) => add_number(payload, *number),
            Cell::Text(Some(text)) => add_text(payload, text),
        }
    }
}

/// Bytes as the database holds them.
pub(crate) fn to_text(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// Reads what [`to_text`] wrote.
pub(crate) fn from_text<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    // The decoder wants room for whole groups of three.
    let mut bytes = [0; 33];
    let length = STANDARD_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    bytes.get(..length)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(cells: &[Cell]) -> Vec<u8> {
        let mut payload = Vec::new();
        write_payload(&mut payload, cells);
        payload
    }

    #[test]
    fn different_entries_have_different_payloads() {
        let text = |text| Cell::text(text);
        assert_ne!(payload(&[text("ab"), text("c")]), payload(&[text("a"), text("bc")]));
        assert_ne!(payload(&[text("")]), payload(&[Cell::Text(None)]));
        assert_ne!(payload(&[Cell::Number(Some(0))]), payload(&[Cell::Number(None)]));
        assert_ne!(payload(&[text("\0"), Cell::Text(None)]), payload(&[Cell::Text(None), text("\0")]));
    }

    #[test]
    fn what_is_kept_as_text_comes_back() {
        let hash: Hash = std::array::from_fn(|at| u8::try_from(at * 7).unwrap());
        assert_eq!(from_text(&to_text(&hash)), Some(hash));
        let salt: [u8; SALT] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        assert_eq!(from_text(&to_text(&salt)), Some(salt));
        assert_eq!(from_text::<32>("short"), None);
        assert_eq!(from_text::<32>(&to_text(&[7; 40])), None);
    }

    #[test]
    fn links_of_another_key_differ() {
        let one = AuditKeys::new(&[1; 32], &[]);
        let both = AuditKeys::new(&[2; 32], &[[1; 32]]);
        let link = one.first().link(&[0; 32], 1, &[5; 32]);
        assert_ne!(both.first().link(&[0; 32], 1, &[5; 32]), link);
        assert!(both.any(|key| key.link(&[0; 32], 1, &[5; 32]) == link), "an older key still checks");
    }
}

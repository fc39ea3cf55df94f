//! Cursors: where a list goes on. They are sealed, so that nobody reads or makes one, for one client and one list.

use super::{ApiCall, ApiError};
use crate::{Services, sealed};

/// How long a cursor is good, in seconds.
const CURSOR_SECONDS: i64 = 24 * 60 * 60;
/// A longer one is none of ours, in bytes.
const LONGEST: usize = 1_000;

/// The name under which it is sealed: with another it does not open.
fn name(call: &ApiCall, list: &str) -> String {
    format!("api cursor\n{}\n{list}", call.actor.public_id)
}

impl Services {
    /// Seals a place in a list for a client.
    pub(super) fn seal_cursor(&self, call: &ApiCall, list: &str, place: &str) -> Result<String, ApiError> {
        let value = format!("{}\n{place}", self.clock().now().0);
        Ok(sealed::seal(&self.inner.keyring, &name(call, list), value.as_bytes())?)
    }

    /// The place that a cursor stands for.
    ///
    /// # Errors
    /// [`ApiError::BadCursor`] if it is not this client's and this list's, or too old.
    pub(super) fn open_cursor(&self, call: &ApiCall, list: &str, cursor: &str) -> Result<String, ApiError> {
        let opened =
            if cursor.len() <= LONGEST { sealed::open(&self.inner.keyring, &name(call, list), cursor) } else { None };
        let text = opened.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(ApiError::BadCursor)?;
        let (made, place) = text.split_once('\n').ok_or(ApiError::BadCursor)?;
        let made: i64 = made.parse().map_err(|_| ApiError::BadCursor)?;
        if self.clock().now().0 - made > CURSOR_SECONDS {
            return Err(ApiError::BadCursor);
        }
        Ok(place.to_owned())
    }

    /// What the mark of a page with a cursor has besides: whoever is told that nothing changed goes on with the cursor they
    /// have, which must not be over before the mark is.
    pub(super) fn age_of_cursors(&self) -> i64 {
        self.clock().now().0 / (CURSOR_SECONDS / 2)
    }

    /// A mark of a page's content, from which nobody without the key learns anything of it (an entity tag, RFC 9110 §8.8.3).
    pub(super) fn mark_of(&self, content: &str) -> String {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        let digest = self.inner.keyring.keyed_hash(&format!("api page\n{content}"));
        URL_SAFE_NO_PAD.encode(&digest[..16])
    }
}

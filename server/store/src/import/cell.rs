//! One value on its way into a table.

use std::sync::Arc;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// One value on its way into a table: both databases need to know the type of a missing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A number: counts, minor units, seconds, flags.
    Number(Option<i64>),
    /// A text.
    Text(Option<Arc<str>>),
}

impl Cell {
    /// A text that is there.
    pub fn text(text: &str) -> Self {
        Self::Text(Some(Arc::from(text)))
    }

    /// A text that may be missing.
    pub fn optional(text: Option<&str>) -> Self {
        Self::Text(text.map(Arc::from))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

/// A digest of values, to tell a changed row from one left as it was. `buffer` is scratch space.
///
/// Two different rows of one patron have the same digest about once in 10^19 changes; what would be missed then is one
/// change of one row, until it changes again.
pub fn digest(cells: &[Cell], buffer: &mut Vec<u8>) -> i64 {
    buffer.clear();
    for cell in cells {
        match cell {
            Cell::Number(None) | Cell::Text(None) => buffer.push(0),
            Cell::Number(Some(number)) => {
                buffer.push(1);
                buffer.extend_from_slice(&number.to_le_bytes());
            }
            Cell::Text(Some(text)) => {
                buffer.push(2);
                buffer.extend_from_slice(&text.len().to_le_bytes());
                buffer.extend_from_slice(text.as_bytes());
            }
        }
    }
    xxh3_64(buffer).cast_signed()
}

/// A digest of bytes; another `seed` gives another digest.
pub fn digest_of_bytes(bytes: &[u8], seed: u64) -> i64 {
    xxh3_64_with_seed(bytes, seed).cast_signed()
}

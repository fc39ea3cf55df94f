//! The secrets of a flow, encrypted in the database.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    ServiceError,
    vault::{Keyring, SealedReader, SealedWriter},
};

/// Seals a value under a name, so that rows cannot be swapped.
pub(super) fn seal(keyring: &Keyring, name: &str, value: &impl Serialize) -> Result<String, ServiceError> {
    let json = serde_json::to_vec(value).map_err(|_| ServiceError::System(String::from("a flow cannot be written")))?;
    let mut writer = SealedWriter::new(keyring, name, Vec::new())?;
    writer.write_all(&json)?;
    Ok(STANDARD.encode(writer.finish()?))
}

/// Opens what [`seal`] closed; `None` if it was changed, swapped, or its key is gone.
pub(super) fn open<T: DeserializeOwned>(keyring: &Keyring, name: &str, sealed: &str) -> Option<T> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let mut reader = SealedReader::open(keyring, name, bytes.as_slice()).ok()?;
    let mut json = Vec::new();
    while let Some(chunk) = reader.next_chunk().ok()? {
        json.extend(chunk);
    }
    serde_json::from_slice(&json).ok()
}

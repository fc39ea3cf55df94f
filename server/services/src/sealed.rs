//! Small values that are encrypted where they are kept: in the database, or in a form that comes back.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    ServiceError,
    vault::{Keyring, SealedReader, SealedWriter},
};

/// Seals a value under a name, which must be given again to open it: values cannot be swapped.
pub(crate) fn seal(keyring: &Keyring, name: &str, value: &[u8]) -> Result<String, ServiceError> {
    let mut writer = SealedWriter::new(keyring, name, Vec::new())?;
    writer.write_all(value)?;
    Ok(URL_SAFE_NO_PAD.encode(writer.finish()?))
}

/// Opens what [`seal`] closed, with whichever key closed it; `None` if it was changed or its key is gone.
pub(crate) fn open(keyring: &Keyring, name: &str, sealed: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let mut reader = SealedReader::open(keyring, name, bytes.as_slice()).ok()?;
    let mut value = Vec::new();
    while let Some(chunk) = reader.next_chunk().ok()? {
        value.extend(chunk);
    }
    Some(value)
}

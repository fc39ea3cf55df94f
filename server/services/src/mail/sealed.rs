//! What stands in a mail, encrypted while it waits: it may hold a one-time link.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use carrel_mail::Rendered;

use crate::{
    ServiceError,
    vault::{Keyring, SealedReader, SealedWriter},
};

/// Seals subject and text under the mail's opaque id, so that rows cannot be swapped.
pub(super) fn seal(keyring: &Keyring, public_id: &str, rendered: &Rendered) -> Result<String, ServiceError> {
    let mut writer = SealedWriter::new(keyring, &name(public_id), Vec::new())?;
    // The subject is one line.
    writer.write_all(rendered.subject.as_bytes())?;
    writer.write_all(b"\n")?;
    writer.write_all(rendered.body.as_bytes())?;
    Ok(STANDARD.encode(writer.finish()?))
}

/// Opens what [`seal`] closed; `None` if it was changed or its key is gone.
pub(super) fn open(keyring: &Keyring, public_id: &str, payload: &str) -> Option<Rendered> {
    let bytes = STANDARD.decode(payload).ok()?;
    let mut reader = SealedReader::open(keyring, &name(public_id), bytes.as_slice()).ok()?;
    let mut text = Vec::new();
    while let Some(chunk) = reader.next_chunk().ok()? {
        text.extend(chunk);
    }
    let text = String::from_utf8(text).ok()?;
    let (subject, body) = text.split_once('\n')?;
    Some(Rendered { subject: subject.to_owned(), body: body.to_owned() })
}

fn name(public_id: &str) -> String {
    format!("mail:{public_id}")
}

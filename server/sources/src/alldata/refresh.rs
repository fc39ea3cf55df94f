//! Bringing one patron up to date, beside normal use.

use carrel_domain::{OrganizationId, Timestamp, sections::ACCOUNT_LINE};
use carrel_store::{
    Store,
    import::{Part, Run, TABLES, Tally, Writer},
    organization,
};
use jiff::tz::TimeZone;

use super::patron::PatronReader;
use crate::SourceError;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// The patron's number in the library system, and what was written.
    Written(String, Box<Tally>),
    /// The line was refused: which field, if it is one, and what is wrong with it. Never holds what the line says.
    Refused(Option<String>, String),
}

/// Which fees a line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fees {
    /// All of them: what it does not have is gone.
    All,
    /// Those that are still owed: it says nothing of what was settled.
    Owed,
}

/// Reads one line in the shape of an all-data answer and writes it, as an import of a file would: what the line does not
/// speak of stays.
///
/// # Errors
/// When the database cannot be read or written. Never for what stands in the line.
pub async fn refresh(
    store: &Store,
    organization: OrganizationId,
    line: &str,
    fees: Fees,
    now: Timestamp,
) -> Result<Refreshed, SourceError> {
    let found = organization::get(store.reader(), organization).await?.ok_or(SourceError::UnknownOrganization)?;
    let zone = TimeZone::get(&found.time_zone).map_err(|_| SourceError::UnknownTimeZone(found.time_zone.clone()))?;
    let mut document = match PatronReader::new(zone).read(line.as_bytes()) {
        Ok(document) => document,
        Err(fault) => return Ok(Refreshed::Refused(fault.field, fault.reason.into_owned())),
    };
    if let (Fees::Owed, Some(at)) = (fees, TABLES.iter().position(|table| std::ptr::eq(*table, &ACCOUNT_LINE))) {
        for part in &mut document.rows[at].parts {
            *part = Part::State(true);
        }
        // The same line says less than one with all fees.
        document.document_digest = !document.document_digest;
    }
    let source_id = document.source_id.clone();
    let mut run = Run::default();
    Writer::open_for_one(store, organization, now, false).await?.write(&[document], &mut run).await?;
    Ok(Refreshed::Written(source_id, Box::new(run.tally)))
}

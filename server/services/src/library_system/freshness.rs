//! How old a patron's record is, and reading it anew.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use carrel_domain::{Category, PatronId, PatronScope, Timestamp};
use carrel_sources::alldata::{self, Fees, Refreshed};
use carrel_store::library_reading::{self, Reading};
use tokio::sync::watch;

use super::{AllData, Trouble};
use crate::{ServiceError, Services};

/// After a reading that failed, the next one is tried after so many seconds, however often a page is looked at.
const REST: i64 = 20;

/// How a patron's record and the library system stand, for the page that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// When it was read; never, if it only came by an import.
    pub read_at: Option<Timestamp>,
    /// It is younger than it may be.
    pub is_fresh: bool,
    /// It was read for this very page.
    pub was_read_now: bool,
    /// It is being read just now.
    pub is_on_its_way: bool,
    /// It could not be read: a word for why.
    pub trouble: Option<String>,
    /// What did not come with it, and a word for why.
    pub missing: Vec<(Category, String)>,
}

/// Readings that are on their way in this node.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    on_their_way: Mutex<HashMap<PatronId, OnItsWay>>,
}

#[derive(Debug)]
struct OnItsWay {
    end: watch::Receiver<()>,
    /// Something was changed since it began: it is read once more.
    again: bool,
}

impl Services {
    /// Whether the record of the patron in scope is fresh. If it is not, it is read anew: this waits for that no longer than
    /// a page may, and the reading goes on. `None` where Carrel's own record is all there is.
    pub(crate) async fn freshness(&self, scope: PatronScope) -> Result<Option<Freshness>, ServiceError> {
        if !self.inner.system.is_elsewhere() {
            return Ok(None);
        }
        let Some(patience) = self.page_patience() else { return Ok(None) };
        let patron = scope.patron();
        let reading = library_reading::find(self.store().reader(), patron).await?.unwrap_or_default();
        let now = self.clock().now();
        if self.is_fresh(&reading, now) || rests(&reading, now) {
            return Ok(Some(self.freshness_of(&reading, now, false)));
        }
        let mut end = self.begin_reading(patron, reading.source_id, false);
        let is_over = tokio::time::timeout(patience, end.changed()).await.is_ok();
        let reading = library_reading::find(self.store().writer(), patron).await?.unwrap_or_default();
        Ok(Some(Freshness { was_read_now: is_over, ..self.freshness_of(&reading, now, !is_over) }))
    }

    /// Reads a patron's record anew, whatever it is like: somebody has just signed in, or something was changed.
    pub(crate) async fn read_soon(&self, patron: PatronId) -> Result<(), ServiceError> {
        if self.inner.system.is_elsewhere()
            && let Some(reading) = library_reading::find(self.store().reader(), patron).await?
        {
            drop(self.begin_reading(patron, reading.source_id, true));
        }
        Ok(())
    }

    fn is_fresh(&self, reading: &Reading, now: Timestamp) -> bool {
        let fresh = self.inner.options.koha.as_ref().map_or(0, |koha| koha.settings().fresh.as_secs().cast_signed());
        reading.trouble.is_none()
            && reading.read_at.is_some_and(|at| (0..fresh).contains(&now.seconds_since(Timestamp(at))))
    }

    fn freshness_of(&self, reading: &Reading, now: Timestamp, is_on_its_way: bool) -> Freshness {
        Freshness {
            read_at: reading.read_at.map(Timestamp),
            is_fresh: self.is_fresh(reading, now),
            was_read_now: false,
            is_on_its_way,
            trouble: reading.trouble.clone().filter(|_| !is_on_its_way),
            missing: read_missing(reading.missing.as_deref().unwrap_or_default()),
        }
    }

    fn page_patience(&self) -> Option<std::time::Duration> {
        self.inner.options.koha.as_ref().map(|koha| koha.settings().page_patience)
    }

    /// Begins a reading, unless one is on its way; the receiver hears of its end. `again`: one that began earlier will not
    /// do.
    fn begin_reading(&self, patron: PatronId, number: String, again: bool) -> watch::Receiver<()> {
        let mut on_their_way = self.inner.readings.on_their_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reading) = on_their_way.get_mut(&patron) {
            reading.again |= again;
            return reading.end.clone();
        }
        let (tell, end) = watch::channel(());
        on_their_way.insert(patron, OnItsWay { end: end.clone(), again: false });
        let services = self.clone();
        tokio::spawn(async move {
            loop {
                if let Err(error) = services.read_now(patron, &number).await {
                    tracing::error!(%error, "a patron's record could not be read anew");
                }
                let mut readings = services.inner.readings.on_their_way.lock().unwrap_or_else(PoisonError::into_inner);
                match readings.get_mut(&patron) {
                    Some(reading) if reading.again => reading.again = false,
                    _ => {
                        readings.remove(&patron);
                        break;
                    }
                }
            }
            drop(tell);
        });
        end
    }

    async fn read_now(&self, patron: PatronId, number: &str) -> Result<(), ServiceError> {
        if let Some(trouble) = self.read_one(patron, number).await? {
            tracing::info!(%trouble, "a patron's record was not read anew");
        }
        Ok(())
    }

    /// Reads a patron's record anew, and notes how that went; answers why it did not work.
    pub(super) async fn read_one(&self, patron: PatronId, number: &str) -> Result<Option<Trouble>, ServiceError> {
        let now = self.clock().now();
        let trouble = match self.inner.system.all_data(number, now).await {
            Ok(None) => return Ok(None),
            Ok(Some(data)) => match self.write_data(&data).await? {
                Some(written) if written == number => {
                    self.note_read(patron, &data, now).await?;
                    return Ok(None);
                }
                _ => Trouble::WrongShape,
            },
            Err(trouble) => trouble,
        };
        self.note_trouble(patron, trouble, now).await?;
        Ok(Some(trouble))
    }

    pub(super) async fn note_read(&self, patron: PatronId, data: &AllData, now: Timestamp) -> Result<(), ServiceError> {
        let missing = write_missing(&data.missing);
        Ok(library_reading::note_read(self.store().writer(), patron, &missing, now).await?)
    }

    async fn note_trouble(&self, patron: PatronId, trouble: Trouble, now: Timestamp) -> Result<(), ServiceError> {
        Ok(library_reading::note_trouble(self.store().writer(), patron, trouble.code(), now).await?)
    }

    /// Writes all data of somebody; answers whose it was, or nothing if it was refused.
    pub(super) async fn write_data(&self, data: &AllData) -> Result<Option<String>, ServiceError> {
        let are_owed = data.missing.iter().any(|(category, _)| *category == Category::Fees);
        self.write(&data.line, if are_owed { Fees::Owed } else { Fees::All }).await
    }

    /// The same with a line that tells of the person only.
    pub(super) async fn write_person(&self, line: &str) -> Result<Option<String>, ServiceError> {
        self.write(line, Fees::All).await
    }

    async fn write(&self, line: &str, fees: Fees) -> Result<Option<String>, ServiceError> {
        let organization = self.profile().await?.id;
        let written = alldata::refresh(self.store(), organization, line, fees, self.clock().now()).await;
        match written.map_err(|error| ServiceError::System(error.to_string()))? {
            Refreshed::Written(number, _) => Ok(Some(number)),
            Refreshed::Refused(field, reason) => {
                tracing::warn!(field, reason, "the library system's answer cannot be read");
                Ok(None)
            }
        }
    }
}

/// A failed reading is not tried again with each look.
fn rests(reading: &Reading, now: Timestamp) -> bool {
    reading.trouble.is_some()
        && reading.tried_at.is_some_and(|at| (0..REST).contains(&now.seconds_since(Timestamp(at))))
}

fn write_missing(missing: &[(Category, Trouble)]) -> String {
    let words: Vec<String> =
        missing.iter().map(|(category, trouble)| format!("{} {}", category.slug(), trouble.code())).collect();
    words.join(",")
}

fn read_missing(text: &str) -> Vec<(Category, String)> {
    let one = |part: &str| {
        let (slug, code) = part.split_once(' ')?;
        Some((Category::from_slug(slug)?, code.to_owned()))
    };
    text.split(',').filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_written_and_read() {
        let missing = [(Category::Notices, Trouble::Slow), (Category::CheckoutHistory, Trouble::Incomplete)];
        let expected: Vec<_> =
            missing.iter().map(|(category, trouble)| (*category, trouble.code().to_owned())).collect();
        assert_eq!(read_missing(&write_missing(&missing)), expected);
        assert_eq!(read_missing(""), []);
        assert_eq!(read_missing("nothing,nobody slow, ,"), []);
    }
}

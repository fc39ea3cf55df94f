//! Writing a report of any format from the feed.

use std::io::Write;

use carrel_domain::{Category, PatronScope, Row, Timestamp, sections::section};
use carrel_report::{Event, Reading, ReportError, ReportHead, write_csv, write_json, write_ods, write_pdf};
use carrel_store::patron;

use super::{ExportFormat, ExportWish, feed::Feed};
use crate::{ServiceError, Services, profile::Profile};

impl Services {
    /// Writes a report and answers the writer and the number of rows. `progress` hears the number of rows now and then,
    /// and ends the work by answering `false`.
    pub(super) async fn write_report<W: Write + Send + 'static>(
        &self,
        scope: PatronScope,
        wish: ExportWish,
        mut out: W,
        progress: impl FnMut(i64) -> bool + Send + 'static,
    ) -> Result<(W, i64), ServiceError> {
        let profile = self.profile().await?;
        // A record that is read from a library system is brought up to date first, as for a page.
        let reading = self.freshness(scope).await?.map(|found| {
            let missing = found.missing.into_iter().map(|(category, _)| category);
            let is_wished = |category: &Category| wish.category.is_none_or(|wished| wished == *category);
            Reading { read_at: found.read_at, missing: missing.filter(is_wished).collect() }
        });
        let head = ReportHead { reading, ..self.head(scope, &profile, self.clock().now()).await? };
        let feed = self.feed(scope, wish, std::sync::Arc::clone(&profile));
        let written = tokio::task::spawn_blocking(move || {
            let mut counted = Counted { feed, rows: 0, progress };
            write_to(&mut out, wish, &head, &profile, &mut counted)?;
            Ok((out, counted.rows))
        });
        written.await.map_err(|error| ServiceError::System(error.to_string()))?
    }

    async fn head(&self, scope: PatronScope, profile: &Profile, now: Timestamp) -> Result<ReportHead, ServiceError> {
        let record = patron::find_record(self.store().reader(), scope).await?.ok_or(ServiceError::NotFound)?;
        Ok(ReportHead {
            organization: profile.name.clone(),
            library: profile.library(record.text("branchcode")).to_owned(),
            patron_name: format!("{} {}", record.text("firstname"), record.text("surname")).trim().to_owned(),
            cardnumber: record.text("cardnumber").to_owned(),
            produced_at: now,
            generator: format!("Carrel {}", env!("CARGO_PKG_VERSION")),
            reading: None,
        })
    }
}

fn write_to<P: FnMut(i64) -> bool>(
    out: &mut impl Write,
    wish: ExportWish,
    head: &ReportHead,
    profile: &Profile,
    events: &mut Counted<P>,
) -> Result<(), ServiceError> {
    let format = profile.format(wish.language);
    let written = match wish.format {
        ExportFormat::Pdf => write_pdf(head, &format, &profile.names, events, out),
        ExportFormat::Json => write_json(head, &format, events, out),
        ExportFormat::Csv => {
            let section = section(wish.category.ok_or(ServiceError::NotFound)?);
            write_csv(section, &format, &profile.names, rows_of(events), out)
        }
        ExportFormat::Ods => write_ods(head, &format, &profile.names, events, out),
    };
    written.map_err(|error| match error {
        ReportError::Source(error) => error,
        other => ServiceError::System(other.to_string()),
    })
}

/// The rows alone, for a format that has no place for anything else.
fn rows_of(
    events: impl Iterator<Item = Result<Event, ServiceError>>,
) -> impl Iterator<Item = Result<Vec<Row>, ServiceError>> {
    events.filter_map(|event| match event {
        Ok(Event::Rows(rows)) => Some(Ok(rows)),
        Ok(Event::Section { .. } | Event::Remote(_)) => None,
        Err(error) => Some(Err(error)),
    })
}

/// The feed, counting its rows and telling of them.
struct Counted<P> {
    feed: Feed,
    rows: i64,
    progress: P,
}

impl<P: FnMut(i64) -> bool> Iterator for Counted<P> {
    type Item = Result<Event, ServiceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let event = self.feed.next()?;
        if let Ok(Event::Rows(rows)) = &event {
            self.rows += i64::try_from(rows.len()).unwrap_or(0);
            if !(self.progress)(self.rows) {
                return Some(Err(ServiceError::NotFound));
            }
        }
        Some(event)
    }
}

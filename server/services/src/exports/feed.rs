//! Reading a patron's rows page by page for a report that is written on another thread.

use std::sync::Arc;

use carrel_domain::{Category, PatronScope, Row, sections::section};
use carrel_report::Event;
use carrel_store::{audit::archive, patron, record};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::ExportWish;
use crate::{
    ServiceError, Services,
    minimization::{masked, masked_remote},
    my_data::is_record,
    profile::Profile,
};

/// Rows read in one query.
const ROWS_PER_QUERY: u32 = 500;
/// Pages read ahead of the writer: memory stays flat however slow it is.
const READ_AHEAD: usize = 2;

/// The stream that reports are written from.
pub(super) struct Feed(Receiver<Result<Event, ServiceError>>);

impl Iterator for Feed {
    type Item = Result<Event, ServiceError>;

    /// Waits for the next page: for threads that may block.
    fn next(&mut self) -> Option<Self::Item> {
        self.0.blocking_recv()
    }
}

impl Services {
    /// Starts reading; ends by itself when the feed is dropped.
    pub(super) fn feed(&self, scope: PatronScope, wish: ExportWish, profile: Arc<Profile>) -> Feed {
        let (sender, receiver) = channel(READ_AHEAD);
        let services = self.clone();
        tokio::spawn(async move {
            if let Err(error) = services.read_all(scope, wish, &profile, &sender).await {
                // If the writer is gone, nobody is there to hear it.
                let _ = sender.send(Err(error)).await;
            }
        });
        Feed(receiver)
    }

    async fn read_all(
        &self,
        scope: PatronScope,
        wish: ExportWish,
        profile: &Profile,
        sender: &Sender<Result<Event, ServiceError>>,
    ) -> Result<(), ServiceError> {
        let summaries = self.summaries(scope, profile).await?;
        for category in wish.categories() {
            let count = summaries.iter().find(|summary| summary.category == category).map_or(0, |found| found.count);
            let begin = Event::Section {
                category,
                note: profile.note(wish.language, category),
                total: u64::try_from(count).unwrap_or(0),
            };
            if sender.send(Ok(begin)).await.is_err() {
                return Ok(());
            }
            if !self.read_section(scope, category, wish.is_for_others, profile, sender).await? {
                return Ok(());
            }
        }
        if wish.category.is_none() {
            for data in self.remote_data(scope).await? {
                let data = if wish.is_for_others { Arc::new(masked_remote((*data).clone())) } else { data };
                if sender.send(Ok(Event::Remote(data))).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Sends a section's rows; `false` if nobody listens any more.
    async fn read_section(
        &self,
        scope: PatronScope,
        category: Category,
        is_for_others: bool,
        profile: &Profile,
        sender: &Sender<Result<Event, ServiceError>>,
    ) -> Result<bool, ServiceError> {
        let section = section(category);
        let db = self.store().reader();
        // What patrons take home themselves is whole (GDPR Art. 15 and 20).
        let shown = |rows: Vec<Row>| if is_for_others { masked(section, rows) } else { self.opened(rows) };
        if is_record(section) {
            let record = patron::find_record(db, scope).await?.ok_or(ServiceError::NotFound)?;
            let rows = shown(vec![record.row(section, &profile.zone)]);
            return Ok(sender.send(Ok(Event::Rows(rows))).await.is_ok());
        }
        let mut cursor = None;
        loop {
            let (rows, next) = if category == Category::Log {
                archive::own::walk(self.store(), scope, section, cursor, ROWS_PER_QUERY).await?
            } else {
                record::walk(db, scope, section, cursor, ROWS_PER_QUERY).await?
            };
            if !rows.is_empty() && sender.send(Ok(Event::Rows(shown(rows)))).await.is_err() {
                return Ok(false);
            }
            match next {
                Some(next) => cursor = Some(next),
                None => return Ok(true),
            }
        }
    }
}

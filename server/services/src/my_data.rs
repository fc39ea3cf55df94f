//! What the library knows about the patron who asks.

use std::sync::Arc;

use carrel_domain::{Category, Language, PatronId, PatronScope, Row, Section, sections::section};
pub use carrel_report::CategoryNote;
use carrel_store::{audit::archive, overview, patron, record};
pub use carrel_store::{overview::Summary, record::PageRequest};

use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    library_system::{Freshness, Sent},
    minimization::masked,
    profile::Profile,
    sessions::Session,
};

/// Rows on a page of a list.
pub const ROWS_PER_PAGE: u32 = 50;

/// Everything at a glance.
#[derive(Clone, Debug)]
pub struct Overview {
    /// One for each category, in the order they are shown.
    pub summaries: Vec<Summary>,
    /// How the record and the library system stand; `None` where there is no other than Carrel.
    pub freshness: Option<Freshness>,
    /// What the library system was told of one's changes, or will be.
    pub sent: Vec<Sent>,
}

impl Overview {
    /// Rows in all categories.
    pub fn total(&self) -> i64 {
        self.summaries.iter().map(|summary| summary.count).sum()
    }
}

/// How much the library holds about whoever is signed in, read along with the session.
#[derive(Clone, Debug)]
pub struct OwnCounts {
    /// Whose.
    pub(crate) patron: PatronId,
    /// As the database answered.
    pub(crate) answer: Arc<str>,
}

/// One category, or a page of it.
#[derive(Clone, Debug)]
pub struct CategoryView {
    /// Its description.
    pub section: &'static Section,
    /// What the register says about it.
    pub note: CategoryNote,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Rows that match the filter.
    pub total: i64,
    /// As in [`Overview`].
    pub freshness: Option<Freshness>,
}

/// Whether a category is the patron's own record: one row, shown whole.
pub fn is_record(section: &Section) -> bool {
    section.table.name == "patron"
}

impl Services {
    /// The home page's overview: the log, and no query where the counts came with the session.
    pub async fn overview(
        &self,
        session: &Session,
        counts: Option<&OwnCounts>,
        profile: &Profile,
        origin: &Origin,
    ) -> Result<Overview, ServiceError> {
        self.check_display(session, profile).await?;
        let scope = session.actor.own_data();
        let freshness = self.freshness(scope).await?;
        let sent = self.sent_of(scope).await?;
        // What has just been read was not counted with the session.
        let is_counted = freshness.as_ref().is_none_or(|freshness| !freshness.was_read_now);
        let summaries = match counts.filter(|counts| is_counted && counts.patron == scope.patron()) {
            Some(counts) => overview::summaries(self.store().reader(), scope, &profile.zone, &counts.answer).await?,
            None => self.summaries(scope, profile).await?,
        };
        self.log(&session.actor, scope.patron(), origin, view(None)).await?;
        Ok(Overview { summaries, freshness, sent })
    }

    pub(crate) async fn summaries(&self, scope: PatronScope, profile: &Profile) -> Result<Vec<Summary>, ServiceError> {
        overview::overview(self.store().reader(), scope, &profile.zone).await?.ok_or(ServiceError::NotFound)
    }

    /// One category of one's own data.
    pub async fn category(
        &self,
        session: &Session,
        profile: &Profile,
        language: Language,
        category: Category,
        request: &PageRequest,
        origin: &Origin,
    ) -> Result<CategoryView, ServiceError> {
        self.check_display(session, profile).await?;
        let scope = session.actor.own_data();
        let freshness = self.freshness(scope).await?;
        let section = section(category);
        let (rows, total) = if is_record(section) {
            let record = patron::find_record(self.store().reader(), scope).await?.ok_or(ServiceError::NotFound)?;
            (vec![record.row(section, &profile.zone)], 1)
        } else {
            // No text in the database has a NUL, and PostgreSQL would not look for one.
            let filter = request.filter.as_ref().map(|text| text.replace('\0', "\u{2400}"));
            let request = PageRequest { filter, ..request.clone() };
            let page = if category == Category::Log {
                archive::own::page(self.store(), scope, section, &request).await?
            } else {
                record::page(self.store().reader(), scope, section, &request).await?
            };
            (page.rows, page.total)
        };
        self.log(&session.actor, scope.patron(), origin, view(Some(category))).await?;
        Ok(CategoryView {
            section,
            note: profile.note(language, category),
            rows: masked(section, rows),
            total,
            freshness,
        })
    }
}

const fn view(category: Option<Category>) -> Event {
    Event { action: "view", category, purpose: "own-access", outcome: "done" }
}

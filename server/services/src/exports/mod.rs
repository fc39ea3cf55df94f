//! Taking one's data home: at once when it is little, prepared in the background when it is much.
//!
//! A prepared file is encrypted on disk, belongs to one patron, and is gone after 24 hours or when its owner says so.

mod feed;
mod file;
mod worker;
mod write;

use carrel_domain::{Category, Language, PatronScope, sections::section};
pub use carrel_store::export_job::ExportJob;
use carrel_store::export_job::{self, NewExport, State};

use tokio::sync::Semaphore;

pub use self::{file::ExportFile, worker::ExportWorker};
use crate::{
    ServiceError, Services,
    audit::{Event, Origin},
    profile::Profile,
    sessions::Session,
    token::opaque_id,
};

/// A prepared file is kept for so long, in seconds.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// Small reports are made on the way, but never more of them together than this: the others wait their turn (ASVS 15.1.3).
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// The formats data is taken home in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// To read and print: PDF/A-2a and PDF/UA-1.
    Pdf,
    /// For machines, after the published schema.
    Json,
    /// One category as a plain table.
    Csv,
    /// One category as a spreadsheet.
    Ods,
}

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Json, Self::Csv, Self::Ods];

    /// Name in forms and the database, and the file's ending.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Ods => "ods",
        }
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }

    /// Whether it holds one category only.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Ods)
    }
}

/// What a patron wants to take home.
#[derive(Clone, Copy, Debug)]
pub struct ExportWish {
    /// In which format.
    pub format: ExportFormat,
    /// One category; everything if `None`.
    pub category: Option<Category>,
    /// In which language.
    pub language: Language,
    /// Whether somebody else than the patron makes or handles it: then personal identity numbers are covered.
    pub is_for_others: bool,
}

impl ExportWish {
    /// A wish that can be granted: tables need a category that is one.
    pub fn new(format: ExportFormat, category: Option<Category>, language: Language) -> Option<Self> {
        let is_possible = match category {
            Some(category) => !format.is_table() || section(category).spreadsheet,
            None => !format.is_table(),
        };
        is_possible.then_some(Self { format, category, language, is_for_others: false })
    }

    /// The same, to be handled by staff.
    #[must_use]
    pub const fn for_others(self) -> Self {
        Self { is_for_others: true, ..self }
    }

    fn categories(self) -> Vec<Category> {
        self.category.map_or_else(|| Category::ALL.to_vec(), |category| vec![category])
    }
}

/// What a wish came to.
#[derive(Debug)]
pub enum Granted {
    /// The file itself.
    File(Vec<u8>),
    /// It is being prepared under this opaque id.
    Prepared(String),
}

impl Services {
    /// Grants a wish: a small export at once, a large one as a job.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`] if PIN or password was given too long ago.
    pub async fn take_home(
        &self,
        session: &Session,
        profile: &Profile,
        wish: ExportWish,
        origin: &Origin,
    ) -> Result<Granted, ServiceError> {
        let now = self.clock().now();
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        self.check_display(session, profile).await?;
        let scope = session.actor.own_data();
        let summaries = self.summaries(scope, profile).await?;
        let rows: i64 = summaries
            .iter()
            .filter(|summary| wish.category.is_none_or(|category| category == summary.category))
            .map(|summary| summary.count)
            .sum();
        self.log(&session.actor, scope.patron(), origin, own("export", wish.category)).await?;
        if rows <= self.inner.options.immediate_rows {
            return Ok(Granted::File(self.write_now(scope, wish).await?));
        }
        let public_id = opaque_id()?;
        let export = NewExport {
            public_id: public_id.clone(),
            format: wish.format.name().to_owned(),
            category: wish.category.map(|category| category.slug().to_owned()),
            language: wish.language.code().to_owned(),
            rows_total: rows,
        };
        export_job::add(self.store().writer(), scope, export, now).await?;
        self.inner.worker.wake();
        Ok(Granted::Prepared(public_id))
    }

    pub(crate) async fn write_now(&self, scope: PatronScope, wish: ExportWish) -> Result<Vec<u8>, ServiceError> {
        let _turn = AT_ONCE.acquire().await.map_err(|error| ServiceError::System(error.to_string()))?;
        self.write_report(scope, wish, Vec::new(), |_| true).await.map(|(bytes, _)| bytes)
    }

    /// One's own exports, newest first.
    pub async fn list_exports(&self, session: &Session, origin: &Origin) -> Result<Vec<ExportJob>, ServiceError> {
        let jobs = export_job::list(self.store().reader(), session.actor.own_data()).await?;
        let event = Event { action: "exports-listed", category: None, purpose: "portability", outcome: "done" };
        self.log(&session.actor, session.actor.patron, origin, event).await?;
        Ok(jobs)
    }

    /// One of one's own exports that is still there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for what is deleted, or not theirs.
    pub async fn find_export(&self, session: &Session, public_id: &str) -> Result<ExportJob, ServiceError> {
        let job = self.find_export_even_deleted(session, public_id).await?;
        Some(job).filter(|job| State::from_name(&job.state) != Some(State::Deleted)).ok_or(ServiceError::NotFound)
    }

    /// One of one's own exports, in whatever state.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for what never was, or is not theirs.
    pub async fn find_export_even_deleted(
        &self,
        session: &Session,
        public_id: &str,
    ) -> Result<ExportJob, ServiceError> {
        // Anything else is none of ours, and PostgreSQL would not even look for it.
        if !public_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ServiceError::NotFound);
        }
        let job = export_job::find(self.store().reader(), session.actor.own_data(), public_id).await?;
        job.ok_or(ServiceError::NotFound)
    }

    /// Opens one of one's own files to take it home.
    ///
    /// # Errors
    /// [`ServiceError::StepUpNeeded`], or [`ServiceError::NotFound`] if it is not ready or not theirs.
    pub async fn open_export(
        &self,
        session: &Session,
        public_id: &str,
        origin: &Origin,
    ) -> Result<ExportFile, ServiceError> {
        let profile = self.profile().await?;
        self.check_display(session, &profile).await?;
        let job = self.find_export(session, public_id).await?;
        let now = self.clock().now();
        // Its time is over from the second on, not only once it is cleared away.
        let is_over = job.expires_at.is_none_or(|until| until <= now.0);
        if State::from_name(&job.state) != Some(State::Ready) || is_over {
            return Err(ServiceError::NotFound);
        }
        if !session.is_verified(now) {
            return Err(ServiceError::StepUpNeeded);
        }
        let file = self.open_file(&job).await?;
        let category = job.category.as_deref().and_then(Category::from_slug);
        self.log(&session.actor, session.actor.patron, origin, own("download", category)).await?;
        Ok(file)
    }

    /// Deletes one of one's own exports, ready or not.
    pub async fn delete_export(&self, session: &Session, public_id: &str, origin: &Origin) -> Result<(), ServiceError> {
        let job = self.find_export(session, public_id).await?;
        if !export_job::delete(self.store().writer(), session.actor.own_data(), public_id).await? {
            return Err(ServiceError::NotFound);
        }
        self.remove_files(public_id).await?;
        let category = job.category.as_deref().and_then(Category::from_slug);
        self.log(&session.actor, session.actor.patron, origin, own("export-deleted", category)).await
    }
}

const fn own(action: &'static str, category: Option<Category>) -> Event {
    Event { action, category, purpose: "portability", outcome: "done" }
}

//! What is known of a request before its page is rendered.

use std::sync::Arc;

use carrel_domain::{Language, Permission};
use carrel_services::{
    ServiceError, Services, audit::Origin, my_data::OwnCounts, profile::Profile, sessions::Session,
    settings::MyDataDisplay, token::Token,
};
use carrel_texts::{Format, Texts};
use leptos::prelude::{expect_context, use_context};

/// One request: who, in which language, to where.
#[derive(Clone)]
pub struct Visit {
    /// The use cases.
    pub services: Services,
    /// Language of the address.
    pub language: Language,
    /// Who is signed in, if anybody.
    pub session: Option<Session>,
    /// How much the library holds about them, on the page that begins with it.
    pub counts: Option<OwnCounts>,
    /// A sign-in that waits for its second factor, if there is one.
    pub step: Option<Token>,
    /// Binds the way to an identity provider, and what came of it, to this browser.
    pub browser: Option<Token>,
    /// Opens a form that was kept in this browser over the end of a session.
    pub kept_form: Option<Token>,
    /// Where from, for the log.
    pub origin: Origin,
    /// Path and query without the language prefix.
    pub path: String,
    /// The address, written the same way, at which this page can be asked for again, in another language too; none for what is
    /// shown once in answer to a form.
    pub page: Option<String>,
    /// Name of the organization, once one is set up.
    pub organization: Option<Arc<Profile>>,
}

impl Visit {
    /// This request's visit.
    pub fn current() -> Self {
        expect_context()
    }

    /// This request's visit, if it is one of a page.
    pub fn find() -> Option<Self> {
        use_context()
    }

    /// The catalogue.
    pub const fn texts(&self) -> Texts {
        Texts::of(self.language)
    }

    /// An address in the visit's language.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.language.prefix())
    }

    /// The session, or the reason to go and sign in.
    pub fn session(&self) -> Result<&Session, PageError> {
        self.session.as_ref().ok_or(PageError::NotSignedIn)
    }

    /// The organization, or the reason why there is nothing to show yet.
    pub fn profile(&self) -> Result<&Arc<Profile>, PageError> {
        self.organization.as_ref().ok_or(PageError::NotSetUp)
    }

    /// How values are written for this visit.
    pub fn format(&self) -> Result<Format, PageError> {
        Ok(self.profile()?.format(self.language))
    }
}

/// Why a page cannot be shown; each has its own page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// Sign in first.
    NotSignedIn,
    /// There is no such page, or it is somebody else's.
    NotFound,
    /// Nothing has been imported yet.
    NotSetUp,
    /// A member of staff lacks a permission.
    Refused(Permission),
    /// Staff work is not allowed from this network.
    Outside,
    /// Staff work needs a second factor first.
    SecondFactorMissing,
    /// The library shows patrons their data by a link or on paper only.
    NotDisplayed(MyDataDisplay),
    /// Too many attempts: wait so many minutes.
    Throttled(i64),
    /// Something failed that is not the visitor's fault.
    Unavailable,
}

impl From<ServiceError> for PageError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound => Self::NotFound,
            ServiceError::NotSetUp => Self::NotSetUp,
            ServiceError::Refused(refusal) => Self::Refused(refusal.0),
            ServiceError::Outside => Self::Outside,
            ServiceError::SecondFactorMissing => Self::SecondFactorMissing,
            ServiceError::NotDisplayed(display) => Self::NotDisplayed(display),
            ServiceError::Throttled { seconds } => Self::Throttled((seconds + 59) / 60),
            error => {
                tracing::error!(%error, "a page could not be shown");
                Self::Unavailable
            }
        }
    }
}

//! Sign-in with other organizations' identity providers.
//!
//! An identity is issuer and subject, nothing else (ASVS 6.8.1, 10.5). It is known because it was linked: by a claim that
//! fits exactly one open patron, or by the patron, who signed in with their own method. The way out and the way back are
//! one flow, which only the browser that began it can end, once, within ten minutes.

mod arrive;
mod depart;
mod link;
mod sealed;
mod wish;

use std::sync::Arc;

use carrel_domain::Language;
use carrel_openid::{Provider, ProviderSettings};
use carrel_store::StoreError;

pub use self::{
    arrive::{Answer, Arrived, Came},
    depart::{Departed, SignInWish},
    link::LinkedIdentity,
    wish::StepUpWish,
};
use crate::{ServiceError, Services};

/// The way back is open for so long, in seconds; so is the wait for a patron to link an identity.
const FLOW_SECONDS: i64 = 10 * 60;

/// The providers of the settings.
#[derive(Clone, Debug, Default)]
pub struct Providers(Arc<[Arc<Provider>]>);

impl Providers {
    /// Providers with these settings. Nothing is asked of them before the background work begins or somebody wants to go there.
    ///
    /// # Errors
    /// The certificates that this machine trusts cannot be read.
    pub fn new(settings: Vec<ProviderSettings>) -> std::io::Result<Self> {
        settings.into_iter().map(|settings| Provider::new(settings).map(Arc::new)).collect::<Result<_, _>>().map(Self)
    }

    /// The provider with this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Provider>> {
        self.0.iter().find(|provider| provider.settings().name == name)
    }

    /// Their settings, in the order of the file.
    pub(crate) fn settings(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.0.iter().map(|provider| provider.settings())
    }
}

/// A provider as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderName {
    /// Short name in addresses.
    pub name: String,
    /// What people call it.
    pub display: String,
}

/// Why a provider did not bring somebody in; each has its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenIdProblem {
    /// It does not answer.
    Unavailable,
    /// Nobody began this in this browser, or too long ago, or it was ended already.
    Stale,
    /// They, or the provider, said no.
    Declined,
    /// What came back is not believed.
    NotBelieved,
    /// The sign-in there was not of the kind that is required.
    NotEnough,
    /// Nobody here is linked with it.
    Unknown,
    /// It was somebody else, or not a fresh sign-in: nothing is confirmed.
    NotConfirmed,
    /// Too many at once from one network.
    Throttled,
    /// The owner closed the account.
    Locked,
    /// The membership ended long ago.
    Expired,
}

impl OpenIdProblem {
    /// Every problem.
    pub const ALL: [Self; 10] = [
        Self::Unavailable,
        Self::Stale,
        Self::Declined,
        Self::NotBelieved,
        Self::NotEnough,
        Self::Unknown,
        Self::NotConfirmed,
        Self::Throttled,
        Self::Locked,
        Self::Expired,
    ];

    /// Name in addresses and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Stale => "stale",
            Self::Declined => "declined",
            Self::NotBelieved => "not-believed",
            Self::NotEnough => "not-enough",
            Self::Unknown => "unknown",
            Self::NotConfirmed => "not-confirmed",
            Self::Throttled => "throttled",
            Self::Locked => "locked",
            Self::Expired => "expired",
        }
    }

    /// The problem with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }
}

impl From<carrel_openid::Problem> for OpenIdProblem {
    fn from(problem: carrel_openid::Problem) -> Self {
        match problem {
            carrel_openid::Problem::Unavailable(_) => Self::Unavailable,
            carrel_openid::Problem::NotBelieved(_) => Self::NotBelieved,
            carrel_openid::Problem::NotEnough => Self::NotEnough,
        }
    }
}

/// Why somebody did not get there or back.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// Something the page can say.
    #[error("{}", .0.name())]
    Problem(OpenIdProblem),
    /// Something else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for OpenIdError {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<carrel_openid::Problem> for OpenIdError {
    fn from(problem: carrel_openid::Problem) -> Self {
        Self::Problem(problem.into())
    }
}

impl Services {
    /// The providers there are, by the names people know in a language.
    pub fn openid_providers(&self, language: Language) -> Vec<ProviderName> {
        let named = |settings: &ProviderSettings| ProviderName {
            name: settings.name.clone(),
            display: settings.display_name(language.code()).to_owned(),
        };
        self.inner.options.openid.settings().map(named).collect()
    }

    /// Origins that forms may lead to besides Carrel's own.
    pub fn openid_form_origins(&self) -> Vec<String> {
        let mut origins: Vec<_> =
            self.inner.options.openid.0.iter().flat_map(|provider| provider.form_origins()).collect();
        origins.sort();
        origins.dedup();
        origins
    }

    /// Reads what providers say of themselves, so that the first one who wants to go there need not wait, and the page
    /// knows where its forms may lead.
    pub(crate) async fn prepare_providers(&self) {
        for provider in self.inner.options.openid.0.iter() {
            provider.prepare(self.clock().now()).await;
        }
    }

    fn provider(&self, name: &str) -> Result<&Arc<Provider>, ServiceError> {
        self.inner.options.openid.find(name).ok_or(ServiceError::NotFound)
    }

    /// Where a provider sends people back to. It begins with the configured address, never with what a request says.
    fn redirect_uri(&self, provider: &str) -> String {
        format!("{}/sign-in/openid/{provider}/callback", self.inner.options.base_url)
    }
}

//! Use cases, one module a noun: who asks → may they → one thing done → the audit entry written.
//!
//! Nothing here knows HTTP or HTML. Time comes from [`Clock`], so that expiry and deadlines are testable without sleeping.

pub mod api;
pub mod archive;
pub mod audit;
mod change;
pub mod checkpoints;
pub mod clock;
pub mod consents;
pub mod contact;
pub mod disclosures;
pub mod email;
pub mod entered;
pub mod error;
pub mod exports;
pub mod factors;
#[cfg(test)]
mod fuzz;
pub mod guardians;
mod home;
pub mod kept_forms;
pub mod libraries;
pub mod library_settings;
pub mod library_system;
pub mod loan_history;
mod local_times;
pub mod logs;
pub mod mail;
pub mod messages;
pub mod minimization;
pub mod my_data;
pub mod network;
pub mod news;
pub mod openid;
mod pace;
pub mod password;
pub mod password_policy;
pub mod passwords;
pub mod patrons;
pub mod profile;
pub mod recovery;
pub mod register;
pub mod remote;
pub mod requests;
pub mod retention;
pub mod roles;
mod sealed;
pub mod security_notice;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod sources;
pub mod staff;
pub mod today;
mod together;
pub mod token;
pub mod vault;
mod write_ahead_log;

use std::{path::PathBuf, sync::Arc};

use carrel_store::Store;
pub use clock::Clock;
pub use error::ServiceError;
pub use mail::{Mail, MailOptions, MailProblem};
use webauthn_rs::{Webauthn, WebauthnBuilder, prelude::Url};

use crate::{
    audit::AuditLog,
    exports::ExportWorker,
    home::HomeSession,
    library_system::{KohaSystem, LibrarySystem, Local},
    mail::MailWorker,
    profile::Profiles,
    retention::RetentionWorker,
    together::Together,
    vault::Keyring,
};

/// How the services behave: what the configuration says.
#[derive(Clone, Debug)]
pub struct ServiceOptions {
    /// Short name of the organization this installation serves; the first one if empty.
    pub organization: Option<String>,
    /// Where encrypted exports are kept. Several nodes share one folder.
    pub exports_dir: PathBuf,
    /// Address people use, without a slash at the end: links in mails begin with it, never with what a request says.
    pub base_url: String,
    /// Name of this node in claims.
    pub node: String,
    /// Rows up to which an export is made at once; larger ones are prepared in the background.
    pub immediate_rows: i64,
    /// How mails go out; they do not if `None`.
    pub mail: Option<MailOptions>,
    /// When the log moves to the archive.
    pub archive: archive::ArchiveOptions,
    /// Identity providers that people may sign in with.
    pub openid: openid::Providers,
    /// The Koha beside Carrel; Carrel's own record is all there is if `None`.
    pub koha: Option<library_system::Koha>,
    /// The source by whose name the library system is read by itself, if it is.
    pub synchronized: Option<String>,
    /// Other services that hold something about patrons.
    pub remote_sources: Vec<remote::RemoteSource>,
}

/// Everything the pages call.
#[derive(Clone)]
pub struct Services {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    clock: Clock,
    options: ServiceOptions,
    keyring: Keyring,
    audit: AuditLog,
    home: Together<HomeSession>,
    profiles: Profiles,
    worker: ExportWorker,
    mail: MailWorker,
    /// Wakes whoever anonymizes loan histories.
    history: tokio::sync::Notify,
    /// Wakes whoever writes mailings.
    news: tokio::sync::Notify,
    retention: RetentionWorker,
    system: Box<dyn LibrarySystem>,
    readings: library_system::Readings,
    remote: remote::Kept,
    /// Wakes whoever tells the library system what patrons changed.
    commands: tokio::sync::Notify,
    webauthn: Option<Webauthn>,
    /// Calls that programs may make on this node before the database is asked again.
    allowances: api::Allowances,
    /// What calls of programs ask of the database.
    asked: api::Asked,
}

impl Services {
    /// Puts the services together. [`Services::run_background_work`] must run for exports to be made.
    pub fn new(store: Store, clock: Clock, options: ServiceOptions, keyring: Keyring) -> Self {
        let store = store.with_audit_keys(keyring.audit_keys()).with_attribute_seal(keyring.attribute_seal());
        let audit = AuditLog::start(store.clone());
        let home = Together::start(HomeSession { store: store.clone(), clock: clock.clone() });
        let asked = api::Asked::start(&store, &clock);
        let profiles = Profiles::new(options.organization.clone());
        let webauthn = webauthn(&options.base_url);
        let system: Box<dyn LibrarySystem> = match &options.koha {
            Some(koha) => Box::new(KohaSystem(koha.clone())),
            None => Box::new(Local),
        };
        let inner = Inner {
            store,
            clock,
            options,
            keyring,
            audit,
            home,
            profiles,
            worker: ExportWorker::default(),
            mail: MailWorker::default(),
            history: tokio::sync::Notify::new(),
            news: tokio::sync::Notify::new(),
            retention: RetentionWorker::default(),
            system,
            readings: library_system::Readings::default(),
            remote: remote::Kept::default(),
            commands: tokio::sync::Notify::new(),
            webauthn,
            allowances: api::Allowances::default(),
            asked,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Whether the database answers.
    pub async fn check_database(&self) -> Result<(), ServiceError> {
        self.read_profile().await.map(|_| ())
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }
}

/// Passkeys belong to the name in the address that people use; an address without a name has none.
fn webauthn(base_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(base_url).ok()?;
    let built = WebauthnBuilder::new(origin.domain()?, &origin).and_then(|builder| builder.rp_name("Carrel").build());
    built.inspect_err(|error| tracing::warn!(%error, "passkeys cannot be used with this address")).ok()
}

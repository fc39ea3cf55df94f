//! The command line.

mod admin;
mod audit;
mod demo;
mod demo_requests;
mod import;
mod mail;
mod masked_log;
mod migrate;
mod progress;
mod serve;
mod settings;

use std::{io::IsTerminal as _, path::PathBuf};

use carrel_koha::Koha;
use carrel_mail::{Delivery, folder::Folder, message::Sender};
use carrel_remote::RemoteSource;
use carrel_services::{
    Clock, MailOptions, ServiceOptions, Services, library_system::LIVE_SOURCE, openid::Providers, token::opaque_id,
    vault::Keyring,
};
use carrel_sources::demo as demo_library;
use carrel_store::{Store, StoreOptions, audit::archive::Archive, organization};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Why a command failed, in words for whoever typed it.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Carrel: patrons see what their library holds about them, take it home, and decide how it is used.
#[derive(Parser)]
#[command(
    version,
    after_help = "First steps:\n  carrel demo              fill a demo library, and see who can sign in\n  carrel serve             \
                  serve it on http://127.0.0.1:3000\n  carrel import alldata F  add patrons from a Koha all-data file\n  \
                  carrel settings          every setting with its default"
)]
pub struct Command {
    /// Settings file (TOML); `carrel.toml` in this folder if there is one. Environment variables go before it.
    #[arg(long, global = true, env = "CARREL_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Serve the portal.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill the database with an invented library to try things out.
    Demo(demo::DemoArguments),
    /// Bring patrons in from a file.
    #[command(subcommand)]
    Import(import::ImportAction),
    /// Look after the installation: organization, libraries, roles.
    #[command(subcommand)]
    Admin(admin::AdminAction),
    /// Read mails that came back, and see which have not gone.
    #[command(subcommand)]
    Mail(mail::MailAction),
    /// Prove the log, sign it, erase from it.
    #[command(subcommand)]
    Audit(audit::AuditAction),
    /// List every setting with its default and what is allowed.
    Settings,
}

impl Command {
    /// Does what was asked.
    pub fn run(self) -> Result<(), CommandError> {
        let config = Config::load(self.config.as_deref())?;
        if let Action::Settings = self.action {
            return settings::print(&config);
        }
        start_log(&config)?;
        config.make_data_dir().map_err(|error| {
            format!(
                "the data folder {} cannot be made: {error}. Set `data_dir` to one that can.",
                config.data_dir.display()
            )
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match self.action {
                Action::Serve => serve::run(config).await,
                Action::Migrate => migrate::run(&config).await,
                Action::Demo(arguments) => demo::run(&config, arguments).await,
                Action::Import(action) => import::run(&config, action).await,
                Action::Admin(action) => admin::run(&config, action).await,
                Action::Mail(action) => mail::run(&config, action).await,
                Action::Audit(action) => audit::run(&config, action).await,
                Action::Settings => Ok(()),
            }
        })
    }
}

fn start_log(config: &Config) -> Result<(), CommandError> {
    let filter = EnvFilter::try_new(format!("sea_orm_migration=warn,{}", config.log))
        .map_err(|error| format!("the setting `log` cannot be `{}`: {error}", config.log))?;
    // Colours are for terminals: in a file or a journal they would be control characters.
    let has_colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(has_colours).with_writer(masked_log::writer);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// Opens the database of the settings.
async fn open_store(config: &Config) -> Result<Store, CommandError> {
    if let Some(path) = config.database_url.strip_prefix("sqlite:") {
        make_private(path.split('?').next().unwrap_or(path))?;
    }
    let options = StoreOptions { url: config.database_url.clone(), connections: config.database_connections };
    let store = Store::connect(&options)
        .await
        .map_err(|error| format!("the database cannot be opened: {error}. Check the setting `database_url`."))?;
    let store = match &config.archive_url {
        Some(address) => {
            store.with_archive(Archive::open(address, config.database_connections).await.map_err(|error| {
                format!("the archive of the log cannot be opened: {error}. Check the setting `archive_url`.")
            })?)
        }
        None => store,
    };
    let keyring = open_keyring(config)?;
    Ok(store.with_audit_keys(keyring.audit_keys()).with_attribute_seal(keyring.attribute_seal()))
}

/// Opens the key file of the settings; a missing one is made.
fn open_keyring(config: &Config) -> Result<Keyring, CommandError> {
    Keyring::open(&config.secret_key_file)
        .map_err(|error| format!("the key file {}: {error}", config.secret_key_file.display()).into())
}

/// Makes the embedded database's file, readable by its owner only; SQLite gives its other files the same rights.
fn make_private(path: &str) -> Result<(), CommandError> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| {
        format!("the database file {path} cannot be written: {error}. Check the setting `database_url`.")
    })?;
    Ok(())
}

/// Opens the database and brings its schema up to date.
async fn open_migrated_store(config: &Config) -> Result<Store, CommandError> {
    let store = open_store(config).await?;
    store.migrate().await.map_err(|error| format!("the schema cannot be brought up to date: {error}"))?;
    Ok(store)
}

/// The services on a database.
pub async fn services(config: &Config, store: Store, clock: Clock) -> Result<Services, CommandError> {
    let keyring = open_keyring(config)?;
    let library = organization::find(store.reader(), config.organization.as_deref()).await?;
    let is_demo = library.is_some_and(|library| library.slug == demo_library::SLUG);
    let options = ServiceOptions {
        organization: config.organization.clone(),
        exports_dir: config.data_dir.join("exports"),
        base_url: config.base_url.clone(),
        // Two containers can have the same address and process number.
        node: format!("{}-{}-{}", config.listen, std::process::id(), opaque_id()?),
        immediate_rows: config.immediate_rows,
        mail: mail_options(config, is_demo)?,
        archive: config.archive,
        openid: openid_providers(config)?,
        koha: koha(config)?,
        synchronized: synchronized(config),
        remote_sources: remote_sources(config)?,
    };
    Ok(Services::new(store, clock, options, keyring))
}

/// The identity providers of the settings. None of them is asked anything at the start.
pub fn openid_providers(config: &Config) -> Result<Providers, CommandError> {
    Providers::new(config.openid.clone())
        .map_err(|error| format!("the certificates that this machine trusts cannot be read: {error}").into())
}

/// The library system of the settings. It is not asked anything at the start.
pub fn koha(config: &Config) -> Result<Option<Koha>, CommandError> {
    let koha = config.koha.clone().map(Koha::new).transpose();
    koha.map_err(|error| format!("a secure connection to Koha cannot be set up: {error}").into())
}

/// By which name the library system is read by itself: from its database, or else by its interface.
pub fn synchronized(config: &Config) -> Option<String> {
    let live = config.koha.as_ref().is_some_and(|koha| koha.sync.is_some());
    let database = config.koha_database.as_ref().map(|database| database.name.clone());
    database.or_else(|| live.then(|| String::from(LIVE_SOURCE)))
}

/// The other services of the settings. None of them is asked anything at the start.
pub fn remote_sources(config: &Config) -> Result<Vec<RemoteSource>, CommandError> {
    let sources = config.remote_sources.iter().cloned().map(RemoteSource::new).collect::<Result<_, _>>();
    sources.map_err(|error| format!("a secure connection to a remote source cannot be set up: {error}").into())
}

/// How mails go out, if they do. The demo library needs no settings: its mails go into a folder.
pub fn mail_options(config: &Config, is_demo: bool) -> Result<Option<MailOptions>, CommandError> {
    let folder = config.mail_dir.clone().or_else(|| is_demo.then(|| config.data_dir.join("mail")));
    let delivery = match (&config.smtp, folder) {
        (Some(smtp), _) => Delivery::Smtp(smtp.clone()),
        (None, Some(folder)) => Delivery::Folder(Folder::new(folder)),
        (None, None) => return Ok(None),
    };
    let sender = match &config.mail_from {
        Some(sender) => sender.clone(),
        // For files only: with a mail server, the setting is needed.
        None => Sender::parse("carrel@localhost.localdomain")?,
    };
    Ok(Some(MailOptions { delivery, sender, bounces: config.bounce_mailbox_dir.clone(), is_demo }))
}

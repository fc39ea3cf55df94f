//! Settings: one TOML file, and environment variables that go before it.
//!
//! A wrong setting stops the start with its name and what is allowed; so does a name that is none.

mod keys;

use ipnet::IpNet;
use std::{
    env, fs,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use carrel_koha::{KohaSettings, read_koha};
use carrel_mail::{message::Sender, smtp::Smtp};
use carrel_openid::{ProviderSettings, SettingsError, read_providers};
use carrel_remote::{RemoteSettings, read_remote_sources};
use carrel_services::archive::{AFTER_DAYS, ArchiveOptions, KEPT_MONTHS};

use crate::{
    koha_database::{KohaDatabase, read_koha_database},
    registers::{ScheduledRegister, read_registers},
};

use keys::setting;
pub use keys::{SETTINGS, Setting};

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder for database, key and exports.
    pub data_dir: PathBuf,
    /// Address of the database.
    pub database_url: String,
    /// Connections for reading.
    pub database_connections: u32,
    /// Address to serve on.
    pub listen: SocketAddr,
    /// Address people use.
    pub base_url: String,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Networks in which roles count; everywhere if empty.
    pub staff_networks: Vec<IpNet>,
    /// File with the installation's keys.
    pub secret_key_file: PathBuf,
    /// Which organization to serve.
    pub organization: Option<String>,
    /// Where old entries of the log move to; nowhere if `None`.
    pub archive_url: Option<String>,
    /// When they do.
    pub archive: ArchiveOptions,
    /// Rows up to which an export is made at once.
    pub immediate_rows: i64,
    /// Mail server.
    pub smtp: Option<Smtp>,
    /// Sender of mails.
    pub mail_from: Option<Sender>,
    /// Folder for mails when there is no mail server.
    pub mail_dir: Option<PathBuf>,
    /// Where mails that came back are.
    pub bounce_mailbox_dir: Option<PathBuf>,
    /// Identity providers that people may sign in with.
    pub openid: Vec<ProviderSettings>,
    /// Registers that are read once a day.
    pub registers: Vec<ScheduledRegister>,
    /// The library system beside Carrel.
    pub koha: Option<KohaSettings>,
    /// Koha's database that is read again and again.
    pub koha_database: Option<KohaDatabase>,
    /// Other services that hold something about patrons.
    pub remote_sources: Vec<RemoteSettings>,
    /// Folder with the browser's files.
    pub site_dir: PathBuf,
    /// Filter of the log.
    pub log: String,
    /// Form of the log.
    pub log_format: LogFormat,
}

/// A setting that is not as it must be.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the settings file {path} cannot be read: {reason}")]
    File {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// There is no such setting.
    #[error("there is no setting `{0}`; `carrel settings` lists them all")]
    Unknown(String),
    /// The value is not allowed.
    #[error("the setting `{name}` cannot be `{value}`. {help}")]
    Value {
        /// Which.
        name: &'static str,
        /// What it was set to; hidden where it may hold a password.
        value: String,
        /// What is allowed.
        help: &'static str,
    },
    /// An identity provider's settings are not as they must be.
    #[error(transparent)]
    OpenId(#[from] SettingsError),
    /// A register's settings are not as they must be.
    #[error("the setting `register`: {0}")]
    Register(String),
    /// Koha's settings are not as they must be.
    #[error(transparent)]
    Koha(#[from] carrel_koha::SettingsError),
    /// The settings of Koha's database are not as they must be.
    #[error("the setting `koha_database`: {0}")]
    KohaDatabase(String),
    /// A remote source's settings are not as they must be.
    #[error(transparent)]
    Remote(#[from] carrel_remote::SettingsError),
}

impl Config {
    /// Reads the settings: file (if any), then environment.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let file = match path {
            Some(path) => read_file(path)?,
            None if Path::new("carrel.toml").exists() => read_file(Path::new("carrel.toml"))?,
            None => toml::Table::new(),
        };
        if let Some(unknown) = file.keys().find(|key| SETTINGS.iter().all(|setting| setting.name != key.as_str())) {
            return Err(ConfigError::Unknown(unknown.clone()));
        }
        Self::from_lookup(|name| {
            env::var(format!("CARREL_{}", name.to_uppercase())).ok().filter(|value| !value.is_empty()).or_else(|| {
                file.get(name).map(|value| match value {
                    value if matches!(name, "openid" | "register" | "koha" | "koha_database" | "remote_source") => {
                        value.to_string()
                    }
                    toml::Value::String(text) => text.clone(),
                    toml::Value::Array(items) => {
                        items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
                    }
                    other => other.to_string(),
                })
            })
        })
    }

    /// Reads the settings from any source of texts by name.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let given = |name: &'static str| lookup(name).unwrap_or_else(|| setting(name).default.to_owned());
        let data_dir = PathBuf::from(given("data_dir"));
        let in_data_dir = |name| PathBuf::from(given(name).replace("DATA_DIR", &data_dir.to_string_lossy()));
        let listen: SocketAddr = read("listen", &given("listen"), |text| text.parse().ok())?;
        let base_url = given("base_url").replace("LISTEN", &listen.to_string());
        let is_address = |text: &str| {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
            (!host.is_empty() && !host.contains('/')).then(|| text.to_owned())
        };
        let folder = |name| Some(in_data_dir(name)).filter(|path| !path.as_os_str().is_empty());
        let smtp = read_smtp(&given("smtp_url"), &given("smtp_password_file"))?;
        let mail_from = Some(given("mail_from")).filter(|text| !text.is_empty() || smtp.is_some());
        let database_url = in_data_dir("database_url").to_string_lossy().into_owned();
        let archive_url = lookup("archive_url").or_else(|| {
            let is_here = database_url.starts_with("sqlite:");
            is_here.then(|| in_data_dir("archive_url").to_string_lossy().into_owned())
        });
        let is_place = |text: &str| (text.starts_with("postgres") || !text.contains("://")).then(|| text.to_owned());
        Ok(Self {
            archive_url: archive_url.map(|text| read("archive_url", &text, is_place)).transpose()?,
            archive: ArchiveOptions {
                after_days: read("archive_after_days", &given("archive_after_days"), |text| {
                    text.parse().ok().filter(|days| AFTER_DAYS.contains(days))
                })?,
                keep_months: read("archive_keep_months", &given("archive_keep_months"), |text| {
                    text.parse().ok().filter(|months| KEPT_MONTHS.contains(months))
                })?,
            },
            database_url: read("database_url", &in_data_dir("database_url").to_string_lossy(), |text| {
                (text.starts_with("sqlite:") || text.starts_with("postgres")).then(|| text.to_owned())
            })?,
            database_connections: read("database_connections", &given("database_connections"), |text| {
                text.parse().ok().filter(|count| (1..=200).contains(count))
            })?,
            listen,
            base_url: read("base_url", base_url.trim_end_matches('/'), is_address)?,
            trusted_proxies: read("trusted_proxies", &given("trusted_proxies"), |text| {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| item.parse().ok()).collect()
            })?,
            staff_networks: read("staff_networks", &given("staff_networks"), |text| {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items
                    .map(|item| item.parse().ok().or_else(|| Some(IpNet::from(item.parse::<IpAddr>().ok()?))))
                    .collect()
            })?,
            secret_key_file: in_data_dir("secret_key_file"),
            organization: Some(given("organization")).filter(|slug| !slug.is_empty()),
            immediate_rows: read("immediate_rows", &given("immediate_rows"), |text| {
                text.parse().ok().filter(|rows| (0..=100_000).contains(rows))
            })?,
            mail_from: mail_from.map(|text| read("mail_from", &text, |text| Sender::parse(text).ok())).transpose()?,
            smtp,
            mail_dir: folder("mail_dir"),
            openid: read_providers(&given("openid"), &lookup)?,
            koha: read_koha(&given("koha"), &lookup)?,
            koha_database: read_koha_database(&given("koha_database"), &lookup).map_err(ConfigError::KohaDatabase)?,
            remote_sources: read_remote_sources(&given("remote_source"))?,
            bounce_mailbox_dir: folder("bounce_mailbox_dir"),
            registers: read_registers(&given("register")).map_err(ConfigError::Register)?,
            site_dir: PathBuf::from(given("site_dir")),
            log: given("log"),
            log_format: read("log_format", &given("log_format"), |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?,
            data_dir,
        })
    }

    /// Whether people come over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Makes the data folder, readable by its owner only.
    pub fn make_data_dir(&self) -> std::io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.data_dir)
    }
}

/// The mail server, with the password from its file.
fn read_smtp(address: &str, password_file: &str) -> Result<Option<Smtp>, ConfigError> {
    if address.is_empty() {
        return Ok(None);
    }
    let password = match password_file {
        "" => None,
        path => Some(fs::read_to_string(path).map_err(|_| ConfigError::Value {
            name: "smtp_password_file",
            value: path.to_owned(),
            help: setting("smtp_password_file").help,
        })?),
    };
    let password = password.as_deref().map(|text| text.trim_end_matches(['\r', '\n']));
    read("smtp_url", address, |address| Smtp::parse(address, password).ok()).map(Some)
}

fn read<T>(name: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, ConfigError> {
    parse(text).ok_or_else(|| {
        let value = if matches!(name, "database_url" | "archive_url" | "smtp_url") { "…" } else { text };
        ConfigError::Value { name, value: value.to_owned(), help: setting(name).help }
    })
}

fn read_file(path: &Path) -> Result<toml::Table, ConfigError> {
    let failed = |reason: String| ConfigError::File { path: path.display().to_string(), reason };
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    text.parse().map_err(|error: toml::de::Error| failed(error.to_string()))
}

#[cfg(test)]
mod tests;

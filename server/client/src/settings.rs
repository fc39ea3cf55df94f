//! Which other system, as the settings file says it.

use std::{fs, time::Duration};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use toml::{Table, Value};
use url::Url;

/// How Carrel says who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Authentication {
    /// It does not.
    Nobody,
    /// By a header with a token that does not change.
    Header {
        /// The header's name, in small letters.
        name: String,
        /// The token.
        token: String,
    },
    /// OAuth 2 client credentials (RFC 6749, 4.4).
    Client {
        /// The client's key.
        id: String,
        /// Its secret.
        secret: String,
    },
    /// Basic (RFC 7617).
    User {
        /// User name.
        name: String,
        /// Password.
        password: String,
    },
}

impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nobody => "Nobody",
            Self::Header { .. } => "Header",
            Self::Client { .. } => "Client",
            Self::User { .. } => "User",
        })
    }
}

/// How much is taken of it, and how long one waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long one answer may take.
    pub answer_patience: Duration,
    /// No answer is larger, in bytes.
    pub largest_answer: usize,
    /// How many questions may be on their way at once.
    pub connections: usize,
}

/// One other system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerSettings {
    /// What it is called in our log.
    pub name: String,
    /// Where tokens are fetched, for OAuth 2.
    pub token_address: String,
    /// How Carrel says who it is.
    pub authentication: Authentication,
    /// Certificates to trust besides the machine's own.
    pub authorities: Vec<CertificateDer<'static>>,
    /// Limits.
    pub limits: Limits,
}

/// Reads values of a table of the settings. An error is the name of the key that is missing or not allowed; no value is
/// repeated.
#[derive(Clone, Copy, Debug)]
pub struct TableReader<'a>(pub &'a Table);

impl TableReader<'_> {
    /// A text; nothing if it is not set.
    ///
    /// # Errors
    /// The key's name.
    pub fn text(&self, key: &'static str) -> Result<Option<String>, &'static str> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.trim().to_owned())),
            Some(_) => Err(key),
        }
    }

    /// Yes or no.
    ///
    /// # Errors
    /// The key's name.
    pub fn flag(&self, key: &'static str, usual: bool) -> Result<bool, &'static str> {
        self.0.get(key).map_or(Ok(usual), |value| value.as_bool().ok_or(key))
    }

    /// A whole number within limits.
    ///
    /// # Errors
    /// The key's name.
    pub fn number(&self, key: &'static str, usual: u64, least: u64, most: u64) -> Result<u64, &'static str> {
        let Some(value) = self.0.get(key) else { return Ok(usual) };
        let number = value.as_integer().and_then(|number| u64::try_from(number).ok());
        number.filter(|number| (least..=most).contains(number)).ok_or(key)
    }

    /// A number of things, at least one.
    ///
    /// # Errors
    /// The key's name.
    pub fn size(&self, key: &'static str, usual: u64, most: u64) -> Result<usize, &'static str> {
        usize::try_from(self.number(key, usual, 1, most)?).map_err(|_| key)
    }

    /// A secret that stands in a file.
    ///
    /// # Errors
    /// The key's name.
    pub fn secret(&self, file: &'static str) -> Result<String, &'static str> {
        let path = self.text(file)?.ok_or(file)?;
        let secret = fs::read_to_string(path).map_err(|_| file)?;
        let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
        if secret.is_empty() { Err(file) } else { Ok(secret) }
    }

    /// Certificates (PEM) of a file.
    ///
    /// # Errors
    /// The key's name.
    pub fn authorities(&self, key: &'static str) -> Result<Vec<CertificateDer<'static>>, &'static str> {
        let Some(path) = self.text(key)? else { return Ok(Vec::new()) };
        let pem = fs::read(path).map_err(|_| key)?;
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        found.ok().filter(|found| !found.is_empty()).ok_or(key)
    }
}

/// The origin of an address with https; or with http, if it is this machine itself.
pub fn base_address(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_secure = url.scheme() == "https" || (url.scheme() == "http" && is_local);
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (is_secure && is_bare && url.password().is_none()).then(|| url.origin().ascii_serialization())
}

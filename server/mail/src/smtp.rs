//! Handing mails to a mail server (RFC 5321), over connections that are kept for the next ones.
//!
//! The pool is our own: a connection goes back to it only after a whole conversation. One that was given up in the middle
//! may still have an answer under way, which the next mail would take for its own.

use std::{
    error::Error as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::time::timeout;
use url::Url;

use crate::{delivery::DeliveryError, message::Message};

/// A delivery is given up after this. Servers that look through a mail before they take it need their time.
pub const TIMEOUT: Duration = Duration::from_secs(120);
/// A connection that nobody used for so long is closed.
const IDLE: Duration = Duration::from_secs(30);
/// At most so many are kept.
const KEPT: usize = 4;

/// How the conversation is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Security {
    /// TLS from the first byte (`smtps://`).
    Tls,
    /// Begun in the open, then TLS or nothing (`smtp://`).
    StartTls,
    /// None (`smtp://…?tls=none`): for a server on the same machine.
    None,
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
    timeout: Duration,
    idle: Arc<Mutex<Vec<(AsyncSmtpConnection, Instant)>>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the password.
        write!(f, "Smtp({}:{}, {:?})", self.host, self.port, self.security)
    }
}

/// Not an address of a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address of a mail server")]
pub struct NotAServer;

impl Smtp {
    /// Reads `smtps://USER:PASSWORD@HOST:PORT` or `smtp://…`; a password given apart goes before the one in the address.
    ///
    /// # Errors
    /// It is neither, or has a user without a password.
    pub fn parse(address: &str, password: Option<&str>) -> Result<Self, NotAServer> {
        let url = Url::parse(address).map_err(|_| NotAServer)?;
        let without_tls = match url.query() {
            None => false,
            Some("tls=none") => true,
            Some(_) => return Err(NotAServer),
        };
        // The submission ports of RFC 8314.
        let (security, usual) = match (url.scheme(), without_tls) {
            ("smtps", false) => (Security::Tls, 465),
            ("smtp", false) => (Security::StartTls, 587),
            ("smtp", true) => (Security::None, 25),
            _ => return Err(NotAServer),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(NotAServer)?;
        if !matches!(url.path(), "" | "/") {
            return Err(NotAServer);
        }
        let credentials = match (decode(url.username())?, password.map(str::to_owned), url.password()) {
            (user, _, None) if user.is_empty() => None,
            (user, Some(password), _) => Some(Credentials::new(user, password)),
            (user, None, Some(password)) => Some(Credentials::new(user, decode(password)?)),
            (_, None, None) => return Err(NotAServer),
        };
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(usual),
            security,
            credentials,
            timeout: TIMEOUT,
            idle: Arc::default(),
        })
    }

    /// The same server, given up on sooner.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        match timeout(self.timeout, self.converse(message)).await {
            Ok(result) => result.map_err(|error| sort(&error)),
            Err(_) => Err(DeliveryError::temporary("timeout")),
        }
    }

    async fn converse(&self, message: &Message) -> Result<(), Error> {
        let mut connection = match self.take_idle().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        connection.send(message.envelope(), message.bytes()).await?;
        if !connection.has_broken() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push((connection, Instant::now()));
            }
        }
        Ok(())
    }

    async fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, since) = {
                let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.pop()?
            };
            if since.elapsed() < IDLE && connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let name = ClientId::default();
        let tls = || TlsParameters::new(self.host.clone());
        let wrapper = if self.security == Security::Tls { Some(tls()?) } else { None };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.timeout), &name, wrapper, None).await?;
        if self.security == Security::StartTls {
            connection.starttls(tls()?, &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

fn decode(text: &str) -> Result<String, NotAServer> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().ok_or(NotAServer)?, rest.next().ok_or(NotAServer)?];
            let digits = std::str::from_utf8(&digits).map_err(|_| NotAServer)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| NotAServer)?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| NotAServer)
}

/// Sorts what went wrong into what may work later and what will not.
fn sort(error: &Error) -> DeliveryError {
    if let Some(status) = error.status() {
        let status = u16::from(status);
        // The server's words are not kept: they may repeat the address. Its enhanced code may stand before them.
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        let enhanced = words.split_whitespace().next().unwrap_or_default();
        return match status {
            // Our own name and password are wrong: the operator's to mend, and every mail's, so none is given up for it.
            530 | 534 | 535 | 538 => DeliveryError::temporary(format!("login-{status}")),
            500.. => DeliveryError {
                is_bad_address: is_bad_address(enhanced),
                ..DeliveryError::permanent(format!("rejected-{status}"))
            },
            _ => DeliveryError::temporary(format!("deferred-{status}")),
        };
    }
    if error.is_tls() {
        return DeliveryError::temporary("tls");
    }
    if error.is_timeout() {
        return DeliveryError::temporary("timeout");
    }
    if error.is_client() {
        // Among them that the server does not offer STARTTLS or a way to sign in: the operator's to mend.
        return DeliveryError::temporary("setup");
    }
    DeliveryError::temporary("connection")
}

/// Whether an enhanced status code (RFC 3463 §3.2, §3.3) says that the recipient's address does not work, rather than the
/// sender's (`5.1.7`, `5.1.8`) or the mail itself.
pub(crate) fn is_bad_address(enhanced: &str) -> bool {
    let mut parts = enhanced.split('.');
    let (class, subject, detail) = (parts.next(), parts.next(), parts.next());
    class == Some("5")
        && match (subject, detail.and_then(|detail| detail.parse::<u16>().ok())) {
            (Some("1"), Some(detail)) => !matches!(detail, 7..=9),
            (Some("2"), Some(detail)) => detail == 1,
            _ => false,
        }
}

//! A mail as it travels: plain text in UTF-8 with the headers it needs (RFC 5322).

use std::time::{Duration, SystemTime};

use carrel_domain::Timestamp;
use lettre::{
    Address,
    address::Envelope,
    message::{
        Body, Mailbox, MessageBuilder,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};

use crate::render::Rendered;

/// Who mails come from: the setting `mail_from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// Not an address that mails can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address")]
pub struct NotAnAddress;

impl Sender {
    /// Reads `library@example.org` or `Name <library@example.org>`.
    ///
    /// # Errors
    /// It is neither.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        text.trim().parse().map(Self).map_err(|_| NotAnAddress)
    }

    /// The same address under a name, unless it has one.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.0.name.get_or_insert_with(|| name.chars().filter(|c| !c.is_control()).collect());
        self
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// Whether mails can go to this address.
pub fn is_address(text: &str) -> bool {
    text.trim().parse::<Address>().is_ok()
}

/// The `Message-ID` of the mail with this opaque id: always the same, so that one sent twice can be told for one (RFC 5322
/// §3.6.4).
pub fn message_id(public_id: &str, sender: &Sender) -> String {
    format!("carrel.{public_id}@{}", sender.domain())
}

/// A mail ready to be handed over.
#[derive(Clone)]
pub struct Message {
    envelope: Envelope,
    bytes: Vec<u8>,
    id: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({})", self.id)
    }
}

impl Message {
    /// Puts a mail together. `message_id` is without its brackets.
    ///
    /// # Errors
    /// The recipient is no address.
    pub fn new(
        sender: &Sender,
        recipient: &str,
        rendered: &Rendered,
        language: &str,
        message_id: &str,
        at: Timestamp,
    ) -> Result<Self, NotAnAddress> {
        let to: Address = recipient.trim().parse().map_err(|_| NotAnAddress)?;
        let envelope = Envelope::new(Some(sender.0.email.clone()), vec![to.clone()]).map_err(|_| NotAnAddress)?;
        // Always the same encoding: one that people and filters can read, with no line too long (RFC 2045 §6.7).
        let body = Body::new_with_encoding(rendered.body.clone(), ContentTransferEncoding::QuotedPrintable)
            .map_err(|_| NotAnAddress)?;
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at.0).unwrap_or_default());
        let message = MessageBuilder::new()
            .from(sender.0.clone())
            .to(Mailbox::new(None, to))
            .subject(rendered.subject.clone())
            .date(at)
            .message_id(Some(format!("<{message_id}>")))
            .header(ContentLanguage(language.to_owned()))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| NotAnAddress)?;
        Ok(Self { envelope, bytes: message.formatted(), id: message_id.to_owned() })
    }

    /// With the headers by which mail programs offer to get no more of it, with one press (RFC 2369, RFC 8058). Over plain
    /// http, for trying out on one machine, the press is left out.
    ///
    /// # Errors
    /// The address is none that can stand in a header.
    pub fn with_unsubscribe(mut self, address: &str) -> Result<Self, NotAnAddress> {
        let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b','));
        if !is_plain || address.len() > 900 || !address.starts_with("http") {
            return Err(NotAnAddress);
        }
        let mut headers = format!("List-Unsubscribe: <{address}>\r\n");
        if address.starts_with("https://") {
            headers.push_str("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
        }
        self.bytes.splice(0..0, headers.into_bytes());
        Ok(self)
    }

    /// Who it goes to and who hears of failures.
    pub(crate) const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The whole mail.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its `Message-ID` without brackets.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// No holiday notes in answer (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), String::from("auto-generated"))
    }
}

/// So that a reader's machine speaks it right (RFC 3282).
#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

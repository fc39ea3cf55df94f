//! Handing a mail over, and what may go wrong with it.

use crate::{folder::Folder, message::Message, smtp::Smtp};

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// To a mail server.
    Smtp(Smtp),
    /// Into files, for a library without a mail server: the demo.
    Folder(Folder),
}

impl Delivery {
    /// Hands a mail over; when this answers, whoever took it answers for it.
    ///
    /// # Errors
    /// It was not taken: the error says whether trying again makes sense. A mail server that took it but could not say so
    /// any more is an error too, so that the mail may come twice, with the same `Message-ID`.
    pub async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        match self {
            Self::Smtp(smtp) => smtp.deliver(message).await,
            Self::Folder(folder) => folder.write(message).await,
        }
    }
}

/// A mail was not taken. Never says what stands in it or to whom it goes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("mail not delivered: {code}")]
pub struct DeliveryError {
    /// A stable code, with the server's answer where there was one: `connection`, `rejected-550`.
    pub code: String,
    /// Trying again would not help.
    pub is_permanent: bool,
    /// The server says that there is no such mailbox (RFC 3463 §3.2).
    pub is_bad_address: bool,
}

impl DeliveryError {
    /// It may work later.
    pub fn temporary(code: impl Into<String>) -> Self {
        Self { code: code.into(), is_permanent: false, is_bad_address: false }
    }

    /// It will not work later either.
    pub fn permanent(code: impl Into<String>) -> Self {
        Self { code: code.into(), is_permanent: true, is_bad_address: false }
    }
}

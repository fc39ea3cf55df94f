//! Mails: what they say, how they are handed to a mail server, and what comes back.
//!
//! - [`template`]: which mails there are, their default words, which placeholders each knows;
//! - [`render`]: placeholders filled in, and checks of what staff wrote;
//! - [`message`]: the mail as RFC 5322 has it;
//! - [`delivery`]: SMTP, or files for a library without a mail server;
//! - [`bounce`]: reports of mails that could not be delivered (RFC 3464).
//!
//! Nothing here knows the database: the outbox is `carrel-services`'.

pub mod bounce;
pub mod delivery;
pub mod folder;
pub mod message;
mod mime;
pub mod render;
pub mod smtp;
pub mod template;

pub use delivery::{Delivery, DeliveryError};
pub use message::Message;
pub use render::{Rendered, Values};
pub use template::{Placeholder, Template};

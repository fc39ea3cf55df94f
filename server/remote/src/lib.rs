//! Other services that hold something about patrons: interlibrary loans, for one. Settings describe where they answer, what
//! is asked, and how the fields of their answers are called for people.
//!
//! - What is asked holds facts of the patron ([`carrel_domain::remote::PatronFact`]) where the settings say so. A question
//!   that would be the same for everybody is refused when the settings are read; one whose fact the patron does not have is
//!   not asked.
//! - Answers are texts to be shown, and nothing else.
//! - Connections, limits, tokens and what happens after failures are those of [`carrel_client`].

mod question;
mod reading;
mod settings;
mod source;
mod template;

pub use settings::{RemoteSettings, SettingsError, read_remote_sources};
pub use source::{Facts, MISSING_FACT, RemoteSource};

//! `carrel mail`.

use std::{
    fs::File,
    io::{Read as _, stdin},
    path::PathBuf,
};

use carrel_domain::OrganizationId;
use carrel_mail::bounce::LARGEST;
use carrel_services::{Clock, mail::BounceOutcome};
use carrel_store::{
    organization,
    outbox::{self, State},
};
use clap::Subcommand;

use super::{CommandError, open_migrated_store, services};
use crate::config::Config;

/// What there is to do about mails.
#[derive(Subcommand)]
pub(super) enum MailAction {
    /// Read a mail that came back (RFC 3464): a file, or what a mail server pipes in. What is none is left alone.
    Bounce {
        /// The message; `-` for standard input.
        file: PathBuf,
    },
    /// List mails that wait and those that failed; not to whom, nor what stands in them.
    List,
}

/// Does it.
pub(super) async fn run(config: &Config, action: MailAction) -> Result<(), CommandError> {
    let store = open_migrated_store(config).await?;
    match action {
        MailAction::Bounce { file } => {
            let mut message = Vec::new();
            if file.as_os_str() == "-" {
                stdin().take(LARGEST as u64).read_to_end(&mut message)?;
            } else {
                let found = File::open(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
                found.take(LARGEST as u64).read_to_end(&mut message)?;
            }
            let services = services(config, store, Clock::system()).await?;
            println!(
                "{}",
                match services.take_bounce(&message).await? {
                    BounceOutcome::Noted => "The mail is marked as failed.",
                    BounceOutcome::Known => "That was known.",
                    BounceOutcome::NotFailed => "The mail is late or was delivered: nothing to do.",
                    BounceOutcome::NotOurs => "It is about no mail of this installation.",
                    BounceOutcome::NoReport => "It is no report of a delivery.",
                }
            );
        }
        MailAction::List => {
            let library = organization::find(store.reader(), config.organization.as_deref()).await?;
            let library = library.ok_or("there is no organization yet")?;
            for state in [State::Failed, State::Waiting] {
                for mail in outbox::newest(store.reader(), OrganizationId(library.id), state, 100).await? {
                    let error = mail.last_error.as_deref().unwrap_or("-");
                    let (id, state) = (&mail.public_id, &mail.state);
                    println!("{id}  {state:8}  {:17}  {:2} attempts  {error}", mail.template, mail.attempts);
                }
            }
        }
    }
    Ok(())
}

//! Mails that came back.

use std::{
    io,
    path::{Path, PathBuf},
};

use carrel_domain::{OrganizationId, PatronId};
use carrel_mail::bounce::{self, LARGEST};
use carrel_store::{address_problem, outbox};
use tokio::{fs, io::AsyncReadExt as _};

use crate::{ServiceError, Services};

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceOutcome {
    /// The mail is marked as failed, and staff see it.
    Noted,
    /// That was known.
    Known,
    /// The mail is late or was delivered: nothing to do.
    NotFailed,
    /// It is about no mail of ours.
    NotOurs,
    /// It is no report (RFC 3464).
    NoReport,
}

impl Services {
    /// Takes a report that a mail server sent back: a whole message.
    pub async fn take_bounce(&self, message: &[u8]) -> Result<BounceOutcome, ServiceError> {
        let Some(report) = bounce::read(message) else { return Ok(BounceOutcome::NoReport) };
        if !report.has_failed {
            return Ok(BounceOutcome::NotFailed);
        }
        for id in &report.message_ids {
            let Some(mail) = outbox::find_by_message_id(self.store().reader(), id).await? else { continue };
            let (db, now) = (self.store().writer(), self.clock().now());
            let code = format!("bounced-{}", report.status.as_deref().unwrap_or("5.0.0"));
            let (organization, patron) = (OrganizationId(mail.organization_id), mail.patron_id.map(PatronId));
            // The address first: a program that ends in between is told the rest by the next report.
            if let Some(patron) = patron.filter(|_| report.is_about_address()) {
                address_problem::report(db, organization, patron, &mail.recipient, now).await?;
            }
            self.untell(&mail, patron).await?;
            if !outbox::mark_bounced(db, mail.id, &code, now).await? {
                return Ok(BounceOutcome::Known);
            }
            self.log_mail(organization, patron, None, "mail-returned", "failed").await?;
            return Ok(BounceOutcome::Noted);
        }
        Ok(BounceOutcome::NotOurs)
    }

    /// Reads what lies in the folder for bounces, each once.
    pub(super) async fn read_bounces(&self) {
        let Some(folder) = self.inner.options.mail.as_ref().and_then(|mail| mail.bounces.clone()) else { return };
        if let Err(error) = self.read_bounces_in(&folder).await {
            tracing::warn!(%error, "the folder of `bounce_mailbox_dir` cannot be read");
        }
    }

    /// Reads a Maildir, or a plain folder with one message a file; what was read is put aside.
    pub async fn read_bounces_in(&self, folder: &Path) -> Result<usize, ServiceError> {
        let is_maildir = fs::try_exists(folder.join("new")).await?;
        let (from, to) = if is_maildir { ("new", "cur") } else { ("", "read") };
        let (from, to) = (folder.join(from), folder.join(to));
        fs::create_dir_all(&to).await?;
        let mut files = fs::read_dir(&from).await?;
        let mut read = 0;
        while let Some(file) = files.next_entry().await? {
            let name = file.file_name().to_string_lossy().into_owned();
            // What a mail server still writes begins with a dot.
            if name.starts_with('.') || !file.file_type().await?.is_file() {
                continue;
            }
            match read_message(&file.path()).await {
                Ok(message) => {
                    let outcome = self.take_bounce(&message).await?;
                    tracing::info!(?outcome, "a mail came back");
                }
                Err(error) => tracing::warn!(%error, "a file in the folder for bounces cannot be read"),
            }
            let aside: PathBuf = to.join(if is_maildir { format!("{name}:2,S") } else { name });
            match fs::rename(file.path(), aside).await {
                // Another node was faster: reading twice does no harm.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => read += 1,
            }
        }
        Ok(read)
    }
}

async fn read_message(path: &Path) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    fs::File::open(path).await?.take(LARGEST as u64).read_to_end(&mut message).await?;
    Ok(message)
}

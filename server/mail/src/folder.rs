//! Mails as files, for a library without a mail server.

use std::{io, path::PathBuf};

use tokio::{fs, io::AsyncWriteExt as _};

use crate::{
    delivery::DeliveryError,
    message::Message,
    mime::{Part, decode_words},
};

/// A mail of ours, decoded for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadableMail {
    /// To whom.
    pub to: String,
    /// When, as it stands in the mail.
    pub date: String,
    /// About what.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl ReadableMail {
    fn read(text: &str) -> Self {
        let mail = Part::new(text);
        let field = |name| mail.field(name).unwrap_or_default();
        Self {
            to: field("to").to_owned(),
            date: field("date").to_owned(),
            subject: decode_words(field("subject")),
            body: mail.decoded().replace("\r\n", "\n"),
        }
    }
}

/// A folder of `.eml` files, one a mail.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder; made when the first mail comes.
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes a mail; a second time with the same `Message-ID`, it takes the first one's place.
    pub(crate) async fn write(&self, message: &Message) -> Result<(), DeliveryError> {
        // What is in it is for its recipient: only the server's own account may read.
        let write = async {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            builder.mode(0o700);
            builder.create(&self.path).await?;
            let name: String = message.id().chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
            let part = self.path.join(format!("{name}.part"));
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            options.mode(0o600);
            let mut file = options.open(&part).await?;
            file.write_all(message.bytes()).await?;
            file.sync_all().await?;
            fs::rename(&part, self.path.join(format!("{name}.eml"))).await
        };
        write.await.map_err(|_: io::Error| DeliveryError::temporary("file"))
    }

    /// The newest mails; at most `limit`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn newest(&self, limit: usize) -> io::Result<Vec<ReadableMail>> {
        let mut files = match fs::read_dir(&self.path).await {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        while let Some(file) = files.next_entry().await? {
            if file.path().extension().is_some_and(|end| end == "eml") {
                found.push((file.metadata().await?.modified()?, file.path()));
            }
        }
        found.sort();
        let mut mails = Vec::new();
        for (_, path) in found.iter().rev().take(limit) {
            mails.push(ReadableMail::read(&String::from_utf8_lossy(&fs::read(path).await?)));
        }
        Ok(mails)
    }
}

const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')
}

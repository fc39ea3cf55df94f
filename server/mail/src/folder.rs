//! Mails as files, for a library without a mail server.

use std::{io, path::PathBuf};

use tokio::{fs, io::AsyncWriteExt as _};

use crate::{delivery::DeliveryError, message::Message};

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

    /// The newest mails, each as it was written; at most `limit`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn newest(&self, limit: usize) -> io::Result<Vec<Vec<u8>>> {
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
            mails.push(fs::read(path).await?);
        }
        Ok(mails)
    }
}

const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')
}

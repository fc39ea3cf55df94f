//! The encrypted file of a prepared export.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use carrel_store::export_job::ExportJob;
use tokio::sync::mpsc;

use super::ExportFormat;
use crate::{ServiceError, Services, vault::SealedReader};

/// A ready file, decrypted while it is read.
#[derive(Debug)]
pub struct ExportFile {
    /// Its format.
    pub format: ExportFormat,
    /// When it was made.
    pub finished_at: Option<i64>,
    /// Its bytes, in parts.
    pub chunks: mpsc::Receiver<io::Result<Vec<u8>>>,
}

impl Services {
    /// Each attempt has a file of its own: a node that lost its claim cannot spoil what another one made.
    pub(super) fn export_path(&self, job: &ExportJob) -> PathBuf {
        self.inner.options.exports_dir.join(format!("{}.{}.sealed", job.public_id, job.attempts))
    }

    pub(super) async fn open_file(&self, job: &ExportJob) -> Result<ExportFile, ServiceError> {
        let format = ExportFormat::from_name(&job.format).ok_or(ServiceError::NotFound)?;
        let (path, name, keyring) = (self.export_path(job), job.public_id.clone(), self.inner.keyring.clone());
        let opened = tokio::task::spawn_blocking(move || SealedReader::open(&keyring, &name, File::open(path)?))
            .await
            .map_err(|error| ServiceError::System(error.to_string()))?;
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ServiceError::NotFound),
            Err(error) => return Err(error.into()),
        };
        let (sender, chunks) = mpsc::channel(4);
        tokio::task::spawn_blocking(move || {
            loop {
                let chunk = match reader.next_chunk() {
                    Ok(Some(chunk)) => Ok(chunk),
                    Ok(None) => break,
                    Err(error) => Err(error),
                };
                let is_last = chunk.is_err();
                if sender.blocking_send(chunk).is_err() || is_last {
                    break;
                }
            }
        });
        Ok(ExportFile { format, finished_at: job.finished_at, chunks })
    }

    /// Removes every file of an export, also what a killed node left half written.
    pub(crate) async fn remove_files(&self, public_id: &str) -> Result<(), ServiceError> {
        let mut files = match tokio::fs::read_dir(&self.inner.options.exports_dir).await {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let start = format!("{public_id}.");
        while let Some(file) = files.next_entry().await? {
            if file.file_name().to_string_lossy().starts_with(&start) {
                remove_file(&file.path()).await?;
            }
        }
        Ok(())
    }
}

/// Removes a file that may be gone already.
pub(super) async fn remove_file(path: &Path) -> io::Result<()> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

//! The encrypted file of a prepared export.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use carrel_store::export_job::{self, ExportJob};
use tokio::sync::mpsc;

use super::ExportFormat;
use crate::{ServiceError, Services, vault::SealedReader};

/// What nobody has written to for so long is not being written, on any node.
const LEFTOVER_AGE: Duration = Duration::from_secs(60 * 60);
/// So many names are looked up in one question.
const LEFTOVERS_AT_ONCE: usize = 500;

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

    /// Removes files that no export has any more: a node was killed after the row went, or was marked, and before the file
    /// did. Looks once an hour.
    pub(super) async fn remove_leftovers(&self) -> Result<(), ServiceError> {
        if !self.inner.worker.is_time_for_leftovers(self.clock().now()) {
            return Ok(());
        }
        let mut files = match tokio::fs::read_dir(&self.inner.options.exports_dir).await {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        while let Some(file) = files.next_entry().await? {
            let Some(public_id) = file.file_name().to_str().and_then(id_in_name).map(str::to_owned) else { continue };
            if is_old(&file).await {
                found.push((public_id, file.path()));
            }
        }
        // A row is there before its first file: asked after the files were listed, it cannot be missed.
        for some in found.chunks(LEFTOVERS_AT_ONCE) {
            let ids: Vec<&str> = some.iter().map(|(id, _)| id.as_str()).collect();
            let known = export_job::with_files(self.store().reader(), &ids).await?;
            for (id, path) in some.iter().filter(|(id, _)| !known.contains(id)) {
                match remove_file(path).await {
                    Ok(()) => tracing::warn!(export = id, "a file that no export had any more was removed"),
                    // One that cannot be removed keeps no other from being.
                    Err(error) => tracing::error!(%error, export = id, "a leftover of an export could not be removed"),
                }
            }
        }
        Ok(())
    }
}

/// The opaque id in the name of a file that [`Services::export_path`] names, whole or half written; `None` for any other.
fn id_in_name(name: &str) -> Option<&str> {
    let mut parts = name.split('.');
    let (id, attempt, ending) = (parts.next()?, parts.next()?, parts.next()?);
    let is_id = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let is_attempt = !attempt.is_empty() && attempt.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && is_attempt && matches!(ending, "sealed" | "part") && parts.next().is_none()).then_some(id)
}

/// Whether it is a file that nobody has written to for so long that nobody does now. By the clock of the machine: the file
/// system knows no other.
async fn is_old(file: &tokio::fs::DirEntry) -> bool {
    // Gone meanwhile, or in the future: not now.
    let Ok(metadata) = file.metadata().await else { return false };
    let written = metadata.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
    metadata.is_file() && written.is_some_and(|since| since > LEFTOVER_AGE)
}

/// Removes a file that may be gone already.
pub(super) async fn remove_file(path: &Path) -> io::Result<()> {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

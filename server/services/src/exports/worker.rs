//! Preparing large exports in the background.
//!
//! Jobs are rows: any node claims the next one, holds the claim while it works, and another takes over when a node is
//! killed. A failed attempt is made again after a while; after three the patron is told.

use std::{
    fs,
    io::BufWriter,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use carrel_domain::{Category, ExportId, Language, OrganizationId, PatronId, PatronScope, Timestamp};
use carrel_store::export_job::{self, ExportJob};
use tokio::sync::Notify;

use super::{ExportFormat, ExportWish, KEPT_SECONDS, file::remove_file};
use crate::{ServiceError, Services, vault::SealedWriter};

/// A claim holds for so long without a sign of life, in seconds.
const CLAIM_SECONDS: i64 = 30;
/// Progress is written this often.
const HEARTBEAT: Duration = Duration::from_millis(700);
/// How often a node looks for work that nobody woke it for.
const POLL: Duration = Duration::from_secs(5);
/// Files that were left behind are looked for this often, in seconds.
const LEFTOVERS_EACH: i64 = 60 * 60;
/// Attempts before the patron is told that it does not work.
const ATTEMPTS: i64 = 3;

/// Wakes the background work when there is some.
#[derive(Debug, Default)]
pub struct ExportWorker {
    notify: Notify,
    /// When this node last looked for leftovers.
    looked_for_leftovers: AtomicI64,
}

impl ExportWorker {
    pub(super) fn wake(&self) {
        self.notify.notify_one();
    }

    /// Whether it is time to look for files that were left behind; then it is not for a while.
    pub(super) fn is_time_for_leftovers(&self, now: Timestamp) -> bool {
        let before = self.looked_for_leftovers.load(Ordering::Relaxed);
        let is_time = now.0 >= before.saturating_add(LEFTOVERS_EACH);
        if is_time {
            self.looked_for_leftovers.store(now.0, Ordering::Relaxed);
        }
        is_time
    }
}

impl Services {
    /// Prepares exports, hands mails over and clears away what is over, until the task is dropped.
    pub async fn run_background_work(&self) {
        tokio::join!(
            self.run_exports(),
            self.run_mail(),
            self.run_news(),
            self.prepare_providers(),
            self.run_history(),
            self.run_retention(),
            self.run_note_scan(),
            self.run_archive(),
            self.run_library_commands(),
            self.run_synchronization(),
            self.run_write_ahead_log(),
        );
    }

    async fn run_exports(&self) {
        loop {
            if let Err(error) = self.clear_away().await {
                tracing::error!(%error, "clearing away failed");
            }
            if let Err(error) = self.make_daily_checkpoint().await {
                tracing::error!(%error, "the audit log's checkpoint could not be made");
            }
            if let Err(error) = self.look_after_requests().await {
                tracing::error!(%error, "data requests could not be looked after");
            }
            loop {
                match self.prepare_next_export().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "export jobs cannot be claimed");
                        break;
                    }
                }
            }
            // Either way there may be work.
            let _ = tokio::time::timeout(POLL, self.inner.worker.notify.notified()).await;
        }
    }

    /// Deletes exports whose time is over, files that were left of others, and sessions, mails and counters.
    pub async fn clear_away(&self) -> Result<(), ServiceError> {
        let now = self.clock().now();
        for (id, public_id) in export_job::list_expired(self.store().reader(), now).await? {
            // First the file: one that could not be removed is tried again, and keeps nothing else from being.
            match self.remove_files(&public_id).await {
                Ok(()) => export_job::mark_deleted(self.store().writer(), id).await?,
                Err(error) => tracing::error!(%error, job = id.0, "an expired export's file could not be removed"),
            }
        }
        self.clear_away_mail().await?;
        carrel_store::second_factor::sweep(self.store().writer(), now).await?;
        carrel_store::openid::sweep(self.store().writer(), now).await?;
        carrel_store::api_token::sweep(self.store().writer(), now).await?;
        self.clear_away_links().await?;
        carrel_store::session::sweep(self.store().writer(), now).await?;
        // Last: a folder that cannot be read keeps nothing else from going.
        self.remove_leftovers().await
    }

    /// Claims and prepares one export; `false` if there is none.
    pub async fn prepare_next_export(&self) -> Result<bool, ServiceError> {
        let now = self.clock().now();
        let node = self.inner.options.node.clone();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let Some(job) = export_job::claim(self.store().writer(), &node, now, until).await? else {
            return Ok(false);
        };
        let id = ExportId(job.id);
        if job.attempts > ATTEMPTS {
            // Whoever worked on it was killed each time, perhaps by it.
            tracing::error!(job = job.id, "an export was never finished and is given up");
            export_job::give_back(self.store().writer(), id, &node, None, now).await?;
            self.remove_files(&job.public_id).await?;
            return Ok(true);
        }
        match self.prepare(&job).await {
            Ok(()) => {}
            Err(error) => {
                // No data of the person is in the error; the job's own number finds it.
                tracing::error!(%error, job = job.id, attempt = job.attempts, "an export failed");
                let now = self.clock().now();
                let again = (job.attempts < ATTEMPTS).then(|| now.plus_seconds(10 * job.attempts * job.attempts));
                export_job::give_back(self.store().writer(), id, &node, again, now).await?;
            }
        }
        Ok(true)
    }

    async fn prepare(&self, job: &ExportJob) -> Result<(), ServiceError> {
        let (id, node) = (ExportId(job.id), self.inner.options.node.clone());
        let unreadable = || ServiceError::System(String::from("the export job cannot be read"));
        let wish = ExportWish::new(
            ExportFormat::from_name(&job.format).ok_or_else(unreadable)?,
            job.category.as_deref().and_then(Category::from_slug),
            Language::from_tag(&job.language).ok_or_else(unreadable)?,
        )
        .ok_or_else(unreadable)?;
        let scope = PatronScope::of_background_work(PatronId(job.patron_id), OrganizationId(job.organization_id));
        // Moved into place when whole.
        let path = self.export_path(job);
        let part = path.with_extension("part");
        let rows = Arc::new(AtomicI64::new(0));
        let go_on = Arc::new(AtomicBool::new(true));
        let heartbeat = tokio::spawn(self.clone().keep_claim(id, Arc::clone(&rows), Arc::clone(&go_on)));
        let written = self.write_sealed(scope, wish, job, &part, rows, Arc::clone(&go_on)).await;
        heartbeat.abort();
        let size = match written.and_then(|size| Ok(fs::rename(&part, &path).map(|()| size)?)) {
            Ok(size) => size,
            Err(error) => {
                // What cannot be removed now goes with the export's other files.
                let _ = fs::remove_file(&part);
                if !go_on.load(Ordering::Relaxed) {
                    tracing::info!(job = job.id, "an export was cancelled, or is another node's now");
                    return Ok(());
                }
                return Err(error);
            }
        };
        let now = self.clock().now();
        let expires_at = now.plus_seconds(KEPT_SECONDS);
        if !export_job::finish(self.store().writer(), id, &node, size, now, expires_at).await? {
            remove_file(&path).await?;
        }
        Ok(())
    }

    async fn write_sealed(
        &self,
        scope: PatronScope,
        wish: ExportWish,
        job: &ExportJob,
        part: &std::path::Path,
        rows: Arc<AtomicI64>,
        go_on: Arc<AtomicBool>,
    ) -> Result<i64, ServiceError> {
        fs::create_dir_all(&self.inner.options.exports_dir)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = BufWriter::new(options.open(part)?);
        let sealed = SealedWriter::new(&self.inner.keyring, &job.public_id, file)?;
        let progress = move |done| {
            rows.store(done, Ordering::Relaxed);
            go_on.load(Ordering::Relaxed)
        };
        let (sealed, _) = self.write_report(scope, wish, sealed, progress).await?;
        let file = sealed.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX))
    }

    /// Tells of progress while the work goes on, and ends it when the job was deleted or taken over.
    async fn keep_claim(self, job: ExportId, rows: Arc<AtomicI64>, go_on: Arc<AtomicBool>) {
        let node = &self.inner.options.node;
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let until = self.clock().now().plus_seconds(CLAIM_SECONDS);
            let done = rows.load(Ordering::Relaxed);
            match export_job::report_progress(self.store().writer(), job, node, done, until).await {
                Ok(true) => {}
                Ok(false) => go_on.store(false, Ordering::Relaxed),
                Err(error) => tracing::warn!(%error, "progress of an export could not be written"),
            }
        }
    }
}

//! One thread reads, several parse, and what they made comes out in the file's order.

use std::{io, sync::Arc};

use carrel_store::import::Document;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    task::JoinHandle,
};

use super::{
    lines::Chunk,
    observer::Rejection,
    patron::{Fault, PatronReader},
};
use crate::SourceError;

/// Bytes of lines on their way at most, but always at least one chunk: what keeps memory flat.
const BUDGET: usize = 24 << 20;
const PERMIT: usize = 64 << 10;

/// Some lines, read.
pub(super) struct Batch {
    pub documents: Vec<Document>,
    pub rejections: Vec<Rejection>,
    /// The refused lines as they are.
    pub rejected: Vec<u8>,
    pub lines: u64,
    pub end: u64,
    _permit: Option<OwnedSemaphorePermit>,
}

/// Batches in the file's order.
pub(super) struct Pipeline {
    batches: mpsc::Receiver<Result<JoinHandle<Batch>, io::Error>>,
    what: String,
}

impl Pipeline {
    /// Begins to read and parse the chunks that `next` answers, in a thread where it may wait. `what` they come from is
    /// for messages.
    pub fn start(
        what: String,
        mut next: impl FnMut() -> io::Result<Option<Chunk>> + Send + 'static,
        reader: PatronReader,
    ) -> Self {
        let parsers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let (sender, batches) = mpsc::channel(parsers);
        let reader = Arc::new(reader);
        let budget = Arc::new(Semaphore::new(BUDGET / PERMIT));
        let handle = Handle::current();
        tokio::task::spawn_blocking(move || {
            loop {
                let chunk = match next() {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => return,
                    Err(error) => {
                        let _ = sender.blocking_send(Err(error));
                        return;
                    }
                };
                let wanted = (chunk.bytes.len() / PERMIT + 1).min(BUDGET / PERMIT);
                let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
                let permit = handle.block_on(Arc::clone(&budget).acquire_many_owned(wanted)).ok();
                let reader = Arc::clone(&reader);
                let parsing = handle.spawn_blocking(move || parse(&chunk, &reader, permit));
                // Nobody takes them any more: the import failed.
                if sender.blocking_send(Ok(parsing)).is_err() {
                    return;
                }
            }
        });
        Self { batches, what }
    }

    /// The next batch; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        match self.batches.recv().await {
            None => Ok(None),
            Some(Err(error)) => Err(SourceError::File { what: self.what.clone(), error }),
            Some(Ok(parsing)) => Ok(Some(parsing.await.map_err(|error| SourceError::Internal(error.to_string()))?)),
        }
    }
}

fn parse(chunk: &Chunk, reader: &PatronReader, permit: Option<OwnedSemaphorePermit>) -> Batch {
    let mut batch = Batch {
        documents: Vec::new(),
        rejections: Vec::new(),
        rejected: Vec::new(),
        lines: chunk.lines,
        end: chunk.end,
        _permit: permit,
    };
    for (number, line) in (chunk.first_line..).zip(chunk.bytes.split_inclusive(|byte| *byte == b'\n')) {
        let text = if number == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        if chunk.too_long.contains(&number) {
            let reason = String::from("longer than a line may be; it is not in the reject file");
            batch.rejections.push(Rejection { line: number, field: None, reason });
            continue;
        }
        let text = text.trim_ascii();
        if text.is_empty() {
            continue;
        }
        match reader.read(text) {
            Ok(document) => batch.documents.push(document),
            Err(Fault { field, reason }) => {
                batch.rejections.push(Rejection { line: number, field, reason: reason.into_owned() });
                batch.rejected.extend_from_slice(line);
                if !line.ends_with(b"\n") {
                    batch.rejected.push(b'\n');
                }
            }
        }
    }
    batch
}

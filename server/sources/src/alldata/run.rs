//! Running an import from its first line to its last.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use carrel_domain::{OrganizationId, Timestamp};
use carrel_store::{
    Store,
    import::{Run, Writer},
    organization,
};
use jiff::tz::TimeZone;
use xxhash_rust::xxh3::Xxh3;

use super::{
    lines::Lines,
    observer::{Observer, Progress, Summary},
    patron::PatronReader,
    pipeline::Pipeline,
    reject::RejectFile,
};
use crate::SourceError;

/// Lines are read, and written in one transaction, this many bytes at a time.
const CHUNK: usize = 1 << 20;
/// No line may be longer than this.
const LONGEST_LINE: u64 = 512 << 20;
const MIB: u64 = 1 << 20;

/// Where lines come from.
pub enum Input {
    /// A file: an import of it that was killed goes on.
    File(PathBuf),
    /// A pipe.
    Stdin,
    /// Anything else that can be read.
    Reader(Box<dyn Read + Send>),
}

/// What to import, and how.
pub struct Options {
    /// Whose patrons they are.
    pub organization: OrganizationId,
    /// Where lines come from.
    pub input: Input,
    /// Compare and count, and write nothing.
    pub dry_run: bool,
    /// Where refused lines go; nowhere if `None`.
    pub reject_path: Option<PathBuf>,
    /// The time it is.
    pub now: Timestamp,
    /// Bytes in a batch; `None` for what is fast.
    pub batch_bytes: Option<usize>,
}

impl Options {
    /// Imports this file or pipe.
    pub const fn new(organization: OrganizationId, input: Input, now: Timestamp) -> Self {
        Self { organization, input, dry_run: false, reject_path: None, now, batch_bytes: None }
    }
}

/// Imports a file.
///
/// # Errors
/// When the file cannot be read or the database cannot be written: what was done until then stays, and the next import of
/// the same file goes on there. Never for what stands in a line.
pub async fn run(store: &Store, options: Options, observer: &mut dyn Observer) -> Result<Summary, SourceError> {
    let started = Instant::now();
    let organization =
        organization::get(store.reader(), options.organization).await?.ok_or(SourceError::UnknownOrganization)?;
    let zone = TimeZone::get(&organization.time_zone)
        .map_err(|_| SourceError::UnknownTimeZone(organization.time_zone.clone()))?;
    let (mut source, total_bytes, fingerprint) = open(options.input)?;
    let reject_path = options.reject_path.filter(|_| !options.dry_run);
    let mut run = if options.dry_run {
        Run::default()
    } else {
        let name = fingerprint.unwrap_or_else(|| name_of_pipe(options.now));
        let reject_bytes = RejectFile::length_of(reject_path.as_deref());
        Run::begin(store, options.organization, &name, reject_bytes, options.now).await?
    };
    if run.byte_offset > 0 {
        source.skip_to(run.byte_offset)?;
        observer.resumed(run.line);
    }
    let resumed_after = run.line;
    let rows_before = run.tally.rows().rows();
    let chunk = options.batch_bytes.unwrap_or(CHUNK);
    let lines = Lines::new(source.into_reader(), run.byte_offset, run.line, chunk, LONGEST_LINE);
    let mut pipeline = Pipeline::start(lines, PatronReader::new(zone));
    let mut rejects = RejectFile::new(reject_path, run.reject_bytes);
    let mut writer = Writer::open(store, options.organization, options.now, options.dry_run).await?;
    while let Some(batch) = pipeline.next().await? {
        rejects.append(&batch.rejected)?;
        run.byte_offset = batch.end;
        run.line += batch.lines;
        run.rejected += batch.rejections.len() as u64;
        run.reject_bytes = rejects.length;
        writer.write(&batch.documents, &mut run).await?;
        for rejection in &batch.rejections {
            observer.rejected(rejection);
        }
        observer.progress(&Progress {
            bytes: run.byte_offset,
            total_bytes,
            lines: run.line,
            rows: run.tally.rows().rows() - rows_before,
            elapsed: started.elapsed(),
        });
    }
    writer.finish().await?;
    if !options.dry_run {
        run.finish(store, options.now).await?;
    }
    Ok(Summary { resumed_after, lines: run.line, rejected: run.rejected, tally: run.tally, elapsed: started.elapsed() })
}

/// A pipe cannot be read again from the middle: it has a name that no import had before, and none goes on with.
fn name_of_pipe(now: Timestamp) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("pipe-{}-{}-{}", now.0, std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// An opened input.
enum Source {
    File(File),
    Other(Box<dyn Read + Send>),
}

impl Source {
    fn skip_to(&mut self, offset: u64) -> Result<(), SourceError> {
        match self {
            Self::File(file) => {
                file.seek(SeekFrom::Start(offset)).map_err(SourceError::file("the file"))?;
            }
            Self::Other(_) => {}
        }
        Ok(())
    }

    fn into_reader(self) -> Box<dyn BufRead + Send> {
        match self {
            Self::File(file) => Box::new(BufReader::with_capacity(256 << 10, file)),
            Self::Other(reader) => Box::new(BufReader::with_capacity(256 << 10, reader)),
        }
    }
}

/// Opens an input; of a file also its size and fingerprint.
fn open(input: Input) -> Result<(Source, Option<u64>, Option<String>), SourceError> {
    match input {
        Input::Stdin => Ok((Source::Other(Box::new(std::io::stdin())), None, None)),
        Input::Reader(reader) => Ok((Source::Other(reader), None, None)),
        Input::File(path) => {
            let name = path.display().to_string();
            let (file, size, fingerprint) = open_file(&path).map_err(SourceError::file(name))?;
            // A named pipe has no size and cannot be read twice.
            Ok(match fingerprint {
                Some(fingerprint) => (Source::File(file), Some(size), Some(fingerprint)),
                None => (Source::Other(Box::new(file)), None, None),
            })
        }
    }
}

/// Tells one file from another by its size, its first and its last MiB.
fn open_file(path: &Path) -> std::io::Result<(File, u64, Option<String>)> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok((file, 0, None));
    }
    let size = metadata.len();
    let mut hash = Xxh3::new();
    let mut piece = Vec::new();
    for start in [0, size.saturating_sub(MIB)] {
        file.seek(SeekFrom::Start(start))?;
        piece.clear();
        (&mut file).take(MIB).read_to_end(&mut piece)?;
        hash.update(&piece);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok((file, size, Some(format!("{size}-{:032x}", hash.digest128()))))
}

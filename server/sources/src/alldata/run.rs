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
    lines::{Chunk, LineSource, Lines},
    observer::{Observer, Progress, Summary},
    patron::PatronReader,
    pipeline::Pipeline,
    reject::RejectFile,
};
use crate::SourceError;

/// Lines are read, and written in one transaction, this many bytes at a time: a quarter of it takes half as long again, for
/// the pages of the indexes by name are written once more in each transaction.
const CHUNK: usize = 4 << 20;
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
    /// Lines that are made while they are read: an import of the same that was killed goes on.
    Lines(Box<dyn LineSource>),
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
    let Opened { mut source, what, total_bytes, total_lines, fingerprint } = open(options.input)?;
    let reject_path = options.reject_path.filter(|_| !options.dry_run);
    let mut run = if options.dry_run {
        Run::default()
    } else {
        let name = fingerprint.unwrap_or_else(|| name_of_pipe(options.now));
        let reject_bytes = RejectFile::length_of(reject_path.as_deref());
        Run::begin(store, options.organization, &name, reject_bytes, options.now).await?
    };
    if run.byte_offset > 0 {
        source.skip_to(run.byte_offset, run.line).map_err(SourceError::file(&what))?;
        observer.resumed(run.line);
    }
    let resumed_after = run.line;
    let rows_before = run.tally.rows().rows();
    let chunk = options.batch_bytes.unwrap_or(CHUNK);
    let next = source.into_chunks(run.byte_offset, run.line, chunk);
    let mut pipeline = Pipeline::start(what, next, PatronReader::new(zone));
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
            total_lines,
            rows: run.tally.rows().rows() - rows_before,
            elapsed: started.elapsed(),
        });
        // Giving so many small pieces of memory back takes time that the next batch need not wait for.
        drop(tokio::task::spawn_blocking(move || drop(batch)));
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

/// An input, and what is known of it.
struct Opened {
    source: Source,
    /// What it is, in words.
    what: String,
    total_bytes: Option<u64>,
    total_lines: Option<u64>,
    /// By which an import of it that was killed is found; nothing where it cannot go on.
    fingerprint: Option<String>,
}

/// An opened input.
enum Source {
    File(File),
    Other(Box<dyn Read + Send>),
    Lines(Box<dyn LineSource>),
}

type Chunks = Box<dyn FnMut() -> std::io::Result<Option<Chunk>> + Send>;

impl Source {
    fn skip_to(&mut self, end: u64, lines: u64) -> std::io::Result<()> {
        match self {
            Self::File(file) => file.seek(SeekFrom::Start(end)).map(|_| ()),
            Self::Lines(source) => source.skip_to(end, lines),
            Self::Other(_) => Ok(()),
        }
    }

    fn into_chunks(self, offset: u64, line: u64, size: usize) -> Chunks {
        let reader: Box<dyn BufRead + Send> = match self {
            Self::File(file) => Box::new(BufReader::with_capacity(256 << 10, file)),
            Self::Other(reader) => Box::new(BufReader::with_capacity(256 << 10, reader)),
            Self::Lines(mut source) => return Box::new(move || source.next()),
        };
        let mut lines = Lines::new(reader, offset, line, size, LONGEST_LINE);
        Box::new(move || lines.next())
    }
}

/// Opens an input; of a file also its size and fingerprint.
fn open(input: Input) -> Result<Opened, SourceError> {
    let unnamed = |source| Opened {
        source: Source::Other(source),
        what: String::from("the file"),
        total_bytes: None,
        total_lines: None,
        fingerprint: None,
    };
    match input {
        Input::Stdin => Ok(unnamed(Box::new(std::io::stdin()))),
        Input::Reader(reader) => Ok(unnamed(reader)),
        Input::Lines(lines) => Ok(Opened {
            what: lines.what(),
            total_bytes: None,
            total_lines: Some(lines.total_lines()),
            fingerprint: Some(lines.name()),
            source: Source::Lines(lines),
        }),
        Input::File(path) => {
            let name = path.display().to_string();
            let (file, size, fingerprint) = open_file(&path).map_err(SourceError::file(name))?;
            // A named pipe has no size and cannot be read twice.
            Ok(match fingerprint {
                Some(_) => Opened {
                    source: Source::File(file),
                    total_bytes: Some(size),
                    fingerprint,
                    ..unnamed(Box::new(std::io::empty()))
                },
                None => unnamed(Box::new(file)),
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

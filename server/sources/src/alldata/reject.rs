//! The file of refused lines, to be mended and imported on its own.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use crate::SourceError;

/// Appends refused lines; the file is made at the first one. Only its owner can read it: the lines are patrons' data.
pub(super) struct RejectFile {
    path: Option<PathBuf>,
    file: Option<File>,
    /// Where the next line goes.
    pub length: u64,
}

impl RejectFile {
    /// Length of the file as it is now; 0 if there is none.
    pub fn length_of(path: Option<&Path>) -> u64 {
        path.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |metadata| metadata.len())
    }

    /// `length` is where the import had come to in the file when it saved that last. What it wrote after that, before it
    /// was killed, is refused again now, and not written twice.
    pub const fn new(path: Option<PathBuf>, length: u64) -> Self {
        Self { path, file: None, length }
    }

    /// Appends lines that end with a line feed, unless they stand there already.
    pub fn append(&mut self, lines: &[u8]) -> Result<(), SourceError> {
        let Some(path) = &self.path else { return Ok(()) };
        if lines.is_empty() {
            return Ok(());
        }
        let name = path.display().to_string();
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(open(path).map_err(SourceError::file(&name))?),
        };
        self.length = write_once(file, self.length, lines).map_err(SourceError::file(&name))?;
        Ok(())
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Answers where the lines end. Anything else that stands in the file, somebody wrote there meanwhile: it stays.
fn write_once(file: &mut File, at: u64, lines: &[u8]) -> std::io::Result<u64> {
    let end = file.metadata()?.len();
    if end > at {
        file.seek(SeekFrom::Start(at))?;
        let mut there = Vec::new();
        Read::by_ref(file).take(lines.len() as u64).read_to_end(&mut there)?;
        if there == lines {
            return Ok(at + lines.len() as u64);
        }
    }
    file.seek(SeekFrom::Start(end))?;
    file.write_all(lines)?;
    Ok(end + lines.len() as u64)
}

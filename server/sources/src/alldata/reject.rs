//! The file of refused lines, to be mended and imported on its own.

use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::PathBuf,
};

use crate::SourceError;

/// Appends refused lines; the file is made at the first one. Only its owner can read it: the lines are patrons' data.
pub(super) struct RejectFile {
    path: Option<PathBuf>,
    file: Option<File>,
    /// Its length; 0 before the first line of an import.
    pub length: u64,
}

impl RejectFile {
    /// `length` is what an import that goes on had written before it was stopped: what came after that in the file is
    /// written again.
    pub const fn new(path: Option<PathBuf>, length: u64) -> Self {
        Self { path, file: None, length }
    }

    /// Appends lines that end with a line feed.
    pub fn append(&mut self, lines: &[u8]) -> Result<(), SourceError> {
        let Some(path) = &self.path else { return Ok(()) };
        if lines.is_empty() {
            return Ok(());
        }
        let name = path.display().to_string();
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let (file, length) = open(path, self.length).map_err(SourceError::file(&name))?;
                self.length = length;
                self.file.insert(file)
            }
        };
        file.write_all(lines).and_then(|()| file.flush()).map_err(SourceError::file(&name))?;
        self.length += lines.len() as u64;
        Ok(())
    }
}

fn open(path: &PathBuf, length: u64) -> std::io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    if length > 0 && file.metadata()?.len() > length {
        file.set_len(length)?;
    }
    let end = file.seek(SeekFrom::End(0))?;
    Ok((file, end))
}

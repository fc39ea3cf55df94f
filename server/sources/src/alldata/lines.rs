//! Reading lines from a file or a pipe, many at a time.

use std::io::{self, BufRead, Read};

/// Lines that are made while they are read, one a patron, in an order that is always the same.
pub trait LineSource: Send {
    /// What they come from, in words for whoever started the import.
    fn what(&self) -> String;
    /// By which an import that was killed is found again.
    fn name(&self) -> String;
    /// How many lines there are, those before this start among them.
    fn total_lines(&self) -> u64;
    /// Goes on after the chunk with this [`Chunk::end`], and after so many lines.
    ///
    /// # Errors
    /// What the system says.
    fn skip_to(&mut self, end: u64, lines: u64) -> io::Result<()>;
    /// The next lines: at least one; nothing at the end.
    ///
    /// # Errors
    /// What the system says. Never what stands in a line.
    fn next(&mut self) -> io::Result<Option<Chunk>>;
}

/// Some lines, and where they end.
#[derive(Default)]
pub struct Chunk {
    /// The lines, each with its line feed.
    pub bytes: Vec<u8>,
    /// Number of the first line, from 1.
    pub first_line: u64,
    /// Lines.
    pub lines: u64,
    /// Where the last line ends: bytes of a file, or the last patron's number.
    pub end: u64,
    /// Lines that were too long to be read: their numbers.
    pub too_long: Vec<u64>,
}

/// Reads lines in chunks: always the same ones, wherever reading begins.
pub(super) struct Lines<R> {
    source: R,
    offset: u64,
    line: u64,
    chunk_size: usize,
    longest: u64,
}

impl<R: BufRead> Lines<R> {
    /// Goes on after `line` lines that end at `offset`.
    pub const fn new(source: R, offset: u64, line: u64, chunk_size: usize, longest: u64) -> Self {
        Self { source, offset, line, chunk_size, longest }
    }

    /// The next lines: at least one, and no more than fill a chunk; nothing at the end.
    pub fn next(&mut self) -> io::Result<Option<Chunk>> {
        let mut chunk = Chunk { first_line: self.line + 1, ..Chunk::default() };
        chunk.bytes.reserve(self.chunk_size + self.chunk_size / 4);
        while chunk.bytes.len() < self.chunk_size {
            let before = chunk.bytes.len();
            let read = (&mut self.source).take(self.longest).read_until(b'\n', &mut chunk.bytes)?;
            if read == 0 {
                break;
            }
            self.offset += read as u64;
            self.line += 1;
            chunk.lines += 1;
            if read as u64 == self.longest && chunk.bytes.last() != Some(&b'\n') {
                // The line keeps its place, so that the following ones have the right numbers.
                chunk.bytes.truncate(before);
                chunk.bytes.push(b'\n');
                chunk.bytes.shrink_to(self.chunk_size * 2);
                chunk.too_long.push(self.line);
                self.skip_line()?;
            }
        }
        chunk.end = self.offset;
        Ok((chunk.lines > 0).then_some(chunk))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.source.consume(used);
            self.offset += used as u64;
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str, size: usize) -> Vec<(u64, String, u64)> {
        let mut lines = Lines::new(text.as_bytes(), 0, 0, size, 20);
        let mut all = Vec::new();
        while let Some(chunk) = lines.next().unwrap() {
            all.push((chunk.first_line, String::from_utf8(chunk.bytes).unwrap(), chunk.end));
        }
        all
    }

    #[test]
    fn lines_come_in_chunks_and_none_is_cut() {
        let expected = [(1, "one\ntwo\n", 8), (3, "three\n", 14), (4, "four", 18)];
        assert_eq!(chunks("one\ntwo\nthree\nfour", 5), expected.map(|(line, text, end)| (line, text.to_owned(), end)));
    }

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_keeps_its_number() {
        let text = format!("one\n{}\nthree\n", "x".repeat(50));
        let mut lines = Lines::new(text.as_bytes(), 0, 0, 100, 20);
        let chunk = lines.next().unwrap().unwrap();
        assert_eq!((chunk.bytes.as_slice(), chunk.too_long), (b"one\n\nthree\n".as_slice(), vec![2]));
        assert_eq!(chunk.end, text.len() as u64);
    }
}

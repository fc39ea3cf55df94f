//! Patrons as lines, a page of them at a time.

use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    connection::{Connection, number},
    json::RowWriter,
    schema::{Question, Schema},
};
use crate::{
    SourceError,
    alldata::{Chunk, LineSource},
};

/// Bytes of lines that are asked for at once: what keeps memory flat.
const PAGE: usize = 3 << 20;
/// Bytes of lines that are written in one transaction, about.
const CHUNK: usize = 1 << 20;
/// Patrons of the first page, when nobody knows how large they are, and of any page.
const FIRST: usize = 20;
const MOST: usize = 2_000;

/// Patrons of a Koha as lines, by their numbers.
pub(super) struct KohaLines {
    connection: Connection,
    patrons: Question,
    lists: Vec<Question>,
    /// Numbers of the patrons that are wanted, in order.
    selected: Vec<u64>,
    /// Whether they are all there are, so that from one to another nobody is left out.
    is_everybody: bool,
    name: String,
    next: usize,
    lines: u64,
    page_size: usize,
    ready: VecDeque<Chunk>,
    resumed_after: Arc<AtomicU64>,
}

impl KohaLines {
    pub fn new(
        connection: Connection,
        schema: &Schema,
        selected: Vec<u64>,
        is_everybody: bool,
        name: String,
        resumed_after: Arc<AtomicU64>,
    ) -> Self {
        Self {
            connection,
            patrons: schema.patrons(),
            lists: schema.lists(),
            selected,
            is_everybody,
            name,
            next: 0,
            lines: 0,
            page_size: FIRST,
            ready: VecDeque::new(),
            resumed_after,
        }
    }

    /// Reads the next patrons and all their rows.
    fn read_page(&mut self) -> Result<(), SourceError> {
        let end = self.selected.len().min(self.next + self.page_size);
        let page = &self.selected[self.next..end];
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
        let whose = if self.is_everybody {
            format!("BETWEEN {first} AND {last}")
        } else {
            let numbers: Vec<String> = page.iter().map(u64::to_string).collect();
            format!("IN ({})", numbers.join(","))
        };
        let mut lines: Vec<String> = vec![String::new(); page.len()];
        let mut writer = RowWriter::default();
        self.connection.for_each(&self.patrons.about(&whose), |row| {
            if let Ok(at) = page.binary_search(&row.as_ref(0).map_or(0, number)) {
                lines[at].push_str("{\"personal\":");
                writer.push(row, &mut lines[at]);
            }
        })?;
        for question in &self.lists {
            let mut has_rows = vec![false; page.len()];
            for line in &mut lines {
                line.push_str(",\"");
                line.push_str(question.key);
                line.push_str("\":[");
            }
            let mut at = 0;
            let mut writer = RowWriter::default();
            self.connection.for_each(&question.about(&whose), |row| {
                let owner = row.as_ref(0).map_or(0, number);
                while page.get(at).is_some_and(|number| *number < owner) {
                    at += 1;
                }
                if page.get(at) != Some(&owner) {
                    return;
                }
                if std::mem::replace(&mut has_rows[at], true) {
                    lines[at].push(',');
                }
                writer.push(row, &mut lines[at]);
            })?;
            for line in &mut lines {
                line.push(']');
            }
        }
        let bytes: usize = lines.iter().map(String::len).sum();
        self.queue(&lines, end);
        let average = bytes / (end - self.next) + 1;
        // No more than twice as many as before: the next ones may have more rows.
        self.page_size = (PAGE / average).clamp(1, MOST).min(self.page_size * 2);
        self.next = end;
        Ok(())
    }

    /// Cuts a page into chunks.
    fn queue(&mut self, lines: &[String], end: usize) {
        let page = &self.selected[self.next..end];
        let mut chunk = Chunk { first_line: self.lines + 1, ..Chunk::default() };
        for (line, patron) in lines.iter().zip(page) {
            chunk.bytes.extend_from_slice(line.as_bytes());
            chunk.bytes.extend_from_slice(b"}\n");
            chunk.lines += 1;
            chunk.end = *patron;
            self.lines += 1;
            if chunk.bytes.len() >= CHUNK {
                let next = Chunk { first_line: self.lines + 1, ..Chunk::default() };
                self.ready.push_back(std::mem::replace(&mut chunk, next));
            }
        }
        if chunk.lines > 0 {
            self.ready.push_back(chunk);
        }
    }
}

impl LineSource for KohaLines {
    fn what(&self) -> String {
        String::from("Koha's database")
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn total_lines(&self) -> u64 {
        self.selected.len() as u64
    }

    fn skip_to(&mut self, end: u64, lines: u64) -> io::Result<()> {
        self.next = self.selected.partition_point(|patron| *patron <= end);
        self.lines = lines;
        self.resumed_after.store(end, Ordering::Relaxed);
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<Chunk>> {
        if self.ready.is_empty() {
            self.read_page().map_err(io::Error::other)?;
        }
        Ok(self.ready.pop_front())
    }
}

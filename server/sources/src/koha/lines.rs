//! Patrons as lines, a page of them at a time.

use std::{
    collections::VecDeque,
    io,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, Sender, SyncSender},
    },
};

use super::{
    connection::Connection,
    page::{BEGINNING, PageReader, Questions},
    schema::Schema,
};
use crate::{
    SourceError,
    alldata::{Chunk, LineSource},
};

/// Bytes of lines that one connection asks for at once: what keeps memory flat, for each makes one page while another waits.
const PAGE: usize = 4 << 20;
/// Bytes of lines that are written in one transaction, about: as many as of a file.
const CHUNK: usize = 4 << 20;
/// Patrons of the first page, when nobody knows how large they are, and of any page.
const FIRST: usize = 20;
const MOST: usize = 2_000;

/// Patrons of a Koha as lines, by their numbers: several connections read a page each, each patron whole over one of them.
pub(super) struct KohaLines {
    connections: Vec<Connection>,
    work: Arc<Work>,
    name: String,
    /// Pages in the order of patrons, once somebody reads.
    pages: Option<Receiver<Promise>>,
    lines: u64,
    ready: VecDeque<Chunk>,
    resumed_after: Arc<AtomicU64>,
}

/// Some patrons as lines, without their last brace; of one who is gone since, without a beginning.
type Page = Result<Vec<String>, SourceError>;
/// Which of the selected patrons are on a page, and where it comes out.
type Promise = (Range<usize>, Receiver<Page>);

/// What the connections share.
struct Work {
    questions: Questions,
    /// Numbers of the patrons that are wanted, in order.
    selected: Vec<u64>,
    /// Whether they are all there are, so that from one to another nobody is left out.
    is_everybody: bool,
    turn: Mutex<Turn>,
}

/// Where the next page begins, and how many patrons are on it.
struct Turn {
    next: usize,
    size: usize,
}

impl Work {
    /// Takes the next page and tells whoever waits for it where it comes out; nothing after the last one, or when nobody
    /// waits any more.
    fn take(&self, promises: &Sender<Promise>) -> Option<(&[u64], SyncSender<Page>)> {
        let (sender, receiver) = mpsc::sync_channel(0);
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let page = turn.next..self.selected.len().min(turn.next + turn.size);
        let patrons = self.selected.get(page.clone()).filter(|patrons| !patrons.is_empty())?;
        turn.next = page.end;
        promises.send((page, receiver)).ok()?;
        Some((patrons, sender))
    }

    /// The next pages hold as many as fill them; no more than twice as many as before: the next ones may have more rows.
    fn measure(&self, lines: &[String]) {
        let average = lines.iter().map(String::len).sum::<usize>() / lines.len().max(1) + 1;
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        turn.size = (PAGE / average).clamp(1, MOST).min(turn.size * 2);
    }

    fn read_pages(&self, connection: Connection, promises: &Sender<Promise>) {
        let mut reader = PageReader::new(connection, &self.questions);
        while let Some((patrons, sender)) = self.take(promises) {
            let page = reader.read(patrons, self.is_everybody);
            if let Ok(lines) = &page {
                self.measure(lines);
            }
            if sender.send(page).is_err() {
                return;
            }
        }
    }
}

impl KohaLines {
    pub fn new(
        connections: Vec<Connection>,
        schema: &Schema,
        selected: Vec<u64>,
        is_everybody: bool,
        name: String,
        resumed_after: Arc<AtomicU64>,
    ) -> Self {
        let turn = Mutex::new(Turn { next: 0, size: FIRST });
        let work = Work { questions: Questions::new(schema), selected, is_everybody, turn };
        Self { connections, work: Arc::new(work), name, pages: None, lines: 0, ready: VecDeque::new(), resumed_after }
    }

    /// Each connection reads a page, and waits until it is taken.
    fn begin_to_read(&mut self) -> Receiver<Promise> {
        let (sender, receiver) = mpsc::channel();
        for connection in self.connections.drain(..) {
            let (work, promises) = (Arc::clone(&self.work), sender.clone());
            std::thread::spawn(move || work.read_pages(connection, &promises));
        }
        receiver
    }

    /// Takes the next page.
    fn take_page(&mut self) -> Result<(), SourceError> {
        let pages = match self.pages.take() {
            Some(pages) => pages,
            None => self.begin_to_read(),
        };
        let next = pages.recv();
        self.pages = Some(pages);
        let Ok((page, receiver)) = next else { return Ok(()) };
        let lines = receiver.recv().map_err(|_| SourceError::Internal(String::from("a reader ended too early")))??;
        self.queue(&lines, page);
        Ok(())
    }

    /// Cuts a page into chunks of about one size. Whoever is gone since they were counted has no line.
    fn queue(&mut self, lines: &[String], page: Range<usize>) {
        let bytes: usize = lines.iter().map(String::len).sum();
        let size = bytes / (bytes / CHUNK).max(1);
        let mut chunk = Chunk { first_line: self.lines + 1, ..Chunk::default() };
        let work = Arc::clone(&self.work);
        for (line, patron) in lines.iter().zip(&work.selected[page]) {
            chunk.end = *patron;
            chunk.lines += 1;
            self.lines += 1;
            if line.starts_with(BEGINNING) {
                chunk.bytes.extend_from_slice(line.as_bytes());
                chunk.bytes.push(b'}');
            }
            // An empty line keeps the others' numbers.
            chunk.bytes.push(b'\n');
            if chunk.bytes.len() >= size {
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
        self.work.selected.len() as u64
    }

    fn skip_to(&mut self, end: u64, lines: u64) -> io::Result<()> {
        let next = self.work.selected.partition_point(|patron| *patron <= end);
        self.work.turn.lock().unwrap_or_else(PoisonError::into_inner).next = next;
        self.lines = lines;
        self.resumed_after.store(end, Ordering::Relaxed);
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<Chunk>> {
        if self.ready.is_empty() {
            self.take_page().map_err(io::Error::other)?;
        }
        Ok(self.ready.pop_front())
    }
}

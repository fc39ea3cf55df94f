//! The few parts of a ZIP archive (PKWARE APPNOTE) that an OpenDocument package needs, written to a receiver that
//! cannot go back.

use std::io::{self, Write};

use flate2::{Compress, Compression, FlushCompress, Status};

/// Compression method numbers (APPNOTE 4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Sizes and checksum follow the data (bit 3); names are UTF-8 (bit 11).
const FOLLOWED: u16 = 1 << 3 | 1 << 11;
/// Version needed to extract: 2.0, deflate.
const VERSION: u16 = 20;
/// 1980-01-01, the earliest date ZIP knows: the same data must give the same bytes.
const DATE: u16 = 1 << 5 | 1;
/// Compressed bytes gathered before they are handed on.
const BUFFER: usize = 64 * 1024;

struct Entry {
    name: &'static str,
    flags: u16,
    method: u16,
    checksum: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

/// An archive being written.
pub(super) struct Zip<W> {
    out: W,
    written: u64,
    entries: Vec<Entry>,
}

impl<W: Write> Zip<W> {
    pub fn new(out: W) -> Self {
        Self { out, written: 0, entries: Vec::new() }
    }

    /// Adds a small file as it is: what `mimetype` asks for (OpenDocument 1.3, part 2, 3.3).
    pub fn stored(&mut self, name: &'static str, content: &[u8]) -> io::Result<()> {
        let size = content.len() as u64;
        let checksum = crc32fast::hash(content);
        let entry = Entry { name, flags: 0, method: STORED, checksum, packed: size, size, offset: self.written };
        self.local_header(&entry)?;
        self.put(content)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Adds a compressed file whose content is at hand.
    pub fn deflated(&mut self, name: &'static str, content: &[u8]) -> io::Result<()> {
        let mut file = self.begin(name)?;
        file.write_all(content)?;
        file.finish()
    }

    /// Begins a compressed file that is written bit by bit.
    pub fn begin(&mut self, name: &'static str) -> io::Result<Deflated<'_, W>> {
        let entry =
            Entry { name, flags: FOLLOWED, method: DEFLATED, checksum: 0, packed: 0, size: 0, offset: self.written };
        self.local_header(&entry)?;
        let compress = Compress::new(Compression::fast(), false);
        Ok(Deflated {
            zip: self,
            entry,
            compress,
            checksum: crc32fast::Hasher::new(),
            packed: Vec::with_capacity(BUFFER),
        })
    }

    /// Ends the archive with its directory.
    pub fn finish(mut self) -> io::Result<()> {
        let start = self.written;
        let mut directory = Vec::new();
        for entry in &self.entries {
            directory.extend_from_slice(b"PK\x01\x02");
            short(&mut directory, VERSION);
            short(&mut directory, VERSION);
            common(&mut directory, entry)?;
            // No comment, first disk, no attributes.
            directory.extend_from_slice(&[0; 10]);
            long(&mut directory, entry.offset)?;
            directory.extend_from_slice(entry.name.as_bytes());
        }
        let count = u16::try_from(self.entries.len()).map_err(io::Error::other)?;
        let size = directory.len() as u64;
        directory.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        short(&mut directory, count);
        short(&mut directory, count);
        long(&mut directory, size)?;
        long(&mut directory, start)?;
        short(&mut directory, 0);
        self.put(&directory)?;
        self.out.flush()
    }

    fn local_header(&mut self, entry: &Entry) -> io::Result<()> {
        let mut header = b"PK\x03\x04".to_vec();
        short(&mut header, VERSION);
        common(&mut header, entry)?;
        header.extend_from_slice(entry.name.as_bytes());
        self.put(&header)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// A file in the archive that is being written.
pub(super) struct Deflated<'a, W: Write> {
    zip: &'a mut Zip<W>,
    entry: Entry,
    compress: Compress,
    checksum: crc32fast::Hasher,
    packed: Vec<u8>,
}

impl<W: Write> Deflated<'_, W> {
    /// Bytes written so far, before compression.
    pub fn size(&self) -> u64 {
        self.compress.total_in()
    }

    /// Adds bytes.
    pub fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.checksum.update(bytes);
        while !bytes.is_empty() {
            let before = self.compress.total_in();
            self.compress.compress_vec(bytes, &mut self.packed, FlushCompress::None).map_err(io::Error::other)?;
            let taken = usize::try_from(self.compress.total_in() - before).map_err(io::Error::other)?;
            bytes = &bytes[taken..];
            if self.packed.len() == self.packed.capacity() {
                self.hand_on()?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<()> {
        loop {
            let status =
                self.compress.compress_vec(&[], &mut self.packed, FlushCompress::Finish).map_err(io::Error::other)?;
            self.hand_on()?;
            if status == Status::StreamEnd {
                break;
            }
        }
        self.entry.checksum = self.checksum.finalize();
        self.entry.packed = self.compress.total_out();
        self.entry.size = self.compress.total_in();
        let mut trailer = b"PK\x07\x08".to_vec();
        trailer.extend_from_slice(&self.entry.checksum.to_le_bytes());
        long(&mut trailer, self.entry.packed)?;
        long(&mut trailer, self.entry.size)?;
        self.zip.put(&trailer)?;
        self.zip.entries.push(self.entry);
        Ok(())
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.zip.put(&self.packed)?;
        self.packed.clear();
        Ok(())
    }
}

/// The fields a local header and a directory entry share, in their order.
fn common(bytes: &mut Vec<u8>, entry: &Entry) -> io::Result<()> {
    short(bytes, entry.flags);
    short(bytes, entry.method);
    short(bytes, 0);
    short(bytes, DATE);
    bytes.extend_from_slice(&entry.checksum.to_le_bytes());
    long(bytes, entry.packed)?;
    long(bytes, entry.size)?;
    short(bytes, u16::try_from(entry.name.len()).map_err(io::Error::other)?);
    short(bytes, 0);
    Ok(())
}

fn short(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn long(bytes: &mut Vec<u8>, number: u64) -> io::Result<()> {
    let number = u32::try_from(number).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    bytes.extend_from_slice(&number.to_le_bytes());
    Ok(())
}

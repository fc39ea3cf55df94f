//! Files kept encrypted, with a key that is not in the database.
//!
//! XChaCha20-Poly1305 in the STREAM construction: parts cannot be swapped, dropped or cut off unnoticed. Each file has a
//! key of its own, derived from the installation's key and the file's random salt.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use aead_stream::{DecryptorBE32, EncryptorBE32, Nonce, StreamBE32};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use carrel_store::audit::AuditKeys;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use sha2::{Digest as _, Sha256};

use crate::{ServiceError, token::fill_random};

const MAGIC: &[u8; 8] = b"CARRELX1";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const SALT: usize = 32;
const NONCE: usize = 19;

/// The installation's keys. The first one encrypts; older ones, kept below it, still open what they closed, so that a key
/// can be replaced by putting a new line on top.
#[derive(Clone)]
pub struct Keyring {
    keys: Vec<[u8; 32]>,
}

impl Keyring {
    /// Reads the key file: one key a line, 32 bytes in base64. A missing file is made, readable by its owner only.
    ///
    /// # Errors
    /// The file cannot be read or made, or a line is not a key.
    pub fn open(path: &Path) -> Result<Self, ServiceError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; 32];
                fill_random(&mut key)?;
                write_private(path, &format!("{}\n", STANDARD.encode(key)))?;
                // Another node may have been first: what is in the file counts.
                Self::parse(&fs::read_to_string(path)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn parse(text: &str) -> Result<Self, ServiceError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys = lines
            .map(|line| STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok()))
            .collect::<Option<Vec<[u8; 32]>>>()
            .filter(|keys| !keys.is_empty());
        keys.map(|keys| Self { keys })
            .ok_or_else(|| ServiceError::System(String::from("the key file must have 32 bytes in base64 on each line")))
    }

    /// The keys that the log is chained with: one from each line, so that older links can still be checked.
    pub fn audit_keys(&self) -> AuditKeys {
        let keys: Vec<_> = self.keys.iter().map(|key| derive(key, b"carrel audit log")).collect();
        AuditKeys::new(&keys[0], &keys[1..])
    }

    /// Secrets that signing keys are made from, one from each line.
    pub(crate) fn signing_seeds(&self) -> impl Iterator<Item = [u8; 32]> {
        self.keys.iter().map(|key| derive(key, b"carrel audit checkpoint"))
    }

    /// A hash nobody can compute without the key: for counters of things that must not be stored.
    pub fn keyed_hash(&self, text: &str) -> [u8; 32] {
        derive(&self.keys[0], text.as_bytes())
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} keys)", self.keys.len())
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).and_then(|()| file.sync_all()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// SHA-256 in the envelope construction: the key stands before and after, so that no text can be lengthened.
fn derive(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let inner = Sha256::new().chain_update(key).chain_update(text).finalize();
    Sha256::new().chain_update(key).chain_update(inner).finalize().into()
}

fn stream_key(key: &[u8; 32], salt: &[u8]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&derive(key, salt).into())
}

/// Encrypts what is written to it. [`SealedWriter::finish`] must be called, or the file cannot be read.
pub struct SealedWriter<W: Write> {
    out: W,
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    buffer: Vec<u8>,
    name: String,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a file; `name` must be given again to open it, so that files cannot be swapped.
    ///
    /// # Errors
    /// The file cannot be written, or the system has no randomness.
    pub fn new(keyring: &Keyring, name: &str, mut out: W) -> Result<Self, ServiceError> {
        let mut header = [0; SALT + NONCE];
        fill_random(&mut header)?;
        let (salt, nonce) = header.split_at(SALT);
        let nonce = Nonce::<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>>::try_from(nonce)
            .map_err(|_| ServiceError::System(String::from("nonce")))?;
        out.write_all(MAGIC)?;
        out.write_all(&header)?;
        let encryptor = EncryptorBE32::from_aead(stream_key(&keyring.keys[0], salt), &nonce);
        Ok(Self { out, encryptor, buffer: Vec::with_capacity(CHUNK + TAG), name: name.to_owned() })
    }

    fn flush_chunk(&mut self) -> io::Result<()> {
        self.encryptor
            .encrypt_next_in_place(self.name.as_bytes(), &mut self.buffer)
            .map_err(|_| io::Error::other("the file is too large to encrypt"))?;
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes the last part and gives the writer back.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.encryptor
            .encrypt_last_in_place(self.name.as_bytes(), &mut self.buffer)
            .map_err(|_| io::Error::other("the file is too large to encrypt"))?;
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed only when more comes: the last one, full or not, is sealed differently.
        if self.buffer.len() == CHUNK {
            self.flush_chunk()?;
        }
        let taken = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Decrypts a file part by part.
pub struct SealedReader<R: Read> {
    input: R,
    decryptor: Option<DecryptorBE32<XChaCha20Poly1305>>,
    next: Vec<u8>,
    name: String,
}

impl<R: Read> SealedReader<R> {
    /// Opens a file that was sealed under this name, with whichever key closed it.
    ///
    /// # Errors
    /// The file cannot be read, is none of ours, or was sealed under another name or key.
    pub fn open(keyring: &Keyring, name: &str, mut input: R) -> io::Result<Self> {
        let mut magic = [0; MAGIC.len()];
        let mut header = [0; SALT + NONCE];
        input.read_exact(&mut magic)?;
        input.read_exact(&mut header)?;
        if &magic != MAGIC {
            return Err(broken());
        }
        let (salt, nonce) = header.split_at(SALT);
        let nonce = Nonce::<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>>::try_from(nonce).map_err(|_| broken())?;
        let mut next = Vec::new();
        read_chunk(&mut input, &mut next)?;
        for key in &keyring.keys {
            let decryptor = DecryptorBE32::from_aead(stream_key(key, salt), &nonce);
            let trial = DecryptorBE32::from_aead(stream_key(key, salt), &nonce);
            if opens(trial, name, &next) {
                return Ok(Self { input, decryptor: Some(decryptor), next, name: name.to_owned() });
            }
        }
        Err(broken())
    }

    /// The next decrypted part, at most 64 KiB; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read, or was changed or cut.
    pub fn next_chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(mut decryptor) = self.decryptor.take() else { return Ok(None) };
        let mut following = Vec::new();
        if self.next.len() == CHUNK + TAG {
            read_chunk(&mut self.input, &mut following)?;
        }
        let mut chunk = std::mem::take(&mut self.next);
        if following.is_empty() {
            decryptor.decrypt_last_in_place(self.name.as_bytes(), &mut chunk).map_err(|_| broken())?;
        } else {
            decryptor.decrypt_next_in_place(self.name.as_bytes(), &mut chunk).map_err(|_| broken())?;
            self.decryptor = Some(decryptor);
            self.next = following;
        }
        Ok(Some(chunk))
    }
}

fn opens(mut decryptor: DecryptorBE32<XChaCha20Poly1305>, name: &str, first: &[u8]) -> bool {
    let mut chunk = first.to_vec();
    if decryptor.decrypt_next_in_place(name.as_bytes(), &mut chunk).is_ok() {
        return true;
    }
    let mut chunk = first.to_vec();
    decryptor.decrypt_last_in_place(name.as_bytes(), &mut chunk).is_ok()
}

fn read_chunk(input: &mut impl Read, chunk: &mut Vec<u8>) -> io::Result<()> {
    input.by_ref().take((CHUNK + TAG) as u64).read_to_end(chunk).map(|_| ())
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the stored file was changed, cut, or sealed with another key")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn keyring(byte: u8) -> Keyring {
        Keyring { keys: vec![[byte; 32]] }
    }

    fn seal(keyring: &Keyring, data: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::new(keyring, "a", Vec::new()).unwrap();
        writer.write_all(data).unwrap();
        writer.finish().unwrap()
    }

    fn open(keyring: &Keyring, name: &str, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut reader = SealedReader::open(keyring, name, sealed)?;
        let mut data = Vec::new();
        while let Some(chunk) = reader.next_chunk()? {
            data.extend(chunk);
        }
        Ok(data)
    }

    #[test]
    fn what_is_sealed_comes_back_at_every_length_around_a_chunk() {
        let keyring = keyring(1);
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let data: Vec<u8> = (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let sealed = seal(&keyring, &data);
            assert_eq!(open(&keyring, "a", &sealed).unwrap(), data, "{length}");
        }
    }

    #[test]
    fn a_changed_cut_renamed_or_foreign_file_does_not_open() {
        let data = vec![7; 2 * CHUNK];
        let sealed = seal(&keyring(1), &data);
        assert!(open(&keyring(2), "a", &sealed).is_err());
        assert!(open(&keyring(1), "b", &sealed).is_err());
        assert!(open(&keyring(1), "a", &sealed[..sealed.len() - CHUNK - TAG]).is_err());
        let mut changed = sealed;
        changed[200] ^= 1;
        assert!(open(&keyring(1), "a", &changed).is_err());
    }

    #[test]
    fn an_older_key_still_opens_what_it_closed() {
        let sealed = seal(&keyring(1), b"data");
        let rotated = Keyring { keys: vec![[9; 32], [1; 32]] };
        assert_eq!(open(&rotated, "a", &sealed).unwrap(), b"data");
    }
}

//! One person of a register, before the mapping.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use super::{
    Mapping, csv, json, ldif,
    mapping::{Encoding, Format},
};
use crate::SourceError;

/// One person of a register: where they stand, and what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// Line in the file, or number of the object, from 1.
    pub line: u64,
    /// Names and values, in order; a name may have several values.
    pub fields: Vec<(String, Vec<String>)>,
}

impl Record {
    /// Adds a value.
    pub fn push(&mut self, name: &str, value: String) {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, values)) => values.push(value),
            None => self.fields.push((name.to_owned(), vec![value])),
        }
    }

    /// The values of a field that are not empty. Names of LDAP have no case.
    pub fn values(&self, name: &str, format: Format) -> impl Iterator<Item = &str> {
        let is_it = move |field: &str| field == name || (format == Format::Ldif && field.eq_ignore_ascii_case(name));
        let values = self.fields.iter().filter(move |(field, _)| is_it(field)).flat_map(|(_, values)| values);
        values.map(|value| value.trim()).filter(|value| !value.is_empty())
    }
}

/// A record that cannot be read, and why. Never what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub line: u64,
    pub reason: String,
}

/// What comes next in a file.
pub(super) type Next = Result<Result<Record, Unreadable>, SourceError>;

/// The records of a file, one after the other.
pub(super) fn open(path: &Path, mapping: &Mapping) -> Result<Box<dyn Iterator<Item = Next> + Send>, SourceError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(SourceError::file(&name))?;
    let reader = BufReader::with_capacity(256 << 10, file);
    Ok(match mapping.format {
        Format::Csv => Box::new(csv::Records::new(reader, mapping.delimiter, mapping.encoding, name)?),
        Format::Json => Box::new(json::Records::new(reader, mapping.list.as_deref(), &name)?),
        Format::Ldif => Box::new(ldif::Records::new(reader, name)),
    })
}

/// Bytes as text; `None` if they are not in this encoding.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Latin1 => Some(encoding_rs::mem::decode_latin1(bytes).into_owned()),
    }
}

/// Everything of a reader, but not without end.
pub(super) fn read_all(reader: impl Read, name: &str) -> Result<Vec<u8>, SourceError> {
    const LARGEST: u64 = 1 << 30;
    let mut bytes = Vec::new();
    reader.take(LARGEST).read_to_end(&mut bytes).map_err(SourceError::file(name))?;
    Ok(bytes)
}

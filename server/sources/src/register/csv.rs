//! CSV: the first line has the names.

use std::io::Read;

use super::{
    mapping::Encoding,
    record::{Next, Record, Unreadable, decode},
};
use crate::SourceError;

/// The records of a CSV file.
pub(super) struct Records<R> {
    reader: csv::Reader<R>,
    names: Vec<String>,
    encoding: Encoding,
    file: String,
    record: csv::ByteRecord,
    /// What is to be added to a line's number: where lines end with two characters, the reader counts the second with the
    /// next record.
    behind: u64,
}

impl<R: Read> Records<R> {
    /// Reads the names.
    pub fn new(reader: R, delimiter: u8, encoding: Encoding, file: String) -> Result<Self, SourceError> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(reader);
        let mut header = csv::ByteRecord::new();
        reader.read_byte_record(&mut header).map_err(|error| failed(error, &file))?;
        let behind = u64::from(reader.position().line() == 1);
        let mut names = Vec::new();
        for (at, name) in header.iter().enumerate() {
            let name = if at == 0 { name.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(name) } else { name };
            let name = decode(name, encoding)
                .ok_or_else(|| SourceError::Register(format!("{file}: the names in line 1 are not UTF-8")))?;
            names.push(name.trim().to_owned());
        }
        Ok(Self { reader, names, encoding, file, record: csv::ByteRecord::new(), behind })
    }

    fn read(&self) -> Result<Record, Unreadable> {
        let line = self.record.position().map_or(0, csv::Position::line) + self.behind;
        if self.record.len() != self.names.len() {
            let reason = format!("{} fields instead of {}", self.record.len(), self.names.len());
            return Err(Unreadable { line, reason });
        }
        let mut record = Record { line, fields: Vec::with_capacity(self.names.len()) };
        for (name, bytes) in self.names.iter().zip(&self.record) {
            let value = decode(bytes, self.encoding)
                .ok_or_else(|| Unreadable { line, reason: format!("`{name}` is not UTF-8") })?;
            record.push(name, value);
        }
        Ok(record)
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(Ok(self.read())),
            Ok(false) => None,
            Err(error) => Some(Err(failed(error, &self.file))),
        }
    }
}

fn failed(error: csv::Error, file: &str) -> SourceError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => SourceError::file(file)(error),
        _ => SourceError::Register(format!("{file} is not CSV")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], delimiter: u8, encoding: Encoding) -> Vec<Result<Record, Unreadable>> {
        Records::new(bytes, delimiter, encoding, String::new()).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn quotes_line_breaks_and_a_byte_order_mark_are_understood() {
        let read = read("\u{feff}id;name\r\n1;\"Mäki; \"\"A\"\"\nnen\"\r\n2;\n".as_bytes(), b';', Encoding::Utf8);
        let first = read[0].clone().unwrap();
        assert_eq!(first.fields, [("id".into(), vec!["1".into()]), ("name".into(), vec!["Mäki; \"A\"\nnen".into()])]);
        assert_eq!((first.line, read[1].clone().unwrap().line), (2, 4));
    }

    #[test]
    fn latin_1_is_read_as_that_and_as_utf_8_it_is_refused_with_its_column() {
        let bytes = b"id,name\n1,M\xe4kinen\n2,ok\n";
        assert_eq!(read(bytes, b',', Encoding::Latin1)[0].clone().unwrap().fields[1].1, ["Mäkinen"]);
        let utf8 = read(bytes, b',', Encoding::Utf8);
        assert_eq!(utf8[0], Err(Unreadable { line: 2, reason: String::from("`name` is not UTF-8") }));
        assert!(utf8[1].is_ok());
    }

    #[test]
    fn a_line_with_another_number_of_fields_is_refused_and_the_next_is_read() {
        let read = read(b"id,name\n1\n2,b\n", b',', Encoding::Utf8);
        assert_eq!(read[0], Err(Unreadable { line: 2, reason: String::from("1 fields instead of 2") }));
        assert!(read[1].is_ok());
    }
}

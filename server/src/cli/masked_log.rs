//! The program's own log never has a personal identity number, whatever an error message quotes.

use std::io::{self, Stderr, Write};

use carrel_minimization::identity_number;

/// Where the log goes.
pub(super) fn writer() -> Masked<Stderr> {
    Masked(io::stderr())
}

/// Covers personal identity numbers in what goes through. The log hands over whole lines: a number is never cut.
pub(super) struct Masked<W>(W);

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(identity_number::mask(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_with_an_identity_number_has_it_covered() {
        let mut out = Vec::new();
        Masked(&mut out).write_all(b"ERROR carrel: cannot read \"131052-308T\"\n").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "ERROR carrel: cannot read \"••••••-••••\"\n");
    }

    #[test]
    fn the_log_of_the_program_goes_through_it() {
        let line = include_str!("mod.rs");
        assert!(line.contains("with_writer(masked_log::writer)"));
    }
}

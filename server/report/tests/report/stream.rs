//! A stream that breaks its promises stops the report instead of spoiling it.

use std::{convert::Infallible, io};

use carrel_domain::{Category, Language, Row, Value};
use carrel_report::{Event, ReportError, write_json, write_ods, write_pdf};

use crate::sample::{format, head, names, note, remote, row, section_events};

fn section(category: Category) -> Event {
    Event::Section { category, note: note(), total: 1 }
}

fn json(events: Vec<Result<Event, io::Error>>) -> Result<(), ReportError<io::Error>> {
    write_json(&head(), &format(Language::En), events, io::sink())
}

#[test]
fn rows_without_a_section_are_refused() {
    let rows = Event::Rows(vec![row(Category::Fees, 1)]);
    assert!(matches!(json(vec![Ok(rows)]), Err(ReportError::NoSection)));
}

#[test]
fn a_section_may_come_only_once() {
    let events = vec![Ok(section(Category::Fees)), Ok(section(Category::Holds)), Ok(section(Category::Fees))];
    assert!(matches!(json(events), Err(ReportError::Repeated(Category::Fees))));
}

#[test]
fn nothing_comes_after_what_other_services_tell() {
    let events = vec![Ok(Event::Remote(remote("ill"))), Ok(section(Category::Fees))];
    assert!(matches!(json(events), Err(ReportError::Late)));
}

#[test]
fn a_row_that_lacks_a_value_is_refused_rather_than_shifted() {
    let short = Row { values: vec![Value::Empty; 3], other: Vec::new() };
    let events = vec![Ok(section(Category::Fees)), Ok(Event::Rows(vec![short]))];
    let found = json(events);
    assert!(matches!(found, Err(ReportError::Shape { category: Category::Fees, expected: 12, found: 3 })), "{found:?}");
}

#[test]
fn a_failing_source_fails_the_report() {
    let events = vec![Ok(section(Category::Fees)), Err(io::Error::other("gone"))];
    assert!(matches!(json(events), Err(ReportError::Source(_))));
}

#[test]
fn a_failing_receiver_fails_every_format() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::StorageFull))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (head, format, names) = (head(), format(Language::En), names());
    let events = || section_events(Category::Fees, 3);
    assert!(matches!(write_json::<Infallible>(&head, &format, events(), Full), Err(ReportError::Write(_))));
    assert!(matches!(write_ods::<Infallible>(&head, &format, &names, events(), Full), Err(ReportError::Write(_))));
    assert!(matches!(write_pdf::<Infallible>(&head, &format, &names, events(), Full), Err(ReportError::Write(_))));
}

//! The stream a report is written from, and what can go wrong on the way.

use std::{io, sync::Arc};

use carrel_domain::{Category, Row, Section, remote::RemoteData, sections::section};

use crate::head::CategoryNote;

/// One piece of a patron's data: a section, then its rows in pages of any size, then the next section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A category begins. One without rows is named as empty.
    Section {
        /// Which.
        category: Category,
        /// What the register says about it.
        note: CategoryNote,
        /// How many rows there are, to be told before they come.
        total: u64,
    },
    /// Rows of the section that was begun last.
    Rows(Vec<Row>),
    /// What another service tells, after all sections.
    Remote(Arc<RemoteData>),
}

/// Why a report was not finished. What has been written until then is not a report and must be thrown away.
#[derive(Debug, thiserror::Error)]
pub enum ReportError<E> {
    /// The caller's stream failed.
    #[error("the data could not be read")]
    Source(#[source] E),
    /// The receiver failed.
    #[error("the report could not be written")]
    Write(#[from] io::Error),
    /// Rows came before any section.
    #[error("rows came before a section")]
    NoSection,
    /// A section came after what other services tell.
    #[error("a section came after what other services tell")]
    Late,
    /// A section came twice.
    #[error("the section {} came twice", .0.slug())]
    Repeated(Category),
    /// A row has another number of values than its section has columns: something would be lost.
    #[error("a row of {} has {found} values, not {expected}", category.slug())]
    Shape {
        /// The section.
        category: Category,
        /// Its number of shown columns.
        expected: usize,
        /// The row's number of values.
        found: usize,
    },
    /// A spreadsheet's file would pass four gigabytes, which not every program opens.
    #[error("the spreadsheet grows too large: take the data as JSON")]
    TooLarge,
    /// The PDF could not be put together: a fault of ours, never of the data.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// A section with its columns counted, as the writers see it.
#[derive(Debug)]
pub(crate) struct Begun {
    pub section: &'static Section,
    pub note: CategoryNote,
    pub total: u64,
}

/// One checked piece of the stream.
pub(crate) enum Piece {
    Begin(Begun),
    Rows(Vec<Row>),
    Remote(Arc<RemoteData>),
}

/// Checks that a stream keeps the promises of [`Event`], so that the writers need not.
pub(crate) struct Checked<I> {
    events: I,
    seen: Vec<Category>,
    columns: usize,
    is_remote: bool,
}

impl<I> Checked<I> {
    pub fn new(events: I) -> Self {
        Self { events, seen: Vec::new(), columns: 0, is_remote: false }
    }

    fn check<E>(&mut self, event: Event) -> Result<Piece, ReportError<E>> {
        match event {
            Event::Remote(data) => {
                self.is_remote = true;
                Ok(Piece::Remote(data))
            }
            Event::Section { .. } | Event::Rows(_) if self.is_remote => Err(ReportError::Late),
            Event::Section { category, note, total } => {
                if self.seen.contains(&category) {
                    return Err(ReportError::Repeated(category));
                }
                self.seen.push(category);
                let section = section(category);
                self.columns = section.shown().count();
                Ok(Piece::Begin(Begun { section, note, total }))
            }
            Event::Rows(rows) => {
                let category = *self.seen.last().ok_or(ReportError::NoSection)?;
                check_shape(category, self.columns, &rows)?;
                Ok(Piece::Rows(rows))
            }
        }
    }
}

impl<E, I: Iterator<Item = Result<Event, E>>> Iterator for Checked<I> {
    type Item = Result<Piece, ReportError<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.events.next()?.map_err(ReportError::Source).and_then(|event| self.check(event)))
    }
}

/// Refuses rows that do not fit the section's columns.
pub(crate) fn check_shape<E>(category: Category, columns: usize, rows: &[Row]) -> Result<(), ReportError<E>> {
    match rows.iter().find(|row| row.values.len() != columns) {
        Some(row) => Err(ReportError::Shape { category, expected: columns, found: row.values.len() }),
        None => Ok(()),
    }
}

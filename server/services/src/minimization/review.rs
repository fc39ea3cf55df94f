//! The list of notes to review, and the decision to keep one.

use std::ops::Range;

use carrel_domain::{Category, Column, Permission, sections::section};
use carrel_minimization::{identity_number, special::Lexicon};
use carrel_store::note_finding::{self, Shown};

use crate::{
    ServiceError, Services,
    audit::{Change, Event, Origin},
    minimization::mask::cover,
    requests::plain_id,
    sessions::Session,
};

/// Notes on a page.
pub const NOTES_PER_PAGE: u32 = 20;
/// Reasons are at most so long, in characters.
pub const LONGEST_REASON: usize = 500;
/// Bytes shown before the first word that was found, and in all.
const EXCERPT: (usize, usize) = (120, 500);
/// What stands in place of an identity number begins so.
const COVER: char = '•';

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it stands in the note.
    Text(String),
    /// What was found.
    Marked(String),
    /// Something was left out here.
    Gap,
}

/// A note to review.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// Opaque id.
    pub public_id: String,
    /// Opaque id of the patron.
    pub patron: String,
    /// First name and surname.
    pub name: String,
    /// Card number.
    pub cardnumber: String,
    /// Where it stands.
    pub category: Category,
    /// In which column.
    pub column: &'static Column,
    /// An excerpt, identity numbers covered.
    pub parts: Vec<Part>,
    /// What it seems to hold, as codes of the catalogue.
    pub codes: Vec<String>,
    /// Of the text that is shown: a decision is about this one.
    pub digest: String,
}

/// A page of notes to review.
#[derive(Clone, Debug)]
pub struct NotesPage {
    /// The notes.
    pub notes: Vec<FindingView>,
    /// How many there are on all pages.
    pub total: i64,
    /// This page, from 0.
    pub page: u32,
}

impl Services {
    /// A page of the notes that wait for a decision.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn list_notes(&self, session: &Session, page: u32, origin: &Origin) -> Result<NotesPage, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        let db = self.store().reader();
        let total = note_finding::count(db, &staff).await?;
        let last = u32::try_from((total - 1).max(0)).unwrap_or(u32::MAX) / NOTES_PER_PAGE;
        let page = page.min(last);
        let shown = note_finding::list(db, &staff, page, NOTES_PER_PAGE).await?;
        let (lexicon, _) = self.lexicon(&*self.profile().await?);
        // Whose notes are looked at stands in the log of each of them.
        let mut seen: Vec<_> = shown.iter().filter_map(|one| Some(one.patron.scope(&staff)?.patron())).collect();
        seen.sort_unstable_by_key(|patron| patron.0);
        seen.dedup();
        let notes = shown.into_iter().filter_map(|one| self.finding_view(&lexicon, one)).collect();
        let entries = seen.into_iter().map(|patron| self.log(&session.actor, patron, origin, event("note-listed")));
        futures::future::try_join_all(entries).await?;
        self.log_change(&session.actor, None, origin, event("notes-listed"), Change::default()).await?;
        Ok(NotesPage { notes, total, page })
    }

    /// Keeps a note as it is, with a reason: it does not come back until its text changes.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::NotFound`]; [`ServiceError::Impossible`]: `note-without-reason`,
    /// `note-changed` if the note is no longer what was seen, or somebody else has decided.
    pub async fn keep_note(
        &self,
        session: &Session,
        finding: &str,
        digest: &str,
        reason: &str,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        let found = note_finding::find(self.store().reader(), &staff, plain_id(finding)?).await?;
        let Shown { finding, patron, text } = found.ok_or(ServiceError::NotFound)?;
        let mut reason: String = reason
            .chars()
            .filter(|letter| !letter.is_control())
            .take(LONGEST_REASON)
            .collect::<String>()
            .trim()
            .to_owned();
        if reason.is_empty() {
            return Err(ServiceError::Impossible("note-without-reason"));
        }
        cover(&mut reason);
        let is_same = text.is_some_and(|text| self.note_digest(&text) == digest);
        let scope = patron.scope(&staff).ok_or(ServiceError::NotFound)?;
        let change = Change { new: Some(reason.clone()), ..Change::of("note", &finding.public_id) };
        let entry = self.entry_of(&session.actor, Some(scope.patron()), origin, event("note-kept"), change).await?;
        let transaction = self.store().begin().await?;
        let (by, now) = (session.actor.patron.0, self.clock().now());
        if !is_same || !note_finding::keep(&transaction, finding.id, digest, by, &reason, now).await? {
            return Err(ServiceError::Impossible("note-changed"));
        }
        self.commit_logged(transaction, &[entry]).await
    }

    /// A finding as it is shown; nothing if the note is gone or changed: the next walk looks at it again.
    fn finding_view(&self, lexicon: &Lexicon, shown: Shown) -> Option<FindingView> {
        let Shown { finding, patron, text } = shown;
        let text = text.filter(|text| self.note_digest(text) == finding.digest)?;
        let (category, column) = place(&finding.place, &finding.field)?;
        Some(FindingView {
            name: patron.name(),
            cardnumber: patron.cardnumber.unwrap_or_default(),
            patron: patron.public_id,
            public_id: finding.public_id,
            category,
            column,
            parts: excerpt(lexicon, &text),
            codes: finding.codes.split(',').map(str::to_owned).collect(),
            digest: finding.digest,
        })
    }
}

/// The category and column that a note stands in.
fn place(table: &str, field: &str) -> Option<(Category, &'static Column)> {
    Category::ALL.into_iter().find_map(|category| {
        let section = section(category);
        let column = section.shown().find(|column| column.name == field)?;
        (section.table.name == table).then_some((category, column))
    })
}

/// What was found with some words around it.
fn excerpt(lexicon: &Lexicon, text: &str) -> Vec<Part> {
    let text = identity_number::mask(text);
    let mut marks: Vec<Range<usize>> = lexicon.find(&text).into_iter().map(|finding| finding.range).collect();
    marks.extend(covered(&text));
    marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
    let first = marks.first().map_or(0, |mark| mark.start);
    let begin = if first <= EXCERPT.0 { 0 } else { text.floor_char_boundary(first - EXCERPT.0) };
    let end = text.ceil_char_boundary((begin + EXCERPT.1).min(text.len()));
    let mut parts = Vec::new();
    if begin > 0 {
        parts.push(Part::Gap);
    }
    let mut done = begin;
    for mark in marks {
        let (from, to) = (mark.start.max(done), mark.end.min(end));
        if from >= to {
            continue;
        }
        if from > done {
            parts.push(Part::Text(text[done..from].to_owned()));
        }
        parts.push(Part::Marked(text[from..to].to_owned()));
        done = to;
    }
    if done < end {
        parts.push(Part::Text(text[done..end].to_owned()));
    }
    if end < text.len() {
        parts.push(Part::Gap);
    }
    parts
}

/// Where identity numbers were covered.
fn covered(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_cover = |letter: char| letter == COVER || letter == '-';
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text.get(from..)?.find(COVER)?;
        let length = text[start..].find(|letter| !is_cover(letter)).unwrap_or(text.len() - start);
        from = start + length;
        Some(start..from)
    })
}

const fn event(action: &'static str) -> Event {
    Event { action, category: None, purpose: "minimization", outcome: "done" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[Part]) -> String {
        parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Marked(text) => format!("[{text}]"),
                Part::Gap => String::from("…"),
            })
            .collect()
    }

    #[test]
    fn what_was_found_is_marked_and_identity_numbers_are_covered() {
        let parts = excerpt(Lexicon::builtin(), "Kärsii masennuksesta, hetu 131052-308T.");
        assert_eq!(written(&parts), "Kärsii [masennuksesta], hetu [••••••-••••].");
    }

    #[test]
    fn a_long_note_is_shown_around_the_first_word_found() {
        let text = format!("{} kuuro {}", "ä".repeat(1_000), "ö".repeat(1_000));
        let written = written(&excerpt(Lexicon::builtin(), &text));
        assert!(written.starts_with("…ä") && written.ends_with("ö…") && written.contains("[kuuro]"));
        assert!(written.len() < 600);
    }
}

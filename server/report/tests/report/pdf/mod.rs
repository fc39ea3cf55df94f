//! PDF: complete, readable by people and by assistive technology, valid by the word of others.

mod content;
mod form;

use std::{convert::Infallible, path::PathBuf};

use carrel_domain::Language;
use carrel_report::{Event, ReportHead, write_pdf};

use crate::{
    sample::{format, head, names},
    tool::{have, run, scratch},
};

pub type Events = Box<dyn Iterator<Item = Result<Event, Infallible>>>;

pub fn written(head: &ReportHead, language: Language, events: Events) -> Vec<u8> {
    let mut out = Vec::new();
    write_pdf(head, &format(language), &names(), events, &mut out).unwrap();
    out
}

pub fn file(name: &str, language: Language, events: Events) -> PathBuf {
    let at = scratch(name);
    std::fs::write(&at, written(&head(), language, events)).unwrap();
    at
}

/// The document as assistive technology gets it, or `None` where poppler is missing.
pub fn structure(at: &std::path::Path) -> Option<String> {
    have("pdfinfo", &["-v"]).then(|| run("pdfinfo", &["-struct-text", at.to_str().unwrap()]))
}

/// Text without what layout may change: spaces, line breaks, and the hidden marks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}')).collect()
}

//! PDF: complete, readable by people and by assistive technology, valid by the word of others.

use std::{convert::Infallible, path::PathBuf};

use carrel_domain::{Category, Language, Value, sections::section};
use carrel_report::{Event, ReportHead, write_pdf};
use carrel_texts::key;

use crate::{
    hostile,
    sample::{format, head, names, row, section_events, usual, usual_events},
    tool::{have, path, python, run, scratch},
};

type Events = Box<dyn Iterator<Item = Result<Event, Infallible>>>;

fn written(head: &ReportHead, language: Language, events: Events) -> Vec<u8> {
    let mut out = Vec::new();
    write_pdf(head, &format(language), &names(), events, &mut out).unwrap();
    out
}

fn file(name: &str, language: Language, events: Events) -> PathBuf {
    let at = scratch(name);
    std::fs::write(&at, written(&head(), language, events)).unwrap();
    at
}

/// The document as assistive technology gets it, or `None` where poppler is missing.
fn structure(at: &std::path::Path) -> Option<String> {
    have("pdfinfo", "-v").then(|| run("pdfinfo", &["-struct-text", at.to_str().unwrap()]))
}

/// Text without what layout may change: spaces, line breaks, and the hidden marks.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}')).collect()
}

#[test]
fn independent_validators_find_nothing_wrong() {
    let python = python();
    if !have(&python, "-c=import page, outloud") {
        return;
    }
    let hostile = scratch("hostile.pdf");
    std::fs::write(&hostile, written(&hostile::head(), Language::En, Box::new(hostile::events()))).unwrap();
    let files = [
        file("usual-en.pdf", Language::En, Box::new(usual_events())),
        file("usual-fi.pdf", Language::Fi, Box::new(usual_events())),
        file("nothing.pdf", Language::En, Box::new(std::iter::empty())),
        file("empty.pdf", Language::En, Box::new(Category::ALL.into_iter().flat_map(|category| section_events(category, 0)))),
        file("long.pdf", Language::Fi, Box::new(section_events(Category::CheckoutHistory, 1_100))),
        hostile,
    ];
    let checker = path("tests/check_pdf.py");
    let mut arguments = vec![checker.to_str().unwrap()];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    run(&python, &arguments);
}

#[test]
fn the_file_is_sound_by_the_word_of_qpdf() {
    if !have("qpdf", "--version") {
        return;
    }
    let at = file("sound.pdf", Language::En, Box::new(section_events(Category::CheckoutHistory, 1_000)));
    let said = run("qpdf", &["--check", at.to_str().unwrap()]);
    assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let one = written(&head(), Language::Fi, Box::new(usual_events()));
    assert!(one == written(&head(), Language::Fi, Box::new(usual_events())), "two runs differ");
    let later = ReportHead { produced_at: head().produced_at.plus_seconds(60), ..head() };
    assert!(one != written(&later, Language::Fi, Box::new(usual_events())), "another time must show");
}

#[test]
fn every_value_of_every_row_is_read_out_in_every_language() {
    for language in Language::ALL {
        let at = file(&format!("complete-{language}.pdf"), language, Box::new(usual_events()));
        let Some(text) = structure(&at) else { return };
        let text = squeezed(&text.replace("\"\n", "").replace('"', ""));
        let format = format(language);
        for category in Category::ALL {
            let texts = format.texts();
            assert!(text.contains(&squeezed(&texts.category(category))), "{category:?} is missing");
            for number in 0..usual(category) {
                let sent = row(category, number);
                for (column, value) in section(category).shown().zip(&sent.values) {
                    let shown = squeezed(&format.value(column, value, &names()));
                    assert!(text.contains(&shown), "{language}: {} of {category:?} {number}: {shown:?}", column.name);
                }
                for (name, value) in &sent.other {
                    assert!(text.contains(&squeezed(&format!("{name}: {value}"))), "{name} of {category:?} {number}");
                }
            }
        }
    }
}

#[test]
fn zero_is_a_value_and_nothing_is_said_to_be_nothing() {
    let mut entry = row(Category::Identity, 1);
    let at = |name: &str| section(Category::Identity).shown().position(|column| column.name == name).unwrap();
    for value in &mut entry.values {
        *value = Value::Empty;
    }
    entry.values[at("failed_sign_ins")] = Value::Count(0);
    entry.values[at("card_lost")] = Value::Flag(false);
    let begin = section_events(Category::Identity, 0);
    let at = file("zero.pdf", Language::En, Box::new(begin.chain([Ok(Event::Rows(vec![entry.clone()]))])));
    let Some(text) = structure(&at) else { return };
    let texts = format(Language::En).texts();
    for (column, value) in section(Category::Identity).shown().zip(&entry.values) {
        let name = texts.field(column);
        let after = text.split(&format!("\"{name}\"")).nth(1).unwrap_or_else(|| panic!("{name} is missing"));
        let said = match value {
            Value::Empty => texts.say(key::NOT_RECORDED),
            Value::Flag(_) => texts.say(key::NO),
            _ => "0",
        };
        assert_eq!(after.split('"').nth(1), Some(said), "{name}");
    }
}

#[test]
fn hostile_texts_are_printed_and_what_no_font_has_is_named() {
    let at = scratch("hostile-text.pdf");
    std::fs::write(&at, written(&hostile::head(), Language::En, Box::new(hostile::events()))).unwrap();
    let Some(text) = structure(&at) else { return };
    let text = squeezed(&text.replace("\"\n", "").replace('"', ""));
    for (_, shown) in hostile::TEXTS {
        let shown = squeezed(&shown.replace('"', ""));
        assert!(text.contains(&shown), "{shown:?} is missing");
    }
    assert!(text.contains(&hostile::long_name()), "the name of 5,000 letters is cut");
    let about = format(Language::En).texts().say(key::REPORT_ABOUT_REPLACEMENTS);
    assert!(text.contains(&squeezed(about)), "nothing says why names stand in brackets");
    let usual = file("plain.pdf", Language::En, Box::new(usual_events()));
    assert!(!squeezed(&structure(&usual).unwrap()).contains(&squeezed(about)), "nothing was named, so nothing is said of it");
}

#[test]
fn headings_tables_and_contents_are_what_they_look_like() {
    let at = file("structure.pdf", Language::En, Box::new(usual_events()));
    let Some(text) = structure(&at) else { return };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    let first = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap();
    assert_eq!(count("H1 "), 1);
    assert_eq!(count("H2 "), Category::ALL.len() + 1, "every section, and the contents");
    assert!(first("H1 ") < first("TOC") && first("TOC") < first("Table"), "contents are read before the sections");
    assert_eq!(count("TOCI"), Category::ALL.len());
    assert_eq!(count("Link"), Category::ALL.len());
    let tables = Category::ALL.into_iter().filter(|category| usual(*category) > 0).count();
    assert!(count("Table") >= tables);
    let columns: usize = Category::ALL
        .into_iter()
        .filter(|category| usual(*category) > 1)
        .map(|category| {
            let section = section(category);
            section.main.len() + usize::from(section.shown().count() > section.main.len())
        })
        .sum();
    assert_eq!(count("/Scope /Column"), columns, "a head repeated on the next page is not read again");
}

#[test]
fn every_page_says_which_of_how_many_it_is() {
    if !have("pdftotext", "-v") {
        return;
    }
    let at = file("pages.pdf", Language::En, Box::new(section_events(Category::CheckoutHistory, 300)));
    let text = run("pdftotext", &["-layout", at.to_str().unwrap(), "-"]);
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 20);
    for (number, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", number + 1, pages.len())), "page {}:\n{page}", number + 1);
        assert!(number < 3 || page.contains("Checked out"), "the head of the table is repeated on page {}", number + 1);
    }
}

#[test]
fn contents_lead_to_the_pages_they_name() {
    if !have("pdftotext", "-v") {
        return;
    }
    let at = file("contents.pdf", Language::Fi, Box::new(usual_events()));
    let text = run("pdftotext", &["-layout", at.to_str().unwrap(), "-"]);
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let contents = pages.iter().find(|page| page.contains(format(Language::Fi).texts().say(key::REPORT_CONTENTS))).unwrap();
    for category in Category::ALL {
        let title = format(Language::Fi).texts().category(category).into_owned();
        let line = contents.lines().find(|line| line.trim_start().starts_with(&title)).unwrap_or_else(|| panic!("{title}"));
        let number: usize = line.split_whitespace().last().unwrap().parse().unwrap();
        assert!(pages[number - 1].lines().any(|line| line.trim_start().starts_with(&title)), "{title} on page {number}");
    }
}

#[test]
fn a_short_report_has_no_contents_and_an_empty_section_says_so() {
    let at = file("short.pdf", Language::En, Box::new(section_events(Category::Holds, 2).chain(section_events(Category::Fees, 0))));
    let Some(text) = structure(&at) else { return };
    assert!(!text.contains("TOC"), "{text}");
    assert!(text.contains(format(Language::En).texts().say(key::REPORT_SECTION_EMPTY)));
}

#[test]
fn what_a_library_calls_itself_cannot_break_the_metadata() {
    if !have("pdfinfo", "-v") {
        return;
    }
    let at = scratch("metadata.pdf");
    std::fs::write(&at, written(&hostile::head(), Language::Fi, Box::new(usual_events()))).unwrap();
    let text = run("pdfinfo", &[at.to_str().unwrap()]);
    let title = format(Language::Fi).texts().say(key::REPORT_TITLE);
    assert!(text.contains(title) && text.contains("<b>Org[U+0000]anization[RIGHT-TO-LEFT OVERRIDE]</b>"), "{text}");
    let metadata = run("pdfinfo", &["-meta", at.to_str().unwrap()]);
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>") && metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
}

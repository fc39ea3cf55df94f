//! How it is printed: valid, structured, with its pages numbered and named.

use carrel_domain::{Category, Language, sections::section};
use carrel_report::ReportHead;
use carrel_texts::key;

use super::{file, structure, written};
use crate::{
    hostile,
    sample::{format, head, section_events, usual, usual_events},
    tool::{have, path, python, run, scratch},
};

#[test]
fn independent_validators_find_nothing_wrong() {
    let python = python();
    if !have(&python, &["-c", "import page, outloud"]) {
        return;
    }
    let hostile = scratch("hostile.pdf");
    std::fs::write(&hostile, written(&hostile::head(), Language::En, Box::new(hostile::events()))).unwrap();
    let files = [
        file("usual-en.pdf", Language::En, Box::new(usual_events())),
        file("usual-fi.pdf", Language::Fi, Box::new(usual_events())),
        file("nothing.pdf", Language::En, Box::new(std::iter::empty())),
        file(
            "empty.pdf",
            Language::En,
            Box::new(Category::ALL.into_iter().flat_map(|category| section_events(category, 0))),
        ),
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
    if !have("qpdf", &["--version"]) {
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
    assert_eq!(count("\"Checked out\""), 2, "one for each table that has it, however many pages it fills");
}

#[test]
fn every_page_says_which_of_how_many_it_is() {
    if !have("pdftotext", &["-v"]) {
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
    if !have("pdftotext", &["-v"]) {
        return;
    }
    let at = file("contents.pdf", Language::Fi, Box::new(usual_events()));
    let text = run("pdftotext", &["-layout", at.to_str().unwrap(), "-"]);
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let contents =
        pages.iter().find(|page| page.contains(format(Language::Fi).texts().say(key::REPORT_CONTENTS))).unwrap();
    for category in Category::ALL {
        let title = format(Language::Fi).texts().category(category).into_owned();
        let line =
            contents.lines().find(|line| line.trim_start().starts_with(&title)).unwrap_or_else(|| panic!("{title}"));
        let number: usize = line.split_whitespace().last().unwrap().parse().unwrap();
        assert!(
            pages[number - 1].lines().any(|line| line.trim_start().starts_with(&title)),
            "{title} on page {number}"
        );
    }
}

#[test]
fn a_short_report_has_no_contents_and_an_empty_section_says_so() {
    let at = file(
        "short.pdf",
        Language::En,
        Box::new(section_events(Category::Holds, 2).chain(section_events(Category::Fees, 0))),
    );
    let Some(text) = structure(&at) else { return };
    assert!(!text.contains("TOC"), "{text}");
    assert!(text.contains(format(Language::En).texts().say(key::REPORT_SECTION_EMPTY)));
}

#[test]
fn what_a_library_calls_itself_cannot_break_the_metadata() {
    if !have("pdfinfo", &["-v"]) {
        return;
    }
    let at = scratch("metadata.pdf");
    std::fs::write(&at, written(&hostile::head(), Language::Fi, Box::new(usual_events()))).unwrap();
    let text = run("pdfinfo", &[at.to_str().unwrap()]);
    let title = format(Language::Fi).texts().say(key::REPORT_TITLE);
    assert!(text.contains(title) && text.contains("<b>Org[U+0000]anization[RIGHT-TO-LEFT OVERRIDE]</b>"), "{text}");
    let metadata = run("pdfinfo", &["-meta", at.to_str().unwrap()]);
    assert!(
        metadata.contains("<pdfaid:part>2</pdfaid:part>") && metadata.contains("<pdfuaid:part>1</pdfuaid:part>"),
        "{metadata}"
    );
}

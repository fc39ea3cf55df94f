//! How it is told: valid, structured, with its pages numbered.

use std::io;

use carrel_domain::Language;
use carrel_report::{ProofHead, ReportError, write_proof};
use carrel_texts::{Texts, key};

use super::{Proof, bare, event, file, full, hostile, written};
use crate::{
    pdf::structure,
    sample::format,
    tool::{have, path, python, run},
};

/// A note of many words, all different.
fn long_note() -> String {
    (0..4_000).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ")
}

fn long() -> Proof {
    let mut proof = full();
    proof.events.insert(3, event(35, "extended", Some("Saimi Ollikainen"), Some(&long_note())));
    proof
}

#[test]
fn independent_validators_find_nothing_wrong_with_a_proof() {
    let python = python();
    if !have(&python, &["-c", "import page, outloud"]) {
        return;
    }
    let files = [
        file("proof-valid-en.pdf", &full(), Language::En),
        file("proof-valid-fi.pdf", &full(), Language::Fi),
        file("proof-valid-bare.pdf", &bare(), Language::En),
        file("proof-valid-long.pdf", &long(), Language::Fi),
        file("proof-valid-hostile.pdf", &hostile(), Language::Fi),
    ];
    let checker = path("tests/check_pdf.py");
    let mut arguments = vec![checker.to_str().unwrap()];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    run(&python, &arguments);
}

#[test]
fn headings_and_tables_are_what_they_look_like() {
    let Some(text) = structure(&file("proof-structure.pdf", &full(), Language::En)) else { return };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("H1 "), count("H2 "), count("Table")), (1, 2, 3));
    assert_eq!(count("/Scope /Column"), 4 + 6);
    let rows = full().events.len() + full().deliveries.len();
    assert!(count("/Scope /Row") > rows, "every row of every table has a name");
}

#[test]
fn a_long_note_goes_on_over_pages_that_tell_where_they_belong() {
    if !have("pdftotext", &["-v"]) {
        return;
    }
    let at = file("proof-long.pdf", &long(), Language::En);
    let text = run("pdftotext", &["-layout", at.to_str().unwrap(), "-"]);
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 10, "{}", pages.len());
    let texts = Texts::of(Language::En);
    let continued = format!("{}, {}", texts.say(key::TIMELINE_TITLE), texts.say(key::REPORT_ENTRIES_CONTINUED));
    for (number, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", number + 1, pages.len())), "page {}:\n{page}", number + 1);
        assert!(page.contains(texts.say(key::PROOF_TITLE)), "page {}:\n{page}", number + 1);
        if (3..pages.len() - 2).contains(&number) {
            assert!(page.contains(&continued) && page.contains(texts.say(key::PROOF_NOTE)), "{}:\n{page}", number + 1);
        }
    }
    let Some(text) = structure(&at) else { return };
    assert!(!text.contains(&continued), "what a page repeats is not read again");
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches('"')).collect();
    let found: Vec<&str> = words.into_iter().filter(|word| word.starts_with("word")).collect();
    let expected: Vec<String> = (0..4_000).map(|number| format!("word{number}")).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let one = written(&full(), Language::Fi);
    assert!(one == written(&full(), Language::Fi), "two runs differ");
    let head = full().head;
    let later = Proof { head: ProofHead { produced_at: head.produced_at.plus_seconds(1), ..head }, ..full() };
    assert!(one != written(&later, Language::Fi), "another second must show");
}

#[test]
fn the_metadata_tell_what_it_is() {
    if !have("pdfinfo", &["-v"]) {
        return;
    }
    let at = file("proof-metadata.pdf", &full(), Language::Fi);
    let text = run("pdfinfo", &[at.to_str().unwrap()]);
    let texts = Texts::of(Language::Fi);
    assert!(text.contains(texts.say(key::PROOF_TITLE)) && text.contains(texts.say(key::PROOF_SUBJECT)), "{text}");
    assert!(!text.contains("Hřebejk") && !text.contains("2070000001"), "whose it is stands inside only: {text}");
}

#[test]
fn a_failing_receiver_fails_the_proof() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::StorageFull))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let proof = bare();
    let result = write_proof(&proof.head, &format(Language::En), &proof.events, &proof.deliveries, Full);
    assert!(matches!(result, Err(ReportError::Write(_))));
}

//! The notation of word lists, the library's own list, and texts that mean harm.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where something is wrong")]

use std::time::{Duration, Instant};

use carrel_minimization::{
    identity_number,
    special::{Category, Lexicon, Problem},
};
use proptest::prelude::*;

fn found(lexicon: &Lexicon, text: &str) -> Vec<(Category, String)> {
    lexicon.find(text).into_iter().map(|finding| (finding.category, finding.matched(text).to_owned())).collect()
}

fn own(list: &str, text: &str) -> Vec<(Category, String)> {
    found(&Lexicon::with_own(list).unwrap(), text)
}

#[test]
fn accents_and_capitals_do_not_matter_in_either_form() {
    let lexicon = Lexicon::builtin();
    for text in
        ["NÁBOŽENSTVÍ", "nabozenstvi", "na\u{301}boz\u{30c}enstvi\u{301}", "Náboz\u{30c}enství", "nábo\u{ad}ženství"]
    {
        assert_eq!(found(lexicon, text), [(Category::Belief, text.to_owned())]);
    }
}

#[test]
fn the_notation_does_what_its_page_says() {
    let word = |text: &str| vec![(Category::Own, text.to_owned())];
    assert_eq!(own("zork", "a Zork!"), word("Zork"));
    assert!(own("zork", "zorks").is_empty());
    assert_eq!(own("zork*", "zorkable"), word("zorkable"));
    assert_eq!(own("*zork", "xyzork"), word("xyzork"));
    assert_eq!(own("*zork*", "xyzorken"), word("xyzorken"));
    assert_eq!(own("zork(|s|en*)", "zorkens"), word("zorkens"));
    assert!(own("zork(|s|en*)", "zorky").is_empty());
    assert_eq!(own("@e = a|b\nzork(@e)", "zorkb"), word("zorkb"));
    assert_eq!(own("big zork", "a big, zork"), word("big, zork"));
    assert_eq!(own("big .. zork", "big old red zork"), word("big old red zork"));
    assert!(own("big .. zork", "big and old and red zork").is_empty());
    assert_eq!(own("big (zork|bork*)", "big borks"), word("big borks"));
    assert_eq!(own("=ZoRK", "zork ZoRK"), word("ZoRK"));
    assert_eq!(own("~zörk", "zork Zörk"), word("Zörk"));
    assert_eq!(own("health: zork", "zork"), [(Category::Health, String::from("zork"))]);
}

#[test]
fn an_exception_takes_back_what_lies_inside_it_and_nothing_else() {
    let lexicon = Lexicon::with_own("zork\n!zork street").unwrap();
    assert!(lexicon.find("Zork Street 5").is_empty());
    assert_eq!(found(&lexicon, "zork, Zork Street 5"), [(Category::Own, String::from("zork"))]);
    assert!(own("!allergic .. fees", "Allergic to all fees").is_empty());
}

#[test]
fn lines_that_cannot_be_read_are_named_by_number() {
    let errors = Lexicon::with_own("good\nzork(a\n\n*a*\nnothing: x\n(a|b)\nx(@no)").unwrap_err();
    let told: Vec<_> = errors.into_iter().map(|error| (error.line, error.problem)).collect();
    assert_eq!(
        told,
        [
            (2, Problem::Brackets),
            (4, Problem::TooShort),
            (5, Problem::UnknownCategory),
            (6, Problem::NoFirstWord),
            (7, Problem::UnknownEndings)
        ]
    );
}

#[test]
fn long_and_hostile_texts_are_read_quickly() {
    let lexicon = Lexicon::with_own("*aaa*\n*aaaa*\naaa .. aaa .. aaa .. aaa .. aaa .. b").unwrap();
    for text in [
        "a".repeat(100_000),
        "aaa ".repeat(25_000),
        "cancer".repeat(17_000),
        "cancer ".repeat(15_000),
        "ﷺ".repeat(33_000),
        format!("e{}", "\u{301}".repeat(100_000)),
        "1".repeat(100_000),
        "010190-".repeat(15_000),
        "hetu 8112189876 ".repeat(6_000),
        "člen ".repeat(15_000) + &"x".repeat(25_000),
    ] {
        let start = Instant::now();
        lexicon.find(&text);
        let _ = identity_number::mask(&text).len();
        // Unoptimized code on a busy machine: quadratic work would take minutes.
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{:?}… {:?}",
            &text.chars().take(8).collect::<String>(),
            start.elapsed()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_taken_and_findings_are_whole_letters(text in "(\\PC|cancer|Jehovah|\u{301}|syö|muslim|[ .\n-]){0,60}") {
        for finding in Lexicon::builtin().find(&text) {
            prop_assert!(text.get(finding.range).is_some_and(|word| !word.is_empty()));
        }
    }
}

proptest! {
    // Each builds all patterns anew.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_list_is_read_or_refused(list in "([a-zä]{1,4}|[*()|@=!.~: \n-]){0,60}", text in "[a-zä -]{0,60}") {
        if let Ok(lexicon) = Lexicon::with_own(&list) {
            lexicon.find(&text);
        }
    }
}

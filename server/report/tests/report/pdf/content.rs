//! What is printed: everything the library holds, as it holds it.

use carrel_domain::{Category, Language, Timestamp, Value, sections::section};
use carrel_report::{Event, Reading, ReportHead};
use carrel_texts::key;

use super::{file, squeezed, structure, written};
use crate::{
    hostile,
    sample::{format, head, names, remote, row, section_events, usual, usual_events},
    tool::{have, run, scratch},
};

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
fn what_other_services_tell_is_read_out_with_the_time_or_the_reason() {
    let events = section_events(Category::Fees, 1).chain([Ok(Event::Remote(remote("ill")))]);
    let at = file("remote.pdf", Language::Fi, Box::new(events));
    let Some(text) = structure(&at) else { return };
    let text = squeezed(&text.replace("\"\n", "").replace('"', ""));
    let texts = format(Language::Fi).texts();
    for said in
        ["Kaukolainat", "Nimeke", "Eräpäivä", "=1+1", texts.say(key::REMOTE_LEAD), texts.say(key::REMOTE_WHY_SLOW)]
    {
        assert!(text.contains(&squeezed(said)), "{said} in {text}");
    }
}

#[test]
fn a_record_that_is_read_elsewhere_says_how_old_it_is_and_what_is_missing() {
    let reading = Reading { read_at: Some(Timestamp(1_795_000_000)), missing: vec![Category::Notices] };
    let head = ReportHead { reading: Some(reading), ..head() };
    let at = scratch("read-elsewhere.pdf");
    std::fs::write(&at, written(&head, Language::Fi, Box::new(section_events(Category::Fees, 1)))).unwrap();
    let Some(text) = structure(&at) else { return };
    let text = squeezed(&text.replace("\"\n", "").replace('"', ""));
    for said in ["Tiedot kirjastojärjestelmän mukaan: 18.11.2026", "kertoi vain osan: Sinulle lähetetyt ilmoitukset"]
    {
        assert!(text.contains(&squeezed(said)), "{said} in {text}");
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
    let events = hostile::events_of(&[Category::Contact, Category::Fees, Category::Suggestions]);
    std::fs::write(&at, written(&hostile::head(), Language::En, Box::new(events))).unwrap();
    if !have("pdftotext", &["-v"]) {
        return;
    }
    let text = run("pdftotext", &["-raw", at.to_str().unwrap(), "-"]);
    let title = format(Language::En).texts().say(key::REPORT_TITLE);
    let is_foot = |line: &&str| line.starts_with("Page ") || line.starts_with(&format!("{title} ·"));
    let text = squeezed(&text.lines().filter(|line| !is_foot(line)).collect::<String>());
    for (_, shown) in hostile::TEXTS {
        let shown = squeezed(shown);
        // Poppler reads right-to-left words as they are drawn, not as their actual text says.
        let drawn: String = shown.chars().rev().collect();
        assert!(text.contains(&shown) || text.contains(&drawn), "{shown:?} is missing");
    }
    assert!(text.contains(&hostile::long_name()), "the name of 5,000 letters is cut");
    let about = format(Language::En).texts().say(key::REPORT_ABOUT_REPLACEMENTS);
    assert!(text.contains(&squeezed(about)), "nothing says why names stand in brackets");
    let usual = file("plain.pdf", Language::En, Box::new(usual_events()));
    assert!(
        !squeezed(&structure(&usual).unwrap()).contains(&squeezed(about)),
        "nothing was named, so nothing is said of it"
    );
}

#[test]
fn right_to_left_words_are_read_in_their_own_order() {
    if !have("qpdf", &["--version"]) {
        return;
    }
    let at = scratch("right-to-left.pdf");
    let head = ReportHead { patron_name: "שלום כתאב مرحبا".to_owned(), ..head() };
    std::fs::write(&at, written(&head, Language::En, Box::new(std::iter::empty()))).unwrap();
    let plain =
        run("qpdf", &["--qdf", "--object-streams=disable", "--no-original-object-ids", at.to_str().unwrap(), "-"]);
    for word in ["שלום ", "כתאב ", "مرحبا"] {
        let hex: String = word.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
        assert!(plain.contains(&format!("/ActualText<feff{hex}>")), "{word}");
    }
}

//! CSV: what RFC 4180 says, in the reader's language, and no formulas.

use std::convert::Infallible;

use carrel_domain::{Category, Date, Language, Row, Timestamp, Value, sections::section};
use carrel_report::write_csv;
use carrel_texts::key;

use crate::{
    hostile,
    sample::{format, names, row},
};

fn written(language: Language, category: Category, rows: Vec<Row>) -> String {
    let mut out = Vec::new();
    let pages = vec![Ok::<_, Infallible>(rows)];
    write_csv(section(category), &format(language), &names(), pages, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Reads CSV as RFC 4180 describes it, strictly.
fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut characters = text.chars().peekable();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match (quoted, character) {
            (true, '"') if characters.next_if_eq(&'"').is_some() => cell.push('"'),
            (true, '"') => quoted = false,
            (true, other) => cell.push(other),
            (false, '"') => {
                assert!(cell.is_empty(), "a quote in the middle of a cell");
                quoted = true;
            }
            (false, ',') => rows.last_mut().unwrap().push(String::new()),
            (false, '\r') => {
                assert_eq!(characters.next(), Some('\n'), "a bare return");
                rows.push(vec![String::new()]);
            }
            (false, '\n') => panic!("a bare line feed"),
            (false, other) => cell.push(other),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line ends like every other");
    rows
}

#[test]
fn the_file_says_it_is_utf_8_and_its_head_is_in_the_readers_language() {
    for language in Language::ALL {
        let text = written(language, Category::Checkouts, Vec::new());
        let rows = read(text.strip_prefix('\u{feff}').expect("a byte order mark"));
        let texts = format(language).texts();
        let mut head: Vec<String> =
            section(Category::Checkouts).shown().map(|column| texts.field(column).into_owned()).collect();
        head.push(texts.say(key::OTHER).to_owned());
        assert_eq!(rows, [head]);
    }
}

#[test]
fn dates_times_numbers_and_amounts_are_for_machines() {
    let mut entry = row(Category::Fees, 1);
    let at = |name: &str| section(Category::Fees).shown().position(|column| column.name == name).unwrap();
    entry.values[at("recorded_at")] = Value::Time(Timestamp(1_764_496_740));
    entry.values[at("amount")] = Value::Money(-250);
    entry.values[at("outstanding")] = Value::Money(0);
    let rows = read(written(Language::Fi, Category::Fees, vec![entry]).trim_start_matches('\u{feff}'));
    assert_eq!(rows[1][at("recorded_at")], "2025-11-30T11:59:00+02:00");
    assert_eq!(rows[1][at("amount")], "-2.50");
    assert_eq!(rows[1][at("outstanding")], "0.00");
    assert!(rows[0][at("amount")].ends_with("(EUR)"), "{}", rows[0][at("amount")]);

    let mut entry = row(Category::Holds, 1);
    let at = |name: &str| section(Category::Holds).shown().position(|column| column.name == name).unwrap();
    entry.values[at("placed_on")] = Value::Date(Date::new(2026, 3, 9).unwrap());
    entry.values[at("priority")] = Value::Count(-20_000);
    let rows = read(written(Language::Fi, Category::Holds, vec![entry]).trim_start_matches('\u{feff}'));
    assert_eq!(rows[1][at("placed_on")], "2026-03-09");
    assert_eq!(rows[1][at("priority")], "-20000");
}

#[test]
fn no_cell_begins_like_a_formula_and_no_text_is_harmed() {
    let category = Category::Checkouts;
    let rows = hostile::TEXTS.iter().map(|(text, _)| hostile::row(category, text)).collect();
    let text = written(Language::En, category, rows);
    let rows = read(text.strip_prefix('\u{feff}').unwrap());
    assert_eq!(rows.len(), hostile::TEXTS.len() + 1);
    let mut guarded = 0;
    for ((sent, _), row) in hostile::TEXTS.iter().zip(&rows[1..]) {
        let found = &row[0];
        let dangerous = sent.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
        guarded += usize::from(dangerous);
        let expected = if dangerous { format!("'{sent}") } else { (*sent).to_owned() };
        assert_eq!(*found, expected);
        // The number columns of a hostile row are ours and stay numbers; every other cell is safe.
        for cell in row.iter().filter(|cell| cell.parse::<i64>().is_err()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']), "{cell:?}");
        }
        let other = row.last().unwrap();
        assert!(other.contains(&format!("{sent}: {sent}\n{sent}: again")), "{other:?}");
    }
    assert_eq!(guarded, 6);
}

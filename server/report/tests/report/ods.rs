//! ODS: a valid package with typed cells that LibreOffice opens and that never computes.

use carrel_domain::{Category, Kind, Language, Value, sections::section};
use carrel_report::write_ods;
use serde_json::Value as Json;

use crate::{
    hostile,
    sample::{format, head, names, row, section_events, usual, usual_events},
    tool::{have, path, run, scratch},
};

/// A sheet's name and its rows of cells, each with its type and its value.
type Sheet = (String, Vec<Vec<(String, String)>>);

fn sheets(name: &str, file: &[u8]) -> Vec<Sheet> {
    let at = scratch(name);
    std::fs::write(&at, file).unwrap();
    let checker = path("tests/check_ods.py");
    let found: Json =
        serde_json::from_str(&run("python3", &[checker.to_str().unwrap(), at.to_str().unwrap()])).unwrap();
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let rows = |sheet: &Json| {
        let cells = |row: &Json| row.as_array().unwrap().iter().map(|cell| (text(&cell[0]), text(&cell[1]))).collect();
        sheet["rows"].as_array().unwrap().iter().map(cells).collect()
    };
    found.as_array().unwrap().iter().map(|sheet| (text(&sheet["name"]), rows(sheet))).collect()
}

#[test]
fn every_section_is_a_sheet_with_a_head_and_typed_cells() {
    let format = format(Language::Fi);
    let mut out = Vec::new();
    write_ods(&head(), &format, &names(), usual_events(), &mut out).unwrap();
    let sheets = sheets("usual.ods", &out);
    assert_eq!(sheets.len(), Category::ALL.len());
    for (category, (name, rows)) in Category::ALL.into_iter().zip(sheets) {
        assert_eq!(name, format.texts().category(category));
        assert_eq!(rows.len() as u64, usual(category) + 1);
        let columns: Vec<_> = section(category).shown().collect();
        for (number, cells) in rows[1..].iter().enumerate() {
            let sent = row(category, number as u64);
            assert_eq!(cells.len(), columns.len() + 1);
            for ((column, value), (kind, found)) in columns.iter().zip(&sent.values).zip(cells) {
                let expected = match value {
                    Value::Empty => ("", String::new()),
                    Value::Date(date) => ("date", date.to_string()),
                    Value::Time(time) => ("date", format.rfc3339(*time)[..19].to_owned()),
                    Value::Money(minor) => ("currency", format!("{:.2} EUR", *minor as f64 / 100.0)),
                    Value::Count(number) if !matches!(column.kind, Kind::Code(_)) => ("float", number.to_string()),
                    _ => ("string", format.value(column, value, &names())),
                };
                assert_eq!((kind.as_str(), found.clone()), expected, "{} of {category:?}", column.name);
            }
        }
    }
}

#[test]
fn hostile_texts_are_kept_as_text_and_never_as_formulas() {
    let mut out = Vec::new();
    write_ods(&hostile::head(), &format(Language::En), &names(), hostile::events(), &mut out).unwrap();
    let sheets = sheets("hostile.ods", &out);
    let (_, rows) = sheets.iter().find(|(_, rows)| rows.len() == hostile::TEXTS.len() + 2).unwrap();
    for ((sent, _), cells) in hostile::TEXTS.iter().zip(&rows[1..]) {
        let (kind, found) = cells.iter().find(|(kind, _)| kind == "string").unwrap();
        assert_eq!(kind, "string");
        let mut expected = sent.replace("\r\n", "\n").replace('\r', "\n");
        if sent.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
            expected.insert(0, '\'');
        }
        for (character, name) in
            [('\0', "[U+0000]"), ('\u{7}', "[U+0007]"), ('\u{1b}', "[U+001B]"), ('\u{fffe}', "[U+FFFE]")]
        {
            expected = expected.replace(character, name);
        }
        assert_eq!(*found, expected);
    }
}

#[test]
fn libreoffice_opens_it_and_shows_the_same_values() {
    if !have("soffice", &["--version"]) {
        return;
    }
    let file = scratch("libreoffice.ods");
    let mut out = Vec::new();
    write_ods(&head(), &format(Language::En), &names(), section_events(Category::Checkouts, 40), &mut out).unwrap();
    std::fs::write(&file, out).unwrap();
    let folder = file.parent().unwrap().to_str().unwrap();
    let profile = format!("-env:UserInstallation=file://{folder}/libreoffice-profile");
    let file = file.to_str().unwrap();
    run(
        "soffice",
        &[&profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", folder, file],
    );
    let shown = std::fs::read_to_string(scratch("libreoffice.csv")).unwrap();
    assert_eq!(shown.lines().count(), 41, "{shown}");
    let format = format(Language::En);
    for number in 0..40 {
        let sent = row(Category::Checkouts, number);
        let line = shown.lines().nth(usize::try_from(number).unwrap() + 1).unwrap();
        for (column, value) in section(Category::Checkouts).shown().zip(&sent.values) {
            let text = match value {
                // As the sheet's own style writes it: LibreOffice has understood it as a date.
                Value::Time(time) => format.rfc3339(*time)[..16].replace('T', " "),
                _ => format.value(column, value, &names()),
            };
            assert!(line.contains(&text), "{} {text:?} is not in {line}", column.name);
        }
    }
}

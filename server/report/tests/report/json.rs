//! JSON: valid against its published schema, complete, exact.

use std::{fs, path::Path};

use carrel_domain::{Category, Kind, Language, Row, Timestamp, sections::section};
use carrel_report::{Event, Reading, ReportHead, json_schema, write_json};
use serde_json::{Value, json};

use crate::{
    hostile,
    sample::{self, format, head, usual, usual_events},
};

fn written(events: impl Iterator<Item = Result<Event, std::convert::Infallible>>) -> Vec<u8> {
    let mut out = Vec::new();
    write_json(&head(), &format(Language::En), events, &mut out).unwrap();
    out
}

fn problems(document: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&json_schema()).unwrap();
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_published_schema_is_the_one_the_program_follows() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/patron-data-1.5.json");
    let generated = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if std::env::var_os("CARREL_WRITE_SCHEMA").is_some() {
        fs::write(&file, &generated).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap();
    assert!(
        committed == generated,
        "docs/schema/patron-data-1.5.json is not what json_schema() gives: run this test with CARREL_WRITE_SCHEMA=1, \
         and raise the version if readers must know"
    );
}

#[test]
fn a_report_validates_and_so_does_a_hostile_one() {
    for document in [written(usual_events()), written(hostile::events())] {
        let document: Value = serde_json::from_slice(&document).unwrap();
        assert_eq!(problems(&document), Vec::<String>::new());
    }
}

#[test]
fn a_record_that_is_read_elsewhere_says_how_old_it_is_and_what_is_missing() {
    for (read_at, expected) in
        [(Some(Timestamp(1_795_000_000)), json!("2026-11-18T13:06:40+02:00")), (None, Value::Null)]
    {
        let reading = Reading { read_at, missing: vec![Category::Notices, Category::CheckoutHistory] };
        let head = ReportHead { reading: Some(reading), ..head() };
        let mut out = Vec::new();
        write_json(&head, &format(Language::En), usual_events(), &mut out).unwrap();
        let document: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(problems(&document), Vec::<String>::new());
        let said = json!({"read_at": expected, "missing": ["notices", "checkout-history"]});
        assert_eq!(document["library_system"], said);
    }
}

#[test]
fn the_schema_notices_what_is_wrong() {
    let right: Value = serde_json::from_slice(&written(usual_events())).unwrap();
    let breaks: [fn(&mut Value); 6] = [
        |document| document["version"] = json!("9.9"),
        |document| document["categories"]["fees"]["entries"][0]["amount"] = json!(2.5),
        |document| document["categories"]["log"]["entries"][0]["at"] = json!("yesterday"),
        |document| document["categories"]["holds"]["entries"][0]["placed_on"] = json!("3.3.2026"),
        |document| drop(document["categories"]["checkouts"]["entries"][0].as_object_mut().unwrap().remove("title")),
        |document| document["categories"]["identity"]["entries"][0]["password"] = json!("secret"),
    ];
    for (number, damage) in breaks.into_iter().enumerate() {
        let mut wrong = right.clone();
        damage(&mut wrong);
        assert!(!problems(&wrong).is_empty(), "damage {number} went unnoticed");
    }
}

#[test]
fn every_value_of_every_row_is_there_as_it_is_stored() {
    let document: Value = serde_json::from_slice(&written(usual_events())).unwrap();
    for category in Category::ALL {
        let entries = document["categories"][category.slug()]["entries"].as_array().unwrap();
        assert_eq!(entries.len() as u64, usual(category), "{category:?}");
        for (number, entry) in entries.iter().enumerate() {
            let row = sample::row(category, number as u64);
            assert_eq!(entry, &expected(category, &row), "{category:?} {number}");
        }
    }
}

/// An entry, put together another way than the writer does.
fn expected(category: Category, row: &Row) -> Value {
    use carrel_domain::Value as V;
    let format = format(Language::En);
    let mut entry = serde_json::Map::new();
    for (column, value) in section(category).shown().zip(&row.values) {
        let value = match value {
            V::Empty => Value::Null,
            V::Text(text) => json!(text),
            V::Date(date) => json!(date.to_string()),
            V::Time(time) => json!(format.rfc3339(*time)),
            V::Money(minor) => json!({ "minor": minor, "currency": "EUR" }),
            V::Count(number) => json!(number),
            V::Flag(flag) => json!(flag),
        };
        entry.insert(column.name.to_owned(), value);
    }
    if !row.other.is_empty() {
        entry.insert("other".to_owned(), row.other.iter().map(|(name, value)| (name.clone(), json!(value))).collect());
    }
    Value::Object(entry)
}

#[test]
fn hostile_texts_come_through_unharmed() {
    let document: Value = serde_json::from_slice(&written(hostile::events())).unwrap();
    for category in Category::ALL.into_iter().filter(|category| *category != Category::Suggestions) {
        let entries = document["categories"][category.slug()]["entries"].as_array().unwrap();
        if entries.len() == 1 {
            continue;
        }
        let column =
            section(category).shown().find(|column| matches!(column.kind, Kind::Text | Kind::LongText | Kind::Code(_)));
        let name = column.unwrap().name;
        let found: Vec<&str> = entries.iter().map(|entry| entry[name].as_str().unwrap()).collect();
        let long = hostile::long_name();
        let sent: Vec<&str> = hostile::TEXTS.iter().map(|(text, _)| *text).chain([long.as_str()]).collect();
        assert_eq!(found, sent, "{category:?}");
        let other = entries[0]["other"].as_object().unwrap();
        assert_eq!(other.len(), 2, "two columns of one name are both there: {other:?}");
    }
}

#[test]
fn nothing_secret_and_no_number_that_only_links_is_exported() {
    let text = String::from_utf8(written(usual_events())).unwrap();
    for name in
        ["password", "item_number", "biblio_number", "manager_number", "checkout_number", "actor_id", "borrowernumber"]
    {
        assert!(!text.contains(&format!("\"{name}\"")), "{name} is exported");
    }
}

#[test]
fn no_column_is_called_as_the_rest_of_a_row_is() {
    for category in Category::ALL {
        assert!(section(category).shown().all(|column| column.name != "other"), "{category:?}");
    }
}

#[test]
fn what_other_services_tell_validates_and_is_there() {
    let mut out = Vec::new();
    let events = [
        Ok::<_, std::convert::Infallible>(Event::Remote(sample::remote("ill"))),
        Ok(Event::Remote(sample::remote("b"))),
    ];
    write_json(&head(), &format(Language::Fi), events, &mut out).unwrap();
    let document: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(problems(&document), Vec::<String>::new());
    assert_eq!(document["categories"], json!({}));
    let source = &document["remote_sources"][0];
    assert_eq!((&source["name"], &source["title"]), (&json!("ill"), &json!("Kaukolainat")));
    assert_eq!(source["parts"][0]["fields"][0], json!({"name": "title", "heading": "Nimeke"}));
    assert_eq!(source["parts"][0]["entries"][0], json!({"title": "<b>\"\u{0}", "a.b": ""}));
    assert_eq!((&source["parts"][1]["problem"], &source["parts"][1]["fetched_at"]), (&json!("slow"), &json!(null)));
    let mut out = Vec::new();
    let events = usual_events().chain([Ok(Event::Remote(sample::remote("ill")))]);
    write_json(&head(), &format(Language::En), events, &mut out).unwrap();
    assert_eq!(problems(&serde_json::from_slice(&out).unwrap()), Vec::<String>::new());
}

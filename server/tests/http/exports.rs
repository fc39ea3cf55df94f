//! Taking data home at once: complete, in the right form, under the right name.

use std::collections::BTreeSet;

use carrel_domain::{Category, sections::section};
use http::StatusCode;
use serde_json::Value as Json;

use crate::harness::{ANNA, Answer, BRUNO, Database, HILLA, Portal, TOTAL_OF_ANNA};

on_each_database!(json_has_every_row_and_nothing_that_is_not_ones_own, a_table_of_one_category_has_every_row);

async fn take(portal: &Portal, fields: &[(&str, &str)]) -> Answer {
    portal.signed_in(ANNA).await.post("/my-data/take-away", fields).await
}

fn entries<'a>(document: &'a Json, category: &str) -> &'a Vec<Json> {
    document["categories"][category]["entries"].as_array().unwrap_or_else(|| panic!("{category} is there"))
}

async fn json_has_every_row_and_nothing_that_is_not_ones_own(database: Database) {
    let portal = Portal::on(database).await;
    portal.signed_in(BRUNO).await;
    let answer = take(&portal, &[("format", "json")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let document: Json = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(document["patron"]["name"], ANNA.name());
    assert_eq!(document["patron"]["cardnumber"], ANNA.card);
    for category in Category::ALL {
        entries(&document, category.slug());
    }
    let rows = Category::ALL.map(|category| entries(&document, category.slug()).len());
    let in_log = entries(&document, "log").len();
    assert_eq!(rows.iter().sum::<usize>(), TOTAL_OF_ANNA + in_log);
    assert_eq!(in_log, 3, "the import, the sign-in and this export");
    let titles: BTreeSet<_> =
        entries(&document, "checkout-history").iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(titles, (100..220).map(|number| format!("Palautettu {number}")).collect());
    assert_eq!(entries(&document, "fees")[0]["amount"], serde_json::json!({"minor": 250, "currency": "EUR"}));
    let text = answer.text();
    for secret in ["$2", "argon2", "Vieras kirja", BRUNO.surname, "\"password\"", "digest", "borrowernumber"] {
        assert!(!text.contains(secret), "{secret} is in the file");
    }
}

async fn a_table_of_one_category_has_every_row(database: Database) {
    let portal = Portal::on(database).await;
    let answer = take(&portal, &[("format", "csv"), ("category", "checkout-history")]).await;
    for number in 100..220 {
        assert!(answer.text().contains(&format!("Palautettu {number}")));
    }
    assert!(!answer.text().contains("Lainassa"), "what is on loan is another category");
}

#[tokio::test]
async fn files_say_what_they_are_and_are_named_in_their_language() {
    let portal = Portal::on(Database::sqlite()).await;
    let sheet = "application/vnd.oasis.opendocument.spreadsheet";
    for (fields, media_type, name, start) in [
        (&[("format", "pdf")][..], "application/pdf", "my-library-data.pdf", &b"%PDF-"[..]),
        (&[("format", "pdf"), ("language", "fi")], "application/pdf", "tietoni-kirjastossa.pdf", b"%PDF-"),
        (&[("format", "json"), ("language", "fi")], "application/json", "tietoni-kirjastossa.json", b"{"),
        (&[("format", "json"), ("language", "en")], "application/json", "my-library-data.json", b"{"),
        (&[("format", "ods"), ("category", "holds")], sheet, "my-library-data-holds.ods", b"PK"),
        (
            &[("format", "csv"), ("category", "checkouts"), ("language", "fi")],
            "text/csv; charset=utf-8",
            "tietoni-kirjastossa-checkouts.csv",
            b"",
        ),
    ] {
        let answer = take(&portal, fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{fields:?}: {}", answer.text());
        assert_eq!(answer.header("content-type"), media_type);
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.body.starts_with(start), "{fields:?}");
        assert!(answer.body.len() > 100);
    }
}

#[tokio::test]
async fn the_language_is_the_pages_unless_another_is_chosen() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut anna = portal.signed_in(ANNA).await;
    let language = async |answer: Answer| {
        serde_json::from_slice::<Json>(&answer.body).unwrap()["language"].as_str().unwrap().to_owned()
    };
    assert_eq!(language(anna.post("/my-data/take-away", &[("format", "json")]).await).await, "en");
    assert_eq!(language(anna.post("/fi/my-data/take-away", &[("format", "json")]).await).await, "fi");
    let chosen = anna.post("/my-data/take-away", &[("format", "json"), ("language", "fi")]).await;
    assert_eq!(language(chosen).await, "fi");
    let unknown = anna.post("/fi/my-data/take-away", &[("format", "json"), ("language", "xx")]).await;
    assert_eq!(language(unknown).await, "fi");
}

#[tokio::test]
async fn only_wishes_that_can_be_granted_are() {
    let portal = Portal::on(Database::sqlite()).await;
    for category in Category::ALL {
        let answer = take(&portal, &[("format", "ods"), ("category", category.slug())]).await;
        let expected = if section(category).spreadsheet { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status, expected, "{category:?}");
    }
    for fields in [
        &[("format", "exe")][..],
        &[][..],
        &[("format", "csv")],
        &[("format", "csv"), ("category", "../../etc/passwd")],
        &[("format", "json"), ("category", "nothing")],
    ] {
        assert_eq!(take(&portal, fields).await.status, StatusCode::NOT_FOUND, "{fields:?}");
    }
    let log = portal.log().await;
    assert!(
        log.iter().filter(|entry| entry.action == "export").count() == 6,
        "what was not granted is not logged as given"
    );
}

#[tokio::test]
async fn a_spreadsheet_runs_no_formulas() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut hilla = portal.signed_in(HILLA).await;
    let text = hilla.post("/my-data/take-away", &[("format", "csv"), ("category", "identity")]).await.text();
    assert!(text.contains("cmd|"), "the value is there: {text}");
    for cell in text.lines().flat_map(|line| line.split([',', ';', '\t'])) {
        let cell = cell.trim_matches('"');
        assert!(!cell.starts_with(['=', '@']), "{cell}");
    }
}

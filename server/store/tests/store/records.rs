//! Reading a patron's rows: overview, pages, walks.

use carrel_domain::{Category, PatronScope, Row, Value, sections::section};
use carrel_store::{
    overview::overview,
    record::{PageRequest, page, walk},
};
use jiff::tz::TimeZone;
use serde_json::json;

use crate::{
    database::TestDatabase,
    lines::{line, loan, loans},
};

fn request(per_page: u32) -> PageRequest {
    PageRequest { per_page, ..PageRequest::default() }
}

fn titles(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| match &row.values[0] {
            Value::Text(title) => title.clone(),
            other => panic!("no title but {other:?}"),
        })
        .collect()
}

async fn titles_with(database: &TestDatabase, scope: PatronScope, filter: &str) -> Vec<String> {
    let request = PageRequest { filter: Some(filter.to_owned()), ..request(100) };
    let page = page(database.store.reader(), scope, section(Category::CheckoutHistory), &request).await.unwrap();
    assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
    titles(&page.rows)
}

/// A patron with loans of these titles, in this order.
async fn patron_with(database: &TestDatabase, of: &[&str]) -> PatronScope {
    let rows: Vec<_> = (1..).zip(of).map(|(number, title)| loan(number, title)).collect();
    database.import(&line(1, json!({"oldcheckouts": rows}))).await;
    database.scope("1").await
}

both! {
    async fn pages_of_20_000_rows_have_each_row_once_newest_first(database: &TestDatabase) {
        database.import(&line(1, json!({"oldcheckouts": loans(20_000)}))).await;
        let scope = database.scope("1").await;
        let section = section(Category::CheckoutHistory);
        let mut before = i64::MAX;
        let mut seen = 0;
        for number in 0..5 {
            let request = PageRequest { page: number, ..request(4_000) };
            let page = page(database.store.reader(), scope, section, &request).await.unwrap();
            assert_eq!(page.total, 20_000);
            for row in &page.rows {
                let Value::Time(at) = row.values[2] else { panic!("no date") };
                assert!(at.0 <= before, "not newest first");
                before = at.0;
                seen += 1;
            }
        }
        assert_eq!(seen, 20_000);
        let request = PageRequest { page: 5, ..request(4_000) };
        assert!(page(database.store.reader(), scope, section, &request).await.unwrap().rows.is_empty());
    }
}

both! {
    async fn rows_are_sorted_by_any_listed_column_and_by_no_other(database: &TestDatabase) {
        let scope = patron_with(database, &["b", "c", "a"]).await;
        let sorted = async |sort: &str, ascending: bool| {
            let request = PageRequest { sort: Some(sort.to_owned()), ascending, ..request(10) };
            titles(&page(database.store.reader(), scope, section(Category::CheckoutHistory), &request).await.unwrap().rows)
        };
        assert_eq!(sorted("title", true).await, ["a", "b", "c"]);
        assert_eq!(sorted("title", false).await, ["c", "b", "a"]);
        for not_listed in ["barcode", "id; DROP TABLE patron", "", "digest"] {
            assert_eq!(sorted(not_listed, false).await, ["a", "c", "b"], "sorted by {not_listed}");
        }
    }
}

both! {
    async fn filtering_finds_small_and_capital_letters_of_any_language(database: &TestDatabase) {
        let scope = patron_with(database, &["ÄITI", "äiti", "Äiti ja lapsi", "Vaari", "ŠŤASTNÝ", "Ночь"]).await;
        for typed in ["äiti", "ÄITI", "Äiti"] {
            let mut found = titles_with(database, scope, typed).await;
            found.sort();
            assert_eq!(found, ["ÄITI", "Äiti ja lapsi", "äiti"], "{typed}");
        }
        assert_eq!(titles_with(database, scope, "šťastný").await, ["ŠŤASTNÝ"]);
        assert_eq!(titles_with(database, scope, "ночь").await, ["Ночь"]);
        assert_eq!(titles_with(database, scope, "  ").await.len(), 6);
    }
}

both! {
    async fn filtering_takes_percent_underscore_and_backslash_as_they_are(database: &TestDatabase) {
        let scope = patron_with(database, &["100 % villaa", "100 kiloa", "a_b", "axb", "c:\\temp", "c:/temp", "'; --"]).await;
        assert_eq!(titles_with(database, scope, "0 %").await, ["100 % villaa"]);
        assert_eq!(titles_with(database, scope, "a_b").await, ["a_b"]);
        assert_eq!(titles_with(database, scope, "c:\\").await, ["c:\\temp"]);
        assert_eq!(titles_with(database, scope, "'; --").await, ["'; --"]);
        assert!(titles_with(database, scope, "%").await.len() == 1);
    }
}

both! {
    async fn a_walk_sees_each_row_once_dated_or_not(database: &TestDatabase) {
        let mut rows: Vec<_> = (1..=500).map(|number| loan(number, &number.to_string())).collect();
        // Many of one second, and many without any date.
        rows.extend((501..=700).map(|number| json!({"issue_id": number, "title": number.to_string(), "issuedate": "2024-01-01 10:00:00"})));
        rows.extend((701..=830).map(|number| json!({"issue_id": number, "title": number.to_string(), "issuedate": null})));
        database.import(&(line(1, json!({"oldcheckouts": rows, "checkouts": [loan(9_000, "open")]})) + &line(2, json!({"oldcheckouts": loans(5)})))).await;
        let scope = database.scope("1").await;
        for limit in [1, 7, 100, 830, 10_000] {
            let mut seen = Vec::new();
            let mut cursor = None;
            loop {
                let (rows, next) = walk(database.store.reader(), scope, section(Category::CheckoutHistory), cursor, limit).await.unwrap();
                seen.extend(titles(&rows).iter().map(|title| title.parse::<u32>().unwrap()));
                cursor = next;
                if cursor.is_none() {
                    break;
                }
            }
            seen.sort_unstable();
            assert_eq!(seen, (1..=830).collect::<Vec<_>>(), "{limit} rows a step");
        }
    }
}

both! {
    async fn a_walk_of_any_category_ends(database: &TestDatabase) {
        let rows = |count: u64| (1..=count).map(|id| json!({"id": id, "guarantor_id": 1, "guarantee_id": 100 + id, "code": "A"})).collect::<Vec<_>>();
        database.import(&(line(1, json!({"holds": rows(3), "suggestions": rows(3), "ill": rows(3), "attributes": rows(3), "message_preferences": rows(3), "relationships": rows(1)})) + &line(101, json!({})))).await;
        let scope = database.scope("1").await;
        for category in Category::ALL.into_iter().filter(|category| section(*category).table.name != "patron") {
            let mut cursor = None;
            let mut rows = 0;
            for _ in 0..20 {
                let (found, next) = walk(database.store.reader(), scope, section(category), cursor, 2).await.unwrap();
                rows += found.len();
                cursor = next;
                if cursor.is_none() {
                    break;
                }
            }
            assert!(cursor.is_none(), "{category:?} does not end");
            let count = overview(database.store.reader(), scope, &TimeZone::UTC).await.unwrap().unwrap().into_iter().find(|summary| summary.category == category).unwrap().count;
            assert_eq!(i64::try_from(rows).unwrap(), count, "{category:?}");
        }
    }
}

both! {
    async fn one_patrons_scope_never_shows_another_s_rows(database: &TestDatabase) {
        let sections = |owner: &str| {
            let row = json!({"id": 1, "title": owner, "message": owner, "description": owner, "subject": owner, "comment": owner, "code": owner, "attribute": owner, "type": owner, "message_name": owner, "x": owner});
            let keys = ["checkouts", "oldcheckouts", "holds", "oldholds", "accountlines", "notices", "messages", "debarments", "suggestions", "ill", "attributes", "consents", "message_preferences"];
            serde_json::Value::Object(keys.map(|key| (key.to_owned(), json!([row]))).into_iter().collect())
        };
        database.import(&(line(1, sections("mine")) + &line(2, sections("theirs")))).await;
        let scope = database.scope("1").await;
        for category in Category::ALL.into_iter().filter(|category| section(*category).table.name != "patron") {
            let shown = page(database.store.reader(), scope, section(category), &request(100)).await.unwrap();
            let (walked, _) = walk(database.store.reader(), scope, section(category), None, 100).await.unwrap();
            let text = format!("{:?} {walked:?}", shown.rows);
            assert!(!text.contains("theirs"), "{category:?}");
            let is_about_people = matches!(category, Category::Guardians | Category::Log);
            assert_eq!(shown.rows.len(), usize::from(category != Category::Guardians), "{category:?}");
            assert!(is_about_people || text.contains("mine"), "{category:?}");
        }
    }
}

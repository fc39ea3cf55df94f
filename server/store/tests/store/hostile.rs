//! Values of any kind, in and out again.

use carrel_domain::{
    Category, Row, Value,
    sections::{CONSENT, MESSAGE_PREFERENCE, section},
};
use carrel_store::{
    import::TABLES,
    patron::find_record,
    record::{PageRequest, page},
};
use jiff::tz::TimeZone;

use crate::database::TestDatabase;

/// Texts as they stand in the file's JSON, and as they must come out.
fn texts() -> Vec<(String, String)> {
    let same = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+1",
        "-1",
        "@SUM(1)",
        "\u{202e}desrever\u{202c} \u{200f}שלום",
        "\u{1}\u{2}\u{7f}\u{85}\u{feff}\u{fffe}\u{ffff}",
        "tab\tline\r\nfeed\u{b}\u{c}",
        "\\N",
        "\\.",
        "\\",
        "'; DROP TABLE patron; --",
        "$1",
        "?",
        "%s%n",
        "{}",
        "NULL",
        "null",
        "e\u{301} versus \u{e9}",
        "😀👩‍👩‍👧",
        "𐍈",
        " leading and trailing ",
        "␀",
    ];
    let mut texts: Vec<(String, String)> =
        same.iter().map(|text| (serde_json::to_string(text).unwrap(), (*text).to_owned())).collect();
    let long = "Pitkä".repeat(1_000);
    texts.push((format!("\"{long}\""), long));
    // Numbers where text is expected keep every digit.
    for number in ["0", "-0", "1.10", "1e400", "123456789012345678901234567890", "0.1000000000000000055511151231257827"]
    {
        texts.push((number.to_owned(), number.to_owned()));
    }
    // What no database can hold in a text stays visible.
    texts.push((String::from(r#""a\u0000b""#), String::from("a␀b")));
    texts.push((String::from(r#""x\ud800y""#), String::from(r"x\ud800y")));
    texts.push((String::from(r#""\udc00\ud83d\ude00""#), String::from("\\udc00😀")));
    texts.push((String::from(r#""\\u0000 \\ud800""#), String::from(r"\u0000 \ud800")));
    texts
}

pub async fn only_row(database: &TestDatabase, category: Category) -> Row {
    let request = PageRequest { per_page: 10, ..PageRequest::default() };
    let mut page = page(database.store.reader(), database.scope("1").await, section(category), &request).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    page.rows.remove(0)
}

fn value<'a>(category: Category, row: &'a Row, name: &str) -> &'a Value {
    let at = section(category).shown().position(|column| column.name == name).unwrap();
    &row.values[at]
}

pub fn other<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.other.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

both! {
    async fn texts_of_any_kind_come_back_as_they_were(database: &TestDatabase) {
        for (json, expected) in texts() {
            let name = serde_json::to_string(&expected).unwrap();
            database.import(&format!(
                "{{\"personal\": {{\"borrowernumber\": 1, \"surname\": {json}, \"unknown\": {json}, {name}: 1}}, \
                 \"notices\": [{{\"message_id\": 1, \"content\": {json}, \"unknown\": {json}, {name}: 1}}]}}\n"
            )).await;
            let row = only_row(database, Category::Notices).await;
            assert_eq!(value(Category::Notices, &row, "content"), &Value::Text(expected.clone()));
            assert_eq!(other(&row, "unknown"), Some(expected.as_str()));
            assert_eq!(other(&row, &expected), Some("1"));
            let zone = TimeZone::UTC;
            let record = find_record(database.store.reader(), database.scope("1").await).await.unwrap().unwrap();
            let identity = record.row(section(Category::Identity), &zone);
            assert_eq!(value(Category::Identity, &identity, "surname"), &Value::Text(expected.clone()));
            assert_eq!(other(&identity, "unknown"), Some(expected.as_str()));
            assert_eq!(other(&identity, &expected), Some("1"));
        }
    }
}

both! {
    async fn what_a_column_cannot_hold_is_kept_as_it_came(database: &TestDatabase) {
        let cases = [
            ("issuedate", "\"2026-02-31 10:00:00\"", "2026-02-31 10:00:00"),
            ("issuedate", "\"0000-00-00\"", "0000-00-00"),
            ("issuedate", "\"tomorrow\"", "tomorrow"),
            ("issuedate", "1767225600", "1767225600"),
            ("renewals_count", "\"007\"", "007"),
            ("renewals_count", "99999999999999999999", "99999999999999999999"),
            ("renewals_count", "1.5", "1.5"),
            ("auto_renew", "2", "2"),
            ("title", "{\"en\": \"Title\", \"fi\": [1, 2.50]}", "{\"en\": \"Title\", \"fi\": [1, 2.50]}"),
            ("title", "[]", "[]"),
            ("itemnumber", "\"12a\"", "12a"),
        ];
        for (column, json, expected) in cases {
            database.import(&format!(
                "{{\"personal\": {{\"borrowernumber\": 1}}, \"checkouts\": [{{\"issue_id\": 1, \"{column}\": {json}}}]}}\n"
            )).await;
            let row = only_row(database, Category::Checkouts).await;
            assert_eq!(other(&row, column), Some(expected), "{column}");
        }
    }
}

both! {
    async fn a_personal_value_its_column_cannot_hold_is_kept_as_it_came(database: &TestDatabase) {
        database.import(
            "{\"personal\": {\"borrowernumber\": 1, \"dateofbirth\": \"1984-02-30\", \"flags\": 1e400, \"surname\": {\"a\": 1}, \
             \"zipcode\": 01, \"city\": 5}, \"loose\": [1, \"x\"], \"loose_text\": \"hello\"}\n".replace(": 01", ": 1.0").as_str(),
        ).await;
        let record = find_record(database.store.reader(), database.scope("1").await).await.unwrap().unwrap();
        let identity = record.row(section(Category::Identity), &TimeZone::UTC);
        let kept = [
            ("dateofbirth", "1984-02-30"), ("flags", "1e400"), ("surname", "{\"a\": 1}"), ("loose", "[1, \"x\"]"),
            ("loose_text", "hello"),
        ];
        for (name, expected) in kept {
            assert_eq!(other(&identity, name), Some(expected), "{name}");
        }
        let contact = record.row(section(Category::Contact), &TimeZone::UTC);
        assert_eq!(value(Category::Contact, &contact, "postcode"), &Value::Text(String::from("1.0")));
        assert_eq!(value(Category::Contact, &contact, "city"), &Value::Text(String::from("5")));
    }
}

both! {
    /// An index of PostgreSQL takes no more than 2,700 bytes that do not shrink.
    async fn values_of_any_length_and_depth_stop_nothing_and_are_kept(database: &TestDatabase) {
        let mut state = 1_u64;
        let long: String = (0..5_000).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + u8::try_from(state >> 58).unwrap())
        }).collect();
        let quoted = serde_json::to_string(&long).unwrap();
        let deep = "[".repeat(5_000) + &"]".repeat(5_000);
        for value in [&quoted, &deep] {
            let row = |table: &carrel_domain::Table| {
                let fields = table.columns.iter().map(|column| format!("\"{}\": {value}", column.source));
                let id = (!table.source_id.is_empty()).then(|| format!("\"{}\": {value}", table.source_id));
                format!("[{{{}}}]", fields.chain(id).collect::<Vec<_>>().join(", "))
            };
            let sections: Vec<String> = TABLES.iter().zip([
                "checkouts", "holds", "accountlines", "notices", "messages", "debarments", "suggestions", &long,
                "attributes", "consents", "message_preferences", "relationships",
            ]).map(|(table, key)| format!("{}: {}", serde_json::to_string(key).unwrap(), row(table))).collect();
            let personal: Vec<String> = section(Category::Identity).shown().chain(section(Category::Contact).shown())
                .map(|column| format!("\"{}\": {value}", column.source)).collect();
            let line = format!("{{\"personal\": {{\"borrowernumber\": 1, {}}}, {}}}\n", personal.join(", "), sections.join(", "));
            let summary = database.import(&line).await;
            assert_eq!((summary.rejected, summary.tally.rows().rows()), (0, 12));
            let shown = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.clone());
            for category in Category::ALL.into_iter().filter(|category| !matches!(category, Category::Log | Category::Guardians)) {
                let table = section(category).table;
                let row = if table.name == "patron" {
                    find_record(database.store.reader(), database.scope("1").await).await.unwrap().unwrap().row(section(category), &TimeZone::UTC)
                } else if section(category).open == Some(false) {
                    continue;
                } else {
                    only_row(database, category).await
                };
                for (value, column) in row.values.iter().zip(section(category).shown()) {
                    let is_there = value == &Value::Text(shown.clone()) || other(&row, column.source) == Some(&shown);
                    // What Carrel tells of it itself.
                    let sent = [&CONSENT, &MESSAGE_PREFERENCE].map(|table| table.columns.iter());
                    let is_told = matches!(category, Category::Consents | Category::Preferences)
                        && sent.into_iter().flatten().all(|sent| sent.name != column.name);
                    let is_section = column.name == "section" && value == &Value::Text(long.clone());
                    // What contact details cannot hold is shown with identity.
                    assert!(is_there || is_section || is_told || category == Category::Contact, "{category:?} {}", column.name);
                }
            }
        }
        let too_long = format!("{{\"personal\": {{\"borrowernumber\": {quoted}}}}}\n");
        assert_eq!(database.import(&too_long).await.rejected, 1);
    }
}

both! {
    async fn a_row_of_another_section_keeps_what_it_calls_section(database: &TestDatabase) {
        database.import(
            "{\"personal\": {\"borrowernumber\": 1}, \"ill_loans\": [{\"illrequest_id\": 4, \"section\": \"Maps\"}]}\n",
        ).await;
        let row = only_row(database, Category::InterlibraryLoans).await;
        assert_eq!(value(Category::InterlibraryLoans, &row, "section"), &Value::Text(String::from("ill_loans")));
        assert_eq!(other(&row, "section"), Some("Maps"));
    }
}

both! {
    async fn internal_numbers_are_not_repeated_among_unknown_columns(database: &TestDatabase) {
        database.import(
            "{\"personal\": {\"borrowernumber\": 1}, \"suggestions\": [{\"suggestionid\": 4, \"suggestedby\": 1, \"borrowernumber\": \"1\", \
             \"empty\": null, \"blank\": \"\", \"extra\": false}]}\n",
        ).await;
        let row = only_row(database, Category::Suggestions).await;
        assert_eq!(row.other, [(String::from("extra"), String::from("false"))]);
    }
}

//! Fuzz targets for what a Koha answers.

use std::time::Duration;

use bolero::check;
use bytes::Bytes;
use carrel_client::{Answer, Authentication, json as read_json};
use http::{HeaderMap, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    all_data::check_answer,
    id::KohaId,
    names,
    offer::offered,
    pages::{are_of, rows},
    preferences::preferences,
    settings::KohaSettings,
};

const SHORT: Duration = Duration::from_secs(1);

fn settings() -> KohaSettings {
    let who = Authentication::User { name: String::from("a"), password: String::from("b") };
    KohaSettings::new("https://koha.example", who).unwrap()
}

/// Everything that reads answers.
fn read_everywhere(value: &Value, settings: &KohaSettings) {
    let id = KohaId::parse("7").unwrap();
    let _ = offered(value, settings);
    let _ = preferences(value);
    if let Ok(rows) = rows(value.clone()) {
        let _ = are_of(&rows, id);
        let _ = names::list(rows, names::HOLD);
    }
    if let Ok(data) = check_answer(value.clone(), id) {
        assert!(!data.line.contains('\n'), "the import reads lines");
        assert!(serde_json::from_str::<Value>(&data.line).is_ok());
    }
}

#[test]
fn answers() {
    let settings = settings();
    check!().with_test_time(SHORT).for_each(|input: &[u8]| {
        let answer = Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::copy_from_slice(input) };
        if let Ok(value) = read_json(&answer) {
            read_everywhere(&value, &settings);
        }
    });
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        Just(String::from("personal")),
        Just(String::from("borrowernumber")),
        Just(String::from("checkouts")),
        Just(String::from("records")),
        Just(String::from("paths")),
        Just(String::from("transport_types")),
        Just(String::from("itemnumber")),
        ".{0,8}",
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in value()) {
        read_everywhere(&value, &settings());
    }

    #[test]
    fn nothing_of_another_patron_comes_through(value in value(), other in 8_u64..1000) {
        let row = json!({"borrowernumber": other, "issue_id": 1, "x": value});
        let answer = json!({"personal": {"borrowernumber": 7}, "checkouts": [row]});
        let data = check_answer(answer, KohaId::parse("7").unwrap()).unwrap();
        prop_assert!(!data.line.contains("checkouts"));
    }
}

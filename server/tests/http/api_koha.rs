//! All data in Koha-Suomi's shape.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::json;

use crate::{
    api_support::{HOME, call, call_from, json as read, permit, token_with},
    harness::{ANNA, Database, HILLA, Portal},
};

on_each_database!(all_data_has_kohas_shape_and_no_secrets, many_rows_come_in_pieces_and_come_all);

async fn all_data_has_kohas_shape_and_no_secrets(database: Database) {
    let portal = Portal::on(database).await;
    permit(&portal, ANNA).await;
    permit(&portal, HILLA).await;
    let token = token_with(&portal, "Alueportaali", &["patrons:read"]).await;
    let all = call(&portal, "/api/v1/patrons/alldata?borrowernumber=1", &token).await;
    assert_eq!((all.header("content-type"), all.header("cache-control")), ("application/json", "no-store"));
    let data = read(&all);
    let keys: Vec<_> = data.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "personal",
        "checkouts",
        "oldcheckouts",
        "holds",
        "oldholds",
        "accountlines",
        "notices",
        "messages",
        "debarments",
        "suggestions",
    ];
    assert_eq!(keys, expected);
    let person = &data["personal"][0];
    assert_eq!((&person["borrowernumber"], &person["surname"]), (&json!(1), &json!(ANNA.surname)));
    assert_eq!((&person["email"], &person["dateofbirth"]), (&json!(ANNA.email()), &json!("1984-05-06")));
    assert!(person.get("password").is_none() && !all.text().contains("$2"), "no hash of a password");
    assert_eq!(data["oldcheckouts"].as_array().unwrap().len(), 120);
    let loan = &data["checkouts"][0];
    assert_eq!(
        (&loan["issue_id"], &loan["borrowernumber"], &loan["itemnumber"]),
        (&json!(1_000_000), &json!(1), &json!(0))
    );
    assert_eq!((&loan["title"], &loan["issuedate"]), (&json!("Lainassa 0"), &json!("2025-01-01 12:00:00")));
    let fee = &data["accountlines"][0];
    assert_eq!((&fee["accountlines_id"], &fee["amount"]), (&json!(1), &json!("2.500000")));
    let only = read(&call(&portal, "/api/v1/patrons/alldata?borrowernumber=1&section=holds", &token).await);
    assert_eq!(only.as_object().unwrap().keys().collect::<Vec<_>>(), ["holds", "oldholds"]);
    assert_eq!(only["holds"], data["holds"]);
    let hilla = read(&call(&portal, "/api/v1/patrons/alldata?borrowernumber=3", &token).await);
    assert_eq!(hilla["personal"][0]["<b>unknown</b>"], json!("=cmd|' /C calc'!A0"), "unknown columns are kept");
}

async fn many_rows_come_in_pieces_and_come_all(database: Database) {
    let portal = Portal::on(database).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &["patrons:read"]).await;
    // Her loans, paired with each other: 123 × 10 fees and one.
    let fees = "INSERT INTO account_line (patron_id, source_id, digest, recorded_at, description) \
                SELECT one.patron_id, CAST(one.id * 1000 + other.number AS TEXT), 0, 1700000000, 'Maksu' FROM checkout AS one \
                CROSS JOIN (SELECT id AS number FROM checkout ORDER BY id LIMIT 10) AS other \
                WHERE one.patron_id = (SELECT id FROM patron WHERE cardnumber = ";
    portal.execute(&format!("{fees}'{}')", ANNA.card)).await;
    let address = "/api/v1/patrons/alldata?borrowernumber=1&section=accountlines";
    let answer = call(&portal, address, &token).await;
    let rows = read(&answer)["accountlines"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 1_231);
    let numbers: BTreeSet<_> = rows.iter().map(|row| row["accountlines_id"].as_i64().unwrap()).collect();
    assert_eq!(numbers.len(), 1_231, "each once");
    // Compressed it is the same, to its end.
    let packed = call_from(&portal, HOME, address, &token, &[("accept-encoding", "br")]).await;
    assert_eq!((packed.status, packed.header("content-encoding")), (StatusCode::OK, "br"));
    assert!(packed.body.len() < answer.body.len() / 4);
}

//! A patron with a title everywhere a library system and Carrel can put one.

use serde_json::{Value as Json, json};

use crate::{database::TestDatabase, lines::line_of};

/// The title that goes, and how its author, copy and numbers are called.
pub const TITLE: &str = "Näkymätön Ämpäri & muut : runoja";
pub const AUTHOR: &str = "Kuutamo, Ilpo";
pub const BARCODE: &str = "4600777001";
pub const ITEM: i64 = 770_011;
pub const LOAN: i64 = 990_001;
/// The title of an open loan, that stays.
pub const OPEN: &str = "Avoimen meren laulu";
/// The title of a loan with an unpaid fee, that stays.
pub const UNPAID: &str = "Velkakirja";

/// The patron's line.
pub fn line() -> String {
    let upper = TITLE.to_uppercase();
    let html = "<p>Laina: <b>N&auml;kym&auml;t&ouml;n</b> &#196;mp&auml;ri &amp; muut : runoja</p>";
    line_of(
        json!({
            "borrowernumber": 1, "cardnumber": "2901", "surname": "Mäkinen", "firstname": "Aino",
            "borrowernotes": format!("Kadotti kirjan {TITLE}."), "opacnote": "Ei mitään",
            "strange_column": {"list": [{"text": upper, "itemnumber": ITEM}]},
        }),
        json!({
            "checkouts": [{"issue_id": 5, "title": OPEN, "issuedate": "2026-08-01 10:00:00", "note": format!("vrt. {TITLE}")}],
            "oldcheckouts": [
                {"issue_id": LOAN, "title": TITLE, "author": AUTHOR, "barcode": BARCODE, "itemnumber": ITEM,
                 "issuedate": "2020-01-01 10:00:00", "returndate": "2020-02-01 10:00:00", "branchcode": "JNS",
                 "renewals_count": 2, "note": "repaleinen", "strange": TITLE},
                {"issue_id": 7, "title": UNPAID, "itemnumber": 70, "issuedate": "2020-01-01 10:00:00",
                 "returndate": "2020-02-01 10:00:00"},
            ],
            "holds": [],
            "oldholds": [{"reserve_id": 1, "title": TITLE, "itemnumber": ITEM, "biblionumber": 55_001, "reservedate": "2019-12-01",
                          "waitingdate": "2019-12-20", "reservenotes": "pian"}],
            "accountlines": [
                {"accountlines_id": 1, "issue_id": LOAN, "itemnumber": ITEM, "amount": 2, "amountoutstanding": 0,
                 "date": "2020-02-01 10:00:00", "description": format!("Myöhässä {upper} 1.2.2020")},
                {"accountlines_id": 2, "issue_id": 7, "itemnumber": 70, "amount": 3, "amountoutstanding": 3,
                 "date": "2020-02-01 10:00:00", "description": format!("Myöhässä {UNPAID}")},
                {"accountlines_id": 3, "amount": 1, "amountoutstanding": 1, "date": "2026-08-30 10:00:00",
                 "note": format!("Teos {AUTHOR}: Näkymätön Ämpäri & muut")},
            ],
            "notices": [
                {"message_id": 1, "time_queued": "2020-01-25 10:00:00", "subject": "Eräpäivä", "content": "Se kirja, jonka lainasit"},
                {"message_id": 2, "time_queued": "2026-08-31 10:00:00", "subject": format!("Maksu: {upper}"), "content": html},
                {"message_id": 3, "time_queued": "2026-08-31 10:00:00", "subject": "Laina", "content": format!("{OPEN} erääntyy")},
                {"message_id": 4, "time_queued": "2026-08-31 10:00:00", "subject": "Kortti",
                 "content": format!("{{\"itemnumber\":\"{ITEM}\",\"x\":\"N\\u00e4kym\\u00e4t\\u00f6n \\u00c4mp\\u00e4ri & muut\"}}")},
            ],
            "messages": [{"message_id": 1, "message": format!("Nide {BARCODE} palautettu"), "message_date": "2026-01-01 10:00:00"}],
            "debarments": [{"borrower_debarment_id": 1, "comment": format!("hukkasi: {TITLE}"), "created": "2026-01-01 10:00:00"}],
            "suggestions": [{"suggestionid": 1, "title": TITLE, "author": AUTHOR, "suggesteddate": "2019-01-01", "STATUS": "AVAILABLE"}],
            "ill_loans": [{"illrequest_id": 1, "title": TITLE, "status": "COMP", "duedate": "2020-01-01"}],
            "attributes": [{"code": "SEEN", "attribute": format!("viimeksi {TITLE}")}],
        }),
    )
}

/// What Carrel itself holds about the patron that may name the title: a request and its time line, a log entry, a prepared
/// file, a kept form, reasons that staff gave, and what was found in a note of the loan.
pub async fn add_carrels_own(database: &TestDatabase) {
    let patron = database.scope("1").await.patron().0;
    let organization = database.organization.0;
    for sql in [
        format!(
            "INSERT INTO data_request (public_id, organization_id, patron_id, kind, channel, wish, received_on, due_on, \
             state, outcome, created_at) VALUES ('r', {organization}, {patron}, 'rectification', 'desk', 'En lainannut: \
             {TITLE}', '2026-01-01', '2026-02-01', 'answered', 'Poistettu {BARCODE}', 0)"
        ),
        format!(
            "INSERT INTO data_request_event (request_id, at, action, note) SELECT id, 0, 'note', 'Asia {TITLE}' \
             FROM data_request"
        ),
        format!(
            "INSERT INTO export_job (public_id, organization_id, patron_id, format, language, state, requested_at, \
             run_after, expires_at) VALUES ('ready', {organization}, {patron}, 'pdf', 'fi', 'ready', 0, 0, 9999999999), \
             ('running', {organization}, {patron}, 'pdf', 'fi', 'running', 0, 0, NULL)"
        ),
        format!(
            "INSERT INTO retention_hold (public_id, organization_id, patron_id, reason, placed_by, placed_at, lifted_at) \
             VALUES ('h', {organization}, {patron}, 'Riita: {TITLE}', {patron}, 0, 1)"
        ),
        format!(
            "INSERT INTO role_grant (public_id, organization_id, patron_id, role, reason, granted_at, revoked_at, \
             revoke_reason) VALUES ('g', {organization}, {patron}, 'desk', 'löysi {BARCODE}', 0, 1, 'hukkasi {TITLE}')"
        ),
        format!(
            "INSERT INTO patron_stage (organization_id, patron_id, stage, expired_on, entered_on, next_on, stopped_at, \
             stop_reason) VALUES ({organization}, {patron}, 'told', '2020-01-01', '2026-01-01', '2026-02-01', 1, \
             'palauttaa kirjan {TITLE}')"
        ),
        format!(
            "INSERT INTO note_finding (public_id, organization_id, patron_id, place, row_key, field, digest, codes, \
             found_at, reason) VALUES ('f1', {organization}, {patron}, 'checkout', '{LOAN}', 'note', 'd', 'health', 0, \
             NULL), ('f2', {organization}, {patron}, 'patron', '1', 'borrowernotes', 'd', 'health', 0, 'koskee {TITLE}')"
        ),
        format!(
            "INSERT INTO kept_form (token_hash, patron_id, payload, expires_at) VALUES ('t', {patron}, 'sealed', 9999999999)"
        ),
    ] {
        database.execute(&sql).await.unwrap();
    }
    let entry = carrel_store::audit::Entry {
        patron: Some(carrel_domain::PatronId(patron)),
        old_value: Some(format!("note: {TITLE}")),
        ..carrel_store::audit::Entry::of_system(
            crate::database::NOW,
            database.organization,
            "setting-changed",
            "administration",
        )
    };
    carrel_store::audit::append(&database.store, &[entry]).await.unwrap();
}

/// A text without markup and escapes, in small letters: written apart from how Carrel does it.
pub fn plain(text: &str) -> String {
    let mut text = text.to_lowercase();
    for (from, to) in [
        ("&auml;", "ä"),
        ("&ouml;", "ö"),
        ("&#196;", "ä"),
        ("&amp;", "&"),
        ("\\u00e4", "ä"),
        ("\\u00f6", "ö"),
        ("\\u00c4", "ä"),
        ("<b>", ""),
        ("</b>", ""),
    ] {
        text = text.replace(from, to);
    }
    text
}

/// What must not be found.
pub fn is_trace(text: &str) -> bool {
    let plain = plain(text);
    ["näkymätön", "ämpäri", "kuutamo", BARCODE, "770011", "990001"].iter().any(|trace| plain.contains(trace))
}

/// Every value of every column of every table: table, whose it is if it says so, column, text.
pub async fn whole_database(database: &TestDatabase) -> Vec<(String, Option<i64>, String, String)> {
    let is_sqlite = database.store.backend() == sea_orm::DbBackend::Sqlite;
    let tables = database
        .texts(if is_sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        } else {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        })
        .await;
    let mut all = Vec::new();
    for table in tables {
        let columns = database
            .texts(&if is_sqlite {
                format!("SELECT name FROM pragma_table_info('{table}')")
            } else {
                format!("SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = '{table}'")
            })
            .await;
        let person = if table == "patron" {
            "id"
        } else if columns.iter().any(|column| column == "patron_id") {
            "patron_id"
        } else {
            "NULL"
        };
        let array = if is_sqlite { "json_array" } else { "json_build_array" };
        for column in &columns {
            let sql = format!("SELECT CAST({array}({person}, CAST(\"{column}\" AS TEXT)) AS TEXT) FROM {table}");
            for pair in database.texts(&sql).await {
                let pair: Json = serde_json::from_str(&pair).unwrap();
                if let Some(text) = pair[1].as_str() {
                    all.push((table.clone(), pair[0].as_i64(), column.clone(), text.to_owned()));
                }
            }
        }
    }
    all
}

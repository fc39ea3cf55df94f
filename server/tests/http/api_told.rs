//! What the log says of programs' calls: of each, of what was handed out, and of what was asked for in vain.

use http::StatusCode;

use crate::{
    api_data::{data_of, others_of},
    api_support::{ALL_SCOPES, call, is_problem, permit, token_with},
    delivery::id_of,
    harness::{ANNA, Database, Portal},
};

on_each_database!(
    every_call_is_in_the_log_and_patrons_see_who_it_was,
    what_cannot_be_logged_is_not_read,
    what_is_handed_out_is_what_the_log_names,
    who_was_asked_for_in_vain_is_in_the_log,
);

async fn every_call_is_in_the_log_and_patrons_see_who_it_was(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let annas = portal.id_of(ANNA).await;
    for (address, _) in data_of(&anna).into_iter().chain(others_of(&anna)) {
        let before = portal.log().await.len();
        let answer = call(&portal, &address, &token).await;
        let log = portal.log().await;
        let categories = if address.ends_with("/history") { 2 } else { 1 };
        assert_eq!(log.len(), before + categories, "{address}");
        let entry = &log[before];
        assert_eq!((entry.role.as_str(), entry.outcome.as_str()), ("api-client", "done"), "{address}");
        assert_eq!(entry.request_id, answer.header("x-request-id"));
        assert_eq!(entry.network.as_deref(), Some("192.0.2.0/24"));
        let is_about_anna = address.contains(&anna) || address.contains("=1");
        assert_eq!(entry.patron, is_about_anna.then_some(annas), "{address}");
        assert_eq!(entry.purpose, if is_about_anna { "data-request" } else { "oversight" });
    }
    let names = "SELECT new_value FROM audit_entry WHERE actor_role = 'api-client'";
    assert!(portal.texts(names).await.iter().all(|name| name.starts_with("Alueportaali")));
    let mut browser = portal.signed_in(ANNA).await;
    let own = browser.get("/my-data/log").await.text();
    assert!(own.contains("Alueportaali") && own.contains("Connected program"), "{own}");
    let finnish = browser.get("/fi/my-data/log").await.text();
    assert!(finnish.contains("Liitetty ohjelma"));
}

async fn what_cannot_be_logged_is_not_read(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    portal.break_log().await;
    for (address, _) in data_of(&anna).into_iter().chain(others_of(&anna)) {
        let answer = call(&portal, &address, &token).await;
        is_problem(&answer, 500, "failed");
        assert!(!answer.text().contains(ANNA.surname));
    }
}

/// Patrons read in their log what was handed out, each category by its name.
async fn what_is_handed_out_is_what_the_log_names(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let all_data = "/api/v1/patrons/alldata?borrowernumber=1&section=";
    for (address, categories) in [
        (format!("/api/v1/patrons/{anna}/history"), &["checkout-history", "hold-history"][..]),
        (format!("{all_data}checkouts"), &["checkouts", "checkout-history"]),
        (format!("{all_data}holds"), &["holds", "hold-history"]),
        (format!("{all_data}personal"), &["identity", "contact"]),
        (format!("{all_data}accountlines"), &["fees"]),
    ] {
        let before = portal.number("SELECT MAX(id) FROM audit_entry").await;
        assert_eq!(call(&portal, &address, &token).await.status, StatusCode::OK, "{address}");
        let named =
            format!("SELECT data_category FROM audit_entry WHERE id > {before} AND action = 'view' ORDER BY id");
        assert_eq!(portal.texts(&named).await, categories, "{address}");
    }
}

/// Whoever tries one number after the other leaves a trace of each.
async fn who_was_asked_for_in_vain_is_in_the_log(database: Database) {
    let portal = Portal::on(database).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    for (address, trace) in [
        ("patrons/alldata?borrowernumber=424242", "borrowernumber=424242"),
        ("logs?object=424243", "borrowernumber=424243"),
        ("patrons/nosuchperson/data", "patron:nosuchperson"),
        ("audit?patron=nosuchperson", "patron:nosuchperson"),
        ("audit?staff=nosuchperson", "staff:nosuchperson"),
    ] {
        let before = portal.number("SELECT MAX(id) FROM audit_entry").await;
        is_problem(&call(&portal, &format!("/api/v1/{address}"), &token).await, 404, "not-found");
        let left = format!("SELECT action || ' ' || new_value FROM audit_entry WHERE id > {before}");
        assert_eq!(portal.texts(&left).await, [format!("api-refused Alueportaali · {trace}")], "{address}");
    }
    for (address, looked_for) in [
        ("logs?user=5&datefrom=2026-01-01&interface=opac&info=secret", "user=5 from=2026-01-01 interface=opac"),
        ("audit?object=request:x&action=view", "action=view object=request:x"),
    ] {
        let before = portal.number("SELECT MAX(id) FROM audit_entry").await;
        assert_eq!(call(&portal, &format!("/api/v1/{address}"), &token).await.status, StatusCode::OK, "{address}");
        let left = format!("SELECT new_value FROM audit_entry WHERE id > {before}");
        assert_eq!(portal.texts(&left).await, [format!("Alueportaali · {looked_for}")]);
    }
}

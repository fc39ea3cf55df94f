//! Programs of others: connecting them, their tokens, how often they may call, and how all of it ends.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use carrel_services::{
    api::{ApiError, Caller},
    audit::Origin,
};
use futures::future::join_all;
use http::{Method, StatusCode};

use crate::{
    api_support::{
        ADMINISTRATOR, ALL_SCOPES, HOME, Program, Wanted, ask, ask_from, call, call_from, connect, is_problem, json,
        secret_of, send_form, token_of, token_with,
    },
    delivery::id_of,
    harness::{ANNA, Database, Portal, STAFF},
};

on_each_database!(
    a_program_gets_a_token_by_header_and_by_form,
    the_errors_of_the_token_endpoint_are_those_of_the_standard,
    what_is_taken_away_ends_at_once_on_every_node,
    a_program_ends_on_its_last_day_and_a_token_after_ten_minutes,
    a_program_elsewhere_gets_nothing,
    guessing_secrets_is_slowed_down,
    a_secret_is_shown_once_and_kept_as_a_hash,
    connecting_takes_what_the_rules_say,
    calls_are_limited_on_all_nodes_together,
    what_cannot_be_logged_is_no_token,
);

fn requests_of(patron: &str) -> String {
    format!("/api/v1/patrons/{patron}/requests")
}

async fn a_program_gets_a_token_by_header_and_by_form(database: Database) {
    let portal = Portal::on(database).await;
    let program = connect(&portal, Wanted::default()).await;
    let by_form = ask(&portal, &program).await;
    assert_eq!(by_form.header("cache-control"), "no-store");
    let answer = json(&by_form);
    assert_eq!((answer["token_type"].as_str(), answer["expires_in"].as_i64()), (Some("Bearer"), Some(600)));
    assert_eq!(answer["scope"], ALL_SCOPES.join(" "));
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", program.id, program.secret)));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", basic.as_str())];
    let body = "grant_type=client_credentials&scope=logs:read";
    let by_header = portal.browser().send(Method::POST, "/api/v1/oauth/token", &headers, Body::from(body)).await;
    let answer = json(&by_header);
    assert_eq!((by_header.status, answer["scope"].as_str()), (StatusCode::OK, Some("logs:read")));
    // Less than the program may have is all that this token may.
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(call(&portal, "/api/v1/audit", token).await.status, StatusCode::OK);
    let refused = call(&portal, &requests_of(&id_of(&portal, ANNA).await), token).await;
    is_problem(&refused, 403, "missing-scope");
    assert!(refused.header("www-authenticate").contains("scope=\"requests:read\""));
}

async fn the_errors_of_the_token_endpoint_are_those_of_the_standard(database: Database) {
    let portal = Portal::on(database).await;
    let program = connect(&portal, Wanted { scopes: &["logs:read"], ..Wanted::default() }).await;
    let (id, secret) = (program.id.as_str(), program.secret.as_str());
    let credentials = [("client_id", id), ("client_secret", secret)];
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        credentials.into_iter().chain(more.iter().copied()).collect()
    };
    let grant = ("grant_type", "client_credentials");
    for (fields, status, error) in [
        (with(&[]), 400, "invalid_request"),
        (with(&[("grant_type", "password")]), 400, "unsupported_grant_type"),
        (with(&[grant, grant]), 400, "invalid_request"),
        (with(&[grant, ("scope", "patrons:read")]), 400, "invalid_scope"),
        (with(&[grant, ("scope", "everything")]), 400, "invalid_scope"),
        (vec![grant], 401, "invalid_client"),
        (vec![grant, ("client_id", id)], 401, "invalid_client"),
        (vec![grant, ("client_id", id), ("client_secret", "wrong")], 401, "invalid_client"),
        (vec![grant, ("client_id", "nobody"), ("client_secret", secret)], 401, "invalid_client"),
        (vec![grant, ("client_id", "ä\u{1}"), ("client_secret", secret)], 401, "invalid_client"),
    ] {
        let answer = ask_from(&portal, HOME, &fields).await;
        assert_eq!((answer.status.as_u16(), json(&answer)["error"].as_str()), (status, Some(error)), "{fields:?}");
        assert_eq!(answer.header("www-authenticate").is_empty(), status != 401);
    }
    let mut browser = portal.browser();
    let url = "/api/v1/oauth/token";
    let answer = browser.send(Method::POST, url, &[("content-type", "application/json")], Body::from("{}")).await;
    is_problem(&answer, 415, "unsupported-type");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    is_problem(&browser.send(Method::POST, url, &form, Body::from("a".repeat(9000))).await, 413, "too-large");
    let answer = browser.send(Method::GET, url, &[], Body::empty()).await;
    is_problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "POST");
    let both = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let headers = [form[0], ("authorization", both.as_str())];
    let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let answer = browser.send(Method::POST, url, &headers, Body::from(body)).await;
    assert_eq!((answer.status.as_u16(), json(&answer)["error"].as_str()), (400, Some("invalid_request")));
}

async fn what_is_taken_away_ends_at_once_on_every_node(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let program = connect(&portal, Wanted::default()).await;
    let token = token_of(&portal, &program).await;
    let other = portal.other_node("node-b");
    let caller = Caller { address: HOME.parse().ok(), origin: Origin::default() };
    assert_eq!(call(&portal, &requests_of(&anna), &token).await.status, StatusCode::OK);
    assert!(other.read_requests(Some(&token), &anna, &caller).await.is_ok(), "a token is good on every node");
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let rotated = secret_of(&admin.post(&format!("/staff/api-clients/{}/rotate", program.id), &[]).await);
    assert_eq!(rotated.id, program.id);
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 401, "invalid-token");
    assert_eq!(ask(&portal, &program).await.status, StatusCode::UNAUTHORIZED, "the old secret");
    let token = token_of(&portal, &rotated).await;
    let revoked = admin.post(&format!("/staff/api-clients/{}/revoke", program.id), &[]).await;
    assert_eq!(revoked.location(), "/staff/api-clients?done=revoked");
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 401, "invalid-token");
    let refused = other.read_requests(Some(&token), &anna, &caller).await;
    assert!(matches!(refused, Err(ApiError::InvalidToken)), "{refused:?}");
    assert_eq!(ask(&portal, &rotated).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portal.number("SELECT COUNT(*) FROM api_token").await, 0);
    let again = admin.post(&format!("/staff/api-clients/{}/rotate", program.id), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "nothing brings it back");
}

async fn a_program_ends_on_its_last_day_and_a_token_after_ten_minutes(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let program = connect(&portal, Wanted { ends_on: "2026-03-02", ..Wanted::default() }).await;
    let token = token_of(&portal, &program).await;
    portal.clock.advance(9 * 60);
    assert_eq!(call(&portal, &requests_of(&anna), &token).await.status, StatusCode::OK);
    portal.clock.advance(60);
    let over = call(&portal, &requests_of(&anna), &token).await;
    is_problem(&over, 401, "invalid-token");
    assert!(over.header("www-authenticate").contains("error=\"invalid_token\""));
    // Until midnight where the library is: 22 UTC.
    portal.clock.advance(9 * 60 * 60 + 49 * 60);
    let token = token_of(&portal, &program).await;
    portal.clock.advance(60);
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 401, "invalid-token");
    assert_eq!(ask(&portal, &program).await.status, StatusCode::UNAUTHORIZED);
    portal.services.clear_away().await.unwrap();
    portal.clock.advance(10 * 60);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM api_token").await, 0, "what is over is swept away");
}

async fn a_program_elsewhere_gets_nothing(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let program = connect(&portal, Wanted { networks: "192.0.2.0/28, 2001:db8::/32", ..Wanted::default() }).await;
    let token = token_of(&portal, &program).await;
    let fields =
        [("grant_type", "client_credentials"), ("client_id", &*program.id), ("client_secret", &*program.secret)];
    for (peer, is_inside) in
        [("192.0.2.15", true), ("192.0.2.16", false), ("2001:db8::9", true), ("2001:db9::9", false)]
    {
        let answer = call_from(&portal, peer, &requests_of(&anna), &token, &[]).await;
        let asked = ask_from(&portal, peer, &fields).await;
        if is_inside {
            assert_eq!((answer.status, asked.status), (StatusCode::OK, StatusCode::OK), "{peer}");
        } else {
            is_problem(&answer, 403, "outside-networks");
            assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{peer}");
        }
    }
    for _ in 0..30 {
        call_from(&portal, "198.51.100.7", &requests_of(&anna), &token, &[]).await;
    }
    let refused = portal.log().await.into_iter().filter(|entry| entry.action == "api-refused").count();
    assert!((10..=13).contains(&refused), "refusals are in the log, and cannot fill it: {refused}");
    let organization =
        "INSERT INTO organization (slug, name, time_zone, currency) VALUES ('x', 'Toinen', 'UTC', 'EUR')";
    portal.execute(organization).await;
    portal.execute("UPDATE api_client SET organization_id = (SELECT id FROM organization WHERE slug = 'x')").await;
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 401, "invalid-token");
    assert_eq!(ask(&portal, &program).await.status, StatusCode::UNAUTHORIZED, "another organization's program");
}

async fn guessing_secrets_is_slowed_down(database: Database) {
    let portal = Portal::on(database).await;
    let program = connect(&portal, Wanted::default()).await;
    for number in 0..20 {
        // Right ones do not count.
        assert_eq!(ask(&portal, &program).await.status, StatusCode::OK, "{number}");
    }
    // A program's parts may all begin at the same time.
    let at_once = join_all((0..20).map(|_| ask(&portal, &program))).await;
    assert!(at_once.iter().all(|answer| answer.status == StatusCode::OK));
    let wrong = Program { secret: "A".repeat(43), ..program.clone() };
    for _ in 0..10 {
        assert_eq!(ask(&portal, &wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    let throttled = ask(&portal, &wrong).await;
    is_problem(&throttled, 429, "too-many-calls");
    assert_eq!(throttled.header("retry-after"), "900");
    let fields =
        [("grant_type", "client_credentials"), ("client_id", &*program.id), ("client_secret", &*program.secret)];
    let elsewhere = ask_from(&portal, "192.0.2.10", &fields).await;
    assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "also the right one, from that network");
    portal.clock.advance(15 * 60);
    assert_eq!(ask(&portal, &program).await.status, StatusCode::OK);
    let refused = portal.log().await.into_iter().filter(|entry| entry.action == "api-token-refused").count();
    assert_eq!(refused, 10);
}

async fn a_secret_is_shown_once_and_kept_as_a_hash(database: Database) {
    let portal = Portal::on(database).await;
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let before = portal.log().await.len();
    let shown = send_form(&mut admin, Wanted::default()).await;
    assert_eq!(shown.header("cache-control"), "no-store");
    let program = secret_of(&shown);
    let token = token_of(&portal, &program).await;
    let page = admin.get("/staff/api-clients").await.text();
    assert!(page.contains("Alueportaali") && page.contains("Asiakkaan omat tiedot") && !page.contains(&program.secret));
    for table in portal.tables().await {
        let text = portal.whole_table(&table).await;
        assert!(!text.contains(&program.secret) && !text.contains(&token), "a secret stands in {table}");
    }
    let actions: Vec<_> = portal.log().await[before..].iter().map(|entry| entry.action.clone()).collect();
    assert_eq!(actions, ["api-client-added", "api-token-issued", "view"]);
    // After a quarter of an hour the PIN is asked for, and the form is not lost.
    portal.clock.advance(15 * 60 - 1);
    admin.get("/staff/api-clients").await;
    portal.clock.advance(60);
    let asked = send_form(&mut admin, Wanted { name: "Toinen", ..Wanted::default() }).await;
    assert!(asked.text().contains("name=\"pin\"") && asked.text().contains("value=\"Toinen\""), "{}", asked.text());
    let rotate = format!("/staff/api-clients/{}/rotate", program.id);
    assert!(admin.post(&rotate, &[]).await.text().contains("name=\"pin\""));
    assert_eq!(
        portal.number("SELECT COUNT(*) FROM api_client WHERE rotated_at IS NOT NULL OR name = 'Toinen'").await,
        0
    );
    secret_of(&admin.post(&rotate, &[("pin", ADMINISTRATOR.pin)]).await);
}

async fn connecting_takes_what_the_rules_say(database: Database) {
    let portal = Portal::on(database).await;
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let usual = Wanted::default();
    let long = "x".repeat(81);
    for (wanted, text) in [
        (Wanted { name: " ", ..usual }, "Give a name"),
        (Wanted { name: &long, ..usual }, "Give a name"),
        (Wanted { scopes: &[], ..usual }, "Tick at least one"),
        (Wanted { networks: "", ..usual }, "addresses or networks"),
        (Wanted { networks: "everywhere", ..usual }, "addresses or networks"),
        (Wanted { ends_on: "", ..usual }, "The last day must be"),
        (Wanted { ends_on: "2026-03-01", ..usual }, "The last day must be"),
        (Wanted { ends_on: "2028-03-02", ..usual }, "The last day must be"),
        (Wanted { calls: "0", ..usual }, "Give the calls a minute"),
        (Wanted { library: "NONE", ..usual }, "There is no such library"),
    ] {
        let answer = send_form(&mut admin, wanted).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM api_client").await, 0);
    secret_of(&send_form(&mut admin, Wanted { ends_on: "2028-03-01", library: "OUT", ..usual }).await);
    let again = send_form(&mut admin, usual).await;
    assert!(again.text().contains("has this name already"), "{}", again.text());
    // Who looks after one library only connects programs for it, and sees no others.
    let id = portal.id_of(ADMINISTRATOR).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'JNS' WHERE patron_id = {id}")).await;
    portal.execute("INSERT INTO library (organization_id, code, name) VALUES (1, 'JNS', 'Joensuu')").await;
    assert!(!admin.get("/staff/api-clients").await.text().contains("Alueportaali"));
    let answer = send_form(&mut admin, Wanted { name: "Kaikki", ..usual }).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "the whole organization");
    for person in STAFF.into_iter().filter(|person| person.card != ADMINISTRATOR.card) {
        let mut browser = portal.browser_at("203.0.113.9");
        browser.sign_in(person).await;
        assert_eq!(send_form(&mut browser, usual).await.status, StatusCode::FORBIDDEN, "{:?}", person.role);
    }
}

async fn calls_are_limited_on_all_nodes_together(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let program = connect(&portal, Wanted { calls: "30", ..Wanted::default() }).await;
    let token = token_of(&portal, &program).await;
    let other = portal.other_node("node-b");
    let caller = Caller { address: HOME.parse().ok(), origin: Origin::default() };
    let mut answered = 1;
    for _ in 0..40 {
        answered += i32::from(call(&portal, &requests_of(&anna), &token).await.status == StatusCode::OK);
        answered += i32::from(other.read_requests(Some(&token), &anna, &caller).await.is_ok());
    }
    assert_eq!(answered, 30, "the token's call and the others, on both nodes");
    let refused = call(&portal, &requests_of(&anna), &token).await;
    is_problem(&refused, 429, "too-many-calls");
    assert_eq!(refused.header("retry-after"), "2");
    assert_eq!(ask(&portal, &program).await.status, StatusCode::TOO_MANY_REQUESTS);
    portal.clock.advance(2);
    assert_eq!(call(&portal, &requests_of(&anna), &token).await.status, StatusCode::OK);
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 429, "too-many-calls");
    // Another program's calls are its own.
    let other = token_with(&portal, "Toinen", &["requests:read"]).await;
    assert_eq!(call(&portal, &requests_of(&anna), &other).await.status, StatusCode::OK);
}

async fn what_cannot_be_logged_is_no_token(database: Database) {
    let portal = Portal::on(database).await;
    let program = connect(&portal, Wanted::default()).await;
    let token = token_of(&portal, &program).await;
    let anna = id_of(&portal, ANNA).await;
    portal.break_log().await;
    is_problem(&ask(&portal, &program).await, 500, "failed");
    is_problem(&call(&portal, &requests_of(&anna), &token).await, 500, "failed");
    assert_eq!(portal.number("SELECT COUNT(*) FROM api_token").await, 1);
}

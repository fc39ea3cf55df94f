//! What programs read: with which right, in answer to what, in which shape, and what the log says of it.

use http::StatusCode;
use serde_json::Value as Json;

use crate::{
    api_support::{
        ALL_SCOPES, HOME, Wanted, call, call_from, connect, is_problem, json as read, permit, token_of, token_with,
    },
    delivery::{OFFICER, check_identity, id_of, record},
    harness::{ANNA, BRUNO, Database, Portal},
};

on_each_database!(
    nothing_is_read_without_a_recorded_request,
    every_endpoint_needs_its_scope_and_reach,
    pages_follow_each_other_and_come_to_all_there_is,
    a_refusal_tells_no_more_than_the_scope_permits,
    what_is_asked_wrongly_is_refused,
);

/// Endpoints that hand over a patron's data, with their scope.
pub fn data_of(patron: &str) -> [(String, &'static str); 8] {
    let own = |list: &str| format!("/api/v1/patrons/{patron}/{list}");
    [
        (String::from("/api/v1/patrons/alldata?borrowernumber=1"), "patrons:read"),
        (own("data"), "patrons:read"),
        (own("data?category=fees"), "patrons:read"),
        (own("history"), "patrons:read"),
        (own("preferences"), "preferences:read"),
        (own("consents"), "consents:read"),
        (String::from("/api/v1/logs?object=1"), "logs:read"),
        (format!("/api/v1/audit?patron={patron}"), "logs:read"),
    ]
}

/// Endpoints that say how the library works.
pub fn others_of(patron: &str) -> [(String, &'static str); 4] {
    let own = |list: &str| format!("/api/v1/patrons/{patron}/{list}");
    [
        (own("requests"), "requests:read"),
        (own("disclosures"), "disclosures:read"),
        (String::from("/api/v1/logs"), "logs:read"),
        (String::from("/api/v1/audit"), "logs:read"),
    ]
}

async fn nothing_is_read_without_a_recorded_request(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let refused = |code: &'static str| {
        let (portal, token, anna) = (portal.clone(), token.clone(), anna.clone());
        async move {
            for (address, _) in data_of(&anna) {
                let answer = call(&portal, &address, &token).await;
                is_problem(&answer, 403, "request-needed");
                assert!(answer.text().contains(code), "{address}: {}", answer.text());
                assert!(!answer.text().contains(ANNA.surname));
            }
        }
    };
    refused("delivery-no-request").await;
    let mut officer = portal.signed_in(OFFICER).await;
    let of_bruno = record(&mut officer, &portal, BRUNO, "D 0", "2026-03-02").await;
    check_identity(&mut officer, &of_bruno).await;
    refused("delivery-no-request").await;
    let patron = id_of(&portal, ANNA).await;
    let fields = [("kind", "rectification"), ("channel", "letter"), ("document", "D 1"), ("received", "2026-03-02")];
    let wrong = officer.post(&format!("/staff/patrons/{patron}/requests"), &fields).await;
    refused("delivery-wrong-kind").await;
    check_identity(&mut officer, wrong.location()).await;
    let request = record(&mut officer, &portal, ANNA, "D 2", "2026-03-02").await;
    refused("delivery-identity-unchecked").await;
    check_identity(&mut officer, &request).await;
    for (address, _) in data_of(&anna) {
        let answer = call(&portal, &address, &token).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text());
    }
    // One that is named is the one that counts.
    let id = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    for (named, is_good) in [(id(&request), true), (id(wrong.location()), false), (id(&of_bruno), false)] {
        for (address, _) in data_of(&anna) {
            let sign = if address.contains('?') { '&' } else { '?' };
            let answer = call(&portal, &format!("{address}{sign}request={named}"), &token).await;
            assert_eq!(answer.status == StatusCode::OK, is_good, "{address} {named}");
        }
    }
    let line = officer.get(&request).await.text();
    assert!(line.contains("A connected program read the data") && line.contains("Alueportaali"), "{line}");
    let answer = [("state", "answered"), ("outcome", "Tiedot on annettu.")];
    assert_eq!(officer.post(&format!("{request}/close"), &answer).await.status, StatusCode::SEE_OTHER);
    refused("delivery-wrong-kind").await;
    let annas = portal.id_of(ANNA).await;
    let log = portal.log().await;
    let mut refusals = log.iter().filter(|entry| entry.action == "delivery-refused");
    assert!(refusals.all(|entry| entry.patron == Some(annas) && entry.role == "api-client"));
}

async fn every_endpoint_needs_its_scope_and_reach(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let all: Vec<_> = data_of(&anna).into_iter().chain(others_of(&anna)).collect();
    let mut narrow = Vec::new();
    for scope in ALL_SCOPES {
        narrow.push((scope, token_with(&portal, scope, &[scope]).await));
    }
    let wanted = Wanted { name: "Toinen kirjasto", library: "JNS", ..Wanted::default() };
    portal.execute("INSERT INTO library (organization_id, code, name) VALUES (1, 'JNS', 'Joensuu')").await;
    let elsewhere = token_of(&portal, &connect(&portal, wanted).await).await;
    let within = Wanted { name: "Oma kirjasto", library: "OUT", ..Wanted::default() };
    let within = token_of(&portal, &connect(&portal, within).await).await;
    let names_patron = |address: &str| address.contains(&anna) || address.contains("=1");
    for (address, needed) in &all {
        is_problem(&call(&portal, address, "").await, 401, "no-token");
        assert_eq!(call(&portal, address, "").await.header("www-authenticate"), "Bearer realm=\"carrel\"");
        for nonsense in ["x", &"A".repeat(43), "ä"] {
            is_problem(&call(&portal, address, nonsense).await, 401, "invalid-token");
        }
        // A patron's part of the log takes both rights (D2).
        let takes_two = *needed == "logs:read" && names_patron(address);
        if takes_two {
            let both = token_with(&portal, address, &["logs:read", "patrons:read"]).await;
            assert_eq!(call(&portal, address, &both).await.status, StatusCode::OK, "{address}");
        }
        for (scope, token) in &narrow {
            let answer = call(&portal, address, token).await;
            if scope == needed && !takes_two {
                assert_eq!(answer.status, StatusCode::OK, "{address} with {scope}: {}", answer.text());
            } else {
                is_problem(&answer, 403, "missing-scope");
            }
        }
        assert_eq!(call(&portal, address, &within).await.status, StatusCode::OK, "{address}");
        let answer = call(&portal, address, &elsewhere).await;
        if names_patron(address) {
            is_problem(&answer, 404, "not-found");
        } else {
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            assert!(!answer.text().contains(&anna) && !answer.text().contains("\"object\":1,"), "{}", answer.text());
        }
    }
    let log = format!("/api/v1/patrons/{anna}/data?category=log");
    is_problem(&call(&portal, &log, &narrow[0].1).await, 403, "missing-scope");
    assert_eq!(call(&portal, &log, &within).await.status, StatusCode::OK);
    let everything = call(&portal, &format!("/api/v1/patrons/{anna}/data?limit=500"), &narrow[0].1).await;
    assert!(!everything.text().contains("\"category\":\"log\""));
    // A browser's session is no right here.
    let mut officer = portal.signed_in(OFFICER).await;
    assert_eq!(officer.get(&all[0].0).await.status, StatusCode::UNAUTHORIZED);
    portal
        .execute("INSERT INTO organization (slug, name, time_zone, currency) VALUES ('x', 'Toinen', 'UTC', 'EUR')")
        .await;
    let moved =
        "UPDATE patron SET organization_id = (SELECT id FROM organization WHERE slug = 'x') WHERE cardnumber = ";
    portal.execute(&format!("{moved}'{}'", ANNA.card)).await;
    let token = token_with(&portal, "Kaikki", &ALL_SCOPES).await;
    for (address, _) in all.iter().filter(|(address, _)| names_patron(address)) {
        is_problem(&call(&portal, address, &token).await, 404, "not-found");
    }
}

/// All pages of a list, with the number of each.
async fn walk(portal: &Portal, address: &str, limit: u32, token: &str) -> (Vec<Json>, usize) {
    let (mut items, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = read(&call(portal, &format!("{address}?limit={limit}{cursor}"), token).await);
        let rows = page["items"].as_array().unwrap();
        assert!(rows.len() <= limit as usize);
        items.extend(rows.iter().cloned());
        pages += 1;
        match page["next"].as_str() {
            None => return (items, pages),
            Some(next) => {
                assert!(next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{next}");
                cursor = format!("&cursor={next}");
            }
        }
    }
}

async fn pages_follow_each_other_and_come_to_all_there_is(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &["patrons:read"]).await;
    let data = format!("/api/v1/patrons/{anna}/data");
    let (whole, pages) = walk(&portal, &data, 500, &token).await;
    assert_eq!((whole.len(), pages), (2 + 3 + 120 + 4, 1), "what she has, without the log");
    for limit in [1, 7, 64, 129] {
        let (items, pages) = walk(&portal, &data, limit, &token).await;
        assert!(items == whole, "{limit} a page");
        assert!(pages >= 129_usize.div_ceil(limit as usize), "{limit}: {pages}");
    }
    let history = format!("/api/v1/patrons/{anna}/history");
    let (items, _) = walk(&portal, &history, 50, &token).await;
    assert_eq!(items.len(), 120);
    assert_eq!(items[0]["category"], "checkout-history");
    assert!(items[0]["values"]["checked_out_at"].as_str().unwrap().ends_with("+02:00"), "{}", items[0]);
    // A cursor is one client's, for one list, for a day, and nobody reads it.
    let page = read(&call(&portal, &format!("{data}?limit=5"), &token).await);
    let cursor = page["next"].as_str().unwrap().to_owned();
    let changed = format!("{}{}", &cursor[..cursor.len() - 1], if cursor.ends_with('A') { 'B' } else { 'A' });
    for wrong in [&changed, "x", &cursor[1..], &"A".repeat(990)] {
        is_problem(&call(&portal, &format!("{data}?cursor={wrong}"), &token).await, 422, "cursor");
    }
    is_problem(&call(&portal, &format!("{history}?cursor={cursor}"), &token).await, 422, "cursor");
    is_problem(&call(&portal, &format!("{data}?category=fees&cursor={cursor}"), &token).await, 422, "cursor");
    let other = token_with(&portal, "Toinen", &["patrons:read"]).await;
    is_problem(&call(&portal, &format!("{data}?cursor={cursor}"), &other).await, 422, "cursor");
    assert_eq!(call(&portal, &format!("{data}?cursor={cursor}"), &token).await.status, StatusCode::OK);
}

/// Who may not read requests does not learn from refusals which there are.
async fn a_refusal_tells_no_more_than_the_scope_permits(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    let mut officer = portal.signed_in(OFFICER).await;
    record(&mut officer, &portal, ANNA, "D 1", "2026-03-02").await;
    let address = format!("/api/v1/patrons/{anna}/preferences");
    for (scopes, code) in [
        (&["preferences:read"][..], "delivery-no-request"),
        (&["preferences:read", "requests:read"], "delivery-identity-unchecked"),
    ] {
        let token = token_with(&portal, code, scopes).await;
        let answer = call(&portal, &address, &token).await;
        is_problem(&answer, 403, "request-needed");
        assert!(answer.text().contains(code), "{}", answer.text());
    }
}

async fn what_is_asked_wrongly_is_refused(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    for wrong in [
        String::from("patrons/alldata"),
        String::from("patrons/alldata?borrowernumber=x"),
        String::from("patrons/alldata?borrowernumber=-1"),
        String::from("patrons/alldata?borrowernumber=99999999999999999999"),
        String::from("patrons/alldata?borrowernumber=1&section=password"),
        String::from("patrons/alldata?borrowernumber=1&borrowernumber=2"),
        String::from("patrons/alldata?borrowernumber=1&sectoin=holds"),
        format!("patrons/{anna}/data?category=secrets"),
        format!("patrons/{anna}/data?limit=0"),
        format!("patrons/{anna}/data?limit=501"),
        format!("patrons/{anna}/requests?limit=5"),
        String::from("logs?datefrom=yesterday"),
        String::from("logs?dateto=2026-02-30"),
        String::from("audit?action=everything"),
        String::from("audit?outcome=%00"),
        String::from("audit?from=2026-1-1"),
        // A program's variable that was not set must not show everybody's.
        String::from("audit?patron="),
        String::from("logs?modules[]="),
        String::from("logs?object="),
        format!("patrons/{anna}/data?request="),
    ] {
        is_problem(&call(&portal, &format!("/api/v1/{wrong}"), &token).await, 422, "parameter");
    }
    for nobody in ["nobody", "%00", "%FF", "a%2Fb", "..%2F..", &"x".repeat(300)] {
        for list in ["data", "requests", "disclosures"] {
            is_problem(&call(&portal, &format!("/api/v1/patrons/{nobody}/{list}"), &token).await, 404, "not-found");
        }
    }
    is_problem(&call(&portal, "/api/v1/patrons/alldata?borrowernumber=424242", &token).await, 404, "not-found");
    for address in ["/api/v1/", "/api/v1/nothing", "/api/v1/patrons", "/api/v1/docs/x"] {
        is_problem(&call(&portal, address, &token).await, 404, "no-such-resource");
    }
    let mut browser = portal.browser();
    for method in [http::Method::POST, http::Method::PUT, http::Method::DELETE, http::Method::PATCH] {
        let body = axum::body::Body::empty();
        let answer = browser.send(method, "/api/v1/audit", &[("sec-fetch-site", "same-origin")], body).await;
        is_problem(&answer, 405, "method-not-allowed");
        assert_eq!(answer.header("allow"), "GET,HEAD");
    }
    let page = call_from(&portal, HOME, "/api/v1/audit", &token, &[("accept", "text/html")]).await;
    is_problem(&page, 406, "not-acceptable");
    let before = portal.log().await.len();
    let nothing = [("accept-encoding", "identity;q=0, *;q=0")];
    let data = format!("/api/v1/patrons/{anna}/data");
    is_problem(&call_from(&portal, HOME, &data, &token, &nothing).await, 406, "not-acceptable");
    assert_eq!(portal.log().await.len(), before, "nothing was read");
    let elsewhere = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let sent = portal.browser().send(http::Method::POST, "/api/v1/oauth/token", &elsewhere, Default::default()).await;
    is_problem(&sent, 403, "cross-site");
    assert!(!sent.header("x-request-id").is_empty());
}

//! Staff work can be limited to networks; one's own data is not.

use http::StatusCode;

use crate::harness::{ANNA, Database, Options, Person, Portal, STAFF};

on_each_database!(
    staff_work_from_the_librarys_networks_only,
    behind_a_proxy_it_is_the_clients_network_that_counts,
    a_header_of_ones_own_leads_nobody_inside,
);

const MAIN_USER: Person = STAFF[3];
const INSIDE: &str = "203.0.113.7";
const OUTSIDE: &str = "198.51.100.7";
const PROXY: &str = "10.0.0.1";

fn limited() -> Options {
    Options { staff_networks: "203.0.113.0/24, 2001:db8::/32", trusted_proxies: PROXY, ..Options::default() }
}

async fn staff_work_from_the_librarys_networks_only(database: Database) {
    let portal = Portal::with(database, limited()).await;
    for address in [INSIDE, "::ffff:203.0.113.8", "2001:db8::5"] {
        let mut browser = portal.browser_at(address);
        browser.sign_in(MAIN_USER).await;
        assert_eq!(browser.get("/staff/roles").await.status, StatusCode::OK, "{address}");
    }
    let mut browser = portal.browser_at(OUTSIDE);
    browser.sign_in(MAIN_USER).await;
    for address in ["/staff", "/staff/roles", "/staff/libraries", "/staff/settings"] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
        assert!(answer.text().contains("Staff work is not open from here"), "{address}: {}", answer.text());
    }
    let fields = [("cardnumber", ANNA.card), ("role", "desk"), ("reason", "Kesätyö")];
    assert_eq!(browser.post("/staff/roles", &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(portal.number("SELECT COUNT(*) FROM role_grant").await, 5);
    assert!(portal.log().await.iter().any(|entry| entry.action == "network-refused"));
    assert_eq!(browser.get("/my-data").await.status, StatusCode::OK, "one's own data is everywhere");
    // The same session, carried inside: roles are there again.
    let mut inside = portal.browser_at(INSIDE);
    inside.cookies = browser.cookies.clone();
    assert_eq!(inside.get("/staff/roles").await.status, StatusCode::OK);
}

async fn behind_a_proxy_it_is_the_clients_network_that_counts(database: Database) {
    let portal = Portal::with(database, limited()).await;
    for (client, status) in [(INSIDE, StatusCode::OK), (OUTSIDE, StatusCode::FORBIDDEN)] {
        let mut browser = portal.browser_at(PROXY).with("x-forwarded-for", client);
        browser.sign_in(MAIN_USER).await;
        assert_eq!(browser.get("/staff/roles").await.status, status, "{client}");
    }
}

async fn a_header_of_ones_own_leads_nobody_inside(database: Database) {
    let portal = Portal::with(database, limited()).await;
    let mut browser = portal.browser_at(OUTSIDE).with("x-forwarded-for", INSIDE);
    browser.sign_in(MAIN_USER).await;
    assert_eq!(browser.get("/staff/roles").await.status, StatusCode::FORBIDDEN);
    let forged = format!("{INSIDE}, {OUTSIDE}");
    let mut browser = portal.browser_at(PROXY).with("x-forwarded-for", &forged);
    browser.sign_in(MAIN_USER).await;
    assert_eq!(browser.get("/staff/roles").await.status, StatusCode::FORBIDDEN, "the proxy's own word counts");
}

//! Who may what: every endpoint there is, for nobody and for every role, with one's own things and somebody else's.
//!
//! Patrons see their own data and nobody else's; staff what their role's permissions include.

mod rule;
mod source;
mod staff_table;
mod table;

use std::collections::BTreeSet;

use axum::body::Body;
use http::{Method, StatusCode};

pub use self::source::routes_in_source;
use self::{
    rule::{Answers, EXPORT, GRANT, Hides, MAIL, PATRON, REQUEST, Refuses, Rule, SESSION, Sends, Shows},
    table::table,
};

use crate::harness::{ANNA, Answer, BRUNO, Browser, Database, HILLA, Options, Person, Portal, STAFF};

on_each_database!(
    every_endpoint_answers_everybody_as_the_table_says,
    for_staff_of_another_library_or_organization_nothing_is_there,
);

/// What somebody has that has a name.
struct Things {
    export: String,
    session: i64,
    request: String,
    patron: String,
    mail: String,
    grant: String,
}

impl Things {
    /// A file that is ready, and a session.
    async fn of(portal: &Portal, person: Person) -> Self {
        let mut elsewhere = portal.signed_in(person).await;
        let address = elsewhere.ask_for("json").await;
        portal.prepare_all().await;
        let session = portal.number("SELECT MAX(id) FROM session").await;
        let last = |address: &str| address.rsplit('/').next().unwrap().to_owned();
        let request = last(elsewhere.post("/my-requests", &[("kind", "access")]).await.location());
        // Not one of too many.
        let id = portal.id_of(person).await;
        let others = format!("patron_id = {id} AND public_id <> '{request}'");
        portal.execute(&format!("UPDATE data_request SET state = 'withdrawn' WHERE {others}")).await;
        let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card);
        let patron = portal.texts(&sql).await.remove(0);
        // A mail that waits, and a role in the patron's library: somebody's who is not asked for here.
        let mail = format!("mail-{request}");
        portal
            .execute(&format!(
                "INSERT INTO outbox (public_id, organization_id, patron_id, template, language, recipient, payload, state, \
                 attempts, run_after, created_at, message_id) SELECT '{mail}', organization_id, id, 'TEST', 'fi', email, \
                 'x', 'waiting', 0, 0, 0, '{mail}' FROM patron WHERE id = {id}"
            ))
            .await;
        let grant = format!("grant-{request}");
        let holder = portal.id_of(HILLA).await;
        portal
            .execute(&format!(
                "INSERT INTO role_grant (public_id, organization_id, patron_id, role, library, reason, granted_at) \
                 SELECT '{grant}', organization_id, id, 'desk', library, 'Test', 0 FROM patron WHERE id = {holder}"
            ))
            .await;
        Self { export: last(&address), session, request, patron, mail, grant }
    }
}

async fn ask(browser: &mut Browser, rule: &Rule, things: &Things) -> Answer {
    let address = rule.address.replace(EXPORT, &things.export).replace(REQUEST, &things.request);
    let address = address.replace(PATRON, &things.patron).replace(MAIL, &things.mail);
    if address.starts_with("/api/") && !address.starts_with("/api/v1/") {
        // As an island asks.
        let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        return browser.send(Method::GET, &address, &headers, Body::empty()).await;
    }
    if rule.method == Method::GET {
        return browser.get(&address).await;
    }
    let session = things.session.to_string();
    let fields: Vec<_> = rule
        .form
        .iter()
        .map(|(name, value)| {
            let value = match *value {
                SESSION => &session,
                GRANT => &things.grant,
                value => value,
            };
            (*name, value)
        })
        .collect();
    browser.post(&address, &fields).await
}

fn check(who: &str, rule: &Rule, whose: &str, answer: &Answer, expected: Answers) {
    let found = match answer.status.as_u16() {
        200 | 204 => Shows,
        302 | 303 => match expected {
            Sends(to) if answer.location().starts_with(to) => expected,
            _ => panic!("{} {} ({whose}) sends {who} to {}", rule.method, rule.route, answer.location()),
        },
        404 => Hides,
        other => Refuses(other),
    };
    assert_eq!(found, expected, "{} {} ({whose}) for {who}: {}", rule.method, rule.route, answer.text());
}

async fn every_endpoint_answers_everybody_as_the_table_says(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 0, ..Options::default() }).await;
    let annas = Things::of(&portal, ANNA).await;
    for rule in table() {
        let answer = ask(&mut portal.browser(), &rule, &annas).await;
        check("nobody", &rule, "somebody's", &answer, rule.nobody);
    }
    for (number, person) in [BRUNO].into_iter().chain(STAFF).enumerate() {
        let who = person.role.name();
        // Each at home: the table's wrong PINs are not all guessed from one network.
        let mut browser = portal.browser_at(&format!("203.0.{number}.5"));
        browser.sign_in(person).await;
        for rule in table() {
            if let Some(expected) = rule.others {
                // The one before may have taken it away.
                let again = "SET revoked_at = NULL, revoked_by = NULL, revoke_reason = NULL";
                portal.execute(&format!("UPDATE role_grant {again} WHERE public_id = '{}'", annas.grant)).await;
                let answer = ask(&mut browser, &rule, &annas).await;
                let expected = if rule.needs.is_some() { rule.answers_to(person.role) } else { expected };
                check(who, &rule, "somebody else's", &answer, expected);
            }
            if !browser.is_signed_in().await {
                browser.sign_in(person).await;
            }
            let own = Things::of(&portal, person).await;
            let answer = ask(&mut browser, &rule, &own).await;
            check(who, &rule, "their own", &answer, rule.answers_to(person.role));
            let may_see = rule.needs.is_some() && rule.answers_to(person.role) == rule.own;
            assert!(may_see || !answer.text().contains(ANNA.surname), "{who} sees Anna's name at {}", rule.route);
        }
    }
    let mut anna = portal.signed_in(ANNA).await;
    let path = format!("/my-data/take-away/{}/file", annas.export);
    assert_eq!(anna.post(&path, &[]).await.status, StatusCode::OK, "Anna's file is still there");
    let sql = format!("SELECT COUNT(*) FROM session WHERE id = {}", annas.session);
    assert_eq!(portal.number(&sql).await, 1, "Anna's session goes on");
}

async fn for_staff_of_another_library_or_organization_nothing_is_there(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 0, ..Options::default() }).await;
    portal
        .execute("INSERT INTO organization (slug, name, time_zone, currency) VALUES ('toinen', 'Toinen', 'UTC', 'EUR')")
        .await;
    let annas = Things::of(&portal, ANNA).await;
    for (number, person) in STAFF.into_iter().enumerate() {
        let id = portal.id_of(person).await;
        let elsewhere = [
            vec![format!("UPDATE role_grant SET library = 'JNS' WHERE patron_id = {id}")],
            // Away from the library they were limited to just now, with the same role in the whole organization.
            ["role_grant", "patron"]
                .map(|table| {
                    let key = if table == "patron" { "id" } else { "patron_id" };
                    let library = if table == "patron" { "" } else { "library = NULL, " };
                    format!(
                        "UPDATE {table} SET {library}organization_id = (SELECT id FROM organization WHERE slug = 'toinen') \
                         WHERE {key} = {id}"
                    )
                })
                .to_vec(),
        ];
        let mut browser = portal.browser_at(&format!("203.0.{number}.5"));
        browser.sign_in(person).await;
        for (where_, statements) in ["library", "organization"].into_iter().zip(elsewhere) {
            for statement in statements {
                portal.execute(&statement).await;
            }
            let who = format!("{} of another {where_}", person.role.name());
            for rule in table().into_iter().filter(|rule| rule.needs.is_some()) {
                let answer = ask(&mut browser, &rule, &annas).await;
                if rule.names_something() {
                    let expected = if rule.answers_to(person.role) == rule.own { Hides } else { Refuses(403) };
                    check(&who, &rule, "somebody's there", &answer, expected);
                }
                for personal in [ANNA.surname, ANNA.card, "kaivospolku.example"] {
                    let (method, route) = (&rule.method, rule.route);
                    assert!(!answer.text().contains(personal), "{who} reads “{personal}” at {method} {route}");
                }
            }
        }
    }
    let state = portal.texts(&format!("SELECT state FROM data_request WHERE public_id = '{}'", annas.request)).await;
    assert_eq!(state, ["open"]);
    let held = format!("SELECT COUNT(*) FROM role_grant WHERE public_id = '{}' AND revoked_at IS NULL", annas.grant);
    assert_eq!(portal.number(&held).await, 1);
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request WHERE owner_id IS NOT NULL").await, 0);
}

#[test]
fn every_route_in_the_source_stands_in_the_table() {
    let in_table: BTreeSet<_> = table().iter().map(|rule| format!("{} {}", rule.method, rule.route)).collect();
    let in_source = routes_in_source();
    assert!(in_source.len() >= 15, "routes are found in the source: {in_source:?}");
    let missing: Vec<_> = in_source.difference(&in_table).collect();
    let gone: Vec<_> = in_table.difference(&in_source).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:?}; only in the table: {gone:?}");
}

/// Every address that can take a form, for tests that go through them.
pub fn form_addresses() -> Vec<String> {
    table().into_iter().filter(|rule| rule.method == Method::POST).map(|rule| rule.address.to_owned()).collect()
}

/// Every page and file, as somebody signed in asks for it.
pub fn page_addresses() -> Vec<String> {
    let pages = table().into_iter().filter(|rule| rule.method == Method::GET);
    pages
        .map(|rule| rule.address.to_owned())
        .filter(|address| ![EXPORT, REQUEST, PATRON, "/d/", "/r/", "/e/"].iter().any(|part| address.contains(part)))
        .collect()
}

#[tokio::test]
async fn what_is_no_endpoint_is_not_found_whatever_the_method() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
        let site = [("sec-fetch-site", "same-origin")];
        let answer = browser.send(method.clone(), "/admin", &site, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
    }
    for address in ["/sign-out", "/my-data/take-away/x/file", "/my-data/take-away/x/delete", "/security/sessions/end"] {
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "nothing changes on GET {address}"
        );
    }
}

//! A program of others, as the tests have one.

use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::Value as Json;

use crate::{
    delivery::{OFFICER, check_identity, record},
    harness::{Answer, Browser, Person, Portal, STAFF},
};

pub const ADMINISTRATOR: Person = STAFF[4];
/// Where programs call from.
pub const HOME: &str = "192.0.2.10";
pub const ALL_SCOPES: [&str; 6] =
    ["patrons:read", "logs:read", "requests:read", "disclosures:read", "preferences:read", "consents:read"];

/// A program to connect.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    pub name: &'a str,
    pub scopes: &'a [&'a str],
    pub networks: &'a str,
    pub library: &'a str,
    pub ends_on: &'a str,
    pub calls: &'a str,
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Self {
            name: "Alueportaali",
            scopes: &ALL_SCOPES,
            networks: "192.0.2.0/24",
            library: "",
            ends_on: "2027-01-31",
            calls: "6000",
        }
    }
}

/// A program that is connected.
#[derive(Clone)]
pub struct Program {
    pub id: String,
    pub secret: String,
}

pub async fn send_form(admin: &mut Browser, wanted: Wanted<'_>) -> Answer {
    let scopes: Vec<String> = wanted.scopes.iter().map(|scope| format!("scope-{scope}")).collect();
    let mut fields = vec![
        ("name", wanted.name),
        ("purpose", "Asiakkaan omat tiedot alueen palvelussa"),
        ("networks", wanted.networks),
        ("library", wanted.library),
        ("ends_on", wanted.ends_on),
        ("calls", wanted.calls),
    ];
    fields.extend(scopes.iter().map(|scope| (scope.as_str(), "on")));
    admin.post("/staff/api-clients", &fields).await
}

/// What the page that shows a secret says: client id and secret.
pub fn secret_of(answer: &Answer) -> Program {
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::OK, "{text}");
    let codes: Vec<String> = text
        .split("class=\"code\"")
        .skip(1)
        .map(|part| part.split_once('>').unwrap().1.split('<').next().unwrap().to_owned())
        .collect();
    Program { id: codes[0].clone(), secret: codes[1].clone() }
}

pub async fn connect(portal: &Portal, wanted: Wanted<'_>) -> Program {
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    secret_of(&send_form(&mut admin, wanted).await)
}

/// Asks for a token with a form, from an address.
pub async fn ask_from(portal: &Portal, peer: &str, fields: &[(&str, &str)]) -> Answer {
    let mut browser = portal.browser_at(peer);
    browser.headers.clear();
    let form = serde_urlencoded(fields);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    browser.send(Method::POST, "/api/v1/oauth/token", &headers, Body::from(form)).await
}

fn serde_urlencoded(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).finish()
}

pub async fn ask(portal: &Portal, program: &Program) -> Answer {
    let fields = [("grant_type", "client_credentials"), ("client_id", &program.id), ("client_secret", &program.secret)];
    ask_from(portal, HOME, &fields).await
}

/// A token of a program's, which it gets.
pub async fn token_of(portal: &Portal, program: &Program) -> String {
    let answer = ask(portal, program).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    json(&answer)["access_token"].as_str().unwrap().to_owned()
}

/// A program with these scopes, and its token.
pub async fn token_with(portal: &Portal, name: &str, scopes: &[&str]) -> String {
    let program = connect(portal, Wanted { name, scopes, ..Wanted::default() }).await;
    token_of(portal, &program).await
}

pub async fn call_from(
    portal: &Portal,
    peer: &str,
    address: &str,
    token: &str,
    more: &[(&'static str, &str)],
) -> Answer {
    let mut browser = portal.browser_at(peer);
    browser.headers.clear();
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("accept", "application/json")];
    if !token.is_empty() {
        headers.push(("authorization", &bearer));
    }
    headers.extend(more);
    browser.send(Method::GET, address, &headers, Body::empty()).await
}

pub async fn call(portal: &Portal, address: &str, token: &str) -> Answer {
    call_from(portal, HOME, address, token, &[]).await
}

pub fn json(answer: &Answer) -> Json {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", answer.text()))
}

/// The answer is a problem of this kind, with its status, and nothing is kept of it.
pub fn is_problem(answer: &Answer, status: u16, kind: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let problem = json(answer);
    assert_eq!(problem["type"], format!("/api/v1/docs#{kind}"));
    assert_eq!(problem["status"], status);
    assert!(problem["title"].is_string() && problem["detail"].is_string());
}

/// A request of somebody's that permits reading, at the end of the officer's work on it.
pub async fn permit(portal: &Portal, person: Person) -> String {
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, portal, person, "D 1", "2026-03-02").await;
    check_identity(&mut officer, &request).await;
    request.rsplit('/').next().unwrap().to_owned()
}

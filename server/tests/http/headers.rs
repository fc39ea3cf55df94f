//! The headers that tell a browser what it may do with an answer.

use std::collections::BTreeSet;

use http::StatusCode;

use crate::{
    access::page_addresses,
    harness::{ANNA, Answer, Browser, Database, Options, Portal},
};

fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    policy
        .split_once("'nonce-")
        .unwrap_or_else(|| panic!("a nonce in {policy}"))
        .1
        .split_once('\'')
        .unwrap()
        .0
        .to_owned()
}

/// Pages of every kind: shown, refused, not found, after a form.
async fn pages(browser: &mut Browser) -> Vec<(&'static str, Answer)> {
    let mut answers = Vec::new();
    for address in ["/my-data", "/my-data/fees", "/my-data/take-away", "/security", "/no-such-page", "/my-data/nothing"]
    {
        answers.push((address, browser.get(address).await));
    }
    let mut stranger = browser.clone();
    stranger.cookies.clear();
    answers.push(("sign-in", stranger.get("/sign-in").await));
    answers.push(("wrong PIN", stranger.try_sign_in(ANNA.card, "wrong").await));
    answers.push(("no PIN", stranger.try_sign_in(ANNA.card, "").await));
    answers
}

#[tokio::test]
async fn scripts_run_only_with_the_nonce_of_this_very_answer() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut nonces = BTreeSet::new();
    let answers = pages(&mut browser).await;
    let count = answers.len();
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = nonce(&answer);
        assert!(nonce.len() >= 22, "128 bits: {nonce}");
        let scripts = format!("script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'");
        for part in [
            "default-src 'none'",
            &scripts,
            "style-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|found| found.trim() == part), "{what}: {part} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("http"));
        let text = answer.text();
        for script in text.split("<script").skip(1) {
            let tag = script.split_once('>').unwrap().0;
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{what}: a script without the nonce: <script{tag}>");
        }
        assert!(text.contains("<script"), "{what} has scripts");
        for inline in [" onclick=", " onload=", " onsubmit=", " style=", "javascript:", "<style"] {
            assert!(!text.contains(inline), "{what} has {inline}");
        }
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), count, "no nonce comes twice");
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut answers = pages(&mut browser).await;
    for address in page_addresses() {
        answers.push(("", browser.get(&address).await));
    }
    for address in ["/pkg/missing.js", "/fonts/../secret.key", "/api/export-progress?export=x", "/api/nothing"] {
        answers.push((address, browser.get(address).await));
    }
    answers.push(("download", browser.post("/my-data/take-away", &[("format", "json")]).await));
    answers.push(("wrong form", browser.post("/my-data/take-away", &[("format", "exe")]).await));
    answers.push(("sign-out", browser.post("/sign-out", &[]).await));
    for (what, answer) in answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            // The way back from an identity provider tells nobody at all.
            let is_stricter = name == "referrer-policy" && answer.header(name) == "no-referrer";
            assert!(is_stricter || answer.header(name) == value, "{what}: {name}: {}", answer.header(name));
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{what}: {policy}");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(answer.headers.get("strict-transport-security").is_none(), "{what}: not over plain HTTP");
        assert!(answer.headers.get("server").is_none() && answer.headers.get("x-powered-by").is_none());
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let portal =
        Portal::with(Database::sqlite(), Options { base_url: "https://carrel.example", ..Options::default() }).await;
    for address in ["/sign-in", "/health", "/favicon.svg", "/pkg/carrel.TEST.css", "/no-such-page"] {
        let answer = portal.browser().get(address).await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=63072000; includeSubDomains", "{address}");
    }
}

#[tokio::test]
async fn nothing_personal_stays_in_a_cache() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    let mut answers = pages(&mut browser).await;
    for address in ["/", "/health", "/api/export-progress?export=x"] {
        answers.push((address, browser.get(address).await));
    }
    answers.push(("download", browser.post("/my-data/take-away", &[("format", "json")]).await));
    answers.push(("pdf", browser.post("/my-data/take-away", &[("format", "pdf")]).await));
    answers.push(("end others", browser.post("/security/sessions/end-others", &[]).await));
    answers.push(("sign-out", browser.post("/sign-out", &[]).await));
    answers.push(("sign-in", browser.try_sign_in(ANNA.card, ANNA.pin).await));
    for (what, answer) in answers {
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        assert!(answer.headers.get("etag").is_none() && answer.headers.get("last-modified").is_none(), "{what}");
    }
}

#[tokio::test]
async fn files_whose_names_change_with_their_content_are_kept_for_ever() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.browser();
    for address in ["/pkg/carrel.TEST.css", "/fonts/literata-5-latin.woff2"] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
        assert!(answer.headers.get("set-cookie").is_none());
    }
    for address in ["/favicon.svg", "/robots.txt"] {
        assert_eq!(browser.get(address).await.header("cache-control"), "public, max-age=86400", "{address}");
    }
    for address in ["/pkg/missing.js", "/fonts/missing.woff2", "/pkg/../carrel.sqlite", "/pkg/%2e%2e/%2e%2e/secret.key"]
    {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.header("cache-control").contains("immutable"), "{address} may come yet");
    }
}

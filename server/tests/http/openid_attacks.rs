//! What an attacker, or a provider that went bad, tries with a sign-in by OpenID Connect.

use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    harness::{ANNA, Answers, Database, Portal, Signed, TestProvider, read_query},
    openid::{begin, portal_with, problem, sign_in},
};

on_each_database!(
    a_state_ends_one_sign_in_and_no_second,
    of_many_answers_with_one_state_one_gets_in,
    a_callback_without_the_browsers_cookie_signs_nobody_in,
    a_state_of_another_browser_signs_nobody_in,
    a_flow_is_over_after_ten_minutes,
    a_code_of_another_sign_in_is_worth_nothing,
);

const MATCH: &str = "match_claim = 'card', match_field = 'cardnumber'";

/// A portal where Anna's sign-in works: what follows fails for the reason that the test names.
async fn portal() -> (Portal, TestProvider) {
    let (portal, provider) = portal_with(Database::sqlite(), MATCH).await;
    provider.forge(|claims| claims["card"] = ANNA.card.into());
    assert_eq!(sign_in(&mut portal.browser(), &provider, "anna").await.location(), "/my-data");
    (portal, provider)
}

/// Every sign-in is answered so, and opens nothing.
async fn assert_refused(portal: &Portal, provider: &TestProvider, expected: &str) {
    let mut browser = portal.browser();
    let answer = sign_in(&mut browser, provider, "anna").await;
    assert_eq!(problem(&answer), expected);
    assert!(!browser.is_signed_in().await);
    assert!(!browser.get(answer.location()).await.status.is_success());
}

async fn assert_forged(forge: impl Fn(&mut Value) + Send + 'static) {
    let (portal, provider) = portal().await;
    provider.forge(forge);
    assert_refused(&portal, &provider, "not-believed").await;
}

async fn assert_signed(signed: Signed) {
    let (portal, provider) = portal().await;
    provider.sign(signed);
    assert_refused(&portal, &provider, "not-believed").await;
}

#[tokio::test]
async fn a_token_of_another_issuer_is_not_believed() {
    assert_forged(|claims| claims["iss"] = "https://evil.example".into()).await;
}

#[tokio::test]
async fn an_issuer_that_differs_by_a_slash_is_another_one() {
    assert_forged(|claims| claims["iss"] = format!("{}/", claims["iss"].as_str().unwrap()).into()).await;
}

#[tokio::test]
async fn a_token_for_another_client_is_not_believed() {
    assert_forged(|claims| claims["aud"] = "somebody-else".into()).await;
}

#[tokio::test]
async fn a_token_for_others_too_is_not_believed() {
    assert_forged(|claims| claims["aud"] = json!(["carrel-test", "somebody-else"])).await;
}

#[tokio::test]
async fn a_token_made_for_another_party_is_not_believed() {
    assert_forged(|claims| claims["azp"] = "somebody-else".into()).await;
}

#[tokio::test]
async fn a_token_with_another_nonce_is_not_believed() {
    assert_forged(|claims| claims["nonce"] = "of-another-sign-in".into()).await;
}

#[tokio::test]
async fn a_token_without_nonce_is_not_believed() {
    assert_forged(|claims| drop(claims.as_object_mut().unwrap().remove("nonce"))).await;
}

#[tokio::test]
async fn an_expired_token_is_not_believed() {
    assert_forged(|claims| claims["exp"] = (claims["iat"].as_i64().unwrap() - 61).into()).await;
}

#[tokio::test]
async fn a_token_from_the_future_is_not_believed() {
    assert_forged(|claims| claims["iat"] = (claims["iat"].as_i64().unwrap() + 61).into()).await;
}

#[tokio::test]
async fn a_token_of_long_ago_is_not_believed() {
    assert_forged(|claims| claims["iat"] = (claims["iat"].as_i64().unwrap() - 601).into()).await;
}

#[tokio::test]
async fn a_token_that_is_not_valid_yet_is_not_believed() {
    assert_forged(|claims| claims["nbf"] = (claims["iat"].as_i64().unwrap() + 61).into()).await;
}

#[tokio::test]
async fn a_token_with_another_access_tokens_hash_is_not_believed() {
    assert_forged(|claims| claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()).await;
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let (portal, provider) = portal().await;
    provider.forge(|claims| {
        let now = claims["iat"].as_i64().unwrap();
        claims["card"] = ANNA.card.into();
        claims["iat"] = (now + 59).into();
        claims["nbf"] = (now + 59).into();
    });
    assert_eq!(sign_in(&mut portal.browser(), &provider, "anna").await.location(), "/my-data");
}

#[tokio::test]
async fn an_unsigned_token_is_not_believed() {
    assert_signed(Signed::Not).await;
}

#[tokio::test]
async fn a_token_signed_with_the_public_key_as_a_secret_is_not_believed() {
    assert_signed(Signed::WithPublicKey).await;
}

#[tokio::test]
async fn a_token_signed_with_another_key_is_not_believed() {
    assert_signed(Signed::ByStranger).await;
}

#[tokio::test]
async fn a_new_key_is_asked_for_once_and_invented_ones_do_not_make_us_ask() {
    let (portal, provider) = portal().await;
    provider.rotate("key-2", true);
    assert_eq!(sign_in(&mut portal.browser(), &provider, "anna").await.location(), "/my-data");
    let asked = provider.asked("keys");
    provider.rotate("key-3", false);
    for _ in 0..3 {
        assert_refused(&portal, &provider, "not-believed").await;
    }
    assert_eq!(provider.asked("keys"), asked, "not again within the minute");
    portal.clock.advance(61);
    assert_refused(&portal, &provider, "not-believed").await;
    assert_refused(&portal, &provider, "not-believed").await;
    assert_eq!(provider.asked("keys"), asked + 1);
}

#[tokio::test]
async fn answers_that_are_no_answers_are_told_of_and_let_nobody_in() {
    for endpoint in ["discovery", "keys", "token"] {
        for answers in [Answers::Html, Answers::Redirect, Answers::Huge, Answers::Broken, Answers::Slowly] {
            let (portal, provider) = portal().await;
            // What was read is forgotten, so that it is asked for again.
            portal.clock.advance(25 * 3600);
            let mut browser = portal.browser();
            let began = Instant::now();
            provider.answer(endpoint, answers);
            let mut answer = browser.post("/sign-in/openid/test", &[]).await;
            if endpoint == "token" {
                answer = browser.get(&provider.sign_in(answer.location(), "anna")).await;
            }
            let found = problem(&answer);
            assert!(
                found == "unavailable" || (endpoint == "token" && found == "not-believed"),
                "{endpoint} {answers:?}: {found}"
            );
            assert!(began.elapsed() < Duration::from_secs(8), "{endpoint} {answers:?}: {:?}", began.elapsed());
            assert!(!browser.is_signed_in().await);
        }
    }
}

#[tokio::test]
async fn a_dead_provider_is_told_of() {
    let (portal, provider) = portal().await;
    let mut browser = portal.browser();
    let away = begin(&mut browser, &[]).await;
    let back = provider.sign_in(&away, "anna");
    provider.die().await;
    assert_eq!(problem(&browser.get(&back).await), "unavailable");
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn another_issuer_in_the_answer_is_not_believed() {
    let (portal, provider) = portal().await;
    let mut browser = portal.browser();
    let away = begin(&mut browser, &[]).await;
    let back = format!("{}&iss=https%3A%2F%2Fevil.example", provider.sign_in(&away, "anna"));
    assert_eq!(problem(&browser.get(&back).await), "not-believed");
}

#[tokio::test]
async fn a_no_from_the_provider_is_a_no() {
    let (portal, _provider) = portal().await;
    let mut browser = portal.browser();
    let state = read_query(&begin(&mut browser, &[]).await)["state"].clone();
    let address = format!("/sign-in/openid/test/callback?error=access_denied&error_description=x&state={state}");
    let answer = browser.get(&address).await;
    assert_eq!(problem(&answer), "declined");
    assert!(!browser.get(answer.location()).await.text().contains("access_denied"));
}

#[tokio::test]
async fn nonsense_in_the_answer_is_stale_and_breaks_nothing() {
    let (portal, _provider) = portal().await;
    let mut browser = portal.browser();
    begin(&mut browser, &[]).await;
    for query in ["", "?state=x", "?code=x", "?state=%00&code=%00", "?state=%27%20OR%201=1&code=x"] {
        let answer = browser.get(&format!("/sign-in/openid/test/callback{query}")).await;
        assert_eq!(problem(&answer), "stale", "{query}");
    }
    let answer = browser.get("/sign-in/openid/nobody/callback?state=x&code=x").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/sign-in/openid/nobody", &[]).await.status, StatusCode::NOT_FOUND);
}

async fn anna_at(database: Database) -> (Portal, TestProvider) {
    let (portal, provider) = portal_with(database, MATCH).await;
    provider.forge(|claims| claims["card"] = ANNA.card.into());
    (portal, provider)
}

async fn a_state_ends_one_sign_in_and_no_second(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let mut browser = portal.browser();
    let back = provider.sign_in(&begin(&mut browser, &[]).await, "anna");
    // Whoever read the address has the cookie too, even so.
    let mut again = browser.clone();
    assert_eq!(browser.get(&back).await.location(), "/my-data");
    assert_eq!(problem(&again.get(&back).await), "stale");
    assert!(!again.is_signed_in().await);
    assert_eq!(provider.asked("token"), 1);
}

async fn of_many_answers_with_one_state_one_gets_in(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let mut browser = portal.browser();
    let back = provider.sign_in(&begin(&mut browser, &[]).await, "anna");
    let tries = (0..20).map(|_| {
        let (mut browser, back) = (browser.clone(), back.clone());
        tokio::spawn(async move { browser.get(&back).await.location() == "/my-data" })
    });
    let mut through = 0;
    for one in tries.collect::<Vec<_>>() {
        through += usize::from(one.await.unwrap());
    }
    assert_eq!(through, 1);
}

async fn a_callback_without_the_browsers_cookie_signs_nobody_in(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let mut attacker = portal.browser();
    let back = provider.sign_in(&begin(&mut attacker, &[]).await, "anna");
    // The attacker has the victim open the end of the attacker's own sign-in.
    let mut victim = portal.browser_at("203.0.113.9");
    assert_eq!(problem(&victim.get(&back).await), "stale");
    assert!(!victim.is_signed_in().await);
    assert_eq!(attacker.get(&back).await.location(), "/my-data", "and nobody spoils it for who began");
}

async fn a_state_of_another_browser_signs_nobody_in(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let (mut attacker, mut victim) = (portal.browser(), portal.browser_at("203.0.113.9"));
    let back = provider.sign_in(&begin(&mut attacker, &[]).await, "anna");
    begin(&mut victim, &[]).await;
    assert_eq!(problem(&victim.get(&back).await), "stale");
    assert!(!victim.is_signed_in().await);
}

async fn a_flow_is_over_after_ten_minutes(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let mut browser = portal.browser();
    let back = provider.sign_in(&begin(&mut browser, &[]).await, "anna");
    portal.clock.advance(600);
    assert_eq!(problem(&browser.get(&back).await), "stale");
}

async fn a_code_of_another_sign_in_is_worth_nothing(database: Database) {
    let (portal, provider) = anna_at(database).await;
    let (mut victim, mut attacker) = (portal.browser(), portal.browser_at("203.0.113.9"));
    // A code that leaked, put into the attacker's own answer: its verifier stayed with the victim.
    let stolen = read_query(&provider.sign_in(&begin(&mut victim, &[]).await, "anna"))["code"].clone();
    let state = read_query(&begin(&mut attacker, &[]).await)["state"].clone();
    let answer = attacker.get(&format!("/sign-in/openid/test/callback?code={stolen}&state={state}")).await;
    assert_eq!(problem(&answer), "not-believed");
    assert!(!attacker.is_signed_in().await);
}

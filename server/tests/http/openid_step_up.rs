//! Confirming who one is with an identity provider, before something where more is at stake.

use http::StatusCode;

use crate::{
    harness::{ANNA, BRUNO, Database, STAFF, read_query},
    openid::{portal_with, problem, says_card, sign_in},
};

on_each_database!(
    a_confirmation_with_the_provider_loses_nothing,
    a_confirmation_by_somebody_else_confirms_nothing,
    a_confirmation_is_no_second_factor_unless_the_provider_asked_for_one,
);

const MATCH: &str = "match_claim = 'card', match_field = 'cardnumber'";
const WISH: [(&str, &str); 3] =
    [("step-up-action", "/my-data/take-away"), ("step-up-back", "/my-data/take-away"), ("format", "json")];

async fn a_confirmation_with_the_provider_loses_nothing(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    let mut browser = portal.browser();
    sign_in(&mut browser, &provider, "anna-there").await;
    portal.clock.advance(16 * 60);
    let asked = browser.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(asked.contains("action=\"/step-up/openid/test\"") && asked.contains("Confirm with Testaaja"), "{asked}");
    let away = browser.post("/step-up/openid/test", &WISH).await.location().to_owned();
    let query = read_query(&away);
    assert_eq!((query["prompt"].as_str(), query["max_age"].as_str()), ("login", "0"));
    let old = browser.token().to_owned();
    let answer = browser.get(&provider.sign_in(&away, "anna-there")).await;
    assert!(answer.location().starts_with("/step-up/"), "{}", answer.location());
    assert_ne!(browser.token(), old, "the session has a new token");
    let page = browser.get(answer.location()).await.text();
    assert!(
        page.contains("name=\"format\" value=\"json\"") && page.contains("action=\"/my-data/take-away\""),
        "{page}"
    );
    let mut bruno = portal.signed_in(BRUNO).await;
    assert_eq!(bruno.get(answer.location()).await.status, StatusCode::NOT_FOUND, "it is another session's");
    assert_eq!(browser.post("/my-data/take-away", &[("format", "json")]).await.status, StatusCode::OK);
    let outside = [("step-up-action", "//evil.example"), ("step-up-back", "/my-data")];
    assert_eq!(browser.post("/step-up/openid/test", &outside).await.status, StatusCode::NOT_FOUND);
}

async fn a_confirmation_by_somebody_else_confirms_nothing(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    let mut browser = portal.browser();
    says_card(&provider, STAFF[0].card);
    sign_in(&mut portal.browser(), &provider, "desk-there").await;
    says_card(&provider, ANNA.card);
    sign_in(&mut browser, &provider, "anna-there").await;
    portal.clock.advance(16 * 60);
    let away = browser.post("/step-up/openid/test", &WISH).await.location().to_owned();
    assert_eq!(problem(&browser.get(&provider.sign_in(&away, "desk-there")).await), "not-confirmed");
    // Her own, but from before: the provider did not ask again.
    provider.forge(|claims| claims["auth_time"] = (claims["auth_time"].as_i64().unwrap() - 900).into());
    let away = browser.post("/step-up/openid/test", &WISH).await.location().to_owned();
    assert_eq!(problem(&browser.get(&provider.sign_in(&away, "anna-there")).await), "not-confirmed");
    let asked = browser.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(asked.contains("Is it still you?"), "{asked}");
}

async fn a_confirmation_is_no_second_factor_unless_the_provider_asked_for_one(database: Database) {
    let (portal, provider) = portal_with(database, &format!("{MATCH}, strong_acr = ['high']")).await;
    says_card(&provider, ANNA.card);
    let mut browser = portal.browser();
    sign_in(&mut browser, &provider, "anna-there").await;
    let anna = portal.id_of(ANNA).await;
    portal
        .execute(&format!("INSERT INTO totp (patron_id, secret, last_step, added_at) VALUES ({anna}, 'x', 0, 0)"))
        .await;
    portal.clock.advance(16 * 60);
    let asked = browser.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(!asked.contains("/step-up/openid/"), "{asked}");
    let away = browser.post("/step-up/openid/test", &WISH).await.location().to_owned();
    assert_eq!(problem(&browser.get(&provider.sign_in(&away, "anna-there")).await), "not-confirmed");
    provider.forge(|claims| claims["acr"] = "high".into());
    let away = browser.post("/step-up/openid/test", &WISH).await.location().to_owned();
    let answer = browser.get(&provider.sign_in(&away, "anna-there")).await;
    assert!(answer.location().starts_with("/step-up/"), "{}", answer.location());
    // Signing in asks for the second factor, too, and goes on to where they wanted to go.
    provider.forge(|_| {});
    let mut elsewhere = portal.browser();
    assert_eq!(sign_in(&mut elsewhere, &provider, "anna-there").await.location(), "/sign-in/second-step");
    assert!(!elsewhere.is_signed_in().await);
}

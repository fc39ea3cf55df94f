//! Signing in with an identity provider: known, matched, linked, refused; and what goes on while it is away.

use std::time::{Duration, Instant};

use http::StatusCode;

use crate::harness::{ANNA, Answer, Answers, App, BRUNO, Browser, Database, Options, Portal, TestProvider, read_query};

on_each_database!(
    a_claim_that_fits_one_patron_links_and_signs_in,
    a_claim_that_fits_nobody_or_two_opens_nothing,
    a_second_identity_is_not_taken_for_a_patron_by_its_claim,
    a_patron_links_by_signing_in_once,
    an_identity_opens_one_account_only,
    a_linked_identity_opens_until_it_is_unlinked,
    the_last_way_in_is_not_taken_away,
    a_closed_account_is_not_opened_and_not_told_of,
    a_required_kind_of_sign_in_is_required,
    a_strong_sign_in_is_told_from_another,
    signing_out_is_told_to_the_provider,
    signing_out_is_told_to_the_provider_after_a_second_step_too,
    a_sign_in_begins_with_a_form_and_its_answer_says_nothing,
    a_provider_that_is_away_is_told_of_quickly_and_pins_go_on_working,
);

const MATCH: &str = "match_claim = 'card', match_field = 'cardnumber'";

/// A portal with a provider.
pub async fn portal_with(database: Database, more: &str) -> (Portal, TestProvider) {
    let provider = TestProvider::start().await;
    let options = Options { settings: vec![provider.setting(more)], ..Options::default() };
    let portal = Portal::with(database, options).await;
    provider.follow(&portal.clock);
    (portal, provider)
}

/// Begins in this browser; answers the provider's address.
pub async fn begin(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let answer = browser.post("/sign-in/openid/test", fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().to_owned()
}

/// All the way to the provider and back.
pub async fn sign_in(browser: &mut Browser, provider: &TestProvider, subject: &str) -> Answer {
    let away = begin(browser, &[]).await;
    assert!(away.starts_with(&format!("{}/authorize?", provider.issuer)), "{away}");
    browser.get(&provider.sign_in(&away, subject)).await
}

/// The problem it was sent on with.
pub fn problem(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().strip_prefix("/sign-in/openid/test?problem=").unwrap_or(answer.location())
}

pub fn says_card(provider: &TestProvider, card: &'static str) {
    provider.forge(move |claims| claims["card"] = card.into());
}

async fn links(portal: &Portal) -> i64 {
    portal.number("SELECT COUNT(*) FROM identity_link").await
}

async fn a_claim_that_fits_one_patron_links_and_signs_in(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, " KV29017700011 ");
    let mut browser = portal.browser();
    let answer = sign_in(&mut browser, &provider, "anna-there").await;
    assert_eq!(answer.location(), "/my-data", "{}", answer.text());
    assert!(browser.get("/my-data").await.text().contains(ANNA.firstname));
    assert_eq!(links(&portal).await, 1);
    let log = portal.log().await;
    let anna = portal.id_of(ANNA).await;
    for action in ["identity-linked", "sign-in"] {
        assert!(log.iter().any(|entry| entry.action == action && entry.patron == Some(anna)), "{action}: {log:?}");
    }
    // From now on it is the identity that counts: the claim may say what it likes.
    says_card(&provider, BRUNO.card);
    let mut elsewhere = portal.browser();
    sign_in(&mut elsewhere, &provider, "anna-there").await;
    assert!(elsewhere.get("/my-data").await.text().contains(ANNA.firstname));
    assert_eq!(links(&portal).await, 1);
}

async fn a_claim_that_fits_nobody_or_two_opens_nothing(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    portal.execute("UPDATE patron SET cardnumber = 'TWICE' WHERE cardnumber LIKE 'KV290177000_3' OR cardnumber LIKE 'KV290177000_2'").await;
    for card in ["", "KV2901770001", "KV29017700011' OR '1'='1", "kv29017700011", "TWICE"] {
        says_card(&provider, card);
        let mut browser = portal.browser();
        assert_eq!(problem(&sign_in(&mut browser, &provider, "somebody").await), "unknown", "{card}");
        assert!(!browser.is_signed_in().await);
    }
    // Two lists are one claim too many, and an e-mail address is none at all.
    provider.forge(|claims| {
        claims["card"] = serde_json::json!(["KV29017700011"]);
        claims["email"] = "posti1@kaivospolku.example".into();
        claims["email_verified"] = true.into();
    });
    assert_eq!(problem(&sign_in(&mut portal.browser(), &provider, "somebody").await), "unknown");
    assert_eq!(links(&portal).await, 0);
}

async fn a_second_identity_is_not_taken_for_a_patron_by_its_claim(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    sign_in(&mut portal.browser(), &provider, "anna-there").await;
    let mut browser = portal.browser();
    assert_eq!(problem(&sign_in(&mut browser, &provider, "who-has-her-card-now").await), "unknown");
    assert_eq!(links(&portal).await, 1);
}

async fn a_patron_links_by_signing_in_once(database: Database) {
    let (portal, provider) = portal_with(database, "").await;
    let mut browser = portal.browser();
    let answer = sign_in(&mut browser, &provider, "anna-there").await;
    assert_eq!(problem(&answer), "unknown");
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text().contains("/sign-in?next=/security/identities"), "{}", page.text());
    browser.sign_in(ANNA).await;
    let page = browser.get("/security/identities").await.text();
    assert!(page.contains("Link Testaaja with this card?"), "{page}");
    assert_eq!(links(&portal).await, 0, "looking at it links nothing");
    let answer = browser.post("/security/identities/link", &[]).await;
    assert_eq!(answer.location(), "/security/identities?done=linked", "{}", answer.text());
    assert_eq!(links(&portal).await, 1);
    let mut elsewhere = portal.browser();
    assert_eq!(sign_in(&mut elsewhere, &provider, "anna-there").await.location(), "/my-data");
    assert!(elsewhere.get("/my-data").await.text().contains(ANNA.firstname));
    // After ten minutes, or a no, nothing waits.
    let mut late = portal.browser();
    sign_in(&mut late, &provider, "second").await;
    late.sign_in(ANNA).await;
    portal.clock.advance(601);
    assert_eq!(late.post("/security/identities/link", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut no = portal.browser();
    sign_in(&mut no, &provider, "third").await;
    no.sign_in(ANNA).await;
    no.post("/security/identities/decline", &[]).await;
    assert_eq!(no.post("/security/identities/link", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(links(&portal).await, 1);
}

async fn an_identity_opens_one_account_only(database: Database) {
    let (portal, provider) = portal_with(database, "").await;
    let (mut annas, mut brunos) = (portal.browser(), portal.browser());
    // Both wait for the same identity to be linked; the first one to say so has it.
    sign_in(&mut annas, &provider, "one").await;
    sign_in(&mut brunos, &provider, "one").await;
    annas.sign_in(ANNA).await;
    brunos.sign_in(BRUNO).await;
    assert_eq!(annas.post("/security/identities/link", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(brunos.post("/security/identities/link", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.number("SELECT patron_id FROM identity_link").await, portal.id_of(ANNA).await);
}

async fn a_linked_identity_opens_until_it_is_unlinked(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    sign_in(&mut portal.browser(), &provider, "anna-there").await;
    provider.forge(|_| {});
    let id = portal.texts("SELECT public_id FROM identity_link").await.remove(0);
    let mut bruno = portal.signed_in(BRUNO).await;
    assert_eq!(bruno.post("/security/identities/unlink", &[("identity", &id)]).await.status, StatusCode::NOT_FOUND);
    let mut anna = portal.signed_in(ANNA).await;
    portal.clock.advance(16 * 60);
    let asked = anna.post("/security/identities/unlink", &[("identity", &id)]).await.text();
    assert!(asked.contains("Is it still you?") && links(&portal).await == 1, "{asked}");
    let answer = anna.post("/security/identities/unlink", &[("identity", &id), ("pin", ANNA.pin)]).await;
    assert_eq!(answer.location(), "/security/identities?done=unlinked", "{}", answer.text());
    assert_eq!(problem(&sign_in(&mut portal.browser(), &provider, "anna-there").await), "unknown");
    assert!(portal.log().await.iter().any(|entry| entry.action == "identity-unlinked"));
}

async fn the_last_way_in_is_not_taken_away(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    let mut browser = portal.browser();
    sign_in(&mut browser, &provider, "anna-there").await;
    portal.execute(&format!("DELETE FROM credential WHERE patron_id = {}", portal.id_of(ANNA).await)).await;
    let id = portal.texts("SELECT public_id FROM identity_link").await.remove(0);
    let answer = browser.post("/security/identities/unlink", &[("identity", &id)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(links(&portal).await, 1);
}

async fn a_closed_account_is_not_opened_and_not_told_of(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    sign_in(&mut portal.browser(), &provider, "anna-there").await;
    portal.execute("UPDATE patron SET disabled = 1 WHERE cardnumber = 'KV29017700011'").await;
    let mut browser = portal.browser();
    let known = sign_in(&mut browser, &provider, "anna-there").await;
    let unknown = sign_in(&mut portal.browser(), &provider, "nobody").await;
    assert_eq!((problem(&known), known.status), (problem(&unknown), unknown.status));
    assert!(!browser.is_signed_in().await);
}

async fn a_required_kind_of_sign_in_is_required(database: Database) {
    let more = format!("{MATCH}, required_acr = ['substantial', 'high'], required_amr = ['mfa']");
    let (portal, provider) = portal_with(database, &more).await;
    let away = begin(&mut portal.browser(), &[]).await;
    assert_eq!(read_query(&away)["acr_values"], "substantial high");
    for (acr, amr, expected) in [
        (None, vec!["mfa"], "not-enough"),
        (Some("low"), vec!["mfa"], "not-enough"),
        (Some("substantial"), vec!["pwd"], "not-enough"),
        (Some("substantial"), vec![], "not-enough"),
        (Some("substantial"), vec!["pwd", "mfa"], "/my-data"),
    ] {
        let said = (acr, amr.clone());
        provider.forge(move |claims| {
            claims["card"] = ANNA.card.into();
            claims["amr"] = said.1.clone().into();
            if let Some(acr) = said.0 {
                claims["acr"] = acr.into();
            }
        });
        let answer = sign_in(&mut portal.browser(), &provider, "anna-there").await;
        assert_eq!(problem(&answer), expected, "{acr:?} {amr:?}");
    }
}

async fn a_strong_sign_in_is_told_from_another(database: Database) {
    let (portal, provider) = portal_with(database, &format!("{MATCH}, strong_acr = ['high']")).await;
    for (acr, expected) in [("low", 0), ("high", 1)] {
        provider.forge(move |claims| {
            claims["card"] = ANNA.card.into();
            claims["acr"] = acr.into();
        });
        sign_in(&mut portal.browser(), &provider, "anna-there").await;
        let sql = "SELECT is_strong FROM session WHERE methods = 'openid' ORDER BY id DESC LIMIT 1";
        assert_eq!(portal.number(sql).await, expected, "{acr}");
    }
}

async fn signing_out_is_told_to_the_provider(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    let mut browser = portal.browser();
    sign_in(&mut browser, &provider, "anna-there").await;
    assert!(!portal.whole_table("openid_session").await.contains("eyJ"), "the token is not kept readably");
    let answer = browser.post("/sign-out", &[]).await;
    let to = answer.location();
    assert!(to.starts_with(&format!("{}/session/end?", provider.issuer)), "{to}");
    let query = read_query(to);
    assert_eq!(query["post_logout_redirect_uri"], "http://localhost:3000/signed-out");
    assert_eq!(query["id_token_hint"].split('.').count(), 3);
    assert!(!browser.is_signed_in().await, "it is over here whatever the provider does");
    assert_eq!(browser.get("/signed-out").await.location(), "/sign-in?reason=signed-out");
    let mut with_pin = portal.signed_in(ANNA).await;
    assert_eq!(with_pin.post("/sign-out", &[]).await.location(), "/sign-in?reason=signed-out");
}

async fn signing_out_is_told_to_the_provider_after_a_second_step_too(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    let app = App::set_up(&mut portal.signed_in(ANNA).await, &portal.clock).await;
    let mut browser = portal.browser();
    let away = begin(&mut browser, &[]).await;
    let half_way = browser.get(&provider.sign_in(&away, "anna-there")).await;
    assert_eq!(half_way.location(), "/sign-in/second-step");
    assert!(!portal.whole_table("sign_in_step").await.contains("eyJ"), "the token is not kept readably");
    assert_eq!(browser.post("/sign-in/second-step", &[("code", &app.code())]).await.location(), "/my-data");
    let to = browser.post("/sign-out", &[]).await.location().to_owned();
    assert!(to.starts_with(&format!("{}/session/end?", provider.issuer)), "{to}");
}

async fn a_sign_in_begins_with_a_form_and_its_answer_says_nothing(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    says_card(&provider, ANNA.card);
    let mut browser = portal.browser();
    let page = browser.get("/sign-in").await;
    assert!(page.text().contains("formaction=\"/sign-in/openid/test\""), "{}", page.text());
    let policy = page.header("content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {};", provider.issuer)), "{policy}");
    assert_eq!(provider.asked("discovery"), 0, "the page waits for no provider");
    browser.get("/sign-in/openid/test").await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM openid_flow").await, 0, "looking begins nothing");
    let away = begin(&mut browser, &[("next", "/security"), ("shared", "1")]).await;
    let cookie = browser.cookies["carrel-provider"].clone();
    let state = read_query(&away)["state"].clone();
    for secret in [&cookie, &state, &read_query(&away)["nonce"]] {
        assert!(!portal.whole_table("openid_flow").await.contains(secret.as_str()), "only hashes are kept");
    }
    let answer = browser.get(&provider.sign_in(&away, "anna-there")).await;
    assert_eq!(answer.location(), "/security");
    assert_eq!((answer.header("cache-control"), answer.header("referrer-policy")), ("no-store", "no-referrer"));
    assert_eq!(portal.number("SELECT is_shared_computer FROM session ORDER BY id DESC LIMIT 1").await, 1);
    assert_eq!(begin(&mut portal.browser(), &[("next", "//evil.example")]).await.matches("evil").count(), 0);
}

async fn a_provider_that_is_away_is_told_of_quickly_and_pins_go_on_working(database: Database) {
    let (portal, provider) = portal_with(database, MATCH).await;
    provider.answer("discovery", Answers::Slowly);
    let mut browser = portal.browser();
    let began = Instant::now();
    let (slow, page) = tokio::join!(async { portal.browser().post("/sign-in/openid/test", &[]).await }, async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let answer = browser.get("/sign-in").await;
        (answer, began.elapsed())
    });
    assert_eq!(problem(&slow), "unavailable");
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert!(page.0.status == StatusCode::OK && page.1 < Duration::from_secs(3), "{:?}", page.1);
    // Those who come right after do not wait again.
    let began = Instant::now();
    let answer = browser.post("/sign-in/openid/test", &[]).await;
    assert_eq!(problem(&answer), "unavailable");
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(browser.get(answer.location()).await.status, StatusCode::SERVICE_UNAVAILABLE);
    browser.sign_in(ANNA).await;
    provider.answer("discovery", Answers::Well);
    portal.clock.advance(6);
    begin(&mut portal.browser(), &[]).await;
    // What was read once is believed while the provider is down, for a day.
    provider.die().await;
    portal.clock.advance(2 * 3600);
    begin(&mut portal.browser(), &[]).await;
    portal.clock.advance(24 * 3600);
    assert_eq!(problem(&portal.browser().post("/sign-in/openid/test", &[]).await), "unavailable");
}

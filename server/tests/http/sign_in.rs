//! Signing in: what works, what does not, and that nobody learns more from it than they should.

use std::time::{Duration, Instant};

use axum::body::Body;
use http::{Method, StatusCode};

use crate::harness::{ANNA, Answer, BRUNO, Database, Options, Portal};

on_each_database!(
    a_bcrypt_hash_from_koha_works_and_becomes_argon2id,
    a_wrong_pin_changes_no_hash,
    the_user_name_works_as_well_as_the_card_number,
    an_unknown_card_and_a_wrong_pin_get_the_same_answer,
    a_closed_account_is_answered_like_an_unknown_one,
    a_card_number_that_two_people_have_lets_nobody_in,
    nonsense_is_refused_like_any_wrong_pin,
    tokens_are_stored_only_hashed,
    signing_in_gives_a_new_token_and_ends_the_old_session,
);

async fn hash_of_anna(portal: &Portal) -> String {
    let id = portal.id_of(ANNA).await;
    portal.texts(&format!("SELECT hash FROM credential WHERE patron_id = {id}")).await.remove(0)
}

async fn a_bcrypt_hash_from_koha_works_and_becomes_argon2id(database: Database) {
    let portal = Portal::on(database).await;
    assert!(hash_of_anna(&portal).await.starts_with("$2"));
    portal.signed_in(ANNA).await;
    let stronger = hash_of_anna(&portal).await;
    assert!(stronger.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stronger}");
    portal.signed_in(ANNA).await;
    assert_eq!(hash_of_anna(&portal).await, stronger, "the second sign-in uses it and changes nothing");
}

async fn a_wrong_pin_changes_no_hash(database: Database) {
    let portal = Portal::on(database).await;
    let before = hash_of_anna(&portal).await;
    portal.browser().try_sign_in(ANNA.card, "wrong").await;
    assert_eq!(hash_of_anna(&portal).await, before);
}

async fn the_user_name_works_as_well_as_the_card_number(database: Database) {
    let portal = Portal::on(database).await;
    assert_eq!(portal.browser().try_sign_in("nimi1", ANNA.pin).await.status, StatusCode::SEE_OTHER);
    let padded = format!("  {} ", ANNA.card);
    assert_eq!(portal.browser().try_sign_in(&padded, ANNA.pin).await.status, StatusCode::SEE_OTHER);
}

/// The page without what differs from request to request whoever asks: the nonce, and what was typed.
fn without_chance(answer: &Answer, typed: &str) -> String {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    answer.text().replace(typed, "TYPED").replace(nonce, "NONCE")
}

async fn an_unknown_card_and_a_wrong_pin_get_the_same_answer(database: Database) {
    let portal = Portal::on(database).await;
    let mut answers = Vec::new();
    for card in ["KV29017709999", ANNA.card] {
        let start = Instant::now();
        let answer = portal.browser().try_sign_in(card, "wrong").await;
        let time = start.elapsed();
        assert!(time >= Duration::from_millis(400), "{card} was answered after {time:?}");
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.headers.get("set-cookie").is_none());
        let names: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
        answers.push((without_chance(&answer, card), names));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(!answers[0].0.contains("wrong"), "the PIN is not sent back");
}

async fn a_closed_account_is_answered_like_an_unknown_one(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.execute(&format!("UPDATE patron SET disabled = 1 WHERE cardnumber = '{}'", ANNA.card)).await;
    assert!(!anna.is_signed_in().await, "her session is over at once");
    let closed = portal.browser().try_sign_in(ANNA.card, ANNA.pin).await;
    let unknown = portal.browser().try_sign_in("KV29017709999", ANNA.pin).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without_chance(&closed, ANNA.card), without_chance(&unknown, "KV29017709999"));
}

async fn a_card_number_that_two_people_have_lets_nobody_in(database: Database) {
    let portal = Portal::on(database).await;
    portal
        .execute(&format!("UPDATE patron SET cardnumber = '{}' WHERE cardnumber = '{}'", ANNA.card, BRUNO.card))
        .await;
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::UNAUTHORIZED);
}

async fn nonsense_is_refused_like_any_wrong_pin(database: Database) {
    let portal = Portal::on(database).await;
    let long = "9".repeat(5_000);
    let injection = format!("{}' OR '1'='1", ANNA.card);
    let half = format!("{}\0", ANNA.card);
    for card in ["\0", "%", "_", "' OR 1=1 --", "😀", &long, &injection, &half] {
        let answer = portal.browser().try_sign_in(card, ANNA.pin).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{card:?}");
    }
    for pin in ["\0", &format!("{}\0", ANNA.pin), &long] {
        let answer = portal.browser().try_sign_in(ANNA.card, pin).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{pin:?}");
    }
    let failed = portal.log().await.into_iter().filter(|entry| entry.action == "sign-in-failed").count();
    assert_eq!(failed, 11, "each is in the log");
}

#[tokio::test]
async fn an_empty_field_is_asked_for_and_counts_as_nothing() {
    let portal = Portal::on(Database::sqlite()).await;
    for fields in
        [vec![], vec![("cardnumber", ANNA.card)], vec![("pin", "1234")], vec![("cardnumber", " "), ("pin", "1")]]
    {
        let answer = portal.browser().post("/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM throttle").await, 0);
}

async fn tokens_are_stored_only_hashed(database: Database) {
    let portal = Portal::on(database).await;
    let browser = portal.signed_in(ANNA).await;
    let mut everything = String::new();
    for table in portal.tables().await {
        everything.push_str(&portal.whole_table(&table).await);
    }
    assert!(everything.contains(ANNA.surname), "the tables are read");
    for (name, token) in &browser.cookies {
        assert_eq!(token.len(), 43, "{name} has 256 bits");
        assert!(!everything.contains(token.as_str()), "{name} stands in the database");
    }
    assert!(!everything.contains(ANNA.pin));
    let throttles = portal.whole_table("throttle").await;
    assert!(!throttles.contains(ANNA.card) && !throttles.contains("192.0.2"), "counters name nobody: {throttles}");
}

async fn signing_in_gives_a_new_token_and_ends_the_old_session(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.browser();
    // Somebody else's idea of a token is not taken up.
    let planted = "A".repeat(43);
    browser.cookies.insert(String::from("carrel-session"), planted.clone());
    browser.sign_in(ANNA).await;
    let first = browser.token().to_owned();
    assert_ne!(first, planted);
    browser.sign_in(ANNA).await;
    assert_ne!(browser.token(), first);
    let mut thief = portal.browser();
    thief.cookies.insert(String::from("carrel-session"), first);
    assert!(!thief.is_signed_in().await, "the old session is over");
    assert_eq!(portal.number("SELECT COUNT(*) FROM session").await, 1);
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_the_host_and_out_of_scripts_reach() {
    let options = Options { base_url: "https://carrel.example", ..Options::default() };
    let portal = Portal::with(Database::sqlite(), options).await;
    let mut browser = portal.browser();
    let answer = browser.sign_in(ANNA).await;
    for name in ["__Host-carrel-session", "__Host-carrel-device"] {
        let line = answer.set_cookie(name).unwrap_or_else(|| panic!("{name} is set"));
        for attribute in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
            assert!(line.contains(attribute), "{attribute} in {line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
    assert!(!answer.set_cookie("__Host-carrel-session").unwrap().contains("Max-Age"), "gone with the browser");
    let answer = browser.post("/sign-out", &[]).await;
    let line = answer.set_cookie("__Host-carrel-session").unwrap();
    assert!(line.contains("Max-Age=0") && line.contains("; Secure") && line.contains("; Path=/"), "{line}");
}

#[tokio::test]
async fn over_plain_http_cookies_are_still_out_of_scripts_reach() {
    let portal = Portal::on(Database::sqlite()).await;
    let answer = portal.browser().sign_in(ANNA).await;
    for name in ["carrel-session", "carrel-device"] {
        let line = answer.set_cookie(name).unwrap();
        assert!(line.contains("; HttpOnly") && line.contains("; SameSite=Lax") && !line.contains("Secure"), "{line}");
    }
}

#[tokio::test]
async fn one_goes_on_to_where_one_came_from_but_never_elsewhere() {
    let portal = Portal::on(Database::sqlite()).await;
    let asked = portal.browser().get("/fi/my-data/fees").await;
    assert_eq!(asked.location(), "/fi/sign-in?next=/my-data/fees");
    let go = async |address: &str, next: &str| {
        let fields = [("cardnumber", ANNA.card), ("pin", ANNA.pin), ("next", next)];
        portal.browser().post(address, &fields).await.location().to_owned()
    };
    assert_eq!(go("/fi/sign-in", "/my-data/fees").await, "/fi/my-data/fees");
    assert_eq!(go("/sign-in", "/security").await, "/security");
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/my-data/../../evil",
        "/my-data?next=//evil.example",
        "/my-data\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/sign-out",
    ] {
        assert_eq!(go("/sign-in", elsewhere).await, "/my-data", "{elsewhere:?}");
    }
}

#[tokio::test]
async fn no_address_makes_a_page_link_to_another_host() {
    let portal = Portal::on(Database::sqlite()).await;
    for address in
        ["//evil.example/", "/fi//evil.example", "///evil.example", "/fi///evil.example/x?y=//z", "/%5Cevil.example"]
    {
        let answer = portal.browser().send(Method::GET, address, &[], Body::empty()).await;
        let text = answer.text();
        for start in ["href=\"//", "href=\"/\\", "action=\"//"] {
            assert!(!text.contains(start), "{address} makes {start}");
        }
        assert!(!answer.location().starts_with("//"), "{address} sends to {}", answer.location());
    }
}

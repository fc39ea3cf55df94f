//! Guessing is slowed down, and nobody can lock somebody else out by it.

use std::time::{Duration, Instant};

use futures::future::join_all;
use http::StatusCode;

use crate::harness::{ANNA, BRUNO, Database, Options, Portal};

on_each_database!(
    the_sixth_guess_at_a_card_from_a_network_must_wait,
    guesses_at_once_are_all_counted,
    success_forgives,
    a_stranger_cannot_lock_a_patron_out_of_a_browser_they_know,
    a_known_browser_is_slowed_down_too,
    one_pin_on_many_cards_is_slowed_down_by_network,
);

/// On one database: it is the same counter on both, and ten thousand take their time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_guesses_from_many_addresses_do_not_open_an_account_and_do_not_stop_its_owner() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut home = portal.signed_in(ANNA).await;
    home.post("/sign-out", &[]).await;
    for round in 0..50_u8 {
        let guesses = (0..200_u8).map(|number| {
            let (portal, network) = (portal.clone(), u16::from(round) * 200 + u16::from(number));
            // Among them is the right one.
            let pin = if (round, number) == (25, 100) { ANNA.pin.to_owned() } else { format!("{network:04}") };
            let [high, low] = network.to_be_bytes();
            async move { portal.browser_at(&format!("10.{high}.{low}.9")).try_sign_in(ANNA.card, &pin).await.status }
        });
        let statuses = join_all(guesses).await;
        assert!(!statuses.contains(&StatusCode::SEE_OTHER), "round {round}: {statuses:?}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM session").await, 0);
    assert_eq!(home.try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::SEE_OTHER, "her own browser goes on");
}

/// So many wrong PINs, one after the other's start.
async fn guess(portal: &Portal, peer: &str, card: &str, times: usize) -> Vec<StatusCode> {
    let guesses = (0..times).map(|_| async { portal.browser_at(peer).try_sign_in(card, "wrong").await.status });
    join_all(guesses).await
}

async fn the_sixth_guess_at_a_card_from_a_network_must_wait(database: Database) {
    let portal = Portal::on(database).await;
    for _ in 0..5 {
        let answer = portal.browser().try_sign_in(ANNA.card, "wrong").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let start = Instant::now();
    let answer = portal.browser().try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "even with the right PIN");
    assert!(start.elapsed() >= Duration::from_millis(400));
    assert!(answer.text().contains("15 minutes"), "it says how long to wait");
    let other_form = format!("  {} ", ANNA.card);
    let answer = portal.browser().try_sign_in(&other_form, ANNA.pin).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "written otherwise it is the same card");
    let user_name = format!("nimi{}", ANNA.number);
    let answer = portal.browser().try_sign_in(&user_name, ANNA.pin).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "and so is its user name");
    let neighbour = portal.browser_at("192.0.2.200").try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(neighbour.status, StatusCode::TOO_MANY_REQUESTS, "another address of the same network");
    let elsewhere = portal.browser_at("198.51.100.7").try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "another network goes on");
    let other_card = portal.browser().try_sign_in(BRUNO.card, BRUNO.pin).await;
    assert_eq!(other_card.status, StatusCode::SEE_OTHER, "another card goes on");
    portal.clock.advance(15 * 60);
    let later = portal.browser().try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER, "after a quarter of an hour it is forgotten");
}

async fn guesses_at_once_are_all_counted(database: Database) {
    let portal = Portal::on(database).await;
    let statuses = guess(&portal, "192.0.2.10", ANNA.card, 20).await;
    let looked_at = statuses.iter().filter(|status| **status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(looked_at, 5, "{statuses:?}");
}

async fn success_forgives(database: Database) {
    let portal = Portal::on(database).await;
    for _ in 0..2 {
        guess(&portal, "192.0.2.10", ANNA.card, 4).await;
        assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(guess(&portal, "192.0.2.10", ANNA.card, 1).await, [StatusCode::UNAUTHORIZED]);
}

async fn a_stranger_cannot_lock_a_patron_out_of_a_browser_they_know(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.post("/sign-out", &[]).await;
    // From many networks, and from her own.
    for network in 1..=7 {
        guess(&portal, &format!("203.0.{network}.1"), ANNA.card, 5).await;
    }
    guess(&portal, "192.0.2.99", ANNA.card, 6).await;
    let unknown_browser = portal.browser_at("198.51.100.7").try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(unknown_browser.status, StatusCode::TOO_MANY_REQUESTS, "the account has had enough");
    anna.sign_in(ANNA).await;
}

async fn a_known_browser_is_slowed_down_too(database: Database) {
    let portal = Portal::on(database).await;
    let anna = portal.signed_in(ANNA).await;
    let statuses = join_all((0..12).map(|_| async {
        let mut browser = anna.clone();
        browser.cookies.remove("carrel-session");
        browser.try_sign_in(ANNA.card, "wrong").await.status
    }))
    .await;
    let looked_at = statuses.iter().filter(|status| **status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(looked_at, 10, "{statuses:?}");
    // Knowing one account's browser says nothing of another's.
    let mut at_brunos = anna.clone();
    for _ in 0..5 {
        assert_eq!(at_brunos.try_sign_in(BRUNO.card, "wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(at_brunos.try_sign_in(BRUNO.card, "wrong").await.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn one_pin_on_many_cards_is_slowed_down_by_network(database: Database) {
    let portal = Portal::on(database).await;
    let tries = (0..110).map(|number| {
        let portal = portal.clone();
        async move { portal.browser().try_sign_in(&format!("CARD{number}"), "1234").await.status }
    });
    let statuses = join_all(tries).await;
    let looked_at = statuses.iter().filter(|status| **status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(looked_at, 100, "{statuses:?}");
    let patron = portal.browser_at("198.51.100.7").try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(patron.status, StatusCode::SEE_OTHER, "another network goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_full_of_people_who_sign_in_is_not_slowed_down() {
    let portal = Portal::on(Database::sqlite()).await;
    for round in 0..12 {
        let all = (0..10).map(|_| async { portal.browser().try_sign_in(BRUNO.card, BRUNO.pin).await.status });
        // Right PINs, of which none counts against the network afterwards. No more at once than the card's own limit.
        for status in join_all(all.take(4)).await {
            assert_eq!(status, StatusCode::SEE_OTHER, "round {round}");
        }
    }
    assert_eq!(portal.number("SELECT COALESCE(MAX(failures), 0) FROM throttle").await, 0);
}

#[tokio::test]
async fn a_forwarded_address_is_believed_from_a_configured_proxy_only() {
    let options = Options { trusted_proxies: "10.0.0.1", ..Options::default() };
    let portal = Portal::with(Database::sqlite(), options).await;
    let network = async |peer: &str, forwarded: &str| {
        portal.browser_at(peer).with("x-forwarded-for", forwarded).sign_in(ANNA).await;
        portal.log().await.last().unwrap().network.clone().unwrap()
    };
    assert_eq!(network("10.0.0.1", "198.51.100.7").await, "198.51.100.0/24");
    assert_eq!(network("10.0.0.1", "6.6.6.6, 198.51.100.7").await, "198.51.100.0/24", "what the client wrote itself");
    assert_eq!(network("192.0.2.10", "198.51.100.7").await, "192.0.2.0/24", "a stranger's word");
    assert_eq!(network("2001:db8:1:2::3", "198.51.100.7").await, "2001:db8:1::/48");
}

#[tokio::test]
async fn without_a_configured_proxy_nobody_escapes_by_a_header() {
    let portal = Portal::on(Database::sqlite()).await;
    for number in 0..6 {
        let mut browser = portal.browser().with("x-forwarded-for", &format!("198.51.{number}.7"));
        let status = browser.try_sign_in(ANNA.card, "wrong").await.status;
        assert_eq!(status, if number < 5 { StatusCode::UNAUTHORIZED } else { StatusCode::TOO_MANY_REQUESTS });
    }
}

//! Beside a Koha: records are read from it, PINs are checked there; and it may be slow, wrong or dead.

use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal},
    koha_double::{Flavour, HASH, KohaDouble, Manner, sample},
};

on_each_database!(
    kohas_pin_counts_and_the_imported_one_does_not,
    while_koha_cannot_be_asked_nobody_gets_in_and_the_page_says_why,
    the_imported_pin_lets_in_while_koha_is_away_where_the_library_wants_so,
    who_was_never_imported_signs_in_and_sees_their_data,
    what_changes_there_shows_here_within_minutes,
    a_page_comes_within_a_second_whatever_koha_does,
    what_stock_koha_does_not_tell_is_named_and_what_was_known_stays,
    the_hash_that_koha_lets_through_is_nowhere,
    pages_that_offer_a_password_say_where_it_counts,
    card_numbers_are_in_no_address_that_koha_is_asked_at,
    where_koha_does_not_say_whose_a_pin_is_a_card_number_that_is_a_user_name_lets_nobody_in,
    staff_read_how_koha_is_on_their_first_page,
);

/// Anna's PIN at Koha: another than the one that was imported.
const PIN: &str = "Koha-5577";

pub fn all_data(person: Person) -> Value {
    let mut data: Value = serde_json::from_str(&person.line()).unwrap();
    data["personal"]["password"] = HASH.into();
    for key in ["oldholds", "debarments", "suggestions"] {
        data[key] = json!([]);
    }
    data
}

pub async fn beside(database: Database, flavour: Flavour, more: &str) -> (Portal, KohaDouble) {
    beside_with(database, flavour, more, Vec::new()).await
}

/// The same with more settings.
pub async fn beside_with(
    database: Database,
    flavour: Flavour,
    more: &str,
    mut settings: Vec<(&'static str, String)>,
) -> (Portal, KohaDouble) {
    let double = KohaDouble::start(flavour).await;
    double.add(1, all_data(ANNA), PIN);
    double.add(2, all_data(BRUNO), PIN);
    let koha = format!("{{ address = '{}', client_id = 'carrel'{more} }}", double.url());
    let secret = String::from(crate::koha_double::CLIENT_SECRET);
    settings.extend([("koha", koha), ("koha_client_secret", secret)]);
    (Portal::with(database, Options { settings, ..Options::default() }).await, double)
}

pub async fn anna(portal: &Portal) -> Browser {
    let mut browser = portal.browser();
    let answer = browser.try_sign_in(ANNA.card, PIN).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/my-data"), "{}", answer.text());
    browser
}

/// Looks until something is there: it comes in the background.
pub async fn look_for(browser: &mut Browser, address: &str, text: &str) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let page = browser.get(address).await.text();
        if page.contains(text) {
            return page;
        }
        assert!(Instant::now() < until, "{text} in {page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub fn later(portal: &Portal, seconds: i64) {
    portal.clock.advance(seconds);
}

fn is_kept_out(answer: &Answer, browser: &Browser) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("the library system does not answer"), "{}", answer.text());
    assert!(!browser.cookies.keys().any(|name| name.contains("session")), "{:?}", browser.cookies);
}

async fn kohas_pin_counts_and_the_imported_one_does_not(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = portal.browser();
    for (card, pin) in [(ANNA.card, ANNA.pin), ("KV29017799999", PIN), (ANNA.card, "")] {
        let answer = browser.try_sign_in(card, pin).await;
        assert!(matches!(answer.status.as_u16(), 401 | 422), "{card} {pin}");
    }
    assert_eq!(double.count("/validation"), 2);
    let mut browser = anna(&portal).await;
    // What asks for the PIN again asks Koha again.
    later(&portal, 16 * 60);
    let wrong = browser.post("/my-data/take-away", &[("format", "json"), ("pin", ANNA.pin)]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "{}", wrong.text());
    let right = browser.post("/my-data/take-away", &[("format", "json"), ("pin", PIN)]).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.text());
    let log: Vec<String> = portal.log().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(log.iter().filter(|action| *action == "sign-in-failed").count(), 2, "{log:?}");
}

async fn while_koha_cannot_be_asked_nobody_gets_in_and_the_page_says_why(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    for manner in [Manner::Status(500), Manner::Page(200), Manner::Status(403), Manner::Half] {
        double.recovers();
        double.behaves("/validation", manner);
        for (card, pin) in [(ANNA.card, PIN), (ANNA.card, ANNA.pin), ("KV29017799999", PIN)] {
            let mut browser = portal.browser();
            is_kept_out(&browser.try_sign_in(card, pin).await, &browser);
        }
    }
    let finnish = portal.browser().post("/fi/sign-in", &[("cardnumber", ANNA.card), ("pin", PIN)]).await.text();
    assert!(finnish.contains("kirjastojärjestelmä ei vastaa"), "{finnish}");
    // Nobody is kept out for what Koha did, and it is found again.
    double.recovers();
    later(&portal, 600);
    anna(&portal).await;
}

async fn the_imported_pin_lets_in_while_koha_is_away_where_the_library_wants_so(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, ", local_passwords = true").await;
    double.behaves("/validation", Manner::Status(500));
    let mut browser = portal.browser();
    browser.sign_in(ANNA).await;
    let wrong = portal.browser().try_sign_in(ANNA.card, "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
}

async fn who_was_never_imported_signs_in_and_sees_their_data(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    double.add(700_001, sample(700_001, "Hřebejková"), "2468");
    let mut browser = portal.browser();
    let answer = browser.try_sign_in("20700001", "2468").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/my-data"), "{}", answer.text());
    look_for(&mut browser, "/my-data/checkouts", "Book 1").await;
    assert!(browser.get("/my-data/identity").await.text().contains("Hřebejková"));
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE source_id = '700001'").await, 1);
}

async fn what_changes_there_shows_here_within_minutes(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    let page = look_for(&mut browser, "/my-data", "As the library system had it: ").await;
    assert!(!page.contains("did not tell us") && page.contains("14:00"), "{page}");
    double.world().patrons.get_mut(&1).unwrap()["checkouts"][0]["title"] = "Uusi kirja".into();
    later(&portal, 9 * 60);
    assert!(!browser.get("/my-data/checkouts").await.text().contains("Uusi kirja"));
    assert_eq!(double.count("alldata"), 1, "what is fresh is not read again");
    later(&portal, 60);
    let page = look_for(&mut browser, "/my-data/checkouts", "Uusi kirja").await;
    assert!(page.contains("14:10"), "{page}");
}

async fn a_page_comes_within_a_second_whatever_koha_does(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, ", answer_seconds = 2, fresh_minutes = 1").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    for manner in [
        Manner::Hangs,
        Manner::Slowly(Duration::from_millis(1500)),
        Manner::Page(200),
        Manner::Status(500),
        Manner::Half,
        Manner::OtherShape,
        Manner::Huge,
        Manner::TooMany("30"),
        Manner::SomebodyElse,
    ] {
        later(&portal, 120);
        double.recovers();
        double.behaves("alldata", manner.clone());
        let begun = Instant::now();
        let page = browser.get("/my-data/checkouts").await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{manner:?}: {:?}", begun.elapsed());
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(text.contains("Lainassa 0"), "{manner:?}: what is known shows");
        let says = text.contains("does not answer just now") || text.contains("Newer data are on their way");
        assert!(says, "{manner:?}: {text}");
        assert!(!text.contains("Seppälänmäki"), "{manner:?}");
        // Whatever is on its way comes to its end before the next manner.
        tokio::time::sleep(Duration::from_millis(2100)).await;
    }
    later(&portal, 120);
    double.recovers();
    let text = look_for(&mut browser, "/my-data/checkouts", "As the library system had it").await;
    assert!(text.contains("Lainassa 0"));
}

async fn what_stock_koha_does_not_tell_is_named_and_what_was_known_stays(database: Database) {
    let (portal, _double) = beside(database, Flavour::Stock, "").await;
    let mut browser = anna(&portal).await;
    let page = look_for(&mut browser, "/my-data", "did not tell us").await;
    assert!(page.contains("Notices"), "{page}");
    let notices =
        portal.number("SELECT COUNT(*) FROM notice WHERE patron_id = (SELECT id FROM patron WHERE source_id = '1')");
    assert_eq!(notices.await, 1, "what was imported before stays");
    let loans =
        portal.number("SELECT COUNT(*) FROM checkout WHERE patron_id = (SELECT id FROM patron WHERE source_id = '1')");
    assert_eq!(loans.await, 123);
    assert!(page.contains("Open loans") || page.contains("Loans"), "{page}");
    let page = browser.get("/my-data/checkouts").await.text();
    assert!(page.contains("Lainassa 0"), "a number alone does not take a title away: {page}");
    let taken = browser.post("/my-data/take-away", &[("format", "json")]).await.text();
    let taken: Value = serde_json::from_str(&taken).unwrap();
    let said = &taken["library_system"];
    assert!(said["read_at"].as_str().is_some_and(|time| time.starts_with("2026-03-02T14:")), "{said}");
    assert!(said["missing"].as_array().unwrap().contains(&json!("notices")), "{said}");
}

async fn the_hash_that_koha_lets_through_is_nowhere(database: Database) {
    let (portal, _double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    let json = browser.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(json.contains("Lainassa 0") && !json.contains("$2a$"), "{json}");
    let kept = portal.number(&format!("SELECT COUNT(*) FROM credential WHERE hash = '{HASH}'")).await;
    assert_eq!(kept, 0, "not even where imported ones are kept");
    let records = portal.texts("SELECT record || COALESCE(other, '') FROM patron").await;
    assert!(records.iter().all(|record| !record.contains("$2a$") && !record.contains("JBSWY3DP")));
}

async fn pages_that_offer_a_password_say_where_it_counts(database: Database) {
    let (portal, _double) = beside(database, Flavour::Stock, "").await;
    let mut browser = anna(&portal).await;
    for page in ["/security", "/security/password"] {
        assert!(browser.get(page).await.text().contains("does not count there"), "{page}");
        let finnish = browser.get(&format!("/fi{page}")).await.text();
        assert!(finnish.contains("PIN-koodin tarkistaa kirjastojärjestelmä"), "{page}: {finnish}");
    }
    for page in ["/recover", "/recover/code"] {
        assert!(portal.browser().get(page).await.text().contains("does not count there"), "{page}");
    }
}

async fn card_numbers_are_in_no_address_that_koha_is_asked_at(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    double.add(700_001, sample(700_001, "Hřebejková"), "2468");
    let answer = portal.browser().try_sign_in("20700001", "2468").await;
    assert_eq!(answer.location(), "/my-data", "{}", answer.text());
    let asked = double.world().asked.clone();
    assert!(asked.iter().any(|(_, address)| address.starts_with("/api/v1/patrons")), "{asked:?}");
    assert!(asked.iter().all(|(_, address)| !address.contains("20700001") && !address.contains("q=")), "{asked:?}");
}

async fn where_koha_does_not_say_whose_a_pin_is_a_card_number_that_is_a_user_name_lets_nobody_in(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    // Koha before 23.11 answers so.
    double.behaves("/validation", Manner::Status(204));
    let mut browser = anna(&portal).await;
    let mut other = sample(700_001, "Toinen");
    other["personal"]["userid"] = ANNA.card.into();
    double.add(700_001, other, "2468");
    let answer = portal.browser().try_sign_in(ANNA.card, "2468").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.text());
    later(&portal, 16 * 60);
    let again = browser.post("/my-data/take-away", &[("format", "json"), ("pin", "2468")]).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "{}", again.text());
}

async fn staff_read_how_koha_is_on_their_first_page(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, ", check_passwords = false").await;
    let koha = portal.config.koha.clone().unwrap();
    assert!(!koha.check_passwords);
    let mut browser = portal.signed_in(ANNA).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    let mut desk = portal.signed_in(crate::harness::STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("The library system does not offer:") && today.contains("its own log"), "{today}");
    double.behaves("", Manner::Status(500));
    later(&portal, 700);
    for _ in 0..4 {
        browser.get("/my-data").await;
        later(&portal, 21);
    }
    let today = look_for(&mut desk, "/staff", "is left alone until").await;
    assert!(today.contains("The library system fails"), "{today}");
    assert!(desk.get("/fi/staff").await.text().contains("Kirjastojärjestelmä ei toimi"));
}

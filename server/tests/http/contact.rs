//! Contact data: corrected by its owner as far as the library lets them, and not undone by an import.

use carrel_domain::OrganizationId;
use carrel_sources::alldata::{self, Input};
use http::StatusCode;

use crate::{
    harness::{
        ANNA, Browser, Database, Person, Portal, STAFF,
        post::{link, mails_to, with_mail},
    },
    smtp_server::SmtpServer,
};

on_each_database!(
    a_correction_counts_at_once_is_logged_and_its_owner_told,
    a_correction_survives_an_import_until_the_library_system_says_something_else,
    what_the_library_changes_itself_is_asked_for,
    what_may_be_corrected_is_set_by_category,
    nonsense_changes_nothing_and_is_kept_in_the_form,
    correcting_asks_for_the_pin_again,
);

const DESK: Person = STAFF[0];
const ADMINISTRATOR: Person = STAFF[4];

async fn import(portal: &Portal, from: &str, to: &str) {
    let line = ANNA.line().replace(from, to);
    let input = Input::Reader(Box::new(std::io::Cursor::new(line.into_bytes())));
    let options = alldata::Options::new(OrganizationId(1), input, portal.clock.now());
    alldata::run(portal.services.store(), options, &mut ()).await.unwrap();
}

async fn phone_shown(browser: &mut Browser) -> bool {
    browser.get("/my-data/contact").await.text().contains("+358 50 1234567")
}

async fn a_correction_counts_at_once_is_logged_and_its_owner_told(database: Database) {
    let (portal, server): (Portal, SmtpServer) = with_mail(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let fields = [("phone", " +358 50  1234567 "), ("mobile", ""), ("preferred_name", "Anni")];
    assert_eq!(anna.post("/contact", &fields).await.location(), "/contact?done=2");
    assert!(phone_shown(&mut anna).await);
    let logged = portal
        .texts(
            "SELECT object || '|' || old_value || '|' || new_value FROM audit_entry \
             WHERE action = 'contact-corrected' ORDER BY id",
        )
        .await;
    assert_eq!(logged, ["field:preferred_name||Anni", "field:phone|+358 40 5550199|+358 50 1234567"]);
    let mails = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(mails.iter().any(|mail| mail.contains("puhelinnumeroasi muutettiin")), "{mails:?}");
    assert_eq!(anna.post("/contact", &fields).await.location(), "/contact?done=0");
    let json = anna.post("/my-data/take-away", &[("format", "json")]).await.text();
    assert!(json.contains("+358 50 1234567") && json.contains("Anni"), "it is in what is taken home");
    let list = portal.signed_in(DESK).await.get("/staff/contact-changes").await.text();
    assert!(list.contains("+358 50 1234567") && list.contains("before: +358 40 5550199"), "{list}");
    // “This wasn't me” takes it back.
    let notice = mails.iter().find(|mail| mail.contains("puhelinnumeroasi muutettiin")).unwrap();
    portal.browser().post(&link(notice, "/not-me/"), &[]).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM contact_choice").await, 0);
}

async fn a_correction_survives_an_import_until_the_library_system_says_something_else(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.post("/contact", &[("phone", "+358 50 1234567")]).await;
    import(&portal, "Kaivospolku 7", "Kaivospolku 8").await;
    assert!(phone_shown(&mut anna).await, "an import that says the same number again undoes nothing");
    import(&portal, "+358 40 5550199", "+358 50 1234567").await;
    assert!(phone_shown(&mut anna).await);
    let list = portal.signed_in(DESK).await.get("/staff/contact-changes").await.text();
    assert!(!list.contains("1234567"), "what the library system has is done");
    import(&portal, "+358 40 5550199", "+358 9 7654321").await;
    assert!(anna.get("/my-data/contact").await.text().contains("+358 9 7654321"), "a change there counts");
    // Corrected again, it holds against the number that is there now.
    anna.post("/contact", &[("phone", "+358 50 1234567")]).await;
    assert!(phone_shown(&mut anna).await);
}

async fn what_the_library_changes_itself_is_asked_for(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let answer = anna.post("/contact", &[("address", "Muualla 1")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.number("SELECT COUNT(*) FROM contact_choice").await, 0);
    let page = anna.get("/contact").await.text();
    assert!(page.contains("Kaivospolku 7") && !page.contains("name=\"address\""), "{page}");
    let wish = [("kind", "rectification"), ("wish", "Please correct my contact data: Muualla 1")];
    let answer = anna.post("/my-requests", &wish).await;
    assert!(answer.location().starts_with("/my-requests/"));
}

async fn what_may_be_corrected_is_set_by_category(database: Database) {
    let portal = Portal::on(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let fields = [("may||phone", "1"), ("may||email", "1"), ("own|HENKILO", "1"), ("may|HENKILO|address", "1")];
    let answer = administrator.post("/staff/contact-fields", &fields).await;
    assert_eq!(answer.location(), "/staff/contact-fields?done=1", "{}", answer.text());
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post("/contact", &[("address", "Muualla 1")]).await.location(), "/contact?done=1");
    assert_eq!(anna.post("/contact", &[("phone", "040 1234567")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let logged = portal
        .texts("SELECT object || '|' || new_value FROM audit_entry WHERE action = 'setting-changed' ORDER BY id")
        .await;
    let expected = [
        "setting:contact_fields|phone",
        "setting:contact_fields@HENKILO|address",
        "setting:patrons_update_email@HENKILO|0",
    ];
    assert_eq!(logged, expected);
}

async fn nonsense_changes_nothing_and_is_kept_in_the_form(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let answer = anna.post("/contact", &[("phone", "call me"), ("mobile", "040 7654321")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("value=\"call me\"") && page.contains("value=\"040 7654321\""), "{page}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM contact_choice").await, 0, "all or nothing");
}

async fn correcting_asks_for_the_pin_again(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.clock.advance(16 * 60);
    let answer = anna.post("/contact", &[("phone", "040 7654321")]).await;
    assert!(answer.text().contains("name=\"pin\"") && answer.text().contains("040 7654321"), "{}", answer.text());
    let with_pin = [("phone", "040 7654321"), ("pin", ANNA.pin)];
    assert_eq!(anna.post("/contact", &with_pin).await.location(), "/contact?done=1");
}

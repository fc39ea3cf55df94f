//! The mail address: asked for gently, confirmed by a link, and not undone by an import.

use axum::body::Body;
use carrel_sources::alldata::{self, Input};
use futures::future::join_all;
use http::{Method, StatusCode};

use crate::{
    harness::{
        ANNA, Answer, BRUNO, Browser, Database, Person, Portal, STAFF,
        post::{link, mails_to, with_mail},
    },
    smtp_server::{Manner, SmtpServer},
};

on_each_database!(
    the_question_is_asked_only_where_all_conditions_hold,
    a_category_whose_addresses_the_library_changes_is_neither_asked_nor_let,
    later_and_never_are_taken_for_an_answer,
    only_the_post_of_the_link_confirms_and_then_the_question_is_gone,
    the_old_address_is_told_and_mails_go_to_the_new_one,
    an_address_of_another_account_is_answered_the_same_and_its_owner_told,
    links_end_are_replaced_and_work_once,
    an_import_does_not_undo_a_confirmed_address,
    changing_the_address_needs_the_pin_again_and_is_slowed_down,
    staff_see_how_many_confirmed_by_library,
);

const ADMINISTRATOR: Person = STAFF[4];
const NEW: &str = "annastiina@posti.example";
const DAY: i64 = 24 * 60 * 60;

async fn set(portal: &Portal, name: &str, value: &str) {
    portal
        .execute(&format!(
            "INSERT INTO setting (organization_id, name, value) SELECT id, '{name}', '{value}' FROM organization WHERE true \
             ON CONFLICT (organization_id, name) DO UPDATE SET value = excluded.value"
        ))
        .await;
    // On this node a change shows at once when it is made by the page; here it is made behind its back.
    let stored = || async { portal.services.profile().await.unwrap().settings.stored() };
    portal.clock.advance(31);
    while !stored().await.iter().any(|(other, now)| *other == name && now == value) {
        tokio::task::yield_now().await;
    }
}

async fn asking(database: Database) -> (Portal, SmtpServer) {
    let (portal, server) = with_mail(database).await;
    set(&portal, "email_prompt", "1").await;
    (portal, server)
}

async fn is_asked(browser: &mut Browser) -> bool {
    browser.get("/my-data").await.text().contains("email-prompt-title")
}

async fn give(browser: &mut Browser, address: &str) -> Answer {
    browser.post("/security/email", &[("address", address)]).await
}

/// Gives an address and answers the link that came there.
async fn link_to(portal: &Portal, server: &SmtpServer, browser: &mut Browser, address: &str) -> String {
    let before = portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'email-change-asked'").await;
    let answer = give(browser, address).await;
    assert_eq!(answer.location(), "/security/email?done=sent", "{}", answer.text());
    portal.logged("email-change-asked", before + 1).await;
    link(&mails_to(portal, server, address).await.pop().expect("a mail"), "/e/")
}

async fn the_question_is_asked_only_where_all_conditions_hold(database: Database) {
    let (portal, server) = with_mail(database).await;
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "the library did not switch it on");
    set(&portal, "email_prompt", "1").await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await);
    assert!(anna.get("/my-data").await.text().contains(&ANNA.email()), "the registered address is suggested");
    set(&portal, "patrons_update_email", "0").await;
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "patrons may not change theirs");
    assert_eq!(give(&mut anna, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    set(&portal, "patrons_update_email", "1").await;
    // A mail server that is out of order.
    server.will([Manner::RefusesMail("451 4.3.0 Busy")]);
    portal.browser_at("203.0.113.9").sign_in(ANNA).await;
    portal.services.deliver_next_mail().await.unwrap();
    assert!(!is_asked(&mut anna).await, "the last mail did not go through");
    portal.clock.advance(60);
    portal.services.deliver_next_mail().await.unwrap();
    assert!(is_asked(&mut portal.signed_in(ANNA).await).await, "and now it did");
}

async fn a_category_whose_addresses_the_library_changes_is_neither_asked_nor_let(database: Database) {
    let (portal, _server) = asking(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let rules = [("may||phone", "1"), ("may||email", "1"), ("own|HENKILO", "1"), ("may|HENKILO|email", "1")];
    administrator.post("/staff/contact-fields", &rules).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await, "her category has rules of its own, and they let her");
    administrator.post("/staff/contact-fields", &rules[..3]).await;
    assert!(!is_asked(&mut anna).await);
    assert!(anna.get("/security/email").await.text().contains("Your address is changed at the library."));
    assert_eq!(give(&mut anna, NEW).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The other way round: nobody may, but for one category.
    administrator.post("/staff/contact-fields", &[rules[2], rules[3]]).await;
    assert!(is_asked(&mut anna).await);
    assert_eq!(give(&mut anna, NEW).await.location(), "/security/email?done=sent");
}

async fn later_and_never_are_taken_for_an_answer(database: Database) {
    let (portal, _server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post("/security/email/asking", &[("asking", "later")]).await.location(), "/my-data");
    assert!(!is_asked(&mut anna).await);
    assert!(is_asked(&mut portal.signed_in(BRUNO).await).await, "others are asked");
    portal.clock.advance(29 * DAY);
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await);
    portal.clock.advance(DAY);
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await, "after thirty days, at sign-in");
    anna.post("/security/email/asking", &[("asking", "never")]).await;
    portal.clock.advance(1_000 * DAY);
    let mut anna = portal.signed_in(ANNA).await;
    assert!(!is_asked(&mut anna).await);
    assert_eq!(anna.post("/security/email/asking", &[("asking", "on")]).await.location(), "/security/email?done=on");
    assert!(is_asked(&mut anna).await, "it can be taken back");
    let said =
        portal.texts("SELECT new_value FROM audit_entry WHERE action = 'email-asking-changed' ORDER BY id").await;
    assert_eq!(said, ["later", "off", "on"]);
}

async fn only_the_post_of_the_link_confirms_and_then_the_question_is_gone(database: Database) {
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let link = link_to(&portal, &server, &mut anna, NEW).await;
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let answer = portal.browser().send(method, &link, &[], Body::empty()).await;
        assert_eq!((answer.status, answer.header("referrer-policy")), (StatusCode::OK, "no-referrer"));
        assert!(!answer.text().contains(ANNA.surname), "nothing of the account is shown");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE confirmed_email IS NOT NULL").await, 0);
    assert!(is_asked(&mut anna).await);
    // Opened where nobody is signed in.
    let answer = portal.browser().post(&link, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(!is_asked(&mut anna).await);
    portal.clock.advance(1_000 * DAY);
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "never again");
    let contact = portal.signed_in(ANNA).await.get("/my-data/contact").await.text();
    assert!(contact.contains(NEW) && contact.contains(&ANNA.email()), "both addresses are shown");
}

async fn the_old_address_is_told_and_mails_go_to_the_new_one(database: Database) {
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let link_path = link_to(&portal, &server, &mut anna, NEW).await;
    portal.browser().post(&link_path, &[]).await;
    let old = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(old.last().unwrap().contains("/not-me/"), "the old address is told: {old:?}");
    assert_eq!(mails_to(&portal, &server, NEW).await.len(), 2, "the link, and that it counts now");
    portal.browser().post("/recover", &[("name", ANNA.card)]).await;
    portal.logged("recovery-asked", 1).await;
    assert!(mails_to(&portal, &server, NEW).await.last().unwrap().contains("/r/"), "mails go there");
    portal.browser().post("/recover", &[("name", &ANNA.email())]).await;
    portal.logged("recovery-asked", 2).await;
    assert_eq!(mails_to(&portal, &server, &ANNA.email()).await.len(), old.len(), "the old one is nobody's now");
}

async fn an_address_of_another_account_is_answered_the_same_and_its_owner_told(database: Database) {
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let free = give(&mut anna, NEW).await;
    let page = anna.get("/security/email?done=sent").await.text();
    let taken = give(&mut anna, &BRUNO.email().to_uppercase()).await;
    assert_eq!((free.status, free.location()), (taken.status, taken.location()));
    portal.logged("email-change-asked", 2).await;
    assert!(page.contains(NEW), "her own page says which address waits");
    let told = mails_to(&portal, &server, &BRUNO.email()).await;
    assert_eq!(told.len(), 1);
    assert!(!told[0].contains("/e/") && !told[0].contains(ANNA.surname), "no link, and not who it was: {}", told[0]);
    assert_eq!(portal.number("SELECT COUNT(*) FROM email_confirmation").await, 1);
}

async fn links_end_are_replaced_and_work_once(database: Database) {
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let first = link_to(&portal, &server, &mut anna, NEW).await;
    let second = link_to(&portal, &server, &mut anna, "toinen@posti.example").await;
    assert_eq!(portal.browser().post(&first, &[]).await.status, StatusCode::GONE, "a newer one was sent");
    let uses = join_all((0..5).map(|_| {
        let (mut browser, link) = (portal.browser(), second.clone());
        async move { browser.post(&link, &[]).await.status }
    }))
    .await;
    assert_eq!(uses.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{uses:?}");
    let third = link_to(&portal, &server, &mut anna, "kolmas@posti.example").await;
    portal.clock.advance(DAY);
    assert_eq!(portal.browser().get(&third).await.status, StatusCode::GONE);
    assert_eq!(portal.browser().post(&third, &[]).await.status, StatusCode::GONE);
    assert_eq!(
        portal.texts("SELECT confirmed_email FROM patron WHERE confirmed_email IS NOT NULL").await,
        ["toinen@posti.example"]
    );
    // Two who were asked to confirm the same address: the first has it.
    let mut anna = portal.signed_in(ANNA).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let annas = link_to(&portal, &server, &mut anna, NEW).await;
    let brunos = link_to(&portal, &server, &mut bruno, NEW).await;
    assert_eq!(portal.browser().post(&brunos, &[]).await.status, StatusCode::OK);
    assert_eq!(portal.browser().post(&annas, &[]).await.status, StatusCode::GONE);
}

async fn an_import_does_not_undo_a_confirmed_address(database: Database) {
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let link = link_to(&portal, &server, &mut anna, NEW).await;
    portal.browser().post(&link, &[]).await;
    let mut line: serde_json::Value = serde_json::from_str(&ANNA.line()).unwrap();
    line["personal"]["email"] = "rekisteri@kaivospolku.example".into();
    let organization = carrel_domain::OrganizationId(portal.number("SELECT id FROM organization").await);
    let input = Input::Reader(Box::new(std::io::Cursor::new(format!("{line}\n"))));
    alldata::run(portal.services.store(), alldata::Options::new(organization, input, portal.clock.now()), &mut ())
        .await
        .unwrap();
    let page = anna.get("/security/email").await.text();
    assert!(page.contains(NEW) && page.contains("rekisteri@kaivospolku.example"), "both are shown");
    assert!(!is_asked(&mut anna).await);
    portal.browser().post("/recover", &[("name", ANNA.card)]).await;
    portal.logged("recovery-asked", 1).await;
    assert!(mails_to(&portal, &server, NEW).await.last().unwrap().contains("/r/"));
    assert!(mails_to(&portal, &server, "rekisteri@kaivospolku.example").await.is_empty());
}

async fn changing_the_address_needs_the_pin_again_and_is_slowed_down(database: Database) {
    let (portal, _server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    for nonsense in ["", "anna", "a@b@c", "anna@posti.example\r\nBcc: x@y.example"] {
        assert_eq!(give(&mut anna, nonsense).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
    }
    for number in 0..5 {
        assert_eq!(give(&mut anna, &format!("a{number}@posti.example")).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(give(&mut anna, NEW).await.status, StatusCode::TOO_MANY_REQUESTS);
    portal.clock.advance(16 * 60);
    let asked = give(&mut anna, NEW).await.text();
    assert!(
        asked.contains("name=\"pin\"") && asked.contains(NEW),
        "the PIN is asked for, and the address carried along"
    );
    let answer = anna.post("/security/email", &[("address", NEW), ("pin", ANNA.pin)]).await;
    assert_eq!(answer.location(), "/security/email?done=sent");
}

async fn staff_see_how_many_confirmed_by_library(database: Database) {
    const DESK: Person = STAFF[0];
    let (portal, server) = asking(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let link = link_to(&portal, &server, &mut anna, NEW).await;
    portal.browser().post(&link, &[]).await;
    let page = portal.signed_in(DESK).await.get("/staff/contact").await.text();
    assert!(page.contains("1 of 8 patrons have confirmed an address (12 %)"), "{page}");
    assert!(page.contains("role=\"img\"") && page.contains("<table"), "a drawing, and the numbers behind it");
    assert!(!page.contains(NEW), "no address");
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE disabled = 0").await, 8);
}

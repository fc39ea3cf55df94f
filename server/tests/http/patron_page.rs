//! What staff are told on a patron's page: addresses that mails do not reach, ages that do not fit the category.

use carrel_domain::Role;
use http::StatusCode;

use crate::{
    delivery::{OFFICER, begin, check_identity, id_of, record, shows, staff},
    harness::{ANNA, BRUNO, Database},
    smtp_server::Manner,
};

on_each_database!(
    staff_say_that_an_address_works_and_mails_go_there_again,
    an_age_that_does_not_fit_the_patron_category_is_told,
    navigation_leads_to_the_mails_for_whoever_may_see_them,
);

async fn staff_say_that_an_address_works_and_mails_go_there_again(database: Database) {
    let (portal, server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "D 1", "2026-03-02").await;
    check_identity(&mut officer, &request).await;
    server.will([Manner::RefusesRecipient("550 5.1.1 Unknown")]);
    while portal.services.deliver_next_mail().await.unwrap() {}
    let annas = id_of(&portal, ANNA).await;
    let page = format!("/staff/patrons/{annas}");
    let form = format!("{page}/address");

    // Prompted on the page and on the first page of the day; nothing is sent meanwhile.
    shows(&officer.get(&page).await, 200, "The address works");
    shows(&officer.get("/staff").await, 200, ANNA.surname);
    let shown = officer.get(&request).await;
    shows(&shown, 200, "Mails to the registered address come back");
    assert!(!shown.text().contains("Send the link"), "nor offered");
    shows(&officer.post(&format!("{request}/link"), &[]).await, 422, "came back");

    for role in [Role::Auditor, Role::MainUser, Role::Administrator] {
        let mut other = portal.browser_at("203.0.113.9");
        other.sign_in(staff(role)).await;
        assert_eq!(other.post(&form, &[]).await.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&form, &[]).await.status, StatusCode::NOT_FOUND);
    shows(&officer.get(&page).await, 200, "The address works");

    let mut desk = portal.browser_at("203.0.113.10");
    desk.sign_in(staff(Role::Desk)).await;
    assert_eq!(desk.post(&form, &[]).await.location(), page);
    let shown = officer.get(&page).await;
    assert!(!shown.text().contains("The address works"), "nothing is wrong any more");
    shows(&desk.post(&form, &[]).await, 422, "Nothing is known against this address");
    assert_eq!(officer.post(&format!("{request}/link"), &[]).await.status, StatusCode::SEE_OTHER);
    let log = portal.log().await;
    let cleared: Vec<_> = log.iter().filter(|entry| entry.action == "address-works-again").collect();
    assert_eq!(cleared.len(), 1);
    assert_eq!((cleared[0].patron, cleared[0].role.as_str()), (Some(portal.id_of(ANNA).await), "desk"));
}

async fn an_age_that_does_not_fit_the_patron_category_is_told(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let page = format!("/staff/patrons/{}", id_of(&portal, BRUNO).await);
    let told = "The patron category “";
    // Bruno was born on 6 May 1984, and it is 2 March 2026: he is 41.
    let organization = portal.number("SELECT id FROM organization").await;
    let known = format!("organization_id = {organization} AND code = 'HENKILO'");
    portal
        .execute(&format!(
            "INSERT INTO patron_category (organization_id, code, name) SELECT {organization}, 'HENKILO', 'HENKILO' \
             WHERE NOT EXISTS (SELECT 1 FROM patron_category WHERE {known})"
        ))
        .await;
    for (minimum, maximum, is_told) in [
        ("NULL", "NULL", None),
        ("41", "41", None),
        ("42", "NULL", Some("for people of 42 years and more")),
        ("NULL", "40", Some("for people up to 40 years")),
        ("18", "0", None),
    ] {
        let set = format!("UPDATE patron_category SET minimum_age = {minimum}, maximum_age = {maximum} WHERE {known}");
        portal.execute(&set).await;
        let shown = officer.get(&page).await;
        match is_told {
            Some(text) => shows(&shown, 200, text),
            None => assert!(!shown.text().contains(told), "{minimum} to {maximum}: {}", shown.text()),
        }
    }
}

async fn navigation_leads_to_the_mails_for_whoever_may_see_them(database: Database) {
    let (portal, _server) = begin(database).await;
    for (role, may) in [
        (Role::Desk, false),
        (Role::PrivacyOfficer, true),
        (Role::Auditor, false),
        (Role::MainUser, true),
        (Role::Administrator, true),
    ] {
        let mut browser = portal.browser_at("203.0.113.9");
        browser.sign_in(staff(role)).await;
        assert_eq!(browser.get("/staff/mail").await.status == StatusCode::OK, may, "{role:?}");
        let text = browser.get("/staff").await.text();
        let (_, navigation) = text.split_once("class=\"main-nav\"").unwrap();
        let (navigation, _) = navigation.split_once("</nav>").unwrap();
        assert_eq!(navigation.contains("href=\"/staff/mail\""), may, "{role:?}");
    }
}

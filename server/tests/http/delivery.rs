//! From the request to the opened link: what staff record, what is refused, what the patron gets, what the log shows.

use carrel_domain::Role;
use http::{Method, StatusCode};

use crate::{
    harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal, STAFF},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_request_is_answered_with_a_link_that_opens_once,
    nothing_is_delivered_without_request_check_and_permissions,
    staff_of_another_library_or_organization_find_nothing,
    what_cannot_be_logged_is_neither_delivered_nor_opened_nor_decided,
    a_note_that_reads_like_a_code_stays_as_it_was_written,
);

pub const OFFICER: Person = STAFF[1];

pub fn staff(role: Role) -> Person {
    *STAFF.iter().find(|person| person.role == role).unwrap()
}

/// The opaque id of a person's row.
pub async fn id_of(portal: &Portal, person: Person) -> String {
    let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card);
    portal.texts(&sql).await.remove(0)
}

/// The portal and the mail server that it hands its mails to.
pub async fn begin(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    (Portal::with(database, Options { settings, ..Options::default() }).await, server)
}

/// What the last mail to somebody says.
pub async fn last_mail(portal: &Portal, server: &SmtpServer, to: Person) -> String {
    while portal.services.deliver_next_mail().await.unwrap() {}
    let taken = server.taken();
    taken.iter().rfind(|mail| mail.to.contains(&to.email())).expect("there is a mail").body()
}

pub async fn record(officer: &mut Browser, portal: &Portal, person: Person, document: &str, received: &str) -> String {
    let patron = id_of(portal, person).await;
    let fields = [("kind", "access"), ("channel", "letter"), ("document", document), ("received", received)];
    let answer = officer.post(&format!("/staff/patrons/{patron}/requests"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().to_owned()
}

pub async fn check_identity(officer: &mut Browser, request: &str) {
    let answer = officer.post(&format!("{request}/identity"), &[("method", "identity-card")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// Sends the link and answers its address, as the mail has it.
pub async fn send_link(portal: &Portal, server: &SmtpServer, officer: &mut Browser, request: &str) -> String {
    let answer = officer.post(&format!("{request}/link"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mail = last_mail(portal, server, ANNA).await;
    let at = mail.find("/d/").expect("the mail has a link");
    mail[at..].split_whitespace().next().unwrap().to_owned()
}

pub async fn ready(portal: &Portal, server: &SmtpServer) -> (Browser, String, String) {
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, portal, ANNA, "D 1", "2026-03-02").await;
    check_identity(&mut officer, &request).await;
    let link = send_link(portal, server, &mut officer, &request).await;
    (officer, request, link)
}

pub fn shows(answer: &Answer, status: u16, text: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert!(answer.text().contains(text), "“{text}” is missing in {}", answer.text());
}

async fn a_request_is_answered_with_a_link_that_opens_once(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, link) = ready(&portal, &server).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE payload IS NOT NULL AND payload <> ''").await, 0);

    // A scanner fetches it, whoever it says it is.
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let answer = portal.browser().send(method, &link, &[], axum::body::Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&link).await, 200, "Your data is ready to open");
    let opened = anna.post(&link, &[]).await;
    assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, link.as_str()));
    shows(&anna.get(&link).await, 200, "Your data is open");
    shows(&anna.get(&link).await, 200, "Your data is open");

    // Another device of hers, and somebody else.
    let mut tablet = portal.signed_in(ANNA).await;
    shows(&tablet.get(&link).await, 410, "This link has been opened");
    shows(&tablet.post(&link, &[]).await, 410, "This link has been opened");
    let mut bruno = portal.signed_in(BRUNO).await;
    shows(&bruno.get(&link).await, 404, "opens nothing for you");
    shows(&bruno.post(&link, &[]).await, 404, "opens nothing for you");
    shows(&bruno.get("/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await, 404, "opens nothing for you");

    portal.clock.advance(20 * 60);
    shows(&anna.get(&link).await, 200, "Your data is open");
    portal.clock.advance(11 * 60);
    shows(&anna.get(&link).await, 410, "This link has been opened");
    officer.sign_in(OFFICER).await;
    let shown = officer.get(&request).await;
    for step in ["The request was recorded", "Identity was checked", "A one-time link was sent", "The link was opened"]
    {
        shows(&shown, 200, step);
    }
    let annas = portal.id_of(ANNA).await;
    let log = portal.log().await;
    let seen = |action: &str| log.iter().any(|entry| entry.action == action && entry.patron == Some(annas));
    for action in ["data-request-recorded", "identity-checked", "link-sent", "link-opened", "link-refused"] {
        assert!(seen(action), "{action} is not in the log");
    }
}

async fn nothing_is_delivered_without_request_check_and_permissions(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "D 1", "2026-03-02").await;
    for way in ["link", "print"] {
        let refused = officer.post(&format!("{request}/{way}"), &[]).await;
        shows(&refused, 422, "identity has not been checked");
    }
    check_identity(&mut officer, &request).await;
    for role in [Role::Desk, Role::Auditor, Role::MainUser, Role::Administrator] {
        let mut other = portal.browser_at("203.0.113.9");
        other.sign_in(staff(role)).await;
        for way in ["link", "print"] {
            assert_eq!(other.post(&format!("{request}/{way}"), &[]).await.status, StatusCode::FORBIDDEN, "{role:?}");
        }
    }
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&format!("{request}/print"), &[]).await.status, StatusCode::NOT_FOUND);

    // Sixteen minutes later the PIN is asked for, and then it goes on.
    portal.clock.advance(14 * 60);
    officer.get("/staff").await;
    portal.clock.advance(2 * 60);
    let asked = officer.post(&format!("{request}/print"), &[("language", "fi")]).await;
    shows(&asked, 200, "type=\"password\"");
    assert_eq!(portal.number("SELECT COUNT(*) FROM disclosure").await, 0);
    let printed = officer.post(&format!("{request}/print"), &[("language", "fi"), ("pin", OFFICER.pin)]).await;
    assert_eq!((printed.status, printed.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(portal.number("SELECT COUNT(*) FROM disclosure WHERE state = 'delivered'").await, 1);

    let closed = officer.post(&format!("{request}/close"), &[("state", "answered"), ("outcome", "Annettu.")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    shows(&officer.post(&format!("{request}/print"), &[]).await, 422, "The request is closed");
    let log = portal.log().await;
    assert!(log.iter().filter(|entry| entry.action == "delivery-refused").count() >= 3);
    assert!(log.iter().filter(|entry| entry.action == "permission-refused").count() >= 8);
}

async fn staff_of_another_library_or_organization_find_nothing(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "D 1", "2026-03-02").await;
    let patron = format!("/staff/patrons/{}", id_of(&portal, ANNA).await);
    let everywhere = "UPDATE role_grant SET library = NULL";
    for (what, away, back) in [
        ("another library", "UPDATE role_grant SET library = 'JNS'", everywhere),
        (
            "another organization",
            "UPDATE patron SET organization_id = organization_id + 1 WHERE cardnumber = 'KV29017700011'",
            "UPDATE patron SET organization_id = organization_id - 1 WHERE cardnumber = 'KV29017700011'",
        ),
    ] {
        portal
            .execute(
                "INSERT INTO organization (slug, name, time_zone, currency) SELECT 'toinen', 'Toinen', 'UTC', 'EUR' \
                 WHERE NOT EXISTS (SELECT 1 FROM organization WHERE slug = 'toinen')",
            )
            .await;
        portal.execute(away).await;
        // In the session that is open: a change of role works at once.
        for page in [&request, &patron] {
            assert_eq!(officer.get(page).await.status, StatusCode::NOT_FOUND, "{page} for staff of {what}");
        }
        for action in ["assign", "identity", "extend", "close", "merge", "revoke", "link", "print", "proof"] {
            let fields = [
                ("method", "identity-card"),
                ("reason", "x"),
                ("state", "answered"),
                ("outcome", "x"),
                ("into", "x"),
                ("disclosure", "x"),
            ];
            let answer = officer.post(&format!("{request}/{action}"), &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action} for staff of {what}");
        }
        let form = [("kind", "access"), ("channel", "desk"), ("document", "D"), ("received", "2026-03-01")];
        assert_eq!(officer.post(&format!("{patron}/requests"), &form).await.status, StatusCode::NOT_FOUND, "{what}");
        for find in [ANNA.card, ANNA.surname, &ANNA.email()] {
            let found = officer.post("/staff/patrons", &[("find", find)]).await;
            assert!(!found.text().contains(ANNA.firstname), "{find} is found by staff of {what}");
        }
        for list in ["/staff", "/staff/requests"] {
            assert!(!officer.get(list).await.text().contains(ANNA.surname), "{list} for staff of {what}");
        }
        portal.execute(back).await;
        assert_eq!(officer.get(&request).await.status, StatusCode::OK, "it is there for staff of the library");
    }
}

async fn what_cannot_be_logged_is_neither_delivered_nor_opened_nor_decided(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, link) = ready(&portal, &server).await;
    let other = record(&mut officer, &portal, BRUNO, "D 2", "2026-03-01").await;
    check_identity(&mut officer, &other).await;
    let open = record(&mut officer, &portal, BRUNO, "D 3", "2026-03-01").await;
    let mut anna = portal.signed_in(ANNA).await;
    let disclosure = portal.texts("SELECT public_id FROM disclosure").await.remove(0);
    let before = everything(&portal).await;
    // A server killed between the change and its entry would leave the same: the two are one transaction.
    portal.break_log().await;
    for (address, fields) in [
        (format!("{other}/link"), vec![]),
        (format!("{other}/print"), vec![]),
        (format!("{request}/revoke"), vec![("disclosure", disclosure.as_str())]),
        (format!("{open}/identity"), vec![("method", "identity-card")]),
        (format!("{open}/link"), vec![]),
        (format!("{open}/assign"), vec![]),
        (format!("{open}/extend"), vec![("reason", "Aineisto on laaja.")]),
        (format!("{open}/close"), vec![("state", "answered"), ("outcome", "Annettu.")]),
        (format!("{open}/merge"), vec![("into", other.rsplit('/').next().unwrap())]),
    ] {
        let answer = officer.post(&address, &fields).await;
        assert!(answer.status.is_server_error(), "{address} answers {}", answer.status);
        assert_eq!(everything(&portal).await, before, "{address} did something");
    }
    assert!(anna.post(&link, &[]).await.status.is_server_error());
    assert!(anna.post("/my-requests", &[("kind", "access")]).await.status.is_server_error());
    portal.clock.advance(8 * 24 * 60 * 60);
    assert!(portal.services.expire_links().await.is_err());
    assert_eq!(everything(&portal).await, before);
}

/// All there is of requests, deliveries and mails.
async fn everything(portal: &Portal) -> Vec<String> {
    let mut all = Vec::new();
    for table in ["data_request", "data_request_event", "disclosure", "outbox"] {
        all.push(portal.whole_table(table).await);
    }
    all
}

async fn a_note_that_reads_like_a_code_stays_as_it_was_written(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "known-person", "2026-03-02").await;
    let timeline = |page: &Answer| page.text().split_once("class=\"timeline\"").unwrap().1.to_owned();
    let shown = timeline(&officer.get(&request).await);
    assert!(shown.contains("known-person") && !shown.contains("Known in person"), "{shown}");
    let checked = officer.post(&format!("{request}/identity"), &[("method", "known-person")]).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER);
    assert!(timeline(&officer.get(&request).await).contains("Known in person"), "the method of the check is a code");
}

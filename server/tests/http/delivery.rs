//! From the request to the opened link: what staff record, what is refused, what the patron gets, what the log shows.

use carrel_domain::{Role, data_request::RequestKind};
use http::{Method, StatusCode};

use carrel_services::{audit::Origin, token::Token};
use carrel_texts::Key;

use crate::{
    harness::{ANNA, Answer, BRUNO, Browser, Database, Options, Person, Portal, STAFF},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_request_is_answered_with_a_link_that_opens_once,
    nothing_is_delivered_without_request_check_and_permissions,
    of_100_tries_to_open_a_link_on_two_nodes_one_succeeds,
    a_link_ends_is_revoked_and_is_replaced,
    merging_requests_skips_no_check,
    requests_are_due_a_month_later_and_extended_once,
    patrons_file_and_follow_requests_of_their_own,
    whoever_tries_tokens_is_slowed_down,
    my_data_is_shown_as_the_library_set_it,
    more_requests_at_once_than_connections_do_not_wait_for_each_other,
    nobody_checks_their_own_identity,
    staff_of_another_library_or_organization_find_nothing,
    what_was_done_is_proved_by_a_file_that_is_logged,
);

const OFFICER: Person = STAFF[1];
const DAY: i64 = 24 * 60 * 60;

fn staff(role: Role) -> Person {
    *STAFF.iter().find(|person| person.role == role).unwrap()
}

/// The opaque id of a person's row.
async fn id_of(portal: &Portal, person: Person) -> String {
    let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card);
    portal.texts(&sql).await.remove(0)
}

/// The portal and the mail server that it hands its mails to.
async fn begin(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    (Portal::with(database, Options { settings, ..Options::default() }).await, server)
}

/// What the last mail to somebody says.
async fn last_mail(portal: &Portal, server: &SmtpServer, to: Person) -> String {
    while portal.services.deliver_next_mail().await.unwrap() {}
    let taken = server.taken();
    taken.iter().rfind(|mail| mail.to.contains(&to.email())).expect("there is a mail").body()
}

async fn record(officer: &mut Browser, portal: &Portal, person: Person, document: &str, received: &str) -> String {
    let patron = id_of(portal, person).await;
    let fields = [("kind", "access"), ("channel", "letter"), ("document", document), ("received", received)];
    let answer = officer.post(&format!("/staff/patrons/{patron}/requests"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().to_owned()
}

async fn check_identity(officer: &mut Browser, request: &str) {
    let answer = officer.post(&format!("{request}/identity"), &[("method", "identity-card")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// Sends the link and answers its address, as the mail has it.
async fn send_link(portal: &Portal, server: &SmtpServer, officer: &mut Browser, request: &str) -> String {
    let answer = officer.post(&format!("{request}/link"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mail = last_mail(portal, server, ANNA).await;
    let at = mail.find("/d/").expect("the mail has a link");
    mail[at..].split_whitespace().next().unwrap().to_owned()
}

async fn ready(portal: &Portal, server: &SmtpServer) -> (Browser, String, String) {
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, portal, ANNA, "D 1", "2026-03-02").await;
    check_identity(&mut officer, &request).await;
    let link = send_link(portal, server, &mut officer, &request).await;
    (officer, request, link)
}

fn shows(answer: &Answer, status: u16, text: &str) {
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

async fn of_100_tries_to_open_a_link_on_two_nodes_one_succeeds(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    let nodes = [portal.services.clone(), portal.other_node("node-b")];
    let mut sessions = Vec::new();
    for _ in 0..4 {
        let browser = portal.signed_in(ANNA).await;
        sessions.push(nodes[0].find_session(&Token::parse(browser.token()).unwrap()).await.unwrap().unwrap());
    }
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..100_usize {
        let (services, session) = (nodes[number % 2].clone(), sessions[number % 4].clone());
        let token = token.clone();
        tries.spawn(async move { services.open_link(&session, &token, &Origin::default()).await.unwrap() });
    }
    let states = tries.join_all().await;
    let opened = portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'link-opened'").await;
    assert_eq!(opened, 1, "{states:?}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request_event WHERE action = 'link-opened'").await, 1);
}

async fn a_link_ends_is_revoked_and_is_replaced(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, first) = ready(&portal, &server).await;
    let second = send_link(&portal, &server, &mut officer, &request).await;
    assert_ne!(first, second);
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&first).await, 410, "cancelled this link");
    shows(&anna.get(&second).await, 200, "ready to open");
    let disclosure = portal.texts("SELECT public_id FROM disclosure WHERE state = 'sent'").await.remove(0);
    let revoked = officer.post(&format!("{request}/revoke"), &[("disclosure", &disclosure)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    shows(&anna.post(&second, &[]).await, 410, "cancelled this link");
    let third = send_link(&portal, &server, &mut officer, &request).await;
    portal.clock.advance(7 * DAY + 1);
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&third).await, 410, "This link has ended");
    shows(&anna.post(&third, &[]).await, 410, "This link has ended");
    portal.services.expire_links().await.unwrap();
    assert_eq!(portal.texts("SELECT state FROM disclosure ORDER BY id DESC").await[0], "expired");
    // Her attributes show the states, in words and never a token.
    let attributes = anna.get("/my-data/attributes").await;
    shows(&attributes, 200, "ended unopened");
    assert!(!attributes.text().contains(third.rsplit('/').next().unwrap()));
}

async fn merging_requests_skips_no_check(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let checked = record(&mut officer, &portal, ANNA, "D 1", "2026-02-10").await;
    check_identity(&mut officer, &checked).await;
    let other = record(&mut officer, &portal, ANNA, "D 2", "2026-03-02").await;
    shows(&officer.get(&checked).await, 200, "asked more than once");
    let into = other.rsplit('/').next().unwrap();
    let merged = officer.post(&format!("{checked}/merge"), &[("into", into)]).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text());
    shows(&officer.post(&format!("{other}/link"), &[]).await, 422, "identity has not been checked");
    shows(&officer.post(&format!("{checked}/link"), &[]).await, 422, "closed");
    let due = portal.texts(&format!("SELECT due_on FROM data_request WHERE public_id = '{into}'")).await;
    assert_eq!(due, ["2026-03-10"], "the earlier due date stays");
}

async fn requests_are_due_a_month_later_and_extended_once(database: Database) {
    let (portal, server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "D 1", "2026-02-28").await;
    shows(&officer.get(&request).await, 200, "28 Mar 2026");
    let reason = [("reason", "Aineisto on laaja.")];
    shows(&officer.post(&format!("{request}/extend"), &[("reason", " ")]).await, 422, "The reason is missing");
    assert_eq!(officer.post(&format!("{request}/extend"), &reason).await.status, StatusCode::SEE_OTHER);
    shows(&officer.get(&request).await, 200, "28 May 2026");
    assert!(last_mail(&portal, &server, ANNA).await.contains("Aineisto on laaja."));
    shows(&officer.post(&format!("{request}/extend"), &reason).await, 422, "done this already");
    let late = record(&mut officer, &portal, BRUNO, "D 2", "2026-01-15").await;
    shows(&officer.get(&late).await, 200, "days overdue");
    shows(&officer.post(&format!("{late}/extend"), &reason).await, 422, "can no longer be extended");
    // Whoever answers it is reminded, once in two days.
    assert_eq!(officer.post(&format!("{late}/assign"), &[]).await.status, StatusCode::SEE_OTHER);
    for _ in 0..2 {
        portal.services.remind_owners().await.unwrap();
        portal.other_node("node-b").remind_owners().await.unwrap();
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE template = 'REQUEST_REMINDER'").await, 1);
}

async fn patrons_file_and_follow_requests_of_their_own(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.post("/my-requests", &[("kind", "erasure"), ("wish", " ")]).await, 422, "in your own words");
    let wish = [("kind", "rectification"), ("wish", "Osoitteeni on <b>väärin</b>.")];
    let filed = anna.post("/my-requests", &wish).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER);
    let mine = filed.location().to_owned();
    shows(&anna.get(&mine).await, 200, "&lt;b&gt;väärin&lt;/b&gt;");
    let mut bruno = portal.signed_in(BRUNO).await;
    assert_eq!(bruno.get(&mine).await.status, StatusCode::NOT_FOUND);
    assert_eq!(bruno.post(&format!("{mine}/withdraw"), &[]).await.status, StatusCode::NOT_FOUND);
    let mut officer = portal.signed_in(OFFICER).await;
    shows(&officer.get("/staff/requests").await, 200, "Correction");
    let id = mine.rsplit('/').next().unwrap();
    let staffs = format!("/staff/requests/{id}");
    shows(&officer.post(&format!("{staffs}/print"), &[]).await, 422, "not answered with all data");
    let answer = [("state", "answered"), ("outcome", "Osoite on korjattu.")];
    assert_eq!(officer.post(&format!("{staffs}/close"), &answer).await.status, StatusCode::SEE_OTHER);
    shows(&anna.get(&mine).await, 200, "Osoite on korjattu.");
    assert!(!anna.get(&mine).await.text().contains(OFFICER.surname), "who answered is the library's to tell");
    assert_eq!(anna.post(&format!("{mine}/withdraw"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn what_was_done_is_proved_by_a_file_that_is_logged(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, _) = ready(&portal, &server).await;
    let proof = format!("{request}/proof");
    shows(&officer.get(&request).await, 200, "Proof as PDF");
    let open = officer.post(&proof, &[]).await;
    assert_eq!((open.status, open.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(open.header("content-disposition"), "attachment; filename=\"data-request-proof.pdf\"");
    assert_eq!(open.header("cache-control"), "no-store");
    assert!(open.body.starts_with(b"%PDF-"));

    // A closed request has a proof as well, and says more.
    let closed = officer.post(&format!("{request}/close"), &[("state", "answered"), ("outcome", "Annettu.")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let closed = officer.post(&proof, &[("language", "fi")]).await;
    assert_eq!(closed.header("content-disposition"), "attachment; filename=\"tietopyynnon-selvitys.pdf\"");
    assert_ne!(open.body, closed.body);

    for role in [Role::Desk, Role::Auditor, Role::MainUser, Role::Administrator] {
        let mut other = portal.browser_at("203.0.113.9");
        other.sign_in(staff(role)).await;
        assert_eq!(other.post(&proof, &[]).await.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&proof, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post("/staff/requests/nothing/proof", &[]).await.status, StatusCode::NOT_FOUND);

    let (annas, officers) = (portal.id_of(ANNA).await, portal.id_of(OFFICER).await);
    let log = portal.log().await;
    let proved: Vec<_> = log.iter().filter(|entry| entry.action == "request-proved").collect();
    assert_eq!(proved.len(), 2, "what was refused proved nothing");
    assert!(proved.iter().all(|entry| entry.patron == Some(annas) && entry.actor == Some(officers)));
    assert!(Key::find("code-action-request-proved").is_some());
}

async fn whoever_tries_tokens_is_slowed_down(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    for number in 0..10 {
        let guess = format!("/d/{number:A>43}");
        assert_eq!(bruno.get(&guess).await.status, StatusCode::NOT_FOUND);
    }
    shows(&bruno.get("/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await, 429, "tried too often");
    assert_eq!(bruno.post(&link, &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
    // Whom the link is for is not kept out by it.
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&link).await, 200, "ready to open");
}

async fn my_data_is_shown_as_the_library_set_it(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let organization = portal.number("SELECT id FROM organization").await;
    let set = |value: &str| {
        format!(
            "INSERT INTO setting (organization_id, name, value) VALUES ({organization}, 'my_data_display', '{value}')"
        )
    };
    portal.execute(&set("link")).await;
    portal.clock.advance(31);
    let mut anna = portal.signed_in(ANNA).await;
    // The setting shows within half a minute: the first page asks for it.
    anna.get("/my-data").await;
    portal.clock.advance(31);
    for path in ["/my-data", "/my-data/checkouts"] {
        shows(&anna.get(path).await, 200, "opens your data on request");
    }
    let taken = anna.post("/my-data/take-away", &[("format", "json")]).await;
    shows(&taken, 200, "opens your data on request");
    assert_eq!(anna.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    shows(&anna.get("/my-data/checkouts").await, 200, "Lainassa 1");
    assert_eq!(anna.post("/my-data/take-away", &[("format", "json")]).await.status, StatusCode::OK);
    // Another session of hers has no window.
    shows(&portal.signed_in(ANNA).await.get("/my-data").await, 200, "opens your data on request");
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

async fn more_requests_at_once_than_connections_do_not_wait_for_each_other(database: Database) {
    let (portal, _server) = begin(database).await;
    let browser = portal.signed_in(ANNA).await;
    let session = portal.services.find_session(&Token::parse(browser.token()).unwrap()).await.unwrap().unwrap();
    let mut filing = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (services, session) = (portal.services.clone(), session.clone());
        filing.spawn(async move {
            services.file_request(&session, RequestKind::Access, "", &Origin::default()).await.map(|_| ())
        });
    }
    for filed in filing.join_all().await {
        filed.unwrap();
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE template = 'REQUEST_RECEIVED'").await, 16);
}

async fn nobody_checks_their_own_identity(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let filed = officer.post("/my-requests", &[("kind", "access")]).await;
    let request = format!("/staff/requests/{}", filed.location().rsplit('/').next().unwrap());
    let answer = officer.post(&format!("{request}/identity"), &[("method", "known-person")]).await;
    shows(&answer, 422, "somebody else has to check");
    shows(&officer.post(&format!("{request}/link"), &[]).await, 422, "identity has not been checked");
}

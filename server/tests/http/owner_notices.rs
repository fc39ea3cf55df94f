//! Owners are told what happens to their accounts, and can stop it if it was not them.

use http::{Method, StatusCode};

use crate::{
    harness::{ANNA, BRUNO, Database, Options, Person, Portal},
    smtp_server::SmtpServer,
};

on_each_database!(
    a_browser_not_seen_before_is_told_of_and_a_known_one_is_not,
    a_shared_computer_is_told_of_once_a_month,
    this_was_not_me_ends_everything_and_lets_nobody_in,
    looking_at_the_link_stops_nothing,
    the_link_works_once_and_for_a_week,
    what_a_stranger_added_since_is_taken_back,
    trying_tokens_is_slowed_down,
    one_signs_out_everywhere_at_once,
);

const DAY: i64 = 24 * 60 * 60;

async fn begin(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    (Portal::with(database, Options { settings, ..Options::default() }).await, server)
}

/// The mails somebody got.
async fn mails(portal: &Portal, server: &SmtpServer, to: Person) -> Vec<String> {
    while portal.services.deliver_next_mail().await.unwrap() {}
    server.taken().iter().filter(|mail| mail.to.contains(&to.email())).map(|mail| mail.body()).collect()
}

/// Anna is signed in at home; somebody else signs in with her PIN. Answers her notice's link.
async fn notice(portal: &Portal, server: &SmtpServer) -> String {
    portal.browser_at("203.0.113.9").sign_in(ANNA).await;
    let mail = mails(portal, server, ANNA).await.pop().expect("she is told");
    let at = mail.find("/not-me/").expect("the mail has a link");
    mail[at..].split_whitespace().next().unwrap().to_owned()
}

async fn a_browser_not_seen_before_is_told_of_and_a_known_one_is_not(database: Database) {
    let (portal, server) = begin(database).await;
    let mut home = portal.browser();
    home.sign_in(ANNA).await;
    assert_eq!(mails(&portal, &server, ANNA).await.len(), 0, "the first browser ever is compared with nothing");
    home.post("/sign-out", &[]).await;
    home.sign_in(ANNA).await;
    assert_eq!(mails(&portal, &server, ANNA).await.len(), 0, "it is known by its cookie");
    portal.browser_at("203.0.113.9").sign_in(ANNA).await;
    let told = mails(&portal, &server, ANNA).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("selaimella, jota emme ole ennen nähneet"), "in Anna's language: {}", told[0]);
    assert!(!told[0].contains("203.0.113"), "no address in a mail");
}

async fn a_shared_computer_is_told_of_once_a_month(database: Database) {
    let (portal, server) = begin(database).await;
    portal.signed_in(ANNA).await;
    for _ in 0..3 {
        portal.browser_at("198.51.100.4").sign_in_on_shared_computer(ANNA).await;
    }
    assert_eq!(mails(&portal, &server, ANNA).await.len(), 1);
    portal.browser_at("203.0.113.9").sign_in_on_shared_computer(ANNA).await;
    assert_eq!(mails(&portal, &server, ANNA).await.len(), 2, "another place is another computer");
    portal.clock.advance(31 * DAY);
    portal.browser_at("198.51.100.4").sign_in_on_shared_computer(ANNA).await;
    assert_eq!(mails(&portal, &server, ANNA).await.len(), 3);
}

async fn trying_tokens_is_slowed_down(database: Database) {
    const NOTHING: &str = "/not-me/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let (portal, server) = begin(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let link = notice(&portal, &server).await;
    let mut stranger = portal.browser_at("198.51.100.77");
    for _ in 0..100 {
        assert_eq!(stranger.post(NOTHING, &[]).await.status, StatusCode::GONE);
    }
    assert_eq!(stranger.post(NOTHING, &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stranger.post(&link, &[]).await.status, StatusCode::TOO_MANY_REQUESTS, "the right one among them too");
    assert!(home.is_signed_in().await);
    assert_eq!(
        portal.browser_at("203.0.113.20").post(&link, &[]).await.status,
        StatusCode::OK,
        "its owner gets through"
    );
    let refused = portal.log().await.iter().filter(|entry| entry.action == "not-me-refused").count();
    assert_eq!(refused, 100);
}

async fn this_was_not_me_ends_everything_and_lets_nobody_in(database: Database) {
    let (portal, server) = begin(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let link = notice(&portal, &server).await;
    let answer = home.post(&link, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.text().contains("nobody can sign in") && !answer.text().contains(ANNA.surname), "{}", answer.text());
    assert!(!home.is_signed_in().await, "her own session has ended too");
    assert!(bruno.is_signed_in().await, "nobody else's has");
    for mut browser in [home, portal.browser_at("203.0.113.9")] {
        let answer = browser.try_sign_in(ANNA.card, ANNA.pin).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    }
    let answer = portal.browser().try_sign_in(ANNA.card, "wrong").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "who does not know the PIN is not told");
    let log = portal.log().await;
    let entry = log.iter().find(|entry| entry.action == "account-locked").expect("it is in the log");
    assert_eq!((entry.patron, entry.outcome.as_str()), (Some(portal.id_of(ANNA).await), "done"));
}

async fn looking_at_the_link_stops_nothing(database: Database) {
    let (portal, server) = begin(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let link = notice(&portal, &server).await;
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let answer = portal.browser().send(method, &link, &[], axum::body::Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.text().contains(ANNA.surname), "nothing of the account is shown");
    }
    assert!(home.is_signed_in().await);
    assert_eq!(portal.number("SELECT COUNT(*) FROM account_lock").await, 0);
}

async fn the_link_works_once_and_for_a_week(database: Database) {
    let (portal, server) = begin(database).await;
    portal.signed_in(ANNA).await;
    let link = notice(&portal, &server).await;
    assert_eq!(portal.browser().post(&link, &[]).await.status, StatusCode::OK);
    assert_eq!(portal.browser().post(&link, &[]).await.status, StatusCode::GONE);
    assert_eq!(portal.browser().post("/not-me/short", &[]).await.status, StatusCode::GONE);

    portal.signed_in(BRUNO).await;
    portal.browser_at("203.0.113.9").sign_in(BRUNO).await;
    let mail = mails(&portal, &server, BRUNO).await.pop().unwrap();
    let link = mail[mail.find("/not-me/").unwrap()..].split_whitespace().next().unwrap().to_owned();
    portal.clock.advance(8 * DAY);
    assert_eq!(portal.browser().post(&link, &[]).await.status, StatusCode::GONE);
    assert_eq!(portal.browser().try_sign_in(BRUNO.card, BRUNO.pin).await.status, StatusCode::SEE_OTHER);
}

async fn one_signs_out_everywhere_at_once(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let mut phone = portal.signed_in(ANNA).await;
    let answer = home.post("/security/sessions/end-all", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("clear-site-data").contains("cookies"));
    assert!(!home.is_signed_in().await && !phone.is_signed_in().await);
    assert_eq!(portal.number("SELECT COUNT(*) FROM known_device").await, 0);
}

async fn what_a_stranger_added_since_is_taken_back(database: Database) {
    let (portal, server) = begin(database).await;
    portal.signed_in(ANNA).await;
    let link = notice(&portal, &server).await;
    portal.clock.advance(60);
    let (anna, now) = (portal.id_of(ANNA).await, portal.clock.now().0);
    // As their own pages leave it.
    for sql in [
        format!(
            "UPDATE patron SET confirmed_email = 'stranger@evil.example', email_confirmed_at = {now} WHERE id = {anna}"
        ),
        format!("INSERT INTO totp (patron_id, secret, last_step, added_at) VALUES ({anna}, 'x', 0, {now})"),
        format!(
            "INSERT INTO identity_link (public_id, organization_id, patron_id, provider, issuer, subject, created_at, \
             last_used_at) SELECT 'x', organization_id, id, 'p', 'https://evil.example', 's', {now}, {now} \
             FROM patron WHERE id = {anna}"
        ),
    ] {
        portal.execute(&sql).await;
    }
    portal.clock.advance(60);
    assert_eq!(portal.browser().post(&link, &[]).await.status, StatusCode::OK);
    for table in ["totp", "identity_link", "patron WHERE confirmed_email IS NOT NULL"] {
        assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    portal.browser().post("/recover", &[("name", ANNA.card)]).await;
    // It is sent in the background, so that nobody can tell from the answer whether there is an account.
    let mut told = Vec::new();
    for _ in 0..100 {
        told = mails(&portal, &server, ANNA).await;
        if told.iter().any(|mail| mail.contains("/r/")) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("recovery leads to her own address again: {told:?}");
}

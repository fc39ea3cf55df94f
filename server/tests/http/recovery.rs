//! A lost PIN: a link by mail or a code on paper, and nothing a stranger could learn or break by it.

use axum::body::Body;
use futures::future::join_all;
use http::{Method, StatusCode};

use crate::{
    harness::{
        ANNA, Answer, BRUNO, Browser, Database, HILLA, Person, Portal,
        post::{link, mails_to, with_mail},
    },
    smtp_server::SmtpServer,
};

on_each_database!(
    a_link_by_mail_sets_a_new_password_and_ends_everything,
    the_link_works_once_for_half_an_hour_and_only_with_a_password_that_keeps_the_rules,
    of_two_uses_at_once_one_succeeds,
    looking_at_a_link_changes_nothing,
    a_newly_set_password_makes_other_links_worthless,
    everybody_is_answered_the_same,
    an_address_that_several_share_gets_a_mail_for_each_which_names_none,
    asking_is_throttled_and_locks_nobody,
    tokens_cannot_be_tried_for_ever,
    links_never_follow_the_host_header_and_tell_no_other_page,
    a_closed_account_and_a_dead_address_get_nothing,
    an_owner_who_stopped_everything_is_let_in_again,
);

const NEW: &str = "koivu tuuli 84 laituri";

async fn ask(browser: &mut Browser, name: &str) -> Answer {
    browser.post("/recover", &[("name", name)]).await
}

/// Somebody's link, which they asked for by card number.
async fn link_of(portal: &Portal, server: &SmtpServer, person: Person) -> String {
    let before = portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'recovery-asked'").await;
    let answer = ask(&mut portal.browser(), person.card).await;
    assert_eq!(answer.location(), "/recover?sent=1", "{}", answer.text());
    portal.logged("recovery-asked", before + 1).await;
    link(&mails_to(portal, server, &person.email()).await.pop().expect("a mail"), "/r/")
}

async fn a_link_by_mail_sets_a_new_password_and_ends_everything(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let link = link_of(&portal, &server, ANNA).await;
    let page = portal.browser().get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("0011") && !page.text().contains(ANNA.card), "it says which card, not all of it");
    let mut phone = portal.browser();
    let answer = phone.post(&link, &[("new_password", NEW)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.set_cookie("carrel-session").is_none(), "nobody is signed in by it");
    assert!(!phone.is_signed_in().await && !home.is_signed_in().await && bruno.is_signed_in().await);
    let id = portal.id_of(ANNA).await;
    assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM known_device WHERE patron_id = {id}")).await, 0);
    let old = portal.browser().try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = portal.browser().try_sign_in(ANNA.card, NEW).await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    let told = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(told.iter().any(|mail| mail.contains("/not-me/")), "the owner is told");
    let done = portal.log().await.into_iter().find(|entry| entry.action == "recovery-done").unwrap();
    assert_eq!((done.patron, done.actor), (Some(id), None));
    for table in portal.tables().await {
        let text = portal.whole_table(&table).await;
        assert!(!text.contains(link.rsplit('/').next().unwrap()) && !text.contains(NEW), "a secret is in {table}");
    }
}

async fn the_link_works_once_for_half_an_hour_and_only_with_a_password_that_keeps_the_rules(database: Database) {
    let (portal, server) = with_mail(database).await;
    let first = link_of(&portal, &server, ANNA).await;
    for weak in ["", "4711", "password1234567", "Annastiina12345", "aaaaaaaaaaaaaaaaaaaa", &"ä".repeat(201)] {
        let answer = portal.browser().post(&first, &[("new_password", weak)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
    }
    assert_eq!(
        portal.browser().post(&first, &[("new_password", NEW)]).await.status,
        StatusCode::OK,
        "it was still good"
    );
    assert_eq!(
        portal.browser().post(&first, &[("new_password", "toinen sana 99 laituri")]).await.status,
        StatusCode::GONE
    );
    assert_eq!(portal.browser().get(&first).await.status, StatusCode::GONE);
    let second = link_of(&portal, &server, ANNA).await;
    portal.clock.advance(30 * 60);
    assert_eq!(portal.browser().get(&second).await.status, StatusCode::GONE);
    assert_eq!(
        portal.browser().post(&second, &[("new_password", "toinen sana 99 laituri")]).await.status,
        StatusCode::GONE
    );
    for wrong in ["/r/short", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(portal.browser().post(wrong, &[("new_password", NEW)]).await.status, StatusCode::GONE);
    }
    assert_eq!(portal.browser().try_sign_in(ANNA.card, NEW).await.status, StatusCode::SEE_OTHER);
    // Nothing is left of links that ended.
    portal.clock.advance(2 * 24 * 60 * 60);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM recovery").await, 0);
}

async fn of_two_uses_at_once_one_succeeds(database: Database) {
    let (portal, server) = with_mail(database).await;
    let link = link_of(&portal, &server, ANNA).await;
    let passwords: Vec<String> = (0..6).map(|number| format!("koivu tuuli {number} laituri")).collect();
    let answers = join_all(passwords.iter().map(|new| {
        let (mut browser, link) = (portal.browser(), link.clone());
        async move { browser.post(&link, &[("new_password", new)]).await.status }
    }))
    .await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{answers:?}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'recovery-done'").await, 1);
    let at = answers.iter().position(|status| *status == StatusCode::OK).unwrap();
    assert_eq!(portal.browser().try_sign_in(ANNA.card, &passwords[at]).await.status, StatusCode::SEE_OTHER);
}

async fn looking_at_a_link_changes_nothing(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut home = portal.signed_in(ANNA).await;
    let link = link_of(&portal, &server, ANNA).await;
    let before = (portal.whole_table("recovery").await, portal.whole_table("credential").await);
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let answer = portal.browser().send(method, &link, &[], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    // A form of another site's is not believed either.
    let foreign = [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
    let answer =
        portal.browser().send(Method::POST, &link, &foreign, Body::from("new_password=koivu+tuuli+84+laituri")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(before, (portal.whole_table("recovery").await, portal.whole_table("credential").await));
    assert!(home.is_signed_in().await);
}

async fn a_newly_set_password_makes_other_links_worthless(database: Database) {
    let (portal, server) = with_mail(database).await;
    let first = link_of(&portal, &server, ANNA).await;
    let second = link_of(&portal, &server, ANNA).await;
    assert_ne!(first, second);
    assert_eq!(portal.browser().post(&second, &[("new_password", NEW)]).await.status, StatusCode::OK);
    assert_eq!(
        portal.browser().post(&first, &[("new_password", "toinen sana 99 laituri")]).await.status,
        StatusCode::GONE
    );
}

async fn everybody_is_answered_the_same(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut answers = Vec::new();
    let email = ANNA.email();
    let names = [ANNA.card, "nimi2", &email, "nobody", "nobody@nowhere.example", "a\0b", "' OR 1=1 --"];
    for name in names {
        let answer = ask(&mut portal.browser(), name).await;
        answers.push((answer.status, answer.location().to_owned(), answer.body));
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    portal.logged("recovery-asked", names.len() as i64).await;
    assert_eq!(mails_to(&portal, &server, &email).await.len(), 2, "by card and by address");
    assert_eq!(mails_to(&portal, &server, &BRUNO.email()).await.len(), 1, "by user name");
    assert_eq!(server.taken().len(), 3);
    let page = portal.browser().get("/recover?sent=1").await.text();
    assert!(!page.contains("nobody") && !page.contains(ANNA.card));
}

async fn an_address_that_several_share_gets_a_mail_for_each_which_names_none(database: Database) {
    let (portal, server) = with_mail(database).await;
    portal.execute("UPDATE patron SET email = 'Perhe@Kaivospolku.example' WHERE cardnumber LIKE 'KV2901770002%'").await;
    portal
        .execute(&format!("UPDATE patron SET email = 'perhe@kaivospolku.example' WHERE cardnumber = '{}'", ANNA.card))
        .await;
    let several = portal.number("SELECT COUNT(*) FROM patron WHERE LOWER(email) = 'perhe@kaivospolku.example'").await;
    assert!(several >= 2);
    ask(&mut portal.browser(), "perhe@kaivospolku.example").await;
    portal.logged("recovery-asked", several).await;
    while portal.services.deliver_next_mail().await.unwrap() {}
    let mails = server.taken();
    assert_eq!(mails.len() as i64, several);
    for mail in mails {
        for person in [ANNA, BRUNO] {
            let text = mail.body();
            assert!(![person.card, person.firstname, person.surname].iter().any(|name| text.contains(name)), "{text}");
        }
    }
}

async fn asking_is_throttled_and_locks_nobody(database: Database) {
    let (portal, server) = with_mail(database).await;
    for network in 1..=12 {
        let peer = format!("203.0.{network}.1");
        let answer = ask(&mut portal.browser_at(&peer), ANNA.card).await;
        assert_eq!(answer.location(), "/recover?sent=1", "whoever asks too often is answered the same");
    }
    portal.logged("recovery-asked", 12).await;
    let mails = mails_to(&portal, &server, &ANNA.email()).await;
    assert_eq!(mails.len(), 5, "however many networks ask");
    assert_eq!(
        portal.browser().get(&link(&mails[0], "/r/")).await.status,
        StatusCode::OK,
        "the links she has are good"
    );
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::SEE_OTHER);
    let asked = (0..100).map(|number| {
        let mut browser = portal.browser_at("198.51.100.7");
        async move { ask(&mut browser, &format!("nobody-{number}")).await.status }
    });
    join_all(asked).await;
    let answer = ask(&mut portal.browser_at("198.51.100.9"), BRUNO.card).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "one network asks for so many only");
    portal.clock.advance(15 * 60);
    let answer = ask(&mut portal.browser_at("198.51.100.9"), ANNA.card).await;
    assert_eq!(answer.location(), "/recover?sent=1");
    portal.logged("recovery-asked", 113).await;
    assert_eq!(mails_to(&portal, &server, &ANNA.email()).await.iter().filter(|mail| mail.contains("/r/")).count(), 6);
}

async fn tokens_cannot_be_tried_for_ever(database: Database) {
    let (portal, _server) = with_mail(database).await;
    let tries = (0..120).map(|number| {
        let mut browser = portal.browser();
        async move { browser.get(&format!("/r/{number:043}")).await.status }
    });
    let answers = join_all(tries).await;
    assert!(answers.contains(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
    assert_eq!(portal.browser().get("/e/short").await.status, StatusCode::TOO_MANY_REQUESTS, "of either kind");
    assert_eq!(
        portal.browser_at("198.51.100.7").get("/r/short").await.status,
        StatusCode::GONE,
        "elsewhere it is not so"
    );
}

async fn links_never_follow_the_host_header_and_tell_no_other_page(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut evil = portal.browser().with("x-forwarded-host", "evil.example").with("forwarded", "host=evil.example");
    let site = [
        ("host", "evil.example"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let name = format!("name={}", ANNA.card);
    let answer = evil.send(Method::POST, "/recover", &site, Body::from(name)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    portal.logged("recovery-asked", 1).await;
    let mail = mails_to(&portal, &server, &ANNA.email()).await.pop().unwrap();
    assert!(!mail.contains("evil.example"), "{mail}");
    let page = portal.browser().get(&link(&mail, "/r/")).await;
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text().contains("http://") || !page.text().contains("href=\"http"), "no link leads elsewhere");
    assert_eq!(portal.browser().get("/recover").await.header("referrer-policy"), "same-origin");
}

async fn a_closed_account_and_a_dead_address_get_nothing(database: Database) {
    let (portal, server) = with_mail(database).await;
    portal.execute(&format!("UPDATE patron SET disabled = 1 WHERE cardnumber = '{}'", BRUNO.card)).await;
    portal.execute(&format!("UPDATE patron SET email = '' WHERE cardnumber = '{}'", HILLA.card)).await;
    let id = portal.id_of(ANNA).await;
    portal
        .execute(&format!(
            "INSERT INTO address_problem (organization_id, patron_id, address, code, reported_at) \
             SELECT organization_id, id, email, 'undeliverable', 1 FROM patron WHERE id = {id}"
        ))
        .await;
    for person in [ANNA, BRUNO, HILLA] {
        assert_eq!(ask(&mut portal.browser(), person.card).await.location(), "/recover?sent=1");
    }
    portal.logged("recovery-asked", 3).await;
    while portal.services.deliver_next_mail().await.unwrap() {}
    assert_eq!((server.taken().len(), portal.number("SELECT COUNT(*) FROM recovery").await), (0, 0));
    let mut outcomes =
        portal.texts("SELECT outcome FROM audit_entry WHERE action = 'recovery-asked' ORDER BY id").await;
    outcomes.sort();
    assert_eq!(outcomes, ["failed", "failed", "refused"]);
}

async fn an_owner_who_stopped_everything_is_let_in_again(database: Database) {
    let (portal, server) = with_mail(database).await;
    portal.signed_in(ANNA).await;
    portal.browser_at("203.0.113.9").sign_in(ANNA).await;
    let notice = mails_to(&portal, &server, &ANNA.email()).await.pop().unwrap();
    assert_eq!(portal.browser().post(&link(&notice, "/not-me/"), &[]).await.status, StatusCode::OK);
    assert_eq!(portal.browser().try_sign_in(ANNA.card, ANNA.pin).await.status, StatusCode::FORBIDDEN);
    let link = link_of(&portal, &server, ANNA).await;
    assert_eq!(portal.browser().post(&link, &[("new_password", NEW)]).await.status, StatusCode::OK);
    assert_eq!(portal.browser().try_sign_in(ANNA.card, NEW).await.status, StatusCode::SEE_OTHER);
}

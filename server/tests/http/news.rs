//! Staff send the library's news.

use carrel_services::mail::Template;
use carrel_store::outbox;
use http::StatusCode;

use crate::{
    harness::{
        ANNA, BRUNO, Browser, Database, HILLA, Person, Portal, STAFF,
        post::{mails_to, with_mail},
    },
    smtp_server::SmtpServer,
};

on_each_database!(
    news_go_to_everybody_who_agreed_in_a_language_that_was_written_and_to_nobody_else,
    whoever_calls_news_off_while_they_wait_gets_none,
    the_same_words_go_twice_only_on_purpose_and_others_than_were_read_never,
    a_mailing_that_is_stopped_calls_off_what_has_not_gone,
    two_nodes_write_each_mail_once,
    staff_of_one_library_write_to_its_patrons_only,
    stopping_one_mailing_leaves_anothers_mails_alone,
    a_mailing_is_over_when_its_mails_have_gone_and_can_be_stopped_until_then,
    a_mail_that_is_under_way_when_its_mailing_is_stopped_is_not_tried_again,
);

const MAIN_USER: Person = STAFF[3];
const ADMINISTRATOR: Person = STAFF[4];
const WORDS: &str = "Read in the garden!\n\n<<unsubscribeurl>>";

async fn agree(portal: &Portal, person: Person, answer: &str) {
    let mut browser = portal.signed_in(person).await;
    let fields = [("purpose", "direct-mailing"), ("version", "1"), ("answer", answer)];
    browser.post("/consents", &fields).await;
}

async fn write(browser: &mut Browser, language: &str, body: &str) -> StatusCode {
    let fields = [("language", language), ("subject", "In summer"), ("body", body), ("do", "save")];
    browser.post("/staff/templates/LIBRARY_NEWS/words", &fields).await.status
}

/// The digest of what stands on the page.
async fn read(browser: &mut Browser) -> String {
    let page = browser.get("/staff/news").await.text();
    let rest = page.split("name=\"words\" value=\"").nth(1).unwrap_or_else(|| panic!("no form: {page}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn send(browser: &mut Browser) {
    let words = read(browser).await;
    let answer = browser.post("/staff/news", &[("words", &words)]).await;
    assert_eq!(answer.location(), "/staff/news?done=begun", "{}", answer.text());
}

/// Anna agreed, and an administrator wrote something in English.
async fn with_news(database: Database) -> (Portal, SmtpServer, Browser) {
    let (portal, server) = with_mail(database).await;
    agree(&portal, ANNA, "yes").await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    assert_eq!(write(&mut administrator, "en", WORDS).await, StatusCode::SEE_OTHER);
    (portal, server, administrator)
}

async fn waiting(portal: &Portal) -> i64 {
    let code = Template::LibraryNews.code();
    portal.number(&format!("SELECT COUNT(*) FROM outbox WHERE template = '{code}' AND state = 'waiting'")).await
}

async fn news_go_to_everybody_who_agreed_in_a_language_that_was_written_and_to_nobody_else(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let page = administrator.get("/staff/news").await.text();
    assert!(page.contains("Write something first.") && !page.contains("name=\"words\""), "{page}");
    let refused = administrator.post("/staff/news", &[("words", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the standard words are nobody's news");
    agree(&portal, ANNA, "yes").await;
    agree(&portal, HILLA, "yes").await;
    agree(&portal, BRUNO, "no").await;
    portal.execute(&format!("UPDATE patron SET email = '' WHERE cardnumber = '{}'", HILLA.card)).await;
    write(&mut administrator, "en", WORDS).await;
    assert!(administrator.get("/staff/news").await.text().contains("2 patrons have agreed"));
    send(&mut administrator).await;
    while portal.services.work_on_next_news().await.unwrap() {}
    // Anna reads Finnish, in which nothing was written.
    let got = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(got.iter().any(|mail| mail.contains("Read in the garden!")), "{got:?}");
    let mails = server.taken().iter().filter(|mail| mail.body().contains("Read in the garden!")).count();
    assert_eq!(mails, 1, "nobody else");
    let page = administrator.get("/staff/news").await.text();
    assert!(page.contains("All written.") && page.contains("One patron was left out"), "{page}");
    let logged = portal.texts("SELECT action FROM audit_entry WHERE action LIKE 'news-%' ORDER BY id").await;
    assert_eq!(logged, ["news-begun", "news-sent"]);
}

async fn whoever_calls_news_off_while_they_wait_gets_none(database: Database) {
    let (portal, server, mut administrator) = with_news(database).await;
    send(&mut administrator).await;
    portal.services.work_on_next_news().await.unwrap();
    assert_eq!(waiting(&portal).await, 1);
    agree(&portal, ANNA, "no").await;
    let got = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(got.iter().all(|mail| !mail.contains("Read in the garden!")), "{got:?}");
    let ended = portal.texts("SELECT state || ' ' || last_error FROM outbox WHERE template = 'LIBRARY_NEWS'").await;
    assert_eq!(ended, ["cancelled mail-not-wanted"]);
}

async fn the_same_words_go_twice_only_on_purpose_and_others_than_were_read_never(database: Database) {
    let (portal, _server, mut administrator) = with_news(database).await;
    let words = read(&mut administrator).await;
    write(&mut administrator, "en", &format!("{WORDS}\n\nAnd in the sauna!")).await;
    let refused = administrator.post("/staff/news", &[("words", &words)]).await;
    assert!(refused.text().contains("Somebody has changed the words"), "{}", refused.text());
    send(&mut administrator).await;
    assert_eq!(write(&mut administrator, "en", WORDS).await, StatusCode::UNPROCESSABLE_ENTITY, "they stay as they are");
    while portal.services.work_on_next_news().await.unwrap() {}
    let words = read(&mut administrator).await;
    let refused = administrator.post("/staff/news", &[("words", &words)]).await;
    assert!(refused.text().contains("The same words were sent before."), "{}", refused.text());
    let again = administrator.post("/staff/news", &[("words", &words), ("again", "1")]).await;
    assert_eq!(again.location(), "/staff/news?done=begun");
    let other = administrator.post("/staff/news", &[("words", &words), ("again", "1")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "one at a time");
}

async fn a_mailing_that_is_stopped_calls_off_what_has_not_gone(database: Database) {
    let (portal, server, mut administrator) = with_news(database).await;
    send(&mut administrator).await;
    let id = portal.texts("SELECT public_id FROM news_mailing").await.remove(0);
    // Many of them wait already: it goes on when they have gone.
    portal
        .execute(
            "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 100) \
             INSERT INTO outbox (public_id, organization_id, template, language, recipient, payload, state, attempts, \
             run_after, created_at, message_id, mailing_id) SELECT 'waits' || n, 1, 'LIBRARY_NEWS', 'en', 'a@b.example', \
             '', 'waiting', 0, 9000000000, 0, 'm' || n, (SELECT id FROM news_mailing) FROM many",
        )
        .await;
    assert!(portal.services.work_on_next_news().await.unwrap());
    assert_eq!(waiting(&portal).await, 100, "no more of them");
    assert!(!portal.services.work_on_next_news().await.unwrap(), "it pauses");
    portal.clock.advance(6);
    assert!(portal.services.work_on_next_news().await.unwrap());
    let stopped = administrator.post(&format!("/staff/news/{id}/stop"), &[]).await;
    assert_eq!(stopped.location(), "/staff/news?done=stopped");
    assert_eq!(waiting(&portal).await, 0);
    portal.clock.advance(6);
    assert!(!portal.services.work_on_next_news().await.unwrap());
    assert!(mails_to(&portal, &server, &ANNA.email()).await.iter().all(|mail| !mail.contains("garden")));
    assert_eq!(administrator.post(&format!("/staff/news/{id}/stop"), &[]).await.status, StatusCode::NOT_FOUND);
    let called_off = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'news-stopped'").await;
    assert_eq!(called_off, ["100"]);
}

async fn two_nodes_write_each_mail_once(database: Database) {
    let (portal, _server, mut administrator) = with_news(database).await;
    agree(&portal, BRUNO, "yes").await;
    agree(&portal, HILLA, "yes").await;
    send(&mut administrator).await;
    let other = portal.other_node("node-b");
    let (one, two) = tokio::join!(portal.services.work_on_next_news(), other.work_on_next_news());
    assert!(one.unwrap() | two.unwrap());
    while portal.services.work_on_next_news().await.unwrap() {}
    assert_eq!(waiting(&portal).await, 3);
    let twice = "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE template = 'LIBRARY_NEWS' GROUP BY patron_id HAVING COUNT(*) > 1) AS t";
    assert_eq!(portal.number(twice).await, 0);
}

async fn staff_of_one_library_write_to_its_patrons_only(database: Database) {
    let (portal, _server, mut administrator) = with_news(database).await;
    agree(&portal, BRUNO, "yes").await;
    portal.execute(&format!("UPDATE patron SET library = 'JNS' WHERE cardnumber = '{}'", BRUNO.card)).await;
    let id = portal.id_of(MAIN_USER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {id}")).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    assert!(main_user.get("/staff/news").await.text().contains("One patron has agreed"));
    send(&mut main_user).await;
    while portal.services.work_on_next_news().await.unwrap() {}
    assert_eq!(waiting(&portal).await, 1);
    // And cannot stop what goes to all.
    let words = read(&mut administrator).await;
    administrator.post("/staff/news", &[("words", &words), ("again", "1")]).await;
    let all = portal.texts("SELECT public_id FROM news_mailing WHERE libraries IS NULL").await.remove(0);
    assert_eq!(main_user.post(&format!("/staff/news/{all}/stop"), &[]).await.status, StatusCode::NOT_FOUND);
}

async fn stop(browser: &mut Browser, id: &str) -> StatusCode {
    browser.post(&format!("/staff/news/{id}/stop"), &[]).await.status
}

async fn stopping_one_mailing_leaves_anothers_mails_alone(database: Database) {
    let (portal, server, mut administrator) = with_news(database).await;
    agree(&portal, BRUNO, "yes").await;
    portal.execute(&format!("UPDATE patron SET library = 'JNS' WHERE cardnumber = '{}'", BRUNO.card)).await;
    let id = portal.id_of(MAIN_USER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {id}")).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    send(&mut main_user).await;
    while portal.services.work_on_next_news().await.unwrap() {}
    assert_eq!(waiting(&portal).await, 1);
    // The first one is written; one who has not got it yet keeps nobody from sending others.
    for before in [1, 3] {
        let words = read(&mut administrator).await;
        let again = administrator.post("/staff/news", &[("words", &words), ("again", "1")]).await;
        assert_eq!(again.location(), "/staff/news?done=begun");
        while before > 1 && portal.services.work_on_next_news().await.unwrap() {}
        assert_eq!(waiting(&portal).await, before);
        let all = portal.texts("SELECT public_id FROM news_mailing ORDER BY id DESC").await.remove(0);
        assert_eq!(stop(&mut administrator, &all).await, StatusCode::SEE_OTHER);
        assert_eq!(waiting(&portal).await, 1, "the other library's goes on");
    }
    let got = mails_to(&portal, &server, &ANNA.email()).await;
    assert_eq!(got.iter().filter(|mail| mail.contains("Read in the garden!")).count(), 1);
    let called_off = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'news-stopped'").await;
    assert_eq!(called_off, ["0", "2"]);
}

async fn a_mailing_is_over_when_its_mails_have_gone_and_can_be_stopped_until_then(database: Database) {
    let (portal, server, mut administrator) = with_news(database).await;
    send(&mut administrator).await;
    while portal.services.work_on_next_news().await.unwrap() {}
    let id = portal.texts("SELECT public_id FROM news_mailing").await.remove(0);
    let page = administrator.get("/staff/news").await.text();
    assert!(page.contains("All written.") && page.contains("One of them has not gone yet."), "{page}");
    assert!(page.contains(&format!("/staff/news/{id}/stop")), "{page}");
    assert_eq!(stop(&mut administrator, &id).await, StatusCode::SEE_OTHER);
    assert_eq!(waiting(&portal).await, 0);
    assert_eq!(stop(&mut administrator, &id).await, StatusCode::NOT_FOUND, "once");
    assert!(mails_to(&portal, &server, &ANNA.email()).await.iter().all(|mail| !mail.contains("garden")));
    // Another one goes to its end: then there is nothing to stop.
    let words = read(&mut administrator).await;
    administrator.post("/staff/news", &[("words", &words), ("again", "1")]).await;
    while portal.services.work_on_next_news().await.unwrap() {}
    assert!(mails_to(&portal, &server, &ANNA.email()).await.iter().any(|mail| mail.contains("garden")));
    let id = portal.texts("SELECT public_id FROM news_mailing ORDER BY id DESC").await.remove(0);
    let page = administrator.get("/staff/news").await.text();
    assert!(page.contains("All written.") && !page.contains("not gone yet") && !page.contains("/stop"), "{page}");
    assert_eq!(stop(&mut administrator, &id).await, StatusCode::NOT_FOUND);
}

async fn a_mail_that_is_under_way_when_its_mailing_is_stopped_is_not_tried_again(database: Database) {
    let (portal, server, mut administrator) = with_news(database).await;
    mails_to(&portal, &server, &ANNA.email()).await;
    send(&mut administrator).await;
    let id = portal.texts("SELECT public_id FROM news_mailing").await.remove(0);
    portal.services.work_on_next_news().await.unwrap();
    let (db, now) = (portal.services.store().writer(), portal.clock.now());
    assert!(outbox::claim(db, "killed", now, now.plus_seconds(150)).await.unwrap().is_some());
    assert_eq!(stop(&mut administrator, &id).await, StatusCode::SEE_OTHER);
    assert_eq!(waiting(&portal).await, 1, "perhaps it has gone already");
    portal.clock.advance(150);
    assert!(mails_to(&portal, &server, &ANNA.email()).await.iter().all(|mail| !mail.contains("garden")));
    assert_eq!(portal.texts("SELECT state FROM outbox WHERE template = 'LIBRARY_NEWS'").await, ["cancelled"]);
}

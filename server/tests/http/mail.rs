//! Mails on their way: written with what they tell of, handed to a real mail server, never lost and never shown.

use std::{io::Read as _, process::Child, time::Duration};

use carrel_domain::{OrganizationId, PatronId, PatronScope};
use carrel_services::{
    Mail, MailProblem, ServiceError,
    mail::{BounceOutcome, Placeholder, Template, Values},
};
use carrel_store::{address_problem, outbox};
use http::StatusCode;

use crate::{
    harness::{ANNA, BRUNO, Database, HILLA, Options, Person, Portal, serve},
    smtp_server::{Manner, SmtpServer},
};

on_each_database!(
    a_mail_arrives_and_nothing_of_it_stays,
    a_mail_waits_for_a_server_that_is_busy_and_goes_once,
    a_mail_of_a_killed_node_goes_from_another,
    a_mail_is_given_up_after_days_and_staff_can_try_again,
    an_address_that_the_server_does_not_know_gets_no_more_mails,
    a_mail_that_came_back_is_told_of,
    a_mail_is_not_written_without_address_or_server,
    the_background_work_sends_at_once_and_from_either_node,
    after_a_year_nothing_says_any_more_that_a_mail_went,
);

pub const LINK: &str = "https://library.example/d/Xq3vZ0y7-This_is_the_one_time_link_of_a_test_0";

pub async fn portal(database: Database) -> (Portal, SmtpServer) {
    let server = SmtpServer::start().await;
    let settings = vec![("smtp_url", server.url()), ("mail_from", "Kirjasto <kirjasto@library.example>".to_owned())];
    (Portal::with(database, Options { settings, ..Options::default() }).await, server)
}

async fn scope_of(portal: &Portal, person: Person) -> PatronScope {
    let sql = "SELECT id FROM organization";
    PatronScope::of_background_work(PatronId(portal.id_of(person).await), OrganizationId(portal.number(sql).await))
}

pub async fn write(portal: &Portal, person: Person) -> Result<String, ServiceError> {
    let values = Values::new().with(Placeholder::MyDataUrl, LINK).with(Placeholder::Expires, "9.3.2026");
    let mail = Mail { to: scope_of(portal, person).await, template: Template::PatronData, language: None, values };
    let transaction = portal.services.store().begin().await?;
    let id = portal.services.enqueue_mail(&transaction, mail).await?;
    transaction.commit().await.map_err(carrel_store::StoreError::from)?;
    Ok(id)
}

async fn state(portal: &Portal) -> Vec<String> {
    portal.texts("SELECT state || ' ' || attempts || ' ' || COALESCE(last_error, '-') FROM outbox ORDER BY id").await
}

async fn a_mail_arrives_and_nothing_of_it_stays(database: Database) {
    let (portal, server) = portal(database).await;
    write(&portal, ANNA).await.unwrap();
    assert!(!portal.whole_table("outbox").await.contains("https"), "it waits encrypted");
    assert!(portal.services.deliver_next_mail().await.unwrap());
    assert!(!portal.services.deliver_next_mail().await.unwrap());
    let taken = server.taken();
    assert_eq!((taken.len(), &taken[0].to), (1, &vec![ANNA.email()]));
    // Anna's language is Finnish.
    assert!(taken[0].body().contains(&format!("Hei {}", ANNA.name())), "{}", taken[0].body());
    assert!(taken[0].body().contains(&format!("\r\n{LINK}\r\n")), "{}", taken[0].body());
    assert!(taken[0].header("Message-ID").unwrap().ends_with("@library.example>"));
    assert_eq!(state(&portal).await, ["sent 1 -"]);
    for table in portal.tables().await {
        let text = portal.whole_table(&table).await;
        assert!(!text.contains("one_time_link"), "the link is in {table}");
    }
    assert_eq!(portal.texts("SELECT payload FROM outbox").await, [""]);
}

async fn a_mail_waits_for_a_server_that_is_busy_and_goes_once(database: Database) {
    let (portal, server) = portal(database).await;
    server.will([Manner::RefusesRecipient("451 4.7.1 Come back"), Manner::DropsAfterTaking]);
    write(&portal, ANNA).await.unwrap();
    assert!(portal.services.deliver_next_mail().await.unwrap());
    assert_eq!(state(&portal).await, ["waiting 1 deferred-451"]);
    assert!(!portal.services.deliver_next_mail().await.unwrap(), "not before a minute is over");
    portal.clock.advance(60);
    assert!(portal.services.deliver_next_mail().await.unwrap());
    assert_eq!(state(&portal).await, ["waiting 2 connection"], "it was taken, but nobody said so");
    portal.clock.advance(5 * 60);
    assert!(portal.services.deliver_next_mail().await.unwrap());
    assert_eq!(state(&portal).await, ["sent 3 -"]);
    let ids: Vec<_> = server.taken().iter().map(|mail| (mail.header("Message-ID"), mail.header("Date"))).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "programs show a mail with the same id once");
}

async fn a_mail_of_a_killed_node_goes_from_another(database: Database) {
    let (portal, server) = portal(database).await;
    write(&portal, ANNA).await.unwrap();
    // Killed after the commit; and then another right after its claim.
    let now = portal.clock.now();
    let db = portal.services.store().writer();
    assert!(outbox::claim(db, "killed", now, now.plus_seconds(150)).await.unwrap().is_some());
    let other = portal.other_node("node-b");
    assert!(!other.deliver_next_mail().await.unwrap(), "the claim may still be good");
    portal.clock.advance(150);
    assert!(other.deliver_next_mail().await.unwrap());
    assert_eq!((server.taken().len(), state(&portal).await), (1, vec!["sent 2 -".to_owned()]));
}

async fn a_mail_is_given_up_after_days_and_staff_can_try_again(database: Database) {
    let (portal, server) = portal(database).await;
    let busy = "451 4.3.0 Busy";
    server.will(vec![Manner::RefusesRecipient(busy); 22]);
    write(&portal, ANNA).await.unwrap();
    let start = portal.clock.now();
    while portal.texts("SELECT state FROM outbox").await == ["waiting"] {
        if !portal.services.deliver_next_mail().await.unwrap() {
            portal.clock.advance(60);
        }
    }
    let days = portal.clock.now().seconds_since(start) / 86_400;
    assert!((2..=4).contains(&days), "{days}");
    assert_eq!(state(&portal).await, ["failed 22 deferred-451"]);
    let entry = portal.log().await.pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.outcome.as_str()), ("mail-failed", "failed"));
    assert_eq!(entry.patron, Some(portal.id_of(ANNA).await));
    // What stood in it goes in the end.
    portal.clock.advance(7 * 86_400);
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.texts("SELECT payload FROM outbox").await, [""]);
}

async fn after_a_year_nothing_says_any_more_that_a_mail_went(database: Database) {
    let (portal, server) = portal(database).await;
    server.will([Manner::Takes, Manner::RefusesRecipient("550 5.7.1 No")]);
    for _ in 0..2 {
        write(&portal, ANNA).await.unwrap();
        portal.services.deliver_next_mail().await.unwrap();
    }
    portal.clock.advance(366 * 86_400 - 1);
    write(&portal, BRUNO).await.unwrap();
    portal.services.clear_away().await.unwrap();
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox").await, 3, "not before");
    portal.clock.advance(1);
    portal.services.clear_away().await.unwrap();
    assert_eq!(state(&portal).await, ["waiting 0 -"], "and what waits stays");
    // Whatever still comes back is about no mail that is known, and does no harm.
    let outcome =
        portal.services.take_bounce(report("carrel.gone@library.example", "failed", "5.1.1").as_bytes()).await;
    assert_eq!(outcome.unwrap(), BounceOutcome::NotOurs);
}

async fn an_address_that_the_server_does_not_know_gets_no_more_mails(database: Database) {
    let (portal, server) = portal(database).await;
    server.will([Manner::RefusesRecipient("550 5.1.1 No such user")]);
    write(&portal, ANNA).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    assert_eq!(state(&portal).await, ["failed 1 rejected-550"]);
    let again = write(&portal, ANNA).await.unwrap_err();
    assert!(matches!(again, ServiceError::Mail(MailProblem::Undeliverable)), "{again:?}");
    assert!(write(&portal, BRUNO).await.is_ok(), "Bruno's works");
    let id = portal.id_of(ANNA).await;
    portal.execute(&format!("UPDATE patron SET email = 'uusi@kaivospolku.example' WHERE id = {id}")).await;
    assert!(write(&portal, ANNA).await.is_ok(), "Anna has another one now");
}

fn report(message_id: &str, action: &str, status: &str) -> String {
    format!(
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
         Final-Recipient: rfc822; x@y\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n--b--\r\n"
    )
}

async fn a_mail_that_came_back_is_told_of(database: Database) {
    let (portal, _server) = portal(database).await;
    let take = async |id: &str, action, status| {
        portal.services.take_bounce(report(id, action, status).as_bytes()).await.unwrap()
    };
    let id = write(&portal, ANNA).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    let message_id = format!("carrel.{id}@library.example");
    assert_eq!(portal.services.take_bounce(b"hello").await.unwrap(), BounceOutcome::NoReport);
    assert_eq!(take(&message_id, "delayed", "4.4.1").await, BounceOutcome::NotFailed);
    assert_eq!(take("carrel.guessed@library.example", "failed", "5.1.1").await, BounceOutcome::NotOurs);
    assert_eq!(state(&portal).await, ["sent 1 -"]);
    assert_eq!(take(&message_id, "failed", "5.1.1").await, BounceOutcome::Noted);
    assert_eq!(take(&message_id, "failed", "5.1.1").await, BounceOutcome::Known);
    assert_eq!(state(&portal).await, ["failed 1 bounced-5.1.1"]);
    let scope = scope_of(&portal, ANNA).await;
    assert!(address_problem::find(portal.services.store().reader(), scope).await.unwrap().is_some());
    assert_eq!(portal.log().await.pop().unwrap().action, "mail-returned");
    // From a Maildir and from a folder: each once.
    let id = write(&portal, BRUNO).await.unwrap();
    portal.services.deliver_next_mail().await.unwrap();
    let maildir = portal.config.data_dir.join("Maildir");
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(maildir.join(folder)).unwrap();
    }
    let text = report(&format!("carrel.{id}@library.example"), "failed", "5.7.1");
    std::fs::write(maildir.join("new/1.mx"), text).unwrap();
    std::fs::write(maildir.join("new/2.mx"), vec![0xff; 2_000_000]).unwrap();
    assert_eq!(portal.services.read_bounces_in(&maildir).await.unwrap(), 2);
    assert_eq!(portal.services.read_bounces_in(&maildir).await.unwrap(), 0);
    assert!(maildir.join("cur/1.mx:2,S").exists());
    let bruno = scope_of(&portal, BRUNO).await;
    let problem = address_problem::find(portal.services.store().reader(), bruno).await.unwrap();
    assert!(problem.is_none(), "his address is not what was wrong");
    let folder = portal.config.data_dir.join("bounces");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a"), "hello").unwrap();
    assert_eq!(portal.services.read_bounces_in(&folder).await.unwrap(), 1);
    assert_eq!(portal.services.read_bounces_in(&folder).await.unwrap(), 0);
}

async fn a_mail_is_not_written_without_address_or_server(database: Database) {
    let (portal, _server) = portal(database).await;
    let id = portal.id_of(ANNA).await;
    for wrong in ["NULL", "''", "'kotona'", "'a@b.example, c@d.example'"] {
        portal.execute(&format!("UPDATE patron SET email = {wrong} WHERE id = {id}")).await;
        let error = write(&portal, ANNA).await.unwrap_err();
        assert!(matches!(error, ServiceError::Mail(MailProblem::NoAddress)), "{wrong}: {error:?}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox").await, 0);
}

async fn the_background_work_sends_at_once_and_from_either_node(database: Database) {
    let (portal, server) = portal(database).await;
    let work = |services: carrel_services::Services| tokio::spawn(async move { services.run_background_work().await });
    let (one, other) = (work(portal.services.clone()), work(portal.other_node("node-b")));
    tokio::time::sleep(Duration::from_millis(300)).await;
    for _ in 0..40 {
        write(&portal, ANNA).await.unwrap();
        portal.services.wake_mail();
    }
    for _ in 0..100 {
        if server.taken().len() >= 40 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    portal.services.finish_mail().await;
    assert_eq!(server.taken().len(), 40, "each once");
    let mut ids: Vec<_> = server.taken().iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND payload = ''").await, 40);
    one.abort();
    other.abort();
}

#[tokio::test]
async fn the_demo_library_shows_its_mails_and_no_other_does() {
    for (folder, is_shown) in [("demo", true), ("mails", false)] {
        let database = Database::sqlite();
        let dir = database.dir.path().join(folder).display().to_string();
        let portal = Portal::with(database, Options { settings: vec![("mail_dir", dir)], ..Options::default() }).await;
        write(&portal, ANNA).await.unwrap();
        assert!(portal.services.deliver_next_mail().await.unwrap());
        let page = portal.browser().get("/demo/mail").await;
        assert_eq!(page.status == StatusCode::OK, is_shown);
        assert_eq!(page.text().contains(&format!("href=\"{LINK}\"")), is_shown, "{}", page.text());
    }
}

/// The server as it is started by an operator, on the portal's database.
fn start(portal: &Portal, smtp: &SmtpServer) -> Child {
    let (mut command, _) = serve(&portal.config.data_dir, &portal.config.database_url);
    command
        .env("CARREL_SMTP_URL", smtp.url())
        .env("CARREL_MAIL_FROM", "kirjasto@library.example")
        .env("CARREL_LOG", "debug")
        .spawn()
        .unwrap()
}

fn stop(mut process: Child) -> String {
    process.kill().unwrap();
    let mut written = String::new();
    process.stderr.take().unwrap().read_to_string(&mut written).unwrap();
    process.stdout.take().unwrap().read_to_string(&mut written).unwrap();
    process.wait().unwrap();
    written
}

async fn wait_for(smtp: &SmtpServer, mails: usize) {
    for _ in 0..400 {
        if smtp.taken().len() >= mails {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} of {mails} mails came", smtp.taken().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_commit_and_delivery_loses_no_mail_and_tells_nobody() {
    let (portal, smtp) = portal(Database::sqlite()).await;
    // This process commits and never delivers: it might as well have been killed.
    write(&portal, ANNA).await.unwrap();
    smtp.will([Manner::RefusesMail("451 4.3.0 Later"), Manner::RefusesMail("554 5.7.1 No")]);
    write(&portal, BRUNO).await.unwrap();
    for _ in 0..3 {
        write(&portal, HILLA).await.unwrap();
    }
    let process = start(&portal, &smtp);
    wait_for(&smtp, 3).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let written = stop(process);
    assert!(written.contains("no delivery"), "the log is there: {written}");
    for secret in [LINK, "one_time_link", "kaivospolku", ANNA.surname, BRUNO.surname, "Tietosi"] {
        assert!(!written.contains(secret), "{secret} is in the log:\n{written}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox WHERE state = 'sent'").await, 3);
}

#[tokio::test]
async fn without_a_mail_server_mails_are_off_and_nobody_reads_any() {
    let portal = Portal::on(Database::sqlite()).await;
    assert!(!portal.services.sends_mail());
    let error = write(&portal, ANNA).await.unwrap_err();
    assert!(matches!(error, ServiceError::Mail(MailProblem::Off)), "{error:?}");
}

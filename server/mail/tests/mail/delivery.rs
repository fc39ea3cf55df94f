//! Conversations with a mail server.

use std::time::Duration;

use carrel_domain::Timestamp;
use carrel_mail::{
    Delivery, DeliveryError, Message, Rendered,
    folder::Folder,
    message::{Sender, message_id},
    smtp::Smtp,
};

use crate::smtp_server::{Manner, SmtpServer};

fn sender() -> Sender {
    Sender::parse("Kirjasto <kirjasto@library.example>").unwrap()
}

pub fn message(subject: &str, body: &str) -> Message {
    let rendered = Rendered { subject: subject.to_owned(), body: body.to_owned() };
    let id = message_id("abc123", &sender());
    Message::new(&sender(), "anna@kaivos.example", &rendered, "fi", &id, Timestamp(1_772_452_800)).unwrap()
}

fn delivery(server: &SmtpServer) -> Delivery {
    Delivery::Smtp(Smtp::parse(&server.url(), None).unwrap().with_timeout(Duration::from_millis(600)))
}

fn code(result: Result<(), DeliveryError>) -> (String, bool) {
    let error = result.unwrap_err();
    (error.code, error.is_permanent)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = SmtpServer::start().await;
    let link = format!("https://library.example/d/{}", "a".repeat(43));
    let body = format!("Hei Äijö,\n\n{link}\n\n.\n.piste rivin alussa\nJa pitkä rivi: {}\n", "ä".repeat(300));
    delivery(&server).deliver(&message("Tietosi: Pääkirjasto", &body)).await.unwrap();
    let taken = server.taken();
    let [mail] = taken.as_slice() else { panic!("one mail: {taken:?}") };
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("kirjasto@library.example", &["anna@kaivos.example".into()][..])
    );
    assert_eq!(mail.body().replace("\r\n", "\n").trim_end(), body.trim_end());
    assert_eq!(mail.header("Message-ID").unwrap(), "<carrel.abc123@library.example>");
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    assert_eq!(mail.header("Content-Type").unwrap(), "text/plain; charset=utf-8");
    assert_eq!(mail.header("Date").unwrap(), "Mon, 02 Mar 2026 12:00:00 +0000");
    assert!(mail.text.is_ascii() && mail.text.lines().all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
}

#[tokio::test]
async fn nothing_in_a_mail_makes_a_header_of_its_own() {
    let server = SmtpServer::start().await;
    let subject = "Hei\r\nBcc: eve@evil.example\r\n\r\nbody";
    let mail = Message::new(
        &sender(),
        "anna@kaivos.example",
        &Rendered { subject: subject.to_owned(), body: "x\n".to_owned() },
        "fi",
        "a@b",
        Timestamp(0),
    );
    if let Ok(mail) = mail {
        delivery(&server).deliver(&mail).await.unwrap();
        let taken = server.taken();
        assert_eq!(taken[0].to, ["anna@kaivos.example"]);
        assert_eq!(taken[0].header("Bcc"), None, "{}", taken[0].text);
    }
    for recipient in ["anna@kaivos.example\r\nRCPT TO:<eve@evil.example>", "a@b, c@d", "<a@b> x", "", "anna"] {
        let rendered = Rendered { subject: "x".to_owned(), body: "x".to_owned() };
        assert!(Message::new(&sender(), recipient, &rendered, "fi", "a@b", Timestamp(0)).is_err(), "{recipient:?}");
    }
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = SmtpServer::start().await;
    let delivery = delivery(&server);
    for _ in 0..5 {
        delivery.deliver(&message("Hei", "Hei\n")).await.unwrap();
    }
    assert_eq!((server.taken().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn an_answer_that_came_too_late_is_not_taken_for_the_next_mails() {
    let server = SmtpServer::start().await;
    let delivery = delivery(&server);
    server.will([Manner::Takes, Manner::Hangs, Manner::RefusesRecipient("550 5.1.1 Nobody here")]);
    delivery.deliver(&message("1", "1\n")).await.unwrap();
    assert_eq!(code(delivery.deliver(&message("2", "2\n")).await), ("timeout".to_owned(), false));
    assert_eq!(code(delivery.deliver(&message("3", "3\n")).await), ("rejected-550".to_owned(), true));
}

#[tokio::test]
async fn what_may_work_later_is_told_from_what_will_not() {
    let server = SmtpServer::start().await;
    let cases = [
        (Manner::RefusesRecipient("451 4.7.1 Greylisted, come back"), "deferred-451", false),
        (Manner::RefusesRecipient("550 5.1.1 No such user"), "rejected-550", true),
        (Manner::RefusesRecipient("530 5.7.0 Sign in first"), "login-530", false),
        (Manner::RefusesMail("452 4.3.1 Disk full"), "deferred-452", false),
        (Manner::RefusesMail("554 5.7.1 Looks like spam"), "rejected-554", true),
        (Manner::Hangs, "timeout", false),
        (Manner::NeverGreets, "timeout", false),
    ];
    for (manner, expected, is_permanent) in cases {
        server.will([manner.clone()]);
        // A connection of its own each.
        let result = delivery(&server).deliver(&message("Hei", "Hei\n")).await;
        assert_eq!(code(result), (expected.to_owned(), is_permanent), "{manner:?}");
    }
    server.will([Manner::DropsAfterTaking]);
    let error = delivery(&server).deliver(&message("Hei", "Hei\n")).await.unwrap_err();
    assert!(!error.is_permanent, "{error:?}");
    let nobody = Delivery::Smtp(Smtp::parse("smtp://127.0.0.1:1?tls=none", None).unwrap());
    assert!(!nobody.deliver(&message("Hei", "Hei\n")).await.unwrap_err().is_permanent);
}

#[tokio::test]
async fn only_what_is_said_of_the_recipients_address_counts_against_it() {
    let server = SmtpServer::start().await;
    for (answer, is_bad) in [
        ("550 5.1.1 No such user", true),
        ("550 5.2.1 Mailbox disabled", true),
        ("550 5.7.1 Policy", false),
        ("553 5.1.8 Sender domain", false),
        ("550 Just no", false),
        ("451 4.1.1 Later", false),
    ] {
        server.will([Manner::RefusesRecipient(answer)]);
        let error = delivery(&server).deliver(&message("Hei", "Hei\n")).await.unwrap_err();
        assert_eq!(error.is_bad_address, is_bad, "{answer}");
        assert!(!format!("{error:?} {error}").contains("No such"), "the server's words are not kept");
    }
}

#[tokio::test]
async fn without_tls_no_mail_goes_unless_the_settings_say_so() {
    let server = SmtpServer::start().await;
    let smtp = Smtp::parse(&format!("smtp://127.0.0.1:{}", server.port), None).unwrap();
    let error = Delivery::Smtp(smtp).deliver(&message("Hei", "Hei\n")).await.unwrap_err();
    assert_eq!((error.code.as_str(), server.taken().len()), ("setup", 0));
}

#[tokio::test]
async fn the_password_comes_from_the_address_or_from_apart() {
    let server = SmtpServer::start().await;
    let at = format!("127.0.0.1:{}?tls=none", server.port);
    for (address, password) in
        [(format!("smtp://carrel:ge%3Aheim@{at}"), None), (format!("smtp://carrel@{at}"), Some("ge:heim"))]
    {
        let smtp = Smtp::parse(&address, password).unwrap();
        assert!(!format!("{smtp:?}").contains("heim"));
        Delivery::Smtp(smtp).deliver(&message("Hei", "Hei\n")).await.unwrap();
    }
    // base64 of "\0carrel\0ge:heim"
    assert_eq!(server.logins(), ["AUTH PLAIN AGNhcnJlbABnZTpoZWlt"; 2]);
    assert!(Smtp::parse("smtp://carrel@mail.example", None).is_err(), "a user needs a password");
}

#[tokio::test]
async fn a_mail_written_twice_is_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::new(dir.path().join("mail"));
    assert!(folder.newest(10).await.unwrap().is_empty());
    for _ in 0..2 {
        let subject = "Tietosi: Äijälän pääkirjasto, jonka nimi on pitkä, ja vielä pidempi kuin mikään muu nimi";
        Delivery::Folder(folder.clone()).deliver(&message(subject, "Hei Äijö\n\nx\n")).await.unwrap();
    }
    let mails = folder.newest(10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.starts_with("Tietosi: Äijälän") && mails[0].subject.ends_with("muu nimi"), "{mails:?}");
    assert_eq!((mails[0].to.as_str(), mails[0].body.trim_end()), ("anna@kaivos.example", "Hei Äijö\n\nx"));
}

//! Mails that came back.

use carrel_mail::bounce::{Report, read};

const ID: &str = "carrel.abc123@library.example";

/// A report as Postfix writes it.
fn report(action: &str, status: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.example\r\nTo: kirjasto@library.example\r\nSubject: Undelivered Mail\r\n\
         MIME-Version: 1.0\r\nMessage-Id: <other@mail.example>\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B/1\"\r\n\r\n\
         --B/1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\
         --B/1\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.example\r\nArrival-Date: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\n\
         Final-Recipient: rfc822; anna@kaivos.example\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} User\r\n    unknown\r\n\r\n\
         --B/1\r\n{returned}\r\n--B/1--\r\n"
    )
}

fn headers() -> String {
    format!("Content-Type: text/rfc822-headers\r\n\r\nTo: anna@kaivos.example\r\nMessage-ID: <{ID}>\r\n")
}

fn whole_mail() -> String {
    format!(
        "Content-Type: message/rfc822\r\n\r\nMessage-ID:\r\n <{ID}>\r\nSubject: x\r\n\r\nMessage-ID: <carrel.no@x>\r\n"
    )
}

#[test]
fn a_report_names_the_mail_by_its_returned_headers() {
    for returned in [headers(), whole_mail()] {
        let found = read(report("failed", "5.1.1", &returned).as_bytes()).unwrap();
        let expected = Report { message_ids: vec![ID.to_owned()], has_failed: true, status: Some("5.1.1".to_owned()) };
        assert_eq!(found, expected);
        assert!(found.is_about_address());
    }
}

#[test]
fn a_report_names_the_mail_by_its_envelope() {
    let text = report("failed", "5.1.1", "Content-Type: text/plain\r\n\r\nx")
        .replace("Arrival-Date:", &format!("Original-Envelope-Id: {ID}\r\nArrival-Date:"));
    assert_eq!(read(text.as_bytes()).unwrap().message_ids, [ID]);
}

#[test]
fn a_mail_that_is_late_has_not_failed() {
    assert!(!read(report("delayed", "4.4.1", &headers()).as_bytes()).unwrap().has_failed);
    assert!(!read(report("delivered", "2.0.0", &headers()).as_bytes()).unwrap().has_failed);
}

#[test]
fn not_every_failure_is_the_addresss() {
    let about_address = |status| read(report("failed", status, &headers()).as_bytes()).unwrap().is_about_address();
    assert!(about_address("5.1.1") && about_address("5.2.2") && about_address("4.4.7") && about_address("5.0.0"));
    assert!(!about_address("5.7.1") && !about_address("5.1.8") && !about_address("5.6.0"));
}

#[test]
fn a_report_that_is_encoded_is_read_too() {
    // base64 of the group of one recipient, twice.
    let status = "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAYgpBY3Rpb246IGZhaWxlZApTdGF0dXM6IDUuMS4xCg==";
    let text = format!(
        "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\
         Content-Transfer-Encoding: base64\n\n{status}\n--b\n{}--b--\n",
        headers().replace("\r\n", "\n")
    );
    let found = read(text.as_bytes()).unwrap();
    assert_eq!((found.has_failed, found.message_ids), (true, vec![ID.to_owned()]));
}

#[test]
fn what_is_no_report_is_none() {
    for text in
        ["", "\r\n", "hello", "Subject: I am away\r\n\r\nBack on Monday", &format!("Message-ID: <{ID}>\r\n\r\nx")]
    {
        assert_eq!(read(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn ids_that_are_none_of_ours_are_not_even_looked_up() {
    let returned = headers().replace(ID, "other@mail.example");
    assert!(read(report("failed", "5.1.1", &returned).as_bytes()).unwrap().message_ids.is_empty());
    let returned = headers().replace(ID, &format!("carrel.{}", "x".repeat(1000)));
    assert!(read(report("failed", "5.1.1", &returned).as_bytes()).unwrap().message_ids.is_empty());
}

#[test]
fn hostile_messages_do_no_harm() {
    let sound = report("failed", "5.1.1", &whole_mail());
    // Cut anywhere, and with any one byte changed.
    for end in 0..sound.len() {
        read(&sound.as_bytes()[..end]);
        let mut changed = sound.clone().into_bytes();
        changed[end] = changed[end].wrapping_mul(31).wrapping_add(127);
        read(&changed);
    }
    // Noise: the same each time.
    let mut state = 1_u64;
    for length in [10, 1_000, 100_000] {
        let noise: Vec<u8> = (0..length)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        read(&noise);
        read(&[report("failed", "5.1.1", "").as_bytes(), &noise].concat());
    }
    // Mails in mails in mails, parts in parts, endless lines, endless recipients.
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
    read(nested.as_bytes());
    let parts: String =
        (0..5_000).map(|n| format!("Content-Type: multipart/report; boundary=\"{n}\"\r\n\r\n--{n}\r\n")).collect();
    read(parts.as_bytes());
    read(report("failed", &"5.".repeat(500_000), &headers()).as_bytes());
    let recipients = "Final-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n".repeat(20_000);
    read(report("failed", "5.1.1", &format!("Content-Type: message/delivery-status\r\n\r\n{recipients}")).as_bytes());
    read(&vec![b'a'; 10 * 1024 * 1024]);
}

//! People whom no mail reaches: told by staff, on paper or at the desk, before anything happens to them.

use http::StatusCode;

use super::{
    DAY, OFFICER,
    people::{stage, without_second_factor},
    public_id, run_as_shown,
};
use crate::harness::{ANNA, BRUNO, Database, Portal, post::with_mail};

on_each_database!(
    whoever_has_no_address_waits_until_staff_told_them,
    whom_a_mail_did_not_reach_was_not_told,
    a_library_may_choose_not_to_wait,
    a_very_long_log_is_forgotten_in_steps,
);

/// Bruno did not renew, and has no mail address.
async fn bruno_without_address(portal: &Portal) {
    let sql = format!(
        "UPDATE patron SET expires_on = '2020-01-31', email = NULL, confirmed_email = NULL WHERE cardnumber = '{}'",
        BRUNO.card
    );
    portal.execute(&sql).await;
    without_second_factor(portal).await;
}

async fn run_people(portal: &Portal) {
    let mut officer = portal.signed_in(OFFICER).await;
    let begun = run_as_shown(&mut officer, "patrons").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    assert!(portal.services.run_next_retention().await.unwrap());
}

async fn whoever_has_no_address_waits_until_staff_told_them(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_without_address(&portal).await;
    run_people(&portal).await;
    assert_eq!(portal.texts("SELECT told FROM patron_stage").await, ["mail-no-address"]);
    portal.clock.advance(100 * DAY);
    run_people(&portal).await;
    assert_eq!(stage(&portal).await, ["told"], "nothing happens to him");
    let mut officer = portal.signed_in(OFFICER).await;
    let page = officer.get("/staff/retention/people").await.text();
    assert!(page.contains("One person could not be told by mail") && page.contains("waits until told"), "{page}");
    assert!(page.contains("Not told: no mail address"), "{page}");
    let file = officer.post("/staff/retention/people/letters", &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert!(text.contains(BRUNO.surname) && text.contains("31 Jan 2020") && !text.contains(ANNA.surname), "{text}");
    let bruno = portal.id_of(BRUNO).await;
    let log = format!("SELECT COUNT(*) FROM audit_entry WHERE action = 'letter-listed' AND patron_id = {bruno}");
    assert_eq!(portal.number(&log).await, 1, "he finds it in his log");
    let nobody = officer.post("/staff/retention/people/told", &[]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let person = public_id(&portal, BRUNO).await;
    let told = officer.post("/staff/retention/people/told", &[("person", person.as_str())]).await;
    assert_eq!(told.location(), "/staff/retention/people?done=1", "{}", told.text());
    let page = officer.get("/staff/retention/people").await.text();
    assert!(page.contains("Told by staff") && !page.contains("could not be told"), "{page}");
    run_people(&portal).await;
    assert_eq!(stage(&portal).await, ["told"], "his time begins on the day he was told");
    portal.clock.advance(30 * DAY);
    run_people(&portal).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    let mut officer = portal.signed_in(OFFICER).await;
    officer.post("/staff/retention/people/told", &[("person", person.as_str())]).await;
    portal.logged("patron-told-by-staff", 1).await;
    assert_eq!(
        portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'patron-told-by-staff'").await,
        1,
        "once"
    );
    let file = officer.post("/staff/retention/people/letters", &[]).await.text();
    assert!(!file.contains(BRUNO.surname), "nobody is on the list any more: {file}");
}

async fn whom_a_mail_did_not_reach_was_not_told(database: Database) {
    let (portal, _server) = with_mail(database).await;
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", BRUNO.card)).await;
    without_second_factor(&portal).await;
    run_people(&portal).await;
    assert_eq!(portal.texts("SELECT told FROM patron_stage").await, ["mail"]);
    let id = portal.texts("SELECT message_id FROM outbox WHERE template = 'MEMBERSHIP_ENDED'").await;
    let bounce = format!(
        "From: MAILER-DAEMON@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; example.org\r\n\r\nFinal-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{}>\r\n\r\n--x--\r\n",
        BRUNO.email(),
        id[0].trim_matches(['<', '>'])
    );
    portal.services.take_bounce(bounce.as_bytes()).await.unwrap();
    assert_eq!(portal.texts("SELECT told FROM patron_stage").await, ["mail-undeliverable"]);
    portal.clock.advance(100 * DAY);
    run_people(&portal).await;
    assert_eq!(stage(&portal).await, ["told"], "nothing happens to him");
    let page = portal.signed_in(OFFICER).await.get("/staff/retention/people").await.text();
    assert!(page.contains("One person could not be told by mail"), "{page}");
}

async fn a_library_may_choose_not_to_wait(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_without_address(&portal).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let wish = [("hour", "4"), ("told", "30"), ("locked", "30"), ("anonymized", "30"), ("untold", "go")];
    let saved = officer.post("/staff/retention/schedule", &wish).await;
    assert_eq!(saved.location(), "/staff/retention?done=1", "{}", saved.text());
    run_people(&portal).await;
    let page = officer.get("/staff/retention/people").await.text();
    assert!(page.contains("chosen not to wait"), "{page}");
    portal.clock.advance(30 * DAY);
    run_people(&portal).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    let log = "SELECT COUNT(*) FROM audit_entry WHERE action = 'setting-changed' AND object LIKE '%retention_untold%'";
    assert_eq!(portal.number(log).await, 1);
}

async fn a_very_long_log_is_forgotten_in_steps(database: Database) {
    let portal = Portal::on(database).await;
    bruno_without_address(&portal).await;
    let mut browser = portal.signed_in(BRUNO).await;
    for _ in 0..210 {
        browser.get("/my-data/checkouts").await;
    }
    let bruno = portal.id_of(BRUNO).await;
    let of_him = format!("SELECT COUNT(*) FROM audit_entry WHERE patron_id = {bruno}");
    let entries = portal.number(&of_him).await;
    assert!(entries > 200, "{entries}");
    let sql = format!(
        "INSERT INTO patron_stage (patron_id, organization_id, stage, expired_on, entered_on, next_on, told) \
         SELECT id, organization_id, 'anonymized', '2020-01-31', '2020-02-01', '2020-03-01', 'mail' FROM patron \
         WHERE id = {bruno}"
    );
    portal.execute(&sql).await;
    run_people(&portal).await;
    assert_eq!(portal.number(&format!("SELECT COUNT(*) FROM patron WHERE id = {bruno}")).await, 0);
    assert_eq!(portal.number(&of_him).await, 0);
    let told = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'patron-removed'").await;
    assert_eq!(told, [entries.to_string()], "counted over all steps");
}

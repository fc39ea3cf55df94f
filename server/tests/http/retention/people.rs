//! People who did not renew, and legal holds.

use http::StatusCode;

use super::{DAY, LOANS, OFFICER, age_loans, of_anna, of_nobody, public_id, run, run_as_shown, with_old_loans};
use crate::harness::{
    ANNA, BRUNO, Database, Portal,
    post::{mails_to, with_mail},
};

on_each_database!(
    people_who_did_not_renew_leave_step_by_step,
    whoever_is_due_is_shown_before_a_run_takes_them_on,
    an_open_loan_from_another_library_keeps_a_person,
    a_person_who_must_stay_is_kept_and_the_reason_is_said,
    staff_stop_it_for_one_person_with_a_reason,
    a_legal_hold_keeps_everything_until_it_is_lifted,
);

/// Bruno, whose membership ended long ago, on his way out by so many runs, a month apart.
pub async fn bruno_leaves(portal: &Portal, runs: usize) {
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", BRUNO.card)).await;
    without_second_factor(portal).await;
    for at in 0..runs {
        if at > 0 {
            portal.clock.advance(30 * DAY);
        }
        let mut officer = portal.signed_in(OFFICER).await;
        let begun = run_as_shown(&mut officer, "patrons").await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        assert!(portal.services.run_next_retention().await.unwrap());
    }
}

/// Months go by, and staff of this library need no second factor.
pub async fn without_second_factor(portal: &Portal) {
    let sql = "INSERT INTO setting (organization_id, name, value) VALUES (1, 'staff_second_factor_days', 'off') \
               ON CONFLICT (organization_id, name) DO NOTHING";
    portal.execute(sql).await;
}

pub async fn stage(portal: &Portal) -> Vec<String> {
    portal.texts("SELECT stage FROM patron_stage").await
}

async fn people_who_did_not_renew_leave_step_by_step(database: Database) {
    let (portal, server) = with_mail(database).await;
    age_loans(&portal).await;
    let him = portal.id_of(BRUNO).await;
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["told"]);
    let mails = mails_to(&portal, &server, &BRUNO.email()).await;
    assert!(mails.iter().any(|mail| mail.contains("1.4.2026")), "he is told the day: {mails:?}");
    let mut bruno = portal.browser();
    assert_eq!(
        bruno.try_sign_in(BRUNO.card, BRUNO.pin).await.status,
        StatusCode::SEE_OTHER,
        "he can come in and renew"
    );
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["told"], "not before the day");
    portal.clock.advance(30 * DAY);
    let mut bruno = portal.browser();
    bruno.sign_in(BRUNO).await;
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    assert!(!bruno.is_signed_in().await, "what was open is ended");
    let refused = bruno.try_sign_in(BRUNO.card, BRUNO.pin).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("Renew it at the library"), "{}", refused.text());
    let wrong = bruno.try_sign_in(BRUNO.card, "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "only whoever has the PIN is told");
    portal.clock.advance(30 * DAY);
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["anonymized"]);
    for table in ["surname", "firstname", "cardnumber", "record", "email"] {
        let sql =
            format!("SELECT COUNT(*) FROM patron WHERE {table} LIKE '%Brunolf%' OR {table} LIKE '%{}%'", BRUNO.card);
        assert_eq!(portal.number(&sql).await, 0, "{table}");
    }
    assert_eq!(of_nobody(&portal).await, 1, "his loan still counts");
    let told = format!("SELECT action FROM audit_entry WHERE patron_id = {him}");
    assert_eq!(portal.texts(&told).await, ["patron-anonymized"], "the log says nothing else of him any more");
    assert_eq!(bruno.try_sign_in(BRUNO.card, BRUNO.pin).await.status, StatusCode::UNAUTHORIZED);
    let patrons = portal.number("SELECT COUNT(*) FROM patron WHERE is_anonymous = 0").await;
    portal.clock.advance(30 * DAY);
    bruno_leaves(&portal, 1).await;
    assert!(stage(&portal).await.is_empty());
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE is_anonymous = 0").await, patrons - 1);
    assert_eq!(portal.number("SELECT COUNT(*) FROM erasure").await, 1);
    let told = "SELECT COUNT(*) FROM audit_entry WHERE action IN ('patron-told', 'patron-locked', 'patron-anonymized') \
                AND patron_id IS NOT NULL";
    assert_eq!(portal.number(told).await, 0, "the log forgot whom it spoke of");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'patron-removed'").await, 1);
}

async fn whoever_is_due_is_shown_before_a_run_takes_them_on(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_leaves(&portal, 2).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    portal.clock.advance(30 * DAY);
    let mut officer = portal.signed_in(OFFICER).await;
    let page = officer.get("/staff/retention/rules/patrons").await.text();
    assert!(page.contains("One person who is locked out is anonymized"), "{page}");
    assert!(!page.contains("Nothing is lost before two more steps"), "{page}");
    let all = officer.get("/fi/staff/retention/rules/all").await.text();
    assert!(all.contains("Yksi lukittu henkilö anonymisoidaan"), "{all}");
    let blind = run(&mut officer, "patrons", 0).await;
    assert_eq!(blind.status, StatusCode::UNPROCESSABLE_ENTITY, "not without looking");
    assert_eq!(stage(&portal).await, ["locked"]);
    assert_eq!(run_as_shown(&mut officer, "patrons").await.status, StatusCode::SEE_OTHER);
    assert!(portal.services.run_next_retention().await.unwrap());
    assert_eq!(stage(&portal).await, ["anonymized"]);
}

async fn an_open_loan_from_another_library_keeps_a_person(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_leaves(&portal, 1).await;
    let bruno = portal.id_of(BRUNO).await;
    let loan = format!(
        "INSERT INTO interlibrary_loan (patron_id, source_id, title, status, digest) VALUES ({bruno}, 'ill:1', 'Kirja', 'CHK', 1)"
    );
    portal.execute(&loan).await;
    portal.clock.advance(30 * DAY);
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["told"]);
    let page = portal.signed_in(OFFICER).await.get("/staff/retention/people").await.text();
    assert!(page.contains("Stays for now: something is on loan"), "staff read why: {page}");
    portal.execute("UPDATE interlibrary_loan SET status = 'COMP'").await;
    bruno_leaves(&portal, 1).await;
    assert_eq!(stage(&portal).await, ["locked"]);
}

async fn a_person_who_must_stay_is_kept_and_the_reason_is_said(database: Database) {
    let (portal, _server) = with_mail(database).await;
    // Anna has loans, an unpaid fee and a hold.
    portal.execute(&format!("UPDATE patron SET expires_on = '2020-01-31' WHERE cardnumber = '{}'", ANNA.card)).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let preview = officer.get("/staff/retention/rules/patrons").await.text();
    assert!(preview.contains("something is on loan"), "{preview}");
    assert_eq!(run(&mut officer, "patrons", 0).await.status, StatusCode::SEE_OTHER);
    portal.services.run_next_retention().await.unwrap();
    assert!(stage(&portal).await.is_empty());
    // Whoever is told and then comes back to borrow stays where they are.
    portal.execute("UPDATE patron SET expires_on = NULL").await;
    bruno_leaves(&portal, 1).await;
    let bruno = portal.id_of(BRUNO).await;
    portal.execute(&format!("UPDATE checkout SET is_open = 1 WHERE patron_id = {bruno}")).await;
    portal.clock.advance(40 * DAY);
    let mut officer = portal.signed_in(OFFICER).await;
    run(&mut officer, "patrons", 0).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(stage(&portal).await, ["told"]);
}

async fn staff_stop_it_for_one_person_with_a_reason(database: Database) {
    let (portal, _server) = with_mail(database).await;
    bruno_leaves(&portal, 2).await;
    assert_eq!(stage(&portal).await, ["locked"]);
    let mut officer = portal.signed_in(OFFICER).await;
    let page = format!("/staff/patrons/{}", public_id(&portal, BRUNO).await);
    let stop = format!("{page}/stage");
    assert_eq!(officer.post(&stop, &[("do", "stop"), ("reason", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&stop, &[("do", "stop"), ("reason", "Asiakas soitti")]).await.location(), page);
    assert!(officer.get(&page).await.text().contains("Asiakas soitti"));
    portal.browser().sign_in(BRUNO).await;
    portal.clock.advance(400 * DAY);
    let mut officer = portal.signed_in(OFFICER).await;
    run(&mut officer, "patrons", 0).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(stage(&portal).await, ["told"], "stopped is stopped");
    officer.post(&stop, &[("do", "resume")]).await;
    assert!(stage(&portal).await.is_empty(), "it begins anew, with telling");
    let log = "SELECT action FROM audit_entry WHERE action LIKE 'stage-%' ORDER BY id";
    assert_eq!(portal.texts(log).await, ["stage-stopped", "stage-resumed"]);
}

async fn a_legal_hold_keeps_everything_until_it_is_lifted(database: Database) {
    let portal = with_old_loans(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let page = format!("/staff/patrons/{}", public_id(&portal, ANNA).await);
    let place = format!("{page}/hold");
    assert_eq!(officer.post(&place, &[("hold_reason", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let past = officer.post(&place, &[("hold_reason", "Riita"), ("until", "2020-01-01")]).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(officer.post(&place, &[("hold_reason", "Riita")]).await.location(), page);
    assert!(officer.get(&page).await.text().contains("Riita"));
    assert!(officer.get("/staff/retention/people").await.text().contains("Riita"));
    assert_eq!(run(&mut officer, "checkout-history", 1).await.status, StatusCode::SEE_OTHER, "Bruno's only");
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(of_anna(&portal).await, LOANS);
    let report = portal.texts("SELECT report FROM retention_run").await.remove(0);
    assert!(report.contains("\"legal-hold\":120"), "the report says why: {report}");
    let hold = portal.texts("SELECT public_id FROM retention_hold").await.remove(0);
    assert_eq!(officer.post(&format!("{place}/lift"), &[("hold", &hold)]).await.location(), page);
    let again = officer.post(&format!("{place}/lift"), &[("hold", &hold)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
    run(&mut officer, "checkout-history", LOANS).await;
    portal.services.run_next_retention().await.unwrap();
    assert_eq!(of_anna(&portal).await, 0);
}

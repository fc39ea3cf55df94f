//! Data requests: recorded, filed, checked, extended, merged, proved.

use carrel_domain::{Role, data_request::RequestKind};
use carrel_services::{audit::Origin, token::Token};
use carrel_texts::Key;
use http::StatusCode;

use crate::{
    delivery::{OFFICER, begin, check_identity, id_of, last_mail, ready, record, send_link, shows, staff},
    harness::{ANNA, BRUNO, Database},
};

on_each_database!(
    merging_requests_skips_no_check,
    requests_are_due_a_month_later_and_extended_once,
    patrons_file_and_follow_requests_of_their_own,
    what_was_done_is_proved_by_a_file_that_is_logged,
    more_requests_at_once_than_connections_do_not_wait_for_each_other,
    nobody_checks_their_own_identity,
    a_request_is_recorded_with_what_can_be_looked_up_again,
    links_nobody_opened_end_with_their_request,
    nobody_files_more_requests_than_can_be_answered,
);

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

async fn a_request_is_recorded_with_what_can_be_looked_up_again(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let form = format!("/staff/patrons/{}/requests", id_of(&portal, ANNA).await);
    // It is 2 March 2026.
    for (document, received, refusal) in [
        (" ", "2026-03-01", "document"),
        ("D 1", "2026-03-03", "future"),
        ("D 1", "2025-02-28", "year"),
        ("D 1", "2026-02-30", "day"),
    ] {
        let fields = [("kind", "access"), ("channel", "letter"), ("document", document), ("received", received)];
        let answer = officer.post(&form, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{refusal}: {document}, {received}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request").await, 0);
}

async fn links_nobody_opened_end_with_their_request(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, first) = ready(&portal, &server).await;
    let mut anna = portal.signed_in(ANNA).await;
    let closed =
        officer.post(&format!("{request}/close"), &[("state", "refused"), ("outcome", "Väärä asiakas.")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    shows(&anna.post(&first, &[]).await, 410, "cancelled this link");

    let second = record(&mut officer, &portal, ANNA, "D 2", "2026-03-02").await;
    check_identity(&mut officer, &second).await;
    let link = send_link(&portal, &server, &mut officer, &second).await;
    let third = record(&mut officer, &portal, ANNA, "D 3", "2026-03-02").await;
    let into = third.rsplit('/').next().unwrap();
    assert_eq!(officer.post(&format!("{second}/merge"), &[("into", into)]).await.status, StatusCode::SEE_OTHER);
    shows(&anna.post(&link, &[]).await, 410, "cancelled this link");

    check_identity(&mut officer, &third).await;
    let link = send_link(&portal, &server, &mut officer, &third).await;
    let own = format!("/my-requests/{into}/withdraw");
    assert_eq!(anna.post(&own, &[]).await.status, StatusCode::SEE_OTHER);
    shows(&anna.post(&link, &[]).await, 410, "cancelled this link");
}

async fn nobody_files_more_requests_than_can_be_answered(database: Database) {
    let (portal, _server) = begin(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    for _ in 0..20 {
        assert_eq!(anna.post("/my-requests", &[("kind", "access")]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(anna.post("/my-requests", &[("kind", "access")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // One that is closed makes room.
    let open = portal.texts("SELECT public_id FROM data_request ORDER BY id").await.remove(0);
    assert_eq!(anna.post(&format!("/my-requests/{open}/withdraw"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(anna.post("/my-requests", &[("kind", "access")]).await.status, StatusCode::SEE_OTHER);
}

//! Granting and revoking roles: who may, whom, where; and that it works at once.

use http::StatusCode;

use crate::harness::{ANNA, Answer, BRUNO, Browser, Database, HILLA, Person, Portal, STAFF};

on_each_database!(
    a_granted_role_works_at_once_in_an_open_session_and_ends_at_once,
    only_administrators_make_administrators,
    nobody_changes_their_own_roles,
    whoever_looks_after_one_library_grants_within_it_only,
    another_organizations_people_and_roles_do_not_exist,
    a_role_that_the_organization_may_not_have_is_not_granted,
    administrators_who_revoke_each_other_at_once_leave_one,
    a_role_ends_by_itself_after_its_last_day,
    an_equal_role_is_not_given_twice,
    a_role_needs_a_reason_and_a_last_day_to_come,
    granting_asks_for_the_pin_again,
    what_cannot_be_logged_is_not_granted,
    single_holders_of_critical_roles_are_warned_of,
);

const DESK: Person = STAFF[0];
const MAIN_USER: Person = STAFF[3];
const ADMINISTRATOR: Person = STAFF[4];

async fn grant(browser: &mut Browser, holder: Person, role: &str, library: &str) -> Answer {
    let fields = [("cardnumber", holder.card), ("role", role), ("library", library), ("reason", "Kesätyö tiskillä")];
    browser.post("/staff/roles", &fields).await
}

async fn revoke(browser: &mut Browser, grant: &str) -> Answer {
    browser.post("/staff/roles/revoke", &[("grant", grant), ("reason", "Tehtävä päättyi")]).await
}

fn granted(answer: &Answer) -> bool {
    (answer.status, answer.location()) == (StatusCode::SEE_OTHER, "/staff/roles?done=granted")
}

fn revoked(answer: &Answer) -> bool {
    (answer.status, answer.location()) == (StatusCode::SEE_OTHER, "/staff/roles?done=revoked")
}

/// The opaque id of the last role somebody was given.
async fn grant_of(portal: &Portal, person: Person) -> String {
    let id = portal.id_of(person).await;
    portal.texts(&format!("SELECT public_id FROM role_grant WHERE patron_id = {id} ORDER BY id DESC")).await.remove(0)
}

async fn roles_in_force(portal: &Portal, person: Person) -> i64 {
    let id = portal.id_of(person).await;
    portal.number(&format!("SELECT COUNT(*) FROM role_grant WHERE patron_id = {id} AND revoked_at IS NULL")).await
}

/// Action, outcome and actor of the entries about somebody, from an entry on.
async fn entries_about(portal: &Portal, person: Person, from: usize) -> Vec<(String, String, Option<i64>)> {
    let id = portal.id_of(person).await;
    let log = portal.log().await;
    let about = log[from..].iter().filter(|entry| entry.patron == Some(id) && entry.action.starts_with("role-"));
    about.map(|entry| (entry.action.clone(), entry.outcome.clone(), entry.actor)).collect()
}

async fn limit_to(portal: &Portal, person: Person, library: &str) {
    let id = portal.id_of(person).await;
    portal.execute(&format!("UPDATE role_grant SET library = '{library}' WHERE patron_id = {id}")).await;
}

async fn add_library(portal: &Portal) {
    portal.execute("INSERT INTO library (organization_id, code, name) VALUES (1, 'JNS', 'Joensuu')").await;
}

async fn a_granted_role_works_at_once_in_an_open_session_and_ends_at_once(database: Database) {
    let portal = Portal::on(database).await;
    let mut holder = portal.signed_in(BRUNO).await;
    assert_eq!(holder.get("/staff").await.status, StatusCode::NOT_FOUND);
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let before = portal.log().await.len();
    assert!(granted(&grant(&mut main_user, BRUNO, "desk", "").await));
    assert_eq!(holder.get("/staff").await.status, StatusCode::OK, "in the session that was open before");
    let page = main_user.get("/staff/roles").await.text();
    assert!(page.contains(BRUNO.surname) && page.contains("Kesätyö tiskillä") && page.contains(MAIN_USER.surname));
    let id = grant_of(&portal, BRUNO).await;
    assert!(revoked(&revoke(&mut main_user, &id).await));
    assert_eq!(holder.get("/staff").await.status, StatusCode::NOT_FOUND);
    assert_eq!(revoke(&mut main_user, &id).await.status, StatusCode::NOT_FOUND, "twice is once");
    let by = Some(portal.id_of(MAIN_USER).await);
    let done = |action: &str| (action.to_owned(), String::from("done"), by);
    assert_eq!(entries_about(&portal, BRUNO, before).await, [done("role-granted"), done("role-revoked")]);
}

async fn only_administrators_make_administrators(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let before = portal.log().await.len();
    assert_eq!(grant(&mut main_user, BRUNO, "administrator", "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(roles_in_force(&portal, BRUNO).await, 0);
    let by = Some(portal.id_of(MAIN_USER).await);
    let refused = (String::from("role-granted"), String::from("refused"), by);
    assert_eq!(entries_about(&portal, BRUNO, before).await, [refused], "the attempt is logged");
    let id = grant_of(&portal, ADMINISTRATOR).await;
    assert_eq!(revoke(&mut main_user, &id).await.status, StatusCode::FORBIDDEN);
    let page = main_user.get("/staff/roles").await.text();
    assert!(!page.contains("value=\"administrator\"") && !page.contains(&format!("value=\"{id}\"")), "nor offered");
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    assert!(granted(&grant(&mut administrator, BRUNO, "administrator", "").await));
    let id = grant_of(&portal, BRUNO).await;
    assert!(revoked(&revoke(&mut administrator, &id).await));
}

async fn nobody_changes_their_own_roles(database: Database) {
    let portal = Portal::on(database).await;
    for person in [MAIN_USER, ADMINISTRATOR] {
        let mut browser = portal.signed_in(person).await;
        assert_eq!(grant(&mut browser, person, "privacy-officer", "").await.status, StatusCode::FORBIDDEN);
        let id = grant_of(&portal, person).await;
        assert_eq!(revoke(&mut browser, &id).await.status, StatusCode::FORBIDDEN);
        assert_eq!(roles_in_force(&portal, person).await, 1);
    }
}

async fn whoever_looks_after_one_library_grants_within_it_only(database: Database) {
    let portal = Portal::on(database).await;
    add_library(&portal).await;
    portal.execute(&format!("UPDATE patron SET library = 'JNS' WHERE cardnumber = '{}'", ANNA.card)).await;
    limit_to(&portal, MAIN_USER, "OUT").await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    assert!(granted(&grant(&mut main_user, BRUNO, "desk", "OUT").await));
    assert_eq!(grant(&mut main_user, BRUNO, "desk", "").await.status, StatusCode::FORBIDDEN, "the whole organization");
    assert_eq!(grant(&mut main_user, BRUNO, "desk", "JNS").await.status, StatusCode::FORBIDDEN, "another library");
    let answer = grant(&mut main_user, ANNA, "desk", "OUT").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "another library's patron is answered like nobody");
    assert!(!answer.text().contains(ANNA.surname));
    let everywhere = grant_of(&portal, DESK).await;
    assert_eq!(revoke(&mut main_user, &everywhere).await.status, StatusCode::NOT_FOUND);
    let page = main_user.get("/staff/roles").await.text();
    assert!(page.contains(BRUNO.surname) && !page.contains(DESK.surname) && !page.contains("Joensuu"), "{page}");
    assert_eq!((roles_in_force(&portal, BRUNO).await, roles_in_force(&portal, ANNA).await), (1, 0));
    let mut holder = portal.signed_in(BRUNO).await;
    assert_eq!(holder.get("/staff").await.status, StatusCode::OK);
}

async fn another_organizations_people_and_roles_do_not_exist(database: Database) {
    let portal = Portal::on(database).await;
    let hilla = portal.id_of(HILLA).await;
    portal
        .execute(
            "INSERT INTO organization (id, slug, name, time_zone, currency) VALUES (77, 'x', 'Toinen', 'UTC', 'EUR')",
        )
        .await;
    portal.execute(&format!("UPDATE patron SET organization_id = 77 WHERE id = {hilla}")).await;
    portal
        .execute(&format!(
            "INSERT INTO role_grant (public_id, organization_id, patron_id, role, reason, granted_at) \
             VALUES ('theirs', 77, {hilla}, 'desk', 'secret task', 0)"
        ))
        .await;
    for person in [MAIN_USER, ADMINISTRATOR] {
        let mut browser = portal.signed_in(person).await;
        assert_eq!(grant(&mut browser, HILLA, "desk", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(revoke(&mut browser, "theirs").await.status, StatusCode::NOT_FOUND);
        assert!(!browser.get("/staff/roles").await.text().contains("secret task"));
    }
    assert_eq!(roles_in_force(&portal, HILLA).await, 1);
}

async fn a_role_that_the_organization_may_not_have_is_not_granted(database: Database) {
    let portal = Portal::on(database).await;
    portal
        .execute("INSERT INTO setting (organization_id, name, value) VALUES (1, 'roles_allowed', 'desk,main-user')")
        .await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    for role in ["auditor", "privacy-officer", "patron", "king", ""] {
        assert_eq!(grant(&mut main_user, BRUNO, role, "").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    assert!(!main_user.get("/staff/roles").await.text().contains("value=\"auditor\""));
    assert!(granted(&grant(&mut main_user, BRUNO, "desk", "").await));
    let officers = grant_of(&portal, STAFF[1]).await;
    assert!(revoked(&revoke(&mut main_user, &officers).await), "what was granted before can be revoked");
}

async fn administrators_who_revoke_each_other_at_once_leave_one(database: Database) {
    let portal = Portal::on(database).await;
    let mut one = portal.signed_in(ADMINISTRATOR).await;
    assert!(granted(&grant(&mut one, BRUNO, "administrator", "").await));
    let mut other = portal.signed_in(BRUNO).await;
    let (ones, others) = (grant_of(&portal, ADMINISTRATOR).await, grant_of(&portal, BRUNO).await);
    let (here, there) = tokio::join!(revoke(&mut one, &others), revoke(&mut other, &ones));
    assert_eq!(usize::from(revoked(&here)) + usize::from(revoked(&there)), 1, "{} {}", here.status, there.status);
    let left = "SELECT COUNT(*) FROM role_grant WHERE role = 'administrator' AND revoked_at IS NULL";
    assert_eq!(portal.number(left).await, 1);
}

async fn a_role_ends_by_itself_after_its_last_day(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let fields = [("cardnumber", BRUNO.card), ("role", "desk"), ("ends_on", "2026-03-02"), ("reason", "Tänään vain")];
    assert!(granted(&main_user.post("/staff/roles", &fields).await));
    let mut holder = portal.signed_in(BRUNO).await;
    assert_eq!(holder.get("/staff").await.status, StatusCode::OK);
    // Noon UTC is two in Helsinki: the day has ten hours left there.
    portal.clock.advance(10 * 60 * 60 - 1);
    holder.sign_in(BRUNO).await;
    assert_eq!(holder.get("/staff").await.status, StatusCode::OK, "until midnight");
    portal.clock.advance(1);
    assert_eq!(holder.get("/staff").await.status, StatusCode::NOT_FOUND, "and not after, in an open session");
    main_user.sign_in(MAIN_USER).await;
    assert!(!main_user.get("/staff/roles").await.text().contains("Tänään vain"));
}

async fn an_equal_role_is_not_given_twice(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let mut again = main_user.clone();
    let (first, second) = tokio::join!(grant(&mut main_user, BRUNO, "desk", ""), grant(&mut again, BRUNO, "desk", ""));
    assert_eq!(usize::from(granted(&first)) + usize::from(granted(&second)), 1);
    assert_eq!(grant(&mut main_user, BRUNO, "desk", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(roles_in_force(&portal, BRUNO).await, 1);
    assert!(granted(&grant(&mut main_user, BRUNO, "auditor", "").await), "another role is another thing");
}

async fn a_role_needs_a_reason_and_a_last_day_to_come(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let long = "x".repeat(501);
    for (ends_on, reason) in [
        ("", ""),
        ("", "  "),
        ("", "a\0b"),
        ("", long.as_str()),
        ("2026-03-01", "Kesätyö"),
        ("2026-02-30", "Kesätyö"),
        ("9999-12-31", "Kesätyö"),
        ("soon", "Kesätyö"),
    ] {
        let fields = [("cardnumber", BRUNO.card), ("role", "desk"), ("ends_on", ends_on), ("reason", reason)];
        let answer = main_user.post("/staff/roles", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{ends_on} {reason}");
        assert!(answer.text().contains(&format!("value=\"{}\"", BRUNO.card)), "what was typed is kept");
    }
    assert_eq!(roles_in_force(&portal, BRUNO).await, 0);
    let library = grant(&mut main_user, BRUNO, "desk", "NOWHERE").await;
    assert_eq!(library.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = grant_of(&portal, DESK).await;
    let answer = main_user.post("/staff/roles/revoke", &[("grant", &id), ("reason", " ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(roles_in_force(&portal, DESK).await, 1);
}

async fn granting_asks_for_the_pin_again(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let id = grant_of(&portal, DESK).await;
    portal.clock.advance(10 * 60);
    main_user.get("/staff/roles").await;
    portal.clock.advance(5 * 60);
    for (address, fields) in [
        ("/staff/roles", vec![("cardnumber", BRUNO.card), ("role", "desk"), ("reason", "Kesätyö")]),
        ("/staff/roles/revoke", vec![("grant", id.as_str()), ("reason", "Tehtävä päättyi")]),
        ("/staff/libraries/rename", vec![("code", "OUT"), ("name", "Uusi nimi")]),
        ("/staff/libraries/end", vec![("ending", "merge"), ("from", "OUT"), ("to", "JNS"), ("confirmed", "1")]),
    ] {
        let question = main_user.post(address, &fields).await;
        assert!(question.text().contains("name=\"pin\""), "{address}");
        for (name, value) in &fields {
            let field = format!("name=\"{name}\" value=\"{value}\"");
            assert!(question.text().contains(&field), "{address} keeps {field}");
        }
        let wrong = [fields.clone(), vec![("pin", "wrong")]].concat();
        assert_eq!(main_user.post(address, &wrong).await.status, StatusCode::UNAUTHORIZED, "{address}");
    }
    assert_eq!((roles_in_force(&portal, BRUNO).await, roles_in_force(&portal, DESK).await), (0, 1));
    let fields = [("cardnumber", BRUNO.card), ("role", "desk"), ("reason", "Kesätyö"), ("pin", MAIN_USER.pin)];
    assert!(granted(&main_user.post("/staff/roles", &fields).await));
    assert_eq!(roles_in_force(&portal, BRUNO).await, 1);
}

async fn what_cannot_be_logged_is_not_granted(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let id = grant_of(&portal, DESK).await;
    portal.break_log().await;
    assert_eq!(grant(&mut main_user, BRUNO, "desk", "").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(revoke(&mut main_user, &id).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((roles_in_force(&portal, BRUNO).await, roles_in_force(&portal, DESK).await), (0, 1));
}

async fn single_holders_of_critical_roles_are_warned_of(database: Database) {
    let portal = Portal::on(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let warning = format!("Main user: only {}", MAIN_USER.name());
    assert!(main_user.get("/staff/roles").await.text().contains(&warning));
    assert!(granted(&grant(&mut main_user, BRUNO, "main-user", "").await));
    let page = main_user.get("/staff/roles").await.text();
    assert!(!page.contains(&warning) && page.contains("Privacy officer: only"), "{page}");
    let officers = grant_of(&portal, STAFF[1]).await;
    assert!(revoked(&revoke(&mut main_user, &officers).await));
    assert!(main_user.get("/staff/roles").await.text().contains("Privacy officer: nobody"));
}

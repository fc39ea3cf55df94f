//! Renaming, merging and closing libraries: shown first, confirmed, done as a whole or not at all.

use http::StatusCode;

use crate::{
    api_support::{Wanted, ask, call, connect, is_problem, token_of},
    delivery::id_of,
    harness::{ANNA, Answer, BRUNO, Browser, Database, Portal, STAFF},
};

on_each_database!(
    merging_moves_patrons_and_roles_and_is_logged,
    closing_ends_the_roles_in_the_library,
    programs_go_along_or_end,
    what_it_would_do_is_shown_first_and_changes_nothing,
    what_changed_since_it_was_shown_is_shown_again,
    what_cannot_be_logged_is_not_done_at_all,
    two_merges_into_each_other_leave_one_library,
    a_library_gets_another_name_and_shows_it_at_once,
    whoever_looks_after_one_library_touches_no_other,
);

const OFFICER: crate::harness::Person = STAFF[1];
const MAIN_USER: crate::harness::Person = STAFF[3];

/// A portal with a second library, whose patrons are Anna and Bruno and whose desk is Bruno's.
async fn two_libraries(database: Database) -> Portal {
    let portal = Portal::on(database).await;
    portal.execute("INSERT INTO library (organization_id, code, name) VALUES (1, 'RAN', 'Rantakirjasto')").await;
    let both = format!("'{}', '{}'", ANNA.card, BRUNO.card);
    portal.execute(&format!("UPDATE patron SET library = 'RAN' WHERE cardnumber IN ({both})")).await;
    let bruno = portal.id_of(BRUNO).await;
    portal
        .execute(&format!(
            "INSERT INTO role_grant (public_id, organization_id, patron_id, role, library, reason, granted_at) \
             VALUES ('brunos', 1, {bruno}, 'desk', 'RAN', 'Tiskityö', {})",
            portal.clock.now().0
        ))
        .await;
    portal
}

async fn end(browser: &mut Browser, ending: &str, [from, to]: [&str; 2], shown: &str) -> Answer {
    let fields = [("ending", ending), ("from", from), ("to", to), ("shown", shown), ("confirmed", "1")];
    browser.post("/staff/libraries/end", &fields).await
}

async fn homes(portal: &Portal) -> Vec<String> {
    portal.texts("SELECT DISTINCT library FROM patron ORDER BY library").await
}

async fn merging_moves_patrons_and_roles_and_is_logged(database: Database) {
    let portal = two_libraries(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let before = portal.log().await.len();
    let answer = end(&mut main_user, "merge", ["RAN", "OUT"], "2-1-0-0").await;
    assert_eq!(answer.location(), "/staff/libraries?done=merge", "{}", answer.text());
    assert_eq!(homes(&portal).await, ["OUT"]);
    let grants = "SELECT role || ' ' || library || ' ' || reason FROM role_grant WHERE library IS NOT NULL \
                  AND revoked_at IS NULL";
    assert_eq!(portal.texts(grants).await, ["desk OUT Tiskityö"]);
    let old = "SELECT revoke_reason FROM role_grant WHERE public_id = 'brunos'";
    assert_eq!(portal.texts(old).await, ["library-merged: RAN → OUT"]);
    let mut log: Vec<_> =
        portal.log().await[before..].iter().map(|entry| (entry.action.clone(), entry.patron)).collect();
    log.sort();
    let (anna, bruno) = (Some(portal.id_of(ANNA).await), Some(portal.id_of(BRUNO).await));
    let entry = |action: &str, patron| (action.to_owned(), patron);
    let mut expected = [
        entry("library-merged", None),
        entry("library-merged", anna),
        entry("library-merged", bruno),
        entry("role-granted", bruno),
        entry("role-revoked", bruno),
    ];
    expected.sort();
    assert_eq!(log, expected);
    let page = main_user.get("/staff/libraries").await.text();
    assert!(page.contains("Rantakirjasto") && page.contains("its patrons belong to Pääkirjasto"), "{page}");
    let mut anna = portal.signed_in(ANNA).await;
    assert!(anna.get("/my-data/identity").await.text().contains("Pääkirjasto"));
    let again = end(&mut main_user, "merge", ["RAN", "OUT"], "0-0-0-0").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a library ends once");
}

async fn closing_ends_the_roles_in_the_library(database: Database) {
    let portal = two_libraries(database).await;
    let mut desk = portal.signed_in(BRUNO).await;
    assert_eq!(desk.get("/staff").await.status, StatusCode::OK);
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let answer = end(&mut main_user, "close", ["RAN", "OUT"], "2-1-0-0").await;
    assert_eq!(answer.location(), "/staff/libraries?done=close");
    assert_eq!(homes(&portal).await, ["OUT"]);
    assert_eq!(desk.get("/staff").await.status, StatusCode::NOT_FOUND, "in an open session");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'library-closed'").await, 3);
}

/// A program that was limited to a library reads in the one it became part of, as people with roles do; where the library
/// closed, it reads nothing any more.
async fn programs_go_along_or_end(database: Database) {
    let portal = two_libraries(database).await;
    let program = connect(&portal, Wanted { library: "RAN", ..Wanted::default() }).await;
    let token = token_of(&portal, &program).await;
    let anna = id_of(&portal, ANNA).await;
    let requests = format!("/api/v1/patrons/{anna}/requests");
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let shown = main_user.get("/staff/libraries/end?ending=merge&from=RAN&to=OUT").await.text();
    assert!(shown.contains("1 program moves") && shown.contains("<li dir=\"auto\">Alueportaali<"), "{shown}");
    let unseen = end(&mut main_user, "merge", ["RAN", "OUT"], "2-1-0-0").await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY, "what was not shown is not done");
    assert_eq!(end(&mut main_user, "merge", ["RAN", "OUT"], "2-1-0-1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(call(&portal, &requests, &token).await.status, StatusCode::OK);
    assert_eq!(portal.texts("SELECT library FROM api_client").await, ["OUT"]);
    portal.execute("INSERT INTO library (organization_id, code, name) VALUES (1, 'SAA', 'Saaren kirjasto')").await;
    portal.execute("UPDATE api_client SET library = 'SAA'").await;
    let plan = main_user.get("/staff/libraries/end?ending=close&from=SAA&to=OUT").await.text();
    assert!(plan.contains("1 program is taken away"), "{plan}");
    assert_eq!(end(&mut main_user, "close", ["SAA", "OUT"], "0-0-0-1").await.status, StatusCode::SEE_OTHER);
    is_problem(&call(&portal, &requests, &token).await, 401, "invalid-token");
    assert_eq!(ask(&portal, &program).await.status, StatusCode::UNAUTHORIZED);
    let logged =
        "SELECT action FROM audit_entry WHERE object LIKE 'api_client:%' AND actor_role <> 'api-client' ORDER BY id";
    assert_eq!(portal.texts(logged).await, ["api-client-added", "library-merged", "api-client-revoked"]);
}

async fn what_it_would_do_is_shown_first_and_changes_nothing(database: Database) {
    let portal = two_libraries(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let address = "/staff/libraries/end?ending=merge&from=RAN&to=OUT";
    let answer = main_user.get(address).await;
    assert_eq!(answer.status, StatusCode::OK);
    for text in [
        "2 patrons of Rantakirjasto become patrons of Pääkirjasto",
        "1 role moves",
        BRUNO.surname,
        "None of them has an open data request",
        "and 2 patrons move there",
        "value=\"2-1-0-0\"",
    ] {
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
    }
    let fields = [("ending", "merge"), ("from", "RAN"), ("to", "OUT"), ("shown", "2-1-0-0")];
    let unconfirmed = main_user.post("/staff/libraries/end", &fields).await;
    assert_eq!(unconfirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(homes(&portal).await, ["OUT", "RAN"]);
    for wrong in ["from=RAN&to=RAN", "from=RAN&to=NOWHERE", "from=&to=OUT", "to=OUT"] {
        let answer = main_user.get(&format!("/staff/libraries/end?ending=merge&{wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

async fn what_changed_since_it_was_shown_is_shown_again(database: Database) {
    let portal = two_libraries(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let answer = end(&mut main_user, "merge", ["RAN", "OUT"], "1-1-0-0").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("value=\"2-1-0-0\""), "the new numbers are shown");
    assert_eq!(homes(&portal).await, ["OUT", "RAN"]);
}

async fn what_cannot_be_logged_is_not_done_at_all(database: Database) {
    let portal = two_libraries(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    portal.break_log().await;
    let answer = end(&mut main_user, "merge", ["RAN", "OUT"], "2-1-0-0").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(homes(&portal).await, ["OUT", "RAN"]);
    assert_eq!(portal.number("SELECT COUNT(*) FROM library_alias").await, 0);
    assert_eq!(portal.number("SELECT COUNT(*) FROM role_grant WHERE revoked_at IS NOT NULL").await, 0);
}

async fn two_merges_into_each_other_leave_one_library(database: Database) {
    let portal = two_libraries(database).await;
    let out = portal.number("SELECT COUNT(*) FROM patron WHERE library = 'OUT'").await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    let mut again = main_user.clone();
    let shown = format!("{out}-0-0-0");
    let (here, there) = tokio::join!(
        end(&mut main_user, "merge", ["RAN", "OUT"], "2-1-0-0"),
        end(&mut again, "merge", ["OUT", "RAN"], &shown)
    );
    let done = [here, there].iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!((done, homes(&portal).await.len()), (1, 1));
    assert_eq!(portal.number("SELECT COUNT(*) FROM library_alias").await, 1);
}

async fn a_library_gets_another_name_and_shows_it_at_once(database: Database) {
    let portal = two_libraries(database).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    for name in ["", "  ", "a\0b", &"x".repeat(101)] {
        let answer = main_user.post("/staff/libraries/rename", &[("code", "RAN"), ("name", name)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    let nowhere = main_user.post("/staff/libraries/rename", &[("code", "NOWHERE"), ("name", "Uusi")]).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = main_user.post("/staff/libraries/rename", &[("code", "RAN"), ("name", " Uimarannan kirjasto ")]).await;
    assert_eq!(answer.location(), "/staff/libraries?done=renamed");
    assert!(main_user.get("/staff/roles").await.text().contains("Uimarannan kirjasto"));
    assert_eq!(portal.services.profile().await.unwrap().library("RAN"), "Uimarannan kirjasto");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'library-renamed'").await, 1);
}

async fn whoever_looks_after_one_library_touches_no_other(database: Database) {
    let portal = two_libraries(database).await;
    let id = portal.id_of(MAIN_USER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'RAN' WHERE patron_id = {id}")).await;
    let mut main_user = portal.signed_in(MAIN_USER).await;
    for codes in [["RAN", "OUT"], ["OUT", "RAN"]] {
        let answer = end(&mut main_user, "merge", codes, "2-2-0-0").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{codes:?}");
    }
    let answer = main_user.post("/staff/libraries/rename", &[("code", "OUT"), ("name", "Omani")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = main_user.get("/staff/libraries").await.text();
    assert!(page.contains("Rantakirjasto") && !page.contains("Pääkirjasto"), "{page}");
    assert_eq!(homes(&portal).await, ["OUT", "RAN"]);
    let mut officer = portal.signed_in(OFFICER).await;
    assert_eq!(officer.get("/staff/libraries").await.status, StatusCode::FORBIDDEN);
}

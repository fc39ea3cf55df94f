//! Staff need a second factor, after some days of grace.

use http::StatusCode;

use crate::harness::{ANNA, App, Database, Person, Portal, STAFF};

on_each_database!(
    after_the_grace_roles_rest_until_a_factor_is_added,
    the_library_decides_how_long_the_grace_is_and_whether_there_is_one,
    the_last_administrator_can_always_add_a_factor,
    a_request_filed_after_a_strong_sign_in_is_checked_if_the_library_says_so,
);

const DAY: i64 = 24 * 60 * 60;
const DESK: Person = STAFF[0];
const ADMINISTRATOR: Person = STAFF[4];

async fn after_the_grace_roles_rest_until_a_factor_is_added(database: Database) {
    let portal = Portal::on(database).await;
    let mut desk = portal.signed_in(DESK).await;
    let page = desk.get("/staff").await;
    assert!(page.text().contains("Add a second step before"), "a clear notice: {}", page.text());
    portal.clock.advance(14 * DAY - 60);
    desk.sign_in(DESK).await;
    assert_eq!(desk.get("/staff/patrons").await.status, StatusCode::OK, "until the last minute");
    portal.clock.advance(60);
    for address in ["/staff", "/staff/patrons"] {
        let refused = desk.get(address).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{address}: at once, in the same session");
        assert!(refused.text().contains("Add a second step first") && refused.text().contains("/security/two-step"));
    }
    assert_eq!(desk.post("/staff/patrons", &[("find", "Anna")]).await.status, StatusCode::FORBIDDEN);
    assert!(portal.log().await.iter().any(|entry| entry.action == "second-factor-missing"));
    assert_eq!(desk.get("/my-data").await.status, StatusCode::OK, "one's own data is everybody's");
    let app = App::set_up(&mut desk, &portal.clock).await;
    assert_eq!(desk.get("/staff/patrons").await.status, StatusCode::OK, "the roles are back at once");
    let mut elsewhere = portal.browser();
    elsewhere.try_sign_in(DESK.card, DESK.pin).await;
    elsewhere.post("/sign-in/second-step", &[("code", &app.code())]).await;
    let page = elsewhere.get("/staff").await;
    assert!(page.status == StatusCode::OK && !page.text().contains("Add a second step"), "{}", page.text());
}

async fn the_library_decides_how_long_the_grace_is_and_whether_there_is_one(database: Database) {
    let portal = Portal::on(database).await;
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let form = [("my_data_display", "always"), ("link_days", "7"), ("allow-desk", "1")];
    let with = |more: &[(&'static str, &'static str)]| form.iter().chain(more).copied().collect::<Vec<_>>();
    for days in ["-1", "91", "", "soon"] {
        let wish = with(&[("staff_second_factor", "1"), ("staff_second_factor_days", days)]);
        assert_eq!(admin.post("/staff/settings", &wish).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
    }
    let off = with(&[("staff_second_factor_days", "14")]);
    assert_eq!(admin.post("/staff/settings", &off).await.status, StatusCode::SEE_OTHER);
    portal.clock.advance(400 * DAY);
    admin.sign_in(ADMINISTRATOR).await;
    assert_eq!(admin.get("/staff/settings").await.status, StatusCode::OK, "not required, never missing");
    let on = with(&[("staff_second_factor", "1"), ("staff_second_factor_days", "3")]);
    assert_eq!(admin.post("/staff/settings", &on).await.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.get("/staff/settings").await.status, StatusCode::OK, "grace begins when it is required again");
    portal.clock.advance(3 * DAY);
    admin.sign_in(ADMINISTRATOR).await;
    assert_eq!(admin.get("/staff/settings").await.status, StatusCode::FORBIDDEN);
}

async fn the_last_administrator_can_always_add_a_factor(database: Database) {
    let portal = Portal::on(database).await;
    portal.clock.advance(30 * DAY);
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    assert_eq!(admin.get("/staff/settings").await.status, StatusCode::FORBIDDEN);
    App::set_up(&mut admin, &portal.clock).await;
    assert_eq!(admin.get("/staff/settings").await.status, StatusCode::OK);
}

async fn a_request_filed_after_a_strong_sign_in_is_checked_if_the_library_says_so(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let checked = "SELECT COUNT(*) FROM data_request WHERE identity_method = 'strong-sign-in'";
    let file = [("kind", "access")];
    portal
        .execute("INSERT INTO setting (organization_id, name, value) VALUES (1, 'sign_in_is_identity_check', '1')")
        .await;
    anna.post("/my-requests", &file).await;
    assert_eq!(portal.number(checked).await, 0, "a PIN is not enough");
    App::set_up(&mut anna, &portal.clock).await;
    anna.post("/my-requests", &file).await;
    assert_eq!(portal.number(checked).await, 1);
    let log = portal.log().await;
    let entry = log.iter().rfind(|entry| entry.action == "identity-checked").expect("it is logged");
    assert_eq!(entry.patron, Some(portal.id_of(ANNA).await));
    portal.execute("UPDATE setting SET value = '0' WHERE name = 'sign_in_is_identity_check'").await;
    anna.post("/my-requests", &file).await;
    assert_eq!(portal.number(checked).await, 1, "not where the library wants to see people");
}

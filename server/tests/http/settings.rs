//! What the library decides for itself.

use http::StatusCode;

use crate::harness::{Answer, Browser, Database, Person, Portal, STAFF};

on_each_database!(
    a_change_shows_at_once_and_is_logged_once_for_each_setting,
    another_node_shows_it_within_half_a_minute,
    nonsense_changes_nothing_and_is_shown_again,
    changing_settings_asks_for_the_pin_again,
    settings_are_the_whole_organizations,
);

const MAIN_USER: Person = STAFF[3];
const ADMINISTRATOR: Person = STAFF[4];

/// What the form sends as it comes.
const TICKED: [(&str, &str); 7] = [
    ("allow-desk", "1"),
    ("allow-privacy-officer", "1"),
    ("allow-auditor", "1"),
    ("allow-main-user", "1"),
    ("patrons_update_email", "1"),
    ("staff_second_factor", "1"),
    ("staff_second_factor_days", "14"),
];

async fn save(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    browser.post("/staff/settings", &[&TICKED[..], fields].concat()).await
}

async fn changes(portal: &Portal) -> i64 {
    portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'setting-changed'").await
}

async fn a_change_shows_at_once_and_is_logged_once_for_each_setting(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let fields = [("my_data_display", "link"), ("link_days", "14"), ("log_shows_staff_names", "1")];
    let answer = save(&mut browser, &fields).await;
    assert_eq!(answer.location(), "/staff/settings?done=1", "{}", answer.text());
    let settings = portal.services.profile().await.unwrap().settings.clone();
    assert_eq!((settings.my_data_display.name(), settings.link_days), ("link", 14));
    assert!(settings.log_shows_staff_names && !settings.sign_in_is_identity_check);
    assert_eq!(changes(&portal).await, 3);
    save(&mut browser, &fields).await;
    assert_eq!(changes(&portal).await, 3, "what stays as it is is no change");
    let page = browser.get("/staff/settings").await.text();
    assert!(page.contains("value=\"14\""), "{page}");
}

async fn another_node_shows_it_within_half_a_minute(database: Database) {
    let portal = Portal::on(database).await;
    let node = portal.other_node("node-b");
    assert_eq!(node.profile().await.unwrap().settings.link_days, 7);
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    save(&mut browser, &[("my_data_display", "always"), ("link_days", "3")]).await;
    portal.clock.advance(30);
    // The first one who asks has it read again.
    while node.profile().await.unwrap().settings.link_days != 3 {
        tokio::task::yield_now().await;
    }
}

async fn nonsense_changes_nothing_and_is_shown_again(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    for (display, days) in [
        ("always", "0"),
        ("always", "31"),
        ("always", "-1"),
        ("always", ""),
        ("always", "x"),
        ("often", "7"),
        ("", "7"),
    ] {
        let answer = save(&mut browser, &[("my_data_display", display), ("link_days", days)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{display} {days}");
        assert!(answer.text().contains(&format!("value=\"{days}\"")), "what was typed is kept: {days}");
    }
    assert_eq!(changes(&portal).await, 0);
    browser.post("/staff/settings", &[("my_data_display", "always"), ("link_days", "7")]).await;
    let allowed = portal.texts("SELECT value FROM setting WHERE name = 'roles_allowed'").await;
    assert_eq!(allowed, ["administrator"], "administrators stay possible");
}

async fn changing_settings_asks_for_the_pin_again(database: Database) {
    let portal = Portal::on(database).await;
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    portal.clock.advance(10 * 60);
    browser.get("/staff/settings").await;
    portal.clock.advance(5 * 60);
    let fields = [("my_data_display", "off"), ("link_days", "7")];
    let question = save(&mut browser, &fields).await;
    assert!(question.text().contains("name=\"pin\"") && question.text().contains("name=\"allow-desk\""));
    assert_eq!(changes(&portal).await, 0);
    let answer = save(&mut browser, &[&fields[..], &[("pin", ADMINISTRATOR.pin)]].concat()).await;
    assert_eq!((answer.status, changes(&portal).await), (StatusCode::SEE_OTHER, 1));
    let stored = portal.texts("SELECT name || ' ' || value FROM setting").await;
    assert_eq!(stored, ["my_data_display off"], "the PIN is no setting");
}

async fn settings_are_the_whole_organizations(database: Database) {
    let portal = Portal::on(database).await;
    let fields = [("my_data_display", "off"), ("link_days", "7")];
    let mut main_user = portal.signed_in(MAIN_USER).await;
    assert_eq!(save(&mut main_user, &fields).await.status, StatusCode::FORBIDDEN);
    let id = portal.id_of(ADMINISTRATOR).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {id}")).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    assert_eq!(administrator.get("/staff/settings").await.status, StatusCode::FORBIDDEN);
    assert_eq!(save(&mut administrator, &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(changes(&portal).await, 0);
}

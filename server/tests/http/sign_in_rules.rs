//! By which ways each group may sign in.

use http::StatusCode;

use crate::{
    harness::{ANNA, Answer, Browser, Database, Person, Portal, STAFF},
    openid::{portal_with, sign_in},
};

on_each_database!(
    a_group_that_must_come_another_way_is_told_after_a_right_proof_only,
    a_category_has_a_rule_of_its_own,
    a_change_holds_at_once_on_another_node_and_is_logged,
    the_last_administrator_is_not_locked_out,
    a_provider_that_is_not_for_staff_lets_no_staff_in,
);

const ADMINISTRATOR: Person = STAFF[4];

/// Every box, but those left out.
async fn save(browser: &mut Browser, portal: &Portal, without: &[&str], more: &[(&str, &str)]) -> Answer {
    let groups =
        ["patrons", "role:desk", "role:privacy-officer", "role:auditor", "role:main-user", "role:administrator"];
    let doors: Vec<String> = portal.services.doors().iter().map(|door| door.name()).collect();
    let all: Vec<String> =
        groups.iter().flat_map(|group| doors.iter().map(move |door| format!("{group}|{door}"))).collect();
    let mut fields: Vec<(&str, &str)> =
        all.iter().filter(|name| !without.contains(&name.as_str())).map(|name| (name.as_str(), "1")).collect();
    fields.extend(more);
    browser.post("/staff/sign-in", &fields).await
}

async fn a_group_that_must_come_another_way_is_told_after_a_right_proof_only(database: Database) {
    let (portal, _provider) = portal_with(database, "").await;
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let answer = save(&mut admin, &portal, &["patrons|secret"], &[]).await;
    assert_eq!(answer.location(), "/staff/sign-in?done=1", "{}", answer.text());
    let mut browser = portal.browser();
    let wrong = browser.try_sign_in(ANNA.card, "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let right = browser.try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(right.location(), "/sign-in/other-way?ways=passkey,openid:test");
    assert!(!browser.is_signed_in().await);
    let page = browser.get(right.location()).await;
    assert!(page.status == StatusCode::FORBIDDEN && page.text().contains("Testaaja"), "{}", page.text());
    portal.signed_in(STAFF[0]).await;
    assert!(portal.log().await.iter().any(|entry| entry.action == "sign-in-method-refused"));
    let page = admin.get("/staff/sign-in").await.text();
    assert!(
        page.contains("name=\"patrons|openid:test\" value=\"1\" aria-label=\"All patrons: Testaaja\" checked"),
        "{page}"
    );
    assert!(
        page.contains("name=\"patrons|secret\" value=\"1\" aria-label=\"All patrons: PIN or password\">"),
        "{page}"
    );
}

async fn a_category_has_a_rule_of_its_own(database: Database) {
    let (portal, provider) = portal_with(database, "match_claim = 'card', match_field = 'cardnumber'").await;
    provider.forge(|claims| claims["card"] = ANNA.card.into());
    let code = portal.texts("SELECT patron_category FROM patron WHERE cardnumber = 'KV29017700011'").await.remove(0);
    portal
        .execute(&format!(
            "INSERT INTO setting (organization_id, name, value) SELECT id, 'sign_in_methods', \
             '{{\"categories\":{{\"{code}\":[\"secret\"]}}}}' FROM organization"
        ))
        .await;
    portal.signed_in(ANNA).await;
    let answer = sign_in(&mut portal.browser(), &provider, "anna").await;
    assert_eq!(answer.location(), "/sign-in/other-way?ways=secret");
    portal.execute("UPDATE setting SET value = 'nonsense' WHERE name = 'sign_in_methods'").await;
    let answer = portal.browser().try_sign_in(ANNA.card, ANNA.pin).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "rules that cannot be read open nothing");
}

async fn a_change_holds_at_once_on_another_node_and_is_logged(database: Database) {
    let portal = Portal::on(database).await;
    let node = portal.other_node("node-b");
    node.profile().await.unwrap();
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    save(&mut admin, &portal, &["patrons|secret"], &[]).await;
    let attempt = carrel_services::sign_in::Attempt {
        name: ANNA.card.to_owned(),
        secret: ANNA.pin.to_owned(),
        visitor: Default::default(),
    };
    let outcome = node.sign_in(attempt).await.unwrap();
    assert!(matches!(outcome, carrel_services::sign_in::Outcome::OtherWay { .. }), "{outcome:?}");
    let sql = "SELECT old_value || ' > ' || new_value FROM audit_entry WHERE action = 'setting-changed'";
    assert_eq!(portal.texts(sql).await, ["{} > {\"patrons\":[\"passkey\"]}"]);
    // Staff's sessions end after as long without use as a PIN counts for.
    portal.clock.advance(10 * 60);
    admin.get("/staff/sign-in").await;
    portal.clock.advance(6 * 60);
    let asked = save(&mut admin, &portal, &[], &[]).await.text();
    assert!(asked.contains("Is it still you?"), "{asked}");
}

async fn the_last_administrator_is_not_locked_out(database: Database) {
    let (portal, provider) = portal_with(database, "match_claim = 'card', match_field = 'cardnumber'").await;
    let mut admin = portal.signed_in(ADMINISTRATOR).await;
    let answer = save(&mut admin, &portal, &["role:administrator|secret"], &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "no administrator has a passkey or an identity");
    assert!(answer.text().contains("could sign in any more"), "{}", answer.text());
    let none = ["role:desk|secret", "role:desk|passkey", "role:desk|openid:test"];
    assert_eq!(save(&mut admin, &portal, &none, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.number("SELECT COUNT(*) FROM setting WHERE name = 'sign_in_methods'").await, 0);
    let admins = portal.id_of(ADMINISTRATOR).await;
    portal
        .execute(&format!(
            "INSERT INTO passkey (public_id, patron_id, credential_id, user_handle, credential, name, added_at) \
             VALUES ('p', {admins}, 'c', 'u', '{{}}', 'Key', 0)"
        ))
        .await;
    let but_passkeys = ["role:administrator|secret", "role:administrator|openid:test"];
    assert_eq!(save(&mut admin, &portal, &but_passkeys, &[]).await.status, StatusCode::SEE_OTHER);
    save(&mut admin, &portal, &[], &[]).await;
    portal.execute("DELETE FROM passkey").await;
    provider.forge(|claims| claims["card"] = ADMINISTRATOR.card.into());
    sign_in(&mut portal.browser(), &provider, "admin").await;
    let answer = save(&mut admin, &portal, &["role:administrator|secret"], &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(
        portal.browser().try_sign_in(ADMINISTRATOR.card, ADMINISTRATOR.pin).await.location(),
        "/sign-in/other-way?ways=passkey,openid:test"
    );
}

async fn a_provider_that_is_not_for_staff_lets_no_staff_in(database: Database) {
    let (portal, provider) =
        portal_with(database, "match_claim = 'card', match_field = 'cardnumber', staff = false").await;
    provider.forge(|claims| claims["card"] = STAFF[0].card.into());
    let answer = sign_in(&mut portal.browser(), &provider, "desk").await;
    assert_eq!(answer.location(), "/sign-in/other-way?ways=secret,passkey");
}

//! Identity numbers that the library needs: encrypted in the database, shown whole to few, for a reason, in the log.

use carrel_domain::Role;
use http::StatusCode;

use crate::{
    delivery::{OFFICER, id_of, shows, staff},
    harness::{ANNA, BRUNO, Browser, Database, Person, Portal},
};

on_each_database!(
    what_the_settings_name_is_encrypted_and_shown_whole_for_a_reason,
    only_those_with_the_right_see_it_and_in_their_library,
);

const NUMBER: &str = "131052-308T";

async fn attribute(portal: &Portal, person: Person, code: &str, value: &str) {
    let id = portal.id_of(person).await;
    portal
        .execute(&format!(
            "INSERT INTO extended_attribute (patron_id, source_id, code, attribute, digest) \
             VALUES ({id}, '{code}{id}', '{code}', '{value}', 5)"
        ))
        .await;
}

async fn name_attributes(portal: &Portal) {
    let mut administrator: Browser = portal.browser_at("203.0.113.4");
    administrator.sign_in(staff(Role::Administrator)).await;
    let saved = administrator.post("/staff/notes/words", &[("words", ""), ("attributes", "SSN, HETU")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    shows(&administrator.get("/staff/notes/words").await, 200, "SSN,HETU");
}

async fn what_the_settings_name_is_encrypted_and_shown_whole_for_a_reason(database: Database) {
    let portal = Portal::on(database).await;
    attribute(&portal, ANNA, "SSN", NUMBER).await;
    attribute(&portal, ANNA, "SHOE", "43").await;
    let stored = "SELECT attribute FROM extended_attribute ORDER BY id";
    assert_eq!(portal.texts(stored).await, [NUMBER, "43"]);
    name_attributes(&portal).await;
    let sealed = portal.texts(stored).await;
    assert!(sealed[0].starts_with("carrel-sealed:") && sealed[1] == "43", "{sealed:?}");
    assert_eq!(
        portal.number("SELECT COUNT(*) FROM extended_attribute WHERE digest = 5").await,
        1,
        "nor the plain digest"
    );
    for table in portal.tables().await {
        assert!(!portal.whole_table(&table).await.contains(NUMBER), "{table}");
    }

    // To the patron covered on the page, and whole in the file.
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/my-data/attributes").await.text();
    assert!(page.contains("••••••-••••") && page.contains("43") && !page.contains(NUMBER), "{page}");
    let file = anna.post("/my-data/take-away", &[("format", "json")]).await;
    shows(&file, 200, NUMBER);

    let mut officer = portal.signed_in(OFFICER).await;
    let address = format!("/staff/patrons/{}", id_of(&portal, ANNA).await);
    let form = format!("{address}/identity-numbers");
    let page = officer.get(&address).await;
    shows(&page, 200, "Why you need it");
    assert!(!page.text().contains(NUMBER));
    shows(&officer.post(&form, &[("reason", "  ")]).await, 422, "Write why you need to see");
    shows(&officer.post(&form, &[("reason", "Perintäpyyntö 17")]).await, 200, NUMBER);
    assert!(!officer.get(&address).await.text().contains(NUMBER), "asked once, shown once");
    let annas = portal.id_of(ANNA).await;
    let log = portal.log().await;
    let seen: Vec<_> = log.iter().filter(|entry| entry.action == "identity-number-shown").collect();
    assert_eq!((seen.len(), seen[0].patron), (1, Some(annas)));
    assert_eq!(
        portal.texts("SELECT object || ' ' || new_value FROM audit_entry WHERE action = 'identity-number-shown'").await,
        ["attribute:SSN Perintäpyyntö 17"]
    );

    // What cannot be logged is not shown.
    portal.break_log().await;
    let answer = officer.post(&form, &[("reason", "Perintäpyyntö 17")]).await;
    assert!(answer.status.is_server_error() && !answer.text().contains(NUMBER), "{}", answer.text());
}

async fn only_those_with_the_right_see_it_and_in_their_library(database: Database) {
    let portal = Portal::on(database).await;
    attribute(&portal, ANNA, "HETU", NUMBER).await;
    name_attributes(&portal).await;
    let address = format!("/staff/patrons/{}", id_of(&portal, ANNA).await);
    let form = format!("{address}/identity-numbers");
    let ask = [("reason", "Perintä")];
    for role in [Role::Desk, Role::Auditor, Role::MainUser, Role::Administrator] {
        let mut other = portal.browser_at("203.0.113.9");
        other.sign_in(staff(role)).await;
        assert_eq!(other.post(&form, &ask).await.status, StatusCode::FORBIDDEN, "{role:?}");
        assert!(!other.get(&address).await.text().contains("Why you need it"), "{role:?}");
    }
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&form, &ask).await.status, StatusCode::NOT_FOUND);
    let id = portal.id_of(OFFICER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'JNS' WHERE patron_id = {id}")).await;
    let mut officer = portal.signed_in(OFFICER).await;
    assert_eq!(officer.post(&form, &ask).await.status, StatusCode::NOT_FOUND);
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {id}")).await;
    let brunos = format!("/staff/patrons/{}/identity-numbers", id_of(&portal, BRUNO).await);
    shows(&officer.post(&brunos, &ask).await, 422, "No identity number is kept");
    shows(&officer.post(&form, &ask).await, 200, NUMBER);
}

//! Nothing of a loan history goes in surprise: whoever is concerned was asked, and staff were told what would go.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    harness::{ANNA, BRUNO, Database, Portal},
    loan_history::{DAY, OFFICER, choose, decide, many_loans, rows_of, work},
};

on_each_database!(
    later_does_not_outlast_the_day_on_which_a_history_goes,
    as_the_level_above_is_previewed_by_what_holds_there,
    a_decision_that_was_taken_back_is_nobodys_nearer_one,
    who_comes_into_another_category_has_a_month,
    who_agrees_in_the_middle_of_a_run_keeps_the_rest,
    before_a_policy_changes_both_choices_are_there,
    keeping_is_agreed_to_in_the_words_that_were_read,
    what_held_before_a_decision_and_what_it_calls_off_are_in_the_log,
);

const QUESTION: &str = "Keeping your loan history";

async fn later_does_not_outlast_the_day_on_which_a_history_goes(database: Database) {
    let portal = Portal::on(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let fields = [("whose", "organization"), ("keeping", "with-consent"), ("after", "days"), ("days", "30")];
    let decided =
        officer.post("/staff/loan-history", &[fields.as_slice(), &[("in", "7"), ("ask", "1")]].concat()).await;
    assert_eq!(decided.location(), "/staff/loan-history?done=1", "{}", decided.text());
    portal.clock.advance(1);
    let mut bruno = portal.signed_in(BRUNO).await;
    let page = bruno.get("/my-data").await.text();
    assert!(page.contains(QUESTION) && page.contains("Unless you agree before 9 Mar 2026"), "{page}");
    assert_eq!(bruno.post("/consents/later", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!bruno.get("/my-data").await.text().contains(QUESTION), "not twice in one visit");
    portal.clock.advance(DAY);
    let mut bruno = portal.signed_in(BRUNO).await;
    let page = bruno.get("/fi/my-data").await.text();
    assert!(page.contains("Jos et anna suostumusta ennen 9.3.2026"), "{page}");
    assert_eq!(choose(&mut bruno, "keep", "on").await, StatusCode::SEE_OTHER);
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (0, 1));
}

/// A decision that has been in force for long. (With more days to wait for it, staff would need a second factor.)
async fn decided_long_ago(portal: &Portal, level: &str, category: &str, policy: &str) {
    let sql = format!(
        "INSERT INTO history_policy (public_id, organization_id, level, patron_category, policy, decided_by, decided_at, \
         takes_effect_at) SELECT '{level}{policy}', organization_id, '{level}', NULLIF('{category}', ''), '{policy}', id, 0, 0 \
         FROM patron ORDER BY id LIMIT 1"
    );
    portal.execute(&sql).await;
}

async fn as_the_level_above_is_previewed_by_what_holds_there(database: Database) {
    let portal = Portal::on(database).await;
    decided_long_ago(&portal, "category", "HENKILO", "until-asked:30").await;
    decided_long_ago(&portal, "organization", "", "with-consent:30").await;
    let mut officer = portal.signed_in(OFFICER).await;
    let address = "/staff/loan-history?whose=category:HENKILO&keeping=inherit&after=days&days=&in=7";
    let page = officer.get(address).await.text();
    assert!(page.contains("2 of them have 121 closed") && page.contains("name=\"ask\""), "{page}");
    let fields = [("whose", "category:HENKILO"), ("keeping", "inherit"), ("in", "7"), ("ask", "1")];
    assert_eq!(officer.post("/staff/loan-history", &fields).await.location(), "/staff/loan-history?done=1");
    assert_eq!(portal.texts("SELECT asking FROM consent_purpose WHERE code = 'loan-history'").await, ["gently"]);
    assert_eq!(rows_of(&portal, ANNA).await, 120);
}

async fn a_decision_that_was_taken_back_is_nobodys_nearer_one(database: Database) {
    let portal = Portal::on(database).await;
    decided_long_ago(&portal, "category", "HENKILO", "until-asked:30").await;
    let mut officer = portal.signed_in(OFFICER).await;
    let address = "/staff/loan-history?whose=organization&keeping=with-consent&after=days&days=30&in=14";
    assert!(officer.get(address).await.text().contains("It is for 0 patrons"));
    decided_long_ago(&portal, "category", "HENKILO", "").await;
    let page = officer.get(address).await.text();
    assert!(page.contains("It is for 8 patrons.") && page.contains("2 of them have 121 closed"), "{page}");
}

async fn who_comes_into_another_category_has_a_month(database: Database) {
    let portal = Portal::on(database).await;
    decided_long_ago(&portal, "category", "MUU", "with-consent:30").await;
    portal.clock.advance(8 * DAY);
    let mut line: Value = serde_json::from_str(&ANNA.line()).unwrap();
    line["personal"]["categorycode"] = json!("MUU");
    let store = portal.services.store();
    let organization = carrel_domain::OrganizationId(portal.number("SELECT id FROM organization").await);
    let now = portal.clock.now();
    let fees = carrel_sources::alldata::Fees::All;
    carrel_sources::alldata::refresh(store, organization, &line.to_string(), fees, now).await.unwrap();
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120, "nobody told her");
    let page = portal.signed_in(ANNA).await.get("/loan-history").await.text();
    assert!(page.contains("nothing goes by itself before 9 Apr 2026"), "{page}");
    portal.clock.advance(29 * DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120);
    portal.clock.advance(2 * DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (0, 1));
}

async fn who_agrees_in_the_middle_of_a_run_keeps_the_rest(database: Database) {
    let portal = Portal::on(database).await;
    many_loans(&portal).await;
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    let mut anna = portal.signed_in(ANNA).await;
    portal.services.begin_history_day().await.unwrap();
    let services = portal.other_node("other");
    let run = tokio::spawn(async move { services.work_on_next_history().await.unwrap() });
    while portal.number("SELECT MAX(rows_done) FROM history_job").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    assert_eq!(choose(&mut anna, "keep", "on").await, StatusCode::SEE_OTHER);
    let then = portal.number("SELECT MAX(rows_done) FROM history_job").await;
    assert!(run.await.unwrap());
    let left = rows_of(&portal, ANNA).await;
    assert!(left >= 5_120 - then - 1_000 && left > 0, "{then} were gone when she agreed, {left} stay");
    assert_eq!(rows_of(&portal, BRUNO).await, 0, "the others go");
}

async fn before_a_policy_changes_both_choices_are_there(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "until-switched", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    decide(&portal, "with-consent", "30", "organization").await;
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/loan-history").await.text();
    assert!(page.contains("value=\"rolling\"") && page.contains("value=\"keep\""), "{page}");
    assert_eq!(choose(&mut anna, "keep", "on").await, StatusCode::SEE_OTHER);
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120);
}

async fn keeping_is_agreed_to_in_the_words_that_were_read(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "with-consent", "30", "organization").await;
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/loan-history").await.text();
    assert!(page.contains("If you say no:"), "the words are there to be read: {page}");
    for version in ["", "7"] {
        let fields = [("wish", "keep"), ("is_on", "on"), ("version", version)];
        let answer = anna.post("/loan-history/choice", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("The text has changed meanwhile"), "{}", answer.text());
    }
    assert_eq!(choose(&mut anna, "keep", "on").await, StatusCode::SEE_OTHER);
    assert_eq!(portal.texts("SELECT answer || ' ' || version FROM consent_receipt").await, ["given 1"]);
    // Taking it back needs no reading.
    assert_eq!(
        anna.post("/loan-history/choice", &[("wish", "keep"), ("is_on", "off")]).await.status,
        StatusCode::SEE_OTHER
    );
}

async fn what_held_before_a_decision_and_what_it_calls_off_are_in_the_log(database: Database) {
    let portal = Portal::on(database).await;
    let patron = format!(
        "patron:{}",
        portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", BRUNO.card)).await.remove(0)
    );
    decide(&portal, "with-consent", "30", "organization").await;
    decide(&portal, "with-consent", "40", "category:HENKILO").await;
    decide(&portal, "with-consent", "50", &patron).await;
    // The first one has not taken effect: it never will.
    decide(&portal, "until-switched", "60", "organization").await;
    portal.clock.advance(8 * DAY);
    decide(&portal, "until-asked", "90", "organization").await;
    decide(&portal, "inherit", "", "category:HENKILO").await;
    decide(&portal, "inherit", "", &patron).await;
    let logged = portal
        .texts(
            "SELECT action || '|' || object || '|' || COALESCE(old_value, '-') || '|' || COALESCE(new_value, '-') \
             || CASE WHEN patron_id IS NULL THEN '' ELSE '|his' END \
             FROM audit_entry WHERE action LIKE 'history-policy-%' ORDER BY id",
        )
        .await;
    assert_eq!(
        logged,
        [
            // Nobody had decided anything: this holds then.
            "history-policy-set|history-policy:organization|until-asked:30|with-consent:30",
            "history-policy-set|history-policy:category-HENKILO|inherit|with-consent:40",
            "history-policy-set|history-policy:patron|inherit|with-consent:50|his",
            "history-policy-called-off|history-policy:organization|with-consent:30|-",
            "history-policy-set|history-policy:organization|until-asked:30|until-switched:60",
            "history-policy-set|history-policy:organization|until-switched:60|until-asked:90",
            "history-policy-set|history-policy:category-HENKILO|with-consent:40|inherit",
            "history-policy-set|history-policy:patron|with-consent:50|inherit|his",
        ]
    );
}

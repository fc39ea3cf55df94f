//! Loan histories: seen, kept or not, anonymized by their owners and by policies, with nothing lost or surprising.

use http::StatusCode;

use crate::harness::{
    ANNA, BRUNO, Browser, Database, Person, Portal, STAFF,
    post::{mails_to, with_mail},
};

on_each_database!(
    a_patron_sees_confirms_and_anonymizes_their_history,
    anonymizing_asks_for_the_pin_again_after_a_quarter_of_an_hour,
    nothing_is_anonymized_while_a_request_for_the_data_is_open,
    what_is_disputed_is_not_anonymized_and_who_asks_for_erasure_is_not_stopped,
    a_policy_takes_effect_when_it_was_said_to_and_consent_keeps,
    rolling_anonymization_is_switched_on_and_off_by_the_patron,
    a_decision_is_previewed_and_needs_its_time,
    a_killed_node_leaves_whole_batches_and_another_goes_on,
    two_nodes_do_a_job_once,
    a_decision_that_needs_consent_asks_for_it,
    a_hold_that_comes_in_the_middle_keeps_the_rest,
);

pub const OFFICER: Person = STAFF[1];
pub const DAY: i64 = 24 * 60 * 60;
const HIS_ROWS: &str = "SELECT COUNT(*) FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE is_anonymous = 1";

pub async fn rows_of(portal: &Portal, person: Person) -> i64 {
    let id = portal.id_of(person).await;
    portal.number(&format!("SELECT COUNT(*) FROM checkout WHERE patron_id = {id} AND is_open = 0")).await
}

pub async fn work(portal: &Portal) {
    portal.services.begin_history_day().await.unwrap();
    while portal.services.work_on_next_history().await.unwrap() {}
}

pub async fn decide(portal: &Portal, keeping: &str, days: &str, whose: &str) {
    let mut officer = portal.signed_in(OFFICER).await;
    let fields = [("whose", whose), ("keeping", keeping), ("after", "days"), ("days", days), ("in", "7")];
    let answer = officer.post("/staff/loan-history", &fields).await;
    assert_eq!(answer.location(), "/staff/loan-history?done=1", "{}", answer.text());
}

/// Presses the button of a choice, with the words that stand on the page.
pub async fn choose(browser: &mut Browser, wish: &str, is_on: &str) -> StatusCode {
    let page = browser.get("/loan-history").await.text();
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let fields = [("wish", wish), ("is_on", is_on), ("version", version.unwrap_or_default())];
    browser.post("/loan-history/choice", &fields).await.status
}

async fn a_patron_sees_confirms_and_anonymizes_their_history(database: Database) {
    let (portal, server) = with_mail(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let page = anna.get("/loan-history").await.text();
    assert!(page.contains("30 days ago") && page.contains("Your library has not set another rule."), "{page}");
    assert!(page.contains("<svg") && page.contains("120 in all, 120 in the busiest month"), "{page}");
    let question = anna.get("/loan-history/anonymize").await.text();
    assert!(question.contains("Anonymize 120 entries?") && question.contains("4 are open"), "{question}");
    let wrong = anna.post("/loan-history/anonymize", &[("rows", "119")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "another number than was shown");
    assert_eq!(portal.number("SELECT COUNT(*) FROM history_job").await, 0);
    let address = anna.post("/loan-history/anonymize", &[("rows", "120")]).await.location().to_owned();
    let waiting = anna.get(&address).await;
    assert_eq!(waiting.header("refresh"), "2", "it looks again by itself");
    let again = anna.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one at a time");
    let mut bruno = portal.signed_in(BRUNO).await;
    assert_eq!(bruno.get(&address).await.status, StatusCode::NOT_FOUND);
    work(&portal).await;
    let done = anna.get(&address).await;
    assert!(done.headers.get("refresh").is_none());
    assert!(done.text().contains("120 entries no longer have your name"), "{}", done.text());
    assert!(!anna.get("/my-data/checkout-history").await.text().contains("Palautettu"));
    assert!(anna.get("/my-data/checkouts").await.text().contains("Lainassa"));
    assert_eq!((portal.number(HIS_ROWS).await, rows_of(&portal, BRUNO).await), (120, 1));
    let mails = mails_to(&portal, &server, &ANNA.email()).await;
    assert!(mails.iter().any(|mail| mail.contains("120")), "{mails:?}");
    portal.logged("history-anonymization-asked", 1).await;
    portal.logged("history-anonymized", 1).await;
    assert!(anna.get("/loan-history/anonymize").await.text().contains("nothing to anonymize"));
}

async fn anonymizing_asks_for_the_pin_again_after_a_quarter_of_an_hour(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.clock.advance(15 * 60);
    let question = anna.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert!(question.text().contains("Is it still you?") && question.text().contains("name=\"rows\" value=\"120\""));
    assert_eq!(portal.number("SELECT COUNT(*) FROM history_job").await, 0);
    let answer = anna.post("/loan-history/anonymize", &[("rows", "120"), ("pin", ANNA.pin)]).await;
    assert!(answer.location().starts_with("/loan-history/jobs/"), "{}", answer.text());
}

async fn nothing_is_anonymized_while_a_request_for_the_data_is_open(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let filed = anna.post("/my-requests", &[("kind", "access")]).await;
    assert!(filed.location().starts_with("/my-requests"), "{}", filed.text());
    let page = anna.get("/loan-history").await.text();
    assert!(page.contains("120 until your request is answered"), "{page}");
    let answer = anna.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (120, 0));
}

/// Whoever says that a loan is not theirs needs it to be there until somebody has looked.
async fn what_is_disputed_is_not_anonymized_and_who_asks_for_erasure_is_not_stopped(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let request =
        format!("UPDATE data_request SET kind = '%', wish = 'Ei minun' WHERE patron_id = {}", portal.id_of(ANNA).await);
    let filed = anna.post("/my-requests", &[("kind", "rectification"), ("wish", "Ei minun lainani")]).await;
    assert!(filed.location().starts_with("/my-requests"), "{}", filed.text());
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    let mut anna = portal.signed_in(ANNA).await;
    for kind in ["rectification", "restriction", "objection"] {
        portal.execute(&request.replace('%', kind)).await;
        let page = anna.get("/loan-history").await.text();
        assert!(page.contains("120 until your request is answered"), "{kind}: {page}");
        portal.clock.advance(DAY);
        work(&portal).await;
        anna = portal.signed_in(ANNA).await;
        assert_eq!(rows_of(&portal, ANNA).await, 120, "{kind}");
    }
    portal.execute(&request.replace('%', "erasure")).await;
    portal.clock.advance(DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 0);
}

async fn a_policy_takes_effect_when_it_was_said_to_and_consent_keeps(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "with-consent", "30", "organization").await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let page = bruno.get("/loan-history").await.text();
    assert!(page.contains("another rule holds") && page.contains("unless you agree"), "{page}");
    assert!(!page.contains("The library system keeps its own list"), "there is none: {page}");
    assert_eq!(choose(&mut bruno, "keep", "on").await, StatusCode::SEE_OTHER);
    assert_eq!(choose(&mut bruno, "rolling", "on").await, StatusCode::UNPROCESSABLE_ENTITY);
    portal.clock.advance(6 * DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120, "it does not hold yet");
    portal.clock.advance(2 * DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (0, 1));
    work(&portal).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM history_job").await, 1, "once a day");
    let mut bruno = portal.signed_in(BRUNO).await;
    assert!(bruno.get("/loan-history").await.text().contains("You agreed"));
    assert_eq!(choose(&mut bruno, "keep", "off").await, StatusCode::SEE_OTHER);
    portal.clock.advance(DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, BRUNO).await, 0, "a consent taken back keeps nothing");
    portal.logged("history-chosen", 2).await;
}

async fn rolling_anonymization_is_switched_on_and_off_by_the_patron(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "until-switched", "30", "category:HENKILO").await;
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120, "nobody switched it on");
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(choose(&mut anna, "rolling", "on").await, StatusCode::SEE_OTHER);
    let mut bruno = portal.signed_in(BRUNO).await;
    assert_eq!(choose(&mut bruno, "rolling", "on").await, StatusCode::SEE_OTHER);
    assert_eq!(choose(&mut bruno, "rolling", "off").await, StatusCode::SEE_OTHER);
    portal.clock.advance(DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (0, 1));
}

async fn a_decision_is_previewed_and_needs_its_time(database: Database) {
    let portal = Portal::on(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let address = "/staff/loan-history?whose=organization&keeping=with-consent&after=days&days=30&in=14";
    let preview = officer.get(address).await.text();
    assert!(preview.contains("It is for 8 patrons.") && preview.contains("2 of them have 121 closed"), "{preview}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM history_policy").await, 0, "looking changes nothing");
    for (after, days, takes) in [("days", "", "14"), ("days", "0", "14"), ("days", "30", "6"), ("", "30", "14")] {
        let fields =
            [("whose", "organization"), ("keeping", "with-consent"), ("after", after), ("days", days), ("in", takes)];
        let answer = officer.post("/staff/loan-history", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
    // The later decision calls the earlier one off, before it took effect.
    decide(&portal, "with-consent", "30", "organization").await;
    decide(&portal, "until-asked", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, 120);
    // One patron's own is nearer.
    let anna = portal.texts(&format!("SELECT public_id FROM patron WHERE id = {}", portal.id_of(ANNA).await)).await;
    decide(&portal, "with-consent", "30", &format!("patron:{}", anna[0])).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let hers = officer.get(&format!("/staff/loan-history?whose=patron:{}", anna[0])).await.text();
    assert!(hers.contains("<th scope=\"row\">This patron"), "staff see what was decided for one: {hers}");
    assert!(!officer.get("/staff/loan-history").await.text().contains("<th scope=\"row\">This patron"));
    assert_eq!(officer.get("/staff/loan-history?whose=patron:nobody").await.status, StatusCode::NOT_FOUND);
    portal.clock.advance(8 * DAY);
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, rows_of(&portal, BRUNO).await), (0, 1));
}

async fn a_killed_node_leaves_whole_batches_and_another_goes_on(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.post("/loan-history/anonymize", &[("rows", "120")]).await.location().to_owned();
    for microseconds in [0, 300, 900, 2_000, 4_000, 8_000] {
        let services = portal.other_node("killed");
        let _ =
            tokio::time::timeout(std::time::Duration::from_micros(microseconds), services.work_on_next_history()).await;
        let rows = rows_of(&portal, ANNA).await;
        assert!(rows == 120 || rows == 0, "half a batch: {rows}");
        assert_eq!(rows + portal.number(HIS_ROWS).await, 120);
        // Its claim holds until it was not heard of for a minute.
        portal.clock.advance(61);
    }
    work(&portal).await;
    assert_eq!((rows_of(&portal, ANNA).await, portal.number(HIS_ROWS).await), (0, 120));
    assert_eq!(portal.texts("SELECT state FROM history_job").await, ["done"]);
    assert_eq!(portal.number("SELECT rows_done FROM history_job").await, 120);
    let entries = portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'history-anonymized'").await;
    assert_eq!(entries, 1, "told once");
    assert!(address.starts_with("/loan-history/jobs/"));
}

async fn two_nodes_do_a_job_once(database: Database) {
    let portal = Portal::on(database).await;
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    let nodes = ["one", "two", "three"].map(|name| portal.other_node(name));
    let work = nodes.map(|node| {
        tokio::spawn(async move {
            node.begin_history_day().await.unwrap();
            while node.work_on_next_history().await.unwrap() {}
        })
    });
    for work in work {
        work.await.unwrap();
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM history_job").await, 1);
    assert_eq!(portal.texts("SELECT rows_done || ' ' || patrons_done FROM history_job").await, ["121 2"]);
    assert_eq!(portal.number(HIS_ROWS).await, 121);
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'history-anonymized'").await, 2);
}

async fn a_decision_that_needs_consent_asks_for_it(database: Database) {
    let portal = Portal::on(database).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let address = "/staff/loan-history?whose=organization&keeping=with-consent&after=days&days=30&in=7";
    let preview = officer.get(address).await.text();
    assert!(preview.contains("None of these patrons has agreed so far"), "{preview}");
    assert!(preview.contains("8 patrons have not said yet") && preview.contains("name=\"ask\""), "{preview}");
    let other = address.replace("with-consent", "until-asked");
    assert!(!officer.get(&other).await.text().contains("name=\"ask\""), "policy B needs nobody's consent");
    portal.clock.advance(1);
    let child = [("whose", "category:HENKILO"), ("keeping", "with-consent"), ("after", "days"), ("days", "30")];
    let decided = officer.post("/staff/loan-history", &[child.as_slice(), &[("in", "7"), ("ask", "1")]].concat()).await;
    assert_eq!(decided.location(), "/staff/loan-history?done=1", "{}", decided.text());
    assert_eq!(portal.texts("SELECT asking FROM consent_purpose WHERE code = 'loan-history'").await, ["gently"]);
    let changed = "SELECT old_value || ' > ' || new_value FROM audit_entry WHERE action = 'consent-purpose-changed'";
    assert_eq!(portal.texts(changed).await, ["off > gently"]);
    let question = "Keeping your loan history";
    assert!(!bruno.get("/my-data").await.text().contains(question), "who is at it is not disturbed");
    portal.clock.advance(1);
    let mut bruno = portal.signed_in(BRUNO).await;
    assert!(bruno.get("/my-data").await.text().contains(question), "asked at the next sign-in");
    portal.execute(&format!("UPDATE patron SET patron_category = 'MUU' WHERE cardnumber = '{}'", OFFICER.card)).await;
    let mut other = portal.signed_in(OFFICER).await;
    assert!(!other.get("/my-data").await.text().contains(question), "whose category is another is not asked");
    assert_eq!(choose(&mut bruno, "keep", "on").await, StatusCode::SEE_OTHER);
    let address = "/staff/loan-history?whose=category:HENKILO&keeping=with-consent&after=days&days=30&in=7";
    let preview = officer.get(address).await.text();
    assert!(preview.contains("2 of them have 121 closed"), "{preview}");
    assert!(preview.contains("1 of the loans and holds stay, 120 go"), "both figures: {preview}");
    assert!(preview.contains("They are asked when they sign in") && !preview.contains("name=\"ask\""), "{preview}");
    // Asking is the whole organization's: whoever looks after one library decides for one patron, and asks nobody.
    portal.execute("UPDATE consent_purpose SET asking = 'off'").await;
    let who = portal.id_of(OFFICER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {who}")).await;
    let anna = portal.texts(&format!("SELECT public_id FROM patron WHERE id = {}", portal.id_of(ANNA).await)).await;
    let whose = format!("patron:{}", anna[0]);
    let address = format!("/staff/loan-history?whose={whose}&keeping=with-consent&after=days&days=30&in=7");
    let mut limited = portal.signed_in(OFFICER).await;
    assert!(!limited.get(&address).await.text().contains("name=\"ask\""));
    let fields = [
        ("whose", whose.as_str()),
        ("keeping", "with-consent"),
        ("after", "days"),
        ("days", "30"),
        ("in", "7"),
        ("ask", "1"),
    ];
    assert_eq!(limited.post("/staff/loan-history", &fields).await.location(), "/staff/loan-history?done=1");
    assert_eq!(portal.texts("SELECT asking FROM consent_purpose WHERE code = 'loan-history'").await, ["off"]);
    portal.execute(&format!("UPDATE role_grant SET library = NULL WHERE patron_id = {who}")).await;
    // Whoever decides without asking changes nothing about asking.
    portal.execute("UPDATE consent_purpose SET asking = 'off'").await;
    decide(&portal, "with-consent", "30", "organization").await;
    assert_eq!(portal.texts("SELECT asking FROM consent_purpose WHERE code = 'loan-history'").await, ["off"]);
}

/// Many old loans of Anna's, so that they go in several batches.
pub async fn many_loans(portal: &Portal) {
    let anna = portal.id_of(ANNA).await;
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO checkout \
         (patron_id, source_id, is_open, title, checked_out_at, returned_at, digest) \
         SELECT {anna}, 'm' || i, 0, 'Kirja ' || i, 1420113600, 1420113600, 1 FROM n"
    );
    portal.execute(&sql).await;
}

async fn hold_in_the_middle(portal: &Portal) {
    let services = portal.other_node("other");
    let work = tokio::spawn(async move { services.work_on_next_history().await.unwrap() });
    while portal.number("SELECT MAX(rows_done) FROM history_job").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    let anna = portal.id_of(ANNA).await;
    let sql = format!(
        "INSERT INTO retention_hold (public_id, organization_id, patron_id, reason, placed_by, placed_at) \
         SELECT 'h', organization_id, id, 'Riita', id, 0 FROM patron WHERE id = {anna}"
    );
    portal.execute(&sql).await;
    let then = portal.number("SELECT MAX(rows_done) FROM history_job").await;
    assert!(work.await.unwrap());
    let left = rows_of(portal, ANNA).await;
    assert!(left >= 5_120 - then - 2_000 && left > 0, "{then} were gone when the hold came, {left} stay");
}

async fn a_hold_that_comes_in_the_middle_keeps_the_rest(database: Database) {
    let portal = Portal::on(database).await;
    many_loans(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.post("/loan-history/anonymize", &[("rows", "5120")]).await.location().to_owned();
    assert!(address.starts_with("/loan-history/jobs/"));
    hold_in_the_middle(&portal).await;
    assert_eq!(portal.texts("SELECT state FROM history_job").await, ["failed"], "and it says so");
    let left = rows_of(&portal, ANNA).await;
    work(&portal).await;
    assert_eq!(rows_of(&portal, ANNA).await, left);
    // The same of a day's run: she stays, the others go.
    portal.execute("DELETE FROM retention_hold").await;
    portal.execute("DELETE FROM history_job").await;
    many_loans_again(&portal).await;
    decide(&portal, "with-consent", "30", "organization").await;
    portal.clock.advance(8 * DAY);
    portal.services.begin_history_day().await.unwrap();
    hold_in_the_middle(&portal).await;
    assert_eq!(portal.texts("SELECT state FROM history_job").await, ["done"]);
    assert_eq!(rows_of(&portal, BRUNO).await, 0);
}

/// As many as before, whatever went.
async fn many_loans_again(portal: &Portal) {
    portal.execute("DELETE FROM checkout WHERE source_id LIKE 'm%'").await;
    many_loans(portal).await;
    let anna = portal.id_of(ANNA).await;
    let missing = 5_120 - rows_of(portal, ANNA).await;
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {missing}) INSERT INTO checkout \
         (patron_id, source_id, is_open, title, checked_out_at, returned_at, digest) \
         SELECT {anna}, 'x' || i, 0, 'Kirja', 1420113600, 1420113600, 1 FROM n WHERE {missing} > 0"
    );
    portal.execute(&sql).await;
}

//! Consents: asked for, given, refused, taken back, and shown with a receipt.

use http::StatusCode;

use crate::harness::{ANNA, Answer, BRUNO, Browser, Database, HILLA, Person, Portal, STAFF};

on_each_database!(
    giving_and_taking_back_are_one_press_each_with_a_receipt,
    a_gate_stands_between_sign_in_and_everything_else,
    a_gate_can_let_people_at_their_data,
    a_gentle_question_can_wait_and_a_no_is_not_asked_again,
    a_new_version_asks_those_who_agreed_to_an_older_one,
    a_preview_counts_those_whose_loan_history_needs_consent_and_nobody_else,
    what_was_read_is_what_is_agreed_to,
    what_is_said_at_the_desk_is_written_down_by_somebody_else,
    receipts_are_in_what_is_taken_home,
    what_cannot_be_logged_is_not_agreed_to,
);

const DESK: Person = STAFF[0];
const ADMINISTRATOR: Person = STAFF[4];
const DAY: i64 = 24 * 60 * 60;

async fn say(browser: &mut Browser, purpose: &str, version: &str, answer: &str) -> Answer {
    browser.post("/consents", &[("purpose", purpose), ("version", version), ("answer", answer)]).await
}

/// The purpose's words in both languages.
fn words(name: &str) -> Vec<(&str, &str)> {
    vec![
        ("name-en", name),
        ("explanation-en", "We make a list of readers."),
        ("consequence-en", "You are not on the list."),
        ("name-fi", name),
        ("explanation-fi", "Pidämme luetteloa lukijoista."),
        ("consequence-fi", "Et ole luettelossa."),
    ]
}

async fn publish(portal: &Portal, code: &str, name: &str, number: &str, asks_again: bool) {
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let mut fields = words(name);
    if asks_again {
        fields.push(("asks_again", "1"));
    }
    let preview = browser.post(&format!("/staff/consents/{code}/preview"), &fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    fields.push(("expected", number));
    let answer = browser.post(&format!("/staff/consents/{code}/publish"), &fields).await;
    assert_eq!(answer.location(), format!("/staff/consents/{code}?done=1"), "{}", answer.text());
}

async fn ask(portal: &Portal, code: &str, asking: &str, shows_data: bool) {
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let mut fields = vec![("asking", asking)];
    if shows_data {
        fields.push(("gate_shows_data", "1"));
    }
    let answer = browser.post(&format!("/staff/consents/{code}/asking"), &fields).await;
    assert_eq!(answer.location(), format!("/staff/consents/{code}?done=1"), "{}", answer.text());
}

/// A browser that somebody signed in with, and was asked first.
async fn at_the_gate(portal: &Portal, person: Person) -> Browser {
    let mut browser = portal.browser();
    assert_eq!(browser.try_sign_in(person.card, person.pin).await.location(), "/consents/ask?next=/my-data");
    browser
}

async fn is_asked(browser: &mut Browser) -> bool {
    browser.get("/my-data").await.text().contains("consent-prompt-title")
}

async fn giving_and_taking_back_are_one_press_each_with_a_receipt(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(anna.get("/consents").await.text().contains("You have not answered."));
    assert_eq!(say(&mut anna, "direct-mailing", "1", "yes").await.location(), "/consents?done=1");
    portal.clock.advance(60);
    assert_eq!(say(&mut anna, "direct-mailing", "", "no").await.location(), "/consents?done=1");
    let page = anna.get("/consents").await.text();
    assert!(page.contains("You said no on 2 Mar 2026, 14:01 (on these pages)"), "{page}");
    let answers = portal.texts("SELECT answer FROM consent_receipt ORDER BY id").await;
    assert_eq!(answers, ["given", "withdrawn"]);
    let logged = portal
        .texts("SELECT action || ':' || COALESCE(old_value, '') || ':' || new_value FROM audit_entry WHERE action LIKE 'consent-%' ORDER BY id")
        .await;
    assert_eq!(logged, ["consent-given::given 1", "consent-withdrawn:given 1:withdrawn 1"]);
    let receipt = portal.texts("SELECT public_id FROM consent_receipt ORDER BY id").await.remove(0);
    let shown = anna.get(&format!("/consents/receipts/{receipt}")).await.text();
    assert!(shown.contains("We send you news about the library") && shown.contains("English"), "{shown}");
    let stranger = portal.signed_in(BRUNO).await.get(&format!("/consents/receipts/{receipt}")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    // Nobody can change what was agreed to: Carrel's own words were kept when they were answered.
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_wording").await, 2);
}

async fn a_gate_stands_between_sign_in_and_everything_else(database: Database) {
    let portal = Portal::on(database).await;
    publish(&portal, "readers", "Readers' list", "1", false).await;
    let mut before = portal.signed_in(BRUNO).await;
    portal.clock.advance(1);
    ask(&portal, "readers", "gate", false).await;
    assert_eq!(before.get("/my-data").await.status, StatusCode::OK, "whoever is at work is not interrupted");
    let mut anna = at_the_gate(&portal, ANNA).await;
    for page in ["/my-data", "/my-data/checkouts", "/security", "/my-requests", "/choices", "/"] {
        let answer = anna.get(page).await;
        assert!(
            answer.location().starts_with("/consents/ask?next=/"),
            "{page}: {} {}",
            answer.status,
            answer.location()
        );
    }
    let answer = anna.post("/my-requests", &[("kind", "access")]).await;
    assert!(answer.location().starts_with("/consents/ask"), "{}", answer.location());
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request").await, 0);
    let gate = anna.get("/consents/ask?next=/security").await;
    assert!(gate.text().contains("You are not on the list."), "the consequence is told beforehand");
    let no = [("purpose", "readers"), ("answer", "no"), ("from", "gate"), ("next", "/security")];
    assert_eq!(anna.post("/consents", &no).await.location(), "/security", "a no lets one go on");
    assert_eq!(anna.get("/my-data").await.status, StatusCode::OK);
    assert_eq!(portal.texts("SELECT answer || how FROM consent_receipt").await, ["refusedgate"]);
    assert_eq!(portal.signed_in(ANNA).await.get("/my-data").await.status, StatusCode::OK, "and is not asked again");
    let mut bruno = at_the_gate(&portal, BRUNO).await;
    let elsewhere =
        [("purpose", "readers"), ("version", "1"), ("answer", "yes"), ("from", "gate"), ("next", "//evil.example")];
    assert_eq!(bruno.post("/consents", &elsewhere).await.location(), "/my-data");
    let mut desk = at_the_gate(&portal, DESK).await;
    assert_eq!(desk.get("/staff/patrons").await.status, StatusCode::OK, "work has nothing to do with it");
    assert!(desk.get("/my-data").await.location().starts_with("/consents/ask"));
    assert_eq!(desk.post("/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
}

async fn a_gate_can_let_people_at_their_data(database: Database) {
    let portal = Portal::on(database).await;
    publish(&portal, "readers", "Readers' list", "1", false).await;
    ask(&portal, "readers", "gate", true).await;
    let mut anna = at_the_gate(&portal, ANNA).await;
    for page in ["/my-data", "/my-data/checkouts", "/my-data/take-away", "/my-requests"] {
        assert_eq!(anna.get(page).await.status, StatusCode::OK, "{page}");
    }
    assert!(anna.get("/security").await.location().starts_with("/consents/ask"));
}

/// Only where histories are kept on consent, somebody is asked for it.
async fn history_needs_consent(portal: &Portal) {
    let sql = "INSERT INTO history_policy (public_id, organization_id, level, policy, decided_at, takes_effect_at) \
               VALUES ('a', 1, 'organization', 'with-consent:30', 0, 0)";
    portal.execute(sql).await;
}

async fn a_gentle_question_can_wait_and_a_no_is_not_asked_again(database: Database) {
    let portal = Portal::on(database).await;
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "nothing is asked as it comes");
    ask(&portal, "loan-history", "gently", true).await;
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "nor what changes nothing for her");
    history_needs_consent(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await);
    assert_eq!(anna.post("/consents/later", &[]).await.location(), "/my-data");
    assert!(!is_asked(&mut anna).await);
    assert!(is_asked(&mut portal.signed_in(BRUNO).await).await, "others are asked");
    portal.clock.advance(29 * DAY);
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await);
    portal.clock.advance(DAY);
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await);
    let no = [("purpose", "loan-history"), ("answer", "no"), ("from", "my-data")];
    assert_eq!(anna.post("/consents", &no).await.location(), "/my-data");
    assert!(!is_asked(&mut anna).await);
}

async fn a_new_version_asks_those_who_agreed_to_an_older_one(database: Database) {
    let portal = Portal::on(database).await;
    history_needs_consent(&portal).await;
    ask(&portal, "loan-history", "gently", true).await;
    let mut anna = portal.signed_in(ANNA).await;
    say(&mut anna, "loan-history", "1", "yes").await;
    say(&mut portal.signed_in(BRUNO).await, "loan-history", "1", "no").await;
    publish(&portal, "loan-history", "Wording corrected", "2", false).await;
    assert!(!is_asked(&mut portal.signed_in(ANNA).await).await, "better wording is no other purpose");
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let draft = [words("Something else"), vec![("asks_again", "1")]].concat();
    let preview = browser.post("/staff/consents/loan-history/preview", &draft).await.text();
    assert!(preview.contains("7 patrons will be asked"), "{preview}");
    portal.clock.advance(1);
    publish(&portal, "loan-history", "Something else", "3", true).await;
    assert!(!is_asked(&mut anna).await, "not in the middle of what she does");
    assert!(!is_asked(&mut portal.signed_in(BRUNO).await).await, "a no is an answer to later texts too");
    let mut anna = portal.signed_in(ANNA).await;
    assert!(is_asked(&mut anna).await);
    assert!(anna.get("/consents").await.text().contains("The text has changed since you agreed."));
    say(&mut anna, "loan-history", "3", "yes").await;
    assert!(!is_asked(&mut anna).await);
    assert_eq!(portal.texts("SELECT CAST(version AS TEXT) FROM consent_receipt ORDER BY id").await, ["1", "1", "3"]);
    let published =
        portal.texts("SELECT new_value FROM audit_entry WHERE action = 'consent-version-published' ORDER BY id").await;
    assert_eq!(published, ["2", "3 asks-again"]);
}

async fn a_preview_counts_those_whose_loan_history_needs_consent_and_nobody_else(database: Database) {
    let portal = Portal::on(database).await;
    ask(&portal, "loan-history", "gently", true).await;
    decide(&portal, "'organization', NULL, NULL", "until-asked:30", 0).await;
    assert_eq!(asked_by_preview(&portal).await, who_is_asked(&portal).await);
    // A category in which consent is needed, one patron of it for whom it is not, and one of another for whom it will be.
    portal.execute("UPDATE patron SET patron_category = 'CHILD' WHERE source_id IN ('1', '2', '3', '21')").await;
    portal.execute("UPDATE patron SET patron_category = 'ADULT' WHERE source_id IN ('22', '23')").await;
    decide(&portal, "'category', 'CHILD', NULL", "with-consent:30", 0).await;
    assert_eq!(asked_by_preview(&portal).await, 4);
    decide(&portal, "'patron', NULL, (SELECT id FROM patron WHERE source_id = '2')", "until-switched:30", 0).await;
    let coming = portal.clock.now().0 + 10 * DAY;
    decide(&portal, "'patron', NULL, (SELECT id FROM patron WHERE source_id = '22')", "with-consent:30", coming).await;
    assert_eq!(asked_by_preview(&portal).await, 4);
    assert_eq!(who_is_asked(&portal).await, 4);
    // Then everywhere, but for a category that keeps everything.
    decide(&portal, "'organization', NULL, NULL", "with-consent:30", 0).await;
    decide(&portal, "'category', 'ADULT', NULL", "with-consent:never", 0).await;
    assert_eq!(asked_by_preview(&portal).await, 6);
    assert_eq!(who_is_asked(&portal).await, 6);
}

async fn decide(portal: &Portal, whose: &str, policy: &str, from: i64) {
    portal
        .execute(&format!(
            "INSERT INTO history_policy (public_id, level, patron_category, patron_id, organization_id, policy, decided_at, \
             takes_effect_at) SELECT 'h' || COUNT(*), {whose}, 1, '{policy}', 0, {from} FROM history_policy"
        ))
        .await;
}

/// How many would be asked again, as the preview says.
async fn asked_by_preview(portal: &Portal) -> usize {
    let draft = [words("Something else"), vec![("asks_again", "1")]].concat();
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let page = browser.post("/staff/consents/loan-history/preview", &draft).await.text();
    let (before, _) = page.split_once(" will be asked").unwrap();
    let words: Vec<&str> = before.rsplit(['>', ' ']).take(2).collect();
    words[1].parse().unwrap_or_default()
}

/// How many are asked when they sign in.
async fn who_is_asked(portal: &Portal) -> usize {
    let mut count = 0;
    for person in [ANNA, BRUNO, HILLA].into_iter().chain(STAFF) {
        count += usize::from(is_asked(&mut portal.signed_in(person).await).await);
    }
    count
}

async fn what_was_read_is_what_is_agreed_to(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    publish(&portal, "direct-mailing", "Uutiset", "2", false).await;
    let answer = say(&mut anna, "direct-mailing", "1", "yes").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("The text has changed meanwhile."));
    for (purpose, version, said) in [("nothing", "1", "yes"), ("loan-history", "1", "yes"), ("direct-mailing", "2", "")]
    {
        let answer = say(&mut anna, purpose, version, said).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{purpose}");
    }
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_receipt").await, 0);
    // Two administrators at once: the second one sees what the first one did.
    let mut browser = portal.signed_in(ADMINISTRATOR).await;
    let late = [words("Vanha"), vec![("expected", "2")]].concat();
    let answer = browser.post("/staff/consents/direct-mailing/publish", &late).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.post("/staff/consents/direct-mailing/preview", &[("name-en", "Only one")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Only one"), "what was typed is kept");
}

async fn what_is_said_at_the_desk_is_written_down_by_somebody_else(database: Database) {
    let portal = Portal::on(database).await;
    let id = |card: &str| format!("SELECT public_id FROM patron WHERE cardnumber = '{card}'");
    let (annas, desks) = (portal.texts(&id(ANNA.card)).await.remove(0), portal.texts(&id(DESK.card)).await.remove(0));
    let mut desk = portal.signed_in(DESK).await;
    let yes = [("purpose", "direct-mailing"), ("version", "1"), ("answer", "yes")];
    assert!(desk.get(&format!("/staff/patrons/{annas}")).await.text().contains("desk-consents-title"));
    let answer = desk.post(&format!("/staff/patrons/{annas}/consents"), &yes).await;
    assert_eq!(answer.location(), format!("/staff/patrons/{annas}?done=consent"), "{}", answer.text());
    let own = desk.post(&format!("/staff/patrons/{desks}/consents"), &yes).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by = portal.number("SELECT recorded_by FROM consent_receipt").await;
    assert_eq!(by, portal.id_of(DESK).await);
    assert!(portal.signed_in(ANNA).await.get("/consents").await.text().contains("(at the desk)"));
}

async fn receipts_are_in_what_is_taken_home(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    say(&mut anna, "direct-mailing", "1", "yes").await;
    let page = anna.get("/my-data/consents").await.text();
    assert!(page.contains("News from the library") && page.contains("Agreed"), "{page}");
    let json = anna.post("/my-data/take-away", &[("format", "json")]).await.text();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let text = json.to_string();
    assert!(text.contains("\"direct-mailing\"") && text.contains("\"version\":1"), "{text}");
    let home = anna.get("/my-data").await.text();
    let card = home.split("/my-data/consents").nth(1).unwrap();
    assert!(card[..300].contains("1 entry"), "{}", &card[..300]);
}

async fn what_cannot_be_logged_is_not_agreed_to(database: Database) {
    let portal = Portal::on(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.break_log().await;
    assert_eq!(say(&mut anna, "direct-mailing", "1", "yes").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(portal.number("SELECT COUNT(*) FROM consent_receipt").await, 0);
}

//! Notes that may hold too much, and personal identity numbers: what is found, shown, decided and covered.

use carrel_domain::Role;
use http::StatusCode;

use crate::{
    delivery::{OFFICER, id_of, last_mail, record, shows, staff},
    harness::{ANNA, BRUNO, Browser, Database, Person, Portal},
};

on_each_database!(
    a_note_is_found_shown_and_kept_until_it_changes,
    a_corrected_note_leaves_the_list_by_itself,
    staff_see_notes_of_their_own_library_and_patrons_see_none,
    a_walk_that_was_killed_goes_on_and_two_nodes_share_no_walk,
    the_librarys_own_words_are_looked_for_and_wrong_lines_are_named,
    many_notes_stand_on_pages,
    advice_is_given_while_typing_and_nothing_of_it_is_kept,
    a_saved_text_comes_with_the_same_advice,
    identity_numbers_are_covered_on_pages_in_mails_and_in_the_log_but_not_in_ones_own_file,
);

/// Nobody's: published as an example by the agency that gives them out.
const NUMBER: &str = "131052-308T";
const COVER: &str = "••••••-••••";

/// A message about somebody, as an import would have left it.
async fn message(portal: &Portal, person: Person, key: &str, text: &str) {
    let id = portal.id_of(person).await;
    portal
        .execute(&format!(
            "INSERT INTO patron_message (patron_id, source_id, written_at, message_type, message, library, digest) \
             VALUES ({id}, '{key}', 1772000000, 'L', '{text}', 'OUT', 1)"
        ))
        .await;
    touch(portal, person).await;
}

/// The import saw another document.
async fn touch(portal: &Portal, person: Person) {
    let card = person.card;
    portal
        .execute(&format!("UPDATE patron SET document_digest = document_digest + 1 WHERE cardnumber = '{card}'"))
        .await;
}

/// The next walk is due after a pause.
async fn scan(portal: &Portal) -> u64 {
    portal.clock.advance(601);
    portal.services.scan_notes().await.unwrap()
}

/// The value of the n-th field of this name on a page.
fn field(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).expect("the field");
    let value = page[at..].find("value=\"").expect("a value") + at + 7;
    page[value..].split('"').next().unwrap().to_owned()
}

/// Where the first note's form goes.
fn action(page: &str) -> String {
    let end = page.find("/keep?page=").expect("a form");
    let start = page[..end].rfind('"').unwrap() + 1;
    page[start..].split('"').next().unwrap().to_owned()
}

async fn keep(browser: &mut Browser, page: &str, reason: &str) -> crate::harness::Answer {
    browser.post(&action(page), &[("reason", reason), ("digest", &field(page, "digest"))]).await
}

async fn a_note_is_found_shown_and_kept_until_it_changes(database: Database) {
    let portal = Portal::on(database).await;
    message(&portal, ANNA, "m1", &format!("Kärsii masennuksesta, hetu {NUMBER}, ei laskuteta")).await;
    assert!(scan(&portal).await >= 8, "everybody is looked through once");
    assert_eq!(scan(&portal).await, 0, "and then only whoever changed");
    let mut officer = portal.signed_in(OFFICER).await;
    let list = officer.get("/staff/notes").await;
    shows(&list, 200, "<mark>masennuksesta<");
    shows(&list, 200, "a personal identity number.");
    shows(&list, 200, ANNA.surname);
    let page = list.text();
    assert!(page.contains(COVER) && !page.contains(NUMBER), "{page}");
    let annas = portal.id_of(ANNA).await;
    let log = portal.log().await;
    let seen = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert!(log.iter().any(|entry| entry.action == "note-listed" && entry.patron == Some(annas)));
    assert_eq!(seen("notes-listed"), 1);

    shows(&keep(&mut officer, &page, " ").await, 422, "Write why the library needs the note");
    let stale = officer.post(&action(&page), &[("reason", "Sovittu"), ("digest", "x")]).await;
    shows(&stale, 422, "has changed meanwhile");
    let kept = keep(&mut officer, &page, "Sovittu asiakkaan kanssa").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    shows(&officer.get("/staff/notes").await, 200, "No notes wait");
    shows(&keep(&mut officer, &page, "Uudestaan").await, 422, "somebody else has decided");
    let reasons = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'note-kept'").await;
    assert_eq!(reasons, ["Sovittu asiakkaan kanssa"]);

    touch(&portal, ANNA).await;
    scan(&portal).await;
    shows(&officer.get("/staff/notes").await, 200, "No notes wait");
    portal.execute("UPDATE patron_message SET message = 'Kärsii yhä masennuksesta' WHERE source_id = 'm1'").await;
    touch(&portal, ANNA).await;
    scan(&portal).await;
    shows(&officer.get("/staff/notes").await, 200, "<mark>masennuksesta<");
}

async fn a_corrected_note_leaves_the_list_by_itself(database: Database) {
    let portal = Portal::on(database).await;
    message(&portal, ANNA, "m1", "Muslimi").await;
    scan(&portal).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM note_finding WHERE codes = 'belief'").await, 1);
    let mut officer = portal.signed_in(OFFICER).await;
    portal.execute("UPDATE patron_message SET message = 'Asioi iltaisin' WHERE source_id = 'm1'").await;
    let shown = officer.get("/staff/notes").await.text();
    assert!(!shown.contains("Muslimi") && !shown.contains("Asioi iltaisin"), "what is shown is what was found");
    touch(&portal, ANNA).await;
    scan(&portal).await;
    assert_eq!(portal.number("SELECT COUNT(*) FROM note_finding").await, 0);
}

async fn staff_see_notes_of_their_own_library_and_patrons_see_none(database: Database) {
    let portal = Portal::on(database).await;
    message(&portal, ANNA, "m1", "Kuuro").await;
    message(&portal, BRUNO, "m2", "Ateisti").await;
    portal.execute(&format!("UPDATE patron SET library = 'JNS' WHERE cardnumber = '{}'", BRUNO.card)).await;
    scan(&portal).await;
    let id = portal.id_of(OFFICER).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {id}")).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let page = officer.get("/staff/notes").await.text();
    assert!(page.contains("<mark>Kuuro<") && !page.contains("Ateisti"), "{page}");
    let brunos = portal.texts("SELECT public_id FROM note_finding WHERE codes = 'belief'").await.remove(0);
    let answer = officer.post(&format!("/staff/notes/{brunos}/keep"), &[("reason", "x"), ("digest", "x")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for role in [Role::Desk, Role::Auditor, Role::MainUser, Role::Administrator] {
        let mut other = portal.browser_at("203.0.113.9");
        other.sign_in(staff(role)).await;
        assert_eq!(other.get("/staff/notes").await.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    assert_eq!(portal.signed_in(ANNA).await.get("/staff/notes").await.status, StatusCode::NOT_FOUND);
}

async fn a_walk_that_was_killed_goes_on_and_two_nodes_share_no_walk(database: Database) {
    let portal = Portal::on(database).await;
    message(&portal, ANNA, "m1", "Kuuro").await;
    message(&portal, BRUNO, "m2", "Ateisti").await;
    // A node has begun, is past Anna, and was killed.
    let annas = portal.id_of(ANNA).await;
    portal
        .execute(&format!(
            "INSERT INTO note_walk (organization_id, done_to, next_at, claimed_by, claimed_until) \
             SELECT organization_id, {annas}, 0, 'node-x', {} FROM patron WHERE id = {annas}",
            portal.clock.now().0 + 30
        ))
        .await;
    assert_eq!(portal.services.scan_notes().await.unwrap(), 0, "it may still be at work");
    portal.clock.advance(31);
    let other = portal.other_node("node-b");
    let (one, two) = tokio::join!(portal.services.scan_notes(), other.scan_notes());
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(one == 0 || two == 0, "one of them has the walk: {one} {two}");
    let codes = "SELECT codes FROM note_finding ORDER BY id";
    assert_eq!(portal.texts(codes).await, ["belief"], "it went on behind Anna");
    scan(&portal).await;
    assert_eq!(portal.texts(codes).await, ["belief", "health"], "and the next walk finds what was left");
    assert_eq!(portal.number("SELECT COUNT(*) FROM note_walk WHERE claimed_by IS NOT NULL").await, 0);
}

async fn the_librarys_own_words_are_looked_for_and_wrong_lines_are_named(database: Database) {
    let portal = Portal::on(database).await;
    message(&portal, ANNA, "m1", "Kuuro, hämärähommia").await;
    scan(&portal).await;
    let mut administrator = portal.signed_in(staff(Role::Administrator)).await;
    let words = "hämärähom*\n!kuuro";
    let wrong = administrator.post("/staff/notes/words", &[("words", "ok\nvoi(\n*a*")]).await;
    shows(&wrong, 422, "Line 2: A bracket");
    shows(&wrong, 422, "Line 3: A word with a star");
    shows(&wrong, 422, "voi(");
    assert_eq!(portal.number("SELECT COUNT(*) FROM setting WHERE name = 'note_words'").await, 0);
    let saved = administrator.post("/staff/notes/words", &[("words", words)]).await;
    assert_eq!(saved.location(), "/staff/notes/words?done=1");
    shows(&administrator.get("/staff/notes/words").await, 200, "hämärähom*");
    let object = portal.texts("SELECT object FROM audit_entry WHERE action = 'setting-changed'").await;
    assert_eq!(object, ["setting:note_words"]);
    assert!(portal.services.scan_notes().await.unwrap() > 0, "other words: everybody is looked through again, at once");
    assert_eq!(portal.texts("SELECT codes FROM note_finding").await, ["own"]);
    assert_eq!(
        portal.signed_in(OFFICER).await.post("/staff/notes/words", &[("words", "x")]).await.status,
        StatusCode::FORBIDDEN
    );
}

async fn many_notes_stand_on_pages(database: Database) {
    let portal = Portal::on(database).await;
    for number in 0..45 {
        message(&portal, ANNA, &format!("m{number}"), &format!("Kuuro {number}.")).await;
    }
    scan(&portal).await;
    let mut officer = portal.signed_in(OFFICER).await;
    shows(&officer.get("/staff/notes").await, 200, "45 notes wait");
    let shown = |page: &str| page.matches("<mark>Kuuro<").count();
    assert_eq!(shown(&officer.get("/staff/notes").await.text()), 20);
    assert_eq!(shown(&officer.get("/staff/notes?page=3").await.text()), 5);
    assert_eq!(shown(&officer.get("/staff/notes?page=99").await.text()), 5, "behind the last page is the last page");
    shows(&officer.get("/staff/notes?page=3").await, 200, "page=2");
}

async fn advice_is_given_while_typing_and_nothing_of_it_is_kept(database: Database) {
    let portal = Portal::on(database).await;
    let mut desk = portal.signed_in(staff(Role::Desk)).await;
    let page = desk.get("/staff").await.text();
    assert!(page.contains("/note-check.js") && page.contains("data-check=\"/note-check\""), "{page}");
    let before = portal.log().await.len();
    let advice = desk.post("/note-check", &[("text", &format!("Sairastaa syöpää, {NUMBER}"))]).await;
    shows(&advice, 200, "somebody’s health");
    shows(&advice, 200, "identity number");
    shows(&advice, 200, "advice only");
    let harmless = desk.post("/note-check", &[("text", "Noutaa perjantaina")]).await;
    assert_eq!(harmless.text(), "{\"lines\":[]}");
    assert_eq!(portal.log().await.len(), before, "nothing is logged");
    shows(&desk.post("/fi/note-check", &[("text", "Ateisti")]).await, 200, "uskonnosta");
    assert_eq!(desk.post("/note-check", &[("text", &"x".repeat(70_000))]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post("/note-check", &[("text", "x")]).await.status, StatusCode::NOT_FOUND);
    assert!(!anna.get("/my-data").await.text().contains("note-check"), "patrons' pages know nothing of it");
    portal.execute("UPDATE session SET expires_at = 0, last_used_at = 0").await;
    assert_eq!(desk.post("/note-check", &[("text", "Ateisti")]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portal.number("SELECT COUNT(*) FROM kept_form").await, 0, "nor is it kept as a form that came late");
}

async fn a_saved_text_comes_with_the_same_advice(database: Database) {
    let portal = Portal::on(database).await;
    let mut officer = portal.signed_in(OFFICER).await;
    let request = record(&mut officer, &portal, ANNA, "D 1", "2026-03-02").await;
    assert!(!officer.get(&request).await.text().contains("Does this need to be written down?"));
    let fields = [("reason", "Asiakas on raskaana ja sairaalassa")];
    assert_eq!(
        officer.post(&format!("{request}/extend"), &fields).await.status,
        StatusCode::SEE_OTHER,
        "never a block"
    );
    let shown = officer.get(&request).await;
    shows(&shown, 200, "Does this need to be written down?");
    shows(&shown, 200, "Asiakas on raskaana");
}

async fn identity_numbers_are_covered_on_pages_in_mails_and_in_the_log_but_not_in_ones_own_file(database: Database) {
    let (portal, server) = crate::delivery::begin(database).await;
    message(&portal, ANNA, "m1", &format!("Hetu {NUMBER} tarkistettu")).await;
    let other = format!("{{\"vanha_tunnus\": \"{NUMBER}\"}}");
    portal.execute(&format!("UPDATE patron SET other = '{other}' WHERE cardnumber = '{}'", ANNA.card)).await;
    let mut anna = portal.signed_in(ANNA).await;
    for page in ["/my-data/messages", "/my-data/identity"] {
        let text = anna.get(page).await.text();
        assert!(text.contains(COVER) && !text.contains(NUMBER), "{page}: {text}");
    }
    let file = anna.post("/my-data/take-away", &[("format", "json")]).await;
    assert_eq!(file.text().matches(NUMBER).count(), 2, "what is one's own is whole");

    let mut officer = portal.signed_in(OFFICER).await;
    let patron = id_of(&portal, ANNA).await;
    let form = format!("/staff/patrons/{patron}/requests");
    let wish = format!("Haluan tietoni, {NUMBER}");
    let fields =
        [("kind", "access"), ("channel", "letter"), ("document", "D 1"), ("received", "2026-03-02"), ("wish", &wish)];
    let request = officer.post(&form, &fields).await.location().to_owned();
    let shown = officer.get(&request).await;
    shows(&shown, 200, &format!("Haluan tietoni, {COVER}"));
    assert!(!shown.text().contains(NUMBER));
    let own = format!("/my-requests/{}", request.rsplit('/').next().unwrap());
    assert!(!anna.get(&own).await.text().contains(NUMBER));

    let reason = format!("Tunnus {NUMBER} puuttuu");
    officer.post(&format!("{request}/extend"), &[("reason", &reason)]).await;
    let mail = last_mail(&portal, &server, ANNA).await;
    assert!(!mail.contains(NUMBER), "{mail}");
    for table in ["audit_entry", "outbox"] {
        assert!(!portal.whole_table(table).await.contains(NUMBER), "{table}");
    }
}

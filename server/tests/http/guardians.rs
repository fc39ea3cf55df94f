//! Guardians see what the library opens of their wards' data, until the age; the ward is told. Anna is Bruno's mother here.

use carrel_domain::OrganizationId;
use carrel_sources::alldata::{self, Input};
use http::StatusCode;
use serde_json::{Value as Json, json};

use crate::harness::{ANNA, BRUNO, Browser, Database, HILLA, Person, Portal, STAFF};

on_each_database!(
    a_guardian_sees_what_is_open_and_nothing_else,
    titles_are_shown_only_where_the_library_opens_them,
    nothing_is_open_until_the_library_decides,
    from_the_birthday_on_where_the_library_is_nothing_is_seen,
    without_a_day_of_birth_nothing_is_seen,
    nobody_else_sees_a_ward,
    a_ward_of_another_organization_is_not_there,
    a_guardianship_that_an_import_removes_ends_at_once,
    a_closed_or_locked_account_is_neither_seen_nor_sees,
    the_category_of_the_ward_has_a_rule_of_its_own,
    the_wards_own_choice_in_the_library_system_counts,
    the_ward_sees_who_looked,
    what_cannot_be_logged_is_not_shown,
    the_ward_is_told_who_sees_what_until_when,
    where_patrons_do_not_see_their_own_data_guardians_see_none,
    whoever_decides_first_sees_whom_it_concerns,
    staff_see_who_looks_after_whom,
);

const DESK: Person = STAFF[0];
const ADMINISTRATOR: Person = STAFF[4];

/// Fees, restrictions and loans without titles, until fifteen.
const SUGGESTED: [(&str, &str); 4] =
    [("until|", "15"), ("see||fees", "1"), ("see||restrictions", "1"), ("see||checkouts", "1")];

async fn import(portal: &Portal, line: &Json) {
    let input = Input::Reader(Box::new(std::io::Cursor::new(format!("{line}\n").into_bytes())));
    let options = alldata::Options::new(OrganizationId(1), input, portal.clock.now());
    alldata::run(portal.services.store(), options, &mut ()).await.unwrap();
}

/// Bruno as a child in Anna's care, born then, with something in every category that matters.
fn bruno(born: &str) -> Json {
    let mut line: Json = serde_json::from_str(&BRUNO.line()).unwrap();
    line["personal"]["dateofbirth"] = json!(born);
    line["borrower_relationships"] = json!([{"id": 1, "guarantor_id": 1, "guarantee_id": 2, "relationship": "Äiti"}]);
    line["checkouts"] = json!([{
        "issue_id": 2_000_900, "borrowernumber": 2, "branchcode": "OUT", "title": "Lainassa salaa", "author": "Salainen, S.",
        "barcode": "B2000900", "issuedate": "2026-02-10 12:00:00", "date_due": "2026-03-21 23:59:00", "note": "Kuiskaus",
    }]);
    line["accountlines"] = json!([{
        "accountlines_id": 2, "borrowernumber": 2, "date": "2026-02-01 12:00:00", "amount": "17.500000",
        "amountoutstanding": "17.500000", "description": "Kadonnut: Lainassa salaa", "debit_type_code": "LOST",
    }]);
    line["debarments"] = json!([{
        "borrower_debarment_id": 2, "borrowernumber": 2, "type": "OVERDUES", "comment": "Virkailijan arvio",
        "created": "2026-02-05 12:00:00",
    }]);
    line["messages"] = json!([{
        "message_id": 2, "borrowernumber": 2, "branchcode": "OUT", "message_type": "B", "message": "Viesti lapselle",
        "message_date": "2026-02-03 12:00:00",
    }]);
    line
}

/// Anna's child, nine years old, and a library that shows guardians this.
async fn family(database: Database, open: &[(&str, &str)]) -> Portal {
    let portal = Portal::on(database).await;
    import(&portal, &bruno("2016-06-15")).await;
    decide(&portal, open).await;
    portal
}

/// What the form says once it was seen whom it concerns.
fn seal(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"shown\" value=\"").unwrap_or_else(|| panic!("nothing to confirm: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn decide(portal: &Portal, open: &[(&str, &str)]) {
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let page = administrator.post("/staff/guardians", open).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let seal = seal(&page.text());
    let confirmed = [open, &[("shown", seal.as_str())]].concat();
    let answer = administrator.post("/staff/guardians", &confirmed).await;
    assert_eq!(answer.location(), "/staff/guardians?done=1", "{}", answer.text());
}

async fn ward_address(portal: &Portal) -> String {
    let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", BRUNO.card);
    format!("/guardians/{}", portal.texts(&sql).await.remove(0))
}

async fn status(browser: &mut Browser, address: &str) -> StatusCode {
    browser.get(address).await.status
}

async fn a_guardian_sees_what_is_open_and_nothing_else(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    let list = anna.get("/guardians").await.text();
    assert!(list.contains(&ward) && list.contains("Brunolf"), "{list}");
    let page = anna.get(&ward).await.text();
    assert!(page.contains("Brunolf Seppälänmäki: what you see as guardian"), "whose data it is: {page}");
    for category in ["fees", "restrictions", "checkouts"] {
        assert!(page.contains(&format!("{ward}/{category}")), "{category}: {page}");
    }
    let fees = anna.get(&format!("{ward}/fees")).await.text();
    assert!(fees.contains("17.50"), "{fees}");
    let checkouts = anna.get(&format!("{ward}/checkouts")).await.text();
    assert!(checkouts.contains("21 Mar 2026") && checkouts.contains("Pääkirjasto"), "{checkouts}");
    let restrictions = anna.get(&format!("{ward}/restrictions")).await.text();
    for page in [&page, &fees, &checkouts, &restrictions] {
        for hidden in ["salaa", "Salainen", "B2000900", "Kuiskaus", "Virkailijan", "Viesti", "Vieras kirja", BRUNO.card]
        {
            assert!(!page.contains(hidden), "{hidden}: {page}");
        }
    }
    for category in carrel_domain::Category::ALL {
        let is_open = ["fees", "restrictions", "checkouts"].contains(&category.slug());
        let expected = if is_open { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(status(&mut anna, &format!("{ward}/{}", category.slug())).await, expected, "{category:?}");
    }
    // What is not shown is not found by looking for it either.
    let found = anna.get(&format!("{ward}/checkouts?find=salaa")).await.text();
    assert!(found.contains("0 entries"), "{found}");
    let sorted = anna.get(&format!("{ward}/checkouts?sort=title&order=up")).await;
    assert_eq!(sorted.status, StatusCode::OK);
}

async fn titles_are_shown_only_where_the_library_opens_them(database: Database) {
    let open = [("until|", "15"), ("see||fees", "1"), ("see||checkouts", "1"), ("see||titles", "1")];
    let portal = family(database, &open).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert!(anna.get(&format!("{ward}/checkouts")).await.text().contains("Lainassa salaa"));
    assert!(anna.get(&format!("{ward}/fees")).await.text().contains("Kadonnut: Lainassa salaa"));
    let page = anna.get(&format!("{ward}/checkouts")).await.text();
    assert!(!page.contains("Kuiskaus") && !page.contains("B2000900"), "notes and barcodes stay their owner's");
}

async fn nothing_is_open_until_the_library_decides(database: Database) {
    let portal = Portal::on(database).await;
    import(&portal, &bruno("2016-06-15")).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    let list = anna.get("/guardians").await.text();
    assert!(list.contains("Brunolf") && list.contains("shows you nothing") && !list.contains(&ward), "{list}");
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::NOT_FOUND);
    let page = portal.signed_in(ADMINISTRATOR).await.get("/staff/guardians").await.text();
    assert!(page.contains("Nobody has decided yet"), "{page}");
}

async fn from_the_birthday_on_where_the_library_is_nothing_is_seen(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    import(&portal, &bruno("2011-03-03")).await;
    let ward = ward_address(&portal).await;
    // The tests begin at noon UTC; in Helsinki the day ends two hours before it does there.
    portal.clock.advance(10 * 60 * 60 - 1);
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(status(&mut anna, &ward).await, StatusCode::OK, "a second before the birthday");
    portal.clock.advance(1);
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND, "on the birthday");
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::NOT_FOUND);
    assert!(anna.get("/guardians").await.text().contains("they are old enough"));
    let told = portal.signed_in(BRUNO).await.get("/guardians").await.text();
    assert!(told.contains("you are old enough"), "{told}");
}

async fn without_a_day_of_birth_nothing_is_seen(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    import(&portal, &bruno("")).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(status(&mut anna, &ward_address(&portal).await).await, StatusCode::NOT_FOUND);
    assert!(anna.get("/guardians").await.text().contains("does not know when they were born"));
}

async fn nobody_else_sees_a_ward(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    for person in [HILLA, BRUNO].into_iter().chain(STAFF) {
        let mut browser = portal.signed_in(person).await;
        for address in [ward.clone(), format!("{ward}/fees")] {
            let answer = browser.get(&address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {address}", person.card);
        }
    }
    assert!(portal.browser().get(&ward).await.location().starts_with("/sign-in"));
    let looked = portal.log().await.into_iter().filter(|entry| entry.purpose == "guardian-access").count();
    assert_eq!(looked, 0);
}

async fn a_ward_of_another_organization_is_not_there(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(status(&mut anna, &ward).await, StatusCode::OK);
    portal
        .execute("INSERT INTO organization (slug, name, time_zone, currency) VALUES ('toinen', 'Toinen', 'UTC', 'EUR')")
        .await;
    let moved = "UPDATE patron SET organization_id = (SELECT id FROM organization WHERE slug = 'toinen')";
    portal.execute(&format!("{moved} WHERE cardnumber = '{}'", BRUNO.card)).await;
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND);
    assert!(!anna.get("/guardians").await.text().contains("Brunolf"));
}

async fn a_guardianship_that_an_import_removes_ends_at_once(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::OK);
    let mut line = bruno("2016-06-15");
    line["borrower_relationships"] = json!([]);
    import(&portal, &line).await;
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::NOT_FOUND);
    assert!(anna.get("/guardians").await.text().contains("nobody in your care"));
}

async fn a_closed_or_locked_account_is_neither_seen_nor_sees(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    let (annas, brunos) = (portal.id_of(ANNA).await, portal.id_of(BRUNO).await);
    let lock =
        |id: i64| format!("INSERT INTO account_lock (patron_id, event, locked_at) VALUES ({id}, 'new-device', 0)");
    let stage = |id: i64| {
        format!(
            "INSERT INTO patron_stage (patron_id, organization_id, stage, expired_on, entered_on, next_on) \
             VALUES ({id}, 1, 'told', '2020-01-01', '2026-01-01', '2027-01-01')"
        )
    };
    for (close, open) in [
        (format!("UPDATE patron SET disabled = 1 WHERE id = {brunos}"), "UPDATE patron SET disabled = 0"),
        (lock(brunos), "DELETE FROM account_lock"),
        (lock(annas), "DELETE FROM account_lock"),
        (stage(brunos), "DELETE FROM patron_stage"),
        (stage(annas), "DELETE FROM patron_stage"),
    ] {
        portal.execute(&close).await;
        assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND, "{close}");
        portal.execute(open).await;
        assert_eq!(status(&mut anna, &ward).await, StatusCode::OK, "{open}");
    }
}

async fn the_category_of_the_ward_has_a_rule_of_its_own(database: Database) {
    let fields = [&SUGGESTED[..], &[("until|HENKILO", "12"), ("see|HENKILO|holds", "1")]].concat();
    let portal = family(database, &fields).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(status(&mut anna, &format!("{ward}/holds")).await, StatusCode::OK);
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::NOT_FOUND);
    decide(&portal, &[&SUGGESTED[..], &[("until|HENKILO", "nothing")]].concat()).await;
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND, "never, for this category");
    decide(&portal, &[&SUGGESTED[..], &[("until|HENKILO", "as-usual")]].concat()).await;
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::OK);
}

async fn the_wards_own_choice_in_the_library_system_counts(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    let mut line = bruno("2016-06-15");
    line["personal"]["privacy_guarantor_fines"] = json!(0);
    line["personal"]["privacy_guarantor_checkouts"] = json!(1);
    import(&portal, &line).await;
    assert_eq!(status(&mut anna, &format!("{ward}/fees")).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&mut anna, &format!("{ward}/checkouts")).await, StatusCode::OK);
    // A “yes” there opens nothing that the library keeps closed.
    decide(&portal, &[("until|", "15"), ("see||fees", "1")]).await;
    assert_eq!(status(&mut anna, &format!("{ward}/checkouts")).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND, "nothing is left");
    let list = anna.get("/guardians").await.text();
    assert!(
        list.contains("The library shows you nothing of their data"),
        "whose choice it was is the ward's own affair"
    );
}

async fn the_ward_sees_who_looked(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.get(&ward).await;
    anna.get(&format!("{ward}/fees")).await;
    anna.get(&format!("{ward}/checkout-history")).await;
    let (annas, brunos) = (portal.id_of(ANNA).await, portal.id_of(BRUNO).await);
    let looks: Vec<_> = portal
        .log()
        .await
        .into_iter()
        .filter(|entry| entry.patron == Some(brunos) && entry.purpose == "guardian-access")
        .map(|entry| (entry.actor, entry.role, entry.action, entry.category))
        .collect();
    let look = |category: Option<&str>| {
        (Some(annas), String::from("patron"), String::from("view"), category.map(str::to_owned))
    };
    assert_eq!(looks, [look(None), look(Some("fees"))]);
    let log = portal.signed_in(BRUNO).await.get("/my-data/log").await.text();
    assert!(log.contains("As guardian") && log.contains(&ANNA.name()), "{log}");
    let own = anna.get("/my-data/log").await.text();
    assert!(!own.contains("As guardian"), "it is the ward's log");
}

async fn what_cannot_be_logged_is_not_shown(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.break_log().await;
    let answer = anna.get(&format!("{ward}/fees")).await;
    assert!(answer.status.is_server_error() && !answer.text().contains("17.50"), "{}", answer.text());
}

async fn the_ward_is_told_who_sees_what_until_when(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    for address in ["/my-data", "/my-data/guardians", "/guardians"] {
        let page = bruno.get(address).await.text();
        let told = "Until you turn 15 on 15 Jun 2031, Annastiina Kivenhakkaaja (Äiti) can see:";
        assert!(page.contains(told), "{address}: {page}");
        assert!(page.contains("Fees and payments") && !page.contains("What is reserved"), "{address}");
    }
    decide(&portal, &[("until|", "13"), ("see||holds", "1")]).await;
    let page = bruno.get("/my-data").await.text();
    assert!(page.contains("Until you turn 13 on 15 Jun 2029") && page.contains("What is reserved"), "{page}");
    assert!(!page.contains("Restrictions on borrowing"), "{page}");
    decide(&portal, &[("until|", "nothing")]).await;
    assert!(!bruno.get("/my-data").await.text().contains("can see:"));
    assert!(bruno.get("/guardians").await.text().contains("your library shows guardians nothing"));
    let anna = portal.signed_in(ANNA).await.get("/my-data").await.text();
    assert!(anna.contains("href=\"/guardians\""), "a guardian finds the way");
    let hilla = portal.signed_in(HILLA).await.get("/my-data").await.text();
    assert!(!hilla.contains("href=\"/guardians\""), "nobody else is bothered with it");
}

async fn where_patrons_do_not_see_their_own_data_guardians_see_none(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let ward = ward_address(&portal).await;
    let mut anna = portal.signed_in(ANNA).await;
    portal.execute("INSERT INTO setting (organization_id, name, value) VALUES (1, 'my_data_display', 'off')").await;
    assert_eq!(status(&mut anna, &ward).await, StatusCode::NOT_FOUND);
}

async fn whoever_decides_first_sees_whom_it_concerns(database: Database) {
    let portal = Portal::on(database).await;
    import(&portal, &bruno("2016-06-15")).await;
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let settings = "SELECT COUNT(*) FROM setting WHERE name LIKE 'guardians%'";
    let page = administrator.post("/staff/guardians", &SUGGESTED).await.text();
    assert!(page.contains("Save: guardians see more of one person"), "{page}");
    assert_eq!(portal.number(settings).await, 0, "nothing is changed yet");
    // Another decision about as many people was not seen.
    let seal = seal(&page);
    let other = [("until|", "15"), ("see||fees", "1"), ("see||checkouts", "1"), ("see||titles", "1"), ("shown", &seal)];
    assert_eq!(administrator.post("/staff/guardians", &other).await.status, StatusCode::OK);
    assert_eq!(portal.number(settings).await, 0);
    let without = [("until|", "15"), ("see||titles", "1")];
    let answer = administrator.post("/staff/guardians", &without).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "titles alone show nothing");
    for nonsense in ["0", "19", "", "-1", "always"] {
        let answer = administrator.post("/staff/guardians", &[("until|", nonsense), ("see||fees", "1")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
    }
    portal.clock.advance(14 * 60);
    administrator.get("/staff").await;
    decide(&portal, &SUGGESTED).await;
    decide(&portal, &[("until|", "13"), ("see||fees", "1")]).await;
    let logged = portal
        .texts(
            "SELECT object || '|' || old_value || '|' || new_value FROM audit_entry WHERE action = 'setting-changed' \
             AND object LIKE 'setting:guardians%' ORDER BY id",
        )
        .await;
    assert_eq!(
        logged,
        [
            "setting:guardians|undecided|15:fees,restrictions,checkouts",
            "setting:guardians|15:fees,restrictions,checkouts|13:fees"
        ]
    );
    portal.clock.advance(2 * 60);
    let asked = administrator.post("/staff/guardians", &SUGGESTED).await.text();
    assert!(asked.contains("name=\"pin\""), "the PIN is asked for again: {asked}");
}

async fn staff_see_who_looks_after_whom(database: Database) {
    let portal = family(database, &SUGGESTED).await;
    let id = async |person: Person| {
        portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card)).await.remove(0)
    };
    let (annas, brunos) = (id(ANNA).await, id(BRUNO).await);
    let mut desk = portal.signed_in(DESK).await;
    let page = desk.get(&format!("/staff/patrons/{brunos}")).await.text();
    assert!(page.contains("Guardian: Annastiina Kivenhakkaaja (Äiti)") && page.contains(&annas), "{page}");
    assert!(page.contains("Until 15 Jun 2031 the guardian sees:"), "{page}");
    let page = desk.get(&format!("/staff/patrons/{annas}")).await.text();
    assert!(page.contains("In their care: Brunolf") && page.contains(&brunos), "{page}");
    // Of a library that they do not work for there is a name, and no way there.
    let desks = portal.id_of(DESK).await;
    portal.execute(&format!("UPDATE role_grant SET library = 'OUT' WHERE patron_id = {desks}")).await;
    portal.execute(&format!("UPDATE patron SET library = 'JNS' WHERE cardnumber = '{}'", ANNA.card)).await;
    let page = desk.get(&format!("/staff/patrons/{brunos}")).await.text();
    assert!(page.contains("Annastiina") && !page.contains(&annas), "{page}");
}

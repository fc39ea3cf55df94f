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
    the_ward_sees_who_looked,
    what_cannot_be_logged_is_not_shown,
);

pub const ADMINISTRATOR: Person = STAFF[4];

/// Fees, restrictions and loans without titles, until fifteen.
pub const SUGGESTED: [(&str, &str); 4] =
    [("until|", "15"), ("see||fees", "1"), ("see||restrictions", "1"), ("see||checkouts", "1")];

pub async fn import(portal: &Portal, line: &Json) {
    let input = Input::Reader(Box::new(std::io::Cursor::new(format!("{line}\n").into_bytes())));
    let options = alldata::Options::new(OrganizationId(1), input, portal.clock.now());
    alldata::run(portal.services.store(), options, &mut ()).await.unwrap();
}

/// Bruno as a child in Anna's care, born then, with something in every category that matters.
pub fn bruno(born: &str) -> Json {
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
pub async fn family(database: Database, open: &[(&str, &str)]) -> Portal {
    let portal = Portal::on(database).await;
    import(&portal, &bruno("2016-06-15")).await;
    decide(&portal, open).await;
    portal
}

/// What the form says once it was seen whom it concerns.
pub fn seal(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"shown\" value=\"").unwrap_or_else(|| panic!("nothing to confirm: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

pub async fn decide(portal: &Portal, open: &[(&str, &str)]) {
    let mut administrator = portal.signed_in(ADMINISTRATOR).await;
    let page = administrator.post("/staff/guardians", open).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let seal = seal(&page.text());
    let confirmed = [open, &[("shown", seal.as_str())]].concat();
    let answer = administrator.post("/staff/guardians", &confirmed).await;
    assert_eq!(answer.location(), "/staff/guardians?done=1", "{}", answer.text());
}

pub async fn ward_address(portal: &Portal) -> String {
    let sql = format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", BRUNO.card);
    format!("/guardians/{}", portal.texts(&sql).await.remove(0))
}

pub async fn status(browser: &mut Browser, address: &str) -> StatusCode {
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

//! What staff decide about guardians, what narrows it, and who is told.

use http::StatusCode;
use serde_json::json;

use crate::{
    guardians::{ADMINISTRATOR, SUGGESTED, bruno, decide, family, import, seal, status, ward_address},
    harness::{ANNA, BRUNO, Database, HILLA, Person, Portal, STAFF},
};

on_each_database!(
    the_ward_is_told_who_sees_what_until_when,
    where_patrons_do_not_see_their_own_data_guardians_see_none,
    whoever_decides_first_sees_whom_it_concerns,
    staff_see_who_looks_after_whom,
    the_category_of_the_ward_has_a_rule_of_its_own,
    the_wards_own_choice_in_the_library_system_counts,
);

const DESK: Person = STAFF[0];

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
    let off = [("my_data_display", "off"), ("link_days", "7")];
    portal.signed_in(ADMINISTRATOR).await.post("/staff/settings", &off).await;
    assert!(!anna.get("/guardians").await.text().contains("Brunolf"), "who is in one's care is one's own data");
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

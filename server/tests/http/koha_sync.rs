//! What changed in a Koha comes by itself, by its interface.

use carrel_store::library_reading;
use serde_json::{Value, json};

use crate::{
    harness::{ANNA, BRUNO, Database, HILLA, Options, Person, Portal, STAFF},
    koha_double::{CLIENT_SECRET, Flavour, KohaDouble, Manner, sample},
};

on_each_database!(
    what_changed_there_comes_by_itself_once_for_all_nodes,
    a_run_that_was_cut_off_goes_on_and_reads_nobody_twice,
    a_record_that_cannot_be_read_stands_in_nobodys_way_and_is_read_when_it_can_be,
    who_is_no_longer_there_is_noticed_once_a_day,
    whom_a_list_leaves_out_has_not_left,
    who_comes_back_is_let_in_again,
    a_look_for_leavers_that_could_not_be_made_is_made_later_that_day,
    too_many_who_are_gone_are_left_alone_and_staff_are_told_until_they_are_fewer,
);

fn all_data(person: Person) -> Value {
    let mut data: Value = serde_json::from_str(&person.line()).unwrap();
    for key in ["oldholds", "debarments", "suggestions"] {
        data[key] = json!([]);
    }
    data
}

async fn beside(database: Database, more: &str) -> (Portal, KohaDouble) {
    let double = KohaDouble::start(Flavour::KohaSuomi).await;
    for person in [ANNA, BRUNO, HILLA].into_iter().chain(STAFF) {
        double.add(person.number.unsigned_abs(), all_data(person), person.pin);
    }
    let settings = format!(
        "{{ address = '{}', client_id = 'carrel', check_passwords = false, sync_minutes = 5{more} }}",
        double.url()
    );
    let settings = vec![("koha", settings), ("koha_client_secret", String::from(CLIENT_SECRET))];
    (Portal::with(database, Options { settings, ..Options::default() }).await, double)
}

async fn sync(portal: &Portal, node: &str) -> bool {
    portal.other_node(node).synchronize_if_due().await.unwrap()
}

fn change(double: &KohaDouble, number: u64, surname: &str, at: &str) {
    let mut world = double.world();
    let personal = &mut world.patrons.get_mut(&number).unwrap()["personal"];
    personal["surname"] = surname.into();
    personal["updated_on"] = at.into();
}

async fn surname(portal: &Portal, number: u64) -> Vec<String> {
    portal.texts(&format!("SELECT surname FROM patron WHERE source_id = '{number}'")).await
}

async fn what_changed_there_comes_by_itself_once_for_all_nodes(database: Database) {
    let (portal, double) = beside(database, "").await;
    change(&double, 1, "Uusi", "2026-03-02 11:55:00");
    double.add(700, sample(700, "Tulokas"), "2468");
    double.world().patrons.get_mut(&700).unwrap()["personal"]["updated_on"] = "2026-03-02 11:56:00".into();
    assert!(sync(&portal, "a").await);
    assert!(!sync(&portal, "b").await, "another node did it");
    assert_eq!((surname(&portal, 1).await, surname(&portal, 700).await), (vec!["Uusi".into()], vec!["Tulokas".into()]));
    assert_eq!(double.count("alldata?borrowernumber=2"), 0, "who did not change is not read");
    change(&double, 2, "Toinen", "2026-03-02 12:03:00");
    portal.clock.advance(300);
    assert!(sync(&portal, "b").await);
    assert_eq!(surname(&portal, 2).await, ["Toinen"]);
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("koha-rest: brought up to date on"), "{today}");
    let reports = portal.texts("SELECT new_value FROM audit_entry WHERE action = 'koha-read' ORDER BY id").await;
    assert!(reports[0].contains("\"added\":1,\"changed\":1"), "{reports:?}");
    // Long after the overlap, nothing is new, and the log is not told so every few minutes.
    for _ in 0..3 {
        portal.clock.advance(3_600);
        assert!(sync(&portal, "a").await);
    }
    let count = "SELECT COUNT(*) FROM audit_entry WHERE action = 'koha-read'";
    assert_eq!(portal.number(count).await, 3, "the third reads once more what the overlap covers");
}

async fn a_run_that_was_cut_off_goes_on_and_reads_nobody_twice(database: Database) {
    let (portal, double) = beside(database, "").await;
    for number in [1, 2, 3] {
        change(&double, number, &format!("Uusi{number}"), "2026-03-02 11:55:00");
    }
    double.behaves("alldata?borrowernumber=2", Manner::TooMany("60"));
    assert!(sync(&portal, "a").await);
    assert_eq!(
        (surname(&portal, 1).await, surname(&portal, 3).await),
        (vec!["Uusi1".into()], vec![HILLA.surname.into()])
    );
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/fi/staff").await.text();
    assert!(today.contains("koha-rest: lukeminen ei onnistunut"), "{today}");
    double.recovers();
    portal.clock.advance(300);
    assert!(sync(&portal, "b").await);
    assert_eq!((surname(&portal, 2).await, surname(&portal, 3).await), (vec!["Uusi2".into()], vec!["Uusi3".into()]));
    assert_eq!(double.count("alldata?borrowernumber=1"), 1, "who was read since the run began is not read again");
    let anna = carrel_domain::PatronId(portal.id_of(ANNA).await);
    let reading = library_reading::find(portal.services.store().reader(), anna).await.unwrap().unwrap();
    assert_eq!(reading.trouble, None);
}

async fn a_record_that_cannot_be_read_stands_in_nobodys_way_and_is_read_when_it_can_be(database: Database) {
    let (portal, double) = beside(database, "").await;
    for number in [1, 2, 3] {
        change(&double, number, &format!("Uusi{number}"), "2026-03-02 11:55:00");
    }
    double.add(700, sample(700, "Tulokas"), "2468");
    double.world().patrons.get_mut(&700).unwrap()["personal"]["updated_on"] = "2026-03-02 11:56:00".into();
    for number in [2, 700] {
        double.behaves(&format!("alldata?borrowernumber={number}"), Manner::Status(500));
    }
    assert!(sync(&portal, "a").await);
    assert_eq!((surname(&portal, 1).await, surname(&portal, 3).await), (vec!["Uusi1".into()], vec!["Uusi3".into()]));
    // The change is long ago, and somebody else's is new.
    for _ in 0..2 {
        portal.clock.advance(3_600);
        assert!(sync(&portal, "b").await);
    }
    change(&double, 1, "Uudempi", "2026-03-02 14:01:00");
    portal.clock.advance(300);
    assert!(sync(&portal, "a").await);
    assert_eq!(
        (surname(&portal, 1).await, surname(&portal, 2).await),
        (vec!["Uudempi".into()], vec![BRUNO.surname.into()])
    );
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("koha-rest: brought up to date on") && today.contains("refused: 2"), "{today}");
    let told = "SELECT COUNT(*) FROM audit_entry WHERE action = 'koha-read'";
    assert_eq!(portal.number(told).await, 3, "not each time that somebody still cannot be read");
    double.recovers();
    portal.clock.advance(300);
    assert!(sync(&portal, "b").await);
    assert_eq!(
        (surname(&portal, 2).await, surname(&portal, 700).await),
        (vec!["Uusi2".into()], vec!["Tulokas".into()])
    );
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_source WHERE unread IS NOT NULL").await, 0);
}

async fn who_is_no_longer_there_is_noticed_once_a_day(database: Database) {
    let (portal, double) = beside(database, ", leavers = 'lock', most_leavers = 50").await;
    assert!(sync(&portal, "a").await);
    double.world().patrons.remove(&2);
    portal.clock.advance(300);
    assert!(sync(&portal, "a").await);
    let locked = "SELECT source_id FROM patron WHERE disabled = 1";
    assert_eq!(portal.texts(locked).await, Vec::<String>::new(), "looked for once a day");
    portal.clock.advance(86_400);
    assert!(sync(&portal, "a").await);
    assert_eq!(portal.texts(locked).await, ["2"]);
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'source-locked'").await, 1);
}

async fn whom_a_list_leaves_out_has_not_left(database: Database) {
    let (portal, double) = beside(database, ", leavers = 'lock', most_leavers = 50").await;
    assert!(sync(&portal, "a").await);
    double.world().unlisted.insert(2);
    double.world().patrons.remove(&3);
    portal.clock.advance(86_400);
    assert!(sync(&portal, "a").await);
    assert_eq!(portal.texts("SELECT source_id FROM patron WHERE disabled = 1").await, ["3"]);
}

async fn who_comes_back_is_let_in_again(database: Database) {
    let (portal, double) = beside(database, ", leavers = 'lock', most_leavers = 50").await;
    assert!(sync(&portal, "a").await);
    let gone = double.world().patrons.remove(&2).unwrap();
    portal.clock.advance(86_400);
    assert!(sync(&portal, "a").await);
    // As they were: nothing there says that they changed.
    double.world().patrons.insert(2, gone);
    portal.clock.advance(86_400);
    assert!(sync(&portal, "a").await);
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE disabled = 1").await, 0);
    portal.signed_in(BRUNO).await;
}

async fn a_look_for_leavers_that_could_not_be_made_is_made_later_that_day(database: Database) {
    let (portal, double) = beside(database, ", leavers = 'lock', most_leavers = 50").await;
    assert!(sync(&portal, "a").await);
    double.world().patrons.remove(&2);
    portal.clock.advance(86_400);
    double.behaves("", Manner::Page(503));
    assert!(sync(&portal, "a").await);
    double.recovers();
    portal.clock.advance(300);
    assert!(sync(&portal, "a").await);
    assert_eq!(portal.texts("SELECT source_id FROM patron WHERE disabled = 1").await, ["2"]);
}

async fn too_many_who_are_gone_are_left_alone_and_staff_are_told_until_they_are_fewer(database: Database) {
    let (portal, double) = beside(database, ", leavers = 'lock'").await;
    assert!(sync(&portal, "a").await);
    let all = double.world().patrons.clone();
    double.world().patrons.retain(|number, _| *number < 4);
    portal.clock.advance(86_400);
    change(&double, 1, "Uusi", "2026-03-03 11:58:00");
    assert!(sync(&portal, "a").await);
    portal.clock.advance(300);
    assert!(sync(&portal, "a").await);
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE disabled = 1").await, 0);
    assert_eq!(surname(&portal, 1).await, ["Uusi"], "what changed is read all the same");
    let mut desk = portal.signed_in(STAFF[0]).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("nothing was done about those who are no longer there"), "{today}");
    let refused = "SELECT COUNT(*) FROM audit_entry WHERE action = 'koha-read' AND outcome = 'refused'";
    assert_eq!(portal.number(refused).await, 1);
    double.world().patrons.extend(all);
    portal.clock.advance(86_400);
    assert!(sync(&portal, "a").await);
    let today = portal.signed_in(STAFF[0]).await.get("/staff").await.text();
    assert!(today.contains("koha-rest: brought up to date on") && !today.contains("nothing was done"), "{today}");
}

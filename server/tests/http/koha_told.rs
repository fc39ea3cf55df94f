//! Beside a Koha: each change is told once, whichever nodes tell it, and one whose teller was killed before it heard the
//! answer ends as if nobody had been.

use std::time::{Duration, Instant};

use crate::{
    harness::{Browser, Database, PATRONS, Portal, STAFF},
    killed::Server,
    koha::{all_data, anna, beside, look_for},
    koha_changes::{choose_days, tell_all},
    koha_double::{CLIENT_SECRET, Flavour, KohaDouble, Manner},
};

on_each_database!(
    nodes_that_tell_at_once_tell_each_change_once,
    a_correction_whose_teller_was_killed_is_found_to_be_there,
    messages_whose_teller_was_killed_are_found_to_be_there,
    what_changed_there_after_its_teller_was_killed_is_not_overwritten,
    an_anonymization_whose_teller_was_killed_is_told_again,
);

const SENDING: &str = "SELECT state FROM library_command";

/// How often Koha was told to change something with this at the end of its path.
fn count_told(double: &KohaDouble, path: &str) -> usize {
    double.world().asked.iter().filter(|(method, asked)| method != http::Method::GET && asked.ends_with(path)).count()
}

async fn nodes_that_tell_at_once_tell_each_change_once(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    let people = PATRONS.into_iter().chain(STAFF);
    let now = portal.clock.now().0;
    for person in people.clone() {
        double.add(person.number.unsigned_abs(), all_data(person), person.pin);
        let patron = portal.id_of(person).await;
        for (column, before, after) in
            [("phone", "+358 40 5550199", "+358 50 1"), ("address", "Kaivospolku 7", "Uusi 1")]
        {
            let payload = format!(r#"[{{"column":"{column}","before":["{before}"],"after":"{after}"}}]"#);
            let values = format!("{patron}, 'contact', '{payload}', 'queued', 0, {now}, {now}");
            let columns = "patron_id, kind, payload, state, attempts, created_at, run_after";
            portal.execute(&format!("INSERT INTO library_command ({columns}) VALUES ({values})")).await;
        }
    }
    // Whoever looks what is there gets the answer after the others have looked too.
    double.behaves("/patrons/", Manner::Slowly(Duration::from_millis(20)));
    let nodes: Vec<_> = ["a", "b", "c"].map(|name| portal.other_node(name)).into_iter().collect();
    let until = Instant::now() + Duration::from_secs(20);
    let telling: Vec<_> = nodes
        .into_iter()
        .map(|node| {
            let portal = portal.clone();
            tokio::spawn(async move {
                while portal.number("SELECT COUNT(*) FROM library_command WHERE state <> 'done'").await > 0 {
                    assert!(Instant::now() < until, "not all is told");
                    node.send_next_command().await.unwrap();
                }
            })
        })
        .collect();
    for task in telling {
        task.await.unwrap();
    }
    for person in people.clone() {
        let personal = double.world().patrons[&person.number.unsigned_abs()]["personal"].clone();
        assert_eq!((&personal["phone"], &personal["address"]), (&"+358 50 1".into(), &"Uusi 1".into()));
        assert_eq!(count_told(&double, &format!("api/v1/patrons/{}", person.number)), 2, "{}", person.number);
    }
    let all = i64::try_from(people.count()).unwrap() * 2;
    let told = "SELECT COUNT(*) FROM audit_entry WHERE action = 'library-told' AND outcome = 'done'";
    assert_eq!(portal.number(told).await, all);
    assert_eq!(portal.number("SELECT CAST(SUM(attempts) AS BIGINT) FROM library_command").await, all);
}

/// A server tells it and is killed: Koha has done it, and nobody knows.
async fn tell_and_be_killed(portal: &Portal, double: &KohaDouble, told: &str) {
    double.behaves(told, Manner::DoesAndHangs);
    let settings = [
        ("CARREL_KOHA", format!("{{ address = '{}', client_id = 'carrel' }}", double.url())),
        ("CARREL_KOHA_CLIENT_SECRET", String::from(CLIENT_SECRET)),
    ];
    let mut server = Server::start_with(portal, &settings);
    let until = Instant::now() + Duration::from_secs(20);
    while count_told(double, told) == 0 {
        assert!(Instant::now() < until, "it was not told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.kill();
    double.recovers();
    assert_eq!(portal.texts(SENDING).await, ["sending"], "nobody noted that it is done");
    // The claim of the killed one is over after some minutes.
    portal.execute("UPDATE library_command SET claimed_until = 1").await;
}

async fn correct_phone(portal: &Portal) -> Browser {
    let mut browser = anna(portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    assert_eq!(browser.post("/contact", &[("phone", "+358 50 1234567")]).await.location(), "/contact?done=1");
    browser
}

async fn told(portal: &Portal) -> Vec<String> {
    portal.texts("SELECT outcome FROM audit_entry WHERE action = 'library-told' ORDER BY id").await
}

async fn a_correction_whose_teller_was_killed_is_found_to_be_there(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    correct_phone(&portal).await;
    tell_and_be_killed(&portal, &double, "/api/v1/patrons/1").await;
    let mut browser = anna(&portal).await;
    assert!(browser.get("/contact").await.text().contains("on their way to the library system"));
    // Staff there correct something else meanwhile.
    double.world().patrons.get_mut(&1).unwrap()["personal"]["address"] = "Toinen tie 2".into();
    tell_all(&portal).await;
    assert_eq!(portal.texts(SENDING).await, ["done"]);
    let page = browser.get("/contact").await.text();
    assert!(!page.contains("on their way to the library system"), "{page}");
    let personal = double.world().patrons[&1]["personal"].clone();
    assert_eq!((&personal["phone"], &personal["address"]), (&"+358 50 1234567".into(), &"Toinen tie 2".into()));
    assert_eq!(count_told(&double, "/api/v1/patrons/1"), 1, "it is there already");
    assert_eq!(told(&portal).await, ["done"]);
    look_for(&mut browser, "/my-data/contact", "+358 50 1234567").await;
}

async fn messages_whose_teller_was_killed_are_found_to_be_there(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    choose_days(&mut browser, "5").await;
    tell_and_be_killed(&portal, &double, "/messaging_preferences").await;
    let mut browser = anna(&portal).await;
    assert!(browser.get("/messages").await.text().contains("is on its way to the library system"));
    tell_all(&portal).await;
    assert_eq!(portal.texts(SENDING).await, ["done"]);
    assert!(!browser.get("/messages").await.text().contains("is on its way to the library system"));
    assert_eq!(double.world().preferences[&1]["Advance_Notice"]["days_in_advance"]["value"], 5);
    assert_eq!(count_told(&double, "/messaging_preferences"), 1, "it is there already");
    assert_eq!(told(&portal).await, ["done"]);
}

async fn what_changed_there_after_its_teller_was_killed_is_not_overwritten(database: Database) {
    let (portal, double) = beside(database, Flavour::Stock, "").await;
    correct_phone(&portal).await;
    tell_and_be_killed(&portal, &double, "/api/v1/patrons/1").await;
    double.world().patrons.get_mut(&1).unwrap()["personal"]["phone"] = "+358 9 111".into();
    tell_all(&portal).await;
    assert_eq!(double.world().patrons[&1]["personal"]["phone"], "+358 9 111");
    assert_eq!(portal.texts(SENDING).await, ["conflict"]);
    let mut browser = anna(&portal).await;
    let page = browser.get("/contact").await.text();
    assert!(page.contains("changed in the library system meanwhile"), "{page}");
    assert!(!page.contains("on their way to the library system"), "{page}");
    look_for(&mut browser, "/my-data/contact", "+358 9 111").await;
}

async fn an_anonymization_whose_teller_was_killed_is_told_again(database: Database) {
    let (portal, double) = beside(database, Flavour::KohaSuomi, "").await;
    let mut browser = anna(&portal).await;
    look_for(&mut browser, "/my-data", "As the library system had it").await;
    let job = browser.post("/loan-history/anonymize", &[("rows", "120")]).await;
    assert!(job.location().starts_with("/loan-history/jobs/"), "{}", job.text());
    while portal.services.work_on_next_history().await.unwrap() {}
    tell_and_be_killed(&portal, &double, "/checkouts/history").await;
    tell_all(&portal).await;
    assert_eq!(portal.texts(SENDING).await, ["done"]);
    assert_eq!(double.world().patrons[&1]["oldcheckouts"], serde_json::json!([]));
    assert_eq!(told(&portal).await, ["done"]);
    let mut browser = anna(&portal).await;
    assert!(!browser.get("/my-data").await.text().contains("anonymize"), "it is done");
}

//! Large files: prepared in the background, encrypted, somebody's own, and gone in time.

use std::fs;

use carrel_domain::Timestamp;
use carrel_store::export_job;
use http::StatusCode;
use serde_json::Value as Json;

use crate::harness::{ANNA, BRUNO, Browser, Database, Options, Portal};

on_each_database!(
    a_large_export_is_prepared_and_taken_home,
    what_lies_on_disk_says_nothing,
    a_file_is_its_owners_alone,
    a_file_is_gone_after_24_hours,
    a_file_is_gone_when_its_owner_says_so,
    a_failing_export_is_retried_and_then_told,
    another_node_takes_over_from_a_killed_one,
    a_job_that_kills_every_node_is_given_up,
    two_nodes_never_take_the_same_job,
    a_node_that_lost_its_claim_spoils_nothing,
    an_export_called_off_while_it_runs_leaves_no_file,
);

async fn portal(database: Database) -> Portal {
    Portal::with(database, Options { immediate_rows: 0, ..Options::default() }).await
}

fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

async fn state(portal: &Portal, address: &str) -> String {
    portal.texts(&format!("SELECT state FROM export_job WHERE public_id = '{}'", id_of(address))).await.remove(0)
}

async fn progress(browser: &mut Browser, address: &str) -> (i64, bool) {
    let answer = browser.get(&format!("/api/export-progress?export={}", id_of(address))).await;
    let json: Json = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{}", answer.text()));
    (json["percent"].as_i64().unwrap(), json["is_over"].as_bool().unwrap())
}

async fn a_large_export_is_prepared_and_taken_home(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    let page = anna.get(&address).await;
    assert_eq!(page.header("refresh"), "5", "without WebAssembly the page looks again by itself");
    assert_eq!(progress(&mut anna, &address).await, (0, false));
    let early = anna.post(&format!("{address}/file"), &[]).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND, "there is no file yet");
    assert!(portal.services.prepare_next_export().await.unwrap());
    assert!(!portal.services.prepare_next_export().await.unwrap(), "there was one");
    assert_eq!(progress(&mut anna, &address).await, (100, true));
    let page = anna.get(&address).await;
    assert!(page.headers.get("refresh").is_none());
    assert!(page.text().contains("Your file is ready"));
    assert!(anna.get("/my-data/take-away").await.text().contains(&address), "it is in the list");
    // The tab was closed; another browser of the same person gets it.
    let mut elsewhere = portal.signed_in(ANNA).await;
    let file = elsewhere.post(&format!("{address}/file"), &[]).await;
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"my-library-data.json\"");
    let document: Json = serde_json::from_slice(&file.body).unwrap();
    assert_eq!(document["categories"]["checkout-history"]["entries"].as_array().unwrap().len(), 120);
    assert_eq!(elsewhere.post(&format!("{address}/file"), &[]).await.body, file.body, "as often as they like");
}

async fn what_lies_on_disk_says_nothing(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    anna.post("/my-data/take-away", &[("format", "csv"), ("category", "checkout-history")]).await;
    anna.ask_for("json").await;
    portal.prepare_all().await;
    let files = portal.export_files();
    assert_eq!(files.len(), 2);
    for file in files {
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.starts_with(b"CARRELX1") && bytes.len() > 5_000, "{file:?}");
        let text = String::from_utf8_lossy(&bytes);
        for plain in ["Palautettu", ANNA.surname, ANNA.card, "\"title\""] {
            assert!(!text.contains(plain), "{plain} in {file:?}");
        }
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!name.contains(ANNA.card) && !name.contains("json"), "{name}");
    }
}

async fn a_file_is_its_owners_alone(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    portal.prepare_all().await;
    let mut bruno = portal.signed_in(BRUNO).await;
    let missing = bruno.get("/my-data/take-away/AAAAAAAAAAAAAAAA").await;
    let annas = bruno.get(&address).await;
    assert_eq!((annas.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "the same answer");
    assert_eq!(bruno.post(&format!("{address}/file"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(bruno.post(&format!("{address}/delete"), &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!bruno.get(&format!("/api/export-progress?export={}", id_of(&address))).await.status.is_success());
    assert!(!bruno.get("/my-data/take-away").await.text().contains(&address));
    assert_eq!(anna.post(&format!("{address}/file"), &[]).await.status, StatusCode::OK, "it is still there");
}

async fn a_file_is_gone_after_24_hours(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    portal.prepare_all().await;
    portal.clock.advance(24 * 3600 - 1);
    portal.services.clear_away().await.unwrap();
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&format!("{address}/file"), &[]).await.status, StatusCode::OK);
    portal.clock.advance(1);
    assert_eq!(
        anna.post(&format!("{address}/file"), &[]).await.status,
        StatusCode::NOT_FOUND,
        "before it is cleared away"
    );
    portal.services.clear_away().await.unwrap();
    assert!(portal.export_files().is_empty());
    assert_eq!(anna.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(state(&portal, &address).await, "deleted");
    assert!(!anna.get("/my-data/take-away").await.text().contains(&address));
}

async fn a_file_is_gone_when_its_owner_says_so(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let (first, second) = (anna.ask_for("json").await, anna.ask_for("json").await);
    portal.prepare_all().await;
    assert_eq!(portal.export_files().len(), 2);
    let answer = anna.post(&format!("/fi{first}/delete"), &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/fi/my-data/take-away"));
    assert_eq!(portal.export_files().len(), 1);
    assert_eq!(anna.post(&format!("{first}/file"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anna.post(&format!("{first}/delete"), &[]).await.status, StatusCode::NOT_FOUND, "only once");
    assert_eq!(anna.post(&format!("{second}/file"), &[]).await.status, StatusCode::OK, "the other one stays");
    // Called off before anybody began.
    let third = anna.ask_for("json").await;
    anna.post(&format!("{third}/delete"), &[]).await;
    // Its page asks once more while it is left: that is no fault, and nothing to load it again for.
    assert_eq!(progress(&mut anna, &third).await, (0, false));
    assert!(!portal.services.prepare_next_export().await.unwrap());
}

async fn a_failing_export_is_retried_and_then_told(database: Database) {
    let portal = portal(database).await;
    fs::write(&portal.exports_dir, "a file where the folder should be").unwrap();
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    assert!(portal.services.prepare_next_export().await.unwrap());
    assert_eq!(state(&portal, &address).await, "queued", "it is tried again");
    assert!(!portal.services.prepare_next_export().await.unwrap(), "but not at once");
    assert_eq!(progress(&mut anna, &address).await, (0, false));
    for attempt in 2..=3 {
        portal.clock.advance(60);
        assert!(portal.services.prepare_next_export().await.unwrap(), "attempt {attempt}");
    }
    assert_eq!(state(&portal, &address).await, "failed");
    portal.clock.advance(600);
    assert!(!portal.services.prepare_next_export().await.unwrap(), "three times are enough");
    assert_eq!(progress(&mut anna, &address).await, (0, true));
    let page = anna.get(&format!("/fi{address}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Tiedostoa ei saatu tehtyä"), "{}", page.text());
    assert!(page.headers.get("refresh").is_none());
    assert_eq!(anna.post(&format!("{address}/file"), &[]).await.status, StatusCode::NOT_FOUND);
    // Once the disk is well again, asking again works, and the failed one can be put away.
    fs::remove_file(&portal.exports_dir).unwrap();
    let again = anna.ask_for("json").await;
    portal.prepare_all().await;
    assert_eq!(anna.post(&format!("{again}/file"), &[]).await.status, StatusCode::OK);
    assert_eq!(anna.post(&format!("{address}/delete"), &[]).await.status, StatusCode::SEE_OTHER);
}

/// A node takes the next job and is killed over it, with a file half written.
async fn kill_over_next(portal: &Portal, node: &str) -> Timestamp {
    let now = portal.clock.now();
    let until = now.plus_seconds(30);
    let job = export_job::claim(portal.services.store().writer(), node, now, until).await.unwrap().unwrap();
    fs::create_dir_all(&portal.exports_dir).unwrap();
    fs::write(portal.exports_dir.join(format!("{}.{}.part", job.public_id, job.attempts)), "half").unwrap();
    until
}

async fn another_node_takes_over_from_a_killed_one(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    kill_over_next(&portal, "killed").await;
    portal.clock.advance(29);
    assert!(!portal.services.prepare_next_export().await.unwrap(), "its claim still holds");
    portal.clock.advance(1);
    let page = anna.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(portal.services.prepare_next_export().await.unwrap());
    assert_eq!(state(&portal, &address).await, "ready");
    assert_eq!(anna.post(&format!("{address}/file"), &[]).await.status, StatusCode::OK);
    anna.post(&format!("{address}/delete"), &[]).await;
    assert!(portal.export_files().is_empty(), "nor is what the killed one left: {:?}", portal.export_files());
}

async fn a_job_that_kills_every_node_is_given_up(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    for node in ["first", "second", "third"] {
        kill_over_next(&portal, node).await;
        portal.clock.advance(30);
    }
    portal.prepare_all().await;
    assert_eq!(state(&portal, &address).await, "failed");
    assert!(anna.get(&address).await.text().contains("The file could not be made"));
    assert!(portal.export_files().is_empty(), "{:?}", portal.export_files());
}

async fn two_nodes_never_take_the_same_job(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    for _ in 0..6 {
        anna.ask_for("json").await;
    }
    let nodes = ["b", "c", "d"].map(|name| portal.other_node(name));
    let work = nodes.into_iter().map(|node| {
        tokio::spawn(async move {
            let mut done = 0;
            while node.prepare_next_export().await.unwrap() {
                done += 1;
            }
            done
        })
    });
    let done: Vec<i32> = futures::future::join_all(work).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().sum::<i32>(), 6, "{done:?}");
    assert_eq!(portal.number("SELECT MAX(attempts) FROM export_job").await, 1);
    assert_eq!(portal.export_files().len(), 6);
}

/// Waits until a node is at work.
async fn until_running(portal: &Portal, address: &str) {
    while state(portal, address).await == "queued" {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

async fn a_node_that_lost_its_claim_spoils_nothing(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("pdf").await;
    let slow = portal.services.clone();
    let slow = tokio::spawn(async move { slow.prepare_next_export().await.unwrap() });
    until_running(&portal, &address).await;
    // It was not heard of for a while, so another node takes over while it goes on.
    portal.execute("UPDATE export_job SET claimed_until = 0 WHERE state = 'running'").await;
    let other = portal.other_node("quick");
    other.prepare_next_export().await.unwrap();
    slow.await.unwrap();
    portal.prepare_all().await;
    assert_eq!(state(&portal, &address).await, "ready");
    assert_eq!(portal.export_files().len(), 1, "{:?}", portal.export_files());
    let file = anna.post(&format!("{address}/file"), &[]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.starts_with(b"%PDF-"));

    // And when the other one is done before it comes back.
    let address = anna.ask_for("pdf").await;
    let slow = portal.services.clone();
    let slow = tokio::spawn(async move { slow.prepare_next_export().await.unwrap() });
    until_running(&portal, &address).await;
    let id = id_of(&address);
    portal.execute(&format!("UPDATE export_job SET claimed_by = 'quick', attempts = 2 WHERE public_id = '{id}'")).await;
    let made = portal.exports_dir.join(format!("{id}.2.sealed"));
    fs::write(&made, "what the other node made").unwrap();
    portal.execute(&format!("UPDATE export_job SET state = 'ready' WHERE public_id = '{id}'")).await;
    slow.await.unwrap();
    assert_eq!(fs::read_to_string(&made).unwrap(), "what the other node made");
    assert_eq!(portal.export_files().len(), 2);
    assert_eq!(state(&portal, &address).await, "ready");
}

async fn an_export_called_off_while_it_runs_leaves_no_file(database: Database) {
    let portal = portal(database).await;
    let mut anna = portal.signed_in(ANNA).await;
    for format in ["pdf", "json"] {
        let address = anna.ask_for(format).await;
        let node = portal.services.clone();
        let work = tokio::spawn(async move { node.prepare_next_export().await.unwrap() });
        until_running(&portal, &address).await;
        assert_eq!(anna.post(&format!("{address}/delete"), &[]).await.status, StatusCode::SEE_OTHER);
        work.await.unwrap();
        assert_eq!(state(&portal, &address).await, "deleted");
        assert!(portal.export_files().is_empty(), "{:?}", portal.export_files());
        assert_eq!(anna.get(&address).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!portal.services.prepare_next_export().await.unwrap());
}

#[tokio::test]
async fn a_file_that_was_changed_on_disk_is_not_given_out() {
    let portal = portal(Database::sqlite()).await;
    let mut anna = portal.signed_in(ANNA).await;
    let (first, second) = (anna.ask_for("json").await, anna.ask_for("json").await);
    portal.prepare_all().await;
    let path = |address: &str| {
        portal.export_files().into_iter().find(|file| file.to_string_lossy().contains(id_of(address))).unwrap()
    };
    // One file in the other's place.
    fs::copy(path(&first), path(&second)).unwrap();
    assert_eq!(anna.post(&format!("{second}/file"), &[]).await.status, StatusCode::SERVICE_UNAVAILABLE);
    fs::remove_file(path(&first)).unwrap();
    assert_eq!(anna.post(&format!("{first}/file"), &[]).await.status, StatusCode::NOT_FOUND);
}

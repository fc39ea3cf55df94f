//! Registers that the server reads once a day.

use carrel::registers::{ScheduledRegister, read_if_due, read_registers};

use crate::harness::{Database, Portal, STAFF};

on_each_database!(
    a_register_is_read_once_a_day_on_one_node_and_staff_see_how_it_ended,
    a_register_that_cannot_be_read_is_told_and_tried_the_next_day,
);

const DAY: i64 = 24 * 60 * 60;

/// A register with two people that is due at any time of the day.
fn register(portal: &Portal) -> (ScheduledRegister, std::path::PathBuf) {
    let (file, mapping) = (portal.config.data_dir.join("staff.csv"), portal.config.data_dir.join("staff.toml"));
    std::fs::write(&file, "nr,name\n1,Rekisteri\n2,Register\n").unwrap();
    let text =
        "[register]\nname = \"personnel\"\nformat = \"csv\"\n[key]\nfrom = \"nr\"\n[fields]\nsurname = \"name\"\n";
    std::fs::write(&mapping, text).unwrap();
    let table = format!("[{{ file = {file:?}, mapping = {mapping:?}, at = \"00:00\" }}]");
    (read_registers(&table).unwrap().remove(0), file)
}

async fn settings_page(portal: &Portal) -> String {
    portal.signed_in(STAFF[4]).await.get("/staff/settings").await.text()
}

async fn a_register_is_read_once_a_day_on_one_node_and_staff_see_how_it_ended(database: Database) {
    let portal = Portal::on(database).await;
    let other = portal.other_node("node-b");
    let (register, _) = register(&portal);
    assert!(!settings_page(&portal).await.contains("personnel"));
    let (one, two) = tokio::join!(read_if_due(&portal.services, &register), read_if_due(&other, &register));
    assert_ne!(one.unwrap(), two.unwrap(), "both nodes read it, or none");
    assert_eq!(portal.number("SELECT COUNT(*) FROM patron WHERE source_id LIKE 'personnel:%'").await, 2);
    assert_eq!(
        portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'register-read' AND outcome = 'done'").await,
        1
    );
    let page = settings_page(&portal).await;
    assert!(page.contains("personnel: brought up to date on") && page.contains("Added: 2"), "{page}");
    assert!(!page.contains("Rekisteri"), "a name stands on the page");
    portal.clock.advance(DAY);
    assert!(read_if_due(&other, &register).await.unwrap());
    assert!(settings_page(&portal).await.contains("Added: 0"));
}

async fn a_register_that_cannot_be_read_is_told_and_tried_the_next_day(database: Database) {
    let portal = Portal::on(database).await;
    let (register, file) = register(&portal);
    let whole = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(read_if_due(&portal.services, &register).await.unwrap());
    assert!(settings_page(&portal).await.contains("personnel: could not be read"));
    std::fs::write(&file, whole).unwrap();
    assert!(!read_if_due(&portal.services, &register).await.unwrap(), "it was read twice on one day");
    portal.clock.advance(DAY);
    assert!(read_if_due(&portal.services, &register).await.unwrap());
    // Everybody is gone at once.
    std::fs::write(&file, "nr,name\n").unwrap();
    portal.clock.advance(DAY);
    assert!(read_if_due(&portal.services, &register).await.unwrap());
    assert!(settings_page(&portal).await.contains("personnel: stopped on"));
    let outcomes = portal.texts("SELECT outcome FROM audit_entry WHERE action = 'register-read' ORDER BY id").await;
    assert_eq!(outcomes, ["failed", "done", "refused"]);
}

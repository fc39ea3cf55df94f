//! Files of exports that a killed node left behind.

use std::{
    collections::BTreeSet,
    fs,
    time::{Duration, SystemTime},
};

use crate::harness::{ANNA, Database, Options, Portal};

on_each_database!(a_file_that_no_export_knows_any_more_goes);

fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// A file as it would be if it had last been written so many minutes ago.
fn put(portal: &Portal, name: &str, minutes: u64) {
    let path = portal.exports_dir.join(name);
    fs::write(&path, "CARRELX1").unwrap();
    let at = SystemTime::now() - Duration::from_secs(60 * minutes);
    fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

async fn a_file_that_no_export_knows_any_more_goes(database: Database) {
    let portal = Portal::with(database, Options { immediate_rows: 0, ..Options::default() }).await;
    let mut anna = portal.signed_in(ANNA).await;
    let address = anna.ask_for("json").await;
    let called_off = anna.ask_for("json").await;
    portal.prepare_all().await;
    let id = id_of(&address);
    // The node was killed between the row and the file: of a person who went, of an export that its owner deleted, and
    // halfway through a file.
    portal
        .execute(&format!("UPDATE export_job SET state = 'deleted' WHERE public_id = '{}'", id_of(&called_off)))
        .await;
    put(&portal, "AAAAAAAAAAAAAAAA.1.sealed", 61);
    put(&portal, "AAAAAAAAAAAAAAAA.2.part", 61);
    put(&portal, &format!("{}.1.sealed", id_of(&called_off)), 61);
    // Of an export that is there; just being written; and none of ours.
    put(&portal, &format!("{id}.1.sealed"), 23 * 60);
    put(&portal, "BBBBBBBBBBBBBBBB.1.part", 59);
    let foreign = [
        "README",
        "AAAAAAAAAAAAAAAA.pdf",
        "AAAAAAAAAAAAAAAA.1.sealed.bak",
        "notes.1.sealed",
        ".AAAAAAAAAAAAAAA.1.part",
    ];
    foreign.iter().for_each(|name| put(&portal, name, 600_000));
    fs::create_dir(portal.exports_dir.join("CCCCCCCCCCCCCCCC.1.sealed")).unwrap();
    portal.services.clear_away().await.unwrap();
    let names = || {
        let names =
            portal.export_files().into_iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
        names.filter(|name| !foreign.contains(&name.as_str())).collect::<BTreeSet<_>>()
    };
    let stay = |more: &[&str]| {
        let own = [format!("{id}.1.sealed"), String::from("CCCCCCCCCCCCCCCC.1.sealed")];
        own.into_iter().chain(more.iter().map(|name| (*name).to_owned())).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(), stay(&["BBBBBBBBBBBBBBBB.1.part"]));
    assert_eq!(portal.export_files().len(), foreign.len() + 3, "what is none of ours stays");
    // It is looked once an hour.
    put(&portal, "BBBBBBBBBBBBBBBB.1.part", 61);
    portal.services.clear_away().await.unwrap();
    assert_eq!(names(), stay(&["BBBBBBBBBBBBBBBB.1.part"]));
    portal.clock.advance(3600);
    portal.services.clear_away().await.unwrap();
    assert_eq!(names(), stay(&[]));
}

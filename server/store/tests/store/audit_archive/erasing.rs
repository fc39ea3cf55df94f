//! Erasing from the archive, and what was erased before it moved.

use carrel_domain::{PatronScope, loan_history::After};
use carrel_store::{
    anonymize::{Batch, Choices, History},
    audit::{append, archive::erase_pending, archive::search::find, erase_patron, search::Search},
};

use super::*;
use crate::{
    anonymize::{library, one_batch, person},
    audit_search::staff,
};

const GROUND: &str = "GDPR 17(1)(b)";

async fn erase(store: &Store, organization: OrganizationId, patron: i64) -> u64 {
    let scope = PatronScope::of_background_work(PatronId(patron), organization);
    let entry = Entry::of_system(NOW, organization, "audit-erased", "erasure");
    erase_patron(store, scope, GROUND, None, NOW, entry).await.unwrap()
}

fn about(organization: OrganizationId, count: i64, patron: i64) -> u64 {
    entries(organization, count).iter().filter(|entry| entry.patron == Some(PatronId(patron))).count() as u64
}

both! {
    async fn a_patrons_content_goes_and_the_proof_stays(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        fill(&store, organization, 2_000).await;
        append(&store, &entries(organization, 30)).await.unwrap();
        let expected = checkpoint_now(&store).await;
        assert_eq!(move_as(&store, "node", 2_000).await.unwrap().entries, 2_000);
        let count = about(organization, 2_000, 3) + about(organization, 30, 3);
        assert_eq!(erase(&store, organization, 3).await, count);
        let found = verify(&store, &[expected], |_, _| {}).await.unwrap();
        assert_eq!(found.fault, None);
        assert_eq!(found.erased.iter().map(|erased| erased.count).sum::<i64>(), count as i64);
        assert!(found.erased.iter().all(|erased| erased.ground == GROUND));
        let staff = staff(organization, None);
        let search = Search { patron: Some(PatronId(3)), ..Search::default() };
        assert!(find(&store, &staff, &search, None, 9).await.unwrap().lines.is_empty());
        let lines = find(&store, &staff, &Search::default(), None, 3_000).await.unwrap().lines;
        let erased: Vec<_> = lines.iter().filter(|line| line.erased_at.is_some()).collect();
        assert_eq!(erased.len() as u64, count);
        assert!(erased.iter().all(|line| line.network.is_none() && line.object.is_none() && line.new_value.is_none()
            && line.old_value.is_none() && line.request_id.is_empty() && line.patron_public_id.is_none()));
        assert_eq!(database.number("SELECT COUNT(*) FROM log_size WHERE patron_id = 3").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_archive_erasure").await, 0);
    }
}

both! {
    async fn what_was_erased_before_it_moved_stays_proven(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 2_000).await;
        let count = erase(&store, database.organization, 2).await;
        assert_eq!(move_as(&store, "node", 2_000).await.unwrap().entries, 2_000);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_erasure").await, 0, "it went along");
        let found = verdict(&store).await;
        assert_eq!((found.fault, found.entries), (None, 2_001));
        assert_eq!(found.erased.iter().map(|erased| erased.count).sum::<i64>(), count as i64);
    }
}

both! {
    async fn an_erasure_that_was_killed_before_the_archive_is_done_later(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        fill(&store, organization, 1_500).await;
        append(&store, &entries(organization, 1)).await.unwrap();
        move_all(&store).await;
        let wish = format!("INSERT INTO audit_archive_erasure (patron_id, organization_id, ground, at) VALUES (4, {}, '{GROUND}', 5)", organization.0);
        database.execute(&wish).await.unwrap();
        assert_eq!(verdict(&store).await.fault, None, "wished for and not done");
        assert_eq!(erase_pending(&store).await.unwrap(), about(organization, 1_500, 4));
        assert_eq!(erase_pending(&store).await.unwrap(), 0);
        database.execute(&wish).await.unwrap();
        assert_eq!(erase_pending(&store).await.unwrap(), 0, "done again, it finds nothing");
        assert_eq!(verdict(&store).await.fault, None);
    }
}

both! {
    async fn another_organizations_patron_is_not_erased(database: &TestDatabase) {
        let store = with_archive(database).await;
        fill(&store, database.organization, 1_500).await;
        append(&store, &entries(database.organization, 1)).await.unwrap();
        move_all(&store).await;
        let other = carrel_store::organization::add(store.writer(), "b", "B", "Europe/Helsinki", "EUR").await.unwrap();
        erase(&store, other, 4).await;
        assert!(verdict(&store).await.erased.is_empty());
    }
}

both! {
    async fn what_names_a_title_that_was_anonymized_goes_from_the_archive_too(database: &TestDatabase) {
        database.import(&library::line()).await;
        let store = with_archive(database).await;
        let organization = database.organization;
        let patron = database.scope("1").await.patron();
        let mut all = entries(organization, 1_500);
        for (entry, text) in all[90..].iter_mut().zip([library::TITLE, library::OPEN, "nothing", library::BARCODE]) {
            *entry = Entry { patron: Some(patron), old_value: Some(format!("about: {text}")), new_value: None, ..entry.clone() };
        }
        append(&store, &all).await.unwrap();
        checkpoint_now(&store).await;
        append(&store, &entries(organization, 1)).await.unwrap();
        // What the import logged is younger than the others.
        let moved = move_before(&store, "node", i64::MAX, Timestamp(NOW.0 + SPAN)).await.unwrap();
        assert!(moved.entries >= 1_500);
        let about = format!("SELECT COALESCE(MAX(entries), 0) FROM log_size WHERE patron_id = {}", patron.0);
        let before = database.number(&about).await;
        let aino = person(database, "1", After::days(30)).await;
        // A transaction that is lost leaves no wish.
        let lost = Batch::begin(&store, organization).await.unwrap();
        lost.run(&store, History::Checkouts, &[aino], &Choices::default(), NOW).await.unwrap();
        drop(lost);
        assert_eq!(erase_pending(&store).await.unwrap(), 0);
        // A hold names the title still when the loan goes.
        for history in [History::LOANS, History::LOANS].concat() {
            one_batch(&store, database, history, &[aino]).await;
        }
        assert_eq!(database.number(&about).await, before - 2);
        assert_eq!(erase_pending(&store).await.unwrap(), 2);
        assert_eq!(database.number(&about).await, before - 2);
        let search = Search { patron: Some(patron), ..Search::default() };
        let lines = find(&store, &staff(organization, None), &search, None, 3_000).await.unwrap().lines;
        let said: Vec<&str> = lines.iter().filter_map(|line| line.old_value.as_deref()?.strip_prefix("about: ")).collect();
        assert_eq!(said, ["nothing", library::OPEN]);
        let found = verdict(&store).await;
        assert_eq!(found.fault, None);
        assert_eq!(found.erased.iter().map(|erased| erased.count).sum::<i64>(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_what_was_erased_is_left_in_the_files() {
    async fn test(database: std::sync::Arc<TestDatabase>) {
        let store = with_archive(&database).await;
        let secret = "a very peculiar text";
        let mut all = entries(database.organization, 1_100);
        all[77].patron = Some(PatronId(9));
        all[77].new_value = Some(secret.to_owned());
        append(&store, &all).await.unwrap();
        checkpoint_now(&store).await;
        append(&store, &all[..1]).await.unwrap();
        move_all(&store).await;
        let folder = database.folder.path().join("archive");
        let is_there = || {
            std::fs::read_dir(&folder).unwrap().any(|file| {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
            })
        };
        assert!(is_there());
        assert_eq!(erase(&store, database.organization, 9).await, 1);
        assert!(!is_there());
    }
    TestDatabase::run(crate::database::Engine::Sqlite, test).await;
}

//! Searching the log: every field alone and with every other finds what looking at each entry finds.

use std::sync::Arc;

use carrel_domain::{
    Actor, OrganizationId, PatronId, Permission, Role, SessionId, StaffScope, Timestamp, access::Grant,
};
use carrel_store::audit::{
    Entry, Interface, append,
    search::{LogLine, Search, count, find},
};

use crate::{audit::entry, database::NOW};

pub fn staff(organization: OrganizationId, library: Option<&str>) -> StaffScope {
    let grants = Arc::new([Grant { role: Role::Auditor, library: library.map(str::to_owned) }]);
    let actor = Actor { patron: PatronId(99), organization, session: SessionId(1), grants };
    actor.may(Permission::ViewLogs).unwrap()
}

pub fn varied(organization: OrganizationId) -> Vec<Entry> {
    let pick = |number: i64, every: i64| number % every == 0;
    (0..120)
        .map(|number| Entry {
            at: Timestamp(NOW.0 + number / 3),
            patron: (!pick(number, 7)).then_some(PatronId(number % 4)),
            actor: Some(PatronId(if pick(number, 2) { 50 } else { number % 4 })),
            role: Some(if pick(number, 2) { Role::Desk } else { Role::Patron }),
            action: ["view", "export", "sign-in"][usize::try_from(number % 3).unwrap()],
            outcome: if pick(number, 5) { "refused" } else { "done" },
            object: pick(number, 6).then(|| String::from("request:a")),
            interface: Interface::ALL[usize::try_from(number % 4).unwrap()],
            ..entry(organization, 1)
        })
        .collect()
}

fn fits(entry: &Entry, search: &Search) -> bool {
    search.patron.is_none_or(|patron| entry.patron == Some(patron))
        && search.actor.is_none_or(|actor| entry.actor == Some(actor) && entry.role != Some(Role::Patron))
        && (search.actions.is_empty() || search.actions.contains(&entry.action))
        && search.object.as_ref().is_none_or(|object| entry.object.as_ref() == Some(object))
        && search.from.is_none_or(|from| entry.at >= from)
        && search.until.is_none_or(|until| entry.at < until)
        && search.interface.is_none_or(|interface| entry.interface == interface)
        && search.outcome.is_none_or(|outcome| entry.outcome == outcome)
}

/// Every combination of the fields.
pub fn searches() -> Vec<Search> {
    let mut all = vec![Search::default()];
    let mut with = |change: &dyn Fn(&mut Search)| {
        let more: Vec<Search> = all
            .iter()
            .map(|search| {
                let mut search = search.clone();
                change(&mut search);
                search
            })
            .collect();
        all.extend(more);
    };
    with(&|search| search.patron = Some(PatronId(2)));
    with(&|search| search.actor = Some(PatronId(50)));
    with(&|search| search.actions = vec!["view", "sign-in"]);
    with(&|search| search.object = Some(String::from("request:a")));
    with(&|search| search.from = Some(Timestamp(NOW.0 + 5)));
    with(&|search| search.until = Some(Timestamp(NOW.0 + 30)));
    with(&|search| search.interface = Some(Interface::Job));
    with(&|search| search.outcome = Some("refused"));
    all.extend([
        Search { actions: vec!["export"], ..Search::default() },
        Search { outcome: Some("done"), ..Search::default() },
        Search { interface: Some(Interface::Web), ..Search::default() },
        Search { interface: Some(Interface::Cli), ..Search::default() },
    ]);
    all
}

both! {
    async fn every_search_finds_what_fits_and_nothing_else(database: &TestDatabase) {
        let entries = varied(database.organization);
        append(&database.store, &entries).await.unwrap();
        let (db, staff) = (database.store.reader(), staff(database.organization, None));
        for search in searches() {
            let mut expected: Vec<i64> =
                (1..).zip(&entries).filter(|(_, entry)| fits(entry, &search)).map(|(at, _)| at).collect();
            expected.reverse();
            assert_eq!(count(db, &staff, &search).await.unwrap(), i64::try_from(expected.len()).unwrap(), "{search:?}");
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let page = find(db, &staff, &search, after, 7).await.unwrap();
                found.extend(page.iter().map(|line| line.id));
                match page.last() {
                    Some(last) if page.len() == 7 => after = Some(last.place()),
                    _ => break,
                }
            }
            assert_eq!(found, expected, "{search:?}");
        }
    }
}

both! {
    async fn another_organizations_entries_are_out_of_reach(database: &TestDatabase) {
        append(&database.store, &varied(database.organization)).await.unwrap();
        let other = carrel_store::organization::add(database.store.writer(), "b", "B", "Europe/Helsinki", "EUR");
        let staff = staff(other.await.unwrap(), None);
        for search in searches() {
            assert!(find(database.store.reader(), &staff, &search, None, 9).await.unwrap().is_empty(), "{search:?}");
        }
    }
}

both! {
    async fn staff_of_one_library_see_its_patrons_entries_only(database: &TestDatabase) {
        let lines = crate::lines::line(1, serde_json::json!({})) + &crate::lines::line(2, serde_json::json!({}));
        database.import(&lines).await;
        database.execute("UPDATE patron SET library = 'HERE' WHERE source_id = '1'").await.unwrap();
        database.execute("UPDATE patron SET library = 'THERE' WHERE source_id = '2'").await.unwrap();
        let (db, here) = (database.store.reader(), staff(database.organization, Some("HERE")));
        let found = find(db, &here, &Search::default(), None, 9).await.unwrap();
        let own = database.texts("SELECT public_id FROM patron WHERE source_id = '1'").await;
        assert_eq!(found.iter().map(|line: &LogLine| line.patron_public_id.clone()).collect::<Vec<_>>(), [own.first().cloned()]);
        assert_eq!(count(db, &here, &Search::default()).await.unwrap(), 1);
    }
}

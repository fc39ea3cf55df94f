//! Both parts are read as one: what was found before the move is found after it, in the same order.

use std::time::Duration;

use carrel_domain::{Category, PatronScope, Row, sections::section};
use carrel_store::{
    audit::{
        append,
        archive::{own, search},
        search::{LogLine, Place, Search},
    },
    record::PageRequest,
};

use super::*;
use crate::audit_search::{searches, staff, varied};

async fn find_all(store: &Store, organization: OrganizationId, search: &Search, library: Option<&str>) -> Vec<LogLine> {
    let found = find_looking_at(store, organization, (search, library), 50_000).await;
    let count = search::count(store, &staff(organization, library), search).await.unwrap();
    assert_eq!(count, found.len() as i64, "{search:?}");
    found
}

/// Page after page, where at most so many archived entries are looked at for each.
async fn find_looking_at(
    store: &Store,
    organization: OrganizationId,
    (search, library): (&Search, Option<&str>),
    most: usize,
) -> Vec<LogLine> {
    let staff = staff(organization, library);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = search::find_among(store, &staff, search, after, (7, most)).await.unwrap();
        assert!(page.lines.len() <= 7);
        found.extend(page.lines);
        let Some(next) = page.next else { return found };
        assert!(after.is_none_or(|after: Place| (next.at, next.position) < (after.at, after.position)), "it goes on");
        after = Some(next);
    }
}

both! {
    async fn every_search_finds_the_same_before_and_after_the_move(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        let all = varied(organization);
        append(&store, &all[..70]).await.unwrap();
        let proven = checkpoint_now(&store).await.position;
        append(&store, &all[70..]).await.unwrap();
        let mut before = Vec::new();
        for search in searches() {
            before.push(find_all(&store, organization, &search, None).await);
        }
        let until = Timestamp(NOW.0 + 600);
        state::claim(store.writer(), "node", NOW, until).await.unwrap();
        assert_eq!(move_some(&store, "node", until, proven, until, |_| Some(Duration::ZERO)).await.unwrap().entries, 70);
        for (search, before) in searches().iter().zip(before) {
            assert_eq!(find_all(&store, organization, search, None).await, before, "{search:?}");
        }
        let other = OrganizationId(organization.0 + 1);
        assert!(find_all(&store, other, &Search::default(), None).await.is_empty(), "another organization's are out of reach");
    }
}

both! {
    async fn staff_of_one_library_find_its_patrons_entries_only(database: &TestDatabase) {
        let lines = (1..=5).map(|number| crate::lines::line(number, serde_json::json!({}))).collect::<String>();
        database.import(&lines).await;
        database.execute("UPDATE patron SET library = CASE WHEN source_id IN ('2', '3') THEN 'HERE' ELSE 'THERE' END").await.unwrap();
        let store = with_archive(database).await;
        fill(&store, database.organization, 1_500).await;
        append(&store, &late(database.organization, 30)).await.unwrap();
        let before = find_all(&store, database.organization, &Search::default(), Some("HERE")).await;
        assert!(before.len() > 100);
        // What the import logged was made just now.
        move_before(&store, "node", i64::MAX, Timestamp(NOW.0 + 1)).await;
        assert!(database.number("SELECT MIN(id) FROM audit_entry").await > 1_500);
        assert_eq!(find_all(&store, database.organization, &Search::default(), Some("HERE")).await, before);
        // A page for which too much would have to be looked at is short, and the next one goes on where it ended.
        let search = (&Search::default(), Some("HERE"));
        assert_eq!(find_looking_at(&store, database.organization, search, 1).await, before);
        let none = staff(database.organization, Some("NOWHERE"));
        let page = search::find_among(&store, &none, search.0, None, (7, 1)).await.unwrap();
        assert!(page.lines.is_empty() && page.next.is_some(), "{page:?}");
    }
}

async fn own_pages(store: &Store, scope: PatronScope, request: &PageRequest) -> (Vec<Row>, i64) {
    let section = section(Category::Log);
    let mut rows = Vec::new();
    for page in 0.. {
        let found = own::page(store, scope, section, &PageRequest { page, ..request.clone() }).await.unwrap();
        if found.rows.is_empty() {
            return (rows, found.total);
        }
        rows.extend(found.rows);
    }
    unreachable!()
}

both! {
    async fn patrons_see_one_log_in_pages_sorted_and_filtered(database: &TestDatabase) {
        let lines = (1..=5).map(|number| crate::lines::line(number, serde_json::json!({}))).collect::<String>();
        database.import(&lines).await;
        database.execute("UPDATE patron SET id = 50 WHERE source_id = '5'").await.unwrap();
        let store = with_archive(database).await;
        let organization = database.organization;
        carrel_store::setting::set(store.writer(), organization, "log_shows_staff_names", "1").await.unwrap();
        fill(&store, organization, 1_200).await;
        append(&store, &late(organization, 40)).await.unwrap();
        let scope = PatronScope::of_background_work(PatronId(2), organization);
        let plain = PageRequest { per_page: 50, ..PageRequest::default() };
        let requests = [
            plain.clone(),
            PageRequest { ascending: true, ..plain.clone() },
            PageRequest { filter: Some(String::from("EXPORT")), ..plain.clone() },
            PageRequest { filter: Some(String::from("library Ä")), ..plain.clone() },
            PageRequest { filter: Some(String::from("nowhere")), ..plain.clone() },
        ];
        let sorted = PageRequest { sort: Some(String::from("action")), ascending: true, ..plain };
        let mut before = Vec::new();
        for request in &requests {
            before.push(own_pages(&store, scope, request).await);
        }
        let actions = |rows: &[Row]| rows.iter().map(|row| format!("{:?}", row.values[1])).collect::<Vec<_>>();
        let by_action = own_pages(&store, scope, &sorted).await;
        move_before(&store, "node", i64::MAX, Timestamp(NOW.0 + 1)).await;
        assert!(database.number("SELECT COUNT(*) FROM audit_entry").await < 60);
        for (request, before) in requests.iter().zip(before) {
            assert_eq!(own_pages(&store, scope, request).await, before, "{request:?}");
        }
        let after = own_pages(&store, scope, &sorted).await;
        assert_eq!((actions(&after.0), after.1), (actions(&by_action.0), by_action.1));
    }
}

async fn walked(store: &Store, scope: PatronScope) -> Vec<Row> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let (found, next) = own::walk(store, scope, section(Category::Log), cursor, 13).await.unwrap();
        rows.extend(found);
        match next {
            Some(next) => cursor = Some(next),
            None => return rows,
        }
    }
}

both! {
    async fn an_export_walks_through_both_parts(database: &TestDatabase) {
        let store = with_archive(database).await;
        let organization = database.organization;
        fill(&store, organization, 1_200).await;
        append(&store, &late(organization, 40)).await.unwrap();
        let scope = PatronScope::of_background_work(PatronId(2), organization);
        let before = walked(&store, scope).await;
        assert!(before.len() > 150);
        move_all(&store).await;
        assert_eq!(walked(&store, scope).await, before);
    }
}

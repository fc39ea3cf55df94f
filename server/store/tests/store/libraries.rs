//! Libraries that become part of another one, and imports after that.

use carrel_domain::{Kind, PatronId, Value, sections::section};
use carrel_store::{
    library::{self, Move},
    patron,
};
use serde_json::json;

use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

fn patron_of(number: i64, library: &str, surname: &str) -> String {
    line_of(json!({"borrowernumber": number, "branchcode": library, "surname": surname}), json!({}))
}

async fn merge(database: &TestDatabase, from: &str, to: &str) -> Result<usize, carrel_store::StoreError> {
    let store = database.another_process().await;
    let transaction = store.begin().await?;
    library::lock(&transaction).await?;
    let aliases = library::aliases(&transaction, database.organization).await?;
    if aliases.contains_key(from) || aliases.contains_key(to) {
        return Ok(0);
    }
    let moved = Move { organization: database.organization, from, to };
    let moved = library::move_patrons(&transaction, moved, PatronId(1), NOW).await?;
    transaction.commit().await?;
    Ok(moved.len())
}

async fn homes(database: &TestDatabase) -> Vec<String> {
    database.texts("SELECT source_id || ' ' || library FROM patron ORDER BY source_id").await
}

both! {
    async fn a_later_import_does_not_move_patrons_back(database: &TestDatabase) {
        let file = |surname: &str| patron_of(1, "OUT", surname) + &patron_of(2, "RAN", surname) + &patron_of(3, "JNS", surname);
        database.import(&file("Laine")).await;
        assert_eq!(merge(database, "RAN", "OUT").await.unwrap(), 1);
        assert_eq!(homes(database).await, ["1 OUT", "2 OUT", "3 JNS"]);
        database.import(&file("Laine")).await;
        database.import(&file("Virtanen")).await;
        database.import(&patron_of(4, "RAN", "Uusi")).await;
        assert_eq!(homes(database).await, ["1 OUT", "2 OUT", "3 JNS", "4 OUT"]);
        let names = database.texts("SELECT code || ' ' || name FROM library ORDER BY code").await;
        assert_eq!(names, ["JNS JNS", "OUT OUT", "RAN RAN"], "history goes on naming the old library");
    }
}

both! {
    async fn what_moved_before_moves_along(database: &TestDatabase) {
        database.import(&(patron_of(1, "A", "x") + &patron_of(2, "B", "x") + &patron_of(3, "C", "x"))).await;
        assert_eq!(merge(database, "A", "B").await.unwrap(), 1);
        assert_eq!(merge(database, "B", "C").await.unwrap(), 2);
        database.import(&(patron_of(1, "A", "y") + &patron_of(2, "B", "y"))).await;
        assert_eq!(homes(database).await, ["1 C", "2 C", "3 C"]);
        assert_eq!(database.texts("SELECT library FROM library_alias ORDER BY code").await, ["C", "C"]);
    }
}

both! {
    async fn a_patron_sees_the_library_they_belong_to_now(database: &TestDatabase) {
        database.import(&patron_of(1, "RAN", "Laine")).await;
        merge(database, "RAN", "OUT").await.unwrap();
        let record = patron::find_record(database.store.reader(), database.scope("1").await).await.unwrap().unwrap();
        let identity = section(carrel_domain::Category::Identity);
        let row = record.row(identity, &jiff::tz::TimeZone::UTC);
        let at = identity.shown().position(|column| column.kind == Kind::Library).unwrap();
        assert_eq!(row.values[at], Value::Text("OUT".into()));
    }
}

both! {
    async fn of_two_nodes_that_merge_libraries_into_each_other_one_does(database: &TestDatabase) {
        database.import(&(patron_of(1, "A", "x") + &patron_of(2, "B", "x"))).await;
        let (here, there) = tokio::join!(merge(database, "A", "B"), merge(database, "B", "A"));
        assert_eq!(here.unwrap() + there.unwrap(), 1);
        assert_eq!(database.texts("SELECT DISTINCT library FROM patron").await.len(), 1);
    }
}

both! {
    async fn a_merge_that_is_not_committed_never_happened(database: &TestDatabase) {
        database.import(&patron_of(1, "A", "x")).await;
        let transaction = database.store.begin().await.unwrap();
        let moved = Move { organization: database.organization, from: "A", to: "B" };
        library::move_patrons(&transaction, moved, PatronId(1), NOW).await.unwrap();
        transaction.rollback().await.unwrap();
        assert_eq!(homes(database).await, ["1 A"]);
        assert_eq!(database.number("SELECT COUNT(*) FROM library_alias").await, 0);
    }
}

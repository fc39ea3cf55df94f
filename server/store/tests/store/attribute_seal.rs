//! Identity numbers that are kept as attributes: sealed by the import, and where they were stored before.

use std::sync::Arc;

use carrel_sources::alldata;
use carrel_store::{
    Store,
    attribute_seal::{Seal, seal_all},
    import::Counts,
    setting,
};
use serde_json::{Value as Json, json};

use crate::lines::line;

/// Turns letters around: enough to tell sealed from plain.
#[derive(Debug)]
struct Mirror;

impl Seal for Mirror {
    fn seal(&self, code: &str, value: &str) -> Option<String> {
        Some(format!("{code}:{}", value.chars().rev().collect::<String>()))
    }

    fn digest(&self, plain: i64) -> i64 {
        !plain
    }
}

fn with_number(number: &str) -> String {
    let attributes: Json = json!([
        {"id": 1, "code": "SSN", "attribute": number, "said_again": number},
        {"id": 2, "code": "SHOE", "attribute": "43"},
        {"code": "SSN", "attribute": number},
    ]);
    line(1, json!({"extended_attributes": attributes}))
}

const STORED: &str = "SELECT code || ' ' || attribute FROM extended_attribute ORDER BY code, id";
const EVERYTHING: &str =
    "SELECT source_id || ' ' || CAST(digest AS TEXT) || COALESCE(other, '') FROM extended_attribute ORDER BY id";

async fn import(database: &crate::database::TestDatabase, store: &Store, lines: &str) -> Counts {
    let summary = alldata::run(store, database.options(lines), &mut ()).await.unwrap();
    let (_, counts) = summary.tally.by_table().find(|(name, _)| *name == "extended_attribute").unwrap();
    *counts
}

both! {
    async fn an_import_seals_what_the_setting_names_and_leaves_what_is_equal(database: &TestDatabase) {
        setting::set(database.store.writer(), database.organization, "identity_number_attributes", "SSN").await.unwrap();
        let store = database.store.clone().with_attribute_seal(Arc::new(Mirror));
        assert_eq!(import(database, &store, &with_number("131052-308T")).await.added, 3);
        let sealed = "SSN carrel-sealed:SSN:T803-250131";
        assert_eq!(database.texts(STORED).await, ["SHOE 43", sealed, sealed]);
        assert!(!database.texts(EVERYTHING).await.concat().contains("131052"));
        // The same rows in a line that is written differently: they are found to be equal though they are sealed.
        let again = import(database, &store, &with_number("131052-308T").replace("\"SHOE\"", " \"SHOE\"")).await;
        assert_eq!(again, Counts { left: 3, ..Counts::default() });
        let changed = import(database, &store, &with_number("010594Y9032")).await;
        assert_eq!((changed.changed, changed.added, changed.removed, changed.left), (1, 1, 1, 1));
        assert_eq!(database.texts(STORED).await[1], "SSN carrel-sealed:SSN:2309Y495010");
    }
}

both! {
    async fn what_was_stored_before_is_sealed_and_the_next_import_knows_it(database: &TestDatabase) {
        let store = database.store.clone().with_attribute_seal(Arc::new(Mirror));
        import(database, &store, &with_number("131052-308T")).await;
        assert_eq!(database.texts(STORED).await[1], "SSN 131052-308T");
        setting::set(database.store.writer(), database.organization, "identity_number_attributes", "SSN,X").await.unwrap();
        assert_eq!(seal_all(&store).await.unwrap(), 2);
        assert_eq!(seal_all(&store).await.unwrap(), 0);
        assert_eq!(database.texts(STORED).await[1], "SSN carrel-sealed:SSN:T803-250131");
        let again = import(database, &store, &with_number("131052-308T").replace("\"SHOE\"", " \"SHOE\"")).await;
        assert_eq!(again, Counts { left: 3, ..Counts::default() });
    }
}

both! {
    async fn without_keys_nothing_is_stored_in_the_clear(database: &TestDatabase) {
        setting::set(database.store.writer(), database.organization, "identity_number_attributes", "SSN").await.unwrap();
        let options = database.options(&with_number("131052-308T"));
        assert!(alldata::run(&database.store, options, &mut ()).await.is_err());
        assert!(database.texts(STORED).await.is_empty());
    }
}

//! The migrated schema.

use carrel_domain::{Category, sections::section};
use carrel_store::import::TABLES;

both! {
    async fn every_column_of_every_section_is_in_the_tables(database: &TestDatabase) {
        for category in Category::ALL {
            let table = section(category).table;
            // The patron's own columns are in its JSON.
            if table.name == "patron" {
                continue;
            }
            for column in table.columns {
                let sql = format!("SELECT CAST({} AS TEXT) FROM {} WHERE 1 = 0", column.name, table.name);
                database.texts(&sql).await;
            }
        }
    }
}

both! {
    async fn rows_go_with_their_patron(database: &TestDatabase) {
        let rows = serde_json::json!([{"id": 1, "guarantor_id": 1, "guarantee_id": 2, "code": "A"}]);
        let keys = [
            "checkouts", "holds", "accountlines", "notices", "messages", "debarments", "suggestions", "ill",
            "attributes", "consents", "message_preferences", "relationships",
        ];
        let sections = keys.map(|key| (key.to_owned(), rows.clone())).into_iter().collect();
        database.import(&crate::lines::line(1, serde_json::Value::Object(sections))).await;
        for table in TABLES {
            assert_eq!(database.number(&format!("SELECT COUNT(*) FROM {}", table.name)).await, 1, "{}", table.name);
        }
        database.execute("DELETE FROM patron").await.unwrap();
        for table in TABLES {
            assert_eq!(database.number(&format!("SELECT COUNT(*) FROM {}", table.name)).await, 0, "{}", table.name);
        }
    }
}

//! The log.

use carrel_domain::{Category, OrganizationId, PatronId, Role};
use carrel_store::audit::{Entry, append};

use crate::database::NOW;

/// A patron looked at their own fees.
pub fn entry(organization: OrganizationId, patron: i64) -> Entry {
    Entry {
        patron: Some(PatronId(patron)),
        actor: Some(PatronId(patron)),
        role: Some(Role::Patron),
        category: Some(Category::Fees),
        network: Some(String::from("203.0.113.0/24")),
        request_id: String::from("request-1"),
        ..Entry::of_system(NOW, organization, "view", "own-access")
    }
}

both! {
    async fn entries_cannot_be_changed_or_deleted(database: &TestDatabase) {
        append(&database.store, &[entry(database.organization, 1), entry(database.organization, 2)]).await.unwrap();
        for sql in ["UPDATE audit_entry SET action = 'nothing'", "DELETE FROM audit_entry", "DELETE FROM audit_entry WHERE id = 1"] {
            assert!(database.execute(sql).await.is_err(), "{sql}");
        }
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'view'").await, 2);
    }
}

both! {
    async fn entries_outlive_the_patron(database: &TestDatabase) {
        database.import(&crate::lines::line(7, serde_json::json!({}))).await;
        database.execute("DELETE FROM patron").await.unwrap();
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'import'").await, 1);
    }
}

both! {
    async fn an_import_is_logged_for_each_patron_it_changed(database: &TestDatabase) {
        let both = crate::lines::line(1, serde_json::json!({})) + &crate::lines::line(2, serde_json::json!({}));
        database.import(&both).await;
        let one_changed = crate::lines::line(1, serde_json::json!({"messages": []})) + &crate::lines::line(2, serde_json::json!({}));
        database.import(&one_changed).await;
        let entries = database
            .texts("SELECT p.source_id FROM audit_entry a JOIN patron p ON p.id = a.patron_id ORDER BY a.id")
            .await;
        assert_eq!(entries, ["1", "2", "1"]);
    }
}

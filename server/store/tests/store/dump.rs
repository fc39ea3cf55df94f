//! Everything an import writes, as text, to compare two databases.

use carrel_store::import::TABLES;

use crate::database::TestDatabase;

/// All rows that come from the source, in an order of their own; without keys, which differ.
pub async fn dump(database: &TestDatabase) -> Vec<String> {
    let mut all = Vec::new();
    let patron = "source_id, cardnumber, userid, surname, firstname, email, library, patron_category, language, disabled, \
                  record, other, digest, document_digest";
    all.extend(rows(database, "patron", "", patron).await);
    let hash = "hash, source_digest";
    all.extend(rows(database, "credential", "JOIN patron p ON p.id = t.patron_id", hash).await);
    all.extend(rows(database, "library", "", "code, name").await);
    all.extend(rows(database, "patron_category", "", "code, name").await);
    for table in TABLES {
        let mut columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        columns.extend(["source_id", "other", "digest"]);
        if table.has_state {
            columns.push("is_open");
        }
        all.extend(rows(database, table.name, "JOIN patron p ON p.id = t.patron_id", &columns.join(", ")).await);
    }
    all
}

async fn rows(database: &TestDatabase, table: &str, join: &str, columns: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        columns.split(", ").map(|column| format!("COALESCE(CAST(t.{column} AS TEXT), '-')")).collect();
    if !join.is_empty() {
        parts.push(String::from("p.source_id"));
    }
    let text = parts.join(" || '|' || ");
    let mut rows = database.texts(&format!("SELECT '{table}: ' || {text} FROM {table} t {join}")).await;
    rows.sort();
    rows
}

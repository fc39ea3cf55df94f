//! Consents: purposes and the versions of their texts, as libraries set them, and the receipts of what people answered.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("consent_purpose")
                    .col(number("organization_id"))
                    .col(text("code"))
                    .col(text("asking"))
                    // Since when it is asked so: sessions from before are not interrupted.
                    .col(number("asking_since"))
                    .col(number("gate_shows_data"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("consent_purpose_code", "consent_purpose", &["organization_id", "code"])).await?;
        manager
            .create_table(
                table("consent_version")
                    .col(number("purpose_id"))
                    .col(number("number"))
                    .col(number("asks_again"))
                    .col(number("valid_from"))
                    .col(number("published_at"))
                    .foreign_key(&mut belongs_to("purpose_id", "consent_purpose"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("consent_version_number", "consent_version", &["purpose_id", "number"])).await?;
        manager
            .create_table(
                table("consent_wording")
                    .col(number("version_id"))
                    .col(text("language"))
                    .col(text("name"))
                    .col(text("explanation"))
                    .col(text("consequence"))
                    .foreign_key(&mut belongs_to("version_id", "consent_version"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique("consent_wording_language", "consent_wording", &["version_id", "language"]))
            .await?;
        manager
            .create_table(
                table("consent_receipt")
                    .col(text("public_id").unique_key())
                    .col(number("patron_id"))
                    .col(text("purpose"))
                    .col(text("answer"))
                    .col(number("answered_at"))
                    .col(text("how"))
                    .col(optional_text("language"))
                    .col(optional_number("version"))
                    // Who wrote it down at the desk.
                    .col(optional_number("recorded_by"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("consent_receipt_patron", "consent_receipt", &["patron_id", "answered_at", "id"]))
            .await?;
        // Whoever said “later” to the card on My data.
        manager
            .create_table(
                table("consent_pause")
                    .col(number("patron_id").unique_key())
                    .col(number("ask_after"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.get_connection().execute_unprepared(ANSWERS).await?;
        for table in ["consent_receipt", "consent_version", "consent_wording"] {
            never_changed(manager, table).await?;
        }
        Ok(())
    }
}

/// Everything a patron answered: the receipts, and what the library system sent, whose version is not known.
const ANSWERS: &str = "\
    CREATE VIEW consent_of_patron AS \
    SELECT c.id * 2 AS id, c.patron_id AS patron_id, c.purpose AS purpose, \
           CASE WHEN c.refused_at IS NOT NULL AND (c.given_at IS NULL OR c.refused_at >= c.given_at) THEN 'refused' \
                WHEN c.given_at IS NOT NULL THEN 'given' END AS answer, \
           CASE WHEN c.refused_at IS NOT NULL AND (c.given_at IS NULL OR c.refused_at >= c.given_at) THEN c.refused_at \
                ELSE c.given_at END AS answered_at, \
           'import' AS how, CAST(NULL AS BIGINT) AS version, CAST(NULL AS TEXT) AS language, \
           c.given_at AS given_at, c.refused_at AS refused_at, c.other AS other FROM consent c \
    UNION ALL \
    SELECT r.id * 2 + 1 AS id, r.patron_id AS patron_id, r.purpose AS purpose, r.answer AS answer, \
           r.answered_at AS answered_at, r.how AS how, r.version AS version, r.language AS language, \
           CASE WHEN r.answer = 'given' THEN r.answered_at END AS given_at, \
           CASE WHEN r.answer <> 'given' THEN r.answered_at END AS refused_at, NULL AS other FROM consent_receipt r";

/// What somebody agreed to is not written anew. It goes only with its patron or organization.
async fn never_changed(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let sql = match manager.get_database_backend() {
        DbBackend::Sqlite => format!(
            "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} \
             BEGIN SELECT RAISE(ABORT, 'receipts of consent are not changed'); END"
        ),
        _ => format!(
            "CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'receipts of consent are not changed'; END $$; \
             CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()"
        ),
    };
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

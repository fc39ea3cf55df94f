//! Patrons, what they sign in with, and who is whose guardian.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `record` is the library system's row as JSON, without secrets; the columns before it are what Carrel looks
        // patrons up by, written from the record each time it changes.
        manager
            .create_table(
                table("patron")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(text("source_id"))
                    .col(optional_text("cardnumber"))
                    .col(optional_text("userid"))
                    .col(optional_text("surname"))
                    .col(optional_text("firstname"))
                    .col(optional_text("email"))
                    .col(optional_text("library"))
                    .col(optional_text("patron_category"))
                    .col(optional_text("language"))
                    .col(text("role").default("patron"))
                    .col(number("disabled").default(0))
                    .col(text("record"))
                    .col(optional_text("other"))
                    .col(number("digest"))
                    .col(number("document_digest"))
                    .col(number("created_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("patron_source", "patron", &["organization_id", "source_id"])).await?;
        manager.create_index(index("patron_cardnumber", "patron", &["cardnumber"])).await?;
        manager.create_index(index("patron_userid", "patron", &["userid"])).await?;
        manager
            .create_table(
                table("credential")
                    .col(number("patron_id").unique_key())
                    .col(text("hash"))
                    .col(optional_number("source_digest"))
                    .col(number("changed_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                table("guardianship")
                    .col(number("guardian_id"))
                    .col(number("ward_id"))
                    .col(optional_text("relationship"))
                    .col(optional_number("recorded_at"))
                    .foreign_key(&mut belongs_to("guardian_id", "patron"))
                    .foreign_key(&mut belongs_to("ward_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("guardianship_pair", "guardianship", &["guardian_id", "ward_id"])).await?;
        manager.create_index(index("guardianship_ward", "guardianship", &["ward_id"])).await?;
        // Both ends of a guardianship, each as the other end's patron sees it.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE VIEW guardianship_of_patron AS \
                 SELECT g.id * 2 AS id, g.ward_id AS patron_id, 'guardian' AS role, \
                        TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')) AS name, \
                        g.relationship AS relationship, p.cardnumber AS cardnumber, \
                        g.recorded_at AS recorded_at, CAST(NULL AS TEXT) AS other \
                 FROM guardianship g JOIN patron p ON p.id = g.guardian_id \
                 UNION ALL \
                 SELECT g.id * 2 + 1, g.guardian_id, 'ward', \
                        TRIM(COALESCE(p.firstname, '') || ' ' || COALESCE(p.surname, '')), \
                        g.relationship, p.cardnumber, g.recorded_at, CAST(NULL AS TEXT) \
                 FROM guardianship g JOIN patron p ON p.id = g.ward_id",
            )
            .await?;
        Ok(())
    }
}

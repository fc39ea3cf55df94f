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
        // Whose guardian somebody is, as the line of one of the two says it, by the library system's own numbers: the
        // other one may come later, or never.
        manager
            .create_table(
                table("guardianship")
                    .col(number("patron_id"))
                    .col(text("source_id"))
                    .col(optional_text("guardian_number"))
                    .col(optional_text("ward_number"))
                    .col(optional_text("relationship"))
                    .col(optional_number("recorded_at"))
                    .col(optional_text("other"))
                    .col(number("digest"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("guardianship_source", "guardianship", &["patron_id", "source_id"])).await?;
        for (name, column) in [("guardianship_guardian", "guardian_number"), ("guardianship_ward", "ward_number")] {
            manager.create_index(index(name, "guardianship", &[column, "id"])).await?;
        }
        manager.get_connection().execute_unprepared(&both_ends()).await?;
        Ok(())
    }
}

/// The view of guardianships that both are known of, once from each end. Said on both lines, the first one counts.
fn both_ends() -> String {
    let end = |id: &str, me: &str, you: &str, role: &str| {
        format!(
            "SELECT {id} AS id, me.id AS patron_id, '{role}' AS role, \
                    TRIM(COALESCE(you.firstname, '') || ' ' || COALESCE(you.surname, '')) AS name, \
                    g.relationship AS relationship, you.cardnumber AS cardnumber, g.recorded_at AS recorded_at, \
                    g.other AS other \
             FROM patron me \
             JOIN guardianship g ON g.{me}_number = me.source_id \
             JOIN patron said ON said.id = g.patron_id AND said.organization_id = me.organization_id \
             JOIN patron you ON you.organization_id = me.organization_id AND you.source_id = g.{you}_number \
             WHERE NOT EXISTS (SELECT 1 FROM guardianship e JOIN patron s ON s.id = e.patron_id \
                               WHERE e.{me}_number = g.{me}_number AND e.{you}_number = g.{you}_number \
                               AND e.id < g.id AND s.organization_id = me.organization_id)"
        )
    };
    format!(
        "CREATE VIEW guardianship_of_patron AS {} UNION ALL {}",
        end("g.id * 2", "ward", "guardian", "guardian"),
        end("g.id * 2 + 1", "guardian", "ward", "ward")
    )
}

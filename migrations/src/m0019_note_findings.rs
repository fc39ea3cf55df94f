//! Notes that seem to hold what a library should not keep, and how far they were looked through.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Where the note stands, never what it says: it is read there when it is shown. `codes` are the categories,
        // `digest` tells whether the text is still the one that was decided about.
        manager
            .create_table(
                table("note_finding")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("place"))
                    .col(text("row_key"))
                    .col(text("field"))
                    .col(text("digest"))
                    .col(text("codes"))
                    .col(number("found_at"))
                    .col(optional_number("reviewed_at"))
                    .col(optional_number("reviewed_by"))
                    .col(optional_text("reason"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        let place = &["patron_id", "place", "row_key", "field"];
        manager.create_index(unique("note_finding_place", "note_finding", place)).await?;
        manager
            .create_index(index("note_finding_open", "note_finding", &["organization_id", "reviewed_at", "id"]))
            .await?;
        // Which state of a patron's document was looked through, with which words.
        manager
            .create_table(
                table("note_scan")
                    .col(number("patron_id").unique_key())
                    .col(number("document_digest"))
                    .col(text("words"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        // The walk through all patrons of an organization: one node at a time does it, and another goes on where one
        // was killed.
        manager
            .create_table(
                table("note_walk")
                    .col(number("organization_id").unique_key())
                    .col(number("done_to"))
                    .col(number("next_at"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await
    }
}

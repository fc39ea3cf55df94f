//! What patrons choose to be told, beside what the library system sent; and what is usual for their category.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `source_digest` is the digest of the library system's row when the choice was made: it holds for as long as that
        // row says the same, and so the import has nothing to do with it.
        manager
            .create_table(
                table("message_choice")
                    .col(number("patron_id"))
                    .col(text("event"))
                    .col(optional_text("transports"))
                    .col(optional_number("days_in_advance"))
                    .col(number("digest_wanted"))
                    .col(optional_number("source_digest"))
                    .col(number("chosen_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("message_choice_event", "message_choice", &["patron_id", "event"])).await?;
        manager
            .create_table(
                table("message_default")
                    .col(number("organization_id"))
                    // Empty for every category without words of its own.
                    .col(text("patron_category"))
                    .col(text("event"))
                    .col(optional_text("transports"))
                    .col(optional_number("days_in_advance"))
                    .col(number("digest_wanted"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(unique(
                "message_default_event",
                "message_default",
                &["organization_id", "patron_category", "event"],
            ))
            .await?;
        manager.get_connection().execute_unprepared(PREFERENCES).await?;
        Ok(())
    }
}

/// What holds for a patron: the choice made here while the library system says what it said then, or else its row.
const PREFERENCES: &str = "\
    CREATE VIEW message_preference_of_patron AS \
    SELECT m.id * 2 AS id, m.patron_id AS patron_id, m.event AS event, \
           CASE WHEN c.id IS NULL THEN m.transports ELSE c.transports END AS transports, \
           CASE WHEN c.id IS NULL THEN m.days_in_advance ELSE c.days_in_advance END AS days_in_advance, \
           CASE WHEN c.id IS NULL THEN m.digest_wanted ELSE c.digest_wanted END AS digest_wanted, \
           c.chosen_at AS chosen_at, m.other AS other \
    FROM message_preference m \
    LEFT JOIN message_choice c ON c.patron_id = m.patron_id AND c.event = m.event AND c.source_digest = m.digest \
    UNION ALL \
    SELECT c.id * 2 + 1 AS id, c.patron_id AS patron_id, c.event AS event, c.transports AS transports, \
           c.days_in_advance AS days_in_advance, c.digest_wanted AS digest_wanted, c.chosen_at AS chosen_at, \
           NULL AS other \
    FROM message_choice c WHERE c.source_digest IS NULL \
    AND NOT EXISTS (SELECT 1 FROM message_preference m WHERE m.patron_id = c.patron_id AND m.event = c.event)";

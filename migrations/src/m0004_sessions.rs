//! Signed-in sessions, trusted devices and the counters that slow guessing down.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_text, table, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Tokens are kept as SHA-256 only (ASVS 7.2): who reads the database cannot take a session over.
        manager
            .create_table(
                table("session")
                    .col(text("token_hash").unique_key())
                    .col(number("patron_id"))
                    .col(number("created_at"))
                    .col(number("last_used_at"))
                    .col(number("verified_at"))
                    .col(number("idle_seconds"))
                    .col(number("expires_at"))
                    .col(number("is_shared_computer"))
                    .col(text("network"))
                    .col(optional_text("device"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("session_patron", "session", &["patron_id"])).await?;
        manager.create_index(index("session_expiry", "session", &["expires_at"])).await?;
        // A browser that signed in to this account before: strangers' failures do not slow it down.
        manager
            .create_table(
                table("known_device")
                    .col(text("token_hash").unique_key())
                    .col(number("patron_id"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("known_device_patron", "known_device", &["patron_id"])).await?;
        // `bucket` is a keyed hash of what is counted (account, address, both), never the thing itself.
        manager
            .create_table(
                table("throttle")
                    .col(text("bucket").unique_key())
                    .col(number("failures"))
                    .col(number("window_ends_at"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("throttle_end", "throttle", &["window_ends_at"])).await
    }
}

//! Second factors, and the step of a sign-in that asks for one.

use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The secret is encrypted with a key outside the database (ASVS 13.3). `last_step`: no code of this time step or
        // an earlier one is taken again (RFC 6238, 5.2).
        manager
            .create_table(
                table("totp")
                    .col(number("patron_id").unique_key())
                    .col(text("secret"))
                    .col(number("last_step"))
                    .col(number("added_at"))
                    .col(optional_number("last_used_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        // A code is found by its first part and checked by a hash of the rest.
        manager
            .create_table(
                table("recovery_code")
                    .col(number("patron_id"))
                    .col(text("selector"))
                    .col(text("hash"))
                    .col(number("made_at"))
                    .col(optional_number("used_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("recovery_code_selector", "recovery_code", &["patron_id", "selector"])).await?;
        manager
            .create_table(
                table("passkey")
                    .col(text("public_id").unique_key())
                    .col(number("patron_id"))
                    .col(text("credential_id").unique_key())
                    .col(text("user_handle"))
                    .col(text("credential"))
                    .col(text("name"))
                    .col(number("added_at"))
                    .col(optional_number("last_used_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("passkey_patron", "passkey", &["patron_id"])).await?;
        // A sign-in that waits for its second factor.
        manager
            .create_table(
                table("sign_in_step")
                    .col(text("token_hash").unique_key())
                    .col(number("patron_id"))
                    .col(text("methods"))
                    .col(number("is_shared_computer"))
                    .col(text("next"))
                    .col(number("failures"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("sign_in_step_patron", "sign_in_step", &["patron_id"])).await?;
        manager.create_index(index("sign_in_step_end", "sign_in_step", &["expires_at"])).await?;
        // Challenges that were answered: none is answered twice.
        manager
            .create_table(table("used_challenge").col(text("hash").unique_key()).col(number("expires_at")).to_owned())
            .await?;
        manager.create_index(index("used_challenge_end", "used_challenge", &["expires_at"])).await?;
        // Staff who hold their roles already have their time of grace from now on, not from when they were given them.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let sql = format!(
            "INSERT INTO setting (organization_id, name, value) \
             SELECT id, 'staff_second_factor_from', '{now}' FROM organization"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}

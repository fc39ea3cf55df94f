//! Sign-in with other organizations' identity providers.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Somebody is away at a provider. `browser_hash` binds the way back to the browser that left; `sealed` holds the
        // secrets of this one flow, encrypted.
        manager
            .create_table(
                table("openid_flow")
                    .col(text("state_hash").unique_key())
                    .col(text("browser_hash"))
                    .col(text("provider"))
                    .col(text("sealed"))
                    .col(optional_number("session_id"))
                    .col(number("expires_at"))
                    .foreign_key(&mut belongs_to("session_id", "session"))
                    .to_owned(),
            )
            .await?;
        // Who somebody is elsewhere: the issuer and its name for them.
        manager
            .create_table(
                table("identity_link")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("provider"))
                    .col(text("issuer"))
                    .col(text("subject"))
                    .col(number("created_at"))
                    .col(number("last_used_at"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        let identity = ["organization_id", "issuer", "subject"];
        manager.create_index(unique("identity_link_identity", "identity_link", &identity)).await?;
        manager.create_index(index("identity_link_patron", "identity_link", &["patron_id"])).await?;
        // Somebody proved who they are elsewhere, and is yet to say here who that is.
        manager
            .create_table(
                table("identity_pending")
                    .col(text("browser_hash").unique_key())
                    .col(text("provider"))
                    .col(text("issuer"))
                    .col(text("sealed"))
                    .col(number("expires_at"))
                    .to_owned(),
            )
            .await?;
        // The provider wants its token back at sign-out.
        manager
            .create_table(
                table("openid_session")
                    .col(number("session_id").unique_key())
                    .col(text("provider"))
                    .col(text("sealed"))
                    .foreign_key(&mut belongs_to("session_id", "session"))
                    .to_owned(),
            )
            .await
    }
}

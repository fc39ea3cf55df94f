//! A sign-in with a provider that waits for its second factor keeps the provider's token meanwhile, for the sign-out there.

use sea_orm_migration::prelude::*;

use crate::table::optional_text;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["provider", "provider_token"] {
            let mut alter = Table::alter();
            alter.table(Alias::new("sign_in_step")).add_column(optional_text(name));
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}

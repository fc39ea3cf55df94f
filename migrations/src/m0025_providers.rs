//! A sign-in with a provider that waits for its second factor keeps the provider's token meanwhile, for the sign-out there;
//! and patrons are found by the value of an attribute, for providers that name one.

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
        // Beginnings of values: PostgreSQL's indexes take no long ones. 36 characters are what sealed values are found by.
        const INDEX: &str =
            "CREATE INDEX extended_attribute_value ON extended_attribute (code, SUBSTR(TRIM(attribute), 1, 36))";
        manager.get_connection().execute_unprepared(INDEX).await?;
        Ok(())
    }
}

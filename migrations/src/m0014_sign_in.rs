//! What a session was opened with.

use sea_orm_migration::prelude::*;

use crate::table::{number, text};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = |column: &mut ColumnDef| Table::alter().table(Alias::new("session")).add_column(column).to_owned();
        // Sessions that are open now were opened with PIN or password.
        manager.alter_table(alter(text("methods").default("secret"))).await?;
        // 1 if two factors were given.
        manager.alter_table(alter(number("is_strong").default(0))).await
    }
}

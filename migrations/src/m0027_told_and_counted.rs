//! People on their way out whom no mail reached, told otherwise; and how many people are in each group of the statistics.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The day on which staff told them, and who it was.
        for column in [optional_text("told_on"), optional_number("told_by")] {
            let mut alter = Table::alter();
            alter.table(Alias::new("patron_stage")).add_column(column);
            manager.alter_table(alter).await?;
        }
        // Of each group at least so many people: counted at the end of a run, after which nothing ties its lines any more.
        manager
            .create_table(
                table("statistic_group")
                    .col(number("organization_id"))
                    .col(text("name"))
                    .col(number("people"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        let key = ["organization_id", "name"];
        manager.create_index(unique("statistic_group_name", "statistic_group", &key)).await?;
        const TIED: &str = "CREATE INDEX statistic_tied ON statistic (organization_id, id) WHERE person IS NOT NULL";
        manager.get_connection().execute_unprepared(TIED).await?;
        Ok(())
    }
}

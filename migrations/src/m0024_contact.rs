//! Contact data that patrons corrected themselves.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `source_value` is what the library system said when it was corrected: the correction holds for as long as it says
        // so, and the import has nothing to do with it.
        manager
            .create_table(
                table("contact_choice")
                    .col(number("patron_id"))
                    .col(text("field"))
                    .col(text("value"))
                    .col(text("source_value"))
                    .col(number("chosen_at"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("contact_choice_field", "contact_choice", &["patron_id", "field"])).await?;
        manager.create_index(index("contact_choice_newest", "contact_choice", &["chosen_at"])).await
    }
}

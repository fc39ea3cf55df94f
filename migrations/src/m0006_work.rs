//! Work that leaves the request: exports prepared in the background, and imports.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                table("export_job")
                    .col(text("public_id").unique_key())
                    .col(number("organization_id"))
                    .col(number("patron_id"))
                    .col(text("format"))
                    .col(optional_text("category"))
                    .col(text("language"))
                    .col(text("state"))
                    .col(number("rows_done").default(0))
                    .col(number("rows_total").default(0))
                    .col(number("attempts").default(0))
                    .col(number("requested_at"))
                    .col(number("run_after"))
                    .col(optional_text("claimed_by"))
                    .col(optional_number("claimed_until"))
                    .col(optional_number("finished_at"))
                    .col(optional_number("expires_at"))
                    .col(optional_number("file_size"))
                    .foreign_key(&mut belongs_to("patron_id", "patron"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("export_job_patron", "export_job", &["patron_id"])).await?;
        manager.create_index(index("export_job_state", "export_job", &["state", "run_after"])).await?;
        manager
            .create_table(
                table("import_run")
                    .col(number("organization_id"))
                    .col(text("fingerprint"))
                    .col(number("started_at"))
                    .col(optional_number("finished_at"))
                    .col(number("byte_offset").default(0))
                    .col(number("line").default(0))
                    .col(number("rejected").default(0))
                    .col(number("reject_bytes").default(0))
                    // Rows added, changed, left and removed of each table, as JSON.
                    .col(text("counts"))
                    .foreign_key(&mut belongs_to("organization_id", "organization"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(unique("import_run_fingerprint", "import_run", &["organization_id", "fingerprint"])).await
    }
}

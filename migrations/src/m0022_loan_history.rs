//! Loan history: the anonymous patrons that anonymized rows move to, marks that keep an import from bringing them back,
//! statistics without persons, and whose history is kept for how long.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One for each home library; never signs in, is never found, has nothing but rows.
        let mut alter = Table::alter();
        alter.table(Alias::new("patron")).add_column(number("is_anonymous").default(0));
        manager.alter_table(alter).await?;
        // Few fees are unpaid: a loan is looked up among them for each row that is to go.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX account_line_unpaid ON account_line (patron_id, checkout_number) WHERE outstanding <> 0",
            )
            .await?;
        cutoffs_and_statistics(manager).await?;
        policies(manager).await?;
        jobs(manager).await
    }
}

async fn cutoffs_and_statistics(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Closed rows of the table that ended before `closed_before` (or on a day before `closed_day`) are not taken in
    // again; texts of rows from before `texts_before` are not either. What the rows were is not kept.
    manager
        .create_table(
            table("history_cutoff")
                .col(number("patron_id"))
                .col(text("table_name"))
                .col(optional_number("closed_before"))
                .col(optional_text("closed_day"))
                .col(optional_number("texts_before"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager.create_index(unique("history_cutoff_patron", "history_cutoff", &["patron_id", "table_name"])).await?;
    // What the library chose to count by; `person` ties rows of one person within one run, and is made of a random key
    // that nobody keeps.
    manager
        .create_table(
            table("statistic")
                .col(number("organization_id"))
                .col(text("kind"))
                .col(optional_text("person"))
                .col(optional_text("library"))
                .col(optional_text("patron_library"))
                .col(optional_text("patron_category"))
                .col(optional_text("age_band"))
                .col(optional_text("postcode_area"))
                .col(optional_text("item_type"))
                .col(optional_number("began_at"))
                .col(optional_number("ended_at"))
                .col(optional_number("renewals"))
                .col(optional_number("amount"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .to_owned(),
        )
        .await?;
    manager.create_index(index("statistic_began", "statistic", &["organization_id", "kind", "began_at"])).await
}

async fn policies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Each decision is a row; the newest one that has taken effect holds. An empty policy is “as the level above”.
    manager
        .create_table(
            table("history_policy")
                .col(text("public_id").unique_key())
                .col(number("organization_id"))
                // organization, category or patron, and whose.
                .col(text("level"))
                .col(optional_text("patron_category"))
                .col(optional_number("patron_id"))
                .col(text("policy"))
                .col(optional_number("decided_by"))
                .col(number("decided_at"))
                .col(number("takes_effect_at"))
                .col(optional_number("revoked_at"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(index("history_policy_organization", "history_policy", &["organization_id", "level", "id"]))
        .await?;
    manager.create_index(index("history_policy_patron", "history_policy", &["patron_id"])).await?;
    // What a patron chose, each choice a row; the newest one holds.
    manager
        .create_table(
            table("history_choice")
                .col(number("patron_id"))
                .col(text("choice"))
                .col(number("is_on"))
                .col(number("chosen_at"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager.create_index(index("history_choice_patron", "history_choice", &["patron_id", "choice", "id"])).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A patron's own anonymization, or a day's run of the policies. `cursor` says how far it is done, and is written in
    // the transaction that does it.
    manager
        .create_table(
            table("history_job")
                .col(text("public_id").unique_key())
                .col(number("organization_id"))
                .col(optional_number("patron_id"))
                // The day of a policy run; empty for a patron's own.
                .col(text("day"))
                .col(optional_number("closed_before"))
                .col(optional_text("closed_day"))
                .col(text("language"))
                .col(text("state"))
                .col(number("cursor").default(0))
                .col(number("rows_done").default(0))
                .col(number("rows_total").default(0))
                .col(number("patrons_done").default(0))
                .col(number("attempts").default(0))
                .col(number("requested_at"))
                .col(number("run_after"))
                .col(optional_text("claimed_by"))
                .col(optional_number("claimed_until"))
                .col(optional_number("finished_at"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager.create_index(index("history_job_patron", "history_job", &["patron_id", "id"])).await?;
    manager.create_index(index("history_job_state", "history_job", &["state", "run_after"])).await?;
    // A day has one run, whichever node begins it; a patron has one that is not over.
    for sql in [
        "CREATE UNIQUE INDEX history_job_day ON history_job (organization_id, day) WHERE patron_id IS NULL",
        "CREATE UNIQUE INDEX history_job_own ON history_job (patron_id) WHERE state IN ('queued', 'running')",
    ] {
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

//! How long data is kept: rules, what holds them up, runs, people on their way out, and who was erased.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rules(manager).await?;
        runs(manager).await?;
        people(manager).await?;
        expiry(manager).await
    }
}

/// The rules to begin with: subject, unit, number, action.
const USUAL: [(&str, &str, Option<i64>, &str); 12] = [
    ("patrons", "years", Some(3), "stages"),
    ("checkout-history", "years", Some(3), "anonymize"),
    ("hold-history", "years", Some(3), "anonymize"),
    ("private-fees", "years", Some(3), "anonymize"),
    ("public-fees", "years", Some(5), "anonymize"),
    ("bills", "years", Some(10), "delete"),
    ("notices", "calendar-years", Some(3), "delete"),
    ("messages", "forever", None, "delete"),
    ("restrictions", "forever", None, "delete"),
    ("suggestions", "forever", None, "anonymize"),
    ("interlibrary-loans", "forever", None, "anonymize"),
    ("log", "months", Some(12), "tell"),
];

async fn rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("retention_rule")
                .col(number("organization_id"))
                .col(text("subject"))
                // Empty for everybody without a rule of their own.
                .col(text("patron_category"))
                // `forever`, or a unit with its number.
                .col(text("keep_unit"))
                .col(optional_number("keep_number"))
                .col(text("action"))
                .col(optional_number("changed_by"))
                .col(number("changed_at"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .to_owned(),
        )
        .await?;
    let key = ["organization_id", "subject", "patron_category"];
    manager.create_index(unique("retention_rule_key", "retention_rule", &key)).await?;
    // What libraries that are here already begin with. None runs before staff say so.
    for (subject, unit, number, action) in USUAL {
        let number = number.map_or_else(|| String::from("NULL"), |number: i64| number.to_string());
        let sql = format!(
            "INSERT INTO retention_rule (organization_id, subject, patron_category, keep_unit, keep_number, action, \
             changed_at) SELECT id, '{subject}', '', '{unit}', {number}, '{action}', 0 FROM organization"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    manager
        .create_table(
            table("retention_hold")
                .col(text("public_id").unique_key())
                .col(number("organization_id"))
                .col(number("patron_id"))
                .col(text("reason"))
                .col(number("placed_by"))
                .col(number("placed_at"))
                .col(optional_text("ends_on"))
                .col(optional_number("lifted_by"))
                .col(optional_number("lifted_at"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager.create_index(index("retention_hold_patron", "retention_hold", &["patron_id", "lifted_at"])).await?;
    manager.create_index(index("retention_hold_open", "retention_hold", &["organization_id", "lifted_at", "id"])).await
}

async fn runs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("retention_run")
                .col(text("public_id").unique_key())
                .col(number("organization_id"))
                // The day of a scheduled run: there is one a day, whichever node makes it.
                .col(optional_text("scheduled_for"))
                // What it is about; everything if empty.
                .col(text("subject"))
                // The day by which periods are over.
                .col(text("today"))
                .col(text("state"))
                // What was shown to whoever confirmed it.
                .col(number("expected"))
                .col(optional_number("requested_by"))
                .col(number("requested_at"))
                .col(number("run_after"))
                .col(number("attempts").default(0))
                .col(optional_text("claimed_by"))
                .col(optional_number("claimed_until"))
                // The rule it is at, and the last patron it is done with there.
                .col(number("step").default(0))
                .col(number("cursor").default(0))
                .col(number("acted").default(0))
                // Counts by rule, as JSON: nothing about anybody.
                .col(text("report"))
                .col(optional_number("started_at"))
                .col(optional_number("finished_at"))
                .col(optional_number("cancelled_by"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .to_owned(),
        )
        .await?;
    manager.create_index(index("retention_run_state", "retention_run", &["state", "run_after"])).await?;
    manager.create_index(index("retention_run_newest", "retention_run", &["organization_id", "id"])).await?;
    let key = ["organization_id", "scheduled_for"];
    manager.create_index(unique("retention_run_scheduled", "retention_run", &key)).await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            table("patron_stage")
                .col(number("patron_id").unique_key())
                .col(number("organization_id"))
                .col(text("stage"))
                // The end of the membership that it began with.
                .col(text("expired_on"))
                .col(text("entered_on"))
                .col(text("next_on"))
                // How they were told: `mail`, or why not.
                .col(optional_text("told"))
                .col(optional_number("stopped_by"))
                .col(optional_number("stopped_at"))
                .col(optional_text("stop_reason"))
                .foreign_key(&mut belongs_to("patron_id", "patron"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(index("patron_stage_next", "patron_stage", &["organization_id", "stage", "next_on", "patron_id"]))
        .await?;
    // Whom the source may still send, and who is not brought back: a keyed digest of the source's number, and no more.
    manager
        .create_table(
            table("erasure")
                .col(number("organization_id"))
                .col(text("digest"))
                .col(number("erased_at"))
                .col(text("ground"))
                .foreign_key(&mut belongs_to("organization_id", "organization"))
                .to_owned(),
        )
        .await?;
    manager.create_index(unique("erasure_digest", "erasure", &["organization_id", "digest"])).await
}

/// The end of each membership in a column of its own: rules look for it among all patrons.
async fn expiry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut alter = Table::alter();
    manager.alter_table(alter.table(Alias::new("patron")).add_column(optional_text("expires_on")).take()).await?;
    let fill = match manager.get_database_backend() {
        DbBackend::Sqlite => {
            "UPDATE patron SET expires_on = SUBSTR(json_extract(record, '$.dateexpiry'), 1, 10) \
             WHERE SUBSTR(json_extract(record, '$.dateexpiry'), 1, 10) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
        }
        // Not by its JSON functions, which refuse a record with a NUL anywhere. A quote within a text has a backslash, so
        // that this finds the column and nothing in a name.
        _ => {
            "UPDATE patron SET expires_on = SUBSTRING(record FROM '\"dateexpiry\":\"([0-9]{4}-[0-9]{2}-[0-9]{2})') \
             WHERE record LIKE '%\"dateexpiry\":\"%'"
        }
    };
    manager.get_connection().execute_unprepared(fill).await?;
    // Not with the patron category, which may be longer than PostgreSQL takes into an index.
    let columns = ["organization_id", "expires_on", "id"];
    manager.create_index(index("patron_expiry", "patron", &columns)).await
}

//! What patrons want to be told: what holds for them, what is usual for their category, and changing it.

use carrel_domain::{
    OrganizationId, PatronScope, Timestamp,
    messages::{Event, Preference},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement};

use crate::StoreError;

/// What holds for one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The event as the row has it.
    pub event: String,
    /// What is wanted.
    pub preference: Preference,
}

#[derive(FromQueryResult)]
struct Row {
    event: Option<String>,
    transports: Option<String>,
    days_in_advance: Option<i64>,
    digest_wanted: Option<i64>,
}

impl Row {
    fn held(self) -> Held {
        let is_digest = self.digest_wanted == Some(1);
        let preference = Preference::read(self.transports.as_deref(), self.days_in_advance, is_digest);
        Held { event: self.event.unwrap_or_default(), preference }
    }
}

/// What holds for a patron, as far as they or the library system ever said something.
pub async fn list(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Held>, StoreError> {
    const SQL: &str = "SELECT event, transports, days_in_advance, digest_wanted FROM message_preference_of_patron \
                       WHERE patron_id = $1 ORDER BY id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    Ok(Row::find_by_statement(statement).all(db).await?.into_iter().map(Row::held).collect())
}

/// What the library system last said of a patron, whatever was chosen here since.
pub async fn said(db: &impl ConnectionTrait, scope: PatronScope) -> Result<Vec<Held>, StoreError> {
    const SQL: &str = "SELECT event, transports, days_in_advance, digest_wanted FROM message_preference \
                       WHERE patron_id = $1 ORDER BY id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [scope.patron().0.into()]);
    Ok(Row::find_by_statement(statement).all(db).await?.into_iter().map(Row::held).collect())
}

/// What is usual for a patron category; an empty one stands for every category without words of its own.
pub async fn defaults(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: &str,
) -> Result<Vec<Held>, StoreError> {
    const SQL: &str = "SELECT event, transports, days_in_advance, digest_wanted FROM message_default \
                       WHERE organization_id = $1 AND patron_category = $2 ORDER BY event";
    let values = [organization.0.into(), category.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    Ok(Row::find_by_statement(statement).all(db).await?.into_iter().map(Row::held).collect())
}

/// Keeps others from changing what a patron chose until the transaction ends. SQLite has one writer anyway.
pub async fn lock(db: &DatabaseTransaction, scope: PatronScope) -> Result<(), StoreError> {
    const SQL: &str = "SELECT id FROM patron WHERE id = $1 FOR NO KEY UPDATE";
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        db.query_one_raw(Statement::from_sql_and_values(backend, SQL, [scope.patron().0.into()])).await?;
    }
    Ok(())
}

/// Sets what a patron chose for an event. It holds until the library system says something else than now.
pub async fn choose(
    db: &impl ConnectionTrait,
    scope: PatronScope,
    event: Event,
    preference: &Preference,
    now: Timestamp,
) -> Result<(), StoreError> {
    // The event is written as the library system writes it, if it has one.
    const SQL: &str = "INSERT INTO message_choice (patron_id, event, transports, days_in_advance, digest_wanted, \
                           source_digest, chosen_at) \
                       SELECT $1, COALESCE((SELECT MAX(event) FROM message_preference WHERE patron_id = $1 \
                                            AND LOWER(event) = LOWER($2)), $2), $3, $4, $5, \
                              (SELECT MAX(digest) FROM message_preference WHERE patron_id = $1 \
                               AND LOWER(event) = LOWER($2)), $6 \
                       WHERE TRUE \
                       ON CONFLICT (patron_id, event) DO UPDATE SET transports = excluded.transports, \
                           days_in_advance = excluded.days_in_advance, digest_wanted = excluded.digest_wanted, \
                           source_digest = excluded.source_digest, chosen_at = excluded.chosen_at";
    let values = [
        scope.patron().0.into(),
        event.name().into(),
        preference.stored_ways().into(),
        preference.days.into(),
        i64::from(preference.is_digest).into(),
        now.0.into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Sets what is usual for a category.
pub async fn set_default(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: &str,
    event: Event,
    preference: &Preference,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO message_default (organization_id, patron_category, event, transports, \
                           days_in_advance, digest_wanted) VALUES ($1, $2, $3, $4, $5, $6) \
                       ON CONFLICT (organization_id, patron_category, event) DO UPDATE \
                       SET transports = excluded.transports, days_in_advance = excluded.days_in_advance, \
                           digest_wanted = excluded.digest_wanted";
    let values = [
        organization.0.into(),
        category.into(),
        event.name().into(),
        preference.stored_ways().into(),
        preference.days.into(),
        i64::from(preference.is_digest).into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

//! What patrons sign in with.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select, Statement,
    sea_query::Expr,
};

use crate::{
    StoreError,
    entity::{credential, patron},
};

/// Somebody with a card who may sign in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Account {
    /// Whose.
    pub id: i64,
    /// Home library's code.
    pub library: Option<String>,
    /// Code of the patron category.
    pub patron_category: Option<String>,
    /// The patron's language tag.
    pub language: Option<String>,
    /// Hash to check against; none for whoever has neither PIN nor password.
    pub hash: Option<String>,
    /// 8 or 15 if it is known to keep the rules for passwords; 0 or none if not.
    pub checked_length: Option<i64>,
}

/// The accounts with this card number, or this user name: usually one or none. More than one is a mistake of the source,
/// and nobody may guess which was meant.
pub async fn find_accounts(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
) -> Result<Vec<Account>, StoreError> {
    for column in [patron::Column::Cardnumber, patron::Column::Userid] {
        let accounts =
            open_accounts(organization).filter(column.eq(name)).limit(2).into_model::<Account>().all(db).await?;
        if !accounts.is_empty() {
            return Ok(accounts);
        }
    }
    Ok(Vec::new())
}

/// One patron's account, if it is open.
pub async fn find_account(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    patron: PatronId,
) -> Result<Option<Account>, StoreError> {
    let accounts = open_accounts(organization).filter(patron::Column::Id.eq(patron.0));
    Ok(accounts.into_model::<Account>().all(db).await?.pop())
}

fn open_accounts(organization: OrganizationId) -> Select<patron::Entity> {
    patron::Entity::find()
        .select_only()
        .columns([
            patron::Column::Id,
            patron::Column::Library,
            patron::Column::PatronCategory,
            patron::Column::Language,
        ])
        .columns([credential::Column::Hash, credential::Column::CheckedLength])
        .join(
            JoinType::LeftJoin,
            patron::Entity::belongs_to(credential::Entity)
                .from(patron::Column::Id)
                .to(credential::Column::PatronId)
                .into(),
        )
        .filter(patron::Column::OrganizationId.eq(organization.0))
        .filter(patron::Column::Disabled.eq(0))
}

/// The hash of one patron.
pub async fn find_hash(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<String>, StoreError> {
    let row = credential::Entity::find().filter(credential::Column::PatronId.eq(patron.0)).one(db).await?;
    Ok(row.map(|row| row.hash))
}

/// Replaces a hash by a stronger one of the same secret, unless it was changed meanwhile.
pub async fn upgrade_hash(
    db: &impl ConnectionTrait,
    patron: PatronId,
    old: &str,
    new: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    credential::Entity::update_many()
        .col_expr(credential::Column::Hash, Expr::value(new))
        .col_expr(credential::Column::ChangedAt, Expr::value(now.0))
        .filter(credential::Column::PatronId.eq(patron.0))
        .filter(credential::Column::Hash.eq(old))
        .exec(db)
        .await?;
    Ok(())
}

/// Whether the secret of the patron in scope is known to keep the rules for passwords: 8 or 15 if so; `None` without one.
pub async fn checked_length(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "SELECT checked_length FROM credential WHERE patron_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Notes what was found about a secret at sign-in.
pub async fn note_checked(db: &impl ConnectionTrait, patron: PatronId, length: i64) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE credential SET checked_length = $1 WHERE patron_id = $2 AND checked_length <> $1";
    let values = [length.into(), patron.0.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Sets a password that its owner chose here. What the library system sent last stays noted, so that an import that sends
/// the same again does not undo it; a PIN changed there does.
pub async fn choose(
    db: &impl ConnectionTrait,
    patron: PatronId,
    hash: &str,
    checked_length: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO credential (patron_id, hash, changed_at, checked_length) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (patron_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, \
                       checked_length = excluded.checked_length";
    let values = [patron.0.into(), hash.into(), now.0.into(), checked_length.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// What a stranger would try first as somebody's password: names, card number, user name, mailbox.
pub async fn words_about(db: &impl ConnectionTrait, patron: PatronId) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT firstname, surname, cardnumber, userid, email, confirmed_email FROM patron WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    let Some(row) = db.query_one_raw(statement).await? else { return Ok(Vec::new()) };
    let mut words = Vec::new();
    for column in 0..6 {
        let word: Option<String> = row.try_get_by_index(column)?;
        // Of an address, what stands before the `@`.
        words.extend(word.and_then(|word| word.split('@').next().map(|word| word.trim().to_owned())));
    }
    words.retain(|word| !word.is_empty());
    Ok(words)
}

/// What somebody signs in with: card number, or else user name.
///
/// # Errors
/// Those of the database.
pub async fn find_name(db: &impl ConnectionTrait, patron: PatronId) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT COALESCE(cardnumber, userid) FROM patron WHERE id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [patron.0.into()]);
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.flatten())
}

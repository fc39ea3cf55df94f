//! What patrons sign in with.

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select,
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
        .column(credential::Column::Hash)
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

//! Organizations, and what their libraries and patron categories are called.

use std::collections::HashMap;

use carrel_domain::{OrganizationId, Timestamp, age::AgeLimits, retention::usual_rules};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, Statement, sea_query::Expr,
};

use crate::{
    StoreError,
    entity::{library, organization, patron_category},
    retention::rules,
};

pub use crate::entity::organization::Model as Organization;

/// The organization with this short name, or the first one there is.
pub async fn find(db: &impl ConnectionTrait, slug: Option<&str>) -> Result<Option<Organization>, StoreError> {
    let mut query = organization::Entity::find().order_by_asc(organization::Column::Id);
    if let Some(slug) = slug {
        query = query.filter(organization::Column::Slug.eq(slug));
    }
    Ok(query.one(db).await?)
}

/// The organization with this key.
pub async fn get(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Option<Organization>, StoreError> {
    Ok(organization::Entity::find_by_id(organization.0).one(db).await?)
}

/// Keeps others from changing who may what in an organization until the transaction ends. SQLite has one writer anyway.
pub async fn lock(db: &DatabaseTransaction, organization: OrganizationId) -> Result<(), StoreError> {
    // Not `FOR UPDATE`: rows that only refer to the organization may still be added.
    const SQL: &str = "SELECT id FROM organization WHERE id = $1 FOR NO KEY UPDATE";
    let backend = db.get_database_backend();
    if backend == DbBackend::Postgres {
        db.query_one_raw(Statement::from_sql_and_values(backend, SQL, [organization.0.into()])).await?;
    }
    Ok(())
}

/// Adds an organization.
pub async fn add(
    db: &impl ConnectionTrait,
    slug: &str,
    name: &str,
    time_zone: &str,
    currency: &str,
) -> Result<OrganizationId, StoreError> {
    let row = organization::ActiveModel {
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
        time_zone: Set(time_zone.to_owned()),
        currency: Set(currency.to_owned()),
        ..Default::default()
    };
    let id = OrganizationId(organization::Entity::insert(row).exec(db).await?.last_insert_id);
    // Rules to begin with; none runs before staff say so.
    for rule in usual_rules().all() {
        rules::set(db, id, rule, None, Timestamp(0)).await?;
    }
    Ok(id)
}

/// Code → name of an organization's libraries.
pub async fn library_names(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<String, String>, StoreError> {
    let rows = library::Entity::find().filter(library::Column::OrganizationId.eq(organization.0)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Code → name of an organization's patron categories.
pub async fn category_names(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<HashMap<String, String>, StoreError> {
    let rows = patron_category::Entity::find()
        .filter(patron_category::Column::OrganizationId.eq(organization.0))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// The ages a patron category is for; none if nobody said.
pub async fn age_limits(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: &str,
) -> Result<AgeLimits, StoreError> {
    let row = patron_category::Entity::find()
        .filter(patron_category::Column::OrganizationId.eq(organization.0))
        .filter(patron_category::Column::Code.eq(category))
        .one(db)
        .await?;
    let years = |age: Option<i64>| age.and_then(|age| u16::try_from(age).ok());
    Ok(row.map_or(AgeLimits::default(), |row| AgeLimits {
        minimum: years(row.minimum_age),
        maximum: years(row.maximum_age),
    }))
}

/// Says which ages a patron category is for.
pub async fn set_age_limits(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    category: &str,
    limits: AgeLimits,
) -> Result<(), StoreError> {
    patron_category::Entity::update_many()
        .col_expr(patron_category::Column::MinimumAge, Expr::value(limits.minimum.map(i64::from)))
        .col_expr(patron_category::Column::MaximumAge, Expr::value(limits.maximum.map(i64::from)))
        .filter(patron_category::Column::OrganizationId.eq(organization.0))
        .filter(patron_category::Column::Code.eq(category))
        .exec(db)
        .await?;
    Ok(())
}

/// Adds a library, or leaves the one with this code as it is.
pub async fn add_library(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    name: &str,
) -> Result<(), StoreError> {
    let row = library::ActiveModel {
        organization_id: Set(organization.0),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    library::Entity::insert(row)
        .on_conflict_do_nothing_on([library::Column::OrganizationId, library::Column::Code])
        .exec(db)
        .await?;
    Ok(())
}

/// Adds a patron category, or leaves the one with this code as it is.
pub async fn add_category(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    name: &str,
) -> Result<(), StoreError> {
    let row = patron_category::ActiveModel {
        organization_id: Set(organization.0),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    patron_category::Entity::insert(row)
        .on_conflict_do_nothing_on([patron_category::Column::OrganizationId, patron_category::Column::Code])
        .exec(db)
        .await?;
    Ok(())
}

/// Names the organization, adding it if there is none.
pub async fn set(
    db: &impl ConnectionTrait,
    slug: Option<&str>,
    name: &str,
    time_zone: &str,
    currency: &str,
) -> Result<OrganizationId, StoreError> {
    let Some(found) = find(db, slug).await? else {
        return add(db, slug.unwrap_or("library"), name, time_zone, currency).await;
    };
    organization::Entity::update_many()
        .col_expr(organization::Column::Name, Expr::value(name))
        .col_expr(organization::Column::TimeZone, Expr::value(time_zone))
        .col_expr(organization::Column::Currency, Expr::value(currency))
        .filter(organization::Column::Id.eq(found.id))
        .exec(db)
        .await?;
    Ok(OrganizationId(found.id))
}

/// Names a library, adding it if it is new.
pub async fn name_library(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    name: &str,
) -> Result<(), StoreError> {
    add_library(db, organization, code, name).await?;
    library::Entity::update_many()
        .col_expr(library::Column::Name, Expr::value(name))
        .filter(library::Column::OrganizationId.eq(organization.0))
        .filter(library::Column::Code.eq(code))
        .exec(db)
        .await?;
    Ok(())
}

/// Names a patron category, adding it if it is new.
pub async fn name_category(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    name: &str,
) -> Result<(), StoreError> {
    add_category(db, organization, code, name).await?;
    patron_category::Entity::update_many()
        .col_expr(patron_category::Column::Name, Expr::value(name))
        .filter(patron_category::Column::OrganizationId.eq(organization.0))
        .filter(patron_category::Column::Code.eq(code))
        .exec(db)
        .await?;
    Ok(())
}

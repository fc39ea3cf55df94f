//! An entry as the row of a table, there and back.

use sea_orm::{QueryResult, Value};

use crate::{
    ArchiveError, Archived, Content,
    body::{self, Actor},
    place::Part,
};

/// Columns of a row, as [`read`] wants them.
pub(crate) const COLUMNS: &str = "e.patron, e.at, e.position, e.shape, e.actor, e.object, e.body";
/// Stands where an entry is about nobody; keys of patrons are not negative.
pub(crate) const NOBODY: i64 = -1;
/// How many they are.
pub(crate) const WIDTH: usize = 7;

/// The values of a row.
pub(crate) async fn values(part: &Part, entry: &Archived) -> Result<[Value; WIDTH], ArchiveError> {
    let shape = part.codes.shapes.code_of(&part.db, &entry.shape).await?;
    let network = match entry.content.as_ref().ok().and_then(|content| content.network.as_ref()) {
        Some(network) => Some(i64::from(part.codes.networks.code_of(&part.db, network).await?)),
        None => None,
    };
    let patron = entry.patron();
    let staff = entry.staff();
    let actor = match entry.actor {
        // It stands in its column.
        Some(_) if staff.is_some() => None,
        Some(actor) if Some(actor) == patron => Some(Actor::Patron),
        other => other.map(Actor::Other),
    };
    Ok([
        patron.unwrap_or(NOBODY).into(),
        entry.at.into(),
        entry.position.into(),
        shape.into(),
        staff.into(),
        entry.object().map(str::to_owned).into(),
        body::write(&entry.check, actor, network, &entry.content).into(),
    ])
}

/// Reads a row of [`COLUMNS`].
pub(crate) async fn read(part: &Part, row: &QueryResult) -> Result<Archived, ArchiveError> {
    let patron: i64 = row.try_get_by_index(0)?;
    let bytes: Vec<u8> = row.try_get_by_index(6)?;
    let body = body::read(&bytes)?;
    let staff: Option<i64> = row.try_get_by_index(4)?;
    let content = match body.content {
        Ok(content) => {
            let network = match body.network {
                Some(code) => {
                    let code = i32::try_from(code).map_err(|_| ArchiveError::Unreadable("network"))?;
                    Some(part.codes.networks.meaning_of(&part.db, code).await?)
                }
                None => None,
            };
            let patron = Some(patron).filter(|patron| *patron != NOBODY);
            Ok(Content { patron, network, object: row.try_get_by_index(5)?, ..content })
        }
        Err(erasure) => Err(erasure),
    };
    let actor = match body.actor {
        Some(Actor::Patron) => Some(patron),
        Some(Actor::Other(actor)) => Some(actor),
        None => staff,
    };
    Ok(Archived {
        at: row.try_get_by_index(1)?,
        position: row.try_get_by_index(2)?,
        shape: part.codes.shapes.meaning_of(&part.db, row.try_get_by_index(3)?).await?,
        actor,
        check: body.check,
        content,
    })
}

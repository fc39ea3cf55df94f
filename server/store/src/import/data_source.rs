//! A system that patrons come from again and again, and up to when what changed there is here.

use carrel_domain::{OrganizationId, Timestamp};

use super::{Cell, connection::Connection};
use crate::{Store, StoreError};

/// A system that patrons come from: a Koha, a register of students.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataSource {
    /// Key; 0 for one that is not known yet and of which nothing is written.
    pub id: i64,
    /// Up to when everything that changed there is here, by its own clock; nothing before the first whole import.
    pub mark: Option<i64>,
    /// What the mark becomes when the run that is under way is done.
    pub pending_mark: Option<i64>,
}

impl DataSource {
    /// The source with this name; a new one is only written down where that is wanted.
    pub async fn open(
        store: &Store,
        organization: OrganizationId,
        name: &str,
        is_dry: bool,
    ) -> Result<Self, StoreError> {
        const SELECT: &str =
            "SELECT id, mark, pending_mark FROM data_source WHERE organization_id = ? AND name = ? ORDER BY id";
        let key = || vec![organization.0.into(), Cell::text(name)];
        let mut connection =
            if is_dry { Connection::begin_reading(store).await? } else { Connection::begin(store).await? };
        if !is_dry {
            let sql = "INSERT INTO data_source (organization_id, name) VALUES (?,?) \
                       ON CONFLICT (organization_id, name) DO NOTHING";
            connection.execute(sql.into(), key()).await?;
        }
        let found: Vec<(i64, Option<i64>, Option<i64>)> = connection.fetch(SELECT.into(), key()).await?;
        connection.commit().await?;
        Ok(found.into_iter().next().map_or_else(Self::default, |(id, mark, pending_mark)| Self {
            id,
            mark,
            pending_mark,
        }))
    }

    /// A run begins that sees everything up to `mark`. One that was killed keeps the mark of its own beginning: what was
    /// read then was read before what changed since.
    pub async fn begin(&mut self, store: &Store, mark: i64) -> Result<(), StoreError> {
        let mark = *self.pending_mark.get_or_insert(mark);
        self.update(store, "pending_mark = ?", vec![mark.into()]).await
    }

    /// The run is done.
    pub async fn finish(&mut self, store: &Store, report: &str, now: Timestamp) -> Result<(), StoreError> {
        self.mark = self.pending_mark.take().or(self.mark);
        let cells = vec![Cell::Number(self.mark), now.0.into(), Cell::text(report)];
        self.update(
            store,
            "mark = ?, pending_mark = NULL, finished_at = ?, outcome = 'done', report = ?, claimed_until = NULL",
            cells,
        )
        .await
    }

    async fn update(&self, store: &Store, set: &str, mut cells: Vec<Cell>) -> Result<(), StoreError> {
        let mut connection = Connection::begin(store).await?;
        cells.push(self.id.into());
        connection.execute(format!("UPDATE data_source SET {set} WHERE id = ?").into(), cells).await?;
        connection.commit().await
    }
}

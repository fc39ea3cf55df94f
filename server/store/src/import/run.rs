//! One import of one file, and how far it has come.

use carrel_domain::{OrganizationId, Timestamp};

use super::{Cell, Tally, connection::Connection};
use crate::{Store, StoreError};

/// How far an import has come. Saved with every batch, in the same transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    id: i64,
    /// Bytes of the file that are done.
    pub byte_offset: u64,
    /// Lines of the file that are done.
    pub line: u64,
    /// Lines refused.
    pub rejected: u64,
    /// Length of the reject file.
    pub reject_bytes: u64,
    /// Rows added, changed, left and removed.
    pub tally: Tally,
}

impl Run {
    /// Begins an import, or goes on with one of the same file that was not finished. `reject_bytes` is the length of the
    /// reject file as it is now.
    pub async fn begin(
        store: &Store,
        organization: OrganizationId,
        fingerprint: &str,
        reject_bytes: u64,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut connection = Connection::begin(store).await?;
        let key = || vec![organization.0.into(), Cell::text(fingerprint)];
        let unfinished: Vec<(i64, i64, i64, i64, i64, String)> = connection
            .fetch(
                "SELECT id, byte_offset, line, rejected, reject_bytes, counts FROM import_run \
                 WHERE organization_id = ? AND fingerprint = ? AND finished_at IS NULL"
                    .into(),
                key(),
            )
            .await?;
        let run = if let Some((id, byte_offset, line, rejected, reject_bytes, counts)) = unfinished.into_iter().next() {
            Self {
                id,
                byte_offset: byte_offset.cast_unsigned(),
                line: line.cast_unsigned(),
                rejected: rejected.cast_unsigned(),
                reject_bytes: reject_bytes.cast_unsigned(),
                tally: Tally::from_json(&counts),
            }
        } else {
            let mut cells = key();
            cells.extend([now.0.into(), reject_bytes.cast_signed().into(), Cell::text(&Tally::default().to_json())]);
            let ids: Vec<(i64,)> = connection
                .fetch(
                    "INSERT INTO import_run (organization_id, fingerprint, started_at, reject_bytes, counts) \
                     VALUES (?,?,?,?,?) \
                     ON CONFLICT (organization_id, fingerprint) DO UPDATE SET started_at = excluded.started_at, \
                     finished_at = NULL, byte_offset = 0, line = 0, rejected = 0, \
                     reject_bytes = excluded.reject_bytes, \
                     counts = excluded.counts RETURNING id"
                        .into(),
                    cells,
                )
                .await?;
            let id = ids.first().ok_or(StoreError::Unreadable { table: "import_run", what: "returned row" })?.0;
            Self { id, reject_bytes, ..Self::default() }
        };
        connection.commit().await?;
        Ok(run)
    }

    /// Its key; 0 for one that writes nothing.
    pub(super) const fn id(&self) -> i64 {
        self.id
    }

    /// Saves how far it has come, within the transaction that wrote the rows.
    pub(super) async fn save(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let numbers = [self.byte_offset, self.line, self.rejected, self.reject_bytes];
        let mut cells: Vec<Cell> = numbers.map(|number| Cell::from(number.cast_signed())).to_vec();
        cells.extend([Cell::text(&self.tally.to_json()), self.id.into()]);
        connection
            .execute(
                "UPDATE import_run SET byte_offset = ?, line = ?, rejected = ?, reject_bytes = ?, counts = ? WHERE id = ?"
                    .into(),
                cells,
            )
            .await?;
        Ok(())
    }

    /// The whole file is in the database: the next import of it starts anew.
    pub async fn finish(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let mut connection = Connection::begin(store).await?;
        self.save(&mut connection).await?;
        connection
            .execute("UPDATE import_run SET finished_at = ? WHERE id = ?".into(), vec![now.0.into(), self.id.into()])
            .await?;
        connection.commit().await
    }
}

//! Who is in a source, and what becomes of those who no longer are.

use carrel_domain::{Date, OrganizationId, PatronId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Cell, DataSource,
    connection::{Connection, list},
    patrons,
};
use crate::{Store, StoreError};

/// Somebody who was in a source when it was last read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who they are there.
    pub key: String,
    /// Who they are here.
    pub patron: PatronId,
    /// Digest of what the source counted about them; 0 where nothing is known.
    pub fingerprint: i64,
    /// Whether they had left.
    pub is_gone: bool,
}

/// What becomes of patrons who left a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaving {
    /// Nothing: that they left is noted.
    #[default]
    Leave,
    /// They can no longer sign in.
    Lock,
    /// Their membership ends today: the retention rule of patrons does the rest (told, locked, anonymized, removed).
    Stages,
}

impl Leaving {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Leave, Self::Lock, Self::Stages];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Lock => "lock",
            Self::Stages => "stages",
        }
    }
}

/// How many are read or written at once.
const BATCH: usize = 500;

impl DataSource {
    /// Those who were in it when it was last read, by key, from one on; at most `limit`.
    pub async fn members(&self, store: &Store, after: &str, limit: u32) -> Result<Vec<Member>, StoreError> {
        let sql = format!(
            "SELECT source_key, patron_id, fingerprint, gone_at FROM data_source_patron \
             WHERE data_source_id = ? AND source_key > ? ORDER BY source_key LIMIT {limit}"
        );
        let mut connection = Connection::begin_reading(store).await?;
        let rows: Vec<(String, i64, i64, Option<i64>)> =
            connection.fetch(sql.into(), vec![self.id.into(), Cell::text(after)]).await?;
        connection.commit().await?;
        Ok(rows
            .into_iter()
            .map(|(key, patron, fingerprint, gone_at)| Member {
                key,
                patron: PatronId(patron),
                fingerprint,
                is_gone: gone_at.is_some(),
            })
            .collect())
    }

    /// Notes that these are in it, by who they are there, with the patron whose number in the library system is `source_id`:
    /// key, `source_id`, fingerprint. Whoever is not here is left out; whoever had left is back.
    pub async fn note(
        &self,
        store: &Store,
        organization: OrganizationId,
        present: &[(&str, &str, i64)],
    ) -> Result<(), StoreError> {
        for part in present.chunks(BATCH) {
            let mut connection = Connection::begin(store).await?;
            let source_ids: Vec<&str> = part.iter().map(|(_, source_id, _)| *source_id).collect();
            let known = patrons::read(&mut connection, organization, &source_ids).await?;
            let mut cells = Vec::with_capacity(part.len() * 4);
            for (key, source_id, fingerprint) in part {
                let Some(patron) = known.get(*source_id) else { continue };
                cells.extend([self.id.into(), Cell::text(key), patron.id.into(), (*fingerprint).into()]);
            }
            if !cells.is_empty() {
                let sql = format!(
                    "INSERT INTO data_source_patron (data_source_id, source_key, patron_id, fingerprint) VALUES {} \
                     ON CONFLICT (data_source_id, source_key) DO UPDATE SET patron_id = excluded.patron_id, \
                     fingerprint = excluded.fingerprint, gone_at = NULL",
                    vec!["(?,?,?,?)"; cells.len() / 4].join(",")
                );
                connection.execute(sql.into(), cells).await?;
            }
            connection.commit().await?;
        }
        Ok(())
    }

    /// Notes that these have left, and does with each what is to be done; whoever is in another source still is left alone,
    /// and so is everybody whose number does not begin with `own`: another source brought them. Answers how many were not
    /// known to have left before.
    pub async fn depart(
        &self,
        store: &Store,
        organization: OrganizationId,
        leavers: &[PatronId],
        (leaving, own): (Leaving, &str),
        (today, now): (Date, Timestamp),
    ) -> Result<u64, StoreError> {
        let mut departed = 0;
        for part in leavers.chunks(BATCH) {
            let mut connection = Connection::begin(store).await?;
            let ids: Vec<i64> = part.iter().map(|patron| patron.0).collect();
            let sql = format!(
                "UPDATE data_source_patron SET gone_at = ?, fingerprint = 0 WHERE data_source_id = ? \
                 AND gone_at IS NULL AND patron_id {} RETURNING patron_id, id",
                connection.in_numbers()
            );
            let gone: Vec<(i64, i64)> =
                connection.fetch(sql.into(), vec![now.0.into(), self.id.into(), list(&ids)]).await?;
            let gone: Vec<i64> = gone.into_iter().map(|(patron, _)| patron).collect();
            departed += gone.len() as u64;
            let handled =
                if leaving == Leaving::Leave { Vec::new() } else { own_ones(&mut connection, &gone, own).await? };
            apply(&mut connection, &handled, leaving, today).await?;
            let (handled, left): (Vec<i64>, Vec<i64>) = gone.into_iter().partition(|patron| handled.contains(patron));
            let action = if leaving == Leaving::Lock { "source-locked" } else { "source-ended" };
            let keys = store.audit_keys()?;
            let request = format!("source-{}", self.id);
            for (action, patrons) in [("source-left", left), (action, handled)] {
                patrons::write_entries(&mut connection, keys, organization, &patrons, action, &request, now).await?;
            }
            connection.commit().await?;
        }
        Ok(departed)
    }
}

/// Those among these patrons whom this source brought and who are in no other one.
async fn own_ones(connection: &mut Connection, gone: &[i64], own: &str) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT id, organization_id FROM patron WHERE SUBSTR(source_id, 1, LENGTH(?)) = ? AND NOT EXISTS ({ELSEWHERE}) \
         AND id {}",
        connection.in_numbers()
    );
    let rows: Vec<(i64, i64)> =
        connection.fetch(sql.into(), vec![Cell::text(own), Cell::text(own), list(gone)]).await?;
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

/// Whether a patron is in some other source, so that leaving this one changes nothing.
const ELSEWHERE: &str = "SELECT 1 FROM data_source_patron o WHERE o.patron_id = patron.id AND o.gone_at IS NULL";

async fn apply(connection: &mut Connection, gone: &[i64], leaving: Leaving, today: Date) -> Result<(), StoreError> {
    // Without the digests, the first line that tells of them again counts as changed, and undoes this.
    let (change, mut cells) = match leaving {
        Leaving::Leave => return Ok(()),
        Leaving::Lock => ("disabled = 1, digest = 0, document_digest = 0 WHERE disabled = 0", Vec::new()),
        Leaving::Stages => (
            "expires_on = ?, digest = 0, document_digest = 0 WHERE (expires_on IS NULL OR expires_on > ?)",
            vec![Cell::text(&today.to_string()); 2],
        ),
    };
    if gone.is_empty() {
        return Ok(());
    }
    cells.push(list(gone));
    let chosen = format!("id {}", connection.in_numbers());
    connection.execute(format!("UPDATE patron SET {change} AND {chosen}").into(), cells).await?;
    if leaving == Leaving::Lock {
        let sql = format!(
            "DELETE FROM session WHERE patron_id {} AND EXISTS (SELECT 1 FROM patron p WHERE p.id = session.patron_id \
             AND p.disabled = 1)",
            connection.in_numbers()
        );
        connection.execute(sql.into(), vec![list(gone)]).await?;
    }
    Ok(())
}

//! Writing batches of patrons.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use carrel_domain::{OrganizationId, Timestamp};
use sea_orm::{ConnectionTrait as _, DbBackend};

use super::{
    Cell, Document, Layout, Run, TABLES, Tally,
    compare::StoredRows,
    connection::{Connection, list},
    insert::{Existing, Insert, Statements},
    marks::{self, PatronMarks},
    patrons,
    patrons::StoredPatron,
    superseded::end_superseded,
};
use crate::{
    Store, StoreError, anonymize::ANONYMOUS, attribute_seal::Sealing, audit::AuditKeys, connect::WAL_PAGES,
    organization,
};

/// SQLite keeps more of its indexes in memory while many rows are written, and copies them from the write-ahead log less
/// often.
const BULK: &str = "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000";
/// As `connect` sets it, but for the write-ahead log.
const USUAL: &str = "PRAGMA cache_size = -2000";

/// Writes batches of patrons.
pub struct Writer {
    store: Store,
    organization: OrganizationId,
    now: Timestamp,
    is_dry: bool,
    statements: Statements,
    sealing: Option<Sealing>,
    libraries: HashSet<Arc<str>>,
    categories: HashSet<Arc<str>>,
    private_debits: Vec<String>,
}

/// A patron of the batch and their key; none if they are new and nothing is written.
pub(super) struct Work<'a> {
    pub document: &'a Document,
    pub stored: Option<StoredPatron>,
    pub id: Option<i64>,
}

impl Writer {
    /// A writer for one organization's patrons. A dry one compares and counts, and writes nothing.
    pub async fn open(
        store: &Store,
        organization: OrganizationId,
        now: Timestamp,
        is_dry: bool,
    ) -> Result<Self, StoreError> {
        let writer = Self::open_for_one(store, organization, now, is_dry).await?;
        if !is_dry && store.backend() == DbBackend::Sqlite {
            store.writer().execute_unprepared(BULK).await?;
        }
        Ok(writer)
    }

    /// A writer for a patron or two beside normal use: the connection stays as it is, and [`Writer::finish`] has nothing to
    /// do.
    pub async fn open_for_one(
        store: &Store,
        organization: OrganizationId,
        now: Timestamp,
        is_dry: bool,
    ) -> Result<Self, StoreError> {
        let known = |names: HashMap<String, String>| names.into_keys().map(Arc::from).collect();
        let libraries = known(organization::library_names(store.reader(), organization).await?);
        let categories = known(organization::category_names(store.reader(), organization).await?);
        Ok(Self {
            store: store.clone(),
            organization,
            now,
            is_dry,
            statements: Statements::default(),
            sealing: Sealing::read(store, organization).await?,
            libraries,
            categories,
            private_debits: crate::retention::rules::private_debits(store.reader(), organization).await?,
        })
    }

    /// Writes a batch and how far the import has come with it, all or nothing. What was done is added to the run's
    /// tally. Of two documents of one patron, the later one counts.
    pub async fn write(&mut self, documents: &[Document], run: &mut Run) -> Result<(), StoreError> {
        let sealed;
        let documents = match &self.sealing {
            Some(sealing) => {
                let seal = |document| Ok(sealing.sealed(document)?.unwrap_or_else(|| document.clone()));
                sealed = documents.iter().map(seal).collect::<Result<Vec<_>, StoreError>>()?;
                &sealed
            }
            None => documents,
        };
        let mut connection = self.begin().await?;
        let mut tally = Tally::default();
        // Two documents of one patron are written one after the other.
        let mut from = 0;
        let mut written = Vec::new();
        let mut seen = HashSet::new();
        for (at, document) in documents.iter().enumerate() {
            if !seen.insert(document.source_id.as_str()) {
                self.write_distinct(&mut connection, &documents[from..at], &mut written, &mut tally).await?;
                seen.clear();
                seen.insert(document.source_id.as_str());
                from = at;
            }
        }
        self.write_distinct(&mut connection, &documents[from..], &mut written, &mut tally).await?;
        run.tally.add(&tally);
        if self.is_dry {
            return Ok(());
        }
        run.save(&mut connection).await?;
        let keys = self.store.audit_keys()?;
        patrons::write_log(&mut connection, keys, self.organization, &written, run.id(), self.now).await?;
        connection.commit().await
    }

    /// Puts the connection back as it was, and lets the database count what is in the tables now: it plans queries by it.
    pub async fn finish(self) -> Result<(), StoreError> {
        if self.is_dry {
            return Ok(());
        }
        let sql = match self.store.backend() {
            DbBackend::Sqlite => format!(
                "{USUAL}; PRAGMA wal_autocheckpoint = {WAL_PAGES}; PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(TRUNCATE)"
            ),
            _ => format!("ANALYZE patron, {}", TABLES.map(|table| table.name).join(", ")),
        };
        self.store.writer().execute_unprepared(&sql).await?;
        Ok(())
    }

    /// A transaction; of a dry writer one that only reads.
    pub(super) async fn begin(&self) -> Result<Connection, StoreError> {
        if self.is_dry { Connection::begin_reading(&self.store).await } else { Connection::begin(&self.store).await }
    }

    /// Whether nothing is written.
    pub(super) const fn is_dry(&self) -> bool {
        self.is_dry
    }

    /// Whose patrons they are.
    pub(super) const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// The keys of the log.
    pub(super) fn audit_keys(&self) -> Result<&AuditKeys, StoreError> {
        self.store.audit_keys()
    }

    /// Ends a transaction with a note in the log of each of these patrons.
    pub(super) async fn commit_logged(
        &self,
        mut connection: Connection,
        written: &[i64],
        request: &str,
    ) -> Result<(), StoreError> {
        let keys = self.store.audit_keys()?;
        patrons::write_entries(&mut connection, keys, self.organization, written, "import", request, self.now).await?;
        connection.commit().await
    }

    async fn write_distinct(
        &mut self,
        connection: &mut Connection,
        documents: &[Document],
        written: &mut Vec<i64>,
        tally: &mut Tally,
    ) -> Result<(), StoreError> {
        if documents.is_empty() {
            return Ok(());
        }
        let source_ids: Vec<&str> = documents.iter().map(|document| document.source_id.as_str()).collect();
        let stored = patrons::read(connection, self.organization, &source_ids).await?;
        let unknown: Vec<&str> = source_ids.into_iter().filter(|source_id| !stored.contains_key(*source_id)).collect();
        let erased = patrons::erased(connection, self.store.audit_keys()?, self.organization, &unknown).await?;
        tally.erased += erased.len() as u64;
        let mut work = Vec::with_capacity(documents.len());
        for document in documents.iter().filter(|document| !erased.contains(&document.source_id)) {
            let stored = stored.get(&document.source_id).copied();
            // No library system has such a number; a file that has it shall not give the anonymous patron a card.
            if document.source_id.starts_with(ANONYMOUS) {
                continue;
            }
            match stored {
                None => tally.patrons.added += 1,
                Some(stored) if stored.digest == document.digest => tally.patrons.left += 1,
                Some(_) => tally.patrons.changed += 1,
            }
            if stored.is_some_and(|stored| stored.document_digest == document.document_digest) {
                count_as_left(document, tally);
            } else {
                work.push(Work { document, stored, id: stored.map(|stored| stored.id) });
            }
        }
        let known: Vec<i64> = work.iter().filter_map(|work| work.id).collect();
        let marks = marks::read(connection, &known).await?;
        if !self.is_dry {
            self.write_patrons(connection, &mut work, &marks, written).await?;
        }
        self.write_rows(connection, &work, &marks, tally).await?;
        if self.is_dry { Ok(()) } else { end_superseded(connection, &known).await }
    }

    pub(super) async fn write_patrons(
        &mut self,
        connection: &mut Connection,
        work: &mut [Work<'_>],
        marks: &HashMap<i64, PatronMarks>,
        logged: &mut Vec<i64>,
    ) -> Result<(), StoreError> {
        let documents: Vec<&Document> = work.iter().map(|work| work.document).collect();
        let libraries = note_new(&mut self.libraries, documents.iter().flat_map(|document| &document.libraries));
        patrons::write_codes(connection, self.organization, "library", &libraries).await?;
        let categories = note_new(&mut self.categories, documents.iter().flat_map(|document| &document.categories));
        patrons::write_codes(connection, self.organization, "patron_category", &categories).await?;
        let known: Vec<(i64, &Document)> = work.iter().filter_map(|work| Some((work.id?, work.document))).collect();
        let cleaned = marks::cleaned_records(connection, &known, marks).await?;
        let ids = patrons::write(connection, self.organization, &documents, &cleaned, self.now).await?;
        for work in work.iter_mut() {
            work.id = ids.get(&work.document.source_id).copied();
        }
        let written: Vec<(i64, &Document)> = work.iter().filter_map(|work| Some((work.id?, work.document))).collect();
        patrons::write_passwords(connection, &written, self.now).await?;
        let keys: Vec<i64> = written.iter().map(|(id, _)| *id).collect();
        patrons::end_stages(connection, &keys).await?;
        logged.extend(written.iter().map(|(id, _)| *id));
        Ok(())
    }

    async fn write_rows(
        &mut self,
        connection: &mut Connection,
        work: &[Work<'_>],
        marks: &HashMap<i64, PatronMarks>,
        tally: &mut Tally,
    ) -> Result<(), StoreError> {
        let known: Vec<i64> = work.iter().filter_map(|work| work.stored.map(|stored| stored.id)).collect();
        for (at, table) in TABLES.into_iter().enumerate() {
            let layout = Layout::of(table);
            let counts = &mut tally.tables[at];
            let mut stored =
                if known.is_empty() { None } else { Some(StoredRows::read(connection, table, &known).await?) };
            let mut added = Vec::new();
            let mut changed = Vec::new();
            let mut cleaned = Vec::new();
            let mut blanked: Vec<(i64, Vec<Cell>)> = Vec::new();
            let mut removed: Vec<i64> = Vec::new();
            for work in work {
                let rows = &work.document.rows[at];
                let id = work.id.unwrap_or_default();
                if let (Some(stored), true) = (&mut stored, work.stored.is_some()) {
                    let changes = stored.compare(id, layout, rows, marks.get(&id), &self.private_debits);
                    counts.added += changes.counts.added;
                    counts.changed += changes.counts.changed;
                    counts.left += changes.counts.left;
                    counts.removed += changes.counts.removed;
                    added.extend(changes.added.into_iter().map(|row| (id, row)));
                    changed.extend(changes.changed.into_iter().map(|row| (id, row)));
                    cleaned.extend(changes.cleaned.into_iter().map(|row| (id, row)));
                    blanked.extend(changes.blanked.into_iter().map(|row| (id, row)));
                    removed.extend(changes.removed);
                } else {
                    counts.added += rows.len(layout) as u64;
                    added.extend(rows.cells.chunks_exact(layout.width()).map(|row| (id, row)));
                }
            }
            if self.is_dry {
                continue;
            }
            if !removed.is_empty() {
                let sql = format!("DELETE FROM {} WHERE id {}", table.name, connection.in_numbers());
                connection.execute(sql.into(), vec![list(&removed)]).await?;
            }
            added.extend(blanked.iter().map(|(id, row)| (*id, row.as_slice())));
            for (existing, rows) in
                [(Existing::None, added), (Existing::Replaced, changed), (Existing::Cleaned, cleaned)]
            {
                Insert { table, existing, statements: &mut self.statements }
                    .write(connection, rows.into_iter())
                    .await?;
            }
        }
        Ok(())
    }
}

/// The codes that are not known yet, and are from now on.
fn note_new<'a>(known: &mut HashSet<Arc<str>>, codes: impl Iterator<Item = &'a Arc<str>>) -> Vec<Arc<str>> {
    codes.filter(|code| known.insert(Arc::clone(code))).map(Arc::clone).collect()
}

fn count_as_left(document: &Document, tally: &mut Tally) {
    for ((rows, table), counts) in document.rows.iter().zip(TABLES).zip(&mut tally.tables) {
        counts.left += rows.len(Layout::of(table)) as u64;
    }
}

//! What an import from Koha's database is going to do, and doing it.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use carrel_domain::{Date, OrganizationId, PatronId, Timestamp};
use carrel_store::{
    Store,
    import::{DataSource, Leaving},
};

use super::{Address, connection::Connection, lines::KohaLines, scan::Scan, schema::Schema};
use crate::{
    SourceError,
    alldata::{self, Input, Observer, Summary},
    leavers::{Guard, read_members},
};

/// Connections that read at once.
const CONNECTIONS: usize = 3;

/// What to import from where, and how.
pub struct Options {
    /// Whose patrons they are.
    pub organization: OrganizationId,
    /// Where the database is.
    pub address: Address,
    /// What this Koha is called here: by that it is known again.
    pub name: String,
    /// Read everybody, not only those of whom something changed.
    pub is_whole: bool,
    /// Compare and count, and write nothing.
    pub dry_run: bool,
    /// What becomes of those who are no longer there.
    pub leaving: Leaving,
    /// How many may be gone at once.
    pub guard: Guard,
    /// Where refused lines go; nowhere if `None`.
    pub reject_path: Option<std::path::PathBuf>,
    /// The time it is.
    pub now: Timestamp,
    /// The day it is in the library.
    pub today: Date,
}

/// What an import is going to do.
pub struct Plan {
    /// Patrons there are.
    pub patrons: u64,
    /// Patrons that are going to be read: everybody, or those of whom something may have changed.
    pub selected: u64,
    /// Whether everybody is read.
    pub is_whole: bool,
    /// Patrons that came from there before and are no longer there.
    pub left: u64,
    /// Patrons that had left and are there again.
    pub back: u64,
    /// Tables that every Koha has and that this user may not read.
    pub missing: Vec<&'static str>,
    options: Options,
    source: DataSource,
    /// The time from which the next import asks for changes.
    mark: i64,
    /// Those of whom the fingerprint is another than was noted, with it.
    noted: Vec<(u64, i64)>,
    leavers: Vec<PatronId>,
    lines: KohaLines,
    resumed_after: Arc<AtomicU64>,
}

/// Looks at what is there, and at what changed.
///
/// # Errors
/// When the database cannot be reached or read, or more patrons are gone than may be at once.
pub async fn plan(store: &Store, options: Options) -> Result<Plan, SourceError> {
    let address = options.address.clone();
    let (mut connection, schema, scan) = in_thread(move || {
        let mut connection = Connection::open(&address)?;
        let schema = Schema::read(&mut connection)?;
        let scan = Scan::read(&mut connection, &schema)?;
        Ok((connection, schema, scan))
    })
    .await?;
    let source = DataSource::open(store, options.organization, &options.name, options.dry_run).await?;
    let members = read_members(store, &source).await?;
    let mut leavers = Vec::new();
    let mut known: HashMap<u64, (i64, bool)> = HashMap::with_capacity(members.len());
    for member in &members {
        let number: u64 = member.key.parse().unwrap_or_default();
        if scan.patrons.binary_search(&number).is_ok() {
            known.insert(number, (member.fingerprint, member.is_gone));
        } else if !member.is_gone {
            leavers.push(member.patron);
        }
    }
    let there_before = members.iter().filter(|member| !member.is_gone).count();
    options.guard.check(leavers.len() as u64, there_before as u64)?;
    let both = || scan.patrons.iter().copied().zip(scan.fingerprints.iter().copied());
    let noted = both().filter(|(number, fingerprint)| known.get(number) != Some(&(*fingerprint, false))).collect();
    let back = known.values().filter(|(_, is_gone)| *is_gone).count() as u64;

    let (connection, schema, selected, is_whole) = match source.mark.filter(|_| !options.is_whole) {
        None => (connection, schema, scan.patrons.clone(), true),
        Some(mark) => {
            let (connection, schema, dated) = in_thread(move || {
                let dated = Scan::changed_since(&mut connection, &schema, mark)?;
                Ok((connection, schema, dated))
            })
            .await?;
            let is_changed = |(patron, fingerprint): &(u64, i64)| {
                known.get(patron) != Some(&(*fingerprint, false)) || dated.binary_search(patron).is_ok()
            };
            (connection, schema, both().filter(is_changed).map(|(patron, _)| patron).collect(), false)
        }
    };
    let resumed_after = Arc::new(AtomicU64::new(0));
    let pending = source.pending_mark.unwrap_or(scan.mark);
    let since = source.mark.filter(|_| !is_whole).map_or_else(|| String::from("all"), |mark| mark.to_string());
    let name = format!("koha-{}-{since}-{pending}", options.name);
    let selected_count = selected.len() as u64;
    let missing = schema.missing();
    let address = options.address.clone();
    // What they see is a little later than what was counted: if something changed in between, it is read once more.
    let connections = in_thread(move || {
        let mut connections = vec![connection];
        // A user may be allowed fewer connections: then it goes more slowly.
        connections.extend((1..CONNECTIONS).map_while(|_| Connection::open(&address).ok()));
        Ok(connections)
    })
    .await?;
    let lines = KohaLines::new(connections, &schema, selected, is_whole, name, Arc::clone(&resumed_after));
    Ok(Plan {
        patrons: scan.patrons.len() as u64,
        selected: selected_count,
        is_whole,
        left: leavers.len() as u64,
        back,
        missing,
        options,
        source,
        mark: scan.mark,
        noted,
        leavers,
        lines,
        resumed_after,
    })
}

impl Plan {
    /// Does it.
    ///
    /// # Errors
    /// When Koha's database or ours fails: what was done until then stays, and the next import goes on there.
    pub async fn run(mut self, store: &Store, observer: &mut dyn Observer) -> Result<Summary, SourceError> {
        let Options { organization, dry_run, leaving, now, today, .. } = self.options;
        if !dry_run {
            self.source.begin(store, self.mark).await?;
        }
        let mut options = alldata::Options::new(organization, Input::Lines(Box::new(self.lines)), now);
        options.dry_run = dry_run;
        options.reject_path = self.options.reject_path;
        let summary = alldata::run(store, options, observer).await?;
        if dry_run {
            return Ok(summary);
        }
        // Those that a killed import had written were read earlier than this time's counts: they are read once more.
        let read_before = self.resumed_after.load(Ordering::Relaxed);
        let present: Vec<(String, i64)> = self
            .noted
            .iter()
            .map(|(number, fingerprint)| (number.to_string(), if *number <= read_before { 0 } else { *fingerprint }))
            .collect();
        let present: Vec<(&str, &str, i64)> =
            present.iter().map(|(number, fingerprint)| (number.as_str(), number.as_str(), *fingerprint)).collect();
        self.source.note(store, organization, &present).await?;
        self.source.depart(store, organization, &self.leavers, (leaving, ""), (today, now)).await?;
        let report = serde_json::json!({
            "records": self.patrons, "added": summary.tally.patrons.added, "changed": summary.tally.patrons.changed,
            "refused": summary.rejected, "leavers": self.left,
        });
        self.source.finish(store, &report.to_string(), now).await?;
        Ok(summary)
    }
}

/// Runs what waits for the database where waiting is no harm.
pub(super) async fn in_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| SourceError::Internal(error.to_string()))?
}

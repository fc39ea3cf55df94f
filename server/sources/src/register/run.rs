//! Reading a register, and bringing patrons up to date with it.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use carrel_domain::{Date, OrganizationId, PatronId, Timestamp};
use carrel_store::{
    Store,
    import::{Asked, DataSource, Found, Writer},
    organization,
};
use jiff::tz::TimeZone;

use super::{
    Mapping, Report,
    merge::{Values, merge},
    record::{self, Record},
};
use crate::{
    SourceError,
    alldata::PersonalReader,
    leavers::{Guard, read_members},
};

/// People in one transaction.
const BATCH: usize = 200;
/// Bytes of a key: Carrel's own number of the person is made of it.
const LONGEST_KEY: usize = 200;

/// What to read, and how.
pub struct Options {
    /// Whose patrons they are.
    pub organization: OrganizationId,
    /// The register's file.
    pub file: PathBuf,
    /// What its columns mean.
    pub mapping: Mapping,
    /// Compare and tell, and write nothing.
    pub is_check: bool,
    /// Lets more leave at once than the mapping says.
    pub guard: Option<Guard>,
    /// The time it is.
    pub now: Timestamp,
    /// The day it is in the library.
    pub today: Date,
}

/// Somebody in the register.
struct Entry {
    line: u64,
    key: String,
    finding: Option<String>,
    values: Values,
}

/// Who is in a file.
#[derive(Default)]
struct Census {
    /// Keys of everybody who is there, those who were refused among them.
    present: HashSet<String>,
    report: Report,
}

/// Reads a register and brings patrons up to date with it.
///
/// # Errors
/// When the file cannot be read, too many have left, or the database fails: batches that were written stay, and the next run
/// goes over everything again.
pub async fn run(store: &Store, options: Options) -> Result<Report, SourceError> {
    let Options { organization, mapping, is_check, now, today, .. } = &options;
    let found = organization::get(store.reader(), *organization).await?.ok_or(SourceError::UnknownOrganization)?;
    let zone = TimeZone::get(&found.time_zone).map_err(|_| SourceError::UnknownTimeZone(found.time_zone.clone()))?;
    let source = DataSource::open(store, *organization, &mapping.name, *is_check).await?;
    let Census { present, mut report } = tokio::task::block_in_place(|| take_census(&options))?;
    let members = read_members(store, &source).await?;
    let leavers: Vec<PatronId> = members
        .iter()
        .filter(|member| !member.is_gone && !present.contains(&member.key))
        .map(|member| member.patron)
        .collect();
    if !report.are_leavers_unknown {
        let known = members.iter().filter(|member| !member.is_gone).count() as u64;
        options.guard.unwrap_or(mapping.guard).check(leavers.len() as u64, known)?;
        report.leavers = leavers.len() as u64;
    }
    let noted: HashSet<&str> =
        members.iter().filter(|member| !member.is_gone).map(|member| member.key.as_str()).collect();

    let reader = PersonalReader::new(zone);
    let mut writer = Writer::open(store, *organization, *now, *is_check).await?;
    let mut entries = Entries::open(&options)?;
    loop {
        let batch = entries.next_batch()?;
        if batch.is_empty() {
            break;
        }
        let written = write(&mut writer, &source, mapping, &reader, &batch, &mut report).await?;
        let new: Vec<(&str, &str, i64)> = written
            .iter()
            .filter(|(key, _)| !noted.contains(key.as_str()))
            .map(|(key, source_id)| (key.as_str(), source_id.as_str(), 0))
            .collect();
        if !is_check {
            source.note(store, *organization, &new).await?;
        }
    }
    writer.finish().await?;
    if !is_check {
        if !report.are_leavers_unknown {
            let own = format!("{}:", mapping.name);
            source.depart(store, *organization, &leavers, (mapping.leaving, &own), (*today, *now)).await?;
        }
        let mut source = source;
        source.finish(store, &report.to_json(), *now).await?;
    }
    Ok(report)
}

/// Writes a batch; answers who of them is which patron now.
async fn write(
    writer: &mut Writer,
    source: &DataSource,
    mapping: &Mapping,
    reader: &PersonalReader,
    batch: &[Entry],
    report: &mut Report,
) -> Result<Vec<(String, String)>, SourceError> {
    let asked: Vec<Asked> = batch.iter().map(|entry| asked(mapping, entry)).collect();
    let mut written = Vec::new();
    let mut failed = None;
    let decide = |at: usize, found: &Found| {
        let (entry, asked): (&Entry, &Asked) = (batch.get(at)?, asked.get(at)?);
        match found {
            Found::Several => report.refuse(entry.line, None, "is more than one patron"),
            Found::Taken => {
                report.refuse(entry.line, None, "has a card number or user name that another patron signs in with");
            }
            Found::Erased => report.erased += 1,
            Found::Nobody if !mapping.adds => report.unknown += 1,
            Found::Nobody | Found::Patron(_) => match merge(reader, found, &asked.new_source_id, &entry.values) {
                Err(error) => failed = Some(error),
                Ok(merged) => {
                    let is_new = matches!(found, Found::Nobody);
                    let source_id = match found {
                        Found::Patron(person) => person.source_id.clone(),
                        _ => asked.new_source_id.clone(),
                    };
                    written.push((entry.key.clone(), source_id));
                    let Some((document, changes)) = merged else {
                        report.left += 1;
                        return None;
                    };
                    let (count, kind) =
                        if is_new { (&mut report.added, "added") } else { (&mut report.changed, "changed") };
                    *count += 1;
                    report.sample(kind, entry.line, changes);
                    return Some(document);
                }
            },
        }
        None
    };
    writer.write_people(source, &asked, decide).await?;
    match failed {
        Some(error) => Err(error),
        None => Ok(written),
    }
}

fn asked(mapping: &Mapping, entry: &Entry) -> Asked {
    let of = |name: &str| entry.values.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone());
    Asked {
        key: entry.key.clone(),
        finding: mapping.finding.as_ref().and_then(|(finding, _)| Some((*finding, entry.finding.clone()?))),
        new_source_id: format!("{}:{}", mapping.name, entry.key),
        names: ["cardnumber", "userid"].into_iter().filter_map(of).filter(|name| !name.is_empty()).collect(),
    }
}

/// Everybody in the file, without those who were refused or are left out.
struct Entries<'a> {
    records: Box<dyn Iterator<Item = record::Next> + Send>,
    mapping: &'a Mapping,
    seen: HashSet<String>,
}

impl<'a> Entries<'a> {
    fn open(options: &'a Options) -> Result<Self, SourceError> {
        let records = record::open(&options.file, &options.mapping)?;
        Ok(Self { records, mapping: &options.mapping, seen: HashSet::new() })
    }

    fn next_batch(&mut self) -> Result<Vec<Entry>, SourceError> {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let Some(next) = self.records.next() else { break };
            let Ok(record) = next? else { continue };
            if let Ok(Some(entry)) = read(self.mapping, &record)
                && self.seen.insert(entry.key.clone())
            {
                batch.push(entry);
            }
        }
        Ok(batch)
    }
}

/// What is wrong with a record: the field, what, and who it is, if that can be told.
type Wrong = (Option<&'static str>, String, Option<String>);

/// What a record says by the mapping; nothing if the mapping leaves it out.
fn read(mapping: &Mapping, record: &Record) -> Result<Option<Entry>, Wrong> {
    for (column, allowed) in &mapping.only {
        if !record.values(column, mapping.format).any(|value| allowed.iter().any(|allowed| allowed == value)) {
            return Ok(None);
        }
    }
    let Some(key) = record.values(&mapping.key, mapping.format).next() else {
        return Err((None, format!("`{}`, who it is, is missing", mapping.key), None));
    };
    if key.len() > LONGEST_KEY {
        return Err((None, format!("`{}`, who it is, is too long", mapping.key), Some(key.to_owned())));
    }
    let mut values = Vec::with_capacity(mapping.fields.len());
    for field in &mapping.fields {
        let value = field
            .read(record, mapping.format)
            .map_err(|reason| (Some(field.target.source), reason.to_owned(), Some(key.to_owned())))?;
        values.push((field.target.source, value));
    }
    let finding = mapping.finding.as_ref();
    let finding = finding.and_then(|(_, column)| record.values(column, mapping.format).next()).map(str::to_owned);
    Ok(Some(Entry { line: record.line, key: key.to_owned(), finding, values }))
}

/// The first reading: who is in the file, and what is wrong with it.
fn take_census(options: &Options) -> Result<Census, SourceError> {
    let mapping = &options.mapping;
    let mut census = Census::default();
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut columns: HashSet<String> = HashSet::new();
    for next in record::open(&options.file, mapping)? {
        let report = &mut census.report;
        report.records += 1;
        let record = match next? {
            Ok(record) => record,
            Err(unreadable) => {
                report.are_leavers_unknown = true;
                report.refuse(unreadable.line, None, unreadable.reason);
                continue;
            }
        };
        for (name, _) in &record.fields {
            if !columns.contains(name) {
                columns.insert(name.clone());
            }
        }
        match read(mapping, &record) {
            Ok(None) => report.outside += 1,
            Ok(Some(entry)) => match lines.get(&entry.key) {
                Some(line) => report.refuse(record.line, None, format!("is who line {line} is")),
                None => {
                    lines.insert(entry.key.clone(), record.line);
                    census.present.insert(entry.key);
                }
            },
            Err((field, reason, key)) => {
                report.are_leavers_unknown |= key.is_none();
                census.present.extend(key);
                report.refuse(record.line, field, reason);
            }
        }
    }
    compare_columns(mapping, &columns, &mut census.report);
    if mapping.format == super::Format::Csv && !columns.is_empty() && !census.report.missing.is_empty() {
        // Everybody would lose what stands there.
        let names: Vec<&str> = census.report.missing.iter().map(String::as_str).collect();
        let mut there: Vec<&str> = columns.iter().map(String::as_str).collect();
        there.sort_unstable();
        return Err(SourceError::Register(format!(
            "the file has no column {}, which the mapping names. Its columns: {}",
            names.join(", "),
            there.join(", ")
        )));
    }
    Ok(census)
}

/// Columns that the mapping does not use, and those that it names and nobody has.
fn compare_columns(mapping: &Mapping, columns: &HashSet<String>, report: &mut Report) {
    let mut used: HashSet<&str> = mapping.fields.iter().filter_map(super::field::Field::column).collect();
    used.insert(&mapping.key);
    used.extend(mapping.finding.iter().map(|(_, column)| column.as_str()));
    used.extend(mapping.only.iter().map(|(column, _)| column.as_str()));
    let is_same = |one: &str, other: &str| {
        one == other || (mapping.format == super::Format::Ldif && one.eq_ignore_ascii_case(other))
    };
    let unused = columns.iter().filter(|column| !used.iter().any(|used| is_same(used, column)));
    report.unused = unused.cloned().collect();
    let missing = used.iter().filter(|used| !columns.iter().any(|column| is_same(used, column)));
    report.missing = missing.map(|name| (*name).to_owned()).collect();
}

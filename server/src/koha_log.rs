//! Bringing in what Koha's own log has: from its database, or by its interface, patron by patron.

use std::time::Duration;

use carrel_client::secrets;
use carrel_domain::{Category, OrganizationId, Timestamp};
use carrel_koha::{Koha, KohaId, Trouble};
use carrel_sources::{
    SourceError,
    koha::{Address, LogReader, LogRow},
};
use carrel_store::{
    Store, StoreError,
    audit::{Entry, Interface, append},
    koha_log::{self, ForeignEntry, Imported},
};
use jiff::{civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value};

/// What an entry says is kept up to so many characters.
const LONGEST: usize = 10_000;
/// Patrons whose numbers are read at once.
const PATRONS: u32 = 500;
/// How long one patron's entries may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why it stopped. What was brought in until then stays, and the next time goes on there.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Our own database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Koha's database failed.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Koha cannot be asked.
    #[error("Koha: {0}")]
    Koha(Trouble),
    /// The same log is being read by somebody else.
    #[error("the same log is being read already")]
    Elsewhere,
}

/// Reads everything that is not here yet from Koha's database. `tell` hears how far it has come.
///
/// # Errors
/// Those of [`LogError`].
pub async fn from_database(
    store: &Store,
    organization: OrganizationId,
    address: Address,
    name: &str,
    now: Timestamp,
    mut tell: impl FnMut(Imported),
) -> Result<Imported, LogError> {
    let mut reader = LogReader::open(address).await?;
    let mut position = koha_log::position(store.writer(), organization, name).await?;
    let mut all = Imported::default();
    loop {
        let (again, page) = reader.page(position).await?;
        reader = again;
        let Some((rows, last)) = page else { break };
        let entries: Vec<ForeignEntry> = rows.into_iter().filter_map(entry).collect();
        let done = koha_log::append(store, organization, name, &entries, (name, position, last)).await?;
        all += done.map_err(|_| LogError::Elsewhere)?;
        position = last;
        tell(all);
    }
    note(store, organization, name, all, now).await?;
    Ok(all)
}

/// Asks Koha for the entries of each patron who came from there, and keeps those that are not here yet.
///
/// # Errors
/// Those of [`LogError`].
pub async fn from_interface(
    store: &Store,
    organization: OrganizationId,
    koha: &Koha,
    name: &str,
    (zone, now): (&TimeZone, Timestamp),
    mut tell: impl FnMut(Imported),
) -> Result<Imported, LogError> {
    let reading = format!("{name}/interface");
    let mut position = koha_log::position(store.writer(), organization, &reading).await?;
    let mut all = Imported::default();
    let day = |days: i64| {
        let time = jiff::Timestamp::from_second(now.0 + days * 86_400).unwrap_or_default();
        time.to_zoned(zone.clone()).date().to_string()
    };
    let until = day(1);
    let mut looked_at = position;
    loop {
        let patrons = koha_log::numbers_after(store.writer(), organization, looked_at, PATRONS).await?;
        if patrons.is_empty() {
            break;
        }
        for (patron, number) in patrons {
            looked_at = patron;
            // The anonymous patron, for one, is none of Koha's.
            let Some(id) = KohaId::parse(&number) else { continue };
            let asked = koha.converse(now, PATIENCE).logs(id, "1970-01-01", &until).await;
            let rows = match asked {
                Ok(rows) => rows,
                // This one only.
                Err(Trouble::NotFound) => Vec::new(),
                Err(trouble) => return Err(LogError::Koha(trouble)),
            };
            let mut entries: Vec<ForeignEntry> =
                rows.into_iter().filter_map(|row| row_of(&row, &number, zone)).filter_map(entry).collect();
            entries.sort_by_key(|entry| entry.number);
            let done = koha_log::append(store, organization, name, &entries, (&reading, position, patron)).await?;
            all += done.map_err(|_| LogError::Elsewhere)?;
            position = patron;
            tell(all);
        }
    }
    // The next time begins with the first patron again.
    let over = koha_log::append(store, organization, name, &[], (&reading, position, 0)).await?;
    over.map_err(|_| LogError::Elsewhere)?;
    note(store, organization, name, all, now).await?;
    Ok(all)
}

/// That entries came in is in the log, too.
async fn note(
    store: &Store,
    organization: OrganizationId,
    name: &str,
    imported: Imported,
    now: Timestamp,
) -> Result<(), StoreError> {
    if imported.added == 0 {
        return Ok(());
    }
    let entry = Entry {
        object: Some(format!("koha_log:{name}")),
        new_value: Some(serde_json::json!({ "entries": imported.added }).to_string()),
        interface: Interface::Cli,
        ..Entry::of_system(now, organization, "log-imported", "import")
    };
    append(store, &[entry]).await
}

/// An answer's row, if it is about the patron: other modules have other things by the same numbers.
fn row_of(row: &Map<String, Value>, patron: &str, zone: &TimeZone) -> Option<LogRow> {
    let text = |name: &str| match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let (module, action) = (text("module"), text("action"));
    let is_theirs =
        matches!(module.as_str(), "MEMBERS" | "CIRCULATION" | "AUTH") || (module == "FINES" && action != "CREATE_FEE");
    let said = text("timestamp");
    let at = said.parse::<jiff::Timestamp>().ok().or_else(|| {
        let local: DateTime = said.replace(' ', "T").parse().ok()?;
        Some(local.to_zoned(zone.clone()).ok()?.timestamp())
    })?;
    is_theirs.then_some(LogRow {
        number: text("action_id").parse().ok().filter(|number| *number > 0)?,
        at: at.as_second(),
        user: text("user").parse().ok().filter(|user| *user > 0),
        module,
        action,
        object: text("object"),
        patron: patron.parse().ok(),
        info: text("info"),
        interface: text("interface"),
    })
}

/// An entry as ours has it. Hashes of passwords that Koha's log tells are not in it.
fn entry(row: LogRow) -> Option<ForeignEntry> {
    let patron = row.patron?;
    let (action, category) = match row.module.as_str() {
        "MEMBERS" => ("koha-members", None),
        "CIRCULATION" => ("koha-circulation", Some(Category::Checkouts)),
        "FINES" => ("koha-fines", Some(Category::Fees)),
        "HOLDS" => ("koha-holds", Some(Category::Holds)),
        _ => ("koha-other", None),
    };
    let mut other = Map::new();
    let info: String = row.info.chars().filter(|c| *c != '\0').take(LONGEST).collect();
    for (name, text) in [
        ("module", row.module),
        ("action", row.action),
        ("interface", row.interface),
        ("object", row.object),
        ("info", info),
    ] {
        if !text.is_empty() {
            other.insert(name.to_owned(), text.into());
        }
    }
    let mut other = Value::Object(other);
    secrets::remove(&mut other);
    Some(ForeignEntry {
        number: row.number,
        at: Timestamp(row.at),
        patron: patron.to_string(),
        user: row.user.map(|user| user.to_string()),
        action,
        category,
        other: other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Option<LogRow> {
        row_of(value.as_object().unwrap(), "7", &TimeZone::get("Europe/Helsinki").unwrap())
    }

    #[test]
    fn an_answers_row_is_read_with_the_librarys_own_time() {
        let said = json!({"action_id": "12", "timestamp": "2026-01-02 12:00:00", "user": 51, "module": "MEMBERS",
                          "action": "MODIFY", "object": 7, "info": "x", "interface": "intranet"});
        let read = row(said.clone()).unwrap();
        assert_eq!((read.number, read.at, read.user, read.patron), (12, 1_767_348_000, Some(51), Some(7)));
        let mut with_zone = said.clone();
        with_zone["timestamp"] = "2026-01-02T12:00:00+02:00".into();
        assert_eq!(row(with_zone).unwrap().at, read.at);
        for (name, value) in [("module", "CATALOGUING"), ("timestamp", "once"), ("action_id", "")] {
            let mut other = said.clone();
            other[name] = value.into();
            assert_eq!(row(other), None, "{name}: what is no patron's entry is nobody's");
        }
    }

    #[test]
    fn what_an_entry_says_comes_without_hashes_and_without_the_user() {
        let hash = "$2a$08$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C";
        let said = json!({"action_id": 1, "timestamp": "2026-01-02 12:00:00", "user": 51, "module": "MEMBERS",
                          "action": "CHANGE PASS", "object": 7, "info": format!("before {hash}"), "interface": "opac"});
        let entry = entry(row(said).unwrap()).unwrap();
        assert!(!entry.other.contains("$2a$") && !entry.other.contains("51"), "{}", entry.other);
        assert_eq!((entry.user.as_deref(), entry.action), (Some("51"), "koha-members"));
    }
}

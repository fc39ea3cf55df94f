//! What was found, as a file: written while it is read, a page at a time.

use std::io;

use carrel_domain::{Permission, StaffScope, Timestamp};
use carrel_report::push_csv_cell;
use carrel_store::audit::{
    archive,
    search::{LogLine, Search},
};
use carrel_texts::{Format, Key};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};

use super::{LogWish, search_of};
use crate::{ServiceError, Services, audit::Origin, profile::Profile, sessions::Session};

/// Entries read in one query.
const ROWS: u32 = 1_000;
/// Never more files are written at once: the others wait their turn (ASVS 15.1.3).
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// In which form the log is taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For spreadsheets.
    Csv,
    /// For machines.
    Json,
}

impl LogFormat {
    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// The columns of the file: names of JSON properties, and in the catalogue as `log-column-NAME`.
const COLUMNS: [&str; 19] = [
    "entry",
    "at",
    "action",
    "outcome",
    "purpose",
    "patron",
    "staff",
    "role",
    "library",
    "category",
    "object",
    "old-value",
    "new-value",
    "other",
    "interface",
    "network",
    "request",
    "staff-name",
    "erased-at",
];

impl Services {
    /// The entries that are found, newest first, as parts of a file. That they were taken along is logged first.
    ///
    /// # Errors
    /// As [`Services::search_log`]; [`ServiceError::StepUpNeeded`] if the PIN was not given lately.
    pub async fn export_log(
        &self,
        session: &Session,
        profile: &Profile,
        wish: &LogWish,
        (file, format): (LogFormat, Format),
        origin: &Origin,
    ) -> Result<mpsc::Receiver<io::Result<Vec<u8>>>, ServiceError> {
        let staff = self.check(session, Permission::ViewLogs, origin).await?;
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let people = self.people_of(&staff, wish).await?;
        let search = search_of(wish, &people, profile);
        self.log_about_log(session, wish, &people, "log-exported", origin).await?;
        let (sender, parts) = mpsc::channel(2);
        let services = self.clone();
        tokio::spawn(async move {
            if let Err(error) = services.write_log(&staff, &search, file, &format, &sender).await {
                tracing::error!(%error, "the log could not be exported to its end");
                // If nobody listens any more, nobody needs to know.
                let _ = sender.send(Err(io::Error::other("the log could not be read to its end"))).await;
            }
        });
        Ok(parts)
    }

    async fn write_log(
        &self,
        staff: &StaffScope,
        search: &Search,
        file: LogFormat,
        format: &Format,
        sender: &mpsc::Sender<io::Result<Vec<u8>>>,
    ) -> Result<(), ServiceError> {
        let _turn = AT_ONCE.acquire().await.map_err(|error| ServiceError::System(error.to_string()))?;
        let mut text = begin(file, format);
        let mut after = None;
        let mut is_first = true;
        loop {
            let page = archive::search::find(self.store(), staff, search, after, ROWS).await?;
            for line in &page.lines {
                match file {
                    LogFormat::Csv => push_row(&mut text, line, format),
                    LogFormat::Json => {
                        text.push_str(if is_first { "" } else { ",\n" });
                        push_object(&mut text, line, format);
                    }
                }
                is_first = false;
            }
            let is_last = page.next.is_none();
            if is_last && file == LogFormat::Json {
                text.push_str("\n]\n");
            }
            let part = std::mem::take(&mut text).into_bytes();
            if sender.send(Ok(part)).await.is_err() || is_last {
                return Ok(());
            }
            after = page.next;
        }
    }
}

fn begin(file: LogFormat, format: &Format) -> String {
    if file == LogFormat::Json {
        return String::from("[\n");
    }
    let mut text = String::from("\u{feff}");
    for (at, name) in COLUMNS.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        let heading = Key::find(&format!("log-column-{name}")).map_or(*name, |key| format.texts().say(key));
        push_csv_cell(&mut text, heading);
    }
    text.push_str("\r\n");
    text
}

fn values<'a>(line: &'a LogLine, format: &Format) -> [(&'static str, Option<std::borrow::Cow<'a, str>>); 19] {
    let text = |text: &'a Option<String>| text.as_deref().map(Into::into);
    let name = line.actor_name();
    let values = [
        Some(line.id.to_string().into()),
        Some(format.rfc3339(Timestamp(line.at)).into()),
        Some(line.action.as_str().into()),
        Some(line.outcome.as_str().into()),
        Some(line.purpose.as_str().into()),
        text(&line.patron_cardnumber),
        text(&line.actor_public_id),
        Some(line.actor_role.as_str().into()),
        text(&line.library),
        text(&line.data_category),
        text(&line.object),
        text(&line.old_value),
        text(&line.new_value),
        text(&line.other),
        text(&line.interface),
        text(&line.network),
        (!line.request_id.is_empty()).then(|| line.request_id.as_str().into()),
        (!name.is_empty() && line.actor_role != "patron").then(|| name.into()),
        line.erased_at.map(|at| format.rfc3339(Timestamp(at)).into()),
    ];
    let mut names = COLUMNS.into_iter();
    values.map(|value| (names.next().unwrap_or_default(), value))
}

fn push_row(text: &mut String, line: &LogLine, format: &Format) {
    for (at, (name, value)) in values(line, format).into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        let value = value.unwrap_or_default();
        match name {
            "action" | "outcome" | "purpose" | "role" | "interface" | "category" => {
                push_csv_cell(text, &format.texts().code(name, &value));
            }
            _ => push_csv_cell(text, &value),
        }
    }
    text.push_str("\r\n");
}

fn push_object(text: &mut String, line: &LogLine, format: &Format) {
    let object: serde_json::Map<String, serde_json::Value> = values(line, format)
        .into_iter()
        .map(|(name, value)| {
            let name = name.replace('-', "_");
            let value = if name == "entry" { json!(line.id) } else { json!(value) };
            (name, value)
        })
        .collect();
    text.push_str(&serde_json::Value::Object(object).to_string());
}

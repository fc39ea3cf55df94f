//! Koha's database, read again and again as the settings say: what changed since the last time.

use std::{path::PathBuf, time::Duration};

use carrel_domain::Timestamp;
use carrel_services::{ServiceError, Services, sources::RunEnd};
use carrel_sources::{
    SourceError,
    alldata::{Observer, Progress, Rejection},
    koha::{self, Address, Options},
    leavers::Guard,
};
use carrel_store::import::Leaving;
use serde::Deserialize;

/// How often a node looks whether it is time.
const POLL: Duration = Duration::from_secs(20);

/// Koha's database in the settings.
#[derive(Clone)]
pub struct KohaDatabase {
    /// What this Koha is called here.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// How often it is read, in seconds.
    pub every: i64,
    /// What becomes of those who are no longer there.
    pub leaving: Leaving,
    /// How many may be gone at once.
    pub guard: Guard,
}

/// Without the password.
impl std::fmt::Debug for KohaDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KohaDatabase({})", self.name)
    }
}

#[derive(Deserialize)]
struct Settings {
    koha_database: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    address: String,
    password_file: Option<PathBuf>,
    minutes: i64,
    #[serde(default = "usual_name")]
    name: String,
    #[serde(default)]
    leavers: Leaving,
    most_leavers: Option<u8>,
}

fn usual_name() -> String {
    String::from("koha")
}

/// Reads the setting `koha_database`: a TOML inline table. Nothing is none. `lookup` finds other settings by name, of which
/// the password is one.
///
/// # Errors
/// What is wrong, in words that repeat no password.
pub fn read_koha_database(text: &str, lookup: impl Fn(&str) -> Option<String>) -> Result<Option<KohaDatabase>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let settings: Settings = toml::from_str(&format!("koha_database = {text}"))
        .map_err(|error| error.message().lines().next().unwrap_or_default().to_owned())?;
    let Table { address, password_file, minutes, name, leavers, most_leavers } = settings.koha_database;
    if !(1..=1440).contains(&minutes) {
        return Err(String::from("`minutes` is how often it is read: 1 to 1440"));
    }
    let guard = match most_leavers {
        Some(percent) => Guard::new(percent).ok_or("`most_leavers` is a percentage: 0 to 100")?,
        None => Guard::default(),
    };
    let password = match password_file {
        Some(path) => {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("the password file {} cannot be read: {error}", path.display()))?;
            Some(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => lookup("koha_database_password").filter(|password| !password.is_empty()),
    };
    let address = Address::parse(&address, password).map_err(|error| error.to_string())?;
    Ok(Some(KohaDatabase { name, address, every: minutes * 60, leaving: leavers, guard }))
}

/// Reads it whenever its time has come, on one node, until the task is dropped.
pub async fn run(database: Option<&KohaDatabase>, services: &Services) {
    let Some(database) = database else { return };
    loop {
        if let Err(error) = read_if_due(services, database).await {
            tracing::error!(%error, "Koha's database could not be looked after");
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Reads what changed if the time has come and nobody has; `false` if not. What a killed run had begun goes on.
///
/// # Errors
/// When our own database fails.
pub async fn read_if_due(services: &Services, database: &KohaDatabase) -> Result<bool, ServiceError> {
    // Without an organization there is nobody whose patrons they could be.
    let Ok(profile) = services.profile().await else { return Ok(false) };
    let now = services.clock().now();
    let (organization, today) = (profile.id, services.today(&profile));
    let options = Options {
        organization,
        address: database.address.clone(),
        name: database.name.clone(),
        is_whole: false,
        dry_run: false,
        leaving: database.leaving,
        guard: database.guard,
        reject_path: None,
        now,
        today,
    };
    let work = async {
        let report = async {
            let plan = koha::plan(services.store(), options).await?;
            let [records, left] = [plan.patrons, plan.left];
            let summary = plan.run(services.store(), &mut Quiet).await?;
            let tally = &summary.tally.patrons;
            Ok::<_, SourceError>(serde_json::json!({
                "records": records, "added": tally.added, "changed": tally.changed, "refused": summary.rejected,
                "leavers": left,
            }))
        };
        match report.await {
            Ok(report) => RunEnd::Done(report.to_string()),
            Err(error) => {
                // Errors of a source never name anybody.
                tracing::error!(%error, "Koha's database was not read");
                if matches!(error, SourceError::TooManyLeavers { .. }) { RunEnd::Stopped } else { RunEnd::Failed }
            }
        }
    };
    services.run_source(organization, &database.name, &slot(now, database.every), "koha-read", work).await
}

/// The stretch of time that a moment is in; later ones are greater texts.
fn slot(now: Timestamp, every: i64) -> String {
    let begun = now.0 - now.0.rem_euclid(every);
    jiff::Timestamp::from_second(begun).unwrap_or_default().to_string()
}

/// Nobody watches: what was refused is in the server's log, by number and reason.
struct Quiet;

impl Observer for Quiet {
    fn resumed(&mut self, lines: u64) {
        tracing::info!(lines, "reading Koha's database goes on");
    }

    fn progress(&mut self, _: &Progress) {}

    fn rejected(&mut self, rejection: &Rejection) {
        tracing::warn!(line = rejection.line, field = rejection.field, reason = %rejection.reason, "a patron was refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_say_where_and_how_often() {
        let password = |name: &str| (name == "koha_database_password").then(|| String::from("geheim"));
        let read = |text: &str| read_koha_database(text, password);
        let database =
            read("{ address = 'mysql://c@db.example/koha', minutes = 5, leavers = 'lock' }").unwrap().unwrap();
        assert_eq!((database.name.as_str(), database.every, database.leaving), ("koha", 300, Leaving::Lock));
        assert!(!format!("{database:?}").contains("geheim"));
        assert!(read("").unwrap().is_none());
        for (text, expected) in [
            ("{ address = 'mysql://c@db.example/koha', minutes = 0 }", "`minutes`"),
            ("{ address = 'mysql://c@db.example/koha' }", "minutes"),
            ("{ address = 'mysql://c:geheim@db.example/koha', minutes = 5 }", "a file or the environment"),
            ("{ address = 'mysql://c@db.example/koha', minutes = 5, most_leavers = 101 }", "`most_leavers`"),
            ("{ address = 'mysql://c@db.example/koha', minutes = 5, pasword = 'geheim' }", "pasword"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected) && !error.contains("geheim"), "{text}: {error}");
        }
    }

    #[test]
    fn stretches_of_time_follow_each_other_as_texts() {
        let at = |seconds: i64| slot(Timestamp(1_790_000_100 + seconds), 300);
        assert_eq!(at(0), at(299));
        assert!(at(0) < at(300) && at(300) < at(86_400));
    }
}

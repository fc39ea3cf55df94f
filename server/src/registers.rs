//! Registers that are read once a day, as the settings say.

use std::{path::PathBuf, time::Duration};

use carrel_services::{ServiceError, Services, sources::RunEnd};
use carrel_sources::{
    SourceError,
    register::{self, Mapping, Options},
};
use serde::Deserialize;

/// How often a node looks whether it is time.
const POLL: Duration = Duration::from_secs(30);

/// A register of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledRegister {
    /// What it is called here, as its mapping says.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
    /// Its mapping.
    pub mapping: PathBuf,
    /// From when on each day, in minutes of the library's own time.
    pub minute: i16,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    register: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    file: PathBuf,
    mapping: PathBuf,
    #[serde(default = "usual_time")]
    at: String,
}

fn usual_time() -> String {
    String::from("04:00")
}

/// Reads the setting `register`: a TOML array of tables. The mappings are read, too.
///
/// # Errors
/// What is wrong, in words.
pub fn read_registers(text: &str) -> Result<Vec<ScheduledRegister>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let settings: Settings =
        toml::from_str(&format!("register = {text}")).map_err(|error| error.message().to_owned())?;
    let mut registers: Vec<ScheduledRegister> = Vec::new();
    for table in settings.register {
        let minute = read_minute(&table.at)
            .ok_or_else(|| format!("`at` cannot be `{}`: it is a time such as 04:00", table.at))?;
        let name = read_mapping(&table.mapping)?.name;
        if registers.iter().any(|other| other.name == name) {
            return Err(format!("two mappings are called `{name}`"));
        }
        registers.push(ScheduledRegister { name, file: table.file, mapping: table.mapping, minute });
    }
    Ok(registers)
}

fn read_minute(text: &str) -> Option<i16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// Reads a mapping file.
///
/// # Errors
/// What is wrong and in which line, in words.
pub fn read_mapping(path: &std::path::Path) -> Result<Mapping, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("the mapping {name} cannot be read: {error}"))?;
    Mapping::parse(&text).map_err(|error| format!("the mapping {name}, {error}"))
}

/// Reads each register once a day, on one node, until the task is dropped.
pub async fn run(registers: &[ScheduledRegister], services: &Services) {
    if registers.is_empty() {
        return;
    }
    loop {
        for register in registers {
            if let Err(error) = read_if_due(services, register).await {
                tracing::error!(%error, register = register.name, "a register could not be looked after");
            }
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Reads a register if its time has come today and nobody has; `false` if not.
///
/// # Errors
/// When our own database fails.
pub async fn read_if_due(services: &Services, register: &ScheduledRegister) -> Result<bool, ServiceError> {
    // Without an organization there is nobody whose patrons they could be.
    let Ok(profile) = services.profile().await else { return Ok(false) };
    let now = services.clock().now();
    let local = jiff::Timestamp::from_second(now.0).unwrap_or_default().to_zoned(profile.zone.clone());
    if i16::from(local.hour()) * 60 + i16::from(local.minute()) < register.minute {
        return Ok(false);
    }
    let (organization, today) = (profile.id, services.today(&profile));
    let work = async {
        let mapping = match read_mapping(&register.mapping) {
            Ok(mapping) if mapping.name == register.name => mapping,
            Ok(_) => {
                tracing::error!(register = register.name, "the mapping has another name than when the server started");
                return RunEnd::Failed;
            }
            Err(error) => {
                tracing::error!(register = register.name, "{error}");
                return RunEnd::Failed;
            }
        };
        let file = register.file.clone();
        let options = Options { organization, file, mapping, is_check: false, guard: None, now, today };
        match register::run(services.store(), options).await {
            Ok(report) => RunEnd::Done(report.to_json()),
            Err(error) => {
                // Errors of a source never name anybody.
                tracing::error!(%error, register = register.name, "a register was not read");
                if matches!(error, SourceError::TooManyLeavers { .. }) { RunEnd::Stopped } else { RunEnd::Failed }
            }
        }
    };
    services.run_source(organization, &register.name, &today.to_string(), "register-read", work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_of_the_settings_has_a_file_a_mapping_and_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let mapping = folder.path().join("students.toml");
        let text =
            "[register]\nname = \"students\"\nformat = \"csv\"\n[key]\nfrom = \"nr\"\n[fields]\nsurname = \"sn\"\n";
        std::fs::write(&mapping, text).unwrap();
        let table = |more: &str| format!("[{{ file = \"/srv/s.csv\", mapping = \"{}\"{more} }}]", mapping.display());
        let read = read_registers(&table(", at = \"23:15\"")).unwrap();
        assert_eq!((read[0].name.as_str(), read[0].minute), ("students", 23 * 60 + 15));
        assert_eq!(read_registers(&table("")).unwrap()[0].minute, 240);
        for (more, expected) in [(", at = \"25:00\"", "such as 04:00"), (", time = \"1\"", "unknown field `time`")] {
            let error = read_registers(&table(more)).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        std::fs::write(&mapping, text.replace("surname", "surnme")).unwrap();
        let error = read_registers(&table("")).unwrap_err();
        assert!(error.contains("line 7: `surnme`"), "{error}");
    }
}

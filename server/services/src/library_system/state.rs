//! How the library system is, for staff.

use carrel_domain::Timestamp;
use carrel_koha::{Endpoint, Health};
use carrel_store::library_command;

use crate::{ServiceError, Services};

/// How the library system is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemState {
    /// It failed again and again, and is left alone until then.
    pub rests_until: Option<Timestamp>,
    /// What it does not offer, of what would be of use here: words for it.
    pub missing: Vec<&'static str>,
    /// Changes that could not be brought there in the last days.
    pub failed_commands: u64,
}

/// What staff may miss, and by which endpoint it comes.
const OF_USE: [(Endpoint, &str); 9] = [
    (Endpoint::AllData, "all-data"),
    (Endpoint::Logs, "logs"),
    (Endpoint::PasswordValidation, "passwords"),
    (Endpoint::Holds, "holds"),
    (Endpoint::Debits, "fees"),
    (Endpoint::Attributes, "attributes"),
    (Endpoint::Suggestions, "suggestions"),
    (Endpoint::SitePreferences, "preferences"),
    (Endpoint::SiteHistory, "history"),
];

impl Services {
    /// How the library system is; `None` where there is no other than Carrel.
    pub(crate) async fn library_system_state(&self) -> Result<Option<SystemState>, ServiceError> {
        let Some(koha) = &self.inner.options.koha else { return Ok(None) };
        let absent: Vec<Endpoint> = koha.offer().missing().collect();
        let missing = OF_USE.into_iter().filter(|(endpoint, _)| absent.contains(endpoint)).map(|(_, word)| word);
        let rests_until = match koha.health() {
            Health::RestsUntil(time) if time > self.clock().now() => Some(time),
            _ => None,
        };
        let failed_commands = library_command::count_failed(self.store().reader()).await?;
        Ok(Some(SystemState { rests_until, missing: missing.collect(), failed_commands }))
    }
}

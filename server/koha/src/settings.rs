//! Which Koha there is, as the settings file says it.

use std::time::Duration;

use carrel_client::{Authentication, Limits, PeerSettings, TableReader, base_address};
use rustls::pki_types::CertificateDer;
use toml::{Table, Value};

use crate::{
    endpoint::{Endpoint, PathSetting},
    id::KohaId,
    keys::KEYS,
};

/// One Koha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KohaSettings {
    /// Where it answers, without a slash at the end.
    pub address: String,
    /// How Carrel says who it is.
    pub authentication: Authentication,
    /// Certificates to trust besides the machine's own.
    pub authorities: Vec<CertificateDer<'static>>,
    /// Koha says whether a card number and PIN belong together.
    pub check_passwords: bool,
    /// While it cannot, the PIN that was imported last will do.
    pub local_passwords: bool,
    /// How old a patron's record may be.
    pub fresh: Duration,
    /// How long a page waits.
    pub page_patience: Duration,
    /// How long one answer may take.
    pub answer_patience: Duration,
    /// How long reading one patron may take altogether.
    pub refresh_patience: Duration,
    /// No answer is larger, in bytes.
    pub largest_answer: usize,
    /// How often what changed is read by itself; never if `None`.
    pub sync: Option<Duration>,
    /// What becomes of patrons who are no longer there: `leave`, `lock` or `stages`.
    pub leavers: String,
    /// How many of a hundred may be gone at once.
    pub most_leavers: u8,
    /// How many questions may be on their way at once.
    pub connections: usize,
    /// Rows asked for at once.
    pub page_size: usize,
    paths: [String; PathSetting::ALL.len()],
}

impl KohaSettings {
    /// The settings of a Koha at this address, with everything else as it usually is.
    ///
    /// # Errors
    /// The address is not allowed.
    pub fn new(address: &str, authentication: Authentication) -> Result<Self, SettingsError> {
        Ok(Self {
            address: base_address(address).ok_or_else(|| wrong("address"))?,
            authentication,
            authorities: Vec::new(),
            check_passwords: true,
            local_passwords: false,
            fresh: Duration::from_secs(10 * 60),
            page_patience: Duration::from_millis(600),
            answer_patience: Duration::from_secs(5),
            refresh_patience: Duration::from_secs(20),
            largest_answer: 16 << 20,
            sync: None,
            leavers: String::from("leave"),
            most_leavers: 10,
            connections: 8,
            page_size: 100,
            paths: PathSetting::ALL.map(|(_, _, usual)| usual.to_owned()),
        })
    }

    /// The same for the client.
    pub(crate) fn peer(&self) -> PeerSettings {
        PeerSettings {
            name: String::from("koha"),
            token_address: self.address_of(Endpoint::Token, None),
            authentication: self.authentication.clone(),
            authorities: self.authorities.clone(),
            limits: Limits {
                answer_patience: self.answer_patience,
                largest_answer: self.largest_answer,
                connections: self.connections,
            },
        }
    }

    /// The path of an endpoint, `{id}` and all.
    pub(crate) fn template(&self, endpoint: Endpoint) -> String {
        let (setting, rest) = endpoint.path();
        format!("{}{rest}", self.paths.get(setting as usize).map_or("", String::as_str))
    }

    /// The address of an endpoint, for a patron where it is one of theirs.
    pub(crate) fn address_of(&self, endpoint: Endpoint, patron: Option<KohaId>) -> String {
        let path = self.template(endpoint);
        let path = patron.map_or(path.clone(), |id| path.replace("{id}", &id.to_string()));
        format!("{}{path}", self.address)
    }
}

/// The settings are not as they must be. Never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// It is not a table.
    #[error("`koha` must be a table: begin it with [koha]")]
    Form,
    /// There is no such key.
    #[error("`koha` has no setting `{0}`; `carrel settings` lists them all")]
    Unknown(String),
    /// The value is missing or not allowed.
    #[error("the setting `{key}` of `koha` is missing or not allowed. {help}")]
    Value {
        /// Which key.
        key: &'static str,
        /// What is allowed.
        help: &'static str,
    },
}

/// Reads the table from TOML; nothing is none. `lookup` finds other settings by name, of which the secrets are two.
///
/// # Errors
/// A setting is unknown, missing or not allowed.
pub fn read_koha(text: &str, lookup: impl Fn(&str) -> Option<String>) -> Result<Option<KohaSettings>, SettingsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let document: Table = format!("koha = {text}").parse().map_err(|_| SettingsError::Form)?;
    let table = document.get("koha").and_then(Value::as_table).ok_or(SettingsError::Form)?;
    if let Some(key) = table.keys().find(|key| KEYS.iter().all(|known| known.name != key.as_str())) {
        return Err(SettingsError::Unknown(key.clone()));
    }
    Reader { table: TableReader(table) }.read(&lookup).map(Some)
}

struct Reader<'a> {
    table: TableReader<'a>,
}

impl Reader<'_> {
    fn read(&self, lookup: &impl Fn(&str) -> Option<String>) -> Result<KohaSettings, SettingsError> {
        let address = self.text("address")?.ok_or_else(|| wrong("address"))?;
        let mut settings = KohaSettings::new(&address, self.authentication(lookup)?)?;
        settings.authorities = self.table.authorities("ca_file").map_err(wrong)?;
        settings.check_passwords = self.flag("check_passwords", true)?;
        settings.local_passwords = self.flag("local_passwords", false)?;
        settings.fresh = Duration::from_secs(60 * self.number("fresh_minutes", 10, 1, 1440)?);
        settings.page_patience = Duration::from_millis(self.number("page_milliseconds", 600, 50, 5000)?);
        settings.answer_patience = Duration::from_secs(self.number("answer_seconds", 5, 1, 60)?);
        settings.refresh_patience = Duration::from_secs(self.number("refresh_seconds", 20, 1, 300)?);
        settings.largest_answer = self.size("largest_answer_mb", 16, 256)? << 20;
        let minutes = self.number("sync_minutes", 0, 0, 1440)?;
        settings.sync = (minutes > 0).then(|| Duration::from_secs(60 * minutes));
        if let Some(leavers) = self.text("leavers")? {
            if !["leave", "lock", "stages"].contains(&leavers.as_str()) {
                return Err(wrong("leavers"));
            }
            settings.leavers = leavers;
        }
        settings.most_leavers = u8::try_from(self.number("most_leavers", 10, 0, 100)?).unwrap_or(10);
        settings.connections = self.size("connections", 8, 100)?;
        settings.page_size = self.size("page_size", 100, 1000)?;
        for (setting, key, _) in PathSetting::ALL {
            if let Some(path) = self.text(key)? {
                let is_path = path.starts_with('/')
                    && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\%\"<>".contains(&byte))
                    && path.contains("{id}") == setting.needs_id()
                    && !path.contains("..");
                if !is_path {
                    return Err(wrong(key));
                }
                settings.paths[setting as usize] = path;
            }
        }
        Ok(settings)
    }

    fn text(&self, key: &'static str) -> Result<Option<String>, SettingsError> {
        self.table.text(key).map_err(wrong)
    }

    fn flag(&self, key: &'static str, usual: bool) -> Result<bool, SettingsError> {
        self.table.flag(key, usual).map_err(wrong)
    }

    fn number(&self, key: &'static str, usual: u64, least: u64, most: u64) -> Result<u64, SettingsError> {
        self.table.number(key, usual, least, most).map_err(wrong)
    }

    fn size(&self, key: &'static str, usual: u64, most: u64) -> Result<usize, SettingsError> {
        self.table.size(key, usual, most).map_err(wrong)
    }

    fn authentication(&self, lookup: &impl Fn(&str) -> Option<String>) -> Result<Authentication, SettingsError> {
        match (self.text("client_id")?, self.text("user")?) {
            (Some(id), None) => {
                let secret = self.secret(lookup, "koha_client_secret", "client_secret_file")?;
                Ok(Authentication::Client { id, secret })
            }
            (None, Some(name)) if !name.contains(':') => {
                let password = self.secret(lookup, "koha_password", "password_file")?;
                Ok(Authentication::User { name, password })
            }
            (None, None) => Err(wrong("client_id")),
            (_, Some(_)) => Err(wrong("user")),
        }
    }

    fn secret(
        &self,
        lookup: &impl Fn(&str) -> Option<String>,
        variable: &str,
        file: &'static str,
    ) -> Result<String, SettingsError> {
        if let Some(secret) = lookup(variable).filter(|secret| !secret.is_empty()) {
            return Ok(secret);
        }
        self.table.secret(file).map_err(wrong)
    }
}

fn wrong(name: &'static str) -> SettingsError {
    SettingsError::Value { key: name, help: KEYS.iter().find(|key| key.name == name).map_or("", |key| key.help) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "address = 'https://koha.example/'\nclient_id = 'carrel'\n";

    fn read(more: &str) -> Result<KohaSettings, SettingsError> {
        let table: Table = format!("[koha]\n{more}").parse().unwrap();
        let secret = |name: &str| name.starts_with("koha_").then(|| String::from("geheim"));
        read_koha(&table["koha"].to_string(), secret).map(Option::unwrap)
    }

    #[test]
    fn the_least_that_is_needed_is_an_address_and_who_asks() {
        let settings = read(LEAST).unwrap();
        assert_eq!(settings.address, "https://koha.example");
        assert_eq!((settings.check_passwords, settings.local_passwords), (true, false));
        let id = KohaId::parse("7");
        let holds = settings.address_of(Endpoint::Holds, id);
        assert_eq!(holds, "https://koha.example/api/v1/patrons/7/holds");
        let history = settings.address_of(Endpoint::SiteHistory, id);
        assert_eq!(history, "https://koha.example/api/v1/contrib/kohasuomi/patrons/7/checkouts/history");
        assert_eq!(read_koha("", |_| None), Ok(None));
    }

    #[test]
    fn every_setting_has_its_key_and_usual_value() {
        for (_, name, usual) in PathSetting::ALL {
            let key = KEYS.iter().find(|key| key.name == name).unwrap();
            assert_eq!(key.example, format!("{usual:?}"));
        }
        let usual = |name: &str| KEYS.iter().find(|key| key.name == name).unwrap().example;
        let numbers = ["fresh_minutes", "page_milliseconds", "answer_seconds", "refresh_seconds", "connections"];
        let lines: String = numbers.map(|name| format!("{name} = {}\n", usual(name))).concat();
        assert_eq!(read(&format!("{LEAST}{lines}")), read(LEAST));
    }

    #[test]
    fn a_secret_is_read_and_never_printed() {
        for who in ["client_id = 'carrel'", "user = 'carrel'"] {
            let settings = read(&format!("address = 'https://koha.example'\n{who}")).unwrap();
            let (Authentication::Client { secret, .. } | Authentication::User { password: secret, .. }) =
                &settings.authentication
            else {
                panic!("{settings:?}")
            };
            assert_eq!(secret, "geheim");
            assert!(!format!("{settings:?}").contains("geheim"));
        }
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_is_allowed() {
        for (text, expected) in [
            ("client_id = 'carrel'", "address"),
            ("address = 'http://koha.example'\nclient_id = 'a'", "address"),
            ("address = 'https://koha.example/api'\nclient_id = 'a'", "address"),
            ("address = 'https://u:p@koha.example'\nclient_id = 'a'", "address"),
            ("address = 'https://koha.example'", "client_id"),
            ("address = 'https://koha.example'\nclient_id = 'a'\nuser = 'b'", "user"),
            (&format!("{LEAST}connections = 0"), "connections"),
            (&format!("{LEAST}leavers = 'delete'"), "leavers"),
            (&format!("{LEAST}most_leavers = 101"), "most_leavers"),
            (&format!("{LEAST}answer_seconds = '5'"), "answer_seconds"),
            (&format!("{LEAST}ca_file = '/nowhere'"), "ca_file"),
            (&format!("{LEAST}holds_path = '/holds'"), "holds_path"),
            (&format!("{LEAST}logs_path = 'https://elsewhere.example/'"), "logs_path"),
            (&format!("{LEAST}logs_path = '/../x'"), "logs_path"),
            (&format!("{LEAST}check_passwords = 'yes'"), "check_passwords"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(&format!("`{expected}`")), "{text}: {error}");
        }
        let error = read(&format!("{LEAST}client_secret = 'geheim'")).unwrap_err().to_string();
        assert!(error.contains("no setting `client_secret`") && !error.contains("geheim"), "{error}");
        assert_eq!(read_koha("[]", |_| None), Err(SettingsError::Form));
    }
}

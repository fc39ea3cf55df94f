//! Which providers there are, as the settings file says it.

use std::{collections::BTreeMap, fs};

use toml::{Table, Value};
use url::Url;

use crate::keys::KEYS;

/// What of a patron a claim is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchField {
    /// Card number.
    Cardnumber,
    /// User name.
    Userid,
    /// The extended attribute with this code.
    Attribute(String),
}

/// One provider.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Short name in addresses.
    pub name: String,
    /// What the button says, by language tag; `""` for all others.
    pub display_name: BTreeMap<String, String>,
    /// Issuer.
    pub issuer: String,
    /// What the provider calls Carrel.
    pub client_id: String,
    /// The client's secret, if it has one.
    pub client_secret: Option<String>,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Claim that finds the patron, and what it is compared with.
    pub matching: Option<(String, MatchField)>,
    /// One of these must be said.
    pub required_acr: Vec<String>,
    /// All of these must be said.
    pub required_amr: Vec<String>,
    /// One of these is strong.
    pub strong_acr: Vec<String>,
    /// All of these are strong.
    pub strong_amr: Vec<String>,
    /// Every sign-in is strong.
    pub always_strong: bool,
    /// Patrons may.
    pub patrons: bool,
    /// Who has a role may.
    pub staff: bool,
    /// Signing out is told.
    pub sign_out: bool,
    /// Origins that the browser may be sent through.
    pub form_origins: Vec<String>,
}

impl std::fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProviderSettings({} at {})", self.name, self.issuer)
    }
}

impl ProviderSettings {
    /// What the button says in a language.
    pub fn display_name(&self, language: &str) -> &str {
        let found = self.display_name.get(language).or_else(|| self.display_name.get(""));
        found.or_else(|| self.display_name.values().next()).map_or(&self.name, |text| text)
    }
}

/// A provider's settings are not as they must be. Never repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// It is not a list of tables.
    #[error("`openid` must be tables: begin each provider with [[openid]]")]
    Form,
    /// There is no such key.
    #[error("the provider `{provider}` has no setting `{key}`; `carrel settings` lists them all")]
    Unknown {
        /// Which provider.
        provider: String,
        /// Which key.
        key: String,
    },
    /// The value is missing or not allowed.
    #[error("the setting `{key}` of the provider `{provider}` is missing or not allowed. {help}")]
    Value {
        /// Which provider.
        provider: String,
        /// Which key.
        key: &'static str,
        /// What is allowed.
        help: &'static str,
    },
}

/// Reads all providers from a TOML array of tables; nothing is none. `lookup` finds other settings by name, of which a
/// client's secret is one.
///
/// # Errors
/// A setting is unknown, missing or not allowed.
pub fn read_providers(
    text: &str,
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Vec<ProviderSettings>, SettingsError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let document: Table = format!("openid = {text}").parse().map_err(|_| SettingsError::Form)?;
    let tables = document.get("openid").and_then(Value::as_array).ok_or(SettingsError::Form)?;
    let mut providers: Vec<ProviderSettings> = Vec::new();
    for table in tables {
        let table = table.as_table().ok_or(SettingsError::Form)?;
        let provider = Reader::new(table)?.read(&lookup)?;
        if providers.iter().any(|other| other.name == provider.name) {
            return Err(wrong(&provider.name, "name"));
        }
        providers.push(provider);
    }
    Ok(providers)
}

struct Reader<'a> {
    table: &'a Table,
    provider: String,
}

impl<'a> Reader<'a> {
    fn new(table: &'a Table) -> Result<Self, SettingsError> {
        let provider = table.get("name").and_then(Value::as_str).unwrap_or("?").to_owned();
        if let Some(key) = table.keys().find(|key| KEYS.iter().all(|known| known.name != key.as_str())) {
            return Err(SettingsError::Unknown { provider, key: key.clone() });
        }
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=40).contains(&provider.len()) || !provider.bytes().all(is_plain) {
            return Err(wrong(&provider, "name"));
        }
        Ok(Self { table, provider })
    }

    fn read(&self, lookup: &impl Fn(&str) -> Option<String>) -> Result<ProviderSettings, SettingsError> {
        Ok(ProviderSettings {
            name: self.provider.clone(),
            display_name: self.display_name()?,
            issuer: self.text("issuer")?.filter(|issuer| is_issuer(issuer)).ok_or_else(|| self.wrong("issuer"))?,
            client_id: self.text("client_id")?.ok_or_else(|| self.wrong("client_id"))?,
            client_secret: self.secret(lookup)?,
            scopes: self.list("scopes")?.into_iter().filter(|scope| scope != "openid").collect(),
            matching: self.matching()?,
            required_acr: self.list("required_acr")?,
            required_amr: self.list("required_amr")?,
            strong_acr: self.list("strong_acr")?,
            strong_amr: self.list("strong_amr")?,
            always_strong: self.flag("always_strong", false)?,
            patrons: self.flag("patrons", true)?,
            staff: self.flag("staff", true)?,
            sign_out: self.flag("sign_out", true)?,
            form_origins: self.origins()?,
        })
    }

    fn wrong(&self, key: &'static str) -> SettingsError {
        wrong(&self.provider, key)
    }

    fn text(&self, key: &'static str) -> Result<Option<String>, SettingsError> {
        match self.table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.trim().to_owned())),
            Some(_) => Err(self.wrong(key)),
        }
    }

    fn list(&self, key: &'static str) -> Result<Vec<String>, SettingsError> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| self.wrong(key))?;
        let text = |item: &Value| item.as_str().map(str::to_owned).filter(|text| is_word(text));
        items.iter().map(|item| text(item).ok_or_else(|| self.wrong(key))).collect()
    }

    fn flag(&self, key: &'static str, usual: bool) -> Result<bool, SettingsError> {
        self.table.get(key).map_or(Ok(usual), |value| value.as_bool().ok_or_else(|| self.wrong(key)))
    }

    fn display_name(&self) -> Result<BTreeMap<String, String>, SettingsError> {
        let text = |value: &Value| {
            value.as_str().map(str::trim).filter(|text| (1..=60).contains(&text.chars().count())).map(str::to_owned)
        };
        let names = match self.table.get("display_name") {
            Some(Value::Table(table)) if !table.is_empty() => {
                table.iter().map(|(language, value)| Some((language.clone(), text(value)?))).collect()
            }
            Some(value) => text(value).map(|text| BTreeMap::from([(String::new(), text)])),
            None => None,
        };
        names.ok_or_else(|| self.wrong("display_name"))
    }

    fn secret(&self, lookup: &impl Fn(&str) -> Option<String>) -> Result<Option<String>, SettingsError> {
        let name = format!("openid_{}_client_secret", self.provider.replace('-', "_"));
        if let Some(secret) = lookup(&name).filter(|secret| !secret.is_empty()) {
            return Ok(Some(secret));
        }
        let Some(path) = self.text("client_secret_file")? else { return Ok(None) };
        let secret = fs::read_to_string(path).map_err(|_| self.wrong("client_secret_file"))?;
        let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
        if secret.is_empty() { Err(self.wrong("client_secret_file")) } else { Ok(Some(secret)) }
    }

    fn matching(&self) -> Result<Option<(String, MatchField)>, SettingsError> {
        let field = match self.text("match_field")?.as_deref() {
            None => None,
            Some("cardnumber") => Some(MatchField::Cardnumber),
            Some("userid") => Some(MatchField::Userid),
            Some(other) => match other.strip_prefix("attribute:") {
                Some(code) if is_word(code) => Some(MatchField::Attribute(code.to_owned())),
                _ => return Err(self.wrong("match_field")),
            },
        };
        match (self.text("match_claim")?, field) {
            (Some(claim), Some(field)) => Ok(Some((claim, field))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.wrong("match_claim")),
            (Some(_), None) => Err(self.wrong("match_field")),
        }
    }

    fn origins(&self) -> Result<Vec<String>, SettingsError> {
        let origins = self.list("form_origins")?;
        let is_origin = |text: &String| origin_of(text).as_deref() == Some(text.trim_end_matches('/'));
        if origins.iter().all(is_origin) { Ok(origins) } else { Err(self.wrong("form_origins")) }
    }
}

fn wrong(provider: &str, name: &'static str) -> SettingsError {
    let help = KEYS.iter().find(|key| key.name == name).map_or("", |key| key.help);
    SettingsError::Value { provider: provider.to_owned(), key: name, help }
}

/// Values that are sent to the provider separated by spaces.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_issuer(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && origin_of(text).is_some()
    })
}

/// The origin of an address with https; or with http, if it is this machine itself.
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (url.scheme() == "https" || (url.scheme() == "http" && is_local)).then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "name = 'suomi'\ndisplay_name = 'Suomi.fi'\nissuer = 'https://login.example'\nclient_id = 'carrel'\n";

    fn read(more: &str) -> Result<ProviderSettings, SettingsError> {
        let table: Table = format!("[[openid]]\n{LEAST}{more}").parse().unwrap();
        read_providers(&table["openid"].to_string(), |name| {
            (name == "openid_suomi_client_secret").then(|| String::from("geheim"))
        })
        .map(|mut providers| providers.remove(0))
    }

    #[test]
    fn the_least_that_is_needed_lets_everybody_link_by_themselves() {
        let provider = read("").unwrap();
        assert_eq!((provider.matching.as_ref(), provider.patrons, provider.staff), (None, true, true));
        assert_eq!(provider.display_name("fi"), "Suomi.fi");
    }

    #[test]
    fn a_secret_is_read_and_never_printed() {
        let provider = read("").unwrap();
        assert_eq!(provider.client_secret.as_deref(), Some("geheim"));
        assert!(!format!("{provider:?}").contains("geheim"));
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_provider_and_what_is_allowed() {
        for (more, expected) in [
            ("match_claim = 'email'\nmatch_field = 'email'", "match_field"),
            ("match_claim = 'card'", "match_field"),
            ("match_field = 'userid'", "match_claim"),
            ("required_acr = 'high'", "required_acr"),
            ("required_acr = ['a b']", "required_acr"),
            ("always_strong = 'yes'", "always_strong"),
            ("form_origins = ['https://idp.example/path']", "form_origins"),
            ("form_origins = [\"https://idp.example; script-src *\"]", "form_origins"),
        ] {
            let error = read(more).unwrap_err().to_string();
            assert!(error.contains(&format!("`{expected}`")) && error.contains("`suomi`"), "{more}: {error}");
        }
        let error = read("client_secret = 'geheim'").unwrap_err().to_string();
        assert!(error.contains("no setting `client_secret`") && !error.contains("geheim"), "{error}");
    }

    #[test]
    fn an_issuer_is_https_or_this_machine() {
        for (issuer, expected) in [
            ("https://login.example/realms/library", true),
            ("http://127.0.0.1:4000", true),
            ("http://login.example", false),
            ("https://login.example?x=1", false),
            ("https://user@login.example", false),
            ("login.example", false),
        ] {
            assert_eq!(is_issuer(issuer), expected, "{issuer}");
        }
    }
}

//! Which other services there are, as the settings file says it.

use std::{collections::BTreeMap, time::Duration};

use carrel_client::{Authentication, Limits, PeerSettings, TableReader, base_address};
use carrel_domain::{
    Language,
    remote::{PatronFact, RemoteField, Words},
};
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use toml::{Table, Value};

use crate::template::Template;

/// Headers that are the client's own matter.
const OURS: [&str; 9] = [
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "te",
    "transfer-encoding",
];

/// Another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteSettings {
    /// Its name in addresses and files.
    pub name: String,
    /// What people read above it.
    pub title: Words,
    /// What it is, in a sentence; may be empty.
    pub lead: Words,
    /// How long a page waits for it.
    pub page_patience: Duration,
    /// How long an answer is not asked for again.
    pub fresh: Duration,
    pub(crate) base: String,
    pub(crate) peer: PeerSettings,
    pub(crate) questions: Vec<QuestionSettings>,
}

/// What is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QuestionSettings {
    pub title: Words,
    pub path: Template,
    pub query: Vec<(String, Template)>,
    pub headers: Vec<(HeaderName, Template)>,
    pub body: Option<Vec<(String, Template)>>,
    pub list: Vec<String>,
    pub owner: Option<(Vec<String>, PatronFact)>,
    pub fields: Vec<RemoteField>,
}

/// The settings are not as they must be. Never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// They cannot be read.
    #[error("the setting `remote_source`: {0}")]
    Form(String),
    /// A value is missing or not allowed.
    #[error("the setting `{key}` of the remote source `{source_name}` is missing or not allowed. {help}")]
    Value {
        /// Of which service.
        source_name: String,
        /// Which.
        key: &'static str,
        /// What is allowed.
        help: &'static str,
    },
}

#[derive(Deserialize)]
struct Settings {
    remote_source: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PathTable {
    path: String,
    #[serde(default)]
    title: BTreeMap<String, String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<BTreeMap<String, String>>,
    #[serde(default)]
    list: String,
    owner: Option<Owner>,
    fields: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Owner {
    from: String,
    is: String,
}

/// The keys of a table, and what is allowed.
const KEYS: [(&str, &str); 21] = [
    ("name", "A word of small letters, digits and hyphens, each once."),
    ("title", "A table of language codes and texts: { en = \"…\", fi = \"…\" }."),
    ("lead", "As `title`."),
    ("address", "Where it answers: https, without a path."),
    ("base_path", "What all paths begin with, itself beginning with /."),
    ("authentication", "none, header, basic or oauth2."),
    ("header", "The header's name, for authentication = \"header\"."),
    ("token_file", "File with the token, for authentication = \"header\"."),
    ("user", "User name, for authentication = \"basic\"."),
    ("password_file", "File with the password, for authentication = \"basic\"."),
    ("client_id", "The client's key, for authentication = \"oauth2\"."),
    ("client_secret_file", "File with the client's secret, for authentication = \"oauth2\"."),
    ("token_path", "Where tokens are fetched, beginning with /, for authentication = \"oauth2\"."),
    ("ca_file", "File with certificates (PEM) to trust besides the machine's own."),
    ("answer_seconds", "How long it may take for one answer: 1 to 60."),
    ("page_milliseconds", "How long a page waits for it: 50 to 5000."),
    ("fresh_minutes", "So long an answer is not asked for again: 1 to 1440."),
    ("largest_answer_mb", "Larger answers are not read: 1 to 64, in MiB."),
    ("connections", "How many questions may be on their way at once, for each node: 1 to 100."),
    (
        "path",
        "One table [[remote_source.path]] or more, with a path, fields, and a fact of the patron in what is asked.",
    ),
    ("fields", "A list of tables with `from` and a heading by language code: { from = \"title\", en = \"Title\" }."),
];

/// Reads the setting `remote_source`: a TOML array of tables. Nothing is none.
///
/// # Errors
/// What is wrong with which.
pub fn read_remote_sources(text: &str) -> Result<Vec<RemoteSettings>, SettingsError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let settings: Settings = toml::from_str(&format!("remote_source = {text}"))
        .map_err(|error| SettingsError::Form(format!("begin each with [[remote_source]]: {}", error.message())))?;
    let mut all: Vec<RemoteSettings> = Vec::new();
    for table in &settings.remote_source {
        let name = table.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let wrong = |key: &'static str| SettingsError::Value {
            source_name: name.clone(),
            key,
            help: KEYS.iter().find(|(known, _)| *known == key).map_or("", |(_, help)| help),
        };
        if let Some(unknown) = table.keys().find(|key| KEYS.iter().all(|(known, _)| known != key)) {
            return Err(SettingsError::Form(format!("the remote source `{name}` has no setting `{unknown}`")));
        }
        let one = read_source(table, &name, &wrong)?;
        if all.iter().any(|other| other.name == one.name) {
            return Err(wrong("name"));
        }
        all.push(one);
    }
    Ok(all)
}

fn read_source(
    table: &Table,
    name: &str,
    wrong: &impl Fn(&'static str) -> SettingsError,
) -> Result<RemoteSettings, SettingsError> {
    let reader = TableReader(table);
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > 40 || !name.bytes().all(is_name) {
        return Err(wrong("name"));
    }
    let address = reader.text("address").map_err(wrong)?.and_then(|address| base_address(&address));
    let address = address.ok_or_else(|| wrong("address"))?;
    let base_path = reader.text("base_path").map_err(wrong)?.unwrap_or_default();
    let base_path = base_path.trim_end_matches('/');
    if !base_path.is_empty() && !is_path(base_path) {
        return Err(wrong("base_path"));
    }
    let base = format!("{address}{base_path}");
    let token_path = reader.text("token_path").map_err(wrong)?;
    if token_path.as_ref().is_some_and(|path| !is_path(path)) {
        return Err(wrong("token_path"));
    }
    let authentication = read_authentication(reader).map_err(wrong)?;
    if matches!(authentication, Authentication::Client { .. }) && token_path.is_none() {
        return Err(wrong("token_path"));
    }
    let title = words_of(table.get("title")).filter(|words| !words.is_empty()).ok_or_else(|| wrong("title"))?;
    let lead = match table.get("lead") {
        None => Words::default(),
        lead => words_of(lead).ok_or_else(|| wrong("lead"))?,
    };
    let paths = table.get("path").and_then(Value::as_array).filter(|paths| !paths.is_empty());
    let mut questions = Vec::new();
    for path in paths.ok_or_else(|| wrong("path"))? {
        let path: PathTable = path.clone().try_into().map_err(|error: toml::de::Error| {
            let what = error.message().lines().next().unwrap_or_default().to_owned();
            SettingsError::Form(format!("a path of the remote source `{name}`: {what}"))
        })?;
        questions.push(read_path(path, &title).map_err(wrong)?);
    }
    let number = |key, usual, least, most| reader.number(key, usual, least, most).map_err(wrong);
    Ok(RemoteSettings {
        name: name.to_owned(),
        title,
        lead,
        page_patience: Duration::from_millis(number("page_milliseconds", 600, 50, 5000)?),
        fresh: Duration::from_secs(60 * number("fresh_minutes", 5, 1, 1440)?),
        peer: PeerSettings {
            name: name.to_owned(),
            token_address: token_path.map(|path| format!("{address}{path}")).unwrap_or_default(),
            authentication,
            authorities: reader.authorities("ca_file").map_err(wrong)?,
            limits: Limits {
                answer_patience: Duration::from_secs(number("answer_seconds", 5, 1, 60)?),
                largest_answer: reader.size("largest_answer_mb", 4, 64).map_err(wrong)? << 20,
                connections: reader.size("connections", 4, 100).map_err(wrong)?,
            },
        },
        base,
        questions,
    })
}

fn read_authentication(reader: TableReader<'_>) -> Result<Authentication, &'static str> {
    let needed = |key: &'static str| reader.text(key)?.ok_or(key);
    Ok(match reader.text("authentication")?.as_deref() {
        None | Some("none") => Authentication::Nobody,
        Some("header") => {
            let name = needed("header")?.to_lowercase();
            let is_free = name == "authorization" || !OURS.contains(&name.as_str());
            if HeaderName::from_bytes(name.as_bytes()).is_err() || !is_free {
                return Err("header");
            }
            let token = reader.secret("token_file")?;
            if HeaderValue::from_str(&token).is_err() {
                return Err("token_file");
            }
            Authentication::Header { name, token }
        }
        Some("basic") => {
            let name = needed("user")?;
            if name.contains(':') {
                return Err("user");
            }
            Authentication::User { name, password: reader.secret("password_file")? }
        }
        Some("oauth2") => {
            Authentication::Client { id: needed("client_id")?, secret: reader.secret("client_secret_file")? }
        }
        Some(_) => return Err("authentication"),
    })
}

fn read_path(table: PathTable, title: &Words) -> Result<QuestionSettings, &'static str> {
    let plain = table.path.replace(['{', '}'], "");
    if !is_path(&plain) {
        return Err("path");
    }
    let template = |text: &str| Template::read(text).ok_or("path");
    let templates = |all: BTreeMap<String, String>| {
        all.into_iter().map(|(name, text)| Ok((name, template(&text)?))).collect::<Result<Vec<_>, &'static str>>()
    };
    let path = template(&table.path)?;
    let query = templates(table.query)?;
    let body = table.body.map(templates).transpose()?;
    let headers = templates(table.headers)?.into_iter().map(|(name, text)| {
        let name = HeaderName::from_bytes(name.to_lowercase().as_bytes()).map_err(|_| "path")?;
        if OURS.contains(&name.as_str()) { Err("path") } else { Ok((name, text)) }
    });
    let headers: Vec<(HeaderName, Template)> = headers.collect::<Result<_, _>>()?;
    // Without a fact of the patron it would be everybody's answer.
    let has_fact = |text: &Template| text.facts().next().is_some();
    let is_personal = has_fact(&path)
        || query.iter().chain(body.iter().flatten()).any(|(_, text)| has_fact(text))
        || headers.iter().any(|(_, text)| has_fact(text));
    if !is_personal {
        return Err("path");
    }
    let owner = match table.owner {
        Some(owner) => Some((places(&owner.from), PatronFact::from_name(&owner.is).ok_or("path")?)),
        None => None,
    };
    let fields = table.fields.into_iter().map(|mut field| {
        let name = field.remove("from").filter(|name| !name.is_empty()).ok_or("fields")?;
        let heading = words(field).filter(|heading| !heading.is_empty()).ok_or("fields")?;
        Ok(RemoteField { name, heading })
    });
    let fields: Vec<RemoteField> = fields.collect::<Result<_, &'static str>>()?;
    let is_twice = |field: &RemoteField| fields.iter().filter(|other| other.name == field.name).count() > 1;
    if fields.is_empty() || fields.len() > 40 || fields.iter().any(is_twice) {
        return Err("fields");
    }
    let own_title = words(table.title).ok_or("title")?;
    Ok(QuestionSettings {
        title: if own_title.is_empty() { title.clone() } else { own_title },
        path,
        query,
        headers,
        body,
        list: places(&table.list),
        owner,
        fields,
    })
}

/// `data.items`, taken apart.
pub(crate) fn places(path: &str) -> Vec<String> {
    path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn words_of(value: Option<&Value>) -> Option<Words> {
    words(value?.clone().try_into().ok()?)
}

fn words(texts: BTreeMap<String, String>) -> Option<Words> {
    let of_language = |(code, text): (String, String)| {
        let language = Language::ALL.into_iter().find(|language| language.code() == code)?;
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some((language, text))
    };
    texts.into_iter().map(of_language).collect::<Option<Vec<_>>>().map(Words::new)
}

fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\%\"<>{}".contains(&byte))
        && !path.contains("..")
        && !path.contains("//")
}

#[cfg(test)]
mod tests;

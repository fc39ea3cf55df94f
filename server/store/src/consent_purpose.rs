//! What a library asks people's consent for, and the versions of its words.

use std::collections::HashMap;

use carrel_domain::{
    Language, OrganizationId, Timestamp,
    consent::{Answer, Asking},
};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use crate::{
    StoreError,
    lists::{in_numbers, in_texts, number_list, text_list},
};

/// What people read before they answer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wording {
    /// What it is called.
    pub name: String,
    /// What it is for, what is done with which data, and for how long.
    pub explanation: String,
    /// What follows from saying no.
    pub consequence: String,
}

/// A version of the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// 1 is the first.
    pub number: i64,
    /// Whoever agreed to an older one is asked again.
    pub asks_again: bool,
    /// Valid from then until the next one is.
    pub valid_from: Timestamp,
    /// When it was written down.
    pub published_at: Timestamp,
    /// In each language.
    pub wordings: HashMap<Language, Wording>,
}

/// A purpose as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its code.
    pub code: String,
    /// How people are asked.
    pub asking: Asking,
    /// Since when.
    pub asking_since: Timestamp,
    /// At the gate, people may look at their data and take it along before they answer.
    pub gate_shows_data: bool,
    /// Every version, the first one first.
    pub versions: Vec<Version>,
}

impl Purpose {
    /// The version that is valid at `now`, if any is yet.
    pub fn valid(&self, now: Timestamp) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.valid_from <= now)
    }

    /// The newest valid version that asks again: whoever agreed to an older one is to be asked.
    pub fn needed(&self, now: Timestamp) -> i64 {
        self.needed_version(now).map_or(0, |version| version.number)
    }

    /// People are asked at sign-ins from then on; `None` if they are not asked.
    pub fn asks_from(&self, now: Timestamp) -> Option<Timestamp> {
        let is_worded = self.valid(now).is_some();
        let since = |version: &Version| version.valid_from.max(self.asking_since);
        (self.asking.asks() && is_worded).then(|| self.needed_version(now).map_or(self.asking_since, since))
    }

    /// The words of the version that is valid at `now`, in a language or else in any.
    pub fn wording(&self, language: Language, now: Timestamp) -> Option<&Wording> {
        self.valid(now).and_then(|version| version.wording(language))
    }

    fn needed_version(&self, now: Timestamp) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.asks_again && version.valid_from <= now)
    }
}

impl Version {
    /// Its words in a language, or else in any.
    pub fn wording(&self, language: Language) -> Option<&Wording> {
        self.wordings.get(&language).or_else(|| Language::ALL.iter().find_map(|other| self.wordings.get(other)))
    }
}

#[derive(FromQueryResult)]
struct Row {
    code: String,
    asking: String,
    asking_since: i64,
    gate_shows_data: i64,
    number: Option<i64>,
    asks_again: Option<i64>,
    valid_from: Option<i64>,
    published_at: Option<i64>,
    language: Option<String>,
    name: Option<String>,
    explanation: Option<String>,
    consequence: Option<String>,
}

/// The purposes of an organization with all their versions, by code.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId) -> Result<Vec<Purpose>, StoreError> {
    const SQL: &str = "SELECT p.code, p.asking, p.asking_since, p.gate_shows_data, v.number, v.asks_again, \
                              v.valid_from, v.published_at, w.language, w.name, w.explanation, w.consequence \
                       FROM consent_purpose p LEFT JOIN consent_version v ON v.purpose_id = p.id \
                       LEFT JOIN consent_wording w ON w.version_id = v.id \
                       WHERE p.organization_id = $1 ORDER BY p.code, v.number, w.language";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, [organization.0.into()]);
    let mut purposes: Vec<Purpose> = Vec::new();
    for row in Row::find_by_statement(statement).all(db).await? {
        if purposes.last().is_none_or(|last| last.code != row.code) {
            purposes.push(Purpose {
                code: row.code,
                asking: Asking::from_name(&row.asking).unwrap_or_default(),
                asking_since: Timestamp(row.asking_since),
                gate_shows_data: row.gate_shows_data != 0,
                versions: Vec::new(),
            });
        }
        let (Some(purpose), Some(number)) = (purposes.last_mut(), row.number) else { continue };
        if purpose.versions.last().is_none_or(|last| last.number != number) {
            purpose.versions.push(Version {
                number,
                asks_again: row.asks_again == Some(1),
                valid_from: Timestamp(row.valid_from.unwrap_or_default()),
                published_at: Timestamp(row.published_at.unwrap_or_default()),
                wordings: HashMap::new(),
            });
        }
        let language = row.language.as_deref().and_then(Language::from_tag);
        if let (Some(version), Some(language)) = (purpose.versions.last_mut(), language) {
            let wording = Wording {
                name: row.name.unwrap_or_default(),
                explanation: row.explanation.unwrap_or_default(),
                consequence: row.consequence.unwrap_or_default(),
            };
            version.wordings.insert(language, wording);
        }
    }
    Ok(purposes)
}

/// Makes a purpose if it is not there yet; one that is stays as it is.
pub async fn make(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    asking: Asking,
    gate_shows_data: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO consent_purpose (organization_id, code, asking, asking_since, gate_shows_data) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, code) DO NOTHING";
    let flag = i64::from(gate_shows_data);
    let values = [organization.0.into(), code.into(), asking.name().into(), now.0.into(), flag.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Sets how people are asked. A purpose that is not there yet is made.
pub async fn set_asking(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    asking: Asking,
    gate_shows_data: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO consent_purpose (organization_id, code, asking, asking_since, gate_shows_data) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, code) DO UPDATE \
                       SET asking = excluded.asking, gate_shows_data = excluded.gate_shows_data, \
                           asking_since = CASE WHEN consent_purpose.asking = excluded.asking \
                                          THEN consent_purpose.asking_since ELSE excluded.asking_since END";
    let flag = i64::from(gate_shows_data);
    let values = [organization.0.into(), code.into(), asking.name().into(), now.0.into(), flag.into()];
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), SQL, values)).await?;
    Ok(())
}

/// Publishes a version of a purpose that is there. `false` if this number is taken: somebody else published meanwhile.
pub async fn publish(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    version: &Version,
) -> Result<bool, StoreError> {
    const VERSION: &str = "INSERT INTO consent_version (purpose_id, number, asks_again, valid_from, published_at) \
                           SELECT id, $3, $4, $5, $6 FROM consent_purpose WHERE organization_id = $1 AND code = $2 \
                           ON CONFLICT (purpose_id, number) DO NOTHING RETURNING id";
    const WORDING: &str = "INSERT INTO consent_wording (version_id, language, name, explanation, consequence) \
                           VALUES ($1, $2, $3, $4, $5)";
    let backend = db.get_database_backend();
    let values = [
        organization.0.into(),
        code.into(),
        version.number.into(),
        i64::from(version.asks_again).into(),
        version.valid_from.0.into(),
        version.published_at.0.into(),
    ];
    let Some(row) = db.query_one_raw(Statement::from_sql_and_values(backend, VERSION, values)).await? else {
        return Ok(false);
    };
    let id: i64 = row.try_get_by_index(0)?;
    for (language, wording) in &version.wordings {
        let values = [
            id.into(),
            language.code().into(),
            wording.name.as_str().into(),
            wording.explanation.as_str().into(),
            wording.consequence.as_str().into(),
        ];
        db.execute_raw(Statement::from_sql_and_values(backend, WORDING, values)).await?;
    }
    Ok(true)
}

/// How a library's patrons stand to a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    /// Patrons with open accounts.
    pub patrons: i64,
    /// Agreed to the needed text, or a newer one.
    pub given: i64,
    /// Agreed to an older text, or one of unknown version.
    pub given_older: i64,
    /// Said no, or took it back.
    pub refused: i64,
    /// Neither agreed to the needed text nor refused, and are not asked: their answer would change nothing.
    pub unconcerned: i64,
}

/// For whom the answer to a purpose changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// For everybody who is not named below.
    pub is_for_most: bool,
    /// Codes of patron categories for which it is the other way round.
    pub otherwise: Vec<String>,
    /// Patrons for whom it does, whatever their category.
    pub with: Vec<i64>,
    /// Patrons for whom it does not.
    pub without: Vec<i64>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { is_for_most: true, otherwise: Vec::new(), with: Vec::new(), without: Vec::new() }
    }
}

impl Standing {
    /// Who would be asked (see [`carrel_domain::consent::is_to_be_asked`]).
    pub const fn asked(self) -> i64 {
        self.patrons - self.given - self.refused - self.unconcerned
    }

    /// Who never answered.
    pub const fn silent(self) -> i64 {
        self.patrons - self.given - self.given_older - self.refused
    }
}

/// Counts how patrons stand to a purpose if this version is needed.
pub async fn standing(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    code: &str,
    needed: i64,
    reach: &Reach,
) -> Result<Standing, StoreError> {
    let backend = db.get_database_backend();
    let given = Answer::Given.name();
    let (most, others) = if reach.is_for_most { (1, 0) } else { (0, 1) };
    let concerns = format!(
        "CASE WHEN p.id {} THEN 1 WHEN p.id {} THEN 0 WHEN p.patron_category {} THEN {others} ELSE {most} END",
        in_numbers(backend, 4),
        in_numbers(backend, 5),
        in_texts(backend, 6)
    );
    let sql = format!(
        "WITH answered AS (SELECT patron_id, answer, COALESCE(version, 0) AS version, ROW_NUMBER() OVER \
              (PARTITION BY patron_id ORDER BY answered_at DESC, CASE WHEN how = 'import' THEN 1 ELSE 0 END, id DESC) \
              AS place FROM consent_of_patron \
              WHERE LOWER(REPLACE(purpose, '_', '-')) = $2 AND answer IS NOT NULL) \
         SELECT COUNT(*) AS patrons, \
                COUNT(CASE WHEN a.answer = '{given}' AND a.version >= $3 THEN 1 END) AS given, \
                COUNT(CASE WHEN a.answer = '{given}' AND a.version < $3 THEN 1 END) AS given_older, \
                COUNT(CASE WHEN a.answer <> '{given}' THEN 1 END) AS refused, \
                COUNT(CASE WHEN (a.answer IS NULL OR (a.answer = '{given}' AND a.version < $3)) AND {concerns} = 0 \
                      THEN 1 END) AS unconcerned \
         FROM patron p LEFT JOIN answered a ON a.patron_id = p.id AND a.place = 1 \
         WHERE p.organization_id = $1 AND p.disabled = 0"
    );
    let values = [
        organization.0.into(),
        code.into(),
        needed.into(),
        number_list(reach.with.iter().copied()).into(),
        number_list(reach.without.iter().copied()).into(),
        text_list(&reach.otherwise).into(),
    ];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Standing::find_by_statement(statement).one(db).await?.unwrap_or_default())
}

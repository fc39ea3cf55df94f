//! What every page needs of the organization: its name, time zone, currency, what its codes are called, and its words in
//! the register of processing. Read together, kept for half a minute.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use carrel_domain::{Category, Language, OrganizationId, Timestamp};
use carrel_report::CategoryNote;
use carrel_store::{consent_purpose, consent_purpose::Purpose, organization, register, setting};
use carrel_texts::{Format, Key, Names, Texts};
use jiff::tz::TimeZone;

use crate::{
    ServiceError, Services, consents,
    contact::EmailChange,
    local_times::LocalTimes,
    minimization::NOTE_WORDS,
    retention::{RetentionSettings, words},
    settings::LibrarySettings,
};

/// How long a profile may be old, in seconds: a change of names or register texts shows within it, on every node.
const FRESH_SECONDS: i64 = 30;

/// An organization as pages and reports need it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Key.
    pub id: OrganizationId,
    /// Name people know.
    pub name: String,
    /// Its libraries' time zone.
    pub zone: TimeZone,
    /// The same, for many times at once.
    pub(crate) times: LocalTimes,
    /// ISO 4217 code.
    pub currency: String,
    /// What codes are called.
    pub names: Names,
    /// What its staff decided.
    pub settings: LibrarySettings,
    /// Whose mail address is changed by its owner.
    pub email_change: EmailChange,
    /// Words that its staff have added to those looked for in notes.
    pub note_words: String,
    /// What it asks consent for.
    pub purposes: Vec<Purpose>,
    /// What it words differently in the register.
    register: HashMap<(Language, Category), register::RegisterEntry>,
    /// What the retention rules that run say about each category, in words.
    rules: HashMap<(Language, Category), String>,
}

impl Profile {
    /// How values are written in a language.
    pub fn format(&self, language: Language) -> Format {
        Format::new(Texts::of(language), self.zone.clone(), self.currency.clone())
    }

    /// What the register says about a category: the organization's words, or the catalogue's.
    pub fn note(&self, language: Language, category: Category) -> CategoryNote {
        let own = self.register.get(&(language, category));
        let usual = usual_note(language, category);
        let word = |own: Option<&String>, usual: String| own.map_or(usual, String::clone);
        CategoryNote {
            purpose: word(own.and_then(|entry| entry.purpose.as_ref()), usual.purpose),
            legal_basis: word(own.and_then(|entry| entry.legal_basis.as_ref()), usual.legal_basis),
            retention: self.retention(language, category).to_owned(),
            recipients: word(own.and_then(|entry| entry.recipients.as_ref()), usual.recipients),
        }
    }

    /// How long a category is kept: by the rules that run, or else in the organization's words or the catalogue's.
    pub fn retention(&self, language: Language, category: Category) -> &str {
        if let Some(words) = self.rules.get(&(language, category)) {
            return words;
        }
        let own = self.register.get(&(language, category)).and_then(|entry| entry.retention.as_deref());
        own.unwrap_or_else(|| usual(language, category, "retention"))
    }

    /// Whether the rules that run say how long a category is kept.
    pub fn is_ruled(&self, language: Language, category: Category) -> bool {
        self.rules.contains_key(&(language, category))
    }

    /// A library's name by its code.
    pub fn library<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.libraries.get(code).map_or(code, String::as_str)
    }
}

/// The catalogue's words about a category.
pub(crate) fn usual_note(language: Language, category: Category) -> CategoryNote {
    let word = |part: &str| usual(language, category, part).to_owned();
    CategoryNote {
        purpose: word("purpose"),
        legal_basis: word("basis"),
        retention: word("retention"),
        recipients: word("recipients"),
    }
}

fn usual(language: Language, category: Category, part: &str) -> &'static str {
    Key::find(&format!("register-{}-{part}", category.slug())).map_or("", |key| Texts::of(language).say(key))
}

/// The profile read last.
#[derive(Debug)]
pub struct Profiles {
    slug: Option<String>,
    kept: RwLock<Option<(Timestamp, Arc<Profile>)>>,
}

impl Profiles {
    /// Of the organization with this short name, or the first one.
    pub const fn new(slug: Option<String>) -> Self {
        Self { slug, kept: RwLock::new(None) }
    }
}

impl Services {
    /// The profile of the organization served.
    ///
    /// # Errors
    /// [`ServiceError::NotSetUp`] on an empty database.
    pub async fn profile(&self) -> Result<Arc<Profile>, ServiceError> {
        let now = self.clock().now();
        let profiles = &self.inner.profiles;
        let kept = profiles.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((read_at, profile)) = kept else { return self.keep_profile(now).await };
        if !(0..FRESH_SECONDS).contains(&now.seconds_since(read_at)) {
            // No page waits for it: this one is still shown with what is known, and only one asks.
            *profiles.kept.write().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&profile)));
            let services = self.clone();
            tokio::spawn(async move {
                if let Err(error) = services.keep_profile(now).await {
                    tracing::error!(%error, "the organization cannot be read again");
                }
            });
        }
        Ok(profile)
    }

    async fn keep_profile(&self, now: Timestamp) -> Result<Arc<Profile>, ServiceError> {
        let profile = Arc::new(self.read_profile().await?);
        let mut kept = self.inner.profiles.kept.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((now, Arc::clone(&profile)));
        Ok(profile)
    }

    /// Reads the profile anew: on this node a change shows at once.
    pub(crate) async fn forget_profile(&self) -> Result<(), ServiceError> {
        self.keep_profile(self.clock().now()).await.map(|_| ())
    }

    pub(crate) async fn read_profile(&self) -> Result<Profile, ServiceError> {
        let db = self.store().reader();
        let row = organization::find(db, self.inner.profiles.slug.as_deref()).await?.ok_or(ServiceError::NotSetUp)?;
        let id = OrganizationId(row.id);
        let mut register = HashMap::new();
        for language in Language::ALL {
            for entry in register::list(db, id, language).await? {
                if let Some(category) = Category::from_slug(&entry.category) {
                    register.insert((language, category), entry);
                }
            }
        }
        let mut stored = setting::list(db, id).await?;
        let purposes = consents::with_built_in(consent_purpose::list(db, id).await?);
        let names = Names {
            libraries: organization::library_names(db, id).await?,
            categories: organization::category_names(db, id).await?,
            purposes: consents::names(&purposes, self.clock().now()),
        };
        let mut rules = HashMap::new();
        if RetentionSettings::read(&stored).is_scheduled {
            let all = carrel_store::retention::rules::list(db, id).await?;
            for language in Language::ALL {
                for category in Category::ALL {
                    let said = words::register(&all, &names, language, category);
                    rules.extend(said.map(|said| ((language, category), said)));
                }
            }
        }
        let zone = TimeZone::get(&row.time_zone).unwrap_or(TimeZone::UTC);
        Ok(Profile {
            id,
            note_words: stored.remove(NOTE_WORDS).unwrap_or_default(),
            name: row.name,
            times: LocalTimes::new(zone.clone()),
            zone,
            currency: row.currency,
            names,
            purposes,
            register,
            rules,
            email_change: EmailChange::read(&stored),
            settings: LibrarySettings::read(&stored),
        })
    }
}

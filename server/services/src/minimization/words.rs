//! The library's own words for notes: one pattern a line, added to the lists that come with Carrel.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use carrel_domain::Permission;
use carrel_minimization::special::{Lexicon, Problem, lists};
use carrel_store::{StoreError, attribute_seal, note_scan, organization, setting};
use sha2::{Digest as _, Sha256};

use crate::{ServiceError, Services, audit::Origin, change::Change, profile::Profile, sessions::Session};

/// The setting that has the words.
pub(crate) const NOTE_WORDS: &str = "note_words";
/// Longest list, in bytes: a form takes 64 KiB.
pub const LONGEST_LIST: usize = 40_000;
/// Longer lists stand in the log by their number of lines.
const LONGEST_LOGGED: usize = 2_000;

/// A line that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordProblem {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it, as a code of the catalogue.
    pub code: &'static str,
}

/// The library's own list.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    /// As it was typed.
    pub text: String,
    /// Codes of the patron attributes that hold identity numbers, with commas.
    pub attributes: String,
    /// Its lines that cannot be used.
    pub problems: Vec<WordProblem>,
}

impl Services {
    /// The library's own words.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn note_words(&self, session: &Session, origin: &Origin) -> Result<WordList, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        let mut stored = setting::list(self.store().reader(), organization).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(WordList {
            text: stored.remove(NOTE_WORDS).unwrap_or_default(),
            attributes: stored.remove(attribute_seal::SETTING).unwrap_or_default(),
            problems: Vec::new(),
        })
    }

    /// Changes them and which attributes hold identity numbers, unless a line cannot be read: then the list comes back
    /// with what is wrong. All notes are looked through again; the values of the attributes are encrypted.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn change_note_words(
        &self,
        session: &Session,
        text: &str,
        attributes: &str,
        origin: &Origin,
    ) -> Result<Option<WordList>, ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let text = cleaned(text);
        if let Err(problems) = read(&text) {
            return Ok(Some(WordList { text, attributes: attributes.to_owned(), problems }));
        }
        let attributes = codes(attributes);
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let stored = setting::list(&transaction, organization).await?;
        let mut changes = Vec::new();
        for (name, new) in [(NOTE_WORDS, &text), (attribute_seal::SETTING, &attributes)] {
            let old = stored.get(name).map_or("", String::as_str);
            if old != new {
                setting::set(&transaction, organization, name, new).await?;
                changes.push(Change {
                    action: "setting-changed",
                    patron: None,
                    object: format!("setting:{name}"),
                    old: Some(logged(old)),
                    new: Some(logged(new)),
                });
            }
        }
        if !changes.is_empty() {
            note_scan::begin_again(&transaction, organization).await?;
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await?;
        self.seal_attributes().await?;
        Ok(None)
    }

    /// What notes are looked through with, and what tells these words from others.
    pub(super) fn lexicon(&self, profile: &Profile) -> (Arc<Lexicon>, String) {
        static KEPT: Mutex<Option<(String, Arc<Lexicon>, String)>> = Mutex::new(None);
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((words, lexicon, version)) = kept.as_ref()
            && *words == profile.note_words
        {
            return (Arc::clone(lexicon), version.clone());
        }
        // What is stored was read when it was saved; should a later Carrel not be able to, the own lists remain.
        let lexicon = Lexicon::with_own(&profile.note_words)
            .or_else(|_| Lexicon::with_own(""))
            .unwrap_or_else(|_| Lexicon::empty());
        let lexicon = Arc::new(lexicon);
        let version = version(&profile.note_words);
        *kept = Some((profile.note_words.clone(), Arc::clone(&lexicon), version.clone()));
        (lexicon, version)
    }

    /// Whether the words may be changed by whoever is signed in.
    pub fn may_change_note_words(session: &Session) -> bool {
        session.actor.may(Permission::AdminSettings).is_ok_and(|scope| scope.covers(None))
    }
}

/// Changes with the words of Carrel and of the library.
fn version(own: &str) -> String {
    static BUILTIN: OnceLock<[u8; 32]> = OnceLock::new();
    let builtin = BUILTIN.get_or_init(|| {
        lists().fold(Sha256::new(), |hash, list| hash.chain_update(list).chain_update([0])).finalize().into()
    });
    let hash = Sha256::new().chain_update(builtin).chain_update(own).finalize();
    hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn read(text: &str) -> Result<(), Vec<WordProblem>> {
    if text.len() > LONGEST_LIST {
        return Err(vec![WordProblem { line: text.lines().count(), code: "too-many-lines" }]);
    }
    let problems = |errors: Vec<carrel_minimization::special::ListError>| {
        errors.into_iter().map(|error| WordProblem { line: error.line, code: code(error.problem) }).collect()
    };
    Lexicon::with_own(text).map(|_| ()).map_err(problems)
}

const fn code(problem: Problem) -> &'static str {
    match problem {
        Problem::TooLong => "too-long",
        Problem::TooManyWords => "too-many-words",
        Problem::Brackets => "brackets",
        Problem::NoFirstWord => "no-first-word",
        Problem::TooShort => "too-short",
        Problem::UnknownEndings => "unknown-endings",
        Problem::UnknownCategory => "unknown-category",
        Problem::TooManyLines => "too-many-lines",
    }
}

/// Lines as they are stored: no empty ones at the end, no control characters.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let text: String = text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect();
    text.trim_end().to_owned()
}

/// Codes as they are stored: each once, as typed.
fn codes(typed: &str) -> String {
    let mut codes: Vec<&str> = Vec::new();
    for code in typed.split([',', ' ', '\n', '\r']).filter(|code| !code.is_empty()) {
        if !codes.contains(&code) && code.len() <= 80 && !code.contains(char::is_control) {
            codes.push(code);
        }
    }
    codes.truncate(20);
    codes.join(",")
}

fn logged(text: &str) -> String {
    if text.len() <= LONGEST_LOGGED { text.to_owned() } else { format!("({})", text.lines().count()) }
}

//! What repeats is kept once and named by a number: the shapes of entries, and networks.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, RwLock},
};

use sea_orm::{ConnectionTrait, Statement};

use crate::{ArchiveError, Shape};

/// What can be a code's meaning: written as text in the archive.
pub(crate) trait Coded: Clone + Eq + Hash {
    /// The table of its codes.
    const TABLE: &'static str;
    fn to_text(&self) -> String;
    fn from_text(text: &str) -> Option<Self>;
}

impl Coded for Arc<Shape> {
    const TABLE: &'static str = "shape";

    fn to_text(&self) -> String {
        let Shape { organization, role, action, category, purpose, outcome, library, interface } = &**self;
        serde_json::json!([organization, role, action, category, purpose, outcome, library, interface]).to_string()
    }

    fn from_text(text: &str) -> Option<Self> {
        type Parts = (i64, String, String, Option<String>, String, String, Option<String>, Option<String>);
        let parts: Parts = serde_json::from_str(text).ok()?;
        let (organization, role, action, category, purpose, outcome, library, interface) = parts;
        Some(Self::new(Shape { organization, role, action, category, purpose, outcome, library, interface }))
    }
}

impl Coded for Arc<str> {
    const TABLE: &'static str = "network";

    fn to_text(&self) -> String {
        self.to_string()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

/// The codes of one kind, as far as this process knows them: a code never changes its meaning.
#[derive(Debug)]
pub(crate) struct Codes<T> {
    known: RwLock<Known<T>>,
}

#[derive(Debug)]
struct Known<T> {
    meanings: HashMap<i32, T>,
    codes: HashMap<T, i32>,
}

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self { known: RwLock::new(Known { meanings: HashMap::new(), codes: HashMap::new() }) }
    }
}

const POISONED: ArchiveError = ArchiveError::Unreadable("codes");

impl<T: Coded> Codes<T> {
    fn code(&self, meaning: &T) -> Result<Option<i32>, ArchiveError> {
        Ok(self.known.read().map_err(|_| POISONED)?.codes.get(meaning).copied())
    }

    fn meaning(&self, code: i32) -> Result<Option<T>, ArchiveError> {
        Ok(self.known.read().map_err(|_| POISONED)?.meanings.get(&code).cloned())
    }

    /// Reads the codes that were added since.
    pub async fn load(&self, db: &impl ConnectionTrait) -> Result<(), ArchiveError> {
        let last = self.known.read().map_err(|_| POISONED)?.meanings.keys().max().copied().unwrap_or(0);
        let sql = format!("SELECT id, content FROM {} WHERE id > $1 ORDER BY id", T::TABLE);
        let rows =
            db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [last.into()])).await?;
        let mut read = Vec::with_capacity(rows.len());
        for row in rows {
            let content: String = row.try_get_by_index(1)?;
            let meaning = T::from_text(&content).ok_or(ArchiveError::Unreadable(T::TABLE))?;
            read.push((row.try_get_by_index::<i32>(0)?, meaning));
        }
        let mut known = self.known.write().map_err(|_| POISONED)?;
        for (code, meaning) in read {
            known.codes.insert(meaning.clone(), code);
            known.meanings.insert(code, meaning);
        }
        Ok(())
    }

    /// The code of a meaning; a new one is added at once, whatever becomes of the entry.
    pub async fn code_of(&self, db: &impl ConnectionTrait, meaning: &T) -> Result<i32, ArchiveError> {
        if let Some(code) = self.code(meaning)? {
            return Ok(code);
        }
        let sql = format!("INSERT INTO {} (content) VALUES ($1) ON CONFLICT DO NOTHING", T::TABLE);
        let backend = db.get_database_backend();
        db.execute_raw(Statement::from_sql_and_values(backend, sql, [meaning.to_text().into()])).await?;
        self.load(db).await?;
        self.code(meaning)?.ok_or(ArchiveError::Unreadable(T::TABLE))
    }

    /// What a code means, read anew if it is not known yet.
    pub async fn meaning_of(&self, db: &impl ConnectionTrait, code: i32) -> Result<T, ArchiveError> {
        if let Some(meaning) = self.meaning(code)? {
            return Ok(meaning);
        }
        self.load(db).await?;
        self.meaning(code)?.ok_or(ArchiveError::Unreadable(T::TABLE))
    }

    /// The codes whose meaning is wanted; `None` if all are.
    pub fn wanted(&self, is_wanted: impl Fn(&T) -> bool) -> Result<Option<Vec<i32>>, ArchiveError> {
        let known = self.known.read().map_err(|_| POISONED)?;
        let wanted: Vec<i32> =
            known.meanings.iter().filter(|(_, meaning)| is_wanted(meaning)).map(|(code, _)| *code).collect();
        Ok((wanted.len() < known.meanings.len() || wanted.is_empty()).then_some(wanted))
    }
}

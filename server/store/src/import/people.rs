//! People that another system than the library's tells of: only some fields of whom it tells.

use std::collections::{HashMap, HashSet};

use super::{
    Document, Writer,
    connection::{Connection, list},
    marks, patrons,
    superseded::end_superseded,
    writer::Work,
};
use crate::{StoreError, import::DataSource};

/// What a person of a register is found by among the patrons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The library system's number.
    SourceId,
    /// Card number.
    Cardnumber,
    /// User name.
    Userid,
    /// E-mail address, whatever its case.
    Email,
}

impl Finding {
    /// All of them, by their names in mappings.
    pub const ALL: [(&'static str, Self); 4] = [
        ("borrowernumber", Self::SourceId),
        ("cardnumber", Self::Cardnumber),
        ("userid", Self::Userid),
        ("email", Self::Email),
    ];

    const fn column(self) -> &'static str {
        match self {
            Self::SourceId => "source_id",
            Self::Cardnumber => "cardnumber",
            Self::Userid => "userid",
            Self::Email => "LOWER(email)",
        }
    }

    fn value(self, text: &str) -> String {
        if self == Self::Email { text.to_lowercase() } else { text.to_owned() }
    }
}

/// Somebody in a register.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who they are there.
    pub key: String,
    /// What a patron who is not known to be them must have.
    pub finding: Option<(Finding, String)>,
    /// The number that they get if they are new.
    pub new_source_id: String,
    /// What they want to sign in with: nobody else may have it.
    pub names: Vec<String>,
}

/// A patron as they are.
#[derive(Clone, Debug)]
pub struct Person {
    /// Key.
    pub id: i64,
    /// The number in the library system, or the one that the register gave.
    pub source_id: String,
    /// See the schema.
    pub record: String,
    /// See the schema.
    pub other: Option<String>,
    /// See the schema.
    pub digest: i64,
    /// See the schema.
    pub document_digest: i64,
    /// Whether they cannot sign in.
    pub is_locked: bool,
}

/// Who somebody in a register is.
#[derive(Clone, Debug)]
pub enum Found {
    /// This patron.
    Patron(Box<Person>),
    /// Nobody yet.
    Nobody,
    /// More than one patron.
    Several,
    /// Somebody who was erased here.
    Erased,
    /// Another patron signs in with the same card number or user name.
    Taken,
}

impl Writer {
    /// Finds a batch of people, asks what becomes of each, and writes that, all or nothing. A document keeps the digests it
    /// has: with those of the patron, the library system's next line is compared as if nothing had been written.
    pub async fn write_people(
        &mut self,
        source: &DataSource,
        asked: &[Asked],
        mut decide: impl FnMut(usize, &Found) -> Option<Document> + Send,
    ) -> Result<(), StoreError> {
        let mut connection = self.begin().await?;
        let found = self.find(&mut connection, source, asked).await?;
        let documents: Vec<Document> = found.iter().enumerate().filter_map(|(at, found)| decide(at, found)).collect();
        if self.is_dry() || documents.is_empty() {
            return connection.commit().await;
        }
        let source_ids: Vec<&str> = documents.iter().map(|document| document.source_id.as_str()).collect();
        let stored = patrons::read(&mut connection, self.organization(), &source_ids).await?;
        let mut work: Vec<Work<'_>> = documents
            .iter()
            .map(|document| {
                let stored = stored.get(&document.source_id).copied();
                Work { document, stored, id: stored.map(|stored| stored.id) }
            })
            .collect();
        let known: Vec<i64> = work.iter().filter_map(|work| work.id).collect();
        let marks = marks::read(&mut connection, &known).await?;
        let mut written = Vec::new();
        self.write_patrons(&mut connection, &mut work, &marks, &mut written).await?;
        end_superseded(&mut connection, &known).await?;
        self.commit_logged(connection, &written, &format!("source-{}", source.id)).await
    }

    async fn find(
        &self,
        connection: &mut Connection,
        source: &DataSource,
        asked: &[Asked],
    ) -> Result<Vec<Found>, StoreError> {
        let organization = self.organization();
        let keys: Vec<&str> = asked.iter().map(|asked| asked.key.as_str()).collect();
        let sql = format!(
            "SELECT m.source_key, m.patron_id FROM data_source_patron m JOIN patron p ON p.id = m.patron_id \
             WHERE m.data_source_id = ? AND m.source_key {}",
            connection.in_texts()
        );
        let members: HashMap<String, i64> =
            connection.fetch(sql.into(), vec![source.id.into(), list(&keys)]).await?.into_iter().collect();
        let mut ids: Vec<Result<i64, Found>> = Vec::with_capacity(asked.len());
        for asked in asked {
            ids.push(match members.get(&asked.key) {
                Some(id) => Ok(*id),
                None => self.find_new(connection, asked).await?,
            });
        }
        let wanted: Vec<i64> = ids.iter().filter_map(|id| id.as_ref().ok().copied()).collect();
        let people = read_people(connection, &wanted).await?;
        let names: Vec<&str> = asked.iter().flat_map(|asked| &asked.names).map(String::as_str).collect();
        let holders = read_holders(connection, organization.0, &names).await?;
        Ok(asked
            .iter()
            .zip(ids)
            .map(|(asked, id)| {
                let me = id.as_ref().ok().copied();
                let is_taken =
                    |name: &String| holders.get(name).is_some_and(|who| who.iter().any(|id| Some(*id) != me));
                match id {
                    Err(Found::Nobody) | Ok(_) if asked.names.iter().any(is_taken) => Found::Taken,
                    Err(found) => found,
                    Ok(id) => people.get(&id).map_or(Found::Nobody, |person| Found::Patron(Box::new(person.clone()))),
                }
            })
            .collect())
    }

    /// Somebody who was not in the register before.
    async fn find_new(&self, connection: &mut Connection, asked: &Asked) -> Result<Result<i64, Found>, StoreError> {
        let organization = self.organization();
        if let Some((finding, value)) = &asked.finding {
            let sql = format!(
                "SELECT id, disabled FROM patron WHERE organization_id = ? AND {} = ? ORDER BY id",
                finding.column()
            );
            let value = finding.value(value);
            let found: Vec<(i64, i64)> =
                connection.fetch(sql.into(), vec![organization.0.into(), super::Cell::text(&value)]).await?;
            match found.as_slice() {
                [] => {}
                [(id, _)] => return Ok(Ok(*id)),
                _ => return Ok(Err(Found::Several)),
            }
        }
        let number = [asked.new_source_id.as_str()];
        let stored = patrons::read(connection, organization, &number).await?;
        if let Some(stored) = stored.get(&asked.new_source_id) {
            return Ok(Ok(stored.id));
        }
        let erased = patrons::erased(connection, self.audit_keys()?, organization, &number).await?;
        Ok(Err(if erased.is_empty() { Found::Nobody } else { Found::Erased }))
    }
}

async fn read_people(connection: &mut Connection, ids: &[i64]) -> Result<HashMap<i64, Person>, StoreError> {
    let sql = format!(
        "SELECT id, source_id, record, other, digest, document_digest, disabled FROM patron WHERE id {}",
        connection.in_numbers()
    );
    type Stored = (i64, String, String, Option<String>, i64, i64, i64);
    let rows: Vec<Stored> = connection.fetch(sql.into(), vec![list(ids)]).await?;
    Ok(rows
        .into_iter()
        .map(|(id, source_id, record, other, digest, document_digest, disabled)| {
            let is_locked = disabled != 0;
            (id, Person { id, source_id, record, other, digest, document_digest, is_locked })
        })
        .collect())
}

/// Who signs in with which of these names.
async fn read_holders(
    connection: &mut Connection,
    organization: i64,
    names: &[&str],
) -> Result<HashMap<String, HashSet<i64>>, StoreError> {
    let mut holders: HashMap<String, HashSet<i64>> = HashMap::new();
    for column in ["cardnumber", "userid"] {
        let sql =
            format!("SELECT {column}, id FROM patron WHERE organization_id = ? AND {column} {}", connection.in_texts());
        let rows: Vec<(String, i64)> = connection.fetch(sql.into(), vec![organization.into(), list(names)]).await?;
        for (name, id) in rows {
            holders.entry(name).or_default().insert(id);
        }
    }
    Ok(holders)
}

//! Patrons themselves, what they sign in with, and the codes they bring along.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use carrel_domain::{OrganizationId, PatronId, Timestamp};
use rand::RngExt as _;

use super::{
    Cell, Document,
    cell::digest_of_bytes,
    connection::{Connection, list},
    insert::parts,
};
use crate::{
    StoreError,
    audit::{
        AuditKeys, Entry, Interface,
        append::{FoundHead, MOVE_HEAD, chain_after, insert_statement, read_head},
    },
    retention::erasure,
};

/// A patron as they are stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredPatron {
    pub id: i64,
    pub digest: i64,
    pub document_digest: i64,
}

/// The stored patrons among these numbers of the source.
pub(super) async fn read(
    connection: &mut Connection,
    organization: OrganizationId,
    source_ids: &[&str],
) -> Result<HashMap<String, StoredPatron>, StoreError> {
    let sql = format!(
        "SELECT source_id, id, digest, document_digest FROM patron WHERE organization_id = ? AND source_id {}",
        connection.in_texts()
    );
    let rows: Vec<(String, i64, i64, i64)> =
        connection.fetch(sql.into(), vec![organization.0.into(), list(source_ids)]).await?;
    Ok(rows
        .into_iter()
        .map(|(source_id, id, digest, document_digest)| (source_id, StoredPatron { id, digest, document_digest }))
        .collect())
}

const COLUMNS: &str = "public_id, organization_id, source_id, cardnumber, userid, surname, firstname, email, library, \
                       patron_category, language, disabled, record, other, digest, document_digest, created_at, expires_on";
const PLACES: &str = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
/// What a patron keeps when the source changes: their opaque id, role and the day Carrel first saw them.
const UPDATE: &str = "cardnumber = excluded.cardnumber, userid = excluded.userid, surname = excluded.surname, \
                      firstname = excluded.firstname, email = excluded.email, library = excluded.library, \
                      patron_category = excluded.patron_category, language = excluded.language, \
                      disabled = excluded.disabled, record = excluded.record, other = excluded.other, \
                      digest = excluded.digest, document_digest = excluded.document_digest, \
                      expires_on = excluded.expires_on, category_since = CASE WHEN patron.patron_category IS DISTINCT \
                      FROM excluded.patron_category THEN excluded.created_at ELSE patron.category_since END";
const ROWS: usize = 64;

/// Libraries that became part of another one: old code → new code. Read within the transaction that writes patrons: no
/// reorganization comes in between.
async fn library_aliases(
    connection: &mut Connection,
    organization: OrganizationId,
) -> Result<HashMap<String, String>, StoreError> {
    const SQL: &str = "SELECT code, library FROM library_alias WHERE organization_id = ?";
    let rows: Vec<(String, String)> = connection.fetch(SQL.into(), vec![organization.0.into()]).await?;
    Ok(rows.into_iter().collect())
}

/// The numbers among these of people who were erased here: they are not brought back.
pub(super) async fn erased(
    connection: &mut Connection,
    keys: &AuditKeys,
    organization: OrganizationId,
    source_ids: &[&str],
) -> Result<HashSet<String>, StoreError> {
    const ANY: &str = "SELECT id FROM erasure WHERE organization_id = ? LIMIT 1";
    let any: Vec<(i64,)> = connection.fetch(ANY.into(), vec![organization.0.into()]).await?;
    if any.is_empty() || source_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let known: HashMap<String, &str> = source_ids
        .iter()
        .flat_map(|source_id| {
            erasure::digests(keys, organization, source_id).into_iter().map(|digest| (digest, *source_id))
        })
        .collect();
    let digests: Vec<&str> = known.keys().map(String::as_str).collect();
    let sql = format!("SELECT digest, id FROM erasure WHERE organization_id = ? AND digest {}", connection.in_texts());
    let found: Vec<(String, i64)> = connection.fetch(sql.into(), vec![organization.0.into(), list(&digests)]).await?;
    Ok(found.iter().filter_map(|(digest, _)| known.get(digest)).map(|source_id| (*source_id).to_owned()).collect())
}

/// Whoever renewed, or was never to leave, stays: what began because their membership ended is over.
pub(super) async fn end_stages(connection: &mut Connection, patrons: &[i64]) -> Result<(), StoreError> {
    let sql = format!(
        "DELETE FROM patron_stage WHERE patron_id {} AND stage IN ('told', 'locked') AND EXISTS (SELECT 1 FROM patron p \
         WHERE p.id = patron_stage.patron_id AND (p.expires_on IS NULL OR p.expires_on > patron_stage.expired_on))",
        connection.in_numbers()
    );
    connection.execute(sql.into(), vec![list(patrons)]).await.map(|_| ())
}

/// Adds and changes patrons, those of whom something was `cleaned` here with that record; answers the keys of all of them by the source's number.
pub(super) async fn write(
    connection: &mut Connection,
    organization: OrganizationId,
    documents: &[&Document],
    cleaned: &HashMap<String, (String, Option<String>)>,
    now: Timestamp,
) -> Result<HashMap<String, i64>, StoreError> {
    let aliases = library_aliases(connection, organization).await?;
    let home =
        |code: &Option<String>| Cell::Text(code.as_ref().map(|code| aliases.get(code).unwrap_or(code).as_str().into()));
    let mut ids = HashMap::with_capacity(documents.len());
    for part in parts(documents, ROWS) {
        let sql: Arc<str> = format!(
            "INSERT INTO patron ({COLUMNS}) VALUES {} ON CONFLICT (organization_id, source_id) DO UPDATE SET {UPDATE} \
             RETURNING source_id, id",
            vec![PLACES; part.len()].join(",")
        )
        .into();
        let mut cells = Vec::with_capacity(part.len() * 18);
        for document in part {
            let (record, other) = match cleaned.get(&document.source_id) {
                Some((record, other)) => (record, other),
                None => (&document.record, &document.other),
            };
            cells.extend([
                Cell::text(&public_id()),
                organization.0.into(),
                Cell::text(&document.source_id),
                Cell::optional(document.cardnumber.as_deref()),
                Cell::optional(document.userid.as_deref()),
                Cell::optional(document.surname.as_deref()),
                Cell::optional(document.firstname.as_deref()),
                Cell::optional(document.email.as_deref()),
                home(&document.library),
                Cell::optional(document.patron_category.as_deref()),
                Cell::optional(document.language.as_deref()),
                i64::from(document.is_locked).into(),
                Cell::text(record),
                Cell::optional(other.as_deref()),
                document.digest.into(),
                document.document_digest.into(),
                now.0.into(),
                Cell::optional(document.expires_on.as_deref()),
            ]);
        }
        let rows: Vec<(String, i64)> = connection.fetch(sql, cells).await?;
        ids.extend(rows);
    }
    Ok(ids)
}

/// 128 random bits: it stands in addresses, and nobody shall guess another patron's.
fn public_id() -> String {
    format!("{:032x}", rand::rng().random::<u128>())
}

/// Brings hashes up to date. A hash that Carrel made stronger, and a password that its owner chose here, stay as long as
/// the source sends what it sent before. Where it sends another, whoever is signed in has to come in with that one (ASVS
/// 7.4).
pub(super) async fn write_passwords(
    connection: &mut Connection,
    documents: &[(i64, &Document)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let said: Vec<(i64, &Option<String>)> =
        documents.iter().filter_map(|(id, document)| Some((*id, document.password.as_ref()?))).collect();
    let gone: Vec<i64> = said.iter().filter(|(_, hash)| hash.is_none()).map(|(id, _)| *id).collect();
    if !gone.is_empty() {
        // Where the source never had one, whoever chose a password here keeps it.
        let sql =
            format!("DELETE FROM credential WHERE source_digest IS NOT NULL AND patron_id {}", connection.in_numbers());
        connection.execute(sql.into(), vec![list(&gone)]).await?;
        end_sessions(connection, &gone).await?;
    }
    let given: Vec<(i64, &str)> = said.iter().filter_map(|(id, hash)| Some((*id, hash.as_deref()?))).collect();
    for part in parts(&given, ROWS * 4) {
        let sql = format!(
            "INSERT INTO credential (patron_id, hash, source_digest, changed_at) VALUES {} \
             ON CONFLICT (patron_id) DO UPDATE SET hash = excluded.hash, source_digest = excluded.source_digest, \
             changed_at = excluded.changed_at, checked_length = 0 \
             WHERE credential.source_digest IS NULL OR credential.source_digest <> excluded.source_digest \
             RETURNING patron_id",
            vec!["(?,?,?,?)"; part.len()].join(",")
        );
        let mut cells = Vec::with_capacity(part.len() * 4);
        for (id, hash) in part {
            let digest = digest_of_bytes(hash.as_bytes(), 0);
            cells.extend([(*id).into(), Cell::text(hash), digest.into(), now.0.into()]);
        }
        let changed: Vec<(i64,)> = connection.fetch(sql.into(), cells).await?;
        let changed: Vec<i64> = changed.into_iter().map(|(id,)| id).collect();
        end_sessions(connection, &changed).await?;
    }
    Ok(())
}

async fn end_sessions(connection: &mut Connection, patrons: &[i64]) -> Result<(), StoreError> {
    if patrons.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM session WHERE patron_id {}", connection.in_numbers());
    connection.execute(sql.into(), vec![list(patrons)]).await.map(|_| ())
}

/// Notes in each patron's log that their data were brought in. The last thing before the commit, for other entries wait
/// until then.
pub(super) async fn write_log(
    connection: &mut Connection,
    keys: &AuditKeys,
    organization: OrganizationId,
    patrons: &[i64],
    run: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    // One patron, read from the library system, is no import of a file.
    let request = if run == 0 { String::from("library-system") } else { format!("import-{run}") };
    write_entries(connection, keys, organization, patrons, "import", &request, now).await
}

/// Notes in each patron's log what a source did to them. The last thing before the commit.
pub(super) async fn write_entries(
    connection: &mut Connection,
    keys: &AuditKeys,
    organization: OrganizationId,
    patrons: &[i64],
    action: &'static str,
    request: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if patrons.is_empty() {
        return Ok(());
    }
    let entry = Entry {
        request_id: request.to_owned(),
        interface: Interface::Cli,
        ..Entry::of_system(now, organization, action, "import")
    };
    let entries: Vec<Entry> =
        patrons.iter().map(|patron| Entry { patron: Some(PatronId(*patron)), ..entry.clone() }).collect();
    let [head, last] = read_head(connection.backend());
    let head: Vec<(i64, String, String)> = connection.fetch(head.into(), Vec::new()).await?;
    let last: Vec<(i64, Option<String>)> = connection.fetch(last.into(), Vec::new()).await?;
    let missing = StoreError::Unreadable { table: "audit_head", what: "row" };
    let (position, link, mac) = head.into_iter().next().ok_or(missing)?;
    let (last, last_link) = last.into_iter().next().unwrap_or_default();
    let chained = chain_after(&FoundHead { position, link, mac, last, last_link }, keys, &entries);
    let head = chained.head_cells();
    for (rows, cells) in chained.into_statements() {
        connection.execute(insert_statement(rows), cells).await?;
    }
    connection.execute(MOVE_HEAD.into(), head.into()).await.map(|_| ())
}

/// Adds codes of libraries or patron categories that are not known yet, with the code as name.
pub(super) async fn write_codes(
    connection: &mut Connection,
    organization: OrganizationId,
    table: &str,
    codes: &[Arc<str>],
) -> Result<(), StoreError> {
    for code in codes {
        let sql = format!(
            "INSERT INTO {table} (organization_id, code, name) VALUES (?,?,?) ON CONFLICT (organization_id, code) DO NOTHING"
        );
        connection
            .execute(
                sql.into(),
                vec![organization.0.into(), Cell::Text(Some(Arc::clone(code))), Cell::Text(Some(Arc::clone(code)))],
            )
            .await?;
    }
    Ok(())
}

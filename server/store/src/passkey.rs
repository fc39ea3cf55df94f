//! Passkeys: public keys of people's devices.

use carrel_domain::{PatronId, Timestamp};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    StoreError,
    second_factor::{changed, statement},
};

/// A passkey.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Passkey {
    /// Key.
    pub id: i64,
    /// Opaque id.
    pub public_id: String,
    /// Whose.
    pub patron_id: i64,
    /// What devices know the patron by: random, the same for all of a patron's passkeys.
    pub user_handle: String,
    /// Public key and counter, as JSON.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub added_at: i64,
    /// When it was last used.
    pub last_used_at: Option<i64>,
}

/// A passkey to keep.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Opaque id.
    pub public_id: String,
    /// Whose.
    pub patron: PatronId,
    /// The device's name for it.
    pub credential_id: String,
    /// See [`Passkey::user_handle`].
    pub user_handle: String,
    /// Public key and counter, as JSON.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
}

const ALL: &str = "SELECT id, public_id, patron_id, user_handle, credential, name, added_at, last_used_at FROM passkey";

/// Keeps a passkey; tells whether it is not known already.
pub async fn add(db: &impl ConnectionTrait, new: NewPasskey, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO passkey \
                       (public_id, patron_id, credential_id, user_handle, credential, name, added_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING";
    let values = [
        new.public_id.into(),
        new.patron.0.into(),
        new.credential_id.into(),
        new.user_handle.into(),
        new.credential.into(),
        new.name.into(),
        now.0.into(),
    ];
    changed(db, SQL, values).await
}

/// A patron's passkeys, in the order in which they were added.
pub async fn list(db: &impl ConnectionTrait, patron: PatronId) -> Result<Vec<Passkey>, StoreError> {
    let sql = format!("{ALL} WHERE patron_id = $1 ORDER BY id");
    Ok(Passkey::find_by_statement(statement(db, &sql, [patron.0.into()])).all(db).await?)
}

/// The passkey that a device calls so.
pub async fn find(db: &impl ConnectionTrait, credential_id: &str) -> Result<Option<Passkey>, StoreError> {
    let sql = format!("{ALL} WHERE credential_id = $1");
    Ok(Passkey::find_by_statement(statement(db, &sql, [credential_id.into()])).one(db).await?)
}

/// Notes that a passkey was used, with its new counter; tells whether nobody used it meanwhile.
pub async fn note_use(
    db: &impl ConnectionTrait,
    old: &Passkey,
    credential: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE passkey SET credential = $3, last_used_at = $4 WHERE id = $1 AND credential = $2";
    changed(db, SQL, [old.id.into(), old.credential.as_str().into(), credential.into(), now.0.into()]).await
}

/// Gives one of a patron's passkeys another name; tells whether there is one.
pub async fn rename(
    db: &impl ConnectionTrait,
    patron: PatronId,
    public_id: &str,
    name: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE passkey SET name = $3 WHERE patron_id = $1 AND public_id = $2";
    changed(db, SQL, [patron.0.into(), public_id.into(), name.into()]).await
}

/// Forgets one of a patron's passkeys; tells whether there was one.
pub async fn remove(db: &impl ConnectionTrait, patron: PatronId, public_id: &str) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM passkey WHERE patron_id = $1 AND public_id = $2";
    changed(db, SQL, [patron.0.into(), public_id.into()]).await
}

/// Forgets all of a patron's passkeys.
pub async fn remove_all(db: &impl ConnectionTrait, patron: PatronId) -> Result<bool, StoreError> {
    changed(db, "DELETE FROM passkey WHERE patron_id = $1", [patron.0.into()]).await
}

//! The log of a version that did not chain its entries.

use rand::RngExt as _;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, Value};

use super::{
    append::{MOVE_HEAD, found_head},
    chain::{self, Head, SALT, to_text},
    entry::{NUMBERS, PAYLOAD},
};
use crate::{Store, StoreError, import::numbered};

/// Chains the entries of a version that did not, once: as long as the head is as the migration made it.
pub(crate) async fn adopt(store: &Store) -> Result<(), StoreError> {
    const ROWS: i64 = 2_000;
    let transaction = store.begin().await?;
    let found = found_head(&transaction).await?;
    if found.position != 0 || !found.mac.is_empty() || found.last == 0 {
        return Ok(transaction.commit().await?);
    }
    let (backend, keys) = (store.backend(), store.audit_keys()?);
    let rows = format!("SELECT id, {} FROM audit_entry WHERE id > $1 ORDER BY id LIMIT {ROWS}", PAYLOAD.join(", "));
    let change = "UPDATE audit_entry SET salt = $2, digest = $3, link = $4 WHERE id = $1";
    let mut head = Head::START;
    let mut payload = Vec::with_capacity(512);
    loop {
        let statement = Statement::from_sql_and_values(backend, rows.as_str(), [head.position.into()]);
        let rows = transaction.query_all_raw(statement).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            chain::begin(&mut payload);
            for (at, name) in PAYLOAD.iter().enumerate() {
                if NUMBERS.contains(name) {
                    match row.try_get_by_index::<Option<i64>>(at + 1)? {
                        Some(number) => chain::add_number(&mut payload, number),
                        None => chain::add_nothing(&mut payload),
                    }
                } else {
                    match row.try_get_by_index::<Option<String>>(at + 1)? {
                        Some(text) => chain::add_text(&mut payload, &text),
                        None => chain::add_nothing(&mut payload),
                    }
                }
            }
            let salt: [u8; SALT] = rand::rng().random();
            let digest = chain::digest(&salt, &payload);
            head = head.and(keys.first(), &digest);
            let values = [
                row.try_get_by_index::<i64>(0)?.into(),
                to_text(&salt).into(),
                to_text(&digest).into(),
                to_text(&head.link).into(),
            ];
            transaction.execute_raw(Statement::from_sql_and_values(backend, change, values)).await?;
        }
    }
    let mac = to_text(&keys.first().head(&head));
    let values: [Value; 3] = [head.position.into(), to_text(&head.link).into(), mac.into()];
    let text = if backend == DbBackend::Sqlite { MOVE_HEAD.to_owned() } else { numbered(MOVE_HEAD) };
    transaction.execute_raw(Statement::from_sql_and_values(backend, text, values)).await?;
    Ok(transaction.commit().await?)
}

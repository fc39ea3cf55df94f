//! Reading entries for checking: a stretch of the log as one JSON text, which the database hands over faster than value by
//! value, taken apart without copying.

use std::{borrow::Cow, fmt};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use super::{chain, entry::PAYLOAD};
use crate::StoreError;

/// One entry as it stands in the table.
pub(crate) struct Stored<'a> {
    /// Its key.
    pub position: i64,
    /// Salt, digest and link.
    pub salt: Option<Cow<'a, str>>,
    /// See [`chain`].
    pub digest: Option<Cow<'a, str>>,
    /// See [`chain`].
    pub link: Option<Cow<'a, str>>,
    /// Whether it tells of a changed head.
    pub is_break: bool,
}

enum Value<'a> {
    Nothing,
    Number(i64),
    Text(Cow<'a, str>),
}

/// The entries from `first` to `last` as JSON; `None` if there are none.
pub(crate) async fn fetch(db: &impl ConnectionTrait, first: i64, last: i64) -> Result<Option<String>, StoreError> {
    let backend = db.get_database_backend();
    let columns = format!("id, salt, digest, link, {}", PAYLOAD.join(", "));
    let from = "FROM audit_entry WHERE id >= $1 AND id <= $2 ORDER BY id";
    let sql = match backend {
        DbBackend::Sqlite => {
            format!("SELECT json_group_array(json_array({columns})) FROM (SELECT {columns} {from})")
        }
        _ => {
            format!("SELECT CAST(json_agg(json_build_array({columns})) AS TEXT) FROM (SELECT {columns} {from}) AS part")
        }
    };
    let statement = Statement::from_sql_and_values(backend, sql, [first.into(), last.into()]);
    let row = db.query_one_raw(statement).await?;
    row.map_or(Ok(None), |row| Ok(row.try_get_by_index(0)?))
}

/// Reads what [`fetch`] got; `each` is called with every entry and its payload.
pub(crate) fn read(json: &str, each: impl FnMut(Stored<'_>, &[u8])) -> Result<(), StoreError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let rows = Rows { each, payload: Vec::with_capacity(1024) };
    rows.deserialize(&mut deserializer).map_err(|_| StoreError::Unreadable { table: "audit_entry", what: "row" })
}

struct Rows<F> {
    each: F,
    payload: Vec<u8>,
}

impl<'de, F: FnMut(Stored<'_>, &[u8])> DeserializeSeed<'de> for Rows<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Stored<'_>, &[u8])> Visitor<'de> for Rows<F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(stored) = rows.next_element_seed(OneRow { payload: &mut self.payload })? {
            (self.each)(stored, &self.payload);
        }
        Ok(())
    }
}

struct OneRow<'p> {
    payload: &'p mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for OneRow<'_> {
    type Value = Stored<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Stored<'de>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OneRow<'_> {
    type Value = Stored<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Stored<'de>, A::Error> {
        let mut next = || row.next_element_seed(OneValue)?.ok_or_else(|| A::Error::custom("a value is missing"));
        let Value::Number(position) = next()? else { return Err(A::Error::custom("no position")) };
        let mut text = || match next()? {
            Value::Text(text) => Ok(Some(text)),
            _ => Ok(None),
        };
        let (salt, digest, link) = (text()?, text()?, text()?);
        let mut is_break = false;
        chain::begin(self.payload);
        for name in PAYLOAD {
            match next()? {
                Value::Nothing => chain::add_nothing(self.payload),
                Value::Number(number) => chain::add_number(self.payload, number),
                Value::Text(text) => {
                    is_break |= name == "action" && text == super::append::HEAD_CHANGED;
                    chain::add_text(self.payload, &text);
                }
            }
        }
        Ok(Stored { position, salt, digest, link, is_break })
    }
}

struct OneValue;

impl<'de> DeserializeSeed<'de> for OneValue {
    type Value = Value<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneValue {
    type Value = Value<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a whole number or a text")
    }
    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Nothing)
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        i64::try_from(number).map(Value::Number).map_err(E::custom)
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }
}

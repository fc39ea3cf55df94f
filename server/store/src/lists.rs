//! Lists as one value: the statement stays the same however long they are.

use sea_orm::DbBackend;

/// A list as one JSON text, for [`in_numbers`].
pub(crate) fn number_list(numbers: impl IntoIterator<Item = i64>) -> String {
    serde_json::to_string(&numbers.into_iter().collect::<Vec<_>>()).unwrap_or_default()
}

/// A list as one JSON text, for [`in_texts`].
pub(crate) fn text_list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    serde_json::Value::from_iter(texts.into_iter().map(|text| text.as_ref().to_owned())).to_string()
}

/// `IN …` for the list in this place.
pub(crate) fn in_numbers(backend: DbBackend, place: usize) -> String {
    match backend {
        DbBackend::Sqlite => format!("IN (SELECT value FROM json_each(${place}))"),
        _ => format!("= ANY (ARRAY(SELECT json_array_elements_text(CAST(${place} AS json))::bigint))"),
    }
}

/// The same for a list of texts.
pub(crate) fn in_texts(backend: DbBackend, place: usize) -> String {
    match backend {
        DbBackend::Sqlite => format!("IN (SELECT value FROM json_each(${place}))"),
        _ => format!("= ANY (ARRAY(SELECT json_array_elements_text(CAST(${place} AS json))))"),
    }
}

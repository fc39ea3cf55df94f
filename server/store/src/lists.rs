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

/// A table of the rows, each a list, of the list of lists in this place; `value ->> 0` is the first of a row, as text.
pub(crate) fn rows_of_list(backend: DbBackend, place: usize) -> String {
    match backend {
        DbBackend::Sqlite => format!("json_each(${place})"),
        _ => format!("json_array_elements(CAST(${place} AS json))"),
    }
}

/// The same of a list of lists within such a row, which this SQL names.
pub(crate) fn rows_within(backend: DbBackend, list: &str) -> String {
    match backend {
        DbBackend::Sqlite => format!("json_each({list})"),
        _ => format!("json_array_elements({list})"),
    }
}

/// The same for a list of texts.
pub(crate) fn in_texts(backend: DbBackend, place: usize) -> String {
    match backend {
        DbBackend::Sqlite => format!("IN (SELECT value FROM json_each(${place}))"),
        _ => format!("= ANY (ARRAY(SELECT json_array_elements_text(CAST(${place} AS json))))"),
    }
}

//! Lists of numbers as one value: the statement stays the same however many there are.

use sea_orm::DbBackend;

/// A list as one JSON text, for [`in_numbers`].
pub(crate) fn number_list(numbers: impl IntoIterator<Item = i64>) -> String {
    serde_json::to_string(&numbers.into_iter().collect::<Vec<_>>()).unwrap_or_default()
}

/// `IN …` for the list in this place.
pub(crate) fn in_numbers(backend: DbBackend, place: usize) -> String {
    match backend {
        DbBackend::Sqlite => format!("IN (SELECT value FROM json_each(${place}))"),
        _ => format!("= ANY (ARRAY(SELECT json_array_elements_text(CAST(${place} AS json))::bigint))"),
    }
}

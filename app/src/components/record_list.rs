//! The patron's own record: every field with its value.

use carrel_domain::{Row, Section, Value};
use carrel_texts::{Format, Names, key};
use leptos::prelude::*;

use crate::{components::row_table::OtherFields, visit::Visit};

/// Every field of a one-row section: recorded ones first, then the ones the library has left empty, which is worth
/// knowing too.
#[component]
pub fn RecordList(
    /// Description of the record.
    section: &'static Section,
    /// Its one row.
    row: Row,
    /// How values are written.
    format: Format,
    /// What codes are called.
    names: Names,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let mut recorded = Vec::new();
    let mut empty = Vec::new();
    for (column, value) in section.shown().zip(&row.values) {
        let name = texts.field(column);
        if *value == Value::Empty {
            empty.push(view! { <li>{name}</li> });
        } else {
            let text = format.value(column, value, &names);
            recorded.push(view! { <div><dt>{name}</dt><dd dir="auto">{text}</dd></div> });
        }
    }
    let empty_title = texts.fill(key::EMPTY_FIELDS, &[("count", empty.len().into())]);
    view! {
        <dl class="record">{recorded}</dl>
        <OtherFields other=row.other />
        {(!empty.is_empty()).then(|| view! {
            <details class="empty-fields">
                <summary>{empty_title}</summary>
                <ul>{empty}</ul>
            </details>
        })}
    }
}

//! The rows of a category: a table on a desk, cards on a phone.

use carrel_domain::{Column, Kind, Row, Section, Value};
use carrel_texts::{Format, Names, key};
use leptos::prelude::*;

use crate::visit::Visit;

/// How a list is sorted, and how to sort it otherwise.
#[derive(Clone)]
pub struct Sorting {
    /// Column sorted by.
    pub by: String,
    /// Smallest first.
    pub ascending: bool,
}

/// A table with a line of details under each row that has some. `sorted_address` makes the address of this list sorted
/// by a column.
#[component]
pub fn RowTable<F>(
    /// Description of the list.
    section: &'static Section,
    /// What the table is called.
    caption: String,
    /// The rows of this page.
    rows: Vec<Row>,
    /// How values are written.
    format: Format,
    /// What codes are called.
    names: Names,
    /// How it is sorted now.
    sorting: Sorting,
    /// Makes the address of the list sorted by a column.
    sorted_address: F,
) -> impl IntoView
where
    F: Fn(&'static str, bool) -> String,
{
    let texts = Visit::current().texts();
    let columns: Vec<&'static Column> = section.shown().collect();
    let headings = columns
        .iter()
        .filter(|column| section.is_main(column))
        .map(|column| {
            let is_sorted = sorting.by == column.name;
            let ascending = if is_sorted { !sorting.ascending } else { !is_dated(column) };
            let state = is_sorted.then_some(if sorting.ascending { "ascending" } else { "descending" });
            view! {
                <th role="columnheader" scope="col" aria-sort=state class=class_of(column)>
                    <a href=sorted_address(column.name, ascending)>{texts.field(column)}</a>
                </th>
            }
        })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|row| view! { <TableRow section columns=columns.clone() row format=format.clone() names=names.clone() /> })
        .collect_view();
    view! {
        <table class="rows" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {headings}
                    <th role="columnheader" scope="col"><span class="visually-hidden">{texts.say(key::DETAILS)}</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    }
}

#[component]
fn TableRow(
    section: &'static Section,
    columns: Vec<&'static Column>,
    row: Row,
    format: Format,
    names: Names,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let mut cells = Vec::new();
    let mut details = Vec::new();
    let mut is_first = true;
    for (column, value) in columns.into_iter().zip(&row.values) {
        let text = format.value(column, value, &names);
        let name = texts.field(column);
        if !section.is_main(column) {
            details.push(view! {
                <div>
                    <dt>{name}</dt>
                    <dd dir="auto" class:nothing=*value == Value::Empty>{or_nothing(text)}</dd>
                </div>
            });
        } else if is_first {
            is_first = false;
            cells.push(
                view! { <th role="rowheader" scope="row" data-label=name class=class_of(column) dir="auto">{or_nothing(text)}</th> }
                    .into_any(),
            );
        } else {
            cells.push(
                view! { <td role="cell" data-label=name class=class_of(column) dir="auto">{or_nothing(text)}</td> }.into_any(),
            );
        }
    }
    let has_details = !details.is_empty() || !row.other.is_empty();
    view! {
        <tr role="row">
            {cells}
            <td role="cell" class="more">
                {has_details.then(|| view! {
                    <details>
                        <summary>{texts.say(key::DETAILS)}</summary>
                        <dl>{details}</dl>
                        <OtherFields other=row.other />
                    </details>
                })}
            </td>
        </tr>
    }
}

/// What the source sent that Carrel has no column for, name and value as they came.
#[component]
pub fn OtherFields(
    /// Name and value.
    other: Vec<(String, String)>,
) -> impl IntoView {
    let texts = Visit::current().texts();
    (!other.is_empty()).then(|| {
        let fields = other
            .into_iter()
            .map(|(name, value)| view! { <div><dt dir="auto">{name}</dt><dd dir="auto">{value}</dd></div> })
            .collect_view();
        view! {
            <section class="other-fields">
                <h3>{texts.say(key::OTHER)}</h3>
                <dl>{fields}</dl>
            </section>
        }
    })
}

/// An empty cell says so to the eye; a screen reader hears nothing in it.
fn or_nothing(text: String) -> String {
    if text.is_empty() { String::from("–") } else { text }
}

const fn is_dated(column: &Column) -> bool {
    matches!(column.kind, Kind::Date | Kind::Time)
}

const fn class_of(column: &Column) -> &'static str {
    match column.kind {
        Kind::Money | Kind::Count => "number",
        Kind::Date | Kind::Time => "date",
        _ => "text",
    }
}

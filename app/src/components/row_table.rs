//! The rows of a category: a table on a desk, cards on a phone.

use std::borrow::Cow;

use carrel_domain::{Column, Kind, Row, Section};
use carrel_texts::{Format, Names, Texts, key};
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

/// Two columns of which a row fills one: they share a place in the list.
const SHARED: (&str, &str) = ("debit_type", "credit_type");

/// The columns of a list in their order, each with its place in the row.
fn listed(section: &'static Section) -> Vec<(usize, &'static Column)> {
    let find = |name: &&str| section.shown().enumerate().find(|(_, column)| column.name == *name);
    section.main.iter().filter(|name| **name != SHARED.1).filter_map(find).collect()
}

/// What a column is called at the head of the list.
fn heading(texts: Texts, column: &'static Column) -> Cow<'static, str> {
    if column.name == SHARED.0 { Cow::Borrowed(texts.say(key::FIELD_TYPE)) } else { texts.field(column) }
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
    let columns = listed(section);
    let headings = columns
        .iter()
        .map(|(_, column)| {
            let is_sorted = sorting.by == column.name;
            let ascending = if is_sorted { !sorting.ascending } else { !is_dated(column) };
            let state = is_sorted.then_some(if sorting.ascending { "ascending" } else { "descending" });
            view! {
                <th role="columnheader" scope="col" aria-sort=state class=class_of(column, false)>
                    <a href=sorted_address(column.name, ascending)>{heading(texts, column)}</a>
                </th>
            }
        })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|row| view! { <TableRow section columns=columns.clone() row format=format.clone() names=names.clone() /> })
        .collect_view();
    view! {
        <table class=format!("rows rows-{}", section.category.slug()) role="table">
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
    columns: Vec<(usize, &'static Column)>,
    row: Row,
    format: Format,
    names: Names,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let written =
        |at: usize, column| row.values.get(at).map(|value| format.value(column, value, &names)).unwrap_or_default();
    let cells = columns
        .into_iter()
        .enumerate()
        .map(|(number, (at, column))| {
            let mut text = written(at, column);
            if text.is_empty()
                && column.name == SHARED.0
                && let Some((at, other)) = section.shown().enumerate().find(|(_, other)| other.name == SHARED.1)
            {
                text = written(at, other);
            }
            let name = heading(texts, column);
            let class = class_of(column, text.is_empty());
            let text = or_nothing(text);
            if number == 0 {
                view! { <th role="rowheader" scope="row" data-label=name class=class dir="auto">{text}</th> }.into_any()
            } else {
                view! { <td role="cell" data-label=name class=class dir="auto">{text}</td> }.into_any()
            }
        })
        .collect_view();
    let details = section
        .shown()
        .enumerate()
        // The second of two that share a place has none there when both are recorded.
        .filter(|(at, column)| {
            let is_crowded_out = column.name == SHARED.1
                && section.shown().zip(&row.values).any(|(first, value)| first.name == SHARED.0 && !value.is_empty())
                && row.values.get(*at).is_some_and(|value| !value.is_empty());
            !section.is_main(column) || is_crowded_out
        })
        .map(|(at, column)| {
            let text = written(at, column);
            let class = class_of(column, text.is_empty());
            view! { <div class=class><dt>{texts.field(column)}</dt><dd dir="auto">{or_nothing(text)}</dd></div> }
        })
        .collect_view();
    let has_details = !details.is_empty() || !row.other.is_empty();
    view! {
        <tr role="row">
            {cells}
            <td role="cell" class="more">
                {has_details.then(|| view! {
                    <details>
                        <summary>{texts.say(key::DETAILS)}</summary>
                        <div class="panel">
                            <dl>{details}</dl>
                            <OtherFields other=row.other />
                        </div>
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

const fn class_of(column: &Column, is_nothing: bool) -> &'static str {
    match column.kind {
        Kind::Money | Kind::Count if is_nothing => "number nothing",
        _ if is_nothing => "nothing",
        Kind::Money | Kind::Count => "number",
        Kind::Date | Kind::Time => "date",
        Kind::LongText => "long",
        _ => "text",
    }
}

//! Texts of the library, one a row, and whose words each has in each language.

use carrel_domain::Language;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// One text in one language.
#[derive(Clone, Copy, Debug)]
pub struct Worded {
    /// The language.
    pub language: Language,
    /// The library wrote words of its own.
    pub is_own: bool,
}

/// A text: what it is called, where it is worded, and how it stands in each language.
#[derive(Clone, Debug)]
pub struct WordedRow {
    /// What it is called.
    pub name: String,
    /// The page it is worded on, without the language.
    pub path: String,
    /// How it stands, in the order of [`Language::ALL`].
    pub cells: Vec<Worded>,
}

/// The table.
#[component]
pub fn WordedTable(
    /// What it is about.
    title: &'static str,
    /// What its rows are.
    column: &'static str,
    /// The rows.
    rows: Vec<WordedRow>,
) -> impl IntoView {
    let visit = Visit::current();
    let heads = Language::ALL
        .map(|language| {
            view! { <th role="columnheader" scope="col" lang=language.code()>{language.own_name()}</th> }
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = row.cells.iter().map(|worded| cell(&visit, &row, *worded)).collect_view();
            view! { <tr role="row"><th role="rowheader" scope="row">{row.name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{title}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">{column}</th>
                    {heads}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn cell(visit: &Visit, row: &WordedRow, worded: Worded) -> impl IntoView + use<> {
    let Worded { language, is_own } = worded;
    let href = visit.href(&format!("{}?language={}", row.path, language.code()));
    let words = if is_own { key::TEMPLATES_OWN } else { key::TEMPLATES_STANDARD };
    // Each link says by itself where it leads.
    view! {
        <td role="cell" data-label=language.own_name()>
            <a href=href>
                {visit.texts().say(words)}
                <span class="visually-hidden">": "{row.name.clone()}", "{language.own_name()}</span>
            </a>
        </td>
    }
}

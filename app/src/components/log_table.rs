//! Entries of the log as staff see them: a table on a desk, cards on a phone.

use carrel_domain::Timestamp;
use carrel_services::logs::LogLine;
use carrel_texts::{Format, Key, Names, Texts, key};
use leptos::prelude::*;

use crate::visit::Visit;

/// Entries, newest first; what an entry has more than a line shows is its details.
#[component]
pub fn LogTable(
    /// The entries.
    lines: Vec<LogLine>,
    /// How values are written.
    format: Format,
    /// What codes are called.
    names: Names,
    /// Whether whoever looks may see patrons' pages.
    may_see_patrons: bool,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let heads = [
        key::LOG_COLUMN_AT,
        key::LOG_COLUMN_ACTION,
        key::LOG_COLUMN_PATRON,
        key::LOG_COLUMN_STAFF,
        key::LOG_COLUMN_OUTCOME,
    ]
    .map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> })
    .collect_view();
    let rows = lines.into_iter().map(|line| row(line, &format, &names, may_see_patrons)).collect_view();
    view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::LOGS_TITLE)}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {heads}
                    <th role="columnheader" scope="col"><span class="visually-hidden">{texts.say(key::DETAILS)}</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn row(line: LogLine, format: &Format, names: &Names, may_see_patrons: bool) -> impl IntoView + use<> {
    let visit = Visit::current();
    let texts = visit.texts();
    let word = |set: &'static str, code: &str| texts.code(set, code).into_owned();
    let details = details(texts, &line, format, names);
    let patron = line.patron_public_id.map(|id| {
        let shown = line.patron_cardnumber.unwrap_or_else(|| id.clone());
        person(may_see_patrons.then(|| visit.href(&format!("/staff/patrons/{id}"))), shown)
    });
    // Patrons are named by their number only; staff by name.
    let is_patron = line.actor_role == "patron";
    let name = [line.actor_firstname.as_deref(), line.actor_surname.as_deref()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let staff = line.actor_public_id.filter(|_| !is_patron).map(|id| {
        let search = format!("/staff/logs?staff={id}");
        person(Some(visit.href(&search)), name)
    });
    let role = word("role", &line.actor_role);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=texts.say(key::LOG_COLUMN_AT) class="date">
                {format.time(Timestamp(line.at))}
            </th>
            <td role="cell" data-label=texts.say(key::LOG_COLUMN_ACTION)>{word("action", &line.action)}</td>
            <td role="cell" data-label=texts.say(key::LOG_COLUMN_PATRON)>{patron}</td>
            <td role="cell" data-label=texts.say(key::LOG_COLUMN_STAFF)>{staff}" "<span class="fine">{role}</span></td>
            <td role="cell" data-label=texts.say(key::LOG_COLUMN_OUTCOME)>{word("outcome", &line.outcome)}</td>
            <td role="cell" class="more">
                <details>
                    <summary>{texts.say(key::DETAILS)}</summary>
                    <div class="panel"><dl>{details}</dl></div>
                </details>
            </td>
        </tr>
    }
}

fn person(href: Option<String>, shown: String) -> AnyView {
    match href {
        Some(href) => view! { <a href=href dir="auto">{shown}</a> }.into_any(),
        None => view! { <span dir="auto">{shown}</span> }.into_any(),
    }
}

fn details(texts: Texts, line: &LogLine, format: &Format, names: &Names) -> impl IntoView + use<> {
    let code = |set: &'static str, code: Option<&str>| code.map(|code| texts.code(set, code).into_owned());
    let library = line.library.as_ref().map(|code| names.libraries.get(code).unwrap_or(code).clone());
    let request = Some(line.request_id.clone()).filter(|id| !id.is_empty());
    [
        ("entry", Some(format.count(line.id))),
        ("purpose", code("purpose", Some(&line.purpose))),
        ("category", code("category", line.data_category.as_deref())),
        ("object", line.object.clone()),
        ("old-value", line.old_value.clone()),
        ("new-value", line.new_value.clone()),
        ("other", line.other.clone()),
        ("library", library),
        ("interface", code("interface", line.interface.as_deref())),
        ("network", line.network.clone()),
        ("request", request),
        ("erased-at", line.erased_at.map(|at| format.time(Timestamp(at)))),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        let label = Key::find(&format!("log-column-{name}")).map_or("", |key| texts.say(key));
        value.map(|value| view! { <div><dt>{label}</dt><dd dir="auto">{value}</dd></div> })
    })
    .collect_view()
}

//! A chart of months: drawn on the server, with a text that says the same, and a table behind it.

use carrel_services::loan_history::MonthCount;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

const WIDTH: u32 = 480;
const HEIGHT: u32 = 120;

/// Bars, one a month.
#[component]
pub fn Chart(
    /// Months, oldest first.
    months: Vec<MonthCount>,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let Ok(format) = visit.format() else { return ().into_any() };
    let most = months.iter().map(|month| month.rows).max().unwrap_or(0);
    let all: u32 = months.iter().map(|month| month.rows).sum();
    let said = texts.fill(
        key::HISTORY_CHART_TEXT,
        &[("shown", format.count(all.into()).into()), ("most", format.count(most.into()).into())],
    );
    let slot = WIDTH / u32::try_from(months.len().max(1)).unwrap_or(1);
    let bars = months
        .iter()
        .enumerate()
        .map(|(at, month)| {
            // A month with anything in it is seen.
            let height = match (month.rows, most) {
                (0, _) | (_, 0) => 0,
                (rows, most) => (u64::from(rows) * u64::from(HEIGHT) / u64::from(most)).max(2),
            };
            let x = u32::try_from(at).unwrap_or(0) * slot + 2;
            let y = u64::from(HEIGHT) - height;
            view! { <rect x=x.to_string() y=y.to_string() width=(slot - 4).to_string() height=height.to_string() rx="1" /> }
        })
        .collect_view();
    let rows = months
        .iter()
        .rev()
        .map(|month| {
            view! {
                <tr>
                    <th scope="row">{format!("{}/{}", month.month, month.year)}</th>
                    <td class="number">{format.count(month.rows.into())}</td>
                </tr>
            }
        })
        .collect_view();
    let said = said.to_string();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=said.clone()>{bars}</svg>
            <figcaption>{said}</figcaption>
        </figure>
        <details>
            <summary>{texts.say(key::HISTORY_CHART_TABLE)}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.say(key::HISTORY_MONTH)}</th>
                        <th scope="col">{texts.say(key::HISTORY_ENTRIES)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

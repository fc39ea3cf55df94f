//! How many patrons mails reach, by library: a drawing, and the numbers behind it.

use carrel_services::email::Reached;
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// Height of a library's line in the drawing, and of its bar, in its own units.
const LINE: usize = 44;
const BAR: usize = 16;
/// Width of a full bar.
const WIDTH: i64 = 340;

/// The page.
#[component]
pub fn ContactPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(libraries) => page(&visit, &libraries).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<Reached>, PageError> {
    Ok(visit.services.contact_overview(visit.session()?, &visit.origin).await?)
}

/// A library's name and its numbers.
struct Line {
    name: String,
    patrons: i64,
    confirmed: i64,
    unconfirmed: i64,
}

impl Line {
    const fn none(&self) -> i64 {
        self.patrons - self.confirmed - self.unconfirmed
    }

    /// Whole percents; 100 only where it is all of them.
    const fn percent(&self) -> i64 {
        if self.patrons == 0 { 0 } else { self.confirmed * 100 / self.patrons }
    }
}

fn page(visit: &Visit, libraries: &[Reached]) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let profile = visit.profile()?;
    let mut lines: Vec<Line> = libraries
        .iter()
        .map(|library| Line {
            name: library
                .library
                .as_deref()
                .map_or_else(|| texts.say(key::CONTACT_NO_LIBRARY).to_owned(), |code| profile.library(code).to_owned()),
            patrons: library.patrons,
            confirmed: library.confirmed,
            unconfirmed: library.unconfirmed,
        })
        .collect();
    lines.sort_by(|one, other| one.name.cmp(&other.name));
    let all = Line {
        name: texts.say(key::CONTACT_ALL).to_owned(),
        patrons: lines.iter().map(|line| line.patrons).sum(),
        confirmed: lines.iter().map(|line| line.confirmed).sum(),
        unconfirmed: lines.iter().map(|line| line.unconfirmed).sum(),
    };
    let summary = texts.fill(
        key::CONTACT_SUMMARY,
        &[
            ("confirmed", format.count(all.confirmed).into()),
            ("patrons", format.count(all.patrons).into()),
            ("percent", all.percent().into()),
        ],
    );
    let rows = lines.iter().map(|line| row(&format, line)).collect_view();
    let total = (lines.len() > 1).then(|| row(&format, &all));
    Ok(view! {
        <Title text=texts.say(key::CONTACT_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/patrons")>{texts.say(key::PATRONS_TITLE)}</a>
            </nav>
            <header class="desk-head">
                <h1>{texts.say(key::CONTACT_TITLE)}</h1>
                <p>{texts.say(key::CONTACT_LEAD)}</p>
            </header>
            <section class="panel-sheet" aria-labelledby="drawing-title">
                <h2 id="drawing-title">{summary.clone()}</h2>
                {drawing(&format, &lines, &summary)}
                <p class="legend">
                    <span class="key key-confirmed">{texts.say(key::CONTACT_CONFIRMED)}</span>
                    <span class="key key-unconfirmed">{texts.say(key::CONTACT_UNCONFIRMED)}</span>
                    <span class="key key-none">{texts.say(key::CONTACT_NONE)}</span>
                </p>
            </section>
            <div class="panel-sheet">
                <h2 id="numbers-title">{texts.say(key::CONTACT_NUMBERS)}</h2>
                <div class="scroller" tabindex="0" role="region" aria-labelledby="numbers-title">
                    <table class="numbers">
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::CONTACT_LIBRARY)}</th>
                                <th scope="col">{texts.say(key::CONTACT_PATRONS)}</th>
                                <th scope="col">{texts.say(key::CONTACT_CONFIRMED)}</th>
                                <th scope="col">"%"</th>
                                <th scope="col">{texts.say(key::CONTACT_UNCONFIRMED)}</th>
                                <th scope="col">{texts.say(key::CONTACT_NONE)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                        <tfoot>{total}</tfoot>
                    </table>
                </div>
            </div>
        </div>
    }
    .into_any())
}

fn row(format: &Format, line: &Line) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row" dir="auto">{line.name.clone()}</th>
            <td>{format.count(line.patrons)}</td>
            <td>{format.count(line.confirmed)}</td>
            <td>{line.percent()}</td>
            <td>{format.count(line.unconfirmed)}</td>
            <td>{format.count(line.none())}</td>
        </tr>
    }
}

/// A bar for each library: confirmed, unconfirmed, none, as parts of its patrons. The table says the same in numbers.
fn drawing(format: &Format, lines: &[Line], summary: &str) -> impl IntoView + use<> {
    let height = lines.len().max(1) * LINE;
    let bars = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let top = at * LINE;
            let width = |count: i64| if line.patrons == 0 { 0 } else { count * WIDTH / line.patrons };
            let (first, second) = (width(line.confirmed), width(line.unconfirmed));
            let label = format!("{}: {} / {}", line.name, format.count(line.confirmed), format.count(line.patrons));
            view! {
                <g>
                    <text x="0" y=(top + 16).to_string() class="bar-label">{label}</text>
                    <rect x="0" y=(top + 22).to_string() width=WIDTH.to_string() height=BAR.to_string() class="bar-none" />
                    <rect
                        x=first.to_string()
                        y=(top + 22).to_string()
                        width=second.to_string()
                        height=BAR.to_string()
                        class="bar-unconfirmed"
                    />
                    <rect x="0" y=(top + 22).to_string() width=first.to_string() height=BAR.to_string() class="bar-confirmed" />
                </g>
            }
        })
        .collect_view();
    view! {
        <svg
            class="bars"
            viewBox=format!("0 0 {WIDTH} {height}")
            role="img"
            aria-labelledby="bars-title"
            preserveAspectRatio="xMinYMin meet"
        >
            <title id="bars-title">{summary.to_owned()}</title>
            {bars}
        </svg>
    }
}

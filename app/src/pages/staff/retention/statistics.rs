//! Statistics that name nobody: which fields are kept, and how safe they are.

use carrel_services::retention::{Exactness, SMALLEST_GROUPS, STATISTIC_FIELDS, SmallWarning, StatisticsView};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::words;
use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// The fields, a warning of small groups, and the file.
#[component]
pub fn StatisticsPage() -> impl IntoView {
    let visit = Visit::current();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(found) => page(&visit, &found, is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<StatisticsView, PageError> {
    Ok(visit.services.view_statistics(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: &StatisticsView, is_done: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let settings = &found.settings;
    let boxes = STATISTIC_FIELDS
        .into_iter()
        .map(|name| {
            let id = format!("field-{name}");
            let checked = settings.fields.as_ref().is_some_and(|fields| fields.contains(&name));
            let label = words::say(texts, &format!("statistics-field-{name}"));
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name=id.clone() value="1" checked=checked />
                    <label for=id.clone()>{label}</label>
                </div>
            }
        })
        .collect_view();
    let times = Exactness::ALL
        .into_iter()
        .map(|exactness| {
            let id = format!("times-{}", exactness.name());
            let label = words::say(texts, &format!("statistics-times-{}", exactness.name()));
            let checked = exactness == settings.times;
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name="times" value=exactness.name() checked=checked />
                    <label for=id.clone()>{label}</label>
                </div>
            }
        })
        .collect_view();
    let count = |number: i64| format.count(number);
    let safety = if found.small.groups > 0 {
        let text = texts.fill(
            key::STATISTICS_SMALL,
            &[
                ("groups", count(found.small.groups).into()),
                ("rows", count(found.small.lines).into()),
                ("k", count(settings.smallest_group).into()),
            ],
        );
        view! { <p class="notice notice-warn">{text}</p> }.into_any()
    } else {
        let text = texts.fill(key::STATISTICS_SAFE, &[("k", count(settings.smallest_group).into())]);
        // Where there is nothing yet, nothing is safe or not.
        view! { <p>{(found.lines > 0).then_some(text)}</p> }.into_any()
    };
    let lines = texts.fill(key::STATISTICS_LINES, &[("count", count(found.lines).into())]);
    Ok(view! {
        <Title text=texts.say(key::STATISTICS_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/retention")>{texts.say(key::RETENTION_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::STATISTICS_TITLE)}</h1></header>
            <FormProblem />
            {is_done.then(|| view! { <p class="notice" role="status">{texts.say(key::RETENTION_SAVED)}</p> })}
            <p>{texts.say(key::STATISTICS_LEAD)}</p>
            <p><strong>{lines}</strong></p>
            {safety}
            <form class="panel-sheet desk-form" method="post" action=visit.href("/staff/retention/statistics")>
                <div class="choice">
                    <input type="checkbox" id="on" name="on" value="1" checked=settings.fields.is_some() />
                    <label for="on">{texts.say(key::STATISTICS_ON)}</label>
                </div>
                <fieldset>
                    <legend class="visually-hidden">{texts.say(key::STATISTICS_TITLE)}</legend>
                    {boxes}
                </fieldset>
                <fieldset aria-describedby="times-hint">
                    <legend>{texts.say(key::STATISTICS_TIMES)}</legend>
                    <p class="hint" id="times-hint">{texts.say(key::STATISTICS_TIMES_HINT)}</p>
                    {times}
                </fieldset>
                <div class="field">
                    <label for="smallest">{texts.say(key::STATISTICS_K)}</label>
                    <p class="hint" id="smallest-hint">{texts.say(key::STATISTICS_K_HINT)}</p>
                    <input
                        class="short"
                        type="number"
                        id="smallest"
                        name="smallest"
                        min=SMALLEST_GROUPS.start().to_string()
                        max=SMALLEST_GROUPS.end().to_string()
                        value=settings.smallest_group.to_string()
                        required=true
                        aria-describedby="smallest-hint"
                    />
                </div>
                <button class="button" type="submit">{texts.say(key::RETENTION_SCHEDULE_BUTTON)}</button>
            </form>
            <form method="post" action=visit.href("/staff/retention/statistics/file")>
                <button class="button-quiet" type="submit">{texts.say(key::STATISTICS_EXPORT)}</button>
            </form>
        </div>
    }
    .into_any())
}

/// That what would be left for statistics may let somebody be recognized, and where to change it.
pub fn small_warning(visit: &Visit, format: &Format, warning: &SmallWarning) -> impl IntoView + use<> {
    let texts = visit.texts();
    let text = texts.fill(
        key::RETENTION_PREVIEW_SMALL,
        &[
            ("groups", format.count(warning.small.groups).into()),
            ("rows", format.count(warning.small.lines).into()),
            ("k", format.count(warning.smallest_group).into()),
        ],
    );
    view! {
        <p class="notice notice-warn">
            {text}" "
            <a href=visit.href("/staff/retention/statistics")>{texts.say(key::RETENTION_PREVIEW_SMALL_LINK)}</a>
        </p>
    }
}

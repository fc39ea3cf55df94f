//! One run: how far it is, what it did, and calling it off.

use carrel_domain::Timestamp;
use carrel_services::retention::{Plan, Run, RunState, Step};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::words;
use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// One run.
#[component]
pub fn RetentionRunPage() -> impl IntoView {
    let visit = Visit::current();
    let id = use_params_map().get_untracked().get_str("run").unwrap_or_default().to_owned();
    let done = use_query_map().get_untracked().get_str("done").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &id).await {
            Ok(run) => page(&visit, &run, &done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, id: &str) -> Result<Run, PageError> {
    Ok(visit.services.view_retention_run(visit.session()?, id, &visit.origin).await?)
}

fn page(visit: &Visit, run: &Run, done: &str) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let state = RunState::from_name(&run.state);
    let is_over = state.is_none_or(RunState::is_over);
    let is_cut_short = matches!(state, Some(RunState::Cancelled | RunState::Failed));
    let begun = if run.requested_by.is_some() { key::RETENTION_RUN_OF_STAFF } else { key::RETENTION_RUN_OF_SCHEDULE };
    let begun = texts.fill(begun, &[("date", format.time(Timestamp(run.requested_at)).into())]);
    let over = run
        .finished_at
        .map(|at| texts.fill(key::RETENTION_RUN_FINISHED, &[("date", format.time(Timestamp(at)).into())]));
    let acted = texts.fill(key::RETENTION_RUN_DONE, &[("count", format.count(run.acted).into())]);
    let plan = Plan::from_json(&run.report);
    let mut steps = Vec::new();
    // Of a run that is over only what there was to do.
    let is_telling = |step: &&Step| !is_over || step.acted > 0 || !step.kept.is_empty();
    for step in plan.steps.iter().filter(is_telling) {
        steps.push(line(visit, &format, step)?);
    }
    let notice = match done {
        "started" if !is_over => Some(key::RETENTION_RUN_STARTED),
        "cancelled" => Some(key::RETENTION_RUN_CANCELLED),
        _ => None,
    };
    let cancel = visit.href(&format!("/staff/retention/runs/{}/cancel", run.public_id));
    Ok(view! {
        <Title text=texts.say(key::RETENTION_RUN_PAGE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/retention")>{texts.say(key::RETENTION_TITLE)}</a>
            </nav>
            <header class="desk-head">
                <h1>{texts.say(key::RETENTION_RUN_PAGE)}": "{words::say(texts, &format!("retention-run-state-{}", run.state))}</h1>
            </header>
            <FormProblem />
            {notice.map(|text| view! { <p class="notice" role="status">{texts.say(text)}</p> })}
            <section class="panel-sheet">
                <p>{begun}</p>
                <p><strong>{acted}</strong></p>
                {over.map(|over| view! { <p>{over}</p> })}
                <ul>{steps}</ul>
                {is_cut_short.then(|| view! {
                    <p>
                        {texts.say(key::RETENTION_RUN_LEFT)}" "
                        <a href=visit.href("/staff/retention/rules/all")>{texts.say(key::RETENTION_RUN_LEFT_LINK)}</a>
                    </p>
                })}
                {(!is_over).then(|| view! {
                    <form method="post" action=cancel>
                        <button class="button-quiet" type="submit">{texts.say(key::RETENTION_RUN_CANCEL)}</button>
                    </form>
                })}
            </section>
        </div>
    }
    .into_any())
}

fn line(visit: &Visit, format: &Format, step: &Step) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let what = step.subject().map_or("", |subject| words::subject(texts, subject));
    let whom = words::whom(texts, visit.profile()?, step.patron_category(), false);
    let does = words::say(texts, &format!("retention-does-{}", step.does()));
    let count = |number: u64| format.count(i64::try_from(number).unwrap_or(i64::MAX));
    let text = texts.fill(
        key::RETENTION_REPORT_LINE,
        &[("what", what.into()), ("whom", whom.into()), ("count", count(step.acted).into()), ("does", does.into())],
    );
    let kept = step
        .kept
        .iter()
        .map(|(stop, number)| {
            let reason = words::say(texts, &format!("retention-stop-{stop}"));
            let text =
                texts.fill(key::RETENTION_RUN_KEPT, &[("count", count(*number).into()), ("reason", reason.into())]);
            view! { <li>{text}</li> }
        })
        .collect_view();
    Ok(view! { <li dir="auto">{text}{(!step.kept.is_empty()).then(|| view! { <ul>{kept}</ul> })}</li> }.into_any())
}

//! The rules as a table, when they run, and what came of it.

use carrel_domain::{
    Timestamp,
    retention::{Keep, Rule, Subject, Untold},
};
use carrel_services::retention::{RulesView, Run, words as service_words};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::words;
use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// The rules, their schedule and their runs.
#[component]
pub fn RetentionPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit).await {
            Ok(view) => page(&visit, &view, done.as_deref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<RulesView, PageError> {
    Ok(visit.services.view_retention(visit.session()?, visit.profile()?, &visit.origin).await?)
}

fn page(visit: &Visit, found: &RulesView, done: Option<&str>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let done = done.map(|done| words::saved(texts, done));
    let format = visit.format()?;
    let stages = found
        .stages
        .iter()
        .map(|(stage, count)| {
            let stage = words::say(texts, &format!("retention-stage-{stage}"));
            let text = texts
                .fill(key::RETENTION_STAGE_COUNT, &[("stage", stage.into()), ("count", format.count(*count).into())]);
            view! { <li>{text}</li> }
        })
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::RETENTION_TITLE) />
        <div class="page desk">
            <header class="desk-head"><h1>{texts.say(key::RETENTION_TITLE)}</h1></header>
            <FormProblem />
            {done.map(|text| view! { <p class="notice" role="status">{text}</p> })}
            {(!found.sends_mail).then(|| view! {
                <p class="notice notice-warn">{texts.say(key::RETENTION_MAIL_OFF)}</p>
            })}
            <p>{texts.say(key::RETENTION_LEAD)}</p>
            {rules_table(visit, found)?}
            <p>
                <a class="button-quiet" href=visit.href("/staff/retention/rules/all")>
                    {texts.say(key::RETENTION_PREVIEW_ALL)}
                </a>
            </p>
            <div class="desk-columns">
                <div>{schedule_form(visit, &format, found)}</div>
                <div>
                    {runs(visit, &format, &found.runs)}
                    <section class="panel-sheet" aria-labelledby="people-title">
                        <h2 id="people-title">{texts.say(key::RETENTION_SUBJECT_PATRONS)}</h2>
                        <ul>{stages}</ul>
                        <p>
                            <a href=visit.href("/staff/retention/people")>{texts.say(key::RETENTION_PEOPLE_LINK)}</a>
                        </p>
                    </section>
                    <p><a href=visit.href("/staff/retention/statistics")>{texts.say(key::STATISTICS_TITLE)}</a></p>
                </div>
            </div>
        </div>
    }
    .into_any())
}

fn rules_table(visit: &Visit, found: &RulesView) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let names = [
        key::RETENTION_COLUMN_WHAT,
        key::RETENTION_COLUMN_WHOM,
        key::RETENTION_COLUMN_KEEP,
        key::RETENTION_COLUMN_THEN,
        key::RETENTION_COLUMN_EDIT,
    ];
    let heads = names.map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> }).collect_view();
    let mut lines = Vec::new();
    for subject in Subject::ALL {
        let rules: Vec<&Rule> = found.rules.about(subject).collect();
        let has_others = rules.len() > 1;
        for rule in rules {
            lines.push(line(visit, rule, has_others)?);
        }
    }
    Ok(view! {
        <table class="rows desk-table" role="table">
            <caption class="visually-hidden">{texts.say(key::RETENTION_RULES_TITLE)}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{lines}</tbody>
        </table>
    })
}

fn line(visit: &Visit, rule: &Rule, has_others: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let subject = words::subject(texts, rule.subject());
    let whom = words::whom(texts, visit.profile()?, rule.patron_category(), has_others);
    let href = visit.href(&format!("/staff/retention/rules/{}", rule.subject().name()));
    // What is kept for ever meets nothing.
    let then = if rule.keep() == Keep::Forever { "–" } else { service_words::then(texts, rule) };
    let about = texts.fill(key::RETENTION_EDIT_ABOUT, &[("subject", subject.into())]);
    Ok(view! {
        <tr role="row">
            <th role="rowheader" scope="row" data-label=texts.say(key::RETENTION_COLUMN_WHAT)>{subject}</th>
            <td role="cell" dir="auto" data-label=texts.say(key::RETENTION_COLUMN_WHOM)>{whom}</td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_KEEP)>{words::keep(texts, rule)}</td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_THEN)>{then}</td>
            <td role="cell" data-label=texts.say(key::RETENTION_COLUMN_EDIT)>
                <a href=href aria-label=about>{texts.say(key::RETENTION_EDIT)}</a>
            </td>
        </tr>
    }
    .into_any())
}

fn schedule_form(visit: &Visit, format: &Format, found: &RulesView) -> impl IntoView + use<> {
    let texts = visit.texts();
    let settings = &found.settings;
    let state = match found.next_run {
        Some(at) => texts.fill(key::RETENTION_SCHEDULE_ON, &[("date", format.time(at).into())]),
        None => texts.say(key::RETENTION_SCHEDULE_OFF).to_owned(),
    };
    let number = |name: &'static str, label, value: i64, most: i64, hint: &'static str| {
        view! {
            <div class="field">
                <label for=name>{texts.say(label)}</label>
                <input
                    class="short"
                    type="number"
                    id=name
                    name=name
                    min=if most == 23 { "0" } else { "1" }
                    max=most.to_string()
                    value=value.to_string()
                    required=true
                    aria-describedby=hint
                />
            </div>
        }
    };
    let first = (!settings.is_scheduled).then(|| {
        view! { <p class="hint">{texts.say(key::RETENTION_PREVIEW_ALL)}": "
        <a href=visit.href("/staff/retention/rules/all")>{texts.say(key::RETENTION_PREVIEW_TITLE)}</a></p> }
    });
    let delays = settings.delays;
    let untold = Untold::ALL
        .map(|untold| {
            let label = words::say(texts, &format!("retention-untold-{}", untold.name()));
            view! { <option value=untold.name() selected=untold == settings.untold>{label}</option> }
        })
        .collect_view();
    view! {
        <form class="panel-sheet" method="post" action=visit.href("/staff/retention/schedule")>
            <h2>{texts.say(key::RETENTION_SCHEDULE_TITLE)}</h2>
            <p>{state}</p>
            {first}
            {settings.is_scheduled.then(|| view! {
                <div class="choice">
                    <input type="checkbox" id="scheduled" name="scheduled" value="1" checked=true />
                    <label for="scheduled">{texts.say(key::RETENTION_SCHEDULE_CHECK)}</label>
                </div>
            })}
            {number("hour", key::RETENTION_SCHEDULE_HOUR, settings.hour, 23, "hour-hint")}
            <p class="hint" id="hour-hint">{texts.say(key::RETENTION_SCHEDULE_HOUR_HINT)}</p>
            {number("told", key::RETENTION_DELAY_TOLD, i64::from(delays.told), 365, "delay-hint")}
            {number("locked", key::RETENTION_DELAY_LOCKED, i64::from(delays.locked), 365, "delay-hint")}
            {number("anonymized", key::RETENTION_DELAY_ANONYMIZED, i64::from(delays.anonymized), 365, "delay-hint")}
            <p class="hint" id="delay-hint">{texts.say(key::RETENTION_DELAY_HINT)}</p>
            <div class="field">
                <label for="untold">{texts.say(key::RETENTION_UNTOLD_LABEL)}</label>
                <p class="hint" id="untold-hint">{texts.say(key::RETENTION_UNTOLD_HINT)}</p>
                <select id="untold" name="untold" aria-describedby="untold-hint">{untold}</select>
            </div>
            <div class="field">
                <label for="debits">{texts.say(key::RETENTION_DEBITS)}</label>
                <p class="hint" id="debits-hint">{texts.say(key::RETENTION_DEBITS_HINT)}</p>
                <input
                    type="text"
                    id="debits"
                    name="debits"
                    maxlength="1000"
                    value=settings.private_debits.join(", ")
                    aria-describedby="debits-hint"
                />
            </div>
            <button class="button" type="submit">{texts.say(key::RETENTION_SCHEDULE_BUTTON)}</button>
        </form>
    }
}

fn runs(visit: &Visit, format: &Format, runs: &[Run]) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = runs
        .iter()
        .map(|run| {
            let what = match Subject::from_name(&run.subject) {
                Some(subject) => words::subject(texts, subject),
                None => texts.say(key::RETENTION_RUN_EVERYTHING),
            };
            let state = words::say(texts, &format!("retention-run-state-{}", run.state));
            let text = texts.fill(
                key::RETENTION_RUN_LINE,
                &[
                    ("what", what.into()),
                    ("date", format.time(Timestamp(run.requested_at)).into()),
                    ("state", state.into()),
                    ("count", format.count(run.acted).into()),
                ],
            );
            let href = visit.href(&format!("/staff/retention/runs/{}", run.public_id));
            view! { <li><a href=href>{text}</a></li> }
        })
        .collect_view();
    let is_empty = runs.is_empty();
    view! {
        <section class="panel-sheet" aria-labelledby="runs-title">
            <h2 id="runs-title">{texts.say(key::RETENTION_RUNS_TITLE)}</h2>
            {is_empty.then(|| view! { <p>{texts.say(key::RETENTION_RUNS_NONE)}</p> })}
            <ul>{items}</ul>
        </section>
    }
}

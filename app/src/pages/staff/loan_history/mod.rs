//! How long loan histories are kept: what is decided, what a decision would do, and the daily runs.

mod form;
mod preview;

use carrel_domain::{
    Timestamp,
    loan_history::{After, Keeping, Policy},
};
use carrel_services::loan_history::{Decided, HistoryPolicies, NewPolicy, PolicyPreview, REFLECTION_DAYS};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::problem::{FormProblem, Problem},
    visit::{PageError, Visit},
};

/// The page; with a decision in the address it shows what that would do.
#[component]
pub fn HistoryPoliciesPage() -> impl IntoView {
    let visit = Visit::current();
    let query = use_query_map().get_untracked();
    let is_done = query.get("done").is_some();
    let whose = query.get("whose").filter(|whose| !whose.is_empty()).unwrap_or_else(|| String::from("organization"));
    let is_asked = query.get("keeping").is_some();
    let wish = read_wish(|name| query.get(name));
    Suspend::new(async move {
        let loaded = load(&visit, &whose, wish.clone().filter(|_| is_asked)).await;
        match loaded {
            Ok((policies, preview)) => page(&visit, &policies, preview, &whose, is_asked && wish.is_none(), is_done)
                .unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

/// Reads a decision from a form or an address; `None` if it is none.
pub fn read_wish(field: impl Fn(&str) -> Option<String>) -> Option<NewPolicy> {
    let keeping = field("keeping")?;
    let after = match field("after").unwrap_or_default().as_str() {
        "days" => After::from_code(field("days")?.trim()),
        code => After::from_code(code).filter(|after| !matches!(after, After::Days(_))),
    };
    let policy = match keeping.as_str() {
        "inherit" => None,
        keeping => Some(Policy { keeping: Keeping::from_name(keeping)?, after: after? }),
    };
    let days = field("in")?.trim().parse().ok().filter(|days| REFLECTION_DAYS.contains(days))?;
    Some(NewPolicy { whose: field("whose")?, policy, days, asks: field("ask").is_some() })
}

async fn load(
    visit: &Visit,
    whose: &str,
    wish: Option<NewPolicy>,
) -> Result<(HistoryPolicies, Option<PolicyPreview>), PageError> {
    let session = visit.session()?;
    let policies = visit.services.history_policies(session, whose, &visit.origin).await?;
    let preview = match wish {
        Some(wish) => Some(visit.services.preview_history_policy(session, wish, &visit.origin).await?),
        None => None,
    };
    Ok((policies, preview))
}

fn page(
    visit: &Visit,
    policies: &HistoryPolicies,
    preview: Option<PolicyPreview>,
    whose: &str,
    is_wrong: bool,
    is_done: bool,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let wish = preview.as_ref().map(|preview| preview.wish.clone());
    let decided = if policies.decided.is_empty() {
        view! { <p>{texts.say(key::HISTORY_STAFF_DEFAULT)}</p> }.into_any()
    } else {
        decided(visit, &format, policies)?.into_any()
    };
    Ok(view! {
        <Title text=texts.say(key::HISTORY_STAFF_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::HISTORY_STAFF_TITLE)}</h1>
                <p class="lead">{texts.say(key::HISTORY_STAFF_LEAD)}</p>
            </header>
            <FormProblem />
            {is_wrong.then(|| view! { <Problem id="problem" text=texts.say(key::PROBLEM_HISTORY_DAYS) /> })}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::HISTORY_STAFF_DONE)}</p></div>
            })}
            {preview.map(|preview| preview::what_it_would_do(visit, &format, &preview))}
            <section>
                <h2 id="decided-title">{texts.say(key::HISTORY_STAFF_NOW)}</h2>
                {decided}
            </section>
            {form::form(visit, whose, wish.as_ref())?}
            {runs(texts, &format, policies)}
        </div>
    }
    .into_any())
}

/// A policy in a line, for staff.
fn words(texts: Texts, policy: Option<Policy>) -> String {
    let Some(policy) = policy else { return texts.say(key::HISTORY_STAFF_INHERIT).to_owned() };
    let keeping =
        Key::find(&format!("history-staff-keeping-{}", policy.keeping.name())).map_or("", |key| texts.say(key));
    let after = match policy.after {
        After::AtOnce => texts.say(key::HISTORY_STAFF_AFTER_AT_ONCE).to_owned(),
        After::Never => texts.say(key::HISTORY_STAFF_AFTER_NEVER).to_owned(),
        After::Days(days) => {
            texts.fill(key::HISTORY_STAFF_AFTER_DAYS, &[("count", i64::from(days.get()).into())]).to_string()
        }
    };
    format!("{keeping} ({after})")
}

fn decided(visit: &Visit, format: &Format, policies: &HistoryPolicies) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let categories = &visit.profile()?.names.categories;
    // Of each level what holds, and what will.
    let is_current = |at: usize, decision: &Decided| {
        !policies.decided.iter().skip(at + 1).any(|later| {
            (&later.level, &later.patron_category) == (&decision.level, &decision.patron_category)
                && later.takes_effect_at <= policies.now.0
        })
    };
    let rows = policies
        .decided
        .iter()
        .enumerate()
        .filter(|(at, decision)| is_current(*at, decision))
        .map(|(_, decision)| {
            let whose = match (&decision.patron_category, decision.patron_id) {
                (Some(code), _) => categories.get(code).unwrap_or(code).clone(),
                (None, Some(_)) => texts.say(key::HISTORY_STAFF_THIS_ONE).to_owned(),
                (None, None) => texts.say(key::HISTORY_STAFF_EVERYBODY).to_owned(),
            };
            let date = format.day_of(Timestamp(decision.takes_effect_at));
            let holds = if decision.takes_effect_at <= policies.now.0 {
                key::HISTORY_STAFF_SINCE
            } else {
                key::HISTORY_STAFF_FROM
            };
            view! {
                <tr>
                    <th scope="row">{whose}</th>
                    <td>{words(texts, decision.policy())}</td>
                    <td>{texts.fill(holds, &[("date", date.into())]).to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    Ok(view! {
        <div class="ledger" tabindex="0" role="region" aria-label=texts.say(key::HISTORY_STAFF_NOW)>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.say(key::HISTORY_STAFF_WHOSE)}</th>
                        <th scope="col">{texts.say(key::HISTORY_STAFF_POLICY)}</th>
                        <th scope="col">{texts.say(key::HISTORY_STAFF_EFFECT)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn runs(texts: Texts, format: &Format, policies: &HistoryPolicies) -> impl IntoView + use<> {
    let rows = policies
        .runs
        .iter()
        .map(|run| {
            let state = Key::find(&format!("history-staff-run-state-{}", run.state)).map_or("", |key| texts.say(key));
            view! {
                <tr>
                    <th scope="row">{format.time(Timestamp(run.requested_at))}</th>
                    <td class="number">{format.count(run.patrons_done)}</td>
                    <td class="number">{format.count(run.rows_done)}</td>
                    <td>{state}</td>
                </tr>
            }
        })
        .collect_view();
    let none = policies.runs.is_empty().then(|| view! { <p>{texts.say(key::HISTORY_STAFF_NO_RUNS)}</p> });
    let table = (!policies.runs.is_empty()).then(|| {
        view! {
            <div class="ledger" tabindex="0" role="region" aria-label=texts.say(key::HISTORY_STAFF_RUNS)>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{texts.say(key::HISTORY_STAFF_RUN_DAY)}</th>
                            <th scope="col">{texts.say(key::HISTORY_STAFF_RUN_PATRONS)}</th>
                            <th scope="col">{texts.say(key::HISTORY_ENTRIES)}</th>
                            <th scope="col">{texts.say(key::HISTORY_STAFF_RUN_STATE)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section>
            <h2 id="runs-title">{texts.say(key::HISTORY_STAFF_RUNS)}</h2>
            {none}
            {table}
        </section>
    }
}

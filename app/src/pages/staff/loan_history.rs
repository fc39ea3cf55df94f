//! How long loan histories are kept: what is decided, what a decision would do, and the daily runs.

use carrel_domain::{
    Timestamp,
    consent::Asking,
    loan_history::{After, Keeping, Policy},
};
use carrel_services::loan_history::{Concerned, Decided, HistoryPolicies, NewPolicy, PolicyPreview, REFLECTION_DAYS};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::retention::statistics::small_warning;
use crate::{
    components::problem::{FormProblem, Problem},
    visit::{PageError, Visit},
};

/// Days until a decision takes effect, unless somebody says otherwise.
const USUAL_DAYS: u16 = 30;

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
        let loaded = load(&visit, wish.clone().filter(|_| is_asked)).await;
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

async fn load(visit: &Visit, wish: Option<NewPolicy>) -> Result<(HistoryPolicies, Option<PolicyPreview>), PageError> {
    let session = visit.session()?;
    let policies = visit.services.history_policies(session, &visit.origin).await?;
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
            {preview.map(|preview| what_it_would_do(visit, &format, &preview))}
            <section>
                <h2 id="decided-title">{texts.say(key::HISTORY_STAFF_NOW)}</h2>
                {decided}
            </section>
            {form(visit, whose, wish.as_ref())?}
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
            let whose = decision.patron_category.as_ref().map_or_else(
                || texts.say(key::HISTORY_STAFF_EVERYBODY).to_owned(),
                |code| categories.get(code).unwrap_or(code).clone(),
            );
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

fn what_it_would_do(visit: &Visit, format: &Format, preview: &PolicyPreview) -> impl IntoView + use<> {
    let texts = visit.texts();
    let wish = &preview.wish;
    let found = preview.concerned;
    let number = || [("count", found.patrons.into()), ("shown", format.count(found.patrons).into())];
    let date = format.day_of(preview.takes_effect_at);
    let people = match &preview.name {
        Some(name) => texts.fill(key::HISTORY_STAFF_PREVIEW_NAME, &[("name", name.clone().into())]).to_string(),
        None => texts.fill(key::HISTORY_STAFF_PREVIEW_PATRONS, &number()).to_string(),
    };
    let does = match wish.policy {
        None => texts.fill(key::HISTORY_STAFF_PREVIEW_INHERIT, &[("date", date.into())]).to_string(),
        Some(Policy { after: After::Never, .. }) => {
            texts.fill(key::HISTORY_STAFF_PREVIEW_NEVER, &[("date", date.into())]).to_string()
        }
        Some(_) => {
            let key =
                if preview.goes_by_itself { key::HISTORY_STAFF_PREVIEW_GOES } else { key::HISTORY_STAFF_PREVIEW_STAYS };
            let concerned = format.count(found.with_rows);
            let rows = format.count(found.rows);
            texts
                .fill(key, &[("concerned", concerned.into()), ("shown", rows.into()), ("date", date.into())])
                .to_string()
        }
    };
    let (after, days) = match wish.policy.map(|policy| policy.after) {
        Some(After::Days(days)) => (String::from("days"), days.to_string()),
        Some(after) => (after.code(), String::new()),
        None => (String::new(), String::new()),
    };
    let hidden = [
        ("whose", wish.whose.clone()),
        ("keeping", wish.policy.map_or_else(|| String::from("inherit"), |policy| policy.keeping.name().to_owned())),
        ("after", after),
        ("days", days),
        ("in", wish.days.to_string()),
    ]
    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
    .collect_view();
    view! {
        <section class="notice decision" aria-labelledby="would-title">
            <h2 id="would-title">{texts.say(key::HISTORY_STAFF_PREVIEW_TITLE)}</h2>
            <p>{words(texts, wish.policy)}</p>
            <p>{people}" "{does}</p>
            {preview.asking.map(|_| consents(texts, format, &found))}
            {preview.small.map(|small| small_warning(visit, format, &small))}
            <form class="stack" method="post" action=visit.href("/staff/loan-history")>
                {hidden}
                {preview.asking.and_then(|asking| ask(texts, asking, preview.may_ask))}
                <button class="button" type="submit">{texts.fill(key::HISTORY_STAFF_CONFIRM, &number()).to_string()}</button>
            </form>
        </section>
    }
}

/// Who agreed to be kept longer, and who has not answered.
fn consents(texts: Texts, format: &Format, found: &Concerned) -> impl IntoView + use<> {
    let keeping = [
        ("keeping", found.keeping.into()),
        ("shown", format.count(found.keeping).into()),
        ("kept", format.count(found.kept_rows).into()),
        ("goes", format.count(found.rows - found.kept_rows).into()),
    ];
    let keeping = texts.fill(key::HISTORY_STAFF_PREVIEW_KEEPING, &keeping).to_string();
    let silent = [("count", found.silent.into()), ("shown", format.count(found.silent).into())];
    let silent = texts.fill(key::HISTORY_STAFF_PREVIEW_SILENT, &silent).to_string();
    view! {
        <p>{keeping}</p>
        <p>{silent}</p>
    }
}

/// Whether those whose consent is needed are asked: with the decision, or set elsewhere already.
fn ask(texts: Texts, asking: Asking, may_ask: bool) -> Option<AnyView> {
    if asking.asks() {
        return Some(view! { <p>{texts.say(key::HISTORY_STAFF_ASKED)}</p> }.into_any());
    }
    may_ask.then(|| {
        view! {
            <div class="choice">
                <input type="checkbox" id="ask" name="ask" value="1" checked=true aria-describedby="ask-hint" />
                <label for="ask">{texts.say(key::HISTORY_STAFF_ASK)}</label>
            </div>
            <p class="hint" id="ask-hint">{texts.say(key::HISTORY_STAFF_ASK_HINT)}</p>
        }
        .into_any()
    })
}

/// A new decision; after a preview with what was looked at.
fn form(visit: &Visit, whose: &str, wish: Option<&NewPolicy>) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let policy = wish.and_then(|wish| wish.policy);
    let inherits = wish.is_some_and(|wish| wish.policy.is_none());
    let after = policy.map(|policy| policy.after);
    let days = match after {
        Some(After::Days(days)) => days.to_string(),
        _ => String::from("30"),
    };
    let takes = wish.map_or(USUAL_DAYS, |wish| wish.days);
    let mut categories: Vec<_> = visit.profile()?.names.categories.iter().collect();
    categories.sort_by(|one, other| one.1.cmp(other.1));
    let mut options = vec![(String::from("organization"), texts.say(key::HISTORY_STAFF_EVERYBODY).to_owned())];
    options.extend(categories.into_iter().map(|(code, name)| (format!("category:{code}"), name.clone())));
    if whose.starts_with("patron:") {
        options.push((whose.to_owned(), texts.say(key::HISTORY_STAFF_ONE).to_owned()));
    }
    let options = options
        .into_iter()
        .map(|(value, name)| {
            let selected = value == whose;
            view! { <option value=value selected=selected>{name}</option> }
        })
        .collect_view();
    let keepings = Keeping::ALL
        .map(|keeping| {
            let name = Key::find(&format!("history-staff-keeping-{}", keeping.name())).map_or("", |key| texts.say(key));
            let selected = policy.is_some_and(|policy| policy.keeping == keeping);
            view! { <option value=keeping.name() selected=selected>{name}</option> }
        })
        .collect_view();
    Ok(view! {
        <form class="settings" method="get" action=visit.href("/staff/loan-history")>
            <h2>{texts.say(key::HISTORY_STAFF_FORM_TITLE)}</h2>
            <div class="field">
                <label for="whose">{texts.say(key::HISTORY_STAFF_WHOSE)}</label>
                <select id="whose" name="whose">{options}</select>
            </div>
            <div class="field">
                <label for="keeping">{texts.say(key::HISTORY_STAFF_POLICY)}</label>
                <select id="keeping" name="keeping">
                    {keepings}
                    <option value="inherit" selected=inherits>{texts.say(key::HISTORY_STAFF_INHERIT)}</option>
                </select>
            </div>
            <div class="field">
                <label for="after">{texts.say(key::HISTORY_STAFF_AFTER)}</label>
                <select id="after" name="after">
                    <option value="days">{texts.say(key::HISTORY_STAFF_AFTER_DAYS_CHOICE)}</option>
                    <option value="at-once" selected=after == Some(After::AtOnce)>{texts.say(key::HISTORY_STAFF_AFTER_AT_ONCE)}</option>
                    <option value="never" selected=after == Some(After::Never)>{texts.say(key::HISTORY_STAFF_AFTER_NEVER)}</option>
                </select>
            </div>
            <div class="field">
                <label for="days">{texts.say(key::HISTORY_STAFF_DAYS)}</label>
                <input id="days" name="days" type="number" min="1" max="65535" value=days />
            </div>
            <div class="field">
                <label for="in">{texts.say(key::HISTORY_STAFF_IN)}</label>
                <input
                    id="in"
                    name="in"
                    type="number"
                    min=REFLECTION_DAYS.start().to_string()
                    max=REFLECTION_DAYS.end().to_string()
                    value=takes.to_string()
                    aria-describedby="in-hint"
                    required
                />
                <p class="hint" id="in-hint">{texts.say(key::HISTORY_STAFF_IN_HINT)}</p>
            </div>
            <p><button class="button" type="submit">{texts.say(key::HISTORY_STAFF_PREVIEW_BUTTON)}</button></p>
        </form>
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

//! My loan history: what is kept and until when, month by month, choosing, and what anonymizing would do.

use carrel_domain::loan_history::{After, Keeping, Policy};
use carrel_services::loan_history::{OwnHistory, Wish, YearPreview};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;

use super::history_chart::Chart;
use crate::{
    components::{consent_parts::ConsentWords, problem::FormProblem},
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn LoanHistoryPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(history) => page(&visit, &history).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<OwnHistory, PageError> {
    Ok(visit.services.own_history(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, history: &OwnHistory) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let shown = format.count(history.total.into());
    let total = texts.fill(key::HISTORY_TOTAL, &[("count", i64::from(history.total).into()), ("shown", shown.into())]);
    let coming = history.coming.map(|(policy, from)| {
        let date = [("date", format.day_of(from).into())];
        // What holds already, and does nothing yet.
        if policy == history.policy {
            return view! { <p class="notice">{texts.fill(key::HISTORY_SPARED, &date).to_string()}</p> }.into_any();
        }
        let from = texts.fill(key::HISTORY_COMING, &date);
        view! { <p class="notice">{from}" "{rule(texts, policy)}</p> }.into_any()
    });
    let held = history.hold.map(|hold| {
        let reason = carrel_domain::loan_history::KeepReason::Held(hold).name();
        view! { <p class="notice">{said(texts, &format!("history-held-{reason}"))}</p> }
    });
    let anonymize = if history.goes() > 0 {
        let href = visit.href("/loan-history/anonymize");
        view! { <p><a class="button" href=href>{texts.say(key::HISTORY_ANONYMIZE_LINK)}</a></p> }.into_any()
    } else {
        view! { <p>{texts.say(key::HISTORY_NOTHING)}</p> }.into_any()
    };
    let job = history.job.as_ref().map(|job| {
        let asked = format.time(carrel_domain::Timestamp(job.requested_at));
        let asked = texts.fill(key::HISTORY_JOB_LAST, &[("date", asked.into())]);
        let href = visit.href(&format!("/loan-history/jobs/{}", job.public_id));
        view! { <p>{asked}" "<a href=href>{texts.say(key::HISTORY_JOB_LINK)}</a></p> }
    });
    Ok(view! {
        <Title text=texts.say(key::HISTORY_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/choices")>{texts.say(key::CHOICES_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::HISTORY_TITLE)}</h1>
                <p class="lead">{texts.say(key::HISTORY_LEAD)}</p>
            </header>
            <FormProblem />
            <section class="block" aria-labelledby="rule-title">
                <h2 id="rule-title">{texts.say(key::HISTORY_RULE_TITLE)}</h2>
                <p>{rule(texts, history.policy)}</p>
                <p class="fine">{said(texts, &format!("history-because-{}", history.level.name()))}</p>
                {coming}
                {held}
            </section>
            {choices(visit, &format, history)}
            <section class="block" aria-labelledby="chart-title">
                <h2 id="chart-title">{texts.say(key::HISTORY_CHART_TITLE)}</h2>
                <p>{total}</p>
                <Chart months=history.months.clone() />
            </section>
            <section class="block">
                <h2 id="preview-title">{texts.say(key::HISTORY_PREVIEW_TITLE)}</h2>
                {preview(texts, &format, &history.years)}
                {anonymize}
                {job}
            </section>
        </div>
    }
    .into_any())
}

/// A policy in words, for a patron.
fn rule(texts: Texts, policy: Policy) -> String {
    let (kind, count) = match policy.after {
        After::AtOnce => ("at-once", 0),
        After::Days(days) => ("days", i64::from(days.get())),
        After::Never => ("never", 0),
    };
    let id = format!("history-rule-{}-{kind}", policy.keeping.name());
    Key::find(&id).map_or_else(String::new, |key| texts.fill(key, &[("count", count.into())]).to_string())
}

fn said(texts: Texts, id: &str) -> &'static str {
    Key::find(id).map_or("", |key| texts.say(key))
}

/// The choice that the policy leaves, and the one that the coming one will.
fn choices(visit: &Visit, format: &Format, history: &OwnHistory) -> Vec<AnyView> {
    let policies = [Some(history.policy), history.coming.map(|(policy, _)| policy)];
    let mut wishes: Vec<Wish> = policies
        .into_iter()
        .flatten()
        .filter_map(|policy| match policy.keeping {
            Keeping::WithConsent => Some(Wish::Keep),
            Keeping::UntilSwitched => Some(Wish::Rolling),
            Keeping::UntilAsked => None,
        })
        .collect();
    wishes.dedup();
    wishes.into_iter().map(|wish| choice(visit, format, history, wish).into_any()).collect()
}

fn choice(visit: &Visit, format: &Format, history: &OwnHistory, wish: Wish) -> impl IntoView + use<> {
    let texts = visit.texts();
    let is_on = match wish {
        Wish::Keep => history.choice.consents_to_keeping,
        Wish::Rolling => history.choice.wants_rolling,
    };
    let name = wish.name();
    let state = said(texts, &format!("history-choice-{name}-{}", if is_on { "on" } else { "off" }));
    let button = said(texts, &format!("history-choice-{name}-turn-{}", if is_on { "off" } else { "on" }));
    // What is agreed to is read first.
    let consent = history.consent.clone().filter(|_| wish == Wish::Keep && !is_on);
    let version = consent.as_ref().and_then(|purpose| purpose.valid(visit.services.clock().now()));
    let version = version.map(|version| version.number.to_string());
    let id = format!("choice-{name}-title");
    let labelled_by = id.clone();
    let since = history
        .chosen_at
        .map(|at| texts.fill(key::HISTORY_CHOICE_SINCE, &[("date", format.time(at).into())]).to_string());
    view! {
        <section class="block" aria-labelledby=labelled_by>
            <h2 id=id>{texts.say(key::HISTORY_CHOICE_TITLE)}</h2>
            <p>{state}" "{since}</p>
            {consent.map(|purpose| view! { <ConsentWords purpose=purpose /> })}
            <form method="post" action=visit.href("/loan-history/choice")>
                <input type="hidden" name="wish" value=name />
                <input type="hidden" name="is_on" value=if is_on { "off" } else { "on" } />
                {version.map(|version| view! { <input type="hidden" name="version" value=version /> })}
                <button class="button-quiet" type="submit">{button}</button>
            </form>
            <p class="fine">{texts.say(key::HISTORY_CHOICE_WITHIN)}</p>
            {visit.services.is_beside_library_system().then(|| view! {
                <p class="fine">{texts.say(key::HISTORY_CHOICE_ELSEWHERE)}</p>
            })}
        </section>
    }
}

/// What anonymizing would do, year by year.
pub(super) fn preview(texts: Texts, format: &Format, years: &[YearPreview]) -> impl IntoView + use<> {
    let rows = years
        .iter()
        .map(|year| {
            let name = year.year.map_or_else(|| texts.say(key::HISTORY_YEAR_NONE).to_owned(), |year| year.to_string());
            let stays: Vec<String> = year
                .stays
                .iter()
                .filter_map(|(reason, count)| {
                    let key = Key::find(&format!("history-keep-{}", reason.name()))?;
                    let count = i64::from(*count);
                    Some(texts.fill(key, &[("count", count.into()), ("shown", format.count(count).into())]).to_string())
                })
                .collect();
            let stays =
                if stays.is_empty() { texts.say(key::HISTORY_STAYS_NOTHING).to_owned() } else { stays.join("; ") };
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td class="number">{format.count(year.goes.into())}</td>
                    <td>{stays}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="ledger" tabindex="0" role="region" aria-label=texts.say(key::HISTORY_PREVIEW_TITLE)>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.say(key::HISTORY_YEAR)}</th>
                        <th scope="col">{texts.say(key::HISTORY_GOES)}</th>
                        <th scope="col">{texts.say(key::HISTORY_STAYS)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

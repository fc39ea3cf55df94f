//! The rules about one subject: changing them, looking at what they would do, and running them.

use carrel_domain::{
    Date,
    retention::{FOREVER, Keep, Rule, Stage, Stop, Subject, Unit},
};
use carrel_services::retention::{Preview, PreviewLine, RulesView, Sample};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{statistics::small_warning, words};
use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// What stands in the address for everything together.
const ALL: &str = "all";

struct Found {
    subject: Option<Subject>,
    rules: RulesView,
    preview: Preview,
}

/// One subject's rules, or everything's preview.
#[component]
pub fn RetentionRulePage() -> impl IntoView {
    let visit = Visit::current();
    let name = use_params_map().get_untracked().get_str("subject").unwrap_or_default().to_owned();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit, &name).await {
            Ok(found) => page(&visit, &name, &found, done.as_deref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, name: &str) -> Result<Found, PageError> {
    let subject = match (name, Subject::from_name(name)) {
        (ALL, _) => None,
        (_, Some(subject)) => Some(subject),
        (_, None) => return Err(carrel_services::ServiceError::NotFound.into()),
    };
    let (session, profile) = (visit.session()?, visit.profile()?);
    let rules = visit.services.view_retention(session, profile, &visit.origin).await?;
    let preview = visit.services.preview_retention(session, profile, subject, &visit.origin).await?;
    Ok(Found { subject, rules, preview })
}

fn page(visit: &Visit, name: &str, found: &Found, done: Option<&str>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let title = match found.subject {
        Some(subject) => words::subject(texts, subject),
        None => texts.say(key::RETENTION_PREVIEW_ALL),
    };
    let here = format!("/staff/retention/rules/{name}");
    let has_others = |subject: Subject| found.rules.rules.about(subject).count() > 1;
    let mut lines = Vec::new();
    for line in &found.preview.lines {
        lines.push(preview_line(visit, &format, line, found.subject.is_none(), has_others(line.rule.subject()))?);
    }
    let forms = match found.subject {
        Some(subject) => Some(rule_forms(visit, &here, subject, found)?),
        None => None,
    };
    let stages = due_stages(texts, &format, &found.preview.stages);
    let goes_on = !found.preview.stages.is_empty();
    let is_run = found.subject.is_none_or(Subject::is_run);
    let acts = found.preview.acts();
    // A run about people also takes those on who are on their way.
    let can_run = is_run && (acts > 0 || found.subject.is_none_or(|subject| subject == Subject::Patrons));
    let is_fees = matches!(found.subject, Some(Subject::PrivateFees | Subject::PublicFees));
    let schedules = found.subject.is_none() && !found.rules.settings.is_scheduled;
    Ok(view! {
        <Title text=texts.say(key::RETENTION_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/retention")>{texts.say(key::RETENTION_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{title}</h1></header>
            <FormProblem />
            {done.map(|done| view! { <p class="notice" role="status">{words::saved(texts, done)}</p> })}
            {is_run.then(|| view! {
                <section class="panel-sheet" aria-labelledby="preview-title">
                    <h2 id="preview-title">{texts.say(key::RETENTION_PREVIEW_TITLE)}</h2>
                    <p>{texts.say(key::RETENTION_PREVIEW_LEAD)}</p>
                    {is_fees.then(|| view! { <p class="hint">{texts.say(key::RETENTION_FEES_HINT)}</p> })}
                    {lines}
                    {stages}
                </section>
            })}
            {can_run.then(|| run_form(visit, &format, &here, found.subject.filter(|_| !goes_on), acts))}
            {schedules.then(|| switch_on(visit, &format, found, acts))}
            {forms}
        </div>
    }
    .into_any())
}

/// Who is taken on by the run, because it began for them before.
fn due_stages(texts: Texts, format: &Format, stages: &[(Stage, i64)]) -> Option<impl IntoView + use<>> {
    let lines = stages
        .iter()
        .filter_map(|(stage, count)| {
            let key = Key::find(&format!("retention-due-{}", stage.name()))?;
            let text = texts.fill(key, &[("count", (*count).into()), ("shown", format.count(*count).into())]);
            Some(view! { <li><strong>{text.to_string()}</strong></li> })
        })
        .collect_view();
    (!stages.is_empty()).then(|| {
        view! {
            <h3>{texts.say(key::RETENTION_DUE_TITLE)}</h3>
            <ul>{lines}</ul>
        }
    })
}

fn preview_line(
    visit: &Visit,
    format: &Format,
    line: &PreviewLine,
    names_subject: bool,
    has_others: bool,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let whom = words::whom(texts, visit.profile()?, line.rule.patron_category(), has_others);
    let head = if names_subject { format!("{}: {whom}", words::subject(texts, line.rule.subject())) } else { whom };
    let acts = line.acts();
    let count =
        texts.fill(key::RETENTION_PREVIEW_ACTS, &[("count", acts.into()), ("shown", format.count(acts).into())]);
    let oldest = line.tallies.iter().filter(|tallied| tallied.stop.is_none()).find_map(|tallied| tallied.oldest);
    let oldest = oldest.map(|day| texts.fill(key::RETENTION_PREVIEW_OLDEST, &[("date", format.date(day).into())]));
    let kept = line
        .tallies
        .iter()
        .filter_map(|tallied| Some((tallied.stop?, tallied.count)))
        .map(|(stop, count)| {
            let reason = words::say(texts, &format!("retention-stop-{}", stop.name()));
            let count = ("count", format.count(count).into());
            let text = match stop {
                // It is not due either.
                Stop::NoDate => texts.fill(key::RETENTION_PREVIEW_UNDATED, &[count]),
                _ => texts.fill(key::RETENTION_PREVIEW_KEPT, &[count, ("reason", reason.into())]),
            };
            view! { <li>{text}</li> }
        })
        .collect_view();
    let samples = line.samples.iter().map(|sample| sample_line(visit, format, sample)).collect_view();
    let has_samples = !line.samples.is_empty();
    Ok(view! {
        <h3 dir="auto">{head}</h3>
        <p>{words::keep(texts, &line.rule)}</p>
        <p><strong>{count}</strong>" "{oldest}</p>
        <ul>{kept}</ul>
        {line.small.map(|small| small_warning(visit, format, &small))}
        {has_samples.then(|| view! {
            <details>
                <summary>{texts.say(key::RETENTION_PREVIEW_SAMPLE)}</summary>
                <ul>{samples}</ul>
            </details>
        })}
    }
    .into_any())
}

/// Whose it is can be seen on their page; here initials and the card's end are enough.
fn sample_line(visit: &Visit, format: &Format, sample: &Sample) -> impl IntoView + use<> {
    let initial = |name: &Option<String>| {
        name.as_deref().and_then(|name| name.chars().next()).map(|letter| format!("{letter}.")).unwrap_or_default()
    };
    let card: String = sample.cardnumber.as_deref().unwrap_or_default().chars().rev().take(4).collect();
    let card: String = card.chars().rev().collect();
    let name = format!("{} {} …{card}", initial(&sample.firstname), initial(&sample.surname));
    let since = Date::parse(sample.since.get(..10).unwrap_or_default()).map(|day| format.date(day)).unwrap_or_default();
    let since = visit.texts().fill(key::RETENTION_PREVIEW_SAMPLE_SINCE, &[("date", since.into())]);
    let href = visit.href(&format!("/staff/patrons/{}", sample.patron));
    view! { <li><a href=href dir="auto">{name}</a>", "{since}</li> }
}

fn run_form(visit: &Visit, format: &Format, here: &str, subject: Option<Subject>, acts: i64) -> impl IntoView + use<> {
    let texts = visit.texts();
    let confirm = texts.fill(key::RETENTION_RUN_CONFIRM, &[("count", format.count(acts).into())]);
    let button = texts.fill(key::RETENTION_RUN_BUTTON, &[("count", format.count(acts).into())]);
    let is_people = subject == Some(Subject::Patrons);
    view! {
        <form class="panel-sheet" method="post" action=visit.href(&format!("{here}/run"))>
            <h2>{texts.say(key::RETENTION_RUN_TITLE)}</h2>
            {is_people.then(|| view! { <p>{texts.say(key::RETENTION_PEOPLE_BEGIN)}</p> })}
            <input type="hidden" name="shown" value=acts.to_string() />
            <div class="choice">
                <input type="checkbox" id="confirmed" name="confirmed" value="1" required=true />
                <label for="confirmed">{confirm}</label>
            </div>
            <button class="button" type="submit">{button}</button>
            <p class="fine">{texts.say(key::RETENTION_RUN_FINE)}</p>
        </form>
    }
}

/// Every day, beginning with what was just looked at.
fn switch_on(visit: &Visit, format: &Format, found: &Found, acts: i64) -> impl IntoView + use<> {
    let texts = visit.texts();
    let settings = &found.rules.settings;
    let count = || format.count(acts);
    let first = texts.fill(key::RETENTION_SCHEDULE_FIRST, &[("count", count().into())]);
    let shown = texts.fill(key::RETENTION_SCHEDULE_SHOWN, &[("count", count().into())]);
    let hidden = [
        ("scheduled", String::from("1")),
        ("shown", acts.to_string()),
        ("hour", settings.hour.to_string()),
        ("told", settings.delays.told.to_string()),
        ("locked", settings.delays.locked.to_string()),
        ("anonymized", settings.delays.anonymized.to_string()),
        ("untold", settings.untold.name().to_owned()),
        ("debits", settings.private_debits.join(",")),
    ]
    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
    .collect_view();
    view! {
        <form class="panel-sheet" method="post" action=visit.href("/staff/retention/schedule")>
            <h2>{texts.say(key::RETENTION_SCHEDULE_CHECK)}</h2>
            <p>{first}</p>
            {hidden}
            <div class="choice">
                <input type="checkbox" id="looked" name="looked" value="1" required=true />
                <label for="looked">{shown}</label>
            </div>
            <button class="button" type="submit">{texts.say(key::RETENTION_SCHEDULE_CHECK)}</button>
        </form>
    }
}

fn rule_forms(visit: &Visit, here: &str, subject: Subject, found: &Found) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let profile = visit.profile()?;
    let rules: Vec<&Rule> = found.rules.rules.about(subject).collect();
    let mut forms = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let whom = words::whom(texts, profile, rule.patron_category(), rules.len() > 1);
        forms.push(rule_form(visit, here, subject, Some(rule), &whom, at));
    }
    let mut categories: Vec<(&String, &String)> = profile.names.categories.iter().collect();
    categories.retain(|(code, _)| !rules.iter().any(|rule| rule.patron_category() == Some(code.as_str())));
    categories.sort_by_key(|(_, name)| name.to_lowercase());
    let options = categories
        .iter()
        .map(|(code, name)| view! { <option value=(*code).clone()>{(*name).clone()}</option> })
        .collect_view();
    let add = (!categories.is_empty()).then(|| {
        view! {
            <form class="panel-sheet" method="post" action=visit.href(here)>
                <h2>{texts.say(key::RETENTION_RULE_ADD)}</h2>
                <div class="field">
                    <label for="category">{texts.say(key::RETENTION_RULE_CATEGORY)}</label>
                    <select id="category" name="category">{options}</select>
                </div>
                {fields(visit, subject, None, rules.len())}
                <button class="button-quiet" type="submit">{texts.say(key::RETENTION_RULE_SAVE)}</button>
            </form>
        }
    });
    Ok(view! { {forms} {add} <p class="fine">{texts.say(key::RETENTION_RULE_FINE)}</p> }.into_any())
}

fn rule_form(visit: &Visit, here: &str, subject: Subject, rule: Option<&Rule>, whom: &str, at: usize) -> AnyView {
    let texts = visit.texts();
    let title = texts.fill(key::RETENTION_RULE_TITLE, &[("whom", whom.into())]);
    let category = rule.and_then(Rule::patron_category).unwrap_or_default().to_owned();
    let remove = (!category.is_empty()).then(|| {
        view! {
            <form method="post" action=visit.href(&format!("{here}/remove"))>
                <input type="hidden" name="category" value=category.clone() />
                <button class="button-quiet" type="submit">{texts.say(key::RETENTION_RULE_REMOVE)}</button>
            </form>
        }
    });
    view! {
        <section class="panel-sheet">
            <h2 dir="auto">{title}</h2>
            <form method="post" action=visit.href(here)>
                <input type="hidden" name="category" value=category.clone() />
                {fields(visit, subject, rule, at)}
                <button class="button" type="submit">{texts.say(key::RETENTION_RULE_SAVE)}</button>
            </form>
            {remove}
        </section>
    }
    .into_any()
}

/// Unit, number and action, with ids of their own in each form.
fn fields(visit: &Visit, subject: Subject, rule: Option<&Rule>, at: usize) -> impl IntoView + use<> {
    let texts = visit.texts();
    let keep = rule.map_or(Keep::years(3), Rule::keep);
    let (unit, number) = keep.stored();
    let units = std::iter::once(FOREVER)
        .chain(Unit::ALL.iter().map(|unit| unit.name()))
        .map(|name| {
            let label = words::say(texts, &format!("retention-unit-{name}"));
            view! { <option value=name selected=name == unit>{label}</option> }
        })
        .collect_view();
    let chosen = rule.map(Rule::action);
    let actions = subject
        .actions()
        .iter()
        .map(|action| {
            let label = words::say(texts, &format!("retention-then-{}", action.name()));
            view! { <option value=action.name() selected=chosen == Some(*action)>{label}</option> }
        })
        .collect_view();
    let id = |name: &str| format!("{name}-{at}");
    view! {
        <div class="field">
            <label for=id("unit")>{texts.say(key::RETENTION_RULE_UNIT)}</label>
            <select id=id("unit") name="unit">{units}</select>
        </div>
        <div class="field">
            <label for=id("number")>{texts.say(key::RETENTION_RULE_NUMBER)}</label>
            <p class="hint" id=id("number-hint")>{texts.say(key::RETENTION_RULE_NUMBER_HINT)}</p>
            <input
                class="short"
                type="number"
                id=id("number")
                name="number"
                min="0"
                max="999"
                value=number.map(|number| number.to_string()).unwrap_or_default()
                aria-describedby=id("number-hint")
            />
        </div>
        <div class="field">
            <label for=id("action")>{texts.say(key::RETENTION_RULE_ACTION)}</label>
            <select id=id("action") name="action">{actions}</select>
        </div>
    }
}

//! The patron's home: what does the library know about me?

use carrel_domain::{Category, Value};
use carrel_services::{
    consents::Asked,
    email::EmailPrompt,
    guardians::Told,
    my_data::{Overview, Summary},
};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{email::EmailQuestion, remote::remote_group};
use crate::{
    components::{consent_parts::ConsentQuestion, guardian_parts::guardian_notice, library_system},
    visit::{PageError, Visit},
};

/// Categories as they stand together on the page.
const GROUPS: [(Key, &[Category]); 4] = [
    (key::GROUP_YOU, &[Category::Identity, Category::Contact, Category::Guardians, Category::Attributes]),
    (
        key::GROUP_LOANS,
        &[
            Category::Checkouts,
            Category::CheckoutHistory,
            Category::Holds,
            Category::HoldHistory,
            Category::InterlibraryLoans,
            Category::Suggestions,
        ],
    ),
    (key::GROUP_MESSAGES, &[Category::Fees, Category::Notices, Category::Messages, Category::Restrictions]),
    (key::GROUP_CHOICES, &[Category::Consents, Category::Preferences, Category::Log]),
];

/// The home page.
#[component]
pub fn MyDataPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok((overview, told, prompts)) => {
                page(&visit, &overview, told.as_deref(), prompts).unwrap_or_else(PageError::page)
            }
            Err(error) => error.page(),
        }
    })
}

/// What the library would like to know.
struct Prompts {
    email: Option<EmailPrompt>,
    consents: Asked,
}

async fn load(visit: &Visit) -> Result<(Overview, Option<Vec<Told>>, Prompts), PageError> {
    let session = visit.session()?;
    let overview = visit.services.overview(session, visit.counts.as_ref(), visit.profile()?, &visit.origin).await?;
    let prompts = Prompts {
        email: visit.services.email_prompt(session).await?,
        consents: visit.services.asked_gently(session).await?,
    };
    // Most are nobody's ward or guardian: for them nothing is asked.
    let concerns = |summary: &Summary| summary.category == Category::Guardians && summary.count > 0;
    let told = match overview.summaries.iter().any(concerns) {
        true => Some(visit.services.told_of_guardians(session, visit.profile()?).await?),
        false => None,
    };
    Ok((overview, told, prompts))
}

fn page(visit: &Visit, overview: &Overview, told: Option<&[Told]>, prompts: Prompts) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let profile = visit.profile()?;
    let name = visit.session()?.name.clone();
    let total = format.count(overview.total());
    let intro = texts.fill(key::MY_DATA_INTRO, &[("count", overview.total().into()), ("shown", total.into())]);
    let notice = told.map(|told| guardian_notice(visit, told)).transpose()?;
    let groups = GROUPS
        .into_iter()
        .enumerate()
        .map(|(number, (title, categories))| {
            let id = format!("group-{number}");
            let title_id = id.clone();
            let cards = categories
                .iter()
                .filter_map(|category| overview.summaries.iter().find(|summary| summary.category == *category))
                .map(|summary| card(visit, &format, summary, profile.retention(visit.language, summary.category)))
                .collect_view();
            view! {
                <section class="group" aria-labelledby=id>
                    <h2 id=title_id>{texts.say(title)}</h2>
                    <ul class="cards">{cards}</ul>
                </section>
            }
        })
        .collect_view();
    let remote = remote_group(visit, &visit.services.remote_sources());
    let freshness = library_system::freshness(visit, overview.freshness.as_ref())?;
    let sent = library_system::sent(visit, &overview.sent, None);
    Ok(view! {
        <Title text=texts.say(key::MY_DATA_TITLE) />
        <div class="page home">
            <header class="letter letter-sheet">
                <h1>{texts.say(key::MY_DATA_TITLE)}</h1>
                <p class="lead" dir="auto">{texts.fill(key::MY_DATA_GREETING, &[("name", name.into())])}</p>
                <p>{intro}</p>
                <p class="signature">{profile.name.clone()}</p>
                <p class="actions">
                    <a class="button" href=visit.href("/my-data/take-away")>{texts.say(key::TAKE_AWAY_LINK)}</a>
                </p>
            </header>
            <div class="contents">
                {freshness}
                {sent}
                {prompts.email.map(|prompt| view! { <EmailQuestion registered=prompt.registered /> })}
                {(!prompts.consents.items.is_empty()).then(|| view! { <ConsentQuestion asked=prompts.consents /> })}
                {notice}
                {groups}
                {remote}
            </div>
        </div>
    }
    .into_any())
}

/// At a glance the first sentence is enough; the category's page has the rest.
fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |end| &text[..=end])
}

fn card(visit: &Visit, format: &Format, summary: &Summary, retention: &str) -> impl IntoView + use<> {
    let texts = visit.texts();
    let slug = summary.category.slug();
    let is_record = matches!(summary.category, Category::Identity | Category::Contact);
    let count = if is_record {
        texts.say(key::YOUR_RECORD).to_owned()
    } else if summary.count == 0 {
        texts.say(key::NOTHING_HELD).to_owned()
    } else {
        let shown = format.count(summary.count);
        texts.fill(key::ENTRY_COUNT, &[("count", summary.count.into()), ("shown", shown.into())])
    };
    let newest = match &summary.newest {
        Value::Date(date) => Some(format.date(*date)),
        Value::Time(time) => Some(format.day_of(*time)),
        _ => None,
    };
    let dated = if is_record { key::LAST_CHANGED } else { key::NEWEST_ENTRY };
    let newest = newest.map(|date| texts.fill(dated, &[("date", date.into())]));
    view! {
        <li class="card" class:is-empty=summary.count == 0>
            <h3><a href=visit.href(&format!("/my-data/{slug}"))>{texts.category(summary.category)}</a></h3>
            <p class="card-count">{count}</p>
            <div class="card-facts">
                {newest.map(|text| view! { <p class="card-newest">{text}</p> })}
                <p class="card-kept">{texts.say(key::KEPT_FOR)}" "{first_sentence(retention).to_owned()}</p>
            </div>
        </li>
    }
}

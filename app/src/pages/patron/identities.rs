//! Identities elsewhere that open this account: linking what waits, and unlinking.

use carrel_services::openid::{LinkedIdentity, ProviderName};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::problem::FormProblem,
    visit::{PageError, Visit},
};

/// One's own identities.
#[component]
pub fn IdentitiesPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit).await {
            Ok((links, pending)) => page(&visit, links, pending, done.as_deref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<(Vec<LinkedIdentity>, Option<ProviderName>), PageError> {
    let links = visit.services.list_identities(visit.session()?, visit.language).await?;
    let pending = match &visit.browser {
        Some(browser) => visit.services.pending_identity(browser, visit.language).await?,
        None => None,
    };
    Ok((links, pending))
}

fn page(
    visit: &Visit,
    links: Vec<LinkedIdentity>,
    pending: Option<ProviderName>,
    done: Option<&str>,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let message = match done {
        Some("linked") => Some(texts.say(key::IDENTITIES_LINKED)),
        Some("unlinked") => Some(texts.say(key::IDENTITIES_UNLINKED)),
        _ => None,
    };
    let is_empty = links.is_empty();
    let items = links.into_iter().map(|link| item(visit, &format, link)).collect_view();
    Ok(view! {
        <Title text=texts.say(key::IDENTITIES_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::IDENTITIES_TITLE)}</h1>
                <p class="lead">{texts.say(key::IDENTITIES_LEAD)}</p>
            </header>
            <FormProblem />
            {message.map(|text| view! { <div class="notice" role="status"><p>{text}</p></div> })}
            {pending.map(|provider| offer(visit, provider))}
            <section class="block" aria-labelledby="identities-title">
                <h2 id="identities-title">{texts.say(key::IDENTITIES_LIST)}</h2>
                {is_empty.then(|| view! { <p>{texts.say(key::IDENTITIES_NONE)}</p> })}
                <ul class="sessions">{items}</ul>
            </section>
            <p><a href=visit.href("/security")>{texts.say(key::IDENTITIES_BACK)}</a></p>
        </div>
    }
    .into_any())
}

fn offer(visit: &Visit, provider: ProviderName) -> impl IntoView + use<> {
    let texts = visit.texts();
    let named = |key| texts.fill(key, &[("provider", provider.display.clone().into())]);
    view! {
        <section class="sheet" aria-labelledby="offer-title">
            <h2 id="offer-title">{named(key::IDENTITIES_OFFER_TITLE)}</h2>
            <p>{named(key::IDENTITIES_OFFER_TEXT)}</p>
            <div class="offer-answers">
                <form method="post" action=visit.href("/security/identities/link")>
                    <button class="button" type="submit">{texts.say(key::IDENTITIES_OFFER_YES)}</button>
                </form>
                <form method="post" action=visit.href("/security/identities/decline")>
                    <button class="button-quiet" type="submit">{texts.say(key::IDENTITIES_OFFER_NO)}</button>
                </form>
            </div>
        </section>
    }
}

fn item(visit: &Visit, format: &Format, link: LinkedIdentity) -> impl IntoView + use<> {
    let texts = visit.texts();
    let name = link.display.unwrap_or(link.provider);
    let since = texts.fill(key::IDENTITY_SINCE, &[("date", format.time(link.since).into())]);
    let used = texts.fill(key::SESSION_USED, &[("date", format.time(link.last_used).into())]);
    view! {
        <li>
            <div>
                <p class="session-device"><strong>{name.clone()}</strong></p>
                <p class="fine">{since}". "{used}"."</p>
            </div>
            <form method="post" action=visit.href("/security/identities/unlink")>
                <input type="hidden" name="identity" value=link.public_id />
                <button class="button-quiet" type="submit">
                    {texts.say(key::IDENTITY_UNLINK)}
                    <span class="visually-hidden">" "{name}</span>
                </button>
            </form>
        </li>
    }
}

/// On the overview: where to look after them. Nothing where there are no providers.
#[component]
pub fn IdentitiesSection() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    (!visit.services.openid_providers(visit.language).is_empty()).then(|| {
        view! {
            <section class="block" aria-labelledby="identities-title">
                <h2 id="identities-title">{texts.say(key::IDENTITIES_TITLE)}</h2>
                <p>{texts.say(key::IDENTITIES_TEXT)}</p>
                <p><a href=visit.href("/security/identities")>{texts.say(key::IDENTITIES_LINK)}</a></p>
            </section>
        }
    })
}

//! Sign-in and security: where I am signed in.

use carrel_domain::Timestamp;
use carrel_services::sessions::SessionRow;
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;

use super::identities::IdentitiesSection;
use crate::visit::{PageError, Visit};

/// One's own sessions.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(sessions) => page(&visit, sessions).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<SessionRow>, PageError> {
    Ok(visit.services.list_sessions(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, sessions: Vec<SessionRow>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let current = visit.session()?.actor.session.0;
    let cardnumber = visit.session()?.cardnumber.clone();
    let has_others = sessions.len() > 1;
    let items = sessions.into_iter().map(|row| session_item(visit, &format, &row, row.id == current)).collect_view();
    Ok(view! {
        <Title text=texts.say(key::SECURITY_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::SECURITY_TITLE)}</h1>
                <p class="lead">{texts.fill(key::SECURITY_LEAD, &[("number", cardnumber.into())])}</p>
            </header>
            <section class="block" aria-labelledby="sessions-title">
                <h2 id="sessions-title">{texts.say(key::SESSIONS_TITLE)}</h2>
                <p>{texts.say(key::SESSIONS_TEXT)}</p>
                <ul class="sessions">{items}</ul>
                {has_others.then(|| view! {
                    <form method="post" action=visit.href("/security/sessions/end-others")>
                        <button class="button-quiet" type="submit">{texts.say(key::SESSIONS_END_OTHERS)}</button>
                    </form>
                })}
            </section>
            <IdentitiesSection />
        </div>
    }
    .into_any())
}

fn session_item(visit: &Visit, format: &Format, row: &SessionRow, is_current: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    let device = row.device.clone().unwrap_or_else(|| texts.say(key::UNKNOWN_DEVICE).to_owned());
    let used = texts.fill(key::SESSION_USED, &[("date", format.time(Timestamp(row.last_used_at)).into())]);
    let network = texts.fill(key::SESSION_NETWORK, &[("network", row.network.clone().into())]);
    let shared = (row.is_shared_computer != 0).then(|| texts.say(key::SHARED_LABEL));
    let id = row.id.to_string();
    view! {
        <li>
            <div>
                <p class="session-device">
                    <strong>{device.clone()}</strong>
                    {is_current.then(|| view! { <span class="state state-ready">{texts.say(key::SESSION_THIS)}</span> })}
                </p>
                <p class="fine">{used}". "{network}". "{shared}</p>
            </div>
            {(!is_current).then(|| view! {
                <form method="post" action=visit.href("/security/sessions/end")>
                    <input type="hidden" name="session" value=id />
                    <button class="button-quiet" type="submit">
                        {texts.say(key::SESSION_END)}
                        <span class="visually-hidden">" "{device}</span>
                    </button>
                </form>
            })}
        </li>
    }
}

//! Where I am signed in.

use carrel_domain::{Proof, Timestamp};
use carrel_services::sessions::SessionRow;
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// One's own sessions, each with a way to end it.
pub(super) async fn section(visit: &Visit) -> Result<AnyView, PageError> {
    let session = visit.session()?;
    let rows = visit.services.list_sessions(session, &visit.origin).await?;
    let texts = visit.texts();
    let format = visit.format()?;
    let current = session.actor.session.0;
    let has_others = rows.len() > 1;
    let items = rows.into_iter().map(|row| session_item(visit, &format, &row, row.id == current)).collect_view();
    Ok(view! {
        <section class="block" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{texts.say(key::SESSIONS_TITLE)}</h2>
            <p>{texts.say(key::SESSIONS_TEXT)}</p>
            <ul class="sessions">{items}</ul>
            <div class="actions">
                {has_others.then(|| view! {
                    <form method="post" action=visit.href("/security/sessions/end-others")>
                        <button class="button-quiet" type="submit">{texts.say(key::SESSIONS_END_OTHERS)}</button>
                    </form>
                })}
                <form method="post" action=visit.href("/security/sessions/end-all")>
                    <button class="button-quiet" type="submit">{texts.say(key::SESSIONS_END_ALL)}</button>
                </form>
            </div>
        </section>
    }
    .into_any())
}

/// “With PIN or password and a code from an app.”
fn opened_with(visit: &Visit, row: &SessionRow) -> String {
    let texts = visit.texts();
    let proof = Proof::from_stored(&row.methods, row.is_strong != 0);
    let names = proof.methods().iter().filter_map(|method| Key::find(&format!("method-{}", method.name())));
    let names: Vec<&str> = names.map(|key| texts.say(key)).collect();
    texts.fill(key::SESSION_OPENED_WITH, &[("methods", names.join(" + ").into())])
}

fn session_item(visit: &Visit, format: &Format, row: &SessionRow, is_current: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    let device = row.device.clone().unwrap_or_else(|| texts.say(key::UNKNOWN_DEVICE).to_owned());
    let used = texts.fill(key::SESSION_USED, &[("date", format.time(Timestamp(row.last_used_at)).into())]);
    let network = texts.fill(key::SESSION_NETWORK, &[("network", row.network.clone().into())]);
    let opened = opened_with(visit, row);
    let shared = (row.is_shared_computer != 0).then(|| texts.say(key::SHARED_LABEL));
    let id = row.id.to_string();
    view! {
        <li>
            <div>
                <p class="session-device">
                    <strong>{device.clone()}</strong>
                    {is_current.then(|| view! { <span class="state state-ready">{texts.say(key::SESSION_THIS)}</span> })}
                </p>
                <p class="fine">{used}". "{network}". "{opened}". "{shared}</p>
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

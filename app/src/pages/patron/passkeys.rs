//! One's own passkeys.

use carrel_domain::Timestamp;
use carrel_services::factors::{LONGEST_NAME, MyFactors, Passkey};
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;

use super::security::factors::staff_notice;
use crate::{
    components::{
        passkey_form::{PasskeyForm, PasskeyScript},
        problem::FormProblem,
        recovery_codes::RecoveryCodes,
    },
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn PasskeysPage() -> impl IntoView {
    let visit = Visit::current();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(mine) => page(&visit, &mine).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<MyFactors, PageError> {
    Ok(visit.services.my_factors(visit.session()?).await?)
}

fn page(visit: &Visit, mine: &MyFactors) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let items = mine.passkeys.iter().map(|one| item(visit, &format, one)).collect_view();
    let has_some = !mine.passkeys.is_empty();
    let is_verified = visit.session()?.is_verified(visit.services.clock().now());
    let add = match (mine.takes_passkeys, is_verified) {
        (false, _) => view! { <p>{texts.say(key::PASSKEYS_NOT_HERE)}</p> }.into_any(),
        (true, true) => add_form(visit).into_any(),
        (true, false) => view! {
            <form method="post" action=visit.href("/security/passkeys/begin")>
                <button class="button" type="submit">{texts.say(key::PASSKEY_ADD)}</button>
            </form>
        }
        .into_any(),
    };
    Ok(view! {
        <Title text=texts.say(key::PASSKEYS_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/security")>{texts.say(key::SECURITY_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::PASSKEYS_TITLE)}</h1>
                <p class="lead">{texts.say(key::PASSKEYS_LEAD)}</p>
            </header>
            <FormProblem />
            {staff_notice(visit)?}
            <RecoveryCodes />
            {has_some.then(|| view! {
                <section class="block" aria-labelledby="mine-title">
                    <h2 id="mine-title">{texts.say(key::PASSKEYS_MINE)}</h2>
                    <ul class="sessions">{items}</ul>
                </section>
            })}
            <section class="block" aria-labelledby="add-title">
                <h2 id="add-title">{texts.say(key::PASSKEY_ADD)}</h2>
                {add}
            </section>
            <p><a href=visit.href("/security/two-step")>{texts.say(key::TWO_STEP_LINK)}</a></p>
        </div>
    }
    .into_any())
}

fn add_form(visit: &Visit) -> impl IntoView + use<> {
    let texts = visit.texts();
    view! {
        <p>{texts.say(key::PASSKEY_ADD_TEXT)}</p>
        <PasskeyForm
            action="/security/passkeys"
            ask="/security/passkeys/ask"
            button=key::PASSKEY_ADD
            class="sheet"
        >
            <div class="field">
                <label for="name">{texts.say(key::PASSKEY_NAME_LABEL)}</label>
                <p class="hint" id="name-hint">{texts.say(key::PASSKEY_NAME_HINT)}</p>
                <input
                    id="name"
                    name="name"
                    type="text"
                    maxlength=LONGEST_NAME.to_string()
                    required=true
                    autocomplete="off"
                    aria-describedby="name-hint"
                />
            </div>
        </PasskeyForm>
        // Not in a `noscript`: a browser that knows no passkeys is told, too. The script takes it away.
        <p class="notice" data-without-passkeys="">{texts.say(key::PASSKEYS_NEED_SCRIPT)}</p>
        <PasskeyScript />
    }
}

fn item(visit: &Visit, format: &Format, one: &Passkey) -> impl IntoView + use<> {
    let texts = visit.texts();
    let added = texts.fill(key::PASSKEY_ADDED, &[("date", format.time(Timestamp(one.added_at)).into())]);
    let used = one.last_used_at.map_or_else(
        || texts.say(key::PASSKEY_NEVER_USED).to_owned(),
        |at| texts.fill(key::SESSION_USED, &[("date", format.time(Timestamp(at)).into())]),
    );
    let (name, id) = (one.name.clone(), one.public_id.clone());
    let field = format!("name-{id}");
    view! {
        <li>
            <div>
                <p class="session-device"><strong dir="auto">{name.clone()}</strong></p>
                <p class="fine">{added}". "{used}"."</p>
                <details>
                    <summary>{texts.say(key::PASSKEY_RENAME)}</summary>
                    <form class="inline-form" method="post" action=visit.href("/security/passkeys/rename")>
                        <input type="hidden" name="passkey" value=id.clone() />
                        <div class="field">
                            <label for=field.clone()>{texts.say(key::PASSKEY_NAME_LABEL)}</label>
                            <input
                                id=field
                                name="name"
                                type="text"
                                value=name.clone()
                                maxlength=LONGEST_NAME.to_string()
                                required=true
                                autocomplete="off"
                            />
                        </div>
                        <button class="button-quiet" type="submit">{texts.say(key::PASSKEY_RENAME)}</button>
                    </form>
                </details>
            </div>
            <form method="post" action=visit.href("/security/passkeys/remove")>
                <input type="hidden" name="passkey" value=id />
                <button class="button-quiet" type="submit">
                    {texts.say(key::PASSKEY_REMOVE)}
                    <span class="visually-hidden">" "{name}</span>
                </button>
            </form>
        </li>
    }
}

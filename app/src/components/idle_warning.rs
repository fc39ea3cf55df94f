//! The warning before a session ends for want of use, with a way to stay (WCAG 2.2.1). `public/idle.js` shows it in time;
//! without script a shared computer's page leaves by itself, and a form that comes late is kept.

use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// Hidden until it is time.
#[component]
pub fn IdleWarning() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    visit.session.as_ref().map(|session| {
        let idle = session.idle.as_secs();
        let warn = if session.is_shared_computer { 60 } else { 120 };
        view! {
            <dialog
                class="idle"
                id="idle"
                aria-labelledby="idle-title"
                aria-describedby="idle-text"
                data-idle=idle.to_string()
                data-warn=warn.to_string()
                data-shared=session.is_shared_computer.then_some("1")
                data-out=visit.href("/sign-in?reason=idle")
            >
                <div class="idle-warning">
                    <h2 id="idle-title">{texts.say(key::IDLE_TITLE)}</h2>
                    <p id="idle-text">{texts.say(key::IDLE_TEXT)}</p>
                    <p class="idle-left">{texts.say(key::IDLE_SECONDS)}" "<strong class="idle-seconds">{warn.to_string()}</strong></p>
                    <div class="actions">
                        <button class="button idle-stay" type="button">{texts.say(key::IDLE_STAY)}</button>
                        <form method="post" action=visit.href("/sign-out")>
                            <button class="button-quiet" type="submit">{texts.say(key::IDLE_LEAVE)}</button>
                        </form>
                    </div>
                </div>
                <div class="idle-over" hidden>
                    <h2>{texts.say(key::IDLE_OVER_TITLE)}</h2>
                    <p>{texts.say(key::IDLE_OVER_TEXT)}</p>
                    <p class="actions"><a class="button" href=visit.href("/sign-in?next=/kept-form")>{texts.say(key::IDLE_OVER_SIGN_IN)}</a></p>
                </div>
            </dialog>
        }
    })
}

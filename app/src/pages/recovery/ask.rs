//! “I forgot my PIN”: where to send a link.

use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::RecoveryAgain;
use crate::{
    components::{library_system, problem::Problem},
    visit::Visit,
};

/// The question, or that a mail may be on its way.
#[component]
pub fn RecoverPage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let again = use_context::<RecoveryAgain>();
    let is_sent = again.is_none() && use_query_map().get_untracked().get("sent").is_some();
    let content = if is_sent {
        view! {
            <div class="sheet" role="status">
                <p>{texts.say(key::RECOVERY_SENT_TEXT)}</p>
                <p>{texts.say(key::RECOVERY_SENT_NOTHING)}</p>
                <p class="actions">
                    <a class="button" href=visit.href("/sign-in")>{texts.say(key::RECOVERY_TO_SIGN_IN)}</a>
                    <a href=visit.href("/recover")>{texts.say(key::RECOVERY_AGAIN)}</a>
                </p>
            </div>
        }
        .into_any()
    } else if visit.services.sends_mail() {
        form(&visit, again).into_any()
    } else {
        view! { <p class="sheet">{texts.say(key::RECOVERY_NO_MAIL)}</p> }.into_any()
    };
    let title = if is_sent { key::RECOVERY_SENT_TITLE } else { key::RECOVERY_TITLE };
    view! {
        <Title text=texts.say(title) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(title)}</h1>
                {(!is_sent).then(|| view! { <p class="lead">{texts.say(key::RECOVERY_LEAD)}</p> })}
            </header>
            {library_system::sign_in_elsewhere(&visit)}
            {content}
            <section class="block" aria-labelledby="paper-title">
                <h2 id="paper-title">{texts.say(key::RECOVERY_PAPER_TITLE)}</h2>
                <p>{texts.say(key::RECOVERY_PAPER_TEXT)}</p>
                <p><a href=visit.href("/recover/code")>{texts.say(key::RECOVERY_PAPER_LINK)}</a></p>
            </section>
        </div>
    }
}

fn form(visit: &Visit, again: Option<RecoveryAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let is_wrong = again.is_some().then_some("true");
    let described_by = if again.is_some() { "name-hint problem" } else { "name-hint" };
    let name = again.as_ref().map(|again| again.name.clone()).unwrap_or_default();
    let problem = again.map(|again| again.problem.text(visit));
    view! {
        <form class="sheet" method="post" action=visit.href("/recover")>
            {problem.map(|text| view! { <Problem id="problem" text /> })}
            <div class="field">
                <label for="name">{texts.say(key::RECOVERY_NAME_LABEL)}</label>
                <p class="hint" id="name-hint">{texts.say(key::RECOVERY_NAME_HINT)}</p>
                <input
                    id="name"
                    name="name"
                    type="text"
                    value=name
                    maxlength="320"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-invalid=is_wrong
                    aria-describedby=described_by
                />
            </div>
            <button class="button" type="submit">{texts.say(key::RECOVERY_BUTTON)}</button>
            <p class="fine"><a href=visit.href("/sign-in")>{texts.say(key::RECOVERY_TO_SIGN_IN)}</a></p>
        </form>
    }
}

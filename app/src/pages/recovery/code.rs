//! The code that a desk handed out on paper.

use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use super::RecoveryAgain;
use crate::{
    components::{library_system, problem::Problem},
    visit::Visit,
};

/// Card number and code.
#[component]
pub fn RecoverCodePage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let again = use_context::<RecoveryAgain>();
    let is_wrong = again.is_some().then_some("true");
    let described = |hint: &str| if again.is_some() { format!("{hint} problem") } else { hint.to_owned() };
    let (card_by, code_by) = (described("cardnumber-hint"), described("code-hint"));
    let name = again.as_ref().map(|again| again.name.clone()).unwrap_or_default();
    let problem = again.map(|again| again.problem.text(&visit));
    view! {
        <Title text=texts.say(key::RECOVERY_CODE_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::RECOVERY_CODE_TITLE)}</h1>
                <p class="lead">{texts.say(key::RECOVERY_CODE_LEAD)}</p>
            </header>
            {library_system::sign_in_elsewhere(&visit)}
            <form class="sheet" method="post" action=visit.href("/recover/code")>
                {problem.map(|text| view! { <Problem id="problem" text /> })}
                <div class="field">
                    <label for="cardnumber">{texts.say(key::CARDNUMBER_LABEL)}</label>
                    <p class="hint" id="cardnumber-hint">{texts.say(key::CARDNUMBER_HINT)}</p>
                    <input
                        id="cardnumber"
                        name="cardnumber"
                        type="text"
                        value=name
                        maxlength="320"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required=true
                        aria-invalid=is_wrong
                        aria-describedby=card_by
                    />
                </div>
                <div class="field">
                    <label for="code">{texts.say(key::RECOVERY_CODE_LABEL)}</label>
                    <p class="hint" id="code-hint">{texts.say(key::RECOVERY_CODE_HINT)}</p>
                    <input
                        id="code"
                        name="code"
                        type="text"
                        maxlength="40"
                        autocomplete="one-time-code"
                        autocapitalize="characters"
                        spellcheck="false"
                        required=true
                        aria-invalid=is_wrong
                        aria-describedby=code_by
                    />
                </div>
                <button class="button" type="submit">{texts.say(key::RECOVERY_CODE_BUTTON)}</button>
                <p class="fine"><a href=visit.href("/recover")>{texts.say(key::RECOVERY_CODE_BACK)}</a></p>
            </form>
        </div>
    }
}

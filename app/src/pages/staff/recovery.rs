//! Helping a patron to a new password: a link by mail, or a code on paper. Staff never choose it.

use carrel_domain::data_request::IdentityMethod;
use carrel_services::recovery::PaperCode;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{request_parts::coded, text_area::TextArea},
    visit::{PageError, Visit},
};

/// A code that was just made, for the page that shows it once.
#[derive(Clone, Debug)]
pub struct PaperCodeMade {
    /// The code.
    pub code: PaperCode,
    /// The patron's page.
    pub back: String,
}

/// The part of the patron's page.
#[component]
pub fn RecoveryPanel(
    /// The patron's opaque id.
    patron: String,
    /// Why mails do not reach the patron, if they do not.
    has_mail: bool,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let methods = IdentityMethod::ALL
        .into_iter()
        // What only a sign-in can show is not ticked by hand.
        .filter(|method| *method != IdentityMethod::StrongSignIn)
        .map(|method| {
            let id = format!("recovery-{}", method.name());
            view! {
                <div class="choice">
                    <input type="radio" name="method" id=id.clone() value=method.name() required=true />
                    <label for=id>{coded(texts, "identity-method", method.name())}</label>
                </div>
            }
        })
        .collect_view();
    let mail = has_mail.then(|| {
        view! {
            <form method="post" action=visit.href(&format!("/staff/patrons/{patron}/recovery"))>
                <p>{texts.say(key::STAFF_RECOVERY_MAIL_TEXT)}</p>
                <button class="button" type="submit">{texts.say(key::STAFF_RECOVERY_MAIL_BUTTON)}</button>
            </form>
        }
    });
    view! {
        <section class="panel-sheet" aria-labelledby="recovery-title">
            <h2 id="recovery-title">{texts.say(key::STAFF_RECOVERY_TITLE)}</h2>
            {mail}
            <details open=!has_mail>
                <summary>{texts.say(key::STAFF_RECOVERY_PAPER)}</summary>
                <form
                    class="desk-form"
                    method="post"
                    action=visit.href(&format!("/staff/patrons/{patron}/recovery-code"))
                >
                    <p>{texts.say(key::STAFF_RECOVERY_PAPER_TEXT)}</p>
                    <fieldset>
                        <legend>{texts.say(key::IDENTITY_QUESTION)}</legend>
                        {methods}
                    </fieldset>
                    <div class="field">
                        <label for="reason">{texts.say(key::STAFF_RECOVERY_REASON)}</label>
                        <p class="hint" id="reason-hint">{texts.say(key::STAFF_RECOVERY_REASON_HINT)}</p>
                        <TextArea name="reason" value="" rows=2 maxlength=500 described_by="reason-hint" required=true />
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::STAFF_RECOVERY_PAPER_BUTTON)}</button>
                </form>
            </details>
        </section>
    }
}

/// The code, once, to be printed or copied by hand.
#[component]
pub fn PaperCodePage(
    /// What was made.
    made: PaperCodeMade,
) -> impl IntoView {
    let visit = Visit::current();
    match page(&visit, &made) {
        Ok(page) => page,
        Err(error) => error.page(),
    }
}

fn page(visit: &Visit, made: &PaperCodeMade) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let library = visit.profile()?.name.clone();
    let until = texts.fill(key::PAPER_UNTIL, &[("date", format.time(made.code.expires_at).into())]);
    let host = visit.services.address_of("/recover/code");
    Ok(view! {
        <Title text=texts.say(key::PAPER_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::PAPER_TITLE)}</h1>
                <p class="lead">{texts.say(key::PAPER_LEAD)}</p>
            </header>
            <section class="sheet paper-code" aria-labelledby="code-title">
                <h2 id="code-title">{library}</h2>
                <p>{texts.say(key::PAPER_HOW)}</p>
                <p><strong>{host}</strong></p>
                <dl class="facts stacked">
                    <div><dt>{texts.say(key::CARDNUMBER_LABEL)}</dt><dd>{made.code.cardnumber.clone()}</dd></div>
                    <div><dt>{texts.say(key::RECOVERY_CODE_LABEL)}</dt><dd class="code">{made.code.code.clone()}</dd></div>
                </dl>
                <p>{until}</p>
                <p>{texts.say(key::PAPER_FINE)}</p>
            </section>
            <p class="actions"><a class="button" href=visit.href(&made.back)>{texts.say(key::PAPER_BACK)}</a></p>
        </div>
    }
    .into_any())
}

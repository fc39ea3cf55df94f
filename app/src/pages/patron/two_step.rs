//! Signing in in two steps: codes from an app, and recovery codes.

use carrel_services::factors::{MyFactors, NewTotp};
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use super::security::factors::staff_notice;
use crate::{
    components::{
        problem::{FormProblem, Problem},
        recovery_codes::RecoveryCodes,
    },
    visit::{PageError, Visit},
};

/// An app that is being added, for the page that answers the form.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Its secret.
    pub totp: NewTotp,
    /// The code that was just given is wrong.
    pub is_wrong: bool,
}

/// The page.
#[component]
pub fn TwoStepPage() -> impl IntoView {
    let visit = Visit::current();
    let enrolment = use_context::<Enrolment>();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(mine) => page(&visit, &mine, enrolment).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<MyFactors, PageError> {
    Ok(visit.services.my_factors(visit.session()?).await?)
}

fn page(visit: &Visit, mine: &MyFactors, enrolment: Option<Enrolment>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let body = match enrolment {
        Some(enrolment) => enrol(visit, enrolment).into_any(),
        None => app_section(visit, mine)?,
    };
    Ok(view! {
        <Title text=texts.say(key::TWO_STEP_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/security")>{texts.say(key::SECURITY_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::TWO_STEP_TITLE)}</h1>
                <p class="lead">{texts.say(key::TWO_STEP_LEAD)}</p>
            </header>
            <FormProblem />
            {staff_notice(visit)?}
            <RecoveryCodes />
            {body}
            {mine.factors.any().then(|| codes_section(visit, mine))}
            <p><a href=visit.href("/security/passkeys")>{texts.say(key::PASSKEYS_LINK)}</a></p>
        </div>
    }
    .into_any())
}

fn app_section(visit: &Visit, mine: &MyFactors) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let body = match mine.totp_since {
        Some(since) => view! {
            <p>{texts.fill(key::TOTP_ON, &[("date", format.time(since).into())])}</p>
            <form method="post" action=visit.href("/security/two-step/remove")>
                <button class="button-quiet" type="submit">{texts.say(key::TOTP_REMOVE)}</button>
            </form>
        }
        .into_any(),
        None => view! {
            <p>{texts.say(key::TOTP_OFF)}</p>
            <form method="post" action=visit.href("/security/two-step/begin")>
                <button class="button" type="submit">{texts.say(key::TOTP_ADD)}</button>
            </form>
        }
        .into_any(),
    };
    Ok(view! {
        <section class="block" aria-labelledby="app-title">
            <h2 id="app-title">{texts.say(key::TOTP_TITLE)}</h2>
            {body}
        </section>
    }
    .into_any())
}

/// The secret, as a picture and as text, and the code that proves it arrived.
fn enrol(visit: &Visit, enrolment: Enrolment) -> impl IntoView + use<> {
    let texts = visit.texts();
    let Enrolment { totp, is_wrong } = enrolment;
    if is_wrong {
        expect_context::<ResponseOptions>().set_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let size = totp.qr.size;
    view! {
        <form class="sheet" method="post" action=visit.href("/security/two-step/confirm")>
            {is_wrong.then(|| view! { <Problem id="problem" text=texts.say(key::PROBLEM_WRONG_CODE) /> })}
            <h2>{texts.say(key::TOTP_SCAN_TITLE)}</h2>
            <p>{texts.say(key::TOTP_SCAN_TEXT)}</p>
            <svg
                class="qr"
                viewBox=format!("0 0 {size} {size}")
                role="img"
                aria-label=texts.say(key::TOTP_QR_LABEL)
                shape-rendering="crispEdges"
            >
                <rect class="qr-paper" width=size height=size />
                <path class="qr-ink" d=totp.qr.path />
            </svg>
            <div>
                <p>{texts.say(key::TOTP_SECRET_TEXT)}</p>
                <p class="secret"><code>{totp.secret}</code></p>
            </div>
            <input type="hidden" name="pending" value=totp.pending />
            <div class="field">
                <label for="code">{texts.say(key::TOTP_CODE_LABEL)}</label>
                <p class="hint" id="code-hint">{texts.say(key::TOTP_CODE_HINT)}</p>
                <input
                    class="short"
                    id="code"
                    name="code"
                    type="text"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    maxlength="12"
                    required=true
                    aria-describedby=if is_wrong { "code-hint problem" } else { "code-hint" }
                    aria-invalid=is_wrong.then_some("true")
                />
            </div>
            <button class="button" type="submit">{texts.say(key::TOTP_CONFIRM)}</button>
            <p class="fine"><a href=visit.href("/security/two-step")>{texts.say(key::TOTP_CANCEL)}</a></p>
        </form>
    }
}

fn codes_section(visit: &Visit, mine: &MyFactors) -> impl IntoView + use<> {
    let texts = visit.texts();
    let left = texts.fill(key::CODES_LEFT, &[("count", mine.factors.codes.into())]);
    view! {
        <section class="block" aria-labelledby="recovery-title">
            <h2 id="recovery-title">{texts.say(key::RECOVERY_CODES_TITLE)}</h2>
            <p>{texts.say(key::RECOVERY_CODES_TEXT)}" "{left}</p>
            <form method="post" action=visit.href("/security/two-step/codes")>
                <button class="button-quiet" type="submit">{texts.say(key::CODES_MAKE)}</button>
            </form>
        </section>
    }
}

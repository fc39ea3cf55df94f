//! Sign in with card number and PIN.

use carrel_texts::key;
use http::{HeaderName, HeaderValue, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        drawings::Carrel,
        passkey_form::{PasskeyForm, PasskeyScript},
        problem::Problem,
    },
    islands::PinField,
    visit::Visit,
};

/// A sign-in that did not work, for the page that is shown again. The card number stays; the PIN never does.
#[derive(Clone, Debug)]
pub struct FailedSignIn {
    /// Card number as typed.
    pub name: String,
    /// “This is a shared computer” as ticked.
    pub is_shared_computer: bool,
    /// Where to go afterwards.
    pub next: String,
    /// Why.
    pub reason: SignInProblem,
}

/// Why a sign-in did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// A field is empty.
    Incomplete,
    /// Card number and PIN do not belong together.
    Refused,
    /// No account has this passkey.
    PasskeyRefused,
    /// The owner closed the account until they choose a new password.
    Locked,
    /// The membership ended long ago, and nobody renewed it.
    Expired,
    /// Too many attempts; wait so many minutes.
    Throttled(i64),
    /// The library system decides, and cannot be asked now.
    Away,
    /// It could not be checked now.
    Unavailable,
}

impl SignInProblem {
    const fn status(self) -> StatusCode {
        match self {
            Self::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused | Self::PasskeyRefused => StatusCode::UNAUTHORIZED,
            Self::Locked | Self::Expired => StatusCode::FORBIDDEN,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Away | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn text(self, visit: &Visit) -> String {
        let texts = visit.texts();
        match self {
            Self::Incomplete => texts.say(key::SIGN_IN_INCOMPLETE).to_owned(),
            Self::Refused => texts.say(key::SIGN_IN_REFUSED).to_owned(),
            Self::PasskeyRefused => texts.say(key::PASSKEY_FAILED).to_owned(),
            Self::Locked => texts.say(key::SIGN_IN_LOCKED).to_owned(),
            Self::Expired => texts.say(key::SIGN_IN_EXPIRED).to_owned(),
            Self::Throttled(minutes) => texts.fill(key::SIGN_IN_THROTTLED, &[("minutes", minutes.into())]),
            Self::Away => texts.say(key::SIGN_IN_AWAY).to_owned(),
            Self::Unavailable => texts.say(key::SIGN_IN_UNAVAILABLE).to_owned(),
        }
    }
}

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let failed = use_context::<FailedSignIn>();
    if let Some(failed) = &failed {
        expect_context::<ResponseOptions>().set_status(failed.reason.status());
    } else if visit.session.is_some() {
        leptos_axum::redirect(&visit.href("/my-data"));
    }
    let query = use_query_map().get_untracked();
    if query.get_str("reason") == Some("idle") && visit.session.is_none() {
        // A shared computer's page comes here by itself when its session is over: the browser forgets what it kept.
        expect_context::<ResponseOptions>().insert_header(
            HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"cache\", \"storage\""),
        );
    }
    let message = match query.get_str("reason") {
        Some("idle") => Some(texts.say(key::SIGNED_OUT_IDLE)),
        Some("kept") => Some(texts.say(key::SIGNED_OUT_KEPT)),
        Some("signed-out") => Some(texts.say(key::SIGNED_OUT)),
        Some("step-over") => Some(texts.say(key::STEP_OVER)),
        _ => None,
    };
    let next = failed
        .as_ref()
        .map_or_else(|| query.get_str("next").unwrap_or_default().to_owned(), |failed| failed.next.clone());
    let described_by = if failed.is_some() { "problem" } else { "" };
    let name = failed.as_ref().map(|failed| failed.name.clone()).unwrap_or_default();
    let is_shared = failed.as_ref().is_some_and(|failed| failed.is_shared_computer);
    let providers = visit
        .services
        .openid_providers(visit.language)
        .into_iter()
        .map(|provider| {
            let to = visit.href(&format!("/sign-in/openid/{}", provider.name));
            let text = texts.fill(key::OPENID_BUTTON, &[("provider", provider.display.into())]);
            // The form's own fields need not be filled in for it; what is ticked and where to go next goes along.
            view! { <button class="button-quiet" type="submit" formaction=to formnovalidate=true>{text}</button> }
        })
        .collect::<Vec<_>>();
    let has_providers = !providers.is_empty();
    let problem = failed.map(|failed| failed.reason.text(&visit));
    let takes_passkeys = visit.services.takes_passkeys();
    view! {
        <Title text=texts.say(key::SIGN_IN_TITLE) />
        <div class="page sign-in">
            <div class="sign-in-words">
                <Carrel />
                <h1>{texts.say(key::SIGN_IN_HEADING)}</h1>
                <p class="lead">{texts.say(key::SIGN_IN_LEAD)}</p>
            </div>
            <div class="sheet">
            <form class="stack" method="post" action=visit.href("/sign-in")>
                {message.filter(|_| problem.is_none()).map(|text| view! { <p class="message" role="status">{text}</p> })}
                {problem.map(|text| view! { <Problem id="problem" text /> })}
                <div class="field">
                    <label for="cardnumber">{texts.say(key::CARDNUMBER_LABEL)}</label>
                    <p class="hint" id="cardnumber-hint">{texts.say(key::CARDNUMBER_HINT)}</p>
                    <input
                        id="cardnumber"
                        name="cardnumber"
                        type="text"
                        value=name
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required=true
                        aria-describedby=format!("cardnumber-hint {described_by}").trim_end().to_owned()
                        aria-invalid=(!described_by.is_empty()).then_some("true")
                    />
                </div>
                <PinField
                    label=texts.say(key::PIN_LABEL).to_owned()
                    show=texts.say(key::PIN_SHOW).to_owned()
                    hide=texts.say(key::PIN_HIDE).to_owned()
                    autocomplete="current-password".to_owned()
                    described_by=described_by.to_owned()
                />
                <div class="choice">
                    <input id="shared" name="shared" type="checkbox" value="1" checked=is_shared aria-describedby="shared-hint" />
                    <label for="shared">{texts.say(key::SHARED_LABEL)}</label>
                    <p class="hint" id="shared-hint">{texts.say(key::SHARED_HINT)}</p>
                </div>
                <input type="hidden" name="next" value=next.clone() />
                <button class="button" type="submit">{texts.say(key::SIGN_IN_BUTTON)}</button>
                <p class="fine"><a href=visit.href("/recover")>{texts.say(key::FORGOTTEN_PIN)}</a></p>
                {has_providers.then(|| view! {
                    <div class="sign-in-providers" role="group" aria-labelledby="providers-title">
                        <p id="providers-title">{texts.say(key::OPENID_OR)}</p>
                        {providers}
                    </div>
                })}
            </form>
            {takes_passkeys.then(|| view! {
                <PasskeyForm action="/sign-in/passkey" ask="/sign-in/passkey/ask" button=key::PASSKEY_SIGN_IN>
                    <input type="hidden" name="shared" value="" />
                    <input type="hidden" name="next" value=next />
                </PasskeyForm>
                <PasskeyScript />
            })}
            </div>
        </div>
    }
}

//! Asking for the PIN again before something where more is at stake (ASVS 7.5).

use carrel_domain::Method;
use carrel_services::factors::Factors;
use carrel_texts::key;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

use crate::{
    components::{
        passkey_form::{PasskeyForm, PasskeyScript},
        problem::Problem,
    },
    islands::PinField,
    visit::Visit,
};

/// What is to be done once the PIN was given: the same form again, with the PIN in it.
#[derive(Clone, Debug)]
pub struct StepUp {
    /// Address the form goes to, without language prefix.
    pub action: String,
    /// Its other fields.
    pub fields: Vec<(String, String)>,
    /// Address to go back to instead, without language prefix.
    pub back: String,
    /// Why it is asked once more.
    pub problem: Option<StepUpProblem>,
    /// What the account has besides the PIN: one of it is asked for instead.
    pub factors: Factors,
}

impl StepUp {
    /// The question before a form that goes to `action`, and where to go instead.
    pub fn new(action: &str, back: &str) -> Self {
        Self {
            action: action.to_owned(),
            fields: Vec::new(),
            back: back.to_owned(),
            problem: None,
            factors: Factors::default(),
        }
    }

    /// With the form's other fields.
    #[must_use]
    pub fn with(self, fields: Vec<(String, String)>) -> Self {
        Self { fields, ..self }
    }
}

/// Why the PIN is asked once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUpProblem {
    /// It was wrong.
    Wrong,
    /// It was wrong too often; wait so many minutes.
    Throttled(i64),
    /// The library system decides, and cannot be asked now.
    Away,
}

/// The question.
#[component]
pub fn StepUpForm(
    /// What is to be done.
    step_up: StepUp,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let status = match step_up.problem {
        None => StatusCode::OK,
        Some(StepUpProblem::Wrong) => StatusCode::UNAUTHORIZED,
        Some(StepUpProblem::Throttled(_)) => StatusCode::TOO_MANY_REQUESTS,
        Some(StepUpProblem::Away) => StatusCode::SERVICE_UNAVAILABLE,
    };
    expect_context::<ResponseOptions>().set_status(status);
    let described_by = if step_up.problem.is_some() { "problem" } else { "" };
    let problem = step_up.problem.map(|problem| match problem {
        StepUpProblem::Wrong if step_up.factors.any() => texts.say(key::STEP_WRONG).to_owned(),
        StepUpProblem::Wrong => texts.say(key::STEP_UP_WRONG).to_owned(),
        StepUpProblem::Away => texts.say(key::SIGN_IN_AWAY).to_owned(),
        StepUpProblem::Throttled(minutes) => texts.fill(key::SIGN_IN_THROTTLED, &[("minutes", minutes.into())]),
    });
    let providers = provider_buttons(&visit, &step_up);
    let factors = step_up.factors;
    let has_passkeys = factors.passkeys > 0 && visit.services.takes_passkeys();
    let (fields, fields_again) = (hidden(&step_up.fields), hidden(&step_up.fields));
    let lead = if factors.any() { key::STEP_UP_LEAD_FACTOR } else { key::STEP_UP_LEAD };
    let cardnumber = visit.session.as_ref().map(|session| session.cardnumber.clone()).unwrap_or_default();
    let secret = if factors.any() {
        code_field(&visit, factors, described_by).into_any()
    } else {
        view! {
            <PinField
                label=texts.say(key::PIN_LABEL).to_owned()
                show=texts.say(key::PIN_SHOW).to_owned()
                hide=texts.say(key::PIN_HIDE).to_owned()
                autocomplete="current-password".to_owned()
                described_by=described_by.to_owned()
            />
        }
        .into_any()
    };
    view! {
        <Title text=texts.say(key::STEP_UP_TITLE) />
        <div class="page narrow">
            <header class="letter">
                <h1>{texts.say(key::STEP_UP_TITLE)}</h1>
                <p class="lead">{texts.say(lead)}</p>
            </header>
            <div class="sheet">
                {problem.map(|text| view! { <Problem id="problem" text /> })}
                {has_passkeys.then(|| view! {
                    <PasskeyForm
                        action=step_up.action.clone()
                        ask="/security/step-up/ask"
                        field="pin"
                        button=key::PASSKEY_USE
                    >
                        {fields_again}
                    </PasskeyForm>
                })}
                <form class="stack" method="post" action=visit.href(&step_up.action)>
                    // For password managers: whose PIN it is.
                    <input
                        type="text"
                        id="username"
                        value=cardnumber
                        autocomplete="username"
                        readonly=true
                        hidden=true
                    />
                    {fields}
                    {secret}
                    <button class="button" type="submit">{texts.say(key::STEP_UP_BUTTON)}</button>
                </form>
                <p class="fine"><a href=visit.href(&step_up.back)>{texts.say(key::STEP_UP_CANCEL)}</a></p>
            </div>
            {providers}
            {has_passkeys.then(|| view! { <PasskeyScript /> })}
        </div>
    }
}

/// The form's other fields, carried along.
fn hidden(fields: &[(String, String)]) -> impl IntoView + use<> {
    fields
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view()
}

/// A code stands in the field of the PIN: the forms that carry it need not know which it is.
fn code_field(visit: &Visit, factors: Factors, described_by: &'static str) -> impl IntoView + use<> {
    let texts = visit.texts();
    let (label, hint) = if factors.totp > 0 {
        (key::STEP_CODE_LABEL, key::STEP_CODE_HINT)
    } else {
        (key::STEP_RECOVERY_LABEL, key::STEP_RECOVERY_HINT)
    };
    let is_wrong = !described_by.is_empty();
    view! {
        <div class="field">
            <label for="pin">{texts.say(label)}</label>
            <p class="hint" id="code-hint">{texts.say(hint)}</p>
            <input
                id="pin"
                name="pin"
                type="text"
                autocomplete="one-time-code"
                autocapitalize="characters"
                spellcheck="false"
                required=true
                aria-describedby=if is_wrong { "code-hint problem" } else { "code-hint" }
                aria-invalid=is_wrong.then_some("true")
            />
        </div>
    }
}

/// For whoever signed in with an identity provider, and may have no PIN: confirm there. The wish is kept meanwhile.
fn provider_buttons(visit: &Visit, step_up: &StepUp) -> Option<AnyView> {
    visit.session.as_ref().filter(|session| session.proof.methods().contains(&Method::OpenId))?;
    if step_up.factors.any() {
        // A second factor is asked for here: the provider's sign-in may be one factor only.
        return None;
    }
    let texts = visit.texts();
    let hidden = |name: &str, value: &str| {
        view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }
    };
    let forms = visit
        .services
        .openid_providers(visit.language)
        .into_iter()
        .map(|provider| {
            let fields = step_up.fields.iter().map(|(name, value)| hidden(name, value)).collect_view();
            let text = texts.fill(key::STEP_UP_WITH, &[("provider", provider.display.into())]);
            view! {
                <form method="post" action=visit.href(&format!("/step-up/openid/{}", provider.name))>
                    {hidden("step-up-action", &step_up.action)}
                    {hidden("step-up-back", &step_up.back)}
                    {fields}
                    <button class="button-quiet" type="submit">{text}</button>
                </form>
            }
        })
        .collect_view();
    Some(forms.into_any())
}

//! What pages about consents have in common.

use carrel_domain::Timestamp;
use carrel_domain::consent::{Asking, LOAN_HISTORY};
use carrel_services::consents::{Asked, ConsentItem, Purpose};
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// What a purpose is called.
pub fn purpose_name(visit: &Visit, code: &str) -> Result<String, PageError> {
    Ok(visit.format()?.purpose(code, &visit.profile()?.names))
}

/// The words that are valid now: what it is for, and what follows from saying no, told beforehand.
#[component]
pub fn ConsentWords(
    /// What for.
    purpose: Purpose,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let now = visit.services.clock().now();
    let wording = purpose.wording(visit.language, now).cloned();
    let version = purpose.valid(now).map(|version| {
        let from = visit.format().map(|format| (format.count(version.number), format.day_of(version.valid_from)));
        let (number, from) = from.unwrap_or_default();
        let text = if version.valid_from.0 > 0 { key::CONSENT_VERSION } else { key::CONSENT_VERSION_FIRST };
        texts.fill(text, &[("version", number.into()), ("date", from.into())])
    });
    wording.map(|wording| {
        view! {
            <p class="as-written" dir="auto">{wording.explanation}</p>
            <p class="as-written" dir="auto"><strong>{texts.say(key::CONSENT_IF_NOT)}</strong>" "{wording.consequence}</p>
            {version.map(|version| view! { <p class="fine">{version}</p> })}
        }
    })
}

/// Who presses the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// Whose consent it is; whoever agreed may agree again to a newer text.
    Patron {
        /// The text is newer than their answer.
        to_newer: bool,
    },
    /// Staff, who write down what they heard.
    Desk,
}

/// The answers that are possible, of equal weight: taking back takes one press, as giving does.
pub fn answer_buttons(visit: &Visit, item: &ConsentItem, name: &str, who: Answering) -> impl IntoView + use<> {
    let texts = visit.texts();
    let version = item.purpose.valid(visit.services.clock().now()).map(|version| version.number.to_string());
    let may_agree = item.purpose.asking != Asking::Off && version.is_some();
    let is_given = item.is_given();
    let (yes, refusal) = match (who, is_given) {
        (Answering::Patron { .. }, false) => (key::CONSENT_AGREE, key::CONSENT_REFUSE),
        (Answering::Patron { .. }, true) => (key::CONSENT_AGREE, key::CONSENT_WITHDRAW),
        (Answering::Desk, false) => (key::DESK_CONSENT_AGREES, key::DESK_CONSENT_REFUSES),
        (Answering::Desk, true) => (key::DESK_CONSENT_AGREES, key::DESK_CONSENT_WITHDRAWS),
    };
    let is_refused = item.choice.is_some() && !is_given;
    let agree = (may_agree && (!is_given || who == Answering::Patron { to_newer: true })).then(|| {
        view! {
            <button class="button-quiet" type="submit" name="answer" value="yes">
                {texts.say(yes)}<span class="visually-hidden">": "{name.to_owned()}</span>
            </button>
        }
    });
    let refuse = (!is_refused).then(|| {
        view! {
            <button class="button-quiet" type="submit" name="answer" value="no">
                {texts.say(refusal)}<span class="visually-hidden">": "{name.to_owned()}</span>
            </button>
        }
    });
    view! {
        <input type="hidden" name="purpose" value=item.purpose.code.clone() />
        <input type="hidden" name="version" value=version.unwrap_or_default() />
        {agree}
        {refuse}
    }
}

/// That an answer is needed before a day.
fn history_goes(visit: &Visit, from: Timestamp) -> Option<String> {
    let date = visit.format().ok()?.day_of(from);
    Some(visit.texts().fill(key::CONSENT_PROMPT_HISTORY_GOES, &[("date", date.into())]).to_string())
}

/// The question on My data.
#[component]
pub fn ConsentQuestion(
    /// What is asked.
    asked: Asked,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let goes_from = asked.history_goes_from.and_then(|from| history_goes(&visit, from));
    let items = asked
        .items
        .iter()
        .map(|item| {
            let name = purpose_name(&visit, &item.purpose.code).unwrap_or_default();
            view! {
                <div class="consent-asked">
                    <h3 dir="auto">{name.clone()}</h3>
                    {item.is_given().then(|| view! { <p>{texts.say(key::CONSENT_STATE_OLDER)}</p> })}
                    <ConsentWords purpose=item.purpose.clone() />
                    {goes_from.clone().filter(|_| item.purpose.code == LOAN_HISTORY).map(|text| view! { <p>{text}</p> })}
                    <form class="actions" method="post" action=visit.href("/consents")>
                        <input type="hidden" name="from" value="my-data" />
                        {answer_buttons(&visit, item, &name, Answering::Patron { to_newer: true })}
                    </form>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="sheet email-prompt" aria-labelledby="consent-prompt-title">
            <h2 id="consent-prompt-title">{texts.say(key::CONSENT_PROMPT_TITLE)}</h2>
            {items}
            <form class="actions" method="post" action=visit.href("/consents/later")>
                <button class="button-quiet" type="submit">{texts.say(key::CONSENT_PROMPT_LATER)}</button>
                <span class="hint">{texts.say(key::CONSENT_PROMPT_HINT)}</span>
            </form>
        </section>
    }
}

//! A new decision.

use carrel_domain::loan_history::{After, Keeping};
use carrel_services::loan_history::{NewPolicy, REFLECTION_DAYS};
use carrel_texts::{Key, key};
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// Days until a decision takes effect, unless somebody says otherwise.
const USUAL_DAYS: u16 = 30;

/// The form; after a preview with what was looked at.
pub(super) fn form(visit: &Visit, whose: &str, wish: Option<&NewPolicy>) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let policy = wish.and_then(|wish| wish.policy);
    let inherits = wish.is_some_and(|wish| wish.policy.is_none());
    let after = policy.map(|policy| policy.after);
    let days = match after {
        Some(After::Days(days)) => days.to_string(),
        _ => String::from("30"),
    };
    let takes = wish.map_or(USUAL_DAYS, |wish| wish.days);
    let mut categories: Vec<_> = visit.profile()?.names.categories.iter().collect();
    categories.sort_by(|one, other| one.1.cmp(other.1));
    let mut options = vec![(String::from("organization"), texts.say(key::HISTORY_STAFF_EVERYBODY).to_owned())];
    options.extend(categories.into_iter().map(|(code, name)| (format!("category:{code}"), name.clone())));
    if whose.starts_with("patron:") {
        options.push((whose.to_owned(), texts.say(key::HISTORY_STAFF_THIS_ONE).to_owned()));
    }
    let options = options
        .into_iter()
        .map(|(value, name)| {
            let selected = value == whose;
            view! { <option value=value selected=selected>{name}</option> }
        })
        .collect_view();
    let keepings = Keeping::ALL
        .map(|keeping| {
            let name = Key::find(&format!("history-staff-keeping-{}", keeping.name())).map_or("", |key| texts.say(key));
            let selected = policy.is_some_and(|policy| policy.keeping == keeping);
            view! { <option value=keeping.name() selected=selected>{name}</option> }
        })
        .collect_view();
    Ok(view! {
        <form class="settings" method="get" action=visit.href("/staff/loan-history")>
            <h2>{texts.say(key::HISTORY_STAFF_FORM_TITLE)}</h2>
            <div class="field">
                <label for="whose">{texts.say(key::HISTORY_STAFF_WHOSE)}</label>
                <select id="whose" name="whose">{options}</select>
            </div>
            <div class="field">
                <label for="keeping">{texts.say(key::HISTORY_STAFF_POLICY)}</label>
                <select id="keeping" name="keeping">
                    {keepings}
                    <option value="inherit" selected=inherits>{texts.say(key::HISTORY_STAFF_INHERIT)}</option>
                </select>
            </div>
            <div class="field">
                <label for="after">{texts.say(key::HISTORY_STAFF_AFTER)}</label>
                <select id="after" name="after">
                    <option value="days">{texts.say(key::HISTORY_STAFF_AFTER_DAYS_CHOICE)}</option>
                    <option value="at-once" selected=after == Some(After::AtOnce)>{texts.say(key::HISTORY_STAFF_AFTER_AT_ONCE)}</option>
                    <option value="never" selected=after == Some(After::Never)>{texts.say(key::HISTORY_STAFF_AFTER_NEVER)}</option>
                </select>
            </div>
            <div class="field">
                <label for="days">{texts.say(key::HISTORY_STAFF_DAYS)}</label>
                <input id="days" name="days" type="number" min="1" max="65535" value=days />
            </div>
            <div class="field">
                <label for="in">{texts.say(key::HISTORY_STAFF_IN)}</label>
                <input
                    id="in"
                    name="in"
                    type="number"
                    min=REFLECTION_DAYS.start().to_string()
                    max=REFLECTION_DAYS.end().to_string()
                    value=takes.to_string()
                    aria-describedby="in-hint"
                    required
                />
                <p class="hint" id="in-hint">{texts.say(key::HISTORY_STAFF_IN_HINT)}</p>
            </div>
            <p><button class="button" type="submit">{texts.say(key::HISTORY_STAFF_PREVIEW_BUTTON)}</button></p>
        </form>
    })
}

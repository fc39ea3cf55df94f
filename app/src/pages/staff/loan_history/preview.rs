//! What a decision would do, before it is made.

use carrel_domain::{
    consent::Asking,
    loan_history::{After, Policy},
};
use carrel_services::loan_history::{Concerned, PolicyPreview};
use carrel_texts::{Format, Texts, key};
use leptos::prelude::*;

use super::words;
use crate::{pages::staff::retention::statistics::small_warning, visit::Visit};

/// Who is concerned, how many rows go, and a button to decide so.
pub(super) fn what_it_would_do(visit: &Visit, format: &Format, preview: &PolicyPreview) -> impl IntoView + use<> {
    let texts = visit.texts();
    let wish = &preview.wish;
    let found = preview.concerned;
    let number = || [("count", found.patrons.into()), ("shown", format.count(found.patrons).into())];
    let date = format.day_of(preview.takes_effect_at);
    let people = match &preview.name {
        Some(name) => texts.fill(key::HISTORY_STAFF_PREVIEW_NAME, &[("name", name.clone().into())]).to_string(),
        None => texts.fill(key::HISTORY_STAFF_PREVIEW_PATRONS, &number()).to_string(),
    };
    let inherits = wish.policy.is_none().then(|| {
        let text = texts.fill(key::HISTORY_STAFF_PREVIEW_INHERIT, &[("date", date.clone().into())]).to_string();
        view! { <p>{text}" "{words(texts, Some(preview.holds))}</p> }
    });
    let does = match preview.holds {
        Policy { after: After::Never, .. } => {
            texts.fill(key::HISTORY_STAFF_PREVIEW_NEVER, &[("date", date.into())]).to_string()
        }
        _ => {
            let key =
                if preview.goes_by_itself { key::HISTORY_STAFF_PREVIEW_GOES } else { key::HISTORY_STAFF_PREVIEW_STAYS };
            let concerned = format.count(found.with_rows);
            let rows = format.count(found.rows);
            texts
                .fill(key, &[("concerned", concerned.into()), ("shown", rows.into()), ("date", date.into())])
                .to_string()
        }
    };
    let (after, days) = match wish.policy.map(|policy| policy.after) {
        Some(After::Days(days)) => (String::from("days"), days.to_string()),
        Some(after) => (after.code(), String::new()),
        None => (String::new(), String::new()),
    };
    let hidden = [
        ("whose", wish.whose.clone()),
        ("keeping", wish.policy.map_or_else(|| String::from("inherit"), |policy| policy.keeping.name().to_owned())),
        ("after", after),
        ("days", days),
        ("in", wish.days.to_string()),
    ]
    .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
    .collect_view();
    view! {
        <section class="notice decision" aria-labelledby="would-title">
            <h2 id="would-title">{texts.say(key::HISTORY_STAFF_PREVIEW_TITLE)}</h2>
            <p>{words(texts, wish.policy)}</p>
            {inherits}
            <p>{people}" "{does}</p>
            {preview.asking.map(|_| consents(texts, format, &found))}
            {preview.small.map(|small| small_warning(visit, format, &small))}
            <form class="stack" method="post" action=visit.href("/staff/loan-history")>
                {hidden}
                {preview.asking.and_then(|asking| ask(texts, asking, preview.may_ask))}
                <button class="button" type="submit">{texts.fill(key::HISTORY_STAFF_CONFIRM, &number()).to_string()}</button>
            </form>
        </section>
    }
}

/// Who agreed to be kept longer, and who has not answered.
fn consents(texts: Texts, format: &Format, found: &Concerned) -> impl IntoView + use<> {
    let keeping = [
        ("keeping", found.keeping.into()),
        ("shown", format.count(found.keeping).into()),
        ("kept", format.count(found.kept_rows).into()),
        ("goes", format.count(found.rows - found.kept_rows).into()),
    ];
    let keeping = texts.fill(key::HISTORY_STAFF_PREVIEW_KEEPING, &keeping).to_string();
    let silent = [("count", found.silent.into()), ("shown", format.count(found.silent).into())];
    let silent = texts.fill(key::HISTORY_STAFF_PREVIEW_SILENT, &silent).to_string();
    view! {
        <p>{keeping}</p>
        <p>{silent}</p>
    }
}

/// Whether those whose consent is needed are asked: with the decision, or set elsewhere already.
fn ask(texts: Texts, asking: Asking, may_ask: bool) -> Option<AnyView> {
    if asking.asks() {
        return Some(view! { <p>{texts.say(key::HISTORY_STAFF_ASKED)}</p> }.into_any());
    }
    may_ask.then(|| {
        view! {
            <div class="choice">
                <input type="checkbox" id="ask" name="ask" value="1" checked=true aria-describedby="ask-hint" />
                <label for="ask">{texts.say(key::HISTORY_STAFF_ASK)}</label>
            </div>
            <p class="hint" id="ask-hint">{texts.say(key::HISTORY_STAFF_ASK_HINT)}</p>
        }
        .into_any()
    })
}

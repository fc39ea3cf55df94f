//! On a patron's page: what keeps their data, and how far it has come if they did not renew.

use carrel_domain::Date;
use carrel_services::retention::PatronRetention;
use carrel_texts::key;
use leptos::prelude::*;

use super::retention::people::{hold_words, stage_words, told_words};
use crate::{
    components::text_area::TextArea,
    visit::{PageError, Visit},
};

/// Holds with what lifts them, the form for a new one, and the stage with what stops it.
pub fn retention_panel(visit: &Visit, patron: &str, found: &PatronRetention) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let place = visit.href(&format!("/staff/patrons/{patron}/hold"));
    let holds = found
        .holds
        .iter()
        .map(|hold| {
            let text = hold_words(visit, &format, hold);
            let by = hold.placed_by.clone().filter(|name| !name.is_empty());
            let by = by.map(|name| texts.fill(key::HOLD_BY, &[("name", name.into())]));
            view! {
                <li>
                    <p dir="auto">{text}</p>
                    <p class="hint" dir="auto">{by}</p>
                    <form method="post" action=format!("{place}/lift")>
                        <input type="hidden" name="hold" value=hold.public_id.clone() />
                        <button class="button-quiet" type="submit">{texts.say(key::HOLD_LIFT)}</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let stage = found.stage.as_ref().map(|one| {
        let day = |text: &str| Date::parse(text).map(|day| format.date(day)).unwrap_or_default();
        let text = texts.fill(
            key::STAGE_LINE,
            &[
                ("ended", day(&one.expired_on).into()),
                ("stage", stage_words(visit, one).into()),
                ("next", day(&one.next_on).into()),
            ],
        );
        let action = visit.href(&format!("/staff/patrons/{patron}/stage"));
        let form = if one.stopped_at.is_some() {
            view! {
                <form method="post" action=action>
                    <input type="hidden" name="do" value="resume" />
                    <button class="button-quiet" type="submit">{texts.say(key::STAGE_RESUME_BUTTON)}</button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <form class="stack" method="post" action=action>
                    <input type="hidden" name="do" value="stop" />
                    <div class="field">
                        <label for="stop-reason">{texts.say(key::STAGE_STOP_LABEL)}</label>
                        <input type="text" id="stop-reason" name="reason" maxlength="500" required=true />
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::STAGE_STOP_BUTTON)}</button>
                </form>
            }
            .into_any()
        };
        let told = told_words(visit, &format, one).map(|told| view! { <p class="hint">{told}</p> });
        let mark = one.is_untold().then(|| {
            view! {
                <form method="post" action=visit.href("/staff/retention/people/told")>
                    <input type="hidden" name="person" value=one.patron.clone() />
                    <button class="button-quiet" type="submit">{texts.say(key::RETENTION_MARK)}</button>
                </form>
            }
        });
        view! { <p dir="auto">{text}</p> {told} {mark} {form} }
    });
    let is_empty = found.holds.is_empty();
    Ok(view! {
        <section class="panel-sheet" aria-labelledby="hold-title">
            <h2 id="hold-title">{texts.say(key::HOLD_TITLE)}</h2>
            {stage}
            {is_empty.then(|| view! { <p>{texts.say(key::HOLD_NONE)}</p> })}
            <ul>{holds}</ul>
            <p>
                <a href=visit.href(&format!("/staff/loan-history?whose=patron:{patron}"))>
                    {texts.say(key::HISTORY_STAFF_LINK)}
                </a>
            </p>
            <h3>{texts.say(key::HOLD_PLACE_TITLE)}</h3>
            <form class="stack" method="post" action=place.clone()>
                <p>{texts.say(key::HOLD_PLACE_TEXT)}</p>
                <div class="field">
                    <label for="hold_reason">{texts.say(key::HOLD_REASON_LABEL)}</label>
                    <TextArea name="hold_reason" value="" rows=2 maxlength=500 required=true />
                </div>
                <div class="field">
                    <label for="until">{texts.say(key::HOLD_UNTIL_LABEL)}</label>
                    <input type="date" id="until" name="until" />
                </div>
                <button class="button-quiet" type="submit">{texts.say(key::HOLD_PLACE_BUTTON)}</button>
            </form>
        </section>
    }
    .into_any())
}

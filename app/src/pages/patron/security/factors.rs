//! Second factors on the overview of one's account, and what staff are told of them.

use carrel_services::factors::StaffFactor;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// What the account has, and the ways to change it.
pub(super) async fn section(visit: &Visit) -> Result<AnyView, PageError> {
    let mine = visit.services.my_factors(visit.session()?).await?;
    let texts = visit.texts();
    let app = if mine.totp_since.is_some() { key::FACTORS_APP_ON } else { key::FACTORS_APP_OFF };
    let passkeys = texts.fill(key::FACTORS_PASSKEYS, &[("count", mine.factors.passkeys.into())]);
    let codes = texts.fill(key::FACTORS_CODES, &[("count", mine.factors.codes.into())]);
    Ok(view! {
        <section class="block" aria-labelledby="factors-title">
            <h2 id="factors-title">{texts.say(key::FACTORS_TITLE)}</h2>
            {staff_notice(visit)?}
            <p>{texts.say(app)}" "<a href=visit.href("/security/two-step")>{texts.say(key::TWO_STEP_LINK)}</a></p>
            <p>{passkeys}" "<a href=visit.href("/security/passkeys")>{texts.say(key::PASSKEYS_LINK)}</a></p>
            {mine.factors.any().then(|| view! { <p>{codes}</p> })}
        </section>
    }
    .into_any())
}

/// What staff without a second factor are told: until when, or that their roles rest.
pub fn staff_notice(visit: &Visit) -> Result<Option<AnyView>, PageError> {
    let texts = visit.texts();
    let text = match visit.session()?.factor {
        StaffFactor::NotNeeded => return Ok(None),
        StaffFactor::Until(end) => texts.fill(key::STAFF_FACTOR_UNTIL, &[("date", visit.format()?.time(end).into())]),
        StaffFactor::Missing => texts.say(key::STAFF_FACTOR_MISSING).to_owned(),
    };
    Ok(Some(view! { <div class="notice notice-warn"><p>{text}</p></div> }.into_any()))
}

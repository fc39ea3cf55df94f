//! What the library asks consent for: the list.

mod desk;
mod purpose;

use carrel_services::consents::PurposeLine;
use carrel_texts::{Format, key};
use leptos::prelude::*;
use leptos_meta::Title;

pub use self::{
    desk::ConsentsPanel,
    purpose::{ConsentPreview, ConsentPurposePage},
};
use crate::{
    components::{consent_parts::purpose_name, form_again::FormAgain},
    visit::{PageError, Visit},
};

/// The page.
#[component]
pub fn ConsentPurposesPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(lines) => page(&visit, &lines, again.as_ref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<PurposeLine>, PageError> {
    Ok(visit.services.consent_purposes(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, lines: &[PurposeLine], again: Option<&FormAgain>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let rows = lines.iter().map(|line| row(visit, &format, line)).collect::<Result<Vec<_>, _>>()?;
    let heads = [
        key::CONSENT_COLUMN_PURPOSE,
        key::CONSENT_COLUMN_ASKING,
        key::CONSENT_COLUMN_GIVEN,
        key::CONSENT_COLUMN_REFUSED,
        key::CONSENT_COLUMN_SILENT,
    ]
    .map(|head| view! { <th role="columnheader" scope="col">{texts.say(head)}</th> });
    Ok(view! {
        <Title text=texts.say(key::CONSENT_PURPOSES_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::CONSENT_PURPOSES_TITLE)}</h1></header>
            {FormAgain::problem(again)}
            <p>{texts.say(key::CONSENT_PURPOSES_LEAD)}</p>
            <table class="rows desk-table" role="table">
                <caption class="visually-hidden">{texts.say(key::CONSENT_PURPOSES_TITLE)}</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <form class="panel-sheet desk-form" method="post" action=visit.href("/staff/consents")>
                <h2>{texts.say(key::CONSENT_NEW_TITLE)}</h2>
                <div class="field">
                    <label for="code">{texts.say(key::CONSENT_NEW_CODE)}</label>
                    <p class="hint" id="code-hint">{texts.say(key::CONSENT_NEW_CODE_HINT)}</p>
                    <input
                        type="text"
                        id="code"
                        name="code"
                        value=FormAgain::typed(again, "code")
                        maxlength="40"
                        required
                        autocomplete="off"
                        aria-invalid=FormAgain::is_wrong(again, &["consent-code"])
                        aria-describedby=FormAgain::described_by(again, &["consent-code"]).unwrap_or("code-hint")
                    />
                </div>
                <button class="button-quiet" type="submit">{texts.say(key::CONSENT_NEW_BUTTON)}</button>
            </form>
        </div>
    }
    .into_any())
}

fn row(visit: &Visit, format: &Format, line: &PurposeLine) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let code = &line.purpose.code;
    let name = purpose_name(visit, code)?;
    let asking = texts.code("consent-asking", line.purpose.asking.name()).into_owned();
    let counts = [
        (key::CONSENT_COLUMN_GIVEN, line.standing.given + line.standing.given_older),
        (key::CONSENT_COLUMN_REFUSED, line.standing.refused),
        (key::CONSENT_COLUMN_SILENT, line.standing.silent()),
    ]
    .map(|(head, count)| view! { <td role="cell" data-label=texts.say(head)>{format.count(count)}</td> });
    Ok(view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a href=visit.href(&format!("/staff/consents/{code}")) dir="auto">{name}</a>
                " "<span class="hint">{code.clone()}</span>
            </th>
            <td role="cell" data-label=texts.say(key::CONSENT_COLUMN_ASKING)>{asking}</td>
            {counts}
        </tr>
    }
    .into_any())
}

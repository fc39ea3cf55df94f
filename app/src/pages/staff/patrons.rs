//! Find a patron.

use carrel_domain::Permission;
use carrel_services::patrons::{MOST_FOUND, PatronLine};
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::{PageError, Visit};

/// What was looked for, and who was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// As typed.
    pub text: String,
    /// Who was found.
    pub lines: Vec<PatronLine>,
}

/// The search form, and what it found.
#[component]
pub fn PatronsPage() -> impl IntoView {
    let visit = Visit::current();
    let found = use_context::<Found>();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(()) => page(&visit, found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<(), PageError> {
    visit.services.check(visit.session()?, Permission::ViewBorrowers, &visit.origin).await?;
    Ok(())
}

fn page(visit: &Visit, found: Option<Found>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let text = found.as_ref().map(|found| found.text.clone()).unwrap_or_default();
    let results = found.map(|found| results(visit, found)).transpose()?;
    let corrects = visit.session()?.actor.has(Permission::EditContact);
    Ok(view! {
        <Title text=texts.say(key::PATRONS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::PATRONS_TITLE)}</h1>
                {corrects.then(|| view! {
                    <p><a href=visit.href("/staff/contact-changes")>{texts.say(key::CONTACT_CHANGES_TITLE)}</a></p>
                })}
            </header>
            <form class="panel-sheet inline-form" method="post" action=visit.href("/staff/patrons") role="search">
                <div class="field">
                    <label for="find">{texts.say(key::PATRONS_FIND_LABEL)}</label>
                    <p class="hint" id="find-hint">{texts.say(key::PATRONS_FIND_HINT)}</p>
                    <input
                        id="find"
                        name="find"
                        type="search"
                        value=text
                        maxlength="200"
                        autocomplete="off"
                        autofocus=true
                        aria-describedby="find-hint"
                    />
                </div>
                <button class="button" type="submit">{texts.say(key::FIND_BUTTON)}</button>
            </form>
            {results}
            <p><a href=visit.href("/staff/contact")>{texts.say(key::CONTACT_TITLE)}</a></p>
        </div>
    }
    .into_any())
}

fn results(visit: &Visit, found: Found) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let profile = visit.profile()?;
    let count = found.lines.len();
    let said = if count >= MOST_FOUND as usize {
        texts.say(key::PATRONS_TOO_MANY).to_owned()
    } else {
        texts.fill(key::PATRONS_FOUND, &[("count", i64::try_from(count).unwrap_or_default().into())])
    };
    let rows = found
        .lines
        .into_iter()
        .map(|line| {
            let library = line.library.as_deref().map(|code| profile.library(code).to_owned()).unwrap_or_default();
            let category = line.patron_category.as_deref();
            let category = category.map(|code| profile.names.categories.get(code).cloned().unwrap_or(code.to_owned()));
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" data-label=texts.say(key::COLUMN_NAME) dir="auto">
                        <a href=visit.href(&format!("/staff/patrons/{}", line.public_id))>{line.name()}</a>
                    </th>
                    <td role="cell" data-label=texts.say(key::COLUMN_CARDNUMBER)>{line.cardnumber.clone()}</td>
                    <td role="cell" data-label=texts.say(key::COLUMN_LIBRARY) dir="auto">{library}</td>
                    <td role="cell" data-label=texts.say(key::COLUMN_CATEGORY) dir="auto">{category}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [key::COLUMN_NAME, key::COLUMN_CARDNUMBER, key::COLUMN_LIBRARY, key::COLUMN_CATEGORY]
        .map(|name| view! { <th role="columnheader" scope="col">{texts.say(name)}</th> })
        .collect_view();
    Ok(view! {
        <section aria-labelledby="found">
            <p id="found" class="count" role="status">{said}</p>
            {(count > 0).then(|| view! {
                <table class="rows desk-table" role="table">
                    <caption class="visually-hidden">{texts.say(key::PATRONS_TITLE)}</caption>
                    <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            })}
        </section>
    })
}

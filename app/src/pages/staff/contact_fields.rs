//! Which contact data patrons may correct themselves, by patron category.

use std::collections::HashMap;

use carrel_domain::contact::ContactField;
use carrel_services::contact::OwnRules;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    pages::patron::contact::field_name,
    visit::{PageError, Visit},
};

type Allowed = HashMap<Option<String>, OwnRules>;

/// The grid: categories down, fields across.
#[component]
pub fn ContactFieldsPage() -> impl IntoView {
    let visit = Visit::current();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    Suspend::new(async move {
        match load(&visit).await {
            Ok(allowed) => page(&visit, &allowed, is_done).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Allowed, PageError> {
    Ok(visit.services.contact_fields(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, allowed: &Allowed, is_done: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let heads = ContactField::ALL.map(|field| view! { <th scope="col">{field_name(visit, field)}</th> }).collect_view();
    let mut categories: Vec<(String, String)> = visit.profile()?.names.categories.clone().into_iter().collect();
    categories.sort_by_key(|(_, name)| name.to_lowercase());
    let usual = row(visit, None, texts.say(key::CONTACT_FIELDS_ALL), allowed.get(&None));
    let rows = categories
        .iter()
        .map(|(code, name)| row(visit, Some(code), name, allowed.get(&Some(code.clone()))))
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::CONTACT_FIELDS_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::CONTACT_FIELDS_TITLE)}</h1></header>
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SETTINGS_SAVED)}</p></div>
            })}
            <p>{texts.say(key::CONTACT_FIELDS_LEAD)}</p>
            <p>{texts.say(key::CONTACT_FIELDS_EMAIL_LEAD)}</p>
            <form class="stack" method="post" action=visit.href("/staff/contact-fields")>
                <div class="ways" tabindex="0" role="region" aria-label=texts.say(key::CONTACT_FIELDS_TITLE)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::MESSAGE_CATEGORY)}</th>
                                <th scope="col">{texts.say(key::CONTACT_FIELDS_OWN)}</th>
                                {heads}
                                <th scope="col">{texts.say(key::CONTACT_FIELDS_EMAIL)}</th>
                            </tr>
                        </thead>
                        <tbody>{usual}{rows}</tbody>
                    </table>
                </div>
                <p><button class="button" type="submit">{texts.say(key::SETTINGS_BUTTON)}</button></p>
                <p class="fine">{texts.say(key::SETTINGS_FINE)}</p>
            </form>
        </div>
    }
    .into_any())
}

fn row(visit: &Visit, code: Option<&str>, name: &str, rules: Option<&OwnRules>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let id = code.unwrap_or_default().to_owned();
    let own = code.map(|code| {
        let label = format!("{}: {name}", texts.say(key::CONTACT_FIELDS_OWN));
        view! { <input type="checkbox" name=format!("own|{code}") value="1" aria-label=label checked=rules.is_some() /> }
    });
    let cell = |field: &str, label: &str, checked: bool| {
        let label = format!("{name}: {label}");
        let box_name = format!("may|{id}|{field}");
        view! { <td><input type="checkbox" name=box_name value="1" aria-label=label checked=checked /></td> }
    };
    let cells = ContactField::ALL
        .map(|field| {
            let checked = rules.is_some_and(|rules| rules.fields.contains(&field));
            cell(field.name(), &field_name(visit, field), checked)
        })
        .collect_view();
    let email = cell("email", texts.say(key::CONTACT_FIELDS_EMAIL), rules.is_some_and(|rules| rules.email));
    view! {
        <tr>
            <th scope="row" dir="auto">{name.to_owned()}</th>
            <td>{own}</td>
            {cells}
            {email}
        </tr>
    }
}

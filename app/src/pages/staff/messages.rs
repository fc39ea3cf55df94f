//! Which ways of telling people the library offers, and what is usual for each patron category.

use std::collections::HashMap;

use carrel_domain::messages::Channel;
use carrel_services::messages::MessageLine;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{form_again::FormAgain, message_grid::MessageTable},
    visit::{PageError, Visit},
};

type Offered = HashMap<Option<String>, Vec<Channel>>;

/// The page: the ways, and the usual messages of the category in the address.
#[component]
pub fn MessageSettingsPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let query = use_query_map().get_untracked();
    let is_done = query.get("done").is_some();
    let category = again
        .as_ref()
        .map_or_else(|| query.get("category").unwrap_or_default(), |again| FormAgain::typed(Some(again), "category"));
    Suspend::new(async move {
        match load(&visit, &category).await {
            Ok((offered, lines)) => {
                page(&visit, &offered, &category, lines, again.as_ref(), is_done).unwrap_or_else(PageError::page)
            }
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, category: &str) -> Result<(Offered, Vec<MessageLine>), PageError> {
    let session = visit.session()?;
    let offered = visit.services.message_channels(session, &visit.origin).await?;
    Ok((offered, visit.services.message_defaults(session, category, &visit.origin).await?))
}

fn page(
    visit: &Visit,
    offered: &Offered,
    category: &str,
    lines: Vec<MessageLine>,
    again: Option<&FormAgain>,
    is_done: bool,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let names = visit.profile()?.names.clone();
    let heads = Channel::ALL
        .map(|channel| view! { <th scope="col">{texts.code("transport", channel.name())}</th> })
        .collect_view();
    let mut libraries: Vec<(&String, &String)> = names.libraries.iter().collect();
    libraries.sort_by_key(|(_, name)| name.to_lowercase());
    let rows = libraries
        .into_iter()
        .map(|(code, name)| ways_row(visit, Some(code), name, offered.get(&Some(code.clone()))))
        .collect_view();
    let usual = ways_row(visit, None, texts.say(key::MESSAGE_WAYS_ALL), offered.get(&None));
    let mut categories: Vec<(String, String)> = names.categories.clone().into_iter().collect();
    categories.sort_by_key(|(_, name)| name.to_lowercase());
    let options = std::iter::once((String::new(), texts.say(key::MESSAGE_CATEGORY_ALL).to_owned()))
        .chain(categories)
        .map(|(code, name)| {
            let selected = code == category;
            view! { <option value=code selected=selected>{name}</option> }
        })
        .collect_view();
    Ok(view! {
        <Title text=texts.say(key::MESSAGE_SETTINGS_TITLE) />
        <div class="page desk">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/staff/settings")>{texts.say(key::SETTINGS_TITLE)}</a>
            </nav>
            <header class="desk-head"><h1>{texts.say(key::MESSAGE_SETTINGS_TITLE)}</h1></header>
            {FormAgain::problem(again)}
            {is_done.then(|| view! {
                <div class="notice" role="status"><p>{texts.say(key::SETTINGS_SAVED)}</p></div>
            })}
            <form class="settings" method="post" action=visit.href("/staff/messages/ways")>
                <h2>{texts.say(key::MESSAGE_WAYS_TITLE)}</h2>
                <p>{texts.say(key::MESSAGE_WAYS_LEAD)}</p>
                <div class="ways" tabindex="0" role="region" aria-label=texts.say(key::MESSAGE_WAYS_TITLE)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::COLUMN_LIBRARY)}</th>
                                <th scope="col">{texts.say(key::MESSAGE_WAYS_OWN)}</th>
                                {heads}
                            </tr>
                        </thead>
                        <tbody>{usual}{rows}</tbody>
                    </table>
                </div>
                <p><button class="button" type="submit">{texts.say(key::MESSAGE_WAYS_BUTTON)}</button></p>
            </form>
            <section aria-labelledby="usual-title">
                <h2 id="usual-title">{texts.say(key::MESSAGE_USUAL_TITLE)}</h2>
                <p>{texts.say(key::MESSAGE_USUAL_LEAD)}</p>
                <form class="inline-form" method="get" action=visit.href("/staff/messages")>
                    <div class="field">
                        <label for="category">{texts.say(key::MESSAGE_CATEGORY)}</label>
                        <select id="category" name="category">{options}</select>
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::MESSAGE_CATEGORY_SHOW)}</button>
                </form>
                <form method="post" action=visit.href("/staff/messages/usual")>
                    <input type="hidden" name="category" value=category.to_owned() />
                    <MessageTable lines channels=Channel::ALL.to_vec() says_usual=!category.is_empty() />
                    <p><button class="button" type="submit">{texts.say(key::MESSAGE_USUAL_BUTTON)}</button></p>
                </form>
            </section>
        </div>
    }
    .into_any())
}

fn ways_row(visit: &Visit, code: Option<&str>, name: &str, channels: Option<&Vec<Channel>>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let id = code.unwrap_or_default().to_owned();
    let own = code.map(|code| {
        let label = format!("{}: {name}", texts.say(key::MESSAGE_WAYS_OWN));
        view! { <input type="checkbox" name=format!("own|{code}") value="1" aria-label=label checked=channels.is_some() /> }
    });
    let cells = Channel::ALL
        .map(|channel| {
            let label = format!("{name}: {}", texts.code("transport", channel.name()));
            let checked = channels.is_some_and(|channels| channels.contains(&channel));
            let field = format!("way|{id}|{}", channel.name());
            view! { <td><input type="checkbox" name=field value="1" aria-label=label checked=checked /></td> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row" dir="auto">{name.to_owned()}</th>
            <td>{own}</td>
            {cells}
        </tr>
    }
}

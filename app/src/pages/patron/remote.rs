//! What another service tells of whoever looks.

use carrel_domain::remote::RemotePart;
use carrel_services::remote::{RemoteView, SourceName};
use carrel_texts::{Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::visit::{PageError, Visit};

/// A table has so many columns at most.
const COLUMNS: usize = 5;

/// The page of one other service.
#[component]
pub fn RemotePage() -> impl IntoView {
    let visit = Visit::current();
    let name = use_params_map().get_untracked().get_str("source").unwrap_or_default().to_owned();
    Suspend::new(async move {
        match load(&visit, &name).await {
            Ok(found) => page(&visit, &found).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, name: &str) -> Result<RemoteView, PageError> {
    let (session, profile) = (visit.session()?, visit.profile()?);
    Ok(visit.services.remote_source(session, profile, name, &visit.origin).await?)
}

fn page(visit: &Visit, found: &RemoteView) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let title = found.source.title.of(visit.language).to_owned();
    let lead = found.source.lead.of(visit.language).to_owned();
    let has_titles = found.data.parts.len() > 1;
    // Where nothing came, for one reason, it is said once.
    let nothing = found.data.parts.first().and_then(|part| part.trouble).filter(|trouble| {
        found.data.parts.iter().all(|part| part.trouble == Some(*trouble) && part.fetched_at.is_none())
    });
    let parts = found
        .data
        .parts
        .iter()
        .enumerate()
        .filter(|_| nothing.is_none())
        .map(|(number, shown)| part(visit, &title, shown, has_titles.then_some(number)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let has_trouble = found.data.parts.iter().any(|part| part.trouble.is_some());
    let again = visit.href(&format!("/my-data/remote/{}", found.source.name));
    Ok(view! {
        <Title text=title.clone() />
        <div class="page with-note of-list">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/my-data")>{texts.say(key::MY_DATA_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1 dir="auto">{title.clone()}</h1>
                {(!lead.is_empty()).then(|| view! { <p class="lead" dir="auto">{lead}</p> })}
                <p class="fine">{texts.say(key::REMOTE_LEAD)}</p>
            </header>
            <div class="content">
                {nothing.map(|code| view! { <p class="notice" role="status">{why(visit, code)}</p> })}
                {parts}
                {has_trouble.then(|| view! {
                    <p class="actions"><a class="button" href=again>{texts.say(key::REMOTE_AGAIN)}</a></p>
                })}
            </div>
        </div>
    }
    .into_any())
}

/// Why something did not come, in words.
fn why(visit: &Visit, code: &str) -> &'static str {
    visit.texts().say(Key::find(&format!("remote-why-{code}")).unwrap_or(key::REMOTE_WHY_OTHER))
}

/// One part; under a heading of its own where there are several.
fn part(visit: &Visit, source: &str, part: &RemotePart, number: Option<usize>) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let title = part.title.of(visit.language).to_owned();
    let why = part.trouble.map(|code| why(visit, code));
    let fetched = part.fetched_at.map(|time| texts.fill(key::REMOTE_FETCHED, &[("time", format.moment(time).into())]));
    let is_nothing = part.rows.is_empty() && part.fetched_at.is_some();
    let heading = number.map(|number| {
        let id = format!("part-{number}");
        view! { <h2 id=id dir="auto">{title.clone()}</h2> }
    });
    let caption = if number.is_some() { title } else { source.to_owned() };
    Ok(view! {
        <section class="remote-part">
            {heading}
            {why.map(|text| view! { <p class="notice" role="status">{text}</p> })}
            {fetched.map(|text| view! { <p class="fine">{text}</p> })}
            {is_nothing.then(|| view! { <p>{texts.say(key::REMOTE_NOTHING)}</p> })}
            {(!part.rows.is_empty()).then(|| table(visit, caption, part))}
        </section>
    }
    .into_any())
}

/// The rows, their first fields as columns and the others as details. Whatever they say is text.
fn table(visit: &Visit, caption: String, part: &RemotePart) -> impl IntoView + use<> {
    let texts = visit.texts();
    let names: Vec<String> = part.fields.iter().map(|field| field.heading.of(visit.language).to_owned()).collect();
    let shown = if names.len() > COLUMNS { COLUMNS - 1 } else { names.len() };
    let head = names
        .iter()
        .take(shown)
        .map(|name| view! { <th role="columnheader" scope="col" class="text" dir="auto">{name.clone()}</th> })
        .collect_view();
    let has_details = shown < names.len();
    let details_head = has_details.then(|| {
        view! {
            <th role="columnheader" scope="col"><span class="visually-hidden">{texts.say(key::DETAILS)}</span></th>
        }
    });
    let body = part.rows.iter().map(|row| table_row(visit, &names, shown, row)).collect_view();
    view! {
        <table class="rows rows-remote" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{head}{details_head}</tr></thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    }
}

fn table_row(visit: &Visit, names: &[String], shown: usize, row: &[String]) -> impl IntoView + use<> {
    let written = |text: &String| {
        let is_nothing = text.is_empty();
        let text = if is_nothing { String::from("–") } else { text.clone() };
        (text, if is_nothing { "nothing" } else { "text" })
    };
    let both = || names.iter().zip(row);
    let cells = both()
        .take(shown)
        .enumerate()
        .map(|(number, (name, text))| {
            let (name, (text, class)) = (name.clone(), written(text));
            if number == 0 {
                view! { <th role="rowheader" scope="row" data-label=name class=class dir="auto">{text}</th> }.into_any()
            } else {
                view! { <td role="cell" data-label=name class=class dir="auto">{text}</td> }.into_any()
            }
        })
        .collect_view();
    let details = both()
        .skip(shown)
        .map(|(name, text)| {
            let (name, (text, class)) = (name.clone(), written(text));
            view! { <div class=class><dt dir="auto">{name}</dt><dd dir="auto">{text}</dd></div> }
        })
        .collect_view();
    let details = (!details.is_empty()).then(|| {
        view! {
            <td role="cell" class="more">
                <details>
                    <summary>{visit.texts().say(key::DETAILS)}</summary>
                    <div class="panel"><dl>{details}</dl></div>
                </details>
            </td>
        }
    });
    view! { <tr role="row">{cells}{details}</tr> }
}

/// The other services as a group of cards; nothing where there are none.
pub fn remote_group(visit: &Visit, sources: &[SourceName]) -> Option<AnyView> {
    let texts = visit.texts();
    let cards = sources
        .iter()
        .map(|source| {
            let lead = source.lead.of(visit.language).to_owned();
            view! {
                <li class="card">
                    <h3 dir="auto">
                        <a href=visit.href(&format!("/my-data/remote/{}", source.name))>
                            {source.title.of(visit.language).to_owned()}
                        </a>
                    </h3>
                    <p class="card-count">{texts.say(key::REMOTE_CARD)}</p>
                    <div class="card-facts">
                        {(!lead.is_empty()).then(|| view! { <p class="card-kept" dir="auto">{lead}</p> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    (!sources.is_empty()).then(|| {
        view! {
            <section class="group" aria-labelledby="group-remote">
                <h2 id="group-remote">{texts.say(key::GROUP_REMOTE)}</h2>
                <ul class="cards">{cards}</ul>
            </section>
        }
        .into_any()
    })
}

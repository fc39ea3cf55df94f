//! Libraries: what they are called, and ending one.

use carrel_services::libraries::{Ending, LONGEST_NAME, LibraryLine};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::form_again::FormAgain,
    visit::{PageError, Visit},
};

/// The libraries, and forms to rename one and to begin ending one.
#[component]
pub fn LibrariesPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let done = use_query_map().get_untracked().get("done");
    Suspend::new(async move {
        match load(&visit).await {
            Ok(libraries) => page(&visit, libraries, again.as_ref(), done.as_deref()).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<Vec<LibraryLine>, PageError> {
    Ok(visit.services.list_libraries(visit.session()?, &visit.origin).await?)
}

fn page(
    visit: &Visit,
    libraries: Vec<LibraryLine>,
    again: Option<&FormAgain>,
    done: Option<&str>,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let done = match done {
        Some("renamed") => Some(key::LIBRARY_RENAMED),
        Some("merge") => Some(key::LIBRARY_MERGED),
        Some("close") => Some(key::LIBRARY_CLOSED),
        _ => None,
    };
    let open: Vec<LibraryLine> = libraries.iter().filter(|library| library.moved_to.is_none()).cloned().collect();
    let rows = libraries.iter().map(|library| row(visit, &format, &libraries, library)).collect_view();
    let rename = rename_form(visit, &open, again);
    let end = (open.len() > 1).then(|| end_form(visit, &open));
    Ok(view! {
        <Title text=texts.say(key::LIBRARIES_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::LIBRARIES_TITLE)}</h1>
                <p><a href=visit.href("/staff/roles")>{texts.say(key::LIBRARIES_BACK)}</a></p>
            </header>
            {FormAgain::problem(again)}
            {done.map(|text| view! { <div class="notice" role="status"><p>{texts.say(text)}</p></div> })}
            <div class="desk-columns">
                <div>
                    <section class="panel-sheet" aria-labelledby="list-title">
                        <h2 id="list-title">{texts.say(key::LIBRARIES_LIST)}</h2>
                        <ul class="holders">{rows}</ul>
                    </section>
                </div>
                <div>
                    {rename}
                    {end}
                </div>
            </div>
        </div>
    }
    .into_any())
}

fn row(visit: &Visit, format: &Format, all: &[LibraryLine], library: &LibraryLine) -> impl IntoView + use<> {
    let texts = visit.texts();
    let what = match &library.moved_to {
        Some(code) => {
            let to = all.iter().find(|other| other.code == *code).map_or(code, |other| &other.name);
            texts.fill(key::LIBRARY_PART_OF, &[("name", to.clone().into())])
        }
        None => [(key::LIBRARY_PATRONS, library.patrons), (key::LIBRARY_ROLES, library.grants)]
            .map(|(text, count)| texts.fill(text, &[("count", count.into()), ("shown", format.count(count).into())]))
            .join(", "),
    };
    view! {
        <li>
            <p class="holder-name" dir="auto">
                <strong>{library.name.clone()}</strong> " " <span class="hint">{library.code.clone()}</span>
            </p>
            <p>{what}</p>
        </li>
    }
}

fn options(libraries: &[LibraryLine], chosen: &str) -> Vec<AnyView> {
    libraries
        .iter()
        .map(|library| {
            view! {
                <option value=library.code.clone() selected=library.code == chosen>{library.name.clone()}</option>
            }
            .into_any()
        })
        .collect()
}

fn rename_form(visit: &Visit, open: &[LibraryLine], again: Option<&FormAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let typed = |name| FormAgain::typed(again, name);
    view! {
        <section class="panel-sheet" aria-labelledby="rename-title">
            <h2 id="rename-title">{texts.say(key::RENAME_TITLE)}</h2>
            <form class="stack" method="post" action=visit.href("/staff/libraries/rename")>
                <div class="field">
                    <label for="code">{texts.say(key::RENAME_LIBRARY)}</label>
                    <select id="code" name="code">{options(open, &typed("code"))}</select>
                </div>
                <div class="field">
                    <label for="name">{texts.say(key::RENAME_NAME)}</label>
                    <input
                        type="text"
                        id="name"
                        name="name"
                        value=typed("name")
                        maxlength=LONGEST_NAME.to_string()
                        required
                        autocomplete="off"
                        aria-invalid=FormAgain::is_wrong(again, &["name"])
                        aria-describedby=FormAgain::described_by(again, &["name"])
                    />
                </div>
                <button class="button" type="submit">{texts.say(key::RENAME_BUTTON)}</button>
            </form>
        </section>
    }
}

/// Asks what is to end; the next page says what that would do.
fn end_form(visit: &Visit, open: &[LibraryLine]) -> impl IntoView + use<> {
    let texts = visit.texts();
    let choices = [Ending::Merge, Ending::Close]
        .into_iter()
        .map(|ending| {
            let id = format!("ending-{}", ending.name());
            let hint_id = format!("{id}-hint");
            let say =
                |part: &str| Key::find(&format!("ending-{}{part}", ending.name())).map_or("", |key| texts.say(key));
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        name="ending"
                        id=id.clone()
                        value=ending.name()
                        checked=ending == Ending::Merge
                        aria-describedby=hint_id.clone()
                    />
                    <label for=id.clone()>{say("")}</label>
                    <p class="hint" id=hint_id.clone()>{say("-hint")}</p>
                </div>
            }
        })
        .collect_view();
    let last = open.last().map(|library| library.code.clone()).unwrap_or_default();
    view! {
        <section class="panel-sheet" aria-labelledby="end-title">
            <h2 id="end-title">{texts.say(key::END_LIBRARY_TITLE)}</h2>
            <form class="stack" method="get" action=visit.href("/staff/libraries/end")>
                <fieldset>
                    <legend>{texts.say(key::END_LIBRARY_HOW)}</legend>
                    {choices}
                </fieldset>
                <div class="field">
                    <label for="from">{texts.say(key::END_LIBRARY_FROM)}</label>
                    <select id="from" name="from">{options(open, "")}</select>
                </div>
                <div class="field">
                    <label for="to">{texts.say(key::END_LIBRARY_TO)}</label>
                    <select id="to" name="to">{options(open, &last)}</select>
                </div>
                <button class="button" type="submit">{texts.say(key::END_LIBRARY_SHOW)}</button>
                <p class="fine">{texts.say(key::END_LIBRARY_FINE)}</p>
            </form>
        </section>
    }
}

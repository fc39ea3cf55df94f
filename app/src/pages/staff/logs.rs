//! The log: searched by patron, staff, action, time; and whether it can be trusted.

use carrel_domain::{
    Date, Permission, Timestamp,
    log::{Module, OUTCOMES, actions},
};
use carrel_services::{
    audit::Interface,
    logs::{LogPage, LogWish, MOST_COUNTED, Place},
};
use carrel_texts::{Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    components::{drawings::EmptyState, log_table::LogTable},
    visit::{PageError, Visit},
};

/// A form whose card number nobody has.
#[derive(Clone, Copy, Debug)]
pub struct PersonUnknown;

/// What the address asks for.
pub fn read_wish(query: &ParamsMap) -> LogWish {
    let text = |name: &str| query.get_str(name).map(str::trim).filter(|text| !text.is_empty());
    let kept =
        |name: &str| text(name).map(|text| text.chars().filter(|c| !c.is_control()).take(100).collect::<String>());
    let date = |name: &str| text(name).and_then(|text| Date::parse(text).ok());
    LogWish {
        patron: kept("patron"),
        staff: kept("staff"),
        module: text("module").and_then(Module::from_name),
        action: text("action").and_then(|name| actions().find(|action| *action == name)),
        object: kept("object"),
        from: date("from"),
        until: date("until"),
        interface: text("interface").and_then(Interface::from_name),
        outcome: text("outcome").and_then(|name| OUTCOMES.into_iter().find(|outcome| *outcome == name)),
    }
}

/// The fields of a search, as they stand in addresses and forms.
pub fn fields(wish: &LogWish) -> Vec<(&'static str, String)> {
    let fields = [
        ("patron", wish.patron.clone()),
        ("staff", wish.staff.clone()),
        ("module", wish.module.map(|module| module.name().to_owned())),
        ("action", wish.action.map(str::to_owned)),
        ("object", wish.object.clone()),
        ("from", wish.from.map(|date| date.to_string())),
        ("until", wish.until.map(|date| date.to_string())),
        ("interface", wish.interface.map(|interface| interface.name().to_owned())),
        ("outcome", wish.outcome.map(str::to_owned)),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The address of a search, without language prefix.
pub fn address(wish: &LogWish, after: Option<Place>) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in fields(wish) {
        query.insert(name, value);
    }
    if let Some(after) = after {
        query.insert("after", format!("{}.{}", after.at.0, after.position));
    }
    format!("/staff/logs{}", query.to_query_string())
}

fn read_place(query: &ParamsMap) -> Option<Place> {
    let (at, position) = query.get_str("after")?.split_once('.')?;
    Some(Place { at: Timestamp(at.parse().ok()?), position: position.parse().ok()? })
}

/// The log.
#[component]
pub fn LogsPage() -> impl IntoView {
    let visit = Visit::current();
    let query = use_query_map().get_untracked();
    let (wish, after) = (read_wish(&query), read_place(&query));
    let is_unknown = use_context::<PersonUnknown>().is_some();
    Suspend::new(async move {
        match load(&visit, &wish, after).await {
            Ok(found) => page(&visit, &wish, after, found, is_unknown).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit, wish: &LogWish, after: Option<Place>) -> Result<LogPage, PageError> {
    Ok(visit.services.search_log(visit.session()?, visit.profile()?, wish, after, &visit.origin).await?)
}

fn page(
    visit: &Visit,
    wish: &LogWish,
    after: Option<Place>,
    found: LogPage,
    is_unknown: bool,
) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let said = if found.total > MOST_COUNTED {
        texts.fill(key::LOGS_FOUND_MANY, &[("shown", format.count(MOST_COUNTED).into())])
    } else {
        let shown = format.count(found.total);
        texts.fill(key::LOGS_FOUND, &[("count", found.total.into()), ("shown", shown.into())])
    };
    let is_empty = found.lines.is_empty();
    let none = if found.next.is_some() { key::LOGS_NONE_YET } else { key::LOGS_NONE };
    let older = found.next.map(|next| visit.href(&address(wish, Some(next))));
    let newest = after.map(|_| visit.href(&address(wish, None)));
    let may_see_patrons = visit.session()?.actor.has(Permission::ViewBorrowers);
    let (form, proof) = (search_form(visit, wish, &found, is_unknown), proof(visit, &found)?);
    let export = (!is_empty).then(|| export_form(visit, wish));
    let names = visit.profile()?.names.clone();
    Ok(view! {
        <Title text=texts.say(key::LOGS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::LOGS_TITLE)}</h1>
            </header>
            {form}
            <section aria-labelledby="found">
                <p id="found" class="count" role="status">{said}</p>
                {if is_empty {
                    view! { <EmptyState text=texts.say(none) /> }.into_any()
                } else {
                    view! { <LogTable lines=found.lines format names may_see_patrons /> }.into_any()
                }}
                <nav class="pages" aria-label=texts.say(key::PAGES_LABEL)>
                    {newest.map(|href| view! { <a class="button-quiet" href=href>{texts.say(key::LOGS_NEWEST)}</a> })}
                    {older.map(|href| view! { <a class="button-quiet" rel="next" href=href>{texts.say(key::LOGS_OLDER)}</a> })}
                </nav>
            </section>
            <div class="desk-columns">
                {proof}
                {export}
            </div>
        </div>
    }
    .into_any())
}

fn search_form(visit: &Visit, wish: &LogWish, found: &LogPage, is_unknown: bool) -> impl IntoView + use<> {
    let texts = visit.texts();
    let text_field = |id: &'static str, label: &'static str, value: Option<String>, hint: Option<&'static str>| {
        let described = hint.map(|_| format!("{id}-hint"));
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
                <input id=id name=id value=value maxlength="100" autocomplete="off" aria-describedby=described />
            </div>
        }
    };
    let date_field = |id: &'static str, label: &'static str, value: Option<Date>| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id name=id type="date" value=value.map(|date| date.to_string()) />
            </div>
        }
    };
    let select =
        |id: &'static str, label: &'static str, set: &'static str, codes: Vec<&'static str>, chosen: Option<&str>| {
            let options = codes
            .into_iter()
            .map(|code| view! { <option value=code selected={chosen == Some(code)}>{word(texts, set, code)}</option> })
            .collect_view();
            view! {
                <div class="field">
                    <label for=id>{label}</label>
                    <select id=id name=id>
                        <option value="">{texts.say(key::LOGS_ANY)}</option>
                        {options}
                    </select>
                </div>
            }
        };
    let mut by_word: Vec<&'static str> = actions().collect();
    by_word.sort_by_key(|code| word(texts, "action", code));
    view! {
        <form class="panel-sheet" method="post" action=visit.href("/staff/logs") role="search">
            <h2>{texts.say(key::LOGS_SEARCH_TITLE)}</h2>
            {is_unknown.then(|| view! { <div class="notice notice-warn" role="alert"><p>{texts.say(key::LOGS_PERSON_UNKNOWN)}</p></div> })}
            <div class="inline-form">
                {text_field("patron", texts.say(key::LOGS_PATRON_LABEL), found.patron.clone(), None)}
                {text_field("staff", texts.say(key::LOGS_STAFF_LABEL), found.staff.clone(), None)}
                {select(
                    "module", texts.say(key::LOGS_MODULE_LABEL), "module",
                    Module::ALL.map(Module::name).to_vec(), wish.module.map(Module::name),
                )}
                {select("action", texts.say(key::LOGS_ACTION_LABEL), "action", by_word, wish.action)}
                {text_field(
                    "object", texts.say(key::LOGS_OBJECT_LABEL), wish.object.clone(), Some(texts.say(key::LOGS_OBJECT_HINT)),
                )}
                {date_field("from", texts.say(key::LOGS_FROM_LABEL), wish.from)}
                {date_field("until", texts.say(key::LOGS_UNTIL_LABEL), wish.until)}
                {select(
                    "interface", texts.say(key::LOGS_INTERFACE_LABEL), "interface",
                    Interface::ALL.map(Interface::name).to_vec(), wish.interface.map(Interface::name),
                )}
                {select("outcome", texts.say(key::LOGS_OUTCOME_LABEL), "outcome", OUTCOMES.to_vec(), wish.outcome)}
                <button class="button" type="submit">{texts.say(key::LOGS_FIND_BUTTON)}</button>
                <a class="button-quiet" href=visit.href("/staff/logs")>{texts.say(key::LOGS_CLEAR)}</a>
            </div>
        </form>
    }
}

fn word(texts: Texts, set: &'static str, code: &str) -> String {
    texts.code(set, code).into_owned()
}

fn proof(visit: &Visit, found: &LogPage) -> Result<impl IntoView + use<>, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let checkpoint = match &found.checkpoint {
        Some(note) => {
            let values = [("time", format.time(note.made_at).into()), ("shown", format.count(note.entries).into())];
            texts.fill(key::LOGS_CHECKPOINT, &values)
        }
        None => texts.say(key::LOGS_NO_CHECKPOINT).to_owned(),
    };
    let (class, verified) = match found.verified {
        Some((at, true)) => ("", texts.fill(key::LOGS_VERIFIED_WHOLE, &[("time", format.time(at).into())])),
        Some((at, false)) => {
            ("notice notice-warn", texts.fill(key::LOGS_VERIFIED_BROKEN, &[("time", format.time(at).into())]))
        }
        None => ("", texts.say(key::LOGS_NEVER_VERIFIED).to_owned()),
    };
    let archived = match &found.archived {
        Some(part) => {
            let values = [("time", format.time(part.newest).into()), ("shown", format.count(part.entries).into())];
            Some(texts.fill(key::LOGS_ARCHIVED, &values))
        }
        None => None,
    };
    Ok(view! {
        <section class="panel-sheet" aria-labelledby="proof">
            <h2 id="proof">{texts.say(key::LOGS_PROOF_TITLE)}</h2>
            <p>{checkpoint}</p>
            {archived.map(|text| view! { <p>{text}</p> })}
            <div class=class><p>{verified}</p></div>
        </section>
    })
}

fn export_form(visit: &Visit, wish: &LogWish) -> impl IntoView + use<> {
    let texts = visit.texts();
    let hidden = fields(wish)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form class="panel-sheet" method="post" action=visit.href("/staff/logs/export")>
            <h2>{texts.say(key::LOGS_EXPORT_TITLE)}</h2>
            {hidden}
            <p class="inline-form">
                <button class="button-quiet" type="submit" name="format" value="csv">{texts.say(key::LOGS_EXPORT_CSV)}</button>
                <button class="button-quiet" type="submit" name="format" value="json">
                    {texts.say(key::LOGS_EXPORT_JSON)}
                </button>
            </p>
        </form>
    }
}

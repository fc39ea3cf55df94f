//! What stands around every page: skip link, header, navigation, languages, footer.

use carrel_domain::{Language, Permission};
use carrel_texts::key;
use leptos::prelude::*;

use crate::{
    components::{drawings::BrandMark, idle_warning::IdleWarning},
    visit::Visit,
};

/// Header, main and footer.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let organization = visit.organization.as_ref().map(|profile| profile.name.clone());
    let is_signed_in = visit.session.is_some();
    let sign_out = visit.href("/sign-out");
    let is_at_work = is_at_work(&visit);
    let home = visit.href(match (is_signed_in, is_at_work) {
        (true, true) => "/staff",
        (true, false) => "/my-data",
        (false, _) => "/sign-in",
    });
    view! {
        <a class="skip-link" href="#main">{texts.say(key::SKIP_TO_CONTENT)}</a>
        <header class="site-header" class:is-signed-in=is_signed_in class:is-staff=is_at_work>
            <div class="bar">
                <a class="brand" href=home>
                    <BrandMark />
                    <span class="brand-words">
                        <span class="brand-name">"Carrel"</span>
                        {organization.map(|name| view! { " "<span class="brand-library">{name}</span> })}
                    </span>
                </a>
                <Languages />
                {is_signed_in.then(|| view! {
                    <form class="sign-out" method="post" action=sign_out>
                        <button type="submit">{texts.say(key::SIGN_OUT)}</button>
                    </form>
                })}
            </div>
            {match (is_signed_in, is_at_work) {
                (true, true) => Some(staff_navigation(&visit).into_any()),
                (true, false) => Some(main_navigation(&visit).into_any()),
                (false, _) => None,
            }}
        </header>
        <main id="main" tabindex="-1">
            {children()}
        </main>
        <IdleWarning />
        <footer class="site-footer">
            <div class="bar">
                <p>{texts.say(key::FOOTER_PROMISE)}</p>
                // A narrow header has no room for languages beside the sign-out: there they stand here instead.
                {is_signed_in.then(|| view! { <Languages /> })}
            </div>
        </footer>
    }
}

/// Whether this is a page of staff's, shown to staff.
pub(crate) fn is_at_work(visit: &Visit) -> bool {
    let is_staff = visit.session.as_ref().is_some_and(|session| session.actor.is_staff());
    is_staff && (visit.path == "/staff" || visit.path.starts_with("/staff/") || visit.path.starts_with("/staff?"))
}

fn main_navigation(visit: &Visit) -> impl IntoView + use<> {
    let texts = visit.texts();
    let mut links = vec![
        ("/my-data", texts.say(key::NAV_MY_DATA)),
        ("/my-data/take-away", texts.say(key::NAV_TAKE_AWAY)),
        ("/choices", texts.say(key::NAV_CHOICES)),
        ("/my-requests", texts.say(key::NAV_MY_REQUESTS)),
        ("/security", texts.say(key::NAV_SECURITY)),
    ];
    if visit.session.as_ref().is_some_and(|session| session.actor.is_staff()) {
        links.push(("/staff", texts.say(key::NAV_STAFF)));
    }
    navigation(visit, texts.say(key::NAV_LABEL), links)
}

/// What a member of staff may not do is not shown.
fn staff_navigation(visit: &Visit) -> impl IntoView + use<> {
    let texts = visit.texts();
    let all = [
        (&[][..], "/staff", key::NAV_TODAY),
        (&[Permission::ViewBorrowers], "/staff/patrons", key::NAV_PATRONS),
        (&[Permission::Requests], "/staff/requests", key::NAV_REQUESTS),
        (&[Permission::Retention], "/staff/loan-history", key::NAV_LOAN_HISTORY),
        (&[Permission::Retention], "/staff/notes", key::NAV_NOTES),
        (&[Permission::Retention], "/staff/retention", key::NAV_RETENTION),
        (&[Permission::ViewLogs], "/staff/logs", key::NAV_LOGS),
        (&[Permission::Requests, Permission::AdminTemplates], "/staff/mail", key::NAV_MAIL),
        (&[Permission::AdminTemplates], "/staff/templates", key::NAV_TEMPLATES),
        (&[Permission::AdminRoles], "/staff/roles", key::NAV_ROLES),
        (&[Permission::ApiClients], "/staff/api-clients", key::NAV_API_CLIENTS),
        (&[Permission::AdminSettings], "/staff/settings", key::NAV_SETTINGS),
        (&[], "/my-data", key::NAV_OWN_DATA),
    ];
    // Any one of its permissions shows a page; one without is everybody's.
    let may = |permissions: &[Permission]| {
        visit.session.as_ref().is_some_and(|session| {
            permissions.is_empty() || permissions.iter().any(|permission| session.actor.has(*permission))
        })
    };
    let links = all
        .into_iter()
        .filter(|(permissions, _, _)| may(permissions))
        .map(|(_, path, text)| (path, texts.say(text)))
        .collect();
    navigation(visit, texts.say(key::NAV_STAFF_LABEL), links)
}

fn navigation(visit: &Visit, label: &'static str, links: Vec<(&'static str, &'static str)>) -> impl IntoView + use<> {
    let here = visit.path.split('?').next().unwrap_or_default().to_owned();
    // Libraries are reached from roles.
    let here = here.replacen("/staff/libraries", "/staff/roles/libraries", 1);
    // Consents and messages are reached from settings.
    let here = here.replacen("/staff/consents", "/staff/settings/consents", 1);
    let here = here.replacen("/staff/register", "/staff/settings/register", 1);
    let here = here.replacen("/staff/news", "/staff/templates/news", 1);
    let here = here.replacen("/staff/contact-fields", "/staff/settings/contact-fields", 1);
    let here = here.replacen("/staff/contact-changes", "/staff/patrons/contact-changes", 1);
    let here = here.replacen("/staff/guardians", "/staff/settings/guardians", 1);
    let here = here.replacen("/staff/messages", "/staff/settings/messages", 1);
    // Each choice has an address of its own.
    let here = if is_choice(&here) { format!("/choices{here}") } else { here };
    // The longest address that begins this one is where we are.
    let current = links
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| here == *path || here.starts_with(&format!("{path}/")))
        .max_by_key(|path| path.len());
    let items = links
        .into_iter()
        .map(|(path, text)| {
            let mark = (current == Some(path)).then_some(if here == path { "page" } else { "true" });
            view! { <li><a href=visit.href(path) aria-current=mark>{text}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="main-nav" aria-label=label>
            <ul class="bar">
                {items}
            </ul>
        </nav>
    }
}

/// Pages that are reached from My choices.
fn is_choice(here: &str) -> bool {
    ["/consents", "/messages", "/contact", "/guardians", "/loan-history"]
        .iter()
        .any(|page| here == *page || here.starts_with(&format!("{page}/")))
}

#[component]
fn Languages() -> impl IntoView {
    let visit = Visit::current();
    // Whoever went to another language from a code that is shown once would have lost it.
    let page = visit.page.clone()?;
    let links = Language::ALL
        .into_iter()
        .map(|language| {
            let href = format!("{}{page}", language.prefix());
            view! {
                <li>
                    <a
                        href=href
                        lang=language.code()
                        hreflang=language.code()
                        aria-current=(language == visit.language).then_some("true")
                    >
                        {language.own_name()}
                    </a>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <nav class="languages" aria-label=visit.texts().say(key::LANGUAGE_LABEL)>
            <ul>{links}</ul>
        </nav>
    })
}

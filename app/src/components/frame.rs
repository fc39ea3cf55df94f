//! What stands around every page: skip link, header, navigation, languages, footer.

use carrel_domain::Language;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// Header, main and footer.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let organization = visit.organization.as_ref().map(|profile| profile.name.clone());
    let home = visit.href(if visit.session.is_some() { "/my-data" } else { "/sign-in" });
    view! {
        <a class="skip-link" href="#main">{texts.say(key::SKIP_TO_CONTENT)}</a>
        <header class="site-header">
            <div class="bar">
                <a class="brand" href=home>
                    <BrandMark />
                    <span class="brand-name">"Carrel"</span>
                    {organization.map(|name| view! { <span class="brand-library">{name}</span> })}
                </a>
                <Languages />
            </div>
            {visit.session.is_some().then(|| view! { <MainNavigation /> })}
        </header>
        <main id="main" tabindex="-1">
            {children()}
        </main>
        <footer class="site-footer">
            <div class="bar">
                <p>{texts.say(key::FOOTER_PROMISE)}</p>
            </div>
        </footer>
    }
}

#[component]
fn BrandMark() -> impl IntoView {
    // A desk in a niche with a lamp: a carrel.
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <path d="M5 29V12C5 6 10 3 16 3s11 3 11 9v17" />
            <path d="M5 22h22M10 22v-5h7l2 2h3v3" />
            <path d="M16 3v5m-4 4 4-4 4 4z" />
        </svg>
    }
}

#[component]
fn MainNavigation() -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let here = visit.path.split('?').next().unwrap_or_default().to_owned();
    let links = [
        ("/my-data", texts.say(key::NAV_MY_DATA)),
        ("/my-data/take-away", texts.say(key::NAV_TAKE_AWAY)),
        ("/security", texts.say(key::NAV_SECURITY)),
    ];
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
        <nav class="main-nav" aria-label=texts.say(key::NAV_LABEL)>
            <ul class="bar">
                {items}
                <li class="sign-out">
                    <form method="post" action=visit.href("/sign-out")>
                        <button type="submit">{texts.say(key::SIGN_OUT)}</button>
                    </form>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn Languages() -> impl IntoView {
    let visit = Visit::current();
    let links = Language::ALL
        .into_iter()
        .map(|language| {
            let href = format!("{}{}", language.prefix(), visit.path);
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
    view! {
        <nav class="languages" aria-label=visit.texts().say(key::LANGUAGE_LABEL)>
            <ul>{links}</ul>
        </nav>
    }
}

//! What stands around every page: skip link, header, navigation, languages, footer.

use carrel_domain::Language;
use carrel_texts::key;
use leptos::prelude::*;

use crate::{components::drawings::BrandMark, visit::Visit};

/// Header, main and footer.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let organization = visit.organization.as_ref().map(|profile| profile.name.clone());
    let is_signed_in = visit.session.is_some();
    let sign_out = visit.href("/sign-out");
    let home = visit.href(if is_signed_in { "/my-data" } else { "/sign-in" });
    view! {
        <a class="skip-link" href="#main">{texts.say(key::SKIP_TO_CONTENT)}</a>
        <header class="site-header" class:is-signed-in=is_signed_in>
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
            {is_signed_in.then(|| view! { <MainNavigation /> })}
        </header>
        <main id="main" tabindex="-1">
            {children()}
        </main>
        <footer class="site-footer">
            <div class="bar">
                <p>{texts.say(key::FOOTER_PROMISE)}</p>
                // A narrow header has no room for languages beside the sign-out: there they stand here instead.
                {is_signed_in.then(|| view! { <Languages /> })}
            </div>
        </footer>
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

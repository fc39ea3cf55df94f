//! The HTML document around every page.

use carrel_texts::key;
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{router::App, visit::Visit};

/// The document. Sets the content security policy with this response's nonce (ASVS 3.4.3).
///
/// Its type is erased, as is that of [`pages`]: the server would otherwise compile all pages once more for each way to answer.
pub fn shell(options: LeptosOptions) -> AnyView {
    let visit = Visit::current();
    let response = expect_context::<ResponseOptions>();
    if let Some(nonce) = use_nonce()
        && let Ok(policy) =
            HeaderValue::from_str(&content_security_policy(nonce.as_inner(), &visit.services.openid_form_origins()))
    {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    // On a shared computer the page leaves when the session is over: nothing stays on the screen. A script does it after a
    // warning; without script the page does it by itself.
    let leaves = visit.session.as_ref().filter(|session| session.is_shared_computer).map(|session| {
        let after = format!("{};url={}", session.idle.as_secs(), visit.href("/sign-in?reason=idle"));
        view! { <noscript><meta http-equiv="refresh" content=after /></noscript> }
    });
    let nonce = use_nonce();
    let watches = visit.session.is_some().then(|| view! { <script src="/idle.js" defer nonce=nonce></script> });
    let texts = visit.texts();
    view! {
        <!DOCTYPE html>
        <html lang=visit.language.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f7f3ea" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#17191c" />
                <meta name="description" content=texts.say(key::SITE_DESCRIPTION) />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="preload" href="/fonts/literata-5-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="" />
                <HashedStylesheet id="carrel" options=options.clone() />
                <HydrationScripts options islands=true />
                {leaves}
                {watches}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
    .into_any()
}

/// All pages, without a document around them: to list their addresses.
pub fn pages() -> AnyView {
    view! { <App /> }.into_any()
}

/// Browsers apply `form-action` to where a form's answer sends on to, too: the sign-in with a provider begins with a form.
fn content_security_policy(nonce: &str, form_origins: &[String]) -> String {
    let forms = std::iter::once("'self'").chain(form_origins.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; font-src 'self'; connect-src 'self'; form-action {forms}; manifest-src 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

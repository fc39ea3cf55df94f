//! The page that describes the interface for programs, made from its description. Those who read it write programs: what
//! the description says is English, marked so.

use carrel_texts::{Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::visit::Visit;

/// What the interface offers.
#[derive(Clone, Debug)]
pub struct ApiDocs {
    /// A sentence about all of it.
    pub about: String,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// What can go wrong: code, status and meaning. Answers name the code's place on the page.
    pub problems: Vec<(&'static str, String, &'static str)>,
}

/// An endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// `GET` or `POST`.
    pub method: String,
    /// Its address.
    pub path: String,
    /// What it is.
    pub summary: String,
    /// More about it.
    pub about: String,
    /// Scopes it takes.
    pub scopes: Vec<String>,
    /// What can be asked.
    pub parameters: Vec<Parameter>,
    /// Status and meaning.
    pub answers: Vec<(String, String)>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub is_needed: bool,
    /// What it means.
    pub about: String,
    /// Values it may have; any if there are none.
    pub values: Vec<String>,
}

/// The page.
#[component]
pub fn ApiDocsPage(
    /// What is described.
    docs: ApiDocs,
) -> impl IntoView {
    let texts = Visit::current().texts();
    let endpoints = docs.endpoints.into_iter().map(|endpoint| endpoint_section(texts, endpoint)).collect_view();
    let problems = docs
        .problems
        .into_iter()
        .map(|(code, status, title)| {
            view! {
                <tr id=code>
                    <th scope="row"><code>{code}</code></th>
                    <td>{status}</td>
                    <td lang="en">{title}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Title text=texts.say(key::API_DOCS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::API_DOCS_TITLE)}</h1>
                <p><a href="/api/v1/openapi.json">{texts.say(key::API_DOCS_DESCRIPTION)}</a></p>
            </header>
            <p class="hint">{texts.say(key::API_DOCS_ENGLISH)}</p>
            <p lang="en">{docs.about}</p>
            {endpoints}
            <section class="panel-sheet" aria-labelledby="problems-title">
                <h2 id="problems-title">{texts.say(key::API_DOCS_PROBLEMS)}</h2>
                <div class="ledger" tabindex="0" role="region" aria-label=texts.say(key::API_DOCS_PROBLEMS_TABLE)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::API_DOCS_NAME)}</th>
                                <th scope="col">{texts.say(key::API_DOCS_STATUS)}</th>
                                <th scope="col">{texts.say(key::API_DOCS_MEANING)}</th>
                            </tr>
                        </thead>
                        <tbody>{problems}</tbody>
                    </table>
                </div>
            </section>
        </div>
    }
}

fn endpoint_section(texts: Texts, endpoint: Endpoint) -> impl IntoView {
    let id = format!("{}{}", endpoint.method.to_lowercase(), endpoint.path.replace(['/', '{', '}'], "-"));
    let takes = if endpoint.scopes.is_empty() {
        texts.say(key::API_DOCS_PUBLIC).to_owned()
    } else {
        format!("{} {}", texts.say(key::API_DOCS_SCOPES), endpoint.scopes.join(" "))
    };
    let call = format!("{} {}", endpoint.method, endpoint.path);
    // Each table that may be scrolled has a name of its own.
    let named = |what| format!("{} – {call}", texts.say(what));
    let (of_parameters, of_answers) = (named(key::API_DOCS_PARAMETERS), named(key::API_DOCS_ANSWERS));
    let parameters =
        (!endpoint.parameters.is_empty()).then(|| parameter_table(texts, of_parameters, endpoint.parameters));
    let answers = endpoint
        .answers
        .into_iter()
        .map(|(status, about)| view! { <tr><th scope="row">{status}</th><td lang="en">{about}</td></tr> })
        .collect_view();
    // Two endpoints may have one title, and no two one address.
    let call_id = format!("{id}-call");
    let labels = format!("{id} {call_id}");
    view! {
        <section class="panel-sheet" aria-labelledby=labels>
            <h2 id=id lang="en">{endpoint.summary}</h2>
            <p><code id=call_id>{call}</code></p>
            <p lang="en">{endpoint.about}</p>
            <p class="hint">{takes}</p>
            {parameters}
            <details>
                <summary>{texts.say(key::API_DOCS_ANSWERS)}</summary>
                <div class="ledger" tabindex="0" role="region" aria-label=of_answers>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{texts.say(key::API_DOCS_STATUS)}</th>
                                <th scope="col">{texts.say(key::API_DOCS_MEANING)}</th>
                            </tr>
                        </thead>
                        <tbody>{answers}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

fn parameter_table(texts: Texts, name: String, parameters: Vec<Parameter>) -> impl IntoView {
    let rows = parameters
        .into_iter()
        .map(|parameter| {
            let needed = parameter.is_needed.then(|| format!(" ({})", texts.say(key::API_DOCS_NEEDED)));
            // The actions of the log are many: the description for programs has them.
            let values = (1..=20).contains(&parameter.values.len()).then(|| {
                view! { <br /><code>{parameter.values.join(" · ")}</code> }
            });
            view! {
                <tr>
                    <th scope="row"><code>{parameter.name}</code>{needed}</th>
                    <td lang="en">{parameter.about} {values}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="ledger" tabindex="0" role="region" aria-label=name>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{texts.say(key::API_DOCS_NAME)}</th>
                        <th scope="col">{texts.say(key::API_DOCS_MEANING)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

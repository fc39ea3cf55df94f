//! Programs of others: which are connected, what they may read; connecting one, another secret, taking it away.

use carrel_domain::{ApiScope, Timestamp};
use carrel_services::api::{ApiClients, Client, NewSecret};
use carrel_texts::{Format, Key, Texts, key};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{form_again::FormAgain, text_area::TextArea},
    visit::{PageError, Visit},
};

/// Calls a minute that are offered.
const USUAL_CALLS: &str = "600";

/// A secret that was just made, for the page that shows it once.
#[derive(Clone, Debug)]
pub struct SecretMade {
    /// What was made.
    pub secret: NewSecret,
}

/// The connected programs, and the form to connect one.
#[component]
pub fn ApiClientsPage() -> impl IntoView {
    let visit = Visit::current();
    let again = use_context::<FormAgain>();
    let is_revoked = use_query_map().get_untracked().get("done").as_deref() == Some("revoked");
    Suspend::new(async move {
        match load(&visit).await {
            Ok(clients) => page(&visit, clients, again.as_ref(), is_revoked).unwrap_or_else(PageError::page),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<ApiClients, PageError> {
    Ok(visit.services.list_api_clients(visit.session()?, &visit.origin).await?)
}

fn page(visit: &Visit, clients: ApiClients, again: Option<&FormAgain>, is_revoked: bool) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let form = add_form(visit, &clients, again);
    let is_empty = clients.clients.is_empty();
    let sections: Vec<AnyView> =
        clients.clients.into_iter().map(|client| client_section(visit, client)).collect::<Result<_, _>>()?;
    let done = is_revoked.then(|| {
        view! { <div class="notice" role="status"><p>{texts.say(key::API_CLIENT_REVOKED_DONE)}</p></div> }
    });
    Ok(view! {
        <Title text=texts.say(key::API_CLIENTS_TITLE) />
        <div class="page desk">
            <header class="desk-head">
                <h1>{texts.say(key::API_CLIENTS_TITLE)}</h1>
                <p><a href=visit.href("/api/v1/docs")>{texts.say(key::API_DOCS_LINK)}</a></p>
            </header>
            <p>{texts.say(key::API_CLIENTS_LEAD)}</p>
            {FormAgain::problem(again)}
            {done}
            <div class="desk-columns">
                <div>
                    {is_empty.then(|| view! { <p class="hint">{texts.say(key::API_CLIENTS_NONE)}</p> })}
                    {sections}
                </div>
                <div>{form}</div>
            </div>
        </div>
    }
    .into_any())
}

/// What a scope lets a program read, in words.
fn scope_text(texts: Texts, scope: ApiScope) -> &'static str {
    let what = scope.name().split(':').next().unwrap_or_default();
    Key::find(&format!("api-scope-{what}")).map_or(scope.name(), |key| texts.say(key))
}

fn client_section(visit: &Visit, client: Client) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let format = visit.format()?;
    let is_over = client.expires_at <= visit.services.clock().now().0;
    let (state, class) = match (client.revoked_at.is_some(), is_over) {
        (true, _) => (key::API_CLIENT_REVOKED, "badge badge-late"),
        (false, true) => (key::API_CLIENT_OVER, "badge badge-late"),
        (false, false) => (key::API_CLIENT_WORKING, "badge badge-good"),
    };
    let id = format!("client-{}", client.public_id);
    let facts = facts(visit, &format, &client)?
        .into_iter()
        .map(|(name, text)| view! { <div><dt>{texts.say(name)}</dt><dd dir="auto">{text}</dd></div> })
        .collect_view();
    let forms = client.revoked_at.is_none().then(|| forms(visit, &client));
    Ok(view! {
        <section class="panel-sheet" aria-labelledby=id.clone()>
            <h2 id=id.clone() dir="auto">{client.name.clone()} " " <span class=class>{texts.say(state)}</span></h2>
            <dl class="facts stacked">{facts}</dl>
            {forms}
        </section>
    }
    .into_any())
}

fn facts(visit: &Visit, format: &Format, client: &Client) -> Result<Vec<(Key, String)>, PageError> {
    let texts = visit.texts();
    let profile = visit.profile()?;
    let scopes = ApiScope::parse_list(&client.scopes).unwrap_or_default();
    let scopes: Vec<_> = scopes.into_iter().map(|scope| scope_text(texts, scope)).collect();
    let place = client.library.as_deref().map(|code| profile.library(code).to_owned());
    let added = format.day_of(Timestamp(client.created_at));
    let added = match &client.creator_name {
        Some(name) => texts.fill(key::API_CLIENT_ADDED_BY, &[("date", added.into()), ("name", name.clone().into())]),
        None => added,
    };
    let used = client.last_used_at.map(|at| format.time(Timestamp(at)));
    Ok(vec![
        (key::API_CLIENT_PURPOSE, client.purpose.clone()),
        (key::API_CLIENT_SCOPES, scopes.join("; ")),
        (key::API_CLIENT_PLACE, place.unwrap_or_else(|| texts.say(key::WHOLE_ORGANIZATION).to_owned())),
        (key::API_CLIENT_NETWORKS, client.networks.replace(',', ", ")),
        (key::API_CLIENT_CALLS, format.count(client.requests_per_minute)),
        (key::API_CLIENT_ENDS, format.day_of(Timestamp(client.expires_at).plus_seconds(-1))),
        (key::API_CLIENT_USED, used.unwrap_or_else(|| texts.say(key::API_CLIENT_NEVER).to_owned())),
        (key::API_CLIENT_ADDED, added),
        (key::API_CLIENT_ID, client.public_id.clone()),
    ])
}

fn forms(visit: &Visit, client: &Client) -> impl IntoView + use<> {
    let texts = visit.texts();
    let whose = texts.fill(key::API_CLIENT_ROTATE_WHOSE, &[("name", client.name.clone().into())]);
    let form = |action: &str, title: Key, text: Key, button: Key| {
        let whose = whose.clone();
        view! {
            <details class="revoke">
                <summary>{texts.say(title)} <span class="visually-hidden">" " {whose}</span></summary>
                <form
                    class="inline-form"
                    method="post"
                    action=visit.href(&format!("/staff/api-clients/{}/{action}", client.public_id))
                >
                    <p>{texts.say(text)}</p>
                    <button class="button-quiet" type="submit">{texts.say(button)}</button>
                </form>
            </details>
        }
    };
    let rotate = form("rotate", key::API_CLIENT_ROTATE, key::API_CLIENT_ROTATE_TEXT, key::API_CLIENT_ROTATE_BUTTON);
    let revoke = form("revoke", key::API_CLIENT_REVOKE, key::API_CLIENT_REVOKE_TEXT, key::API_CLIENT_REVOKE_BUTTON);
    (rotate, revoke)
}

/// A field of one line.
fn field(
    texts: Texts,
    again: Option<&FormAgain>,
    (name, kind, label): (&'static str, &'static str, Key),
    hint: Option<Key>,
    (value, codes): (String, &[&str]),
) -> impl IntoView + use<> {
    let hint_id = format!("{name}-hint");
    let described = FormAgain::described_by(again, codes).map(str::to_owned).or(hint.map(|_| hint_id.clone()));
    view! {
        <div class="field">
            <label for=name>{texts.say(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{texts.say(hint)}</p> })}
            <input
                type=kind
                id=name
                name=name
                value=value
                required
                autocomplete="off"
                aria-invalid=FormAgain::is_wrong(again, codes)
                aria-describedby=described
            />
        </div>
    }
}

fn add_form(visit: &Visit, clients: &ApiClients, again: Option<&FormAgain>) -> impl IntoView + use<> {
    let texts = visit.texts();
    let typed = |name| FormAgain::typed(again, name);
    let calls = Some(typed("calls")).filter(|text| !text.is_empty()).unwrap_or_else(|| USUAL_CALLS.to_owned());
    let library = typed("library");
    let everywhere =
        clients.everywhere.then(|| view! { <option value="">{texts.say(key::WHOLE_ORGANIZATION)}</option> });
    let libraries = clients
        .libraries
        .iter()
        .map(|(code, name)| view! { <option value=code.clone() selected=*code == library>{name.clone()}</option> })
        .collect_view();
    let scopes = ApiScope::ALL
        .into_iter()
        .map(|scope| {
            let name = format!("scope-{}", scope.name());
            let id = name.replace(':', "-");
            let checked = !FormAgain::typed(again, &name).is_empty();
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name=name value="on" checked=checked />
                    <label for=id>{scope_text(texts, scope)}</label>
                </div>
            }
        })
        .collect_view();
    let purpose = FormAgain::described_by(again, &["api-purpose"]).unwrap_or("purpose-hint");
    let networks = FormAgain::described_by(again, &["api-networks"]).unwrap_or("networks-hint");
    let scopes_described = FormAgain::described_by(again, &["api-scopes"]).unwrap_or("scopes-hint");
    let place_codes: &[&str] = &["outside-scope", "library"];
    let name_codes: &[&str] = &["api-name", "api-name-taken"];
    let name = ("name", "text", key::API_CLIENT_NAME);
    let ends_on = ("ends_on", "date", key::API_CLIENT_END_LABEL);
    view! {
        <section class="panel-sheet" aria-labelledby="add-title">
            <h2 id="add-title">{texts.say(key::API_CLIENT_ADD)}</h2>
            <form class="stack" method="post" action=visit.href("/staff/api-clients")>
                {field(texts, again, name, Some(key::API_CLIENT_NAME_HINT), (typed("name"), name_codes))}
                <div class="field">
                    <label for="purpose">{texts.say(key::API_CLIENT_PURPOSE)}</label>
                    <p class="hint" id="purpose-hint">{texts.say(key::API_CLIENT_PURPOSE_HINT)}</p>
                    <TextArea
                        name="purpose"
                        value=typed("purpose")
                        rows=3
                        maxlength=500
                        described_by=purpose
                        required=true
                    />
                </div>
                <fieldset aria-describedby=scopes_described>
                    <legend>{texts.say(key::API_CLIENT_SCOPES)}</legend>
                    <p class="hint" id="scopes-hint">{texts.say(key::API_CLIENT_SCOPES_HINT)}</p>
                    {scopes}
                </fieldset>
                <div class="field">
                    <label for="library">{texts.say(key::API_CLIENT_PLACE)}</label>
                    <select
                        id="library"
                        name="library"
                        aria-invalid=FormAgain::is_wrong(again, place_codes)
                        aria-describedby=FormAgain::described_by(again, place_codes)
                    >
                        {everywhere}
                        {libraries}
                    </select>
                </div>
                <div class="field">
                    <label for="networks">{texts.say(key::API_CLIENT_NETWORKS)}</label>
                    <p class="hint" id="networks-hint">{texts.say(key::API_CLIENT_NETWORKS_HINT)}</p>
                    <TextArea
                        name="networks"
                        value=typed("networks")
                        rows=2
                        maxlength=1000
                        described_by=networks
                        required=true
                    />
                </div>
                {field(texts, again, ends_on, Some(key::API_CLIENT_END_HINT), (typed("ends_on"), &["api-end"]))}
                {field(texts, again, ("calls", "number", key::API_CLIENT_CALLS), None, (calls, &["api-calls"]))}
                <button class="button" type="submit">{texts.say(key::API_CLIENT_BUTTON)}</button>
                <p class="fine">{texts.say(key::API_CLIENT_FINE)}</p>
            </form>
        </section>
    }
}

/// The secret, once, to be handed over.
#[component]
pub fn SecretPage(
    /// What was made.
    made: SecretMade,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let NewSecret { name, client_id, secret } = made.secret;
    let title = texts.fill(key::SECRET_TITLE, &[("name", name.into())]);
    let address = visit.services.address_of("/api/v1/oauth/token");
    view! {
        <Title text=title.clone() />
        <div class="page narrow">
            <header class="letter">
                <h1 dir="auto">{title}</h1>
                <p class="lead">{texts.say(key::SECRET_LEAD)}</p>
            </header>
            <section class="sheet paper-code">
                <dl class="facts stacked">
                    <div><dt>{texts.say(key::API_CLIENT_ID)}</dt><dd class="code">{client_id}</dd></div>
                    <div>
                        <dt>{texts.say(key::SECRET_SECRET)}</dt>
                        <dd class="code" id="secret">{secret.reveal().to_owned()}</dd>
                    </div>
                </dl>
                <p>{texts.say(key::SECRET_HOW)}</p>
                <p><code>{address}</code></p>
                <p>{texts.say(key::SECRET_FINE)}</p>
            </section>
            <p class="actions">
                <a class="button" href=visit.href("/staff/api-clients")>{texts.say(key::SECRET_BACK)}</a>
            </p>
        </div>
    }
}

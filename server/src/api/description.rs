//! What the interface offers, as OpenAPI 3.1: made from the code that answers.

use std::sync::OnceLock;

use axum::{
    extract::RawQuery,
    response::{IntoResponse as _, Response},
};
use carrel_domain::{ApiScope, Category, log};
use carrel_services::{
    api::{KohaSection, MOST_ENTRIES, MOST_ROWS},
    audit::Interface,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value as Json, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme},
};

use super::{
    audit, koha, patrons,
    problem::{PROBLEM_JSON, Problem, ProblemDetails},
    query::Parameters,
    token,
};

/// The description as the code says it, before [`finished`].
#[derive(OpenApi)]
#[openapi(
    info(title = "Carrel", description = "Patrons’ data and the log of a library, for programs of others. Every call is in \
         the library’s log with the client’s name and its purpose; patrons see who read their data.",
         license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")),
    paths(
        token::issue, koha::all_data, koha::logs, patrons::data, patrons::history, patrons::preferences,
        patrons::consents, patrons::requests, patrons::disclosures, audit::list, show,
    ),
    components(schemas(ProblemDetails)),
    modifiers(&Security)
)]
struct Described;

/// How clients prove who they are.
struct Security;

impl Modify for Security {
    fn modify(&self, described: &mut utoipa::openapi::OpenApi) {
        let components = described.components.get_or_insert_default();
        let scopes = Scopes::from_iter(ApiScope::ALL.map(|scope| (scope.name(), meaning(scope))));
        let flow = Flow::ClientCredentials(ClientCredentials::new("/api/v1/oauth/token", scopes));
        components.add_security_scheme("oauth2", SecurityScheme::OAuth2(OAuth2::new([flow])));
        let http = |scheme| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
        components.add_security_scheme("bearer", http(HttpAuthScheme::Bearer));
        components.add_security_scheme("client", http(HttpAuthScheme::Basic));
    }
}

const fn meaning(scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::ReadPatrons => "Read patrons’ data, in answer to recorded requests",
        ApiScope::ReadLogs => "Read the log",
        ApiScope::ReadRequests => "See which data requests a patron has made",
        ApiScope::ReadDisclosures => "See which deliveries of a patron’s data were made",
        ApiScope::ReadPreferences => "Read which messages a patron wants, in answer to recorded requests",
        ApiScope::ReadConsents => "Read what a patron agreed to, in answer to recorded requests",
    }
}

/// The description of the interface.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "Description", description = "This document.",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
    security(())
)]
pub async fn show(RawQuery(query): RawQuery) -> Result<Response, Problem> {
    Parameters::read(query.as_deref(), &[])?;
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, document().to_string()).into_response())
}

/// The whole description.
pub fn document() -> &'static Json {
    static DOCUMENT: OnceLock<Json> = OnceLock::new();
    DOCUMENT.get_or_init(|| finished(serde_json::to_value(Described::openapi()).unwrap_or_default()))
}

/// What holds for every endpoint is said here once, and values that the code knows are taken from it.
fn finished(mut document: Json) -> Json {
    let Some(paths) = document["paths"].as_object_mut() else { return document };
    for (path, item) in paths {
        let Some(operations) = item.as_object_mut() else { continue };
        for (method, operation) in operations {
            let parameters = operation.get_mut("parameters").and_then(Json::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                limit_values(path, parameter);
            }
            let has_marks = operation["responses"]["200"]["headers"]["ETag"].is_object();
            let Some(responses) = operation["responses"].as_object_mut() else { continue };
            for (status, text, headers) in general(method, path) {
                responses.entry(status).or_insert_with(|| problem(text, headers));
            }
            let request_id = json!({ "description": "Number of the call, for questions to the library",
                                     "schema": { "type": "string" } });
            if has_marks {
                let known = json!({ "description": "The same as the client has already (If-None-Match)",
                                    "headers": { "ETag": { "schema": { "type": "string" } } } });
                responses.insert(String::from("304"), known);
            }
            for response in responses.values_mut() {
                response["headers"]["x-request-id"] = request_id.clone();
            }
        }
    }
    document
}

type General = (&'static str, &'static str, &'static [&'static str]);

/// What can go wrong anywhere, by status.
fn general(method: &str, path: &str) -> Vec<General> {
    let mut general: Vec<General> = vec![
        ("405", "Not with this method", &["Allow"]),
        ("406", "The answer is JSON only", &[]),
        ("500", "Something failed", &[]),
    ];
    if method == "get" {
        general.push(("422", "A parameter is wrong", &[]));
        if path.ends_with("openapi.json") {
            return general;
        }
        general.push(("401", "There is no token, or none that is valid", &["WWW-Authenticate"]));
        general.push(("404", "There is no such patron within reach", &[]));
    } else {
        general.extend([("413", "The body is too large", &[][..]), ("415", "The body is no form", &[])]);
    }
    general.extend([
        ("403", "The token’s scope, its network, or the lack of a recorded request forbids it", &[][..]),
        ("429", "Too many calls", &["Retry-After"]),
        ("503", "Not set up yet", &[]),
    ]);
    general
}

fn problem(text: &str, headers: &[&str]) -> Json {
    let headers: serde_json::Map<String, Json> =
        headers.iter().map(|name| ((*name).to_owned(), json!({ "schema": { "type": "string" } }))).collect();
    json!({
        "description": text,
        "headers": headers,
        "content": { PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/ProblemDetails" } } },
    })
}

/// Which values a parameter may have.
fn limit_values(path: &str, parameter: &mut Json) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let is_modern = path != "/api/v1/logs";
    let values: Vec<&str> = match name.as_str() {
        "section" => KohaSection::ALL.map(KohaSection::name).to_vec(),
        "category" => Category::ALL.map(Category::slug).to_vec(),
        "module" => log::Module::ALL.map(log::Module::name).to_vec(),
        "action" => log::actions().collect(),
        "interface" if is_modern => Interface::ALL.map(Interface::name).to_vec(),
        "outcome" => log::OUTCOMES.to_vec(),
        _ => Vec::new(),
    };
    let schema = match name.as_str() {
        _ if !values.is_empty() => json!({ "type": "string", "enum": values }),
        "limit" => {
            json!({ "type": "integer", "minimum": 1, "maximum": if is_modern { MOST_ROWS } else { MOST_ENTRIES },
                           "default": 100 })
        }
        "borrowernumber" | "user" => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        "object" if !is_modern => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
        "datefrom" | "dateto" | "from" | "until" => json!({ "type": "string", "format": "date" }),
        "modules[]" | "action[]" => json!({ "type": "array", "items": { "type": "string", "minLength": 1 } }),
        _ => json!({ "type": "string", "minLength": 1, "maxLength": 1000 }),
    };
    parameter["schema"] = schema;
}

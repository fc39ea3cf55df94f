//! The page that describes the interface for programs.

use axum::{Extension, extract::State, response::Response};
use carrel_app::{
    pages::api_docs::{ApiDocs, Endpoint, Parameter},
    visit::Visit,
};
use serde_json::Value as Json;

use super::{NO_PAGE, show_again};
use crate::{
    api::{description::document, problem::Problem},
    http::AppState,
};

/// Shows it, to everybody.
pub(super) async fn show(State(state): State<AppState>, Extension(visit): Extension<Visit>) -> Response {
    show_again(&state, &visit, NO_PAGE, docs_of(document())).await
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().replace('`', "")
}

fn objects(json: &Json) -> impl Iterator<Item = (&String, &Json)> {
    json.as_object().into_iter().flatten()
}

/// The description as the page shows it.
fn docs_of(document: &Json) -> ApiDocs {
    let mut endpoints = Vec::new();
    for (path, item) in objects(&document["paths"]) {
        for (method, operation) in objects(item) {
            let scopes = operation["security"].as_array().into_iter().flatten();
            let scopes = scopes.flat_map(|one| one["oauth2"].as_array().into_iter().flatten()).map(text).collect();
            let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Parameter {
                name: text(&parameter["name"]),
                is_needed: parameter["required"] == true,
                about: text(&parameter["description"]),
                values: parameter["schema"]["enum"].as_array().into_iter().flatten().map(text).collect(),
            });
            endpoints.push(Endpoint {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(&operation["summary"]).trim_end_matches('.').to_owned(),
                about: text(&operation["description"]),
                scopes,
                parameters: parameters.collect(),
                answers: objects(&operation["responses"])
                    .map(|(status, answer)| (status.clone(), text(&answer["description"])))
                    .collect(),
            });
        }
    }
    let problems = Problem::kinds().iter().map(Problem::in_words).collect();
    ApiDocs { about: text(&document["info"]["description"]), endpoints, problems }
}

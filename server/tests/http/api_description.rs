//! The description of the interface says what there is, and nothing else.

use std::collections::BTreeSet;

use http::StatusCode;

use crate::{
    access::routes_in_source,
    api_support::{ALL_SCOPES, call, call_from, is_problem, json, permit, token_with},
    delivery::id_of,
    harness::{ANNA, Database, Portal},
};

#[tokio::test]
async fn the_description_and_the_routes_are_the_same() {
    let portal = Portal::on(Database::sqlite()).await;
    let answer = call(&portal, "/api/v1/openapi.json", "").await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = json(&answer);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let routes: BTreeSet<String> = routes_in_source()
        .into_iter()
        .filter(|route| route.contains(" /api/v1/") && !route.ends_with("/api/v1/docs"))
        .collect();
    assert_eq!(described, routes);
    let scopes = &document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"];
    assert_eq!(scopes.as_object().unwrap().len(), ALL_SCOPES.len());
    assert!(ALL_SCOPES.iter().all(|scope| scopes[*scope].is_string()));
}

#[tokio::test]
async fn what_is_answered_has_the_form_that_is_described() {
    let portal = Portal::on(Database::sqlite()).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let document = json(&call(&portal, "/api/v1/openapi.json", "").await);
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else { continue };
        let query = if path.ends_with("alldata") { "?borrowernumber=1" } else { "" };
        let address = format!("{}{query}", path.replace("{id}", &anna));
        let answer = call(&portal, &address, &token).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(operation["responses"]["200"]["content"]["application/json"].is_object(), "{path}");
        let has_marks = !answer.header("etag").is_empty();
        assert_eq!(operation["responses"].get("304").is_some(), has_marks, "{path}");
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let Some(name) = schema["$ref"].as_str() else { continue };
        let schema = &document["components"]["schemas"][name.rsplit('/').next().unwrap()];
        let (answered, described) = (json(&answer), schema["properties"].as_object().unwrap());
        let answered: BTreeSet<_> = answered.as_object().unwrap().keys().collect();
        assert_eq!(answered, described.keys().collect::<BTreeSet<_>>(), "{path}");
    }
}

#[tokio::test]
async fn a_page_describes_it_to_people_in_their_language() {
    let portal = Portal::on(Database::sqlite()).await;
    let document = json(&call(&portal, "/api/v1/openapi.json", "").await);
    let mut browser = portal.browser();
    let page = browser.get("/api/v1/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(text.contains(path.as_str()), "{path} is not on the page");
    }
    // What an answer calls a problem is a place on the page.
    let problem = json(&call(&portal, "/api/v1/audit", "").await)["type"].as_str().unwrap().to_owned();
    assert!(text.contains(&format!("id=\"{}\"", problem.split_once('#').unwrap().1)), "{problem}");
    assert!(text.contains("The interface for programs") && text.contains("patrons:read"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(browser.get("/fi/api/v1/docs").await.text().contains("Rajapinta ohjelmille"));
    let missing = call_from(&portal, "192.0.2.10", "/api/v1/openapi.json?x=1", "", &[]).await;
    is_problem(&missing, 422, "parameter");
}

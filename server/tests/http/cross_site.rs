//! What other sites, and bodies of any size, cannot do.

use axum::body::Body;
use http::{Method, StatusCode};

use crate::{
    access::form_addresses,
    harness::{ANNA, Database, Portal},
};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn no_other_site_can_send_a_form() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    let before = portal.log().await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:3000")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://localhost:4000")],
    ];
    let addresses = form_addresses();
    assert!(addresses.len() >= 7, "{addresses:?}");
    // What mail services press has a token of its own: `messages.rs`.
    for address in addresses
        .iter()
        .filter(|address| !address.starts_with("/u/"))
        .flat_map(|address| [address.clone(), format!("/fi{address}")])
    {
        for headers in foreign {
            let all: Vec<_> = headers.iter().copied().chain([FORM]).collect();
            let body = format!("cardnumber={}&pin={}&format=json&session=1", ANNA.card, ANNA.pin);
            let answer = browser.send(Method::POST, &address, &all, Body::from(body)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} with {headers:?}");
            assert!(answer.headers.get("set-cookie").is_none());
        }
    }
    assert!(portal.log().await == before, "nothing happened");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let portal = Portal::on(Database::sqlite()).await;
    for next in
        ["//evil.example", "https://evil.example/", "/\\evil.example", "/my-data@evil.example", "javascript:alert(1)"]
    {
        let fields = [("cardnumber", ANNA.card), ("pin", ANNA.pin), ("next", next)];
        let answer = portal.browser().post("/sign-in", &fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/my-data"), "{next}");
        let page = portal.browser().get(&format!("/sign-in?next={next}")).await;
        assert!(!page.text().contains("href=\"//evil") && !page.text().contains("action=\"//evil"), "{next}");
    }
}

#[tokio::test]
async fn ones_own_forms_are_known_with_and_without_fetch_metadata() {
    let portal = Portal::on(Database::sqlite()).await;
    let own: [&[(&str, &str)]; 3] =
        [&[("sec-fetch-site", "same-origin")], &[("origin", "http://localhost:3000")], &[("sec-fetch-site", "none")]];
    for headers in own {
        let all: Vec<_> = headers.iter().copied().chain([FORM]).collect();
        let body = Body::from(format!("cardnumber={}&pin={}", ANNA.card, ANNA.pin));
        let answer = portal.browser().send(Method::POST, "/sign-in", &all, body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
}

#[tokio::test]
async fn a_form_is_never_larger_than_64_kib() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    for (address, start) in [
        ("/sign-in", "cardnumber=1&pin="),
        ("/my-data/take-away", "format="),
        ("/my-data/take-away/x/file", "pin="),
        ("/security/sessions/end", "session=1&x="),
    ] {
        let body = format!("{start}{}", "9".repeat(64 * 1024));
        let headers = [("sec-fetch-site", "same-origin"), FORM];
        let answer = browser.send(Method::POST, address, &headers, Body::from(body)).await;
        let not_there = address.contains("/x/");
        assert!(
            answer.status == StatusCode::PAYLOAD_TOO_LARGE || not_there && answer.status == StatusCode::NOT_FOUND,
            "{address}: {}",
            answer.status
        );
    }
    let just_right = format!("cardnumber=1&pin={}", "9".repeat(60_000));
    let headers = [("sec-fetch-site", "same-origin"), FORM];
    let answer = portal.browser().send(Method::POST, "/sign-in", &headers, Body::from(just_right)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_endless_body_is_not_read_to_its_end() {
    let portal = Portal::on(Database::sqlite()).await;
    let chunks = futures::stream::iter((0..).map(|_| Ok::<_, std::io::Error>(vec![b'9'; 16 * 1024])));
    let headers = [("sec-fetch-site", "same-origin"), FORM];
    let answer = portal.browser().send(Method::POST, "/sign-in", &headers, Body::from_stream(chunks)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_form_of_another_kind_is_refused() {
    let portal = Portal::on(Database::sqlite()).await;
    let mut browser = portal.signed_in(ANNA).await;
    let json = [("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
    for address in ["/sign-in", "/my-data/take-away", "/security/sessions/end"] {
        let answer = browser.send(Method::POST, address, &json, Body::from("{}")).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{address}");
    }
    let answer = browser.post("/security/sessions/end", &[("session", "1; DROP TABLE session")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

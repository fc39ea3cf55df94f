//! One-time links: opened once, by whom they are for, in their time; and whoever tries tokens.

use carrel_services::{ServiceError, audit::Origin, disclosures::LinkState, token::Token};
use http::StatusCode;

use crate::{
    delivery::{begin, ready, send_link, shows},
    harness::{ANNA, BRUNO, Database},
};

on_each_database!(
    of_100_tries_to_open_a_link_on_two_nodes_one_succeeds,
    a_link_ends_is_revoked_and_is_replaced,
    whoever_tries_tokens_is_slowed_down,
    my_data_is_shown_as_the_library_set_it,
    of_many_guesses_at_once_no_more_than_ten_are_looked_at,
    looking_at_ones_own_link_again_and_again_counts_for_nothing,
    revoking_ends_the_view_of_a_link_that_was_opened,
);

const DAY: i64 = 24 * 60 * 60;

async fn of_100_tries_to_open_a_link_on_two_nodes_one_succeeds(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    let nodes = [portal.services.clone(), portal.other_node("node-b")];
    let mut sessions = Vec::new();
    for _ in 0..4 {
        let browser = portal.signed_in(ANNA).await;
        sessions.push(nodes[0].find_session(&Token::parse(browser.token()).unwrap()).await.unwrap().unwrap());
    }
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..100_usize {
        let (services, session) = (nodes[number % 2].clone(), sessions[number % 4].clone());
        let token = token.clone();
        tries.spawn(async move { services.open_link(&session, &token, &Origin::default()).await });
    }
    let states = tries.join_all().await;
    // Ten are looked at at a time; more at once have to wait, whoever they are.
    assert!(states.iter().all(|state| matches!(state, Ok(_) | Err(ServiceError::Throttled { .. }))), "{states:?}");
    assert!(states.iter().filter(|state| state.is_ok()).count() >= 10, "{states:?}");
    let opened = portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'link-opened'").await;
    assert_eq!(opened, 1, "{states:?}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM data_request_event WHERE action = 'link-opened'").await, 1);
}

async fn a_link_ends_is_revoked_and_is_replaced(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, first) = ready(&portal, &server).await;
    let second = send_link(&portal, &server, &mut officer, &request).await;
    assert_ne!(first, second);
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&first).await, 410, "cancelled this link");
    shows(&anna.get(&second).await, 200, "ready to open");
    let disclosure = portal.texts("SELECT public_id FROM disclosure WHERE state = 'sent'").await.remove(0);
    let revoked = officer.post(&format!("{request}/revoke"), &[("disclosure", &disclosure)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    shows(&anna.post(&second, &[]).await, 410, "cancelled this link");
    let third = send_link(&portal, &server, &mut officer, &request).await;
    portal.clock.advance(7 * DAY + 1);
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&third).await, 410, "This link has ended");
    shows(&anna.post(&third, &[]).await, 410, "This link has ended");
    portal.services.expire_links().await.unwrap();
    assert_eq!(portal.texts("SELECT state FROM disclosure ORDER BY id DESC").await[0], "expired");
    let annas = portal.id_of(ANNA).await;
    let log = portal.log().await;
    let ended: Vec<_> = log.iter().filter(|entry| entry.action == "link-expired").collect();
    assert_eq!(ended.len(), 1);
    assert_eq!((ended[0].patron, ended[0].actor), (Some(annas), None), "it ended by itself");
    // Her attributes show the states, in words and never a token.
    let attributes = anna.get("/my-data/attributes").await;
    shows(&attributes, 200, "ended unopened");
    assert!(!attributes.text().contains(third.rsplit('/').next().unwrap()));
}

async fn whoever_tries_tokens_is_slowed_down(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let mut bruno = portal.signed_in(BRUNO).await;
    for number in 0..10 {
        let guess = format!("/d/{number:A>43}");
        assert_eq!(bruno.get(&guess).await.status, StatusCode::NOT_FOUND);
    }
    shows(&bruno.get("/d/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await, 429, "tried too often");
    assert_eq!(bruno.post(&link, &[]).await.status, StatusCode::TOO_MANY_REQUESTS);
    // Whom the link is for is not kept out by it.
    let mut anna = portal.signed_in(ANNA).await;
    shows(&anna.get(&link).await, 200, "ready to open");
}

async fn my_data_is_shown_as_the_library_set_it(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let organization = portal.number("SELECT id FROM organization").await;
    let set = |value: &str| {
        format!(
            "INSERT INTO setting (organization_id, name, value) VALUES ({organization}, 'my_data_display', '{value}')"
        )
    };
    portal.execute(&set("link")).await;
    portal.clock.advance(31);
    let mut anna = portal.signed_in(ANNA).await;
    // The setting shows within half a minute: the first page asks for it.
    anna.get("/my-data").await;
    portal.clock.advance(31);
    for path in ["/my-data", "/my-data/checkouts"] {
        shows(&anna.get(path).await, 200, "opens your data on request");
    }
    let taken = anna.post("/my-data/take-away", &[("format", "json")]).await;
    shows(&taken, 200, "opens your data on request");
    assert_eq!(anna.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    shows(&anna.get("/my-data/checkouts").await, 200, "Lainassa 1");
    assert_eq!(anna.post("/my-data/take-away", &[("format", "json")]).await.status, StatusCode::OK);
    // Another session of hers has no window.
    shows(&portal.signed_in(ANNA).await.get("/my-data").await, 200, "opens your data on request");
}

async fn of_many_guesses_at_once_no_more_than_ten_are_looked_at(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let browser = portal.signed_in(BRUNO).await;
    let nodes = [portal.services.clone(), portal.other_node("node-b")];
    let session = nodes[0].find_session(&Token::parse(browser.token()).unwrap()).await.unwrap().unwrap();
    let mut guesses = tokio::task::JoinSet::new();
    for number in 0..60_usize {
        let (services, session) = (nodes[number % 2].clone(), session.clone());
        let token = format!("{number:A>43}");
        guesses.spawn(async move {
            // Half of them look, half of them would open.
            if number % 4 < 2 {
                services.look_at_link(&session, &token, &Origin::default()).await
            } else {
                services.open_link(&session, &token, &Origin::default()).await
            }
        });
    }
    let answers = guesses.join_all().await;
    let looked = answers.iter().filter(|answer| matches!(answer, Ok(LinkState::Nothing))).count();
    let slowed = answers.iter().filter(|answer| matches!(answer, Err(ServiceError::Throttled { .. }))).count();
    assert_eq!((looked, slowed), (10, 50), "{answers:?}");
    assert_eq!(portal.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'link-refused'").await, 10);
    shows(&portal.signed_in(ANNA).await.get(&link).await, 200, "ready to open");
}

async fn looking_at_ones_own_link_again_and_again_counts_for_nothing(database: Database) {
    let (portal, server) = begin(database).await;
    let (_, _, link) = ready(&portal, &server).await;
    let mut anna = portal.signed_in(ANNA).await;
    for _ in 0..15 {
        shows(&anna.get(&link).await, 200, "ready to open");
    }
    assert_eq!(anna.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    let mut tablet = portal.signed_in(ANNA).await;
    for _ in 0..15 {
        shows(&anna.get(&link).await, 200, "Your data is open");
        shows(&tablet.post(&link, &[]).await, 410, "This link has been opened");
    }
}

async fn revoking_ends_the_view_of_a_link_that_was_opened(database: Database) {
    let (portal, server) = begin(database).await;
    let (mut officer, request, link) = ready(&portal, &server).await;
    let mut anna = portal.signed_in(ANNA).await;
    assert_eq!(anna.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    shows(&anna.get(&link).await, 200, "Your data is open");
    let disclosure = portal.texts("SELECT public_id FROM disclosure").await.remove(0);
    let revoked = officer.post(&format!("{request}/revoke"), &[("disclosure", &disclosure)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.text());
    shows(&anna.get(&link).await, 410, "This link has been opened");
    shows(&officer.post(&format!("{request}/revoke"), &[("disclosure", &disclosure)]).await, 422, "has ended already");
}

//! Marks of answers (entity tags): what is the same is not sent again, and whoever has it can go on with it.

use http::StatusCode;

use crate::{
    api_support::{ALL_SCOPES, HOME, Wanted, call, call_from, connect, json as read, permit, token_of, token_with},
    delivery::id_of,
    harness::{ANNA, Database, Portal},
};

on_each_database!(
    what_is_the_same_is_not_sent_again,
    a_mark_is_over_before_the_cursor_of_its_page,
    a_mark_names_the_request_that_permitted_it,
);

async fn what_is_the_same_is_not_sent_again(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    for list in ["data?category=fees", "data?limit=3", "requests", "disclosures", "consents", "preferences"] {
        let address = format!("/api/v1/patrons/{anna}/{list}");
        let first = call(&portal, &address, &token).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.len() > 20 && tag.starts_with("W/\""), "{list}: {tag}");
        let before = portal.log().await.len();
        for known in [tag.clone(), format!("\"other\", {tag}"), tag.trim_start_matches("W/").into(), String::from("*")]
        {
            let again = call_from(&portal, HOME, &address, &token, &[("if-none-match", &known)]).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{list}");
            assert_eq!(again.header("etag"), tag);
        }
        assert_eq!(portal.log().await.len(), before + 4, "that it was asked for is in the log all the same");
        let other = call_from(&portal, HOME, &address, &token, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(other.status, StatusCode::OK, "{list}");
    }
    let address = format!("/api/v1/patrons/{anna}/data?category=fees");
    let tag = call(&portal, &address, &token).await.header("etag").to_owned();
    portal.execute("UPDATE account_line SET description = 'Muuttui'").await;
    let changed = call_from(&portal, HOME, &address, &token, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status, StatusCode::OK);
}

/// Whoever hears that nothing changed goes on with the cursor of the answer they have: it must still lead somewhere.
async fn a_mark_is_over_before_the_cursor_of_its_page(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let program = connect(&portal, Wanted { scopes: &ALL_SCOPES, ..Wanted::default() }).await;
    portal.clock.advance(2 * 24 * 60 * 60);
    for list in [format!("patrons/{anna}/data?category=fees&limit=1"), String::from("audit?limit=1&until=2026-03-02")] {
        let address = format!("/api/v1/{list}");
        let first = call(&portal, &address, &token_of(&portal, &program).await).await;
        let cursor = read(&first)["next"].as_str().unwrap_or_else(|| panic!("{list}: {}", first.text())).to_owned();
        let mut was_unchanged = 0;
        for _ in 0..30 {
            portal.clock.advance(60 * 60);
            let token = token_of(&portal, &program).await;
            let again = [("if-none-match", first.header("etag"))];
            if call_from(&portal, HOME, &address, &token, &again).await.status == StatusCode::NOT_MODIFIED {
                was_unchanged += 1;
                let next = call(&portal, &format!("{address}&cursor={cursor}"), &token).await;
                assert_eq!(next.status, StatusCode::OK, "{list}: {}", next.text());
            }
        }
        assert!(was_unchanged < 24, "{list}");
    }
}

async fn a_mark_names_the_request_that_permitted_it(database: Database) {
    let portal = Portal::on(database).await;
    let anna = id_of(&portal, ANNA).await;
    permit(&portal, ANNA).await;
    let token = token_with(&portal, "Alueportaali", &ALL_SCOPES).await;
    let address = format!("/api/v1/patrons/{anna}/consents");
    let first = call(&portal, &address, &token).await;
    let second = permit(&portal, ANNA).await;
    let again = [("if-none-match", first.header("etag"))];
    let later = call_from(&portal, HOME, &format!("{address}?request={second}"), &token, &again).await;
    assert_eq!(later.status, StatusCode::OK);
    assert_eq!(read(&later)["request"], second);
}

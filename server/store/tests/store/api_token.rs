//! Tokens of programs: only for the secret that holds when the token is written.

use carrel_domain::{ApiClientId, PatronId, StaffScope, Timestamp};
use carrel_store::{
    api_client::{self, NewClient},
    api_token,
};

use crate::{audit_search::staff, database::TestDatabase, lines::line};

const NOW: Timestamp = Timestamp(1_772_000_000);

async fn connect(database: &TestDatabase, scope: &StaffScope) -> ApiClientId {
    database.import(&line(1, serde_json::json!({}))).await;
    let client = NewClient {
        public_id: String::from("client"),
        organization: database.organization,
        name: String::from("Alueportaali"),
        purpose: String::from("Omat tiedot"),
        secret_hash: String::from("first"),
        scopes: String::from("patrons:read"),
        networks: String::from("192.0.2.0/24"),
        library: None,
        requests_per_minute: 60,
        by: PatronId(database.number("SELECT MIN(id) FROM patron").await),
        expires_at: NOW.plus_seconds(86_400),
    };
    let db = database.store.writer();
    api_client::add(db, client, NOW).await.unwrap();
    ApiClientId(api_client::find(db, scope, "client").await.unwrap().unwrap().id)
}

both! {
    async fn whoever_asked_with_a_secret_that_changed_meanwhile_gets_no_token(database: &TestDatabase) {
        let client = connect(database, &staff(database.organization, None)).await;
        let db = database.store.writer();
        let ends = NOW.plus_seconds(600);
        let ask = async |secret: &str, token: &str| {
            api_token::add(db, (client, secret), token, "patrons:read", ends, NOW).await.unwrap()
        };
        assert!(ask("first", "one").await);
        assert!(!ask("another", "two").await);
        assert!(api_client::rotate(db, client, "second", NOW).await.unwrap());
        assert!(!ask("first", "three").await, "the old secret was right when it was looked at");
        assert!(ask("second", "four").await);
        assert!(api_client::revoke(db, client, PatronId(1), NOW).await.unwrap());
        assert!(!ask("second", "five").await);
        assert_eq!(database.number("SELECT COUNT(*) FROM api_token").await, 0);
    }
}

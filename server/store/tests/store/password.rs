//! What patrons sign in with, through imports.

use carrel_domain::PatronId;
use carrel_store::credential::{find_accounts, find_hash, upgrade_hash};
use serde_json::{Value as Json, json};

use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

const BCRYPT: &str = "$2a$04$cwgrDcWbjT9pbuSsYRUKHOC0dpEnIFFhucxN.nXuLt9RNupsvoX1C";
const NEWER: &str = "$2a$04$ZVuxlA021mNdKd6cn3vOdOwZ.P5kCrUk1ELGLf4eEswLWu692Itpu";
const UPGRADED: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

fn patron(password: Json, attempts: i64, city: &str) -> String {
    let personal = json!({"borrowernumber": 1, "cardnumber": "2900001", "password": password, "login_attempts": attempts, "city": city});
    line_of(personal, json!({}))
}

async fn hash(database: &TestDatabase) -> Option<String> {
    let patron = database.scope("1").await.patron();
    find_hash(database.store.reader(), patron).await.unwrap()
}

async fn accounts(database: &TestDatabase) -> usize {
    find_accounts(database.store.reader(), database.organization, "2900001").await.unwrap().len()
}

both! {
    async fn an_upgraded_hash_stays_until_the_library_sends_another(database: &TestDatabase) {
        database.import(&patron(json!(BCRYPT), 0, "Mikkeli")).await;
        let id: PatronId = database.scope("1").await.patron();
        upgrade_hash(database.store.writer(), id, BCRYPT, UPGRADED, NOW).await.unwrap();
        database.import(&patron(json!(BCRYPT), 0, "Vaasa")).await;
        assert_eq!(hash(database).await.as_deref(), Some(UPGRADED), "a re-import took the stronger hash away");
        database.import(&patron(json!(NEWER), 0, "Vaasa")).await;
        assert_eq!(hash(database).await.as_deref(), Some(NEWER), "the library's new PIN does not work");
    }
}

both! {
    async fn an_account_locked_in_koha_is_closed_until_it_is_unlocked_there(database: &TestDatabase) {
        database.import(&patron(json!(BCRYPT), -1, "Mikkeli")).await;
        assert_eq!(accounts(database).await, 0);
        database.import(&patron(json!(BCRYPT), 0, "Mikkeli")).await;
        assert_eq!(accounts(database).await, 1);
    }
}

both! {
    async fn a_password_that_is_gone_opens_nothing_any_more(database: &TestDatabase) {
        database.import(&patron(json!(BCRYPT), 0, "Mikkeli")).await;
        database.import(&line_of(json!({"borrowernumber": 1, "cardnumber": "2900001"}), json!({}))).await;
        assert_eq!(hash(database).await.as_deref(), Some(BCRYPT), "a line that says nothing about it took it away");
        database.import(&patron(json!(null), 0, "Mikkeli")).await;
        assert_eq!(hash(database).await, None);
    }
}

both! {
    async fn no_secret_is_kept_anywhere_but_as_a_credential(database: &TestDatabase) {
        let personal = json!({
            "borrowernumber": 1, "password": "plain-text-secret", "secret": "TOTP-secret", "pin": "PIN-secret",
            "nested": {"password": "nested-secret", "x": 1},
        });
        let rows = json!([{"id": 1, "password": "row-secret", "patron": [{"password": "deep-secret"}]}]);
        database.import(&line_of(personal, json!({"messages": rows, "holds": rows, "note": {"Password": "loose-secret"}}))).await;
        assert_eq!(hash(database).await, None);
        for row in crate::dump::dump(database).await {
            assert!(!row.contains("secret"), "{row}");
        }
    }
}

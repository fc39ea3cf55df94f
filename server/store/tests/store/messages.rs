//! What patrons want to be told: a choice made here holds until the library system says something else than it did then.

use carrel_domain::messages::{Event, Preference};
use carrel_store::messages::{choose, list};
use serde_json::{Value as Json, json};

use crate::{
    database::{NOW, TestDatabase},
    lines::line,
};

fn sent(ways: &[&str], days: Json, city: &str) -> String {
    let row = json!({"borrower_message_preference_id": 7, "message_name": "Advance_Notice", "transports": ways,
                     "days_in_advance": days, "wants_digest": 0});
    line(1, json!({"message_preferences": [row], "city": city}))
}

async fn says(database: &TestDatabase) -> Vec<String> {
    let held = list(database.store.reader(), database.scope("1").await).await.unwrap();
    held.iter().map(|held| format!("{}: {}", held.event, held.preference.logged())).collect()
}

async fn choice(database: &TestDatabase, event: Event, ways: &str, days: Option<i64>) {
    let preference = Preference::read(Some(ways), days, true);
    choose(database.store.writer(), database.scope("1").await, event, &preference, NOW).await.unwrap();
}

both! {
    async fn a_choice_survives_an_import_that_says_the_same_again(database: &TestDatabase) {
        database.import(&sent(&["email"], json!(3), "Mikkeli")).await;
        choice(database, Event::AdvanceNotice, "sms", Some(5)).await;
        assert_eq!(says(database).await, ["Advance_Notice: sms; 5; digest"]);
        database.import(&sent(&["email"], json!(3), "Vaasa")).await;
        assert_eq!(says(database).await, ["Advance_Notice: sms; 5; digest"]);
        database.import(&sent(&["email"], json!(2), "Vaasa")).await;
        assert_eq!(says(database).await, ["Advance_Notice: email; 2"], "a change in the library system counts");
        database.import(&sent(&["email"], json!(3), "Vaasa")).await;
        assert_eq!(says(database).await, ["Advance_Notice: email; 3"], "and what was chosen before it does not come back");
        database.import(&sent(&["email"], json!(2), "Vaasa")).await;
        choice(database, Event::AdvanceNotice, "print", Some(2)).await;
        database.import(&sent(&["email"], json!(2), "Oulu")).await;
        assert_eq!(says(database).await, ["Advance_Notice: print; 2; digest"]);
        database.import(&line(1, json!({"message_preferences": []}))).await;
        assert!(says(database).await.is_empty(), "what the library system took back is gone");
    }
}

both! {
    async fn a_choice_where_the_library_system_says_nothing_holds_until_it_does(database: &TestDatabase) {
        database.import(&line(1, json!({}))).await;
        choice(database, Event::Due, "email, sms", None).await;
        choice(database, Event::Due, "sms", None).await;
        assert_eq!(says(database).await, ["Item_Due: sms; digest"]);
        database.import(&line(1, json!({"message_preferences": [], "city": "Oulu"}))).await;
        assert_eq!(says(database).await, ["Item_Due: sms; digest"]);
        let row = json!({"borrower_message_preference_id": 9, "message_name": "Item_Due", "transports": ["print"]});
        database.import(&line(1, json!({"message_preferences": [row]}))).await;
        assert_eq!(says(database).await, ["Item_Due: print"]);
    }
}

both! {
    async fn an_event_in_other_letters_is_the_same_event(database: &TestDatabase) {
        let row = json!({"borrower_message_preference_id": 9, "message_name": "ITEM_DUE", "transports": ["print"]});
        database.import(&line(1, json!({"message_preferences": [row]}))).await;
        choice(database, Event::Due, "sms", None).await;
        assert_eq!(says(database).await, ["ITEM_DUE: sms; digest"]);
    }
}

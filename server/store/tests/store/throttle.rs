//! Counters of failed attempts.

use std::collections::BTreeSet;

use carrel_store::throttle::{charge, forgive, refund};

use crate::database::NOW;

both! {
    async fn attempts_at_the_same_time_are_all_counted(database: &TestDatabase) {
        let attempts = (0..40).map(|_| {
            let store = database.store.clone();
            tokio::spawn(async move { charge(store.writer(), "card", NOW, 900).await.unwrap().failures })
        });
        let mut counts = BTreeSet::new();
        for attempt in attempts.collect::<Vec<_>>() {
            counts.insert(attempt.await.unwrap());
        }
        assert_eq!(counts, (1..=40).collect(), "each attempt must see a count of its own");
    }
}

both! {
    async fn a_window_ends_and_a_new_one_begins(database: &TestDatabase) {
        let db = database.store.writer();
        charge(db, "card", NOW, 900).await.unwrap();
        let second = charge(db, "card", NOW.plus_seconds(899), 900).await.unwrap();
        assert_eq!((second.failures, second.window_ends_at), (2, NOW.plus_seconds(900)));
        let later = charge(db, "card", NOW.plus_seconds(900), 900).await.unwrap();
        assert_eq!((later.failures, later.window_ends_at), (1, NOW.plus_seconds(1800)));
    }
}

both! {
    async fn a_success_gives_its_attempt_back_and_no_more(database: &TestDatabase) {
        let db = database.store.writer();
        charge(db, "card", NOW, 900).await.unwrap();
        refund(db, "card").await.unwrap();
        refund(db, "card").await.unwrap();
        assert_eq!(charge(db, "card", NOW, 900).await.unwrap().failures, 1);
        forgive(db, "card").await.unwrap();
        assert_eq!(charge(db, "card", NOW, 900).await.unwrap().failures, 1);
    }
}

//! Statistics: what the library chose, and of how many people.

use carrel_domain::loan_history::After;
use carrel_store::{
    anonymize::{Batch, Choices, Grain, History, RunKey, StatisticFields},
    retention::statistics::{self, SmallGroups},
};
use serde_json::json;

use super::{
    person,
    runs::{demo_file, people},
};
use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

both! {
    async fn statistics_have_what_the_library_chose_and_nothing_that_names_anybody(database: &TestDatabase) {
        database.import(&demo_file()).await;
        let fields = StatisticFields {
            grain: Grain::Month, library: true, patron_category: true, age_band: true, postcode_characters: 2,
            renewals: true, amount: true, item_type: true, patron_library: false, key: Some(RunKey::new()),
        };
        let all = people(database).await;
        let mut gone = 0;
        for history in History::ALL {
            let choices = Choices { grain: Grain::Day, statistics: Some(fields) };
            let batch = Batch::begin(&database.store, database.organization).await.unwrap();
            let done = batch.run(&database.store, history, &all, &choices, NOW).await.unwrap();
            batch.into_transaction().commit().await.unwrap();
            gone += done.total();
        }
        assert!(gone > 100);
        assert_eq!(database.number("SELECT COUNT(*) FROM statistic").await, i64::try_from(gone).unwrap());
        let persons = "SELECT COUNT(DISTINCT person) FROM statistic WHERE kind = 'checkout'";
        let bands = database.texts("SELECT DISTINCT COALESCE(age_band, '?') FROM statistic WHERE kind = 'checkout'").await;
        assert!(bands.iter().all(|band| band == "?" || band.ends_with('9')), "{bands:?}");
        assert!(bands.iter().any(|band| band != "?"), "{bands:?}");
        assert!(database.number(persons).await > 1);
        assert_eq!(database.number("SELECT COUNT(*) FROM statistic WHERE patron_library IS NOT NULL").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM statistic WHERE began_at % 2592000 <> 0 AND kind = 'checkout'").await, 0);
        let amounts = "SELECT CAST(COALESCE(SUM(amount), 0) AS TEXT) FROM statistic";
        let paid = "SELECT CAST(COALESCE(SUM(a.amount), 0) AS TEXT) FROM account_line a JOIN patron p ON p.id = a.patron_id WHERE is_anonymous = 1";
        assert_eq!(database.texts(amounts).await, database.texts(paid).await);
    }
}

/// One run of the engine about people, with a key of its own, and untied at its end.
async fn run(database: &TestDatabase, numbers: &[&str], ends: bool) {
    let fields = StatisticFields { library: true, key: Some(RunKey::new()), ..StatisticFields::default() };
    let choices = Choices { statistics: Some(fields), ..Choices::default() };
    let mut people = Vec::new();
    for number in numbers {
        people.push(person(database, number, After::AtOnce).await);
    }
    let batch = Batch::begin(&database.store, database.organization).await.unwrap();
    batch.run(&database.store, History::Checkouts, &people, &choices, NOW).await.unwrap();
    batch.into_transaction().commit().await.unwrap();
    if ends {
        statistics::untie(&database.store, database.organization).await.unwrap();
    }
}

both! {
    async fn a_group_is_as_large_as_its_people_are_many_and_not_its_lines(database: &TestDatabase) {
        let file: String = (1..=7)
            .map(|number| {
                let loans = (1..=10).map(|at| json!({"issue_id": number * 100 + at, "branchcode": "JNS",
                    "issuedate": "2020-01-01 10:00:00", "returndate": "2020-02-01 10:00:00"}));
                line_of(json!({"borrowernumber": number}), json!({"oldcheckouts": loans.collect::<Vec<_>>()}))
            })
            .collect();
        database.import(&file).await;
        let small = async |k: i64| statistics::small_groups(database.store.reader(), database.organization, k).await.unwrap();
        run(database, &["1", "2"], true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 20 }, "twenty lines of two people are no crowd");
        assert_eq!(small(2).await, SmallGroups::default());
        assert_eq!(database.number("SELECT COUNT(*) FROM statistic WHERE person IS NOT NULL").await, 0, "nothing ties them");
        // Two more: they may be the same, for all that is known afterwards.
        run(database, &["3", "4"], true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 40 });
        // A run that was killed and went on with another key.
        run(database, &["5"], false).await;
        run(database, &["6", "7"], true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 70 });
        assert_eq!(database.texts("SELECT CAST(people AS TEXT) FROM statistic_group").await, ["2"]);
    }
}

//! Statistics: what the library chose, and of how many people.

use carrel_domain::loan_history::After;
use carrel_store::{
    anonymize::{Batch, Choices, Clocks, Exactness, Grain, History, RunKey, StatisticFields},
    retention::statistics::{self, SmallGroups},
};
use sea_orm::{ConnectionTrait as _, Statement};
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
            times: Exactness::Month, clocks: Clocks::default(), library: true, patron_category: true, age_band: true, postcode_characters: 2,
            renewals: true, amount: true, item_type: true, patron_library: false, key: Some(RunKey::new()),
        };
        let all = people(database).await;
        let mut gone = 0;
        for history in History::ALL {
            let choices = Choices { grain: Grain::Day, statistics: Some(fields.clone()) };
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
        let amounts = "SELECT CAST(COALESCE(SUM(amount), 0) AS TEXT) FROM statistic";
        let paid = "SELECT CAST(COALESCE(SUM(a.amount), 0) AS TEXT) FROM account_line a JOIN patron p ON p.id = a.patron_id WHERE is_anonymous = 1";
        assert_eq!(database.texts(amounts).await, database.texts(paid).await);
    }
}

/// One run of the engine about people, with a key of its own, and untied at its end.
async fn run(database: &TestDatabase, numbers: &[&str], fields: StatisticFields, ends: bool) {
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
        let by_library =
            || StatisticFields { library: true, key: Some(RunKey::new()), ..StatisticFields::default() };
        run(database, &["1", "2"], by_library(), true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 20 }, "twenty lines of two people are no crowd");
        assert_eq!(small(2).await, SmallGroups::default());
        assert_eq!(database.number("SELECT COUNT(*) FROM statistic WHERE person IS NOT NULL").await, 0, "nothing ties them");
        // Two more: they may be the same, for all that is known afterwards.
        run(database, &["3", "4"], by_library(), true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 40 });
        // A run that was killed and went on with another key.
        run(database, &["5"], by_library(), false).await;
        run(database, &["6", "7"], by_library(), true).await;
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 70 });
        assert_eq!(database.texts("SELECT CAST(people AS TEXT) FROM statistic_group").await, ["2"]);
    }
}

both! {
    async fn times_are_of_the_librarys_own_days_and_as_exact_as_it_chose(database: &TestDatabase) {
        // Returned at half past midnight in Helsinki, on the first of a month and of a year: the day before in UTC.
        let loan = |id: i64, returned: &str| {
            json!({"issue_id": id, "branchcode": "JNS", "issuedate": "2020-05-31 23:30:00", "returndate": returned})
        };
        let loans = json!({"oldcheckouts": [loan(1, "2020-07-01 00:30:00"), loan(2, "2021-01-01 00:30:00")]});
        database.import(&line_of(json!({"borrowernumber": 1}), loans)).await;
        let clocks = Clocks::new(7_200, [(1_603_587_600, 7_200), (1_585_443_600, 10_800)]);
        let expected = [
            (Exactness::None, ["-", "-"]),
            (Exactness::Year, ["2020-01-01", "2021-01-01"]),
            (Exactness::Month, ["2020-07-01", "2021-01-01"]),
            (Exactness::Day, ["2020-07-01", "2021-01-01"]),
        ];
        let people = [person(database, "1", After::AtOnce).await];
        for (times, days) in expected {
            let fields = StatisticFields { times, clocks: clocks.clone(), ..StatisticFields::default() };
            let choices = Choices { statistics: Some(fields), ..Choices::default() };
            let batch = Batch::begin(&database.store, database.organization).await.unwrap();
            batch.run(&database.store, History::Checkouts, &people, &choices, NOW).await.unwrap();
            let transaction = batch.into_transaction();
            let sql = "SELECT CAST(ended_at AS TEXT) FROM statistic ORDER BY ended_at";
            let statement = Statement::from_string(transaction.get_database_backend(), sql);
            let written: Vec<String> = transaction
                .query_all_raw(statement)
                .await
                .unwrap()
                .iter()
                .map(|row| row.try_get_by_index::<Option<String>>(0).unwrap().map_or_else(|| String::from("-"), day))
                .collect();
            assert_eq!(written, days, "{times:?}");
            transaction.rollback().await.unwrap();
        }
    }
}

/// A day of seconds.
fn day(seconds: String) -> String {
    let at = jiff::Timestamp::from_second(seconds.parse().unwrap()).unwrap();
    at.to_string()[..10].to_owned()
}

both! {
    async fn times_make_groups_smaller(database: &TestDatabase) {
        // Four people each; one of them returned a day later.
        for (times, people, small) in [(Exactness::Month, 1..=4, 0), (Exactness::Day, 11..=14, 2)] {
            let last = *people.end();
            let file: String = people
                .clone()
                .map(|number| {
                    let day = if number < last { "01" } else { "02" };
                    let loans = json!({"oldcheckouts": [{"issue_id": number, "branchcode": "JNS",
                        "issuedate": "2020-03-01 10:00:00", "returndate": format!("2020-03-{day} 12:00:00")}]});
                    line_of(json!({"borrowernumber": number}), loans)
                })
                .collect();
            database.import(&file).await;
            let fields = StatisticFields { times, library: true, key: Some(RunKey::new()), ..StatisticFields::default() };
            let numbers: Vec<String> = people.map(|number| number.to_string()).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            run(database, &numbers, fields, true).await;
            let found = statistics::small_groups(database.store.reader(), database.organization, 4).await.unwrap();
            assert_eq!(found.groups, small, "{times:?}");
        }
    }
}

//! For any history, cutoff and fees, what goes is exactly what the written rule says.

use carrel_domain::loan_history::{After, Decision, decide};
use carrel_store::anonymize::{History, Person, count_old, list_closed};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};

use super::{cutoff, one_batch};
use crate::{database::NOW, lines::line};

const DAY: i64 = 86_400;

/// A loan or hold as it may come: open or not, with or without times, around the cutoff, to the second.
#[derive(Clone, Debug)]
struct Made {
    history: History,
    is_open: bool,
    days_ago: Option<i64>,
    seconds: i64,
    other_days_ago: Option<i64>,
    fee: Fee,
}

#[derive(Clone, Copy, Debug)]
enum Fee {
    None,
    Paid,
    UnpaidOfLoan,
    UnpaidOfItem,
    UnpaidOfAnotherPatron,
}

fn made() -> impl Strategy<Value = Made> {
    let history = prop_oneof![Just(History::Checkouts), Just(History::Holds)];
    let fee = prop_oneof![
        4 => Just(Fee::None),
        1 => Just(Fee::Paid),
        1 => Just(Fee::UnpaidOfLoan),
        1 => Just(Fee::UnpaidOfItem),
        1 => Just(Fee::UnpaidOfAnotherPatron),
    ];
    let days = || proptest::option::weighted(0.8, -1_i64..40);
    (history, proptest::bool::weighted(0.2), days(), -2_i64..3, days(), fee).prop_map(
        |(history, is_open, days_ago, seconds, other_days_ago, fee)| Made {
            history,
            is_open,
            days_ago,
            seconds,
            other_days_ago,
            fee,
        },
    )
}

fn after() -> impl Strategy<Value = After> {
    prop_oneof![Just(After::AtOnce), (1_u16..39).prop_map(After::days)]
}

both! {
    async fn the_rows_that_go_are_exactly_those_of_the_written_rule(database: &TestDatabase) {
        let config = Config { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_122), ..Config::default() };
        let mut runner = TestRunner::new(config);
        let number = std::cell::Cell::new(0_u64);
        let outcome = runner.run(&(proptest::collection::vec(made(), 0..25), after()), |(rows, after)| {
            number.set(number.get() + 2);
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(check(database, number.get(), &rows, after)));
            Ok(())
        });
        outcome.unwrap();
    }
}

async fn check(database: &crate::database::TestDatabase, number: u64, rows: &[Made], after: After) {
    database.import(&(line(number, serde_json::json!({})) + &line(number + 1, serde_json::json!({})))).await;
    let scope = database.scope(&number.to_string()).await;
    let other = database.scope(&(number + 1).to_string()).await.patron().0;
    let patron = scope.patron().0;
    let text = |text: Option<String>| text.map_or_else(|| String::from("NULL"), |text| format!("'{text}'"));
    for (at, row) in rows.iter().enumerate() {
        let time = |days: Option<i64>| days.map(|days| NOW.0 - days * DAY + row.seconds);
        let day = |days: Option<i64>| {
            let time = time(days)?;
            let zoned = jiff::Timestamp::from_second(time)
                .unwrap()
                .to_zoned(jiff::tz::TimeZone::get("Europe/Helsinki").unwrap());
            Some(zoned.date().to_string())
        };
        let number = |time: Option<i64>| time.map_or_else(|| String::from("NULL"), |time| time.to_string());
        let (open, item) = (i64::from(row.is_open), 1_000 + at);
        database
            .execute(&match row.history {
                History::Holds => format!(
                    "INSERT INTO hold (patron_id, source_id, is_open, title, cancelled_on, placed_on, item_number, digest) \
                     VALUES ({patron}, '{at}', {open}, 'T', {}, {}, {item}, 1)",
                    text(day(row.days_ago)),
                    text(day(row.other_days_ago))
                ),
                _ => format!(
                    "INSERT INTO checkout (patron_id, source_id, is_open, title, returned_at, checked_out_at, item_number, \
                     digest) VALUES ({patron}, '{at}', {open}, 'T', {}, {}, {item}, 1)",
                    number(time(row.days_ago)),
                    number(time(row.other_days_ago))
                ),
            })
            .await
            .unwrap();
        let (whose, loan, outstanding) = match row.fee {
            Fee::None => continue,
            Fee::Paid => (patron, at.to_string(), 0),
            Fee::UnpaidOfLoan => (patron, at.to_string(), 5),
            Fee::UnpaidOfItem => (patron, String::from("NULL"), 5),
            Fee::UnpaidOfAnotherPatron => (other, at.to_string(), 5),
        };
        let fee = format!(
            "INSERT INTO account_line (patron_id, source_id, amount, outstanding, checkout_number, item_number, digest) \
             VALUES ({whose}, '{at}', 5, {outstanding}, {loan}, {item}, 1)"
        );
        database.execute(&fee).await.unwrap();
    }
    let person = Person { patron: scope.patron(), cutoff: cutoff(after) };
    for history in [History::Checkouts, History::Holds] {
        let facts = list_closed(database.store.reader(), scope, history).await.unwrap();
        let all = rows.iter().filter(|row| row.history == history);
        assert_eq!(facts.len(), all.clone().count());
        // The facts are those that were made.
        for (facts, made) in facts.iter().zip(all) {
            let is_unpaid = matches!(made.fee, Fee::UnpaidOfLoan | Fee::UnpaidOfItem) && history == History::Checkouts;
            assert_eq!((facts.row.is_open, facts.row.has_unpaid_fee), (made.is_open, is_unpaid), "{made:?}");
        }
        let stays: Vec<i64> = facts
            .iter()
            .filter(|facts| decide(facts.row, Some(person.cutoff), None) != Decision::Anonymize)
            .map(|facts| facts.id)
            .collect();
        let counted = count_old(database.store.reader(), history, &[person]).await.unwrap();
        let goes = facts.len() - stays.len();
        assert_eq!(counted.first().map_or(0, |(_, count)| *count), i64::try_from(goes).unwrap());
        let done = one_batch(&database.store, database, history, &[person]).await;
        assert_eq!(done.total(), goes as u64);
        let left: Vec<i64> =
            list_closed(database.store.reader(), scope, history).await.unwrap().iter().map(|facts| facts.id).collect();
        assert_eq!(left, stays, "{rows:?} {after:?}");
    }
}

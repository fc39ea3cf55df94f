//! Decisions about loan histories: whom they are for, who agreed to be kept longer, and who is held.

use carrel_domain::{
    Date, PatronId, Timestamp,
    loan_history::{After, Cutoff, Keeping, Policy},
};
use carrel_store::{
    anonymize::StatisticFields,
    history_policy::{self, Concerned, Whom, Whose},
    retention::{hold, statistics::SmallGroups},
};
use serde_json::json;

use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

const DAY: i64 = 24 * 60 * 60;

/// What was over a year ago.
fn cutoff() -> Cutoff {
    Cutoff { before: Timestamp(NOW.0 - 365 * DAY), day: Date::new(2025, 9, 1).unwrap() }
}

/// Five patrons: with two old loans and an old hold, with one old loan each, with nothing old, and with nothing at all.
async fn patrons(database: &TestDatabase) {
    let loan = |id: u64, day: &str| json!({"issue_id": id, "branchcode": "JNS", "issuedate": day, "returndate": day});
    let old = "2020-01-01 10:00:00";
    let held = json!({"reserve_id": 1, "reservedate": "2020-01-01", "cancellationdate": "2020-01-02"});
    let lines = [
        (1, "ADULT", json!({"oldcheckouts": [loan(1, old), loan(2, old)], "oldholds": [held]})),
        (2, "ADULT", json!({"oldcheckouts": [loan(3, old)]})),
        (3, "CHILD", json!({"oldcheckouts": [loan(4, old)]})),
        (4, "ADULT", json!({"oldcheckouts": [loan(5, "2026-08-20 10:00:00")]})),
        (5, "CHILD", json!({})),
    ];
    let file: String = lines
        .into_iter()
        .map(|(number, category, rows)| line_of(json!({"borrowernumber": number, "categorycode": category}), rows))
        .collect();
    database.import(&file).await;
}

async fn answers(database: &TestDatabase, number: &str, answer: &str, at: i64) {
    let scope = database.scope(number).await;
    let sql = format!(
        "INSERT INTO consent_receipt (public_id, patron_id, purpose, answer, how, answered_at) \
         VALUES ('{number}-{at}', {}, 'loan-history', '{answer}', 'page', {at})",
        scope.patron().0
    );
    database.execute(&sql).await.unwrap();
}

async fn concerned(database: &TestDatabase, whose: &Whose) -> Concerned {
    let whom = Whom { organization: database.organization, whose, at: NOW };
    history_policy::concerned(database.store.reader(), &whom, Some(cutoff())).await.unwrap()
}

both! {
    async fn a_preview_says_how_many_agreed_to_be_kept_and_who_is_to_be_asked(database: &TestDatabase) {
        patrons(database).await;
        let all = concerned(database, &Whose::Organization).await;
        assert_eq!(all, Concerned { patrons: 5, silent: 5, with_rows: 3, rows: 5, keeping: 0, kept_rows: 0 });
        answers(database, "1", "given", 10).await;
        answers(database, "2", "given", 10).await;
        answers(database, "2", "withdrawn", 20).await;
        answers(database, "5", "given", 10).await;
        let all = concerned(database, &Whose::Organization).await;
        assert_eq!(all, Concerned { patrons: 5, silent: 2, with_rows: 3, rows: 5, keeping: 1, kept_rows: 3 });
        let children = concerned(database, &Whose::Category(String::from("CHILD"))).await;
        assert_eq!(children, Concerned { patrons: 2, silent: 1, with_rows: 1, rows: 1, keeping: 0, kept_rows: 0 });
        let one = database.scope("1").await.patron();
        let one = concerned(database, &Whose::Patron(one)).await;
        assert_eq!(one, Concerned { patrons: 1, silent: 0, with_rows: 1, rows: 3, keeping: 1, kept_rows: 3 });
        // Who has a nearer one is not concerned.
        let policy = Policy { keeping: Keeping::UntilAsked, after: After::Never };
        let child = Whose::Category(String::from("CHILD"));
        let (by, from) = (PatronId(1), Timestamp(NOW.0 - 1));
        history_policy::decide(database.store.writer(), database.organization, "d", &child, Some(policy), by, from, from)
            .await
            .unwrap();
        assert_eq!(concerned(database, &Whose::Organization).await.patrons, 3);
    }
}

both! {
    async fn a_preview_warns_of_groups_that_would_be_small(database: &TestDatabase) {
        patrons(database).await;
        let fields = StatisticFields { library: true, ..StatisticFields::default() };
        let small = async |k: i64| {
            let whom = Whom { organization: database.organization, whose: &Whose::Organization, at: NOW };
            history_policy::small_groups(database.store.reader(), &whom, cutoff(), &fields, k).await.unwrap()
        };
        // Four loans of three people in one library, and one hold of one.
        assert_eq!(small(4).await, SmallGroups { groups: 2, lines: 5 });
        assert_eq!(small(3).await, SmallGroups { groups: 1, lines: 1 });
        let sql = format!(
            "INSERT INTO statistic_group (organization_id, name, people) \
             VALUES ({}, 'hold\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}none\u{1f}\u{1f}', 3)",
            database.organization.0
        );
        database.execute(&sql).await.unwrap();
        assert_eq!(small(3).await, SmallGroups::default(), "there are others in the group already");
    }
}

both! {
    async fn who_is_held_is_asked_when_it_counts(database: &TestDatabase) {
        patrons(database).await;
        let (one, two, three) = (database.scope("1").await, database.scope("2").await, database.scope("3").await);
        let today = Date::new(2026, 9, 1).unwrap();
        let all = [one.patron(), two.patron(), three.patron()];
        let held = async |today: Date| {
            let (db, organization) = (database.store.reader(), database.organization);
            let found = history_policy::subjects_among(db, organization, all, (NOW, today)).await.unwrap();
            let held = found.iter().filter(|subject| subject.is_held == 1);
            let mut held: Vec<PatronId> = held.map(|subject| PatronId(subject.id)).collect();
            held.sort_by_key(|patron| patron.0);
            held
        };
        assert_eq!(held(today).await, []);
        hold::place(database.store.writer(), one, "h", "claim", Some(today), PatronId(9), NOW).await.unwrap();
        let request = format!(
            "INSERT INTO data_request (public_id, organization_id, patron_id, kind, channel, received_on, due_on, state, \
             created_at) VALUES ('r', {}, {}, 'access', 'desk', '2026-08-01', '2026-09-01', 'open', 0)",
            database.organization.0,
            two.patron().0
        );
        database.execute(&request).await.unwrap();
        assert_eq!(held(today).await, [one.patron(), two.patron()]);
        assert_eq!(held(Date::new(2026, 9, 2).unwrap()).await, [two.patron()], "the hold is over");
        database.execute("UPDATE data_request SET state = 'done'").await.unwrap();
        hold::lift(database.store.writer(), one, "h", PatronId(9), NOW).await.unwrap();
        assert_eq!(held(today).await, []);
    }
}

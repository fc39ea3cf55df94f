//! What went by a rule stays away, and what must stay is not touched.

use carrel_domain::{
    Date, PatronId,
    retention::{Action, Keep, Rule, Rules, Subject},
};
use carrel_store::{
    anonymize::{Batch, Choices, History, Person},
    organization,
    retention::{Question, batch, hold, preview},
};
use jiff::tz::TimeZone;
use serde_json::json;

use super::{OLD, private};
use crate::{
    anonymize::library,
    database::{NOW, TestDatabase},
    lines::line_of,
};

async fn delete_all(database: &TestDatabase, rules: &Rules, subject: Subject) -> u64 {
    let (zone, private) = (TimeZone::UTC, private());
    let today = Date::new(2026, 9, 1).unwrap();
    let mut count = 0;
    for rule in rules.about(subject) {
        let question =
            Question { organization: database.organization, rules, rule, today, zone: &zone, private_debits: &private };
        let found = batch::next(database.store.reader(), &question, 0, 1_000).await.unwrap();
        let deleting = Batch::begin(&database.store, database.organization).await.unwrap();
        let of_whom = batch::delete(&database.store, &deleting, &question, &found.rows, NOW).await.unwrap();
        deleting.into_transaction().commit().await.unwrap();
        count += of_whom.iter().map(|(_, count)| count).sum::<u64>();
    }
    count
}

both! {
    async fn what_went_by_a_rule_does_not_come_back_with_the_next_import(database: &TestDatabase) {
        let file = |surname: &str| line_of(
            json!({"borrowernumber": 1, "surname": surname}),
            json!({"notices": [
                {"message_id": 1, "letter_code": "PREDUE", "time_queued": OLD, "status": "sent"},
                {"message_id": 2, "letter_code": "ODUECLAIM", "time_queued": OLD, "status": "sent"},
                {"message_id": 3, "letter_code": "PREDUE", "time_queued": "2026-08-01 12:00:00", "status": "sent"},
            ], "debarments": [{"borrower_debarment_id": 1, "expiration": "2015-01-01"}, {"borrower_debarment_id": 2}]}),
        );
        database.import(&file("Laine")).await;
        let rules = Rules::new([
            Rule::new(Subject::Notices, None, Keep::years(3), Action::Delete).unwrap(),
            Rule::new(Subject::Bills, None, Keep::years(20), Action::Delete).unwrap(),
            Rule::new(Subject::Restrictions, None, Keep::days(0), Action::Delete).unwrap(),
        ]);
        assert_eq!(delete_all(database, &rules, Subject::Notices).await, 1);
        assert_eq!(delete_all(database, &rules, Subject::Bills).await, 0, "bills have a rule of their own");
        assert_eq!(delete_all(database, &rules, Subject::Restrictions).await, 1);
        database.import(&file("Virtanen")).await;
        assert_eq!(database.texts("SELECT source_id FROM notice ORDER BY source_id").await, ["2", "3"]);
        assert_eq!(database.texts("SELECT source_id FROM debarment").await, ["2"]);
        assert_eq!(database.texts("SELECT surname FROM patron").await, ["Virtanen"], "the rest is kept up to date");
    }
}

both! {
    async fn what_has_no_date_stays_when_the_rest_goes_and_in_the_next_import(database: &TestDatabase) {
        let file = |surname: &str| line_of(
            json!({"borrowernumber": 1, "surname": surname}),
            json!({"oldcheckouts": [{"issue_id": 1, "title": "A", "issuedate": OLD, "returndate": OLD}, {"issue_id": 2, "title": "B"}]}),
        );
        database.import(&file("Laine")).await;
        let rules = Rules::new([Rule::new(Subject::CheckoutHistory, None, Keep::days(0), Action::Anonymize).unwrap()]);
        let (zone, private) = (TimeZone::UTC, private());
        let question = Question {
            organization: database.organization, rules: &rules, rule: &rules.all()[0],
            today: Date::new(2026, 9, 1).unwrap(), zone: &zone, private_debits: &private,
        };
        assert_eq!(batch::next(database.store.reader(), &question, 0, 10).await.unwrap().rows.len(), 1);
        let people = [Person { patron: database.scope("1").await.patron(), cutoff: question.cutoff().unwrap() }];
        let run = async |work: Batch| {
            let done = work.run(&database.store, History::Checkouts, &people, &Choices::default(), NOW).await.unwrap();
            work.into_transaction().commit().await.unwrap();
            done.total()
        };
        let begin = async || Batch::begin(&database.store, database.organization).await.unwrap();
        assert_eq!(run(begin().await.of_dated()).await, 1);
        assert_eq!(run(begin().await.of_dated()).await, 0);
        database.import(&file("Virtanen")).await;
        let left = "SELECT c.source_id FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE is_anonymous = 0";
        assert_eq!(database.texts(left).await, ["2"]);
        // Their owner may have it anonymized all the same.
        assert_eq!(run(begin().await).await, 1);
    }
}

both! {
    async fn a_fee_is_kept_from_its_payment_on_and_a_later_change_does_not_bring_it_back(database: &TestDatabase) {
        let file = |changed: &str| line_of(json!({"borrowernumber": 1, "surname": changed}), json!({"accountlines": [
            {"accountlines_id": 1, "date": OLD, "timestamp": changed, "debit_type_code": "RENT", "amount": 2,
             "amountoutstanding": 0},
            {"accountlines_id": 2, "date": OLD, "timestamp": "2026-08-01 12:00:00", "debit_type_code": "RENT", "amount": 3,
             "amountoutstanding": 0},
            {"accountlines_id": 3, "date": OLD, "debit_type_code": "RENT", "amount": 4, "amountoutstanding": 4},
        ]}));
        database.import(&file("2015-07-01 12:00:00")).await;
        let rules = Rules::new([Rule::new(Subject::PrivateFees, None, Keep::years(3), Action::Anonymize).unwrap()]);
        let (zone, private) = (TimeZone::UTC, private());
        let question = Question {
            organization: database.organization, rules: &rules, rule: &rules.all()[0],
            today: Date::new(2026, 9, 1).unwrap(), zone: &zone, private_debits: &private,
        };
        let found = batch::next(database.store.reader(), &question, 0, 10).await.unwrap();
        assert_eq!(found.rows.len(), 1, "one was paid long ago, one lately, one is not paid");
        let work = Batch::begin(&database.store, database.organization).await.unwrap();
        let rows = batch::verified(work.transaction(), &question, &found.rows).await.unwrap();
        work.run_rows(History::AccountLines, &found.rows, &Choices::default(), NOW).await.unwrap();
        batch::keep_away(work.transaction(), &question, rows.iter().map(|(_, patron)| *patron)).await.unwrap();
        work.into_transaction().commit().await.unwrap();
        // The source touched the line once more, as an update of its own does.
        database.import(&file("2026-08-30 12:00:00")).await;
        let lines = "SELECT a.source_id FROM account_line a JOIN patron p ON p.id = a.patron_id WHERE is_anonymous = 0 ORDER BY 1";
        assert_eq!(database.texts(lines).await, ["2", "3"]);
        assert_eq!(database.number("SELECT CAST(SUM(amount) AS BIGINT) FROM account_line").await, 900, "money adds up");
    }
}

both! {
    /// A row that is deleted leaves no more behind than one that is anonymized.
    async fn what_is_deleted_is_named_nowhere_else(database: &TestDatabase) {
        database.import(&library::line()).await;
        library::add_carrels_own(database).await;
        let rules = Rules::new([
            Rule::new(Subject::CheckoutHistory, None, Keep::years(3), Action::Delete).unwrap(),
            Rule::new(Subject::HoldHistory, None, Keep::years(3), Action::Delete).unwrap(),
            Rule::new(Subject::InterlibraryLoans, None, Keep::years(3), Action::Delete).unwrap(),
            Rule::new(Subject::Suggestions, None, Keep::years(3), Action::Delete).unwrap(),
        ]);
        for subject in [Subject::CheckoutHistory, Subject::HoldHistory, Subject::InterlibraryLoans, Subject::Suggestions] {
            assert_eq!(delete_all(database, &rules, subject).await, 1, "{subject:?}");
        }
        let traces: Vec<_> =
            library::whole_database(database).await.into_iter().filter(|(.., text)| library::is_trace(text)).collect();
        assert_eq!(traces, []);
        assert_eq!(database.number("SELECT expires_at FROM export_job WHERE public_id = 'ready'").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM account_line").await, 3, "money is whole");
    }
}

both! {
    async fn a_hold_that_comes_between_looking_and_acting_counts(database: &TestDatabase) {
        let notice = json!({"notices": [{"message_id": 1, "time_queued": OLD, "status": "sent"}]});
        database.import(&line_of(json!({"borrowernumber": 1}), notice)).await;
        let rules = Rules::new([Rule::new(Subject::Notices, None, Keep::years(3), Action::Delete).unwrap()]);
        let (zone, private) = (TimeZone::UTC, private());
        let question = Question {
            organization: database.organization, rules: &rules, rule: &rules.all()[0],
            today: Date::new(2026, 9, 1).unwrap(), zone: &zone, private_debits: &private,
        };
        let found = batch::next(database.store.reader(), &question, 0, 10).await.unwrap();
        assert_eq!(found.rows.len(), 1);
        let scope = database.scope("1").await;
        hold::place(database.store.writer(), scope, "h", "claim", Date::new(2026, 9, 1).ok(), PatronId(1), NOW).await.unwrap();
        let deleting = Batch::begin(&database.store, database.organization).await.unwrap();
        let gone = batch::delete(&database.store, &deleting, &question, &found.rows, NOW).await.unwrap();
        assert!(gone.is_empty());
        deleting.into_transaction().commit().await.unwrap();
        let tomorrow = Question { today: Date::new(2026, 9, 2).unwrap(), ..question };
        assert_eq!(preview::count(database.store.reader(), &tomorrow).await.unwrap(), 1, "its last day is over");
    }
}

both! {
    async fn what_belongs_to_another_organization_is_not_touched(database: &TestDatabase) {
        let rows = json!({"notices": [{"message_id": 1, "time_queued": OLD, "status": "sent"}],
                          "oldcheckouts": [{"issue_id": 1, "issuedate": OLD, "returndate": OLD}]});
        let file: String = (1..=2).map(|number| line_of(json!({"borrowernumber": number}), rows.clone())).collect();
        database.import(&file).await;
        let (ours, theirs) = (database.scope("1").await.patron(), database.scope("2").await.patron());
        let other = organization::add(database.store.writer(), "other", "Muu", "Europe/Helsinki", "EUR").await.unwrap();
        database.execute(&format!("UPDATE patron SET organization_id = {} WHERE id = {}", other.0, theirs.0)).await.unwrap();
        let rules = Rules::new([Rule::new(Subject::Notices, None, Keep::years(3), Action::Delete).unwrap()]);
        let (zone, private) = (TimeZone::UTC, private());
        let question = Question {
            organization: database.organization, rules: &rules, rule: &rules.all()[0],
            today: Date::new(2026, 9, 1).unwrap(), zone: &zone, private_debits: &private,
        };
        assert_eq!(batch::next(database.store.reader(), &question, 0, 10).await.unwrap().rows.len(), 1);
        let cutoff = question.cutoff().unwrap();
        let people = [ours, theirs].map(|patron| Person { patron, cutoff });
        let work = Batch::begin(&database.store, database.organization).await.unwrap();
        let done = work.run(&database.store, History::Checkouts, &people, &Choices::default(), NOW).await.unwrap();
        work.into_transaction().commit().await.unwrap();
        assert_eq!(done.rows, [(ours, 1)]);
    }
}

//! What patrons answered: receipts and what the library system sent are one history.

use carrel_domain::{
    PatronScope, Timestamp,
    consent::{Answer, Asking, How, is_to_be_asked, purpose_code},
};
use carrel_store::{
    consent_choice::{NewReceipt, add, current, latest, list},
    consent_purpose::{self, Purpose, Reach, Version},
};
use serde_json::{Value as Json, json};

use crate::{
    database::{NOW, TestDatabase},
    lines::line,
};

/// Local times of the library on 1 September 2026; noon is [`NOW`].
fn at(hour: u32) -> String {
    format!("2026-09-01 {hour:02}:00:00")
}

fn sent(given: Option<u32>, refused: Option<u32>) -> String {
    let row = json!({"id": 1, "type": "LOAN_HISTORY", "given_on": given.map(at), "refused_on": refused.map(at)});
    line(1, json!({ "consents": [row] }))
}

fn receipt<'a>(public_id: &'a str, answer: Answer, version: i64) -> NewReceipt<'a> {
    NewReceipt {
        public_id,
        purpose: "loan-history",
        answer,
        how: How::Page,
        language: None,
        version: Some(version),
        recorded_by: None,
    }
}

async fn answer(database: &TestDatabase, id: &str, answer: Answer, seconds: i64) {
    let scope = database.scope("1").await;
    add(database.store.writer(), scope, receipt(id, answer, 1), NOW.plus_seconds(seconds)).await.unwrap();
}

async fn says(database: &TestDatabase) -> Option<Answer> {
    let scope = database.scope("1").await;
    let found = current(database.store.reader(), scope, "loan-history").await.unwrap();
    found.map(|choice| choice.answer)
}

both! {
    async fn the_last_answer_counts_wherever_it_was_given(database: &TestDatabase) {
        database.import(&sent(None, None)).await;
        assert_eq!(says(database).await, None);
        database.import(&sent(Some(9), None)).await;
        assert_eq!(says(database).await, Some(Answer::Given));
        answer(database, "a", Answer::Withdrawn, 0).await;
        assert_eq!(says(database).await, Some(Answer::Withdrawn));
        database.import(&sent(Some(9), None)).await;
        assert_eq!(says(database).await, Some(Answer::Withdrawn), "an import that says the same again changes nothing");
        database.import(&sent(Some(13), None)).await;
        assert_eq!(says(database).await, Some(Answer::Given), "a change in the library system counts");
        database.import(&sent(Some(13), Some(14))).await;
        assert_eq!(says(database).await, Some(Answer::Refused));
        answer(database, "b", Answer::Given, 3 * 3_600).await;
        answer(database, "c", Answer::Withdrawn, 3 * 3_600).await;
        assert_eq!(says(database).await, Some(Answer::Withdrawn), "in one second the later one counts");
        assert_eq!(list(database.store.reader(), database.scope("1").await).await.unwrap().len(), 3);
    }
}

both! {
    async fn in_one_second_what_was_said_here_counts(database: &TestDatabase) {
        database.import(&sent(Some(12), None)).await;
        answer(database, "a", Answer::Withdrawn, 0).await;
        assert_eq!(says(database).await, Some(Answer::Withdrawn));
    }
}

both! {
    async fn receipts_and_words_are_not_changed_and_go_with_their_patron(database: &TestDatabase) {
        database.import(&sent(None, None)).await;
        answer(database, "a", Answer::Given, 0).await;
        let (db, organization) = (database.store.writer(), database.organization);
        consent_purpose::make(db, organization, "loan-history", Asking::Offered, true, NOW).await.unwrap();
        assert!(consent_purpose::publish(db, organization, "loan-history", &version(1, false)).await.unwrap());
        assert!(!consent_purpose::publish(db, organization, "loan-history", &version(1, true)).await.unwrap());
        for sql in [
            "UPDATE consent_receipt SET answer = 'refused'",
            "UPDATE consent_receipt SET answered_at = 0",
            "UPDATE consent_version SET valid_from = 0",
            "UPDATE consent_wording SET explanation = 'We sell it.'",
        ] {
            assert!(database.execute(sql).await.is_err(), "{sql}");
        }
        database.execute("DELETE FROM patron").await.unwrap();
        assert_eq!(database.number("SELECT COUNT(*) FROM consent_receipt").await, 0);
    }
}

fn version(number: i64, asks_again: bool) -> Version {
    let wording = consent_purpose::Wording {
        name: "Name".into(),
        explanation: "Explanation".into(),
        consequence: "Consequence".into(),
    };
    Version {
        number,
        asks_again,
        valid_from: NOW,
        published_at: NOW,
        wordings: [(carrel_domain::Language::En, wording)].into(),
    }
}

both! {
    async fn one_patrons_answers_are_not_another_s(database: &TestDatabase) {
        database.import(&(sent(Some(9), None) + &line(2, json!({})))).await;
        let other = database.scope("2").await;
        assert!(latest(database.store.reader(), other).await.unwrap().is_empty());
        assert!(carrel_store::consent_choice::find(database.store.reader(), other, "a").await.unwrap().is_none());
    }
}

/// Numbers that are the same at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

both! {
    /// For any histories, the counted ones are exactly those of the written rule.
    async fn who_would_be_asked_is_who_the_rule_says(database: &TestDatabase) {
        const PATRONS: u64 = 120;
        let mut dice = Dice(20_261_122);
        let mut lines = String::new();
        for number in 1..=PATRONS {
            let spelling = ["LOAN_HISTORY", "loan-history", "Loan_History"][usize::try_from(dice.roll(3)).unwrap()];
            let rows: Vec<Json> = (0..dice.roll(3))
                .map(|id| {
                    let mut hour = || (dice.roll(2) == 0).then(|| at(u32::try_from(dice.roll(24)).unwrap()));
                    json!({"id": id, "type": spelling, "given_on": hour(), "refused_on": hour()})
                })
                .collect();
            lines += &line(number, json!({ "consents": rows }));
        }
        database.import(&lines).await;
        let mut scopes: Vec<PatronScope> = Vec::new();
        for number in 1..=PATRONS {
            let scope = database.scope(&number.to_string()).await;
            scopes.push(scope);
            for receipt_number in 0..dice.roll(4) {
                let said = Answer::ALL[usize::try_from(dice.roll(3)).unwrap()];
                let id = format!("{number}-{receipt_number}");
                let when = NOW.plus_seconds(i64::try_from(dice.roll(20)).unwrap() * 3_600 - 10 * 3_600);
                let version = i64::try_from(dice.roll(4)).unwrap();
                add(database.store.writer(), scope, receipt(&id, said, version), when).await.unwrap();
            }
        }
        for needed in 0..5 {
            let mut asked = 0;
            for scope in &scopes {
                let last = current(database.store.reader(), *scope, "loan-history").await.unwrap();
                asked += i64::from(is_to_be_asked(needed, last.map(|last| (last.answer, last.version_or_none()))));
            }
            let (db, organization) = (database.store.reader(), database.organization);
            let standing = consent_purpose::standing(db, organization, "loan-history", needed, &Reach::default()).await.unwrap();
            assert_eq!((standing.patrons, standing.asked()), (i64::try_from(PATRONS).unwrap(), asked), "{needed}");
            assert_eq!(standing.silent() + standing.given + standing.given_older + standing.refused, standing.patrons);
        }
    }
}

#[test]
fn a_version_is_needed_from_the_day_it_is_valid() {
    let later = NOW.plus_seconds(86_400);
    let versions = vec![
        version(1, false),
        Version { valid_from: later, ..version(2, true) },
        Version { valid_from: later.plus_seconds(86_400), ..version(3, false) },
    ];
    let purpose = Purpose {
        code: purpose_code("LOAN_HISTORY"),
        asking: Asking::Gently,
        asking_since: NOW,
        gate_shows_data: true,
        versions,
    };
    let seen =
        |at: Timestamp| (purpose.valid(at).map(|version| version.number), purpose.needed(at), purpose.asks_from(at));
    assert_eq!(seen(NOW.plus_seconds(-1)), (None, 0, None), "nobody is asked without words");
    assert_eq!(seen(NOW), (Some(1), 0, Some(NOW)));
    assert_eq!(seen(later), (Some(2), 2, Some(later)), "from the next sign-in on");
    assert_eq!(seen(later.plus_seconds(86_400)), (Some(3), 2, Some(later)));
    let quiet = Purpose { asking: Asking::Offered, ..purpose };
    assert_eq!(quiet.asks_from(later), None);
}

//! The whole database is searched for what went.

use carrel_domain::loan_history::After;
use carrel_store::anonymize::History;
use serde_json::json;

use super::{
    anonymize, cutoff,
    library::{self, OPEN, TITLE, UNPAID, is_trace, whole_database},
    one_batch, person,
};
use crate::lines::{line, loan};

both! {
    async fn nothing_of_a_person_names_a_title_that_went_in_any_column_of_any_table(database: &TestDatabase) {
        database.import(&library::line()).await;
        library::add_carrels_own(database).await;
        let aino = person(database, "1", After::days(30)).await;
        let traces = |all: Vec<(String, Option<i64>, String, String)>, anonymous: Vec<i64>| {
            all.into_iter()
                .filter(|(_, whose, _, text)| is_trace(text) && whose.is_none_or(|whose| !anonymous.contains(&whose)))
                .collect::<Vec<_>>()
        };
        let before = traces(whole_database(database).await, Vec::new());
        let mut tables: Vec<&str> = before.iter().map(|(table, ..)| table.as_str()).collect();
        tables.dedup();
        assert_eq!(tables.len(), 17, "the title is everywhere: {tables:?}");
        assert_eq!(anonymize(database, &[aino]).await, 3, "a loan, a hold, an interlibrary loan");
        let anonymous: Vec<i64> = database
            .texts("SELECT CAST(id AS TEXT) FROM patron WHERE is_anonymous = 1").await
            .iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(traces(whole_database(database).await, anonymous), []);
        // What stays is named where it was named.
        assert_eq!(database.texts("SELECT content FROM notice WHERE source_id = '3'").await, [format!("{OPEN} erääntyy")]);
        assert_eq!(database.texts("SELECT description FROM account_line WHERE source_id = '2'").await, [format!("Myöhässä {UNPAID}")]);
        assert_eq!(database.texts("SELECT firstname || ' ' || surname FROM patron WHERE source_id = '1'").await, ["Aino Mäkinen"]);
        let kept = "SELECT title FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE p.source_id = '1' ORDER BY title";
        assert_eq!(database.texts(kept).await, [OPEN, UNPAID]);
        // Of old notices nothing is left but that there was one.
        assert_eq!(database.texts("SELECT COALESCE(subject, '') || COALESCE(content, '') FROM notice WHERE source_id = '1'").await, [""]);
    }
}

/// Somebody who has a loan since long ago, and owes for another one, beside one that goes.
fn line_of_a_debtor() -> String {
    let notice = |number: u64, letter: &str, content: String| {
        json!({"message_id": number, "letter_code": letter, "time_queued": "2020-03-01 10:00:00", "status": "sent",
               "subject": "Kirje", "content": content})
    };
    let old = |number: u64, title: &str| json!({"issue_id": number, "title": title, "issuedate": "2020-01-01 10:00:00", "returndate": "2020-02-01 10:00:00"});
    crate::lines::line_of(
        json!({"borrowernumber": 1, "cardnumber": "2901", "surname": "Mäkinen", "firstname": "Aino"}),
        json!({
            "checkouts": [{"issue_id": 5, "title": OPEN, "issuedate": "2020-01-01 10:00:00"}],
            "oldcheckouts": [old(990_001, TITLE), old(7, UNPAID)],
            "accountlines": [{"accountlines_id": 2, "issue_id": 7, "amount": 30, "amountoutstanding": 30,
                              "date": "2020-02-01 10:00:00", "description": UNPAID}],
            "notices": [
                notice(1, "ODUE", String::from("Se kirja, jonka lainasit")),
                notice(2, "ODUECLAIM", format!("Lasku: {UNPAID}, {TITLE}")),
                notice(3, "ODUE", format!("Myöhässä: {OPEN} ja {TITLE}")),
                notice(4, "ODUE", format!("Myöhässä: {TITLE}")),
                notice(5, "ODUECLAIM", String::from("Lasku, 30 euroa")),
            ],
        }),
    )
}

both! {
    /// A bill that is not paid proves what it is for, and what was written about a loan that is still open is still needed.
    async fn bills_and_letters_about_what_stays_keep_their_texts(database: &TestDatabase) {
        database.import(&line_of_a_debtor()).await;
        assert_eq!(anonymize(database, &[person(database, "1", After::days(30)).await]).await, 1);
        let letters = "SELECT COALESCE(content, '') FROM notice ORDER BY source_id";
        let left = database.texts(letters).await;
        assert_eq!((left[0].as_str(), left[3].as_str(), left[4].as_str()), ("", "", "Lasku, 30 euroa"));
        assert!(left[1].contains(UNPAID) && left[2].contains(OPEN), "{left:?}");
        assert!(!left.iter().any(|text| is_trace(text)), "{left:?}");
        // The next imports leave it at that.
        for city in ["Joensuu", "Outokumpu"] {
            database.import(&line_of_a_debtor().replace("\"surname\":", &format!("\"city\":\"{city}\",\"surname\":"))).await;
            assert_eq!(database.texts(letters).await, left);
        }
        // A bill that is paid, and whose loan goes, has nothing left to say of it.
        database.import(&line_of_a_debtor().replace("\"amountoutstanding\":30", "\"amountoutstanding\":0")).await;
        assert_eq!(anonymize(database, &[person(database, "1", After::days(30)).await]).await, 1);
        let left = database.texts(letters).await;
        assert!(!left.iter().any(|text| text.contains(UNPAID)) && left[2].contains(OPEN), "{left:?}");
    }
}

both! {
    async fn counts_and_money_are_whole_and_the_row_is_anonymous(database: &TestDatabase) {
        database.import(&library::line()).await;
        let sums = "SELECT CAST(SUM(amount) AS TEXT) || '/' || CAST(SUM(outstanding) AS TEXT) || '/' || CAST(COUNT(*) AS TEXT) FROM account_line";
        let before = (database.texts(sums).await, database.number("SELECT COUNT(*) FROM checkout").await);
        let old_id = database.number("SELECT id FROM checkout WHERE source_id = '990001'").await;
        let aino = person(database, "1", After::days(30)).await;
        anonymize(database, &[aino]).await;
        one_batch(&database.store, database, History::AccountLines, &[aino]).await;
        assert_eq!((database.texts(sums).await, database.number("SELECT COUNT(*) FROM checkout").await), before);
        assert_eq!(database.number("SELECT COUNT(*) FROM account_line a JOIN patron p ON p.id = a.patron_id WHERE is_anonymous = 1").await, 1);
        let row = database.texts(
            "SELECT title || '|' || library || '|' || CAST(renewals AS TEXT) || '|' || CAST(returned_at % 86400 AS TEXT) || '|' \
             || COALESCE(note, '-') || '|' || COALESCE(other, '-') || '|' || CAST(digest AS TEXT) || '|' || substr(source_id, 1, 1) \
             FROM checkout c WHERE patron_id IN (SELECT id FROM patron WHERE is_anonymous = 1)").await;
        assert_eq!(row, [format!("{TITLE}|JNS|2|0|-|-|0|~")]);
        assert_eq!(database.number(&format!("SELECT COUNT(*) FROM checkout WHERE id = {old_id}")).await, 0, "the row has its old key");
        let few = "SELECT COUNT(*) FROM checkout WHERE id < 0";
        assert_eq!(database.number(few).await, 1, "rows of one person stand beside each other by their keys");
    }
}

both! {
    async fn rows_of_a_crowd_say_nothing_about_whose_their_keys_were(database: &TestDatabase) {
        let of = |number: u64| {
            let loans: Vec<_> = (1..=10).map(|at| loan(number * 100 + at, &format!("Kirja {number}"))).collect();
            line(number, json!({"oldcheckouts": loans}))
        };
        database.import(&(1..=9).map(of).collect::<String>()).await;
        let rows = "SELECT CAST(id AS TEXT) || ' ' || title FROM checkout ORDER BY id";
        let before = database.texts(rows).await;
        let mut people = Vec::new();
        for number in 1..=9 {
            people.push(person(database, &number.to_string(), After::days(30)).await);
        }
        assert_eq!(anonymize(database, &people).await, 90);
        let after = database.texts(rows).await;
        assert_eq!(after.len(), before.len());
        // By chance it is one in nine.
        let as_before = after.iter().filter(|row| before.contains(row)).count();
        assert!(as_before < 35, "{as_before} of 90 keys still say what they said");
        let books = "SELECT CAST(COUNT(*) AS TEXT) || ' ' || title FROM checkout GROUP BY title ORDER BY title";
        assert_eq!(database.texts(books).await, (1..=9).map(|number| format!("10 Kirja {number}")).collect::<Vec<_>>());
    }
}

both! {
    async fn prepared_files_end_kept_forms_go_and_the_log_is_still_proven(database: &TestDatabase) {
        database.import(&library::line()).await;
        library::add_carrels_own(database).await;
        anonymize(database, &[person(database, "1", After::days(30)).await]).await;
        assert_eq!(database.number("SELECT expires_at FROM export_job WHERE public_id = 'ready'").await, 0);
        assert_eq!(database.texts("SELECT state FROM export_job WHERE public_id = 'running'").await, ["queued"]);
        assert_eq!(database.number("SELECT COUNT(*) FROM kept_form").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_erasure").await, 1);
        let verdict = carrel_store::audit::verify(&database.store, &[], |_, _| {}).await.unwrap();
        assert_eq!(verdict.fault, None);
    }
}

both! {
    async fn nobody_is_the_anonymous_patron(database: &TestDatabase) {
        database.import(&library::line()).await;
        anonymize(database, &[person(database, "1", After::days(30)).await]).await;
        let anonymous = "SELECT public_id FROM patron WHERE is_anonymous = 1";
        let ids = database.texts(anonymous).await;
        assert_eq!(ids.len(), 1);
        let staff = carrel_domain::Actor {
            patron: carrel_domain::PatronId(1),
            organization: database.organization,
            session: carrel_domain::SessionId(1),
            grants: [carrel_domain::Grant { role: carrel_domain::Role::PrivacyOfficer, library: None }].into_iter().collect(),
        }
        .may(carrel_domain::Permission::ViewBorrowers)
        .unwrap();
        let found = carrel_store::patron_search::find(database.store.reader(), &staff, &ids[0]).await.unwrap();
        assert!(found.is_none(), "staff open the anonymous patron");
        // A file that calls somebody so does not get in.
        database.import(&crate::lines::line_of(
            serde_json::json!({"borrowernumber": "~anonymous:", "cardnumber": "666", "userid": "evil"}), serde_json::json!({}),
        )).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE cardnumber = '666'").await, 0);
        // Its rows are not anonymized again.
        let all = database.texts("SELECT CAST(id AS TEXT) FROM patron WHERE is_anonymous = 1").await;
        let itself = carrel_store::anonymize::Person {
            patron: carrel_domain::PatronId(all[0].parse().unwrap()), cutoff: cutoff(After::AtOnce),
        };
        assert_eq!(anonymize(database, &[itself]).await, 0);
    }
}

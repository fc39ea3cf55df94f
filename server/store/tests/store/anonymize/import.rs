//! What went does not come back with the next import.

use carrel_domain::loan_history::After;
use serde_json::json;

use super::{
    anonymize,
    library::{self, is_trace, whole_database},
    person,
};
use crate::lines::line_of;

both! {
    async fn an_import_of_the_same_patron_brings_nothing_back(database: &TestDatabase) {
        let line = library::line();
        database.import(&line).await;
        anonymize(database, &[person(database, "1", After::days(30)).await]).await;
        // Something else of the patron changed, so that everything is compared anew; twice, for the second looks at what
        // the first one wrote.
        for city in ["Joensuu", "Outokumpu"] {
            database.import(&line.replace("\"surname\":", &format!("\"city\":\"{city}\",\"surname\":"))).await;
            let anonymous = "SELECT COUNT(*) FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE is_anonymous = 1";
            assert_eq!(database.number(anonymous).await, 1);
            let person = database.scope("1").await.patron().0;
            let traces: Vec<_> = whole_database(database).await.into_iter()
                .filter(|(_, whose, _, text)| *whose == Some(person) && is_trace(text)).collect();
            assert_eq!(traces, []);
            let record = database.texts("SELECT record FROM patron WHERE source_id = '1'").await;
            assert!(record[0].contains(city) && record[0].contains("Ei mitään"), "{record:?}");
        }
        // What is no text is brought up to date.
        database.import(&line.replace("\"amountoutstanding\":1", "\"amountoutstanding\":0")).await;
        assert_eq!(database.number("SELECT outstanding FROM account_line WHERE source_id = '3'").await, 0);
        assert!(!is_trace(&database.texts("SELECT note FROM account_line WHERE source_id = '3'").await[0]));
    }
}

both! {
    async fn new_rows_come_in_and_old_ones_that_were_never_there_do_not(database: &TestDatabase) {
        database.import(&library::line()).await;
        anonymize(database, &[person(database, "1", After::days(30)).await]).await;
        let summary = database.import(&line_of(
            json!({"borrowernumber": 1, "cardnumber": "2901", "surname": "Mäkinen", "firstname": "Aino"}),
            json!({
                "oldcheckouts": [
                    {"issue_id": 7, "title": library::UNPAID, "itemnumber": 70, "issuedate": "2020-01-01 10:00:00", "returndate": "2020-02-01 10:00:00"},
                    {"issue_id": 50, "title": "Uusi", "issuedate": "2026-08-20 10:00:00", "returndate": "2026-08-30 10:00:00"},
                    {"issue_id": 51, "title": "Vanha", "issuedate": "2021-08-20 10:00:00", "returndate": "2021-08-30 10:00:00"},
                ],
                "notices": [
                    {"message_id": 60, "time_queued": "2026-08-01 10:00:00", "subject": "Ennen", "content": "Vanha palautettu"},
                    {"message_id": 61, "time_queued": "2026-09-20 10:00:00", "subject": "Jälkeen", "content": "Uusi"},
                ],
            }),
        )).await;
        let titles = "SELECT title FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE p.source_id = '1' AND is_open = 0 ORDER BY title";
        assert_eq!(database.texts(titles).await, ["Uusi", "Velkakirja"]);
        assert_eq!(database.texts("SELECT COALESCE(content, '-') FROM notice WHERE source_id IN ('60', '61') ORDER BY source_id").await, ["-", "Uusi"]);
        assert_eq!(summary.rejected, 0);
    }
}

//! One patron brought up to date by a library system that does not tell everything.

use carrel_sources::alldata::{Fees, refresh};
use serde_json::{Value, json};

use crate::{
    database::{NOW, TestDatabase},
    lines::line,
};

async fn read(database: &TestDatabase, sections: Value, fees: Fees) {
    refresh(&database.store, database.organization, line(1, sections).trim(), fees, NOW).await.unwrap();
}

both! {
    async fn a_number_alone_does_not_take_a_title_away(database: &TestDatabase) {
        let loan = |item: u64, more: Value| {
            let mut loan = json!({"issue_id": 1, "itemnumber": item, "date_due": "2026-03-20 23:59:00"});
            loan.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
            json!({"checkouts": [loan]})
        };
        let known = "SELECT title || '|' || author || '|' || barcode FROM checkout";
        let told = json!({"title": "Sinuhe", "author": "Waltari", "barcode": "B51"});
        read(database, loan(9, told), Fees::All).await;
        read(database, loan(9, json!({"renewals_count": 2})), Fees::All).await;
        assert_eq!(database.texts(known).await, ["Sinuhe|Waltari|B51"]);
        assert_eq!(database.number("SELECT renewals FROM checkout").await, 2, "the rest is brought up to date");
        read(database, loan(9, json!({"title": "Sinuhe egyptiläinen"})), Fees::All).await;
        assert_eq!(database.texts(known).await, ["Sinuhe egyptiläinen|Waltari|B51"]);
        // Of another thing nothing is known.
        read(database, loan(10, json!({})), Fees::All).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM checkout WHERE title IS NULL AND barcode IS NULL").await, 1);
    }
}

both! {
    async fn of_fees_of_which_only_those_owed_are_told_the_settled_ones_stay(database: &TestDatabase) {
        let fee = |id: u64, outstanding: &str| json!({"accountlines_id": id, "amount": "2.00", "amountoutstanding": outstanding});
        let fees = |list: Vec<Value>| json!({"accountlines": list});
        read(database, fees(vec![fee(1, "0.00"), fee(2, "2.00"), fee(3, "2.00")]), Fees::All).await;
        read(database, fees(vec![fee(3, "1.00")]), Fees::Owed).await;
        let left = "SELECT source_id || ' ' || outstanding FROM account_line ORDER BY source_id";
        assert_eq!(database.texts(left).await, ["1 0", "3 100"], "what is owed no more is not shown as owed");
        read(database, fees(vec![fee(3, "1.00")]), Fees::All).await;
        assert_eq!(database.texts(left).await, ["3 100"]);
    }
}

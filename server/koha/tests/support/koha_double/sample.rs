//! Patrons of the double.

use serde_json::{Value, json};

use super::HASH;

/// All data of a patron, as the sample has them.
pub fn sample(number: u64, surname: &str) -> Value {
    let number_of = |nth: u64| number * 100 + nth;
    let checkout = |nth: u64, returned: Value| {
        json!({
            "issue_id": number_of(nth), "borrowernumber": number, "itemnumber": 9000 + nth,
            "date_due": "2026-11-30 23:59:00", "branchcode": "JOE", "returndate": returned, "renewals_count": 1,
            "issuedate": "2026-11-02 21:31:00", "timestamp": "2026-11-02 21:31:00", "auto_renew": 0,
            "onsite_checkout": 0, "note": null, "title": format!("Book {nth}"), "author": "Kivi, Aleksis",
            "barcode": format!("00{}", number_of(nth)),
        })
    };
    let hold = |nth: u64, cancelled: Value| {
        json!({
            "reserve_id": number_of(nth), "borrowernumber": number, "reservedate": "2026-10-01", "biblionumber": 500 + nth,
            "branchcode": "JOE", "cancellationdate": cancelled, "found": null, "priority": 1, "suspend": 0,
            "title": format!("Held {nth}"),
        })
    };
    json!({
        "personal": {
            "borrowernumber": number, "cardnumber": format!("20{number}"), "surname": surname, "firstname": "Anna",
            "address": "Library Lane 13", "city": "Joensuu", "zipcode": "80100", "email": format!("p{number}@example.org"),
            "phone": "+358 40 1", "dateofbirth": "1984-05-24", "branchcode": "JOE", "categorycode": "AIKUINEN",
            "dateenrolled": "2017-08-06", "dateexpiry": "2028-08-06", "password": HASH, "secret": "JBSWY3DPEHPK3PXP",
            "userid": format!("20{number}"), "privacy": 1, "updated_on": "2026-04-20 12:00:00", "login_attempts": 0,
            "lang": "fi-FI", "sex": "F", "opacnote": "a note",
        },
        "checkouts": [checkout(1, Value::Null), checkout(2, Value::Null)],
        "oldcheckouts": [checkout(3, json!("2026-03-19 16:19:00"))],
        "holds": [hold(1, Value::Null)],
        "oldholds": [hold(2, json!("2026-09-01"))],
        "accountlines": [{
            "accountlines_id": number_of(1), "borrowernumber": number, "amount": 1.5, "amountoutstanding": 0.5,
            "date": "2026-01-02", "debit_type_code": "OVERDUE", "credit_type_code": null, "description": "Late",
        }, {
            "accountlines_id": number_of(2), "borrowernumber": number, "amount": -1.0, "amountoutstanding": 0.0,
            "date": "2026-01-03", "debit_type_code": null, "credit_type_code": "PAYMENT", "description": "Paid",
        }],
        "notices": [{
            "message_id": number_of(1), "borrowernumber": number, "subject": "Due soon", "content": "Bring it back",
            "letter_code": "PREDUE", "message_transport_type": "email", "status": "sent",
            "time_queued": "2026-11-01 08:00:00",
        }],
        "messages": [], "debarments": [],
        "suggestions": [{
            "suggestionid": number_of(1), "suggestedby": number, "suggesteddate": "2026-02-03", "STATUS": "ASKED",
            "title": "A wish",
        }],
    })
}

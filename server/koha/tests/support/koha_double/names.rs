//! What the interface calls columns.

use serde_json::{Map, Value};

/// What the interface calls a few columns that are not called the same.
const NAMES: [(&str, &str, &str); 31] = [
    ("personal", "borrowernumber", "patron_id"),
    ("personal", "branchcode", "library_id"),
    ("personal", "categorycode", "category_id"),
    ("personal", "dateenrolled", "date_enrolled"),
    ("personal", "dateexpiry", "expiry_date"),
    ("personal", "dateofbirth", "date_of_birth"),
    ("personal", "zipcode", "postal_code"),
    ("personal", "sex", "gender"),
    ("personal", "opacnote", "opac_notes"),
    ("personal", "smsalertnumber", "sms_number"),
    ("checkouts", "issue_id", "checkout_id"),
    ("checkouts", "borrowernumber", "patron_id"),
    ("checkouts", "itemnumber", "item_id"),
    ("checkouts", "date_due", "due_date"),
    ("checkouts", "branchcode", "library_id"),
    ("checkouts", "returndate", "checkin_date"),
    ("checkouts", "issuedate", "checkout_date"),
    ("holds", "reserve_id", "hold_id"),
    ("holds", "borrowernumber", "patron_id"),
    ("holds", "reservedate", "hold_date"),
    ("holds", "biblionumber", "biblio_id"),
    ("holds", "branchcode", "pickup_library_id"),
    ("holds", "cancellationdate", "cancellation_date"),
    ("holds", "found", "status"),
    ("holds", "suspend", "suspended"),
    ("accountlines", "accountlines_id", "account_line_id"),
    ("accountlines", "borrowernumber", "patron_id"),
    ("accountlines", "amountoutstanding", "amount_outstanding"),
    ("suggestions", "suggestionid", "suggestion_id"),
    ("suggestions", "suggestedby", "suggested_by"),
    ("suggestions", "suggesteddate", "suggestion_date"),
];

pub(super) fn renamed(row: &Value, table: &str, is_back: bool) -> Value {
    let name = |name: &String| {
        let found =
            NAMES.iter().find(|(of, column, api)| *of == table && if is_back { api == name } else { column == name });
        found.map_or_else(|| name.clone(), |(_, column, api)| String::from(if is_back { *column } else { *api }))
    };
    let fields = row.as_object().into_iter().flatten();
    // Titles are what Koha-Suomi adds.
    let told = fields.filter(|(name, _)| {
        !["checkouts", "holds"].contains(&table) || !["title", "author", "barcode"].contains(&name.as_str())
    });
    told.map(|(field, value)| (name(field), value.clone())).collect::<Map<_, _>>().into()
}

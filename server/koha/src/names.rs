//! What the interface calls the columns of Koha's tables (`to_api_mapping` of Koha's own classes), and back.

use serde_json::Value;

use crate::pages::Row;

type Names = &'static [(&'static str, &'static str)];

/// `borrowers`: what the interface says, and the column.
pub(crate) const PATRON: Names = &[
    ("patron_id", "borrowernumber"),
    ("staff_notes", "borrowernotes"),
    ("library_id", "branchcode"),
    ("category_id", "categorycode"),
    ("check_previous_checkout", "checkprevcheckout"),
    ("altaddress_notes", "contactnote"),
    ("date_enrolled", "dateenrolled"),
    ("expiry_date", "dateexpiry"),
    ("date_of_birth", "dateofbirth"),
    ("secondary_email", "emailpro"),
    ("incorrect_address", "gonenoaddress"),
    ("last_seen", "lastseen"),
    ("patron_card_lost", "lost"),
    ("opac_notes", "opacnote"),
    ("other_name", "othernames"),
    ("secondary_phone", "phonepro"),
    ("relationship_type", "relationship"),
    ("gender", "sex"),
    ("sms_number", "smsalertnumber"),
    ("statistics_1", "sort1"),
    ("statistics_2", "sort2"),
    ("street_number", "streetnumber"),
    ("street_type", "streettype"),
    ("postal_code", "zipcode"),
    ("altaddress_address", "B_address"),
    ("altaddress_address2", "B_address2"),
    ("altaddress_city", "B_city"),
    ("altaddress_country", "B_country"),
    ("altaddress_email", "B_email"),
    ("altaddress_phone", "B_phone"),
    ("altaddress_state", "B_state"),
    ("altaddress_street_number", "B_streetnumber"),
    ("altaddress_street_type", "B_streettype"),
    ("altaddress_postal_code", "B_zipcode"),
    ("altcontact_address", "altcontactaddress1"),
    ("altcontact_address2", "altcontactaddress2"),
    ("altcontact_city", "altcontactaddress3"),
    ("altcontact_country", "altcontactcountry"),
    ("altcontact_firstname", "altcontactfirstname"),
    ("altcontact_phone", "altcontactphone"),
    ("altcontact_surname", "altcontactsurname"),
    ("altcontact_state", "altcontactstate"),
    ("altcontact_postal_code", "altcontactzipcode"),
];

/// `issues` and `old_issues`.
pub(crate) const CHECKOUT: Names = &[
    ("checkout_id", "issue_id"),
    ("patron_id", "borrowernumber"),
    ("item_id", "itemnumber"),
    ("due_date", "date_due"),
    ("library_id", "branchcode"),
    ("checkin_date", "returndate"),
    ("last_renewed_date", "lastreneweddate"),
    ("checkout_date", "issuedate"),
    ("note_date", "notedate"),
    ("note_seen", "noteseen"),
    // Older versions, and Koha-Suomi's.
    ("renewals", "renewals_count"),
    ("external_id", "barcode"),
];

/// `reserves` and `old_reserves`.
pub(crate) const HOLD: Names = &[
    ("hold_id", "reserve_id"),
    ("patron_id", "borrowernumber"),
    ("hold_date", "reservedate"),
    ("biblio_id", "biblionumber"),
    ("pickup_library_id", "branchcode"),
    ("cancellation_date", "cancellationdate"),
    // Until 22.05.
    ("cancelation_date", "cancellationdate"),
    ("notes", "reservenotes"),
    ("status", "found"),
    ("item_id", "itemnumber"),
    ("waiting_date", "waitingdate"),
    ("expiration_date", "expirationdate"),
    ("lowest_priority", "lowestPriority"),
    ("suspended", "suspend"),
    ("suspended_until", "suspend_until"),
    ("item_type", "itemtype"),
    ("item_level", "item_level_hold"),
];

/// `accountlines`, whichever way they come.
pub(crate) const ACCOUNT_LINE: Names = &[
    ("account_line_id", "accountlines_id"),
    ("patron_id", "borrowernumber"),
    ("credit_type", "credit_type_code"),
    ("debit_type", "debit_type_code"),
    ("amount_outstanding", "amountoutstanding"),
    ("library_id", "branchcode"),
    ("checkout_id", "issue_id"),
    ("item_id", "itemnumber"),
    ("user_id", "manager_id"),
    ("internal_note", "note"),
    ("payout_type", "payment_type"),
];

/// `borrower_attributes`.
pub(crate) const ATTRIBUTE: Names = &[("extended_attribute_id", "id"), ("type", "code"), ("value", "attribute")];

/// `suggestions`.
pub(crate) const SUGGESTION: Names = &[
    ("suggestion_id", "suggestionid"),
    ("suggested_by", "suggestedby"),
    ("suggestion_date", "suggesteddate"),
    ("status", "STATUS"),
    ("copyright_date", "copyrightdate"),
];

/// A row by the columns' names; what has no other name keeps its own.
pub(crate) fn to_columns(row: Row, names: Names) -> Row {
    let column =
        |name: String| names.iter().find(|(api, _)| *api == name).map_or(name, |(_, column)| (*column).to_owned());
    row.into_iter().map(|(name, value)| (column(name), value)).collect()
}

/// What the interface calls a column of `borrowers`.
pub(crate) fn of_patron_column(column: &str) -> &str {
    PATRON.iter().find(|(_, known)| *known == column).map_or(column, |(api, _)| api)
}

/// Rows as a value.
pub(crate) fn list(rows: Vec<Row>, names: Names) -> Value {
    rows.into_iter().map(|row| Value::Object(to_columns(row, names))).collect::<Vec<_>>().into()
}

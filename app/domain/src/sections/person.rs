//! The patron's own record: identity, contact, guardians, extended attributes.
//!
//! Identity and contact are two views of the one patron row; their columns live in its JSON column `record`, by the
//! source's names, so that a change of Koha's sixty columns needs no migration.

use crate::{
    category::Category,
    record::{Kind, Section, Table, column},
};

/// Who the patron is.
pub static IDENTITY: Table = Table {
    name: "patron",
    source_id: "borrowernumber",
    has_state: false,
    columns: &[
        column("surname", "surname", Kind::Text),
        column("firstname", "firstname", Kind::Text),
        column("preferred_name", "preferred_name", Kind::Text),
        column("other_names", "othernames", Kind::Text),
        column("initials", "initials", Kind::Text),
        column("salutation", "title", Kind::Text),
        column("date_of_birth", "dateofbirth", Kind::Date),
        column("sex", "sex", Kind::Code("sex")),
        column("cardnumber", "cardnumber", Kind::Text),
        column("userid", "userid", Kind::Text),
        column("library", "branchcode", Kind::Library),
        column("patron_category", "categorycode", Kind::PatronCategory),
        column("enrolled_on", "dateenrolled", Kind::Date),
        column("expires_on", "dateexpiry", Kind::Date),
        column("renewed_on", "date_renewed", Kind::Date),
        column("language", "lang", Kind::Text),
        column("relationship", "relationship", Kind::Text),
        column("debarred_until", "debarred", Kind::Date),
        column("debarred_comment", "debarredcomment", Kind::LongText),
        column("address_gone", "gonenoaddress", Kind::Flag),
        column("card_lost", "lost", Kind::Flag),
        column("staff_note", "borrowernotes", Kind::LongText),
        column("catalogue_note", "opacnote", Kind::LongText),
        column("contact_note", "contactnote", Kind::LongText),
        column("history_privacy", "privacy", Kind::Code("privacy")),
        column("guarantor_sees_checkouts", "privacy_guarantor_checkouts", Kind::Flag),
        column("guarantor_sees_fees", "privacy_guarantor_fines", Kind::Flag),
        column("check_previous_checkout", "checkprevcheckout", Kind::Code("check-previous")),
        column("statistic_1", "sort1", Kind::Text),
        column("statistic_2", "sort2", Kind::Text),
        column("staff_flags", "flags", Kind::Count),
        column("failed_sign_ins", "login_attempts", Kind::Count),
        column("last_seen_at", "lastseen", Kind::Time),
        column("changed_at", "updated_on", Kind::Time),
        column("anonymized", "anonymized", Kind::Flag),
        column("protected", "protected", Kind::Flag),
    ],
};

pub(super) static IDENTITY_SECTION: Section = Section {
    category: Category::Identity,
    table: &IDENTITY,
    open: None,
    main: &["surname", "firstname", "date_of_birth", "cardnumber", "library", "patron_category"],
    newest: "changed_at",
    spreadsheet: true,
};

/// How the patron is reached.
pub static CONTACT: Table = Table {
    name: "patron",
    source_id: "borrowernumber",
    has_state: false,
    columns: &[
        column("street_number", "streetnumber", Kind::Text),
        column("address", "address", Kind::Text),
        column("address_2", "address2", Kind::Text),
        column("postcode", "zipcode", Kind::Text),
        column("city", "city", Kind::Text),
        column("state", "state", Kind::Text),
        column("country", "country", Kind::Text),
        column("email", "email", Kind::Text),
        column("confirmed_email", "carrel_confirmed_email", Kind::Text),
        column("phone", "phone", Kind::Text),
        column("mobile", "mobile", Kind::Text),
        column("sms_number", "smsalertnumber", Kind::Text),
        column("sms_provider", "sms_provider_id", Kind::Count),
        column("work_email", "emailpro", Kind::Text),
        column("work_phone", "phonepro", Kind::Text),
        column("second_address", "B_address", Kind::Text),
        column("second_postcode", "B_zipcode", Kind::Text),
        column("second_city", "B_city", Kind::Text),
        column("second_country", "B_country", Kind::Text),
        column("second_email", "B_email", Kind::Text),
        column("second_phone", "B_phone", Kind::Text),
        column("other_surname", "altcontactsurname", Kind::Text),
        column("other_firstname", "altcontactfirstname", Kind::Text),
        column("other_address", "altcontactaddress1", Kind::Text),
        column("other_address_2", "altcontactaddress2", Kind::Text),
        column("other_city", "altcontactaddress3", Kind::Text),
        column("other_state", "altcontactstate", Kind::Text),
        column("other_postcode", "altcontactzipcode", Kind::Text),
        column("other_country", "altcontactcountry", Kind::Text),
        column("other_phone", "altcontactphone", Kind::Text),
    ],
};

pub(super) static CONTACT_SECTION: Section = Section {
    category: Category::Contact,
    table: &CONTACT,
    open: None,
    main: &["address", "postcode", "city", "email", "phone"],
    newest: "email",
    spreadsheet: true,
};

/// Guardians of the patron and wards in their care (`borrower_relationships`), read from the view
/// `guardianship_of_patron`.
pub static GUARDIANSHIP: Table = Table {
    name: "guardianship_of_patron",
    source_id: "",
    has_state: false,
    columns: &[
        column("role", "role", Kind::Code("guardianship-role")),
        column("name", "name", Kind::Text),
        column("relationship", "relationship", Kind::Text),
        column("cardnumber", "cardnumber", Kind::Text),
        column("recorded_at", "recorded_at", Kind::Time),
    ],
};

pub(super) static GUARDIANS: Section = Section {
    category: Category::Guardians,
    table: &GUARDIANSHIP,
    open: None,
    main: &["role", "name", "relationship"],
    newest: "recorded_at",
    spreadsheet: false,
};

/// Extended attributes (`borrower_attributes`).
pub static EXTENDED_ATTRIBUTE: Table = Table {
    name: "extended_attribute",
    source_id: "id",
    has_state: false,
    columns: &[column("code", "code", Kind::Code("attribute")), column("attribute", "attribute", Kind::LongText)],
};

/// Extended attributes as people see them: with `LTOKEN`, the state of each one-time link, read from the view
/// `attribute_of_patron`.
pub static ATTRIBUTE: Table = Table {
    name: "attribute_of_patron",
    // The state of a link has a word in every language; whatever else stands there is shown as it is.
    columns: &[
        column("code", "code", Kind::Code("attribute")),
        column("attribute", "attribute", Kind::Code("attribute-value")),
    ],
    ..EXTENDED_ATTRIBUTE
};

pub(super) static ATTRIBUTES: Section = Section {
    category: Category::Attributes,
    table: &ATTRIBUTE,
    open: None,
    main: &["code", "attribute"],
    newest: "code",
    spreadsheet: false,
};

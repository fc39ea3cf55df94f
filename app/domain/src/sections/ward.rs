//! What guardians see of a category: columns are chosen one by one, so that what is not here is not even read from the
//! database. Never a note of staff's; a title only in the `TITLED` ones.

use crate::{
    category::Category,
    record::{Column, Kind, Section, Table, column},
};

const fn table(name: &'static str, has_state: bool, columns: &'static [Column]) -> Table {
    Table { name, source_id: "", has_state, columns }
}

const TITLE: Column = column("title", "title", Kind::Text);
const AUTHOR: Column = column("author", "author", Kind::Text);
const LIBRARY: Column = column("library", "branchcode", Kind::Library);
const CHECKED_OUT_AT: Column = column("checked_out_at", "issuedate", Kind::Time);
const DUE_AT: Column = column("due_at", "date_due", Kind::Time);

static CHECKOUT: Table = table("checkout", true, &[CHECKED_OUT_AT, DUE_AT, LIBRARY]);
static TITLED_CHECKOUT: Table = table("checkout", true, &[TITLE, AUTHOR, CHECKED_OUT_AT, DUE_AT, LIBRARY]);

/// When what is on loan is due.
pub static CHECKOUTS: Section = Section {
    category: Category::Checkouts,
    table: &CHECKOUT,
    open: Some(true),
    main: &["checked_out_at", "due_at", "library"],
    newest: "checked_out_at",
    spreadsheet: false,
};

/// The same with titles.
pub static TITLED_CHECKOUTS: Section =
    Section { table: &TITLED_CHECKOUT, main: &["title", "author", "checked_out_at", "due_at", "library"], ..CHECKOUTS };

const PLACED_ON: Column = column("placed_on", "reservedate", Kind::Date);
const FOUND: Column = column("found", "found", Kind::Code("hold-state"));
const EXPIRES_ON: Column = column("expires_on", "expirationdate", Kind::Date);

static HOLD: Table = table("hold", true, &[PLACED_ON, FOUND, EXPIRES_ON, LIBRARY]);
static TITLED_HOLD: Table = table("hold", true, &[TITLE, AUTHOR, PLACED_ON, FOUND, EXPIRES_ON, LIBRARY]);

/// What is reserved and where it waits.
pub static HOLDS: Section = Section {
    category: Category::Holds,
    table: &HOLD,
    open: Some(true),
    main: &["placed_on", "found", "expires_on", "library"],
    newest: "placed_on",
    spreadsheet: false,
};

/// The same with titles.
pub static TITLED_HOLDS: Section =
    Section { table: &TITLED_HOLD, main: &["title", "author", "placed_on", "found", "expires_on", "library"], ..HOLDS };

const RECORDED_AT: Column = column("recorded_at", "date", Kind::Time);
const DESCRIPTION: Column = column("description", "description", Kind::LongText);
const AMOUNT: Column = column("amount", "amount", Kind::Money);
const OUTSTANDING: Column = column("outstanding", "amountoutstanding", Kind::Money);
const DEBIT_TYPE: Column = column("debit_type", "debit_type_code", Kind::Code("debit-type"));
const CREDIT_TYPE: Column = column("credit_type", "credit_type_code", Kind::Code("credit-type"));

static FEE: Table = table("account_line", false, &[RECORDED_AT, DEBIT_TYPE, CREDIT_TYPE, AMOUNT, OUTSTANDING]);
static TITLED_FEE: Table =
    table("account_line", false, &[RECORDED_AT, DESCRIPTION, DEBIT_TYPE, CREDIT_TYPE, AMOUNT, OUTSTANDING]);

/// Fees and payments; their descriptions have titles.
pub static FEES: Section = Section {
    category: Category::Fees,
    table: &FEE,
    open: None,
    main: &["recorded_at", "debit_type", "credit_type", "amount", "outstanding"],
    newest: "recorded_at",
    spreadsheet: false,
};

/// The same with descriptions.
pub static TITLED_FEES: Section = Section {
    table: &TITLED_FEE,
    main: &["recorded_at", "description", "debit_type", "credit_type", "amount", "outstanding"],
    ..FEES
};

static DEBARMENT: Table = table(
    "debarment",
    false,
    &[
        column("type", "type", Kind::Code("restriction-type")),
        column("created_at", "created", Kind::Time),
        column("ends_on", "expiration", Kind::Date),
    ],
);

/// Restrictions, without what staff wrote about them.
pub static RESTRICTIONS: Section = Section {
    category: Category::Restrictions,
    table: &DEBARMENT,
    open: None,
    main: &["type", "created_at", "ends_on"],
    newest: "created_at",
    spreadsheet: false,
};

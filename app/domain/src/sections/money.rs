//! Fees, payments and restrictions.

use crate::{
    category::Category,
    record::{Kind, Section, Table, column, link},
};

/// Fees, payments and credits (`accountlines`).
pub static ACCOUNT_LINE: Table = Table {
    name: "account_line",
    source_id: "accountlines_id",
    has_state: false,
    columns: &[
        column("recorded_at", "date", Kind::Time),
        column("description", "description", Kind::LongText),
        column("amount", "amount", Kind::Money),
        column("outstanding", "amountoutstanding", Kind::Money),
        column("debit_type", "debit_type_code", Kind::Code("debit-type")),
        column("credit_type", "credit_type_code", Kind::Code("credit-type")),
        column("payment_type", "payment_type", Kind::Code("payment-type")),
        column("status", "status", Kind::Code("fee-status")),
        column("library", "branchcode", Kind::Library),
        column("interface", "interface", Kind::Code("interface")),
        column("note", "note", Kind::LongText),
        column("changed_at", "timestamp", Kind::Time),
        link("item_number", "itemnumber"),
        link("checkout_number", "issue_id"),
        link("manager_number", "manager_id"),
    ],
};

pub(super) static FEES: Section = Section {
    category: Category::Fees,
    table: &ACCOUNT_LINE,
    open: None,
    main: &["recorded_at", "description", "debit_type", "credit_type", "amount", "outstanding"],
    newest: "recorded_at",
    spreadsheet: false,
};

/// Restrictions on borrowing (`borrower_debarments`).
pub static DEBARMENT: Table = Table {
    name: "debarment",
    source_id: "borrower_debarment_id",
    has_state: false,
    columns: &[
        column("type", "type", Kind::Code("restriction-type")),
        column("comment", "comment", Kind::LongText),
        column("created_at", "created", Kind::Time),
        column("ends_on", "expiration", Kind::Date),
        column("changed_at", "updated", Kind::Time),
        link("manager_number", "manager_id"),
    ],
};

pub(super) static RESTRICTIONS: Section = Section {
    category: Category::Restrictions,
    table: &DEBARMENT,
    open: None,
    main: &["type", "comment", "created_at", "ends_on"],
    newest: "created_at",
    spreadsheet: false,
};

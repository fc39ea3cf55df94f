//! Checkouts, holds and interlibrary loans.

use crate::{
    category::Category,
    record::{Column, Kind, Section, Table, column, link},
};

/// Items on loan (`issues`) and returned (`old_issues`).
pub static CHECKOUT: Table = Table {
    name: "checkout",
    source_id: "issue_id",
    has_state: true,
    columns: &[
        column("title", "title", Kind::Text),
        column("author", "author", Kind::Text),
        column("checked_out_at", "issuedate", Kind::Time),
        column("due_at", "date_due", Kind::Time),
        column("returned_at", "returndate", Kind::Time),
        column("library", "branchcode", Kind::Library),
        column("barcode", "barcode", Kind::Text),
        column("renewals", "renewals_count", Kind::Count),
        column("renewed_at", "lastreneweddate", Kind::Time),
        column("auto_renew", "auto_renew", Kind::Flag),
        column("onsite", "onsite_checkout", Kind::Flag),
        column("note", "note", Kind::LongText),
        column("changed_at", "timestamp", Kind::Time),
        link("item_number", "itemnumber"),
    ],
};

pub(super) static CHECKOUTS: Section = Section {
    category: Category::Checkouts,
    table: &CHECKOUT,
    open: Some(true),
    main: &["title", "author", "checked_out_at", "due_at", "library"],
    newest: "checked_out_at",
    spreadsheet: true,
};

pub(super) static CHECKOUT_HISTORY: Section = Section {
    category: Category::CheckoutHistory,
    table: &CHECKOUT,
    open: Some(false),
    main: &["title", "author", "checked_out_at", "returned_at", "library"],
    newest: "checked_out_at",
    spreadsheet: true,
};

const HOLD_COLUMNS: &[Column] = &[
    column("title", "title", Kind::Text),
    column("author", "author", Kind::Text),
    column("placed_on", "reservedate", Kind::Date),
    column("found", "found", Kind::Code("hold-state")),
    column("priority", "priority", Kind::Count),
    column("waiting_since", "waitingdate", Kind::Date),
    column("expires_on", "expirationdate", Kind::Date),
    column("cancelled_on", "cancellationdate", Kind::Date),
    column("cancellation_reason", "cancellation_reason", Kind::Text),
    column("library", "branchcode", Kind::Library),
    column("barcode", "barcode", Kind::Text),
    column("item_type", "itemtype", Kind::Text),
    column("item_level", "item_level_hold", Kind::Flag),
    column("lowest_priority", "lowestPriority", Kind::Flag),
    column("suspended", "suspend", Kind::Flag),
    column("suspended_until", "suspend_until", Kind::Date),
    column("note", "reservenotes", Kind::LongText),
    column("changed_at", "timestamp", Kind::Time),
    link("biblio_number", "biblionumber"),
    link("item_number", "itemnumber"),
];

/// Holds waiting (`reserves`) and ended (`old_reserves`).
pub static HOLD: Table = Table { name: "hold", source_id: "reserve_id", has_state: true, columns: HOLD_COLUMNS };

pub(super) static HOLDS: Section = Section {
    category: Category::Holds,
    table: &HOLD,
    open: Some(true),
    main: &["title", "placed_on", "found", "priority", "library"],
    newest: "placed_on",
    spreadsheet: true,
};

pub(super) static HOLD_HISTORY: Section = Section {
    category: Category::HoldHistory,
    table: &HOLD,
    open: Some(false),
    main: &["title", "placed_on", "cancelled_on", "library"],
    newest: "placed_on",
    spreadsheet: true,
};

/// Interlibrary loans: whatever lists an all-data answer has beyond Koha's own.
pub static INTERLIBRARY_LOAN: Table = Table {
    name: "interlibrary_loan",
    source_id: "illrequest_id",
    has_state: false,
    columns: &[
        column("title", "title", Kind::Text),
        column("author", "author", Kind::Text),
        column("status", "status", Kind::Code("interlibrary-loan-status")),
        column("lender", "lender", Kind::Text),
        column("due_on", "duedate", Kind::Date),
        column("section", "section", Kind::Text),
    ],
};

pub(super) static INTERLIBRARY_LOANS: Section = Section {
    category: Category::InterlibraryLoans,
    table: &INTERLIBRARY_LOAN,
    open: None,
    main: &["title", "status", "lender", "due_on"],
    newest: "due_on",
    spreadsheet: false,
};

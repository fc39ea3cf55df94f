//! The rows a library holds about patrons: loans, holds, fees, notices and the rest.
//!
//! Every table has the same frame: whose row it is, the source's own number for it, a digest of its content (to tell
//! a changed row from one left as it was), and what the source sent beyond the columns.

use sea_orm_migration::prelude::*;

use crate::table::{belongs_to, index, number, optional_number, optional_text, table, text, unique};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A table of rows: name, name of its two indexes, whether its rows are open or closed, the column it is listed by,
/// text columns, number columns.
struct Records {
    name: &'static str,
    source_index: &'static str,
    newest_index: &'static str,
    has_state: bool,
    newest: &'static str,
    texts: &'static [&'static str],
    numbers: &'static [&'static str],
}

const TABLES: [Records; 11] = [
    Records {
        name: "checkout",
        source_index: "checkout_source",
        newest_index: "checkout_newest",
        has_state: true,
        newest: "checked_out_at",
        texts: &["title", "author", "library", "barcode", "note"],
        numbers: &[
            "checked_out_at",
            "due_at",
            "returned_at",
            "renewals",
            "renewed_at",
            "auto_renew",
            "onsite",
            "changed_at",
            "item_number",
        ],
    },
    Records {
        name: "hold",
        source_index: "hold_source",
        newest_index: "hold_newest",
        has_state: true,
        newest: "placed_on",
        texts: &[
            "title",
            "author",
            "placed_on",
            "found",
            "waiting_since",
            "expires_on",
            "cancelled_on",
            "cancellation_reason",
            "library",
            "barcode",
            "item_type",
            "suspended_until",
            "note",
        ],
        numbers: &[
            "priority",
            "item_level",
            "lowest_priority",
            "suspended",
            "changed_at",
            "biblio_number",
            "item_number",
        ],
    },
    Records {
        name: "account_line",
        source_index: "account_line_source",
        newest_index: "account_line_newest",
        has_state: false,
        newest: "recorded_at",
        texts: &["description", "debit_type", "credit_type", "payment_type", "status", "library", "interface", "note"],
        numbers: &[
            "recorded_at",
            "amount",
            "outstanding",
            "changed_at",
            "item_number",
            "checkout_number",
            "manager_number",
        ],
    },
    Records {
        name: "notice",
        source_index: "notice_source",
        newest_index: "notice_newest",
        has_state: false,
        newest: "queued_at",
        texts: &[
            "subject",
            "transport",
            "status",
            "content",
            "letter",
            "to_address",
            "from_address",
            "failure",
            "content_type",
        ],
        numbers: &["queued_at", "changed_at"],
    },
    Records {
        name: "patron_message",
        source_index: "patron_message_source",
        newest_index: "patron_message_newest",
        has_state: false,
        newest: "written_at",
        texts: &["message_type", "message", "library"],
        numbers: &["written_at"],
    },
    Records {
        name: "debarment",
        source_index: "debarment_source",
        newest_index: "debarment_newest",
        has_state: false,
        newest: "created_at",
        texts: &["type", "comment", "ends_on"],
        numbers: &["created_at", "changed_at", "manager_number"],
    },
    Records {
        name: "suggestion",
        source_index: "suggestion_source",
        newest_index: "suggestion_newest",
        has_state: false,
        newest: "suggested_on",
        texts: &["title", "author", "suggested_on", "status", "publication_year", "note", "reason"],
        numbers: &[],
    },
    Records {
        name: "interlibrary_loan",
        source_index: "interlibrary_loan_source",
        newest_index: "interlibrary_loan_newest",
        has_state: false,
        newest: "due_on",
        texts: &["title", "author", "status", "lender", "due_on", "section"],
        numbers: &[],
    },
    Records {
        name: "extended_attribute",
        source_index: "extended_attribute_source",
        newest_index: "extended_attribute_newest",
        has_state: false,
        newest: "code",
        texts: &["code", "attribute"],
        numbers: &[],
    },
    Records {
        name: "consent",
        source_index: "consent_source",
        newest_index: "consent_newest",
        has_state: false,
        newest: "given_at",
        texts: &["purpose"],
        numbers: &["given_at", "refused_at"],
    },
    Records {
        name: "message_preference",
        source_index: "message_preference_source",
        newest_index: "message_preference_newest",
        has_state: false,
        newest: "event",
        texts: &["event", "transports"],
        numbers: &["days_in_advance", "digest_wanted"],
    },
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for records in TABLES {
            let mut create = table(records.name);
            create.col(number("patron_id")).col(text("source_id"));
            if records.has_state {
                create.col(number("is_open"));
            }
            for name in records.texts {
                create.col(optional_text(name));
            }
            for name in records.numbers {
                create.col(optional_number(name));
            }
            create
                .col(optional_text("other"))
                .col(number("digest"))
                .foreign_key(&mut belongs_to("patron_id", "patron"));
            manager.create_table(create).await?;
            manager.create_index(unique(records.source_index, records.name, &["patron_id", "source_id"])).await?;
            let newest: &[&'static str] = if records.has_state {
                &["patron_id", "is_open", records.newest, "id"]
            } else {
                &["patron_id", records.newest, "id"]
            };
            manager.create_index(index(records.newest_index, records.name, newest)).await?;
        }
        Ok(())
    }
}

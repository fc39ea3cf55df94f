//! Notices sent, messages and notes.

use crate::{
    category::Category,
    record::{Kind, Section, Table, column},
};

/// Notices the library sent or tried to send (`message_queue`).
pub static NOTICE: Table = Table {
    name: "notice",
    source_id: "message_id",
    has_state: false,
    columns: &[
        column("queued_at", "time_queued", Kind::Time),
        column("subject", "subject", Kind::Text),
        column("transport", "message_transport_type", Kind::Code("transport")),
        column("status", "status", Kind::Code("notice-status")),
        column("content", "content", Kind::LongText),
        column("letter", "letter_code", Kind::Text),
        column("to_address", "to_address", Kind::Text),
        column("from_address", "from_address", Kind::Text),
        column("failure", "failure_code", Kind::Text),
        column("content_type", "content_type", Kind::Text),
        column("changed_at", "updated_on", Kind::Time),
    ],
};

pub(super) static NOTICES: Section = Section {
    category: Category::Notices,
    table: &NOTICE,
    open: None,
    main: &["queued_at", "subject", "transport", "status"],
    newest: "queued_at",
    spreadsheet: false,
};

/// Messages to the patron and notes about them (`messages`).
pub static PATRON_MESSAGE: Table = Table {
    name: "patron_message",
    source_id: "message_id",
    has_state: false,
    columns: &[
        column("written_at", "message_date", Kind::Time),
        column("message_type", "message_type", Kind::Code("message-type")),
        column("message", "message", Kind::LongText),
        column("library", "branchcode", Kind::Library),
    ],
};

pub(super) static MESSAGES: Section = Section {
    category: Category::Messages,
    table: &PATRON_MESSAGE,
    open: None,
    main: &["written_at", "message_type", "message", "library"],
    newest: "written_at",
    spreadsheet: false,
};

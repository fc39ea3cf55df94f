//! What the patron suggested, agreed to and chose, and the log of what was done with their data.

use crate::{
    category::Category,
    record::{Kind, Section, Table, column, link},
};

/// Purchase suggestions (`suggestions`).
pub static SUGGESTION: Table = Table {
    name: "suggestion",
    source_id: "suggestionid",
    has_state: false,
    columns: &[
        column("title", "title", Kind::Text),
        column("author", "author", Kind::Text),
        column("suggested_on", "suggesteddate", Kind::Date),
        column("status", "STATUS", Kind::Code("suggestion-status")),
        column("publication_year", "copyrightdate", Kind::Text),
        column("note", "note", Kind::LongText),
        column("reason", "reason", Kind::LongText),
    ],
};

pub(super) static SUGGESTIONS: Section = Section {
    category: Category::Suggestions,
    table: &SUGGESTION,
    open: None,
    main: &["title", "author", "suggested_on", "status"],
    newest: "suggested_on",
    spreadsheet: false,
};

/// Consents (`patron_consent`).
pub static CONSENT: Table = Table {
    name: "consent",
    source_id: "id",
    has_state: false,
    columns: &[
        column("purpose", "type", Kind::Code("consent")),
        column("given_at", "given_on", Kind::Time),
        column("refused_at", "refused_on", Kind::Time),
    ],
};

/// Consents as people see them: what was answered here and what the library system sent, read from the view
/// `consent_of_patron`.
pub static CONSENT_ANSWER: Table = Table {
    name: "consent_of_patron",
    columns: &[
        column("purpose", "type", Kind::Code("consent")),
        column("answer", "answer", Kind::Code("consent-answer")),
        column("answered_at", "answered_at", Kind::Time),
        column("how", "how", Kind::Code("consent-how")),
        column("version", "version", Kind::Count),
        column("language", "language", Kind::Text),
        column("given_at", "given_on", Kind::Time),
        column("refused_at", "refused_on", Kind::Time),
    ],
    ..CONSENT
};

pub(super) static CONSENTS: Section = Section {
    category: Category::Consents,
    table: &CONSENT_ANSWER,
    open: None,
    main: &["purpose", "answer", "answered_at", "how"],
    newest: "answered_at",
    spreadsheet: false,
};

/// Which messages the patron gets, how and how early (`borrower_message_preferences`).
pub static MESSAGE_PREFERENCE: Table = Table {
    name: "message_preference",
    source_id: "borrower_message_preference_id",
    has_state: false,
    columns: &[
        column("event", "message_name", Kind::Code("event")),
        column("transports", "transports", Kind::Text),
        column("days_in_advance", "days_in_advance", Kind::Count),
        column("digest_wanted", "wants_digest", Kind::Flag),
    ],
};

pub(super) static PREFERENCES: Section = Section {
    category: Category::Preferences,
    table: &MESSAGE_PREFERENCE,
    open: None,
    main: &["event", "transports", "days_in_advance", "digest_wanted"],
    newest: "event",
    spreadsheet: false,
};

/// What was done with a patron's data, by whom and why.
pub static AUDIT_ENTRY: Table = Table {
    // A view: it names staff only where the library says so.
    name: "audit_entry_shown",
    source_id: "",
    has_state: false,
    columns: &[
        column("at", "at", Kind::Time),
        column("action", "action", Kind::Code("action")),
        column("data_category", "data_category", Kind::Code("category")),
        column("actor_role", "actor_role", Kind::Code("role")),
        column("purpose", "purpose", Kind::Code("purpose")),
        column("library", "library", Kind::Library),
        column("outcome", "outcome", Kind::Code("outcome")),
        column("staff_name", "staff_name", Kind::Text),
        link("actor_id", "actor_id"),
    ],
};

pub(super) static LOG: Section = Section {
    category: Category::Log,
    table: &AUDIT_ENTRY,
    open: None,
    main: &["at", "action", "data_category", "actor_role", "purpose"],
    newest: "at",
    spreadsheet: false,
};

//! Every place where a text about a person may stand.

/// A table with texts about persons.
#[derive(Clone, Copy, Debug)]
pub(super) struct Texts {
    /// Its name.
    pub table: &'static str,
    /// SQL that says whose a row `c` is.
    pub person: &'static str,
    /// A join that `person` needs.
    pub join: &'static str,
    /// Columns with free text.
    pub texts: &'static [&'static str],
    /// Whether it has a column `other` with JSON, and a digest that an import compares.
    pub is_imported: bool,
    /// Columns with the number of an item, a title or a loan.
    pub numbers: &'static [&'static str],
    /// Only these rows.
    pub only: &'static str,
}

const IMPORTED: Texts =
    Texts { table: "", person: "c.patron_id", join: "", texts: &[], is_imported: true, numbers: &[], only: "" };
const OURS: Texts = Texts { is_imported: false, ..IMPORTED };

/// All of them but the patron's own record and the log. Rows of a loan history itself name their titles as long as they
/// stay; what is free text in them is here.
pub(super) static TEXTS: [Texts; 16] = [
    Texts {
        table: "account_line",
        texts: &["description", "note"],
        numbers: &["item_number", "checkout_number"],
        ..IMPORTED
    },
    Texts { table: "notice", texts: &["subject", "content", "failure"], ..IMPORTED },
    Texts { table: "patron_message", texts: &["message"], ..IMPORTED },
    Texts { table: "debarment", texts: &["comment"], ..IMPORTED },
    Texts { table: "extended_attribute", texts: &["attribute"], ..IMPORTED },
    Texts { table: "guardianship", texts: &["relationship"], ..IMPORTED },
    Texts { table: "checkout", texts: &["note"], only: " AND (c.note IS NOT NULL OR c.other IS NOT NULL)", ..IMPORTED },
    Texts {
        table: "hold",
        texts: &["note", "cancellation_reason"],
        only: " AND (c.note IS NOT NULL OR c.other IS NOT NULL OR c.cancellation_reason IS NOT NULL)",
        ..IMPORTED
    },
    Texts { table: "suggestion", texts: &["title", "author", "note", "reason"], ..IMPORTED },
    Texts { table: "interlibrary_loan", texts: &["status", "lender", "section"], ..IMPORTED },
    Texts { table: "data_request", texts: &["document", "wish", "extension_reason", "outcome"], ..OURS },
    Texts {
        table: "data_request_event",
        person: "r.patron_id",
        join: "JOIN data_request r ON r.id = c.request_id",
        texts: &["note"],
        ..OURS
    },
    Texts { table: "retention_hold", texts: &["reason"], ..OURS },
    Texts { table: "patron_stage", texts: &["stop_reason"], only: " AND c.stop_reason IS NOT NULL", ..OURS },
    Texts { table: "note_finding", texts: &["reason"], only: " AND c.reason IS NOT NULL", ..OURS },
    Texts { table: "role_grant", texts: &["reason", "revoke_reason"], ..OURS },
];

/// Columns of an imported table that an import writes, but not where they were cleaned here.
pub(crate) fn cleaned_columns(table: &str) -> Vec<&'static str> {
    let found = TEXTS.iter().find(|texts| texts.table == table && texts.is_imported);
    found.map_or_else(Vec::new, |found| {
        found.texts.iter().chain(found.numbers).copied().chain(std::iter::once("other")).collect()
    })
}

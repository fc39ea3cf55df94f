//! Which of Koha's tables become which part of a line.

/// Where a row's title, author and barcode are found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Titles {
    None,
    /// By `itemnumber`.
    OfItem,
    /// By `biblionumber`.
    OfRecord,
}

/// How changes of a table's rows are noticed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Noticed {
    /// By a column that says when the row changed; by content where a version lacks it.
    By(&'static str),
    /// By what its rows say: for tables that are small.
    ByContent,
}

/// One of Koha's tables, as a part of a patron's line.
pub(super) struct Part {
    /// Name in the line.
    pub key: &'static str,
    pub table: &'static str,
    /// Whose row it is.
    pub owner: &'static str,
    /// The row's own number.
    pub id: &'static str,
    pub titles: Titles,
    pub noticed: Noticed,
}

impl Part {
    const fn new(key: &'static str, table: &'static str, id: &'static str, noticed: Noticed) -> Self {
        Self { key, table, owner: OWNER, id, titles: Titles::None, noticed }
    }

    const fn with(self, titles: Titles) -> Self {
        Self { titles, ..self }
    }
}

/// What almost every table calls its patron.
pub(super) const OWNER: &str = "borrowernumber";
/// Patrons themselves.
pub(super) const PATRONS: &str = "borrowers";
/// What says when a patron's own row changed.
pub(super) const PATRON_CHANGED: &str = "updated_on";
/// Who is whose guardian, which both are told.
pub(super) const GUARDIANS: &str = "borrower_relationships";
/// What messages somebody wants, on which ways, and what they are called.
pub(super) const PREFERENCES: [&str; 3] =
    ["borrower_message_preferences", "borrower_message_transport_preferences", "message_attributes"];
/// Where titles are.
pub(super) const ITEMS: [&str; 2] = ["items", "biblio"];
/// Where titles are of what the library no longer has.
pub(super) const DELETED_ITEMS: [&str; 2] = ["deleteditems", "deletedbiblio"];

/// Columns that have another name in some versions: table, name there, name here.
pub(super) const RENAMED: [(&str, &str, &str); 2] =
    [("issues", "renewals", "renewals_count"), ("old_issues", "renewals", "renewals_count")];

/// Every table that is a list of a patron's rows, in the order of a line.
pub(super) static PARTS: [Part; 11] = [
    Part::new("checkouts", "issues", "issue_id", Noticed::By("timestamp")).with(Titles::OfItem),
    Part::new("oldcheckouts", "old_issues", "issue_id", Noticed::By("timestamp")).with(Titles::OfItem),
    Part::new("holds", "reserves", "reserve_id", Noticed::By("timestamp")).with(Titles::OfRecord),
    Part::new("oldholds", "old_reserves", "reserve_id", Noticed::By("timestamp")).with(Titles::OfRecord),
    Part::new("accountlines", "accountlines", "accountlines_id", Noticed::By("timestamp")),
    Part::new("notices", "message_queue", "message_id", Noticed::By("updated_on")),
    Part::new("messages", "messages", "message_id", Noticed::ByContent),
    Part::new("debarments", "borrower_debarments", "borrower_debarment_id", Noticed::ByContent),
    Part { owner: "suggestedby", ..Part::new("suggestions", "suggestions", "suggestionid", Noticed::ByContent) },
    Part::new("borrower_attributes", "borrower_attributes", "id", Noticed::ByContent),
    Part::new("patron_consent", "patron_consent", "id", Noticed::ByContent),
];

//! What the log tells of, grouped as staff look for it.

/// A group of actions, as library systems call it a module of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Module {
    /// Looking at patrons' data, taking it away, changing it.
    Patrons,
    /// Signing in and out.
    SignIn,
    /// Data requests.
    Requests,
    /// Deliveries by print and link.
    Deliveries,
    /// Mails.
    Mails,
    /// How long data is kept: rules, runs, legal holds, people who did not renew.
    Retention,
    /// Roles, settings, templates, libraries.
    Administration,
    /// The log itself, and what was refused.
    Security,
    /// What happened in the library system, from its own log.
    LibrarySystem,
}

impl Module {
    /// Every module.
    pub const ALL: [Self; 9] = [
        Self::Patrons,
        Self::SignIn,
        Self::Requests,
        Self::Deliveries,
        Self::Mails,
        Self::Retention,
        Self::Administration,
        Self::Security,
        Self::LibrarySystem,
    ];

    /// Its code in forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patrons => "patrons",
            Self::SignIn => "sign-in",
            Self::Requests => "requests",
            Self::Deliveries => "deliveries",
            Self::Mails => "mails",
            Self::Retention => "retention",
            Self::Administration => "administration",
            Self::Security => "security",
            Self::LibrarySystem => "library-system",
        }
    }

    /// The module with this code.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|module| module.name() == name)
    }

    /// The actions that belong to it, as codes of the log.
    pub const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Patrons => &[
                "view",
                "export",
                "download",
                "export-deleted",
                "exports-listed",
                "remote-viewed",
                "remote-asked",
                "patrons-searched",
                "contact-changed",
                "note-listed",
                "notes-listed",
                "note-kept",
                "identity-number-shown",
                "address-works-again",
                "import",
                "source-left",
                "source-locked",
                "source-ended",
                "history-chosen",
                "history-anonymization-asked",
                "history-anonymized",
                "history-policy-called-off",
                "history-policy-set",
                "contact-corrected",
                "messages-chosen",
                "library-told",
                "consent-given",
                "consent-refused",
                "consent-withdrawn",
                "consent-postponed",
            ],
            Self::SignIn => &[
                "sign-in",
                "sign-in-failed",
                "sign-in-method-refused",
                "identity-linked",
                "identity-unlinked",
                "sign-in-refused",
                "sign-out",
                "step-up",
                "step-up-failed",
                "session-ended",
                "account-locked",
                "not-me-refused",
                "security-viewed",
                "password-upgraded",
                "second-step-asked",
                "second-step-failed",
                "second-step-refused",
                "totp-added",
                "totp-removed",
                "passkey-added",
                "passkey-renamed",
                "passkey-removed",
                "passkey-refused",
                "recovery-codes-made",
                "factor-code-used",
                "factors-reset",
                "password-changed",
                "recovery-asked",
                "recovery-started",
                "recovery-code-issued",
                "recovery-code-used",
                "recovery-done",
                "recovery-refused",
                "email-change-asked",
                "email-confirmed",
                "email-refused",
                "email-asking-changed",
            ],
            Self::Requests => &[
                "data-request-recorded",
                "request-viewed",
                "requests-listed",
                "identity-checked",
                "request-assigned",
                "request-extended",
                "request-closed",
                "request-merged",
                "request-proved",
            ],
            Self::Deliveries => &[
                "delivery-refused",
                "delivery-printed",
                "link-sent",
                "link-opened",
                "link-refused",
                "link-revoked",
                "link-expired",
                "deliveries-listed",
            ],
            Self::Mails => &[
                "mail-failed",
                "mail-retried",
                "mail-cancelled",
                "mail-returned",
                "mail-test-sent",
                "address-undeliverable",
            ],
            Self::Retention => &[
                "retention-rule-changed",
                "retention-previewed",
                "retention-run-started",
                "retention-run-cancelled",
                "retention-run-finished",
                "data-anonymized",
                "data-deleted",
                "legal-hold-placed",
                "legal-hold-lifted",
                "patron-told",
                "patron-told-by-staff",
                "letter-listed",
                "patron-locked",
                "patron-anonymized",
                "patron-removed",
                "stage-ended",
                "stage-stopped",
                "stage-resumed",
                "statistics-exported",
            ],
            Self::Administration => &[
                "role-granted",
                "role-revoked",
                "grant-role",
                "message-default-changed",
                "consent-purpose-changed",
                "consent-version-published",
                "setting-changed",
                "settings-changed",
                "template-changed",
                "template-saved",
                "template-reset",
                "library-merged",
                "library-renamed",
                "library-closed",
                "register-read",
                "koha-read",
                "api-client-added",
                "api-client-revoked",
                "api-secret-rotated",
            ],
            Self::Security => &[
                "permission-refused",
                "api-token-issued",
                "api-token-refused",
                "api-refused",
                "network-refused",
                "second-factor-missing",
                "log-searched",
                "log-exported",
                "log-imported",
                "audit-verified",
                "audit-erased",
                "log-archived",
                "log-month-dropped",
                "audit-head-changed",
            ],
            Self::LibrarySystem => &["koha-members", "koha-circulation", "koha-fines", "koha-holds", "koha-other"],
        }
    }
}

/// Every action there is, once.
pub fn actions() -> impl Iterator<Item = &'static str> {
    Module::ALL.into_iter().flat_map(|module| module.actions().iter().copied())
}

/// How something ended.
pub const OUTCOMES: [&str; 3] = ["done", "refused", "failed"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_belongs_to_one_module() {
        let mut all: Vec<_> = actions().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}

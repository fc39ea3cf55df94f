//! What may be asked of a Koha, and where.

/// One thing that may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Endpoint {
    /// A token for Carrel itself.
    Token,
    /// What the interface says of itself.
    Description,
    /// All data of a patron (Koha-Suomi).
    AllData,
    /// The action log (Koha-Suomi).
    Logs,
    /// Patrons by what is known of them.
    Patrons,
    /// One patron.
    Patron,
    /// Changing a patron.
    ChangePatron,
    /// A patron's checkouts.
    Checkouts,
    /// Checkouts of everybody, of which a patron's are asked for.
    AllCheckouts,
    /// A patron's holds.
    Holds,
    /// What a patron owes.
    Account,
    /// A patron's fees, paid or not.
    Debits,
    /// A patron's payments.
    Credits,
    /// A patron's extended attributes.
    Attributes,
    /// Purchase suggestions.
    Suggestions,
    /// Whether a password is right.
    PasswordValidation,
    /// One patron with message preferences (Koha-Suomi).
    SitePatron,
    /// Changing what patrons may change themselves (Koha-Suomi).
    SiteChange,
    /// A patron's checkouts with their titles (Koha-Suomi).
    SiteCheckouts,
    /// Anonymizing a patron's checkouts (Koha-Suomi).
    SiteHistory,
    /// Setting message preferences (Koha-Suomi).
    SitePreferences,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Token,
        Self::Description,
        Self::AllData,
        Self::Logs,
        Self::Patrons,
        Self::Patron,
        Self::ChangePatron,
        Self::Checkouts,
        Self::AllCheckouts,
        Self::Holds,
        Self::Account,
        Self::Debits,
        Self::Credits,
        Self::Attributes,
        Self::Suggestions,
        Self::PasswordValidation,
        Self::SitePatron,
        Self::SiteChange,
        Self::SiteCheckouts,
        Self::SiteHistory,
        Self::SitePreferences,
    ];

    /// A word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Description => "description",
            Self::AllData => "all-data",
            Self::Logs => "logs",
            Self::Patrons => "patrons",
            Self::Patron => "patron",
            Self::ChangePatron => "change-patron",
            Self::Checkouts => "checkouts",
            Self::AllCheckouts => "all-checkouts",
            Self::Holds => "holds",
            Self::Account => "account",
            Self::Debits => "debits",
            Self::Credits => "credits",
            Self::Attributes => "attributes",
            Self::Suggestions => "suggestions",
            Self::PasswordValidation => "password-validation",
            Self::SitePatron => "site-patron",
            Self::SiteChange => "site-change",
            Self::SiteCheckouts => "site-checkouts",
            Self::SiteHistory => "site-history",
            Self::SitePreferences => "site-preferences",
        }
    }

    /// The method, as a description of the interface writes it.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Token | Self::PasswordValidation => "post",
            Self::ChangePatron | Self::SiteChange | Self::SitePreferences => "put",
            Self::SiteHistory => "delete",
            _ => "get",
        }
    }

    /// Which setting its path comes from, and what follows it.
    pub(crate) const fn path(self) -> (PathSetting, &'static str) {
        match self {
            Self::Token => (PathSetting::Token, ""),
            Self::Description => (PathSetting::Description, ""),
            Self::AllData => (PathSetting::AllData, ""),
            Self::Logs => (PathSetting::Logs, ""),
            Self::Patrons => (PathSetting::Patrons, ""),
            Self::Patron | Self::ChangePatron => (PathSetting::Patrons, "/{id}"),
            Self::Checkouts => (PathSetting::Checkouts, ""),
            Self::AllCheckouts => (PathSetting::AllCheckouts, ""),
            Self::Holds => (PathSetting::Holds, ""),
            Self::Account => (PathSetting::Account, ""),
            Self::Debits => (PathSetting::Account, "/debits"),
            Self::Credits => (PathSetting::Account, "/credits"),
            Self::Attributes => (PathSetting::Attributes, ""),
            Self::Suggestions => (PathSetting::Suggestions, ""),
            Self::PasswordValidation => (PathSetting::PasswordValidation, ""),
            Self::SitePatron | Self::SiteChange => (PathSetting::Site, ""),
            Self::SiteCheckouts => (PathSetting::Site, "/checkouts"),
            Self::SiteHistory => (PathSetting::Site, "/checkouts/history"),
            Self::SitePreferences => (PathSetting::Site, "/messaging_preferences"),
        }
    }
}

/// A path that is a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathSetting {
    Token,
    Description,
    AllData,
    Logs,
    Patrons,
    Checkouts,
    AllCheckouts,
    Holds,
    Account,
    Attributes,
    Suggestions,
    PasswordValidation,
    Site,
}

impl PathSetting {
    /// All of them: what each is called and what it is unless it is set, `{id}` being the patron's number.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::Token, "token_path", "/api/v1/oauth/token"),
        (Self::Description, "description_path", "/api/v1/"),
        (Self::AllData, "all_data_path", "/api/v1/patrons/alldata"),
        (Self::Logs, "logs_path", "/api/v1/logs"),
        (Self::Patrons, "patrons_path", "/api/v1/patrons"),
        (Self::Checkouts, "checkouts_path", "/api/v1/patrons/{id}/checkouts"),
        (Self::AllCheckouts, "all_checkouts_path", "/api/v1/checkouts"),
        (Self::Holds, "holds_path", "/api/v1/patrons/{id}/holds"),
        (Self::Account, "account_path", "/api/v1/patrons/{id}/account"),
        (Self::Attributes, "attributes_path", "/api/v1/patrons/{id}/extended_attributes"),
        (Self::Suggestions, "suggestions_path", "/api/v1/suggestions"),
        (Self::PasswordValidation, "password_path", "/api/v1/auth/password/validation"),
        (Self::Site, "site_path", "/api/v1/contrib/kohasuomi/patrons/{id}"),
    ];

    /// The path has the patron's number in it.
    pub(crate) const fn needs_id(self) -> bool {
        matches!(self, Self::Checkouts | Self::Holds | Self::Account | Self::Attributes | Self::Site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_has_a_word_of_its_own_and_every_path_its_place() {
        let mut codes: Vec<_> = Endpoint::ALL.iter().map(|endpoint| endpoint.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Endpoint::ALL.len());
        for (at, (setting, _, path)) in PathSetting::ALL.into_iter().enumerate() {
            assert_eq!(setting as usize, at, "{setting:?}");
            assert_eq!(path.contains("{id}"), setting.needs_id(), "{path}");
        }
    }
}

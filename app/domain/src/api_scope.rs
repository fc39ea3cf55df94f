//! What another library's or a partner's program may read through the interface.

/// One right of a client of the interface (RFC 6749 §3.3). There is none to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApiScope {
    /// Patrons' data, in answer to a recorded request of theirs.
    ReadPatrons,
    /// The log.
    ReadLogs,
    /// Which data requests a patron has, and how far they are.
    ReadRequests,
    /// Which deliveries of a patron's data were made.
    ReadDisclosures,
    /// Which messages a patron wants.
    ReadPreferences,
    /// What a patron agreed to.
    ReadConsents,
}

impl ApiScope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::ReadPatrons,
        Self::ReadLogs,
        Self::ReadRequests,
        Self::ReadDisclosures,
        Self::ReadPreferences,
        Self::ReadConsents,
    ];

    /// Its name in tokens, forms and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadPatrons => "patrons:read",
            Self::ReadLogs => "logs:read",
            Self::ReadRequests => "requests:read",
            Self::ReadDisclosures => "disclosures:read",
            Self::ReadPreferences => "preferences:read",
            Self::ReadConsents => "consents:read",
        }
    }

    /// The scope with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// A list of scopes with a space between them, as tokens have it; `None` if one of them is unknown.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let mut scopes =
            text.split(' ').filter(|name| !name.is_empty()).map(Self::from_name).collect::<Option<Vec<_>>>()?;
        let mut kept = Vec::with_capacity(scopes.len());
        for scope in scopes.drain(..) {
            if !kept.contains(&scope) {
                kept.push(scope);
            }
        }
        Some(kept)
    }

    /// The inverse of [`Self::parse_list`].
    pub fn list(scopes: &[Self]) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::ApiScope;

    #[test]
    fn a_list_is_read_as_it_is_written_and_each_scope_counts_once() {
        let list = ApiScope::list(&ApiScope::ALL);
        assert_eq!(ApiScope::parse_list(&list).unwrap(), ApiScope::ALL);
        assert_eq!(ApiScope::parse_list("logs:read  logs:read").unwrap(), [ApiScope::ReadLogs]);
        assert_eq!(ApiScope::parse_list("logs:read everything"), None);
        assert_eq!(ApiScope::parse_list("").unwrap(), []);
    }
}

//! A program that asks, instead of a person.

use std::sync::Arc;

use super::StaffScope;
use crate::{
    api_scope::ApiScope,
    id::{ApiClientId, OrganizationId},
};

/// A client of the interface with a token that is good now: made by the service that checks tokens, from the database on
/// each call, so that taking a right away works at once.
#[derive(Clone, Debug)]
pub struct ApiActor {
    /// Which client.
    pub client: ApiClientId,
    /// Opaque id, for the log.
    pub public_id: String,
    /// What people call it, for the log.
    pub name: String,
    /// Whose patrons' data it may read.
    pub organization: OrganizationId,
    /// Code of the library it is limited to.
    pub library: Option<String>,
    /// What its token may be used for: never more than the client may.
    pub scopes: Arc<[ApiScope]>,
}

impl ApiActor {
    /// Checks a scope and answers where it holds: the patrons of its organization, or of its library.
    ///
    /// # Errors
    /// The missing scope.
    pub fn may(&self, needed: ApiScope) -> Result<StaffScope, ApiScope> {
        if !self.scopes.contains(&needed) {
            return Err(needed);
        }
        let libraries = self.library.clone().map(|library| vec![library]);
        Ok(StaffScope { actor: None, organization: self.organization, libraries })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PatronId;

    #[test]
    fn a_client_reaches_its_library_with_its_scopes_and_nothing_else() {
        let client = ApiActor {
            client: ApiClientId(1),
            public_id: String::from("c"),
            name: String::from("Finder"),
            organization: OrganizationId(1),
            library: Some(String::from("OUT")),
            scopes: Arc::new([ApiScope::ReadLogs]),
        };
        assert_eq!(client.may(ApiScope::ReadPatrons).unwrap_err(), ApiScope::ReadPatrons);
        let scope = client.may(ApiScope::ReadLogs).unwrap();
        let reaches = |organization, library| scope.of_patron(PatronId(5), OrganizationId(organization), library);
        assert!(reaches(1, Some("OUT")).is_some());
        assert!(reaches(1, Some("JNS")).is_none() && reaches(1, None).is_none() && reaches(2, Some("OUT")).is_none());
        let everywhere = ApiActor { library: None, ..client }.may(ApiScope::ReadLogs).unwrap();
        assert!(everywhere.of_patron(PatronId(5), OrganizationId(1), None).is_some());
        assert!(everywhere.of_patron(PatronId(5), OrganizationId(2), None).is_none());
    }
}

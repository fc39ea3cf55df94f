//! Roles: bundles of permissions, named as people speak of them.

use serde::{Deserialize, Serialize};

use crate::permission::Permission;

/// What a person is in their organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Someone with a library card and no other rights.
    Patron,
    /// Works at the desk.
    Desk,
    /// Answers data requests.
    PrivacyOfficer,
    /// Reads the logs and changes nothing.
    Auditor,
    /// Grants rights in their organization.
    MainUser,
    /// Runs the installation.
    Administrator,
}

impl Role {
    /// Every role, from the fewest rights on.
    pub const ALL: [Self; 6] =
        [Self::Patron, Self::Desk, Self::PrivacyOfficer, Self::Auditor, Self::MainUser, Self::Administrator];

    /// The role's name in the database, the log and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patron => "patron",
            Self::Desk => "desk",
            Self::PrivacyOfficer => "privacy-officer",
            Self::Auditor => "auditor",
            Self::MainUser => "main-user",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role is staff's.
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Patron)
    }

    /// What the role may do.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AdminRoles, AdminSettings, AdminTemplates, ApiClients, EditContact, IdentityNumbers, PatronData, Requests,
            Retention, ViewBorrowers, ViewLogs,
        };
        match self {
            Self::Patron => &[],
            Self::Desk => &[ViewBorrowers, EditContact],
            Self::PrivacyOfficer => {
                &[ViewBorrowers, EditContact, PatronData, ViewLogs, Requests, Retention, IdentityNumbers]
            }
            Self::Auditor => &[ViewLogs],
            Self::MainUser => &[ViewBorrowers, AdminRoles, AdminTemplates],
            Self::Administrator => &[AdminRoles, AdminSettings, AdminTemplates, ApiClients],
        }
    }

    /// Whether the library is in trouble without anybody in this role, and close to it with a single one.
    pub const fn is_critical(self) -> bool {
        matches!(self, Self::PrivacyOfficer | Self::MainUser | Self::Administrator)
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn only_the_privacy_officer_may_deliver_data() {
        let may = |role: &&Role| {
            [Permission::PatronData, Permission::ViewLogs].iter().all(|needed| role.permissions().contains(needed))
        };
        let roles: Vec<_> = Role::ALL.iter().filter(may).collect();
        assert_eq!(roles, [&Role::PrivacyOfficer]);
    }

    #[test]
    fn whoever_grants_roles_reads_no_patrons_data() {
        for role in Role::ALL.iter().filter(|role| role.permissions().contains(&Permission::AdminRoles)) {
            assert!(!role.permissions().contains(&Permission::PatronData), "{role:?}");
        }
    }
}

//! Permissions, named after the field's own.

/// Something staff may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Find patrons and see who they are.
    ViewBorrowers,
    /// Correct contact data.
    EditContact,
    /// Deliver all of a patron's data, together with [`Permission::ViewLogs`].
    PatronData,
    /// Record and answer data requests.
    Requests,
    /// See personal identity numbers whole, for a reason.
    IdentityNumbers,
    /// Look after retention rules.
    Retention,
    /// Read the log.
    ViewLogs,
    /// Grant and revoke roles, and reorganize libraries.
    AdminRoles,
    /// Change the library's settings.
    AdminSettings,
    /// Edit mail templates.
    AdminTemplates,
    /// Look after clients of the interface.
    ApiClients,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 11] = [
        Self::ViewBorrowers,
        Self::EditContact,
        Self::PatronData,
        Self::Requests,
        Self::IdentityNumbers,
        Self::Retention,
        Self::ViewLogs,
        Self::AdminRoles,
        Self::AdminSettings,
        Self::AdminTemplates,
        Self::ApiClients,
    ];

    /// The name by which library systems know it; also in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ViewBorrowers => "borrowers.view",
            Self::EditContact => "borrowers.edit_contact",
            Self::PatronData => "privacy.patron_data",
            Self::Requests => "privacy.requests",
            Self::IdentityNumbers => "privacy.identity_numbers",
            Self::Retention => "privacy.retention",
            Self::ViewLogs => "tools.view_system_logs",
            Self::AdminRoles => "admin.roles",
            Self::AdminSettings => "admin.settings",
            Self::AdminTemplates => "admin.templates",
            Self::ApiClients => "api.clients",
        }
    }
}

//! What a library decides for itself: looking at it and changing it.

use carrel_domain::{Permission, StaffScope};
use carrel_store::{StoreError, organization, setting};

use crate::{
    ServiceError, Services,
    audit::Origin,
    change::{Change, change_setting},
    factors::GRACE_DAYS,
    password_policy::LENGTHS,
    sessions::Session,
    settings::{LINK_DAYS, LibrarySettings, PROMPT_DAYS},
};

impl Services {
    /// The settings as they are now.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn library_settings(&self, session: &Session, origin: &Origin) -> Result<LibrarySettings, ServiceError> {
        let scope = self.check_settings(session, origin).await?;
        self.settings_of(scope.organization()).await
    }

    /// Changes the settings that differ. On this node it shows at once, on others within half a minute.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] with a number of days out of
    /// range.
    pub async fn change_settings(
        &self,
        session: &Session,
        wish: LibrarySettings,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_settings(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !LINK_DAYS.contains(&wish.link_days) {
            return Err(ServiceError::Impossible("link-days"));
        }
        if wish.staff_factor.days.is_some_and(|days| !GRACE_DAYS.contains(&days)) {
            return Err(ServiceError::Impossible("second-factor-days"));
        }
        if !LENGTHS.contains(&wish.password_length) {
            return Err(ServiceError::Impossible("password-length"));
        }
        if !PROMPT_DAYS.contains(&wish.email_prompt_days) {
            return Err(ServiceError::Impossible("email-prompt-days"));
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = LibrarySettings::read(&setting::list(&transaction, organization).await?);
        if before.staff_factor.days.is_none() && wish.staff_factor.days.is_some() {
            // Whoever has a role already has their days from now on.
            let now = self.clock().now().0.to_string();
            setting::set(&transaction, organization, "staff_second_factor_from", &now).await?;
        }
        let before = before.stored();
        let mut changes = Vec::new();
        for ((name, new), (_, old)) in wish.stored().into_iter().zip(before) {
            changes.extend(change_setting(&transaction, organization, name, old, new).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.forget_profile().await
    }

    /// Settings are the whole organization's: who looks after one library does not change them for all.
    pub(crate) async fn check_settings(&self, session: &Session, origin: &Origin) -> Result<StaffScope, ServiceError> {
        let scope = self.check(session, Permission::AdminSettings, origin).await?;
        if scope.covers(None) {
            return Ok(scope);
        }
        let change = Change { action: "permission-refused", ..Change::default() };
        self.log_refused(&session.actor, origin, change, "outside-scope").await?;
        Err(ServiceError::Refused(carrel_domain::Refusal(Permission::AdminSettings)))
    }
}

//! Whether patrons see their data by themselves, or only in the window of a link (requirement M8).

use carrel_domain::Timestamp;
use carrel_store::disclosure;

use crate::{ServiceError, Services, profile::Profile, sessions::Session, settings::MyDataDisplay};

impl Services {
    /// Until when whoever is signed in may look at their data; `None` if there is no limit.
    ///
    /// # Errors
    /// [`ServiceError::NotDisplayed`] says that the library shows it in another way.
    pub async fn check_display(&self, session: &Session, profile: &Profile) -> Result<Option<Timestamp>, ServiceError> {
        let display = profile.settings.my_data_display;
        if display == MyDataDisplay::Always {
            return Ok(None);
        }
        // A link is staff's own decision for this patron, whatever the setting was when it was sent.
        let window = disclosure::window(self.store().reader(), session.actor.session, self.clock().now()).await?;
        window.map(Some).ok_or(ServiceError::NotDisplayed(display))
    }
}

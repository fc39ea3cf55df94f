//! People who did not renew, as staff see them.

use carrel_domain::{Permission, retention::Untold};
use carrel_store::retention::{hold, letter, stage};

use super::{Hold, Staged};
use crate::{ServiceError, Services, audit::Origin, sessions::Session};

/// So many of each are shown.
const SHOWN: u32 = 100;

/// People in stages, and whose data is held.
#[derive(Clone, Debug, Default)]
pub struct StagesView {
    /// People in stages, those whose next one comes first at the top.
    pub staged: Vec<Staged>,
    /// How many there are in each stage, in the whole organization.
    pub counts: Vec<(String, i64)>,
    /// Legal holds, the newest first.
    pub holds: Vec<Hold>,
    /// How many people nobody could tell, and nobody has since.
    pub untold: i64,
    /// What becomes of them.
    pub policy: Untold,
}

impl Services {
    /// People in stages and legal holds, as far as somebody's role reaches.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn view_stages(&self, session: &Session, origin: &Origin) -> Result<StagesView, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        let db = self.store().reader();
        let view = StagesView {
            staged: stage::list(db, &staff, SHOWN).await?,
            counts: stage::counts(db, staff.organization()).await?,
            holds: hold::list(db, &staff, SHOWN).await?,
            untold: letter::count_untold(db, &staff).await?,
            policy: self.retention_settings(db, staff.organization()).await?.untold,
        };
        self.log_look(&session.actor, origin).await?;
        Ok(view)
    }
}

//! People who did not renew, as staff see them.

use std::collections::HashMap;

use carrel_domain::{
    Date, OrganizationId, PatronId, Permission,
    retention::{Stop, Subject, Untold},
};
use carrel_store::retention::{
    Question, hold, letter,
    stage::{self, Standing},
};

use super::{Hold, RetentionSettings, Staged};
use crate::{ServiceError, Services, audit::Origin, profile::Profile, sessions::Session};

/// So many of each are shown.
const SHOWN: u32 = 100;

/// People in stages, and whose data is held.
#[derive(Clone, Debug)]
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
    /// What keeps those whose day has come, by the key of the patron.
    pub kept: HashMap<i64, Stop>,
    /// Today: what was due before it, the next run does.
    pub today: Date,
}

impl Services {
    /// People in stages and legal holds, as far as somebody's role reaches.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn view_stages(&self, session: &Session, origin: &Origin) -> Result<StagesView, ServiceError> {
        let staff = self.check(session, Permission::Retention, origin).await?;
        let db = self.store().reader();
        let profile = self.profile().await?;
        let settings = self.retention_settings(db, staff.organization()).await?;
        let staged = stage::list(db, &staff, SHOWN).await?;
        let view = StagesView {
            kept: self.kept(&profile, staff.organization(), &settings, &staged).await?,
            staged,
            counts: stage::counts(db, staff.organization()).await?,
            holds: hold::list(db, &staff, SHOWN).await?,
            untold: letter::count_untold(db, &staff).await?,
            policy: settings.untold,
            today: self.today(&profile),
        };
        self.log_look(&session.actor, origin).await?;
        Ok(view)
    }

    /// What keeps people in their stage though its day has come; a day that has not come says enough by itself.
    async fn kept(
        &self,
        profile: &Profile,
        organization: OrganizationId,
        settings: &RetentionSettings,
        staged: &[Staged],
    ) -> Result<HashMap<i64, Stop>, ServiceError> {
        let today = self.today(profile);
        let rules = self.rules_of(organization).await?;
        let (zone, private_debits) = (&profile.zone, settings.private_debits.as_slice());
        let day = today.to_string();
        let is_due = |one: &&Staged| one.next_on <= day && one.stopped_at.is_none();
        let mut kept = HashMap::new();
        for one in staged.iter().filter(is_due) {
            for rule in rules.about(Subject::Patrons) {
                let question = Question { organization, rules: &rules, rule, today, zone, private_debits };
                let standing = stage::standing(self.store().reader(), &question, PatronId(one.patron_id)).await?;
                if let Standing::Waits(stop) = standing {
                    kept.insert(one.patron_id, stop);
                }
            }
        }
        Ok(kept)
    }
}

//! What the rules would do now: how many, since when, what is kept and why, and some of it.

use carrel_domain::{
    OrganizationId,
    retention::{Action, Rule, Rules, Stage, Subject},
};
use carrel_store::retention::{
    Question,
    preview::{Sample, Tallied, sample, small_groups, tally},
    rules, stage,
};

use super::{RetentionSettings, SmallWarning};
use crate::{ServiceError, Services, audit::Origin, profile::Profile, sessions::Session};

/// So many examples are shown of each rule.
const SHOWN: u32 = 20;

/// What rules would do.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Rule by rule.
    pub lines: Vec<PreviewLine>,
    /// Into which stages how many people who did not renew would go on: it began for them before, and their time to think is
    /// over.
    pub stages: Vec<(Stage, i64)>,
}

/// What one rule would do.
#[derive(Clone, Debug)]
pub struct PreviewLine {
    /// The rule.
    pub rule: Rule,
    /// What is over by its period: what it would act on, and what is kept by which reason.
    pub tallies: Vec<Tallied>,
    /// Some of what it would act on.
    pub samples: Vec<Sample>,
    /// A warning about the statistics it would leave, if any is needed.
    pub small: Option<SmallWarning>,
}

impl PreviewLine {
    /// How many things it would act on.
    pub fn acts(&self) -> i64 {
        self.tallies.iter().filter(|tallied| tallied.stop.is_none()).map(|tallied| tallied.count).sum()
    }
}

impl Preview {
    /// How many things they would act on together.
    pub fn acts(&self) -> i64 {
        let due: i64 = self.stages.iter().map(|(_, count)| count).sum();
        self.lines.iter().map(PreviewLine::acts).sum::<i64>() + due
    }
}

impl Services {
    /// What the rules would do now, about one subject or all.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn preview_retention(
        &self,
        session: &Session,
        profile: &Profile,
        subject: Option<Subject>,
        origin: &Origin,
    ) -> Result<Preview, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let settings = self.retention_settings(self.store().reader(), organization).await?;
        let mut preview = self.preview_with(profile, organization, subject, &settings).await?;
        self.add_details(profile, organization, &settings, &mut preview, subject.is_some()).await?;
        self.log_change(&session.actor, None, origin, super::event("retention-previewed"), Default::default()).await?;
        Ok(preview)
    }

    /// The counts of a preview under these settings.
    pub(super) async fn preview_with(
        &self,
        profile: &Profile,
        organization: OrganizationId,
        subject: Option<Subject>,
        settings: &RetentionSettings,
    ) -> Result<Preview, ServiceError> {
        let db = self.store().reader();
        let all = rules::list(db, organization).await?;
        let today = self.today(profile);
        let mut preview = Preview::default();
        let wanted =
            |rule: &&Rule| subject.is_none_or(|subject| rule.subject() == subject) && rule.action() != Action::Tell;
        for rule in all.all().iter().filter(wanted) {
            let question = Question {
                organization,
                rules: &all,
                rule,
                today,
                zone: &profile.zone,
                private_debits: &settings.private_debits,
            };
            let tallies = tally(db, &question).await?;
            preview.lines.push(PreviewLine { rule: rule.clone(), tallies, samples: Vec::new(), small: None });
        }
        if subject.is_none_or(|subject| subject == Subject::Patrons) {
            preview.stages = self.due_stages(profile, organization, &all, settings).await?;
        }
        Ok(preview)
    }

    /// People whose time in a stage is over, by the stage they would come into.
    async fn due_stages(
        &self,
        profile: &Profile,
        organization: OrganizationId,
        all: &Rules,
        settings: &RetentionSettings,
    ) -> Result<Vec<(Stage, i64)>, ServiceError> {
        let db = self.store().reader();
        let today = self.today(profile);
        let (zone, private_debits) = (&profile.zone, settings.private_debits.as_slice());
        let mut found = Vec::new();
        for stage in [Stage::Told, Stage::Locked] {
            let mut count = 0;
            for rule in all.about(Subject::Patrons) {
                let question = Question { organization, rules: all, rule, today, zone, private_debits };
                count += stage::count_due(db, &question, (stage, settings.untold)).await?;
            }
            found.extend(stage.next().map(|next| (next, count)));
        }
        found.push((Stage::Removed, stage::count_removable(db, organization, today).await?));
        found.retain(|(_, count)| *count > 0);
        Ok(found)
    }

    /// Adds what is only shown: samples, and a warning about statistics.
    async fn add_details(
        &self,
        profile: &Profile,
        organization: OrganizationId,
        settings: &RetentionSettings,
        preview: &mut Preview,
        has_samples: bool,
    ) -> Result<(), ServiceError> {
        let statistics = self.statistics_settings(organization).await?;
        let (fields, k) = (self.statistic_fields(&statistics).await?, statistics.smallest_group);
        let db = self.store().reader();
        let all = rules::list(db, organization).await?;
        let today = self.today(profile);
        for line in preview.lines.iter_mut().filter(|line| line.acts() > 0) {
            let question = Question {
                organization,
                rules: &all,
                rule: &line.rule,
                today,
                zone: &profile.zone,
                private_debits: &settings.private_debits,
            };
            if has_samples {
                line.samples = sample(db, &question, SHOWN).await?;
            }
            if let (Some(fields), Action::Anonymize) = (&fields, line.rule.action()) {
                let small = small_groups(db, &question, fields, k).await?;
                line.small = (small.groups > 0).then_some(SmallWarning { small, smallest_group: k });
            }
        }
        Ok(())
    }
}

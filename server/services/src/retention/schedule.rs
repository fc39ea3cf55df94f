//! When runs happen by themselves, and the delays between stages.

use std::{collections::HashMap, ops::RangeInclusive};

use carrel_domain::{
    OrganizationId, Timestamp,
    retention::{DELAYS, Delays, USUAL_PRIVATE_DEBITS, Untold},
};
use carrel_store::{DatabaseTransaction, StoreError, organization, retention::run, setting};

use super::{delays_stored, plan::Plan};
use crate::{
    ServiceError, Services,
    audit::Origin,
    change::{Change, change_setting},
    profile::Profile,
    sessions::Session,
    token::opaque_id,
};

/// What a setting is called.
const UNTOLD: &str = "retention_untold";
/// Set with the hour, by the clock.
const FROM: &str = "retention_from";
/// Hours of the day.
pub const HOURS: RangeInclusive<i64> = 0..=23;
/// Codes of fees under private law, at most so many.
const MOST_DEBITS: usize = 50;

/// What runs go by, as staff set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionSettings {
    /// Whether rules run every day.
    pub is_scheduled: bool,
    /// At which hour, where the libraries are.
    pub hour: i64,
    /// From which day on, as `YYYY-MM-DD`: whoever switches it on after its hour means tomorrow.
    pub from: Option<String>,
    /// Time to think between stages.
    pub delays: Delays,
    /// What becomes of people whom no mail reaches.
    pub untold: Untold,
    /// Codes of the fees under private law.
    pub private_debits: Vec<String>,
}

impl Default for RetentionSettings {
    fn default() -> Self {
        Self {
            is_scheduled: false,
            hour: 3,
            from: None,
            delays: Delays::default(),
            untold: Untold::default(),
            private_debits: USUAL_PRIVATE_DEBITS.map(str::to_owned).into(),
        }
    }
}

impl RetentionSettings {
    /// Reads what is set; what this version does not know is as it comes.
    pub fn read(stored: &HashMap<String, String>) -> Self {
        let usual = Self::default();
        let number = |name: &str, range: RangeInclusive<i64>, usual: i64| {
            let number = stored.get(name).and_then(|value| value.parse().ok());
            number.filter(|number| range.contains(number)).unwrap_or(usual)
        };
        let days = |name: &str, usual: u16| u16::try_from(number(name, DELAYS, i64::from(usual))).unwrap_or(usual);
        Self {
            is_scheduled: stored.get("retention_schedule").is_some_and(|value| value == "1"),
            hour: number("retention_hour", HOURS, usual.hour),
            from: stored.get(FROM).cloned(),
            delays: Delays {
                told: days("retention_told_days", usual.delays.told),
                locked: days("retention_locked_days", usual.delays.locked),
                anonymized: days("retention_anonymized_days", usual.delays.anonymized),
            },
            untold: stored.get(UNTOLD).and_then(|name| Untold::from_name(name)).unwrap_or_default(),
            private_debits: stored
                .get("retention_private_debits")
                .map_or(usual.private_debits, |codes| codes_of(codes)),
        }
    }

    /// Name and value of each that staff set, as they are stored.
    pub fn stored(&self) -> Vec<(&'static str, String)> {
        let mut stored = vec![
            ("retention_schedule", String::from(if self.is_scheduled { "1" } else { "0" })),
            ("retention_hour", self.hour.to_string()),
            ("retention_private_debits", self.private_debits.join(",")),
            (UNTOLD, self.untold.name().to_owned()),
        ];
        stored.extend(delays_stored(&self.delays).map(|(name, days)| (name, days.to_string())));
        stored
    }
}

/// Codes in a list that people typed.
fn codes_of(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = text
        .split([',', ' ', '\n', ';'])
        .map(|code| code.trim().to_uppercase())
        .filter(|code| !code.is_empty() && code.len() <= 80 && code.chars().all(|letter| !letter.is_control()))
        .collect();
    codes.dedup();
    codes.truncate(MOST_DEBITS);
    codes
}

/// What staff want the schedule to be.
#[derive(Clone, Debug)]
pub struct ScheduleWish {
    /// Rules run every day.
    pub is_scheduled: bool,
    /// At which hour.
    pub hour: i64,
    /// Days from being told to being locked, to being anonymized, to being removed.
    pub delays: [i64; 3],
    /// What becomes of people whom no mail reaches; as it is if `None`.
    pub untold: Option<Untold>,
    /// Codes of the fees under private law, as typed.
    pub private_debits: String,
    /// The number that was shown, if it is switched on: what the rules would do now.
    pub shown: Option<i64>,
}

/// Whether runs would do what nobody has looked at yet, as by a changed rule: fees under other codes are other fees, and
/// shorter delays or another rule for people whom no mail reaches lock somebody sooner.
fn does_more(before: &RetentionSettings, new: &RetentionSettings) -> bool {
    let (old, delays) = (before.delays, new.delays);
    before.private_debits != new.private_debits
        || before.untold != new.untold
        || delays.told < old.told
        || delays.locked < old.locked
        || delays.anonymized < old.anonymized
}

impl Services {
    /// Changes the schedule. To switch it on, the number of what it would do first must have been looked at. `true` if the
    /// daily run stopped, for it would do what nobody has looked at.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`] with what is wrong, or
    /// `retention-changed` if the number is another one by now.
    pub async fn change_retention_schedule(
        &self,
        session: &Session,
        profile: &Profile,
        wish: ScheduleWish,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !HOURS.contains(&wish.hour) {
            return Err(ServiceError::Impossible("retention-hour"));
        }
        let [told, locked, anonymized] = wish.delays.map(|days| {
            u16::try_from(days)
                .ok()
                .filter(|_| DELAYS.contains(&days))
                .ok_or(ServiceError::Impossible("retention-delays"))
        });
        let before = self.retention_settings(self.store().reader(), organization).await?;
        let new = RetentionSettings {
            is_scheduled: wish.is_scheduled,
            hour: wish.hour,
            from: None,
            delays: Delays { told: told?, locked: locked?, anonymized: anonymized? },
            untold: wish.untold.unwrap_or(before.untold),
            private_debits: codes_of(&wish.private_debits),
        };
        let stops = before.is_scheduled && new.is_scheduled && does_more(&before, &new);
        let new = if stops { RetentionSettings { is_scheduled: false, ..new } } else { new };
        if new.is_scheduled && !before.is_scheduled {
            // With what is asked for now, not with what was set before.
            let preview = self.preview_with(profile, organization, None, &new).await?;
            if wish.shown != Some(preview.acts()) {
                return Err(ServiceError::Impossible("retention-changed"));
            }
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = self.retention_settings(&transaction, organization).await?;
        if new.is_scheduled && (!before.is_scheduled || before.hour != new.hour) {
            let is_over = hour_of(self.clock().now(), profile) >= new.hour;
            let today = self.today(profile);
            let from = if is_over { today.plus_days(1).unwrap_or(today) } else { today };
            setting::set(&transaction, organization, FROM, &from.to_string()).await?;
        }
        let before = before.stored();
        let mut changes = Vec::new();
        for ((name, value), (_, old)) in new.stored().into_iter().zip(before) {
            changes.extend(change_setting(&transaction, organization, name, old, value).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        // What people are told about their data comes from the rules once they run.
        self.forget_profile().await?;
        Ok(stops)
    }

    /// The daily run stops, in the transaction that changes a rule: nobody has looked yet at what it would do now. Answers what
    /// to log, if it ran.
    pub(super) async fn stop_schedule(
        &self,
        transaction: &DatabaseTransaction,
        organization: OrganizationId,
    ) -> Result<Option<Change>, ServiceError> {
        let settings = self.retention_settings(transaction, organization).await?;
        if !settings.is_scheduled {
            return Ok(None);
        }
        let (on, off) = (String::from("1"), String::from("0"));
        change_setting(transaction, organization, "retention_schedule", on, off).await
    }

    /// Begins the day's run once its hour has come; one that was missed is made up for, once. Safe on several nodes: a day
    /// has one row.
    pub async fn schedule_retention(&self) -> Result<(), ServiceError> {
        let profile = match self.profile().await {
            Err(ServiceError::NotSetUp) => return Ok(()),
            found => found?,
        };
        let settings = self.retention_settings(self.store().reader(), profile.id).await?;
        if !settings.is_scheduled {
            return Ok(());
        }
        let now = self.clock().now();
        let today = self.today(&profile);
        let day = today.to_string();
        if settings.from.as_ref().is_some_and(|from| day < *from) {
            return Ok(());
        }
        if hour_of(now, &profile) < settings.hour || run::is_scheduled(self.store().reader(), profile.id, &day).await? {
            return Ok(());
        }
        let plan = Plan::of(&self.rules_of(profile.id).await?, None, &settings);
        let new = run::NewRun {
            public_id: opaque_id()?,
            organization: profile.id,
            scheduled_for: Some(day.clone()),
            subject: String::new(),
            today: day,
            expected: 0,
            requested_by: None,
            report: plan.to_json(),
        };
        run::add(self.store().writer(), new, now).await?;
        Ok(())
    }

    /// When rules run next by themselves, if they do: the hour of today or tomorrow where the libraries are.
    pub(super) async fn next_run(
        &self,
        profile: &Profile,
        settings: &RetentionSettings,
    ) -> Result<Option<Timestamp>, ServiceError> {
        if !settings.is_scheduled {
            return Ok(None);
        }
        let today = self.today(profile);
        let is_done =
            run::is_scheduled(self.store().reader(), OrganizationId(profile.id.0), &today.to_string()).await?;
        let is_later = settings.from.as_ref().is_some_and(|from| today.to_string() < *from);
        let day = if is_done || is_later { today.plus_days(1) } else { Some(today) };
        let at = day.and_then(|day| {
            let (month, number) = (i8::try_from(day.month()).ok()?, i8::try_from(day.day()).ok()?);
            let hour = i8::try_from(settings.hour).ok()?;
            let civil = jiff::civil::Date::new(day.year(), month, number).ok()?.at(hour, 0, 0, 0);
            Some(Timestamp(civil.to_zoned(profile.zone.clone()).ok()?.timestamp().as_second()))
        });
        Ok(at)
    }
}

fn hour_of(now: Timestamp, profile: &Profile) -> i64 {
    i64::from(jiff::Timestamp::from_second(now.0).unwrap_or_default().to_zoned(profile.zone.clone()).hour())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again_as_it_was() {
        let settings = RetentionSettings {
            is_scheduled: true,
            hour: 23,
            from: None,
            delays: Delays { told: 1, locked: 365, anonymized: 7 },
            untold: Untold::Go,
            private_debits: vec![String::from("COPY")],
        };
        let stored = settings.stored().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(RetentionSettings::read(&stored), settings);
    }

    #[test]
    fn nothing_is_scheduled_unless_somebody_said_so() {
        assert!(!RetentionSettings::read(&HashMap::new()).is_scheduled);
        let stored = [("retention_schedule", "yes"), ("retention_told_days", "0"), ("retention_hour", "24")];
        let stored = stored.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(RetentionSettings::read(&stored), RetentionSettings::default());
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(codes_of(" rent, LOST;lost\nCopy "), ["RENT", "LOST", "COPY"]);
        assert!(codes_of("").is_empty());
    }
}

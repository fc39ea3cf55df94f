//! Statistics that name nobody (requirement R3): what the library chose to keep of rows that are anonymized.

use std::{collections::HashMap, io, ops::RangeInclusive};

use carrel_domain::{OrganizationId, Timestamp};
use carrel_report::push_csv_cell;
pub use carrel_store::anonymize::Exactness;
use carrel_store::{
    StoreError,
    anonymize::{Choices, Clocks, RunKey, StatisticFields},
    organization,
    retention::statistics::{self, Line, SmallGroups},
    setting,
};
use jiff::tz::{TimeZone, TimeZoneTransition};
use tokio::sync::mpsc;

use crate::{ServiceError, Services, audit::Origin, change::change_setting, sessions::Session};

/// Fields that a library may keep, by name.
pub const STATISTIC_FIELDS: [&str; 7] =
    ["library", "patron-library", "patron-category", "age-band", "postcode-area", "item-type", "amount"];
/// What a smallest group may be.
pub const SMALLEST_GROUPS: RangeInclusive<i64> = 2..=100;
/// Lines read in one query.
const ROWS: u32 = 2_000;
/// What the settings are called.
const FIELDS: &str = "statistics_fields";
const SMALLEST: &str = "statistics_k";
const TIMES: &str = "statistics_times";
/// Clocks are looked back at for so many changes: thirty years where there are two a year. Older times are off by an hour at
/// most, which matters at midnight only.
const CLOCK_CHANGES: usize = 60;

/// What a library keeps for statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsSettings {
    /// The fields; nothing is kept if `None`.
    pub fields: Option<Vec<&'static str>>,
    /// How exact times are.
    pub times: Exactness,
    /// Groups with fewer people are warned of.
    pub smallest_group: i64,
}

impl StatisticsSettings {
    fn read(stored: &HashMap<String, String>) -> Self {
        let chosen = |fields: &String| {
            STATISTIC_FIELDS.into_iter().filter(|name| fields.split(',').any(|field| field == *name)).collect()
        };
        let smallest = stored.get(SMALLEST).and_then(|number| number.parse().ok());
        // Whoever chose fields before times could be chosen has days.
        let usual = if stored.contains_key(FIELDS) { Exactness::Day } else { Exactness::Month };
        Self {
            times: stored.get(TIMES).and_then(|name| Exactness::from_name(name)).unwrap_or(usual),
            fields: stored.get(FIELDS).filter(|fields| *fields != OFF).map(chosen),
            smallest_group: smallest.filter(|number| SMALLEST_GROUPS.contains(number)).unwrap_or(5),
        }
    }

    /// The same as the engine is told it; nothing where nothing is kept.
    fn stored_fields(&self, clocks: Clocks) -> Option<StatisticFields> {
        let fields = self.fields.as_ref()?;
        let has = |name: &str| fields.contains(&name);
        Some(StatisticFields {
            times: self.times,
            clocks,
            library: has("library"),
            patron_library: has("patron-library"),
            patron_category: has("patron-category"),
            age_band: has("age-band"),
            postcode_characters: if has("postcode-area") { 2 } else { 0 },
            item_type: has("item-type"),
            renewals: true,
            amount: has("amount"),
            key: None,
        })
    }

    fn stored(&self) -> [(&'static str, String); 3] {
        let fields = self.fields.as_ref().map_or_else(|| String::from(OFF), |fields| fields.join(","));
        [(FIELDS, fields), (SMALLEST, self.smallest_group.to_string()), (TIMES, self.times.name().to_owned())]
    }
}

/// What the clocks of a time zone were ahead of UTC, until now.
fn clocks(zone: &TimeZone, now: Timestamp) -> Clocks {
    let Ok(now) = jiff::Timestamp::from_second(now.0) else { return Clocks::default() };
    let changes: Vec<_> = zone.preceding(now).take(CLOCK_CHANGES).collect();
    let before = changes.last().and_then(|oldest| oldest.timestamp().as_second().checked_sub(1));
    let first = before.and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or(now);
    let ahead =
        |change: &TimeZoneTransition<'_>| (change.timestamp().as_second(), i64::from(change.offset().seconds()));
    Clocks::new(i64::from(zone.to_offset(first).seconds()), changes.iter().map(ahead))
}

/// What stands for no statistics at all.
const OFF: &str = "off";

/// What is kept, and how safe it is.
#[derive(Clone, Debug)]
pub struct StatisticsView {
    /// What is kept.
    pub settings: StatisticsSettings,
    /// Lines there are.
    pub lines: i64,
    /// Groups that are too small.
    pub small: SmallGroups,
}

/// A warning that what would be written for statistics may let somebody be recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallWarning {
    /// Groups with too few people.
    pub small: SmallGroups,
    /// Fewer people than this are too few.
    pub smallest_group: i64,
}

impl Services {
    /// What is kept of rows that are anonymized, for one batch of the run with this key.
    pub(crate) async fn history_choices(
        &self,
        organization: OrganizationId,
        key: RunKey,
    ) -> Result<Choices, ServiceError> {
        let fields = self.statistic_fields(&self.statistics_settings(organization).await?).await?;
        let statistics = fields.map(|fields| StatisticFields { key: Some(key), ..fields });
        Ok(Choices { statistics, ..Choices::default() })
    }

    /// What is kept of a row, as the engine is told it; nothing where nothing is kept.
    pub(crate) async fn statistic_fields(
        &self,
        settings: &StatisticsSettings,
    ) -> Result<Option<StatisticFields>, ServiceError> {
        Ok(settings.stored_fields(clocks(&self.profile().await?.zone, self.clock().now())))
    }

    /// What a library keeps for statistics.
    pub(crate) async fn statistics_settings(
        &self,
        organization: OrganizationId,
    ) -> Result<StatisticsSettings, ServiceError> {
        Ok(StatisticsSettings::read(&setting::list(self.store().reader(), organization).await?))
    }

    /// A run is over: nothing tells any more which lines are of the same person.
    pub(crate) async fn untie_statistics(&self, organization: OrganizationId) -> Result<(), ServiceError> {
        Ok(statistics::untie(self.store(), organization).await?)
    }

    /// What is kept for statistics, with a warning of small groups.
    ///
    /// # Errors
    /// As [`Services::check`].
    pub async fn view_statistics(&self, session: &Session, origin: &Origin) -> Result<StatisticsView, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        let db = self.store().reader();
        let settings = StatisticsSettings::read(&setting::list(db, organization).await?);
        let small = statistics::small_groups(db, organization, settings.smallest_group).await?;
        let lines = statistics::count(db, organization).await?;
        self.log_look(&session.actor, origin).await?;
        Ok(StatisticsView { settings, lines, small })
    }

    /// Chooses what is kept from now on.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`]; [`ServiceError::Impossible`]: `statistics-k`.
    pub async fn change_statistics(
        &self,
        session: &Session,
        wish: StatisticsSettings,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        if !SMALLEST_GROUPS.contains(&wish.smallest_group) {
            return Err(ServiceError::Impossible("statistics-k"));
        }
        let base = self.changes_of(&session.actor, origin).await?;
        let transaction = self.store().begin().await?;
        organization::lock(&transaction, organization).await?;
        let before = StatisticsSettings::read(&setting::list(&transaction, organization).await?).stored();
        let mut changes = Vec::new();
        for ((name, value), (_, old)) in wish.stored().into_iter().zip(before) {
            changes.extend(change_setting(&transaction, organization, name, old, value).await?);
        }
        self.log_changes(&transaction, &base, &session.actor, changes).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// The statistics as CSV, in parts. That they were taken is logged first.
    ///
    /// # Errors
    /// As [`Services::check`]; [`ServiceError::StepUpNeeded`].
    pub async fn export_statistics(
        &self,
        session: &Session,
        origin: &Origin,
    ) -> Result<mpsc::Receiver<io::Result<Vec<u8>>>, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let happened = super::event("statistics-exported");
        self.log_change(&session.actor, None, origin, happened, Default::default()).await?;
        let (sender, parts) = mpsc::channel(2);
        let services = self.clone();
        tokio::spawn(async move {
            let mut after = i64::MIN;
            let mut text = head();
            loop {
                let lines = match statistics::page(services.store().reader(), organization, after, ROWS).await {
                    Ok(lines) => lines,
                    Err(error) => {
                        tracing::error!(%error, "statistics could not be read to their end");
                        let _ = sender.send(Err(io::Error::other("not read to the end"))).await;
                        return;
                    }
                };
                for line in &lines {
                    push(&mut text, line);
                }
                // If nobody listens any more, nobody needs the rest.
                let part = std::mem::take(&mut text).into_bytes();
                if sender.send(Ok(part)).await.is_err() || lines.len() < ROWS as usize {
                    return;
                }
                after = lines.last().map_or(i64::MAX, |line| line.id);
            }
        });
        Ok(parts)
    }
}

/// Names of the columns: for programs, the same in every language.
fn head() -> String {
    String::from(
        "\u{feff}kind,library,patron_library,patron_category,age_band,postcode_area,item_type,began_on,ended_on,renewals,\
         amount\r\n",
    )
}

/// A time as exact as it is: `2026`, `2026-03` or `2026-03-01`.
fn written(local: i64, times: Option<&str>) -> String {
    let day = jiff::Timestamp::from_second(local).map(|at| at.to_string()).unwrap_or_default();
    let letters = match times.and_then(Exactness::from_name) {
        Some(Exactness::Year) => 4,
        Some(Exactness::Month) => 7,
        _ => 10,
    };
    day.get(..letters).unwrap_or_default().to_owned()
}

fn push(text: &mut String, line: &Line) {
    let day = |local: i64| written(local, line.times.as_deref());
    let whole = |number: Option<i64>| number.map(|number| number.to_string());
    let cells = [
        Some(line.kind.clone()),
        line.library.clone(),
        line.patron_library.clone(),
        line.patron_category.clone(),
        line.age_band.clone(),
        line.postcode_area.clone(),
        line.item_type.clone(),
        line.began_at.map(&day),
        line.ended_at.map(&day),
        whole(line.renewals),
        whole(line.amount),
    ];
    for (at, cell) in cells.into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        push_csv_cell(text, &cell.unwrap_or_default());
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_kept_unless_somebody_chose_it() {
        assert_eq!(StatisticsSettings::read(&HashMap::new()).fields, None);
        let fields = Some(vec!["library", "age-band"]);
        let chosen = StatisticsSettings { fields, times: Exactness::Year, smallest_group: 7 };
        let stored = chosen.stored().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(StatisticsSettings::read(&stored), chosen);
        let off = StatisticsSettings { fields: None, times: Exactness::None, smallest_group: 5 };
        let stored = off.stored().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(StatisticsSettings::read(&stored), off);
    }

    #[test]
    fn whoever_chose_fields_before_times_could_be_chosen_keeps_the_day() {
        let before = HashMap::from([(FIELDS.to_owned(), String::from("library"))]);
        assert_eq!(StatisticsSettings::read(&before).times, Exactness::Day);
        assert_eq!(StatisticsSettings::read(&HashMap::new()).times, Exactness::Month);
    }

    #[test]
    fn a_time_is_written_as_exact_as_it_is() {
        let first_of_march = 1_772_323_200;
        assert_eq!(written(first_of_march, Some("year")), "2026");
        assert_eq!(written(first_of_march, Some("month")), "2026-03");
        assert_eq!(written(first_of_march, Some("day")), "2026-03-01");
        assert_eq!(written(first_of_march, None), "2026-03-01");
    }
}

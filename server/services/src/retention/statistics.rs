//! Statistics that name nobody (requirement R3): what the library chose to keep of rows that are anonymized.

use std::{collections::HashMap, io, ops::RangeInclusive};

use carrel_domain::{OrganizationId, Timestamp};
use carrel_report::push_csv_cell;
use carrel_store::{
    StoreError,
    anonymize::{Choices, RunKey, StatisticFields},
    organization,
    retention::statistics::{self, Line, SmallGroups},
    setting,
};
use tokio::sync::mpsc;

use crate::{ServiceError, Services, audit::Origin, change::change_setting, profile::Profile, sessions::Session};

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

/// What a library keeps for statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatisticsSettings {
    /// The fields; nothing is kept if `None`.
    pub fields: Option<Vec<&'static str>>,
    /// Groups with fewer people are warned of.
    pub smallest_group: i64,
}

impl StatisticsSettings {
    fn read(stored: &HashMap<String, String>) -> Self {
        let chosen = |fields: &String| {
            STATISTIC_FIELDS.into_iter().filter(|name| fields.split(',').any(|field| field == *name)).collect()
        };
        let smallest = stored.get(SMALLEST).and_then(|number| number.parse().ok());
        Self {
            fields: stored.get(FIELDS).filter(|fields| *fields != OFF).map(chosen),
            smallest_group: smallest.filter(|number| SMALLEST_GROUPS.contains(number)).unwrap_or(5),
        }
    }

    /// The same as the engine is told it; nothing where nothing is kept.
    pub(crate) fn stored_fields(&self) -> Option<StatisticFields> {
        let fields = self.fields.as_ref()?;
        let has = |name: &str| fields.contains(&name);
        Some(StatisticFields {
            library: has("library"),
            patron_library: has("patron-library"),
            patron_category: has("patron-category"),
            age_band: has("age-band"),
            postcode_characters: if has("postcode-area") { 2 } else { 0 },
            item_type: has("item-type"),
            renewals: true,
            amount: has("amount"),
            ..StatisticFields::default()
        })
    }

    fn stored(&self) -> [(&'static str, String); 2] {
        let fields = self.fields.as_ref().map_or_else(|| String::from(OFF), |fields| fields.join(","));
        [(FIELDS, fields), (SMALLEST, self.smallest_group.to_string())]
    }
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
        let statistics = self.statistics_settings(organization).await?.stored_fields();
        let statistics = statistics.map(|fields| StatisticFields { key: Some(key), ..fields });
        Ok(Choices { statistics, ..Choices::default() })
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
        profile: &Profile,
        origin: &Origin,
    ) -> Result<mpsc::Receiver<io::Result<Vec<u8>>>, ServiceError> {
        let organization = self.check_retention(session, origin).await?.organization();
        if !session.is_verified(self.clock().now()) {
            return Err(ServiceError::StepUpNeeded);
        }
        let happened = super::event("statistics-exported");
        self.log_change(&session.actor, None, origin, happened, Default::default()).await?;
        let (sender, parts) = mpsc::channel(2);
        let (services, format) = (self.clone(), profile.format(carrel_domain::Language::En));
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
                    push(&mut text, line, |at| format.rfc3339(Timestamp(at)).get(..10).unwrap_or_default().to_owned());
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

fn push(text: &mut String, line: &Line, day: impl Fn(i64) -> String) {
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
        let chosen = StatisticsSettings { fields: Some(vec!["library", "age-band"]), smallest_group: 7 };
        let stored = chosen.stored().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(StatisticsSettings::read(&stored), chosen);
        let off = StatisticsSettings { fields: None, smallest_group: 5 };
        let stored = off.stored().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(StatisticsSettings::read(&stored), off);
    }
}

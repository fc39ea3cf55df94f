//! How exact the times in statistics are: to the library's own days, months or years, whatever its clocks did.

use std::sync::Arc;

use sea_orm::DbBackend;

/// How exact a time is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exactness {
    /// No time at all.
    #[default]
    None,
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

impl Exactness {
    /// Every one, from the safest.
    pub const ALL: [Self; 4] = [Self::None, Self::Year, Self::Month, Self::Day];

    /// Name in the database, in forms and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exactness| exactness.name() == name)
    }

    /// The beginning of its day, month or year, as SQL over seconds of local time; seconds of local time again.
    pub(super) fn cut(self, backend: DbBackend, local: &str) -> String {
        let unit = match self {
            Self::None => return String::from("CAST(NULL AS BIGINT)"),
            unit => unit.name(),
        };
        match backend {
            DbBackend::Sqlite => format!("CAST(strftime('%s', {local}, 'unixepoch', 'start of {unit}') AS BIGINT)"),
            _ => format!(
                "CAST(EXTRACT(EPOCH FROM date_trunc('{unit}', to_timestamp({local}) AT TIME ZONE 'UTC')) AS BIGINT)"
            ),
        }
    }
}

/// What a library's clocks were ahead of UTC, and since when: SQLite knows no time zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    changes: Arc<[(i64, i64)]>,
    first: i64,
}

impl Clocks {
    /// Seconds ahead of UTC: `first` in the beginning, and from each of these times on, newest first.
    pub fn new(first: i64, changes: impl IntoIterator<Item = (i64, i64)>) -> Self {
        Self { changes: changes.into_iter().collect(), first }
    }

    /// Seconds of local time, as SQL over seconds of UTC.
    pub(super) fn local(&self, column: &str) -> String {
        if self.changes.is_empty() {
            return format!("({column} + {})", self.first);
        }
        let cases: String =
            self.changes.iter().map(|(since, ahead)| format!(" WHEN {column} >= {since} THEN {ahead}")).collect();
        format!("({column} + CASE{cases} ELSE {} END)", self.first)
    }
}

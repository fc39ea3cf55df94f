//! Staff need a second factor; whoever gets a role has some days to add one (requirement A1).
//!
//! When the days are over, roles rest in sessions that were opened with one factor only: checked where a session is found,
//! so that it works at once. The account's own pages stay open, so that a factor can always be added: nobody is locked out,
//! the last administrator neither.

use carrel_domain::Timestamp;

/// Days of grace that can be set.
pub const GRACE_DAYS: std::ops::RangeInclusive<i64> = 0..=90;

const DAY: i64 = 24 * 60 * 60;

/// What the requirement means for a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaffFactor {
    /// Nothing: no role, a strong sign-in, or a library that requires none.
    #[default]
    NotNeeded,
    /// Roles rest from then on, unless a factor is added.
    Until(Timestamp),
    /// Roles rest.
    Missing,
}

/// What the library requires of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequiredFactor {
    /// Days of grace; `None` if nothing is required.
    pub days: Option<i64>,
    /// Since when it is required: grace begins then at the earliest.
    pub since: Option<Timestamp>,
}

impl RequiredFactor {
    /// What that means for a session with one factor, whose first role began then.
    pub(crate) fn of(self, began: Timestamp, now: Timestamp) -> StaffFactor {
        let Some(days) = self.days else { return StaffFactor::NotNeeded };
        let from = self.since.map_or(began, |since| since.max(began));
        let end = from.plus_seconds(days * DAY);
        if now < end { StaffFactor::Until(end) } else { StaffFactor::Missing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grace_begins_with_the_role_or_with_the_rule_whichever_is_later() {
        let required = |days, since: Option<i64>| RequiredFactor { days, since: since.map(Timestamp) };
        let (began, now) = (Timestamp(100 * DAY), Timestamp(110 * DAY));
        assert_eq!(required(None, None).of(began, now), StaffFactor::NotNeeded);
        assert_eq!(required(Some(10), None).of(began, now), StaffFactor::Missing);
        assert_eq!(required(Some(11), None).of(began, now), StaffFactor::Until(Timestamp(111 * DAY)));
        assert_eq!(required(Some(10), Some(105 * DAY)).of(began, now), StaffFactor::Until(Timestamp(115 * DAY)));
        assert_eq!(required(Some(10), Some(5 * DAY)).of(began, now), StaffFactor::Missing);
        assert_eq!(required(Some(0), None).of(now, now), StaffFactor::Missing, "no grace at all");
    }
}

//! How long a loan history is kept: the three policies, and the written rule for one row (requirements P4 and P5).
//!
//! The rule is a pure function: what a database selects to anonymize is compared with it in tests.

use std::{fmt, num::NonZeroU16};

use crate::time::{Date, Timestamp};

/// The policy where nobody set one: nothing happens by itself, and everyone may do it themselves.
pub const DEFAULT_POLICY: Policy = Policy { keeping: Keeping::UntilAsked, after: After::Days(THIRTY) };
const THIRTY: NonZeroU16 = NonZeroU16::MIN.saturating_add(29);
const DAY: i64 = 24 * 60 * 60;

/// After how long a closed row may be anonymized. Not a number: an empty one must never mean “at once”, nor zero “never”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum After {
    /// As soon as it is closed.
    AtOnce,
    /// So many days after it was closed.
    Days(NonZeroU16),
    /// Never.
    Never,
}

impl After {
    /// So many days; 0 is at once.
    pub fn days(days: u16) -> Self {
        NonZeroU16::new(days).map_or(Self::AtOnce, Self::Days)
    }

    /// As it is stored and stands in forms.
    pub fn code(self) -> String {
        match self {
            Self::AtOnce => String::from("at-once"),
            Self::Days(days) => days.to_string(),
            Self::Never => String::from("never"),
        }
    }

    /// Reads a code. A plain `0` is refused: whoever means at once has to say it.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "at-once" => Some(Self::AtOnce),
            "never" => Some(Self::Never),
            days => days.parse().ok().map(Self::Days),
        }
    }
}

/// Which of the three ways of keeping a loan history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keeping {
    /// A: anonymized after a time, kept longer only with the patron's consent.
    WithConsent,
    /// B: kept; the patron may anonymize, once, what is older.
    UntilAsked,
    /// C: kept; the patron may switch on that what is older is anonymized from now on.
    UntilSwitched,
}

impl Keeping {
    /// All three, in the order of the alphabet.
    pub const ALL: [Self; 3] = [Self::WithConsent, Self::UntilAsked, Self::UntilSwitched];

    /// Name in the database, forms and catalogue keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WithConsent => "with-consent",
            Self::UntilAsked => "until-asked",
            Self::UntilSwitched => "until-switched",
        }
    }

    /// The way with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keeping| keeping.name() == name)
    }
}

/// A policy: a way of keeping, and after how long rows are old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Which way.
    pub keeping: Keeping,
    /// When a row is old.
    pub after: After,
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.keeping.name(), self.after.code())
    }
}

impl Policy {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (keeping, after) = text.split_once(':')?;
        Some(Self { keeping: Keeping::from_name(keeping)?, after: After::from_code(after)? })
    }

    /// After how long rows go by themselves; never if they stay until somebody asks.
    pub const fn automatic(self, choice: Choice) -> After {
        match self.keeping {
            Keeping::WithConsent if !choice.consents_to_keeping => self.after,
            Keeping::UntilSwitched if choice.wants_rolling => self.after,
            _ => After::Never,
        }
    }
}

/// What a patron chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Policy A: the history may be kept longer.
    pub consents_to_keeping: bool,
    /// Policy C: what is older goes, from now on.
    pub wants_rolling: bool,
}

/// Where a policy was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Nowhere: the program's own.
    Default,
    /// For the library.
    Organization,
    /// For the patron category.
    Category,
    /// For this patron.
    Patron,
}

impl Level {
    /// Name in the database and catalogue keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Organization => "organization",
            Self::Category => "category",
            Self::Patron => "patron",
        }
    }
}

/// The policy that holds for a patron, and where it was set: the nearest one.
pub fn policy_of(organization: Option<Policy>, category: Option<Policy>, patron: Option<Policy>) -> (Policy, Level) {
    let nearest = [(patron, Level::Patron), (category, Level::Category), (organization, Level::Organization)];
    let found = nearest.into_iter().find_map(|(policy, level)| policy.map(|policy| (policy, level)));
    found.unwrap_or((DEFAULT_POLICY, Level::Default))
}

/// When a row must have ended to be old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cutoff {
    /// Before this second.
    pub before: Timestamp,
    /// Or, where only a day is known, before this day.
    pub day: Date,
}

impl Cutoff {
    /// What is old now; `None` for never. `day_of` says which day it is at a time, where the library is.
    pub fn of(after: After, now: Timestamp, day_of: impl Fn(Timestamp) -> Date) -> Option<Self> {
        match after {
            After::Never => None,
            After::AtOnce => Some(Self { before: now.plus_seconds(1), day: day_of(now.plus_seconds(DAY)) }),
            After::Days(days) => {
                let then = now.plus_seconds(-i64::from(days.get()) * DAY);
                Some(Self { before: then, day: day_of(then) })
            }
        }
    }
}

/// When a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// At this time.
    At(Timestamp),
    /// On this day.
    On(Date),
    /// Long ago: nobody wrote it down.
    Unknown,
}

/// What the rule looks at in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// On loan, or waiting.
    pub is_open: bool,
    /// When it ended.
    pub ended: Ended,
    /// A fee for it is not paid.
    pub has_unpaid_fee: bool,
}

/// Why nothing of a patron may be anonymized now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoldReason {
    /// The library must keep it for a legal dispute.
    Legal,
    /// The patron's own request for their data is not answered yet.
    RunningRequest,
}

/// Why a row stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeepReason {
    /// It is open.
    Open,
    /// Something keeps all of the patron's.
    Held(HoldReason),
    /// A fee for it is not paid.
    UnpaidFee,
    /// The policy keeps it.
    Policy,
    /// It ended too short a time ago.
    TooRecent,
}

impl KeepReason {
    /// Name in catalogue keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Held(HoldReason::Legal) => "legal-hold",
            Self::Held(HoldReason::RunningRequest) => "running-request",
            Self::UnpaidFee => "unpaid-fee",
            Self::Policy => "policy",
            Self::TooRecent => "too-recent",
        }
    }
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It goes to the anonymous patron.
    Anonymize,
    /// It stays.
    Keep(KeepReason),
}

/// The rule: what happens to a row, when this much is old.
pub fn decide(row: HistoryRow, cutoff: Option<Cutoff>, hold: Option<HoldReason>) -> Decision {
    if row.is_open {
        return Decision::Keep(KeepReason::Open);
    }
    if let Some(hold) = hold {
        return Decision::Keep(KeepReason::Held(hold));
    }
    if row.has_unpaid_fee {
        return Decision::Keep(KeepReason::UnpaidFee);
    }
    let Some(cutoff) = cutoff else { return Decision::Keep(KeepReason::Policy) };
    let is_old = match row.ended {
        Ended::At(time) => time < cutoff.before,
        Ended::On(day) => day < cutoff.day,
        Ended::Unknown => true,
    };
    if is_old { Decision::Anonymize } else { Decision::Keep(KeepReason::TooRecent) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000 * DAY);

    fn day_of(time: Timestamp) -> Date {
        let day = u8::try_from(time.0 / DAY - 990).unwrap();
        Date::new(2026, 1, day).unwrap()
    }

    fn returned(days_ago: i64) -> HistoryRow {
        let ended = Ended::At(NOW.plus_seconds(-days_ago * DAY));
        HistoryRow { is_open: false, ended, has_unpaid_fee: false }
    }

    fn decided(row: HistoryRow, after: After) -> Decision {
        decide(row, Cutoff::of(after, NOW, day_of), None)
    }

    #[test]
    fn empty_means_never_and_zero_means_at_once_and_neither_is_a_number() {
        assert_eq!(decided(returned(0), After::AtOnce), Decision::Anonymize);
        assert_eq!(decided(returned(9_999), After::Never), Decision::Keep(KeepReason::Policy));
        assert_eq!((After::from_code(""), After::from_code("0")), (None, None));
        for after in [After::AtOnce, After::Never, After::days(14)] {
            assert_eq!(After::from_code(&after.code()), Some(after));
        }
    }

    #[test]
    fn a_row_is_old_when_more_than_so_many_days_have_passed() {
        assert_eq!(decided(returned(5), After::days(5)), Decision::Keep(KeepReason::TooRecent));
        assert_eq!(decided(returned(6), After::days(5)), Decision::Anonymize);
        let on = |day| HistoryRow { ended: Ended::On(Date::new(2026, 1, day).unwrap()), ..returned(0) };
        assert_eq!(decided(on(5), After::days(5)), Decision::Keep(KeepReason::TooRecent));
        assert_eq!(decided(on(4), After::days(5)), Decision::Anonymize);
        assert_eq!(decided(on(10), After::AtOnce), Decision::Anonymize);
    }

    #[test]
    fn open_loans_holds_and_unpaid_fees_keep_a_row_whatever_the_policy() {
        let old = returned(900);
        let cutoff = Cutoff::of(After::AtOnce, NOW, day_of);
        assert_eq!(decide(HistoryRow { is_open: true, ..old }, cutoff, None), Decision::Keep(KeepReason::Open));
        let unpaid = HistoryRow { has_unpaid_fee: true, ..old };
        assert_eq!(decide(unpaid, cutoff, None), Decision::Keep(KeepReason::UnpaidFee));
        let held = decide(old, cutoff, Some(HoldReason::Legal));
        assert_eq!(held, Decision::Keep(KeepReason::Held(HoldReason::Legal)));
    }

    #[test]
    fn what_goes_by_itself_depends_on_policy_and_choice() {
        let automatic = |keeping, consents_to_keeping, wants_rolling| {
            Policy { keeping, after: After::days(7) }.automatic(Choice { consents_to_keeping, wants_rolling })
        };
        assert_eq!(automatic(Keeping::WithConsent, false, false), After::days(7));
        assert_eq!(automatic(Keeping::WithConsent, true, true), After::Never);
        assert_eq!(automatic(Keeping::UntilAsked, false, true), After::Never);
        assert_eq!(automatic(Keeping::UntilSwitched, false, false), After::Never);
        assert_eq!(automatic(Keeping::UntilSwitched, true, true), After::days(7));
    }

    #[test]
    fn the_nearest_policy_holds() {
        let policy = |days| Some(Policy { keeping: Keeping::WithConsent, after: After::days(days) });
        assert_eq!(policy_of(policy(1), policy(2), policy(3)).1, Level::Patron);
        assert_eq!(policy_of(policy(1), policy(2), None).0.after, After::days(2));
        assert_eq!(policy_of(policy(1), None, None).1, Level::Organization);
        assert_eq!(policy_of(None, None, None), (DEFAULT_POLICY, Level::Default));
        assert_eq!(Policy::parse(&DEFAULT_POLICY.to_string()), Some(DEFAULT_POLICY));
    }
}

//! Where the data of a subject is, when its period begins, and how the database tells what stops a rule.

use carrel_domain::{
    Date, OrganizationId, Timestamp,
    loan_history::Cutoff,
    retention::{BILL_LETTER, Rule, Rules, Stop, Subject},
};
use jiff::tz::TimeZone;
use sea_orm::{DbBackend, Value};

use crate::{
    anonymize::{Ends, History},
    history_policy::keeps,
};

/// What a rule is asked today.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Of which organization.
    pub organization: OrganizationId,
    /// All its rules: those of single patron categories take theirs away from everybody's.
    pub rules: &'a Rules,
    /// The rule that is asked.
    pub rule: &'a Rule,
    /// The day by which periods are over.
    pub today: Date,
    /// Where the libraries are: a day begins at midnight there.
    pub zone: &'a TimeZone,
    /// Codes of the fees under private law.
    pub private_debits: &'a [String],
}

/// When a period begins, as SQL.
#[derive(Clone, Copy)]
pub(super) enum Event {
    /// A date, stored as text.
    Date(&'static str),
    /// A point in time, stored as seconds.
    Time(&'static str),
    /// Either, as the anonymizing engine has it.
    Ends(History),
}

impl Event {
    pub(super) fn sql(self) -> String {
        match self {
            Self::Date(sql) | Self::Time(sql) => sql.to_owned(),
            Self::Ends(history) => match history.ends() {
                Ends::At(sql) | Ends::On(sql) => ours(sql),
            },
        }
    }

    /// That it is known. What has no date is never over; the engine alone takes it for the oldest of all.
    pub(super) fn is_known(self) -> String {
        match self {
            Self::Date(sql) | Self::Time(sql) => format!("({sql}) IS NOT NULL"),
            Self::Ends(history) => ours(history.is_dated()),
        }
    }

    /// Whether it is stored as a date.
    pub(super) const fn is_date(self) -> bool {
        match self {
            Self::Date(_) => true,
            Self::Time(_) => false,
            Self::Ends(history) => matches!(history.ends(), Ends::On(_)),
        }
    }
}

/// The engine's words are about `c`, ours about `t`.
fn ours(sql: &str) -> String {
    sql.replace("c.", "t.")
}

const ACCOUNT_LINE: &str = "account_line";
/// When a fee was paid in full. The source does not say so; its last change of a line that has nothing outstanding is the
/// payment, or something later. Where it says nothing of changes, the entry. Never before the entry: a line that went by
/// this is older than the mark it leaves, by which an import keeps it away whatever the source changes later.
const PAID_AT: &str = "CASE WHEN t.changed_at > t.recorded_at THEN t.changed_at ELSE t.recorded_at END";

/// That a patron `p` is not on the way out yet.
pub(super) const NO_STAGE: &str = "NOT EXISTS (SELECT 1 FROM patron_stage s WHERE s.patron_id = p.id)";

/// Where the data of a subject is. Its rows are `t`, the patron is `p`.
pub(super) struct Source {
    pub table: &'static str,
    pub event: Event,
    /// What makes a row one of the subject's whose period has begun.
    condition: Condition,
}

enum Condition {
    Fixed(&'static str),
    /// Closed, as the engine has it.
    Closed(History),
    /// Paid, and under private law or not.
    Paid {
        is_private: bool,
    },
}

impl Source {
    /// `None` for the log, which no rule touches.
    pub(super) fn of(subject: Subject) -> Option<Self> {
        use Condition::{Fixed, Paid};
        use Event::{Date, Time};
        let (table, event, condition) = match subject {
            // Who is on the way out is looked after by their stage.
            Subject::Patrons => ("patron", Date("p.expires_on"), Fixed(NO_STAGE)),
            Subject::CheckoutHistory => return Some(Self::of_history(History::Checkouts)),
            Subject::HoldHistory => return Some(Self::of_history(History::Holds)),
            Subject::Suggestions => return Some(Self::of_history(History::Suggestions)),
            Subject::InterlibraryLoans => return Some(Self::of_history(History::InterlibraryLoans)),
            Subject::PrivateFees => (ACCOUNT_LINE, Time(PAID_AT), Paid { is_private: true }),
            Subject::PublicFees => (ACCOUNT_LINE, Time(PAID_AT), Paid { is_private: false }),
            Subject::Bills => {
                ("notice", Time("t.queued_at"), Fixed("t.letter = '{BILL}' AND COALESCE(t.status, '') <> 'pending'"))
            }
            Subject::Notices => (
                "notice",
                Time("t.queued_at"),
                Fixed("(t.letter IS NULL OR t.letter <> '{BILL}') AND COALESCE(t.status, '') <> 'pending'"),
            ),
            Subject::Messages => ("patron_message", Time("t.written_at"), Fixed("1 = 1")),
            Subject::Restrictions => ("debarment", Date("t.ends_on"), Fixed("1 = 1")),
            Subject::Log => return None,
        };
        Some(Self { table, event, condition })
    }

    /// What can be anonymized is over when the engine says so, which does it.
    fn of_history(history: History) -> Self {
        Self { table: history.table().name, event: Event::Ends(history), condition: Condition::Closed(history) }
    }

    fn condition(&self, private_debits: &[String], values: &mut Vec<Value>) -> String {
        match self.condition {
            Condition::Fixed(sql) => sql.replace("{BILL}", BILL_LETTER),
            Condition::Closed(history) => ours(history.closed()),
            Condition::Paid { is_private } => {
                let places = places(private_debits.iter().map(String::as_str), values);
                match (is_private, places.is_empty()) {
                    (true, true) => String::from("1 = 0"),
                    (true, false) => format!("COALESCE(t.outstanding, 0) = 0 AND t.debit_type IN ({places})"),
                    (false, true) => String::from("COALESCE(t.outstanding, 0) = 0"),
                    // What has no debit type is a payment or a credit.
                    (false, false) => format!(
                        "COALESCE(t.outstanding, 0) = 0 AND (t.debit_type IS NULL OR t.debit_type NOT IN ({places}))"
                    ),
                }
            }
        }
    }
}

fn places<'a>(texts: impl Iterator<Item = &'a str>, values: &mut Vec<Value>) -> String {
    let places: Vec<String> = texts
        .map(|text| {
            values.push(text.into());
            format!("${}", values.len())
        })
        .collect();
    places.join(", ")
}

/// What a rule selects, as SQL about `p` and `t`.
pub(super) struct Selection {
    pub source: Source,
    /// The rule's own conditions: whose, what, and that the period is over.
    pub conditions: String,
    /// The same, with what may be over: no date of it is known.
    pub with_undated: String,
    /// What may stop it, the weightiest first.
    pub stops: Vec<(Stop, String)>,
    pub values: Vec<Value>,
    /// Place of the value before which something happened whose period is over.
    until: usize,
}

impl Question<'_> {
    /// Before when something happened whose period is over today, as the engine and an import are told it; `None` if
    /// nothing is.
    pub fn cutoff(&self) -> Option<Cutoff> {
        let day = self.rule.keep().cutoff(self.today)?.plus_days(1)?;
        Some(Cutoff { before: Timestamp(begin_of(day, self.zone)), day })
    }

    /// What the rule selects today; `None` if nothing, whatever there is.
    pub(super) fn selection(&self) -> Option<Selection> {
        let subject = self.rule.subject();
        let source = Source::of(subject)?;
        let cutoff = self.rule.keep().cutoff(self.today)?;
        let mut values: Vec<Value> = vec![self.organization.0.into(), self.today.to_string().into()];
        let event = source.event.sql();
        let first_kept = cutoff.plus_days(1)?;
        values.push(match source.event.is_date() {
            true => first_kept.to_string().into(),
            false => begin_of(first_kept, self.zone).into(),
        });
        let until = values.len();
        let whose = match self.rule.patron_category() {
            Some(category) => {
                values.push(category.into());
                format!("p.patron_category = ${}", values.len())
            }
            None => match places(self.rules.with_own(subject).into_iter(), &mut values).as_str() {
                "" => String::from("1 = 1"),
                own => format!("(p.patron_category IS NULL OR p.patron_category NOT IN ({own}))"),
            },
        };
        let condition = source.condition(self.private_debits, &mut values);
        let begin = begin_of(self.today, self.zone);
        let known = source.event.is_known();
        let stop = |stop| match stop {
            Stop::NoDate => (stop, format!("NOT ({known})")),
            stop => (stop, stop_sql(stop, subject, begin)),
        };
        let stops = Stop::possible(subject).map(stop).collect();
        let theirs = format!("p.organization_id = $1 AND {PERSON} AND {whose} AND {condition}");
        let conditions = format!("{theirs} AND {event} < ${until} AND {known}");
        let with_undated = format!("{theirs} AND ({event} < ${until} OR NOT ({known}))");
        Some(Selection { source, conditions, with_undated, stops, values, until })
    }
}

/// That a row of `patron` is somebody.
const PERSON: &str = "p.is_anonymous = 0";

impl Selection {
    /// `p`, and `t` joined to it where the subject has rows of its own. The patrons come first: a batch goes on from one.
    pub(super) fn from(&self) -> String {
        match self.source.table {
            "patron" => String::from("patron p"),
            table => format!("patron p CROSS JOIN {table} t"),
        }
    }

    /// [`Self::from`] for a walk over all that is selected. SQLite goes through people in the order of the index it finds them
    /// by, which is none in the table and in everything that is asked about each of them; the keys alone are in that index,
    /// and sorting them costs less than reading here and there. PostgreSQL does so of itself.
    pub(super) fn walk_of_all(&self, backend: DbBackend) -> String {
        if backend != DbBackend::Sqlite || self.source.table != "patron" {
            return self.from();
        }
        // Without the limit SQLite would leave the order out.
        format!(
            "(SELECT o.id FROM (SELECT w.id FROM patron w WHERE w.organization_id = $1 AND w.expires_on < ${} \
             UNION ALL SELECT w.id FROM patron w WHERE w.organization_id = $1 AND w.expires_on IS NULL) AS o \
             ORDER BY o.id LIMIT -1) AS walk CROSS JOIN patron p ON p.id = walk.id",
            self.until
        )
    }

    /// The order in which the first few are found without looking at all of them: as an index has it.
    pub(super) fn order(&self) -> &'static str {
        if self.source.table == "patron" { "p.expires_on, p.id" } else { "p.id" }
    }

    /// What ties `t` to `p`.
    pub(super) fn joined(&self) -> &'static str {
        if self.source.table == "patron" { "1 = 1" } else { "t.patron_id = p.id" }
    }

    /// The key of what is selected.
    pub(super) fn key(&self) -> &'static str {
        if self.source.table == "patron" { "p.id" } else { "t.id" }
    }

    /// That nothing stops it, where [`Self::conditions`] hold.
    pub(super) fn unstopped(&self) -> String {
        let stops = self.stops.iter().filter(|(stop, _)| *stop != Stop::NoDate);
        let stops: Vec<String> = stops.map(|(_, sql)| format!("AND NOT {sql}")).collect();
        stops.join(" ")
    }
}

/// That this stops it. `$1` is the organization, `$2` today, which begins at `begin`.
fn stop_sql(stop: Stop, subject: Subject, begin: i64) -> String {
    let sql = match (stop, subject) {
        // What a question selects has one.
        (Stop::NoDate, _) => "1 = 0",
        (Stop::LegalHold, _) => {
            "EXISTS (SELECT 1 FROM retention_hold h WHERE h.patron_id = p.id AND h.lifted_at IS NULL \
             AND (h.ends_on IS NULL OR h.ends_on >= $2))"
        }
        (Stop::DataRequest, _) => "EXISTS (SELECT 1 FROM data_request d WHERE d.patron_id = p.id AND d.state = 'open')",
        // A role that has ended by itself is as one that was taken away.
        (Stop::Staff, _) => {
            return format!(
                "EXISTS (SELECT 1 FROM role_grant r WHERE r.patron_id = p.id AND r.revoked_at IS NULL \
                 AND (r.expires_at IS NULL OR r.expires_at >= {begin}))"
            );
        }
        (Stop::OpenLoan, _) => {
            return format!(
                "(EXISTS (SELECT 1 FROM checkout c WHERE c.patron_id = p.id AND c.is_open = 1) OR EXISTS (SELECT 1 FROM \
                 interlibrary_loan c WHERE c.patron_id = p.id AND c.status IS NOT NULL AND NOT {}))",
                History::InterlibraryLoans.closed()
            );
        }
        (Stop::UnpaidFee, Subject::CheckoutHistory) => {
            return History::Checkouts.unpaid().map_or_else(|| String::from("1 = 0"), ours);
        }
        // What the library owes is not settled either.
        (Stop::UnpaidFee, _) => "EXISTS (SELECT 1 FROM account_line a WHERE a.patron_id = p.id AND a.outstanding <> 0)",
        (Stop::OpenHold, _) => "EXISTS (SELECT 1 FROM hold o WHERE o.patron_id = p.id AND o.is_open = 1)",
        (Stop::Ward, _) => {
            "EXISTS (SELECT 1 FROM guardianship g JOIN patron w ON w.organization_id = p.organization_id \
             AND w.source_id = g.ward_number WHERE g.guardian_number = p.source_id \
             AND (w.expires_on IS NULL OR w.expires_on >= $2))"
        }
        (Stop::Consent, _) => return format!("{} = 1", keeps()),
        (Stop::ByStaff, _) => {
            "EXISTS (SELECT 1 FROM patron_stage b WHERE b.patron_id = p.id AND b.stopped_at IS NOT NULL)"
        }
    };
    sql.to_owned()
}

/// When a day begins where the libraries are.
pub(super) fn begin_of(day: Date, zone: &TimeZone) -> i64 {
    let of = |day: Date| {
        let (month, day_of_month) = (i8::try_from(day.month()).ok()?, i8::try_from(day.day()).ok()?);
        let civil = jiff::civil::Date::new(day.year(), month, day_of_month).ok()?;
        Some(civil.to_zoned(zone.clone()).ok()?.timestamp().as_second())
    };
    // Only the last days there are have no beginning in every zone.
    of(day).unwrap_or(i64::MAX)
}

/// The day of a point in time where the libraries are.
pub(super) fn day_of(seconds: i64, zone: &TimeZone) -> Option<Date> {
    let local = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(zone.clone()).date();
    Date::new(local.year(), local.month().unsigned_abs(), local.day().unsigned_abs()).ok()
}

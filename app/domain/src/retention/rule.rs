//! Rules, which of them holds for whom, and what it decides.

use super::{
    keep::Keep,
    subject::{Action, Subject},
};
use crate::time::Date;

/// How long some data of some patrons is kept, and what happens then. The action is one that the subject allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    subject: Subject,
    patron_category: Option<String>,
    keep: Keep,
    action: Action,
}

impl Rule {
    /// The rule, if that can be done with it. Without a patron category it is for all that have no rule of their own.
    pub fn new(subject: Subject, patron_category: Option<String>, keep: Keep, action: Action) -> Option<Self> {
        subject.actions().contains(&action).then_some(Self { subject, patron_category, keep, action })
    }

    /// What it is about.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// Code of the patron category it is for; all without a rule of their own if `None`.
    pub fn patron_category(&self) -> Option<&str> {
        self.patron_category.as_deref()
    }

    /// How long.
    pub const fn keep(&self) -> Keep {
        self.keep
    }

    /// What happens then.
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// The rules of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// These rules; of two about the same, the later one counts.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        let mut all: Vec<Rule> = Vec::new();
        for rule in rules {
            all.retain(|other| (other.subject, &other.patron_category) != (rule.subject, &rule.patron_category));
            all.push(rule);
        }
        all.sort_by(|one, other| (one.subject, &one.patron_category).cmp(&(other.subject, &other.patron_category)));
        Self(all)
    }

    /// All of them: by subject, the one for everybody first.
    pub fn all(&self) -> &[Rule] {
        &self.0
    }

    /// Those about a subject.
    pub fn about(&self, subject: Subject) -> impl Iterator<Item = &Rule> {
        self.0.iter().filter(move |rule| rule.subject == subject)
    }

    /// The rule that holds for a patron of this category: their category's own, or else everybody's.
    pub fn for_patron(&self, subject: Subject, patron_category: Option<&str>) -> Option<&Rule> {
        let own = patron_category
            .and_then(|category| self.about(subject).find(|rule| rule.patron_category() == Some(category)));
        own.or_else(|| self.about(subject).find(|rule| rule.patron_category.is_none()))
    }

    /// Codes of the patron categories that have a rule of their own about a subject: everybody's does not hold for them.
    pub fn with_own(&self, subject: Subject) -> Vec<&str> {
        self.about(subject).filter_map(Rule::patron_category).collect()
    }
}

/// What keeps data whatever the rules say, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stop {
    /// No date is known that its period could begin with: it is never over, whoever it belongs to.
    NoDate,
    /// Staff hold it for a legal claim or an authority (GDPR Art. 17(3)).
    LegalHold,
    /// A request of the patron about their data is open: what they asked for must not vanish meanwhile.
    DataRequest,
    /// The patron works here: a role names them that holds today.
    Staff,
    /// Something is on loan.
    OpenLoan,
    /// Something is not paid.
    UnpaidFee,
    /// Something is on hold.
    OpenHold,
    /// The patron answers for a child or another person whose membership goes on.
    Ward,
    /// The patron agreed that their loan history is kept longer: as long as they agree.
    Consent,
    /// Staff stopped it for this patron.
    ByStaff,
}

impl Stop {
    /// Every reason, the weightiest first.
    pub const ALL: [Self; 10] = [
        Self::NoDate,
        Self::LegalHold,
        Self::DataRequest,
        Self::Staff,
        Self::OpenLoan,
        Self::UnpaidFee,
        Self::OpenHold,
        Self::Ward,
        Self::Consent,
        Self::ByStaff,
    ];

    /// Name in the database, reports and the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoDate => "no-date",
            Self::LegalHold => "legal-hold",
            Self::DataRequest => "data-request",
            Self::Staff => "staff",
            Self::OpenLoan => "open-loan",
            Self::UnpaidFee => "unpaid-fee",
            Self::OpenHold => "open-hold",
            Self::Ward => "ward",
            Self::Consent => "consent",
            Self::ByStaff => "by-staff",
        }
    }

    /// The reason with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stop| stop.name() == name)
    }

    /// Whether it keeps everything about a patron, or only what it is about and the patron themselves.
    pub const fn is_for_everything(self) -> bool {
        matches!(self, Self::LegalHold | Self::DataRequest)
    }

    /// What may stop a rule about this subject. A loan, fee or hold that is still open is never over by itself; it stops what
    /// happens to the person.
    pub fn possible(subject: Subject) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |stop| match subject {
            _ if *stop == Self::NoDate => true,
            // What is kept on consent is a history, and goes with the person.
            Subject::Patrons => *stop != Self::Consent,
            // A fee that is not paid may have to be proven by the loan it is for.
            Subject::CheckoutHistory => stop.is_for_everything() || matches!(stop, Self::UnpaidFee | Self::Consent),
            Subject::HoldHistory | Subject::InterlibraryLoans => stop.is_for_everything() || *stop == Self::Consent,
            _ => stop.is_for_everything(),
        })
    }
}

/// When the period of something began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// On this day.
    On(Date),
    /// Nobody knows: the date is missing.
    Unknown,
    /// Not yet: it goes on (an open loan, an unpaid fee).
    NotYet,
}

/// What is known about something that a rule may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// What it is.
    pub subject: Subject,
    /// Whose, by patron category.
    pub patron_category: Option<&'a str>,
    /// When its period began.
    pub event: Event,
    /// What keeps it.
    pub stops: &'a [Stop],
}

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is kept.
    Kept(Reason),
    /// This is done.
    Act(Action),
}

/// Why something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No rule is about it.
    NoRule,
    /// Its rule says so.
    Forever,
    /// Its period has not begun.
    GoesOn,
    /// Its period ends on that day.
    Until(Date),
    /// Its period is over, or nobody knows when it is, and something else keeps it.
    Stopped(Stop),
}

/// What is to be done today.
pub fn decide(facts: &Facts<'_>, rules: &Rules, today: Date) -> Decision {
    let Some(rule) = rules.for_patron(facts.subject, facts.patron_category) else {
        return Decision::Kept(Reason::NoRule);
    };
    if rule.keep == Keep::Forever {
        return Decision::Kept(Reason::Forever);
    }
    let event = match facts.event {
        Event::On(day) => day,
        Event::NotYet => return Decision::Kept(Reason::GoesOn),
        Event::Unknown => return Decision::Kept(Reason::Stopped(Stop::NoDate)),
    };
    match rule.keep.ends_on(event) {
        // After the year 9999.
        None => Decision::Kept(Reason::Forever),
        Some(day) if day > today => Decision::Kept(Reason::Until(day)),
        Some(_) => {
            let stop = Stop::possible(facts.subject).find(|stop| facts.stops.contains(stop));
            stop.map_or(Decision::Act(rule.action), |stop| Decision::Kept(Reason::Stopped(stop)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(subject: Subject, category: Option<&str>, keep: Keep) -> Rule {
        Rule::new(subject, category.map(str::to_owned), keep, subject.actions()[0]).unwrap()
    }

    fn decided(facts: Facts<'_>, rules: &[Rule]) -> Decision {
        decide(&facts, &Rules::new(rules.iter().cloned()), Date::new(2026, 3, 1).unwrap())
    }

    const LOAN: Facts<'_> =
        Facts { subject: Subject::CheckoutHistory, patron_category: Some("CHILD"), event: Event::NotYet, stops: &[] };

    #[test]
    fn a_rule_does_only_what_is_possible_with_its_subject() {
        assert!(Rule::new(Subject::Notices, None, Keep::Forever, Action::Anonymize).is_none());
        assert!(Rule::new(Subject::Log, None, Keep::days(0), Action::Delete).is_none());
        assert!(Rule::new(Subject::Patrons, None, Keep::years(3), Action::Delete).is_none());
    }

    #[test]
    fn the_rule_of_a_patrons_own_category_holds_and_not_everybodys() {
        let event = Event::On(Date::new(2025, 3, 1).unwrap());
        let rules = [
            rule(Subject::CheckoutHistory, None, Keep::years(1)),
            rule(Subject::CheckoutHistory, Some("CHILD"), Keep::years(2)),
        ];
        let until = Decision::Kept(Reason::Until(Date::new(2027, 3, 1).unwrap()));
        assert_eq!(decided(Facts { event, ..LOAN }, &rules), until);
        let adult = Facts { event, patron_category: Some("ADULT"), ..LOAN };
        assert_eq!(decided(adult, &rules), Decision::Act(Action::Anonymize));
        let nobody = Facts { event, patron_category: None, ..LOAN };
        assert_eq!(decided(nobody, &rules), Decision::Act(Action::Anonymize));
        assert_eq!(Rules::new(rules).with_own(Subject::CheckoutHistory), ["CHILD"]);
    }

    #[test]
    fn a_rule_of_ones_own_may_also_keep_for_ever() {
        let event = Event::On(Date::new(1999, 1, 1).unwrap());
        let rules = [
            rule(Subject::CheckoutHistory, None, Keep::days(0)),
            rule(Subject::CheckoutHistory, Some("CHILD"), Keep::Forever),
        ];
        assert_eq!(decided(Facts { event, ..LOAN }, &rules), Decision::Kept(Reason::Forever));
    }

    #[test]
    fn what_goes_on_is_not_over_and_what_has_no_rule_stays() {
        let rules = [rule(Subject::CheckoutHistory, None, Keep::days(0))];
        assert_eq!(decided(LOAN, &rules), Decision::Kept(Reason::GoesOn));
        assert_eq!(decided(LOAN, &[]), Decision::Kept(Reason::NoRule));
    }

    #[test]
    fn what_has_no_date_is_never_over_and_says_so() {
        for subject in Subject::ALL.into_iter().filter(|subject| subject.is_run()) {
            let undated = Facts { subject, event: Event::Unknown, ..LOAN };
            let reason = Decision::Kept(Reason::Stopped(Stop::NoDate));
            assert_eq!(decided(undated.clone(), &[rule(subject, None, Keep::days(0))]), reason, "{subject:?}");
            assert!(Stop::possible(subject).any(|stop| stop == Stop::NoDate));
            let forever = Decision::Kept(Reason::Forever);
            assert_eq!(decided(undated, &[rule(subject, None, Keep::Forever)]), forever);
        }
    }

    #[test]
    fn the_weightiest_of_what_stops_it_is_the_reason() {
        let event = Event::On(Date::new(2020, 1, 1).unwrap());
        let rules =
            [rule(Subject::CheckoutHistory, None, Keep::years(1)), rule(Subject::Patrons, None, Keep::years(1))];
        let stops = [Stop::Ward, Stop::OpenHold, Stop::UnpaidFee, Stop::DataRequest];
        let reason = Decision::Kept(Reason::Stopped(Stop::DataRequest));
        assert_eq!(decided(Facts { event, stops: &stops, ..LOAN }, &rules), reason);
        let stops = [Stop::OpenHold, Stop::Ward];
        assert_eq!(decided(Facts { event, stops: &stops, ..LOAN }, &rules), Decision::Act(Action::Anonymize));
        let patron = Facts { subject: Subject::Patrons, event, stops: &stops, ..LOAN };
        assert_eq!(decided(patron, &rules), Decision::Kept(Reason::Stopped(Stop::OpenHold)));
    }

    #[test]
    fn of_two_rules_about_the_same_the_later_one_counts() {
        let one = rule(Subject::Notices, None, Keep::days(1));
        let other = rule(Subject::Notices, None, Keep::days(2));
        assert_eq!(Rules::new([one, other.clone()]).all(), [other]);
    }
}

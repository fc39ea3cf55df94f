//! What the database selects is exactly what the written rule says.

use std::collections::BTreeSet;

use carrel_domain::{
    Date, PatronId,
    retention::{Action, Decision, Event, Facts, Keep, Reason, Rule, Rules, Stop, Subject, Unit, decide},
};
use carrel_store::retention::{Question, batch, hold, preview};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use super::private;
use crate::{
    database::{NOW, TestDatabase},
    lines::line_of,
};

/// Numbers that look like chance and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn day(&mut self, today: Date, most: u64) -> Date {
        let days = i64::try_from(self.below(most)).unwrap();
        // Often near the ends of months and years, where calendars are uneven.
        let day = today.plus_days(-days).unwrap();
        match self.below(4) {
            0 => Date::new(day.year(), 12, 31).unwrap(),
            1 => Date::new(day.year(), 1, 31).unwrap(),
            _ => day,
        }
    }

    fn keep(&mut self) -> Keep {
        let unit = Unit::ALL[usize::try_from(self.below(4)).unwrap()];
        let number = u16::try_from(self.below(match unit {
            Unit::Days => 900,
            Unit::Months => 30,
            _ => 4,
        }));
        if self.below(12) == 0 { Keep::Forever } else { Keep::For { number: number.unwrap(), unit } }
    }
}

const CATEGORIES: [Option<&str>; 3] = [Some("ADULT"), Some("CHILD"), None];

/// A row as the test made it, and what is known of it.
struct Made {
    subject: Subject,
    category: Option<&'static str>,
    event: Event,
    stops: Vec<Stop>,
    patron: u64,
    number: u64,
}

fn rules(dice: &mut Dice) -> Rules {
    let mut all = Vec::new();
    for subject in Subject::ALL {
        let action = subject.actions()[usize::try_from(dice.below(subject.actions().len() as u64)).unwrap()];
        all.push(Rule::new(subject, None, dice.keep(), action).unwrap());
        if dice.below(2) == 0 {
            all.push(Rule::new(subject, Some(String::from("CHILD")), dice.keep(), action).unwrap());
        }
    }
    Rules::new(all)
}

/// A role that a patron has, or had.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    None,
    Holds,
    /// So many days from now on; or it ended so many days ago.
    HoldsFor(i64),
    TakenAway,
}

const ROLES: [Role; 7] =
    [Role::None, Role::None, Role::None, Role::Holds, Role::HoldsFor(1), Role::HoldsFor(-2), Role::TakenAway];

fn place_of_role(number: u64) -> usize {
    usize::try_from(number).unwrap() % ROLES.len()
}

fn at_noon(day: Date) -> String {
    format!("{day} 12:00:00")
}

/// A patron's line, and what stands in it.
fn patron(dice: &mut Dice, number: u64, today: Date, made: &mut Vec<Made>) -> String {
    let category = CATEGORIES[usize::try_from(dice.below(3)).unwrap()];
    let mut stops = Vec::new();
    if dice.below(6) == 0 {
        stops.push(Stop::LegalHold);
    }
    if dice.below(6) == 0 {
        stops.push(Stop::DataRequest);
    }
    let expires = (dice.below(5) > 0).then(|| dice.day(today, 2_000));
    let on = |day: Option<Date>| day.map_or(Event::Unknown, Event::On);
    let if_begun = |begun: bool, event: Event| if begun { event } else { Event::NotYet };
    let mut rows = json!({"checkouts": [], "oldcheckouts": [], "oldholds": [], "accountlines": [], "notices": [],
                          "messages": [], "debarments": [], "suggestions": []});
    let mut push = |key: &str, row: Json| rows[key].as_array_mut().unwrap().push(row);
    let mut own = stops.clone();
    if matches!(ROLES[place_of_role(number)], Role::Holds | Role::HoldsFor(1..)) {
        own.push(Stop::Staff);
    }
    for at in 1..=4 {
        let id = number * 10 + at;
        // Now and then nobody wrote it down.
        let known = (dice.below(6) > 0).then(|| dice.day(today, 2_000));
        let (day, noon) = (known.map(|day| day.to_string()), known.map(at_noon));
        let mut add = |subject: Subject, event: Event, stops: Vec<Stop>| {
            made.push(Made { subject, category, event, stops, patron: number, number: id });
        };
        let is_unpaid = dice.below(4) == 0;
        push("oldcheckouts", json!({"issue_id": id, "title": "T", "issuedate": noon, "returndate": noon}));
        let mut of_loan = stops.clone();
        if is_unpaid && at == 1 {
            of_loan.push(Stop::UnpaidFee);
        }
        add(Subject::CheckoutHistory, on(known), of_loan);
        push("oldholds", json!({"reserve_id": id, "reservedate": day, "cancellationdate": day}));
        add(Subject::HoldHistory, on(known), stops.clone());
        let (debit, subject) =
            if dice.below(2) == 0 { ("RENT", Subject::PrivateFees) } else { ("OVERDUE", Subject::PublicFees) };
        let loan = if at == 1 { id } else { 999_999_999 };
        // The time of a fee begins with its payment, which is the source's last change of the line.
        let changed = (dice.below(3) > 0).then(|| dice.day(today, 2_000));
        push(
            "accountlines",
            json!({"accountlines_id": id, "issue_id": loan, "date": noon, "debit_type_code": debit,
                   "timestamp": changed.map(at_noon), "amount": 2, "amountoutstanding": if is_unpaid { 2 } else { 0 }}),
        );
        // Without the day of the entry the payment alone is not believed.
        let paid = known.map(|day| changed.map_or(day, |changed| changed.max(day)));
        add(subject, if_begun(!is_unpaid, on(paid)), stops.clone());
        if is_unpaid {
            own.push(Stop::UnpaidFee);
        }
        let (letter, subject) =
            if dice.below(3) == 0 { ("ODUECLAIM", Subject::Bills) } else { ("PREDUE", Subject::Notices) };
        let is_pending = dice.below(5) == 0;
        push(
            "notices",
            json!({"message_id": id, "letter_code": letter, "time_queued": noon,
                   "status": if is_pending { "pending" } else { "sent" }}),
        );
        add(subject, if_begun(!is_pending, on(known)), stops.clone());
        push("messages", json!({"message_id": id, "message": "m", "message_date": noon}));
        add(Subject::Messages, on(known), stops.clone());
        let ends = known.filter(|_| dice.below(3) > 0);
        push("debarments", json!({"borrower_debarment_id": id, "expiration": ends.map(|day| day.to_string())}));
        add(Subject::Restrictions, on(ends), stops.clone());
        let is_decided = dice.below(3) > 0;
        push(
            "suggestions",
            json!({"suggestionid": id, "suggesteddate": day,
                   "STATUS": if is_decided { "AVAILABLE" } else { "ASKED" }}),
        );
        add(Subject::Suggestions, if_begun(is_decided, on(known)), stops.clone());
    }
    if dice.below(4) == 0 {
        push("checkouts", json!({"issue_id": number * 10, "title": "open", "issuedate": at_noon(today)}));
        own.push(Stop::OpenLoan);
    }
    made.push(Made { subject: Subject::Patrons, category, event: on(expires), stops: own, patron: number, number });
    line_of(
        json!({"borrowernumber": number, "categorycode": category, "dateexpiry": expires.map(|day| day.to_string())}),
        rows,
    )
}

async fn place_stops(database: &TestDatabase, made: &[Made]) {
    for one in made.iter().filter(|made| made.subject == Subject::Patrons) {
        let scope = database.scope(&one.patron.to_string()).await;
        if one.stops.contains(&Stop::LegalHold) {
            let id = format!("hold-{}", one.patron);
            hold::place(database.store.writer(), scope, &id, "claim", None, PatronId(1), NOW).await.unwrap();
        }
        let (ends, taken) = match ROLES[place_of_role(one.patron)] {
            Role::None => (None, None),
            Role::Holds => (Some(String::from("NULL")), None),
            Role::HoldsFor(days) => (Some(NOW.plus_seconds(days * 86_400).0.to_string()), None),
            Role::TakenAway => (Some(String::from("NULL")), Some(NOW.0)),
        };
        if let Some(ends) = ends {
            let taken = taken.map_or_else(|| String::from("NULL"), |at| at.to_string());
            let sql = format!(
                "INSERT INTO role_grant (public_id, organization_id, patron_id, role, reason, granted_at, expires_at, \
                 revoked_at) VALUES ('g{}', {}, {}, 'desk', 'test', 0, {ends}, {taken})",
                one.patron,
                scope.organization().0,
                scope.patron().0
            );
            database.execute(&sql).await.unwrap();
        }
        if one.stops.contains(&Stop::DataRequest) {
            let sql = format!(
                "INSERT INTO data_request (public_id, organization_id, patron_id, kind, channel, received_on, due_on, \
                 state, created_at) VALUES ('r{0}', {1}, {2}, 'erasure', 'desk', '2026-01-01', '2026-02-01', 'open', 0)",
                one.patron,
                scope.organization().0,
                scope.patron().0
            );
            database.execute(&sql).await.unwrap();
        }
    }
}

fn table(subject: Subject) -> &'static str {
    match subject {
        Subject::Patrons => "patron",
        Subject::CheckoutHistory => "checkout",
        Subject::HoldHistory => "hold",
        Subject::PrivateFees | Subject::PublicFees => "account_line",
        Subject::Bills | Subject::Notices => "notice",
        Subject::Messages => "patron_message",
        Subject::Restrictions => "debarment",
        Subject::Suggestions => "suggestion",
        Subject::InterlibraryLoans => "interlibrary_loan",
        Subject::Log => "audit_entry",
    }
}

/// The source's numbers of what a question selects.
async fn selected(database: &TestDatabase, question: &Question<'_>) -> BTreeSet<String> {
    let found = batch::next(database.store.reader(), question, 0, 100_000).await.unwrap();
    if found.rows.is_empty() {
        return BTreeSet::new();
    }
    let ids: Vec<String> = found.rows.iter().map(i64::to_string).collect();
    let sql = format!("SELECT source_id FROM {} WHERE id IN ({})", table(question.rule.subject()), ids.join(", "));
    let numbers: BTreeSet<String> = database.texts(&sql).await.into_iter().collect();
    assert_eq!(numbers.len(), found.rows.len(), "nothing is selected twice");
    numbers
}

both! {
    /// For any history, rules and date.
    async fn the_database_selects_exactly_what_the_rule_says(database: &TestDatabase) {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let mut dice = Dice(0x5EED_CAFE);
        let today = Date::new(2026, 3, 1).unwrap();
        let mut made = Vec::new();
        let lines: String = (1..=40).map(|number| patron(&mut dice, number, today, &mut made)).collect();
        database.import(&lines).await;
        place_stops(database, &made).await;
        let private = private();
        let (mut acted, mut kept_undated) = (0, 0);
        for round in 0..30 {
            let rules = rules(&mut dice);
            // Leap days and ends of months among them.
            let today = [today, Date::new(2024, 2, 29).unwrap(), Date::new(2025, 12, 31).unwrap()][round % 3];
            for subject in Subject::ALL {
                let (mut found, mut undated) = (BTreeSet::new(), 0);
                for rule in rules.about(subject) {
                    let question = Question {
                        organization: database.organization, rules: &rules, rule, today, zone: &zone, private_debits: &private,
                    };
                    let numbers = selected(database, &question).await;
                    let tallies = preview::tally(database.store.reader(), &question).await.unwrap();
                    let acts: i64 =
                        tallies.iter().filter(|tallied| tallied.stop.is_none()).map(|tallied| tallied.count).sum();
                    assert_eq!(usize::try_from(acts).unwrap(), numbers.len(), "the preview counts what goes: {rule:?}");
                    assert_eq!(preview::count(database.store.reader(), &question).await.unwrap(), acts);
                    let shown = preview::sample(database.store.reader(), &question, 5).await.unwrap();
                    assert_eq!(shown.len(), numbers.len().min(5), "a sample of it is shown: {rule:?}");
                    if subject == Subject::Patrons {
                        let since: Vec<&str> = shown.iter().map(|sample| sample.since.as_str()).collect();
                        assert!(since.is_sorted(), "whoever has been away longest comes first: {since:?}");
                        let oldest = tallies.iter().find(|tallied| tallied.stop.is_none()).and_then(|tallied| tallied.oldest);
                        assert_eq!(since.first().map(ToString::to_string), oldest.map(|day| day.to_string()));
                    }
                    found.extend(numbers);
                    undated += tallies
                        .iter()
                        .filter(|tallied| tallied.stop == Some(Stop::NoDate))
                        .map(|tallied| tallied.count)
                        .sum::<i64>();
                }
                let decided = |made: &Made| {
                    let facts = Facts { subject, patron_category: made.category, event: made.event, stops: &made.stops };
                    decide(&facts, &rules, today)
                };
                let without = made.iter().filter(|made| made.subject == subject);
                let without = without.filter(|made| decided(made) == Decision::Kept(Reason::Stopped(Stop::NoDate))).count();
                assert_eq!(undated, i64::try_from(without).unwrap(), "what has no date is counted: {subject:?}");
                kept_undated += undated;
                let wanted: BTreeSet<String> = made
                    .iter()
                    .filter(|made| made.subject == subject)
                    .filter(|made| matches!(decided(made), Decision::Act(action) if action != Action::Tell))
                    .map(|made| made.number.to_string())
                    .collect();
                acted += wanted.len();
                let of: Vec<_> = rules.about(subject).collect();
                assert_eq!(found, wanted, "{subject:?} {of:?} on {today}");
            }
        }
        assert!(acted > 1_000, "the rules did something: {acted}");
        assert!(kept_undated > 1_000, "and knew what has no date: {kept_undated}");
    }
}

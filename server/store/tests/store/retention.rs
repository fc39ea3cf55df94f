//! Retention: what the database selects is what the written rule says, what went stays away, and who was erased too.

use std::collections::BTreeSet;

use carrel_domain::{
    Date, PatronId, Timestamp,
    retention::{Action, Decision, Facts, Keep, Rule, Rules, Stop, Subject, Unit, decide},
};
use carrel_store::{
    audit::{Entry, append_in},
    retention::{Question, batch, hold, person, preview, run, stage},
};
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

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
    event: Option<Date>,
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
    let mut rows = json!({"checkouts": [], "oldcheckouts": [], "oldholds": [], "accountlines": [], "notices": [],
                          "messages": [], "debarments": [], "suggestions": []});
    let mut push = |key: &str, row: Json| rows[key].as_array_mut().unwrap().push(row);
    let mut own = stops.clone();
    for at in 1..=4 {
        let id = number * 10 + at;
        let day = dice.day(today, 2_000);
        let mut add = |subject: Subject, event: Option<Date>, stops: Vec<Stop>| {
            made.push(Made { subject, category, event, stops, patron: number, number: id });
        };
        let is_unpaid = dice.below(4) == 0;
        push(
            "oldcheckouts",
            json!({"issue_id": id, "title": "T", "issuedate": at_noon(day), "returndate": at_noon(day)}),
        );
        let mut of_loan = stops.clone();
        if is_unpaid && at == 1 {
            of_loan.push(Stop::UnpaidFee);
        }
        add(Subject::CheckoutHistory, Some(day), of_loan);
        push(
            "oldholds",
            json!({"reserve_id": id, "reservedate": day.to_string(), "cancellationdate": day.to_string()}),
        );
        add(Subject::HoldHistory, Some(day), stops.clone());
        let (debit, subject) =
            if dice.below(2) == 0 { ("RENT", Subject::PrivateFees) } else { ("OVERDUE", Subject::PublicFees) };
        let loan = if at == 1 { id } else { 999_999_999 };
        push(
            "accountlines",
            json!({"accountlines_id": id, "issue_id": loan, "date": at_noon(day), "debit_type_code": debit,
                   "amount": 2, "amountoutstanding": if is_unpaid { 2 } else { 0 }}),
        );
        add(subject, (!is_unpaid).then_some(day), stops.clone());
        if is_unpaid {
            own.push(Stop::UnpaidFee);
        }
        let (letter, subject) =
            if dice.below(3) == 0 { ("ODUECLAIM", Subject::Bills) } else { ("PREDUE", Subject::Notices) };
        let is_pending = dice.below(5) == 0;
        push(
            "notices",
            json!({"message_id": id, "letter_code": letter, "time_queued": at_noon(day),
                   "status": if is_pending { "pending" } else { "sent" }}),
        );
        add(subject, (!is_pending).then_some(day), stops.clone());
        push("messages", json!({"message_id": id, "message": "m", "message_date": at_noon(day)}));
        add(Subject::Messages, Some(day), stops.clone());
        let ends = (dice.below(3) > 0).then_some(day);
        push("debarments", json!({"borrower_debarment_id": id, "expiration": ends.map(|day| day.to_string())}));
        add(Subject::Restrictions, ends, stops.clone());
        let is_decided = dice.below(3) > 0;
        push(
            "suggestions",
            json!({"suggestionid": id, "suggesteddate": day.to_string(),
                   "STATUS": if is_decided { "AVAILABLE" } else { "ASKED" }}),
        );
        add(Subject::Suggestions, is_decided.then_some(day), stops.clone());
    }
    if dice.below(4) == 0 {
        push("checkouts", json!({"issue_id": number * 10, "title": "open", "issuedate": at_noon(today)}));
        own.push(Stop::OpenLoan);
    }
    made.push(Made { subject: Subject::Patrons, category, event: expires, stops: own, patron: number, number });
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

fn private() -> Vec<String> {
    vec![String::from("RENT"), String::from("LOST")]
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
        let mut acted = 0;
        for round in 0..30 {
            let rules = rules(&mut dice);
            // Leap days and ends of months among them.
            let today = [today, Date::new(2024, 2, 29).unwrap(), Date::new(2025, 12, 31).unwrap()][round % 3];
            for subject in Subject::ALL {
                let mut found = BTreeSet::new();
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
                    found.extend(numbers);
                }
                let wanted: BTreeSet<String> = made
                    .iter()
                    .filter(|made| made.subject == subject)
                    .filter(|made| {
                        let facts = Facts {
                            subject, patron_category: made.category, event: made.event, stops: &made.stops,
                        };
                        matches!(decide(&facts, &rules, today), Decision::Act(action) if action != Action::Tell)
                    })
                    .map(|made| made.number.to_string())
                    .collect();
                acted += wanted.len();
                let of: Vec<_> = rules.about(subject).collect();
                assert_eq!(found, wanted, "{subject:?} {of:?} on {today}");
            }
        }
        assert!(acted > 1_000, "the rules did something: {acted}");
    }
}

const OLD: &str = "2015-06-01 12:00:00";

async fn delete_all(database: &TestDatabase, rules: &Rules, subject: Subject) -> u64 {
    let (zone, private) = (TimeZone::UTC, private());
    let today = Date::new(2026, 9, 1).unwrap();
    let mut count = 0;
    for rule in rules.about(subject) {
        let question =
            Question { organization: database.organization, rules, rule, today, zone: &zone, private_debits: &private };
        let found = batch::next(database.store.reader(), &question, 0, 1_000).await.unwrap();
        let transaction = database.store.begin().await.unwrap();
        let of_whom = batch::delete(&transaction, &question, &found.rows).await.unwrap();
        transaction.commit().await.unwrap();
        count += of_whom.iter().map(|(_, count)| count).sum::<u64>();
    }
    count
}

both! {
    async fn what_went_by_a_rule_does_not_come_back_with_the_next_import(database: &TestDatabase) {
        let file = |surname: &str| line_of(
            json!({"borrowernumber": 1, "surname": surname}),
            json!({"notices": [
                {"message_id": 1, "letter_code": "PREDUE", "time_queued": OLD, "status": "sent"},
                {"message_id": 2, "letter_code": "ODUECLAIM", "time_queued": OLD, "status": "sent"},
                {"message_id": 3, "letter_code": "PREDUE", "time_queued": "2026-08-01 12:00:00", "status": "sent"},
            ], "debarments": [{"borrower_debarment_id": 1, "expiration": "2015-01-01"}, {"borrower_debarment_id": 2}]}),
        );
        database.import(&file("Laine")).await;
        let rules = Rules::new([
            Rule::new(Subject::Notices, None, Keep::years(3), Action::Delete).unwrap(),
            Rule::new(Subject::Bills, None, Keep::years(20), Action::Delete).unwrap(),
            Rule::new(Subject::Restrictions, None, Keep::days(0), Action::Delete).unwrap(),
        ]);
        assert_eq!(delete_all(database, &rules, Subject::Notices).await, 1);
        assert_eq!(delete_all(database, &rules, Subject::Bills).await, 0, "bills have a rule of their own");
        assert_eq!(delete_all(database, &rules, Subject::Restrictions).await, 1);
        database.import(&file("Virtanen")).await;
        assert_eq!(database.texts("SELECT source_id FROM notice ORDER BY source_id").await, ["2", "3"]);
        assert_eq!(database.texts("SELECT source_id FROM debarment").await, ["2"]);
        assert_eq!(database.texts("SELECT surname FROM patron").await, ["Virtanen"], "the rest is kept up to date");
    }
}

both! {
    async fn a_hold_that_comes_between_looking_and_acting_counts(database: &TestDatabase) {
        let notice = json!({"notices": [{"message_id": 1, "time_queued": OLD, "status": "sent"}]});
        database.import(&line_of(json!({"borrowernumber": 1}), notice)).await;
        let rules = Rules::new([Rule::new(Subject::Notices, None, Keep::years(3), Action::Delete).unwrap()]);
        let (zone, private) = (TimeZone::UTC, private());
        let question = Question {
            organization: database.organization, rules: &rules, rule: &rules.all()[0],
            today: Date::new(2026, 9, 1).unwrap(), zone: &zone, private_debits: &private,
        };
        let found = batch::next(database.store.reader(), &question, 0, 10).await.unwrap();
        assert_eq!(found.rows.len(), 1);
        let scope = database.scope("1").await;
        hold::place(database.store.writer(), scope, "h", "claim", Date::new(2026, 9, 1).ok(), PatronId(1), NOW).await.unwrap();
        let transaction = database.store.begin().await.unwrap();
        assert!(batch::delete(&transaction, &question, &found.rows).await.unwrap().is_empty());
        transaction.commit().await.unwrap();
        let tomorrow = Question { today: Date::new(2026, 9, 2).unwrap(), ..question };
        assert_eq!(preview::count(database.store.reader(), &tomorrow).await.unwrap(), 1, "its last day is over");
    }
}

both! {
    async fn whoever_was_erased_is_not_brought_back(database: &TestDatabase) {
        let file = line_of(json!({"borrowernumber": 1, "surname": "Laine", "dateexpiry": "2015-01-01"}), json!({
            "notices": [{"message_id": 1, "subject": "Laine", "time_queued": OLD}],
        })) + &line_of(json!({"borrowernumber": 2, "surname": "Muu"}), json!({}));
        database.import(&file).await;
        let scope = database.scope("1").await;
        let keys = database.store.audit_keys().unwrap();
        let dependents = person::dependents(database.store.reader()).await.unwrap();
        assert!(dependents.iter().any(|(table, _)| table == "notice") && dependents.len() > 20, "{dependents:?}");
        let transaction = database.store.begin().await.unwrap();
        person::empty(&transaction, keys, scope, &dependents, "test", NOW).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(database.number("SELECT COUNT(*) FROM notice").await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM patron WHERE surname = 'Laine' OR record LIKE '%Laine%'").await, 0);
        let summary = database.import(&(file.clone() + "\n")).await;
        assert_eq!(summary.tally.erased, 1, "the import says so");
        let transaction = database.store.begin().await.unwrap();
        person::remove(&transaction, keys, scope, "test", NOW).await.unwrap();
        let entry = Entry::of_system(NOW, database.organization, "patron-removed", "retention");
        append_in(&transaction, keys, &[entry]).await.unwrap();
        transaction.commit().await.unwrap();
        database.import(&(file + "\n\n")).await;
        assert_eq!(database.texts("SELECT surname FROM patron").await, ["Muu"]);
        assert_eq!(database.number(&format!("SELECT COUNT(*) FROM audit_entry WHERE patron_id = {}", scope.patron().0)).await, 0);
        assert_eq!(database.number("SELECT COUNT(*) FROM erasure WHERE digest LIKE '%1%' AND digest = '1'").await, 0);
        let verdict = carrel_store::audit::verify(&database.store, &[], |_, _| {}).await.unwrap();
        assert!(verdict.fault.is_none(), "the log is proven all the same: {:?}", verdict.fault);
    }
}

both! {
    async fn renewing_ends_what_began(database: &TestDatabase) {
        let file = |expires: &str| line_of(json!({"borrowernumber": 1, "dateexpiry": expires}), json!({}));
        database.import(&file("2020-01-31")).await;
        let patron = database.scope("1").await.patron();
        let (today, next) = (Date::new(2026, 9, 1).unwrap(), Date::new(2026, 10, 1).unwrap());
        let db = database.store.writer();
        assert!(stage::enter(db, database.organization, patron, today, next, "mail").await.unwrap());
        assert!(!stage::enter(db, database.organization, patron, today, next, "mail").await.unwrap(), "once");
        assert!(!stage::is_locked(db, patron).await.unwrap());
        let told = carrel_domain::retention::Stage::Told;
        assert!(!stage::advance(db, patron, told, today, Some(next)).await.unwrap(), "not before the day");
        assert!(stage::advance(db, patron, told, next, Some(next)).await.unwrap());
        assert!(!stage::advance(db, patron, told, next, Some(next)).await.unwrap(), "not twice");
        assert!(stage::is_locked(db, patron).await.unwrap());
        database.import(&file("2020-01-30")).await;
        assert!(stage::is_locked(db, patron).await.unwrap(), "an earlier end is no renewal");
        database.import(&file("2028-01-31")).await;
        assert!(!stage::is_locked(db, patron).await.unwrap());
    }
}

both! {
    async fn of_many_nodes_one_takes_a_run_and_loses_it_when_it_is_called_off(database: &TestDatabase) {
        let new = |id: &str, day: Option<&str>| run::NewRun {
            public_id: id.to_owned(), organization: database.organization, scheduled_for: day.map(str::to_owned),
            subject: String::new(), today: String::from("2026-09-01"), expected: 0, requested_by: None, report: String::from("{}"),
        };
        let db = database.store.writer();
        assert!(run::add(db, new("a", Some("2026-09-01")), NOW).await.unwrap());
        assert!(!run::add(db, new("b", Some("2026-09-01")), NOW).await.unwrap(), "one a day");
        assert!(run::add(db, new("c", None), NOW).await.unwrap());
        let until = NOW.plus_seconds(60);
        let other = database.another_process().await;
        let (here, there) = tokio::join!(run::claim(db, "here", NOW, until), run::claim(other.writer(), "there", NOW, until));
        let claimed: Vec<_> = [here.unwrap(), there.unwrap()].into_iter().flatten().collect();
        assert!(!claimed.is_empty() && claimed.iter().filter(|run| run.public_id == "a").count() <= 1);
        assert!(run::claim(db, "third", NOW, until).await.unwrap().is_none(), "one at a time in an organization");
        let taken = &claimed[0];
        let late = Timestamp(until.0 + 1);
        let again = run::claim(db, "late", late, late.plus_seconds(60)).await.unwrap().unwrap();
        assert!(run::keep(db, again.id, "late", late).await.unwrap());
        let progress = run::Progress { step: 1, cursor: 5, acted: 3, report: String::from("{}") };
        assert!(!run::advance(db, again.id, "here", &progress, until).await.unwrap() || taken.id != again.id);
        assert!(run::advance(db, again.id, "late", &progress, late).await.unwrap());
        assert!(run::cancel(db, database.organization, &again.public_id, PatronId(1), late).await.unwrap());
        assert!(!run::advance(db, again.id, "late", &progress, late).await.unwrap(), "called off");
        assert!(!run::cancel(db, database.organization, &again.public_id, PatronId(1), late).await.unwrap());
    }
}

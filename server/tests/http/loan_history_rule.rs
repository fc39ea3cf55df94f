//! For any decisions of staff, answers of patrons and dates, the day's run anonymizes exactly the rows that the written rule
//! names. The rule is written here once more, in a few lines that use nothing of the product.

use std::collections::BTreeSet;

use crate::{
    harness::{Database, PATRONS, Portal, Random, STAFF},
    loan_history::{DAY, work},
};

on_each_database!(what_goes_by_itself_is_exactly_what_the_written_rule_names);

/// Random libraries a database, a day apart: the clocks go forward meanwhile.
const LIBRARIES: u64 = 40;
const CATEGORIES: [&str; 3] = ["HENKILO", "LAPSI", "MUU"];

/// A decision: its policy as it is stored, and whether it is taken back or yet to come.
type Decided = (&'static str, bool);

/// Somebody, as the rule sees them.
struct Somebody {
    category: &'static str,
    own: Vec<Decided>,
    /// The last answer about being kept longer.
    answer: &'static str,
    rolls: bool,
    /// Days ago that they came into their category.
    since: Option<i64>,
    is_held: bool,
}

/// A returned loan or an ended hold.
struct Row {
    item: u64,
    is_hold: bool,
    is_open: bool,
    is_unpaid: bool,
    /// When it ended, if anybody wrote it down.
    ended: Option<i64>,
}

fn day_of(time: i64) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Helsinki").unwrap();
    jiff::Timestamp::from_second(time).unwrap().to_zoned(zone).date().to_string()
}

/// What decisions about the same say: the last one in force, unless it says “as the level above”.
fn says(decided: &[Decided]) -> Option<&'static str> {
    decided.iter().rfind(|(_, holds)| *holds).map(|(policy, _)| *policy).filter(|policy| !policy.is_empty())
}

/// The written rule.
fn goes(row: &Row, whose: &Somebody, category: &[Decided], library: &[Decided], now: i64) -> bool {
    let is_own = says(&whose.own).is_some();
    let Some((keeping, after)) =
        says(&whose.own).or(says(category)).or(says(library)).and_then(|policy| policy.split_once(':'))
    else {
        return false;
    };
    let by_itself = match keeping {
        "with-consent" => whose.answer != "given",
        "until-switched" => whose.rolls,
        _ => false,
    };
    let is_new_in_category = !is_own && whose.since.is_some_and(|days| days < 30);
    if !by_itself || is_new_in_category || whose.is_held || row.is_open || (row.is_unpaid && !row.is_hold) {
        return false;
    }
    let Some(ended) = row.ended else { return after != "never" };
    match (after, row.is_hold) {
        ("never", _) => false,
        ("at-once", false) => ended <= now,
        ("at-once", true) => day_of(ended) <= day_of(now),
        (days, false) => ended < now - days.parse::<i64>().unwrap() * DAY,
        (days, true) => day_of(ended) < day_of(now - days.parse::<i64>().unwrap() * DAY),
    }
}

/// Up to three decisions about the same, one after the other.
async fn decide(portal: &Portal, random: &mut Random, level: &str, category: &str, patron: &str) -> Vec<Decided> {
    let now = portal.clock.now().0;
    let mut decided = Vec::new();
    for _ in 0..random.below(4) {
        let keeping = random.pick(&["with-consent", "with-consent", "with-consent", "until-asked", "until-switched"]);
        let after = random.pick(&["at-once", "1", "7", "7", "30", "never"]);
        let policy = if random.once_in(5) { String::new() } else { format!("{keeping}:{after}") };
        let (effect, revoked) = random.pick(&[(0, "NULL"), (-DAY, "NULL"), (0, "NULL"), (1, "NULL"), (0, "1")]);
        let columns = "public_id, organization_id, level, patron_category, patron_id, policy, decided_at, takes_effect_at, \
                       revoked_at";
        let id = format!("{level}{category}{patron}{}-{now}", decided.len());
        let effect_at = now + effect;
        portal
            .execute(&format!(
                "INSERT INTO history_policy ({columns}) VALUES ('{id}', 1, '{level}', NULLIF('{category}', ''), {patron}, \
                 '{policy}', 0, {effect_at}, {revoked})"
            ))
            .await;
        let policy: &'static str = policy.leak();
        decided.push((policy, effect <= 0 && revoked == "NULL"));
    }
    decided
}

/// Somebody answers, chooses, is held, and comes into a category.
async fn somebody(portal: &Portal, random: &mut Random, patron: i64) -> Somebody {
    let now = portal.clock.now().0;
    let category = random.pick(&CATEGORIES);
    let since = random.pick(&[None, None, None, Some(3), Some(29), Some(30), Some(31)]);
    let since_at = since.map_or_else(|| String::from("NULL"), |days| (now - days * DAY).to_string());
    portal
        .execute(&format!(
            "UPDATE patron SET patron_category = '{category}', category_since = {since_at} WHERE id = {patron}"
        ))
        .await;
    let mut answers = Vec::new();
    for at in 0..random.below(4) {
        let (answer, ago) = (random.pick(&["given", "withdrawn", "refused"]), random.below(3));
        let when = now - i64::try_from(ago).unwrap();
        let columns = "public_id, patron_id, purpose, answer, how, answered_at";
        let values = format!("'{patron}-{at}-{now}', {patron}, 'loan-history', '{answer}', 'page', {when}");
        portal.execute(&format!("INSERT INTO consent_receipt ({columns}) VALUES ({values})")).await;
        answers.push((when, at, answer));
    }
    let mut rolls = false;
    for _ in 0..random.below(3) {
        rolls = random.once_in(2);
        let values = format!("{patron}, 'rolling', {}, 1", i64::from(rolls));
        portal
            .execute(&format!("INSERT INTO history_choice (patron_id, choice, is_on, chosen_at) VALUES ({values})"))
            .await;
    }
    let is_held = random.once_in(8);
    if is_held {
        let columns = "public_id, organization_id, patron_id, reason, placed_by, placed_at";
        let values = format!("'{patron}-{now}', 1, {patron}, 'Riita', {patron}, 1");
        portal.execute(&format!("INSERT INTO retention_hold ({columns}) VALUES ({values})")).await;
    }
    let own =
        if random.once_in(3) { decide(portal, random, "patron", "", &patron.to_string()).await } else { Vec::new() };
    let answer = answers.iter().max().map_or("", |(_, _, answer)| *answer);
    Somebody { category, own, answer, rolls, since, is_held }
}

/// A loan or hold around the time at which some policy makes it old.
async fn row(portal: &Portal, random: &mut Random, patron: i64, item: u64) -> Row {
    let days = random.pick(&[None, Some(0), Some(1), Some(6), Some(7), Some(8), Some(30), Some(31), Some(400)]);
    let ended = days.map(|days| portal.clock.now().0 - days * DAY + random.pick(&[-1, 0, 1, 9 * 3_600]));
    let (is_hold, is_open, is_unpaid) = (random.once_in(3), random.once_in(8), random.once_in(8));
    let (table, column, when) = if is_hold {
        ("hold", random.pick(&["cancelled_on", "placed_on"]), ended.map(|ended| format!("'{}'", day_of(ended))))
    } else {
        ("checkout", random.pick(&["returned_at", "checked_out_at"]), ended.map(|ended| ended.to_string()))
    };
    let when = when.unwrap_or_else(|| String::from("NULL"));
    let values = format!("{patron}, 'r{item}', {}, 'Teos', {when}, {item}, 1", i64::from(is_open));
    let columns = format!("patron_id, source_id, is_open, title, {column}, item_number, digest");
    portal.execute(&format!("INSERT INTO {table} ({columns}) VALUES ({values})")).await;
    if is_unpaid {
        let columns = "patron_id, source_id, amount, outstanding, item_number, digest";
        let values = format!("{patron}, 'f{item}', 5, 5, {item}, 1");
        portal.execute(&format!("INSERT INTO account_line ({columns}) VALUES ({values})")).await;
    }
    Row { item, is_hold, is_open, is_unpaid, ended }
}

async fn what_goes_by_itself_is_exactly_what_the_written_rule_names(database: Database) {
    let portal = Portal::on(database).await;
    let (mut gone, mut stayed) = (0, 0);
    for seed in 0..LIBRARIES {
        let mut random = Random::new(seed);
        let tables = [
            "history_policy",
            "history_choice",
            "consent_receipt",
            "retention_hold",
            "checkout",
            "hold",
            "account_line",
        ];
        for table in tables {
            portal.execute(&format!("DELETE FROM {table}")).await;
        }
        let library = decide(&portal, &mut random, "organization", "", "NULL").await;
        let mut of_category = Vec::new();
        for category in CATEGORIES {
            of_category.push((category, decide(&portal, &mut random, "category", category, "NULL").await));
        }
        let (mut expected, mut item) = (BTreeSet::new(), 0);
        for person in PATRONS.into_iter().chain(STAFF) {
            let patron = portal.id_of(person).await;
            let whose = somebody(&portal, &mut random, patron).await;
            let (_, category) = of_category.iter().find(|(category, _)| *category == whose.category).unwrap();
            for _ in 0..random.below(9) {
                item += 1;
                let row = row(&portal, &mut random, patron, item).await;
                if goes(&row, &whose, category, &library, portal.clock.now().0) {
                    expected.insert(row.item.to_string());
                }
            }
        }
        work(&portal).await;
        // Nobody's rows have no number any more by which they could be told apart: what is missing went.
        let (mut left, mut nobodys) = (BTreeSet::new(), 0);
        for table in ["checkout", "hold"] {
            let rows = format!("FROM {table} t JOIN patron p ON p.id = t.patron_id WHERE p.is_anonymous");
            left.extend(portal.texts(&format!("SELECT CAST(t.item_number AS TEXT) {rows} = 0")).await);
            nobodys += portal.number(&format!("SELECT COUNT(*) {rows} = 1")).await;
        }
        let went: BTreeSet<_> = (1..=item).map(|item| item.to_string()).filter(|item| !left.contains(item)).collect();
        let differ: Vec<_> = went.symmetric_difference(&expected).collect();
        assert!(differ.is_empty(), "items {differ:?}; went {went:?}, must go {expected:?}");
        assert_eq!(usize::try_from(nobodys).unwrap(), went.len(), "none is lost");
        (gone, stayed) = (gone + went.len(), stayed + left.len());
        portal.clock.advance(DAY);
    }
    assert!(gone > 100 && stayed > 100, "{gone} went, {stayed} stayed: nothing was tried");
}

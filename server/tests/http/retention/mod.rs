//! How long data is kept: nothing goes before somebody looked and said so, nobody leaves in surprise, and a run does what was
//! confirmed, once, whatever happens to the nodes that make it.

pub mod people;
mod races;
mod rules;
mod runs;
mod statistics;
mod undated;
mod untold;

use crate::harness::{ANNA, Answer, Browser, Database, Person, Portal, STAFF};

pub const OFFICER: Person = STAFF[1];
pub const DAY: i64 = 24 * 60 * 60;
/// Returned loans of Anna's.
pub const LOANS: i64 = 120;

/// A portal where all returned loans are eleven years old.
pub async fn with_old_loans(database: Database) -> Portal {
    let portal = Portal::on(database).await;
    age_loans(&portal).await;
    portal
}

pub async fn age_loans(portal: &Portal) {
    portal.execute("UPDATE checkout SET returned_at = 1420113600 WHERE is_open = 0").await;
}

pub async fn of_anna(portal: &Portal) -> i64 {
    let anna = portal.id_of(ANNA).await;
    portal.number(&format!("SELECT COUNT(*) FROM checkout WHERE patron_id = {anna} AND is_open = 0")).await
}

pub async fn public_id(portal: &Portal, person: Person) -> String {
    portal.texts(&format!("SELECT public_id FROM patron WHERE cardnumber = '{}'", person.card)).await.remove(0)
}

pub async fn of_nobody(portal: &Portal) -> i64 {
    let sql = "SELECT COUNT(*) FROM checkout c JOIN patron p ON p.id = c.patron_id WHERE p.is_anonymous = 1";
    portal.number(sql).await
}

/// Runs what a subject's page shows, with its number.
pub async fn run_as_shown(browser: &mut Browser, subject: &str) -> Answer {
    let page = browser.get(&format!("/staff/retention/rules/{subject}")).await.text();
    let shown = page.split("name=\"shown\" value=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    run(browser, subject, shown).await
}

pub async fn run(browser: &mut Browser, subject: &str, shown: i64) -> Answer {
    let fields = [("shown", shown.to_string()), ("confirmed", String::from("1"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&format!("/staff/retention/rules/{subject}/run"), &fields).await
}

//! The written rule.

use super::*;
use crate::category::Category;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn until(age: u16, sights: &[Sight]) -> GuardianRule {
    GuardianRule::new(WardAge::new(age).unwrap(), sights.iter().copied().collect())
}

const ANYTHING: WardChoice = WardChoice { checkouts: None, fees: None };

fn shown(rule: GuardianRule, choice: WardChoice) -> Vec<Sight> {
    let seen = seen(rule, Some(date("2016-06-15")), choice, date("2026-03-02"));
    seen.map(|seen| seen.sights.iter().collect()).unwrap_or_default()
}

#[test]
fn it_ends_on_the_birthday_itself() {
    let on = |today| seen(until(15, &[Sight::Fees]), Some(date("2011-03-02")), ANYTHING, date(today)).is_ok();
    assert!(on("2026-03-01"));
    assert!(!on("2026-03-02"), "on the birthday nothing is seen any more");
    assert!(!on("2031-01-01"));
    assert!(!on("2011-03-01"), "who is not born yet has no age");
}

#[test]
fn who_was_born_on_a_leap_day_is_older_on_the_first_of_march() {
    let born = Some(date("2012-02-29"));
    let found = |age, today| seen(until(age, &[Sight::Fees]), born, ANYTHING, date(today)).map(|seen| seen.until);
    assert_eq!(found(15, "2027-02-28"), Ok(date("2027-03-01")));
    assert_eq!(found(15, "2027-03-01"), Err(Unseen::Grown));
    assert_eq!(found(16, "2028-02-28"), Ok(date("2028-02-29")), "in a leap year it is the day itself");
    assert_eq!(found(16, "2028-02-29"), Err(Unseen::Grown));
}

#[test]
fn the_day_that_is_told_is_the_first_day_on_which_nothing_is_seen() {
    // Every day of birth in eight years, at every age: those with leap days among them.
    let mut born = date("2008-01-01");
    while born < date("2016-01-01") {
        for years in WardAge::YEARS {
            let age = WardAge::new(years).unwrap();
            let day = age.reached_by(born).unwrap();
            assert!(years_old(born, day) >= Some(years), "{born} {years}");
            assert!(years_old(born, day.plus_days(-1).unwrap()) < Some(years), "{born} {years}");
        }
        born = born.plus_days(1).unwrap();
    }
}

#[test]
fn without_a_day_of_birth_nothing_is_seen() {
    let found = |born| seen(until(18, &[Sight::Fees]), born, ANYTHING, date("2026-03-02"));
    assert_eq!(found(None), Err(Unseen::BirthUnknown));
    assert_eq!(found(Some(date("9995-01-01"))), Err(Unseen::BirthUnknown));
}

#[test]
fn nothing_is_open_until_the_library_says_so() {
    let today = date("2026-03-02");
    let rule = GuardianRules::default().of(Some("LAPSI"));
    assert_eq!(seen(rule, Some(today), ANYTHING, today), Err(Unseen::ByLibrary));
    assert_eq!(until(15, &[]), GuardianRule::Nothing);
    assert_eq!(until(15, &[Sight::Titles]), GuardianRule::Nothing, "titles alone open nothing");
}

#[test]
fn the_wards_own_choice_narrows_and_never_widens() {
    let all = until(15, &Sight::ALL);
    let choice = |checkouts, fees| WardChoice { checkouts, fees };
    assert_eq!(shown(all, choice(Some(true), Some(true))), Sight::ALL);
    assert_eq!(
        shown(all, choice(None, Some(false))),
        [Sight::Restrictions, Sight::Checkouts, Sight::Holds, Sight::Titles]
    );
    assert_eq!(
        shown(all, choice(Some(false), None)),
        [Sight::Fees, Sight::Restrictions, Sight::Holds],
        "nor does a fee or a hold tell what is read"
    );
    assert_eq!(shown(until(15, &[Sight::Restrictions]), choice(Some(true), Some(true))), [Sight::Restrictions]);
    let fees = seen(until(15, &[Sight::Fees]), Some(date("2016-06-15")), choice(None, Some(false)), date("2026-03-02"));
    assert_eq!(fees, Err(Unseen::ByWard));
}

#[test]
fn a_category_has_a_rule_of_its_own_or_the_usual_one() {
    let mut rules = GuardianRules { usual: Some(until(15, &[Sight::Fees])), ..GuardianRules::default() };
    rules.of_category.insert(String::from("NUORI"), GuardianRule::Nothing);
    assert_eq!(rules.of(Some("LAPSI")), until(15, &[Sight::Fees]));
    assert_eq!(rules.of(None), until(15, &[Sight::Fees]));
    assert_eq!(rules.of(Some("NUORI")), GuardianRule::Nothing);
}

#[test]
fn a_rule_is_read_as_it_was_written_and_what_is_not_understood_opens_nothing() {
    for rule in [GuardianRule::Nothing, until(1, &[Sight::Holds]), until(18, &Sight::ALL)] {
        assert_eq!(GuardianRule::parse(&rule.to_string()), rule);
    }
    for text in ["", "15", "0:fees", "19:fees", "-1:fees", "15:", "15:everything", "fees:15", "as-usual"] {
        assert_eq!(GuardianRule::parse(text), GuardianRule::Nothing, "{text}");
    }
}

#[test]
fn without_titles_no_column_tells_of_one() {
    let telling =
        ["title", "author", "barcode", "description", "note", "comment", "item_type", "item_number", "biblio_number"];
    let sights: Sights = Sight::ALL.into_iter().collect();
    for category in Category::ALL {
        let Some(section) = sights.without(Sight::Titles).section(category) else { continue };
        assert!(section.table.columns.iter().all(|column| !telling.contains(&column.name)), "{category:?}");
        let titled = sights.section(category).unwrap();
        let full = crate::sections::section(category);
        for column in titled.table.columns {
            assert!(full.shown().any(|other| other.name == column.name), "{} is nothing its owner sees", column.name);
            assert!(!["note", "comment"].contains(&column.name), "what staff wrote is never shown");
        }
        for section in [section, titled] {
            assert_eq!((section.category, section.open, section.table.name), (category, full.open, full.table.name));
            assert!(section.main.iter().all(|name| section.shown().any(|column| column.name == *name)));
        }
    }
    for category in
        [Category::CheckoutHistory, Category::HoldHistory, Category::Log, Category::Messages, Category::Contact]
    {
        assert!(sights.section(category).is_none(), "{category:?} is never a guardian's");
    }
}

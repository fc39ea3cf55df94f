//! Everybody else in town.

use super::{
    LIBRARIES,
    calendar::Calendar,
    cast::Character,
    line::Line,
    person::{Person, borrowernumber, names},
    random::Random,
};

/// Numbers of the patrons without a story of their own.
const NUMBERS: std::ops::Range<i64> = 2000..2286;

/// The lines of all patrons.
pub(super) fn lines(characters: &[Character], calendar: Calendar) -> Vec<u8> {
    let mut lines = String::new();
    for character in characters {
        lines.push_str(&character.line(calendar).finish());
    }
    for number in NUMBERS {
        lines.push_str(&someone(number, calendar).finish());
    }
    lines.into_bytes()
}

/// Every seventh patron is a parent, and the one after that their child.
const FAMILY: i64 = 7;

fn person(number: i64) -> Person {
    let place = number % FAMILY;
    if place > 1 {
        return Person { number, ..Person::default() };
    }
    let mut random = Random::new((number - place).unsigned_abs() ^ 0xFA);
    let names = names(&mut random, None);
    let (surname, library) = (*random.pick(names.surnames), random.pick(&LIBRARIES).0);
    let age = if place == 0 { random.between(34, 50) } else { random.between(7, 14) };
    Person {
        number,
        surname: Some(surname),
        lang: Some(names.lang),
        library: Some(library),
        age: Some(age),
        ..Person::default()
    }
}

fn someone(number: i64, calendar: Calendar) -> Line {
    let mut line = person(number).line(calendar);
    if number % FAMILY == 0 {
        line.guardian_of(borrowernumber(number + 1), line.say("Huoltaja", "Vårdnadshavare", "Guardian"));
    }
    // Few read much, most read some.
    let eagerness = match line.random.between(0, 19) {
        0 => 400,
        1..4 => 120,
        4..12 => 40,
        12..18 => 12,
        _ => 0,
    };
    if eagerness == 0 {
        return line;
    }
    let open = line.random.between(0, 6).unsigned_abs();
    line.open_loans(usize::try_from(open).unwrap_or(0));
    let returned = line.random.between(eagerness / 2, eagerness * 2).unsigned_abs();
    line.returned_loans(usize::try_from(returned).unwrap_or(0), 6 * 365);
    let (holds, ended) = (line.random.between(0, 2), line.random.between(0, eagerness / 6));
    line.some_holds(holds, ended);
    if line.random.percent(60) {
        line.preferences();
    }
    if line.random.percent(35) {
        let ago = line.random.between(10, 2_000);
        let is_given = line.random.percent(80);
        line.consent("GDPR_PROCESSING", ago, is_given);
    }
    if line.random.percent(6) {
        let text = line.say("Uusi kirjastokortti", "Nytt bibliotekskort", "New library card");
        let at = line.calendar.open_hours(-200, &mut line.random);
        line.fee(at, text, "NEW_CARD", "3.00", "0.00", None);
    }
    if line.random.percent(5) {
        line.restriction("MANUAL", "Kortti kadonnut", 12, Some(30));
    }
    if line.random.percent(8) {
        let text = line.say("Löytötavara palvelupisteessä", "Hittegods vid disken", "Lost property at the desk");
        line.message("B", text, 20);
    }
    if line.random.percent(6) {
        let status = *line.random.pick(&["ASKED", "ACCEPTED", "ORDERED", "AVAILABLE", "REJECTED"]);
        let ago = line.random.between(2, 700);
        line.suggestion(status, ago, None, None);
    }
    if line.random.percent(4) {
        line.interlibrary_loan("ill_loans", "COMP", "Varastokirjasto", None);
    }
    line
}

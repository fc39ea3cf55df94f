//! The people of the demo library who have a story, and who show something.

use carrel_domain::Role;
use serde_json::json;

use super::{
    calendar::Calendar,
    line::Line,
    person::{Person, borrowernumber},
};

/// Someone to sign in as.
pub(super) struct Character {
    pub person: Person,
    pub role: Role,
    /// What they show, in English.
    pub shows: &'static str,
    story: fn(&mut Line),
}

/// Number of the first staff member.
const STAFF: i64 = 21;

/// Everyone with a story.
pub(super) fn cast() -> Vec<Character> {
    let person = |number, firstname, surname, lang, age| Person {
        number,
        surname: Some(surname),
        firstname: Some(firstname),
        lang: Some(lang),
        age: Some(age),
        ..Person::default()
    };
    let patron = |person, shows, story| Character { person, role: Role::Patron, shows, story };
    let mut cast = vec![
        patron(
            person(1001, "Aino", "Virtanen", "fi-FI", 41),
            "something in every category, and a child in her care",
            aino,
        ),
        patron(person(1002, "Onni", "Virtanen", "fi-FI", 9), "a child whose guardian sees some of his data", |line| {
            line.open_loans(3);
            line.returned_loans(60, 900);
            line.attribute("SCHOOL", "Koivukylän koulu");
            // At the desk his family said that his mother may see both.
            for shown in ["privacy_guarantor_checkouts", "privacy_guarantor_fines"] {
                line.personal.insert(String::from(shown), json!(1));
            }
            let at = line.calendar.open_hours(-21, &mut line.random);
            line.fee(at, "Kadonnut kirjastokortti", "NEW_CARD", "3.00", "3.00", None);
        }),
        patron(person(1003, "Kerttu", "Lehtonen", "fi-FI", 78), "20,000 loans in the history", |line| {
            let note = "Käyttää kuulolaitetta, soita mieluummin iltapäivällä.";
            line.personal.insert(String::from("contactnote"), json!(note));
            line.open_loans(25);
            line.returned_loans(20_000, 6 * 365);
            line.some_holds(12, 400);
            line.preferences();
        }),
        patron(person(1004, "Noora", "Alku", "fi-FI", 23), "a new patron, with nothing yet", |_| {}),
        patron(
            person(1005, "Veikko", "Törmänen", "fi-FI", 55),
            "fees, a bill, a restriction, notices that failed",
            veikko,
        ),
        patron(
            person(1006, "Åsa", "Åkerblom", "sv-FI", 36),
            "a Swedish-speaking patron, holds in every state",
            |line| {
                line.waiting_hold(20);
                line.hold("holds", 9, Some("T"), &json!({"itemnumber": 4711}));
                line.hold("holds", 3, Some("P"), &json!({"itemnumber": 4712}));
                line.hold(
                    "holds",
                    15,
                    None,
                    &json!({"priority": 4, "reservenotes": "Gärna den svenska översättningen"}),
                );
                let until = super::calendar::date(line.calendar.day(30));
                line.hold("holds", 40, None, &json!({"priority": 2, "suspend": 1, "suspend_until": until}));
                line.some_holds(0, 25);
                line.returned_loans(80, 2_000);
            },
        ),
        patron(person(1007, "ليلى", "حدّاد", "ar", 29), "an Arabic name, written from right to left", |line| {
            line.open_loans(4);
            line.returned_loans(50, 1_200);
            line.preferences();
        }),
        patron(person(1008, "Růžena", "Šťastná", "cs-CZ", 47), "loans from other libraries, suggestions", |line| {
            line.interlibrary_loan("ill_loans", "IN", "Kansalliskirjasto", Some(14));
            line.interlibrary_loan("ill_loans", "CHK", "Moravská zemská knihovna v Brně", Some(21));
            line.interlibrary_loan("ill_copies", "COMP", "Helsingin yliopiston kirjasto", None);
            line.suggestion("ORDERED", 20, Some("I read the first part in Czech."), None);
            line.suggestion("REJECTED", 300, None, Some("Out of print."));
            line.returned_loans(35, 1_500);
        }),
        patron(person(1009, "Paweł", "Łukaszewicz", "pl-PL", 33), "a patron who keeps no loan history", |line| {
            line.personal.insert(String::from("privacy"), json!(2));
            line.open_loans(2);
            line.consent("LOAN_HISTORY", 100, false);
        }),
    ];
    for (at, (firstname, surname, role, shows)) in [
        ("Päivi", "Salonen", Role::Desk, "staff at the desk"),
        ("Juhani", "Heinonen", Role::PrivacyOfficer, "staff who answer data requests"),
        ("Tuulikki", "Niemi", Role::Auditor, "staff who read the logs"),
        ("Antti", "Koskinen", Role::MainUser, "staff who grant rights"),
        ("Linnéa", "Björklund", Role::Administrator, "who runs the installation"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = STAFF + i64::try_from(at).unwrap_or(0);
        let mut person = person(number, firstname, surname, "fi-FI", 35 + number % 20);
        person.category = Some("VIRKAILIJA");
        cast.push(Character {
            person,
            role,
            shows,
            story: |line| {
                line.open_loans(3);
                line.returned_loans(20, 1_000);
            },
        });
    }
    cast
}

impl Character {
    /// Their line.
    pub fn line(&self, calendar: Calendar) -> Line {
        let mut line = self.person.line(calendar);
        (self.story)(&mut line);
        line
    }
}

fn aino(line: &mut Line) {
    line.personal
        .insert(String::from("borrowernotes"), json!("Kysyi suurikokoisista kirjoista muistisairaalle äidilleen."));
    line.personal.insert(String::from("opacnote"), json!("Hopeinen avainnippu odottaa palvelupisteessä."));
    line.personal.insert(String::from("Koivukylä_card_design"), json!("koivunlehti"));
    line.guardian_of(borrowernumber(1002), "Äiti");
    line.open_loans(7);
    line.returned_loans(240, 6 * 365);
    line.some_holds(4, 30);
    line.waiting_hold(12);
    let at = line.calendar.open_hours(-400, &mut line.random);
    line.fee(at, "Uusi kirjastokortti", "NEW_CARD", "3.00", "0.00", None);
    let at = line.calendar.open_hours(-10, &mut line.random);
    line.fee(at, "Noutamaton varaus", "RESERVE_EXPIRED", "1.00", "1.00", None);
    let at = line.calendar.open_hours(-33, &mut line.random);
    line.notice("ODUE", "Lainasi ovat myöhässä", "Hei Aino,\n\npalauta lainasi pian.", "email", at, Some("SENDMAIL"));
    line.message("B", "Löysimme sateenvarjosi lehtisalista. Tervetuloa noutamaan!", 45);
    line.message("L", "Asiakas kysyi lukupiiristä, palataan syksyllä.", 130);
    line.restriction("OVERDUES", "Myöhässä olleet lainat", 500, Some(-480));
    line.suggestion("ASKED", 5, Some("Toive lukupiiriltä"), None);
    line.suggestion("AVAILABLE", 200, None, Some("Hankittu pääkirjastoon"));
    line.interlibrary_loan("ill_loans", "CHK", "Kansalliskirjasto", Some(9));
    line.attribute("SHOW_BCODE", "1");
    line.attribute("HARRASTUS", "Lukupiiri Koivunlehti");
    line.consent("GDPR_PROCESSING", 900, true);
    line.consent("DIRECT_MAILING", 899, false);
    line.preferences();
}

fn veikko(line: &mut Line) {
    // The number is the population register's own example.
    let note = "Masennuslääkitys, maksuista sovittu. Henkilötunnus 131052-308T tarkistettu.";
    line.personal.insert(String::from("borrowernotes"), json!(note));
    line.open_loans(2);
    line.returned_loans(90, 1_800);
    let at = line.calendar.open_hours(-70, &mut line.random);
    line.fee(at, "Laskutettu aineisto: Sinuhe egyptiläinen", "ODUECLAIM", "38.50", "38.50", None);
    let at = line.calendar.open_hours(-69, &mut line.random);
    line.fee(at, "Laskutusmaksu", "PROCESSING", "5.00", "5.00", None);
    line.restriction("OVERDUES", "Palauttamaton aineisto", 70, None);
    for ago in [100, 85, 71] {
        let at = line.calendar.open_hours(-ago, &mut line.random);
        let content = "Hei,\n\nlainasi ovat myöhässä. Palauta ne mihin tahansa toimipisteeseemme.";
        line.notice("ODUE", "Lainasi ovat myöhässä", content, "email", at, Some("SENDMAIL"));
        line.notice("ODUE", "Lainasi ovat myöhässä", content, "print", at, None);
    }
    line.message("L", "Osoite tarkistettava, kirje palautui.", 60);
    line.personal.insert(String::from("gonenoaddress"), json!(1));
}

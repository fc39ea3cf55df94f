//! Who is in the test library, as lines of an all-data file. Every text can be told from every other, so that it can be
//! looked for where it must not be.

use carrel_domain::{Role, Timestamp};
use serde_json::{Value as Json, json};

/// When tests begin: Monday, 2 March 2026, noon UTC.
pub const NOW: Timestamp = Timestamp(1_772_452_800);

/// Someone with a card.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub number: i64,
    pub card: &'static str,
    pub pin: &'static str,
    pub firstname: &'static str,
    pub surname: &'static str,
    pub role: Role,
}

const fn person(number: i64, card: &'static str, names: [&'static str; 2], role: Role) -> Person {
    Person { number, card, pin: "Sesam-8341", firstname: names[0], surname: names[1], role }
}

/// A patron with something in most categories.
pub const ANNA: Person = person(1, "KV29017700011", ["Annastiina", "Kivenhakkaaja"], Role::Patron);
/// Somebody else.
pub const BRUNO: Person = person(2, "KV29017700022", ["Brunolf", "Seppälänmäki"], Role::Patron);
/// A patron whose every text would do harm if it were believed.
pub const HILLA: Person =
    person(3, "KV29017700033", ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>"], Role::Patron);

/// The patrons.
pub const PATRONS: [Person; 3] = [ANNA, BRUNO, HILLA];

/// Staff, one of each role.
pub const STAFF: [Person; 5] = [
    person(21, "KV29017700211", ["Päivikki", "Palvelutiski"], Role::Desk),
    person(22, "KV29017700222", ["Tuulikki", "Tietosuoja"], Role::PrivacyOfficer),
    person(23, "KV29017700233", ["Aukusti", "Auditoija"], Role::Auditor),
    person(24, "KV29017700244", ["Pentti", "Pääkäyttäjä"], Role::MainUser),
    person(25, "KV29017700255", ["Yrjö", "Ylläpitäjä"], Role::Administrator),
];

/// Returned loans of Anna's.
const RETURNED: i64 = 120;
/// Rows that Anna takes home on her first day: two of her record, 3 loans, 120 returned ones, and 1 each of holds, fees,
/// notices and messages. What the log has grows with what she does.
pub const TOTAL_OF_ANNA: usize = 2 + 3 + 120 + 4;

impl Person {
    /// Her e-mail address, which nobody else has.
    pub fn email(self) -> String {
        format!("posti{}@kaivospolku.example", self.number)
    }

    /// First name and surname.
    pub fn name(self) -> String {
        format!("{} {}", self.firstname, self.surname)
    }

    /// The line of an all-data file.
    pub fn line(self) -> String {
        // bcrypt at its least cost, as Koha would have it at a higher one.
        let hash = bcrypt::hash_with_salt(self.pin, 4, [7; 16]).unwrap().to_string();
        let mut document = json!({
            "personal": {
                "borrowernumber": self.number, "cardnumber": self.card, "userid": format!("nimi{}", self.number),
                "surname": self.surname, "firstname": self.firstname, "email": self.email(),
                "phone": "+358 40 5550199", "address": "Kaivospolku 7", "city": "Outokumpu", "zipcode": "83500",
                "dateofbirth": "1984-05-06", "branchcode": "OUT", "categorycode": "HENKILO", "lang": "fi-FI",
                "password": hash, "updated_on": "2026-02-20 12:00:00", "privacy": 1,
            },
            "checkouts": [], "oldcheckouts": [], "holds": [], "accountlines": [], "notices": [], "messages": [],
        });
        match self.number {
            1 => annas_rows(&mut document),
            2 => document["oldcheckouts"] = loan(2, 1, "Vieras kirja", true).into(),
            3 => hillas_rows(&mut document),
            _ => {}
        }
        format!("{document}\n")
    }
}

fn loan(patron: i64, number: i64, title: &str, is_returned: bool) -> Vec<Json> {
    let day = 1 + number % 28;
    vec![json!({
        "issue_id": patron * 1_000_000 + number, "borrowernumber": patron, "itemnumber": number, "branchcode": "OUT",
        "title": title, "author": "Tekijä, Testi", "barcode": format!("B{patron}{number:06}"),
        "issuedate": format!("2025-{:02}-{day:02} 12:00:00", 1 + number % 12),
        "date_due": "2026-03-20 23:59:00",
        "returndate": is_returned.then(|| format!("2025-12-{day:02} 13:00:00")),
    })]
}

fn annas_rows(document: &mut Json) {
    document["checkouts"] = (0..3).flat_map(|number| loan(1, number, &format!("Lainassa {number}"), false)).collect();
    document["oldcheckouts"] =
        (100..100 + RETURNED).flat_map(|number| loan(1, number, &format!("Palautettu {number}"), true)).collect();
    document["holds"] = json!([{
        "reserve_id": 1, "borrowernumber": 1, "reservedate": "2026-02-01", "branchcode": "OUT", "title": "Varattu kirja",
    }]);
    document["accountlines"] = json!([{
        "accountlines_id": 1, "borrowernumber": 1, "date": "2026-02-01 12:00:00", "amount": "2.500000",
        "amountoutstanding": "2.500000", "description": "Myöhästymismaksu", "debit_type_code": "OVERDUE",
    }]);
    document["notices"] = json!([{
        "message_id": 1, "borrowernumber": 1, "subject": "Eräpäivä lähestyy", "content": "Hei Annastiina!",
        "letter_code": "PREDUE", "message_transport_type": "email", "status": "sent",
        "time_queued": "2026-02-02 12:00:00", "to_address": "posti1@kaivospolku.example",
    }]);
    document["messages"] = json!([{
        "message_id": 1, "borrowernumber": 1, "branchcode": "OUT", "message_type": "B", "message": "Sateenvarjo jäi",
        "message_date": "2026-02-03 12:00:00",
    }]);
}

fn hillas_rows(document: &mut Json) {
    let harmful = "<script>alert('x')</script>\" onload=\"alert(3)\u{202e}</textarea></title>'--";
    document["checkouts"] = loan(3, 1, harmful, false).into();
    document["notices"] = json!([{
        "message_id": 3, "borrowernumber": 3, "subject": harmful, "status": "sent", "time_queued": "2026-02-02 12:00:00",
        "content": format!("<iframe src=javascript:alert(4)></iframe>{harmful}"),
    }]);
    document["personal"]["<b>unknown</b>"] = json!("=cmd|' /C calc'!A0");
}

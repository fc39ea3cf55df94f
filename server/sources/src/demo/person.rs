//! Who a demo patron is: the `personal` row.

use serde_json::{Value as Json, json};

use super::{
    calendar::{Calendar, date, time},
    line::Line,
    names::{NAMES, Names, STREETS},
    random::Random,
};

/// What is fixed about a patron; chance makes up the rest.
#[derive(Clone, Copy, Default)]
pub(super) struct Person {
    pub number: i64,
    pub surname: Option<&'static str>,
    pub firstname: Option<&'static str>,
    pub lang: Option<&'static str>,
    pub category: Option<&'static str>,
    pub library: Option<&'static str>,
    pub age: Option<i64>,
}

/// Koha's number of a demo patron.
pub(super) const fn borrowernumber(number: i64) -> i64 {
    100_000 + number
}

/// The card number; its last four digits are the PIN.
pub(super) fn cardnumber(number: i64) -> String {
    format!("29010000{number:04}")
}

/// The last four digits of the card number.
pub(super) fn pin(number: i64) -> String {
    format!("{number:04}")
}

impl Person {
    /// Begins the person's line.
    pub fn line(self, calendar: Calendar) -> Line {
        let mut random = Random::new(self.number.unsigned_abs() ^ 0x5EED);
        let names = names(&mut random, self.lang);
        let is_woman = random.percent(52);
        let chosen = if is_woman { random.pick(names.women) } else { random.pick(names.men) };
        let firstname = self.firstname.unwrap_or(chosen);
        let surname = self.surname.unwrap_or_else(|| *random.pick(names.surnames));
        let age =
            self.age.unwrap_or_else(|| if random.percent(18) { random.between(7, 17) } else { random.between(18, 92) });
        let category = self.category.unwrap_or(match age {
            ..15 => "LAPSI",
            15..18 => "NUORI",
            86.. => "KOTIPALV",
            _ => "HENKILO",
        });
        let library = self.library.unwrap_or_else(|| random.pick(&super::LIBRARIES).0);
        let (street, postcode, town) = *random.pick(&STREETS);
        let number = self.number;
        let mut line = Line::new(borrowernumber(number), calendar, library, names.lang);
        let enrolled = random.between(30, 6 * 365);
        let born = calendar.day(-age * 365 - random.between(20, 340));
        let expires = calendar.day(365 - enrolled % 365);
        let seen = calendar.open_hours(-random.between(1, 90), &mut random);
        let has_mobile = random.percent(70);
        let phone = format!("+358 40 {:03} {:04}", random.between(100, 999), random.between(0, 9999));
        let name_and_address = json!({
            "borrowernumber": borrowernumber(number), "cardnumber": cardnumber(number), "surname": surname,
            "firstname": firstname, "preferred_name": null, "title": null, "othernames": null, "initials": null,
            "streetnumber": null, "address": format!("{street} {}", random.between(1, 48)), "address2": null,
            "city": town, "state": null, "zipcode": postcode, "country": "Suomi",
            "email": format!("asiakas{number}@koivukyla.example"), "phone": phone, "mobile": null,
            "smsalertnumber": has_mobile.then_some(phone), "dateofbirth": date(born),
            "sex": if is_woman { "F" } else { "M" }, "lang": names.lang,
        });
        let membership = json!({
            "branchcode": library, "categorycode": category, "dateenrolled": date(calendar.day(-enrolled)),
            "dateexpiry": date(expires), "date_renewed": (enrolled > 365).then(|| date(calendar.day(-(enrolled % 365)))),
            "gonenoaddress": 0, "lost": 0, "debarred": null, "debarredcomment": null, "borrowernotes": null,
            "opacnote": null, "contactnote": null, "relationship": null, "password": hash(number), "flags": null,
            "userid": cardnumber(number), "sort1": null, "sort2": null, "privacy": 1, "privacy_guarantor_checkouts": 0,
            "privacy_guarantor_fines": 0, "checkprevcheckout": "inherit", "updated_on": time(seen),
            "lastseen": time(seen), "login_attempts": 0, "anonymized": 0, "protected": 0,
        });
        for part in [name_and_address, membership] {
            if let Json::Object(fields) = part {
                line.personal.extend(fields);
            }
        }
        line
    }
}

/// Names of this language, or of any, each as often as it occurs.
pub(super) fn names(random: &mut Random, lang: Option<&str>) -> &'static Names {
    let mut chance = random.next() % 100;
    for (percent, names) in &NAMES {
        if lang == Some(names.lang) {
            return names;
        }
        if lang.is_none() && chance < *percent {
            return names;
        }
        chance = chance.saturating_sub(*percent);
    }
    &NAMES[0].1
}

/// The PIN as Koha keeps it, at the least cost that bcrypt knows: these are not real people's.
fn hash(number: i64) -> Option<String> {
    let mut random = Random::new(number.unsigned_abs() ^ 0xB0C4);
    let mut salt = [0; 16];
    for byte in &mut salt {
        *byte = random.next().to_le_bytes()[0];
    }
    bcrypt::hash_with_salt(pin(number), 4, salt).ok().map(|parts| parts.to_string())
}

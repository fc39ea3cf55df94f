//! Lines of all-data files.

use serde_json::{Value as Json, json};

/// A line of one patron: `personal` with this number, and these sections.
pub fn line(number: u64, sections: Json) -> String {
    line_of(json!({"borrowernumber": number, "cardnumber": format!("29{number}"), "surname": "Mäkinen"}), sections)
}

/// A line with this `personal`, and these sections.
pub fn line_of(personal: Json, sections: Json) -> String {
    let mut line = json!({"personal": personal});
    if let (Json::Object(line), Json::Object(sections)) = (&mut line, sections) {
        line.extend(sections);
    }
    format!("{line}\n")
}

/// Returned loans with numbers from 1, one a day.
pub fn loans(count: u64) -> Json {
    (1..=count).map(|number| loan(number, "Seitsemän veljestä")).collect()
}

/// A loan.
pub fn loan(number: u64, title: &str) -> Json {
    let (year, month, day) = (2020 + number / 336 % 6, number / 28 % 12 + 1, number % 28 + 1);
    json!({"issue_id": number, "title": title, "issuedate": format!("{year}-{month:02}-{day:02} 10:00:00")})
}

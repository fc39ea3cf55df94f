//! Large libraries and large patrons for measuring: quick to make, in the shape of a real file.

use std::io::{self, Write};

use super::{names::BOOKS, random::Random};

/// Rows of one patron of every hundred, as a real library has them.
const SHARES: [(&str, u64); 6] =
    [("oldcheckouts", 48), ("checkouts", 6), ("accountlines", 24), ("notices", 18), ("oldholds", 3), ("holds", 1)];

/// Writes an all-data file of so many patrons with so many rows each.
///
/// # Errors
/// When the writer fails.
pub fn generate_alldata(patrons: u64, rows_per_patron: u64, writer: &mut dyn Write) -> io::Result<()> {
    for patron in 0..patrons {
        let number = 1_000_000 + patron;
        personal(number, writer)?;
        let mut random = Random::new(number);
        let mut left = rows_per_patron;
        for (at, (section, share)) in SHARES.iter().enumerate() {
            let rows = if at + 1 == SHARES.len() { left } else { (rows_per_patron * share / 100).min(left) };
            left -= rows;
            write!(writer, ", \"{section}\": [")?;
            for row in 0..rows {
                if row > 0 {
                    writer.write_all(b", ")?;
                }
                let id = number * 10_000_000 + u64::try_from(at).unwrap_or(0) * 1_000_000 + row;
                match *section {
                    "accountlines" => account_line(id, number, &mut random, writer)?,
                    "notices" => notice(id, number, &mut random, writer)?,
                    "holds" | "oldholds" => hold(id, number, &mut random, writer)?,
                    _ => checkout(id, number, *section == "oldcheckouts", &mut random, writer)?,
                }
            }
            writer.write_all(b"]")?;
        }
        writer.write_all(b", \"messages\": [], \"debarments\": [], \"suggestions\": []}\n")?;
    }
    Ok(())
}

/// Writes an all-data file of one patron with so many returned loans. The card number is `2` and the number.
///
/// # Errors
/// When the writer fails.
pub fn generate_patron(number: u64, rows: u64, writer: &mut dyn Write) -> io::Result<()> {
    personal(number, writer)?;
    let mut random = Random::new(number);
    writer.write_all(b", \"oldcheckouts\": [")?;
    for row in 0..rows {
        if row > 0 {
            writer.write_all(b", ")?;
        }
        checkout(number * 10_000_000 + row, number, true, &mut random, writer)?;
    }
    writer.write_all(b"]}\n")
}

fn personal(number: u64, writer: &mut dyn Write) -> io::Result<()> {
    // PIN 4711 for everyone.
    write!(
        writer,
        "{{\"personal\": {{\"borrowernumber\": {number}, \"cardnumber\": \"2{number:09}\", \"surname\": \"Mäkinen\", \
         \"firstname\": \"Väinö {number}\", \"title\": null, \"address\": \"Koivukuja {}\", \"city\": \"Koivukylä\", \
         \"zipcode\": \"01990\", \"email\": \"patron{number}@example.org\", \"phone\": \"+358 40 1234567\", \
         \"dateofbirth\": \"1984-02-29\", \"branchcode\": \"KOI\", \"categorycode\": \"HENKILO\", \
         \"dateenrolled\": \"2020-03-01\", \"dateexpiry\": \"2027-03-01\", \"gonenoaddress\": 0, \"lost\": 0, \
         \"password\": \"$2b$04$5ALlN.1mSY6Ux.cZM9FEkeaKctFMAjz13GEvdO8hRX1apb8nGacoO\", \"userid\": \"2{number:09}\", \
         \"privacy\": 1, \"updated_on\": \"2026-04-20 12:00:00\", \"lang\": \"fi-FI\", \"login_attempts\": 0}}",
        number % 48 + 1
    )
}

/// A day and time of the last six years, as text.
fn moment(random: &mut Random) -> String {
    let (year, month, day) = (random.between(2020, 2025), random.between(1, 12), random.between(1, 28));
    let (hour, minute, second) = (random.between(9, 19), random.between(0, 59), random.between(0, 59));
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn checkout(id: u64, number: u64, is_returned: bool, random: &mut Random, writer: &mut dyn Write) -> io::Result<()> {
    let (title, author) = random.pick(&BOOKS);
    let out = moment(random);
    let back = if is_returned { format!("\"{out}\"") } else { String::from("null") };
    write!(
        writer,
        "{{\"issue_id\": {id}, \"borrowernumber\": {number}, \"itemnumber\": {}, \"date_due\": \"{out}\", \
         \"branchcode\": \"KOI\", \"returndate\": {back}, \"lastreneweddate\": null, \"renewals_count\": {}, \
         \"issuedate\": \"{out}\", \"timestamp\": \"{out}\", \"auto_renew\": 0, \"onsite_checkout\": 0, \"note\": null, \
         \"title\": \"{title}\", \"author\": \"{author}\", \"barcode\": \"{:010}\"}}",
        random.between(1, 900_000),
        random.between(0, 3),
        id % 9_999_999_967
    )
}

fn hold(id: u64, number: u64, random: &mut Random, writer: &mut dyn Write) -> io::Result<()> {
    let (title, author) = random.pick(&BOOKS);
    let at = moment(random);
    write!(
        writer,
        "{{\"reserve_id\": {id}, \"borrowernumber\": {number}, \"reservedate\": \"{}\", \"biblionumber\": {}, \
         \"branchcode\": \"KOI\", \"cancellationdate\": null, \"priority\": {}, \"found\": null, \
         \"timestamp\": \"{at}\", \"itemnumber\": null, \"lowestPriority\": 0, \"suspend\": 0, \"item_level_hold\": 0, \
         \"title\": \"{title}\", \"author\": \"{author}\"}}",
        &at[..10],
        random.between(1, 90_000),
        random.between(0, 9)
    )
}

fn account_line(id: u64, number: u64, random: &mut Random, writer: &mut dyn Write) -> io::Result<()> {
    let (title, _) = random.pick(&BOOKS);
    let at = moment(random);
    write!(
        writer,
        "{{\"accountlines_id\": {id}, \"borrowernumber\": {number}, \"itemnumber\": {}, \"issue_id\": {}, \
         \"date\": \"{at}\", \"amount\": \"2.000000\", \"description\": \"Overdue: {title}\", \
         \"amountoutstanding\": \"0.000000\", \"credit_type_code\": null, \"debit_type_code\": \"OVERDUE\", \
         \"payment_type\": null, \"note\": null, \"manager_id\": null, \"status\": \"RETURNED\", \
         \"interface\": \"intranet\", \"branchcode\": \"KOI\", \"timestamp\": \"{at}\"}}",
        random.between(1, 900_000),
        random.between(1, 900_000)
    )
}

fn notice(id: u64, number: u64, random: &mut Random, writer: &mut dyn Write) -> io::Result<()> {
    let (title, _) = random.pick(&BOOKS);
    let at = moment(random);
    write!(
        writer,
        "{{\"message_id\": {id}, \"borrowernumber\": {number}, \"subject\": \"Item due soon\", \
         \"content\": \"Dear Väinö {number},\\n\\n“{title}” is due on {}.\", \"letter_code\": \"PREDUE\", \
         \"message_transport_type\": \"email\", \"status\": \"sent\", \"time_queued\": \"{at}\", \
         \"updated_on\": \"{at}\", \"to_address\": \"patron{number}@example.org\", \
         \"from_address\": \"library@example.org\", \"content_type\": \"text/plain; charset=\\\"UTF-8\\\"\", \
         \"failure_code\": null}}",
        &at[..10]
    )
}

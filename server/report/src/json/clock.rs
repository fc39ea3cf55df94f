//! Points in time in RFC 3339, fast: the library's offset is looked up once for each stretch between two changes of the
//! clocks, not once for each value.

use carrel_domain::Timestamp;
use jiff::tz::TimeZone;

use super::text::integer;

/// First and last second RFC 3339 can write: years 0001 to 9999, a day from either end so that no offset leaves them.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_510_400..=253_402_214_400;

/// Seconds during which the offset from UTC is the same: from, until (not included), offset in seconds.
#[derive(Clone, Copy)]
struct Stretch(i64, i64, i32);

/// Writes times as a zone's clocks show them.
pub(super) struct Clock {
    zone: TimeZone,
    /// Sorted by their beginning.
    known: Vec<Stretch>,
}

impl Clock {
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, known: Vec::new() }
    }

    /// Writes a time with its quotes: `"2026-11-30T23:59:00+02:00"`. One that RFC 3339 cannot write becomes a number of
    /// seconds since 1970, as the schema says.
    pub fn write(&mut self, buffer: &mut Vec<u8>, time: Timestamp) {
        let Some(offset) = self.offset(time.0) else {
            return integer(buffer, time.0);
        };
        // Before standard time, local mean time has offsets with seconds, which RFC 3339 has not.
        let offset = if offset % 60 == 0 { offset } else { 0 };
        let local = time.0 + i64::from(offset);
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        buffer.push(b'"');
        write_date(buffer, year, month, day);
        buffer.push(b'T');
        two(buffer, second / 3600);
        buffer.push(b':');
        two(buffer, second / 60 % 60);
        buffer.push(b':');
        two(buffer, second % 60);
        buffer.push(if offset < 0 { b'-' } else { b'+' });
        let minutes = i64::from(offset.abs() / 60);
        two(buffer, minutes / 60);
        buffer.push(b':');
        two(buffer, minutes % 60);
        buffer.push(b'"');
    }

    fn offset(&mut self, second: i64) -> Option<i32> {
        if !RANGE.contains(&second) {
            return None;
        }
        let at = self.known.partition_point(|stretch| stretch.0 <= second);
        if let Some(&Stretch(_, until, offset)) = at.checked_sub(1).and_then(|before| self.known.get(before))
            && second < until
        {
            return Some(offset);
        }
        let instant = jiff::Timestamp::from_second(second).ok()?;
        let offset = self.zone.to_offset(instant).seconds();
        let next = jiff::Timestamp::from_second(second + 1).ok()?;
        let from = self.zone.preceding(next).next().map_or(i64::MIN, |change| change.timestamp().as_second());
        let until = self.zone.following(instant).next().map_or(i64::MAX, |change| change.timestamp().as_second());
        self.known.insert(at, Stretch(from, until, offset));
        Some(offset)
    }
}

/// Writes `2026-11-30`.
pub(super) fn write_date(buffer: &mut Vec<u8>, year: i64, month: u8, day: u8) {
    two(buffer, year / 100);
    two(buffer, year % 100);
    buffer.push(b'-');
    two(buffer, i64::from(month));
    buffer.push(b'-');
    two(buffer, i64::from(day));
}

fn two(buffer: &mut Vec<u8>, number: i64) {
    let number = u8::try_from(number).unwrap_or_default();
    buffer.extend_from_slice(&[b'0' + number / 10 % 10, b'0' + number % 10]);
}

/// The proleptic Gregorian date of a number of days since 1970-01-01 (Howard Hinnant, “chrono-compatible low-level date
/// algorithms”).
fn civil(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use carrel_domain::Language;
    use carrel_texts::{Format, Texts};

    use super::*;

    #[test]
    fn a_time_is_written_as_the_zone_library_writes_it() {
        for name in ["Europe/Helsinki", "America/St_Johns", "Asia/Kathmandu", "UTC"] {
            let zone = TimeZone::get(name).unwrap();
            let format = Format::new(Texts::of(Language::En), zone.clone(), "EUR");
            let mut clock = Clock::new(zone);
            // Primes, so that every hour and every change of the clocks between 1930 and 2100 is met from both sides.
            for step in -30_000..100_000_i64 {
                let time = Timestamp(step * 41_351);
                let mut buffer = Vec::new();
                clock.write(&mut buffer, time);
                let written = String::from_utf8(buffer).unwrap();
                let expected = format.rfc3339(time);
                if expected.len() == "2026-11-30T23:59:00+02:00".len() {
                    assert_eq!(written, format!("\"{expected}\""), "{name} {}", time.0);
                } else {
                    assert!(written.ends_with("+00:00\""), "{written} for {expected}");
                }
            }
        }
    }

    #[test]
    fn a_time_that_rfc_3339_cannot_write_is_a_number() {
        let mut clock = Clock::new(TimeZone::UTC);
        for second in [i64::MIN, i64::MAX, 999_999_999_999] {
            let mut buffer = Vec::new();
            clock.write(&mut buffer, Timestamp(second));
            assert_eq!(String::from_utf8(buffer).unwrap(), second.to_string());
        }
    }
}

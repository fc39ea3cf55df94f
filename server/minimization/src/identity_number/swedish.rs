//! Personnummer and samordningsnummer: (YY)YYMMDD, hyphen (plus from a hundred years of age), three digits, a check digit.
//! Source: Skatteverket SKV 704 and SKV 707 (day plus 60 for a samordningsnummer).

use super::{
    Confidence,
    calendar::{is_day, is_day_of_some_century},
    candidate::{Candidate, Separator},
};

/// How sure it is that the digits are one.
pub(super) fn confidence(candidate: &Candidate) -> Option<Confidence> {
    let century = match candidate.count {
        10 => 0,
        12 => 2,
        _ => return None,
    };
    if candidate.separator != Separator::None && candidate.before != 6 + century {
        return None;
    }
    let day = candidate.pair(century + 4);
    let day = if day > 60 { day - 60 } else { day };
    let (year, month) = (candidate.pair(century), candidate.pair(century + 2));
    let exists = match century {
        0 => is_day_of_some_century(year, month, day),
        _ => (18..=20).contains(&candidate.pair(0)) && is_day(candidate.number(0, 4), month, day),
    };
    if !exists || !luhn(&candidate.digits()[century..]) {
        return None;
    }
    match (candidate.separator, century) {
        (Separator::Hyphen | Separator::Plus, _) => Some(Confidence::Certain),
        (Separator::None | Separator::Space, 2) => Some(Confidence::Likely),
        (Separator::None | Separator::Space, _) => Some(Confidence::Possible),
        (Separator::Slash, _) => None,
    }
}

/// The check digit of ISO/IEC 7812: every second digit doubled, from the first of ten.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(index, digit)| {
            let value = u32::from(*digit) * if index % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

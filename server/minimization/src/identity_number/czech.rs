//! Rodné číslo, Czech and Slovak: YYMMDD, slash, three digits (born before 1954) or four.
//! Source: Act 133/2000 Coll., § 13: women's months have 50 added; from 2004 20 or 70 where the numbers of a day run out.
//! The ten digits are divisible by 11; until 1985 the check digit might be 0 where the remainder was 10.

use super::{
    Confidence,
    calendar::is_day,
    candidate::{Candidate, Separator},
};

/// How sure it is that the digits are one.
pub(super) fn confidence(candidate: &Candidate) -> Option<Confidence> {
    if !matches!(candidate.count, 9 | 10) || (candidate.separator != Separator::None && candidate.before != 6) {
        return None;
    }
    let (year, day) = (candidate.pair(0), candidate.pair(4));
    // Ten digits are given since 1954, nine before.
    let full_year = match (candidate.count, year) {
        (9, 0..=53) | (10, 54..) => 1900 + year,
        (9, _) => return None,
        (_, _) => 2000 + year,
    };
    let month = match candidate.pair(2) {
        month @ 1..=12 => month,
        month @ 51..=62 => month - 50,
        month @ 21..=32 if full_year >= 2004 => month - 20,
        month @ 71..=82 if full_year >= 2004 => month - 70,
        _ => return None,
    };
    if !is_day(full_year, month, day) {
        return None;
    }
    if candidate.count == 9 {
        // There is no check digit: without a slash only a word beside it makes it one.
        return match candidate.separator {
            Separator::Slash => Some(Confidence::Likely),
            Separator::None | Separator::Space | Separator::Hyphen => Some(Confidence::Possible),
            Separator::Plus => None,
        };
    }
    let (first, check) = (candidate.number(0, 9), candidate.number(9, 1));
    let checked = first % 11 == check || (first % 11 == 10 && check == 0 && (1954..=1985).contains(&full_year));
    match candidate.separator {
        _ if !checked => None,
        Separator::Slash => Some(Confidence::Certain),
        Separator::None | Separator::Space | Separator::Hyphen => Some(Confidence::Possible),
        Separator::Plus => None,
    }
}

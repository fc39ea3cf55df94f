//! CPR-nummer: DDMMYY, hyphen, four digits. Source: CPR-kontoret, “Personnummeret i CPR”: numbers without a valid check
//! digit (modulo 11) are given out since October 2007.

use super::{
    Confidence,
    calendar::is_day_of_some_century,
    candidate::{Candidate, Separator},
};

const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// How sure it is that the digits are one.
pub(super) fn confidence(candidate: &Candidate) -> Option<Confidence> {
    if candidate.count != 10 || (candidate.separator != Separator::None && candidate.before != 6) {
        return None;
    }
    // Replacement numbers have 60 added to the day.
    let day = candidate.pair(0);
    let day = if day > 60 { day - 60 } else { day };
    if !is_day_of_some_century(candidate.pair(4), candidate.pair(2), day) {
        return None;
    }
    match candidate.separator {
        Separator::Hyphen if candidate.weighted(&WEIGHTS).is_multiple_of(11) => Some(Confidence::Certain),
        Separator::Hyphen => Some(Confidence::Likely),
        Separator::None | Separator::Space => Some(Confidence::Possible),
        Separator::Plus | Separator::Slash => None,
    }
}

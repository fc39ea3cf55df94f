//! PESEL: YYMMDD, four digits, a check digit, in one run. Source: Ustawa o ewidencji ludności, art. 15; the month says the
//! century: 80 is added for 18.., nothing for 19.., 20 for 20.., 40 for 21.., 60 for 22...

use super::{
    Confidence,
    calendar::is_day,
    candidate::{Candidate, Separator},
};

const WEIGHTS: [u32; 11] = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];

/// How sure it is that the digits are one. Centuries in which nobody who lives was born would only catch card numbers.
pub(super) fn confidence(candidate: &Candidate) -> Option<Confidence> {
    if candidate.count != 11 || candidate.separator != Separator::None {
        return None;
    }
    let (century, month, sure) = match candidate.pair(2) {
        month @ 1..=12 => (1900, month, Confidence::Likely),
        month @ 21..=32 => (2000, month - 20, Confidence::Likely),
        month @ 41..=52 => (2100, month - 40, Confidence::Possible),
        month @ 61..=72 => (2200, month - 60, Confidence::Possible),
        month @ 81..=92 => (1800, month - 80, Confidence::Possible),
        _ => return None,
    };
    let exists = is_day(century + candidate.pair(0), month, candidate.pair(4));
    (exists && candidate.weighted(&WEIGHTS).is_multiple_of(10)).then_some(sure)
}

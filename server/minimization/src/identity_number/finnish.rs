//! Henkilötunnus: DDMMYY, a sign for the century, three digits, a check character.
//! Source: Digital and Population Data Services Agency; the signs beyond “+-A” were added in 2023 (Decree 690/2022).

use super::calendar::is_day;

/// Check characters, by the nine digits modulo 31.
const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// The century that a sign stands for.
const fn century(sign: char) -> Option<u32> {
    match sign.to_ascii_uppercase() {
        '+' => Some(1800),
        '-' | 'Y' | 'X' | 'W' | 'V' | 'U' => Some(1900),
        'A' | 'B' | 'C' | 'D' | 'E' | 'F' => Some(2000),
        _ => None,
    }
}

/// Whether these are the parts of one; numbers from 900 are temporary ones, which say who somebody is just the same.
pub(super) fn is_valid(birth: &[u8], sign: char, individual: &[u8], check: u8) -> bool {
    let number =
        |digits: &[u8]| digits.iter().fold(0_u32, |number, digit| number * 10 + u32::from(digit.wrapping_sub(b'0')));
    let (Some(day), Some(month), Some(year)) = (birth.get(..2), birth.get(2..4), birth.get(4..6)) else { return false };
    let Some(century) = century(sign) else { return false };
    let expected = CHECK.get(((number(birth) * 1000 + number(individual)) % 31) as usize);
    number(individual) >= 2
        && is_day(century + number(year), number(month), number(day))
        && expected == Some(&check.to_ascii_uppercase())
}

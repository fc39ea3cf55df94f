//! Whether a day exists.

/// Whether the day exists in this year.
pub(super) const fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    day >= 1 && day <= days
}

/// Whether the day exists in one of the centuries that two digits of a year may mean.
pub(super) const fn is_day_of_some_century(year: u32, month: u32, day: u32) -> bool {
    is_day(1900 + year, month, day) || is_day(2000 + year, month, day)
}

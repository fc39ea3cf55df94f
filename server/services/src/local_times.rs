//! Times of a zone, many after one another: an answer of a hundred rows has hundreds.

use carrel_domain::Timestamp;
use jiff::{
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// Between these seconds, 1990 and 2050, the zone's changes are looked up once: what libraries keep is hardly ever older.
const FIRST: i64 = 631_152_000;
const END: i64 = 2_524_608_000;

/// A zone with the changes of its offset: they follow from rules, which take longer than everything else about a time.
#[derive(Clone, Debug)]
pub struct LocalTimes {
    zone: TimeZone,
    /// From which second on which offset holds, in order, beginning with [`FIRST`].
    offsets: Vec<(i64, Offset)>,
}

impl LocalTimes {
    /// Looks the zone's changes up.
    pub fn new(zone: TimeZone) -> Self {
        let first = instant(Timestamp(FIRST));
        let changes = zone.following(first).map(|change| (change.timestamp().as_second(), change.offset()));
        let changes = changes.take_while(|(at, _)| *at < END);
        let offsets = std::iter::once((FIRST, zone.to_offset(first))).chain(changes).collect();
        Self { zone, offsets }
    }

    /// Date and time in the zone.
    pub fn at(&self, at: Timestamp) -> DateTime {
        let begun = self.offsets.partition_point(|(from, _)| *from <= at.0);
        match begun.checked_sub(1).and_then(|last| self.offsets.get(last)) {
            Some((_, offset)) if at.0 < END => offset.to_datetime(instant(at)),
            _ => self.zone.to_datetime(instant(at)),
        }
    }
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zones() -> impl Strategy<Value = TimeZone> {
        let names = ["Europe/Helsinki", "Europe/Dublin", "America/Nuuk", "Africa/Casablanca", "Asia/Kolkata", "UTC"];
        proptest::sample::select(names.map(|name| TimeZone::get(name).unwrap()).to_vec())
    }

    proptest! {
        #[test]
        fn a_time_is_what_the_rules_make_of_it(zone in zones(), at in -3_000_000_000_i64..5_000_000_000) {
            prop_assert_eq!(LocalTimes::new(zone.clone()).at(Timestamp(at)), zone.to_datetime(instant(Timestamp(at))));
        }

        #[test]
        fn so_it_is_beside_a_change(zone in zones(), change in 0_usize..1_000, beside in -1_i64..=1) {
            let times = LocalTimes::new(zone.clone());
            let changes = times.offsets.iter().map(|(from, _)| *from).chain([END]).collect::<Vec<_>>();
            let at = changes[change % changes.len()] + beside;
            prop_assert_eq!(times.at(Timestamp(at)), zone.to_datetime(instant(Timestamp(at))));
        }
    }
}

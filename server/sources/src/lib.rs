//! Importers: reading what other systems hold, and the demo library.

pub mod alldata;
pub mod demo;
pub mod error;
pub mod koha;
pub mod leavers;
pub mod register;

pub use error::SourceError;

use carrel_domain::{Date, Timestamp};

/// The day it is in a time zone.
///
/// # Errors
/// When there is no such zone.
pub fn day_in(zone: &str, now: Timestamp) -> Result<Date, SourceError> {
    let unknown = || SourceError::UnknownTimeZone(zone.to_owned());
    let zone = jiff::tz::TimeZone::get(zone).map_err(|_| unknown())?;
    let local = jiff::Timestamp::from_second(now.0).map_err(|_| unknown())?.to_zoned(zone);
    Date::parse(&local.strftime("%Y-%m-%d").to_string()).map_err(|_| unknown())
}

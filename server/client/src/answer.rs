//! What an answer says, before it is known what it is about.

use http::header::{DATE, RETRY_AFTER};
use jiff::fmt::rfc2822;
use serde_json::Value;

use crate::{error::Trouble, http::Answer, secrets};

/// What a status means.
pub fn trouble_of(answer: &Answer) -> Option<Trouble> {
    match answer.status.as_u16() {
        200..=299 => None,
        300..=399 => Some(Trouble::Elsewhere),
        401 => Some(Trouble::Unauthorized),
        403 => Some(Trouble::Forbidden),
        404 | 405 | 410 => Some(Trouble::NotFound),
        409 => Some(Trouble::Conflict),
        429 => Some(Trouble::TooMany { retry_after: retry_after(answer) }),
        400..=499 => Some(Trouble::Refused),
        _ => Some(Trouble::Broken),
    }
}

/// Seconds (RFC 9110, 10.2.3); a date is compared with the answer's own, so that the clocks need not agree.
fn retry_after(answer: &Answer) -> Option<i64> {
    let text = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds.max(0));
    }
    let date = |text: &str| rfc2822::parse(text).ok().map(|date| date.timestamp().as_second());
    let now = date(answer.headers.get(DATE)?.to_str().ok()?)?;
    Some((date(text)? - now).max(0))
}

/// Reads JSON and takes its secrets out.
///
/// # Errors
/// [`Trouble::NotJson`], or [`Trouble::CutOff`] if it ends in the middle.
pub fn json(answer: &Answer) -> Result<Value, Trouble> {
    if answer.is_page() {
        return Err(Trouble::NotJson);
    }
    let mut value: Value = serde_json::from_slice(&answer.body)
        .map_err(|error| if error.is_eof() { Trouble::CutOff } else { Trouble::NotJson })?;
    secrets::remove(&mut value);
    Ok(value)
}

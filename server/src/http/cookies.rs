//! The cookies: session, known device, the second step of a sign-in, and a form that was kept.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use carrel_services::token::Token;

use crate::config::Config;

/// A browser is known for half a year.
const DEVICE_DAYS: i64 = 180;

/// A second step waits for so many minutes.
const STEP_MINUTES: i64 = 5;
/// A form is kept for so many minutes.
const FORM_MINUTES: i64 = 30;

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Opens the session; gone with the browser.
    Session,
    /// Tells a browser that signed in before.
    Device,
    /// Goes on with a sign-in that waits for its second factor; opens nothing.
    Step,
    /// Finds a form again that came after its session was over.
    Form,
}

/// With `__Host-` a cookie cannot be set by a neighbour and is sent over HTTPS only (ASVS 3.3.1). Over plain HTTP, which is
/// for trying things out on one machine, browsers would refuse it.
fn name(config: &Config, purpose: Purpose) -> &'static str {
    match (config.is_secure(), purpose) {
        (true, Purpose::Session) => "__Host-carrel-session",
        (true, Purpose::Device) => "__Host-carrel-device",
        (true, Purpose::Step) => "__Host-carrel-step",
        (true, Purpose::Form) => "__Host-carrel-form",
        (false, Purpose::Session) => "carrel-session",
        (false, Purpose::Device) => "carrel-device",
        (false, Purpose::Step) => "carrel-step",
        (false, Purpose::Form) => "carrel-form",
    }
}

/// The token in a cookie.
pub fn read(jar: &CookieJar, config: &Config, purpose: Purpose) -> Option<Token> {
    Token::parse(jar.get(name(config, purpose))?.value())
}

/// Sets a cookie.
pub fn set(jar: CookieJar, config: &Config, purpose: Purpose, token: &Token) -> CookieJar {
    let mut cookie = Cookie::build((name(config, purpose), token.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(config.is_secure())
        .same_site(SameSite::Lax);
    match purpose {
        Purpose::Session => {}
        Purpose::Device => cookie = cookie.max_age(time::Duration::days(DEVICE_DAYS)),
        Purpose::Step => cookie = cookie.max_age(time::Duration::minutes(STEP_MINUTES)),
        Purpose::Form => cookie = cookie.max_age(time::Duration::minutes(FORM_MINUTES)),
    }
    jar.add(cookie)
}

/// Takes a cookie away.
pub fn remove(jar: CookieJar, config: &Config, purpose: Purpose) -> CookieJar {
    jar.remove(Cookie::build(name(config, purpose)).path("/").secure(config.is_secure()))
}

//! Forgotten PIN or password: asking for a link, a code on paper, the new password.

pub mod ask;
pub mod code;
pub mod confirm_email;
pub mod new_password;
pub mod unsubscribe;

use carrel_texts::key;
use http::{HeaderName, HeaderValue, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::visit::Visit;

/// Why a form did not work that anybody may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryProblem {
    /// A field is empty.
    Incomplete,
    /// Card number and code do not belong together, or the code was used.
    WrongCode,
    /// Too many attempts; wait so many minutes.
    Throttled(i64),
}

/// A form that is shown again: what was typed, but never a secret, and why.
#[derive(Clone, Debug)]
pub struct RecoveryAgain {
    /// Card number or address.
    pub name: String,
    /// Why.
    pub problem: RecoveryProblem,
}

impl RecoveryProblem {
    /// Answers with the status for it, and says what is wrong.
    fn text(self, visit: &Visit) -> String {
        let texts = visit.texts();
        let (status, text) = match self {
            Self::Incomplete => (StatusCode::UNPROCESSABLE_ENTITY, texts.say(key::RECOVERY_INCOMPLETE).to_owned()),
            Self::WrongCode => (StatusCode::UNAUTHORIZED, texts.say(key::RECOVERY_WRONG_CODE).to_owned()),
            Self::Throttled(minutes) => {
                let text = texts.fill(key::SIGN_IN_THROTTLED, &[("minutes", minutes.into())]);
                (StatusCode::TOO_MANY_REQUESTS, text)
            }
        };
        expect_context::<ResponseOptions>().set_status(status);
        text
    }
}

/// The address of this page holds a secret: it is told to no other page (ASVS 14.2.1).
fn keep_address_secret() {
    let options = expect_context::<ResponseOptions>();
    options.insert_header(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer"));
}

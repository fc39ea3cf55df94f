//! The field for a new password, what may be wrong with one, and how strong it is, in words.

use carrel_services::password_policy::{LONGEST, Strength, Weakness};
use carrel_texts::{Texts, key};
use leptos::prelude::*;

use crate::{islands::NewPasswordField, visit::Visit};

/// The field. Kept passwords and pasting work; what was typed can be looked at instead of typed twice.
#[component]
pub fn NewPassword(
    /// The fewest characters it may have.
    least: i64,
    /// Whether the problem that the form shows is about it.
    is_wrong: bool,
) -> impl IntoView {
    let texts = Visit::current().texts();
    view! {
        <NewPasswordField
            label=texts.say(key::NEW_PASSWORD_LABEL).to_owned()
            hint=texts.fill(key::NEW_PASSWORD_HINT, &[("count", least.into())])
            show=texts.say(key::PIN_SHOW).to_owned()
            hide=texts.say(key::PIN_HIDE).to_owned()
            described_by=if is_wrong { "problem".to_owned() } else { String::new() }
        />
    }
}

/// Why a password is not taken, and what to do.
pub fn weakness_text(texts: Texts, weakness: Weakness) -> String {
    match weakness {
        Weakness::TooShort(least) => texts.fill(key::PASSWORD_TOO_SHORT, &[("count", least.into())]),
        Weakness::TooLong => {
            texts.fill(key::PASSWORD_TOO_LONG, &[("count", i64::try_from(LONGEST).unwrap_or(i64::MAX).into())])
        }
        Weakness::Common => texts.say(key::PASSWORD_COMMON).to_owned(),
        Weakness::AboutOwner => texts.say(key::PASSWORD_ABOUT_OWNER).to_owned(),
        Weakness::Pattern => texts.say(key::PASSWORD_PATTERN).to_owned(),
    }
}

/// How strong a password is.
pub fn strength_text(texts: Texts, strength: Strength) -> &'static str {
    texts.say(match strength {
        Strength::Fair => key::PASSWORD_FAIR,
        Strength::Good => key::PASSWORD_GOOD,
        Strength::Excellent => key::PASSWORD_EXCELLENT,
    })
}

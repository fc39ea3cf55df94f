//! What one signs in with and where mails go, in short; each has a page of its own.

use carrel_texts::key;
use leptos::prelude::*;

use crate::{
    components::library_system,
    visit::{PageError, Visit},
};

/// The sections, with links to their pages.
pub(super) async fn section(visit: &Visit) -> Result<AnyView, PageError> {
    let texts = visit.texts();
    let session = visit.session()?;
    let is_weak = session.actor.is_staff()
        && visit.services.secret_is_weak(session.actor.patron, session.proof.is_strong()).await?;
    let password = if is_weak { key::SECURITY_PASSWORD_WEAK } else { key::SECURITY_PASSWORD_TEXT };
    let address = visit.services.confirmed_email(session).await?;
    let address = address.unwrap_or_else(|| texts.say(key::SECURITY_EMAIL_NONE).to_owned());
    Ok(view! {
        <section class="block" aria-labelledby="password-title">
            <h2 id="password-title">{texts.say(key::SECURITY_PASSWORD_TITLE)}</h2>
            <p>{texts.say(password)}</p>
            {library_system::sign_in_elsewhere(visit)}
            <p><a href=visit.href("/security/password")>{texts.say(key::SECURITY_PASSWORD_LINK)}</a></p>
        </section>
        <section class="block" aria-labelledby="email-title">
            <h2 id="email-title">{texts.say(key::SECURITY_EMAIL_TITLE)}</h2>
            <p>{address}</p>
            <p><a href=visit.href("/security/email")>{texts.say(key::SECURITY_EMAIL_LINK)}</a></p>
        </section>
    }
    .into_any())
}

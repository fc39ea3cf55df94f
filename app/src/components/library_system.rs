//! How a patron's record and the library system stand: how old it is, what is missing, what is on its way there.

use carrel_services::library_system::{Freshness, SecretsCheckedBy, Sent};
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// What there is to say of a record's age, if it is read from a library system.
pub fn freshness(visit: &Visit, freshness: Option<&Freshness>) -> Result<Option<AnyView>, PageError> {
    let Some(found) = freshness else { return Ok(None) };
    let texts = visit.texts();
    let format = visit.format()?;
    let time = found.read_at.map(|time| format.time(time));
    let say = |with_time, without| match &time {
        Some(time) => texts.fill(with_time, &[("time", time.clone().into())]),
        None => texts.say(without).to_owned(),
    };
    let age = match found.trouble.as_deref() {
        _ if found.is_on_its_way => say(key::LIBRARY_SYSTEM_ON_ITS_WAY, key::LIBRARY_SYSTEM_ON_ITS_WAY_FIRST),
        Some("not-found") => say(key::LIBRARY_SYSTEM_GONE, key::LIBRARY_SYSTEM_IMPORTED),
        Some(_) => say(key::LIBRARY_SYSTEM_AWAY, key::LIBRARY_SYSTEM_IMPORTED),
        None => say(key::LIBRARY_SYSTEM_FRESH, key::LIBRARY_SYSTEM_IMPORTED),
    };
    let mut names: Vec<String> =
        found.missing.iter().map(|(category, _)| texts.category(*category).to_string()).collect();
    names.dedup();
    let missing =
        (!names.is_empty()).then(|| texts.fill(key::LIBRARY_SYSTEM_MISSING, &[("what", names.join(", ").into())]));
    let is_well = found.is_fresh && missing.is_none();
    Ok(Some(if is_well {
        view! { <p class="fine">{age}</p> }.into_any()
    } else {
        view! {
            <div class="notice" role="status">
                <p>{age}</p>
                {missing.map(|text| view! { <p>{text}</p> })}
            </div>
        }
        .into_any()
    }))
}

/// That a password chosen here does not count, where the library system says whose a PIN is.
pub fn sign_in_elsewhere(visit: &Visit) -> Option<AnyView> {
    let text = match visit.services.secrets_checked_by() {
        SecretsCheckedBy::Us => return None,
        SecretsCheckedBy::LibrarySystem => key::SIGN_IN_ELSEWHERE,
        SecretsCheckedBy::LibrarySystemOrUs => key::SIGN_IN_ELSEWHERE_BUT,
    };
    Some(view! { <p class="notice">{visit.texts().say(text)}</p> }.into_any())
}

/// What the library system was told of somebody's changes: of the named kind, or of all.
pub fn sent(visit: &Visit, all: &[Sent], kind: Option<&str>) -> Option<AnyView> {
    let texts = visit.texts();
    let said: Vec<_> = all
        .iter()
        .filter(|one| kind.is_none_or(|kind| one.kind == kind))
        .filter_map(|one| {
            Some(match (one.kind.as_str(), one.state.as_str()) {
                ("contact", "queued" | "sending") => key::LIBRARY_SENT_CONTACT_QUEUED,
                ("contact", "awaits-staff") => key::LIBRARY_SENT_CONTACT_AWAITS_STAFF,
                ("contact", "conflict") => key::LIBRARY_SENT_CONTACT_CONFLICT,
                ("contact", "failed") => key::LIBRARY_SENT_CONTACT_FAILED,
                ("messages", "queued" | "sending") => key::LIBRARY_SENT_MESSAGES_QUEUED,
                ("messages", "conflict") => key::LIBRARY_SENT_MESSAGES_CONFLICT,
                ("messages", "failed") => key::LIBRARY_SENT_MESSAGES_FAILED,
                ("history", "queued" | "sending") => key::LIBRARY_SENT_HISTORY_QUEUED,
                ("history", "conflict" | "failed") => key::LIBRARY_SENT_HISTORY_FAILED,
                ("history", "untold") => key::LIBRARY_SENT_HISTORY_UNTOLD,
                _ => return None,
            })
        })
        .map(|text| view! { <p>{texts.say(text)}</p> })
        .collect();
    (!said.is_empty()).then(|| view! { <div class="notice" role="status">{said}</div> }.into_any())
}

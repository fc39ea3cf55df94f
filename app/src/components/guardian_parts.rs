//! Who sees what of whom, in words.

use carrel_domain::guardian::{Seen, Sights};
use carrel_services::guardians::Told;
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;

use crate::visit::{PageError, Visit};

/// Name with what they are to each other, if the library has a word for it.
pub fn with_relationship(visit: &Visit, name: &str, relationship: Option<&str>) -> String {
    let Some(relationship) = relationship else { return name.to_owned() };
    let words = [("name", name.into()), ("relationship", relationship.into())];
    visit.texts().fill(key::GUARDIAN_WITH_RELATIONSHIP, &words)
}

/// What is shown, one below the other.
pub fn sight_list(visit: &Visit, sights: Sights) -> impl IntoView + use<> {
    let texts = visit.texts();
    let items = sights
        .iter()
        .filter_map(|sight| Key::find(&format!("sight-{}", sight.name())))
        .map(|key| view! { <li>{texts.say(key)}</li> })
        .collect_view();
    view! { <ul class="sights">{items}</ul> }
}

/// What a ward is told of one guardian.
pub fn told_words(visit: &Visit, format: &Format, told: &Told) -> AnyView {
    let texts = visit.texts();
    let guardian = with_relationship(visit, &told.name, told.relationship.as_deref());
    match told.sees {
        Ok(Seen { sights, age, until }) => {
            let words = [
                ("guardian", guardian.into()),
                ("age", i64::from(age.years()).into()),
                ("date", format.date(until).into()),
            ];
            let list = sight_list(visit, sights);
            view! { <p>{texts.fill(key::TOLD_SEES, &words)}</p> {list} }.into_any()
        }
        Err(reason) => {
            let words = [("guardian", guardian.into())];
            let text = Key::find(&format!("told-nothing-{}", reason.name())).map(|key| texts.fill(key, &words));
            view! { <p>{text}</p> }.into_any()
        }
    }
}

/// On pages of one's own data: which guardians see some of it, and the way to the whole.
pub fn guardian_notice(visit: &Visit, told: &[Told]) -> Result<AnyView, PageError> {
    let format = visit.format()?;
    let texts = visit.texts();
    let who = told.iter().filter(|one| one.sees.is_ok()).map(|one| told_words(visit, &format, one)).collect_view();
    Ok(view! {
        <div class="notice">
            {who}
            <p><a href=visit.href("/guardians")>{texts.say(key::TOLD_LINK)}</a></p>
        </div>
    }
    .into_any())
}

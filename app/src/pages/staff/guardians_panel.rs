//! On a patron's page: who looks after them, who is in their care, and what is seen.

use carrel_domain::guardian::Seen;
use carrel_services::guardians::{StaffView, Told};
use carrel_texts::{Format, Key, key};
use leptos::prelude::*;

use crate::{
    components::guardian_parts::{sight_list, with_relationship},
    visit::{PageError, Visit},
};

/// Nothing for somebody without guardians and wards.
pub fn guardians_panel(visit: &Visit, care: &StaffView) -> Result<Option<AnyView>, PageError> {
    if care.guardians.is_empty() && care.wards.is_empty() {
        return Ok(None);
    }
    let texts = visit.texts();
    let format = visit.format()?;
    let line = |who: Key| {
        let format = format.clone();
        move |(id, told): &(Option<String>, Told)| one(visit, &format, who, id.as_deref(), told)
    };
    let guardians = care.guardians.iter().map(line(key::PATRON_GUARDIAN_OF_THEM)).collect_view();
    let wards = care.wards.iter().map(line(key::PATRON_IN_THEIR_CARE)).collect_view();
    Ok(Some(
        view! {
            <section class="panel-sheet" aria-labelledby="guardians-title">
                <h2 id="guardians-title">{texts.say(key::PATRON_GUARDIANS_TITLE)}</h2>
                <ul class="people">{guardians} {wards}</ul>
            </section>
        }
        .into_any(),
    ))
}

fn one(visit: &Visit, format: &Format, who: Key, id: Option<&str>, told: &Told) -> impl IntoView + use<> {
    let texts = visit.texts();
    let name = with_relationship(visit, &told.name, told.relationship.as_deref());
    let name = texts.fill(who, &[("name", name.into())]);
    let name = match id {
        Some(id) => view! { <a href=visit.href(&format!("/staff/patrons/{id}"))>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    let sees = match told.sees {
        Ok(Seen { sights, until, .. }) => {
            let text = texts.fill(key::PATRON_SEES, &[("date", format.date(until).into())]);
            let list = sight_list(visit, sights);
            view! { <p>{text}</p> {list} }.into_any()
        }
        Err(reason) => {
            let text = Key::find(&format!("patron-sees-nothing-{}", reason.name())).map(|key| texts.say(key));
            view! { <p>{text}</p> }.into_any()
        }
    };
    view! {
        <li>
            <p>{name}</p>
            {sees}
        </li>
    }
}

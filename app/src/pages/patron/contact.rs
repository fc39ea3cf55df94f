//! How the library reaches one: correcting it, or asking the library to.

use carrel_domain::{Column, contact::ContactField, sections};
use carrel_services::contact::OwnContact;
use carrel_texts::key;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        library_system,
        problem::{FormProblem, Refused},
        text_area::TextArea,
    },
    visit::{PageError, Visit},
};

/// What was typed and why it was not saved, when the form is shown again.
#[derive(Clone, Debug)]
pub struct TypedContact(pub Vec<(ContactField, String)>, pub Refused);

/// The page.
#[component]
pub fn OwnContactPage() -> impl IntoView {
    let visit = Visit::current();
    let done = use_query_map().get_untracked().get("done");
    let typed = use_context::<TypedContact>();
    if let Some(typed) = &typed {
        provide_context(typed.1);
    }
    Suspend::new(async move {
        match load(&visit).await {
            Ok(own) => page(&visit, &own, done.as_deref(), typed.as_ref()),
            Err(error) => error.page(),
        }
    })
}

async fn load(visit: &Visit) -> Result<OwnContact, PageError> {
    Ok(visit.services.own_contact(visit.session()?, &visit.origin).await?)
}

/// What a field is called.
pub fn field_name(visit: &Visit, field: ContactField) -> String {
    let columns = sections::CONTACT.columns.iter().chain(sections::IDENTITY.columns);
    let column: Option<&Column> = columns.into_iter().find(|column| column.source == field.name());
    column.map_or_else(|| field.name().to_owned(), |column| visit.texts().field(column).into_owned())
}

fn page(visit: &Visit, own: &OwnContact, done: Option<&str>, typed: Option<&TypedContact>) -> AnyView {
    let texts = visit.texts();
    let done = match done {
        Some("0") => Some(key::CONTACT_UNCHANGED),
        Some(_) => Some(key::CONTACT_SAVED),
        None => None,
    };
    let inputs: Vec<_> = own
        .fields
        .iter()
        .filter(|(_, _, may)| *may)
        .map(|(field, now, _)| input(visit, own, *field, now, typed))
        .collect();
    let has_inputs = !inputs.is_empty();
    let others: Vec<(String, String)> = own
        .fields
        .iter()
        .filter(|(_, now, may)| !*may && !now.is_empty())
        .map(|(field, now, _)| (field_name(visit, *field), now.clone()))
        .collect();
    // What stands there is corrected in place: the library sees what is meant.
    let wish: String = others.iter().map(|(name, now)| format!("{name}: {now}\n")).collect();
    let wish = format!("{}\n{wish}", texts.say(key::CONTACT_WISH));
    let facts = others
        .into_iter()
        .map(|(name, now)| view! { <div><dt>{name}</dt><dd dir="auto">{now}</dd></div> })
        .collect_view();
    view! {
        <Title text=texts.say(key::OWN_CONTACT_TITLE) />
        <div class="page narrow">
            <nav class="trail" aria-label=texts.say(key::TRAIL_LABEL)>
                <a href=visit.href("/choices")>{texts.say(key::CHOICES_TITLE)}</a>
            </nav>
            <header class="letter">
                <h1>{texts.say(key::OWN_CONTACT_TITLE)}</h1>
                <p class="lead">{texts.say(key::OWN_CONTACT_LEAD)}</p>
            </header>
            {done.map(|text| view! { <p class="message" role="status">{texts.say(text)}</p> })}
            {library_system::sent(visit, &own.sent, Some("contact"))}
            <FormProblem />
            {has_inputs.then(|| view! {
                <form class="sheet" method="post" action=visit.href("/contact")>
                    {inputs}
                    <button class="button" type="submit">{texts.say(key::CONTACT_BUTTON)}</button>
                    <p class="fine">{texts.say(key::CONTACT_FINE)}</p>
                </form>
            })}
            <section class="block" aria-labelledby="contact-email-title">
                <h2 id="contact-email-title">{texts.say(key::EMAIL_TITLE)}</h2>
                <p>{texts.say(key::CONTACT_EMAIL)}" "<a href=visit.href("/security/email")>{texts.say(key::EMAIL_TITLE)}</a></p>
            </section>
            <section class="block" aria-labelledby="contact-ask-title">
                <h2 id="contact-ask-title">{texts.say(key::CONTACT_ASK_TITLE)}</h2>
                <dl class="facts stacked">{facts}</dl>
                <form class="sheet" method="post" action=visit.href("/my-requests")>
                    <input type="hidden" name="kind" value="rectification" />
                    <div class="field">
                        <label for="wish">{texts.say(key::CONTACT_ASK_LABEL)}</label>
                        <TextArea name="wish" value=wish rows=6 />
                    </div>
                    <button class="button-quiet" type="submit">{texts.say(key::CONTACT_ASK_BUTTON)}</button>
                </form>
            </section>
        </div>
    }
    .into_any()
}

fn input(
    visit: &Visit,
    own: &OwnContact,
    field: ContactField,
    now: &str,
    typed: Option<&TypedContact>,
) -> impl IntoView + use<> {
    let texts = visit.texts();
    let id = format!("contact-{}", field.name());
    let hint_id = format!("{id}-hint");
    let is_waiting = own.waiting.contains(&field);
    let typed = typed.and_then(|typed| typed.0.iter().find(|(other, _)| *other == field));
    let value = typed.map_or_else(|| now.to_owned(), |(_, value)| value.clone());
    view! {
        <div class="field">
            <label for=id.clone()>{field_name(visit, field)}</label>
            {is_waiting.then(|| view! { <p class="hint" id=hint_id.clone()>{texts.say(key::CONTACT_WAITING)}</p> })}
            <input
                type=if field.is_number() { "tel" } else { "text" }
                id=id
                name=field.name()
                value=value
                maxlength="100"
                dir="auto"
                autocomplete=field.autocomplete()
                aria-describedby=is_waiting.then_some(hint_id)
            />
        </div>
    }
}

//! Personal identity numbers that the library needs: asking to see them, and seeing them once.

use carrel_services::minimization::IdentityNumber;
use carrel_texts::key;
use leptos::prelude::*;

use crate::visit::Visit;

/// The numbers, for the one page that answers the form.
#[derive(Clone, Debug)]
pub struct ShownNumbers(pub Vec<IdentityNumber>);

/// On a patron's page: the form that asks for a reason, or what it answers.
#[component]
pub fn IdentityNumberPanel(
    /// Opaque id of the patron.
    patron: String,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    let shown = use_context::<ShownNumbers>().map(|ShownNumbers(numbers)| {
        let numbers = numbers
            .into_iter()
            .map(|number| {
                let name = texts.code("attribute", &number.code).into_owned();
                let value = number.value.unwrap_or_else(|| texts.say(key::IDENTITY_NUMBER_UNREADABLE).to_owned());
                view! { <div><dt dir="auto">{name}</dt><dd>{value}</dd></div> }
            })
            .collect_view();
        view! { <dl class="facts stacked" role="status">{numbers}</dl> }
    });
    let form = shown.is_none().then(|| {
        view! {
            <form
                class="desk-form"
                method="post"
                action=visit.href(&format!("/staff/patrons/{patron}/identity-numbers"))
            >
                <p id="identity-number-text">{texts.say(key::IDENTITY_NUMBER_TEXT)}</p>
                <div class="field">
                    <label for="identity-number-reason">{texts.say(key::IDENTITY_NUMBER_REASON)}</label>
                    <input
                        id="identity-number-reason"
                        name="reason"
                        type="text"
                        maxlength="500"
                        required=true
                        aria-describedby="identity-number-text"
                    />
                </div>
                <button class="button-quiet" type="submit">{texts.say(key::IDENTITY_NUMBER_BUTTON)}</button>
            </form>
        }
    });
    view! {
        <section class="panel-sheet" aria-labelledby="identity-number-title">
            <h2 id="identity-number-title">{texts.say(key::IDENTITY_NUMBER_TITLE)}</h2>
            {shown}
            {form}
        </section>
    }
}

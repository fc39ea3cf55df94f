//! A form that a passkey answers. A browser asks for a passkey by script only: this form is hidden until its script shows
//! it, and wherever it stands another way stands beside it.

use carrel_texts::{Key, key};
use leptos::{nonce::use_nonce, prelude::*};

use crate::visit::Visit;

const SCRIPT: &str = include_str!("passkeys.js");

/// A form with one hidden field that the passkey's answer goes into.
#[component]
pub fn PasskeyForm(
    /// Address it goes to, without language prefix.
    #[prop(into)]
    action: String,
    /// Address of the question, without language prefix.
    ask: &'static str,
    /// Name of the field.
    #[prop(default = "passkey")]
    field: &'static str,
    /// What the button says.
    button: Key,
    /// The form's own class.
    #[prop(default = "passkey-form")]
    class: &'static str,
    /// The form's other fields, above the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let visit = Visit::current();
    let texts = visit.texts();
    view! {
        <form
            class=class
            method="post"
            action=visit.href(&action)
            data-ask=visit.href(ask)
            data-field=field
            hidden=true
        >
            {children.map(|children| children())}
            <input type="hidden" name=field value="" />
            <p class="problem" role="alert" data-problem="" hidden=true>{texts.say(key::PASSKEY_FAILED)}</p>
            <button class="button-quiet" type="submit">{texts.say(button)}</button>
        </form>
    }
}

/// The script of these forms; once a page, after them.
#[component]
pub fn PasskeyScript() -> impl IntoView {
    view! { <script type="module" nonce=use_nonce() inner_html=SCRIPT></script> }
}

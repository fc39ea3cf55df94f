//! The field for PIN or password, which can show what was typed.

use leptos::prelude::*;

/// A field for a secret; with WebAssembly it has a button that shows and hides what was typed.
#[island]
pub fn PinField(
    /// Label of the field.
    label: String,
    /// What the button says while the secret is hidden.
    show: String,
    /// What the button says while it is shown.
    hide: String,
    /// Whether the browser may fill in a kept password: `current-password`, or `off` for a PIN asked again.
    autocomplete: String,
    /// Id of a message that tells what is wrong; empty if nothing is.
    described_by: String,
) -> impl IntoView {
    field("pin", label, String::new(), [show, hide], autocomplete, described_by)
}

/// The same for a password that is chosen: it is looked at instead of typed twice.
#[island]
pub fn NewPasswordField(
    /// Label of the field.
    label: String,
    /// What a password must be like.
    hint: String,
    /// What the button says while the secret is hidden.
    show: String,
    /// What the button says while it is shown.
    hide: String,
    /// Id of a message that tells what is wrong; empty if nothing is.
    described_by: String,
) -> impl IntoView {
    field("new_password", label, hint, [show, hide], String::from("new-password"), described_by)
}

fn field(
    name: &'static str,
    label: String,
    hint: String,
    [show, hide]: [String; 2],
    autocomplete: String,
    described_by: String,
) -> impl IntoView {
    let is_shown = RwSignal::new(false);
    let is_awake = RwSignal::new(false);
    Effect::new(move |_| is_awake.set(true));
    let is_wrong = !described_by.is_empty();
    let has_hint = !hint.is_empty();
    let describing = match (has_hint, is_wrong) {
        (false, false) => None,
        (false, true) => Some(described_by),
        (true, false) => Some(String::from("new_password-hint")),
        (true, true) => Some(format!("new_password-hint {described_by}")),
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {has_hint.then(|| view! { <p class="hint" id="new_password-hint">{hint}</p> })}
            <div class="field-row">
                <input
                    id=name
                    name=name
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=describing
                />
                <button
                    type="button"
                    class="button-quiet"
                    hidden=move || !is_awake.get()
                    aria-controls=name
                    on:click=move |_| is_shown.update(|shown| *shown = !*shown)
                >
                    {move || if is_shown.get() { hide.clone() } else { show.clone() }}
                </button>
            </div>
        </div>
    }
}

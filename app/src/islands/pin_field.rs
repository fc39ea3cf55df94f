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
    let is_shown = RwSignal::new(false);
    let is_awake = RwSignal::new(false);
    Effect::new(move |_| is_awake.set(true));
    let is_wrong = !described_by.is_empty();
    view! {
        <div class="field">
            <label for="pin">{label}</label>
            <div class="field-row">
                <input
                    id="pin"
                    name="pin"
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=is_wrong.then_some(described_by)
                />
                <button
                    type="button"
                    class="button-quiet"
                    hidden=move || !is_awake.get()
                    aria-controls="pin"
                    on:click=move |_| is_shown.update(|shown| *shown = !*shown)
                >
                    {move || if is_shown.get() { hide.clone() } else { show.clone() }}
                </button>
            </div>
        </div>
    }
}

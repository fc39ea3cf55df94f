//! Text of several lines.

use leptos::prelude::*;

/// A `<textarea>`. Rendering on the server does not escape what stands in one, so that it is done here, once for all.
#[component]
pub fn TextArea(
    /// Id, which a label refers to, and name in the form.
    #[prop(into)]
    name: String,
    /// What stands in it.
    #[prop(into)]
    value: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u16,
    /// Longest text, in UTF-16 units, as browsers count.
    #[prop(default = 4000)]
    maxlength: u32,
    /// Ids of what describes it.
    #[prop(into, default = String::new())]
    described_by: String,
    /// Whether it must be filled in.
    #[prop(default = false)]
    required: bool,
    /// Whether nothing in it can be about a person: no advice is given while typing.
    #[prop(default = false)]
    unchecked: bool,
) -> impl IntoView {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // The first line break after the tag is dropped by browsers.
    let content = format!("\n{escaped}");
    let described_by = (!described_by.is_empty()).then_some(described_by);
    view! {
        <textarea
            id=name.clone()
            name=name
            rows=rows.to_string()
            maxlength=maxlength.to_string()
            required=required
            data-unchecked=unchecked.then_some("")
            aria-describedby=described_by
        >
            {content}
        </textarea>
    }
}

//! The WebAssembly entry: wakes the islands and nothing else.

/// Called by the script that loads the WebAssembly.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // The islands are registered by the linker; naming the crate keeps them in.
    use carrel_app as _;
    leptos::mount::hydrate_islands();
}
